#!/usr/bin/env python3
"""What the model costs above libclang's own parse: `canopy --text=model` against libclang alone.

    inspect_model.py [--pairs N] [--tool PATH] [HEADER...]

Each header with and without the second unit (macro values, traits of records); then headers of
growing size, for what a declaration costs and whether time and memory stay linear. Times are CPU times
of whole processes (user and system, which a busy machine leaves alone), medians of interleaved pairs.
Neither side has a precompiled header. Results also go to bench/results/inspect.json.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from run import HERE, ROOT, Row, libclang_alone, machine, show

HEADERS = ("cuda_fp16.h", "cuda_bf16.h", "cuda_fp8.h", "curand_kernel.h", "cooperative_groups.h")
HEADERS += ("cub/block/block_scan.cuh", "mma.h", "cuda/std/complex")
SIZES = {"functions": 10000, "macros": 10000, "records": 5000, "namespaces": 300}
STEPS = 4


def header_text(what: str, n: int) -> str:
    """A header with n declarations of a kind."""
    if what == "functions":
        return "".join(f"/// Number {i}.\n__device__ float fn{i}(float a, int b = {i});\n" for i in range(n))
    if what == "macros":
        return "".join(f"#define MACRO_{i} ({i} + 1)\n" for i in range(n))
    if what == "records":
        body = "int a; float b; __device__ int get() const;"
        return "".join(f"struct R{i} {{ {body} R{max(i - 1, 0)} *p; }};\n" for i in range(n))
    inner = "".join(
        f"namespace n{i} {{ struct S{i} {{ int x; }}; __device__ int f(S{i});\n" for i in range(n)
    )
    return inner + "}" * n + "\n"


def cost(command: Sequence[str]) -> tuple[float, int]:
    """CPU seconds and the largest resident size in KiB of a process, which must succeed."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, " ".join(command)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def canopy(tool: str, alone: Sequence[str], *options: str) -> list[str]:
    """The tool's command for the parse that libclang does alone: the same flags, the same header."""
    _, libclang, header, *arguments = alone
    texts = [f"--clang-arg={a}" for a in arguments]
    return [tool, f"--libclang={libclang}", f"--header={header}", *texts, "--text=model", *options]


def row(name: str, ours: Callable[[], float], rival: Callable[[], float], count: int) -> Row:
    """Medians of interleaved pairs."""
    both = [(ours(), rival()) for _ in range(count + 1)][1:]
    mine, theirs = (statistics.median(pair[i] for pair in both) * 1e3 for i in (0, 1))
    return {
        "name": name,
        "rival": "libclang's parse, CPU time",
        "ours_ms": round(mine, 2),
        "rival_ms": round(theirs, 2),
        "ratio": round(mine / theirs, 3),
        "difference_ms": round(mine - theirs, 2),
        "pairs": count,
    }


def growth(tool: str, folder: Path, count: int) -> list[dict[str, Any]]:
    """What each kind costs at a quarter, a half, ... of its size, the empty header's cost taken off."""
    found = []
    for what, size in SIZES.items():
        points = []
        for step in range(STEPS + 1):
            path = folder / f"{what}.cuh"
            path.write_text(header_text(what, size * step // STEPS) or "\n")
            alone = libclang_alone(str(path), folder)
            taken = [(cost(canopy(tool, alone)), cost(alone)) for _ in range(count)]
            ours, rival = ([pair[i] for pair in taken] for i in (0, 1))
            points.append(
                {
                    "n": size * step // STEPS,
                    "ours_ms": round(statistics.median(t for t, _ in ours) * 1e3, 1),
                    "libclang_ms": round(statistics.median(t for t, _ in rival) * 1e3, 1),
                    "ours_mb": round(statistics.median(m for _, m in ours) / 1024, 1),
                    "libclang_mb": round(statistics.median(m for _, m in rival) / 1024, 1),
                }
            )
        base = points[0]
        for p in points[1:]:
            p["us_each"] = round((p["ours_ms"] - base["ours_ms"]) * 1e3 / p["n"], 1)
            p["kb_each"] = round((p["ours_mb"] - base["ours_mb"]) * 1024 / p["n"], 2)
            p["libclang_us_each"] = round((p["libclang_ms"] - base["libclang_ms"]) * 1e3 / p["n"], 1)
            each = f"{p['us_each']:8.1f} us each{p['kb_each']:8.2f} KB each"
            each += f"{p['libclang_us_each']:8.1f} us each for libclang alone"
            print(f"{what:12}{p['n']:7}{p['ours_ms']:9.1f} ms{each}", flush=True)
        found.append({"what": what, "points": points})
    return found


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("headers", nargs="*", default=HEADERS)
    parser.add_argument("--pairs", type=int, default=9, help="interleaved pairs (9)")
    parser.add_argument("--tool", default=str(ROOT / "build" / "dev" / "canopy"), help="the native tool")
    args = parser.parse_args()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="numbast-bench-") as temporary:
        folder = Path(temporary)
        for header in args.headers:
            alone = libclang_alone(header, folder)

            def take(*options: str, alone: list[str] = alone) -> Callable[[], float]:
                return lambda: cost(canopy(args.tool, alone, *options))[0]

            rival = lambda alone=alone: cost(alone)[0]  # noqa: E731
            rows.append(row(f"{header}, without values", take("--no-values"), rival, args.pairs))
            rows.append(row(f"{header}, with values", take(), rival, args.pairs))
        show(rows)
        grown = growth(args.tool, folder, min(args.pairs, 3))
    results = HERE / "results"
    results.mkdir(exist_ok=True)
    text = json.dumps({"benchmark": "inspect", "machine": machine(), "rows": rows, "growth": grown}, indent=1)
    (results / "inspect.json").write_text(text + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
