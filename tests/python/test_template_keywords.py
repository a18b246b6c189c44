"""Calls of templates with C++'s parameter names, in both modes."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from numba import cuda
from numba.cuda import types

import numbast
from numbast.testing import compile_kernel
from tools.answers import on_cpu
from tools.template_kernels import imported

HEADER = """#pragma once
template <class T> struct Vec {
  T x;
  __device__ Vec(T y) : x(y) {}
  template <class U> __device__ T mix(U a, T b, int by = 3) const { return x + a - b * by; }
  template <int N> __device__ static int scaled(int x, int y) { return N * x - y; }
};
template <class T> __device__ T sub(T left, T right) { return left - right; }
template <class T> __device__ T sub(T left, T right, T more) { return left - right + more; }
template <class T> __device__ void add(T value, T &to) { to += value; }
template <class T> __device__ T one(T a, int b) { return a - b; }
template <class T> __device__ T one(int b, T a, T c) { return a - b; }
"""
SIGNATURE = types.void(types.int32[::1])


def kernel_of(lib: Any) -> Any:
    vec = lib.Vec[np.int32]
    scaled = vec.scaled[3]

    def kernel(x: Any) -> None:
        v = vec(x[3])
        x[0] = lib.sub(right=x[1], left=x[2])
        x[1] = lib.sub(x[1], right=x[4])
        x[2] = v.mix(x[3], b=x[4])
        x[3] = v.mix(b=x[4], a=x[3], by=x[5])
        n = x[5]
        lib.add(to=n, value=x[4])
        x[4] = scaled(y=x[5], x=x[4])
        x[5] = n

    return kernel


@pytest.fixture(scope="module")
def loaded() -> Any:
    return numbast.load_source(HEADER, arch="sm_90")


@pytest.fixture(scope="module")
def static(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A module that lists some of it; NVRTC is asked about the rest."""
    header = tmp_path_factory.mktemp("keywords") / "keywords.cuh"
    header.write_text(HEADER)
    output = header.parent / "keyword_module.py"
    numbast.generate(header, output, arch="sm_90", instantiate=["Vec<int>", "sub<int>"])
    return imported(output)


def test_values(loaded: Any) -> None:
    run = on_cpu(loaded, kernel_of(loaded), SIGNATURE)
    x = np.array([0, 5, 8, 10, 2, 1], np.int32)
    run(1, 1, x)
    assert x.tolist() == [3, 3, 14, 18, 5, 3]


def test_static_modules(static: Any) -> None:
    assert compile_kernel(kernel_of(static), SIGNATURE).calls == 0


@pytest.mark.parametrize("mode", ["loaded", "static"])
def test_refused(mode: str, request: pytest.FixtureRequest) -> None:
    lib = request.getfixturevalue(mode)

    def unknown(x: Any) -> None:
        lib.sub(left=x[0], gone=x[1])

    def gap(x: Any) -> None:
        lib.one(x[0], c=x[1])

    def unclear(x: Any) -> None:
        lib.one(a=x[0], b=x[1])

    def twice(x: Any) -> None:
        lib.sub(x[0], left=x[0])

    takes = "it takes (left, right), (left, right, more)"
    for kernel, text in (
        (unknown, f"sub: no parameter is called 'gone': {takes}"),
        (gap, "one: the parameters c don't follow the arguments by position: it takes (a, b), (b, a, c)"),
        (unclear, "one: the parameters a, b are at different places: it takes (a, b), (b, a, c)"),
        (twice, f"sub: the parameters left don't follow the arguments by position: {takes}"),
    ):
        with pytest.raises(cuda.core.errors.TypingError, match=re.escape(text)):
            compile_kernel(kernel, SIGNATURE)
