"""Generates a module for half precision from a config file, and uses it in a kernel.

    python examples/fp16_config.py

The command does the work: numbast generate --config examples/fp16.yaml. No GPU is needed.
"""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import sys
import tempfile
from typing import Any

import numpy as np

CONFIG = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fp16.yaml")


def make_kernel(fp16: Any) -> Any:
    """out[i] = x[i] * y[i] + 1 in half precision, under the names that the config file gives."""
    from numba import cuda

    def multiply_add(x: Any, y: Any, out: Any) -> None:
        i = cuda.grid(1)
        if i < out.size:
            product = fp16.__hmul(fp16.to_half(x[i]), fp16.to_half(y[i]))
            out[i] = fp16.to_float(fp16.__hadd(product, fp16.to_half(1.0)))

    return cuda.jit(multiply_add)


def run(kernel: Any) -> str:
    """Runs it and compares with NumPy's half."""
    x = np.linspace(-3, 3, 4096, dtype=np.float32)
    y = np.linspace(5, -5, 4096, dtype=np.float32)
    out = np.zeros_like(x)
    kernel[16, 256](x, y, out)
    want = x.astype(np.float16) * y.astype(np.float16) + np.float16(1)
    return f"ran on the GPU: {np.count_nonzero(out == want)} of {len(x)} results are NumPy's"


def main() -> int:
    """The whole of it; 0 when it worked."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(CONFIG, folder)  # the output is written beside it
        command = [sys.executable, "-m", "numbast", "generate", "--config", os.path.join(folder, "fp16.yaml")]
        subprocess.run(command, check=True)
        sys.path.insert(0, folder)
        kernel = make_kernel(importlib.import_module("fp16"))
        from numba import cuda

        if cuda.is_available():
            print(run(kernel))
        else:
            from numbast.testing import compile_kernel

            made = compile_kernel(kernel, "void(float32[::1], float32[::1], float32[::1])")
            print(f"no GPU here: compiled for sm_90 to a cubin of {len(made.cubin):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
