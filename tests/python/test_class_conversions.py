"""`B(a)` by a function of a's class that converts to B, as C++'s direct initialization takes it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numba import cuda
from numba.cuda import types

import numbast
from numbast.testing import compile_kernel
from tools import cpu, modules
from tools.answers import on_cpu

SOURCE = """
struct B { int v; __device__ B(int x) : v(x) {} };
struct Plain { int v, w; };
struct A {
  int a;
  __device__ A(int x) : a(x) {}
  __device__ explicit operator B() const { return B(a + 1); }
  __device__ operator Plain() const { return {a, 7}; }
};
"""


def test_of_own_classes() -> None:
    lib = numbast.load_source(SOURCE, arch="sm_90")

    def kernel(out):  # type: ignore[no-untyped-def]
        a = lib.A(3)
        b = lib.B(a)
        out[0] = b.v
        out[1] = lib.B(lib.A(5)).v
        p = lib.Plain(a)
        out[2] = p.v + p.w
        out[3] = lib.B(9).v

    out = np.zeros(4, np.int32)
    cpu.run(kernel, [lib], 1, 1, out)
    assert out.tolist() == [4, 6, 10, 9]


def test_of_numba_s_own_types(tmp_path: Path) -> None:
    numbast.generate(["cuda_fp8.h", "cuda_fp16.h"], tmp_path / "fp8_and_half.py", nvrtc_check=False)
    lib = modules.load_file(tmp_path / "fp8_and_half.py")

    def kernel(x, out):  # type: ignore[no-untyped-def]
        out[0] = float(lib.__half(lib.__nv_fp8_e4m3(x[0])))

    assert compile_kernel(kernel, "void(float32[::1], float32[::1])", arch="sm_90").calls == 0


SIGNATURE = types.void(types.float32[::1])
BASES = """
template <class T> struct Number { T v; __device__ operator T() const { return v + 1; } };
struct Any { template <class T> __device__ operator T() const { return T(5); } };
template <class T> struct Nothing { T v; };
template <class T> struct Of {
  struct Far : Number<T> {};
  struct Wide : Any {};
  struct Bare : Nothing<T> {};
};
template <class T> struct Taker {
  T v;
  __device__ Taker(typename Of<T>::Far &x) : v(x) {}
  __device__ Taker(typename Of<T>::Wide &x) : v(x) {}
  __device__ Taker(typename Of<T>::Bare &) : v(3) {}
};
"""


def test_what_bases_convert_to_comes_with_the_class(caplog: pytest.LogCaptureFixture) -> None:
    """A class whose bases are known to have no such functions costs no question about them."""
    lib = numbast.load_source(BASES, arch="sm_90")
    of, taker = lib.Of[np.float32], lib.Taker[np.float32]
    far, wide, bare = of.Far, of.Wide, of.Bare

    def converts(out):  # type: ignore[no-untyped-def]
        a = far()
        a.v = 3
        out[0] = float(a)
        out[1] = taker(a).v
        w = wide()
        out[2] = taker(w).v

    out = np.zeros(3, np.float32)
    on_cpu(lib, converts, SIGNATURE)(1, 1, out)
    assert out.tolist() == [4, 4, 5]

    def plain(out):  # type: ignore[no-untyped-def]
        b = cuda.local.array(1, dtype=bare)
        out[0] = taker(b[0]).v

    with caplog.at_level("INFO", "numbast"):
        on_cpu(lib, plain, SIGNATURE)(1, 1, out)
    assert out[0] == 3
    assert [r.getMessage() for r in caplog.records if "class;Nothing" in r.getMessage()] == []
