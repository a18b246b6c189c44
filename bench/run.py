#!/usr/bin/env python3
"""Takes the project's figures and prints them.

    run.py [parse | generate | import | launch | prepare]...   (no word: all that this machine can do)

Times are medians of interleaved pairs in one run (ours, rival, ours, rival,
...), each a process of its own. Results also go to bench/results/*.json. `prepare`
writes the modules that `launch` needs, for a machine without libclang: there
`--modules FOLDER` names them. See README.md for what each figure means.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from launch import MODULES, bench_launch, write_headers

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
HEADERS = ("cuda_fp16.h", "cuda_bf16.h", "cuda_fp8.h", "cuda_fp6.h", "cuda_fp4.h", "cuComplex.h")
HEADERS += ("vector_functions.h", "curand_kernel.h")
# What a row may say besides.
MORE = ("open_ms", "cold_ms", "cold_open_ms", "nvrtc_ms", "bytes", "limit_ms", "is_met")
Row = dict[str, Any]
CPU = bool(os.environ.get("BENCH_CPU"))  # CPU times, which others' work only adds to, and the least of each


# ---- measuring ---------------------------------------------------------------


def wall(command: Sequence[str], env: dict[str, str] | None = None) -> Callable[[], float]:
    """A measurement: the wall time of a whole process, which must succeed; with BENCH_CPU its CPU time."""

    def clock() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime if CPU else time.perf_counter()

    def measure() -> float:
        start = clock()
        done = subprocess.run(command, capture_output=True, text=True, env=env, check=False)
        seconds = clock() - start
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"
        return seconds

    return measure


def from_nothing(command: Sequence[str], folder: Path) -> Callable[[], float]:
    """A measurement: the wall time of a process whose cache folder is empty."""
    kept = folder / "nothing"

    def measure() -> float:
        shutil.rmtree(kept, ignore_errors=True)
        return wall(command, environment(NUMBAST_CACHE_DIR=str(kept)))()

    return measure


def printed(command: Sequence[str], env: dict[str, str] | None = None) -> Callable[[], float]:
    """A measurement: the number that a process prints last."""

    def measure() -> float:
        done = subprocess.run(command, capture_output=True, text=True, env=env, check=False)
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"
        return float(done.stdout.split()[-1])

    return measure


def pairs(
    name: str, ours: Callable[[], float], rival: Callable[[], float], count: int, rival_name: str
) -> Row:
    """Medians of `count` interleaved pairs, in milliseconds; the first pair warms up and is not counted."""
    ours(), rival()
    both = [(ours(), rival()) for _ in range(count)]
    middle: Callable[[list[float]], float] = min if CPU else statistics.median
    mine = middle([a for a, _ in both]) * 1e3
    theirs = middle([b for _, b in both]) * 1e3
    return {
        "name": name,
        "rival": rival_name,
        "ours_ms": round(mine, 2),
        "rival_ms": round(theirs, 2),
        "ratio": round(mine / theirs, 3),
        "difference_ms": round(mine - theirs, 2),
        "pairs": count,
    }


def environment(**more: str) -> dict[str, str]:
    """The environment of a measured process: the package from the source tree when it was built there."""
    found = dict(os.environ)
    found.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed package has its bytecode
    if (ROOT / "python" / "numbast" / "_core.abi3.so").exists():
        found["PYTHONPATH"] = os.pathsep.join(
            filter(None, [str(ROOT / "python"), found.get("PYTHONPATH", "")])
        )
    return {**found, **more}


def numbast(*words: str) -> list[str]:
    """The command line of the tool."""
    return [sys.executable, "-m", "numbast", *words]


# ---- the benchmarks ------------------------------------------------------------


def libclang_alone(header: str, folder: Path) -> list[str]:
    """The command that parses a header with libclang and nothing else."""
    sys.path.insert(0, str(ROOT / "python"))
    from numbast.command_line import clang_arguments
    from numbast.cuda_headers import find_cuda_headers
    from numbast.libclang import find_libclang

    program = folder / "libclang_parse"
    if not program.exists():
        source = HERE / "libclang_parse.c"
        subprocess.run(["gcc", "-O1", "-w", str(source), "-o", str(program), "-ldl"], check=True)
    libclang = find_libclang()
    arguments = clang_arguments(libclang, find_cuda_headers(()), "sm_90", "c++17", (), ())
    return [str(program), libclang.path, header, *arguments]


def bench_parse(count: int, folder: Path) -> list[Row]:
    """Whole processes that parse: `numbast inspect` against libclang."""
    rows = []
    for header in HEADERS:
        rival = wall(libclang_alone(header, folder))
        ours = wall(numbast("inspect", header), environment())
        rows.append(pairs(f"inspect {header}", ours, rival, count, "libclang's parse"))
    return rows


def bench_generate(count: int, folder: Path) -> list[Row]:
    """Whole processes that generate, NVRTC's check apart, against libclang's parse; and the help text."""
    env = environment()
    rows = []
    for header in HEADERS:
        out = str(folder / f"{header.split('.')[0]}.py")
        ours = wall(numbast("generate", header, "-o", out, "-q", "--no-nvrtc-check"), env)
        rows.append(
            pairs(f"generate {header}", ours, wall(libclang_alone(header, folder)), count, "libclang's parse")
        )
    out = str(folder / "first.py")
    first = from_nothing(numbast("generate", "cuda_bf16.h", "-o", out, "-q", "--no-nvrtc-check"), folder)
    rival = wall(libclang_alone("cuda_bf16.h", folder))
    rows.append(pairs("generate cuda_bf16.h, empty cache folder", first, rival, count, "libclang's parse"))
    out = str(folder / "checked.py")
    checked = wall(numbast("generate", "cuda_bf16.h", "-o", out, "-q"), env)
    rows.append(pairs("generate cuda_bf16.h with NVRTC's check", checked, rival, count, "libclang's parse"))
    empty = wall([sys.executable, "-c", "pass"])
    rows.append(
        pairs("numbast --help", wall(numbast("--help"), env), empty, count, "an empty Python process")
    )
    return rows


IMPORT = """
import sys, time
import numba.cuda
sys.path.insert(0, sys.argv[1])
start = time.perf_counter()
__import__(sys.argv[2])
print(time.perf_counter() - start)
"""


def bench_import(count: int, folder: Path) -> list[Row]:
    """The import statement in a fresh process, after numba.cuda; the rival is numba-cuda's bf16."""
    script = folder / "take_import.py"
    script.write_text(IMPORT)
    rows = []
    rival = printed([sys.executable, str(script), str(folder), "numba.cuda._internal.cuda_bf16"])
    for header in HEADERS:
        name = header.split(".")[0]
        subprocess.run(
            numbast("generate", header, "-o", str(folder / f"{name}.py"), "-q"), env=environment(), check=True
        )
        ours = printed([sys.executable, str(script), str(folder), name])
        row = pairs(f"import {name}", ours, rival, count, "numba-cuda's own bf16 module")
        rows.append({**row, "bytes": (folder / f"{name}.py").stat().st_size})
    return rows


def prepare(folder: Path, include_dir: str = "") -> None:
    """Writes the modules of `launch`; `include_dir`: of the CUDA to generate from."""
    more = ["-I", include_dir] if include_dir else []
    folder.mkdir(parents=True, exist_ok=True)
    for header in (*MODULES, *map(str, write_headers(folder))):
        out = folder / f"{Path(header).stem}.py"
        subprocess.run(
            numbast("generate", header, "-o", str(out), "-q", *more), env=environment(), check=True
        )


def has_libclang() -> bool:
    """Whether headers can be loaded here."""
    command = [sys.executable, "-c", "from numbast.libclang import find_libclang as f; f()"]
    return subprocess.run(command, env=environment(), capture_output=True, check=False).returncode == 0


def launches(count: int, folder: Path, only: str = "") -> list[Row]:
    """The benchmark of launch.py."""
    return bench_launch(count, folder, environment(), has_libclang(), machine()["gpu"] != "none", only)


# ---- results -------------------------------------------------------------------


def machine() -> Row:
    """What the figures were taken on."""
    found: Row = {"cpu": platform.machine(), "cores": os.cpu_count(), "python": platform.python_version()}
    try:
        text = Path("/proc/cpuinfo").read_text()
        found["cpu"] = next(
            line.split(":")[1].strip() for line in text.splitlines() if line.startswith("model name")
        )
    except (OSError, StopIteration):
        pass
    from importlib.metadata import PackageNotFoundError, version

    for package in ("numba-cuda", "numba", "libclang-ng", "nvidia-cuda-nvrtc", "nvidia-nvjitlink"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    query = ["nvidia-smi", "--query-gpu=name,driver_version", "--format=csv,noheader"]
    try:
        found["gpu"] = subprocess.run(query, capture_output=True, text=True, check=True).stdout.splitlines()[
            0
        ]
    except (OSError, subprocess.CalledProcessError, IndexError):
        found["gpu"] = "none"
    return found


def show(rows: list[Row]) -> None:
    """A table for people."""
    print(f"{'':44}{'ours':>10}{'rival':>10}{'ratio':>8}{'diff':>9}  ms, against")
    for row in rows:
        line = f"{row['name']:44}{row['ours_ms']:10.1f}{row['rival_ms']:10.1f}{row['ratio']:8.2f}"
        more = "".join(f", {k} {row[k]}" for k in MORE if k in row)
        print(f"{line}{row['difference_ms']:+9.1f}  {row['rival']}{more}")


BENCHES = {"parse": bench_parse, "generate": bench_generate, "import": bench_import, "launch": launches}


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("what", nargs="*", choices=[*BENCHES, "prepare", []], help="which figures")
    parser.add_argument("--pairs", type=int, default=9, help="interleaved pairs (9)")
    parser.add_argument("--include-dir", default="", metavar="FOLDER", help="CUDA's, for `prepare`")
    parser.add_argument("--only", default="", metavar="TEXT", help="cases of `launch` with it in their name")
    parser.add_argument("--modules", metavar="FOLDER", help="modules that `prepare` wrote")
    parser.add_argument(
        "--output", default=str(HERE / "results"), metavar="FOLDER", help="where the JSON goes"
    )
    args = parser.parse_args()
    chosen = args.what or [b for b in BENCHES if b != "launch" or machine()["gpu"] != "none"]
    with tempfile.TemporaryDirectory(prefix="numbast-bench-") as temporary:
        folder = Path(temporary)
        for name in chosen:
            if name == "prepare":
                prepare(Path(args.modules or "bench-modules"), args.include_dir)
                continue
            if name == "launch" and args.modules:
                folder = Path(args.modules)
            elif name == "launch":
                prepare(folder)
            rows = (
                launches(args.pairs, folder, args.only)
                if name == "launch"
                else BENCHES[name](args.pairs, folder)
            )
            print(f"\n{name}")
            show(rows)
            Path(args.output).mkdir(parents=True, exist_ok=True)
            result = {"benchmark": name, "machine": machine(), "rows": rows}
            (Path(args.output) / f"{name}.json").write_text(json.dumps(result, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
