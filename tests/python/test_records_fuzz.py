"""Random programs over objects compute what C++ computes, and none is refused."""

from __future__ import annotations

import ctypes
import linecache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numba import cuda
from numba.cuda import types

from tools import modules, object_programs
from tools.cpu import CpuKernel, shim_library

HEADER = Path(__file__).parent / "records_fuzz.cuh"
SIGNATURE = types.void(types.int64[::1], types.int64)


@pytest.fixture(scope="module")
def lib() -> Any:
    return modules.bound(str(HEADER), "records_fuzz")


def twins(seeds: range) -> ctypes.CDLL:
    texts = [object_programs.program(s).cxx_text(f"program_{s}") for s in seeds]
    return ctypes.CDLL(str(shim_library(f'#include "{HEADER}"\n' + "".join(texts))))


def outcome(lib: Any, seed: int, debug: bool = False) -> int:
    """What the kernel of a seed computes."""
    text = object_programs.program(seed).python_text(f"program_{seed}")
    file = f"<program {seed}>"
    linecache.cache[file] = (len(text), None, text.splitlines(True), file)
    space = {"cuda": cuda, **{n: getattr(lib, n) for n in dir(lib) if n[0] != "_"}}
    exec(compile(text, file, "exec"), space)
    out = np.zeros(1, np.int64)
    function: Any = space[f"program_{seed}"]
    CpuKernel(function, SIGNATURE, [lib], debug=debug, include_dirs=[HEADER.parent])(1, 1, out, 4)
    return int(out[0])


def wrong(lib: Any, seeds: range, debug: bool = False) -> list[str]:
    """The programs of these seeds that are refused or wrong."""
    native, found = twins(seeds), []
    for seed in seeds:
        want = np.zeros(1, np.int64)
        getattr(native, f"program_{seed}")(ctypes.c_void_p(want.ctypes.data), ctypes.c_longlong(4))
        try:
            got: Any = outcome(lib, seed, debug)
        except Exception as e:
            got = str(e)
        if got != int(want[0]):
            text = object_programs.program(seed).python_text(f"program_{seed}")
            found.append(f"seed {seed}: {got}, C++ computes {int(want[0])}\n{text}")
    return found


@pytest.mark.parametrize("part", range(4))
def test_programs(lib: Any, part: int) -> None:
    assert not wrong(lib, range(50 * part, 50 * part + 45))


def test_programs_in_debug_mode(lib: Any) -> None:
    assert not wrong(lib, range(45, 50), debug=True)


@pytest.mark.long
@pytest.mark.parametrize("part", range(80))
def test_many_programs(lib: Any, part: int) -> None:
    assert not wrong(lib, range(1000 + 50 * part, 1050 + 50 * part), debug=part % 8 == 7)
