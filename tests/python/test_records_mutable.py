"""Objects that change though they are const, and those that conversions change: the objects themselves do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tools import cpu, modules
from tools.cpu import CC

HEADER = Path(__file__).with_name("records_mutable.cuh")
#: A kernel's lines with 5 for `n`, and what it computes, as C++ does.
KERNELS = {
    "a method": ("s = Count(n)\ns.next()\nout[0] = s.next() + s.n", 14),
    "a copy": ("s = Count(n)\nt = s\ns.next()\nout[0] = 10 * s.n + t.n", 65),
    "an argument": ("s = Count(n)\ntouch(s)\nout[0] = s.n", 6),
    "a pointer": ("s = Count(n)\ntouch_pointer(s)\nout[0] = s.n", 6),
    "two arguments": ("s = Count(n)\nt = Count(1)\ntwice(s, t)\nout[0] = 10 * s.n + t.n", 62),
    "one twice": ("s = Count(n)\ntwice(s, s)\nout[0] = s.n", 7),
    "by value": ("s = Count(n)\ncopy(s)\nout[0] = s.n", 5),
    "of a method": ("s = Count(n)\nt = Count(1)\ns.plus(t)\nout[0] = 10 * s.n + t.n", 62),
    "a reference": ("s = Count(n)\ns.self().next()\nout[0] = s.self().self().next() + s.n", 14),
    "a call": ("s = Count(n)\ns(3)\nout[0] = s.n", 8),
    "brackets": ("s = Count(n)\ns[3]\nout[0] = s.n", 8),
    "an operator": ("s = Count(n)\nx = s + 3\nout[0] = s.n + x", 16),
    "an operator of two": ("s = Count(n)\nt = Count(1)\nx = s - t\nout[0] = 100 * s.n + 10 * t.n + x", 626),
    "an operator of one": ("s = Count(n)\nx = ~s\nout[0] = s.n + x", 12),
    "not": ("s = Count(n)\nx = not s\nout[0] = s.n", 6),
    "comparisons": ("s = Count(n)\nt = Count(n)\nout[0] = 0\nif s == t:\n    out[0] = 10 * s.n + t.n", 66),
    "a temporary": ("out[0] = Count(n).next() + touch(Count(1))", 8),
    "a loop": ("s = Count(n)\nfor i in range(4):\n    s.next()\nout[0] = s.n", 9),
    "a branch": ("s = Count(n)\nif n > 2:\n    s = Count(7)\n    s.next()\ns.next()\nout[0] = s.n", 9),
    "a swap": ("s = Count(n)\nt = Count(1)\ns, t = t, s\ns.next()\nout[0] = 10 * s.n + t.n", 25),
    "a private member": ("s = Hidden(n)\ns.next()\nout[0] = s.get()", 6),
    "a base's": ("s = Derived(n)\ns.next()\ntouch(s)\ns.more()\nout[0] = s.n", 8),
    "a base's, elements": (
        (
            "a = cuda.local.array(2, dtype=Derived)\na[1] = Derived(n)\na[1].next()\n"
            "touch(a[1])\nout[0] = a[1].n"
        ),
        7,
    ),
    "what it holds": (
        "w = Whole(n)\nw.next()\nw.part.next()\ntouch(w.part)\nw.ref().next()\nout[0] = w.part.n",
        9,
    ),
    "an array that it holds": (
        "w = Whole(n)\nw.parts[1].next()\ntouch(w.parts[n - 4])\nout[0] = 10 * w.parts[1].n + w.parts[0].n",
        75,
    ),
    "elements": (
        (
            "a = cuda.local.array(2, dtype=Count)\na[0] = a[1] = Count(n)\na[1].next()\ntouch(a[n - 4])\n"
            "a[1].self().next()\nout[0] = 10 * a[1].n + a[0].n"
        ),
        85,
    ),
    "elements' operators": (
        (
            "a = cuda.shared.array(2, dtype=Count)\na[0] = a[1] = Count(n)\na[1](2)\na[1][2]\n"
            "x = a[1] + 1\nnot a[1]\n"
            "out[0] = 10 * a[1].n + a[0].n"
        ),
        115,
    ),
    "parts of elements": (
        (
            "a = cuda.local.array(2, dtype=Whole)\na[1] = Whole(n)\na[1].part.next()\ntouch(a[1].parts[0])\n"
            "out[0] = 10 * a[1].part.n + a[1].parts[0].n"
        ),
        66,
    ),
    "a field that is free": ("s = Kept(n)\ns.self().free = 7\nout[0] = 10 * s.fixed + s.free", 57),
    "a device function": ("s = Count(n)\nout[0] = on_device(s)\nout[0] += 10 * s.n", 57),
}
#: Lines, what they leave in the object `{s}` and what they put into `out[1]`.
CONVERTED = {
    "an argument": ("small({s})\nsmall({s})", 7, 0),
    "an argument's value": ("out[1] = small({s}) * 10", 6, 60),
    "two arguments": ("out[1] = sum({s}, {s})", 7, 13),
    "int": ("out[1] = int({s}) + int({s})", 7, 13),
    "float": ("out[1] = float({s})", 6, 6),
    "a number's class": ("out[1] = np.float32({s})", 6, 6),
    "bool": ("out[1] = bool({s})", 15, 1),
    "if": ("if {s}:\n    out[1] = 1", 15, 1),
    "not": ("out[1] = not {s}", 15, 0),
    "while": ("while {s}:\n    out[1] += 1\n    if out[1] == 2:\n        break", 25, 2),
    "an element that is assigned": ("out[1] = {s}", 6, 6),
    "an index": ("out[small({s}) - 5] = {s}", 7, 7),
    "a function of Numba's": ("out[1] = math.floor({s})", 6, 6),
    "a field": ("box = Box(0)\nbox.x = {s}\nbox.d = {s}\nout[1] = box.x + box.d", 7, 13),
    "an array in an object": ("box = Box(0)\nbox.items[1] = {s}\nout[1] = box.items[1]", 6, 6),
    "a range": ("for i in range({s}):\n    out[1] += i", 6, 15),
    "an operator of Numba's": ("out[1] = {s} + 0.5", 6, 6.5),
    "a shift": ("x = 2.0\nx *= {s}\nout[1] = x", 6, 12),
    "a loop": ("for i in range(3):\n    out[1] += small({s})", 8, 21),
}
PLACES = {
    "variables": ("s = {}(n)\n", "s"),
    "elements": ("a = cuda.local.array(2, dtype={})\na[1] = {}(n)\n", "a[1]"),
    "shared elements": ("a = cuda.shared.array(2, dtype={})\nm = n - 4\na[m] = {}(n)\n", "a[m]"),
    "parts": ("t = Box(n)\n", "t.{part}"),
    "parts of elements": ("a = cuda.local.array(2, dtype=Box)\na[1] = Box(n)\n", "a[1].{part}"),
    "heirs": ("s = Heir(n)\n", "s"),
}
MORE = {
    "which of two functions": (
        "s = Both(n)\nout[1] = small(s)\nout[2] = small(s.self())\nout[0] = s.n",
        (6, 6, -6),
    ),
    "which of two, elements": (
        (
            "a = cuda.local.array(1, dtype=Both)\na[0] = Both(n)\nout[1] = small(a[0])\n"
            "out[2] = small(a[0].self())\n"
            "out[0] = a[0].n"
        ),
        (6, 6, -6),
    ),
    "a temporary": ("out[0] = small(Changed(n)) + int(Asked(n))", (12, 0, 0)),
    "a constructor": (
        "s = Count(n)\nt = Changed(n)\nout[0] = take(s) + peek(t)\nout[1] = s.n\nout[2] = t.n",
        (16, 6, 10),
    ),
    "a constructor, elements": (
        "a = cuda.local.array(1, dtype=Changed)\na[0] = Changed(n)\nout[0] = take(a[0])\nout[1] = a[0].n",
        (10, 10, 0),
    ),
}


@pytest.fixture(scope="module", params=["dynamic", "static"])
def lib(request: pytest.FixtureRequest) -> Any:
    import numbast

    if request.param == "static":
        return modules.bound(str(HEADER), "records_mutable")
    return numbast.load(HEADER, arch=f"sm_{CC[0]}{CC[1]}")


def computed(lib: Any, lines: str, debug: bool = False) -> list[float]:
    import math

    from numba import cuda

    @cuda.jit(device=True)
    def on_device(s: Any) -> Any:
        s.next()
        return s.n + 1

    names = {n: getattr(lib, n) for n in dir(lib) if n[0] != "_"}
    space = {"cuda": cuda, "np": np, "math": math, "on_device": on_device, **names}
    exec("def kernel(out, n):\n    " + lines.replace("\n", "\n    ") + "\n", space)
    out = np.zeros(3)
    cpu.run(space["kernel"], [lib], 1, 1, out, 5, include_dirs=[HEADER.parent], debug=debug)
    return list(out)


@pytest.mark.filterwarnings("ignore:Could not find source")
@pytest.mark.parametrize("name", KERNELS)
def test_constant_operations_change_the_object(lib: Any, name: str) -> None:
    lines, want = KERNELS[name]
    assert computed(lib, lines)[0] == want


@pytest.mark.filterwarnings("ignore:Could not find source")
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", CONVERTED)
def test_conversions_change_the_object(lib: Any, name: str, place: str) -> None:
    """Of a class whose functions are const, and of one whose are not."""
    lines, left, given = CONVERTED[name]
    before, s = PLACES[place]
    for cls, part in (("Asked", "asked"), ("Changed", "inner")):
        named = s.replace("{part}", part)
        text = before.replace("{}", cls) + lines.replace("{s}", named) + f"\nout[0] = {named}.n"
        assert computed(lib, text)[:2] == [left, given], text


@pytest.mark.filterwarnings("ignore:Could not find source")
@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("name", MORE)
def test_more_conversions(lib: Any, name: str, debug: bool) -> None:
    lines, want = MORE[name]
    assert computed(lib, lines, debug) == list(want)


REFUSED = {
    "one of two": (
        "s = Count(n)\nt = Count(1)\nout[0] = (s if n > 2 else t).next()",
        "Count::next changes its operand, which here names no object: it is one of several objects",
    ),
    "one of two arguments": (
        "s = Count(n)\nt = Count(1)\nout[0] = touch(s if n > 2 else t)",
        "argument 1 of touch changes its operand, which here names no object: it is one of several objects",
    ),
    "a tuple's": (
        "s = (Count(n), 1)\nout[0] = s[0].next()",
        "Count::next changes its operand, which here names no object: it is a copy out of a Tuple",
    ),
}


@pytest.mark.filterwarnings("ignore:Could not find source")
@pytest.mark.parametrize("name", REFUSED)
def test_what_names_no_object_is_refused(lib: Any, name: str) -> None:
    from numba.cuda.core.errors import TypingError

    lines, text = REFUSED[name]
    with pytest.raises(TypingError) as e:
        computed(lib, lines)
    assert text in str(e.value)
