"""The C and C++ library headers for NVRTC: each compiles alone, and what is written in them is right."""

from __future__ import annotations

import re
from functools import cache as memo
from pathlib import Path

import pytest

nvrtc = pytest.importorskip("cuda.bindings.nvrtc")

from numbast.runtime import nvrtc_text  # noqa: E402
from numbast.runtime.compile import nvrtc_options  # noqa: E402
from numbast.runtime.headers import cuda_folders  # noqa: E402
from numbast.runtime.nvrtc_calls import NvrtcResult, nvrtc_compile  # noqa: E402

HEADERS = sorted(nvrtc_text.nvrtc_headers())
FOLDER = Path(nvrtc_text.__file__).parent / "nvrtc_include"
PUBLIC = [name for name in HEADERS if not name.startswith("nvrtc_std/")]


def build(text: str, std: str = "c++17", memory: bool = False) -> NvrtcResult:
    """Compiles as a unit is compiled; with `memory` from memory, as when no folder can be written."""
    folders = [*([] if memory else [str(FOLDER)]), *cuda_folders()]
    headers = nvrtc_text.nvrtc_headers() if memory else None
    return nvrtc_compile(text, nvrtc_options("sm_90", std, folders), headers)


@memo
def compiles(text: str, std: str = "c++17", memory: bool = False) -> bool:
    result = build(text, std, memory)
    if result.code is None:
        pytest.fail(f"{result.log}\n{text}", pytrace=False)
    return True


def check(includes: str, body: str, std: str = "c++17") -> None:
    """`body` holds static_asserts and statements of a device function."""
    assert compiles("".join(f"#include <{name}>\n" for name in includes.split()) + body, std)


def test_names_are_those_of_the_folder() -> None:
    assert "cstdint" in HEADERS
    assert "nvrtc_std/host.h" in HEADERS
    assert "README" not in HEADERS
    assert len(HEADERS) > 100
    assert all(nvrtc_text.has_nvrtc_header(name) for name in HEADERS)
    assert not nvrtc_text.has_nvrtc_header("nosuch.h")


def test_every_header_can_be_included_twice() -> None:
    for name, text in nvrtc_text.nvrtc_headers().items():
        assert text.count("#pragma once") == 1, name
        assert len(text.splitlines()) < 100, name


def test_includes_say_whose_they_are() -> None:
    """An include in quotes would find a user's file of that name first, and nothing at all in memory."""
    for name, text in nvrtc_text.nvrtc_headers().items():
        assert not re.search(r'#\s*include\s*"', text), name


def test_all_headers_together() -> None:
    assert compiles("".join(f"#include <{name}>\n" for name in (*PUBLIC, *reversed(PUBLIC))))


def test_all_headers_together_from_memory() -> None:
    assert compiles("".join(f"#include <{name}>\n" for name in PUBLIC), memory=True)


@pytest.mark.parametrize("name", [name for name in HEADERS if name.endswith(".h")])
def test_each_c_header_alone_and_in_extern_c(name: str) -> None:
    assert compiles(f"#include <{name}>\n#include <{name}>\n")
    text = nvrtc_text.nvrtc_headers()[name]
    if 'extern "C++"' in text or text.startswith("#pragma once // built"):
        assert compiles(f'extern "C" {{\n#include <{name}>\n}}\n')


@pytest.mark.long
@pytest.mark.parametrize("std", ["c++17", "c++20"])
@pytest.mark.parametrize("name", HEADERS)
def test_each_header_alone(name: str, std: str) -> None:
    assert compiles(f"#include <{name}>\n", std)


def test_version_stays_empty() -> None:
    """libcu++ includes it where it exists, before its own macros are set."""
    assert (FOLDER / "version").read_text().strip().startswith("#pragma once //")


def test_folder_is_refused_by_other_compilers() -> None:
    assert "#ifndef __CUDACC_RTC__" in (FOLDER / "nvrtc_std" / "core.h").read_text()


def test_host_functions_become_device_functions() -> None:
    check(
        "",
        """
        __host__ inline int f(int x) { return x; }
        __host__ __device__ inline int g(int x) { return f(x); }
        inline int h(int x) { typeof(x) y = g(x); __typeof__(y) z = y; return z; }
        extern "C" __device__ int go(int x) { int y; __builtin_memcpy(&y, &x, 4); return h(y); }
        """,
    )


def test_packed_after_the_brace_is_an_error() -> None:
    """NVRTC ignores the attribute there; without the error the layout would be silently wrong."""
    result = build("struct S { char a; int b; } __attribute__((packed));\n")
    assert result.code is None
    assert "1866" in result.log or "attribute" in result.log


def test_strings() -> None:
    check(
        "string.h cstring",
        """
        extern "C" __device__ int go(char *a, const char *b, size_t n) {
            memmove(a, b, n); memcpy(a, b, n); memset(a, 0, n); strcpy(a, b); strncpy(a, b, n);
            const char *c = strchr(b, 'x'); const void *d = memchr(b, 'x', n);
            return memcmp(a, b, n) + strcmp(a, b) + strncmp(a, b, n) + int(strlen(b)) + int(std::strlen(b))
                 + (c == d) + std::memcmp(a, b, n);
        }
        """,
    )


def test_math() -> None:
    check(
        "math.h float.h",
        """
        static_assert(FLT_MAX > 3.4e38f && FLT_MANT_DIG == 24 && DBL_MANT_DIG == 53);
        static_assert(DBL_EPSILON == 0x1p-52);
        static_assert(FLT_MIN == 0x1p-126f && LDBL_MAX == DBL_MAX && FLT_RADIX == 2);
        static_assert(M_PI > 3.14159 && M_PI < 3.1416 && M_E > 2.718 && M_SQRT2 * M_SQRT1_2 > 0.9999);
        static_assert(sizeof(float_t) == 4 && sizeof(double_t) == 8);
        extern "C" __device__ double go(double x, float y) {
            return INFINITY + NAN + HUGE_VAL + HUGE_VALF + sqrtl((long double)x) + hypotl(x, y)
                 + sinf(y) + fabs(x);
        }
        """,
    )


def test_cmath() -> None:
    check(
        "cmath",
        """
        extern "C" __device__ double go(double x, float y) {
            int q;
            return std::sqrt(x) + std::fma(x, x, x) + std::erf(y) + std::fmod(x, x) + std::remquo(x, x, &q)
                 + std::abs(-3) + std::abs(-2.0) + std::fdim(x, x) + M_PI;
        }
        """,
    )


def test_numeric_limits_can_be_specialized() -> None:
    check(
        "limits climits functional cstddef",
        """
        struct Half { short bits; };
        template <> class std::numeric_limits<Half> { public: static constexpr bool is_specialized = true; };
        template <> struct std::hash<Half> { __device__ size_t operator()(Half h) const { return h.bits; } };
        static_assert(std::numeric_limits<Half>::is_specialized);
        static_assert(std::numeric_limits<const int>::max() == INT_MAX);
        static_assert(std::numeric_limits<long double>::digits == 53);
        static_assert(std::numeric_limits<float>::digits == 24);
        static_assert(alignof(max_align_t) >= 8 && sizeof(std::nothrow_t) == 1);
        """,
    )


def test_integers() -> None:
    check(
        "cstdint inttypes.h stdint.h",
        """
        static_assert(sizeof(int64_t) == 8 && sizeof(std::uint8_t) == 1 && UINT64_MAX == ~0ull);
        extern "C" __device__ void go(int64_t x, uint32_t y) { printf("%" PRId64 " %" PRIu32 "\\n", x, y); }
        """,
    )


def test_sorting() -> None:
    check(
        "algorithm",
        """
        extern "C" __device__ int go(int *a, int n) {
            std::sort(a, a + n);
            std::stable_sort(a, a + n, [](int x, int y) { return x > y; });
            return std::max(a[0], a[1]) + *std::min_element(a, a + n);
        }
        """,
    )


def test_characters() -> None:
    check(
        "ctype.h cctype",
        """
        static_assert(isdigit('5') && !isdigit('x') && isalpha('Q') && isspace('\\n') && isalnum('_') == 0);
        static_assert(toupper('a') == 'A' && tolower('Z') == 'z' && std::toupper('1') == '1');
        """,
    )


def test_input_and_output() -> None:
    check(
        "cstdio cstdlib cassert cerrno",
        """
        extern "C" __device__ int go(int x) {
            assert(x);
            fprintf(stderr, "%d %d\\n", x, x);
            if (x == ERANGE) abort();
            if (x == EINVAL) std::exit(EXIT_FAILURE);
            std::puts("x");
            return std::abs(x) + EOF + fflush(stdout);
        }
        """,
    )


def test_host_classes_compile_where_they_are_not_used() -> None:
    check(
        "string vector iostream sstream map memory mutex stdexcept fstream thread",
        """
        inline std::string name(const std::vector<int> &v) {
            std::ostringstream out; out << "n=" << v.size() << std::endl;
            return out.str() + std::to_string(1);
        }
        struct Log { std::map<int, std::string> *m; std::shared_ptr<int> *p; std::mutex *lock; };
        inline std::runtime_error make() { return std::runtime_error("x"); }
        extern "C" __device__ int go(int x) { return x; }
        """,
    )


def test_strings_by_the_names_of_libstdcxx() -> None:
    """Clang spells `std::string` in full, with the namespace that the host's library has it in."""
    check(
        "string list type_traits",
        """
        template <class T> struct Traits { static __device__ int digits() { return 1; } };
        template <> struct Traits<std::string> { static __device__ int digits() { return 2; } };
        using Named = Traits<std::__cxx11::basic_string<char, std::char_traits<char>, std::allocator<char>>>;
        static_assert(std::is_same<Named, Traits<std::string>>::value, "");
        extern "C" __device__ int go(int x) { return x + Named::digits(); }
        """,
    )


def test_exceptions_that_host_functions_keep() -> None:
    check(
        "exception system_error",
        """
        inline void keep(std::exception_ptr &p) {
            p = std::current_exception();
            if (p != nullptr) std::rethrow_exception(p);
            std::rethrow_if_nested(std::runtime_error("x"));
        }
        inline std::system_error make(int e) {
            std::error_code code(e, std::generic_category());
            if (code) return std::system_error(code, code.message());
            return std::system_error(e, std::system_category(), "x");
        }
        extern "C" __device__ int go(int x) { return x; }
        """,
    )


def test_forwarded_templates() -> None:
    check(
        "type_traits utility tuple array numeric optional span bit complex ratio chrono "
        "variant bitset expected numbers",
        """
        static_assert(std::is_same_v<std::remove_cv_t<const int>, int>);
        static_assert(std::tuple_size<std::tuple<int, float>>::value == 2);
        static_assert(sizeof(std::array<int, 3>) == 12);
        extern "C" __device__ float go(float x) {
            std::optional<float> o(x); auto [a, b] = std::make_pair(x, 2.0f);
            return *o + a + b + std::complex<float>(x, x).real();
        }
        """,
    )


def test_exceptions_can_be_erased() -> None:
    text = '#include <stdexcept>\ninline int f(int x) { if (x) throw std::runtime_error("x"); return x; }\n'
    assert build(text).code is None
    folders = [str(FOLDER), *cuda_folders()]
    erased = nvrtc_compile(text, nvrtc_options("sm_90", "c++17", folders, ["NVRTC_STD_ERASE_EXCEPTIONS"]))
    assert erased.code is not None, erased.log


def test_kernel_types() -> None:
    check("linux/types.h", "static_assert(sizeof(__u64) == 8 && sizeof(__be16) == 2 && sizeof(__s8) == 1);\n")


def test_names_that_nvcc_knows_without_an_include() -> None:
    check(
        "",
        'extern "C" __device__ uint go(ushort a, ulong b, ssize_t c, u_int32_t d) { return a + b + c + d; }',
    )
    check(
        "sys/types.h cstdint",
        'typedef unsigned int uint; extern "C" __device__ uint go(u_char a) { return a; }',
    )
