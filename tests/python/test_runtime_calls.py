"""Calls: which overload literals and variables choose, and keyword arguments."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tools import cpu, modules

HEADER = Path(__file__).with_name("runtime_calls.cuh")
pytest.importorskip("numba.cuda")


@pytest.fixture(scope="module")
def lib() -> Any:
    return modules.bound(str(HEADER), retain=["*/runtime_calls.cuh"])


def outputs(lib: Any, kernel: Callable[..., None], count: int) -> list[float]:
    """What `kernel(out)` writes."""
    out = np.zeros(count, np.float64)
    cpu.run(kernel, [lib], 1, 1, out, include_dirs=[HEADER.parent])
    found: list[float] = out.tolist()
    return found


def refusal(lib: Any, kernel: Callable[..., None]) -> str:
    """The text of the error that compiling `kernel(out)` ends in."""
    with pytest.raises(Exception) as caught:  # noqa: PT011
        outputs(lib, kernel, 1)
    return str(caught.value)


def test_literals_have_their_type_in_cxx(lib: Any) -> None:
    def kernel(out):
        out[0] = lib.big(3000000000)
        out[1] = lib.big(1 << 40)
        out[2] = lib.big(0x8000000000000000)
        out[3] = lib.big(-5000000000)
        out[4] = lib.big(7)
        out[5] = lib.all(3000000000)
        out[6] = lib.all(0x8000000000000000)
        out[7] = lib.only(3000000000)
        out[8] = lib.only(0x8000000000000000)

    assert outputs(lib, kernel, 9) == [2, 2, 4, 2, 1, 2, 4, 2, 3]


def test_a_variable_is_no_temporary(lib: Any) -> None:
    V = lib.CallV

    def kernel(out):
        v = lib.make(4)
        out[0] = lib.rr(v)
        out[1] = lib.taken(v)
        out[2] = lib.taken(lib.make(6))
        out[3] = lib.mixed(v, V(2))
        n = np.int32(len(out) + 1)
        out[4] = lib.ri(n)
        out[5] = lib.ri(3)
        out[6] = lib.ri(np.int32(n))

    assert outputs(lib, kernel, 7) == [1, 4, 6, 6, 1, 2, 2]


def test_keywords(lib: Any) -> None:
    def kernel(out):
        out[0] = lib.f(1, c=2, b=5)
        out[1] = lib.f(b=2, a=1)
        out[2] = lib.g(self=1, x__=2)
        out[3] = lib.g(1, x__=2)
        out[4] = lib.g(x__=1, self=2)
        s = lib.CallS(3)
        out[5] = s.m(self=4)
        out[6] = s.m(other=1, self=4)
        out[7] = s.m(5, other=1)

    assert outputs(lib, kernel, 8) == [152, 124, 12, 12, 21, 347, 341, 351]


def test_wrong_keywords(lib: Any) -> None:
    def gap(out):
        out[0] = lib.f(1, c=2)

    def unknown(out):
        out[0] = lib.f(1, d=2)

    def twice(out):
        out[0] = lib.f(1, a=2)

    def missing(out):
        out[0] = lib.f(b=2)

    def unnamed(out):
        out[0] = lib.unnamed(1, a=2)

    def many(out):
        out[0] = lib.f(1, 2, 3, 4)

    assert "parameter 'b' comes before 'c', which is given: give it too" in refusal(lib, gap)
    assert "has no parameter 'd'" in refusal(lib, unknown)
    assert "parameter 'a' is given twice" in refusal(lib, twice)
    assert "needs an argument for parameter 'a'" in refusal(lib, missing)
    assert "its parameters have no names: pass by position" in refusal(lib, unnamed)
    assert "takes 1 to 3 arguments, got 4" in refusal(lib, many)


def test_missing_operators(lib: Any) -> None:
    V = lib.CallV

    def plus(out):
        out[0] = (V(1) + 1).x

    def minus(out):
        out[0] = (-V(1)).x

    def equal(out):
        out[0] = V(1) == V(2)

    def item(out):
        out[0] = V(1)[2]

    for kernel, text in (
        (plus, "no operator+ fits operator+(CallV, int): the library has none for CallV"),
        (minus, "no operator- fits operator-(CallV): the library has none for CallV"),
        (equal, "no operator== fits operator==(CallV, CallV): the library has none"),
        (item, "no operator[] fits operator[](CallV, int): the library has none"),
    ):
        said = refusal(lib, kernel)
        assert text in said.split("\n")[1], said
        assert "candidate" not in said
