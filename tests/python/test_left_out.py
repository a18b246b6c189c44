"""Declarations that NVRTC refuses and clang and nvcc take go, with NVRTC's reason; the rest is bound."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import numbast
from tools import cpu, modules

pytest.importorskip("numba.cuda")

from numba.cuda import types
from numba.cuda.core import errors

from numbast.testing import compile_kernel

OK = "__device__ inline int ok(int x) { return x + 1; }\n"

# header: {name: what the reason holds, None where it is bound}
CASES: dict[str, tuple[str, dict[str, str | None]]] = {
    "dollar": (
        """__device__ inline int dollar$x(int x) { return x; }
#define N 3""",
        {"N": None, "dollar$x": "unrecognized token"},
    ),
    "case-range": (
        """__device__ inline int f(int x) { switch (x) { case 1 ... 3: return 1; } return 0; }
__device__ inline int g(int x) { return f(x); }
__device__ inline int h(int x) { return x; }""",
        {"f": 'expected a ":"', "g": "deleted", "h": None},
    ),
    "two-in-a-line": (
        """struct A { int a; }; __device__ int f$() { return 1; } __device__ int g() { return 1; }""",
        {"A": None, "f$": "unrecognized", "g": None},
    ),
    "complex": (
        """__device__ inline _Complex float c(_Complex float x) { return x; }
inline _Complex float hc(_Complex float x) { return x; }""",
        {"c": "explicit type is missing", "hc": "host function"},
    ),
    "literal": (
        """constexpr char16_t C16 = u'é';
constexpr int I = 4;""",
        {"C16": "too many characters", "I": None},
    ),
    "utf8-name": (
        """__device__ inline int étoile(int x) { return x; }""",
        {"étoile": "unrecognized token"},
    ),
    "attributes": (
        """[[nodiscard]] __attribute__((noinline)) __device__ int a$(int x);
#define API __device__
extern "C" API int b$(int x);
template <class T> [[nodiscard]] __device__ T c$(T x) { return x; }
typedef struct { int x; } S$, *P$;
__device__ inline int g(int x) { return x; }""",
        {"a$": "unrecognized", "b$": "unrecognized", "c$": "unrecognized", "S$": "unrecognized", "g": None},
    ),
    "method": (
        """struct S { int x;
  __device__ int m(int i) const { switch (i) { case 1 ... 3: return x; } return 0; }
  __device__ int $n(int i) const { return x; }
  __device__ int o() const { return x; }
};""",
        {"S": None, "S::m": 'expected a ":"', "S::$n": "unrecognized", "S::o": None},
    ),
    "constructor": (
        """struct S { int x;
  __device__ S(int i) : x(({ int q = i; q; })) {}
  __device__ S() : x(1) {}
};
__device__ inline int of(S s) { return s.x; }""",
        {"S": None, "of": None},
    ),
    "field": (
        """struct S { int x;
  _Complex float c; };
__device__ inline int by_value(S s) { return s.x; }
__device__ inline S *place(S *p) { return p; }
template <class T> struct V { T $t; };
struct Base { int $b; }; struct Derived : Base { int y; };""",
        {"S": "no storage class", "by_value": "incomplete type", "place": None, "Derived": "incomplete type"},
    ),
    # What calls an overload that went must not take another.
    "overload": (
        """__device__ inline int f(int x) { return 1; }
__device__ inline int f(double x, int $d = 0) { return 2; }
__device__ inline int calls() { return f(2.5); }
__device__ inline int calls_int() { return f(2); }""",
        {"calls": "deleted", "calls_int": None},
    ),
    "directives": (
        """__device__ inline int f$(int x) {
#if 1
  return 1;
#else
  return 2;
#endif
}
#define M 4
namespace n {
__device__ int d$(
#define INNER 5
    int x);
}
""",
        {"f$": "unrecognized", "n::d$": "unrecognized", "M": None, "INNER": None},
    ),
    # The same line elsewhere stays.
    "same-text": (
        """namespace a { typedef int T;
__device__ inline int f(T x) { return 1; }
}
namespace b { typedef _Complex float T;
__device__ inline int f(T x) { return 1; }
}
""",
        {"a::f": None, "a::T": None, "b::T": "explicit type is missing", "b::f": 'identifier "T"'},
    ),
    "macros": (
        """#define BOTH(n) __device__ inline int n##_a() { return 1; } __device__ int n##_b$() { return 1; }
BOTH(p)
__device__ inline int q(int x) { return x; }""",
        {"p_a": "unrecognized", "p_b$": "unrecognized", "q": None},
    ),
}


def reasons(report: numbast.Report) -> dict[str, str]:
    return {e.name: e.reason or "" for e in report.entries}


@pytest.mark.parametrize("name", CASES)
def test_the_rest_is_bound(tmp_path: Path, name: str) -> None:
    text, told = CASES[name]
    (tmp_path / "a.cuh").write_text(f"#pragma once\n{text}\n{OK}")
    found = reasons(numbast.generate(tmp_path / "a.cuh", tmp_path / "m.py"))
    assert found["ok"] == ""
    for one, reason in told.items():
        assert (reason in found[one] and found[one]) if reason else found[one] == "", (one, found)
    bound = modules.load_file(tmp_path / "m.py")

    def kernel(out: Any) -> None:
        out[0] = bound.ok(41)

    out = np.zeros(1, np.int32)
    cpu.run(kernel, [bound], 1, 1, out, include_dirs=[tmp_path])
    assert out[0] == 42


WIDE = """
#include <cstdint>
__device__ inline int f(int64_t) { return 1; }
__device__ inline int f(long long) { return 2; }
__device__ inline int g(unsigned long long *, int) { return 3; }
__device__ inline int g(uint64_t *, int) { return 4; }
__device__ inline int g(uint64_t *) { return 5; }
struct M { __device__ int m(int64_t) { return x; } __device__ int m(long long) { return -x; } int x; };
template <class T> struct Tr { static const int v = 0; };
template <> struct Tr<int64_t> { static const int v = 1; };
template <> struct Tr<long long> { static const int v = 2; };
template <class T> __device__ int tf(T x) { return x; }
template <> __device__ int tf<int64_t>(int64_t x) { return x + 1; }
template <> __device__ int tf<long long>(long long x) { return x + 2; }
"""


def test_one_of_two_overloads_that_are_one_to_nvrtc(tmp_path: Path) -> None:
    (tmp_path / "a.cuh").write_text(WIDE)
    report = numbast.generate(tmp_path / "a.cuh", tmp_path / "m.py")
    told = {(e.name, e.line): e.reason for e in report.entries}
    for name, line in (("f", 4), ("g", 6), ("M::m", 8), ("Tr<long long>", 11), ("tf", 14)):
        refused = (
            [told[name, line]] if name != "M::m" else [e.reason for e in report.entries if e.name == name]
        )
        assert any("NVRTC: " in one for one in refused), (name, refused)
    assert [told[one] for one in (("f", 3), ("g", 5), ("g", 7), ("Tr<long>", 10))] == [""] * 4
    bound = modules.load_file(tmp_path / "m.py")

    def kernel(x: Any, p: Any, out: Any) -> None:
        out[0] = bound.f(x[0])
        out[1] = bound.g(p, 1)
        out[2] = bound.g(p)
        out[3] = bound.M(7).m(x[0])

    out = np.zeros(4, np.int32)
    arrays = np.ones(1, np.int64), np.ones(1, np.uint64)
    cpu.run(kernel, [bound], 1, 1, *arrays, out, include_dirs=[tmp_path])
    assert out.tolist() == [1, 3, 5, 7]


LOADED = """
__device__ inline int bad(int x) { switch (x) { case 1 ... 3: return 1; } return 0; }
__device__ inline int calls(int x) { return bad(x); }
template <class T> __device__ T twice(T x) { return x + x; }
__device__ inline int ok(int x) { return x + 1; }
"""


def test_a_loaded_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBAST_CACHE_DIR", str(tmp_path / "cache"))
    (tmp_path / "a.cuh").write_text(LOADED)
    lib = numbast.load(tmp_path / "a.cuh")

    def template(out: Any) -> None:
        out[0] = lib.twice(2.5)

    def kernel(out: Any) -> None:
        out[0] = lib.ok(41)

    def bad(out: Any) -> None:
        out[0] = lib.bad(1)

    def calls(out: Any) -> None:
        out[0] = lib.calls(1)

    signature = types.void(types.int32[::1])
    assert compile_kernel(template, types.void(types.float64[::1])).calls == 0
    assert compile_kernel(kernel, signature).calls == 0
    with pytest.raises(errors.TypingError, match=r'bad .*NVRTC says: expected a ":"'):
        compile_kernel(bad, signature)
    with pytest.raises(errors.TypingError, match=r"calls .*NVRTC says: .*deleted"):
        compile_kernel(calls, signature)


def test_it_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBAST_CACHE_DIR", str(tmp_path / "cache"))
    (tmp_path / "a.cuh").write_text(LOADED)
    program = f"""
import numbast, numbast.leaving_loaded as leaving
from numba.cuda import types
from numbast.testing import compile_kernel
lib, made, make = numbast.load({str(tmp_path / "a.cuh")!r}), [], leaving.make
leaving.make = lambda *a, **k: made.append(1) or make(*a, **k)
def kernel(out): out[0] = lib.ok(41)
compile_kernel(kernel, types.void(types.int32[::1]))
print(len(made))
"""
    runs = [
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]
    assert [int(run) > 0 for run in runs] == [True, False]


REFUSED = (
    '#include <cstdint>\n#include <type_traits>\nstatic_assert(std::is_same<int64_t, long>::value, "x");\n',
    "#ifdef __CUDACC_RTC__\n#error no\n#endif\n",
)


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_said_of_the_whole_header_refuses_it(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.cuh").write_text(text + OK)
    with pytest.raises(numbast.HeaderError, match="don't compile with NVRTC"):
        numbast.generate(tmp_path / "a.cuh", tmp_path / "m.py")
