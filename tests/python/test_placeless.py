"""No output says where a machine keeps its files, whatever clang calls what has no name."""

from __future__ import annotations

from pathlib import Path

import pytest

from numbast._core import Session
from numbast.libclang import find_libclang

HEADER = """\
template <class T> struct Box { T t; };
struct { int x; } whole;
enum { one = 1 } which;
struct S { struct { int q; } in; union { int u; float f; }; };
typedef Box<decltype(whole)> Boxed;
constexpr auto lambda = [](int a) { return a; };
typedef decltype(lambda) Lambda;
__device__ int value(decltype(whole) a);
__device__ int reference(decltype(whole) &a);
__device__ int box(Box<decltype(whole)> a);
__device__ Box<decltype(whole)> *box_result(int a);
__device__ decltype(which) enumeration(decltype(which) w);
__device__ int array(decltype(S::in) (*p)[4], int n = sizeof(whole));
__device__ int function(int (*p)(decltype(whole)));
__device__ int closure(decltype(lambda) a, Box<decltype(lambda)> *b);
template <class T> __device__ T generic(T a, decltype(whole) b);
template <class T> constexpr Box<decltype(whole)> variable{};
struct Holder {
  decltype(whole) w;
  __device__ Holder(decltype(whole) w);
  __device__ operator decltype(whole)() const;
};
__device__ int broken(decltype(whole) a, nowhere b);
"""


@pytest.mark.parametrize("what", ["table", "module", "stub", "report", "units"])
def test_no_output_names_a_folder(what: str, tmp_path: Path) -> None:
    folder = tmp_path / "a (b)"
    folder.mkdir()
    (folder / "h.cuh").write_text(HEADER)
    clang = "-xcuda --cuda-device-only -nocudainc -nocudalib --cuda-gpu-arch=sm_90 -std=c++17".split()
    session = Session(find_libclang().path)
    session.options([f"--clang-arg={a}" for a in (*clang, f"-I{folder}", "-Wno-unknown-cuda-version")])
    session.options(["--prelude=#define __device__ __attribute__((device))", "--header=h.cuh"])
    session.options([f"--retain={folder / 'h.cuh'}", "--name=h"])
    session.parse()
    session.plan()
    text = session.text(what)
    assert "(b)" not in text
    assert str(tmp_path) not in text
    assert " at " not in text
