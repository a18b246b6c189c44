"""Binds CUDA's bfloat16 header, uses it in a kernel, and says what happened.

    python examples/bf16_axpy.py

No GPU is needed: without one the kernel is compiled to machine code all the same.
"""

from __future__ import annotations

import importlib
import sys
import tempfile
import time
from typing import Any

import numpy as np

import numbast

N = 1 << 16


def make_kernel(bf16: Any) -> Any:
    """out[i] = a * x[i] + y[i], rounded as bfloat16 does."""
    from numba import cuda

    def axpy(a: Any, x: Any, y: Any, out: Any) -> None:
        i = cuda.grid(1)
        if i < out.size:
            s = bf16.__hfma(
                bf16.__float2bfloat16(a), bf16.__float2bfloat16(x[i]), bf16.__float2bfloat16(y[i])
            )
            out[i] = bf16.__bfloat162float(s)

    return cuda.jit(axpy)


def bfloat16(values: Any) -> Any:
    """float32 values rounded to the nearest bfloat16, ties to even."""
    bits: Any = np.asarray(values, np.float32).view(np.uint32).astype(np.uint64)
    rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000
    return rounded.astype(np.uint32).view(np.float32)


def run(kernel: Any) -> str:
    """Runs it and compares with NumPy."""
    x = np.linspace(-3, 3, N, dtype=np.float32)
    y = np.linspace(5, -5, N, dtype=np.float32)
    out = np.zeros_like(x)
    kernel[N // 256, 256](np.float32(1.7), x, y, out)
    exact = bfloat16(1.7).astype(np.float64) * bfloat16(x) + bfloat16(y)
    expected = bfloat16(exact.astype(np.float32))
    wrong = int(np.count_nonzero(out != expected))
    return f"ran on the GPU: {N - wrong} of {N} results are bfloat16's own"


def compile_only(kernel: Any) -> str:
    """Compiles it to a cubin and says what is in it."""
    from numbast.testing import compile_kernel

    compiled = compile_kernel(kernel, "void(float32, float32[::1], float32[::1], float32[::1])", arch="sm_90")
    text = f"no GPU here: compiled for sm_90 to a cubin of {len(compiled.cubin):,} bytes"
    try:
        return f"{text}, {compiled.instructions} instructions, {compiled.calls} calls"
    except RuntimeError:  # nvdisasm is not installed
        return text


def main() -> int:
    """The whole demonstration; 0 when it worked."""
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        print("numbast generate cuda_bf16.h -o bf16.py\n")
        report = numbast.generate("cuda_bf16.h", f"{folder}/bf16.py")
        print(report.summary_text())
        sys.path.insert(0, folder)
        kernel = make_kernel(importlib.import_module("bf16"))

        from numba import cuda

        print(run(kernel) if cuda.is_available() else compile_only(kernel))
    print(f"all of it took {time.perf_counter() - start:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
