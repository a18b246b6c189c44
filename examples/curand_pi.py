"""Loads curand's device header, and estimates pi with it in a kernel.

    python examples/curand_pi.py

Nothing is generated: the library is made in memory. No GPU is needed.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

import numbast

BLOCKS, THREADS, DRAWS = 64, 256, 1024


def make_kernel(curand: Any) -> Any:
    """Each thread has a sequence of its own and counts its points inside the circle."""
    from numba import cuda

    def points(seed: Any, inside: Any) -> None:
        i = cuda.grid(1)
        state = cuda.local.array(1, dtype=curand.curandStatePhilox4_32_10_t)
        curand.curand_init(seed, i, 0, state)
        count = 0
        for _ in range(DRAWS):
            x = curand.curand_uniform(state)
            y = curand.curand_uniform(state)
            if x * x + y * y <= 1:
                count += 1
        inside[i] = count

    return cuda.jit(points)


def main() -> int:
    """The whole of it; 0 when it worked."""
    from numba import cuda

    kernel = make_kernel(numbast.load("curand_kernel.h"))
    if cuda.is_available():
        inside = np.zeros(BLOCKS * THREADS, np.int32)
        kernel[BLOCKS, THREADS](np.uint64(20), inside)
        pi = 4 * inside.sum() / (inside.size * DRAWS)
        print(f"ran on the GPU: pi is about {pi:.4f}")
        return 0 if abs(pi - np.pi) < 0.01 else 1
    from numbast.testing import compile_kernel

    made = compile_kernel(kernel, "void(uint64, int32[::1])")
    print(f"no GPU here: compiled for sm_90 to a cubin of {len(made.cubin):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
