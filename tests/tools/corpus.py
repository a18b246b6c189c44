"""The corpus: headers of libraries that people bind, what they must give, and what they gave.

The eight headers that the project answers for are in tools.modules; these are the others. Which of them a
machine has depends on its packages: those of CUDA's own wheels are always there, NCCL, nvshmem, MathDx and
CUTLASS have wheels of their own, and $NUMBAST_CORPUS_INCLUDE names an include folder with `glm`, `eigen3` and
`nanovdb` (Debian: libglm-dev, libeigen3-dev, libnanovdb-dev) where that is not /usr/include.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import Any

from numbast.errors import EnvironmentProblem, HeaderError
from numbast.header_search import find_headers
from numbast.options import Options, options_from

SAMPLE = 300  # shims of a library whose shims are compiled alone
INCLUDE = os.environ.get("NUMBAST_CORPUS_INCLUDE", "/usr/include")


@dataclass(frozen=True)
class Library:
    """One header. `least`: the share of the declared callables that must be bound, of those that need no
    lvalue. `templates`, `records`, `values`: how many of each must be there at least.
    """

    header: str
    package: str  # where it is from
    least: float = 0.95
    templates: int = 0
    records: int = 0
    values: int = 0  # enumerations and constants
    is_quick: bool = False
    folder: str = ""  # below INCLUDE

    def options(self) -> Options:
        """Without any of a user's but where it is."""
        return options_from({"include_dirs": [os.path.join(INCLUDE, self.folder)]} if self.folder else {})

    def is_here(self) -> bool:
        if self.folder:
            return os.path.exists(os.path.join(INCLUDE, self.folder, self.header))
        try:
            find_headers([self.header], self.options())
        except (HeaderError, EnvironmentProblem, ValueError):
            return False
        return True


CCCL, RUNTIME = "nvidia-cuda-cccl", "nvidia-cuda-runtime"
CORPUS = (
    Library("cooperative_groups.h", RUNTIME, templates=20, records=4, is_quick=True),
    Library("cuda/atomic", CCCL, templates=100, values=1, is_quick=True),
    Library("cuda/std/complex", CCCL, templates=60, records=4, is_quick=True),
    Library("cuda/std/array", CCCL, templates=10, is_quick=True),
    Library("cub/block/block_scan.cuh", CCCL, templates=1, values=1, is_quick=True),
    Library("cub/cub.cuh", CCCL, templates=200, records=50, values=10),
    Library("mma.h", "nvidia-cuda-crt", templates=4, records=50, values=1, is_quick=True),
    Library("cuda_pipeline.h", RUNTIME, templates=10, records=1, is_quick=True),
    Library("cuda_awbarrier.h", RUNTIME, templates=1, records=2, is_quick=True),
    Library("texture_indirect_functions.h", RUNTIME, templates=50, records=20, is_quick=True),
    Library("nccl_device.h", "nvidia-nccl-cu13", 0.98, templates=100, records=40, values=10),
    Library("nvshmem.h", "nvidia-nvshmem-cu13", 0.98, templates=100, records=40, values=20),
    Library("curanddx.hpp", "nvidia-mathdx", templates=30, records=3, values=3),
    Library("cufftdx.hpp", "nvidia-mathdx", templates=40, records=3, values=4),
    Library("cute/tensor.hpp", "nvidia-cutlass", templates=1000, records=500, values=5),
    Library("glm/glm.hpp", "Debian: libglm-dev", templates=300, values=50, folder="."),
    Library("Eigen/Core", "Debian: libeigen3-dev", templates=200, records=20, values=20, folder="eigen3"),
    Library("nanovdb/NanoVDB.h", "Debian: libnanovdb-dev", templates=80, records=20, values=3, folder="."),
)


def measured(library: Library) -> dict[str, Any]:
    """What becomes of one library in this environment, NVRTC asked."""
    from numbast import making, nvrtc_check

    nvrtc_check.SAMPLE = SAMPLE
    start = time.perf_counter()
    made = making.make([library.header], library.options(), "module")
    seconds = time.perf_counter() - start
    report, counts = made.report, made.report.counts
    needed = counts["declared_callables"] - counts["needs_lvalue"]
    absent = [e for e in report.skipped if e.is_declared]
    missing = [e for e in absent if not e.needs_lvalue]
    kinds: dict[str, int] = {}
    for e in report.entries:
        if e.fate != "skipped":
            kinds[e.kind] = kinds.get(e.kind, 0) + 1
    templates = [e for e in report.entries if e.kind == "template"]
    return {
        "header": library.header,
        "package": library.package,
        "cuda": made.parsed.cuda.version,
        "nvrtc": made.nvrtc.text(),
        "declared": counts["declared_callables"],
        "lvalue": counts["needs_lvalue"],
        "lvalue_bound": counts["needs_lvalue"] - (len(absent) - len(missing)),
        "needed": needed,
        "bound": needed - len(missing),
        "opaque": len(report.opaque),
        "templates": counts["templates"],
        "with_parameters": sum("<" in e.signature for e in templates),
        "records": kinds.get("record", 0),
        "values": kinds.get("enum", 0) + kinds.get("constant", 0) + kinds.get("macro", 0),
        "units": counts["units"],
        "rows": counts["rows"],
        "by_reason": report.by_reason,
        "table": len(made.parsed.session.text("table").encode()),
        "seconds": {**made.seconds, "all": seconds},
        "missing": [[e.signature or e.name, e.reason] for e in missing],
    }


def shortcomings(library: Library, found: dict[str, Any]) -> list[str]:
    """Where a measurement is below what must be there."""
    problems = []
    if found["bound"] < library.least * found["needed"]:
        missing = [f"{name}: {why}" for name, why in found["missing"][:20]]
        problems.append(f"{found['bound']} of {found['needed']} callables are bound\n" + "\n".join(missing))
    for what in ("templates", "records", "values"):
        if found[what] < getattr(library, what):
            problems.append(f"{found[what]} {what}, expected {getattr(library, what)} or more")
    if found["with_parameters"] < found["templates"]:
        problems.append(
            f"{found['templates'] - found['with_parameters']} templates are listed without parameters"
        )
    return problems
