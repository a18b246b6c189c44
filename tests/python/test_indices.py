"""`m[i, j]`, assignment through what operator[] gives by value, elements of classes that nothing assigns."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numba import cuda
from numba.cuda import types

from numbast.testing import compile_kernel
from tools.three_ways import WAYS, made, run

HEADER = """#pragma once
#include <cuda/std/mdspan>
namespace ns {
template <class T> struct Grid {
  T v[6];
  __device__ Grid() { for (int i = 0; i < 6; i++) v[i] = i; }
  __device__ T &operator()(int i, int j) { return v[i * 3 + j]; }
};
struct P { int x; double y; __device__ P() : x(0), y(0) {} __device__ P(int a, double b) : x(a), y(b) {} };
struct Plain { P v[6]; __device__ P &operator()(int i, int j) { return v[i * 3 + j]; } };
struct Fixed { int v[6]; __device__ const int &operator()(int i, int j) const { return v[i * 3 + j]; } };
struct Given {
  __device__ int operator()(int i, int j) const { return i * 10 + j; }
  __device__ int operator()(unsigned i, unsigned j) const { return -1; }
  __device__ int operator[](int i) const { return i; }
};
struct One { int v[4]; __device__ int &operator[](int i) { return v[i]; } };
#if defined(__cpp_multidimensional_subscript)
struct Multi {
  int v[6];
  __device__ int &operator[](int i, int j) { return v[i * 3 + j]; }
  __device__ int operator()(int, int) { return -1; }
};
#endif
template <int N> struct Bits {
  unsigned w;
  struct Ref {
    unsigned *p;
    int i;
    __device__ Ref &operator=(bool b) { *p = b ? *p | 1u << i : *p & ~(1u << i); return *this; }
    __device__ Ref &operator=(const Ref &o) { return *this = bool(o); }
    __device__ operator bool() const { return *p >> i & 1; }
  };
  __device__ Bits() : w(0) {}
  __device__ Ref operator[](int i) { return Ref{&w, i}; }
};
struct Flag {
  unsigned *p;
  int i;
  __device__ const Flag &operator=(bool b) const { *p = b ? *p | 1u << i : *p & ~(1u << i); return *this; }
  __device__ Flag &operator=(const Flag &o) { *this = bool(o); return *this; }
  __device__ Flag &operator^=(bool b) { *p += 256; *this = bool(*this) != b; return *this; }
  __device__ operator bool() const { return *p >> i & 1; }
};
struct Rows {
  double d[6], set;
  struct Row {
    double *p, *n;
    __device__ double &operator[](int j) { return p[j]; }
    __device__ Row &operator=(double x) { *n += 1; for (int j = 0; j < 3; j++) p[j] = x; return *this; }
    __device__ Row &operator+=(const Row &o) { for (int j = 0; j < 3; j++) p[j] += o.p[j]; return *this; }
    __device__ double operator*(double x) const { return p[0] * x; }
  };
  __device__ Rows() : d{}, set(0) {}
  __device__ Row operator[](int i) { return {d + 3 * i, &set}; }
  __device__ Row operator()(int i, int j) { return {d + 3 * i + j, &set}; }
};
struct Flags {
  unsigned w;
  __device__ Flags() : w(0) {}
  __device__ Flag operator[](int i) { return Flag{&w, i}; }
  __device__ bool operator[](int i) const { return w >> i & 1; }
};
struct Shared { Flags f[2]; int n; };
struct Half {
  unsigned *p;
  __device__ Half &operator=(int b) { *p = b; return *this; }
  __device__ operator int() const { return *p; }
};
struct Halves { unsigned w[2]; __device__ Half operator[](int i) { return Half{w + i}; } };
template <class T> struct THalf {
  T *p;
  __device__ THalf &operator=(T b) { *p = b; return *this; }
  __device__ operator T() const { return *p; }
};
template <class T> struct THalves {
  T w[2];
  __device__ THalf<T> operator[](int i) { return THalf<T>{w + i}; }
};
struct Copied { unsigned *p; };
struct Copies { unsigned w; __device__ Copied operator[](int i) { return Copied{&w}; } };
template <class T> struct Log {
  T n;
  __device__ Log(T x) : n(x) {}
  __device__ int operator<<(int x) { n += x; return 2; }
  __device__ Log operator+(const Log &o) const { return Log(n + o.n); }
};
template <class T, int N> struct Array {
  T v[N];
  __device__ Array() { for (T &x : v) x = 1; }
  __device__ T &operator[](int i) { return v[i]; }
  __device__ const T &operator[](int i) const { return v[i]; }
};
struct Lock {
  int a;
  __device__ Lock(int x) : a(x) {}
  Lock(const Lock &) = delete;
  Lock &operator=(const Lock &) = delete;
  __device__ int get() const { return a; }
};
struct Moves { int a; __device__ Moves(int x) : a(x) {} Moves(Moves &&) = default; };
struct Taken {
  int a;
  __device__ Taken(int x) : a(x) {}
  __device__ Taken(Taken &&o) : a(o.a) {}
  __device__ Taken &operator=(Taken &&o) { a = 1000 + o.a; return *this; }
};
struct Counts {
  int *p;
  __device__ Counts(int *q) : p(q) { *p += 1; }
  Counts(const Counts &) = delete;
  Counts &operator=(const Counts &) = default;
  __device__ ~Counts() { *p += 100; }
};
}
"""


@pytest.fixture(scope="module", params=WAYS)
def lib(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    listed = ["ns::Grid<int>", "ns::Bits<8>"]
    return made(request.param, HEADER, tmp_path_factory.mktemp("indices"), listed)


def test_several_indices(lib: Any) -> None:
    """operator() where there is no operator[] of several: read, assigned, changed in parts."""
    ns = lib.ns
    grid = ns.Grid[np.int32]

    def kernel(out: Any) -> None:
        g = grid()
        out[0] = g[1, 2]
        i = np.int32(out[0]) - 4
        g[i, 2] = 70
        out[1] = g[1, 2]
        p = ns.Plain()
        p[1, 2] = ns.P(4, 2.5)
        p[1, 2].y += 1.0
        p[0, 0] = p[1, 2]
        out[2] = p[0, 0].x
        out[3] = p(1, 2).y
        out[4] = ns.Given()[1, 2]
        out[5] = ns.Given()[np.uint32(1), np.uint32(2)]

    assert run(lib, kernel, 6) == [5, 70, 4, 3.5, 12, -1]


def test_operator_of_several(tmp_path: Any) -> None:
    """C++23's, which comes first."""
    ns = made("loaded", HEADER, tmp_path, [], std="c++23").ns

    def kernel(out: Any) -> None:
        m = ns.Multi()
        m[1, 2] = 5
        out[0] = m[1, 2]
        out[1] = m(1, 2)

    class Holder:
        __numbast_library__ = ns.__numbast_library__

    assert run(Holder, kernel, 2) == [5, -1]


@pytest.mark.parametrize("way", ["loaded", "asked"])
def test_mdspan(way: str, tmp_path: Any) -> None:
    """Of a header that isn't bound: its constructors and operator() are templates."""
    lib = made(way, HEADER, tmp_path, [])
    view = lib["cuda::std::mdspan<int, cuda::std::extents<int, 2, 3>>"]

    def kernel(out: Any) -> None:
        a = cuda.local.array(6, np.int32)
        for i in range(6):
            a[i] = i * i
        m = view(a[0:])
        out[0] = m[1, 2]
        m[1, 1] = 77
        out[1] = a[4]
        for i in range(2):
            for j in range(3):
                m[i, j] += 1
        out[2] = a[5]

    assert run(lib, kernel, 3) == [25, 77, 26]


def test_what_is_given_by_value(lib: Any) -> None:
    bits = lib.ns.Bits[8]

    def kernel(out: Any) -> None:
        b = bits()
        b[3] = True
        out[0] = b.w
        b[0] = b[3]
        b[3] = False
        out[1] = b.w

    assert run(lib, kernel, 2) == [8, 1]


def test_by_value_of_plain_records(lib: Any) -> None:
    """Of a variable, an element, a field, what is in shared memory."""
    ns = lib.ns

    def kernel(out: Any) -> None:
        b = ns.Flags()
        b[3] = True
        out[0] = b.w
        b[0] = b[3]
        b[3] = False
        out[1] = b.w
        s = cuda.shared.array(2, ns.Shared)
        s[1].n = 4
        s[1].f[0] = ns.Flags()
        s[1].f[1] = ns.Flags()
        for i in range(3):
            s[1].f[1][i + 1] = i != 1
        out[2] = s[1].f[1].w
        s[1].f[0][0] = s[1].f[1][1]
        out[3] = s[1].f[0].w
        b[2] ^= True
        out[4] = b.w
        c = ns.Flags()
        for i in range(4):
            c[i] = bool(b[i])
        out[5] = c.w

    assert run(lib, kernel, 6) == [8, 1, 10, 1, 256 + 5, 5]


def test_in_place_through_a_value(lib: Any) -> None:
    """`r[i] += x` is one call of operator+=, and no assignment; without one it is `r[i] = r[i] * x`."""
    ns = lib.ns

    def kernel(out: Any) -> None:
        r = ns.Rows()
        r[0] = 2.0
        i = int(out[0])
        r[i + 1] = 1.0
        r[0] += r[1]
        r[i] += r[i + 1]
        r[i, 0] += r[1, 0]
        out[0] = r.d[2]
        out[1] = r.set
        r[1] *= 5.0
        out[2] = r.d[4]
        out[3] = r.set

    assert run(lib, kernel, 4) == [5, 2, 5, 3]


def test_implicit_assignment(lib: Any) -> None:
    """A value of the proxy's own class is copied over the proxy, as in C++: that can't be meant."""
    ns = lib.ns

    def plain(out: Any) -> None:
        b = ns.Halves()
        b[0] = 5
        b[1] = b[0]

    def instance(out: Any) -> None:
        b = ns.THalves[np.int32]()
        b[0] = 5
        b[1] = b[0]

    def converted(out: Any) -> None:
        a, b = ns.Halves(), ns.THalves[np.int32]()
        a[0], b[0] = 5, 6
        a[1] = np.int32(a[0])
        b[1] = a[1]
        out[0], out[1] = a.w[1], b.w[1]

    for kernel, name in ((plain, "ns::Halves"), (instance, "ns::THalves<int>")):
        with pytest.raises(
            cuda.core.errors.TypingError, match=f"{name}.*its implicit operator= changes nothing"
        ):
            compile_kernel(kernel, types.void(types.float64[::1]))
    assert run(lib, converted, 2) == [5, 5]


@pytest.mark.parametrize("way", ["loaded", "asked"])
def test_proxies_of_other_headers(way: str, tmp_path: Any) -> None:
    """Nothing of the header is bound. Its proxy has an operator& of its own, and converts to bool."""
    lib = made(way, "#include <cuda/std/bitset>\ntemplate <class T> struct Any { T t; };\n", tmp_path, [])
    bits = lib["cuda::std::bitset<8>"]

    def assigned(out: Any) -> None:
        b = bits()
        b[3] = True
        out[0] = b.to_ulong()

    def read(out: Any) -> None:
        b = bits(np.uint64(8))
        out[0] = 1 if b[3] else 2
        out[1] = 1 if bool(b[2]) else 2
        out[2] = 1 if not b[2] else 2

    def kept(out: Any) -> None:
        b = bits(np.uint64(8))
        x = b[3]
        out[0] = bool(x)
        b[0] = b[3]
        out[1] = b.to_ulong()
        b[0] = not b[0]
        out[2] = b.to_ulong()

    assert run(lib, assigned, 1) == [8]
    assert run(lib, read, 3) == [1, 2, 1]
    assert run(lib, kept, 3) == [1, 9, 8]


def test_operators_that_change(lib: Any) -> None:
    """Those of a class that also take temporaries change the variable."""
    log, array = lib.ns.Log[np.int32], lib.ns.Array[np.int32, 4]

    def kernel(out: Any) -> None:
        s = log(1)
        out[0] = s << 3
        out[1] = s.n
        out[2] = (s + s).n
        out[3] = log(3) << 4
        a = array()
        a[1] = 5
        out[4] = a[0] + a[1]
        a[2] += 4
        out[5] = a[2]

    assert run(lib, kernel, 6) == [2, 4, 8, 2, 6, 5]


def test_refused(lib: Any) -> None:
    ns = lib.ns

    def fixed(out: Any) -> None:
        f = ns.Fixed()
        f[1, 2] = 3

    def given(out: Any) -> None:
        g = ns.Given()
        g[1, 2] = 3

    def one(out: Any) -> None:
        out[0] = ns.One()[1, 2]

    def copied(out: Any) -> None:
        s = cuda.shared.array(1, ns.Lock)
        x = ns.Lock(1)
        s[0] = x

    def numbers(out: Any) -> None:
        c = ns.Copies()
        c[0] = 5

    def const(out: Any) -> None:
        b = ns.Flags()
        b[0] = ns.P()

    cases = {
        numbers: "ns::Copies.operator\\[\\] returns ns::Copied, whose class has no operator=",
        const: "ns::Flag::operator=",
        fixed: "ns::Fixed.operator\\(\\) returns no reference that can be assigned to",
        given: "ns::Given.operator\\(\\) returns no reference that can be assigned to",
        one: "header.cuh:17: int &ns::One::operator\\[\\].*: argument 1 'i': Tuple.* has no counterpart",
        copied: r"ns::Lock cannot be copied \(its C\+\+ copy constructor is deleted\)",
    }
    for kernel, said in cases.items():
        with pytest.raises(cuda.core.errors.TypingError, match=said):
            compile_kernel(kernel, types.void(types.float64[::1]))


def test_elements_that_are_moved_to(lib: Any) -> None:
    def kernel(out: Any) -> None:
        s = cuda.local.array(1, lib.ns.Taken)
        s[0] = lib.ns.Taken(1)
        out[0] = s[0].a

    assert run(lib, kernel, 1) == [1001]


def test_elements_that_nothing_assigns(lib: Any) -> None:
    """They are constructed where they are to be; what can be assigned is."""
    ns = lib.ns

    def kernel(out: Any) -> None:
        s = cuda.shared.array(2, ns.Lock)
        for i in range(2):
            s[i] = ns.Lock(32 + i)
        out[0], out[1] = s[0].get(), s[1].get()
        m = cuda.local.array(2, ns.Moves)
        m[1] = ns.Moves(7)
        out[2] = m[1].a
        n = cuda.local.array(1, np.int32)
        n[0] = 0
        c = cuda.local.array(1, ns.Counts)
        c[0] = ns.Counts(n)  # the temporary ends
        out[3] = n[0]

    assert run(lib, kernel, 4) == [32, 33, 7, 101]
