"""Arguments of class templates' members that C++ converts: by constructors and functions of other classes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tools.three_ways import WAYS, made, run

HEADER = """#pragma once
namespace ns {
struct S { int v; __device__ S(int a) : v(a) {} };
struct Derived : S { __device__ Derived(int a) : S(a) {} };
struct Number { int v; __device__ operator int() const { return v + 100; } };
template <class T> struct Box {
  T x;
  __device__ Box(T a) : x(a) {}
  __device__ Box &put(T a) { x = a; return *this; }
  __device__ void set(const T &a) { x = a; }
};
}
"""


@pytest.fixture(scope="module", params=WAYS)
def lib(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    wanted = ["ns::Box<ns::S>", "ns::Box<int>"]
    return made(request.param, HEADER, tmp_path_factory.mktemp("boxes"), wanted)


def test_converted(lib: Any) -> None:
    ns = lib.ns
    box, ints = ns.Box[ns.S], ns.Box[np.int32]

    def kernel(out: Any) -> None:
        b = box(ns.S(3))
        b.put(5)
        out[0] = b.x.v
        b.set(6)
        out[1] = b.x.v
        b.put(ns.Derived(7))
        out[2] = b.x.v
        out[3] = box(8).x.v
        i = ints(1)
        i.put(ns.Number(2))
        out[4] = i.x
        i.set(ns.Number(3))
        out[5] = i.x

    assert run(lib, kernel, 6) == [5, 6, 7, 8, 102, 103]
