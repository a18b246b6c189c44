"""Kernels over templates of loaded libraries and static modules, for the CPU."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from tools import cpu


class Answers:
    """A table of answers as the CPU runner takes a module."""

    def __init__(self, library: Any) -> None:
        self.__numbast_binding__ = library


def on_cpu(
    lib: Any, kernel: Callable[..., None], signature: Any, include_dirs: Sequence[str] = ()
) -> cpu.CpuKernel:
    """A kernel over a loaded library or a static module, and its instances. `include_dirs`: more than its."""
    binding = getattr(lib, "__dict__", {}).get("__numbast_binding__")
    library = binding.service.library if binding else lib.__numbast_library__

    def tables() -> Iterator[Any]:  # which there are is known when the kernel is compiled
        yield lib if binding else Answers(library)
        for answers in library.oracle.tables():
            yield Answers(answers)

    return cpu.CpuKernel(kernel, signature, tables(), include_dirs=[*include_dirs, *library.include_dirs])
