"""Kernels that keep all they are linked with, and kernels with line information: only the shims they call.

Link-time optimization drops what a kernel doesn't call. Without it (`debug=True`, `lto=False`, an old
nvJitLink) whole units would stay in the kernel, and for `lineinfo=True` they would be compiled again. So the
shims of such a kernel are compiled by themselves, all of a library together: to PTX, or to LTO-IR with line
information. Which ones they are its LLVM IR says when it is linked. What came compiled with a module serves
as it is.

Numba marks a module's debug information as "warn when another module's differs", NVRTC as "an error when it
differs"; the version is the same, but linkers refuse two modules that don't say the same of it. So the LTO-IR
of a kernel with units says what NVRTC says. A kernel without bindings stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from .failures import RuntimeNumbastError, process_space
from .headers import UnitError
from .parts import install_parts, part_objects
from .units import Unit

LINE_INFO, PTX = " -lineinfo", " -ptx"  # behind an arch: how shims are compiled
WARN, ERROR = ('i32 2, !"Debug Info Version"', 'i32 1, !"Debug Info Version"')
NO_UNIT: Any = None, -1, ""

#: How units are joined; the part "joining".
unit_joins: list[Callable[[list[Any]], list[Any]]] = []


def install_lean_kernels() -> None:
    """Replaces numba-cuda's ways to make and link a kernel's code, once in a process."""
    from numba.cuda.codegen import CUDACodeLibrary

    for name, make in (("get_ltoir", _with_mark), ("_link_all", _with_own_shims)):
        original = getattr(CUDACodeLibrary, name, None)
        if original is not None and not hasattr(original, "numbast_original"):
            replaced = make(original)
            replaced.numbast_original, replaced.linked_items = original, linked_items
            setattr(CUDACodeLibrary, name, replaced)


def _with_mark(original: Any) -> Any:
    def get_ltoir(code: Any, cc: Any = None) -> Any:
        if any(hasattr(item, "numbast_unit") for item in code._linking_files):
            code._llvm_strs = [text.replace(WARN, ERROR) for text in code.llvm_strs]
        return original(code, cc=cc)

    return get_ltoir


def _with_own_shims(original: Any) -> Any:
    def link_all(code: Any, *args: Any, **kws: Any) -> Any:
        before, code._linking_files = code._linking_files, linked_items(code)
        try:
            return original(code, *args, **kws)
        finally:
            code._linking_files = before

    return link_all


def linked_items(code: Any) -> list[Any]:
    """What a kernel's code is linked with: of equal libraries' units (a module that was copied) one. Raises
    RuntimeNumbastError when NVRTC refuses a shim.
    """
    how, apart = _how(code), _clashing(code)
    items: dict[Any, Any] = {}
    own: dict[tuple[str, str], Any] = {}
    for item in code._linking_files:
        library, unit, arch = getattr(item, "numbast_unit", NO_UNIT)
        if unit < 0:
            items[item] = item
        elif _is_apart(item, apart) or (
            how and (LINE_INFO in how or library.units.shipped_unit(unit, arch) is None)
        ):
            own.setdefault((library.table["prefix"], arch), library)
        else:
            items.setdefault((library.table["prefix"], unit, arch), item)
    for (prefix, arch), library in own.items():
        calls = (row for text in code.llvm_strs for row in re.findall(rf"@\"?{prefix}_(\d+)", text))
        rows = tuple(sorted(set(map(int, calls))))
        if rows:
            more = PTX if PTX not in how and _is_apart(library, apart) else ""
            items[prefix, arch] = _own_shims(library, rows, arch + how + more)
    found = list(items.values())
    for join in unit_joins:
        found = join(found)
    return [part_objects["apart_item"](i) if _is_apart(i, apart) else i for i in found]


def _clashing(code: Any) -> set[str]:
    """The prefixes of libraries that must be kept apart."""
    libraries = {item.numbast_unit[0] for item in code._linking_files if hasattr(item, "numbast_unit")}
    if len(libraries) < 2:
        return set()
    install_parts(("apart",), process_space().parts)
    return set(part_objects["clashing"](libraries))


def _is_apart(found: Any, apart: set[str]) -> bool:
    return bool(apart) and part_objects["root_of"](found) in apart


def _how(code: Any) -> str:
    """The options behind the arch of a kernel's shims; "" where whole units are linked."""
    lines = LINE_INFO if any(WARN in text or ERROR in text for text in code.llvm_strs) else ""
    return lines if links_optimized(code) else lines + PTX


def links_optimized(found: Any) -> bool:
    """Is a kernel optimized when it is linked? Of its code or the flags of its compilation."""
    lto, options = (getattr(found, "_" + n, None) or getattr(found, n, ()) for n in ("lto", "nvvm_options"))
    return bool(lto) or "gen-lto" in (options or ())


def _own_shims(library: Any, rows: tuple[int, ...], arch: str) -> Any:
    """The shims of `rows` for the linker."""
    from numba import cuda

    try:
        compiled = library.units.compiled_rows(rows, arch)
    except UnitError as e:
        row = library.row(rows[0])
        raise RuntimeNumbastError(f"{row.name} ({row.location}) can't be used: {e}") from None
    for row in library.rows(compiled.refused):
        raise RuntimeNumbastError(
            f"{row.name} ({row.location}) can't be used on {arch.split()[0]}: NVRTC says: "
            f"{compiled.refused[row.index]}"
        )
    return linkable_unit(cuda.PTXSource if arch.endswith(PTX) else cuda.LTOIR, library, rows, arch)


def linkable_unit(base: Any, library: Any, unit: Unit, arch: str) -> Any:
    """Numba's object for a unit, which is compiled when its code or key is asked for."""

    class LinkableUnit(base):  # type: ignore[misc]
        numbast_unit = library, unit, arch

        @property
        def data(self) -> bytes:
            code: bytes = library.units.compiled(unit, arch).ltoir
            return code

        @property
        def numbast_key(self) -> str:
            key: str = library.units.compiled(unit, arch).key
            return key

    return LinkableUnit(b"", name=f"{library.name}_{unit}")
