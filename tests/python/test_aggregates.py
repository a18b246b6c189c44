"""Aggregates: made from their members where that is written, and no conversion anywhere else, as in C++."""

from __future__ import annotations

from typing import Any

import pytest

import numbast
from numbast.testing import compile_kernel

pytest.importorskip("numba.cuda")
SOURCE = """
struct Q { int v; };
struct Pair { Q first; int second; };
__device__ inline Q operator+(Q a, Q b) { return Q{a.v + b.v}; }
__device__ inline int take(Q q) { return q.v; }
__device__ inline int both(Q q) { return q.v; }
__device__ inline int both(double d) { return (int)d; }
"""


@pytest.fixture(scope="module")
def lib() -> Any:
    return numbast.load_source(SOURCE)


def compiled(lib: Any, expression: str) -> str:
    made: dict[str, Any] = {"lib": lib}
    exec(f"def kernel(out):\n q = lib.Q(1)\n out[0] = {expression}\n", made)
    return compile_kernel(made["kernel"], "void(int32[::1])").ptx


@pytest.mark.parametrize(
    ("expression", "value"),
    [("(q + lib.Q(2)).v", 3), ("lib.Pair(q, 2).second", 2), ("lib.take(lib.Q(4))", 4), ("lib.both(5)", 5)],
)
def test_written_out(lib: Any, expression: str, value: int) -> None:
    ptx = compiled(lib, expression)
    assert f", {value};" in ptx or "0d4014000000000000;" in ptx  # both(double) of 5


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("(q + 1).v", "no overload of operator+ fits the call operator+(Q, int):"),
        ("lib.take(1)", "argument 1 'q': no conversion from int to Q"),
        ("lib.Pair(1, 2).second", "argument 1 'first': no conversion from int to Q"),
    ],
)
def test_no_conversion(lib: Any, expression: str, text: str) -> None:
    with pytest.raises(Exception, match="Failed in") as caught:
        compiled(lib, expression)
    assert text in str(caught.value)
