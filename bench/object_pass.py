#!/usr/bin/env python3
"""What the pass over objects costs a compilation: where nothing changes an object, and where much does.

    object_pass.py [--times N]

Each kernel is typed and lowered N times in one process (no linking); the lines are the least and the median
of the pass's own CPU time, and the median of the whole compilation's. Results also go to
bench/results/object_pass.json.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from run import HERE, machine

HEADER = """
struct S {
  int x;
  double w;
  __device__ S(int v) : x(v), w(v) {}
  __device__ int get() const { return x; }
  __device__ S operator+(const S &o) const { return S(x + o.x); }
  __device__ void set(int v) { x = v; }
  __device__ const S &self() const { return *this; }
};
struct H { S s; };
__device__ inline float f(float x, float y) { return x * y; }
__device__ inline int peek(const S &s) { return s.x; }
"""
#: Name -> the kernel's lines, which come so often.
KERNELS = {
    "nothing of C++": ("t = t * 3 + n", 20),
    "1 function called": ("t += f(1.5, t)", 1),
    "15 functions called": ("t += f(1.5, t)", 15),
    "100 functions called": ("t += f(1.5, t)", 100),
    "15 constant methods": ("t += S(n).get() + peek(S(2))", 8),
    "15 operators": ("t += (S(n) + S(2)).get()", 15),
    "15 fields of elements": ("t += a[n].x", 15),
    "15 methods of elements": ("t += a[n].get()", 15),
    "15 references of elements": ("t += a[n].self().get()", 15),
    "15 parts of elements": ("t += h[n].s.get()", 15),
    "15 operations that change": ("s.set(n)\n    s.x += 2\n    t += s.get()", 5),
}


def kernel_of(lib: Any, line: str, count: int) -> Callable[..., None]:
    body = "".join(f"    {line}\n" for _ in range(count))
    from numba import cuda

    scope = {"cuda": cuda, "f": lib.f, "S": lib.S, "H": lib.H, "peek": lib.peek}
    start = "    t = 0.0\n"
    if " s.x" in line:
        start += "    s = S(n)\n"
    if "a[n]" in line:
        start += "    a = cuda.local.array(4, dtype=S)\n"
    if "h[n]" in line:
        start += "    h = cuda.local.array(4, dtype=H)\n"
    exec(f"def kernel(out, n):\n{start}{body}    out[0] = t\n", scope)
    made: Any = scope["kernel"]
    return made


def timed(kernel: Callable[..., None], spent: list[float]) -> tuple[float, float]:
    """Milliseconds of CPU time of one compilation: of the pass, of all."""
    from numba.cuda import types
    from numba.cuda.compiler import _compile_pyfunc_with_fixup

    spent.clear()
    signature = types.void(types.float64[::1], types.int64)
    start = time.process_time()
    _compile_pyfunc_with_fixup(kernel, signature, cc=(9, 0), device=False, abi="numba", lto=True)
    return 1000 * sum(spent), 1000 * (time.process_time() - start)


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--times", type=int, default=21, help="compilations of each kernel (21)")
    args = parser.parse_args()
    import numba.cuda.dispatcher

    import numbast
    from numbast.runtime import lvalue_numba_cuda

    if not numba.cuda.is_available():
        device = type("Device", (), {"compute_capability": (9, 0)})()
        numba.cuda.dispatcher.get_current_device = lambda: device
    spent: list[float] = []
    register = lvalue_numba_cuda.NumbaCudaObjects.register_pass

    def with_clock(self: Any, run: Any) -> None:
        def clocked(state: Any) -> None:
            start = time.process_time()
            run(state)
            spent.append(time.process_time() - start)

        register(self, clocked)

    lvalue_numba_cuda.NumbaCudaObjects.register_pass = with_clock  # type: ignore[method-assign]
    lib = numbast.load_source(HEADER, arch="sm_90")
    rows = []
    for name, (line, count) in KERNELS.items():
        kernel = kernel_of(lib, line, count)
        timed(kernel, spent)
        found = [timed(kernel, spent) for _ in range(args.times)]
        ours, whole = (statistics.median(column) for column in zip(*found, strict=True))
        least = min(own for own, _ in found)
        times = {"least_ms": round(least, 3), "pass_ms": round(ours, 3), "compile_ms": round(whole, 1)}
        rows.append({"name": name, **times})
        print(f"{name:28} {least:7.3f}, median {ours:7.3f} ms of {whole:7.1f}")
    text = json.dumps({"benchmark": "object_pass", "machine": machine(), "rows": rows}, indent=1)
    (HERE / "results" / "object_pass.json").write_text(text + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
