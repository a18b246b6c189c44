"""`numbast diff` sees each thing of docs/model.md that users of a header see: C++ before and after."""

from __future__ import annotations

from pathlib import Path

import pytest

import numbast

#: name, before, after, what is said.
PAIRS = [
    ("List", "constexpr int List[2] = {1, 2};", "constexpr int List[2] = {1, 3};", "value[1]: 2 -> 3"),
    (
        "Grid",
        "constexpr float Grid[2][2] = {{1, 2}, {3}};",
        "constexpr float Grid[2][2] = {{1, 2}, {4}};",
        "value[1][0]: 3.0 -> 4.0",
    ),
    (
        "Origin",
        "constexpr P Origin = {1, 2};",
        "constexpr P Origin = {1, 3};",
        "initialiser: {1, 2} -> {1, 3}",
    ),
    (
        "H::n",
        "struct H { static constexpr int n[1] = {1}; };",
        "struct H { static constexpr int n[1] = {2}; };",
        "value[0]: 1 -> 2",
    ),
    ("held", "__constant__ int held = 3;", "__constant__ int held = 4;", "initialiser: 3 -> 4"),
    (
        "table",
        "__constant__ int table[2] = {1};",
        "__device__ int table[2] = {1};",
        "memory: constant -> device",
    ),
    (
        "Di",
        "struct Di { int a = 1; };",
        "struct Di { int a = 2; };",
        "field a: int at byte 0, initially 1 -> int at byte 0, initially 2",
    ),
    (
        "E1::E1",
        "struct E1 { __device__ E1(int); };",
        "struct E1 { explicit __device__ E1(int); };",
        "explicit: no -> yes",
    ),
    (
        "Ac",
        "struct Ac { int a; };",
        "struct Ac { protected: int a; };",
        "field a: int at byte 0 -> int at byte 0, protected",
    ),
    (
        "Mu",
        "struct Mu { int a; };",
        "struct Mu { mutable int a; };",
        "field a: int at byte 0 -> int at byte 0, mutable",
    ),
    (
        "An",
        "struct An { union { int a; float b; }; };",
        "struct An { union { int a; short b; }; };",
        "field b: float at byte 0, of a union -> short at byte 0, of a union",
    ),
    (
        "Un",
        "struct Un { struct { int a; } x; };",
        "struct Un { struct { short b, a; } x; };",
        "field x.a: int at byte 0 -> short at byte 2",
    ),
    ("Fi", "struct Fi { int a; };", "struct Fi final { int a; };", "final: no -> yes"),
    ("Ba", "struct Ba : P { int a; };", "struct Ba : private P { int a; };", "bases: P -> private P"),
    ("nx", "__device__ int nx(int a);", "__device__ int nx(int a) noexcept;", "noexcept: no -> yes"),
    ("ec", "__device__ int ec(int a);", 'extern "C" __device__ int ec(int a);', 'extern "C": no -> yes'),
    ("pn", "__device__ int pn(int a);", "__device__ int pn(int b);", "names: a -> b"),
    (
        "at",
        "__device__ int at(int a);",
        "__device__ __noinline__ int at(int a);",
        "attributes: added (__noinline__)",
    ),
    ("dep", "__device__ int dep();", "[[deprecated]] __device__ int dep();", "deprecated: added (yes)"),
    (
        "Vi::f",
        "struct Vi { __device__ int f(); };",
        "struct Vi { __device__ virtual int f(); };",
        "virtual: no -> yes",
    ),
    (
        "St::f",
        "struct St { __device__ int f(); };",
        "struct St { __device__ static int f(); };",
        "static: no -> yes",
    ),
    ("Sc", "enum Sc : int { s0 };", "enum class Sc : int { s0 };", "scoped: no -> yes"),
    (
        "TC",
        "template <class T> struct TC { T a; };",
        "template <class T> struct TC { T b; };",
        "field b: added (T)",
    ),
    (
        "TM::f",
        "template <class T> struct TM { T f(T a); };",
        "template <class T> struct TM { T *f(T a); };",
        "result: T -> T *",
    ),
    (
        "tr",
        "template <class T> __device__ T tr(T a);",
        "template <class T> __device__ T *tr(T a);",
        "is: template <class T> T tr(T a) -> template <class T> T *tr(T a)",
    ),
    (
        "td",
        "template <class T, int N = 2> T td(T a);",
        "template <class T, int N = 3> T td(T a);",
        "is: template <class T, int N = 2> T td(T a) -> template <class T, int N = 3> T td(T a)",
    ),
    (
        "tq",
        "template <class T> T tq(T a) requires (sizeof(T) > 1);",
        "template <class T> T tq(T a) requires (sizeof(T) > 2);",
        "constraint: (sizeof(T) > 1) -> (sizeof(T) > 2)",
    ),
    (
        "ts",
        "template <class T> __device__ T ts(T a);",
        "template <class T> T ts(T a);",
        "execution space: device -> none",
    ),
    (
        "TV",
        "template <class T> constexpr T TV = T(1);",
        "template <class T> constexpr T TV = T(2);",
        "is: template <class T> constexpr T TV = T(1) -> template <class T> constexpr T TV = T(2)",
    ),
    (
        "TP",
        "template <class T> struct TP; template <class T> struct TP<T *> { int a; };",
        "template <class T> struct TP; template <class T> struct TP<T *> { long a; };",
        "field a: int -> long",
    ),
    ("MF", "#define MF(a, b) a", "#define MF(a) a", "parameters: (a, b) -> (a)"),
    ("na", "namespace na = one;", "namespace na = two;", "is: one -> two"),
    ("fn", "using one::fn;", "using two::fn;", "names: one::fn -> two::fn"),
    (
        "Fr",
        "struct Fr { int a; };",
        "struct Fr { int a; friend class P; };",
        "friends: added (friend class P)",
    ),
]
SHARED = """\
#pragma once
struct P { int x; float y; };
namespace one { int fn(int); }
namespace two { int fn(int); }
"""
#: What nobody sees.
HIDDEN = [
    ("__device__ inline int b1(int a) { return a; }", "__device__ inline int b1(int a) { return a + 1; }"),
    ("template <class T> T b2(T a) { return a; }", "template <class T> T b2(T a) { return -a; }"),
    ("struct B3 { private: void g(); };", "struct B3 { private: void h(); };"),
    ("constexpr int b4[2] = {1, 2};", "constexpr int b4[2] = {1, 1 + 1};"),
    ("// a comment\nint b5();", "int b5();"),
]


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, ...]]:
    folder = tmp_path_factory.mktemp("kinds")
    for i, name in enumerate(("old", "new")):
        lines = [pair[1 + i] for pair in PAIRS] + [pair[i] for pair in HIDDEN]
        (folder / f"{name}.cuh").write_text(SHARED + "\n".join(lines) + "\n")
    changes = numbast.diff(folder / "old.cuh", folder / "new.cuh", std="c++20")
    assert {c.change for c in changes} == {"changed"}
    return {c.name: c.details for c in changes}


@pytest.mark.parametrize(("name", "detail"), [(p[0], p[3]) for p in PAIRS], ids=[p[0] for p in PAIRS])
def test_said(said: dict[str, tuple[str, ...]], name: str, detail: str) -> None:
    assert detail in said[name]


def test_nothing_else(said: dict[str, tuple[str, ...]]) -> None:
    """A body, a private function and how a value is written are no change."""
    assert not [name for name in said if name.startswith(("b1", "b2", "B3", "b4", "b5"))]
    assert len(said) <= len(PAIRS) + 1


def test_long_values_are_shown_where_they_differ(tmp_path: Path) -> None:
    for name, last in (("old", 7), ("new", 8)):
        values = ", ".join(["1"] * 300 + [str(last)] + ["2"] * 300)
        (tmp_path / f"{name}.cuh").write_text(f"__device__ int list[601] = {{{values}}};\n")
    (change,) = numbast.diff(tmp_path / "old.cuh", tmp_path / "new.cuh")
    (detail,) = change.details
    assert "1, 1, 7, 2, 2" in detail and "1, 1, 8, 2, 2" in detail and len(detail) < 300


def test_explicit_in_modules(tmp_path: Path) -> None:
    for name, word in (("old", ""), ("new", "explicit ")):
        text = f"struct S {{ int a; {word}__device__ S(int x) : a(x) {{}} }};\n"
        (tmp_path / f"{name}.cuh").write_text(text)
        numbast.generate(tmp_path / f"{name}.cuh", tmp_path / f"{name}.py", nvrtc_check=False)
    found = {c.name: c.details for c in numbast.diff(tmp_path / "old.py", tmp_path / "new.py")}
    assert found["S::S"] == ("is: constructor -> explicit constructor",)
