"""`B(a)` by a function of a's class that converts to B, as C++'s direct initialization takes it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import numbast
from numbast.testing import compile_kernel
from tools import cpu, modules

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
