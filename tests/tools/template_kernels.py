"""Kernels over templates of CUDA's headers: each maker gives a kernel and its signature."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numba import cuda

import numbast

Load = Callable[[str], Any]


def loaded(header: str) -> Any:
    return numbast.load(header, arch="sm_90")


def scan(load: Load = loaded) -> tuple[Callable[..., None], str]:
    cub = load("cub/block/block_scan.cuh").cub
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


def reduce(load: Load = loaded) -> tuple[Callable[..., None], str]:
    block = load("cub/block/block_reduce.cuh").cub.BlockReduce[np.float32, 64]
    temporary = block.TempStorage

    def kernel(x: Any, out: Any) -> None:
        temp = cuda.shared.array(1, dtype=temporary)
        s = block(temp[0]).Sum(x[cuda.threadIdx.x])
        if cuda.threadIdx.x == 0:
            out[0] = s

    return kernel, "void(float32[::1], float32[::1])"


def radix_sort(load: Load = loaded) -> tuple[Callable[..., None], str]:
    cub = load("cub/block/block_radix_sort.cuh").cub
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


def warp_reduce(load: Load = loaded) -> tuple[Callable[..., None], str]:
    warp = load("cub/warp/warp_reduce.cuh").cub.WarpReduce[np.float64]
    temporary = warp.TempStorage

    def kernel(x: Any, out: Any) -> None:
        temp = cuda.shared.array(1, dtype=temporary)
        out[cuda.threadIdx.x] = warp(temp[0]).Sum(x[cuda.threadIdx.x])

    return kernel, "void(float64[::1], float64[::1])"


def complex_numbers(load: Load = loaded) -> tuple[Callable[..., None], str]:
    std = load("cuda/std/complex").cuda.std
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


def tuples(load: Load = loaded) -> tuple[Callable[..., None], str]:
    std = load("cuda/std/tuple").cuda.std
    pair = std.tuple[np.int32, np.float32]

    def kernel(x: Any, out: Any) -> None:
        t = pair(np.int32(3), x[0])
        out[0] = std.get[1](t)
        out[1] = std.get[0](t)

    return kernel, "void(float32[::1], float32[::1])"


def spans(load: Load = loaded) -> tuple[Callable[..., None], str]:
    span = load("cuda/std/span").cuda.std.span[np.float32]

    def kernel(x: Any, out: Any) -> None:
        s = span(x, 4)
        out[0] = s[1]
        out[1] = s.size()

    return kernel, "void(float32[::1], float32[::1])"


def tiles(load: Load = loaded) -> tuple[Callable[..., None], str]:
    groups = load("cooperative_groups.h").cooperative_groups

    def kernel(x: Any, out: Any) -> None:
        block = groups.this_thread_block()
        tile = groups.tiled_partition[32](block)
        out[cuda.threadIdx.x] = tile.shfl_down(x[cuda.threadIdx.x], 1)
        block.sync()

    return kernel, "void(int32[::1], int32[::1])"


def matrices(load: Load = loaded) -> tuple[Callable[..., None], str]:
    wmma = load("mma.h").nvcuda.wmma
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

FRAGMENT = "nvcuda::wmma::fragment<nvcuda::wmma::{}>"
#: What a static module of each kernel's header is generated with.
STATIC: dict[Callable[..., Any], dict[str, Any]] = {
    scan: {"instantiate": ["cub::BlockScan<int, 128>"], "items": [4]},
    reduce: {"instantiate": ["cub::BlockReduce<float, 64>"]},
    radix_sort: {"instantiate": ["cub::BlockRadixSort<unsigned, 128, 4>"]},
    warp_reduce: {"instantiate": ["cub::WarpReduce<double>"]},
    complex_numbers: {"instantiate": ["cuda::std::complex<float>", "cuda::std::abs"]},
    tuples: {
        "instantiate": ["cuda::std::tuple<int, float>", "cuda::std::get<0>", "cuda::std::get<1>"],
    },
    spans: {"instantiate": ["cuda::std::span<float>"]},
    tiles: {
        "instantiate": [
            "cooperative_groups::tiled_partition<32>",
            "cooperative_groups::thread_block_tile<32, cooperative_groups::thread_block>",
        ]
    },
    matrices: {
        "instantiate": [
            FRAGMENT.format("matrix_a, 16, 16, 16, __half, nvcuda::wmma::row_major"),
            FRAGMENT.format("matrix_b, 16, 16, 16, __half, nvcuda::wmma::row_major"),
            FRAGMENT.format("accumulator, 16, 16, 16, float"),
            "nvcuda::wmma::fill_fragment",
        ]
    },
}


def static_module(header: str, make: Callable[..., Any], folder: Path) -> Any:
    """The static module of a kernel's header, written to `folder` and imported."""
    output = folder / f"static_{make.__name__}.py"
    numbast.generate(header, output, **STATIC[make])
    return imported(output)


def imported(path: Path) -> Any:
    """A module by its file."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = sys.modules[path.stem] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
