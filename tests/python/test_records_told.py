"""Messages about objects say what was found, what was expected and what to write."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

import numbast
from numbast.testing import compile_kernel

HEADER = """
struct In { int x; };
struct S {
  int value;
  const int *data;
  int arr[4];
  In in;
  bool on;
  __device__ S(int a) : value(a), data(nullptr), arr{}, in{a}, on(false) {}
  __device__ int get() const { return value; }
};
__device__ inline S *pointer(S *p) { return p; }
__device__ inline void two(int &a, float *b) { a = 1; *b = 2; }
__device__ inline void fi(int &a) { a = 5; }
"""
CHANGED = "for a reference to a scalar pass a variable of that very type (x = numpy.int32(0)), an array"
TOLD = [
    ("i = np.int32(0); lib.two(i, 3)", "argument 2 'b': no conversion from int to float *"),
    ("lib.two(3, np.float32(2))", "argument 1 'a': int & needs an object that can be changed"),
    ("lib.fi(5)", CHANGED),
    (
        "i = np.float32(5); lib.fi(i)",
        "int & needs an object that can be changed, of that type, and not float",
    ),
    ("lib.pointer(s).value", "S * is a pointer and has no 'value': write p[0].value for what it points to"),
    ("lib.pointer(s).value = 3", "S * is a pointer and has no 'value': write p[0].value"),
    ("lib.pointer(s).get()", "S * is a pointer and has no 'get': write p[0].get"),
    ("s.arr = 3", "S.arr is a C array, int[4]: assign to its elements, obj.arr[i] = x"),
    ("s.arr = (1, 2)", "S.arr is a C array, int[4]: assign to its elements, obj.arr[i] = x"),
    ("s.arr[4] = 3", "index 4 is out of range for a C array of 4"),
    ("s.arr[-5] = 3", "index -5 is out of range for a C array of 4"),
    ("s.value = 'a'", "S: no conversion from unicode_type to int value"),
    ("s.on = 'a'", "S: no conversion from unicode_type to bool on"),
    ("s[0] = 1", "no operator[] fits S[...] = x: the library has none for it"),
    ("s.valu", "C++ scope S has no 'valu'; did you mean 'value'?"),
    ("s.gett()", "C++ scope S has no 'gett'; did you mean 'get'?"),
    (
        "made.x = 3",
        "names no object: it is a constant of the kernel, found by its name; copy it to a variable",
    ),
]


@pytest.fixture(scope="module")
def lib() -> Any:
    return numbast.load_source(HEADER)


@pytest.mark.parametrize(("line", "text"), TOLD, ids=[t[0] for t in TOLD])
def test_told(lib: Any, line: str, text: str) -> None:
    space = {"lib": lib, "np": np, "made": lib.In(3)}
    body = "\n".join(f" {one}" for one in line.split("; "))
    exec(f"def kernel(out):\n s = lib.S(1)\n{body}\n", space)
    with pytest.raises(Exception, match=re.escape(text)):
        compile_kernel(space["kernel"], "void(float64[::1])")


def test_whole_arrays_are_assigned(lib: Any) -> None:
    def kernel(out: Any) -> None:
        s, t = lib.S(1), lib.S(2)
        t.arr = (1, 2, 3, 4)
        s.arr = t.arr
        s.arr[-1] += 6
        out[0] = s.arr[3]

    assert compile_kernel(kernel, "void(float64[::1])").cubin
