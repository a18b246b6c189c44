"""Templates inside of kernels: brackets, deduced classes, operators; of headers of our own and CUDA's."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numba import cuda
from numba.cuda import types

import numbast
from numbast.testing import compile_kernel
from tools.answers import on_cpu
from tools.template_kernels import KERNELS, imported

HEADER = """#pragma once
namespace ns {
template <class T> struct V {
  T x;
  __device__ V(T a) : x(a) {}
  __device__ T get() const { return x; }
  friend __device__ V operator*(const V &a, const V &b) { return V(a.x * b.x); }
  template <int N> __device__ void add(T y) { x += N * y; }
  template <int N> __device__ void sum(T (&a)[N]) { for (T v : a) x += v; }
};
template <class T> __device__ V<T> operator+(const V<T> &a, T b) { return V<T>(a.x + b); }
template <class T> __device__ V<T> &operator+=(V<T> &a, const V<T> &b) { a.x += b.x; return a; }
template <class R, int N = 2, class T> __device__ R conv(T x) { return (R)x * N; }
template <class T> __device__ void bump(T &x) { x += 1; }
template <class T> __device__ int moved(T &&x) { return (int)x; }
template <class T> constexpr int bytes = sizeof(T);
template <class T> __device__ int own(const V<T> &x) { return 1; }
template <class T> __device__ int own(V<T> &&x) { return 2; }
struct S { int v; };
__device__ inline S made() { return S{1}; }
__device__ inline int plain(const S &x) { return 1; }
__device__ inline int plain(S &&x) { return 2; }
template <class T> __device__ T left_out(T x, int n = 3) { return x * n; }
template <class T> __device__ T left_out(T x, int n, int m) { return x * n * m; }
}
"""


@pytest.fixture(scope="module")
def lib(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("templates") / "v.cuh"
    path.write_text(HEADER)
    os.utime(path, (1e9, 1e9))  # what was just written may still change: such plans are not kept
    return numbast.load(path, arch="sm_90")


def test_kernels(lib: Any) -> None:
    ns = lib.ns

    def kernel(out: Any, x: Any) -> None:
        v = ns.V(x[0])
        w = v * v  # a hidden friend
        u = w + x[1]
        u += v
        u.add[3](x[0])
        out[0] = u.get()
        out[1] = ns.conv[np.float32](x[0])
        out[2] = ns.conv[np.float32, 5](x[0])
        out[3] = ns.V[np.float64](x[1]).get()
        t = x[1]
        ns.bump(t)
        out[4] = t
        a = cuda.local.array(4, np.float32)
        for i in range(4):
            a[i] = x[i]
        v.sum[4](a)
        out[5] = v.get()
        out[6] = ns.bytes[np.float64]
        out[7] = ns.moved(x[1] + x[2])

    signature = types.void(types.float64[::1], types.float32[::1])
    assert compile_kernel(kernel, signature).sass
    out = np.zeros(8)
    on_cpu(lib, kernel, signature)(1, 1, out, np.array([1.5, 2.5, 3, 4], np.float32))
    assert out.tolist() == [10.75, 3, 7.5, 2.5, 3.5, 12.5, 8, 5]


CONVERTS = """#pragma once
template <class T> struct Maybe {
  T x;
  bool is_set;
  __device__ Maybe() : x(0), is_set(false) {}
  __device__ Maybe(T a) : x(a), is_set(true) {}
  __device__ explicit operator bool() const { return is_set; }
};
template <class T> struct Number {
  T x;
  __device__ Number(T a) : x(a) {}
  __device__ operator T() const { return x; }
};
"""


def test_operators_of_what_an_object_converts_to(tmp_path: Path) -> None:
    """`!v` calls no function but `operator bool`, whose result it is not."""
    path = tmp_path / "converts.cuh"
    path.write_text(CONVERTS)
    lib = numbast.load(path, arch="sm_90")
    maybe, number = lib.Maybe[np.int32], lib.Number[np.int32]

    def kernel(out: Any) -> None:
        out[0] = not maybe()
        out[1] = not maybe(np.int32(3))
        out[2] = not number(np.int32(3))

    out = np.full(3, -1, np.int32)
    on_cpu(lib, kernel, types.void(types.int32[::1]))(1, 1, out)
    assert out.tolist() == [1, 0, 0]


OF_A_BASE = """#pragma once
template <class T> struct Holder {
  struct Temp { T x; };
  T v;
};
template <class T> struct Sorter : Holder<T> {
  using H = Holder<T>;
  __device__ Sorter() {}
  __device__ explicit Sorter(typename H::Temp &t) { this->v = t.x; }
  __device__ void put(const typename H::Temp &t) { this->v += t.x; }
};
"""


@pytest.mark.parametrize("static", [False, True])
def test_functions_that_take_a_class_of_a_base(tmp_path: Path, static: bool) -> None:
    """Nothing in the header makes Holder<int>::Temp whole, but the call does: so in CUB's merge sorts."""
    path = tmp_path / "sorter.cuh"
    path.write_text(OF_A_BASE)
    if static:
        numbast.generate(
            path, tmp_path / "sorter_static.py", instantiate=["Sorter<int>", "Holder<int>::Temp"]
        )
        lib: Any = imported(tmp_path / "sorter_static.py")
    else:
        lib = numbast.load(path, arch="sm_90")
    sorter, temporary = lib["Sorter<int>"], lib["Holder<int>::Temp"]

    def kernel(out: Any) -> None:
        temp = cuda.local.array(1, dtype=temporary)
        temp[0].x = 7
        s = sorter(temp[0])
        s.put(temp[0])
        out[0] = s.v

    out = np.zeros(1, np.int32)
    on_cpu(lib, kernel, types.void(types.int32[::1]), [str(tmp_path)])(1, 1, out)
    assert out[0] == 14


def test_extensions_of_libcuxx() -> None:
    """What cuda/cmath and its like declare stands in folders of their own."""
    lib = numbast.load("cuda/cmath", arch="sm_90")
    std = lib.cuda

    def kernel(out: Any, x: Any) -> None:
        out[0] = std.ceil_div(x[0], x[1])
        out[1] = std.round_up(x[0], x[1])
        out[2] = std.ilog2(x[0])

    signature = types.void(types.int32[::1], types.int32[::1])
    out = np.zeros(3, np.int32)
    on_cpu(lib, kernel, signature)(1, 1, out, np.array([17, 5], np.int32))
    assert out.tolist() == [4, 20, 4]


def test_what_the_arguments_name(lib: Any) -> None:
    """Temporaries are known as such once the kernel is typed; defaults may be left out."""
    ns = lib.ns

    def kernel(out: Any) -> None:
        v = ns.V(np.int32(1))
        s = ns.made()
        out[0] = ns.own(v)
        out[1] = ns.own(ns.V(np.int32(1)))
        out[2] = ns.plain(s)
        out[3] = ns.plain(ns.made())
        out[4] = ns.left_out(np.int32(2))
        out[5] = ns.left_out(np.int32(2), 5)
        out[6] = ns.left_out(np.int32(2), 5, 7)

    out = np.zeros(7, np.int32)
    on_cpu(lib, kernel, types.void(types.int32[::1]))(1, 1, out)
    assert out.tolist() == [1, 2, 1, 2, 6, 10, 70]


PRIVATE = """#pragma once
template <class T> struct Raw { T x; };
template <class T> class Exchange {
  struct _Storage { T a[4]; };
public:
  typedef Raw<_Storage> Storage;
};
template <class T> class Load {
  enum _Mode { slow, fast };
  static auto made() { return typename Exchange<T>::Storage{}; }
  typedef decltype(made()) _Storage;
  T *a;
public:
  typedef Raw<_Storage> Storage;
  typedef _Mode Mode;
  __device__ Load(Storage &s) : a(s.x.x.a) {}
  __device__ void fill(T v) { for (int i = 0; i < 4; i++) a[i] = v + i; }
  __device__ static T last(const Storage *s) { return s->x.x.a[3]; }
  __device__ static Mode faster(Mode m) { return m == slow ? fast : m; }
};
"""


def test_private_names(tmp_path: Path) -> None:
    """A parameter of a class that a private one is an argument of: the public alias names it."""
    path = tmp_path / "private.cuh"
    path.write_text(PRIVATE)
    os.utime(path, (1e9, 1e9))
    lib = numbast.load(path, arch="sm_90")
    load = lib.Load[np.int32]
    storage = load.Storage

    def kernel(out: Any) -> None:
        room = cuda.shared.array(1, dtype=storage)
        load(room[0]).fill(5)
        out[0] = load.last(room)

    signature = types.void(types.int32[::1])
    assert compile_kernel(kernel, signature).sass
    out = np.zeros(1, np.int32)
    on_cpu(lib, kernel, signature)(1, 1, out)
    assert out.tolist() == [8] and load.Storage.sizeof == 16
    assert len(load.faster.overloads) == 1


def test_types_of_numba_in_brackets(lib: Any) -> None:
    """Written in the kernel, where Numba takes none for a constant; integers are converted."""
    V = lib.ns.V

    def kernel(out: Any) -> None:
        out[0] = V[types.float64](7).get() + V[np.int16](2.5).get()
        out[1] = lib.ns.bytes[types.int64]

    out = np.zeros(2, np.float64)
    on_cpu(lib, kernel, types.void(types.float64[::1]))(1, 1, out)
    assert out.tolist() == [9, 8]


def test_brackets_want_constants(lib: Any) -> None:
    conv = lib.ns.conv

    def kernel(out: Any, n: Any) -> None:
        out[0] = conv[n](1.5)

    with pytest.raises(Exception, match="a template's arguments are constants and types that are known"):
        compile_kernel(kernel, types.void(types.float64[::1], types.int32))


def test_deduction_refused(lib: Any) -> None:
    v = lib.ns.V

    def kernel(out: Any) -> None:
        v(1, 2, 3)

    with pytest.raises(Exception, match="no viable constructor or deduction guide"):
        compile_kernel(kernel, types.void(types.float64[::1]))


@pytest.mark.parametrize("make", KERNELS, ids=lambda make: make.__name__)
def test_cuda_headers(make: Callable[[], tuple[Callable[..., None], str]]) -> None:
    kernel, signature = make()
    assert "EXIT" in str(compile_kernel(kernel, signature).sass)


def test_page() -> None:
    """docs/templates.md's kernel."""
    page = Path(__file__).parents[2] / "docs" / "templates.md"
    code = page.read_text().split("```python\n")[1].split("```")[0]
    scope: dict[str, Any] = {}
    exec(compile(code, str(page), "exec"), scope)
    assert compile_kernel(scope["kernel"].py_func, "void(int32[::1], int32[::1])").sass
