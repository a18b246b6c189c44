"""Kernels as machine code where numbast can't be imported; elsewhere tests use numbast.testing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from .cpu import CC, cuda_include_dirs, pretend_device

ARCH = f"sm_{CC[0]}{CC[1]}"


def cubin(pyfunc: Callable[..., None], signature: Any, extra: Sequence[Any] = ()) -> bytes:
    """The linked cubin of a kernel; `extra`: cuda.core ObjectCode (LTO-IR) to link beside what it needs."""
    pretend_device()
    from cuda.core import Linker, LinkerOptions, ObjectCode
    from numba.cuda.compiler import _compile_pyfunc_with_fixup

    library = _compile_pyfunc_with_fixup(pyfunc, signature, cc=CC, device=False, abi="numba", lto=True)[0]
    inputs = [ObjectCode.from_ltoir(library.get_ltoir(cc=CC)), *extra]
    for item in library._linking_files:
        inputs += [item] if isinstance(item, ObjectCode) else [object_code(item)]
    options = LinkerOptions(arch=ARCH, link_time_optimization=True)
    return bytes(Linker(*inputs, options=options).link("cubin").code)


def object_code(item: Any) -> Any:
    """What numba-cuda links, as cuda.core takes it: LTO-IR as it is, C++ text through NVRTC."""
    from cuda.core import ObjectCode

    data = item.data
    if item.kind == "cu":
        return ltoir(data.decode() if isinstance(data, bytes) else data, cuda_include_dirs())
    return ObjectCode.from_ltoir(data)


def ltoir(source: str, include_dirs: Sequence[str] = ()) -> Any:
    """C++ text compiled by NVRTC to LTO-IR."""
    from cuda.core import Program, ProgramOptions

    options = ProgramOptions(
        arch=ARCH,
        std="c++17",
        relocatable_device_code=True,
        link_time_optimization=True,
        include_path=list(include_dirs) or None,
    )
    return Program(source, "c++", options).compile("ltoir")


def instructions(code: bytes) -> Counter[str]:
    """How often each SASS instruction stands in a cubin, by its name without modifiers; padding left out."""
    from numbast.testing import INSTRUCTION, PADDING, disassemble

    found = Counter(m.split(".")[0] for m in re.findall(INSTRUCTION, disassemble(code), re.MULTILINE))
    del found[PADDING]
    return found
