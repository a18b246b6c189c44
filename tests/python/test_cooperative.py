"""Kernels whose threads wait for the whole grid: they are launched cooperatively, in both modes."""

from __future__ import annotations

import importlib
import sys

import numpy as np
import pytest

import numbast
from numbast import loading
from numbast.testing import compile_kernel

HEADER = "cooperative_groups.h"
INCLUDE = "cooperative_groups::(this_grid|grid_group|grid_group::.*)"
BLOCKS, THREADS = 8, 32


@pytest.fixture(params=["load", "generate"])
def groups(request, tmp_path, monkeypatch):
    """The namespace cooperative_groups of a library or of a module."""
    monkeypatch.setenv("NUMBAST_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.syspath_prepend(str(tmp_path))
    loading._forget()
    if request.param == "load":
        yield numbast.load(HEADER).cooperative_groups
    else:
        numbast.generate(HEADER, tmp_path / "groups.py", include=INCLUDE, nvrtc_check=False)
        importlib.invalidate_caches()
        yield importlib.import_module("groups").cooperative_groups
    sys.modules.pop("groups", None)
    loading._forget()


def kernel_of(cg):
    def kernel(parts, out):
        grid = cg.this_grid()
        rank = grid.thread_rank()
        parts[rank] = rank + 1
        grid.sync()
        if rank == 0:
            total = 0
            for i in range(parts.size):
                total += parts[i]
            out[0] = total

    return kernel


def test_a_kernel_that_waits_is_cooperative(groups):
    done = compile_kernel(kernel_of(groups), "void(int64[::1], int64[::1])")
    assert done.library.use_cooperative
    assert done.calls == 0 and done.cubin


def test_one_that_only_asks_is_not(groups):
    def kernel(out):
        out[0] = groups.this_grid().size()

    assert not compile_kernel(kernel, "void(int64[::1])").library.use_cooperative


def test_functions_are_named_by_an_option(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBAST_CACHE_DIR", str(tmp_path / "cache"))
    lib = numbast.load_source(
        "namespace n { __device__ inline void wait_all() {} __device__ inline void wait_one() {} }",
        cooperative="n::wait_a.*",
    )

    def waits():
        lib.n.wait_all()

    def goes_on():
        lib.n.wait_one()

    assert compile_kernel(waits, "void()").library.use_cooperative
    assert not compile_kernel(goes_on, "void()").library.use_cooperative


@pytest.mark.gpu
def test_every_block_has_written_before_one_reads(groups):
    from numba import cuda

    n = BLOCKS * THREADS
    parts, out = cuda.to_device(np.zeros(n, np.int64)), cuda.to_device(np.zeros(1, np.int64))
    kernel = cuda.jit(kernel_of(groups))
    kernel[BLOCKS, THREADS](parts, out)
    assert out.copy_to_host()[0] == n * (n + 1) // 2
    assert kernel.overloads and all(k.cooperative for k in kernel.overloads.values())
