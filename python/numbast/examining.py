"""What numbast needs on a machine, whether it is there, where, which version, and what to do when it is not.

Each check looks by the same functions that the work itself uses, so what is shown here is what will be used.
A check never fails: what it meets is what it says.
"""

from __future__ import annotations

import importlib.metadata
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from ._version import __version__
from .errors import NumbastError

__all__ = ["Finding", "doctor", "doctor_text"]

OK, MISSING, WRONG, ABSENT = "ok", "missing", "wrong", "absent"
# Headers that tell a component apart, and the wheel that brings them (CUDA 13's name).
COMPONENTS = (
    ("CUDA runtime headers", "cuda_runtime.h", "numba-cuda[cu13]", True),
    ("CUDA crt headers", "crt/host_defines.h", "nvidia-cuda-crt", True),
    ("CCCL headers", "cuda/std/type_traits", "nvidia-cuda-cccl", True),
    ("cuRAND headers", "curand_kernel.h", "nvidia-curand", False),
    ("NCCL headers", "nccl_device.h", "nvidia-nccl-cu13", False),
    ("nvshmem headers", "nvshmem.h", "nvidia-nvshmem-cu13", False),
    ("MathDx headers", "cufftdx.hpp", "nvidia-mathdx", False),
    ("CUTLASS headers", "cute/tensor.hpp", "nvidia-cutlass", False),
)
PACKAGES = (("numba-cuda", (0, 28)), ("numba", (0, 60)), ("numpy", (1, 22)))
NUMPY_LIMIT = (2, 5)


@dataclass(frozen=True)
class Finding:
    """One thing. `state`: "ok", "missing" (needed), "wrong" (there, but it will not do), "absent" (not
    needed)."""

    what: str
    state: str
    version: str = ""
    place: str = ""
    hint: str = ""  #: what to do about it

    @property
    def is_good(self) -> bool:
        """Whether there is nothing to do about it."""
        return self.state in (OK, ABSENT)


def doctor() -> list[Finding]:
    """All findings, in the order in which the work needs the things."""
    checks: tuple[Callable[[], Iterator[Finding]], ...] = (
        _numbast,
        _packages,
        _libclang,
        _cuda_headers,
        _cxx_library,
        _nvrtc,
        _nvjitlink,
        _gpu,
        _cache,
    )
    found: list[Finding] = []
    for check in checks:
        try:
            found += check()
        except (NumbastError, ImportError, OSError, RuntimeError, ValueError) as e:
            hint = getattr(e, "hint", "")
            found.append(
                Finding(check.__name__.strip("_").replace("_", " "), MISSING, hint=f"{e}. {hint}".strip())
            )
    return found


def doctor_text(findings: list[Finding]) -> str:
    """For people: a line each, what to do below it."""
    wide = max(len(f.what) for f in findings)
    lines = []
    for f in findings:
        lines.append(f"{f.state:<8} {f.what:<{wide}}  {f.version:<12} {f.place}".rstrip())
        lines += [f"{'':<8} {'':<{wide}}  -> {f.hint}"] if f.hint else []
    bad = sum(not f.is_good for f in findings)
    lines.append(f"{bad} problem{'s' * (bad != 1)}" if bad else "all that is needed is there")
    return "\n".join(lines) + "\n"


def doctor_data(findings: list[Finding]) -> dict[str, Any]:
    """For programs. Version 1 of this form."""
    return {"version": 1, "good": all(f.is_good for f in findings), "findings": [asdict(f) for f in findings]}


# ---- the checks ----------------------------------------------------------------


def _numbast() -> Iterator[Finding]:
    from . import _core

    yield Finding("numbast", OK, __version__, os.path.dirname(os.path.abspath(__file__)))
    yield Finding("its extension", OK, "", str(_core.__file__))


def _packages() -> Iterator[Finding]:
    for name, least in PACKAGES:
        try:
            version = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            yield Finding(name, MISSING, hint=f"pip install {name}")
            continue
        numbers = tuple(int(n) for n in version.split(".")[:2] if n.isdigit())
        hint = ""
        if numbers < least:
            hint = f"pip install -U '{name}>={'.'.join(map(str, least))}'"
        elif name == "numpy" and numbers >= NUMPY_LIMIT:
            hint = "numba-cuda uses names that numpy 2.5 removed: pip install 'numpy<2.5'"
        yield Finding(name, WRONG if hint else OK, version, hint=hint)


def _libclang() -> Iterator[Finding]:
    from .libclang import find_libclang

    found = find_libclang()
    yield Finding("libclang", OK, found.version, found.path)
    headers = os.path.join(found.resource_dir, "include", "__clang_cuda_runtime_wrapper.h")
    there = os.path.isfile(headers)
    hint = "" if there else "install the resource headers of this libclang: pip install 'libclang-ng>=21'"
    yield Finding("resource headers", OK if there else MISSING, "", found.resource_dir, hint)


def _cuda_headers() -> Iterator[Finding]:
    from .cuda_headers import find_cuda_headers
    from .errors import HeaderError
    from .header_search import find_headers
    from .options import Options

    cuda = find_cuda_headers(())
    for what, header, wheel, is_needed in COMPONENTS:
        try:
            found, _ = find_headers([header], Options())
        except HeaderError:
            yield Finding(
                what, MISSING if is_needed else ABSENT, hint=f"pip install {wheel}" if is_needed else ""
            )
            continue
        is_cuda = found[0].folder in cuda.include_dirs
        yield Finding(what, OK, cuda.version if is_cuda and is_needed else "", found[0].folder)


def _cxx_library() -> Iterator[Finding]:
    """The C++ standard library that clang reads with CUDA's headers."""
    import json

    from .options import Options
    from .parsing import parse

    parsed = parse([], Options(extra_source="#include <cmath>\n"), keep_going=True)
    files = [f["path"] or "" for f in json.loads(parsed.session.text("files"))]
    found = [f for f in files if f.endswith("/cmath") and "cuda_wrappers" not in f]
    if found:
        folder = os.path.dirname(found[0])
        yield Finding("C++ library", OK, os.path.basename(folder), folder)
    else:
        yield Finding("C++ library", MISSING, hint="install one: apt install libstdc++-dev (or g++)")
    errors = [d for d in parsed.diagnostics if d.is_error]
    if errors:
        yield Finding("a first parse", WRONG, hint=errors[0].line_text())


def _nvrtc() -> Iterator[Finding]:
    from .runtime.compile import ask_nvrtc

    try:
        version, path = ask_nvrtc()
    except (ImportError, OSError, RuntimeError) as e:
        yield Finding("NVRTC", MISSING, hint=f"pip install 'numba-cuda[cu13]' ({_first_line(e)})")
        return
    yield Finding("NVRTC", OK, version.partition("-")[0], path)


def _nvjitlink() -> Iterator[Finding]:
    try:
        from cuda import pathfinder
        from cuda.bindings import nvjitlink

        major, minor = nvjitlink.version()
        place = pathfinder.load_nvidia_dynamic_lib("nvJitLink").abs_path or ""
    except (ImportError, OSError, RuntimeError) as e:
        yield Finding("nvJitLink", MISSING, hint=f"pip install 'numba-cuda[cu13]' ({_first_line(e)})")
        return
    yield Finding("nvJitLink", OK, f"{major}.{minor}", place)


def _gpu() -> Iterator[Finding]:
    from numba import cuda
    from numba.cuda.cudadrv import driver
    from numba.cuda.cudadrv.error import CudaDriverError, CudaRuntimeError

    try:
        devices = list(cuda.gpus)
        major, minor = driver.driver.get_version()
    except (CudaDriverError, CudaRuntimeError, ImportError, OSError, RuntimeError) as e:
        hint = f"kernels can be compiled here (numbast.testing), not launched: {_first_line(e)}"
        yield Finding("GPU", ABSENT, hint=hint)
        return
    for device in devices:
        name = device.name.decode() if isinstance(device.name, bytes) else str(device.name)
        arch = "sm_{}{}".format(*device.compute_capability)
        yield Finding("GPU", OK, f"{major}.{minor}", f"{name} ({arch})")
    if not devices:
        yield Finding("GPU", ABSENT, f"{major}.{minor}", hint="the driver shows no device")


def _cache() -> Iterator[Finding]:
    from .runtime.cache import cache

    store = cache()
    above = store.root
    while above and not os.path.isdir(above):
        above = os.path.dirname(above)
    if not above or not os.access(above, os.W_OK):
        yield Finding("cache", WRONG, "", store.root, "it cannot be written: set NUMBAST_CACHE_DIR")
        return
    size = sum(entry[1] for entry in store.entries())
    yield Finding("cache", OK, f"{size / (1 << 20):.1f} MB", store.root)


def _first_line(error: BaseException) -> str:
    words = " ".join(str(error).split()) or type(error).__name__
    return words.partition(". ")[0]
