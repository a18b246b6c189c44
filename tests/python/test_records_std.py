"""Objects of cuda::std (complex, array, pair, tuple) in kernels: made, changed in place, in arrays and fields.

Executed on the CPU; C++ computes the same.
"""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numba import cuda
from numba.cuda import types

from tools import modules
from tools.cpu import CpuKernel, cuda_include_dirs, shim_library

HEADER = Path(__file__).with_name("records_std.cuh")
# ruff: noqa: E501
TWIN = """
Complex z = complex(1, 2); turn(z); out[0] = real(z); out[1] = imag(z); turn(scale(z, complex(2, 0))); out[2] = norm2(z);
Array3 a; fill(a, 4); put(a, 1, 7); add(at(a, 2), 2); out[3] = total(a); out[4] = at(a, n - 3); Array3 as[2] = {a, a};
put(as[1], 0, 50); fill(as[0], 1); out[5] = total(as[0]) + total(as[1]);
Pair p = pair(3, 0.5f); grow(p); out[6] = sum(p); Pair q = p; second(q, 8); out[7] = second_of(p); out[8] = second_of(q);
p = pair(4, 4); q = p; grow(q); out[14] = sum(p) * 100 + sum(q);
Tuple t = tuple(1, 2.5f, 3); tuple_grow(t); out[9] = tuple_sum(t); Tuple u = t; tuple_grow(u); out[15] = tuple_sum(t);
Body b{}; b.z = z; b.n = a; b.p = p; turn(b.z); put(b.n, 0, 9); second(b.p, 1); grow(b.p); out[10] = body(b); out[11] = imag(b.z);
Body bs[2] = {b, b}; put(bs[1].n, 2, 30); grow(bs[1].p); out[12] = body(bs[1]); out[13] = body(bs[0]);
"""


@pytest.fixture(scope="module")
def lib() -> Any:
    return modules.bound(str(HEADER), "records_std", retain=["*/records_std.cuh"])


@pytest.mark.parametrize("debug", [False, True], ids=["optimised", "debug"])
def test_as_in_cpp(lib: Any, debug: bool) -> None:
    def kernel(out, n):  # type: ignore[no-untyped-def]
        z = lib.complex(1, 2)
        lib.turn(z)
        out[0], out[1] = lib.real(z), lib.imag(z)
        lib.turn(lib.scale(z, lib.complex(2, 0)))
        out[2] = lib.norm2(z)
        a = lib.Array3()
        lib.fill(a, 4)
        lib.put(a, 1, 7)
        lib.add(lib.at(a, 2), 2)
        out[3], out[4] = lib.total(a), lib.at(a, n - 3)
        many = cuda.local.array(2, dtype=lib.Array3)
        many[0] = a
        many[1] = a
        lib.put(many[1], 0, 50)
        lib.fill(many[0], 1)
        out[5] = lib.total(many[0]) + lib.total(many[1])
        p = lib.pair(3, 0.5)
        lib.grow(p)
        out[6] = lib.sum(p)
        q = p
        lib.second(q, 8)
        out[7], out[8] = lib.second_of(p), lib.second_of(q)
        p = lib.pair(4, 4)
        q = p
        lib.grow(q)
        out[14] = lib.sum(p) * 100 + lib.sum(q)
        t = lib.tuple(1, 2.5, 3)
        lib.tuple_grow(t)
        out[9] = lib.tuple_sum(t)
        u = t
        lib.tuple_grow(u)
        out[15] = lib.tuple_sum(t)
        b = lib.Body()
        b.z = z
        b.n = a
        b.p = p
        lib.turn(b.z)
        lib.put(b.n, 0, 9)
        lib.second(b.p, 1)
        lib.grow(b.p)
        out[10], out[11] = lib.body(b), lib.imag(b.z)
        bodies = cuda.shared.array(2, dtype=lib.Body)
        bodies[0] = b
        bodies[1] = b
        lib.put(bodies[1].n, 2, 30)
        lib.grow(bodies[1].p)
        out[12], out[13] = lib.body(bodies[1]), lib.body(bodies[0])

    out, want = np.full(16, -1.0), np.full(16, -1.0)
    signature = types.void(types.float64[::1], types.int64)
    CpuKernel(kernel, signature, [lib], debug=debug, include_dirs=[HEADER.parent])(1, 1, out, 4)
    twin = f'#include "{HEADER}"\nextern "C" void twin(double *out, long long n) {{{TWIN}}}\n'
    native = ctypes.CDLL(str(shim_library(twin, cuda_include_dirs())))
    native.twin(ctypes.c_void_p(want.ctypes.data), ctypes.c_longlong(4))
    assert out.tolist() == want.tolist()


def test_sizes(lib: Any) -> None:
    names = ("Complex", "Array3", "Pair", "Tuple")
    sizes = {n: (getattr(lib, n).sizeof, getattr(lib, n).alignof) for n in names}
    assert sizes == {"Complex": (8, 8), "Array3": (12, 4), "Pair": (8, 4), "Tuple": (12, 4)}
