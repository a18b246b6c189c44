"""Kernels with bound calls compiled to machine code, with no GPU and no driver.

    from numbast.testing import compile_kernel

    kernel = compile_kernel(axpy, "void(float32[::1], float32)", arch="sm_90")
    assert kernel.calls == 0 and kernel.local_memory_instructions == 0

numba-cuda types and lowers the kernel, libNVVM, NVRTC and nvJitLink do the rest, so what comes out is what a
device of that arch would run. Executing it is left to tests on a GPU.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from .runtime.link_failures import link_failure

__all__ = ["CompiledKernel", "ToolNotFoundError", "compile_kernel", "disassemble"]

INSTRUCTION = r"^\s*/\*[0-9a-f]{4,}\*/\s+(?:@!?U?P\w+\s+)?([A-Z][\w.]*)"
PADDING = "NOP"  # what fills a function up to its size


class ToolNotFoundError(RuntimeError):
    """A program of the CUDA toolkit isn't on this machine."""


class CompiledKernel:
    """One kernel for one arch.

    `name` is its symbol, `arch` "sm_90", `ltoir` its own LTO-IR (b"" with debug), `inputs` what it is linked
    with as cuda.core's ObjectCode. What takes further work is done when it is asked for.
    """

    def __init__(self, name: str, arch: str, library: Any, ltoir: bytes, inputs: Sequence[Any]) -> None:
        self.name = name
        self.arch = arch
        self.library = library
        self.ltoir = ltoir
        self.inputs = list(inputs)

    @cached_property
    def cubin(self) -> bytes:
        """The linked kernel as an ELF file. Raises UndefinedFunctionError for C++ functions that nothing
        defines, nvJitLink's error for other symbols.
        """
        return self._link("cubin")

    @cached_property
    def ptx(self) -> str:
        """The linked kernel as PTX: after link-time optimisation, before the assembler. Empty with debug."""
        return self._link("ptx").decode().rstrip("\0") if self.ltoir else ""

    @cached_property
    def sass(self) -> str:
        """nvdisasm's text of the cubin. Raises ToolNotFoundError."""
        return disassemble(self.cubin)

    @cached_property
    def opcodes(self) -> list[str]:
        """The instructions in order, as "LDG.E", without operands and padding."""
        return [op for op in re.findall(INSTRUCTION, self.sass, re.MULTILINE) if op != PADDING]

    @property
    def instructions(self) -> int:
        """How many instructions there are."""
        return len(self.opcodes)

    @property
    def calls(self) -> int:
        """How many call instructions are left."""
        return sum(op.split(".")[0] in ("CALL", "CALLS") for op in self.opcodes)

    @property
    def local_memory_instructions(self) -> int:
        """How many instructions read or write local memory (the stack)."""
        return sum(op.split(".")[0] in ("LDL", "STL", "ATOML") for op in self.opcodes)

    def _link(self, target: str) -> bytes:
        from cuda.core import Linker, LinkerOptions

        has_ltoir = any(item.code_type == "ltoir" for item in self.inputs)
        options = LinkerOptions(
            arch=self.arch,
            link_time_optimization=True if has_ltoir else None,
            ptx=True if target == "ptx" else None,
        )
        try:
            return bytes(Linker(*self.inputs, options=options).link(target).code)
        except Exception as e:
            if known := link_failure(self.library._linking_files, e):
                raise known from e
            raise


def compile_kernel(
    pyfunc: Callable[..., Any],
    signature: Any,
    arch: str = "sm_90",
    *,
    debug: bool = False,
    lineinfo: bool = False,
    fastmath: bool = False,
    opt: bool = True,
    link: Sequence[Any] = (),
) -> CompiledKernel:
    """Compiles a Python function (decorated with `cuda.jit` or not) as a kernel.

    `signature` is what Numba takes: "void(float32[::1])" or types. `debug` is `cuda.jit(debug=True,
    opt=False)`, without link-time optimisation of the kernel. `link` are further inputs, as for `cuda.jit`.
    Raises Numba's errors.
    """
    from cuda.core import ObjectCode
    from numba.cuda.compiler import _compile_pyfunc_with_fixup

    cc = capability_of(arch)
    function = getattr(pyfunc, "py_func", pyfunc)
    with pretended_device(cc):
        library, _ = _compile_pyfunc_with_fixup(
            function,
            signature,
            debug=debug,
            lineinfo=lineinfo,
            device=False,
            fastmath=fastmath,
            cc=cc,
            opt=opt and not debug,
            abi="numba",
            lto=not debug,
        )
        if debug:
            ltoir = b""
            own = [ObjectCode.from_ptx(text.encode()) for text in library.get_asm_strs(cc=cc)]
        else:
            ltoir = bytes(library.get_ltoir(cc=cc))
            own = [ObjectCode.from_ltoir(ltoir)]
        inputs = [*own, *_linked_objects(library, arch), *(_object_of(item, arch) for item in link)]
    name = getattr(library, "_entry_name", None) or function.__name__
    return CompiledKernel(name, arch, library, ltoir, inputs)


def capability_of(arch: str) -> tuple[int, int]:
    """ "sm_90a" -> (9, 0). Raises ValueError for what is no arch."""
    found = re.fullmatch(r"sm_(\d+)(\d)[af]?", arch)
    if found is None:
        raise ValueError(f"'{arch}' is not an arch: sm_ and a number are expected, as in sm_90")
    return int(found[1]), int(found[2])


@contextmanager
def pretended_device(cc: tuple[int, int]) -> Iterator[None]:
    """Within it numba-cuda compiles device functions for `cc`; it would ask the driver for the current
    device.
    """
    from numba.cuda import dispatcher
    from numba.cuda.memory_management import nrt

    class Device:
        compute_capability = cc

    places = [place for place in (dispatcher, nrt) if hasattr(place, "get_current_device")]
    before = [place.get_current_device for place in places]
    for place in places:
        place.get_current_device = lambda: Device
    try:
        yield
    finally:
        for place, function in zip(places, before, strict=True):
            place.get_current_device = function


def disassemble(cubin: bytes) -> str:
    """nvdisasm's text of a cubin. Raises ToolNotFoundError, RuntimeError with nvdisasm's message."""
    tool = _find_tool("nvdisasm")
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "kernel.cubin")
        with open(path, "wb") as file:
            file.write(cubin)
        done = subprocess.run([tool, path], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"nvdisasm failed: {done.stderr.strip()}")
    return done.stdout


def _linked_objects(library: Any, arch: str) -> list[Any]:
    """What the kernel's calls asked to be linked, always in the same order."""
    from numba.cuda.codegen import CUDACodeLibrary

    items = getattr(CUDACodeLibrary._link_all, "linked_items", None)  # of the runtime that serves the process
    found = [_object_of(item, arch) for item in (items(library) if items else library._linking_files)]
    found.sort(key=lambda item: (item.code_type, bytes(item.code)))
    if getattr(library, "use_cooperative", False):
        from cuda.core import ObjectCode
        from numba.cuda.cudadrv.libs import get_cudalib

        with open(get_cudalib("cudadevrt", static=True), "rb") as file:
            found.append(ObjectCode.from_library(file.read()))
    return found


def _object_of(item: Any, arch: str) -> Any:
    """A file name, LinkableCode or ObjectCode as ObjectCode; C++ text goes through NVRTC."""
    from cuda.core import ObjectCode
    from numba.cuda.cudadrv.mappings import FILE_EXTENSION_MAP

    if isinstance(item, ObjectCode):
        return item
    if isinstance(item, str | os.PathLike):
        kind: Any = FILE_EXTENSION_MAP.get(os.fspath(item).rsplit(".", 1)[-1], "cu")
        with open(item, "rb") as file:
            data = file.read()
    else:
        kind, data = item.kind, item.data
    data = data.encode() if isinstance(data, str) else data
    for extension, make in (
        ("ltoir", ObjectCode.from_ltoir),
        ("ptx", ObjectCode.from_ptx),
        ("cubin", ObjectCode.from_cubin),
        ("fatbin", ObjectCode.from_fatbin),
        ("o", ObjectCode.from_object),
        ("a", ObjectCode.from_library),
    ):
        if kind == FILE_EXTENSION_MAP[extension]:
            return make(data)
    return ObjectCode.from_ltoir(_compiled(data.decode(), arch))


def _compiled(source: str, arch: str) -> bytes:
    from .runtime.cache import cache
    from .runtime.compile import nvrtc_options
    from .runtime.headers import cuda_folders
    from .runtime.nvrtc_calls import nvrtc_compile
    from .runtime.nvrtc_text import nvrtc_folder

    folders = [nvrtc_folder(cache()), *cuda_folders()]
    result = nvrtc_compile(source, nvrtc_options(arch, "c++17", folders))
    if result.code is None:
        raise RuntimeError(f"NVRTC doesn't compile a linked source:\n{result.log}")
    return result.code


def _find_tool(name: str) -> str:
    """A program of the CUDA toolkit: from a wheel, conda or a toolkit, else on PATH."""
    from cuda import pathfinder

    found = None
    if hasattr(pathfinder, "find_nvidia_binary_utility"):
        found = pathfinder.find_nvidia_binary_utility(name)
    found = found or shutil.which(name)
    if not found:
        raise ToolNotFoundError(
            f"'{name}' is not found in wheels, conda, CUDA_HOME or on PATH; pip install nvidia-cuda-{name}"
        )
    return str(found)
