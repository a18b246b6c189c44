"""Enums in kernels: operators that the header defines for them, and their conversions to numbers."""

from __future__ import annotations

import enum
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tools import cpu, modules

HEADER = Path(__file__).with_name("runtime_enums.cuh")
pytest.importorskip("numba.cuda")


@pytest.fixture(scope="module")
def lib() -> Any:
    return modules.bound(str(HEADER), retain=["*/runtime_enums.cuh"])


def outputs(lib: Any, kernel: Callable[..., None], count: int, *more: Any) -> list[float]:
    """What `kernel(out, ...)` writes."""
    out = np.zeros(count, np.float64)
    cpu.run(kernel, [lib], 1, 1, out, *more, include_dirs=[HEADER.parent])
    found: list[float] = out.tolist()
    return found


def test_operators_of_scoped_enums(lib: Any) -> None:
    F = lib.F

    def kernel(out, x, y):
        out[0] = int(x | y)
        out[1] = int(F.a | F.b)
        out[2] = int(~x)
        out[3] = x < y
        out[4] = y < x
        out[5] = F.b == F.a
        out[6] = F.a == F.a
        out[7] = x + 5
        out[8] = 5 + x
        out[9] = F.c + len(out)
        out[10] = not F.c
        out[11] = not lib.F.b
        x |= y
        out[12] = int(x)
        out[13] = int(lib.both(x, F.c) | y)

    want = [67, 67, 6, 0, 1, 1, 0, 106, 206, 118, 1, 0, 67, 71]
    assert outputs(lib, kernel, 14, F.a, F.b) == want


def test_what_has_no_operator_stays_numbas(lib: Any) -> None:
    F, Color = lib.F, lib.Color

    def kernel(out, x):
        out[0] = F.a & F.c
        out[1] = F.a != F.a
        out[2] = F.b - 1
        out[3] = x == Color.red
        out[4] = x != Color.red
        out[5] = x + 3
        out[6] = Color.red == lib.mix(x)
        out[7] = x | Color.green
        out[8] = -x

    assert outputs(lib, kernel, 9, Color.red) == [0, 0, 1, 1, 0, 4, 0, 3, -1]


def test_operators_of_unscoped_enums(lib: Any) -> None:
    def kernel(out, p):
        out[0] = int(p | lib.P2)
        out[1] = lib.plain(1) | lib.plain(2)
        out[2] = p | 4  # no conversion from int: the integers' own
        out[3] = p + lib.P2

    assert outputs(lib, kernel, 4, lib.P1) == [13, 13, 5, 3]


def test_operators_in_a_namespace(lib: Any) -> None:
    n = lib.n

    def kernel(out):
        out[0] = n.any(n.Fl.x & n.Fl.y)
        out[1] = n.number(lib.n.Fl.x & lib.n.Fl.z)
        f = n.Fl.x
        f &= n.Fl.y
        out[2] = n.number(f)

    assert outputs(lib, kernel, 3) == [1, 32, 32]


def test_conversions_to_numbers(lib: Any) -> None:
    Color = lib.Color

    def kernel(out, c):
        out[0] = int(c)
        out[1] = float(c) / 4
        out[2] = bool(c)
        out[3] = int(lib.mix(c))
        out[4] = float(Color.green)
        out[5] = bool(lib.plain(0))
        out[6] = np.int32(c) + np.float32(c)
        out[7] = 1 if c else 0
        out[8] = int(Color.green) << 4
        out[9] = float(lib.big_value(1))
        out[10] = not lib.plain(0)
        out[11] = not c
        out[12] = 5 if lib.plain(0) else 6

    want = [1, 0.25, 1, 2, 2, 0, 2, 1, 32, 2.0**63, 1, 0, 6]
    assert outputs(lib, kernel, 13, Color.red) == want


class Own(enum.IntEnum):
    ONE = 1
    TWO = 2


class Color(enum.IntEnum):
    """A class of somebody else's, of a bound enum."""

    red = 1
    green = 2


def test_enums_of_others(lib: Any) -> None:
    def kernel(out, x):
        out[0] = x | Own.TWO
        out[1] = x == Own.ONE
        out[2] = x != Own.ONE
        out[3] = int(lib.mix(Color.red))

    assert outputs(lib, kernel, 4, Own.ONE) == [3, 1, 0, 2]


FIRST = """
import sys
sys.path[:0] = {path!r}
from tools import cpu, modules
lib = modules.bound({header!r}, retain=["*/runtime_enums.cuh"])
F = lib.F
import numpy as np
def kernel(out, x, y):
    x |= y
    out[0] = x < y
    out[1] = x == y
out = np.zeros(2)
cpu.run(kernel, [lib], 1, 1, out, F.c, F.a, include_dirs=[{folder!r}])
print(out.tolist())
"""


def test_operators_alone(lib: Any) -> None:
    """A kernel that uses no other name of the library."""
    script = FIRST.format(path=sys.path, header=str(HEADER), folder=str(HEADER.parent))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[-2] == "[1.0, 0.0]"


#: Expression, and what C++ gives: a number, or a part of the error.
COMPETING = [
    ("m + 1", 52),
    ("m + numpy.int8(1)", 52),
    ("m + n", 52),
    ("m - m", 53),
    ("m - lib.P1", -1),
    ("m * m", 55),
    ("m >> 3", 56),
    ("m < 3.0", 50),
    ("m | numpy.int64(1)", 51),
    ("m < 1", "operator<(int, int)"),
    ("m | 1", "operator|(int, int)"),
    ("m == m", "operator==(Mixed, Mixed)"),
    ("m < numpy.float32(1)", "operator<(int, float)"),
    ("s + numpy.float32(1)", 60),
    ("s * s", "operator* (runtime_enums.cuh:42) can't be used: NVRTC: "),
    ("s + 1", "runtime_enums.cuh:39: int operator+(Strict, double): could be called"),
    ("s == s", "runtime_enums.cuh:40: int operator==(const Strict &, const Strict &): could be called"),
    ("e + numpy.float32(1)", 71),
    ("e + 1", "runtime_enums.cuh:46: int operator+(Either, float x): could be called"),
]


@pytest.mark.parametrize(("expression", "want"), COMPETING, ids=[e for e, _ in COMPETING])
def test_operators_compete_with_those_of_numbers(lib: Any, expression: str, want: int | str) -> None:
    """As clang says of every line; never silently Numba's own."""
    source = f"def kernel(out, n):\n m, s, e = lib.m0, lib.Strict.s1, lib.Either(1)\n out[0] = {expression}\n"
    made: dict[str, Any] = {"lib": lib, "numpy": np}
    exec(source, made)
    if isinstance(want, int):
        assert outputs(lib, made["kernel"], 1, 7) == [want]
        return
    with pytest.raises(Exception, match=r"is ambiguous in C|NVRTC: ") as caught:
        outputs(lib, made["kernel"], 1, 7)
    assert want in str(caught.value)
