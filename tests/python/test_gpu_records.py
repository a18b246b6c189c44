"""The kernels of test_records.py and test_records_shapes.py on a device, optimised and as debug code."""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
import pytest
import test_records
import test_records_shapes
from numba import cuda

from tools import modules

FILES = {"records": test_records, "shapes": test_records_shapes}
NAMES = [(file, name) for file, tests in FILES.items() for name in tests.KERNELS]


def library(file: str) -> Any:
    """The bound header of a file's kernels."""
    header = FILES[file].HEADER
    return modules.bound(str(header), header.stem)


@pytest.mark.gpu
@pytest.mark.parametrize("debug", [False, True], ids=["optimised", "debug"])
@pytest.mark.parametrize(("file", "name"), NAMES, ids=[f"{file}-{name}" for file, name in NAMES])
def test_as_in_cpp(file: str, name: str, debug: bool) -> None:
    tests = FILES[file]
    out = np.full(16, -1, np.int64 if file == "records" else np.float64)
    want, device = out.copy(), cuda.to_device(out)
    f = tests.in_space(library(file), tests.KERNELS[name][0])
    kernel = cuda.jit(debug=True, opt=False)(f) if debug else cuda.jit(f)
    kernel[1, 1](device, 4)
    getattr(tests.twins(), f"twin_{name}")(ctypes.c_void_p(want.ctypes.data), ctypes.c_longlong(4))
    assert device.copy_to_host().tolist() == want.tolist()
