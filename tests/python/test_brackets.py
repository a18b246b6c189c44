"""Names in brackets in any C++ spelling, and what is said of names that are not bound."""

from __future__ import annotations

import functools
import importlib
import sys
from typing import Any

import pytest

import numbast
from numbast.runtime.failures import did_you_mean

HEADER = """\
#define EMPTY
#define ALIASFN lambda
#define FN(x) x
struct C { int x; __device__ ~C() {} };
__device__ void *operator new(unsigned long n, int k);
struct Incomplete;
__device__ inline int take(Incomplete *p) { return 1; }
template <class T, int N> struct TT { T v; };
__device__ inline int tt(TT<int, 4> t) { return t.v; }
__device__ inline int tu(TT<unsigned, 4> t, TT<const char *, 1> u, TT<TT<long long, 2>, 3> v) { return 0; }
struct Conv { __device__ operator unsigned long() const { return 1; } };
__device__ inline int lambda(int x) { return x; }
__device__ inline int lambda_(int x) { return x + 1; }
namespace class_ { __device__ inline int from(int x) { return x; } }
namespace a {
inline namespace v1 {
template <class T> struct Q { T q; };
__device__ inline int f(int x, float y = 1) { return x; } struct S { int s; };
__device__ inline int g(Q<S> q) { return 0; } }
namespace b { struct Base { int z; }; struct Outer : Base { struct In { int q; }; }; }
}
struct hidden { int h; };
__device__ inline int hidden(struct hidden h) { return h.h; }
"""


@pytest.fixture(scope="module")
def lib(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("brackets")
    (folder / "brackets.cuh").write_text(HEADER)
    numbast.generate(folder / "brackets.cuh", folder / "bracketed.py", nvrtc_check=False)
    sys.path.insert(0, str(folder))
    try:
        return importlib.import_module("bracketed")
    finally:
        sys.path.remove(str(folder))


@pytest.mark.parametrize("spelling", ["TT<int, 4>", "TT<int,4>", " TT < int , 4 > ", "::TT<int,4>"])
def test_template_arguments(lib: Any, spelling: str) -> None:
    assert lib[spelling].qualified == "TT<int, 4>"


@pytest.mark.parametrize(
    ("spelling", "clangs"),
    [
        ("TT<unsigned,4>", "TT<unsigned int, 4>"),
        ("TT<int unsigned, 0x4u>", "TT<unsigned int, 4>"),
        ("TT<uint32_t, 04>", "TT<unsigned int, 4>"),
        ("struct TT<signed, 0b100>", "TT<int, 4>"),
        ("TT<char const *, 1ul>", "TT<const char *, 1>"),
        ("TT<TT<long int long,2>,3>", "TT<TT<long long, 2>, 3>"),
        ("TT<TT<signed long long, 2>, 3>", "TT<TT<long long, 2>, 3>"),
    ],
)
@pytest.mark.parametrize("mode", ["static", "dynamic"])
def test_numbers_are_spelled_as_clang_does(lib: Any, spelling: str, clangs: str, mode: str) -> None:
    assert (lib if mode == "static" else loaded())[spelling].qualified == clangs


@functools.cache
def loaded() -> Any:
    """The same in dynamic mode."""
    return numbast.load_source(HEADER)


def test_conversion_functions(lib: Any) -> None:
    assert lib["Conv::operator unsigned long"] is lib["Conv::operator long unsigned int"]


def test_names_of_cxx_win(lib: Any) -> None:
    assert lib["lambda"] is lib.lambda_
    assert lib["lambda_"] is lib.lambda__
    assert lib["lambda_"].qualified == "lambda_"
    assert lib["class_::from"] is lib.class_.from_


def test_scopes(lib: Any) -> None:
    for spelling in ("a::v1::f", "a :: f", "::a::f"):
        assert lib[spelling] is lib.a.f
    assert lib.a["v1::f"] is lib.a.f
    assert lib["a::v1::S"] is lib["struct a::S"] is lib.a.S
    assert lib["a::Q<a::S>"] is lib["a::v1::Q<a::v1::S>"] is lib["a::v1::Q<a::S>"]
    assert lib["C::C"] is lib.C
    assert lib["struct a::b::Outer"] is lib.a.b.Outer
    assert lib["a::b::Outer::In"] is lib.a.b.Outer.In
    assert lib["struct hidden"].sizeof == 4
    with pytest.raises(TypeError, match="is a str, not int"):
        _ = lib[3]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("EMPTY", "empty macro"),
        ("ALIASFN", "no constant value"),
        ("FN", "function-like macro"),
        ("C::~C", "destructor"),
        ("operator new", "operator new has no counterpart"),
        ("operator  new", "operator new has no counterpart"),
    ],
)
def test_what_is_skipped_says_why(lib: Any, name: str, reason: str) -> None:
    with pytest.raises(AttributeError, match=rf"is not bound: brackets.cuh:\d+: {reason}") as caught:
        _ = lib[name]
    assert type(caught.value).__name__ == "NotBoundError"


def test_a_missing_name_is_not_its_own_hint() -> None:
    assert did_you_mean("abc", ["abc", "xyz"]) == ""
    assert did_you_mean("abc", ["abc", "abcd"]) == "; did you mean 'abcd'?"


def test_what_is_only_declared(lib: Any) -> None:
    for attribute in ("sizeof", "alignof", "fields", "bases"):
        with pytest.raises(AttributeError, match="Incomplete is only declared"):
            getattr(lib.Incomplete, attribute)


def test_bases_are_classes(lib: Any) -> None:
    assert lib.a.b.Outer.bases == (lib.a.b.Base,)


def test_overloads(lib: Any) -> None:
    (overload,) = lib.a.f.overloads
    assert overload.result == "int"
    assert overload.location == f"{overload.file}:{overload.line}" == "brackets.cuh:18"
    assert [(p.name, p.type, p.has_default) for p in overload.parameters] == [
        ("x", "int", False),
        ("y", "float", True),
    ]


def test_a_static_module_has_no_report(lib: Any) -> None:
    with pytest.raises(TypeError, match="'bracketed' does not hold its report"):
        numbast.report(lib)
