"""Templates in Python: instances, deduced calls, members; decided by clang and run on the CPU."""

from __future__ import annotations

import os
import re
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numba import cuda
from numba.cuda import types

import numbast
from numbast import TemplateError
from numbast.testing import compile_kernel
from tools import elf
from tools.answers import on_cpu

HEADER = """#pragma once
enum class Mode { fast = 2 };
namespace ns {
inline namespace v1 {
/// A few of a kind.
template <class T, int N = 4> struct Vec {
  T data[N];
  __device__ T sum() const { T s = 0; for (int i = 0; i < N; i++) s += data[i]; return s; }
  template <class U> __device__ U as(U start) const { return start + (U)sum(); }
  template <class U> __device__ static U one(U x) { return x + 1; }
  struct Inner { T x; };
  using Item = T;
  static constexpr int extent = N;
  __device__ Vec(T x) { for (auto &d : data) d = x; }
};
}
template <class T> __device__ T twice(T x) { return x + x; }
__device__ inline double twice(double x) { return x + x + 0.5; }
template <class R, class T> __device__ R conv(T x) { return (R)x; }
template <class T, class = decltype(T::nothing)> __device__ int sfinae(T x) { return 1; }
template <class... T> __device__ int count(T... x) { return sizeof...(T); }
template <class T> __device__ T last(const T *p, int n) { return p[n - 1]; }
template <class T> __device__ T larger(T a, T b) { return a > b ? a : b; }
template <Mode M> __device__ int mode() { return (int)M; }
template <class T> using Pair = Vec<T, 2>;
template <class T> constexpr int bytes = sizeof(T);
template <class T> struct Holder { T x; };
struct Plain { int n; template <class U> __device__ U plus(U x) const { return x + (U)n; } };
}
"""


@pytest.fixture(scope="module")
def lib(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("templates") / "vec.cuh"
    path.write_text(HEADER)
    os.utime(path, (1e9, 1e9))  # what was just written may still change: such plans are not kept
    return numbast.load(path, arch="sm_90")


def test_instances(lib: Any) -> None:
    vec = lib.ns.Vec[np.int32, 8]
    assert repr(vec) == "<C++ class ns::v1::Vec<int, 8>>"
    assert (vec.sizeof, vec.alignof) == (32, 4)
    assert lib.ns.Vec[types.int32, 8] is vec
    assert lib.ns.Vec["int", "4 + 4"] is vec
    assert lib["ns::Vec<int, 8>"] is vec
    assert lib["ns::v1::Vec<int,8>"] is vec
    assert lib.ns.Vec.instantiate(N=8, T=np.int32) is vec
    assert lib.ns.Vec.instantiate(np.float64).sizeof == 32
    assert lib.ns.Pair[np.int16].sizeof == 4
    assert lib.ns.Pair[np.int16] is lib.ns.Vec[np.int16, 2]
    assert lib.ns.Vec[lib.ns.Holder[np.int8], 3].sizeof == 3


def test_members_of_instances(lib: Any) -> None:
    vec = lib.ns.Vec[np.int32, 8]
    assert vec.Inner.sizeof == 4
    assert vec.Item == types.int32
    assert vec.extent == 8
    assert repr(vec.one) == "<C++ function template ns::v1::Vec<int, 8>::one>"
    with pytest.raises(AttributeError, match="has no 'nothing'"):
        vec.nothing  # noqa: B018


def test_values(lib: Any) -> None:
    assert lib.ns.bytes[np.float64] == 8
    assert lib["ns::bytes<char>"] == 1


def test_parameters(lib: Any) -> None:
    assert [str(p) for p in lib.ns.Vec.parameters] == ["typename T", "int N = 4"]
    assert [str(p) for p in lib.ns.count.parameters] == ["typename... T"]
    assert "template <typename T, int N = 4> ns::Vec\n    vec.cuh:6" in lib.ns.Vec.__doc__
    assert repr(lib.ns.conv) == "<C++ function template ns::conv>"


def test_calls_run(lib: Any) -> None:
    """Deduced and given arguments, methods, overload sets with templates, packs: as C++ computes them."""
    vec = lib.ns.Vec[np.int32, 8]
    conv, mode, ns = lib.ns.conv[np.float64], lib.ns.mode[lib.Mode.fast], lib.ns

    def kernel(out: Any, ints: Any, floats: Any) -> None:
        v = vec(np.int32(3))
        out[0] = v.sum()
        out[1] = v.as_(np.float32(0.25))
        out[2] = ns.twice(ints[0])
        out[3] = ns.twice(floats[0])
        out[4] = conv(ints[0])
        out[5] = ns.count(ints[0], floats[0], 1)
        out[6] = ns.last(floats, 3)
        out[7] = ns.larger(ints[0], 9)
        out[8] = mode()
        out[9] = ns.twice(floats[1] + ints[1])  # float64: the plain overload

    signature = types.void(types.float64[::1], types.int32[::1], types.float32[::1])
    assert compile_kernel(kernel, signature).sass
    out = np.zeros(10)
    on_cpu(lib, kernel, signature)(
        1, 1, out, np.array([5, 6], np.int32), np.array([1.5, 2.5, 3.5], np.float32)
    )
    assert out.tolist() == [24, 24.25, 10, 3, 5, 3, 3.5, 9, 2, 17.5]


def test_methods_of_a_plain_class(lib: Any) -> None:
    plain = lib.ns.Plain

    def kernel(out: Any) -> None:
        out[0] = plain(2).plus(np.float32(1.5))

    assert compile_kernel(kernel, types.void(types.float32[::1])).sass


def test_refusals(lib: Any) -> None:
    cases = {
        (3,): "ns::Vec<3>: template argument for template type parameter must be a type",
        (np.int32, 1, 2): "ns::Vec<int, 1, 2>: too many template arguments for class template 'Vec'",
        ("int; int",): "int; int: not one C++ name, type or template argument",
        ("void",): "ns::Vec<void>: array has incomplete element type 'void'",
    }
    for arguments, text in cases.items():
        with pytest.raises(TemplateError, match="^" + re.escape(text)):
            lib.ns.Vec[arguments]
    with pytest.raises(
        TypeError, match=r"^ns::Vec has no template parameter 'M': it has typename T, int N = 4$"
    ):
        lib.ns.Vec.instantiate(np.int32, M=3)
    with pytest.raises(TypeError, match=r"^ns::Vec: no argument for 'typename T'$"):
        lib.ns.Vec.instantiate(N=3)
    with pytest.raises(TypeError, match="is no template argument"):
        lib.ns.Vec[object()]
    with pytest.raises(TypeError, match=r"^int has no size: write numpy\.int32 or numpy\.int64$"):
        lib.ns.Vec[int]


def test_a_refused_call_says_why(lib: Any) -> None:
    ns = lib.ns

    def kernel(x: Any) -> None:
        ns.sfinae(x[0])

    with pytest.raises(cuda.core.errors.TypingError) as e:
        compile_kernel(kernel, types.void(types.float32[::1]))
    text = str(e.value)
    assert "C++ refuses the call ns::sfinae(float): no matching function for call to 'sfinae'" in text
    assert re.search(
        r"vec\.cuh:\d+: candidate template ignored: substitution failure \[with T = float\]", text
    )


def test_answers_are_kept(lib: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """An instance that was seen before costs no parse."""
    from numbast import loading, making

    assert lib.ns.Vec[np.uint8, 8].sizeof == 8
    header = lib.__numbast_asked__.headers[0].path
    loading._forget()
    monkeypatch.setattr(making, "parse", None)
    again = numbast.load(header, arch="sm_90")
    assert again is not lib
    assert again.ns.Vec[np.uint8, 8].sizeof == 8


def test_a_header_that_changed_is_no_witness(tmp_path: Path) -> None:
    path = tmp_path / "changing.cuh"
    path.write_text("template <class T> struct S { T x; };\n")
    lib = numbast.load(path, arch="sm_90")
    path.write_text("template <class T> struct S { T x, y; };\n")
    with pytest.raises(numbast.HeaderError, match="changed since it was loaded: load it again"):
        lib.S["int"]
    assert numbast.load(path, arch="sm_90").S["int"].sizeof == 8


COUNTING = """#pragma once
{} __device__ int counter;
static __device__ const int first[2] = {{1, 2}};
__device__ inline int bump() {{ return ++counter; }}
template <class T> __device__ inline T add(T x) {{ return x + ++counter + first[0]; }}
template <class T> struct Adds {{ T by; __device__ T to(T x) const {{ return x + by + ++counter; }} }};
"""


def counters(cubin: bytes) -> list[str]:
    """The objects that are called counter."""
    return [s.name for s in elf.symbols(cubin) if "counter" in s.name and s.section]


@pytest.mark.parametrize("linkage", ["static", "inline", ""])
@pytest.mark.parametrize("how", [{}, {"debug": True}, {"lineinfo": True}])
def test_a_variable_is_one_for_templates_too(linkage: str, how: dict[str, bool], tmp_path: Path) -> None:
    """The units of a kernel are joined where each would have its own, or clash."""
    path = tmp_path / "counting.cuh"
    path.write_text(COUNTING.format(linkage))
    lib = numbast.load(path, arch="sm_90")
    bump, add, adds = lib.bump, lib.add, lib.Adds[np.float32]

    def kernel(x: Any) -> None:
        x[0] = bump() + add(x[0]) + add(np.float32(1)) + adds(np.float32(1)).to(np.float32(2))

    def templates_alone(x: Any) -> None:
        x[0] = add(x[0]) + add(np.float32(1))

    for each in (kernel, templates_alone):
        compiled = compile_kernel(each, types.void(types.int32[::1]), **how)
        assert len(counters(compiled.cubin)) == 1


def test_functions_that_are_not_inline_go_with_templates(tmp_path: Path) -> None:
    path = tmp_path / "defining.cuh"
    path.write_text(
        "#pragma once\n__device__ int helped(int x) { return x + 1; }\n"
        "template <class T> __device__ T twice(T x) { return x + helped(x); }\n"
    )
    lib = numbast.load(path, arch="sm_90")
    helped, twice = lib.helped, lib.twice

    def kernel(x: Any) -> None:
        x[0] = helped(x[0]) + twice(x[0]) + twice(np.int64(x[0]))

    assert compile_kernel(kernel, types.void(types.int32[::1])).cubin


def test_the_user_s_patterns_are_idle_for_no_question(tmp_path: Path) -> None:
    """Only what a question names is bound then; that says nothing about patterns that the headers matched."""
    path = tmp_path / "vec.cuh"
    path.write_text(HEADER)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        chosen = {"exclude": "ns::count", "cooperative": "ns::twice", "rename": {"ns::Plain": "Plainer"}}
        lib = numbast.load(path, arch="sm_90", **chosen)
        assert lib.ns.Vec["float"] is not None


def test_an_alias_of_an_implementation_s_instance() -> None:
    """Made by a calculation of types; its members are a base's."""
    lib = numbast.load_source(
        """
        namespace ns { namespace detail {
        template <class... P> struct base {
          float x;
          __device__ float get() const { return x; }
          template <int N> __device__ float times() const { return N * x; }
          static constexpr int size = sizeof...(P);
          struct Item { double v; };
        };
        template <class... P> struct made : base<P...> { __device__ made(float a) { this->x = a; } };
        template <class T> __device__ made<T> operator*(made<T> a, float b) { return made<T>(a.x * b); }
        }
        template <int N> struct Size {};
        template <int A> __host__ __device__ detail::made<Size<A>> operator+(Size<A>, int);
        }
        using Made = decltype(ns::Size<2>() + 1);
        """,
        arch="sm_90",
    )
    made = lib.Made
    assert (made.sizeof, made.size, made.Item.sizeof) == (4, 1, 8)

    def kernel(x: Any) -> None:
        m = made(x[0]) * x[1]
        x[1] = m.get()
        x[2] = m.times[3]()
        x[3] = made.size

    assert "EXIT" in compile_kernel(kernel, "void(float32[::1])").sass
