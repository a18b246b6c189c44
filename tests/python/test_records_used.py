"""Members and constructors that a class takes over from its bases by a using-declaration."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tools import cpu
from tools.cpu import CC

HEADER = """
struct Base {
  int x;
  __device__ Base(int v) : x(v) {}
  __device__ Base(int a, double b) : x(a + (int)b) {}
  __device__ int f(int i) { return x + i; }
  __device__ int f(double) { return x += 100; }
  __device__ int g() { return ++x; }
  __device__ static int h(int i) { return 2 * i; }
};
struct Made : Base { using Base::Base; int y = 5; __device__ Made(int v) : Base(10 * v) {} };
struct Other : Base { int z[2]; using Base::Base; };
struct Wide : Base { using Base::Base; using Base::f; __device__ int f(const float *) { return 9; } };
struct Hides : Base { using Base::Base; __device__ int f(double) { return 7; } };
struct Same : Base { using Base::Base; using Base::f; __device__ int f(int) { return 8; } };
struct Private : private Base { __device__ Private() : Base(4) {} using Base::g; using Base::h; };
template <class T> struct Of { T v; __device__ Of(T x) : v(x) {} __device__ T get() const { return v; } };
struct OfInt : Of<int> { using Of<int>::Of; };
"""
CALLS = {
    "s = Made(3)\nout[0] = s.x": 30,  # its own stands for the base's
    "s = Made(3, 4.0)\nout[0] = s.x + s.y": 12,
    "s = Other(3)\nout[0] = s.x": 3,
    "s = Wide(3)\nout[0] = s.f(np.int32(1))": 4,
    "s = Wide(3)\nout[0] = s.f(1.5) + s.x": 206,
    "a = cuda.local.array(2, dtype=Wide)\na[1] = Wide(3)\na[1].f(1.5)\nout[0] = a[1].f(np.int32(2))": 105,
    "s = Hides(3)\nout[0] = s.f(np.int32(1))": 7,
    "s = Same(3)\nout[0] = s.f(np.int32(1))": 8,
    "s = Same(3)\nout[0] = s.f(1.0)": 103,
    "s = Private()\nout[0] = s.g() + s.h(np.int32(2))": 9,
    "s = OfInt(6)\nout[0] = s.v": 6,
}
CALLS = {lines.replace("\\\n", "\n"): want for lines, want in CALLS.items()}


@pytest.fixture(scope="module")
def lib(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Path]:
    import numbast

    path = tmp_path_factory.mktemp("used") / "used.cuh"
    path.write_text(HEADER)
    return numbast.load(path, arch=f"sm_{CC[0]}{CC[1]}"), path.parent


def execute(lib: tuple[Any, Path], lines: str) -> int:
    from numba import cuda

    space = {"cuda": cuda, "np": np, **{n: getattr(lib[0], n) for n in dir(lib[0]) if n[0] != "_"}}
    exec("def kernel(out, n):\n    " + lines.replace("\n", "\n    ") + "\n", space)
    out = np.zeros(1, np.int64)
    cpu.run(space["kernel"], [lib[0]], 1, 1, out, 5, include_dirs=[lib[1]])
    return int(out[0])


@pytest.mark.parametrize("lines", CALLS)
def test_used_members(lib: tuple[Any, Path], lines: str) -> None:
    assert execute(lib, lines) == CALLS[lines]
