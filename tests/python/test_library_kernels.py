"""Kernels over more of CUDA's templates, compiled to machine code: no call is left, nothing on the stack."""

from __future__ import annotations

from typing import Any

import pytest

from numbast.testing import compile_kernel
from tools.library_kernels import KERNELS, glm


@pytest.mark.parametrize("make", KERNELS, ids=lambda make: make.__name__)
def test_code(make: Any) -> None:
    compiled = compile_kernel(*make())
    assert compiled.instructions
    if make is not glm:  # whose sine has a slow path
        assert (compiled.calls, compiled.local_memory_instructions) == (0, 0)
