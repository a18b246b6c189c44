"""A link that fails because a header declares a function and nothing defines it: what it says.

One function of numba-cuda is replaced, when the first bound name is used in a kernel; it links as before and
speaks when that fails.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .failures import process_space
from .parts import install_parts

#: What an error of a link of these inputs means, or None; the part "compiling" enters it.
link_failures: list[Callable[[Any, Exception], Exception | None]] = []


def install_undefined() -> None:
    """Replaces numba-cuda's linking, once in a process."""
    from numba.cuda.codegen import CUDACodeLibrary

    original = CUDACodeLibrary.get_cubin
    if hasattr(original, "numbast_original"):
        return

    def get_cubin(code: Any, cc: Any = None) -> Any:
        try:
            return original(code, cc)
        except Exception as e:
            install_parts(("compiling",), process_space().parts)
            if known := link_failures[0](code._linking_files, e):
                raise known from e
            raise

    patched: Any = get_cubin
    patched.numbast_original = original
    CUDACodeLibrary.get_cubin = patched
