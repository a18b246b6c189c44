"""Instances that an earlier process asked for: no compiler is asked again, in neither mode."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("numba.cuda")

import numbast

HEADER = """\
template <class T, int N> struct Scan {
  struct Storage { T items[N]; };
  Storage &s;
  __device__ Scan(Storage &s) : s(s) {}
  template <int M> __device__ void sum(T (&a)[M], T (&b)[M]) {
    for (int i = 0; i < M; i++) b[i] = a[i] + s.items[0];
  }
};
"""
DRIVER = """
import json, sys
sys.path.insert(0, ".")
import numpy as np
from cuda.bindings import nvrtc
from numba import cuda
from numba.cuda import types
from numba.cuda.cudadrv import driver, nvvm
from numba.cuda.dispatcher import _Kernel
from numba.cuda.codegen import CUDACodeLibrary
import numbast
from numbast.testing import pretended_device

CUDACodeLibrary._ensure_cc = lambda self, cc: cc or (9, 0)
asked = {"nvrtc": 0, "libnvvm": 0, "nvjitlink": 0}


def counting(owner, name, what):
    real = getattr(owner, name)

    def counted(*args, **kws):
        asked[what] += 1
        return real(*args, **kws)

    setattr(owner, name, counted)


if sys.argv[1] == "loaded":
    lib = numbast.load("scan.cuh", arch="sm_90")
else:
    import scan as lib
counting(nvrtc, "nvrtcCompileProgram", "nvrtc")
counting(nvvm, "compile_ir", "libnvvm")
counting(driver._Linker, "complete", "nvjitlink")
Scan = lib.Scan[np.float32, 4]
Storage = Scan.Storage


def kernel(x):
    place = cuda.shared.array(1, dtype=Storage)
    a = cuda.local.array(2, np.float32)
    a[0] = x[0]
    a[1] = x[1]
    Scan(place[0]).sum(a, a)
    x[0] = a[0] + a[1]


with pretended_device((9, 0)):
    made = _Kernel(kernel, (types.float32[::1],), lto=True)
    assert bytes(made._codelibrary.get_cubin().code)[:4] == b"\\x7fELF"
print(json.dumps({**asked, "clang": "libclang" in open("/proc/self/maps").read()}))
"""


@pytest.mark.parametrize("mode", ["loaded", "static"])
def test_what_was_seen_asks_nobody(tmp_path: Path, mode: str) -> None:
    """A second process makes the same kernel without NVRTC, clang, libNVVM and nvJitLink."""
    header = tmp_path / "scan.cuh"
    header.write_text(HEADER)
    os.utime(header, (1_700_000_000, 1_700_000_000))
    if mode == "static":
        numbast.generate(header, tmp_path / "scan.py", instantiate=["Scan<double, 2>"], nvrtc_check=False)
    (tmp_path / "driver.py").write_text(DRIVER)
    env = {
        **os.environ,
        "NUMBAST_CACHE_DIR": str(tmp_path / "cache"),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    told = []
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "driver.py", mode],
            cwd=tmp_path,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        told.append(json.loads(done.stdout.splitlines()[-1]))
    assert told[0]["nvrtc"] == (1 if mode == "loaded" else 3)  # static: the class, the method, the shims
    assert told[1] == {"nvrtc": 0, "libnvvm": 0, "nvjitlink": 0, "clang": False}
