"""Kernels over templates of loaded libraries, for the CPU."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tools import cpu


class Answers:
    """A table of answers as the CPU runner takes a module."""

    def __init__(self, library: Any) -> None:
        self.__numbast_binding__ = library


def on_cpu(lib: Any, kernel: Callable[..., None], signature: Any) -> cpu.CpuKernel:
    """A kernel over a loaded library and its instances."""
    library = lib.__numbast_library__

    def tables() -> Iterator[Answers]:  # which there are is known when the kernel is compiled
        yield Answers(library)
        for answers in library.oracle.tables():
            yield Answers(answers)

    return cpu.CpuKernel(kernel, signature, tables(), include_dirs=library.include_dirs)
