"""Functions that are declared and not defined: one clear error, the C++ name with its place."""

from __future__ import annotations

from typing import Any

import pytest

import numbast
from numbast.runtime.link_failures import UndefinedFunctionError, qualified_name
from numbast.testing import compile_kernel

pytest.importorskip("numba.cuda")
SOURCE = """\
namespace n { inline namespace v1 { __device__ int never(int x, float *p); } }
extern "C" __device__ int never_c(int);
struct S { int v; __device__ int get() const; __device__ S(int); };
__device__ inline int uses(int x) { return n::never(x, 0); }
__device__ int never(int x);
__device__ int never(float x);
"""
HEAD = "the kernel calls a function that is declared and not defined:\n  "
TAIL = "\ngive what defines it by `link` (cuda.jit(link=[...])), or name the header that defines it too"
FILE = "<extra source>"


@pytest.fixture(scope="module")
def lib() -> Any:
    return numbast.load_source(SOURCE)


def compiled(lib: Any, expression: str, **more: Any) -> Any:
    made: dict[str, Any] = {"lib": lib}
    exec(f"def kernel(out):\n out[0] = {expression}\n", made)
    return compile_kernel(made["kernel"], "void(int32[::1])", **more)


@pytest.mark.parametrize(
    ("expression", "told"),
    [
        ("lib.n.never(1, None)", f"{FILE}:1: int n::never(int x, float *p)"),
        ("lib.uses(1)", f"{FILE}:1: int n::never(int x, float *p)"),
        ("lib.never_c(1)", f"{FILE}:2: int never_c(int)"),
        ("lib.S(1).v", f"{FILE}:3: S::S(int)"),
        ("lib.never(1)", f"{FILE}:5: int never(int x)\n  {FILE}:6: int never(float x)"),
    ],
)
def test_text(lib: Any, expression: str, told: str) -> None:
    with pytest.raises(UndefinedFunctionError) as caught:
        _ = compiled(lib, expression).cubin
    assert str(caught.value) == HEAD + told + TAIL


def test_numba_says_the_same(lib: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where numba-cuda itself links, at the first launch; without a device its linker is not to be had."""
    from numba.cuda.codegen import CUDACodeLibrary

    def fails(*_: Any, **__: Any) -> None:
        raise RuntimeError("error   : Undefined reference to 'never_c' in 'unit'")

    library = compiled(lib, "lib.never_c(1)").library
    monkeypatch.setattr(CUDACodeLibrary, "_link_all", fails)
    with pytest.raises(Exception, match=r"int never_c\(int\)") as caught:
        library.get_cubin(cc=(9, 0))
    assert type(caught.value).__name__ == "UndefinedFunctionError"  # of whichever runtime was first


def test_what_is_linked_is_defined(lib: Any) -> None:
    from numba.cuda import CUSource

    defined = CUSource('extern "C" __device__ int never_c(int x) { return x; }')
    assert compiled(lib, "lib.never_c(1)", link=[defined]).cubin


@pytest.mark.parametrize(
    ("symbol", "name"),
    [
        ("_Z5neveri", "never"),
        ("_ZN1n5neverEiPf", "n::never"),
        ("_ZNK1S3getEv", "S::get"),
        ("_ZN1SC1Ei", "S::S"),
        ("_ZL5neveri", "never"),
        ("plain", "plain"),
        ("_Z1fIiEvT_", "f"),
        ("_ZplRK1SS1_", ""),
    ],
)
def test_mangled_names(symbol: str, name: str) -> None:
    assert qualified_name(symbol) == name
