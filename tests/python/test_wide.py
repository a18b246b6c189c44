"""int64_t in template arguments: `long` to clang, `long long` to NVRTC, and the same class to a kernel."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numba.cuda import types

import numbast
from numbast import cli
from numbast.testing import compile_kernel
from tools import cpu

pytest.importorskip("numba.cuda")
HEADER = """\
#pragma once
#include <cstdint>
#include <cuda/std/array>
#include <cuda/std/tuple>
template <class T> struct Traits {
  int x;
  __device__ int m() const { return 0; }
};
template <> struct Traits<int64_t> {
  int x;
  __device__ int m() const { return 64; }
};
template <class T> struct W { T t; __device__ W<T> twice() const { return {t + t}; } };
template <class T, int N> struct A { T x[N]; };
namespace n { using W64 = W<int64_t>; using ::int64_t; }
using n::W64;
struct D : W<int64_t> { int n; };
struct H { W<uint64_t> w; A<int64_t, 3> a; };
class P {
  using mine = W<int64_t>;
 public:
  int z;
  __device__ int64_t value(mine m) const { return m.t + z; }
  __device__ int64_t reference(const mine &m) const { return m.t - z; }
};
__device__ inline n::W64 make(n::int64_t x) { return n::W64{x}; }
__device__ inline int64_t value(W<int64_t> w) { return w.t; }
__device__ inline int64_t reference(const W64 &w) { return w.t + 1; }
__device__ inline int64_t rvalue(W<n::int64_t> &&w) { return w.t + 2; }
__device__ inline void change(n::W64 *w) { w->t = 3; }
__device__ inline A<int64_t, 3> three(int64_t x) { return {{x, x + 1, x + 2}}; }
__device__ inline int64_t many(A<int64_t, 3> a) { return a.x[0] + a.x[1] + a.x[2]; }
__device__ inline int64_t held(H h) { return h.w.t + h.a.x[2]; }
__device__ inline W64 operator+(W64 a, W64 b) { return {a.t + b.t}; }
__device__ inline long word(W<long> w) { return w.t + 4; }
__device__ inline Traits<int64_t> of(int x) { return {x}; }
__device__ inline int special(Traits<int64_t> t) { return t.m() + t.x; }
__device__ inline int64_t second(cuda::std::array<cuda::std::int64_t, 2> v) { return v[1]; }
__device__ inline cuda::std::array<cuda::std::int64_t, 2> two(int64_t x) { return {x, x + 1}; }
__device__ inline cuda::std::array<uint64_t, 2> both(uint64_t x) { return {x, x + 1}; }
__device__ inline uint64_t last(const cuda::std::array<uint64_t, 2> &v) { return v[1]; }
namespace k {
using mine = int64_t;
template <class T> struct Kept { int x; __device__ int m() const { return 0; } };
template <> struct Kept<mine *> { int x; __device__ int m() const { return 8; } };
__device__ inline Kept<mine *> of(int x) { return {x}; }
__device__ inline int kept(Kept<mine *> k) { return k.m() + k.x; }
}
template <class T> __device__ T deduced(W<T> w) { return w.t; }
template <> __device__ inline int64_t deduced<int64_t>(W<int64_t> w) { return w.t * 10; }
"""


@pytest.fixture(scope="module")
def header(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("wide") / "wide.cuh"
    path.write_text(HEADER)
    return path


def library(header: Path, mode: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    if mode == "loaded":
        return numbast.load(header)
    made = tmp_path / "wide_mod.py"
    assert cli.main(["generate", str(header), "-o", str(made), "--quiet"]) == 0
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "wide_mod", raising=False)
    return importlib.import_module("wide_mod")


@pytest.mark.parametrize("mode", ["loaded", "static"])
def test_values(header: Path, mode: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lib = library(header, mode, tmp_path, monkeypatch)

    def kernel(out: Any) -> None:
        w = lib.make(20)
        out[0] = lib.value(w)
        out[1] = lib.reference(w)
        out[2] = lib.rvalue(lib.make(30))
        out[3] = lib.many(lib.three(5))
        out[4] = lib.second(lib.two(4))
        out[5] = lib.word(w)
        lib.change(w)
        out[6] = w.t
        p = lib.P()
        p.z = 7
        out[7] = p.value(w)
        out[8] = p.reference(w)
        t = lib.of(1)
        out[9] = lib.special(t)
        out[10] = t.m()
        out[11] = lib.last(lib.both(8))
        out[12] = lib.k.kept(lib.k.of(2))

    out = np.zeros(13, np.int64)
    cpu.run(kernel, [lib], 1, 1, out, include_dirs=[header.parent])
    assert out.tolist() == [20, 21, 32, 18, 5, 24, 3, 10, -4, 65, 64, 9, 10]


def test_all_are_bound(header: Path) -> None:
    """Also those for which no kernel of this file has a use: NVRTC takes each shim."""
    text = numbast.report(header).text()
    assert "checked with NVRTC" in text and "NVRTC refuses" not in text
    assert "22 of 22 callables bound" in text


def test_an_instance_for_numpy(header: Path) -> None:
    """The class that brackets make is the one that the header's functions take."""
    lib = numbast.load(header)

    def kernel(out: Any) -> None:
        w = lib.W[np.int64](3)
        out[0] = lib.value(w) + (w + lib.make(1)).t
        u = lib.W[np.uint64](3)
        out[1] = u.t + w.twice().t

    cpu.pretend_device()
    made = compile_kernel(kernel, types.void(types.int64[::1]))
    assert (made.calls, made.local_memory_instructions) == (0, 0)


MIXED = """\
#pragma once
#include <cstdint>
template <class K, class V> struct Hash { __device__ int id() const { return 0; } };
template <> struct Hash<size_t, int64_t> { __device__ int id() const { return 7; } };
template <> struct Hash<uint64_t, size_t> { __device__ int id() const { return 8; } };
template <> struct Hash<long, int64_t *> { __device__ int id() const { return 9; } };
namespace my {
typedef long int64_t;
constexpr int N = 4;
template <class T, int n> struct V { T x[n]; };
template <> struct V<int64_t, 1> { T1; };
__device__ inline int own(V<int64_t, N> v) { return v.x[0]; }
}
namespace ns {
constexpr int N = 4;
enum class E { a, b };
template <class T, int n> struct V { T x[n]; };
template <class T, E e> struct W { T x; };
__device__ inline int named(V<int64_t, N> v) { return v.x[0]; }
__device__ inline int sized(V<uintptr_t, sizeof(E)> v) { return v.x[0]; }
__device__ inline int scoped(W<int64_t, E::b> v) { return v.x; }
__device__ inline int array(V<int64_t, 4> (&a)[2], V<int64_t, 4> (*b)[2], V<int64_t, 4> *c[2]) { return 1; }
__device__ inline V<int64_t, 4> *pointer() { return nullptr; }
__device__ inline const V<int64_t, 4> &reference(const V<int64_t, 4> &v) { return v; }
struct C {
  V<int64_t, 4> v;
  __device__ operator V<int64_t, 4>() const { return v; }
};
}
""".replace("{ T1; }", "{ int64_t one; }")


def test_only_what_is_written_so(tmp_path: Path) -> None:
    """size_t, long and a header's own int64_t are long to both compilers; all else is canonical."""
    (tmp_path / "mixed.cuh").write_text(MIXED)
    lib = numbast.load(tmp_path / "mixed.cuh", arch="sm_90")
    text = "".join(unit[2] for unit in lib.__numbast_library__.table["units"])
    names = ("unsigned long, ::int64_t", "::uint64_t, unsigned long", "long, ::int64_t *")
    assert all(f"::Hash<{arguments}>*nbo" in text for arguments in names)
    assert "::my::V<long, 4>*nb0" in text and "::my::V<long, 1>" in text
    assert "::ns::V<::int64_t, 4>*nb0" in text and "::ns::W<::int64_t, ns::E::b>*nb0" in text
    report = numbast.report(tmp_path / "mixed.cuh").text()
    assert "11 of 11 callables bound" in report and "refuse" not in report


FUNCTIONS = """\
#include <cstdint>
template <class T> struct Box { T v; };
typedef int (*Given)(uint64_t);
using Held = int64_t (*)(Box<float>);
__device__ inline int call(Given f) { return f(1); }
__device__ inline int places(void (*f)(int64_t *, int)) { return 1; }
__device__ inline int held(Held f) { return 1; }
__device__ inline Given *back(Given *p) { return p; }
__device__ inline int (**spelled(int (**p)(int)))(int) { return p; }
__device__ inline int read(const int64_t (&a)[4]) { return (int)a[3]; }
__device__ inline int written(int64_t (&a)[2][3]) { a[1][1] = 5; return (int)a[1][2]; }
struct Both { Given a; int c; };
"""


def test_functions_and_arrays_of_int64(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Pointers to functions and arrays by reference are of other types to NVRTC, and passed all the same."""
    (tmp_path / "f.cuh").write_text(FUNCTIONS)
    assert cli.main(["generate", str(tmp_path / "f.cuh"), "-o", str(tmp_path / "f.py")]) == 0
    assert "7 of 7 callables bound" in capsys.readouterr().err
    lib = numbast.load(tmp_path / "f.cuh")
    read, written = lib.read, lib.written

    def kernel(a: Any, b: Any, out: Any) -> None:
        out[0] = read(a)
        out[1] = written(b)

    b, out = np.arange(6, dtype=np.int64).reshape(2, 3), np.zeros(2, np.int32)
    cpu.run(kernel, [lib], 1, 1, np.arange(4, dtype=np.int64), b, out, include_dirs=[tmp_path])
    assert list(out) == [3, 5] and b[1, 1] == 5


OVERLOADS = """\
#include <cstdint>
template <class T> struct V { T v; };
struct Box { long xy; };
__device__ inline int words(long) { return 1; }
__device__ inline int *longs(long) { return nullptr; }
typedef int (*Long)(long);
typedef int (*LongLong)(long long);
typedef int (*Int64)(int64_t);
__device__ inline Long give_long() { return nullptr; }
__device__ inline LongLong give_long_long() { return nullptr; }
__device__ inline Int64 give_int64() { return nullptr; }
__device__ inline int f(int (*p)(long)) { return 1; }
__device__ inline int f(int (*p)(long long)) { return 2; }
__device__ inline int g(Int64 p) { return 3; }
__device__ inline int g(int (*p)(int)) { return 4; }
__device__ inline int g(Int64 p, long x) { return 5; }
__device__ inline int g(Int64 p, long long x) { return 6; }
__device__ inline int h(Box (*p)(V<long>, unsigned long *)) { return 7; }
__device__ inline int h(Box (*p)(V<long long>, unsigned long *)) { return 8; }
"""


def test_overloads_by_functions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`long` and `long long` within a function's type are words that both compilers read alike: each shim
    calls the overload that it was made for.
    """
    (tmp_path / "o.cuh").write_text(OVERLOADS)
    assert cli.main(["generate", str(tmp_path / "o.cuh"), "-o", str(tmp_path / "o.py")]) == 0
    assert "13 of 13 callables bound" in capsys.readouterr().err
