"""Local and shared arrays of a constant shape are arrays of that extent in C++."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import cuda
from numba.cuda import types

import numbast
from numbast.testing import compile_kernel
from tools.answers import on_cpu

SOURCE = """
template <class T, int N> __device__ int extent(T (&a)[N]) { return N; }
template <class T, int N, int M> __device__ int extent(T (&a)[N][M]) { return N * 100 + M; }
template <class T> __device__ int extent(T *const &a) { return -1; }
template <class T, int N> struct Block {
  T v;
  __device__ Block(T x) : v(x) {}
  __device__ T sum(T &x, T &y) { return -1; }
  template <int K> __device__ T sum(T (&x)[K], T (&y)[K]) {
    T s = v;
    for (int i = 0; i < K; i++) { y[i] = x[i]; s += x[i]; }
    return s;
  }
};
"""


def test_extents() -> None:
    """Of what the array was made with: literals, tuples, names of constants, another name of the array; not
    of a slice, an argument, or a variable that may be either of two.
    """
    lib = numbast.load_source(SOURCE, arch="sm_90")
    block = lib.Block[np.int32, 7]
    five = 5

    def kernel(out: Any) -> None:
        a = cuda.local.array(3, np.int32)
        b = cuda.local.array(shape=(3,), dtype=np.int32)
        c = cuda.local.array((2, five), np.float32)
        d = cuda.shared.array(five, np.int32)
        for i in range(3):
            a[i] = i + 1
        out[0] = lib.extent(a)
        out[1] = lib.extent(b)
        out[2] = lib.extent(c)
        out[3] = lib.extent(d)
        out[4] = lib.extent(out)
        out[5] = lib.extent(a[1:])
        out[6] = block(10).sum(a, b)
        out[7] = b[2]
        e = a
        out[8] = lib.extent(e)
        if out[9] > 0:
            e = cuda.local.array(4, np.int32)
        out[9] = lib.extent(e)

    signature = types.void(types.int32[::1])
    compiled = compile_kernel(kernel, signature)
    assert (compiled.calls, compiled.local_memory_instructions) == (0, 0)
    out = np.zeros(10, np.int32)
    on_cpu(lib, kernel, signature)(1, 1, out)
    assert out.tolist() == [3, 3, 205, 5, -1, -1, 16, 3, 3, -1]
