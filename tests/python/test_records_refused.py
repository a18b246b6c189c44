"""Members that only NVRTC refuses: who doesn't need them is not disturbed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from numba.cuda import types
from numba.cuda.core.errors import TypingError

import numbast
from numbast.testing import compile_kernel

HEADER = """
struct Handle {
  int rank;
  __device__ Handle(int rank) : rank(rank) {}
  __device__ inline Handle &operator=(const Handle &);  // declared, and defined nowhere
  __device__ int get() const { return rank; }
};
"""


def test_an_assignment_that_is_not_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first value of a variable is made in its place, whatever operator= is."""
    monkeypatch.setenv("NUMBAST_CACHE_DIR", str(tmp_path))
    lib = numbast.load_source(HEADER)

    def kernel(out: Any) -> None:
        handle = lib.Handle(3)
        out[0] = handle.get()

    assert compile_kernel(kernel, types.void(types.int32[::1])).calls == 0


def test_one_that_is_written_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBAST_CACHE_DIR", str(tmp_path))
    lib = numbast.load_source(HEADER)

    def kernel(out: Any) -> None:
        one = lib.Handle(3)
        one.assign(lib.Handle(4))
        out[0] = one.get()

    with pytest.raises(TypingError, match="Handle::operator="):
        compile_kernel(kernel, types.void(types.int32[::1]))
