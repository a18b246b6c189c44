#!/usr/bin/env python3
"""Speed of compute-bound kernels that change C++ objects, against nvcc's own of the same C++. Needs a GPU.

    object_speed.py [--pairs N] [--only-compile]

The kernels are those of tests/tools/speed_kernels.py. Their integers have one width in all languages: 32
bits (C++'s `int`; the host passes numpy.int32) or 64 (`long long`; a Python int is that to Numba). Times are
medians of interleaved launches of some 40 ms, beside which a launch's own cost is small; `speed` is nvcc's
time divided by ours; `plain` is Numba's with nothing bound. Kept in bench/results/object_speed.json.
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

import numpy
from run import HERE, machine

sys.path.insert(0, str(HERE.parent / "tests"))
BLOCKS, THREADS = 1024, 256
STEPS = {"particles": 1_000_000, "random": 200_000}
#: Numba's type -> C++'s, ctypes' to pass it, and what the host passes to Numba.
WIDTHS: dict[str, tuple[str, Any, Any]] = {
    "int32": ("int", ctypes.c_int, numpy.int32),
    "int64": ("long long", ctypes.c_longlong, int),
}


def rival(name: str, count_type: str, arch: str) -> Any:
    """nvcc's, as a function `launch(out, steps, blocks, threads)` of a shared library."""
    from tools import nvcc, speed_kernels

    return ctypes.CDLL(str(nvcc.compile_shared(speed_kernels.cxx(name, count_type), arch))).launch


def seconds(launch: Callable[[], None]) -> float:
    """One launch, waited for."""
    from numba import cuda

    cuda.synchronize()
    start = time.perf_counter()
    launch()
    cuda.synchronize()
    return time.perf_counter() - start


def measured(name: str, width: str, bound: Any, plain: Any, pairs: int) -> dict[str, Any]:
    """A row: medians of all, and whether ours and nvcc's compute the same."""
    import numpy as np
    from numba import cuda

    major, minor = cuda.get_current_device().compute_capability[:2]
    count_type, ctype, number = WIDTHS[width]
    native = rival(name, count_type, f"sm_{major}{minor}")
    kernels = cuda.jit(bound), cuda.jit(plain)
    mine, theirs = (cuda.to_device(np.zeros(BLOCKS * THREADS, np.float32)) for _ in range(2))
    address, steps = ctypes.c_void_p(theirs.__cuda_array_interface__["data"][0]), STEPS[name]
    unused = cuda.device_array_like(mine)

    launches = (
        lambda: kernels[0][BLOCKS, THREADS](mine, number(steps)),
        lambda: native(address, ctype(steps), BLOCKS, THREADS),
        lambda: kernels[1][BLOCKS, THREADS](unused, number(steps)),
    )
    for launch in launches:
        seconds(launch)
    found = [[seconds(launch) for launch in launches] for _ in range(pairs)]
    a, b, c = (1000 * statistics.median(column) for column in zip(*found, strict=True))
    same = bool(np.allclose(mine.copy_to_host(), theirs.copy_to_host(), rtol=1e-3))
    times = {"ours_ms": round(a, 3), "nvcc_ms": round(b, 3), "plain_ms": round(c, 3)}
    return {"name": name, "counts": width, **times, "speed": round(b / a, 3), "same": same}


def compiled(name: str, width: str, bound: Any, plain: Any) -> None:
    """All compile; the instructions of their loops."""
    from numba.cuda import types

    from numbast.testing import compile_kernel
    from tools.speed_kernels import hottest_loop

    signature = types.void(types.float32[::1], getattr(types, width))
    lengths = [len(hottest_loop(compile_kernel(kernel, signature).sass)) for kernel in (bound, plain)]
    rival(name, WIDTHS[width][0], "sm_90")
    print(f"{name:10} {width}: instructions of the loop: ours {lengths[0]}, plain Numba {lengths[1]}")


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--pairs", type=int, default=15, help="interleaved pairs (15)")
    parser.add_argument("--only-compile", action="store_true", help="without a GPU: compile all")
    args = parser.parse_args()
    import numbast
    from tools import speed_kernels

    lib, curand = numbast.load_source(speed_kernels.SOURCE), numbast.load("curand_kernel.h")
    rows = []
    for width in WIDTHS:
        number = getattr(numpy, width)
        bound, plain = speed_kernels.bound(lib, curand, number), speed_kernels.plain(number)
        for name in STEPS:
            if args.only_compile:
                compiled(name, width, bound[name], plain[name])
                continue
            row = measured(name, width, bound[name], plain[name], args.pairs)
            rows.append(row)
            print(f"{name:10} {width}: ours {row['ours_ms']} ms, nvcc {row['nvcc_ms']}, plain Numba"
                  f" {row['plain_ms']}, speed {row['speed']}{'' if row['same'] else ', RESULTS DIFFER'}",
                  flush=True)  # fmt: skip
    if rows:
        text = json.dumps({"benchmark": "object_speed", "machine": machine(), "rows": rows}, indent=1)
        Path(HERE / "results" / "object_speed.json").write_text(text + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
