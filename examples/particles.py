"""Binds a header of one's own, particles.cuh, whose records are values in a kernel.

    python examples/particles.py

No GPU is needed.
"""

from __future__ import annotations

import importlib
import os
import sys
import tempfile
from typing import Any

import numpy as np

import numbast

HEADER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "particles.cuh")


def make_kernel(lib: Any) -> Any:
    """Lets each particle fall for `steps` steps; its height and energy go out."""
    from numba import cuda

    def fall(start: Any, steps: Any, height: Any, energy: Any) -> None:
        i = cuda.grid(1)
        if i < start.size:
            p = lib.Particle(lib.Vec(0.0, 0.0, start[i]), lib.Vec(1.0, 0.0, 0.0))
            for _ in range(steps):
                p = lib.step(p, 0.001, wall=lib.Wall.reflecting)
            height[i] = p.place.z
            energy[i] = lib.energy(p)

    return cuda.jit(fall)


def main() -> int:
    """The whole of it; 0 when it worked."""
    from numba import cuda

    with tempfile.TemporaryDirectory() as folder:
        print(numbast.generate(HEADER, f"{folder}/falling.py").summary_text())
        sys.path.insert(0, folder)
        lib = importlib.import_module("falling").particles
        kernel = make_kernel(lib)
        if cuda.is_available():
            start = np.linspace(1, 2, 256, dtype=np.float32)
            height, energy = np.zeros_like(start), np.zeros_like(start)
            kernel[1, 256](start, 400, height, energy)
            print(f"ran on the GPU: heights from {height.min():.3f} to {height.max():.3f} m")
            return 0 if (height > 0).all() else 1
        from numbast.testing import compile_kernel

        made = compile_kernel(kernel, "void(float32[::1], int32, float32[::1], float32[::1])")
        print(f"no GPU here: compiled for sm_90 to a cubin of {len(made.cubin):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
