#!/usr/bin/env python3
"""Speed of compute-bound kernels that change C++ objects, against nvcc's own of the same C++. Needs a GPU.

    object_speed.py [--pairs N] [--only-compile]

`particles`: each thread advances one object many steps; `random`: each draws many numbers from a generator of
its own. Times are medians of interleaved launches that take some ten milliseconds; `speed` is nvcc's time
divided by ours. Results also go to bench/results/object_speed.json.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from run import HERE, machine

sys.path.insert(0, str(HERE.parent / "tests"))
BLOCKS, THREADS = 1024, 256
STEPS = {"particles": 20_000, "random": 4_000}

SOURCE = """
struct Vec {
  float x, y;
  __device__ Vec &operator+=(const Vec &o) { x += o.x; y += o.y; return *this; }
  __device__ Vec scaled(float f) const { return Vec{x * f, y * f}; }
};
struct Particle {
  Vec position, velocity;
  int steps;
  __device__ Particle(float x, float y) : position{x, 0}, velocity{0, y}, steps(0) {}
  __device__ void push(const Vec &force) { velocity += force; }
  __device__ Particle &step(float dt) { position += velocity.scaled(dt); steps++; return *this; }
};
"""
RIVALS = {
    "particles": """
      Particle p(1.0f + i, 1.0f);
      for (int k = 0; k < steps; k++) { p.push(p.position.scaled(-0.001f)); p.step(0.001f); }
      out[i] = p.position.x + p.position.y + p.steps;""",
    "random": """
      curandStateXORWOW_t s;
      curand_init(1234, i, 0, &s);
      int hits = 0;
      for (int k = 0; k < steps; k++) {
        float x = curand_uniform(&s), y = curand_uniform(&s);
        if (x * x + y * y <= 1.0f) hits++;
      }
      out[i] = hits;""",
}


def kernels() -> dict[str, Any]:
    """Ours, as Python functions `kernel(out, steps)`."""
    import numpy as np
    from numba import cuda

    import numbast

    lib, curand = numbast.load_source(SOURCE), numbast.load("curand_kernel.h")
    f32 = np.float32

    def particles(out, steps):  # type: ignore[no-untyped-def]
        i = cuda.grid(1)
        p = lib.Particle(f32(1) + f32(i), f32(1))
        for _ in range(steps):
            p.push(p.position.scaled(f32(-0.001)))
            p.step(f32(0.001))
        out[i] = p.position.x + p.position.y + f32(p.steps)

    def random(out, steps):  # type: ignore[no-untyped-def]
        i = cuda.grid(1)
        s = curand.curandStateXORWOW_t()
        curand.curand_init(1234, i, 0, s)
        hits = 0
        for _ in range(steps):
            x = curand.curand_uniform(s)
            y = curand.curand_uniform(s)
            if x * x + y * y <= f32(1):
                hits += 1
        out[i] = hits

    return {"particles": particles, "random": random}


def rival(name: str, arch: str) -> Any:
    """nvcc's, as a function `launch(out, steps, blocks, threads)` of a shared library."""
    from tools import nvcc

    text = f"""#include <curand_kernel.h>
{SOURCE}
__global__ void {name}(float *out, int steps) {{
  int i = blockIdx.x * blockDim.x + threadIdx.x;{RIVALS[name]}
}}
extern "C" void launch(float *out, int steps, int blocks, int threads) {{
  {name}<<<blocks, threads>>>(out, steps);
}}
"""
    return ctypes.CDLL(str(nvcc.compile_shared(text, arch))).launch


def seconds(launch: Callable[[], None]) -> float:
    """One launch, waited for."""
    from numba import cuda

    cuda.synchronize()
    start = time.perf_counter()
    launch()
    cuda.synchronize()
    return time.perf_counter() - start


def measured(name: str, kernel: Any, pairs: int) -> dict[str, Any]:
    """A row: medians of both, and whether they compute the same."""
    import numpy as np
    from numba import cuda

    major, minor = cuda.get_current_device().compute_capability[:2]
    native, jitted = rival(name, f"sm_{major}{minor}"), cuda.jit(kernel)
    mine, theirs = (cuda.to_device(np.zeros(BLOCKS * THREADS, np.float32)) for _ in range(2))
    steps, address = STEPS[name], ctypes.c_void_p(theirs.__cuda_array_interface__["data"][0])

    def ours() -> None:
        jitted[BLOCKS, THREADS](mine, steps)

    def other() -> None:
        native(address, steps, BLOCKS, THREADS)

    seconds(ours), seconds(other)
    found = [(seconds(ours), seconds(other)) for _ in range(pairs)]
    a, b = (1000 * statistics.median(column) for column in zip(*found, strict=True))
    same = bool(np.allclose(mine.copy_to_host(), theirs.copy_to_host(), rtol=1e-3))
    times = {"ours_ms": round(a, 3), "nvcc_ms": round(b, 3), "speed": round(b / a, 3)}
    return {"name": name, **times, "same": same}


def compiled(name: str, kernel: Any) -> None:
    """Both compile; ours has no call and no local memory."""
    from numba.cuda import types

    from numbast.testing import compile_kernel

    made = compile_kernel(kernel, types.void(types.float32[::1], types.int64))
    rival(name, "sm_90")
    print(f"{name}: {made.calls} calls, {made.local_memory_instructions} accesses to local memory")


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--pairs", type=int, default=15, help="interleaved pairs (15)")
    parser.add_argument("--only-compile", action="store_true", help="without a GPU: compile both")
    args = parser.parse_args()
    if args.only_compile:
        for name, kernel in kernels().items():
            compiled(name, kernel)
        return 0
    rows = [measured(name, kernel, args.pairs) for name, kernel in kernels().items()]
    for row in rows:
        print(f"{row['name']:12} ours {row['ours_ms']} ms, nvcc {row['nvcc_ms']} ms, speed {row['speed']}"
              f"{'' if row['same'] else ', RESULTS DIFFER'}")  # fmt: skip
    text = json.dumps({"benchmark": "object_speed", "machine": machine(), "rows": rows}, indent=1)
    Path(HERE / "results" / "object_speed.json").write_text(text + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
