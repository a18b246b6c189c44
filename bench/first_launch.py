"""One fresh process of `run.py launch`: prints the seconds of a second kernel's first launch.

usage: first_launch.py MODULE.py|- KIND [link]     KIND: plain, or a key of KERNELS

The process first compiles and launches a plain kernel, so that the context and
Numba itself are warm, and imports the module. Then it takes the time of
cuda.jit, first launch and synchronize of the kernel; with "link" that of
nvJitLink alone, for what such a launch links.
"""

from __future__ import annotations

import importlib.util
import sys
import time
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


def plain(x, out):  # type: ignore[no-untyped-def]
    i = cuda.grid(1)
    if i < out.size:
        out[i] = x[i] * x[i] + x[i]


def bf16(lib: Any) -> Any:
    """Arithmetic of cuda_bf16.h."""

    def kernel(x, out):  # type: ignore[no-untyped-def]
        i = cuda.grid(1)
        if i < out.size:
            a = lib.__float2bfloat16(x[i])
            out[i] = lib.__bfloat162float(lib.__hadd(lib.__hmul(a, a), a))

    return kernel


def curand(lib: Any) -> Any:
    """A uniform draw of curand_kernel.h."""

    def kernel(x, out):  # type: ignore[no-untyped-def]
        i = cuda.grid(1)
        state = cuda.local.array(1, dtype=lib.curandStateXORWOW_t)
        if i < out.size:
            lib.curand_init(1234, i, 0, state)
            out[i] = lib.curand_uniform(state) + x[i]

    return kernel


def functions(lib: Any) -> Any:
    """The first function of a generated header."""

    def kernel(x, out):  # type: ignore[no-untyped-def]
        i = cuda.grid(1)
        if i < out.size:
            out[i] = lib.f0(x[i])

    return kernel


KERNELS = {"bf16": bf16, "curand": curand, "functions": functions}


def first(x, out):  # type: ignore[no-untyped-def]
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


def main() -> None:
    """One measurement."""
    path, kind = sys.argv[1:3]
    if sys.argv[3:] == ["link"]:
        print(link_alone(plain if kind == "plain" else KERNELS[kind](imported(path))))
        return
    x = cuda.to_device(np.linspace(0, 1, 256, dtype=np.float32))
    out = cuda.to_device(np.zeros(256, np.float32))
    cuda.jit(first)[1, 256](x, out)
    cuda.synchronize()
    kernel = plain if kind == "plain" else KERNELS[kind](imported(path))
    start = time.perf_counter()
    cuda.jit(kernel)[1, 256](x, out)
    cuda.synchronize()
    print(time.perf_counter() - start)


if __name__ == "__main__":
    main()
