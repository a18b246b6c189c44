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

__all__ = ["CudaHeaders", "find_cuda_headers", "is_cuda_dir"]

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
    own = [d for d in before if os.path.isfile(os.path.join(d, RUNTIME))]
    root = own[0] if own else _runtime_dir()
    dirs = _with_components(root)
    if not _first_with(dirs, CRT):
        raise EnvironmentProblem(
            f"the CUDA headers in '{root}' lack {CRT}",
            "nvidia-cuda-crt",
            "install it with: pip install nvidia-cuda-crt",
        )
    return CudaHeaders(tuple(dirs), _version([*before, *dirs]))


def is_cuda_dir(path: str) -> bool:
    """Whether an include folder is CUDA's (a toolkit's, a wheel's) and not the user's own."""
    parts = os.path.realpath(path).split(os.sep)
    in_wheel = "nvidia" in parts and "site-packages" in parts[: parts.index("nvidia")]
    return in_wheel or os.path.isfile(os.path.join(path, RUNTIME)) or parts[-1] == "cccl"


def _runtime_dir() -> str:
    try:
        from cuda.pathfinder import find_nvidia_header_directory
    except ImportError:
        raise EnvironmentProblem(
            "no CUDA headers were found (cuda-pathfinder is not installed)", "CUDA headers", HINT
        ) from None
    found = find_nvidia_header_directory("cudart")
    if found is None:
        raise EnvironmentProblem("no CUDA headers were found", "CUDA headers", HINT)
    return str(found)


def _with_components(root: str) -> list[str]:
    """`root`, CCCL, and what its siblings in the same wheel layout add."""
    dirs = [root]
    nvidia = os.path.dirname(os.path.dirname(root))
    in_wheels = os.path.basename(nvidia) == "nvidia"
    if in_wheels:
        one_a_component = not os.path.isfile(os.path.join(root, CRT))
        dirs += _siblings(nvidia, root, one_a_component)
    dirs += [d for d in (os.path.join(root, "cccl"),) if os.path.isdir(d)]
    return dirs


def _siblings(nvidia: str, root: str, one_a_component: bool) -> list[str]:
    """Include folders of the other wheels; of CUDA itself only when it has one folder a component."""
    found = []
    for name in sorted(os.listdir(nvidia)):
        include = os.path.join(nvidia, name, "include")
        if include == root or not os.path.isdir(include) or re.fullmatch(r"cu\d+", name):
            continue
        if one_a_component or name in VENDOR_WHEELS:
            found.append(include)
    return found


def _first_with(dirs: Iterable[str], name: str) -> str | None:
    for folder in dirs:
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            return path
    return None


def _version(dirs: Sequence[str]) -> str:
    """CUDA_VERSION or CUDART_VERSION of the first header that says it."""
    for name, macro in (("cuda.h", "CUDA_VERSION"), ("cuda_runtime_api.h", "CUDART_VERSION")):
        path = _first_with(dirs, name)
        if path is None:
            continue
        with open(path, encoding="utf-8", errors="replace") as f:
            found = re.search(rf"^\s*#\s*define\s+{macro}\s+(\d+)", f.read(), re.M)
        if found:
            number = int(found.group(1))
            return f"{number // 1000}.{number % 1000 // 10}"
    raise EnvironmentProblem("the CUDA headers do not tell their version (cuda.h)", "cuda.h", HINT)
