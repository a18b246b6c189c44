"""What an argument names decides between overloads: `const T &` for a variable, `T &&` for a temporary."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import numbast
from numbast.testing import compile_kernel
from tools import cpu, modules

SOURCE = """
struct C { int x; };
struct S {
  int x;
  __device__ S(int a) : x(a) {}
  __device__ int who() const & { return 1; }
  __device__ int who() && { return 2; }
};
struct H { int k; __device__ H(const S &) : k(1) {} __device__ H(S &&) : k(2) {} };
__device__ inline S make(int a) { return S(a); }
__device__ inline int f(const S &) { return 1; }
__device__ inline int f(S &&) { return 2; }
__device__ inline int c(const C &) { return 1; }
__device__ inline int c(C &&) { return 2; }
__device__ inline int g(S &) { return 3; }
__device__ inline int g(const S &) { return 1; }
__device__ inline int g(S &&) { return 2; }
__device__ inline int two(const S &, const S &) { return 11; }
__device__ inline int two(S &&, const S &) { return 21; }
__device__ inline int two(const S &, S &&) { return 12; }
__device__ inline int two(S &&, S &&) { return 22; }
__device__ inline int operator+(const S &, const S &) { return 11; }
__device__ inline int operator+(S &&, const S &) { return 21; }
__device__ inline int through(H h) { return h.k; }
__device__ inline int only(S &&s) { return s.x; }
__device__ inline int n(const int &) { return 1; }
__device__ inline int n(int &&) { return 2; }
"""
#: An expression, and what C++ gives. `s` and `t` are variables, `a` an array of S, `i` a variable of int.
WANTED = [
    ("lib.f(s)", 1),
    ("lib.f(lib.S(1))", 2),
    ("lib.f(lib.make(1))", 2),
    ("lib.f(a[0])", 1),
    ("lib.f(s if i > 0 else t)", 1),
    ("lib.c(v)", 1),
    ("lib.c(lib.C(1))", 2),
    ("lib.g(s)", 3),
    ("lib.g(lib.S(1))", 2),
    ("lib.two(s, s)", 11),
    ("lib.two(s, lib.S(1))", 12),
    ("lib.two(lib.make(1), s)", 21),
    ("lib.two(lib.make(1), lib.S(1))", 22),
    ("s + t", 11),
    ("lib.S(1) + t", 21),
    ("lib.H(s).k", 1),
    ("lib.H(lib.S(1)).k", 2),
    ("lib.through(s)", 1),
    ("lib.through(lib.S(1))", 2),
    ("s.who()", 1),
    ("lib.S(1).who()", 2),
    ("lib.only(lib.S(7))", 7),
    ("lib.only(s if i > 0 else t)", 5),
    ("lib.n(i)", 1),
    ("lib.n(i + i)", 2),
    ("lib.n(numpy.int32(4))", 2),
    ("lib.n(s.x)", 1),
]


@pytest.fixture(scope="module")
def lib(tmp_path_factory: Any) -> Any:
    path: Path = tmp_path_factory.mktemp("categories") / "categories.py"
    numbast.generate([], path, extra_source=SOURCE, nvrtc_check=False)
    return modules.load_file(path)


def results(lib: Any, expressions: list[str]) -> list[int]:
    lines = [
        "def kernel(out, a, i):",
        " s, t, v = lib.S(5), lib.S(6), lib.C(7)",
        *(f" out[{at}] = {e}" for at, e in enumerate(expressions)),
    ]
    scope: dict[str, Any] = {"lib": lib, "numpy": np}
    exec("\n".join(lines), scope)
    out = np.zeros(len(expressions))
    cpu.run(scope["kernel"], [lib], 1, 1, out, np.zeros(1, lib.S.dtype), np.int32(1))
    return out.astype(int).tolist()


@pytest.mark.parametrize(("expression", "want"), WANTED, ids=[e for e, _ in WANTED])
def test_alone(lib: Any, expression: str, want: int) -> None:
    """In a kernel that changes no object, the pass has nothing else to do."""
    assert results(lib, [expression]) == [want]


def test_together(lib: Any) -> None:
    assert results(lib, [e for e, _ in WANTED]) == [want for _, want in WANTED]


TEMPLATES = """
struct S { int x; __device__ S(int a) : x(a) {} };
struct B {
  int k;
  __device__ B(const B &o) : k(o.k) {}
  __device__ B(B &&o) : k(o.k) {}
  template <class T, class U> __device__ B(T &&a, U &&b) : k(a.x + b) {}
};
"""


def test_template_constructors() -> None:
    """One that a template gave is not sought again among those that are declared."""
    lib = numbast.load_source(TEMPLATES, arch="sm_90")

    def kernel(out: Any) -> None:
        s = lib.S(1)
        out[0] = lib.B(s, np.int32(2)).k + lib.B(s, out[1]).k

    assert compile_kernel(kernel, "void(int32[::1])").cubin
