"""Starts NVRTC on a library's headers before a kernel's shims are known."""

from __future__ import annotations

from .failures import process_space
from .parts import install_parts, part_objects
from .table import Library


def read_ahead(library: Library) -> None:
    """Says that shims of a library's templates will be compiled: NVRTC may read the headers meanwhile."""
    install_parts(("compiling", "fronts"), process_space().parts)
    part_objects["read_ahead"](library)


part_objects["will_compile"] = read_ahead
