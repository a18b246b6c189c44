"""NVRTC: one C++ text in, LTO-IR and a log out."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from .cache import cache, cache_key
from .headers import UnitError, state_of

UNIT_FILE = "unit.cu"  # what NVRTC calls a unit's text
PCH_HEAP = 1 << 30
NVRTC_PLACES = ("CUDA_HOME", "CUDA_PATH", "CONDA_PREFIX", "LD_LIBRARY_PATH")

_nvrtc_said: tuple[str, str] | None = None  # (version, path), in this process


class NvrtcResult:
    """What one compilation gave: `code` (None when it failed) and NVRTC's `log`."""

    __slots__ = ("code", "log", "pch_full")

    def __init__(self, code: bytes | None, log: str, pch_full: bool = False) -> None:
        self.code = code
        self.log = log
        self.pch_full = (
            pch_full  # the precompiled header didn't fit its heap: asking again costs time for nothing
        )


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
        _, major, minor = _nvrtc().nvrtcVersion()
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


def supported_arch(arch: str) -> str:
    """The arch to compile for: `arch`, or for a device newer than NVRTC the newest below it, since LTO-IR
    links forward.

    Raises UnitError when NVRTC has nothing so old.
    """
    number = int("".join(c for c in arch if c.isdigit()))
    _, archs = _nvrtc().nvrtcGetSupportedArchs()
    if number in archs:
        return arch
    below = [known for known in archs if known < number]
    if not below:
        raise UnitError(
            f"this NVRTC can't compile for '{arch}': the oldest it knows is sm_{min(archs)}; "
            "use a CUDA version that supports the device"
        )
    return f"sm_{max(below)}"


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


def nvrtc_compile(
    source: str, options: Sequence[str], headers: Mapping[str, str] | None = None
) -> NvrtcResult:
    """Compiles one text: to LTO-IR, or to PTX without "-dlto".

    `headers` are files in memory, {name as written in the include: text}; they win over those on disk.
    """
    nvrtc = _nvrtc()
    if "-pch" in options:
        _grow_pch_heap()
    texts = [text.encode() for text in (headers or {}).values()]
    names = [name.encode() for name in (headers or {})]
    status, program = nvrtc.nvrtcCreateProgram(source.encode(), UNIT_FILE.encode(), len(names), texts, names)
    _check(status, "nvrtcCreateProgram")
    try:
        encoded = [option.encode() for option in options]
        (status,) = nvrtc.nvrtcCompileProgram(program, len(encoded), encoded)
        log = _text(nvrtc.nvrtcGetProgramLogSize, nvrtc.nvrtcGetProgramLog, program).rstrip(b"\0\n")
        full = "-pch" in options and _pch_full(program)
        if int(status):
            return NvrtcResult(
                None, log.decode(errors="replace") or f"{status.name}: NVRTC gives no reason", full
            )
        if "-dlto" in options:
            code = _text(nvrtc.nvrtcGetLTOIRSize, nvrtc.nvrtcGetLTOIR, program)
        else:
            code = _text(nvrtc.nvrtcGetPTXSize, nvrtc.nvrtcGetPTX, program).rstrip(b"\0")
        return NvrtcResult(code, log.decode(errors="replace"), full)
    finally:
        nvrtc.nvrtcDestroyProgram(program)


def pch_pays(slowest: float, done: int, to_come: int) -> bool:
    """Whether to ask for a precompiled header.

    Making one takes as long as one or two compilations of the headers, since all that the front end holds
    of them is written to a file; later compilations then take a third, and it lives only in this process.
    `slowest` is the longest compilation so far in seconds (0: none), `done` how many went without,
    `to_come` how many are certain to follow with the one asked for. Most processes have one or two.
    """
    return to_come > 2 or (slowest > 0.4 and done > 1)


def _nvrtc() -> Any:
    from cuda.bindings import nvrtc

    return nvrtc


def _check(status: Any, call: str) -> None:
    if int(status):
        raise UnitError(f"{call} failed: {status.name}")


def _text(size_of: Any, read: Any, program: Any) -> bytes:
    size: int
    status, size = size_of(program)
    _check(status, size_of.__name__)
    buffer = bytes(size)
    (status,) = read(program, buffer)
    _check(status, read.__name__)
    return buffer


def _grow_pch_heap() -> None:
    """Makes room for several large precompiled headers; NVRTC's own 256 MiB take three of libcu++'s size."""
    nvrtc = _nvrtc()
    if hasattr(nvrtc, "nvrtcSetPCHHeapSize"):
        status, size = nvrtc.nvrtcGetPCHHeapSize()
        if not int(status) and size < PCH_HEAP:
            nvrtc.nvrtcSetPCHHeapSize(PCH_HEAP)


def _pch_full(program: Any) -> bool:
    nvrtc = _nvrtc()
    if not hasattr(nvrtc, "nvrtcGetPCHCreateStatus"):
        return True
    (status,) = nvrtc.nvrtcGetPCHCreateStatus(program)
    return "HEAP_EXHAUSTED" in str(getattr(status, "name", status))
