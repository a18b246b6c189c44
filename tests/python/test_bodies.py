"""Headers that NVRTC refuses as they stand: bodies of host functions, and what nvcc includes by itself."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import numbast
from numbast import cli
from tools import cpu, modules

pytest.importorskip("numba.cuda")

from numba.cuda import types

from numbast.testing import compile_kernel

HOST_ONLY = r"""
#pragma once
#include "parts/more.hpp"
#include <filesystem>
#include <immintrin.h>
#include <map>
#include <mutex>
#include <pthread.h>
#include <random>
#include <regex>
namespace h {
inline bool match(const std::string &s) { return std::regex_match(s, std::regex("[a-z]+")); }
inline void shuffle(std::mt19937 &g, float *x, int n)
{
  std::uniform_real_distribution<float> d(0, 1);
  try { for (int i = 0; i < n; i++) x[i] = d(g); } catch (const std::exception &e) { nothing_of(e); }
}
inline std::filesystem::path where() { return std::filesystem::current_path() / "x"; }
inline __m256 add(__m256 a, __m256 b) { return _mm256_add_ps(a, b); }
inline void *worker(void *p) { pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER; return p; }
template <class T> __global__ void kernel(T *x) { x[0] = T(1); }
struct Pool {
  std::mutex m;
  std::map<int, std::string> names;
  Pool() : m(), names{} { names[1] = "x"; kernel<<<1, 1>>>((int *)nullptr); }
  int get(int i) { std::lock_guard<std::mutex> l(m); return names.count(i); }
};
inline int launch(float *x) {
#ifdef SLOW
  if (x) { kernel<<<1, 1>>>(x); }
#else
  kernel<<<1, 32>>>(x);
#endif
  return cudaDeviceSynchronize() == cudaSuccess;
}
struct Point {
  float x;
  void show() const { std::cout << x << std::hex; }
  __device__ float twice() const { return x * 2; }
};
}
__device__ inline float area(float r) { return float(M_PI) * r * r + (r > INT_MAX ? 1 : more(r)); }
"""
MORE = r"""
#pragma once
inline void elsewhere() { std::nothing<1>(); }
__host__ __device__ inline float more(float r) { return std::fabs(r); }
"""
# What stays as it is where NVRTC takes the headers: a helper that lacks its annotation, say.
PLAIN = r"""
inline int helper(int x) { return x + 1; }
__host__ __device__ inline int used(int x) { return helper(x); }
"""


@pytest.fixture(scope="module")
def header(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bodies")
    (folder / "parts").mkdir()
    (folder / "parts" / "more.hpp").write_text(MORE)
    (folder / "host_only.cuh").write_text(HOST_ONLY)
    return folder / "host_only.cuh"


@pytest.fixture(scope="module", params=["loaded", "static"])
def lib(request: pytest.FixtureRequest, header: Path) -> Any:
    if request.param == "loaded":
        return numbast.load(header)
    path = header.with_name("host_only_bound.py")
    numbast.generate(header, path)
    return modules.load_file(path)


def test_kernels_compile(lib: Any) -> None:
    def kernel(x: Any, out: Any) -> None:
        out[0] = lib.area(x[0])
        out[1] = lib.h.Point(x[1]).twice()

    assert compile_kernel(kernel, types.void(types.float32[::1], types.float32[::1])).calls == 0


def test_the_report_says_nothing_of_it(header: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["report", str(header)]) == 0
    told = capsys.readouterr().out
    assert "3 of 3 callables bound\n" in told and "checked with NVRTC" in told


def test_what_compiles_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "plain.cuh").write_text(PLAIN)
    lib = numbast.load(tmp_path / "plain.cuh")

    def kernel(out: Any) -> None:
        out[0] = lib.used(41)

    out = np.zeros(1, np.int32)
    cpu.run(kernel, [lib], 1, 1, out, include_dirs=[tmp_path])
    assert out[0] == 42
    assert compile_kernel(kernel, types.void(types.int32[::1])).calls == 0
    assert not lib.__numbast_library__.units.is_second


CALL = "{ ::nvrtc_host_function_on_the_device(); }"


def bodies(folder: Path, text: str, *more: str) -> tuple[tuple[str, str], ...]:
    """The texts that a table tells NVRTC to read without bodies: ((old, new), ...)."""
    (folder / "a.cuh").write_text(f"#include <cstddef>\n{text}\n")
    out = folder / "m.py"
    assert cli.main(["generate", str(folder / "a.cuh"), "-o", str(out), "-q", "--no-nvrtc-check", *more]) == 0
    found = re.search(r"'bodies': (\{\n.*?\n\}),\n'types'", out.read_text(), re.DOTALL)
    told = ast.literal_eval(found[1])["a.cuh"][1] if found else ()
    lines = (folder / "a.cuh").read_text().split("\n")
    for line, old, new in told:
        assert old.removeprefix("\n").split("\n")[0] == lines[line - 1] or "try" in text
        assert old.count("\n") == new.count("\n")
    return tuple((old, new) for _, old, new in told)


CUT = {
    "int f(int x) { return x; }": "int f(int x) ;",
    "inline int f(int x) noexcept { return x; } int g;": f"inline int f(int x) noexcept {CALL} int g;",
    "int f() { return 1; } int g() { return '}'; }": "int f() ; int g() ;",
    "int f() /* { */ { // }\n}": "int f() /* { */ ;\n",
    "struct S { int f() const { return 1; } static void g() {} };": (
        "struct S { int f() const ; static void g() ; };"
    ),
    "struct S { int a, b; S(int x) : a(x), b{(1, 2)} { a++; } };": "struct S { int a, b; S(int x) ; };",
    'extern "C" { int f(void) { return 1; } }': 'extern "C" { int f(void) ; }',
    "int f() {\n#if A\n  if (1) { }\n#else\n  (void)0;\n#endif\n  return 1;\n}": "int f() ;\n\n\n\n\n\n\n",
    "#define API inline\nAPI int f() { return 1; }": f"API int f() {CALL}",
    "static int f() { return 1; }": f"static int f() {CALL}",
    "struct S { virtual int f() { return 1; } ~S() { } };": "struct S { virtual int f() ; ~S() ; };",
    "struct S { S &operator=(const S &) { return *this; } };": "struct S { S &operator=(const S &) ; };",
    "struct S { operator int() { return 1; } };": "struct S { operator int() ; };",
    "struct S { friend int g(S) { return 1; } };": "struct S { friend int g(S) ; };",
    "template <bool> struct B { int x; }; struct S : B<(1 > 0)> { S() : B<(1 > 0)>{1} { } };": (
        "template <bool> struct B { int x; }; struct S : B<(1 > 0)> { S() ; };"
    ),
    "int f() { try { return 1; } catch (...) { throw; } }": "int f() ;",
    "inline int f() try { return 1; } catch (int) { return 2; } catch (...) { throw; }": (
        f"inline int f() {CALL}"
    ),
    "struct S { int a; S() try : a(1) { } catch (...) { } };": "struct S { int a; S() ; };",
    "#define WHOLE int f() { return 1; }\nWHOLE": "int f();",
    "#define BOTH(n) inline int n(const char *p = 0) { return 1; } int n##2(int);\nBOTH(f)": (
        f"inline int f(const char *p = 0){CALL} int f2(int);"
    ),
    "#define MORE(n) int n() const { return 1; } static int n##2() { return 1; }\nstruct S { MORE(f) };": (
        "struct S { int f() const; static int f2(); };"
    ),
    "#define BODY { return 1; }\ninline int f() BODY int g();": f"inline int f() {CALL} int g();",
    "#define BODY(x) { return x; }\ninline int f() BODY((1)) int g();": f"inline int f() {CALL} int g();",
    "const int n = __builtin_popcount(6);": "const int n = 2ll;",
    "static const int n{__builtin_popcount(6)}; int m;": "static const int n = 2ll; int m;",
    "int get(); static const int n = get();": "int get(); extern const int n ;",
    "struct X { X(int = 0); }; static X x(1); inline X y{2}; X z[2];": (
        "struct X { X(int = 0); }; extern X x ; extern X y ; extern X z [ 2 ] ;"
    ),
    "int get(); struct S { static int a; inline static int b = get(); }; int S::a = get();": (
        "int get(); struct S { static int a; static int b ; }; ;"
    ),
    "thread_local int t = 5;": "extern int t ;",
    "enum E { A }; E get(); const E e = get(), *p = 0; static const E only = get();": (
        "enum E { A }; E get(); const E e = get(), *p = 0; extern const E only ;"
    ),
    'const char *const a = "x"; const char *const b = a;': (
        r"""const char *const a = "x"; const char *const b = "\170";"""
    ),
    "#define LOCAL static\nLOCAL int x = (int)sizeof(int) + __builtin_popcount(1);": ("LOCAL int x = 5ll;"),
}
KEPT = [
    "__device__ int f() { return 1; }",
    "__host__ __device__ inline int f() { return 1; }",
    "__global__ void f() { }",
    "constexpr int f() { return 1; }",
    "inline auto f() { return 1; }",
    "inline decltype(auto) f() { return 1; }",
    "template <class T> int f(T x) { return x; }",
    "struct S { S() = default; };",
    "struct S { virtual int f() = 0; };",
    "int f();",
    "int f() {\n#if A\n  if (1) {\n#else\n  if (2) {\n#endif\n  }\n  return 1;\n}",
    "int f() {\n#define LATER 1\n  return 1;\n}",
    "#define WHOLE int f() { return 1; } struct S { };\nWHOLE",
    "#define WHOLE __device__ int f() { return 1; }\nWHOLE",
    "#define WHOLE int f() { return 1; }\n__device__ WHOLE",
    "#define WHOLE int f() { return 1; } missing g();\nWHOLE",
    "#define BODY { return 1; }\n__device__ int f() BODY",
    "#define BODIES { return 1; } int g() { return 2; }\nint f() BODIES",
    "const int n = 1; const double x = 2 * 3.5; int list[] = {1, 2}; struct P { int a; } p = {1};",
    "constexpr int get() { return 1; } constexpr int n = get();",
    "const int n = 1; const int m = n + 1; enum E { A }; const E e = A;",
    "__device__ int n = __builtin_popcount(6);",
    "int get(); int n{get()}, m = get();",
    "#if A\nint get(); int n =\n#else\nint n = __builtin_popcount(6) *\n#endif\n1;",
    "namespace { struct T { } t; }",
]


# What NVRTC refuses whole headers for beside bodies that are written out.
MADE = r"""
#define HOST_FN(name) inline int name(int x) { return std::nothing(x); }
#define HOST_BODY { return std::nothing(); }
HOST_FN(
  made
)
inline int with_body(int)
HOST_BODY
inline int guarded() try { return std::nothing(); } catch (...) { return 0; }
struct Made { int a; HOST_FN(get) };
struct Log { Log(const char *); int n; };
int count();
static const int computed = count();
static Log log_of("file");
inline Log second = Log("x");
struct Holder { static Log held; inline static const int n = count(); };
Log Holder::held("held");
thread_local int of_thread = 5;
const int bits = __builtin_popcount(6);
const char *const first = "a text";
const char *const name = first;
inline int host() { return computed + log_of.n + of_thread; }
__device__ inline int uses(int x) { return x + bits + name[0]; }
"""


def test_what_macros_write_and_what_variables_begin_with(tmp_path: Path) -> None:
    (tmp_path / "made.cuh").write_text(MADE)
    lib = numbast.load(tmp_path / "made.cuh", arch="sm_90")
    assert lib.bits == 2 and lib.name == "a text"

    def kernel(x: Any) -> None:
        x[0] = lib.uses(x[0])

    assert compile_kernel(kernel, types.void(types.int32[::1])).calls == 0


@pytest.mark.parametrize("text", CUT)
def test_what_goes(tmp_path: Path, text: str) -> None:
    told = bodies(tmp_path, text)
    assert (
        "".join(new for _, new in told).strip("\n")
        == CUT[text].strip("\n").splitlines()[-1 if "#define" in text else 0]
    )


@pytest.mark.parametrize("text", KEPT)
def test_what_stays(tmp_path: Path, text: str) -> None:
    assert bodies(tmp_path, text) == ()


BAD = "inline int bad(std::vector<int> &v) { return std::nothing(v); }\n"
USES = [
    "struct S { std::vector<int> v; ~S() { bad(v); } };",
    "inline auto deduced(std::vector<int> &v) { return bad(v); }",
    "struct S { virtual int f(std::vector<int> &v) { return bad(v); } };",
    "template <class T> int t(T &v) { return bad(v); } inline int u(std::vector<int> &v) { return t(v); }",
    "struct S { std::vector<int> v; operator int() { return bad(v); } };",
    "struct S { std::vector<int> v; friend int h(S &s) { return bad(s.v); } };",
    "static int once(std::vector<int> &v) { return bad(v); }",
    """inline int helper(int x) { return x + 1; }
__host__ __device__ inline int uses(int x) { return helper(x); }""",
    """#define FN inline
FN int same(int x) { return std::nothing(x); }
#undef FN
#define FN __device__ inline
namespace d { FN int same(int x) { return x + 1; } }""",
    """#define QUAL inline
namespace h {
#include "twice.inc"
}
#undef QUAL
#define QUAL __device__ inline
namespace d {
#include "twice.inc"
}""",
]


@pytest.mark.parametrize("text", USES)
def test_what_else_there_is_still_works(tmp_path: Path, text: str) -> None:
    """Bodies that stay and call one that went; device functions of a host function's text."""
    (tmp_path / "twice.inc").write_text("QUAL int twice(int x) { return 2 * x; }\n")
    ok = "__device__ inline int ok(int x) { return x; }\n"
    (tmp_path / "uses.cuh").write_text(f"#include <vector>\n{BAD}{text}\n{ok}")
    lib = numbast.load(tmp_path / "uses.cuh", arch="sm_90")
    called = [lib.ok]
    called += [lib.uses] if "uses" in text else []
    called += [lib.d.same] if "same" in text else []
    called += [lib.d.twice] if "twice" in text else []
    first, last = called[0], called[-1]

    def kernel(x: Any) -> None:
        x[0] = first(x[0]) + last(x[1])

    assert compile_kernel(kernel, types.void(types.int32[::1])).calls == 0


def test_what_default_device_binds_stays(tmp_path: Path) -> None:
    assert bodies(tmp_path, "inline int f() { return 1; }", "--default-device") == ()


@pytest.mark.parametrize("text", ["", "inline int host() { return 1; }"])
def test_nothing_of_it_helps(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    (tmp_path / "refused.cuh").write_text(
        f"#ifdef __CUDACC_RTC__\n#error no\n#endif\n__device__ int *d;\n{text}\n"
    )
    assert cli.main(["report", str(tmp_path / "refused.cuh")]) == 0
    assert "NVRTC refuses the headers" in capsys.readouterr().out


def test_errors_that_remain(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What no second try mends is said of its declaration."""
    text = "struct S { int n; };\n__device__ inline int g() { return __builtin_ia32_nothing(); }\n"
    (tmp_path / "bad.cuh").write_text(text)
    assert cli.main(["report", str(tmp_path / "bad.cuh")]) == 0
    told = capsys.readouterr().out
    assert 'bad.cuh:2: g: NVRTC: identifier "__builtin_ia32_nothing" is undefined' in told
    assert "0 of 1 callables bound" in told and "1 record" in told
