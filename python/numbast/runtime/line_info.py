"""`@cuda.jit(lineinfo=True)` for kernels that use bindings.

Numba marks a module's debug information as "warn when another module's differs", NVRTC as "an error when it
differs"; the version is the same, but linkers refuse two modules that don't say the same of it. So the LTO-IR
of a kernel with units says what NVRTC says. And where a kernel with line information and a device function
without it (or the other way) use one unit, it is linked once, with line information. A kernel without
bindings stays as it is.
"""

from __future__ import annotations

from typing import Any

LINE_INFO = " -lineinfo"  # behind an arch: a unit with line information
WARN, ERROR = ('i32 2, !"Debug Info Version"', 'i32 1, !"Debug Info Version"')


def install_line_info() -> None:
    """Replaces numba-cuda's ways to make a kernel's code, once in a process."""
    from numba.cuda.codegen import CUDACodeLibrary

    for name in ("get_ltoir", "get_asm_strs"):
        original = getattr(CUDACodeLibrary, name, None)
        if original is not None and not hasattr(original, "numbast_original"):
            setattr(CUDACodeLibrary, name, _replacement(original, name == "get_ltoir"))


def _replacement(original: Any, lto: bool) -> Any:
    def replaced(library: Any, cc: Any = None) -> Any:
        units = [item for item in library._linking_files if hasattr(item, "numbast_unit")]
        if units:
            _drop_plain(library, units)
        if units and lto:
            library._llvm_strs = [text.replace(WARN, ERROR) for text in library.llvm_strs]
        return original(library, cc=cc)

    replaced.numbast_original = original  # type: ignore[attr-defined]
    return replaced


def _drop_plain(library: Any, units: list[Any]) -> None:
    """Leaves out units that are there with options too: both define the same functions."""
    there = {item.numbast_unit for item in units}
    for item in units:
        owner, unit, arch = item.numbast_unit
        if (owner, unit, arch + LINE_INFO) in there:
            library._linking_files.discard(item)
