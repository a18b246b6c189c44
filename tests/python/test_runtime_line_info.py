"""Kernels with line information or debug code that call bound functions."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest

from tools import modules

pytest.importorskip("numba.cuda")

from numba import cuda

from numbast.testing import CompiledKernel, compile_kernel

HEADER = Path(__file__).with_name("runtime_header.cuh")
ARGS = "void(int32[::1])"
INFO: dict[str, Any] = {"lineinfo": True}
DEBUG: dict[str, Any] = {"debug": True, "opt": False}


@pytest.fixture(scope="module")
def lib() -> Any:
    return modules.bound(str(HEADER), retain=["*/runtime_header.cuh"])


def compiled(kernel: Any, options: dict[str, Any]) -> CompiledKernel:
    made = compile_kernel(kernel, ARGS, **options)
    assert made.cubin
    return made


@pytest.mark.parametrize("options", [{}, INFO, DEBUG], ids=["plain", "lineinfo", "debug"])
def test_kernels_link(lib: Any, options: dict[str, Any]) -> None:
    def kernel(out):
        out[0] = lib.addone(out[1])

    made = compiled(kernel, options)
    if options is INFO:
        assert made.calls == 0
        assert ".loc" in made.ptx
        assert HEADER.name in made.ptx  # C++'s lines too
    elif not options:
        assert ".loc" not in made.ptx


@pytest.mark.parametrize(("outer", "inner"), list(itertools.product([{}, INFO, DEBUG], repeat=2)))
def test_device_functions_with_other_options(lib: Any, outer: Any, inner: Any) -> None:
    """One unit asked for by two functions is linked once, whatever they ask for."""

    @cuda.jit(device=True, **inner)
    def function(a):
        return lib.addone(a)

    def kernel(out):
        out[0] = lib.addone(function(out[1]))

    compiled(kernel, outer)


def test_kernels_without_bindings_are_left_alone(lib: Any) -> None:
    def bound(out):
        out[0] = lib.addone(out[1])

    def unbound(out):
        out[0] = out[1]

    assert 'i32 1, !"Debug Info Version"' in compiled(bound, INFO).library.get_llvm_str()
    assert 'i32 2, !"Debug Info Version"' in compiled(unbound, INFO).library.get_llvm_str()
