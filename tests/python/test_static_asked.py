"""Static modules whose list has nothing of what a kernel uses: what NVRTC is asked then."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numba import cuda
from numba.cuda import types

import numbast
from numbast.testing import compile_kernel
from tools import cpu
from tools.answers import Answers
from tools.template_kernels import imported

HEADER = """#pragma once
namespace ns { inline namespace v1 {
enum class Mode : short { slow, fast = 3 };
template <class T, int N> struct Vec {
  T v[N];
  using Self = Vec;
  using Half = Vec<T, 2>;
  struct Node { T key; };
  __device__ Vec(T x) { for (T &d : v) d = x; }
  __device__ T sum() const { T s = 0; for (T d : v) s += d; return s; }
  __device__ T operator()(int a, int b) const { return v[a] * b; }
  __device__ Vec &operator+=(const Vec &o) { for (int i = 0; i < N; i++) v[i] += o.v[i]; return *this; }
};
using V3 = Vec<float, 3>;
struct Block { int n; };
template <unsigned N, class P> struct Tile {
  P parent;
  __device__ int size() const { return N; }
  template <class T> __device__ T shifted(T x) const { return x + parent.n; }
};
template <unsigned N, class P> __device__ Tile<N, P> part(const P &p) { return {p}; }
template <Mode M> __device__ Mode mode() { return M; }
template <class T> __device__ int number(T mode) { return (int)mode; }
template <class T, class U> struct Two { T a; U b; };
template <class T, class U> Two(T, U) -> Two<T, U>;
template <class T> __device__ double both(const T &t) { return t.a + t.b; }
template <class T> struct Guarded { T x; __device__ Guarded(T y, T z) : x(y + z) {} };
template <class T> __device__ T broken(T x) { return x.nothing; }
template <class T> class Tally {
  mutable T n;
 public:
  __device__ Tally(T v) : n(v) {}
  __device__ T next() const { return ++n; }
};
struct Machine { Vec<float, 4> v; int pc; __device__ Machine() : v(0), pc(0) {} };
using V4 = Vec<float, 4>;
template <class T> class Bare {
 public:
  T x;
 protected:
  __device__ Bare() {}
};
using B1 = Bare<int>;
__device__ inline int bare(const Bare<int> &b) { return b.x; }
} }
"""


@pytest.fixture(scope="module")
def lib(tmp_path_factory: pytest.TempPathFactory) -> Any:
    header = tmp_path_factory.mktemp("asked") / "asked.cuh"
    header.write_text(HEADER)
    output = header.parent / "asked_module.py"
    instances = ["ns::Vec<char, 9>", "ns::Tile<16, ns::Block>", "ns::Bare<int>"]
    numbast.generate(header, output, arch="sm_90", std="c++20", instantiate=instances, nvrtc_check=False)
    return imported(output)


def run(lib: Any, kernel: Any, count: int) -> list[float]:
    """What a kernel writes, on the CPU; it compiles for the device too."""
    signature = types.void(types.float64[::1])
    assert compile_kernel(kernel, signature).sass
    library = lib.__numbast_binding__.service.library

    def tables() -> Any:
        yield lib
        yield from map(Answers, library.oracle.tables())

    out = np.zeros(count)
    folder = str(Path(library.file).parent)
    cpu.CpuKernel(kernel, signature, tables(), include_dirs=[folder])(1, 1, out)
    return [float(x) for x in out]


def test_names_of_one_type(lib: Any) -> None:
    """Aliases in a class and of the header are the class, whoever asked first."""
    vec = lib.ns.Vec[np.int16, 5]
    assert vec.Self is vec
    assert vec.Half is lib.ns.Vec[np.int16, 2]
    assert lib.ns.V3 is lib.ns.Vec[np.float32, 3]
    assert lib.ns.V3.sizeof == 12


def test_alias_of_what_a_field_is(lib: Any) -> None:
    """The table knows how it lies, and none of its members."""
    ns = lib.ns

    def kernel(out: Any) -> None:
        v = ns.V4(np.float32(2))
        out[0] = v.sum()
        m = ns.Machine()
        m.v = v
        m.v += v
        out[1] = m.v.sum()

    assert run(lib, kernel, 2) == [8, 16]


def test_listed_class_without_members(lib: Any) -> None:
    assert lib.ns.Bare[np.int32] is lib.ns.B1
    assert lib.ns.B1.sizeof == 4


def test_classes(lib: Any) -> None:
    """Of an alias, of deduction by a guide, of an aggregate; call operators and += of members."""
    ns = lib.ns
    two = ns.Two[np.float64, np.int32]

    def kernel(out: Any) -> None:
        v = ns.V3(np.float32(2))
        v += v
        out[0] = v.sum()
        out[1] = v(1, 3)
        out[2] = ns.both(ns.Two(1.5, 2))
        out[3] = ns.both(two(2.5, 4))

    assert run(lib, kernel, 4) == [12, 12, 3.5, 6.5]


def test_what_changes_though_it_is_const(lib: Any) -> None:
    """NVRTC can't say which members are mutable."""
    tally = lib.ns.Tally["float"]

    def kernel(out: Any) -> None:
        t = tally(2)
        t.next()
        out[0] = t.next()

    assert run(lib, kernel, 1) == [4]


def test_results_of_types_that_nobody_named(lib: Any) -> None:
    ns = lib.ns

    def kernel(out: Any) -> None:
        block = ns.Block(7)
        tile = ns.part[32](block)
        out[0] = tile.size()
        out[1] = tile.shifted(1.5)

    assert run(lib, kernel, 2) == [32, 8.5]


def test_enums_go_by_value(lib: Any) -> None:
    ns = lib.ns
    fast = ns.Mode.fast

    def kernel(out: Any) -> None:
        out[0] = ns.mode[fast]()
        out[1] = ns.number(fast)

    assert run(lib, kernel, 2) == [3, 3]


def test_refusals_have_their_places(lib: Any) -> None:
    ns = lib.ns

    def broken(out: Any) -> None:
        out[0] = ns.broken(out[0])

    def arguments(out: Any) -> None:
        out[0] = ns.Guarded[np.int32](1, 2, 3).x

    for kernel, texts in (
        (broken, ["broken (asked.cuh:28)", "NVRTC says: asked.cuh:28"]),
        (arguments, ["C++ refuses the call ns::Guarded<int>(int, int, int): NVRTC says: no instance of "]),
    ):
        with pytest.raises(cuda.core.errors.TypingError) as e:
            compile_kernel(kernel, types.void(types.float64[::1]))
        for text in texts:
            assert text in str(e.value)
        assert ":0" not in str(e.value)


def test_answers_of_both_spellings() -> None:
    """CUDA 12's NVRTC names a variable template's arguments otherwise than CUDA 13's."""
    from numbast.runtime.asked_log import told_names, told_numbers

    new = (
        'unit.cu(9): warning #1215-D: variable "nbq::told<0LL, 1LL, -100LL>" was declared deprecated\n'
        'unit.cu(9): warning #1215-D: variable "nbq::shown<0LL, ns::S<int, 3>>" was declared deprecated\n'
    )
    old = (
        'unit.cu(9): warning #1215-D: variable "nbq::told [with <unnamed>=<0LL, 1LL, -100LL>]" was declared\n'
        'unit.cu(9): warning #1215-D: variable "nbq::shown [with <unnamed>=0LL, <unnamed>=ns::S<int, 3>]" w\n'
    )
    for log in (new, old):
        assert told_numbers(log) == {0: [1, -100]}
        assert told_names(log) == {0: "ns::S<int, 3>"}


MENTIONED = """
template <class T> struct Pair {
  T a, b;
  __device__ Pair(T x, T y) : a(x), b(y) {}
  template <class U> __device__ explicit Pair(U u) : a(u), b(u) {}
  __device__ T sum() const { return a + b; }
};
template <class T> struct Three { T x; __device__ Three() : x(3) {} };
struct Holder { Three<float> three; };
template <class T> struct Plain { T x, y; };
__device__ inline float total(Pair<float> p) { return p.a + p.b; }
__device__ inline float value(const Three<float> &t) { return t.x; }
__device__ inline float both(Plain<float> p) { return p.x * p.y; }
"""


def test_instances_that_functions_mention(tmp_path: Path) -> None:
    """They are the types of what takes them, and NVRTC is asked for all else of them."""
    header = tmp_path / "mentioned.cuh"
    header.write_text(MENTIONED)
    numbast.generate(header, tmp_path / "mentioned_module.py", arch="sm_90", nvrtc_check=False)
    module = imported(tmp_path / "mentioned_module.py")
    pair, three, plain = (getattr(module, n)[np.float32] for n in ("Pair", "Three", "Plain"))

    def kernel(out: Any) -> None:
        p = pair(np.float32(1), np.float32(2))
        out[0] = module.total(p)
        out[1] = p.sum()
        out[2] = module.total(pair(np.int32(4)))
        out[3] = module.value(three())
        out[4] = module.both(plain(np.float32(3), np.float32(5)))
        out[5] = p.b

    assert run(module, kernel, 6) == [3, 3, 8, 3, 15, 2]
