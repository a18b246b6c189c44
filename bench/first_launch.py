"""One fresh process of `run.py launch`: prints what it took, in seconds, as JSON.

usage: first_launch.py LIBRARY KIND [cached | link]

LIBRARY is a static module's file, a header to load, or "-"; KIND is plain, or a
key of KERNELS. The process makes the context and launches a plain kernel, so that
Numba itself is warm. Then it takes the times of `open` (import of the module, or
`numbast.load`), of `first` (cuda.jit, first launch and synchronize of a kernel
with bound calls) and of `second` (of another such kernel); `nvrtc` is NVRTC's own
share of all of them. With "cached" the kernels are `cuda.jit(cache=True)`; with
"link" the time is that of nvJitLink alone, for what such a launch links. Without a GPU
a launch is the kernel's way to its machine code for sm_90, and nothing is "cached".
With BENCH_CPU=1 in the environment the times are CPU times of the process.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numba import cuda

clock = time.process_time if os.environ.get("BENCH_CPU") else time.perf_counter


def imported(path: str) -> Any:
    """The module of a file."""
    spec = importlib.util.spec_from_file_location("bound", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["bound"] = module
    spec.loader.exec_module(module)
    return module


def opened(path: str) -> Any:
    """The library of a static module's file, or of a header; None for "-"."""
    if path == "-":
        return None
    if path.endswith(".py"):
        return imported(path)
    import numbast

    return numbast.load(path)


def plain(x, out):  # type: ignore[no-untyped-def]
    i = cuda.grid(1)
    if i < out.size:
        out[i] = x[i] * x[i] + x[i]


def plain2(x, out):  # type: ignore[no-untyped-def]
    i = cuda.grid(1)
    if i < out.size:
        out[i] = x[i] * x[i] - x[i]


def shaped(x, out):  # type: ignore[no-untyped-def]
    i = cuda.grid(1)
    state = cuda.local.array(1, dtype=np.float32)
    if i < out.size:
        state[0] = max(1234, i)
        out[i] = min(state[0], 3) + x[i]


def shaped2(x, out):  # type: ignore[no-untyped-def]
    i = cuda.grid(1)
    state = cuda.local.array(1, dtype=np.float32)
    if i < out.size:
        state[0] = min(1234, i)
        out[i] = max(state[0], 3) + x[i]


def bf16(lib: Any) -> tuple[Any, Any]:
    """Arithmetic of cuda_bf16.h."""

    def kernel(x, out):  # type: ignore[no-untyped-def]
        i = cuda.grid(1)
        if i < out.size:
            a = lib.__float2bfloat16(x[i])
            out[i] = lib.__bfloat162float(lib.__hadd(lib.__hmul(a, a), a))

    def second(x, out):  # type: ignore[no-untyped-def]
        i = cuda.grid(1)
        if i < out.size:
            a = lib.__float2bfloat16(x[i])
            out[i] = lib.__bfloat162float(lib.__hsub(lib.__hmul(a, a), a))

    return kernel, second


def curand(lib: Any) -> tuple[Any, Any]:
    """A uniform and a normal draw of curand_kernel.h."""

    def kernel(x, out):  # type: ignore[no-untyped-def]
        i = cuda.grid(1)
        state = cuda.local.array(1, dtype=lib.curandStateXORWOW_t)
        if i < out.size:
            lib.curand_init(1234, i, 0, state)
            out[i] = lib.curand_uniform(state) + x[i]

    def second(x, out):  # type: ignore[no-untyped-def]
        i = cuda.grid(1)
        state = cuda.local.array(1, dtype=lib.curandStateXORWOW_t)
        if i < out.size:
            lib.curand_init(1234, i, 0, state)
            out[i] = lib.curand_normal(state) + x[i]

    return kernel, second


def groups(lib: Any) -> tuple[Any, Any]:
    """A thread's rank in its block of cooperative_groups.h."""
    cg = lib.cooperative_groups
    if not hasattr(cg, "this_thread_block"):  # they are in a namespace that it opens
        cg = getattr(cg, "__v1")  # Python would change the name

    def kernel(x, out):  # type: ignore[no-untyped-def]
        i = cuda.grid(1)
        if i < out.size:
            out[i] = x[i] + cg.this_thread_block().thread_rank()

    def second(x, out):  # type: ignore[no-untyped-def]
        i = cuda.grid(1)
        if i < out.size:
            out[i] = x[i] - cg.this_thread_block().thread_rank()

    return kernel, second


def block_scan(lib: Any) -> tuple[Any, Any]:
    """Two instances of CUB's block scan, beside the arrays that it needs."""
    from template_launch import scan

    return scan(lib, 128), scan(lib, 64)


def arrays_alone(_: Any) -> tuple[Any, Any]:
    """The same arrays and loads without bindings."""
    from template_launch import alike

    return alike(1), alike(2)


def functions(lib: Any) -> tuple[Any, Any]:
    """The first function of a generated header; the second kernel calls another one, if there is one."""
    other = getattr(lib, "f1", lib.f0)

    def kernel(x, out):  # type: ignore[no-untyped-def]
        i = cuda.grid(1)
        if i < out.size:
            out[i] = lib.f0(x[i])

    def second(x, out):  # type: ignore[no-untyped-def]
        i = cuda.grid(1)
        if i < out.size:
            out[i] = other(x[i]) + 1

    return kernel, second


KERNELS: dict[str, Callable[[Any], tuple[Any, Any]]] = {
    "plain": lambda _: (plain, plain2),
    "plain curand": lambda _: (shaped, shaped2),  # a local array and two calls
    "alike": arrays_alone,
    "bf16": bf16,
    "block_scan": block_scan,
    "curand": curand,
    "functions": functions,
    "groups": groups,
}


def warm(x, out):  # type: ignore[no-untyped-def]
    i = cuda.grid(1)
    if i < out.size:
        out[i] = x[i] + 1


def link_alone(kernel: Any) -> float:
    """Seconds of nvJitLink for the kernel and what its calls need, in memory."""
    from cuda.core import Linker, LinkerOptions, ObjectCode
    from numba.cuda import types
    from numba.cuda.compiler import _compile_pyfunc_with_fixup

    cc = tuple(cuda.get_current_device().compute_capability[:2]) if cuda.is_available() else (9, 0)
    signature = types.void(types.float32[::1], types.float32[::1])
    library = _compile_pyfunc_with_fixup(kernel, signature, cc=cc, device=False, abi="numba", lto=True)[0]
    inputs = [bytes(library.get_ltoir(cc=cc)), *(item.data for item in library._linking_files)]
    options = LinkerOptions(arch=f"sm_{cc[0]}{cc[1]}", link_time_optimization=True)
    start = clock()
    Linker(*(ObjectCode.from_ltoir(data) for data in inputs), options=options).link("cubin")
    return clock() - start


def nvrtc_timed(took: list[float]) -> None:
    """Adds to `took` the seconds of every compilation by NVRTC from now on."""
    from cuda.bindings import nvrtc

    real = nvrtc.nvrtcCompileProgram

    def timed(*args: Any) -> Any:
        start = clock()
        try:
            return real(*args)
        finally:
            took.append(clock() - start)

    nvrtc.nvrtcCompileProgram = timed


def pretend() -> None:
    """Has numba-cuda compile for sm_90 with no device."""
    from numba.cuda import codegen, dispatcher
    from numba.cuda.memory_management import nrt

    class Device:
        compute_capability = (9, 0)

    for place in (dispatcher, nrt):
        if hasattr(place, "get_current_device"):
            place.get_current_device = lambda: Device
    codegen.CUDACodeLibrary._ensure_cc = lambda self, cc: cc or (9, 0)


def of_threads(function: Any, threads: int) -> Any:
    """A kernel that is right in a block of so many threads alone, told to `launcher`."""
    function.threads = threads
    return function


def launcher(**options: Any) -> Callable[[Any], None]:
    """What makes a kernel of a function and launches it, to the end."""
    from numba.cuda import types
    from numba.cuda.dispatcher import _Kernel

    if not cuda.is_available():
        pretend()

        def compile_only(function: Any) -> None:
            _Kernel(function, (types.float32[::1],) * 2, lto=True)._codelibrary.get_cubin()

        return compile_only
    # two elements a thread, for kernels that want so many
    arrays = [cuda.to_device(a) for a in (np.linspace(0, 1, 512, dtype="f4"), np.zeros(512, "f4"))]

    def launch(function: Any) -> None:
        cuda.jit(function, **options)[1, getattr(function, "threads", 256)](*arrays)
        cuda.synchronize()

    return launch


def launched(kernel: Any, launch: Callable[[Any], None]) -> float:
    """Seconds of a kernel's first launch."""
    start = clock()
    launch(kernel)
    return clock() - start


def main() -> None:
    """One measurement."""
    path, kind, *how = sys.argv[1:]
    if how == ["link"]:
        print(json.dumps({"link": link_alone(KERNELS[kind](opened(path))[0])}))
        return
    launched(warm, launcher())
    launch = launcher(**({"cache": True} if how == ["cached"] else {}))
    if path.endswith((".h", ".cuh")):
        import numbast  # noqa: F401
    nvrtc: list[float] = []
    nvrtc_timed(nvrtc)
    start = clock()
    kernels = KERNELS[kind](opened(path))
    took = {"open": clock() - start}
    for name, kernel in zip(("first", "second"), kernels, strict=True):
        before = sum(nvrtc)
        took[name] = launched(kernel, launch)
        took[f"{name}_nvrtc"] = sum(nvrtc) - before
    print(json.dumps({**took, "nvrtc": sum(nvrtc)}))


if __name__ == "__main__":
    main()
