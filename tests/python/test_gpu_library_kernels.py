"""On the device: function objects, atomic references, barriers, groups, GLM and MathDx, against NumPy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numba import cuda

import numbast
from tools import library_kernels as made

pytestmark = pytest.mark.gpu
X = np.random.default_rng(11).integers(-99, 99, 64).astype(np.int32)


def run(make: Any, threads: int, *arrays: Any) -> Any:
    cuda.jit(make()[0])[1, threads](*arrays)
    cuda.synchronize()
    return arrays[-1]


def test_reduce_with_function() -> None:
    assert run(made.reduce_with_function, 64, X, np.zeros(1, np.int32))[0] == X.max()


def test_scan_with_functions() -> None:
    before = np.concatenate([[0], np.cumsum(X)[:-1]])
    out = run(made.scan_with_functions, 64, X, np.zeros(64, np.int32))
    assert np.array_equal(out, np.maximum.accumulate(before))


@pytest.mark.parametrize("make", made.STATIC, ids=lambda make: make.__name__)
def test_static_functions(make: Any, tmp_path: Path) -> None:
    """Function objects of C++ that are listed and device functions of Python, in static modules."""
    kernel = make(lambda header: made.static_module(header, make, tmp_path))
    out = run(lambda: kernel, 64, X, np.zeros(64, np.int32))
    sums = np.concatenate([[0], np.cumsum(X)[:-1]])
    scanned = make is made.scan_with_functions
    assert out.tolist() == (np.maximum.accumulate(sums).tolist() if scanned else [X.max(), *[0] * 63])


def test_load_and_store() -> None:
    x = np.arange(256, dtype=np.int32)
    assert np.array_equal(run(made.load_and_store, 64, x, np.zeros(256, np.int32)), x + 1)


def test_atomic_references() -> None:
    out = run(made.atomic_references, 64, X, np.full(2, -1000, np.int32))
    assert out.tolist() == [X.sum() - 1000, X.max()]


def test_barriers() -> None:
    assert np.array_equal(run(made.barriers, 64, X, np.zeros(64, np.int32)), X[::-1])


def test_optionals() -> None:
    assert run(made.optionals, 1, X, np.zeros(4, np.int32)).tolist() == [X[0], 1, 7, 2]


def test_arrays() -> None:
    assert run(made.arrays, 1, X, np.zeros(2, np.int32)).tolist() == [X[0] + 5 + 4, 5]


def test_group_reductions() -> None:
    out = run(made.group_reductions, 64, X, np.zeros(64, np.int32))
    assert np.array_equal(out, np.repeat([X[:32].sum(), X[32:].sum()], 32))


def test_coalesced_groups() -> None:
    out = run(made.coalesced_groups, 64, X, np.zeros(64, np.int32))
    assert out[::2].tolist() == [1600 + i for i in (*range(16), *range(16))]
    assert np.array_equal(out[1::2], np.repeat([X[:32:2].max(), X[32::2].max()], 16))


@pytest.mark.skipif(not made.GLM.is_dir(), reason="GLM is not installed")
def test_glm() -> None:
    x = np.array([1, 2, 3, 4, 5, 7, np.pi / 2], np.float32)
    out = run(made.glm, 1, x, np.zeros(7, np.float32))
    w = np.cross(x[:3], x[3:6])
    assert np.allclose(out, [w @ x[:3], *(2 * w), -2, 1, 3], atol=1e-5)


@pytest.mark.skipif(made.random_numbers not in made.KERNELS, reason="MathDx is not there")
def test_random_numbers() -> None:
    """Philox of curanddx as curand_kernel.h has it."""
    limits = np.array([0, 1], np.float32)
    out = run(made.random_numbers, 32, limits, np.zeros(128, np.float32)).reshape(32, 4)
    curand = numbast.load("curand_kernel.h")

    def kernel(x: Any, expected: Any) -> None:
        i = cuda.threadIdx.x
        state = cuda.local.array(1, dtype=curand.curandStatePhilox4_32_10_t)
        curand.curand_init(1234, i, 0, state)
        four = curand.curand_uniform4(state)
        expected[4 * i] = four.x
        expected[4 * i + 1] = four.y
        expected[4 * i + 2] = four.z
        expected[4 * i + 3] = four.w

    expected = run(lambda: (kernel, ""), 32, limits, np.zeros(128, np.float32)).reshape(32, 4)
    assert np.allclose(out, expected, atol=1e-6)
    assert len(np.unique(out)) > 120


@pytest.mark.skipif(made.fourier not in made.KERNELS, reason="cufftdx is not there")
def test_fourier() -> None:
    x = np.random.default_rng(5).normal(size=16).astype(np.float32)
    out = run(made.fourier, 1, x, np.zeros(16, np.float32))
    assert np.allclose(out.view(np.complex64), np.fft.fft(x.view(np.complex64)), atol=1e-5)
