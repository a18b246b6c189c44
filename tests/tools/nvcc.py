"""nvcc as an oracle: C++ text in, a shared library out, called in this process.

The library's runtime uses the device's primary context, which is Numba's too:
its functions take device pointers of Numba's arrays.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path


def find() -> str | None:
    """nvcc's path, or None: $NVCC, the PATH, $CUDA_HOME, /usr/local/cuda."""
    homes = [os.environ.get("CUDA_HOME", ""), "/usr/local/cuda"]
    for path in (os.environ.get("NVCC"), shutil.which("nvcc"), *(f"{h}/bin/nvcc" for h in homes if h)):
        if path and Path(path).is_file():
            return path
    return None


def compile_shared(source: str, arch: str, options: Sequence[str] = ()) -> Path:
    """Compiles CUDA C++ text to a shared library for `arch` ("sm_90"); kept by content.

    AssertionError with nvcc's messages when it does not compile."""
    nvcc = find()
    assert nvcc, "nvcc is needed"
    flags = ["-std=c++17", "-O3", f"-arch={arch}", "-shared", "-Xcompiler", "-fPIC", "-w", *options]
    key = hashlib.sha256("\0".join([nvcc, *flags, source]).encode()).hexdigest()[:32]
    folder = Path(tempfile.gettempdir()) / "numbast-test-nvcc"
    folder.mkdir(exist_ok=True)
    library = folder / f"{key}.so"
    if not library.exists():
        with tempfile.TemporaryDirectory(dir=folder) as work:
            text = Path(work) / "oracle.cu"
            text.write_text(source)
            made = Path(work) / "oracle.so"
            command = [nvcc, *flags, str(text), "-o", str(made)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stdout + done.stderr
            os.replace(made, library)
    return library


def compile_cubin(source: str, arch: str, options: Sequence[str] = ()) -> bytes:
    """Machine code of CUDA C++ text. AssertionError with nvcc's messages when it does not compile."""
    nvcc = find()
    assert nvcc, "nvcc is needed"
    with tempfile.TemporaryDirectory() as work:
        text, made = Path(work) / "oracle.cu", Path(work) / "oracle.cubin"
        text.write_text(source)
        flags = ["-std=c++17", "-O3", f"-arch={arch}", "-cubin", "-w", *options]
        command = [nvcc, *flags, str(text), "-o", str(made)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return made.read_bytes()


def load_all(sources: Sequence[str], arch: str, options: Sequence[str] = ()) -> list[ctypes.CDLL]:
    """Compiles several sources at the same time and loads them."""
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        paths = list(pool.map(lambda s: compile_shared(s, arch, options), sources))
    return [ctypes.CDLL(str(p)) for p in paths]
