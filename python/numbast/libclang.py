"""Finds libclang and the resource headers that belong to it.

Order: the option or NUMBAST_LIBCLANG, the wheel libclang-ng, a system libclang-NN. A library
reads only the resource headers of its own major version: others crash it or give hundreds of
errors. So both are found together or not at all.
"""

from __future__ import annotations

import glob
import os
import re
import sys
from dataclasses import dataclass

from ._core import CoreError, Session
from .errors import EnvironmentProblem

__all__ = ["LibClang", "find_libclang", "libclang_candidates"]

OLDEST = 21  # the first with clang_visitCXXMethods and clang_getFullyQualifiedName
HINT = "install it with: pip install 'libclang-ng>=21'"
WRAPPER = os.path.join("include", "__clang_cuda_runtime_wrapper.h")
SYSTEM_DIRS = (
    "/usr/lib/*-linux-gnu",
    "/usr/lib/llvm-*/lib",
    "/usr/lib64",
    "/usr/lib64/llvm*/lib",
    "/usr/lib",
    "/usr/local/lib",
)


@dataclass(frozen=True)
class LibClang:
    """A loadable library and its headers. `version`: as it says itself, "22.1.4"."""

    path: str
    resource_dir: str
    version: str

    @property
    def major(self) -> int:
        return int(self.version.partition(".")[0])


def find_libclang(path: str = "", resource_dir: str = "") -> LibClang:
    """The libclang to use. EnvironmentProblem when there is none that we can use, saying why."""
    path = path or os.environ.get("NUMBAST_LIBCLANG", "")
    resource_dir = resource_dir or os.environ.get("NUMBAST_CLANG_RESOURCE_DIR", "")
    if path:
        return _named(path, resource_dir)
    reasons = []
    for candidate, resource in [*_from_wheel(), *_from_system()]:
        try:
            return _paired(candidate, resource_dir or resource)
        except EnvironmentProblem as e:
            reasons.append(str(e))
    why = f" ({'; '.join(reasons)})" if reasons else ""
    raise EnvironmentProblem(f"no libclang of version {OLDEST} or later was found{why}", "libclang", HINT)


def libclang_candidates(path: str = "", resource_dir: str = "") -> list[str]:
    """The paths that decide which library `find_libclang` takes; none of them is opened."""
    path = path or os.environ.get("NUMBAST_LIBCLANG", "")
    resource_dir = resource_dir or os.environ.get("NUMBAST_CLANG_RESOURCE_DIR", "")
    found = [path] if path else [library for library, _ in _from_wheel() or _from_system()]
    return [*found, resource_dir]


def _named(path: str, resource_dir: str) -> LibClang:
    """The library that the user named: it or nothing."""
    if not os.path.isfile(path):
        raise EnvironmentProblem(f"libclang '{path}' does not exist", "libclang", HINT)
    return _paired(path, resource_dir)


def _paired(path: str, resource_dir: str) -> LibClang:
    version = _version(path)
    if int(version.partition(".")[0]) < OLDEST:
        raise EnvironmentProblem(
            f"libclang '{path}' is version {version}: {OLDEST} or later is needed", "libclang", HINT
        )
    if not resource_dir:
        resource_dir = _resource_dir_of(path, version)
    if not os.path.isfile(os.path.join(resource_dir, WRAPPER)):
        raise EnvironmentProblem(
            f"'{resource_dir}' holds no clang resource headers ({WRAPPER} is missing)",
            "clang resource headers",
            HINT,
        )
    major = os.path.basename(os.path.normpath(resource_dir)).partition(".")[0]
    if major.isdigit() and major != version.partition(".")[0]:
        raise EnvironmentProblem(
            f"libclang '{path}' is version {version}, "
            f"the resource headers '{resource_dir}' are version {major}",
            "clang resource headers",
            HINT,
        )
    return LibClang(path, resource_dir, version)


def _version(path: str) -> str:
    try:
        text = Session(path).libclang
    except CoreError as e:
        raise EnvironmentProblem(str(e.args[-1]), "libclang", HINT) from None
    found = re.search(r"version (\d+[\d.]*)", text)
    return found.group(1) if found else "0"


def _resource_dir_of(path: str, version: str) -> str:
    """The headers installed with a library. EnvironmentProblem when they are not there."""
    major = version.partition(".")[0]
    real = os.path.realpath(path)
    near = [os.path.dirname(path), os.path.dirname(real)]
    candidates = [os.path.join(d, "resource") for d in near]
    candidates += [os.path.join(d, "clang", v) for d in near for v in (major, version)]
    candidates += [f"/usr/lib/llvm-{major}/lib/clang/{v}" for v in (major, version)]
    candidates += [f"{lib}/clang/{v}" for lib in ("/usr/lib", "/usr/lib64") for v in (major, version)]
    for candidate in candidates:
        if os.path.isfile(os.path.join(candidate, WRAPPER)):
            return candidate
    raise EnvironmentProblem(
        f"libclang '{path}' ({version}) has no resource headers beside it",
        "clang resource headers",
        f"install libclang-common-{major}-dev or set NUMBAST_CLANG_RESOURCE_DIR",
    )


def _from_wheel() -> list[tuple[str, str]]:
    """(library, resource headers) of the wheel libclang-ng; empty when it is not installed.

    Other distributions install a package `clang` too, so the wheel's own metadata must lie beside it.
    """
    native = ""
    for folder in sys.path:
        if glob.glob(os.path.join(glob.escape(folder), "libclang_ng-*.dist-info")):
            native = os.path.join(folder, "clang", "native")
            break
    else:
        native = _installed_elsewhere()
    library = os.path.join(native, "libclang.so")
    return [(library, os.path.join(native, "resource"))] if os.path.isfile(library) else []


def _installed_elsewhere() -> str:
    """As the import system knows it: slower, but any installer's way is understood."""
    from importlib import metadata

    try:
        return str(metadata.distribution("libclang-ng").locate_file("clang/native"))
    except metadata.PackageNotFoundError:
        return ""


def _from_system() -> list[tuple[str, str]]:
    """Installed by the system's packages, newest first."""
    found: dict[str, int] = {}
    for folder in SYSTEM_DIRS:
        for path in glob.glob(os.path.join(folder, "libclang*.so*")):
            number = re.search(r"libclang(?:-(\d+))?\.so(?:\.(\d+))?", os.path.basename(path))
            major = number and (number.group(1) or number.group(2))
            if major and int(major) >= OLDEST:
                found.setdefault(os.path.realpath(path), int(major))
    newest_first = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return [(path, "") for path, _ in newest_first]
