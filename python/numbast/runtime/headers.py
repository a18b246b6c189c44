"""Where headers are when a unit is compiled, and what all the files it would read hold.

NVRTC gets folders in this order: the C and C++ library headers for NVRTC, the module's own
(`<module>_include/` beside it, given ones, NUMBAST_INCLUDE_PATH), vendors' folders for names that none of the
others has, CUDA's, CCCL's.

The digest of a unit's headers must cost next to nothing when nothing changed: the list of all files behind it
is kept, and only their size, times and inodes are looked at again, and those of the folders in which a new
file could come before a known one. The list over-approximates: of conditions only those are followed that
NVRTC decides (live_includes.py; the walk is header_scan.py). It follows `#include <x>`, `#include "x"` and
`__has_include`, not an include whose name is a macro.
"""

from __future__ import annotations

import marshal
import os
from collections.abc import Iterable, Iterator, Sequence

from .cache import Cache, cache_key
from .failures import process_space
from .includes import Include, all_includes
from .nvrtc_text import has_nvrtc_header
from .parts import install_parts, part_objects


class UnitError(RuntimeError):
    """A unit of shims can't be compiled whatever its shims are. `log`: NVRTC's of headers that it refuses."""

    log = ""


class HeaderNotFoundError(UnitError):
    """A bound header isn't on this machine. `header` is its name as included."""

    def __init__(self, header: str, searched: Sequence[str]) -> None:
        super().__init__(
            f"header '{header}' is not found; a module's own headers are looked for in '<module>_include' "
            "beside the module, then in the folders of NUMBAST_INCLUDE_PATH; CUDA's and vendors' in wheels, "
            "conda and CUDA_HOME "
            f"(for a wheel: pip install {wheel_of(header)}); searched: {', '.join(searched) or 'nothing'}"
        )
        self.header = header


def wheel_of(header: str) -> str:
    """The PyPI name of the wheel that most likely has a header."""
    name = header.rsplit("/", 1)[-1]
    if header.startswith(("cuda/", "cub/", "thrust/", "nv/")):
        return "nvidia-cuda-cccl"
    if header.startswith("crt/"):
        return "nvidia-cuda-crt"
    for prefix, wheel in (
        ("curand", "nvidia-curand"),
        ("nccl", "nvidia-nccl-cu13"),
        ("nvshmem", "nvidia-nvshmem-cu13"),
    ):
        if name.startswith(prefix) or header.startswith(prefix):
            return wheel
    return "nvidia-cuda-runtime"


def component_folder(component: str) -> str:
    """The header folder of a component in wheels, conda or a toolkit; "" if it has none. Costs 0.1 ms."""
    from cuda import pathfinder

    try:
        return pathfinder.find_nvidia_header_directory(component) or ""
    except (OSError, RuntimeError):  # a component that pathfinder doesn't know
        return ""


def installations() -> Iterator[list[str]]:
    """The header folders of each CUDA installation that may serve, the likeliest first: what cuda-pathfinder
    finds, CUDA_HOME, the toolkit on the PATH, the usual place."""
    roots = [component_folder("cudart")]
    homes = [os.environ.get("CUDA_HOME"), os.environ.get("CUDA_PATH")]
    path = os.environ.get("PATH", "").split(os.pathsep)
    nvcc = next((p for p in path if os.path.isfile(f"{p}/nvcc")), None)
    homes += [os.path.dirname(os.path.realpath(nvcc)) if nvcc else None, "/usr/local/cuda"]
    roots += [os.path.join(home, "include") for home in homes if home]
    for root in dict.fromkeys(roots):
        if root and os.path.isfile(os.path.join(root, "cuda_runtime.h")):
            yield _installation(root)


def _installation(root: str) -> list[str]:
    """`root`, and what CUDA 12's wheels keep in folders of their own; never another installation's."""
    found = [root]
    if not os.path.isdir(os.path.join(root, "crt")):
        found += [f for f in map(component_folder, ("nvcc", "cccl")) if _is_sibling(f, root)]
    cccl = os.path.join(root, "cccl")
    return [*dict.fromkeys(found), *([cccl] if os.path.isdir(cccl) else [])]


def _is_sibling(folder: str, root: str) -> bool:
    """Are both `<place>/<component>/include`?"""
    return bool(folder) and os.path.dirname(os.path.dirname(folder)) == os.path.dirname(os.path.dirname(root))


def is_complete(folders: Sequence[str]) -> bool:
    """Has an installation the headers in `crt/` that every other includes? The runtime alone has not."""
    return _is_in("crt/host_defines.h", folders)


def cuda_folders() -> list[str]:
    """CUDA's own header folders: of the first installation that is complete, else of the first, else none."""
    found = list(installations())
    return next((folders for folders in found if is_complete(folders)), found[0] if found else [])


def vendor_folders() -> Iterable[str]:
    """Header folders of all other components and wheels, the likely ones first."""
    import sys

    from cuda import pathfinder

    for base in sys.path:
        vendor = os.path.join(base, "nvidia")
        try:
            names = sorted(os.listdir(vendor))
        except OSError:
            continue
        yield from (os.path.join(vendor, name, "include") for name in names)
    for component in sorted(pathfinder.SUPPORTED_HEADERS_CTK):
        yield component_folder(component)
    for component in ("nccl", "nvshmem", "mathdx", "cutlass", "cute", "cudnn"):
        yield component_folder(component)


def companions(folder: str) -> list[str]:
    """What a vendor's headers need beside their own folder: MathDx brings its CUTLASS."""
    place = os.path.join(os.path.dirname(folder), "external", "cutlass", "include")
    return [place] if os.path.isdir(place) else []


def user_folders(module: str, folder: str | None, include_dirs: Sequence[str] = ()) -> list[str]:
    """The folders of a module's own headers that exist, in search order.

    `folder` is where the static module `module` lies (None: dynamic mode), `include_dirs` are given ones.
    """
    places = [os.path.join(folder, f"{module}_include")] if folder is not None else []
    places += [os.path.abspath(place) for place in include_dirs]
    places += [place for place in os.environ.get("NUMBAST_INCLUDE_PATH", "").split(os.pathsep) if place]
    return [place for place in dict.fromkeys(places) if os.path.isdir(place)]


def include_folders(headers: Sequence[str], own: Sequence[str]) -> list[str]:
    """All folders for NVRTC but the first, such that each of `headers` is in one of them or is one of
    `library`.

    `own` come before CUDA's. Raises HeaderNotFoundError.
    """
    cuda = cuda_folders()
    vendors: list[str] = []
    for header in headers:
        if has_nvrtc_header(header) or _is_in(header, (*own, *vendors, *cuda)):
            continue
        place = next((place for place in vendor_folders() if place and _is_in(header, (place,))), None)
        if place is None:
            raise HeaderNotFoundError(header, [*own, *cuda])
        vendors += [place, *companions(place)]
    return list(dict.fromkeys([*own, *vendors, *cuda]))


def _is_in(header: str, folders: Iterable[str]) -> bool:
    return any(os.path.isfile(os.path.join(place, header)) for place in folders)


def scan_key(text: str, folders: Sequence[str]) -> tuple[list[Include], str]:
    """What a text includes, and the key that a scan of it is kept under."""
    roots = all_includes(text.encode())
    return roots, cache_key("files", *folders, *(b"%s<%s>%s" % root for root in roots))


def header_digest(text: str, folders: Sequence[str], store: Cache) -> str:
    """The digest (hex) of every file that `text` could read through the include folders, theirs too.

    Paths and times aren't in it: the same contents under the same names give the same digest on any machine.
    """
    roots, key = scan_key(text, folders)
    kept = store.get(key)
    if kept is not None:
        found = _still_true(kept)
        if found is not None:
            return found
    install_parts(("compiling",), process_space().parts)
    digest: str = part_objects["scanned"](key, roots, folders, store)
    return digest


def state_of(path: str) -> str:
    """What changes when a file or folder does; "" when it doesn't exist."""
    try:
        state = os.stat(path)
    except OSError:
        return ""
    return f"{state.st_size},{state.st_mtime_ns},{state.st_ino}"


def _still_true(kept: bytes) -> str | None:
    """The digest of a kept scan, if no file and no folder of it changed."""
    try:
        digest, states = marshal.loads(kept)
        for path, size, time_ns, inode in states:
            now = os.stat(path)
            if now.st_mtime_ns != time_ns or now.st_size != size or now.st_ino != inode:
                return None
    except (OSError, ValueError, EOFError, TypeError):  # a file is gone, another Python's format
        return None
    found: str = digest
    return found
