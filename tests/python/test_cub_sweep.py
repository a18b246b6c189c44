"""CUB's block and warp algorithms over element types, items per thread and block sizes."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys

import numpy as np
import pytest
from numba import cuda
from numba.cuda import types

from numbast.testing import compile_kernel
from tools.cub_sweep import (
    ALGORITHMS,
    CASES,
    ELEMENTS,
    Case,
    element_of,
    expected_of,
    input_of,
    kernel_of,
)

#: Each algorithm, type, number of items and block size, in few kernels.
FEW = [CASES[i * len(CASES) // len(ALGORITHMS) + (i * 7) % (len(CASES) // len(ALGORITHMS))] for i in range(5)]


def compiled(case: Case) -> None:
    element = element_of(case.element)
    argument = types.Array(getattr(element, "_object_type", None) or getattr(types, case.element), 1, "C")
    made = compile_kernel(kernel_of(case), types.void(argument, argument), arch="sm_90")
    assert (made.calls, made.local_memory_instructions) == (0, 0), case


def test_code() -> None:
    """No call is left and nothing is on the stack, in a process that has loaded no other CUB."""
    text = "import test_cub_sweep as t\nfor case in t.FEW:\n    t.compiled(case)\n"
    place = os.pathsep.join([os.path.dirname(__file__), *sys.path])
    done = subprocess.run(
        [sys.executable, "-c", text],
        env={**os.environ, "PYTHONPATH": place},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.long
@pytest.mark.parametrize("case", [case for case in CASES if case not in FEW], ids=str)
def test_all_code(case: Case) -> None:
    compiled(case)


@pytest.mark.gpu
@pytest.mark.parametrize(("make", "element"), [*itertools.product(ALGORITHMS, ELEMENTS)])
def test_results(make: object, element: str) -> None:
    """As NumPy has them."""
    for case in CASES:
        if (case.algorithm, case.element) != (getattr(make, "__name__", ""), element):
            continue
        x = input_of(case)
        out = np.zeros_like(x)
        cuda.jit(kernel_of(case))[1, case.threads](x, out)
        expected = expected_of(case, x)
        assert np.array_equal(out[: len(expected)], expected), case
