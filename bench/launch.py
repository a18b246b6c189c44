"""The benchmark `launch` of run.py: kernels that use bindings against plain ones.

Rounds of fresh processes (first_launch.py): each measures one case and every round begins with a plain one,
the rival of all others of its round. A round before them, with an empty cache folder, fills the cache. Cases
that take something out of the cache have a cache of their own, else they would take it from all others.
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
CPU = bool(os.environ.get("BENCH_CPU"))
MODULES = {"cuda_bf16.h": "bf16", "curand_kernel.h": "curand", "cooperative_groups.h": "groups"}
Row = dict[str, Any]
Times = dict[str, float]


WARM, COLD, CACHED = 15.0, 30.0, 8.0  # ms that a first launch may take above a plain kernel's


@dataclass(frozen=True)
class Case:
    """One kind of process: its name, what follows first_launch.py, and `anew`: what is taken out of its cache
    before ("" nothing, "*" all). `limit`: ms above the rival; NVRTC's own time is no part of that.
    """

    name: str
    library: str
    kind: str
    how: tuple[str, ...] = ()
    anew: str = ""
    limit: float | None = None

    @property
    def cache(self) -> str:
        """The name of its cache folder."""
        return "cache" if not self.anew else "cache-" + "".join(c for c in self.name if c.isalnum())


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


def cases(folder: Path, dynamic: bool, gpu: bool) -> list[Case]:
    """All cases; `dynamic`: also loads, which need libclang; `gpu`: also numba-cuda's kept kernels."""
    found = [Case("plain", "-", "plain"), Case("plain, of curand's shape", "-", "plain curand")]
    for header, kind in MODULES.items():
        found.append(Case(header, str(folder / f"{header.split('.')[0]}.py"), kind, limit=WARM))
    for form, end in (("", ".py"), (", loaded", ".cuh")):
        for n in SIZES if dynamic or not form else ():
            library = str(folder / f"functions{n}{end}")
            found.append(Case(f"{n} functions{form}", library, "functions", limit=WARM))
            found.append(Case(f"{n} functions{form}, cold", library, "functions", (), "*", COLD))
    curand = str(folder / "curand_kernel.py")
    found.append(Case("curand_kernel.h, not linked yet", curand, "curand", anew="linked-*"))
    found.append(Case("nvJitLink alone, plain", "-", "plain", ("link",)))
    found.append(Case("nvJitLink alone, curand_kernel.h", curand, "curand", ("link",)))
    if gpu:
        bf16 = str(folder / "cuda_bf16.py")
        loaded = str(folder / "functions5000.cuh" if dynamic else folder / "functions5000.py")
        found.append(Case("plain, cache=True", "-", "plain", ("cached",)))
        found.append(Case("cuda_bf16.h, cache=True", bf16, "bf16", ("cached",), limit=CACHED))
        found.append(Case("5000 functions, cache=True", loaded, "functions", ("cached",), limit=CACHED))
    return found


def taken(case: Case, folder: Path, env: dict[str, str]) -> Times:
    """The times of one process, in seconds."""
    cache = folder / case.cache
    if case.anew == "*":
        shutil.rmtree(cache, ignore_errors=True)
    elif case.anew:
        for entry in cache.rglob(case.anew):
            entry.unlink()
    command = [sys.executable, str(HERE / "first_launch.py"), case.library, case.kind, *case.how]
    env = {**env, "NUMBAST_CACHE_DIR": str(cache)}
    done = subprocess.run(command, capture_output=True, text=True, env=env, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"
    found: Times = json.loads(done.stdout.splitlines()[-1])
    return found


def middle(values: Sequence[float]) -> float:
    """The median, in milliseconds; of CPU times, which others' work only adds to, the least."""
    return round((min if CPU else statistics.median)(values) * 1e3, 2)


def rows_of(case: Case, rival: Case, cold: dict[str, Times], rounds: list[dict[str, Times]]) -> list[Row]:
    """A row for each of a case's times, against the rival's of the same rounds; the difference is without
    NVRTC's own time.
    """
    rows = []
    for what in ("first", "second", "link"):
        if what not in cold[case.name]:
            continue
        ours = [times[case.name][what] for times in rounds]
        theirs = [times[rival.name][what] for times in rounds]
        apart = [times[case.name].get(f"{what}_nvrtc", 0.0) for times in rounds]
        over = [a - b - nvrtc for a, b, nvrtc in zip(ours, theirs, apart, strict=True)]
        row: Row = {
            "name": f"{case.name}: {what}",
            "rival": rival.name,
            "ours_ms": middle(ours),
            "rival_ms": middle(theirs),
            "ratio": round(middle(ours) / middle(theirs), 3),
            "difference_ms": round(middle(ours) - middle(apart) - middle(theirs), 2) if CPU else middle(over),
            "pairs": len(rounds),
        }
        if what == "first":
            first = cold[case.name]
            row["open_ms"] = middle([times[case.name]["open"] for times in rounds])
            row["cold_ms"] = middle([first["first"]])
            row["cold_open_ms"] = middle([first["open"]])
            row["nvrtc_ms"] = middle([first["nvrtc"]])
            if case.limit is not None:
                row["limit_ms"] = case.limit
                row["is_met"] = row["difference_ms"] <= case.limit
        rows.append(row)
    return rows


def rival_of(case: Case, all_cases: list[Case]) -> Case:
    """The plain case to compare with: of the same kind of process, and of the kernel's shape."""
    plain = [other for other in all_cases if other.how == case.how]
    shaped = (other for other in plain if other.kind == f"plain {case.kind}")
    return next(shaped, None) or next(other for other in plain if other.kind == "plain")


def bench_launch(
    count: int, folder: Path, env: dict[str, str], dynamic: bool, gpu: bool, only: str
) -> list[Row]:
    """First launches: a module's or a loaded library's first kernel and its second one; of cases whose name
    has `only` in it.
    """
    shutil.rmtree(folder / "numba", ignore_errors=True)
    env = {**env, "NUMBA_CACHE_DIR": str(folder / "numba")}
    write_headers(folder)
    chosen = [c for c in cases(folder, dynamic, gpu) if c.kind.startswith("plain") or only in c.name]
    for case in chosen:
        shutil.rmtree(folder / case.cache, ignore_errors=True)
    cold = {case.name: taken(case, folder, env) for case in chosen}
    rounds = [{case.name: taken(case, folder, env) for case in chosen} for _ in range(count)]
    return [
        row
        for case in chosen
        if case.kind != "plain"
        for row in rows_of(case, rival_of(case, chosen), cold, rounds)
    ]
