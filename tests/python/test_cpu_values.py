"""What test_gpu_values.py compares, as far as a CPU can: bound calls against the same expressions by g++.

Both sides run the header's host code, so this says nothing of the device's
arithmetic: it shows that every callable gets its arguments and gives its
result as it should.
"""

from __future__ import annotations

import ctypes

import numpy as np
import pytest

from tools import cpu, expressions, modules, table
from tools.codes import size_of

COUNT = 1024


@pytest.mark.parametrize("header", ["cuda_fp8.h", "cuda_fp6.h", "cuda_fp4.h", "cuComplex.h"])
def test_bits(header: str) -> None:
    """Bit-equal over the beginnings of all pools."""
    from numba.cuda import types

    module = modules.with_accessors(header)
    found = table.of(module)
    cases = expressions.pure_cases(found)
    inputs = expressions.Inputs(cases, found["types"])
    offsets, size = expressions.result_offsets(cases, found["types"])
    source = expressions.host_source(header, cases, offsets, inputs, COUNT)
    program = ctypes.CDLL(str(cpu.shim_library(source, cpu.cuda_include_dirs())))
    theirs, ours = np.zeros(size, np.uint8), np.zeros(size, np.uint8)
    program.evaluate(ctypes.c_void_p(inputs.data.ctypes.data), ctypes.c_void_p(theirs.ctypes.data))
    array = types.Array(types.uint8, 1, "C", readonly=True)
    kernel = expressions.numba_kernel(module, cases, offsets, inputs, found["types"])
    cpu.CpuKernel(kernel, types.void(array, types.uint8[::1]), [module])(COUNT // 256, 256, inputs.data, ours)
    bad = []
    for case, at in zip(cases, offsets, strict=True):
        end = at + COUNT * size_of(case.result, found["types"])
        if not np.array_equal(ours[at:end], theirs[at:end]):
            bad.append(str(case))
    assert theirs.any()
    assert not bad
