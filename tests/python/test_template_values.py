"""Constants of templates of every kind, what may stand in brackets, templates in templates, C++20's
comparisons, `library["name"]` in kernels; in both modes.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from numba import cuda
from numba.cuda import types

import numbast
from numbast.testing import compile_kernel
from tools.template_kernels import imported
from tools.three_ways import run

HEADER = """#pragma once
namespace ns {
enum Color { red, green = 5 };
enum class Axis : short { x = -1, y = 7 };
__device__ inline int next(int x) { return x + 1; }
__device__ inline int lambda(int x) { return 2 * x; }
constexpr double D = 2.5;
template <class T, int N = 3> struct Vec {
  T v[N];
  static constexpr double half = N * 0.5;
  static constexpr float third = N / 3.0f;
  static constexpr bool whole = N > 2;
  static constexpr Color color = green;
  static constexpr unsigned long long big = ~0ull;
  enum { twice = 2 * N };
  enum class Kind { a = 1, b = N };
  template <class U, int K> struct Inner { T t; U u[K]; __device__ int n() const { return K; } };
  template <class U> using Other = Vec<U, N>;
  __device__ Vec(T x) { for (T &d : v) d = x; }
  __device__ T sum() const { T s = 0; for (T d : v) s += d; return s; }
};
template <class T> constexpr T pi = T(3.141592653589793);
template <class A, class B> constexpr bool same = false;
template <class A> constexpr bool same<A, A> = true;
template <Axis A> constexpr Axis axis = A;
template <auto V> __device__ auto value() { return V; }
template <int (*F)(int)> __device__ int call(int x) { return F(x); }
template <double V> __device__ double real() { return V; }
template <float V> __device__ float single() { return V; }
template <template <class, int> class C> __device__ int size() { return sizeof(C<char, 5>); }
template <class T> __device__ T doubled(T x) { return x + x; }
template <class T> struct Own {
  T a;
  __device__ bool operator==(const Own &o) const { return a == o.a; }
  __device__ bool operator==(int o) const { return a == o; }
  friend __device__ bool operator<(const Own &x, const Own &y) { return x.a < y.a; }
};
template <class T> struct Free { T a; };
template <class T> __device__ bool operator==(const Free<T> &x, T y) { return x.a == y; }
}
template <class T> struct Box {
    T v;
    __device__ explicit Box(T x) : v(x) {}
    __device__ T get() const { return v; }
    __device__ void put(T x) { v = x; }
};
struct Maker { __device__ float of(const Box<double> &b) const { return float(b.v); } };
__device__ inline float unbox(const Box<float> &b) { return b.v; }
__device__ inline void fill(Box<float> &b, float x) { b.v = x; }
"""
INSTANCES = ["ns::Vec<int>", "ns::pi<double>", "ns::same<int, int>", "ns::doubled<int>"]


@pytest.fixture(scope="module", params=["loaded", "listed", "asked"])
def lib(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A loaded library; a static module of a list with what is used; one whose list has nothing of it."""
    header = tmp_path_factory.mktemp("values") / "values.cuh"
    header.write_text(HEADER)
    if request.param == "loaded":
        return numbast.load(header, arch="sm_90", std="c++20")
    output = header.parent / f"values_{request.param}.py"
    wanted = INSTANCES if request.param == "listed" else ["ns::Vec<char, 2>"]
    numbast.generate(header, output, arch="sm_90", std="c++20", instantiate=wanted, nvrtc_check=False)
    return imported(output)


def test_constants(lib: Any) -> None:
    ns = lib.ns
    vec = ns.Vec[np.int32]
    assert (vec.half, vec.third, vec.whole, vec.big, vec.twice) == (1.5, 1.0, True, 2**64 - 1, 6)
    assert isinstance(vec.whole, bool)
    assert isinstance(vec.third, float)
    assert vec.color is ns.Color.green
    assert vec.Kind.b == 3
    assert (ns.pi[np.float64], ns.pi[np.float32]) == (math.pi, float(np.float32(math.pi)))
    assert ns.same[np.int32, np.int32] is True
    assert ns.same[np.int32, np.int64] is False
    assert ns.axis[ns.Axis.y] is ns.Axis.y

    def kernel(out: Any) -> None:
        out[0] = ns.pi[np.float64]
        out[1] = vec.half
        out[2] = ns.same[np.int32, np.int32]
        out[3] = vec.color
        out[4] = vec.twice

    assert run(lib, kernel, 5) == [math.pi, 1.5, 1, 5, 6]


def test_brackets(lib: Any) -> None:
    """Numbers of NumPy, floating numbers, functions and templates of the library."""
    ns = lib.ns
    n, small = np.int64(5), np.float32(0.5)
    assert ns.Vec[np.int32, n] is ns.Vec[np.int32, 5]
    with pytest.raises(TypeError, match="inf is no template argument: C\\+\\+ has no literal for it"):
        ns.real[math.inf]

    def kernel(out: Any) -> None:
        out[0] = ns.call[ns.next](3)
        out[1] = ns.real[2.5]()
        out[2] = ns.single[small]()
        out[3] = ns.size[ns.Vec]()
        out[4] = ns.Vec[np.int32, n].twice
        out[5] = ns.value[ns.green]()

    assert run(lib, kernel, 6) == [4, 2.5, 0.5, 5, 10, 5]


def test_templates_in_templates(lib: Any) -> None:
    vec = lib.ns.Vec[np.int32]
    inner = vec.Inner[np.int16, 12]
    assert (inner.sizeof, vec.Other[np.float64].sizeof) == (28, 24)

    def kernel(out: Any) -> None:
        x = cuda.local.array(1, inner)
        y = cuda.local.array(1, vec.Inner[np.int8, 7])
        out[0] = x[0].n()
        out[1] = y[0].n()

    assert run(lib, kernel, 2) == [12, 7]


def test_comparisons(lib: Any) -> None:
    """C++20 makes `!=` and the reversed `==` of `==`."""
    own, free = lib.ns.Own[np.int32], lib.ns.Free[np.int32]

    def kernel(out: Any) -> None:
        a = cuda.local.array(2, own)
        b = cuda.local.array(1, free)
        one = np.int32(1)
        out[0] = a[0] != a[0]
        out[1] = a[0] == a[0]
        out[2] = (a[0] == one) + (one == a[0]) == 1
        out[3] = (a[0] != one) + (a[0] == one)
        out[4] = a[0] < a[0]
        out[5] = (b[0] != one) + (b[0] == one)
        out[6] = (one == b[0]) + (b[0] == one) == 1

    assert run(lib, kernel, 7) == [0, 1, 0, 1, 0, 1, 0]


def test_names_in_brackets(lib: Any) -> None:
    ns = lib.ns

    def kernel(out: Any) -> None:
        out[0] = lib["ns::lambda"](3)
        out[1] = lib["ns::D"]
        out[2] = lib["ns::Axis::y"]
        out[3] = lib["ns"].next(1)
        out[4] = ns["next"](2)
        out[5] = lib["ns::Vec<int>"](2).sum()
        out[6] = lib["ns::doubled<int>"](4)
        out[7] = lib["ns::pi<double>"]

    assert run(lib, kernel, 8) == [6, 2.5, 7, 2, 3, 6, 8, math.pi]

    def missing(out: Any) -> None:
        out[0] = lib["ns::nothing"](3)

    with pytest.raises(cuda.core.errors.TypingError, match="C\\+\\+ scope ns has no 'nothing'"):
        compile_kernel(missing, types.void(types.float64[::1]))


def test_named_by_references_alone(lib: Any) -> None:
    """Classes that nothing in the header makes (tests/cases/template-by-reference)."""
    boxed, doubled = lib.Box[np.float32], lib.Box[np.float64]

    def kernel(out: Any) -> None:
        b = boxed(np.float32(2.5))
        out[0] = lib.unbox(b)
        lib.fill(b, np.float32(4))
        out[1] = b.get()
        b.put(np.float32(8))
        out[2] = lib.unbox(b)
        out[3] = lib.Maker().of(doubled(1.25))

    assert run(lib, kernel, 4) == [2.5, 4, 8, 1.25]
