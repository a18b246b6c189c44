"""Where CUDA's headers are, in wheels, conda and toolkits, and which version they are.

cuda-pathfinder finds the runtime's headers; what else is needed must be of the same
installation, since headers of two CUDA versions do not mix. Three layouts exist:

  toolkit, conda      one include folder, with CCCL in it (CUDA 12) or in its `cccl` (13)
  wheels of CUDA 13   nvidia/cu13/include, the same
  wheels of CUDA 12   one folder a component: nvidia/{cuda_runtime,cuda_nvcc,...}/include
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .errors import EnvironmentProblem
from .runtime.headers import companions, cuda_folders, is_complete

__all__ = [
    "CudaHeaders",
    "cuda_include_dirs",
    "find_cuda_headers",
    "is_cuda_dir",
    "is_package_dir",
    "version_file",
]

HINT = "install them with: pip install 'numba-cuda[cu13]' nvidia-cuda-crt"
# Libraries with wheels of their own, apart from CUDA's.
VENDOR_WHEELS = ("nccl", "nvshmem", "mathdx", "cutensor", "cusparselt", "cudnn", "cufftdx", "cublasdx")
RUNTIME = "cuda_runtime.h"
CRT = os.path.join("crt", "host_defines.h")


@dataclass(frozen=True)
class CudaHeaders:
    """`include_dirs`: in the order clang searches them. `version`: "13.0", from cuda.h."""

    include_dirs: tuple[str, ...]
    version: str


def find_cuda_headers(before: Sequence[str] = ()) -> CudaHeaders:
    """CUDA's include folders. `before`: folders that are searched first (a whole toolkit may be there).

    EnvironmentProblem when the headers are missing or not complete.
    """
    dirs = cuda_include_dirs(before)
    return CudaHeaders(dirs, _version([*before, *dirs]))


def cuda_include_dirs(before: Sequence[str] = ()) -> tuple[str, ...]:
    """The folders alone, without a look at what is in the headers. EnvironmentProblem as above."""
    own = [d for d in before if os.path.isfile(os.path.join(d, RUNTIME))]
    core = [own[0], *_cccl(own[0])] if own else cuda_folders()
    if not core:
        raise EnvironmentProblem("no CUDA headers were found", "CUDA headers", HINT)
    dirs = [*core[:1], *_siblings(core), *core[1:]]
    if not is_complete(dirs):
        raise EnvironmentProblem(
            f"the CUDA headers in '{core[0]}' lack {CRT}",
            "nvidia-cuda-crt",
            "install it with: pip install nvidia-cuda-crt",
        )
    return tuple(dict.fromkeys(dirs))


def is_cuda_dir(path: str) -> bool:
    """Whether an include folder is CUDA's (a toolkit's, a wheel's) and not the user's own."""
    parts = os.path.realpath(path).split(os.sep)
    in_wheel = "nvidia" in parts and "site-packages" in parts[: parts.index("nvidia")]
    return in_wheel or os.path.isfile(os.path.join(path, RUNTIME)) or parts[-1] == "cccl"


def is_package_dir(path: str) -> bool:
    """Whether an include folder is of an installed Python package."""
    parts = os.path.realpath(path).split(os.sep)
    return "site-packages" in parts or "dist-packages" in parts


def _cccl(root: str) -> list[str]:
    folder = os.path.join(root, "cccl")
    return [folder] if os.path.isdir(folder) else []


def _siblings(core: Sequence[str]) -> list[str]:
    """Include folders of the other wheels beside `core`'s; of CUDA itself only when it has one folder a
    component."""
    nvidia = os.path.dirname(os.path.dirname(core[0]))
    if os.path.basename(nvidia) != "nvidia":
        return []
    one_a_component = not os.path.isfile(os.path.join(core[0], CRT))
    found = []
    for name in sorted(os.listdir(nvidia)):
        include = os.path.join(nvidia, name, "include")
        if include in core or not os.path.isdir(include) or re.fullmatch(r"cu\d+", name):
            continue
        if one_a_component or name in VENDOR_WHEELS:
            found += [include, *companions(include)]
    return found


def _first_with(dirs: Iterable[str], name: str) -> str | None:
    for folder in dirs:
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            return path
    return None


_VERSION_FILES = (("cuda.h", "CUDA_VERSION"), ("cuda_runtime_api.h", "CUDART_VERSION"))


def version_file(dirs: Sequence[str]) -> str:
    """The header that says the version; "" when there is none."""
    return next((path for name, _ in _VERSION_FILES if (path := _first_with(dirs, name))), "")


def _version(dirs: Sequence[str]) -> str:
    """CUDA_VERSION or CUDART_VERSION of the first header that says it."""
    for name, macro in _VERSION_FILES:
        path = _first_with(dirs, name)
        if path is None:
            continue
        with open(path, encoding="utf-8", errors="replace") as f:
            found = re.search(rf"^\s*#\s*define\s+{macro}\s+(\d+)", f.read(), re.M)
        if found:
            number = int(found.group(1))
            return f"{number // 1000}.{number % 1000 // 10}"
    raise EnvironmentProblem("the CUDA headers do not tell their version (cuda.h)", "cuda.h", HINT)
