"""NVRTC: one C++ text in, LTO-IR and a log out."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from .headers import UnitError
from .nvrtc_log import UNIT_FILE

PCH_HEAP = 1 << 30


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
    nvrtc = _nvrtc()
    _, major, minor = nvrtc.nvrtcVersion()
    try:
        from cuda import pathfinder

        path = pathfinder.load_nvidia_dynamic_lib("nvrtc").abs_path
        return f"{major}.{minor}-{os.stat(path).st_size if path else 0}"
    except Exception:
        return f"{major}.{minor}"


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
    pch: bool = False,
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
        *(["-pch"] if pch else []),
    ]


def nvrtc_compile(
    source: str, options: Sequence[str], headers: Mapping[str, str] | None = None, lto: bool = True
) -> NvrtcResult:
    """Compiles one text: to LTO-IR, or to PTX without `lto`.

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
        if lto:
            code = _text(nvrtc.nvrtcGetLTOIRSize, nvrtc.nvrtcGetLTOIR, program)
        else:
            code = _text(nvrtc.nvrtcGetPTXSize, nvrtc.nvrtcGetPTX, program)
        return NvrtcResult(code, log.decode(errors="replace"), full)
    finally:
        nvrtc.nvrtcDestroyProgram(program)


def pch_pays(slowest: float, to_come: int) -> bool:
    """Whether to ask for a precompiled header.

    Making one costs about half a compilation of the headers, later compilations then are five times as fast,
    and it lives only in this process. `slowest` is the longest compilation so far in seconds (0: none),
    `to_come` how many are certain to follow with the one asked for. Most processes have one alone: the first
    goes without.
    """
    return slowest > 0.4 or to_come > 2


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
