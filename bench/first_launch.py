"""One fresh process of `run.py launch`: prints what it took, in seconds, as JSON.

usage: first_launch.py LIBRARY KIND [cached | link]

LIBRARY is a static module's file, a header to load, or "-"; KIND is plain, or a
key of KERNELS. The process makes the context and launches a plain kernel, so that
Numba itself is warm. Then it takes the times of `open` (import of the module, or
`numbast.load`), of `first` (cuda.jit, first launch and synchronize of a kernel
with bound calls) and of `second` (of another such kernel); `nvrtc` is NVRTC's own
share of all of them. With "cached" the kernels are `cuda.jit(cache=True)`; with
"link" the time is that of nvJitLink alone, for what such a launch links.
"""

from __future__ import annotations

import importlib.util
import json
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numba import cuda


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
        cg = getattr(cg, "__v1")  # noqa: B009: Python would change the name

    def kernel(x, out):  # type: ignore[no-untyped-def]
        i = cuda.grid(1)
        if i < out.size:
            out[i] = x[i] + cg.this_thread_block().thread_rank()

    def second(x, out):  # type: ignore[no-untyped-def]
        i = cuda.grid(1)
        if i < out.size:
            out[i] = x[i] - cg.this_thread_block().thread_rank()

    return kernel, second


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
    "bf16": bf16,
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
    start = time.perf_counter()
    Linker(*(ObjectCode.from_ltoir(data) for data in inputs), options=options).link("cubin")
    return time.perf_counter() - start


def nvrtc_timed(took: list[float]) -> None:
    """Adds to `took` the seconds of every compilation by NVRTC from now on."""
    from cuda.bindings import nvrtc

    real = nvrtc.nvrtcCompileProgram

    def timed(*args: Any) -> Any:
        start = time.perf_counter()
        try:
            return real(*args)
        finally:
            took.append(time.perf_counter() - start)

    nvrtc.nvrtcCompileProgram = timed


def launched(kernel: Any, arrays: tuple[Any, Any], **options: Any) -> float:
    """Seconds of a kernel's first launch."""
    start = time.perf_counter()
    cuda.jit(kernel, **options)[1, 256](*arrays)
    cuda.synchronize()
    return time.perf_counter() - start


def main() -> None:
    """One measurement."""
    path, kind, *how = sys.argv[1:]
    if how == ["link"]:
        print(json.dumps({"link": link_alone(KERNELS[kind](opened(path))[0])}))
        return
    arrays = cuda.to_device(np.linspace(0, 1, 256, dtype=np.float32)), cuda.to_device(np.zeros(256, "f4"))
    launched(warm, arrays)
    if path.endswith((".h", ".cuh")):
        import numbast  # noqa: F401
    nvrtc: list[float] = []
    nvrtc_timed(nvrtc)
    options = {"cache": True} if how == ["cached"] else {}
    start = time.perf_counter()
    kernels = KERNELS[kind](opened(path))
    took = {"open": time.perf_counter() - start}
    took["first"] = launched(kernels[0], arrays, **options)
    took["second"] = launched(kernels[1], arrays, **options)
    print(json.dumps({**took, "nvrtc": sum(nvrtc)}))


if __name__ == "__main__":
    main()
