"""Compute-bound kernels of CUB and wmma, as bound calls and as nvcc's own C++ of the same header.

All are kernels `(out, x, steps)`. Each thread of a scan or sort has four items, which every step scans or
sorts again, changed by the step before; a matrix product adds one product a step. `steps` is 32 bits in both.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

THREADS, ITEMS = 128, 4
WMMA = "nvcuda::wmma::"


class Program(NamedTuple):
    """A kernel. `instantiate`, `items`: of a static module; `number`: of `out` and `x`, C++'s and Numba's."""

    header: str
    number: tuple[str, str, str, str]
    threads: int
    steps: int
    instantiate: tuple[str, ...]
    body: str


_LOAD = f"""
  int i = (blockIdx.x * blockDim.x + threadIdx.x) * {ITEMS};
  unsigned a[{ITEMS}];
  for (int j = 0; j < {ITEMS}; j++) a[j] = x[i + j];"""
_STORE = f"""
  for (int j = 0; j < {ITEMS}; j++) out[i + j] = a[j];"""
_FRAGMENTS = tuple(
    f"{WMMA}fragment<{WMMA}{text}>"
    for text in (
        f"matrix_a, 16, 16, 16, __half, {WMMA}row_major",
        f"matrix_b, 16, 16, 16, __half, {WMMA}row_major",
        "accumulator, 16, 16, 16, float",
    )
)
PROGRAMS = {
    "block scan": Program(
        "cub/block/block_scan.cuh",
        ("unsigned", "uint32", "unsigned", "uint32"),
        THREADS,
        20_000,
        (f"cub::BlockScan<unsigned, {THREADS}>",),
        f"""
  using Scan = cub::BlockScan<unsigned, {THREADS}>;
  __shared__ typename Scan::TempStorage temp;{_LOAD}
  for (int s = 0; s < steps; s++) {{
    Scan(temp).InclusiveSum(a, a);
    __syncthreads();
  }}{_STORE}""",
    ),
    "radix sort": Program(
        "cub/block/block_radix_sort.cuh",
        ("unsigned", "uint32", "unsigned", "uint32"),
        THREADS,
        1_000,
        (f"cub::BlockRadixSort<unsigned, {THREADS}, {ITEMS}>",),
        f"""
  using Sort = cub::BlockRadixSort<unsigned, {THREADS}, {ITEMS}>;
  __shared__ typename Sort::TempStorage temp;{_LOAD}
  for (int s = 0; s < steps; s++) {{
    for (int j = 0; j < {ITEMS}; j++) a[j] = a[j] * 1664525u + 1013904223u;
    Sort(temp).Sort(a);
    __syncthreads();
  }}{_STORE}""",
    ),
    "wmma": Program(
        "mma.h",
        ("float", "float32", "__half", "float16"),
        256,
        50_000,
        (*_FRAGMENTS, f"{WMMA}fill_fragment"),
        f"""
  {_FRAGMENTS[0]} a;
  {_FRAGMENTS[1]} b;
  {_FRAGMENTS[2]} c;
  int tile = (blockIdx.x * blockDim.x + threadIdx.x) / 32;
  {WMMA}fill_fragment(c, 0.0f);
  {WMMA}load_matrix_sync(a, x + tile * 256, 16);
  {WMMA}load_matrix_sync(b, x + tile * 256, 16);
  for (int s = 0; s < steps; s++) {WMMA}mma_sync(c, a, b, c);
  {WMMA}store_matrix_sync(out + tile * 256, c, 16, {WMMA}mem_row_major);""",
    ),
}


def cxx(name: str) -> str:
    """nvcc's kernel, and `launch(out, x, steps, blocks)` for the host."""
    p = PROGRAMS[name]
    out, _, x, _ = p.number
    return f"""#include <{p.header}>
extern "C" __global__ void rival({out} *out, const {x} *x, int steps) {{{p.body}
}}
#ifndef __CUDACC_RTC__
extern "C" void launch({out} *out, const {x} *x, int steps, int blocks) {{
  rival<<<blocks, {p.threads}>>>(out, x, steps);
}}
#endif
"""


def signature(name: str) -> str:
    """Numba's."""
    _, out, _, x = PROGRAMS[name].number
    return f"void({out}[::1], {x}[::1], int32)"


def size(name: str, blocks: int) -> int:
    """Elements of `out` and of `x`."""
    threads = PROGRAMS[name].threads
    return blocks * threads * (ITEMS if name != "wmma" else 8)


def bound(name: str, lib: Any) -> Any:
    """Ours; `lib` binds the program's header."""
    return {"block scan": scan, "radix sort": radix_sort, "wmma": matrices}[name](lib)


def scan(lib: Any) -> Any:
    import numpy as np
    from numba import cuda

    block = lib.cub.BlockScan[np.uint32, THREADS]
    temporary = block.TempStorage

    def kernel(out, x, steps):  # type: ignore[no-untyped-def]
        temp = cuda.shared.array(1, dtype=temporary)
        a = cuda.local.array(ITEMS, np.uint32)
        i = cuda.grid(1) * ITEMS
        for j in range(ITEMS):
            a[j] = x[i + j]
        for _ in range(steps):
            block(temp[0]).InclusiveSum(a, a)
            cuda.syncthreads()
        for j in range(ITEMS):
            out[i + j] = a[j]

    return kernel


def radix_sort(lib: Any) -> Any:
    import numpy as np
    from numba import cuda

    block = lib.cub.BlockRadixSort[np.uint32, THREADS, ITEMS]
    temporary, u32 = block.TempStorage, np.uint32

    def kernel(out, x, steps):  # type: ignore[no-untyped-def]
        temp = cuda.shared.array(1, dtype=temporary)
        a = cuda.local.array(ITEMS, np.uint32)
        i = cuda.grid(1) * ITEMS
        for j in range(ITEMS):
            a[j] = x[i + j]
        for _ in range(steps):
            for j in range(ITEMS):
                a[j] = u32(a[j] * u32(1664525)) + u32(1013904223)
            block(temp[0]).Sort(a)
            cuda.syncthreads()
        for j in range(ITEMS):
            out[i + j] = a[j]

    return kernel


def matrices(lib: Any) -> Any:
    from numba import cuda

    wmma = lib.nvcuda.wmma
    left, right, total = (lib[text] for text in _FRAGMENTS)
    rows = wmma.layout_t.mem_row_major

    def kernel(out, x, steps):  # type: ignore[no-untyped-def]
        fa = left()
        fb = right()
        fc = total()
        tile = cuda.grid(1) // 32
        wmma.fill_fragment(fc, 0.0)
        wmma.load_matrix_sync(fa, x[tile * 256 :], 16)
        wmma.load_matrix_sync(fb, x[tile * 256 :], 16)
        for _ in range(steps):
            wmma.mma_sync(fc, fa, fb, fc)
        wmma.store_matrix_sync(out[tile * 256 :], fc, 16, rows)

    return kernel


def include_dirs() -> list[str]:
    """Folders of the headers that numbast takes, so that nvcc has the same."""
    from numbast.header_search import find_headers
    from numbast.options import Options

    found, _ = find_headers(["cub/version.cuh"], Options())
    return [str(Path(found[0].path).parents[1])]


def instructions(sass: str) -> tuple[list[str], list[str]]:
    """The instructions of a listing without padding, and those of its longest loop."""
    seen: list[str] = []
    loop: list[str] = []
    labels: dict[str, int] = {}
    for line in sass.splitlines():
        label = re.match(r"(\.L\w+):", line)
        if label:
            labels[label[1]] = len(seen)
        made = re.match(r"\s*/\*[0-9a-f]{4,}\*/\s+(?:@!?U?P\w+\s+)?([A-Z][\w.]*)([^;]*);", line)
        if not made or made[1] == "NOP":
            continue
        seen.append(made[1])
        target = re.search(r"(\.L\w+)", made[2]) if made[1].startswith("BRA") else None
        start = labels.get(target[1], len(seen)) if target else len(seen)
        loop = max(loop, seen[start : len(seen) if start < len(seen) - 1 else start], key=len)
    return seen, loop
