"""Fields, conversions and aliases of instances, and `instantiate` in kernels: the same in a loaded library,
in a static module with a list that has none of them, and in one without a list.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numba import cuda
from numba.cuda import types
from numba.cuda.core.errors import TypingError

import numbast
from numbast.testing import compile_kernel
from tools.answers import on_cpu
from tools.template_kernels import imported

HEADER = """#pragma once
#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <vector_types.h>
namespace parts {
template <class T, int N> struct Vec {
  enum class Step : unsigned long long { none, last = ~0ull - N };
  T v[N]; T first; int count;
  static constexpr int n = N;
  struct Node { T key; int next; };
  Node head;
  __device__ Vec(T x) : first(x), count(N), head{x, 7} { for (T &d : v) d = x; }
  __device__ operator float() const { return (float)first + 0.5f; }
  __device__ T sum() const { T s = v[0]; for (int i = 1; i < N; i++) s = s + v[i]; return s; }
};
template <class T> struct Box { T value; float3 at; float4 color; };
template <class T> __device__ Box<T> boxed(T x) { return {x, {1, 2, 3}, {4, 5, 6, 7}}; }
template <class T> struct Single { T t; };
template <class T> struct Reals { __half h; __nv_bfloat16 b; T t; __half2 pair; T more[2]; };
template <class T> __device__ Reals<T> reals(T x) {
  return {__float2half(x + 0.5f), __float2bfloat16(-x), x, {__float2half(3.0f), __float2half(4.0f)}, {x, x}};
}
template <class T> __device__ float sum(const Reals<T> &r) {
  return __half2float(r.h) + __bfloat162float(r.b);
}
struct Root { short tag; };
template <class T> struct Base : Root {
  T low;
  __device__ explicit operator double() const { return low + 0.25; }
};
template <class T> class Middle : public Base<T> {};
template <class T> struct Derived : Middle<T> {
  T high;
  unsigned bits : 3, others : 5;
  __device__ Derived(T x) { this->low = x; this->tag = 9; high = x + x; bits = 5; others = 1; }
};
template <class T> struct Tables {
  static constexpr int powers[4] = {1, 2, 4, sizeof(T)};
  static constexpr double grid[2][3] = {{1, 2, 3}, {4.5, 5, 6}};
  static constexpr const char *name = "0123456789";
  T t;
};
template <class T> struct MoreTables : Tables<T> {};
using V3 = Vec<float, 3>;
template <class T> using V4 = Vec<T, 4>;
template <class T> struct Outer { T x; template <class U> __device__ U as(U u) const { return u + (U)x; } };
template <class T> struct As { T x; __device__ explicit operator T() const { return x; } };
}
"""


@pytest.fixture(scope="module", params=["loaded", "listed", "bare"])
def lib(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    header = tmp_path_factory.mktemp("parts") / "parts.cuh"
    header.write_text(HEADER)
    if request.param == "loaded":
        return numbast.load(header, arch="sm_90")
    listed = {"instantiate": ["parts::Single<char>"]} if request.param == "listed" else {}
    output = header.parent / f"parts_{request.param}.py"
    numbast.generate(header, output, arch="sm_90", nvrtc_check=False, **listed)  # type: ignore[arg-type]
    return imported(output)


def run(lib: Any, kernel: Callable[..., None], count: int) -> list[float]:
    """What a kernel writes, on the CPU; it compiles for the device too."""
    signature = types.void(types.float64[::1])
    assert compile_kernel(kernel, signature, arch="sm_90").sass
    out = np.zeros(count)
    file = getattr(lib, "__file__", None)
    on_cpu(lib, kernel, signature, [str(Path(file).parent)] if file else [])(1, 1, out)
    return [float(x) for x in out]


def test_fields(lib: Any) -> None:
    vec = lib.parts.Vec[np.float32, 5]

    def kernel(out: Any) -> None:
        v = vec(np.float32(2))
        out[0], out[1], out[2], out[3] = v.first, v.count, v.head.next, v.head.key
        v.first = np.float32(9)
        out[4], out[5] = v.first, v.v[1]
        out[6] = np.float32(v)
        v.v[2] = np.float32(5)
        out[7] = v.sum()

    assert run(lib, kernel, 8) == [2, 5, 7, 2, 9, 2, 9.5, 13]
    assert [(f.name, f.type, f.offset) for f in vec.fields][1:3] == [
        ("first", "float", 20), ("count", "int", 24),
    ]  # fmt: skip


def test_enums(lib: Any) -> None:
    step = lib.parts.Vec[np.float32, 5].Step
    assert list(step.__members__.items()) == [("none", 0), ("last", 2**64 - 6)]


def test_numbas_own_types(lib: Any) -> None:
    boxed = lib.parts.boxed

    def kernel(out: Any) -> None:
        b = boxed(np.int32(3))
        out[0], out[1], out[2], out[3] = b.value, b.at.x, b.at.z, b.color.w

    assert run(lib, kernel, 4) == [3, 1, 3, 7]


def test_halves(lib: Any) -> None:
    """The fields' types are Numba's own, and those of headers that the library doesn't bind."""
    reals, total = lib.parts.reals, lib.parts.sum

    def kernel(out: Any) -> None:
        r, other = reals(np.int32(7)), reals(np.int32(2))
        out[0], out[1] = total(r), r.t
        r.h = other.h
        out[2] = total(r)
        r.b = other.b
        out[3], out[4] = total(r), r.more[1]

    def on_the_device(out: Any) -> None:
        r = reals(np.int32(7))
        r.h = np.float16(2.25)
        out[0], out[1], out[2] = np.float32(r.h), np.float32(r.b), np.float32(r.pair.y)

    assert run(lib, kernel, 5) == [0.5, 7, -4.5, 0.5, 7]
    assert compile_kernel(on_the_device, types.void(types.float64[::1]), arch="sm_90").sass


def test_inherited_fields(lib: Any) -> None:
    derived = lib.parts.Derived[np.int32]

    def kernel(out: Any) -> None:
        d = derived(np.int32(4))
        out[0], out[1], out[2] = d.tag, d.low, d.high
        d.low = 30
        out[3], out[4] = d.low, np.float64(d)

    assert run(lib, kernel, 5) == [9, 4, 8, 30, 30.25]


def test_bit_fields(lib: Any) -> None:
    """Read and written, or refused: NVRTC doesn't tell where one lies."""
    derived = lib.parts.Derived[np.int32]

    def kernel(out: Any) -> None:
        d = derived(np.int32(4))
        d.others = 17
        out[0], out[1] = d.bits, d.others

    if "__numbast_binding__" not in vars(lib):
        assert run(lib, kernel, 2) == [5, 17]
        return
    with pytest.raises(TypingError, match="others is not bound: it is a bit-field, a reference or"):
        compile_kernel(kernel, types.void(types.float64[::1]), arch="sm_90")


def test_arrays_of_constants(lib: Any) -> None:
    tables, more = lib.parts.Tables[np.int16], lib.parts.MoreTables[np.int64]
    assert tables.powers == (1, 2, 4, 2)
    assert tables.grid == ((1, 2, 3), (4.5, 5, 6))
    assert more.powers == (1, 2, 4, 8)
    with pytest.raises(AttributeError):
        _ = tables.name  # a pointer

    def kernel(out: Any) -> None:
        for i in range(4):
            out[i] = tables.powers[i]
        t = cuda.local.array(1, tables)
        out[4], out[5] = tables.grid[1][0], t[0].powers[3]

    assert run(lib, kernel, 6) == [1, 2, 4, 2, 4.5, 2]


def test_conversions_that_arguments_decide(lib: Any) -> None:
    made = lib.parts.As[np.float32]

    def kernel(out: Any) -> None:
        a = cuda.local.array(1, made)
        a[0].x = np.float32(2.5)
        out[0] = np.float32(a[0])

    assert run(lib, kernel, 1) == [2.5]


def test_aliases(lib: Any) -> None:
    def kernel(out: Any) -> None:
        out[0] = lib.parts.V3(np.float32(2)).sum()
        out[1] = lib.parts.V4[np.float32](np.float32(2)).sum()

    assert run(lib, kernel, 2) == [6, 8]


def test_instantiate_in_kernels(lib: Any) -> None:
    vec, outer = lib.parts.Vec, lib.parts.Outer[np.int32]

    def kernel(out: Any) -> None:
        out[0] = vec.instantiate(T=np.float32, N=3)(np.float32(2)).sum()
        out[1] = lib.parts.Vec.instantiate(np.float32, N=2)(np.float32(2)).sum()
        o = cuda.local.array(1, outer)
        o[0].x = 3
        out[2] = o[0].as_.instantiate(U=np.float64)(1.5)

    assert run(lib, kernel, 3) == [6, 4, 4.5]
