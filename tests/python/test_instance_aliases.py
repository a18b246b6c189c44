"""Aliases of instances that nothing in a header makes: `using Vec3 = Vec<float, 3>;`."""

from __future__ import annotations

from pathlib import Path

import pytest
from numba.core.errors import TypingError as HostTypingError
from numba.cuda.core.errors import TypingError

import numbast
from numbast.testing import compile_kernel
from tools import modules

HEADER = """
#include <cuda/std/utility>
template <class T> struct Own { T v; __device__ T get() const { return v; } };
using Mine = Own<int>;
using Theirs = cuda::std::pair<float, int>;
"""


@pytest.fixture
def header(tmp_path: Path) -> Path:
    path = tmp_path / "aliases.cuh"
    path.write_text(HEADER)
    return path


def test_loaded(header: Path) -> None:
    lib = numbast.load(header, arch="sm_90")
    assert (lib.Mine.sizeof, lib.Theirs.sizeof) == (4, 8)
    assert lib.Theirs is lib["cuda::std::pair<float, int>"]

    def kernel(x, out):  # type: ignore[no-untyped-def]
        out[0] = lib.Mine(x[0]).get()

    assert compile_kernel(kernel, "void(int32[::1], int32[::1])", arch="sm_90").calls == 0


def test_static_listed(header: Path) -> None:
    output = header.with_name("aliases_listed.py")
    numbast.generate(header, output, instantiate=["Own<int>"], nvrtc_check=False)
    lib = modules.load_file(output)

    def kernel(x, out):  # type: ignore[no-untyped-def]
        out[0] = lib.Mine(x[0]).get()

    assert compile_kernel(kernel, "void(int32[::1], int32[::1])", arch="sm_90").calls == 0


def test_static_not_listed(header: Path) -> None:
    """NVRTC is asked, where nothing is listed too."""
    output = header.with_name("aliases_alone.py")
    numbast.generate(header, output, nvrtc_check=False)
    lib = modules.load_file(output)
    assert (lib.Mine.sizeof, lib.Theirs.sizeof) == (4, 8)

    def kernel(x, out):  # type: ignore[no-untyped-def]
        out[0] = lib.Mine(x[0]).get()

    assert compile_kernel(kernel, "void(int32[::1], int32[::1])", arch="sm_90").calls == 0


def test_static_without_compiler(header: Path) -> None:
    """The error says which line to add."""
    output = header.with_name("aliases_nobody.py")
    numbast.generate(header, output, nvrtc_check=False)
    lib = modules.load_file(output)
    lib.__numbast_binding__.service.library.oracle.elsewhere = None

    def kernel(x, out):  # type: ignore[no-untyped-def]
        out[0] = lib.Mine(x[0]).get()

    with pytest.raises((TypingError, HostTypingError), match=r"list it \(--instantiate 'Own<int>'\)"):
        compile_kernel(kernel, "void(int32[::1], int32[::1])", arch="sm_90")
