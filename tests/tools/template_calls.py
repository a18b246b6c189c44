"""Calls of tests/python/template_overloads.cuh, as numbast takes them and as a compiler does.

A call has readings: the C++ texts that may stand for it, the likeliest first (docs/templates.md: a 64-bit
integer is `long long` or `long`, a literal may take another argument's type, an array is a pointer or its
first element). What the first one means that the compiler takes is what the call means.
"""

from __future__ import annotations

import itertools
import random
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from numbast.runtime.codes import cxx_spelling
from numbast.runtime.engines import numba_engine
from tools import clang_overloads, nvcc

HEADER = Path(__file__).parents[1] / "python" / "template_overloads.cuh"

#: {name: (C++ type, Python spec)}: scalars by Numba's name, records by C++'s.
SCALARS = {
    "i": ("int", "int32"), "c": ("signed char", "int8"), "h": ("unsigned char", "uint8"),
    "s": ("short", "int16"), "j": ("unsigned", "uint32"), "f": ("float", "float32"),
    "d": ("double", "float64"), "b": ("bool", "boolean"),
}  # fmt: skip
RECORDS = (
    "Base", "Derived", "Far", "Other", "FromInt", "ToFloat", "Box<int>", "Box<float>", "Box<double>",
    "Box<char>", "Arr<int, 2>", "Arr<float, 2>", "Arr<int, 3>",
)  # fmt: skip
POINTEES = ("i", "f", "d", "Base")


class Given(NamedTuple):
    """An argument: `kind` and `name` say what; `category` 'l', 'c', 't' of records, '' of the rest."""

    kind: str  # scalar, long, literal, record, enum, array, constant array, null
    name: str
    category: str = ""


class Call(NamedTuple):
    """`form`: call, method, op; `name`: of the function with its arguments in brackets, or the operator."""

    form: str
    name: str
    given: tuple[Given, ...]

    def __str__(self) -> str:
        return f"{self.form} {self.name}({', '.join('/'.join(filter(None, g)) for g in self.given)})"


class Meaning(NamedTuple):
    """What a call means: the line of the function that is called and the type of its result; line 0: nothing,
    -1: an operator of C++ itself.
    """

    line: int
    result: str


# ---- making calls ----------------------------------------------------------------
FREE = {
    "same": 1, "cat": 1, "fwd": 1, "own": 1, "only_l": 1, "only_c": 1, "moved": 1, "order": 1, "larger": 2,
    "pair": 2, "box": 1, "inner": 1, "first": 1, "dflt<>": 0, "dflt": 0, "dflt<int>": 1, "dflt2": 1,
    "dflt2 ": 2, "dflt2  ": 3, "dflt3": 1, "dflt3 ": 2, "dflt3<int, float>": 1, "count": 0, "count ": 1,
    "count  ": 3, "head": 1, "head ": 2, "head  ": 3, "sum<>": 0, "sum<1, 2, 3>": 0, "boxes": 2, "flt": 1,
    "fonly": 1,
    "has_get": 1, "has_b": 1, "nothing": 1, "added": 2, "conv": 1, "to_f": 1, "base": 2, "cast<float>": 1,
    "cast": 1, "cast<Box<double>>": 1, "given": 2, "en": 1, "amb": 2, "amb2": 1, "dele": 1, "dele2": 1,
    "deduced": 1, "passed": 1,
    "same<float>": 1, "larger<double>": 2, "conv<int>": 1, "missing": 1,
}  # fmt: skip
METHODS = {
    "as": 1, "as<float>": 1, "take": 1, "ref": 1, "gone": 1, "times<3>": 0, "times": 0, "made": 1,
    "hidden": 1, "get": 0, "made<double>": 1,
}  # fmt: skip
OPERATORS = {"+": 2, "*": 2, "<": 2, "-": 1}
#: Where a number's category would matter, which Numba's types don't say: records alone.
ABOUT_CATEGORIES = ("cat", "own", "fwd", "only_l", "dele2", "take", "ref", "passed")


def calls(count: int, seed: int = 7) -> list[Call]:
    """So many different calls, the same ones for a seed."""
    chance = random.Random(seed)
    found: dict[Call, None] = {}
    makers = [_free, _free, _free, _method, _operator]
    while len(found) < count:
        found[chance.choice(makers)(chance)] = None
    return list(found)


def _free(chance: random.Random) -> Call:
    name, count = chance.choice(list(FREE.items()))
    return Call("call", name.strip(), _arguments(chance, name.strip(), count))


def _method(chance: random.Random) -> Call:
    name, count = chance.choice(list(METHODS.items()))
    this = Given("record", chance.choice([r for r in RECORDS if r.startswith("Box")]), chance.choice("llct"))
    if this.name == "Box<char>":
        this = this._replace(category="l")
        name, count = "get", 0
    return Call("method", name, (this, *_arguments(chance, name, count)))


def _operator(chance: random.Random) -> Call:
    symbol, count = chance.choice(list(OPERATORS.items()))
    first = Given("record", chance.choice(RECORDS[6:9]), chance.choice("lct"))
    return Call("op", symbol, (first, *_arguments(chance, "", count - 1)))


def _arguments(chance: random.Random, name: str, count: int) -> tuple[Given, ...]:
    of_records = name.partition("<")[0] in ABOUT_CATEGORIES
    # typing takes an object for a variable: what variables can't be passed to is no const object's either
    categories = "lt" if name == "dele2" else "llct"
    made = [_record(chance, categories) if of_records else _any(chance) for _ in range(count)]
    if count > 1 and chance.random() < 0.4:
        made[1] = made[0]
    return tuple(made)


def _record(chance: random.Random, categories: str = "llct") -> Given:
    return Given("record", chance.choice(RECORDS), chance.choice(categories))


def _any(chance: random.Random) -> Given:
    kind = chance.choices(
        ["scalar", "record", "literal", "long", "enum", "array", "constant array", "null"],
        [7, 7, 3, 1, 2, 3, 1, 1],
    )[0]
    if kind == "record":
        return _record(chance)
    names = {
        "scalar": [*SCALARS], "literal": ["3", "0"], "long": ["int64", "uint64"], "enum": ["Plain", "Scoped"],
        "array": [*POINTEES], "constant array": [*POINTEES], "null": [""],
    }  # fmt: skip
    return Given(kind, chance.choice(names[kind]))


# ---- C++ -------------------------------------------------------------------------
def _pointee(name: str) -> str:
    return SCALARS[name][0] if name in SCALARS else f"ov::{name}"


def _readings_of(given: Given, others: Sequence[Given]) -> list[str]:
    kind, name, category = given
    if kind == "scalar":
        return [f"v<{SCALARS[name][0]} &>()"]
    if kind == "long":
        sign = "unsigned " if name[0] == "u" else ""
        return [f"v<{sign}long long &>()", f"v<{sign}long &>()"]
    if kind == "literal":
        like = [SCALARS[o.name][0] for o in others if o.kind == "scalar"][:1]
        return [f"v<{t}>()" for t in ["int", *like]]
    if kind == "null":
        return ["nullptr"]
    if kind == "enum":
        return [f"v<ov::{name} &>()"]
    if kind.endswith("array"):
        t = _pointee(name)
        return [f"v<const {t} *&>()"] if kind.startswith("c") else [f"v<{t} *&>()", f"v<{t} &>()"]
    t = re.sub(r"\bBox\b|\bArr\b|^[A-Z]\w*$", lambda m: f"ov::{m[0]}", name)
    return [f"v<{ {'l': f'{t} &', 'c': f'const {t} &', 't': t}[category] }>()"]


def readings(call: Call) -> list[tuple[str, str]]:
    """The C++ expressions that a call may stand for, each with one that must be refused where it is meant: an
    array's first element stands for the array only where it may be changed.
    """
    places = [i for i, g in enumerate(call.given) if call.form == "call" or i]
    by_place = {
        i: _readings_of(g, [call.given[k] for k in places if k != i]) for i, g in enumerate(call.given)
    }
    found: dict[tuple[str, str], None] = {}
    arrays = [len(by_place[i]) if call.given[i].kind.endswith("array") else 1 for i in range(len(call.given))]
    for array in itertools.product(*map(range, arrays)):
        for other_long, other_literal in itertools.product((0, 1), (0, 1)):
            texts, fixed = [], []
            for i, g in enumerate(call.given):
                pick = array[i] if g.kind.endswith("array") else 0
                pick = other_long if g.kind == "long" else pick
                pick = other_literal if g.kind == "literal" else pick
                texts.append(by_place[i][min(pick, len(by_place[i]) - 1)])
                is_place = g.kind.endswith("array") and pick
                fixed.append(f"v<const {_pointee(g.name)}>()" if is_place else texts[-1])
            written = _written(call, texts)
            found[written, "" if fixed == texts else _written(call, fixed)] = None
    return list(found)


def _written(call: Call, texts: Sequence[str]) -> str:
    name = re.sub(r"\bBox\b", "ov::Box", call.name)
    if call.form == "call":
        return f"ov::{name}({', '.join(texts)})"
    if call.form == "method":
        return f"{texts[0]}.{name}({', '.join(texts[1:])})"
    return f"{texts[0]} {name} {texts[1]}" if len(texts) > 1 else f"{name}{texts[0]}"


# ---- witnesses ---------------------------------------------------------------------
PROBE = """#define PROBE
#include "{header}"
alignas(64) inline char room[64];
template <class T> struct Named {{ using t = T; }};
template <class T> struct Named<T &> {{ using t = T; }};
template <class T> T &&v() {{ return (T &&)*(typename Named<T>::t *)room; }}
"""


def by_clang(texts: Sequence[str]) -> list[int]:
    """For each expression the line of the function that libclang finds in it; 0: it is refused, -1:
    built in.
    """
    index = clang_overloads.cindex()
    assert index, "libclang-ng is needed"
    head = PROBE.format(header=HEADER)
    first = head.count("\n") + 1
    lines = [f"inline void q{i}() {{ using r = decltype({text}); }}" for i, text in enumerate(texts)]
    unit = index.Index.create().parse(
        "ask.cpp",
        ["-std=gnu++17", "-ferror-limit=0", "-w"],
        [("ask.cpp", head + "\n".join(lines) + "\n")],
    )
    refused = {_line_of(d, "ask.cpp") - first for d in unit.diagnostics if d.severity >= 3}
    found = [0] * len(texts)
    for cursor in unit.cursor.get_children():
        at = cursor.location.line - first
        if cursor.spelling.startswith("q") and cursor.spelling[1:].isdigit() and at not in refused:
            found[at] = _called_line(cursor, index)
    return found


def _line_of(diagnostic: Any, file: str) -> int:
    """The line in the main file that an error belongs to."""
    if diagnostic.location.file and diagnostic.location.file.name == file:
        return int(diagnostic.location.line)
    inner = [_line_of(d, file) for d in diagnostic.children]
    return next((n for n in inner if n > 0), -1)


def _called_line(cursor: Any, index: Any) -> int:
    for node in cursor.walk_preorder():
        called = node.referenced if node.kind == index.CursorKind.CALL_EXPR else None
        if called is not None and called.spelling != "v" and str(called.location.file) == str(HEADER):
            return int(called.location.line)
    return -1


def same_types_by_clang(pairs: Sequence[tuple[str, str]]) -> list[bool]:
    """Whether each expression's type is the one that is spelled."""
    index = clang_overloads.cindex()
    head = PROBE.format(header=HEADER) + SAME
    first = head.count("\n") + 1
    lines = [f'static_assert(Same<decltype({e}), {t}>::value, "");' for e, t in pairs]
    unit = index.Index.create().parse(
        "ask.cpp", ["-std=gnu++17", "-ferror-limit=0", "-w"], [("ask.cpp", head + "\n".join(lines) + "\n")]
    )
    wrong = {_line_of(d, "ask.cpp") - first for d in unit.diagnostics if d.severity >= 3}
    return [i not in wrong for i in range(len(pairs))]


#: long and long long are told apart by C++ alone; so does Numba not.
SAME = (
    "template <class A, class B> struct Same { static constexpr bool value = false; };\n"
    "template <class A> struct Same<A, A> { static constexpr bool value = true; };\n"
)


def by_nvcc(texts: Sequence[str]) -> list[int]:
    """As `by_clang`: nvcc refuses, and what it compiles is run on this machine, where each function tells its
    line.
    """
    refused = _refused_by_nvcc(PROBE.format(header=HEADER), [f"using r = decltype({t});" for t in texts])
    good = [i for i in range(len(texts)) if i not in refused]
    head = "#include <cstdio>\ninline int told;\n#define TELL if (told < 0) told = __LINE__;\n"
    head += PROBE.format(header=HEADER)
    body = "".join(f"static void q{i}() {{ (void)({texts[i]}); }}\n" for i in good)
    main = "".join(f'told = -1; q{i}(); printf("{i} %d\\n", told);\n' for i in good)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "run.cu"
        source.write_text(f"{head}{body}int main() {{\n{main}}}\n")
        command = [str(nvcc.find()), "-std=c++17", "-w", "-arch=sm_90", str(source), "-o", f"{folder}/run"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        done = subprocess.run([f"{folder}/run"], check=True, capture_output=True, text=True)
    found = [0] * len(texts)
    for line in done.stdout.splitlines():
        at, told = map(int, line.split())
        found[at] = told
    return found


def same_types_by_nvcc(pairs: Sequence[tuple[str, str]]) -> list[bool]:
    """As `same_types_by_clang`."""
    lines = [f'static_assert(Same<decltype({e}), {t}>::value, "");' for e, t in pairs]
    wrong = _refused_by_nvcc(PROBE.format(header=HEADER) + SAME, lines)
    return [i not in wrong for i in range(len(pairs))]


def _refused_by_nvcc(head: str, bodies: Sequence[str]) -> set[int]:
    """The numbers of the lines that nvcc's front end refuses, each in a function of its own."""
    first = head.count("\n") + 1
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "ask.cu"
        lines = [f"static void q{i}() {{ {b} }}" for i, b in enumerate(bodies)]
        source.write_text(head + "\n".join(lines) + "\n")
        command = [
            str(nvcc.find()), "-std=c++17", "-w", "-arch=sm_90", "-cuda", "-o", f"{folder}/out.ii",
            "-Xcudafe", "--error_limit=100000", str(source),
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    told = re.findall(r"ask\.cu\((\d+)\): error|at line (\d+) of \S*ask\.cu", done.stderr + done.stdout)
    return {int(a or b) - first for a, b in told}


# ---- numbast -------------------------------------------------------------------------
@contextmanager
def compiling_for(capability: tuple[int, int]) -> Iterator[Any]:
    """The engine, as in the compilation of a kernel for that device."""
    from numba.cuda.compiler import CUDAFlags
    from numba.cuda.core.targetconfig import ConfigStack

    engine = numba_engine()
    engine.start()
    flags = CUDAFlags()
    flags.compute_capability = capability
    with ConfigStack().enter(flags):
        yield engine


def numba_type(engine: Any, lib: Any, given: Given) -> Any:
    """The Numba type of an argument."""
    types = engine.k.types
    kind, name, _ = given
    if kind == "scalar":
        return getattr(types, SCALARS[name][1])
    if kind == "long":
        return getattr(types, name)
    if kind == "literal":
        return types.literal(int(name))
    if kind == "null":
        return types.none
    if kind == "enum":
        return types.IntEnumMember(getattr(lib.ov, name), types.int64)
    if kind == "record":
        return lib[f"ov::{_qualified(name)}"]._object_type
    element = getattr(types, SCALARS[name][1]) if name in SCALARS else lib[f"ov::{name}"]._object_type
    return types.Array(element, 1, "C", readonly=kind.startswith("constant"))


def _qualified(name: str) -> str:
    return name


def meaning(engine: Any, lib: Any, call: Call) -> Meaning:
    """What numbast calls, its line in the header, and the C++ text of the result's type."""
    given = [numba_type(engine, lib, g) for g in call.given]
    categories = [g.category for g in call.given]
    try:
        choice = _choose(engine, lib, call, given)
        again = getattr(choice.candidate, "again", None) if choice is not None else None
        if again is not None or (choice is not None and any(c in "ct" for c in categories if c)):
            choice = _choose(engine, lib, call, given, categories)
    except (engine.k.TypingError, AttributeError):
        try:  # what only temporaries are taken by
            choice = _choose(engine, lib, call, given, categories)
        except (engine.k.TypingError, AttributeError) as e:
            return Meaning(0, str(e))
    if choice is None:
        return Meaning(-1, "")
    return Meaning(choice.row.line, cxx_spelling(choice.row.result))


def _choose(engine: Any, lib: Any, call: Call, given: list[Any], categories: Sequence[str] = ()) -> Any:
    library = lib.__numbast_library__
    if call.form == "op":
        home, candidates = library, []
        found = library.oracle.operator(engine, call.name, given)
        if found is None:
            return None
        name = f"operator{call.name}"
        candidates = [found]
    else:
        handle = _handle(lib, call)
        home, name = handle.library, handle.qualified
        candidates = engine.candidates_for(handle, given, ())
    if categories and candidates and hasattr(candidates[0], "again"):
        candidates = [candidates[0].again(categories)]
    return engine.choose_from(name, home, candidates, given, (), categories)


def _handle(lib: Any, call: Call) -> Any:
    name, _, brackets = call.name.partition("<")
    if call.form == "call":
        found = getattr(lib.ov, name)
    else:
        found = lib[f"ov::{call.given[0].name}"]
        found = getattr(found, name + "_" if name == "as" else name)
    if not brackets:
        return found
    values = [a.strip() for a in re.split(r",(?![^<]*>)", brackets[:-1]) if a.strip()]
    return found[tuple(re.sub(r"\bBox\b", "ov::Box", a) for a in values)]


#: What numbast refuses though C++ has a meaning for it (docs/templates.md).
LIMITS = ("std::nullptr_t has no values to pass", "C-style variable arguments")


def differences(
    engine: Any,
    lib: Any,
    asked: Sequence[Call],
    witness: Callable[[Sequence[str]], list[int]],
    same_types: Callable[[Sequence[tuple[str, str]]], list[bool]],
) -> tuple[list[str], int]:
    """(what differs, how many calls mean a function)."""
    texts = [readings(call) for call in asked]
    every = list(dict.fromkeys(t for several in texts for pair in several for t in pair if t))
    lines = dict(zip(every, witness(every), strict=True))
    told, pairs, wrong = [], [], []
    for several in texts:
        taken = [(t, lines[t]) for t, refused in several if lines[t] and not lines.get(refused)]
        told.append(taken[0] if taken else (several[0][0], 0))
    for call, (text, line) in zip(asked, told, strict=True):
        ours = meaning(engine, lib, call)
        if any(limit in ours.result for limit in LIMITS):
            continue
        if max(ours.line, 0) != max(line, 0) or (line < 0 and ours.line == 0):
            said = ours.line or f"refused ({ours.result})"
            wrong.append(f"{call}: {said}, the compiler {line or 'refuses'}: {text}")
        elif line > 0:
            pairs.append((text, ours.result))
    for (text, result), good in zip(pairs, same_types(pairs), strict=True):
        if not good:
            wrong.append(f"{text} is no {result}")
    return wrong, len(pairs)
