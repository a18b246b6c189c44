"""Packs of more elements than clang can hold: it keeps N mod 32768, and of a billion it takes all memory."""

from __future__ import annotations

from typing import Any

import pytest
from numba.cuda import types

import numbast
from numbast import NotBoundError, TemplateError
from numbast.testing import compile_kernel

SOURCE = """
#define HAS(x) __has_builtin(x)
#define HAS_NAMED(x) HAS(__##x)
namespace ns {
template <class T, T... I> struct Sequence { static constexpr int length = sizeof...(I); };
#if __has_builtin(__make_integer_seq) && HAS_NAMED(make_integer_seq)
template <class T, T N> using Made = __make_integer_seq<Sequence, T, N>;
#endif
template <int N> struct Counted { static constexpr int value = Made<unsigned long, N>::length; };
template <int N> __device__ auto counted() { return Made<int, N>::length; }
template <class T, T... I> __device__ int length(Sequence<T, I...>) { return sizeof...(I); }
__device__ int few(Made<int, 3> s) { return length(s); }
__device__ int many(Made<int, 50000> s) { return 0; }
}
"""
REASON = "static assertion failed due to requirement '%s <= 32767': clang has packs of at most 32767 elements"


@pytest.fixture(scope="module")
def lib() -> Any:
    return numbast.load_source(SOURCE, arch="sm_90", std="c++17")


def test_as_many_as_there_can_be(lib: Any) -> None:
    assert [lib.ns.Counted[n].value for n in (0, 3, 32767)] == [0, 3, 32767]
    assert lib["ns::Made<int, 3>"] is lib["ns::Sequence<int, 0, 1, 2>"]
    assert lib["ns::Made<char, 100>"].length == 100


@pytest.mark.parametrize("n", [32768, 40000, 1000000000])
def test_too_many(lib: Any, n: int) -> None:
    with pytest.raises(NotBoundError) as e:
        lib.ns.Counted[n].value  # noqa: B018
    first, *places = str(e.value).split("\n")
    assert first == f"ns::Counted<{n}>::value is not bound: {REASON % f'{n}UL'}"
    assert any(
        "<extra source>:9: in instantiation of template type alias 'Made'" in place for place in places
    )
    call = lib.ns.counted[n]

    def kernel(out: Any) -> None:
        out[0] = call()

    with pytest.raises(Exception, match=REASON % n):
        compile_kernel(kernel, types.void(types.int64[::1]))


def test_of_declarations(lib: Any) -> None:
    """The one that has such a pack is skipped, at its line."""
    assert lib.ns.few is not None
    with pytest.raises(NotBoundError, match="<extra source>:13: declared with an error"):
        lib.ns.many  # noqa: B018


def test_of_headers_that_are_not_bound() -> None:
    """`lib["..."]` has C++'s reason."""
    lib = numbast.load_source("#include <cuda/std/utility>\ntemplate <class T> struct Any {};", arch="sm_90")
    assert lib["cuda::std::make_index_sequence<2>"] is lib["cuda::std::index_sequence<0, 1>"]
    for text, reason in {
        "cuda::std::make_index_sequence<100000>": REASON % "100000UL",
        "cuda::std::nothing<int>": "no template named 'nothing' in namespace 'cuda::std'",
    }.items():
        with pytest.raises(TemplateError) as e:
            lib[text]
        assert reason in str(e.value)
