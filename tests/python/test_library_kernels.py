"""Kernels over more of CUDA's templates, compiled to machine code: no call is left, nothing on the stack."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from numbast.testing import compile_kernel
from tools.library_kernels import KERNELS, STATIC, glm, static_module


@pytest.mark.parametrize("make", KERNELS, ids=lambda make: make.__name__)
def test_code(make: Any) -> None:
    compiled = compile_kernel(*make())
    assert compiled.instructions
    if make is not glm:  # whose sine has a slow path
        assert (compiled.calls, compiled.local_memory_instructions) == (0, 0)


@pytest.mark.parametrize("make", STATIC, ids=lambda make: make.__name__)
def test_static_functions(make: Any, tmp_path: Path) -> None:
    """The same of static modules: listed function objects, and Python's functions."""
    compiled = compile_kernel(*make(lambda header: static_module(header, make, tmp_path)))
    assert compiled.instructions
    assert (compiled.calls, compiled.local_memory_instructions) == (0, 0)
