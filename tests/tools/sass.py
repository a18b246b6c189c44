"""Kernels as machine code, with no GPU: compile to a cubin, disassemble, count."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from .cpu import CC, cuda_include_dirs, pretend_device

ARCH = f"sm_{CC[0]}{CC[1]}"
INSTRUCTION = re.compile(r"^\s*/\*[0-9a-f]{4,}\*/\s+(?:@!?U?P\w+\s+)?([A-Z][\w.]*)", re.M)


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


def disassemble(code: bytes) -> str:
    """nvdisasm's text of a cubin."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kernel.cubin"
        path.write_bytes(code)
        done = subprocess.run([nvdisasm(), "-c", str(path)], capture_output=True, text=True, check=True)
    return done.stdout


def nvdisasm() -> str:
    """The path of nvdisasm: the wheel's, the toolkit's or the PATH's."""
    import importlib.metadata
    import shutil

    try:
        for file in importlib.metadata.files("nvidia-cuda-nvdisasm") or ():
            if file.name == "nvdisasm":
                return str(file.locate())
    except importlib.metadata.PackageNotFoundError:
        pass
    return shutil.which("nvdisasm") or "/usr/local/cuda/bin/nvdisasm"


def instructions(code: bytes) -> Counter[str]:
    """How often each SASS instruction stands in a cubin, by its name without modifiers; NOP left out."""
    names = (m.split(".")[0] for m in INSTRUCTION.findall(disassemble(code)))
    return Counter(n for n in names if n != "NOP")
