"""Constructors that are templates, alone or beside others: what C++ takes of them, in each mode."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numba import cuda
from numba.cuda import types

import numbast
from numbast.testing import compile_kernel
from tools.three_ways import WAYS, made, run

HEADER = """#pragma once
namespace ns {
template <class T> struct Only {
  T a;
  template <class U> __device__ Only(U x, int k) : a(x * k) {}
  template <class U> __device__ Only(U (&x)[3]) : a(x[0] + x[1] + x[2]) {}
  __device__ T get() const { return a; }
};
struct Plain { int a; template <class U> __device__ Plain(U x) : a(x + sizeof(U)) {} };
struct Both {
  int a;
  __device__ Both(double x) : a(100 + (int)x) {}
  template <class U> __device__ Both(U x) : a(200 + (int)x) {}
};
struct Gone { int a; __device__ Gone(double x) : a((int)x) {} template <class U> Gone(U) = delete; };
struct Takes { int n; template <class U> __device__ Takes(U &x) : n(sizeof(U)) { x = 7; } };
struct Sums { int n; template <class U> __device__ Sums(U &x) : n(0) { for (auto d : x) n += d; } };
template <class T> __device__ void fill(T &x) { x = 7; }
}
"""


@pytest.fixture(scope="module", params=WAYS)
def lib(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return made(request.param, HEADER, tmp_path_factory.mktemp("constructors"), ["ns::Only<int>"])


def test_only_templates(lib: Any) -> None:
    ns = lib.ns
    of_int = ns.Only[np.int32]

    def kernel(out: Any) -> None:
        a = cuda.local.array(3, np.int32)
        a[0], a[1], a[2] = 1, 2, 3
        out[0] = of_int(3, 4).get()
        out[1] = of_int(a).get()
        out[2] = of_int(2.5, k=4).get()
        out[3] = ns.Plain(3).a
        out[4] = ns.Plain(3.0).a

    assert run(lib, kernel, 5) == [12, 6, 10, 7, 11]


def test_beside_others(lib: Any) -> None:
    ns = lib.ns

    def kernel(out: Any) -> None:
        out[0] = ns.Both(3).a
        out[1] = ns.Both(3.0).a
        out[2] = ns.Gone(3.0).a

    assert run(lib, kernel, 3) == [203, 103, 3]


def test_refused(lib: Any) -> None:
    """A deleted template is what C++ takes; of what takes none each is named with its reason."""
    ns = lib.ns
    of_int = ns.Only[np.int32]

    def gone(out: Any) -> None:
        out[0] = ns.Gone(3).a

    def many(out: Any) -> None:
        out[0] = of_int(3, 4, 5).get()

    for kernel, said in ((gone, r"C\+\+ refuses the call ns::Gone\(int\): .*delete"), (many, "Only")):
        with pytest.raises(Exception, match=said) as e:
            compile_kernel(kernel, types.void(types.float64[::1]))
        assert "header.cuh:" in str(e.value) or "of header.cuh" in str(e.value)


def test_array_of_one(lib: Any) -> None:
    """`T &` of an array of one element is the array where that compiles, else the element."""
    ns = lib.ns

    def kernel(out: Any) -> None:
        a = cuda.local.array(1, np.int32)
        a[0] = 5
        out[0] = ns.Sums(a).n
        out[1] = ns.Takes(a).n
        out[2] = a[0]
        a[0] = 0
        ns.fill(a)
        out[3] = a[0]

    assert run(lib, kernel, 4) == [5, 4, 7, 7]


def test_run_length_decode() -> None:
    """CUB's class has no other constructors."""
    lib = numbast.load("cub/block/block_run_length_decode.cuh", arch="sm_90")
    decode = lib.cub.BlockRunLengthDecode[np.int32, 128, 2, 4]
    temporary = decode.TempStorage

    def kernel(x: Any, lengths: Any, out: Any) -> None:
        temp = cuda.shared.array(1, dtype=temporary)
        values, runs = cuda.local.array(2, np.int32), cuda.local.array(2, np.uint32)
        total, items = cuda.local.array(1, np.uint32), cuda.local.array(4, np.int32)
        i = cuda.threadIdx.x
        for k in range(2):
            values[k], runs[k] = x[2 * i + k], lengths[2 * i + k]
        made = decode(temp[0], values, runs, total)
        first = np.uint32(0)
        while first < total[0]:
            made.RunLengthDecode(items, first)
            for k in range(4):
                if first + 4 * i + k < total[0]:
                    out[first + 4 * i + k] = items[k]
            cuda.syncthreads()
            first += np.uint32(512)

    signature = types.void(types.int32[::1], types.uint32[::1], types.int32[::1])
    assert "BAR.SYNC" in compile_kernel(kernel, signature).sass
