"""The benchmark `launch` of run.py: kernels that use bindings against plain ones, on a GPU.

Rounds of fresh processes (first_launch.py): each measures one case and every round begins with a plain one,
the rival of all others of its round. A round before them, with an empty cache folder, gives the cold figures
and fills the cache.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SIZES = (1, 100, 1000, 5000)
MODULES = {"cuda_bf16.h": "bf16", "curand_kernel.h": "curand", "cooperative_groups.h": "groups"}
Row = dict[str, Any]
Times = dict[str, float]


@dataclass(frozen=True)
class Case:
    """One kind of process: its name, what follows first_launch.py, and `anew`: what is taken out of the cache
    before.
    """

    name: str
    library: str
    kind: str
    how: tuple[str, ...] = ()
    anew: str = ""


def header_text(size: int) -> str:
    """A header of so many functions."""
    lines = (
        f"__device__ inline float f{i}(float x) {{ return x * {i + 1}.0f + {i % 7}.5f; }}\n"
        for i in range(size)
    )
    return "".join(lines)


def write_headers(folder: Path) -> list[Path]:
    """The headers of N functions, old enough for what is made of them to be kept."""
    found = []
    for size in SIZES:
        path = folder / f"functions{size}.cuh"
        path.write_text(header_text(size))
        os.utime(path, (1_700_000_000, 1_700_000_000))
        found.append(path)
    return found


def cases(folder: Path, dynamic: bool) -> list[Case]:
    """All cases; `dynamic`: also loads, which need libclang."""
    found = [Case("plain", "-", "plain")]
    for header, kind in MODULES.items():
        found.append(Case(header, str(folder / f"{header.split('.')[0]}.py"), kind))
    found += [Case(f"{n} functions", str(folder / f"functions{n}.py"), "functions") for n in SIZES]
    curand = str(folder / "curand_kernel.py")
    found.append(Case("curand_kernel.h, not linked yet", curand, "curand", anew="linked"))
    found.append(Case("nvJitLink alone, plain", "-", "plain", ("link",)))
    found.append(Case("nvJitLink alone, curand_kernel.h", curand, "curand", ("link",)))
    if dynamic:
        found += [
            Case(f"{n} functions, loaded", str(folder / f"functions{n}.cuh"), "functions") for n in SIZES
        ]
    found.append(Case("plain, cache=True", "-", "plain", ("cached",)))
    found.append(Case("cuda_bf16.h, cache=True", str(folder / "cuda_bf16.py"), "bf16", ("cached",)))
    loaded = str(folder / "functions5000.cuh" if dynamic else folder / "functions5000.py")
    found.append(Case("5000 functions, cache=True", loaded, "functions", ("cached",)))
    return found


def taken(case: Case, folder: Path, env: dict[str, str]) -> Times:
    """The times of one process, in seconds."""
    if case.anew:
        for entry in (folder / "cache").rglob(f"{case.anew}-*"):
            entry.unlink()
    command = [sys.executable, str(HERE / "first_launch.py"), case.library, case.kind, *case.how]
    done = subprocess.run(command, capture_output=True, text=True, env=env, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"
    found: Times = json.loads(done.stdout.splitlines()[-1])
    return found


def middle(values: Sequence[float]) -> float:
    """The median, in milliseconds."""
    return round(statistics.median(values) * 1e3, 2)


def rows_of(case: Case, rival: Case, cold: dict[str, Times], rounds: list[dict[str, Times]]) -> list[Row]:
    """A row for each of a case's times, against the rival's of the same rounds."""
    rows = []
    for what in ("first", "second", "link"):
        if what not in cold[case.name]:
            continue
        ours = [times[case.name][what] for times in rounds]
        theirs = [times[rival.name][what] for times in rounds]
        over = [a - b for a, b in zip(ours, theirs, strict=True)]
        row: Row = {
            "name": f"{case.name}: {what}",
            "rival": rival.name,
            "ours_ms": middle(ours),
            "rival_ms": middle(theirs),
            "ratio": round(middle(ours) / middle(theirs), 3),
            "difference_ms": middle(over),
            "pairs": len(rounds),
        }
        if what == "first":
            first = cold[case.name]
            row["open_ms"] = middle([times[case.name]["open"] for times in rounds])
            row["cold_ms"] = middle([first["first"]])
            row["cold_open_ms"] = middle([first["open"]])
            row["nvrtc_ms"] = middle([first["nvrtc"]])
        rows.append(row)
    return rows


def rival_of(case: Case, all_cases: list[Case]) -> Case:
    """The plain case to compare with: of the same kind of process."""
    return next(other for other in all_cases if other.kind == "plain" and other.how == case.how)


def bench_launch(count: int, folder: Path, env: dict[str, str], dynamic: bool) -> list[Row]:
    """First launches, warm: a module's or a loaded library's first kernel and its second one."""
    shutil.rmtree(folder / "cache", ignore_errors=True)
    shutil.rmtree(folder / "numba", ignore_errors=True)
    env = {**env, "NUMBAST_CACHE_DIR": str(folder / "cache"), "NUMBA_CACHE_DIR": str(folder / "numba")}
    write_headers(folder)
    chosen = cases(folder, dynamic)
    cold = {case.name: taken(case, folder, env) for case in chosen}
    rounds = [{case.name: taken(case, folder, env) for case in chosen} for _ in range(count)]
    return [
        row
        for case in chosen
        if case.kind != "plain"
        for row in rows_of(case, rival_of(case, chosen), cold, rounds)
    ]
