"""Operators that change their left operand and take temporaries too, of instances asked about in each way."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tools.three_ways import WAYS, made, run

HEADER = """#pragma once
namespace ns {
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
};
struct Two { int a, b; __device__ operator int() const { return a * 10 + b; } };
struct Any {
  int n;
  __device__ Any(int x) : n(x) {}
  template <class T> __device__ Any &operator=(const T &x) { n = (int)x; return *this; }
};
}
"""


@pytest.fixture(scope="module", params=WAYS)
def lib(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return made(request.param, HEADER, tmp_path_factory.mktemp("operators"), ["ns::Log<int>"])


def test_the_variable_changes(lib: Any) -> None:
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


def test_assigned_by_a_template(lib: Any) -> None:
    """`s = x` of an operator= that is a template alone."""
    ns = lib.ns

    def kernel(out: Any) -> None:
        s = ns.Any(1)
        s.assign(2.5)
        out[0] = s.n
        t = ns.Any(7)
        s.assign(ns.Two(3, 4))
        out[1] = s.n
        out[2] = t.n

    assert run(lib, kernel, 3) == [2, 34, 7]
