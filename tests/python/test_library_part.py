"""The C and C++ library headers for NVRTC travel with those modules alone whose headers lead to them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import numbast

ALONE = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("numbast", "clang"):
            raise ImportError(name)
sys.meta_path.insert(0, Blocked())
sys.path[:0] = sys.argv[1:3]
import lib
from numba.cuda import types
from tools import sass
def kernel(x):
    x[0] = {call}
print(len(sass.cubin(kernel, types.void(types.{dtype}[::1]))))
"""


def parts(path: Path) -> str:
    return next((line for line in path.read_text().splitlines() if line.startswith("'parts'")), "")


def links(folder: Path, call: str, dtype: str = "float32") -> None:
    """A kernel compiles where numbast is not, so that only what travels with the module is there."""
    tests = str(Path(__file__).resolve().parents[1])
    script = ALONE.format(call=call, dtype=dtype)
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder), tests],
        capture_output=True,
        text=True,
        check=False,
        env={**__import__("os").environ, "NUMBAST_CACHE_DIR": str(folder / "cache")},
    )
    assert done.returncode == 0 and int(done.stdout) > 500, done.stderr[-3000:]


@pytest.mark.parametrize("header", ["cuda_fp16.h", "cuda_bf16.h", "cuda_fp8.h", "cuComplex.h", "mma.h"])
def test_cuda_headers_that_need_none(header: str, tmp_path: Path) -> None:
    numbast.generate(header, tmp_path / "lib.py", nvrtc_check=False)
    assert "nvrtc" not in parts(tmp_path / "lib.py")


def test_a_module_without_works(tmp_path: Path) -> None:
    numbast.generate("cuda_bf16.h", tmp_path / "lib.py", nvrtc_check=False)
    links(tmp_path, "lib.__bfloat162float(lib.__float2bfloat16(x[0]))")


def test_a_users_header_has_them(tmp_path: Path) -> None:
    """Whatever it includes here: on another machine it may be more."""
    path = tmp_path / "mine.cuh"
    path.write_text(
        "#include <vector>\n#include <cmath>\n__device__ inline float f(float x) { return std::sqrt(x); }\n"
    )
    numbast.generate(path, tmp_path / "lib.py", nvrtc_check=False)
    assert "nvrtc" in parts(tmp_path / "lib.py")
    links(tmp_path, "lib.f(x[0])")


def test_source_text_that_includes(tmp_path: Path) -> None:
    numbast.generate("cuComplex.h", tmp_path / "lib.py", extra_source="#include <cmath>\n", nvrtc_check=False)
    assert "nvrtc" in parts(tmp_path / "lib.py")
