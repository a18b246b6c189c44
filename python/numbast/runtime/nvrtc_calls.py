"""NVRTC: one C++ text in, LTO-IR and a log out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .compile import nvrtc_bindings
from .headers import UnitError

PCH_HEAP = 1 << 30
UNIT_FILE = "unit.cu"  # what NVRTC calls a unit's text


class NvrtcResult:
    """What one compilation gave: `code` (None when it failed) and NVRTC's `log`."""

    __slots__ = ("code", "log", "pch_full")

    def __init__(self, code: bytes | None, log: str, pch_full: bool = False) -> None:
        self.code = code
        self.log = log
        self.pch_full = (
            pch_full  # the precompiled header didn't fit its heap: asking again costs time for nothing
        )


def supported_arch(arch: str) -> str:
    """The arch to compile for: `arch`, or for a device newer than NVRTC the newest below it, since LTO-IR
    links forward.

    Raises UnitError when NVRTC has nothing so old.
    """
    number = int("".join(c for c in arch if c.isdigit()))
    _, archs = nvrtc_bindings().nvrtcGetSupportedArchs()
    if number in archs:
        return arch
    below = [known for known in archs if known < number]
    if not below:
        raise UnitError(
            f"this NVRTC can't compile for '{arch}': the oldest it knows is sm_{min(archs)}; "
            "use a CUDA version that supports the device"
        )
    return f"sm_{max(below)}"


def nvrtc_compile(
    source: str, options: Sequence[str], headers: Mapping[str, str] | None = None
) -> NvrtcResult:
    """Compiles one text: to LTO-IR, or to PTX without "-dlto".

    `headers` are files in memory, {name as written in the include: text}; they win over those on disk.
    """
    nvrtc = nvrtc_bindings()
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
    nvrtc = nvrtc_bindings()
    if hasattr(nvrtc, "nvrtcSetPCHHeapSize"):
        status, size = nvrtc.nvrtcGetPCHHeapSize()
        if not int(status) and size < PCH_HEAP:
            nvrtc.nvrtcSetPCHHeapSize(PCH_HEAP)


def _pch_full(program: Any) -> bool:
    nvrtc = nvrtc_bindings()
    if not hasattr(nvrtc, "nvrtcGetPCHCreateStatus"):
        return True
    (status,) = nvrtc.nvrtcGetPCHCreateStatus(program)
    return "HEAP_EXHAUSTED" in str(getattr(status, "name", status))
