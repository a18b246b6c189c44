"""Exceptions, annotated lambdas and gcc's builtins in headers: nvcc takes them, so do bindings."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import numbast
from numbast import cli
from tools import cpu

pytest.importorskip("numba.cuda")

FILES = {
    "detail/base.hpp": r"""
#pragma once
#include <stdexcept>
#include <string>
#define LIB_CHECK(x) \
  do { if (!(x)) { throw std::runtime_error(std::string("check: ") + #x); } } while (0)
#define LIB_TRY try {
#define LIB_CATCH } catch (const std::exception &e) { (void)e.what(); throw; }
#define HD __host__ __device__
struct Error : std::exception { const char *what() const throw() { return "try { throw 1; }"; } };
""",
    "detail/err.hpp": r"""
#pragma once
#include "base.hpp"
inline int risky(int x) {
  try {
    LIB_CHECK(x > 0);
    return x > 3 ? x : throw Error();
  } catch (const std::runtime_error &e) { // a " and a }
    if (x == '}' || x == 1'000) { throw; }
    return R"x( } catch (...) { )x"[0];
  }
  catch (...) {
    throw std::runtime_error("a, } b");
  }
}
struct Owner {
  int *p;
  explicit Owner(int n) try : p(new int[n]) { if (n < 0) throw n, 1; } catch (int) { p = nullptr; }
  ~Owner() { delete[] p; }
  int get(int i) const { return i < 0 ? throw Error{} : p[i]; }
  int &operator[](int i) const;
};
inline int both(int a, int b) { return risky(a ? throw Error() : 1) + risky((throw 2, b)); }
inline void go() { LIB_TRY risky(1); LIB_CATCH }
[[noreturn]] inline void fail(const char *what) { throw std::runtime_error(what); }
inline int pick(int k) { switch (k) { case 1: throw Error(); default: return 2; } }
#if 0
unbalanced catch (int) { {
#endif
""",
    "main.cuh": r"""
#pragma once
#include "detail/err.hpp"
template <class F> HD inline int apply(F f, int x) { return f(x); }
__device__ inline int lambdas(int x, const int (&a)[3]) {
  int catch_all = 1, retry = 2, entry[1] = {3};
  auto l = [=] HD (int y) { return x + y + catch_all + retry; };
  auto m = [&x] __device__ (int y) mutable { return x *= y; };
  auto n = [] __host__ __device__ (int y) -> int { return y; };
  return l(1) + n(a[1]) + apply([x] HD (int y) { return y - x; }, 3) + m(2) + entry[0];
}
#define MY_TRY try
#define MY_CATCH(e) catch (...)
#define MY_LAMBDA [=] __device__
#define MY_ASSERT(c) ((c) ? (void)0 : throw Error())
inline int torn(int x) { MY_TRY { return risky(x); } MY_CATCH(e) { return 1; } MY_ASSERT(x); return 2; }
__device__ inline int kokkos(int x) {
  MY_ASSERT(x > 0);
  return apply(MY_LAMBDA (int y) { return y + x; }, 1);
}
struct Vec { int v[4]; [[nodiscard]] HD int operator[](int i) const { return v[i]; } };
HD inline int checked(int x) { if (x < 0) LIB_CHECK(false); return x; }
constexpr int strict(int x) { return x < 0 ? throw Error() : x; }
struct Four { int value[strict(4)]; };
""",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("erased")
    for name, text in FILES.items():
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_text(text.lstrip())
    return place


def edits(module: Path) -> dict[str, Any]:
    """What the table says that NVRTC reads otherwise: {file: (names, ((old, new), ...))}."""
    found = re.search(r"'moved': (\{\n.*?\n\}),\n'(?:bodies|types)'", module.read_text(), re.DOTALL)
    return ast.literal_eval(found[1]) if found else {}


def generate(header: Path, *more: str) -> Path:
    out = header.parent / f"bound_{header.stem}.py"
    assert cli.main(["generate", str(header), "-o", str(out), "-q", *more]) == 0
    return out


def test_values(folder: Path) -> None:
    lib = numbast.load(folder / "main.cuh")
    lambdas, checked, strict, Vec = lib.lambdas, lib.checked, lib.strict, lib.Vec

    def kernel(a: Any, out: Any) -> None:
        out[0] = lambdas(5, a)
        out[1] = checked(7)
        out[2] = strict(8)
        out[3] = Vec()[1]

    out = np.full(4, -1, np.int32)
    cpu.run(kernel, [lib], 1, 1, np.array([1, 20, 3], np.int32), out, include_dirs=[folder])
    assert list(out[:3]) == [5 + 1 + 1 + 2 + 20 + (3 - 5) + 10 + 3, 7, 8]


def test_a_module_passes_nvrtcs_check(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = folder / "bound_all.py"
    assert cli.main(["generate", str(folder / "main.cuh"), "-o", str(out)]) == 0
    assert "5 of 5 callables bound" in capsys.readouterr().err
    assert set(edits(out)) == set(FILES)


def test_lines_stay(folder: Path) -> None:
    """A message of NVRTC's names the user's line; what is a string or a comment stays as it is."""
    out = generate(folder / "main.cuh", "--no-nvrtc-check")
    for name, (_, changes) in edits(out).items():
        text = (folder / name).read_text()
        for old, new in changes:
            assert text.count(old) == 1
            assert old.count("\n") == new.count("\n")
            text = text.replace(old, new)
        if name == "detail/base.hpp":
            assert '"try { throw 1; }"' in text and "const throw()" in text
        kept = re.sub(r'"(\\.|[^"\\])*"|//.*|throw\(\)', "", text)
        assert re.findall(r"\b(?:try|throw|catch)\b", kept) == (
            ["catch"] if name == "detail/err.hpp" else []
        ), text


CASES = {
    "int f(int x) { return x ? throw 1 : 2; }": "int f(int x) { return x ? ::nvrtc_std_throw() : 2; }",
    "int f(int x) { return x ? 2 : throw x ? 1 : 2; }": (
        "int f(int x) { return x ? 2 : ::nvrtc_std_throw(); }"
    ),
    "void f() { if (1) throw E<int, 2>(1); else g(); }": "void f() { if (1) ::nvrtc_std_throw(); else g(); }",
    "void f() throw(); void g() { if (1) throw (E()); }": (
        "void f() throw(); void g() { if (1) ::nvrtc_std_throw(); }"
    ),
    "void f() { try { try { a(); } catch (A) { b(); } } catch (...) { { c(); } } d(); }": (
        "void f() {  {  { a(); }  }  d(); }"
    ),
    "void f() { c ? (void)0 : throw E(1, 2), g(); c ? throw E() : static_cast<void>(0); }": (
        "void f() { c ? (void)0 : (void)::nvrtc_std_throw(), g();"
        " c ? (void)::nvrtc_std_throw() : static_cast<void>(0); }"
    ),
    "int f() { return a ? ((void)0, b ? 1 : 2) : throw E(); }": (
        "int f() { return a ? ((void)0, b ? 1 : 2) : ::nvrtc_std_throw(); }"
    ),
    "void f() { try { g(); } MY_HANDLERS }": "void f() { if (true) { g(); } MY_HANDLERS }",
    "#define MY_TRY try": "#define MY_TRY if (true)",
    "#define MY_CATCH(e) catch (...)": "#define MY_CATCH(e) else if (false)",
    "#define MY_CATCH catch (const a::E &) {": "#define MY_CATCH else if (false) {",
    "#define FAIL throw E<1, 2>()": "#define FAIL ::nvrtc_std_throw()",
    "#define LAMBDA [=] __device__": "#define LAMBDA [=] ",
    "#define LAMBDA(x) [&] HD (int x)": "#define LAMBDA(x) [&]  (int x)",
    "auto l = [=] __device__ { return 1; };": "auto l = [=]  { return 1; };",
    "auto l = f(1, [a = b[2], this] DEV (int x) { return x; });": (
        "auto l = f(1, [a = b[2], this]  (int x) { return x; });"
    ),
    "auto l = [] __device__ <class T>(T x) { return x; };": "auto l = []  <class T>(T x) { return x; };",
}
UNCHANGED = [
    "struct S { int a[3]; int b[2] ALIGNED(4); int &operator[](int i) DEV; };",
    "[[nodiscard]] __device__ int f(int x); __attribute__((pure)) int a[2][3] ATTR (1);",
    "auto l = [=](int x) mutable { return x; }; auto m = [] noexcept { return 1; };",
    "auto [a, b] = pair; auto &[c, d] = pair; for (auto &[k, v] : map) {}",
    "#define MY_CATCH catch (const a::E &e) {",
    "#define try if (true)\n#define catch(x) if (false)\n#undef throw",
    "#if defined(try) || defined catch\n#endif",
    "void f() { asm volatile(X : [out] OUT(x), [more] IN (x) : [in] IN(y)); }",
    "void f() { delete[] p; p = new int[3] (x); }",
    '// throw try { catch\n/* throw */ const char *s = "throw x;"; int catcher, retry, rethrow;',
    "#define AT(x) [x] DEV + 1\n#define ELEMENT a[1] ATTR",
    "int x = 'c'; // ] DEV (\n#define X(a) a ## _throw",
]


@pytest.mark.parametrize("text", CASES)
def test_tokens(tmp_path: Path, text: str) -> None:
    """What is read instead, whatever clang thinks of it."""
    (tmp_path / "a.cuh").write_text(f"int first;\n#if 0\n{text}\n#endif\n")
    assert edits(generate(tmp_path / "a.cuh", "--no-nvrtc-check")) == {
        "a.cuh": (("a.cuh",), ((f"\n{text}", f"\n{CASES[text]}"),))
    }


def test_lines_that_end_as_in_dos(folder: Path, tmp_path: Path) -> None:
    """And that begin with a byte order mark. NVRTC takes the headers, and a packed structure too."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(text.lstrip().replace("\n", "\r\n").encode("utf-8-sig"))
    wire = "#pragma once\r\nstruct P {\r\n  char c;\r\n  int x;\r\n}\r\n__attribute__((packed));\r\n"
    with (tmp_path / "main.cuh").open("ab") as file:
        file.write(wire.partition("\r\n")[2].encode())
    bound = edits(generate(tmp_path / "main.cuh"))
    assert bound.keys() == FILES.keys() and "\\r" not in repr(bound)


@pytest.mark.parametrize("text", UNCHANGED)
def test_what_stays(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.cuh").write_text(f"int first;\n#if 0\n{text}\n#endif\n")
    assert edits(generate(tmp_path / "a.cuh", "--no-nvrtc-check")) == {}


@pytest.mark.parametrize(
    "text", ["try", "throw", "catch (", "catch (A) {", 'R"x(', "x = '", "[", "[a] D", "/*", "1'"]
)
def test_text_that_ends_early(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.cuh").write_text(f"int first;\n#if 0\nthrow 1;\n{text}")
    cli.main(["generate", str(tmp_path / "a.cuh"), "-o", str(tmp_path / "m.py"), "-q", "--no-nvrtc-check"])


BUILTINS = """
__device__ inline float inf() {
  return __builtin_inff() - (__builtin_huge_valf() == __builtin_inff() ? 0 : 1);
}
__device__ inline double nan() { constexpr double n = __builtin_nan(""); return n; }
__device__ inline int bits(unsigned x) {
  return __builtin_popcount(x) * 1000 + __builtin_clz(x) * 100 + __builtin_ctz(x) * 10 +
         __builtin_parity(x);
}
__device__ inline unsigned swapped(unsigned x) {
  return __builtin_bswap32(x) + (__builtin_bswap64(x) >> 32);
}
__device__ inline float root(float x) {
  return __builtin_sqrtf(__builtin_fabsf(x)) + __builtin_fmaxf(1, 2);
}
__device__ inline int sure(int x) { if (__builtin_expect(x, 1)) return 1; __builtin_unreachable(); }
struct Limits { static constexpr float most = __builtin_inff(); };
"""


def test_builtins(tmp_path: Path) -> None:
    (tmp_path / "b.cuh").write_text(BUILTINS)
    generate(tmp_path / "b.cuh")
    lib = numbast.load(tmp_path / "b.cuh")
    inf, nan, bits, swapped, root, sure = lib.inf, lib.nan, lib.bits, lib.swapped, lib.root, lib.sure

    def kernel(out: Any) -> None:
        out[0] = inf()
        out[1] = nan()
        out[2] = bits(np.uint32(0x0F00))
        out[3] = swapped(np.uint32(0x01020304))
        out[4] = root(np.float32(-9))
        out[5] = sure(1)

    out = np.zeros(6)
    cpu.run(kernel, [lib], 1, 1, out, include_dirs=[tmp_path])
    assert np.isinf(out[0]) and np.isnan(out[1])
    assert list(out[2:]) == [4 * 1000 + 20 * 100 + 8 * 10, 2 * 0x04030201, 5, 1]


def test_many_bases(tmp_path: Path) -> None:
    """Each class is looked at once, on however many ways bases lead to it."""
    lines = ["template <class T> struct A0 { T first; operator int() const; };"]
    for i in range(1, 40):
        for name in "BC":
            lines.append(f"template <class T> struct {name}{i} : A{i - 1}<T> {{ T {name.lower()}{i}; }};")
        lines.append(f"template <class T> struct A{i} : B{i}<T>, C{i}<T> {{}};")
    (tmp_path / "d.cuh").write_text("\n".join(lines) + "\n")
    assert "'first'" in generate(tmp_path / "d.cuh", "--no-nvrtc-check").read_text()
