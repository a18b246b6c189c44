"""Templates on the device: what CUB, libcu++, cooperative groups and wmma compute, against NumPy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numba import cuda

from tools.template_kernels import (
    complex_numbers,
    matrices,
    radix_sort,
    reduce,
    scan,
    spans,
    static_module,
    tiles,
    tuples,
    warp_reduce,
)

pytestmark = pytest.mark.gpu
RANDOM = np.random.default_rng(7)


def run(make: Any, threads: int, *arrays: Any) -> None:
    cuda.jit(make()[0])[1, threads](*arrays)
    cuda.synchronize()


def test_scan() -> None:
    x = RANDOM.integers(-9, 9, 512).astype(np.int32)
    out = np.zeros_like(x)
    run(scan, 128, x, out)
    assert np.array_equal(out, np.cumsum(x))


def test_reduce() -> None:
    x, out = np.arange(64, dtype=np.float32), np.zeros(1, np.float32)
    run(reduce, 64, x, out)
    assert out[0] == x.sum()


def test_radix_sort() -> None:
    x = RANDOM.integers(0, 1 << 32, 512).astype(np.uint32)
    out = np.zeros_like(x)
    run(radix_sort, 128, x, out)
    assert np.array_equal(out, np.sort(x))


def test_warp_reduce() -> None:
    x, out = np.arange(32, dtype=np.float64), np.zeros(32)
    run(warp_reduce, 32, x, out)
    assert out[0] == x.sum()


def test_complex() -> None:
    x, out = np.array([1, 2, 3, -4], np.float32), np.zeros(3, np.float32)
    run(complex_numbers, 1, x, out)
    a, b = complex(1, 2), complex(3, -4)
    c = a * b + a + b
    assert np.allclose(out, [c.real, c.imag, abs(c)], rtol=1e-6)


def test_tuple_and_span() -> None:
    x, out = np.array([1.5, 2.5, 3, 4], np.float32), np.zeros(2, np.float32)
    run(tuples, 1, x, out)
    assert out.tolist() == [1.5, 3]
    run(spans, 1, x, out)
    assert out.tolist() == [2.5, 4]


def test_tiles() -> None:
    x, out = np.arange(64, dtype=np.int32), np.zeros(64, np.int32)
    run(tiles, 64, x, out)
    expected = [i + (i % 32 < 31) for i in range(64)]
    assert out.tolist() == expected


def test_matrices() -> None:
    a = RANDOM.integers(-4, 4, (16, 16)).astype(np.float16)
    b = RANDOM.integers(-4, 4, (16, 16)).astype(np.float16)
    out = np.zeros(256, np.float32)
    run(matrices, 32, a.ravel(), b.ravel(), out)
    assert np.array_equal(out.reshape(16, 16), a.astype(np.float32) @ b.astype(np.float32))


@pytest.mark.parametrize("test", [test_scan, test_reduce, test_radix_sort, test_warp_reduce, test_complex,
                                  test_tuple_and_span, test_tiles, test_matrices],
                         ids=lambda test: test.__name__)  # fmt: skip
def test_static_modules(test: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same kernels over static modules."""

    def run_static(make: Any, threads: int, *arrays: Any) -> None:
        kernel, _ = make(lambda header: static_module(header, make, tmp_path))
        cuda.jit(kernel)[1, threads](*arrays)
        cuda.synchronize()

    monkeypatch.setitem(globals(), "run", run_static)
    test()
