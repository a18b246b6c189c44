"""Two compute-bound kernels that change C++ objects, as bound calls, as nvcc's own C++, and as plain Numba.

`particles`: each thread advances one object many steps; `random`: each draws many numbers from a generator
of its own. All are kernels `(out, steps)` over floats and an integer, whose width the caller chooses: to
Numba it is int32 where the host passes numpy.int32 and int64 for a Python int; to C++ `int` or `long long`.
`random` counts in numbers of that width too, where `hits += 1` would make an int64 of either.
"""

from __future__ import annotations

import re
from typing import Any

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
BODIES = {
    "particles": """
      Particle p(1.0f + i, 1.0f);
      for (count_t k = 0; k < steps; k++) { p.push(p.position.scaled(-0.001f)); p.step(0.001f); }
      out[i] = p.position.x + p.position.y + p.steps;""",
    "random": """
      curandStateXORWOW_t s;
      curand_init(1234, i, 0, &s);
      count_t hits = 0;
      for (count_t k = 0; k < steps; k++) {
        float x = curand_uniform(&s), y = curand_uniform(&s);
        if (x * x + y * y <= 1.0f) hits++;
      }
      out[i] = hits;""",
}


def cxx(name: str, count_type: str) -> str:
    """nvcc's kernel, and `launch(out, steps, blocks, threads)` for the host; `count_type`: `int` or such."""
    return f"""#include <curand_kernel.h>
typedef {count_type} count_t;
{SOURCE}
extern "C" __global__ void {name}_kernel(float *out, count_t steps) {{
  int i = blockIdx.x * blockDim.x + threadIdx.x;{BODIES[name]}
}}
#ifndef __CUDACC_RTC__
extern "C" void launch(float *out, count_t steps, int blocks, int threads) {{
  {name}_kernel<<<blocks, threads>>>(out, steps);
}}
#endif
"""


def bound(lib: Any, curand: Any, number: Any) -> dict[str, Any]:
    """Ours; `lib` binds SOURCE, `curand` curand_kernel.h; `number` is numpy.int32 or numpy.int64."""
    import numpy as np
    from numba import cuda

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
        hits = number(0)
        for _ in range(steps):
            x = curand.curand_uniform(s)
            y = curand.curand_uniform(s)
            if x * x + y * y <= f32(1):
                hits = number(hits + 1)
        out[i] = hits

    return {"particles": particles, "random": random}


def plain(number: Any) -> dict[str, Any]:
    """The same arithmetic with nothing bound. `random` seeds its generator in a simpler way, so it computes
    something else, and takes less at its start.
    """
    import numpy as np
    from numba import cuda

    f32, u32 = np.float32, np.uint32

    def particles(out, steps):  # type: ignore[no-untyped-def]
        i = cuda.grid(1)
        x, y, vx, vy, taken = f32(1) + f32(i), f32(0), f32(0), f32(1), np.int32(0)
        for _ in range(steps):
            vx += x * f32(-0.001)
            vy += y * f32(-0.001)
            x += vx * f32(0.001)
            y += vy * f32(0.001)
            taken = np.int32(taken + 1)
        out[i] = x + y + f32(taken)

    def random(out, steps):  # type: ignore[no-untyped-def]
        i = cuda.grid(1)
        a, b, c, d, e, n = u32(i), u32(362436069), u32(521288629), u32(88675123), u32(5783321), u32(6615241)
        scale, half, hits = f32(2.3283064e-10), f32(2.3283064e-10 / 2), number(0)
        for _ in range(steps):
            t = u32(a ^ (a >> u32(2)))
            a, b, c, d = b, c, d, e
            e = u32(e ^ u32(e << u32(4)) ^ t ^ u32(t << u32(1)))
            n = u32(n + u32(362437))
            x = f32(u32(e + n)) * scale + half
            t = u32(a ^ (a >> u32(2)))
            a, b, c, d = b, c, d, e
            e = u32(e ^ u32(e << u32(4)) ^ t ^ u32(t << u32(1)))
            n = u32(n + u32(362437))
            y = f32(u32(e + n)) * scale + half
            if x * x + y * y <= f32(1):
                hits = number(hits + 1)
        out[i] = hits

    return {"particles": particles, "random": random}


def hottest_loop(sass: str) -> list[str]:
    """The instructions of a kernel's loop that does its floating-point work, out of its disassembly: the
    longest that jumps back to its own start with FFMAs inside. Names without operands; [] for none.
    """
    found: list[str] = []
    seen: list[str] = []
    labels: dict[str, int] = {}
    for line in sass.splitlines():
        label = re.match(r"(\.L\w+):", line)
        if label:
            labels[label[1]] = len(seen)
        made = re.match(r"\s*/\*[0-9a-f]{4,}\*/\s+(?:@!?U?P\w+\s+)?([A-Z][\w.]*)([^;]*);", line)
        if not made:
            continue
        seen.append(made[1])
        target = re.search(r"(\.L\w+)", made[2]) if made[1].startswith("BRA") else None
        start = labels.get(target[1], len(seen)) if target else len(seen)
        if start < len(seen) - 1 and "FFMA" in seen[start:] and len(seen) - start >= len(found):
            found = seen[start:]
    return found
