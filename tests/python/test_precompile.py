"""LTO-IR that is made ahead: a module that has it needs neither headers nor NVRTC."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import numbast
from numbast import loading
from numbast.runtime.cache import cache
from numbast.runtime.units import Units

HEADER = "struct P { int x; };\n__device__ inline int twice(P p) { return 2 * p.x; }\n"
USE = """\
import sys
from cuda.bindings import nvrtc

def none(*a, **k):
    raise AssertionError("NVRTC was asked")

nvrtc.nvrtcCompileProgram = none
import bound
from numbast.testing import compile_kernel

def kernel(x):
    x[0] = bound.twice(bound.P(x[0]))

done = compile_kernel(kernel, "void(int32[::1])", arch=sys.argv[1])
print(done.calls, len(done.cubin) > 0)
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBAST_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    Path("my.cuh").write_text(HEADER)
    loading._forget()
    yield tmp_path
    loading._forget()


def use(arch: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([".", *sys.path])}
    return subprocess.run(
        [sys.executable, "-c", USE, arch], env=env, capture_output=True, text=True, check=False
    )


def test_neither_headers_nor_nvrtc(project):
    numbast.generate("my.cuh", "bound.py", precompile="sm_80,sm_90", embed_headers=False)
    names = sorted(p.name.partition(".")[0] for p in Path("bound_ltoir").iterdir())
    assert names == ["sm_80", "sm_90"]
    Path("my.cuh").unlink()
    cache().clear()
    for arch in ("sm_80", "sm_86", "sm_90", "sm_100"):
        done = use(arch)
        assert done.stdout == "0 True\n", done.stderr
    assert "NVRTC was asked" in use("sm_75").stderr or "my.cuh" in use("sm_75").stderr


@pytest.mark.parametrize("damage", ["cut", "another table's", "newer CUDA"])
def test_what_does_not_fit_is_not_used(project, damage):
    numbast.generate("my.cuh", "bound.py", precompile="sm_80")
    (path,) = Path("bound_ltoir").iterdir()
    data = path.read_bytes()
    if damage == "cut":
        path.write_bytes(data[:-1])
    elif damage == "newer CUDA":
        path.rename(path.with_name("sm_80.cuda13.99"))
    else:
        path.write_bytes(data.replace(b'"nb_', b'"nc_', 1))
    cache().clear()
    assert "NVRTC was asked" in use("sm_80").stderr


def test_a_module_is_the_same_when_made_again(project):
    numbast.generate("my.cuh", "bound.py", precompile=["sm_80"])
    from numbast.cli import main

    assert main(["check", "bound.py", "my.cuh", "-q"]) == 0
    next(Path("bound_ltoir").iterdir()).write_bytes(b"")
    assert main(["check", "bound.py", "my.cuh", "-q"]) == 4


def test_of_a_loaded_library(project, monkeypatch):
    lib = numbast.load("my.cuh")
    assert lib.precompile(["sm_80", "sm_90"]) == 2
    monkeypatch.setattr("numbast.runtime.compiling.nvrtc_compile", None)
    units = Units(lib.__numbast_plan__.table, None, [str(project)])
    assert units.compiled(0, "sm_80").ltoir
    with pytest.raises(numbast.ConfigError, match="unknown arch 'sm_1'"):
        lib.precompile("sm_1")


def test_load_with_the_option(project, monkeypatch):
    numbast.load("my.cuh", precompile="sm_80")
    keys = [key for key, *_ in cache().entries()]
    assert sum(key.startswith("code-") for key in keys) == 1


def test_without_nvrtc(project, monkeypatch):
    monkeypatch.setattr("numbast.nvrtc_check.nvrtc_version_text", lambda: "")
    with pytest.raises(numbast.EnvironmentProblem, match="needs NVRTC"):
        numbast.generate("my.cuh", "bound.py", precompile="sm_80", nvrtc_check=False)
    assert not Path("bound.py").exists()
