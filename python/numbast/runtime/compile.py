"""NVRTC: which one there is, and the options that it gets."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

from .cache import cache, cache_key
from .headers import UnitError, state_of

NVRTC_PLACES = ("CUDA_HOME", "CUDA_PATH", "CONDA_PREFIX", "LD_LIBRARY_PATH")

_nvrtc_said: tuple[str, str] | None = None  # (version, path), in this process


def nvrtc_version() -> str:
    """NVRTC's version, and its library's size since updates of one version differ: "13.5-112054272"."""
    return (_nvrtc_said or _nvrtc_kept() or ask_nvrtc())[0]


def nvrtc_file() -> str:
    """The path of NVRTC's library; "" when nobody knows it."""
    return (_nvrtc_said or _nvrtc_kept() or ask_nvrtc())[1]


def ask_nvrtc() -> tuple[str, str]:
    """(version, path of the library) of NVRTC, which is loaded for it: 10 ms that the first launch of most
    processes can do without. So what it says is kept for them.
    """
    global _nvrtc_said
    try:
        _, major, minor = nvrtc_bindings().nvrtcVersion()
    except (ImportError, OSError, RuntimeError) as e:
        raise UnitError(f"NVRTC is not found (pip install nvidia-cuda-nvrtc): {e}") from None
    version, path = f"{major}.{minor}", ""
    try:
        from cuda import pathfinder

        found = pathfinder.load_nvidia_dynamic_lib("nvrtc").abs_path
        if found and os.path.isfile(found):
            version, path = f"{version}-{os.stat(found).st_size}", found
    except (ImportError, OSError, RuntimeError):  # a version is enough
        pass
    if path and _nvrtc_said != (version, path):
        key, told = _nvrtc_key(), "\n".join((version, path, state_of(path))).encode()
        if cache().get(key) != told:
            cache().put(key, told)
    _nvrtc_said = version, path
    return _nvrtc_said


def _nvrtc_kept() -> tuple[str, str] | None:
    """What NVRTC said in an earlier process; None when its file, or what decides which one is found, is no
    longer the same, or when another is loaded already.
    """
    global _nvrtc_said
    data = None if _is_nvrtc_loaded() else cache().get(_nvrtc_key())
    if data is not None:
        version, path, state = data.decode(errors="replace").split("\n")
        if state_of(path) == state:
            _nvrtc_said = version, path
    return _nvrtc_said


def _nvrtc_key() -> str:
    """Of the places where the loader looks: environment, folders of wheels, the system's list."""
    words = [f"{name}={os.environ.get(name, '')}" for name in NVRTC_PLACES]
    for place in sys.path:
        folder = os.path.join(place, "nvidia")
        if os.path.isdir(folder):
            for entry in ("", *sorted(os.listdir(folder))):
                words.append(f"{folder}/{entry} {state_of(os.path.join(folder, entry, 'lib'))}")
    return cache_key("nvrtc", sys.prefix, state_of("/etc/ld.so.cache"), *words)


def _is_nvrtc_loaded() -> bool:
    import ctypes

    for major in (12, 13):
        try:
            ctypes.CDLL(f"libnvrtc.so.{major}", mode=os.RTLD_NOLOAD | os.RTLD_LAZY)
            return True
        except OSError:
            continue
    return False


def arch_name(cc: Sequence[int | str]) -> str:
    """`(9, 0)` -> "sm_90"; `(9, 0, "a")` -> "sm_90a"."""
    major, minor, *suffix = cc
    return f"sm_{major}{minor}{''.join(str(part) for part in suffix)}"


def nvrtc_options(
    arch: str,
    std: str,
    folders: Sequence[str],
    defines: Sequence[str] = (),
    lto: bool = True,
) -> list[str]:
    """NVRTC's options. `folders` are its include folders, the one of the C and C++ library headers first."""
    return [
        f"-arch={arch}",
        f"-std={std}",
        *(["-dlto"] if lto else []),
        "-rdc=true",
        "-default-device",  # functions without an execution space are ours too
        *(f"-I{folder}" for folder in folders),
        "--pre-include=nvrtc_std/host.h",
        "-diag-error=1866",  # an ignored attribute: without this a packed record's layout is silently wrong
        "-diag-suppress=47",  # libcu++ and math.h both define INFINITY and NAN
        *(f"-D{define}" for define in defines),
    ]


def nvrtc_bindings() -> Any:
    from cuda.bindings import nvrtc

    return nvrtc
