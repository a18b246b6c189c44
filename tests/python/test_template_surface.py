"""The ways to write templates in Python, each once: arguments of every kind, what an instance has, and where
it may stand.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numba import cuda
from numba.cuda import types

import numbast
from numbast.testing import compile_kernel
from tools.answers import on_cpu

SOURCE = """
enum class Mode : unsigned char { slow, fast = 3 };
namespace ns {
struct P { int a, b; };
/// Some of a kind.
template <class T, int N = 4, bool B = false> struct Vec {
  T data[N];
  struct alignas(16) Inner { T x; };
  enum class Kind { one = 1, two };
  using Item = T;
  static constexpr int extent = N;
  static constexpr bool flag = B;
  __device__ Vec(T x) { for (auto &d : data) d = x; }
  __device__ T sum() const { T s = 0; for (T d : data) s += d; return s; }
  template <class U, int K = 2> __device__ U times(U x) const { return x * K + (U)sum(); }
  template <int K> __device__ static int scaled(int x) { return K * x; }
};
template <class T, Mode M> __device__ int by_enum(T x) { return (int)M; }
template <char C, long long L, unsigned U> __device__ long long by_value() { return C + L + U; }
template <const int *A> __device__ int by_address() { return *A; }
template <auto V> __device__ int by_auto() { return (int)V; }
template <P V> __device__ int by_class() { return V.a * 10 + V.b; }
template <template <class...> class C, class T> struct Rebind { using type = C<T>; };
template <class... T> struct Pack { static constexpr int size = sizeof...(T); };
template <int... N> __device__ int total() { return (0 + ... + N); }
template <class T> using Two = Vec<T, 2>;
template <class T> constexpr int bytes = sizeof(T);
template <class T> struct Bare { using type = T; static constexpr bool value = false; };
template <class T> struct Bare<T *> { using type = T; static constexpr bool value = true; };
template <> struct Bare<char> { using type = short; static constexpr bool value = false; };
template <class T> concept Whole = T(0.5f) == T(0);
template <Whole T> __device__ int whole(T x) { return 1; }
template <class T> __device__ int whole(T x) { return 2; }
template <class T> requires (sizeof(T) > 4) struct Big { T x; };
}
"""


@pytest.fixture(scope="module")
def lib() -> Any:
    return numbast.load_source(SOURCE, arch="sm_90", std="c++20")


def test_arguments(lib: Any) -> None:
    ns = lib.ns
    vec = ns.Vec
    assert vec[np.int32] is vec[np.int32, 4] is vec.instantiate(T=np.int32) is vec["int", 4, False]
    assert vec.instantiate(T=np.int32, B=True) is vec[np.int32, 4, True]
    assert vec.instantiate(np.float64, N=3).sizeof == 24
    assert ns.Two[np.int16] is vec[np.int16, 2]
    assert ns.bytes[np.float64] == 8
    assert ns.bytes[vec[np.int32]] == 16
    assert ns.Pack[np.int32, np.float32, "char *"].size == 3
    assert ns.Pack[()].size == 0
    assert ns.Rebind["ns::Pack", np.int32].type.size == 1
    assert (ns.Bare["int *"].type, ns.Bare["int *"].value) == (types.int32, True)
    assert (ns.Bare["char"].type, ns.Bare[np.float32].type) == (types.int16, types.float32)
    assert ns.Big[np.float64].sizeof == 8


def test_what_an_instance_has(lib: Any) -> None:
    vec = lib.ns.Vec[np.int32, 3]
    assert (vec.sizeof, vec.alignof) == (12, 4)
    assert (vec.Inner.sizeof, vec.Inner.alignof) == (16, 16)
    assert (vec.extent, vec.flag, vec.Item) == (3, 0, types.int32)
    assert vec.Kind.two == 2
    assert [f.name for f in vec.fields] == ["data"]
    assert "template <typename T, int N = 4, bool B = false> ns::Vec" in lib.ns.Vec.__doc__
    assert "Some of a kind." in lib.ns.Vec.__doc__
    assert "ns::Vec<int, 3>" in vec.__doc__


def test_in_kernels(lib: Any) -> None:
    """Values of every kind as arguments; instances as attributes, closure variables and nested types."""
    ns = lib.ns
    mode = lib.Mode.fast
    vec = ns.Vec[np.int32, 3]
    inner = vec.Inner
    values = ns.by_value["'c'", -(1 << 40), 7]

    def kernel(out: Any) -> None:
        v = ns.Vec(np.int32(2))  # deduced, N is its default
        w = vec(5)
        out[0] = v.sum()
        out[1] = w.times(np.int32(10))
        out[2] = w.times[np.float32](1.5)
        out[3] = w.times[np.int32, 4](1)
        out[4] = vec.scaled[3](5)
        out[5] = ns.by_enum[np.int32, mode](1)
        out[6] = values()
        out[7] = ns.by_auto[True]()
        out[8] = ns.by_class["ns::P{4, 2}"]()
        out[9] = ns.total[1, 2, 3]()
        out[10] = ns.whole(1) * 10 + ns.whole(1.5)
        out[11] = vec.extent
        place = cuda.local.array(2, dtype=inner)
        place[1].x = 9
        out[12] = place[1].x
        out[13] = ns.Two[np.int32](4).sum()

    out = np.zeros(14, np.int64)
    signature = types.void(types.int64[::1])
    assert compile_kernel(kernel, signature).calls == 0
    run = on_cpu(lib, kernel, signature)
    run(1, 1, out)
    assert out.tolist() == [8, 35, 18, 19, 15, 3, 99 - (1 << 40) + 7, 1, 42, 6, 12, 3, 9, 8]
