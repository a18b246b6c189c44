"""Random records lie in memory as nvcc lays them out, and kernels and C++ see the same fields in them."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numba import cuda
from numba.cuda import types

import numbast
from numbast.testing import compile_kernel
from tools import modules, nvcc, record_layouts
from tools.cpu import CpuKernel

SEED, ALL, FEW, GROUP = 20, 300, 20, 10  # records in all, in a quick run, in a kernel
RECORDS = record_layouts.records(SEED, ALL)
SIGNATURE = types.void(types.int64[::1])


@pytest.fixture(scope="module")
def header() -> Path:
    path = modules.folder() / "random_layouts.cuh"
    path.write_text(record_layouts.header(RECORDS))
    return path


@pytest.fixture(scope="module")
def lib(header: Path) -> Any:
    return modules.bound(str(header), "random_layouts", embed_headers=True)


def kernel_of(lib: Any, made: list[record_layouts.Record]) -> Any:
    names = [n for r in made for n in (r.name, f"sum_{r.name}", f"fill_{r.name}")]
    space = {n: getattr(lib, n) for n in names}
    text = record_layouts.kernel_text(made, 3)
    exec(compile(text, "<layouts>", "exec"), space)
    return space["layouts"]


def wanted(made: list[record_layouts.Record]) -> list[int]:
    return [n for r in made for n in (r.weighted(3), r.weighted(4))]


def groups(count: int) -> list[int]:
    return list(range(0, count, GROUP))


def test_the_records_have_every_shape() -> None:
    text = record_layouts.header(RECORDS)
    for shape in (" : R", "union {", "struct {", "pack(push, 2)", "alignas(32) R", "  alignas(16)", "][2]"):
        assert text.count(shape) > 2, shape
    assert sum(not r.leaves for r in RECORDS) > 2


@pytest.mark.skipif(nvcc.find() is None, reason="there is no nvcc")
def test_layouts_are_nvccs(lib: Any, header: Path, tmp_path: Path) -> None:
    """sizeof, alignof and offsetof of all of them, on the host and on the device."""
    source = tmp_path / "layouts.cu"
    source.write_text(f'#include "{header}"\n' + record_layouts.static_asserts(lib, RECORDS))
    command = [nvcc.find(), "-std=c++17", "-arch=sm_90", "-w", "-c", str(source), "-o", str(tmp_path / "x.o")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_where_compilers_differ() -> None:
    """A record that NVRTC lays out differently reaches no function."""
    lib = numbast.load_source(
        """#pragma pack(push, 1)
        struct Odd { int x; unsigned a : 17; unsigned long long : 0; unsigned long long b : 20; };
        #pragma pack(pop)
        __device__ inline int get(const Odd &o) { return o.b; }"""
    )
    assert lib.Odd.sizeof == 11

    def kernel(out: Any) -> None:
        out[0] = lib.get(lib.Odd())

    with pytest.raises(Exception, match="layout of Odd"):
        compile_kernel(kernel, types.void(types.int32[::1]))


def test_offsets_of_templates_with_many_arguments() -> None:
    """Where NVRTC has no builtin for offsetof, it is a macro (of two arguments here)."""
    lib = numbast.load_source(
        """#ifdef __CUDACC_RTC__
        #undef __builtin_offsetof
        #define __builtin_offsetof(type, member) __INTADDR__(&((type *)0)->member)
        #endif
        template <class A, class B, int... N> struct Many { A a; B b; };
        using Eight = Many<int, double, 1, 2, 3, 4, 5, 6>;
        struct Holder { Eight m; };
        __device__ inline double sum(const Eight &m) { return m.a + m.b; }"""
    )

    def kernel(out: Any) -> None:
        out[0] = lib.sum(lib.Holder().m)

    compile_kernel(kernel, types.void(types.float64[::1]))


def check_on_cpu(lib: Any, header: Path, first: int, debug: bool = False) -> None:
    made = RECORDS[first : first + (3 if debug else GROUP)]
    out = np.zeros(2 * len(made), np.int64)
    CpuKernel(kernel_of(lib, made), SIGNATURE, [lib], debug=debug, include_dirs=[header.parent])(1, 1, out)
    assert out.tolist() == wanted(made), "".join(r.text for r in made)


@pytest.mark.parametrize("first", groups(FEW))
def test_fields(lib: Any, header: Path, first: int) -> None:
    """What a kernel writes C++ reads, and the other way round."""
    check_on_cpu(lib, header, first)


def test_fields_in_debug_mode(lib: Any, header: Path) -> None:
    check_on_cpu(lib, header, FEW, debug=True)


@pytest.mark.long
@pytest.mark.parametrize("first", groups(ALL)[FEW // GROUP :])
def test_all_fields(lib: Any, header: Path, first: int) -> None:
    check_on_cpu(lib, header, first)


@pytest.mark.gpu
@pytest.mark.parametrize("first", groups(ALL))
def test_fields_on_a_gpu(lib: Any, first: int) -> None:
    made = RECORDS[first : first + GROUP]
    out = cuda.to_device(np.zeros(2 * len(made), np.int64))
    cuda.jit(kernel_of(lib, made))[1, 1](out)
    assert out.copy_to_host().tolist() == wanted(made)
