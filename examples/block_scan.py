"""A static module with an instance of a template: CUB's block scan over 128 threads.

    python examples/block_scan.py

The instance is decided when the module is made; using it needs no clang. No GPU is needed.
"""

from __future__ import annotations

import importlib
import sys
import tempfile
from typing import Any

import numpy as np

import numbast

THREADS, ITEMS = 128, 4


def make_kernel(lib: Any) -> Any:
    """Running totals of a block's items, and their maximum so far."""
    from numba import cuda

    scan = lib.cub.BlockScan[np.int32, THREADS]
    temporary = scan.TempStorage
    maximum = lib["cuda::maximum<>"]

    def totals(x: Any, sums: Any, highest: Any) -> None:
        temp = cuda.shared.array(1, dtype=temporary)
        items = cuda.local.array(ITEMS, np.int32)
        first = cuda.threadIdx.x * ITEMS
        for i in range(ITEMS):
            items[i] = x[first + i]
        scan(temp[0]).InclusiveSum[ITEMS](items, items)
        for i in range(ITEMS):
            sums[first + i] = items[i]
        cuda.syncthreads()
        for i in range(ITEMS):
            items[i] = x[first + i]
        scan(temp[0]).InclusiveScan[ITEMS](items, items, maximum())
        for i in range(ITEMS):
            highest[first + i] = items[i]

    return cuda.jit(totals)


def main() -> int:
    """The whole of it; 0 when it worked."""
    from numba import cuda

    with tempfile.TemporaryDirectory() as folder:
        numbast.generate(
            ["cub/block/block_scan.cuh", "cuda/functional"],
            f"{folder}/block_scan_bindings.py",
            instantiate=["cub::BlockScan<int, 128>"],
            items=[ITEMS],
            functors=["cuda::maximum<>"],
        )
        sys.path.insert(0, folder)
        kernel = make_kernel(importlib.import_module("block_scan_bindings"))
        if cuda.is_available():
            x = np.random.default_rng(1).integers(-9, 9, THREADS * ITEMS).astype(np.int32)
            sums, highest = np.zeros_like(x), np.zeros_like(x)
            kernel[1, THREADS](x, sums, highest)
            good = (sums == np.cumsum(x)).all() and (highest == np.maximum.accumulate(x)).all()
            print("ran on the GPU:", "as NumPy" if good else "not as NumPy")
            return 0 if good else 1
        from numbast.testing import compile_kernel

        made = compile_kernel(kernel, "void(int32[::1], int32[::1], int32[::1])")
        print(f"no GPU here: compiled for sm_90 to a cubin of {len(made.cubin):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
