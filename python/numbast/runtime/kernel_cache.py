"""Where `@cuda.jit(cache=True)` meets bindings; what is kept and compared is the part "keeping".

One function of numba-cuda is replaced, when the first bound name is used in a kernel. For a kernel without
bindings it gives what the original gives.
"""

from __future__ import annotations

from typing import Any

from .failures import process_space
from .parts import install_parts, part_objects


def __numbast_kernel__(*kept: Any) -> Any:
    """The code library of a kept kernel; an OSError for one that is stale."""
    return _keeping("kept_kernel")(*kept)


def _keeping(name: str) -> Any:
    install_parts(("keeping",), process_space().parts)
    return part_objects[name]


def install_kernel_cache() -> None:
    """Replaces numba-cuda's way to pickle kernels, once in a process."""
    from numba.cuda.dispatcher import _Kernel

    original = getattr(_Kernel, "_reduce_states", None)
    if original is None or hasattr(original, "numbast_original"):
        return

    def reduce_states(kernel: Any) -> dict[str, Any]:
        states: dict[str, Any] = original(kernel)
        kept = _keeping("made_of")(kernel) if "codelibrary" in states else None
        return states if kept is None else {**states, "codelibrary": kept}

    patched: Any = reduce_states
    patched.numbast_original = original
    _Kernel._reduce_states = patched
