#!/usr/bin/env python3
"""Times of `numbast.load`: cold against libclang's own parse, and in a second process.

    load.py [--pairs N] [HEADER...]

`cold` is the call in a process that has imported numba.cuda and numbast, with an empty cache folder; `second`
the same with the folder that the first one filled. Every time is the median of interleaved pairs, each a
process of its own; with BENCH_CPU=1 CPU times, the least of each. Results also go to bench/results/load.json.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from run import CPU, HERE, environment, libclang_alone, machine, pairs, printed, show, wall

HEADERS = ("cuda_bf16.h", "curand_kernel.h", "cooperative_groups.h", "cub/block/block_scan.cuh")
SIZES = (1, 100, 1000, 5000)

LOAD = """
import os, sys, time
import numba.cuda
import numbast
clock = time.process_time if os.environ.get("BENCH_CPU") else time.perf_counter
start = clock()
lib = numbast.load(sys.argv[1], arch="sm_90")
print(clock() - start)
"""


def cleared(folder: Path, measure: Callable[[], float]) -> Callable[[], float]:
    """A measurement that begins with an empty cache folder."""

    def run() -> float:
        shutil.rmtree(folder, ignore_errors=True)
        return measure()

    return run


def header_of(size: int, folder: Path) -> str:
    """A header of so many functions, old enough for its plan to be kept."""
    path = folder / f"functions{size}.cuh"
    path.write_text(
        "".join(f"__device__ inline float f{i}(float x) {{ return x * {i + 1}.0f; }}\n" for i in range(size))
    )
    os.utime(path, (1_700_000_000, 1_700_000_000))
    return str(path)


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("headers", nargs="*")
    parser.add_argument("--pairs", type=int, default=9, help="interleaved pairs (9)")
    args = parser.parse_args()
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="numbast-bench-") as temporary:
        folder = Path(temporary)
        script = folder / "take.py"
        script.write_text(LOAD)
        cold_cache, warm_cache = folder / "cold", folder / "warm"
        named = args.headers or [*HEADERS, *(header_of(n, folder) for n in SIZES)]
        for header in named:
            command = [sys.executable, str(script), header]
            rival = wall(libclang_alone(header, folder))
            cold = printed(command, environment(NUMBAST_CACHE_DIR=str(cold_cache)))
            name = Path(header).name
            rows.append(
                pairs(f"load {name}, cold", cleared(cold_cache, cold), rival, args.pairs, "its parse")
            )
            again = printed(command, environment(NUMBAST_CACHE_DIR=str(warm_cache)))
            rows.append(pairs(f"load {name}, second process", again, rival, args.pairs, "its parse"))
    show(rows)
    results = HERE / "results"
    results.mkdir(exist_ok=True)
    text = json.dumps(
        {"benchmark": "load", "machine": machine(), "clock": "CPU" if CPU else "wall", "rows": rows}, indent=1
    )
    (results / "load.json").write_text(text + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
