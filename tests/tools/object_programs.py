"""Random programs over C++ objects, as a Python kernel and as the same function in C++.

Three variables, an array of four, nested branches and loops with break and continue, swaps, copies, elements,
references, and every way to change an object of `records_fuzz.cuh`; arguments that are chosen by a condition;
arrays and variables of classes that count their copies, that change though they are const, and that their
conversions change. C++ is the model: what it computes is right. A program that reads and changes a variable
in one expression may also be refused, by `UNORDERED`.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

VARIABLES = ("a", "b", "c")
MASK = 0xFFFFFF
UNORDERED = "is read and changed within one expression, the order is not defined; use two statements"


@dataclass
class Program:
    """A program's two texts, as bodies of functions `(out, n)`."""

    python: list[str] = field(default_factory=list)
    cxx: list[str] = field(default_factory=list)
    is_unordered: bool = False

    def python_text(self, name: str) -> str:
        return f"def {name}(out, n):\n" + "\n".join(self.python) + "\n"

    def cxx_text(self, name: str) -> str:
        return f'extern "C" void {name}(long long *out, long long n) {{\n' + "\n".join(self.cxx) + "\n}\n"


class Maker:
    """Makes one program from a random generator."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.program = Program()
        self.indent = 1
        self.loops: list[str] = []
        self.count = 0
        # a pointer to a variable that is swapped in one statement is an error, and meant to be
        self.swaps = self.random.random() < 0.6
        self.unordered = self.random.random() < 0.1

    def make(self) -> Program:
        self.both("acc = 1", "long long acc = 1;")
        for v in VARIABLES:
            value = self.number()
            self.both(f"{v} = F({value})", f"F {v}({value});")
        for _ in range(self.random.randint(0, 2)):  # before all branches Numba has other versions
            self.swap() if self.swaps and self.random.random() < 0.5 else self.renew()
        self.program.python += [
            "    arr = cuda.local.array(4, dtype=F)",
            "    for k in range(4):",
            "        arr[k] = F(k)",
        ]
        self.program.cxx += ["F arr[4] = {F(0), F(1), F(2), F(3)};"]
        self.program.python += [
            "    gs = cuda.local.array(2, dtype=G)",
            "    gs[0] = G(1)",
            "    gs[1] = G(2)",
            "    g = G(3)",
        ]
        self.program.cxx += ["G gs[2] = {G(0), G(0)}; gs[0] = G(1); gs[1] = G(2); G g(3);"]
        for name, array in (("k", "ks"), ("h", "hs")):
            self.program.python += [
                f"    {array} = cuda.local.array(2, dtype={name.upper()})",
                f"    {array}[0] = {name.upper()}(4)",
                f"    {array}[1] = {name.upper()}(5)",
                f"    {name} = {name.upper()}(6)",
            ]
            of = name.upper()
            self.program.cxx += [f"{of} {array}[2] = {{{of}(4), {of}(5)}}; {of} {name}(6);"]
        for _ in range(self.random.randint(4, 9)):
            self.statement(0)
        elements = "arr[0] arr[1] arr[2] arr[3] gs[0] gs[1] g ks[0] ks[1] k hs[0] hs[1] h"
        for v in (*VARIABLES, *elements.split()):
            self.accumulate(f"{v}.get()", f"{v}.get()")
        self.both("out[0] = acc", "out[0] = acc;")
        return self.program

    # ---- pieces --------------------------------------------------------------
    def both(self, python: str, cxx: str) -> None:
        self.program.python.append("    " * self.indent + python)
        self.program.cxx.append(cxx)

    def accumulate(self, python: str, cxx: str) -> None:
        self.both(f"acc = (acc * 31 + {python}) & {MASK}", f"acc = (acc * 31 + {cxx}) & {MASK};")

    def number(self) -> int:
        return self.random.randint(0, 99)

    def index(self) -> str:
        if self.loops and self.random.random() < 0.5:
            return f"({self.random.choice(self.loops)} & 3)"
        return str(self.random.randint(0, 3))

    def object(self) -> str:
        return self.random.choice(VARIABLES) if self.random.random() < 0.65 else f"arr[{self.index()}]"

    def converting(self) -> str:
        """An object that its conversions change."""
        name = self.random.choice("kh")
        return name if self.random.random() < 0.5 else f"{name}s[{self.index()} & 1]"

    def value(self) -> str:
        """An expression for an int, the same in both languages."""
        kind = self.random.randint(0, 4)
        if kind == 0 and self.loops:
            return self.random.choice(self.loops)
        if kind == 1:
            return f"({self.object()}.x & 63)"
        if kind == 2:
            return f"({self.object()}.inner.y & 63)"
        return str(self.number())

    # ---- statements ----------------------------------------------------------
    def statement(self, depth: int) -> None:
        if depth < 3 and self.random.random() < 0.22:
            self.random.choice((self.branch, self.branch, self.loop, self.while_loop))(depth)
        elif self.loops and depth > 1 and self.random.random() < 0.06:
            word = self.random.choice(("break", "continue"))
            bit = 1 << self.random.randint(0, 3)
            self.both(f"if acc & {bit}:", f"if (acc & {bit}) {{")
            self.indent += 1
            self.both(word, f"{word}; }}")
            self.indent -= 1
        else:
            self.simple()

    def block(self, depth: int) -> None:
        self.indent += 1
        for _ in range(self.random.randint(1, 4)):
            self.statement(depth + 1)
        self.indent -= 1

    def branch(self, depth: int) -> None:
        at, bit = self.object(), self.random.choice((1, 2, 4))
        text = self.random.choice((f"{at}.x & {bit}",) * 4 + ("h", f"hs[{self.index()} & 1]"))
        self.both(f"if {text}:", f"if ({text}) {{")
        self.block(depth)
        if self.random.random() < 0.6:
            self.both("else:", "} else {")
            self.block(depth)
        self.program.cxx.append("}")

    def loop(self, depth: int) -> None:
        self.count += 1
        name, times = f"i{self.count}", self.random.randint(1, 5)
        self.both(f"for {name} in range({times}):", f"for (int {name} = 0; {name} < {times}; {name}++) {{")
        self.loops.append(name)
        self.block(depth)
        self.loops.pop()
        self.program.cxx.append("}")

    def while_loop(self, depth: int) -> None:
        self.count += 1
        name = f"w{self.count}"
        self.both(f"{name} = 0", f"int {name} = 0;")
        times = self.random.randint(1, 4)
        self.both(f"while {name} < {times}:", f"while ({name} < {times}) {{")
        self.indent += 1
        self.both(f"{name} += 1", f"{name} += 1;")
        self.indent -= 1
        self.loops.append(name)
        self.block(depth)
        self.loops.pop()
        self.program.cxx.append("}")

    def simple(self) -> None:
        s, t, v, c = self.object(), self.object(), self.value(), self.converting()
        i = self.random.randint(0, 2)
        same = [  # as both languages write it
            f"{s}.set({v})", f"{s}.add({v}).add(2)", f"{s} += {v}", f"{s}.x = {v}", f"{s}.x += 3",
            f"{s}.inner.x = {v}", f"{s}.inner.y += 1", f"{s}.inner += {v}", f"{s}.inner = {t}.inner",
            f"{s}[{i}] = {v}", f"{s}[{i}] += 2", f"{s}.data[{i}] = {v}", f"{s}.data[{i}] += {v}",
            f"{s}.data[{self.index()} % 3] += 1", f"f_ref({s})", f"{s}.ref().bump()", f"{s}.ref().x = {v}",
            f"{s}.inner.bump()", f"{s}.w = {v}", f"{s} = {t} + {s}", f"{s} = F({v})", f"{s} = {t}",
            f"f_int({s}.x)", f"f_int({s}.data[{i}])", f"{s}.add(1).ref().y = {v}",
            f"gs[{i & 1}] += {v}", f"gs[{i & 1}] = g", f"g = gs[{i & 1}]", f"g += {v}",
            f"ks[{i & 1}] = k", f"k = ks[{i & 1}]", f"h = hs[{i & 1}]", "k.tick()", f"ks[{i & 1}].tick()",
            f"{s}.x = {c}", f"{s}.w = {c}", f"{s}.data[{i}] = {c}", f"{s}.set({c})", f"k += {v}",
        ]  # fmt: skip
        if self.random.random() < 0.2:
            self.chosen_or_converted(s, t, v, c)
            return
        if self.swaps and self.random.random() < 0.06:
            self.swap()
            return
        kind = self.random.randint(0, len(same) + 6 + 2 * self.unordered)
        if kind < len(same):
            self.both(same[kind], same[kind] + ";")
        elif kind == len(same):
            one = f"arr[{self.index()}]" if self.swaps else s
            self.both(f"f_ptr({one})", f"f_ptr(&{one});")
        elif kind == len(same) + 1:
            self.both(f"{s}.increment()", f"++{s};")
        elif kind == len(same) + 2:
            x, y = self.random.sample(VARIABLES, 2)
            self.both(f"f_swap({x}, {y})", f"f_swap({x}, {y});")
        elif kind == len(same) + 3:
            self.both(f"r = {s}.next()", f"{{ int r = {s}.next();")
            self.accumulate("r", "r")
            self.program.cxx[-1] += " }"
        elif kind == len(same) + 4:
            self.accumulate(f"f_two({s}, {t})", f"f_two({s}, {t})")
        elif kind == len(same) + 5:
            self.both(f"d = {s}", f"{{ F d = {s};")
            self.both(f"d.add({v})", f"d.add({v});")
            self.accumulate("d.get()", "d.get()")
            self.program.cxx[-1] += " }"
        elif kind > len(same) + 6:
            self.unordered_read(self.random.choice(VARIABLES))
        else:
            self.accumulate(f"f_peek({s}) + {t}.both({v})", f"f_peek({s}) + {t}.both({v})")

    def swap(self) -> None:
        """Two variables in one statement; what changes one of them then is in the same block as the versions
        that the swap makes, and as the copies of these for what comes behind the block.
        """
        x, y = self.random.sample(VARIABLES, 2)
        self.both(f"{x}, {y} = {y}, {x}", f"{{ F t = {x}; {x} = {y}; {y} = t; }}")
        self.maybe_change(x)

    def renew(self) -> None:
        """Another object for a variable, which may be changed then."""
        x, y = self.random.sample(VARIABLES, 2)
        value = self.random.choice((f"F({self.number()})", y))
        self.both(f"{x} = {value}", f"{x} = {value};")
        self.maybe_change(x)

    def maybe_change(self, x: str) -> None:
        if self.random.random() < 0.6:
            v = self.number()
            change = self.random.choice((f"{x}.set({v})", f"{x}.add({v})", f"{x}.x += 3", f"{x} += {v}"))
            self.both(change, change + ";")

    def chosen_or_converted(self, s: str, t: str, v: str, c: str) -> None:
        """Arguments that a condition chooses; conversions, whose number is read."""
        bit, k = self.random.choice((1, 2, 4)), self.random.choice(("k", f"ks[{self.index()} & 1]"))
        chosen, picked = f"{s} if acc & {bit} else {t}", f"acc & {bit} ? {s} : {t}"
        number, other = f"{v} if {s}.x & {bit} else {t}.x", f"{s}.x & {bit} ? {v} : {t}.x"
        self.random.choice(
            (
                lambda: self.accumulate(f"f_peek({chosen})", f"f_peek({picked})"),
                lambda: self.accumulate(f"f_two({chosen}, {t})", f"f_two({picked}, {t})"),
                lambda: self.accumulate(f"f_two({s}, {chosen})", f"f_two({s}, {picked})"),
                lambda: self.accumulate(f"{s}.both({number})", f"{s}.both({other})"),
                lambda: self.both(f"{s}.set({number})", f"{s}.set({other});"),
                lambda: self.both(f"{s}.add({number}).add({v})", f"{s}.add({other}).add({v});"),
                lambda: self.both(f"{s} = F({number})", f"{s} = F({other});"),
                lambda: self.accumulate(f"f_num({c})", f"f_num({c})"),
                lambda: self.accumulate(f"int({c})", f"int({c})"),
                lambda: self.accumulate(f"f_sum({c}, {v})", f"f_sum({c}, {v})"),
                lambda: self.accumulate(f"f_num(bool({c}))", f"f_num(bool({c}))"),
                lambda: self.accumulate(f"(not {c})", f"!{c}"),
                lambda: self.accumulate(f"{k}.tick()", f"{k}.tick()"),
                lambda: self.accumulate(f"f_tick({k})", f"f_tick({k})"),
                lambda: self.accumulate(f"f_num({k}) + {s}.both({v})", f"f_num({k}) + {s}.both({v})"),
            )
        )()

    def unordered_read(self, s: str) -> None:
        """A variable read and changed in one expression: the tuple holds what it is when it is made."""
        self.program.is_unordered = True
        self.both(
            f"t = ({s}, {s}.next() if acc & 1 else 0)", f"{{ int r = acc & 1 ? {s}.next() : 0; F t = {s};"
        )
        self.accumulate("t[0].get() + t[1]", "t.get() + r")
        self.program.cxx[-1] += " }"


def program(seed: int) -> Program:
    """The program of a seed."""
    return Maker(seed).make()
