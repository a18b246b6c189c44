"""Linked kernels, kept on disk: a fresh process neither links a kernel with bindings nor reads its units.

The key is all that the machine code depends on: the kernel's LLVM IR and the options of its compilation, the
keys of the units, the other linked inputs, and the files of libNVVM, libdevice and nvJitLink. The IR stands
for the kernel's LTO-IR, which libNVVM makes of it: so that is not made again either.

One function of numba-cuda is replaced, when the first bound name is used in a kernel. A kernel without
bindings goes straight on to the original; so does one whose inputs have no certain identity (C++ text), and
one that isn't linked by nvJitLink.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .cache import cache, cache_key
from .headers import state_of
from .lean import linked_items

ELF = b"\x7fELF"

_tools: list[str] = []  # the states of the tools that make machine code, once looked at


def install_linked_kernels() -> None:
    """Replaces numba-cuda's way to link kernels, once in a process."""
    from numba.cuda.codegen import CUDACodeLibrary

    original = CUDACodeLibrary.get_cubin
    if hasattr(original, "numbast_keeps"):
        return

    def get_cubin(library: Any, cc: Any = None) -> Any:
        if any(hasattr(item, "numbast_unit") for item in library._linking_files):
            cc = library._ensure_cc(cc)
            if cc not in library._cubin_cache:
                _link_kept(original, library, cc)
        return original(library, cc=cc)

    patched: Any = get_cubin
    patched.numbast_original, patched.numbast_keeps = original, True
    CUDACodeLibrary.get_cubin = patched


def _link_kept(link: Any, library: Any, cc: Any) -> None:
    """Gives `library` its machine code for `cc`, from the cache or through `link`."""
    key = _link_key(library, cc)
    if not key:
        return

    def run() -> bytes:
        code = bytes(link(library, cc=cc).code)
        told: str = library._linkerinfo_cache.get(cc) or ""
        return told.replace("\0", "").encode(errors="replace") + b"\0" + code

    def take(data: bytes) -> bool:
        from cuda.core import ObjectCode

        told, _, code = data.partition(b"\0")
        if code.startswith(ELF) and cc not in library._cubin_cache:
            library._cubin_cache[cc] = ObjectCode.from_cubin(code)
            library._linkerinfo_cache[cc] = told.decode(errors="replace")
        return cc in library._cubin_cache

    cache().make_checked(key, run, take)


def _link_key(library: Any, cc: Any) -> str:
    """The key of a kernel's machine code; "" when something about it isn't certain."""
    from numba.cuda.core import config
    from numba.cuda.cudadrv import driver

    inputs = [*_inputs(library)]
    if "" in inputs or config.DUMP_ASSEMBLY or not driver._have_nvjitlink():
        return ""
    if not _tools:
        _tools.append(_tool_states())
    ptx = (library._ptx_cache.get(cc) or [""])[0]
    return cache_key(
        "linked",
        _tools[0],
        ptx[: ptx.find(".version")],  # who made it
        repr((cc, library._lto, library._max_registers, sorted(library._nvvm_options.items()))),
        repr(sorted(inputs)),
        *sorted(library.llvm_strs),  # of device functions too, which are in no order
    )


def _inputs(library: Any) -> Iterator[str]:
    """Identities of what is linked besides the kernel; "" for what has none."""
    from numba.cuda.cudadrv.libs import get_cudalib

    for item in linked_items(library):
        key = getattr(item, "numbast_key", None)
        kind = getattr(item, "kind", "cu")  # a file's name: it may be any kind
        if key is not None:
            yield key
        elif kind == "cu" or not isinstance(item.data, bytes | str):
            yield ""
        else:
            yield cache_key(str(kind), item.data)
    if library.needs_cudadevrt:
        yield state_of(get_cudalib("cudadevrt", static=True))


def _tool_states() -> str:
    import numba_cuda
    from cuda import core, pathfinder
    from numba.cuda.cudadrv.libs import get_libdevice

    words = [numba_cuda.__version__, core.__version__]
    for path in (
        *(pathfinder.load_nvidia_dynamic_lib(name).abs_path or "" for name in ("nvvm", "nvJitLink")),
        get_libdevice() or "",
    ):
        words += [path, state_of(path)]
    return "\n".join(words)
