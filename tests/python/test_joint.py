"""What a kernel uses of templates is compiled once, and asked for in as few sets as can be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numba import cuda
from numba.cuda import types

import numbast
from numbast.testing import compile_kernel
from tools.template_kernels import imported

HEADER = """#pragma once
template <class T> struct Sum {
  T x;
  __device__ Sum(T y) : x(y) {}
  template <class U> __device__ T plus(U y) const { return x + (T)y; }
  template <class U> __device__ int wrong(U y) const { return y.nothing; }
};
template <class T> __device__ T twice(T x) { return x + x; }
"""


def compilations(monkeypatch: pytest.MonkeyPatch, *users: Any) -> list[bool]:
    """What NVRTC does from now on: whether it made code. `users`: functions of the runtime that serves."""
    made: list[bool] = []
    for space in {id(f.__globals__): f.__globals__ for f in users}.values():
        original = space["nvrtc_compile"]

        def noted(*given: Any, original: Any = original) -> Any:
            result = original(*given)
            made.append(result.code is not None)
            return result

        monkeypatch.setitem(space, "nvrtc_compile", noted)
    return made


def unit_job(library: Any) -> Any:
    """What compiles a unit, in the runtime that serves a library."""
    space = type(library.units)._compile.__globals__
    space["install_parts"](("compiling",), space["process_space"]().parts)
    return space["unit_jobs"][0].run


@pytest.fixture(autouse=True)
def nothing_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBAST_CACHE_DIR", str(tmp_path / "cache"))


def kernel_of(lib: Any, name: str) -> Any:
    made = lib.Sum[name]

    def kernel(x: Any) -> None:
        s = made(x[0])
        x[1] = s.plus(x[2])
        x[2] = made(x[0]).plus(x[1])
        x[3] = lib.twice(x[3])

    return kernel


def test_one_compilation(monkeypatch: pytest.MonkeyPatch) -> None:
    lib = numbast.load_source(HEADER, arch="sm_90")
    library = lib.__numbast_library__
    made = compilations(monkeypatch, unit_job(library))
    asked: list[tuple[str, ...]] = []
    ask = library.oracle._ask
    library.oracle._ask = lambda questions: (asked.append(questions), ask(questions))[1]
    for name, ty in (("float", types.float32), ("double", types.float64)):
        assert compile_kernel(kernel_of(lib, name), types.void(ty[::1])).calls == 0
    assert made == [True, True]
    assert [q[0].partition(";")[0] for q in asked] == ["class", "method", "call"] * 2
    assert not any("is_asked" in text for questions in asked for text in questions)


def test_static_modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked of NVRTC makes no code."""
    header = tmp_path / "joint_sum.cuh"
    header.write_text(HEADER)
    numbast.generate(header, tmp_path / "joint_module.py", arch="sm_90", instantiate=["Sum<float>"])
    lib = imported(tmp_path / "joint_module.py")
    library = lib.__numbast_binding__.service.library
    asking = type(library.oracle.elsewhere)._log
    made = compilations(monkeypatch, unit_job(library), asking)
    assert compile_kernel(kernel_of(lib, "double"), types.void(types.float64[::1])).sass
    assert len(made) > 2
    assert made.count(True) == 1


def test_operators_that_bind_closely(tmp_path: Path) -> None:
    """An operand that goes by address, before [] and ()."""
    header = tmp_path / "joint_row.cuh"
    header.write_text(
        "template <class T> struct Line { T v[3]; __device__ T &operator[](int i) { return v[i]; }\n"
        "  template <class U> __device__ T operator()(U i) const { return v[(int)i]; } };\n"
    )
    numbast.generate(header, tmp_path / "joint_line.py", arch="sm_90", instantiate=["Line<float>"])
    made = imported(tmp_path / "joint_line.py").Line[np.int32]

    def kernel(x: Any) -> None:
        a = cuda.local.array(1, made)
        x[0] = a[0][1] + a[0](x[1])

    assert compile_kernel(kernel, types.void(types.int32[::1])).calls == 0


def test_a_refused_shim_costs_the_others_nothing() -> None:
    lib = numbast.load_source(HEADER, arch="sm_90")
    made = lib.Sum["float"]

    def bad(x: Any) -> None:
        x[0] = made(x[0]).wrong(x[1])

    with pytest.raises(cuda.core.errors.TypingError, match=r"NVRTC says: .*must have class type"):
        compile_kernel(bad, types.void(types.float32[::1]))
    kernel = kernel_of(lib, "float")
    assert compile_kernel(kernel, types.void(types.float32[::1])).calls == 0


def test_answers_know_the_classes_of_the_library(tmp_path: Path) -> None:
    """A listed class keeps its members where NVRTC was asked for a call that isn't listed."""
    header = tmp_path / "joint_members.cuh"
    header.write_text(
        "struct Number { int n; __device__ operator int() const { return n; } };\n"
        "template <class T> struct Wide { T v[3]; __device__ T zero() const { return v[0]; }\n"
        "  __device__ T one() const { return v[1]; } __device__ T two() const { return v[2]; }\n"
        "  __device__ T operator[](int i) const { return v[i]; }\n"
        "  template <class U> __device__ T take(U i, int j) const { return v[(int)i + j]; } };\n"
    )
    numbast.generate(header, tmp_path / "joint_members.py", arch="sm_90", instantiate=["Wide<int>"])
    lib = imported(tmp_path / "joint_members.py")
    made, number = lib.Wide[np.int32], lib.Number

    def kernel(x: Any) -> None:
        a = cuda.local.array(1, made)
        w = a[0]
        x[0] = w.take(x[1], number(1)) + w[2] + w.two()

    assert compile_kernel(kernel, types.void(types.int32[::1])).calls == 0
