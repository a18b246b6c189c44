"""Runs a Numba-CUDA kernel on the CPU: its LLVM IR through llvmlite's JIT, its C++ shims built by g++.

For tests of meaning (results, order, mutation, conversions) where there is no
GPU. Threads run one after another, so what passes between threads (barriers,
shuffles) means nothing here. The shims are those of the binding tables of the
modules that a kernel uses; only the used ones are compiled, because a header
may hide some of its functions from a host compiler.
"""

from __future__ import annotations

import ctypes
import hashlib
import itertools
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import llvmlite.binding as llvm
import numpy as np

from . import cpu_functors
from . import table as tables

CC = (9, 0)
SREGS = [f"{r}_{a}" for r in ("tid", "ntid", "ctaid", "nctaid") for a in "xyz"]
SREG_SOURCE = "".join(
    f'extern "C" {{ int sreg_{r}_v; int sreg_{r}() {{ return sreg_{r}_v; }} }}\n' for r in SREGS
)
MATH = {
    "sqrt": 1,
    "sin": 1,
    "cos": 1,
    "tan": 1,
    "exp": 1,
    "log": 1,
    "fabs": 1,
    "floor": 1,
    "ceil": 1,
    "pow": 2,
    "fmax": 2,
    "fmin": 2,
    "fma": 3,
}
MATH_SOURCE = "".join(
    f'extern "C" {t} __nv_{m}{s}({", ".join(f"{t} {v}" for v in "abc"[:n])})'
    f" {{ return __builtin_{m}{s}({', '.join('abc'[:n])}); }}\n"
    for m, n in MATH.items()
    for t, s in (("double", ""), ("float", "f"))
)
HOST_DEFINES = (
    "-D__device__=",
    "-D__host__=",
    "-D__global__=",
    "-D__constant__=",
    "-D__shared__=",
    "-D__forceinline__=inline",
    "-D__noinline__=",
    "-D__align__(n)=__attribute__((aligned(n)))",
)


cpu_functors.record()


def pretend_device() -> None:
    """Lets numba-cuda compile device functions with no driver: they ask what the current device can do."""
    import numba.cuda.dispatcher as dispatcher

    if not getattr(dispatcher.get_current_device, "pretended", False):
        real = dispatcher.get_current_device

        def get_current_device() -> Any:
            try:
                return real()
            except Exception:
                return type("Device", (), {"compute_capability": CC})()

        get_current_device.pretended = True  # type: ignore[attr-defined]
        dispatcher.get_current_device = get_current_device


def cuda_include_dirs() -> list[str]:
    """Folders of the CUDA headers, wheels first, as far as there are any."""
    from cuda.pathfinder import find_nvidia_header_directory

    found: list[str] = []
    for name in ("cudart", "curand", "cccl"):
        try:
            folder = find_nvidia_header_directory(name)
        except Exception:
            folder = None
        if folder and folder not in found:
            found.append(folder)
    home = os.environ.get("CUDA_HOME", "/usr/local/cuda")
    if Path(home, "include").is_dir():
        found.append(f"{home}/include")
    return found


def shim_library(source: str, include_dirs: Iterable[str | Path] = (), options: Sequence[str] = ()) -> Path:
    """Compiles C++ text with g++ to a shared library, kept by content; AssertionError with g++'s messages."""
    includes = [f"-I{d}" for d in include_dirs]
    flags = [
        "-std=c++17",
        "-O1",
        "-w",
        "-fPIC",
        "-shared",
        "-ffp-contract=off",
        "-DNDEBUG",  # a header may assert what another CUDA takes
        *HOST_DEFINES,
        *options,
        *includes,
    ]
    key = hashlib.sha256("\0".join([*flags, source]).encode()).hexdigest()[:32]
    folder = Path(tempfile.gettempdir()) / "numbast-test-cpu"
    folder.mkdir(exist_ok=True)
    library = folder / f"lib{key}.so"
    if not library.exists():
        with tempfile.TemporaryDirectory(dir=folder) as work:
            text = Path(work) / "shim.cpp"
            text.write_text(source)
            command = ["g++", *flags, str(text), "-o", f"{work}/shim.so"]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
            os.replace(f"{work}/shim.so", library)
    return library


def shim_sources(modules: Iterable[Any], symbols: Iterable[str]) -> list[str]:
    """The C++ texts of the shims with those symbols, one for each unit of the modules that holds any."""
    wanted = set(symbols)
    units: dict[tuple[str, str], list[str]] = {}
    for module in modules:
        table = tables.of(module)
        for symbol, (head, text) in tables.shims(table).items():
            if symbol in wanted:
                wanted.remove(symbol)  # two modules of one library have the same shims
                units.setdefault((table["preamble"], head), []).append(text)
    return [
        "\n".join(["#include <new>", *start, cpu_functors.definitions("".join(texts)), *texts])
        for start, texts in units.items()
    ]


def _known(modules: Iterable[Any]) -> list[Any]:
    """The modules and every other generated one of this process: a type of C++ is one type of all libraries,
    so a kernel may call another one's shim of its conversions."""
    given = list(modules)
    others = [m for m in list(sys.modules.values()) if "__numbast_binding__" in getattr(m, "__dict__", ())]
    given += [m for m in others if m not in given]
    return [*given, *(table for m in given for table in _joined(m))]


class _Joined:
    """A table of calls that make their arguments (runtime/temporaries.py)."""

    def __init__(self, library: Any) -> None:
        self.__numbast_binding__ = library


def _joined(module: Any) -> list[_Joined]:
    """Those of all libraries of the module's runtime: a class's functions may be another's of one text."""
    binding = module.__dict__.get("__numbast_binding__") or module.__numbast_library__
    library = binding.service.library if hasattr(binding, "service") else binding
    known = getattr(sys.modules.get(type(library).__module__), "libraries", ())
    joints = {id(found.joint): found.joint for found in known if found.joint is not None}
    return [_Joined(table) for joint in joints.values() for table in joint.tables]


def host_text(text: str, machine: Any) -> str:
    """The LLVM IR of one device module, made one of the host."""
    text = re.sub(r"target triple = .*", f'target triple = "{llvm.get_default_triple()}"', text)
    text = re.sub(r"target datalayout = .*", f'target datalayout = "{machine.target_data}"', text)
    text = re.sub(r'@"?llvm\.nvvm\.read\.ptx\.sreg\.(\w+)\.(\w)"?', r"@sreg_\1_\2", text)
    text = re.sub(r".*call .*llvm\.nvvm\.(?:barrier|membar).*\n", "", text)
    text = re.sub(r"addrspace\(\d+\) *", "", text)
    text = re.sub(r"addrspacecast", "bitcast", text)
    return text.replace("ptx_kernel ", "").replace("ptx_device ", "")


def _c_arguments(ty: Any, value: Any) -> list[tuple[Any, Any]]:
    """One kernel argument, flattened as numba-cuda passes it: pairs of ctypes type and value."""
    from numba.cuda import types

    if isinstance(ty, types.Array):
        head = [
            (ctypes.c_void_p, 0),
            (ctypes.c_void_p, 0),
            (ctypes.c_int64, value.size),
            (ctypes.c_int64, value.itemsize),
            (ctypes.c_void_p, value.ctypes.data),
        ]
        return head + [(ctypes.c_int64, n) for n in (*value.shape, *value.strides)]
    if isinstance(ty, types.Boolean):
        return [(ctypes.c_bool, bool(value))]
    if isinstance(ty, types.EnumMember):
        return _c_arguments(ty.dtype, getattr(value, "value", value))
    if isinstance(ty, types.CPointer):
        return [(ctypes.c_void_p, int(value))]
    if type(ty) in (types.Integer, types.Float):
        return [(np.ctypeslib.as_ctypes_type(np.dtype(str(ty))), value)]
    return [(type(p), p.value) if hasattr(p, "value") else (ctypes.c_int64, p) for p in marshalled(ty, value)]


def marshalled(ty: Any, value: Any) -> list[Any]:
    """What numba-cuda's launch would pass: ctypes scalars, and Python integers as words of 8 bytes."""
    from numba.cuda.dispatcher import _Kernel

    class StandIn:
        extensions = ()
        _prepare_args = _Kernel._prepare_args

    pieces: list[Any] = []
    StandIn()._prepare_args(ty, value, 0, [], pieces)
    return pieces


def _flat_count(ty: Any) -> int:
    from numba.cuda import types
    from numba.cuda.descriptor import cuda_target

    if isinstance(ty, types.Array):
        return 5 + 2 * ty.ndim
    found = cuda_target.target_context.data_model_manager[ty].get_argument_type()
    return len(found) if isinstance(found, tuple) else 1


def _three(size: int | Sequence[int]) -> tuple[int, int, int]:
    sizes = (size,) if isinstance(size, int) else tuple(size)
    filled = (*sizes, 1, 1, 1)
    return filled[0], filled[1], filled[2]


class CpuKernel:
    """A kernel compiled for the CPU. `kernel(grid, block, *values)` runs it over all threads, in order.

    `pyfunc`: the Python function (not jitted); `signature`: numba.types.void(...); `modules`: those with
    binding tables that it uses; `shims`: more C++ text, `extern "C"` functions; `debug`: numba's debug code.
    Arguments are NumPy arrays, scalars, enum members and objects of C++ classes."""

    def __init__(
        self,
        pyfunc: Callable[..., None],
        signature: Any,
        modules: Iterable[Any] = (),
        *,
        shims: str = "",
        debug: bool = False,
        include_dirs: Iterable[str | Path] = (),
        options: Sequence[str] = (),
    ) -> None:
        pretend_device()
        from numba.cuda.compiler import _compile_pyfunc_with_fixup

        llvm.initialize_native_target()
        llvm.initialize_native_asmprinter()
        flags: dict[str, Any] = {"debug": True, "opt": False, "lto": False} if debug else {"lto": True}
        code = _compile_pyfunc_with_fixup(pyfunc, signature, cc=CC, device=False, abi="numba", **flags)[0]
        modules = list(modules)  # only now: compiling may bring instances of templates
        options = [*options, *(f"-std={std}" for std in {tables.of(m)["std"] for m in modules} - {"c++17"})]
        machine = llvm.Target.from_default_triple().create_target_machine()
        self.ir = [host_text(text, machine) for text in code.llvm_strs]
        parsed = [llvm.parse_assembly(text) for text in self.ir]
        for other in parsed[1:]:
            parsed[0].link_in(other)
        main = parsed[0]
        main.verify()
        folders = [*include_dirs, *cuda_include_dirs()]
        modules = list(modules)  # compiling may have added some
        options = [*options, *(f"-std={std}" for std in {tables.of(m)["std"] for m in modules} - {"c++17"})]
        own = list(modules)
        undefined, sources = self._join_functions(main, _known(own), machine)
        sources += [shims] if shims else []
        newer = [std for m in own if (std := tables.of(m)["std"]) > "c++17"]
        options = [*(f"-std={std}" for std in sorted(newer)), *options]
        self._registers = ctypes.CDLL(str(shim_library(SREG_SOURCE + MATH_SOURCE)))
        self._shims = [ctypes.CDLL(str(shim_library(s, folders, options))) for s in sources]
        for name in sorted(undefined):
            self._define(name)
        self._engine = llvm.create_mcjit_compiler(main, machine)
        self._engine.finalize_object()
        self._types = tuple(signature.args)
        flat = sum(_flat_count(t) for t in self._types)
        found = [
            f
            for f in main.functions
            if not f.is_declaration and pyfunc.__name__ in f.name and len(list(f.arguments)) >= flat
        ]
        entry = min(
            found, key=lambda f: len(list(f.arguments))
        )  # the device function takes a result pointer first
        self._extra = len(list(entry.arguments)) - flat
        self._address = self._engine.get_function_address(entry.name)

    def _join_functions(self, main: Any, modules: list[Any], machine: Any) -> tuple[set[str], list[str]]:
        """What the kernel leaves undefined, and the shims' texts, with the functions that these call."""
        self._functions: set[str] = set()
        while True:
            undefined = {
                f.name for f in main.functions if f.is_declaration and not f.name.startswith("llvm.")
            }
            sources = shim_sources(modules, undefined)
            more = set(cpu_functors.used("".join(sources))) - self._functions
            if not more:
                return undefined, sources
            for text in (text for symbol in sorted(more) for text in cpu_functors.CODE[symbol]):
                main.link_in(llvm.parse_assembly(host_text(text, machine)))
            self._functions |= more

    def __call__(self, grid: int | Sequence[int], block: int | Sequence[int], *values: Any) -> None:
        """Runs every thread of the grid, one after another."""
        assert len(values) == len(self._types), (len(values), len(self._types))
        flat = [pair for t, v in zip(self._types, values, strict=True) for pair in _c_arguments(t, v)]
        result = ctypes.create_string_buffer(64)
        head = [(ctypes.c_void_p, ctypes.addressof(result))] * self._extra
        call = ctypes.CFUNCTYPE(ctypes.c_int32, *(t for t, _ in head + flat))(self._address)
        grid3, block3 = _three(grid), _three(block)
        self._give_functions()
        self._set("ntid", block3)
        self._set("nctaid", grid3)
        for at in itertools.product(*(range(n) for n in reversed(grid3))):
            self._set("ctaid", at[::-1])
            for tid in itertools.product(*(range(n) for n in reversed(block3))):
                self._set("tid", tid[::-1])
                call(*(v for _, v in head + flat))

    def _define(self, name: str) -> None:
        """Gives the JIT this kernel's own definition, whatever other kernels call by that name."""
        for library in (*self._shims, self._registers):
            found = getattr(library, name, None)
            if found is not None:
                llvm.add_symbol(name, ctypes.cast(found, ctypes.c_void_p).value)
                return
        assert llvm.address_of_symbol(name), f"{name} is called and nothing defines it for the CPU"

    def _give_functions(self) -> None:
        """Tells the shims where this kernel's functions for C++ are."""
        for symbol, library in itertools.product(self._functions, self._shims):
            if hasattr(library, cpu_functors.pointer_of(symbol)):
                place = ctypes.c_void_p.in_dll(library, cpu_functors.pointer_of(symbol))
                place.value = self._engine.get_function_address(symbol)

    def _set(self, register: str, values: Sequence[int]) -> None:
        for axis, value in zip("xyz", values, strict=True):
            ctypes.c_int.in_dll(self._registers, f"sreg_{register}_{axis}_v").value = value


def run(
    pyfunc: Callable[..., None],
    modules: Iterable[Any],
    grid: int,
    block: int,
    *values: Any,
    debug: bool = False,
    include_dirs: Iterable[str | Path] = (),
) -> None:
    """Compiles for the types of the values and runs, in one step."""
    from numba.cuda import types
    from numba.cuda.typing.typeof import typeof

    args = tuple(types.int64 if type(v) is int else typeof(v) for v in values)
    kernel = CpuKernel(pyfunc, types.void(*args), modules, debug=debug, include_dirs=include_dirs)
    kernel(grid, block, *values)
