"""Comparisons that C++20 makes of operator<=> and operator==, in kernels; enums made of numbers.

The rows are C++'s own `a < b`: which function that is, the compiler says.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from numbast.testing import compile_kernel
from tools import cpu, modules, table

HEADER = Path(__file__).with_name("records_rewritten.cuh")
# ruff: noqa: SIM300


@pytest.fixture(scope="module")
def lib() -> Any:
    return modules.bound(str(HEADER), std="c++20", retain=["*/records_rewritten.cuh"])


def outputs(lib: Any, kernel: Any, count: int, *more: Any, debug: bool = False) -> list[float]:
    out = np.full(count, -1.0)
    cpu.run(kernel, [lib], 1, 1, out, *more, include_dirs=[HEADER.parent], debug=debug)
    found: list[float] = out.tolist()
    return found


@pytest.mark.parametrize("debug", [False, True], ids=["optimised", "debug"])
def test_of_one_class(lib: Any, debug: bool) -> None:
    def kernel(out):  # type: ignore[no-untyped-def]
        a, b = lib.Version(1), lib.Version(2)
        out[0], out[1], out[2], out[3] = a < b, a <= b, a > b, a >= b
        out[4], out[5], out[6] = a == b, b == a, b != a
        c, d = lib.units.Friendly(1), lib.units.Friendly(2)
        out[7], out[8] = c < d, d <= c
        m = lib.Mixed(3)
        out[9], out[10] = m < lib.Mixed(1), m <= lib.Mixed(1)
        out[11] = lib.Ordered(1) < lib.Ordered(2)
        out[12] = lib.Ordered(1) > lib.Ordered(2)

    want = [0, 0, 1, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0]
    assert outputs(lib, kernel, 13, debug=debug) == want


def test_of_two_types_and_reversed(lib: Any) -> None:
    def kernel(out):  # type: ignore[no-untyped-def]
        a = lib.units.Metres(5)
        out[0], out[1], out[2], out[3] = a < 6, 6 < a, 6 > a, a >= 5
        out[4], out[5], out[6], out[7] = a == 5, 5 == a, a != 5, 6 != a
        u = lib.Uneven(3)
        out[8], out[9] = u == 3, u != 3

    assert outputs(lib, kernel, 10) == [1, 0, 1, 1, 1, 1, 0, 1, 1, 1]


@pytest.mark.parametrize("debug", [False, True], ids=["optimised", "debug"])
def test_orderings_of_the_library(lib: Any, debug: bool) -> None:
    """std::strong_ordering and its like, which NVRTC has no header for; a defaulted <=> brings ==."""

    def kernel(out):  # type: ignore[no-untyped-def]
        a, b = lib.Date(2026, 1), lib.Date(2026, 5)
        out[0], out[1], out[2], out[3] = a < b, a >= b, a == b, a != b
        out[4], out[5] = a == lib.Date(2026, 1), a <= a
        x, nan = lib.Real(1.0), lib.Real(np.nan)
        out[6], out[7], out[8] = x < nan, x >= nan, x < lib.Real(2.0)
        out[9], out[10] = lib.is_less(lib.order(1, 2)), lib.is_less(lib.order(2, 2))

    assert outputs(lib, kernel, 11, debug=debug) == [1, 0, 0, 1, 1, 1, 0, 0, 1, 1, 0]


def test_of_a_base_class(lib: Any) -> None:
    def kernel(out):  # type: ignore[no-untyped-def]
        d = lib.Derived()
        d.n = 4
        out[0] = d < lib.Version(3)
        out[1] = lib.Version(5) == d

    assert outputs(lib, kernel, 2) == [1, 1]


def test_what_is_made_of_which(lib: Any) -> None:
    """Declared ones stand for themselves; nothing is made twice; older standards make nothing."""
    rows = [r for r in table.rows(table.of(lib)) if r.kind == "o"]
    made: dict[str, set[str]] = {}
    for row in rows:
        for name in ("Version", "Mixed", "Uneven", "Metres"):
            if any(name in code for code in row.params):
                made.setdefault(name, set()).add(row.name.removeprefix("units::"))
    assert made["Version"] == {"operator<", "operator<=", "operator>", "operator>=", "operator!="}
    assert made["Mixed"] == {"operator<=", "operator>", "operator>="}
    assert "Uneven" not in made
    metres = [r.params for r in rows if r.name == "units::operator=="]
    assert metres == [("i", "RK{units::Metres}")]
    older = modules.bound(str(HEADER.with_name("records_fuzz.cuh")), "records_fuzz")
    assert not [r for r in table.rows(table.of(older)) if r.kind == "o"]


def test_as_a_cubin(lib: Any) -> None:
    from numba.cuda import types

    def kernel(out, x):  # type: ignore[no-untyped-def]
        a = lib.units.Metres(x)
        out[0] = a < 6 and 3 < a and lib.Date(x, x) < lib.Date(2026, 1)

    made = compile_kernel(kernel, types.void(types.float64[::1], types.int32))
    assert (made.calls, made.local_memory_instructions) == (0, 0)
