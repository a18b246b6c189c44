"""The PTX of kernels with instances of templates, kept on disk.

numba-cuda makes it of every kernel, to look for calls in it before it links: a third of what a small kernel
takes when it is kept linked. It is a function of the kernel's LLVM IR, the options and libNVVM.
"""

from __future__ import annotations

from typing import Any

from .cache import cache, cache_key
from .engines import extensions
from .linked import _tool_states, _tools


def install_kept_ptx(engine: Any) -> None:
    """Replaces numba-cuda's way to PTX, once in a process."""
    from numba.cuda.codegen import CUDACodeLibrary
    from numba.cuda.core import config

    original = CUDACodeLibrary.get_asm_strs
    if hasattr(original, "numbast_original"):
        return

    def get_asm_strs(library: Any, cc: Any = None) -> Any:
        cc = library._ensure_cc(cc)
        is_ours = any(hasattr(item, "numbast_unit") for item in library._linking_files)
        if is_ours and cc not in library._ptx_cache and not config.DUMP_ASSEMBLY:
            made = cache().make(_ptx_key(library, cc), lambda: "\0".join(original(library, cc=cc)).encode())
            library._ptx_cache[cc] = made.decode().split("\0")
        return original(library, cc=cc)

    patched: Any = get_asm_strs
    patched.numbast_original = original
    CUDACodeLibrary.get_asm_strs = patched


def _ptx_key(library: Any, cc: Any) -> str:
    if not _tools:
        _tools.append(_tool_states())
    options = repr((cc, sorted(library._nvvm_options.items())))
    return cache_key("ptx", _tools[0], options, *sorted(library.llvm_strs))  # device functions: in no order


extensions.append(install_kept_ptx)
