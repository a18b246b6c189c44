#!/usr/bin/env python3
"""First launches of kernels with a template's instance (CUB's block scan), on a GPU; without one it compiles.

    template_launch.py [--pairs N] [--seconds N] [--no-dynamic] [--folder FOLDER]

Every process imports Numba and numbast, makes the context and launches a plain kernel. Then it takes the
time from `lib.cub.BlockScan[...]` to the end of the kernel's first launch (`first`), and the same for a
further instance (`second`); `nvrtc` are the compilations by NVRTC in each. `shim alone` is what NVRTC takes
for the very text of the case's last compilation, the shim's, in a process that does nothing else: the part of
a launch that a template's instance in C++ costs as well (a second one too, since there nothing is kept).
Without a GPU a launch ends at the kernel's machine code; with BENCH_CPU=1 in the environment the times are
CPU times of the process, and the least of each counts, for busy machines. `alike` is a plain kernel with the
same arrays and loads (shared, local), whose typing and lowering are Numba's own work. Python's compiled files
are kept, as in an installed package. After `--seconds` no new round begins.
The cases, each beside a plain kernel's first launch of the same round:

    alike            such a kernel
    loaded, new      the header was loaded before (its PCH is kept), these instances were never asked for
    loaded, seen     a second process: answers, code and linked kernels are kept
    static, new      a module that lists another instance: NVRTC is asked
    static, seen     a second process
    listed, linked   a module that lists them; linked anew, beside nvJitLink alone for the same
    listed, seen     a second process

A row's `beyond_ms` is what its limit is for: above the launch of the kernel that is alike, and without the
shim alone (new) or nvJitLink alone (linked).
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from first_launch import (
    clock,
    imported,
    launched,
    launcher,
    link_alone,
    nvrtc_timed,
    of_threads,
    plain,
    plain2,
    warm,
)
from run import HERE, machine

HEADER = "cub/block/block_scan.cuh"
OTHER = "cub::BlockScan<double, 32>"
LISTED = ("cub::BlockScan<float, 128>", "cub::BlockScan<float, 64>")
#: Milliseconds beyond what a case's base takes.
LIMITS = {"loaded, new": 150, "static, new": 350, "loaded, seen": 15, "static, seen": 15}
LIMITS |= {"listed, linked": 15, "listed, seen": 15}
Times = dict[str, Any]


# ---- one process -------------------------------------------------------------------


def scan(lib: Any, threads: int) -> Any:
    """A kernel `(x, out)` of one block, two floats a thread."""
    import numpy as np
    from numba import cuda

    block = lib.cub.BlockScan[np.float32, threads]
    temporary = block.TempStorage

    def kernel(x, out):  # type: ignore[no-untyped-def]
        temp = cuda.shared.array(1, dtype=temporary)
        a = cuda.local.array(2, np.float32)
        i = 2 * cuda.threadIdx.x
        a[0] = x[i]
        a[1] = x[i + 1]
        block(temp[0]).InclusiveSum(a, a)
        out[i] = a[0]
        out[i + 1] = a[1]

    return of_threads(kernel, threads)


def alike(number: int) -> Any:
    """A kernel without bindings that has the same arrays; others have another `number`."""
    import numpy as np
    from numba import cuda

    def kernel(x, out):  # type: ignore[no-untyped-def]
        temp = cuda.shared.array(4, dtype=np.float32)
        a = cuda.local.array(2, np.float32)
        i = 2 * cuda.threadIdx.x
        a[0] = x[i]
        a[1] = x[i + 1]
        temp[0] = number
        out[i] = a[0] + temp[0]
        out[i + 1] = a[1]

    return of_threads(kernel, 128)


def first_launch(make: Any, launch: Any) -> Times:
    """Seconds from making a kernel to the end of its launch; without a GPU to its machine code. `shim`: what
    NVRTC compiled last, (text, options).
    """
    TOOK.clear()
    GIVEN.clear()
    start, before = clock(), helped()
    launch(make())
    seconds = clock() - start + helped() - before
    asked = GIVEN + [(one.head + one.last, one.options) for one in helpers() if one.last]
    return {"seconds": seconds, "nvrtc": [*TOOK], "shim": asked[-1] if asked else None}


def helped() -> float:
    """Seconds of CPU time that helpers took, where CPU times count."""
    ticks = 0
    for one in helpers() if os.environ.get("BENCH_CPU") else ():
        told = Path(f"/proc/{one._helper.pid}/stat").read_text().rpartition(")")[2].split()
        ticks += sum(map(int, told[11:15]))  # its own, and its forks'
    return ticks / os.sysconf("SC_CLK_TCK")


def helpers() -> list[Any]:
    """The helper processes with NVRTC's front end: whichever runtime they are of."""
    return [one for one in gc.get_objects() if type(one).__name__ == "FrontEnd"]


TOOK: list[float] = []  # seconds of NVRTC's compilations
GIVEN: list[tuple[str, list[str]]] = []  # their texts and options


def nvrtc_noted() -> None:
    """Adds to GIVEN what NVRTC compiles from now on."""
    from cuda.bindings import nvrtc

    create, compiled, texts = nvrtc.nvrtcCreateProgram, nvrtc.nvrtcCompileProgram, {}

    def creating(source: bytes, *rest: Any) -> Any:
        status, program = create(source, *rest)
        texts[int(program)] = source.decode()
        return status, program

    def compiling(program: Any, count: int, options: list[bytes]) -> Any:
        GIVEN.append((texts[int(program)], [o.decode() for o in options]))
        return compiled(program, count, options)

    nvrtc.nvrtcCreateProgram, nvrtc.nvrtcCompileProgram = creating, compiling


def shim_alone(text: str, options: list[str]) -> float:
    """Seconds of NVRTC for a shim's text and nothing else."""
    from numbast.runtime.nvrtc_calls import nvrtc_compile

    start = clock()
    made = nvrtc_compile(text, [o for o in options if not o.startswith("-pch")])
    seconds = clock() - start
    assert made.code is not None, made.log
    return seconds


def child(library: str, how: str) -> Times:
    """What one process takes."""
    import numbast

    if how == "shim":
        return {"first": {"seconds": shim_alone(*json.loads(Path(library).read_text())), "nvrtc": []}}
    launch = launcher()
    launched(warm, launch)
    nvrtc_noted()
    nvrtc_timed(TOOK)
    if library == "-":
        makers = [lambda k=k: k for k in (plain, plain2)]
        if how == "alike":
            makers = [lambda n=n: alike(n) for n in (1, 2)]
        made = [first_launch(make, launch) for make in makers]
        return {"first": made[0], "second": made[1], "open": 0.0}
    start = clock()
    lib = imported(library) if library.endswith(".py") else numbast.load(library)
    opened = clock() - start
    if how == "link":
        return {"first": {"seconds": link_alone(scan(lib, 128)), "nvrtc": []}, "open": opened}
    if how == "other":  # what is there before
        import numpy as np

        lib.cub.BlockScan[np.float64, 32]
        return {"open": opened}
    made = [first_launch(lambda n=n: scan(lib, n), launch) for n in (128, 64)]
    return {"first": made[0], "second": made[1], "open": opened}


# ---- all of them -------------------------------------------------------------------


def taken(library: str, cache: Path, how: str = "") -> Times:
    """One process with a cache folder."""
    env = {**os.environ, "NUMBAST_CACHE_DIR": str(cache), "PYTHONPYCACHEPREFIX": str(cache.parent / "python")}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, __file__, "--child", library, how]
    done = subprocess.run(command, capture_output=True, text=True, env=env, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"
    found: Times = json.loads(done.stdout.splitlines()[-1])
    return found


def prepared(folder: Path, dynamic: bool) -> dict[str, str]:
    """The modules and the cache folders as they are before a kernel: {case: library}."""
    import numbast

    found = {"static": str(folder / "other_scan.py"), "listed": str(folder / "listed_scan.py")}
    numbast.generate(HEADER, found["static"], instantiate=[OTHER])
    numbast.generate(HEADER, found["listed"], instantiate=list(LISTED), items=[2])
    if dynamic:
        found["loaded"] = HEADER
    taken(found["listed"], folder / "base-listed")
    for name in (n for n in ("static", "loaded") if n in found):
        taken(found[name], folder / "cache", "other")  # whose path what is kept of headers may hold
        (folder / "cache").rename(folder / f"base-{name}")
    return found


def one_round(folder: Path, libraries: dict[str, str]) -> dict[str, Times]:
    """Every case once."""
    found = {"plain": taken("-", folder / "base-listed")}
    found["alike"] = taken("-", folder / "base-listed", "alike")
    for name in ("loaded", "static"):
        if name in libraries:
            cache = folder / "cache"
            shutil.rmtree(cache, ignore_errors=True)
            shutil.copytree(folder / f"base-{name}", cache)
            found[f"{name}, new"] = taken(libraries[name], cache)
            found[f"{name}, seen"] = taken(libraries[name], cache)
            found[f"{name}, shim alone"] = {
                what: alone(found[f"{name}, new"][what]["shim"], folder) for what in ("first", "second")
            }
    cache = folder / "base-listed"
    for entry in cache.rglob("linked-*"):
        entry.unlink()
    found["listed, linked"] = taken(libraries["listed"], cache)
    found["listed, seen"] = taken(libraries["listed"], cache)
    found["nvJitLink alone"] = taken(libraries["listed"], cache, "link")
    return found


def alone(shim: Any, folder: Path) -> Times:
    """What NVRTC takes for the text of a shim in a process of its own."""
    file = folder / "shim.json"
    file.write_text(json.dumps(shim))
    found: Times = taken(str(file), folder / "cache", "shim")["first"]
    return found


def middle(values: list[float]) -> float:
    """The median, in milliseconds; of CPU times the least."""
    return round((min if os.environ.get("BENCH_CPU") else statistics.median)(values) * 1e3, 2)


def base_of(case: str, what: str, found: dict[str, Times]) -> float:
    """Seconds that a launch may take beside its own: a plain kernel's of its shape, and what the work costs
    without bindings.
    """
    name, _, how = case.partition(", ")
    base = {"new": f"{name}, shim alone", "linked": "nvJitLink alone"}.get(how, "")
    told: Times = found[base].get(what, found[base]["first"]) if base else {"seconds": 0.0}
    return float(told["seconds"]) + float(found["alike"][what]["seconds"])


def rows_of(rounds: list[dict[str, Times]]) -> list[dict[str, Any]]:
    """A row for each case and launch: what it takes above a plain kernel's, and NVRTC's part."""
    rows = []
    for case in rounds[0]:
        for what in ("first", "second"):
            if what not in rounds[0][case]:
                continue
            mine = [r[case][what] for r in rounds]
            took = [m["seconds"] for m in mine]
            plains = [r["plain"][what]["seconds"] for r in rounds]
            row: dict[str, Any] = {"name": f"{case}: {what}", "ms": middle(took)}
            if not case.endswith("alone"):
                beyond = [r[case][what]["seconds"] - base_of(case, what, r) for r in rounds]
                row |= {
                    "above_plain_ms": middle([m - p for m, p in zip(took, plains, strict=True)]),
                    "nvrtc_ms": middle([sum(m["nvrtc"]) for m in mine]),
                    "compilations": len(mine[0]["nvrtc"]),
                    "open_ms": middle([r[case]["open"] for r in rounds]),
                    "beyond_ms": middle(beyond),
                }
            if case in LIMITS:
                row |= {"limit_ms": LIMITS[case], "is_met": row["beyond_ms"] <= LIMITS[case]}
            rows.append({**row, "pairs": len(rounds)})
    return rows


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--pairs", type=int, default=9, help="rounds at most (9)")
    parser.add_argument("--seconds", type=float, default=90, help="after which no round begins (90)")
    parser.add_argument("--no-dynamic", action="store_true", help="without the loaded cases")
    parser.add_argument("--folder", help="where modules and caches are")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        print(json.dumps(child(*args.child)))
        return 0
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(args.folder or temporary)
        folder.mkdir(exist_ok=True)
        libraries = prepared(folder, not args.no_dynamic)
        rounds = []
        for i in range(args.pairs + (args.pairs > 1)):
            found = one_round(folder, libraries)
            rounds += [found] if i or args.pairs == 1 else []  # the first fills what is kept
            told = (f"{k} {1e3 * v['first']['seconds']:.0f}" for k, v in found.items())
            print(f"round {i}: {', '.join(told)}", flush=True)
            if rounds and time.monotonic() - start > args.seconds:
                break
    rows = rows_of(rounds)
    for row in rows:
        print(json.dumps(row))
    from numba import cuda

    name = "template_launch" if cuda.is_available() else "template_launch_cpu"
    text = json.dumps({"benchmark": name, "machine": machine(), "rows": rows}, indent=1)
    (HERE / "results" / f"{name}.json").write_text(text + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
