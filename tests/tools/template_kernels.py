"""Kernels over templates of CUDA's headers: each maker gives a kernel and its signature."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import cuda

import numbast


def scan() -> tuple[Callable[..., None], str]:
    cub = numbast.load("cub/block/block_scan.cuh", arch="sm_90").cub
    block = cub.BlockScan[np.int32, 128]
    temporary = block.TempStorage

    def kernel(x: Any, out: Any) -> None:
        temp = cuda.shared.array(1, dtype=temporary)
        a = cuda.local.array(4, np.int32)
        b = cuda.local.array(4, np.int32)
        i = cuda.threadIdx.x
        for j in range(4):
            a[j] = x[i * 4 + j]
        block(temp[0]).InclusiveSum[4](a, b)
        for j in range(4):
            out[i * 4 + j] = b[j]

    return kernel, "void(int32[::1], int32[::1])"


def reduce() -> tuple[Callable[..., None], str]:
    block = numbast.load("cub/block/block_reduce.cuh", arch="sm_90").cub.BlockReduce[np.float32, 64]
    temporary = block.TempStorage

    def kernel(x: Any, out: Any) -> None:
        temp = cuda.shared.array(1, dtype=temporary)
        s = block(temp[0]).Sum(x[cuda.threadIdx.x])
        if cuda.threadIdx.x == 0:
            out[0] = s

    return kernel, "void(float32[::1], float32[::1])"


def radix_sort() -> tuple[Callable[..., None], str]:
    cub = numbast.load("cub/block/block_radix_sort.cuh", arch="sm_90").cub
    block = cub.BlockRadixSort[np.uint32, 128, 4]
    temporary = block.TempStorage

    def kernel(x: Any, out: Any) -> None:
        temp = cuda.shared.array(1, dtype=temporary)
        a = cuda.local.array(4, np.uint32)
        i = cuda.threadIdx.x
        for j in range(4):
            a[j] = x[i * 4 + j]
        block(temp[0]).Sort(a)
        for j in range(4):
            out[i * 4 + j] = a[j]

    return kernel, "void(uint32[::1], uint32[::1])"


def warp_reduce() -> tuple[Callable[..., None], str]:
    warp = numbast.load("cub/warp/warp_reduce.cuh", arch="sm_90").cub.WarpReduce[np.float64]
    temporary = warp.TempStorage

    def kernel(x: Any, out: Any) -> None:
        temp = cuda.shared.array(1, dtype=temporary)
        out[cuda.threadIdx.x] = warp(temp[0]).Sum(x[cuda.threadIdx.x])

    return kernel, "void(float64[::1], float64[::1])"


def complex_numbers() -> tuple[Callable[..., None], str]:
    std = numbast.load("cuda/std/complex", arch="sm_90").cuda.std
    made = std.complex[np.float32]

    def kernel(x: Any, out: Any) -> None:
        a = made(x[0], x[1])
        b = made(x[2], x[3])
        c = a * b + a
        c += b
        out[0] = c.real()
        out[1] = c.imag()
        out[2] = std.abs(c)

    return kernel, "void(float32[::1], float32[::1])"


def tuples() -> tuple[Callable[..., None], str]:
    std = numbast.load("cuda/std/tuple", arch="sm_90").cuda.std
    pair = std.tuple[np.int32, np.float32]

    def kernel(x: Any, out: Any) -> None:
        t = pair(np.int32(3), x[0])
        out[0] = std.get[1](t)
        out[1] = std.get[0](t)

    return kernel, "void(float32[::1], float32[::1])"


def spans() -> tuple[Callable[..., None], str]:
    span = numbast.load("cuda/std/span", arch="sm_90").cuda.std.span[np.float32]

    def kernel(x: Any, out: Any) -> None:
        s = span(x, 4)
        out[0] = s[1]
        out[1] = s.size()

    return kernel, "void(float32[::1], float32[::1])"


def tiles() -> tuple[Callable[..., None], str]:
    groups = numbast.load("cooperative_groups.h", arch="sm_90").cooperative_groups

    def kernel(x: Any, out: Any) -> None:
        block = groups.this_thread_block()
        tile = groups.tiled_partition[32](block)
        out[cuda.threadIdx.x] = tile.shfl_down(x[cuda.threadIdx.x], 1)
        block.sync()

    return kernel, "void(int32[::1], int32[::1])"


def matrices() -> tuple[Callable[..., None], str]:
    wmma = numbast.load("mma.h", arch="sm_90").nvcuda.wmma
    n = "nvcuda::wmma::"
    left = wmma.fragment[n + "matrix_a", 16, 16, 16, "__half", n + "row_major"]
    right = wmma.fragment[n + "matrix_b", 16, 16, 16, "__half", n + "row_major"]
    total = wmma.fragment[n + "accumulator", 16, 16, 16, np.float32]
    rows = wmma.layout_t.mem_row_major

    def kernel(a: Any, b: Any, c: Any) -> None:
        fa = left()
        fb = right()
        fc = total()
        wmma.fill_fragment(fc, 0.0)
        wmma.load_matrix_sync(fa, a, 16)
        wmma.load_matrix_sync(fb, b, 16)
        wmma.mma_sync(fc, fa, fb, fc)
        wmma.store_matrix_sync(c, fc, 16, rows)

    return kernel, "void(float16[::1], float16[::1], float32[::1])"


KERNELS = [scan, reduce, radix_sort, warp_reduce, complex_numbers, tuples, spans, tiles, matrices]
