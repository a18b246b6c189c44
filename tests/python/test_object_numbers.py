"""C++'s own operators for objects that convert to a number, and Numba's functions of numbers."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pytest
from numba import cuda
from numba.cuda.core.errors import TypingError

from tools.three_ways import WAYS, made, run

HEADER = """#pragma once
namespace ns { enum Un { U0, U1 = 3 };
struct C { float v; __device__ operator float() const { return v; } };
struct D { double v; __device__ operator double() const { return v; } };
struct I { int v; __device__ operator int() const { return v; } };
struct B { int v; __device__ operator bool() const { return v != 0; } };
struct S { short v; __device__ operator short() const { return v; } };
struct L { long long v; __device__ operator long long() const { return v; } };
struct E { int v; __device__ operator Un() const { return Un(v); } };
struct P { float v; __device__ operator float() const { return v; }
  __device__ float operator*(int k) const { return 1000 + v * k; } };
struct Q { float v; __device__ Q(float a) : v(a) {} __device__ operator float() const { return v; } };
struct M { int n; __device__ operator float() { return ++n + .5f; } };
struct T { float *p; float k; __device__ T(float x) : p(nullptr), k(x) {}
  __device__ T(const T &o) : p(&k), k(o.k) {}
  __device__ ~T() { k = -1; }
  __device__ operator float() const { return k; } };
struct X { float v; __device__ explicit operator float() const { return v; }
  __device__ operator int() const { return (int)v + 10; } };
}
"""


@pytest.fixture(scope="module", params=WAYS)
def ns(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return made(request.param, HEADER, tmp_path_factory.mktemp("numbers"), [])


def test_a_float_and_integers(ns: Any) -> None:
    def kernel(out: Any) -> None:
        w = ns.ns.C(1.5)
        out[0] = w * 2
        out[1] = 2 * w
        out[2] = w + 2
        out[3] = w / 2
        out[4] = w - np.int32(1)
        out[5] = w > 1
        out[6] = -w
        out[7] = w * w

    assert run(ns, kernel, 8) == [3, 3, 3.5, 0.75, 0.5, 1, -1.5, 2.25]


def test_comparisons(ns: Any) -> None:
    def kernel(out: Any) -> None:
        w = ns.ns.C(1.5)
        out[0] = w == 1
        out[1] = 1 < w  # noqa: SIM300
        out[2] = w <= 1
        out[3] = w != 1
        out[4] = w >= 2
        out[5] = True + w
        out[6] = w > np.uint8(1)
        out[7] = w == w

    assert run(ns, kernel, 8) == [0, 1, 0, 1, 0, 2.5, 1, 1]


def test_python_s_own_operators(ns: Any) -> None:
    def kernel(out: Any) -> None:
        w = ns.ns.C(2.5)
        out[0] = w**2
        out[1] = w // 2
        out[2] = w % 2
        out[3] = 7 // w
        out[4] = 2**w

    assert run(ns, kernel, 5) == [6.25, 1, 0.5, 2, 5.656854249492381]


def test_functions_of_numbers(ns: Any) -> None:
    def kernel(out: Any) -> None:
        w = ns.ns.C(2.25)
        out[0] = math.sqrt(w)
        out[1] = abs(w)
        out[4] = math.floor(w)
        out[5] = math.pow(w, 2)

    assert run(ns, kernel, 6) == [1.5, 2.25, 0, 0, 2, 5.0625]


def test_variables_of_numbers(ns: Any) -> None:
    def kernel(out: Any) -> None:
        w = ns.ns.C(1.5)
        t = 2
        t += w
        out[0] = t
        x = 0.5
        x *= w
        out[1] = x
        u = np.int32(7)
        u -= w
        out[2] = u
        out[3] += w
        out[4] = 3
        out[4] /= w

    assert run(ns, kernel, 5) == [3.5, 0.75, 5.5, 1.5, 2]


def test_the_object_s_variable(ns: Any) -> None:
    def kernel(out: Any) -> None:
        w = ns.ns.C(1.5)
        w += 1
        out[0] = w

    assert run(ns, kernel, 1) == [2.5]


def test_elements_and_numbers(ns: Any) -> None:
    def kernel(out: Any) -> None:
        w = ns.ns.C(1.5)
        out[0] = w
        a = cuda.local.array(2, dtype=np.int32)
        a[0] = w
        out[1] = a[0]
        b = cuda.local.array(2, dtype=np.float32)
        b[1] = w
        out[2] = b[1]
        out[3] = w + np.float64(0.25)
        out[4] = np.float32(2) * w

    assert run(ns, kernel, 5) == [1.5, 1, 1.5, 1.75, 3]


def test_a_double(ns: Any) -> None:
    def kernel(out: Any) -> None:
        w = ns.ns.D(1.5)
        out[0] = w * 2
        out[1] = np.float32(2) * w
        out[2] = w / 2
        out[3] = -w
        out[4] = w - 1
        out[5] = math.sqrt(w)

    assert run(ns, kernel, 6) == [3, 3, 0.75, -1.5, 0.5, 1.224744871391589]


def test_an_int(ns: Any) -> None:
    def kernel(out: Any) -> None:
        w = ns.ns.I(7)
        out[0] = w * 2
        out[1] = w * 1.5
        out[2] = w & 3
        out[3] = w >> 1
        out[4] = ~w
        out[5] = w % 4
        out[6] = -w
        out[7] = w // 2

    assert run(ns, kernel, 8) == [14, 10.5, 3, 3, -8, 3, -7, 3]


def test_promoted(ns: Any) -> None:
    def kernel(out: Any) -> None:
        b = ns.ns.B(7)
        out[0] = b + 1
        out[1] = b * 2.5
        out[2] = -b
        s = ns.ns.S(-3)
        out[3] = s * 2
        out[4] = s + 0.5
        out[5] = s < 0
        long = ns.ns.L(5000000000)
        out[6] = long + 1
        out[7] = long * 0.5

    assert run(ns, kernel, 8) == [2, 2.5, -1, -6, -2.5, 1, 5000000001, 2500000000]


def test_an_enum(ns: Any) -> None:
    def kernel(out: Any) -> None:
        e = ns.ns.E(3)
        out[0] = e + 1
        out[1] = e * 1.5
        out[2] = e == 3
        out[3] = e > 1.5

    assert run(ns, kernel, 4) == [4, 4.5, 1, 1]


def test_the_class_s_own_come_first(ns: Any) -> None:
    def kernel(out: Any) -> None:
        p = ns.ns.P(1.5)
        out[0] = p * 2
        out[1] = 2 * p
        out[2] = p + 1
        out[3] = p * np.int32(3)

    assert run(ns, kernel, 4) == [1003, 3, 2.5, 1004.5]


def test_one_that_is_made_of_numbers_too(ns: Any) -> None:
    def kernel(out: Any) -> None:
        q = ns.ns.Q(1.5)
        out[0] = q * 2
        out[1] = q + q
        q = ns.ns.Q(q * 2)
        out[2] = q.v
        out[3] = q > 2

    assert run(ns, kernel, 4) == [3, 3, 3, 1]


def test_a_conversion_that_changes(ns: Any) -> None:
    def kernel(out: Any) -> None:
        m = ns.ns.M(1)
        out[0] = m * 2
        out[1] = m + 1
        out[2] = m.n
        t = 0
        t += m
        out[3] = t
        out[4] = m > 1
        out[5] = -m
        out[6] = m.n

    assert run(ns, kernel, 7) == [5, 4.5, 3, 4.5, 1, -6.5, 6]


def test_one_with_a_destructor(ns: Any) -> None:
    def kernel(out: Any) -> None:
        t = ns.ns.T(1.5)
        out[0] = t * 2
        out[1] = 2 - t
        out[2] = ns.ns.T(2.5) * 2
        out[3] = -t
        x = 1
        x += t
        out[4] = x
        out[5] = t < 2

    assert run(ns, kernel, 6) == [3, 0.5, 5, -1.5, 2.5, 1]


def test_explicit_ones_are_not_taken(ns: Any) -> None:
    def kernel(out: Any) -> None:
        x = ns.ns.X(1.5)
        out[0] = x * 2
        out[1] = x + 0.5
        out[2] = -x
        out[3] = x > 2

    assert run(ns, kernel, 4) == [22, 11.5, -11, 1]


def test_elements_of_arrays(ns: Any) -> None:
    def kernel(out: Any) -> None:
        a = cuda.local.array(3, dtype=ns.ns.C)
        for i in range(3):
            a[i] = ns.ns.C(i + 0.5)
        s = 0
        for i in range(3):
            s += a[i]
        out[0] = s
        out[1] = a[1] * 2
        out[2] = a[2] > 2

    assert run(ns, kernel, 3) == [4.5, 3, 1]


RANKED = """#pragma once
namespace ns {
struct A { float v; __device__ operator float() const { return v; } };
struct B { float w; __device__ B(const A &a) : w(a.v + 100) {} __device__ B(int k) : w(k + 200) {} };
__device__ inline float operator+(const B &a, const B &b) { return a.w + b.w; }
__device__ inline float operator-(const A &a, const B &b) { return a.v - b.w; }
__device__ inline float operator*(const B &a, float k) { return a.w * k; }
}
"""


@pytest.mark.parametrize("way", WAYS)
def test_declared_and_own(way: str, tmp_path: Any) -> None:
    lib = made(way, RANKED, tmp_path, [])
    ns = lib.ns

    def kernel(out: Any) -> None:
        a, b = ns.A(1.5), ns.B(3)
        out[0] = a + 1
        out[1] = 2 + a
        out[2] = a + ns.B(1)
        out[3] = b + 1
        out[4] = a - ns.B(1)
        out[5] = b * 2
        out[6] = a * np.int32(2)

    assert run(lib, kernel, 7) == [2.5, 3.5, 302.5, 404, -199.5, 406, 3]


REFUSED = """#pragma once
struct Two { float v; __device__ operator float() const { return v; }
  __device__ operator int() const { return 1; } };
struct One { float v; __device__ operator float() const { return v; } };
struct None0 { float v; __device__ explicit operator float() const { return v; } };
"""


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("two * 2", "operator* of Two is ambiguous in C++, which may use operator float and operator int: "),
        ("2 < two", "operator< of Two is ambiguous in C++, which may use operator float and operator int: "),
        ("-two", "operator- of Two is ambiguous in C++, which may use operator float and operator int: "),
        ("one & 1", "One has no operator&, nor has (float32, "),
        ("none * 2", "no operator* fits operator*(None0, int): the library has none for None0"),
    ],
)
@pytest.mark.parametrize("way", WAYS)
def test_refused(way: str, written: str, said: str, tmp_path: Any) -> None:
    lib = made(way, REFUSED, tmp_path, [])
    objects = "two, one, none = lib.Two(1), lib.One(1), lib.None0(1)"
    text = f"def kernel(out):\n    {objects}\n    out[0] = {written}\n"
    file = tmp_path / "kernel.py"
    file.write_text(text)
    scope: dict[str, Any] = {"lib": lib}
    exec(compile(text, str(file), "exec"), scope)
    with pytest.raises(TypingError, match=re.escape(said)):
        run(lib, scope["kernel"], 1)
