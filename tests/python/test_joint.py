"""What a kernel uses of templates is compiled once, and asked for in as few sets as can be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from numba import cuda
from numba.cuda import types

import numbast
from numbast import runtime
from numbast.runtime import units
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


@pytest.fixture
def compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that NVRTC makes code of, nothing being kept yet."""
    monkeypatch.setenv("NUMBAST_CACHE_DIR", str(tmp_path / "cache"))
    texts: list[str] = []
    original = units.nvrtc_compile

    def noted(source: str, *more: Any) -> Any:
        result = original(source, *more)
        if result.code is not None:
            texts.append(source)
        return result

    monkeypatch.setattr(units, "nvrtc_compile", noted)
    return texts


def kernel_of(lib: Any, name: str) -> Any:
    made = lib.Sum[name]

    def kernel(x: Any) -> None:
        s = made(x[0])
        x[1] = s.plus(x[2])
        x[2] = made(x[0]).plus(x[1])
        x[3] = lib.twice(x[3])

    return kernel


def test_one_compilation(compiled: list[str]) -> None:
    lib = numbast.load_source(HEADER, arch="sm_90")
    asked: list[tuple[str, ...]] = []
    oracle = lib.__numbast_library__.oracle
    ask = oracle._ask
    oracle._ask = lambda questions: (asked.append(questions), ask(questions))[1]
    for name, ty in (("float", types.float32), ("double", types.float64)):
        assert compile_kernel(kernel_of(lib, name), types.void(ty[::1])).calls == 0
    assert len(compiled) == 2
    assert [q[0].partition(";")[0] for q in asked] == ["class", "method", "call"] * 2
    assert not any("is_asked" in text for questions in asked for text in questions)


def test_static_modules(tmp_path: Path, compiled: list[str]) -> None:
    """What is asked of NVRTC makes no code."""
    header = tmp_path / "joint_sum.cuh"
    header.write_text(HEADER)
    numbast.generate(header, tmp_path / "joint_module.py", arch="sm_90", instantiate=["Sum<float>"])
    lib = imported(tmp_path / "joint_module.py")
    del compiled[:]
    seen: list[bool] = []
    asking = runtime.asking
    original = asking.nvrtc_compile
    asking.nvrtc_compile = lambda *given: (result := original(*given), seen.append(result.code is None))[0]
    try:
        assert compile_kernel(kernel_of(lib, "double"), types.void(types.float64[::1])).sass
    finally:
        asking.nvrtc_compile = original
    assert seen
    assert all(seen)
    assert len(compiled) == 1


def test_a_refused_shim_costs_the_others_nothing() -> None:
    lib = numbast.load_source(HEADER, arch="sm_90")
    made = lib.Sum["float"]

    def bad(x: Any) -> None:
        x[0] = made(x[0]).wrong(x[1])

    with pytest.raises(cuda.core.errors.TypingError, match=r"NVRTC says: .*must have class type"):
        compile_kernel(bad, types.void(types.float32[::1]))
    kernel = kernel_of(lib, "float")
    assert compile_kernel(kernel, types.void(types.float32[::1])).calls == 0
