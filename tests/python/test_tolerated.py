"""Headers that nvcc takes: what is bound of them, where NVRTC would refuse the whole."""

from __future__ import annotations

from pathlib import Path

import pytest

import numbast

pytest.importorskip("numba.cuda")

OK = "\n__device__ inline int ok(int x) { return x; }\n"
KEYWORDS = """
#define extern
#define alignof(x) 1
#define new 3
#define sizeof(x) 4
#define static
#define template
#define private public
#define int long
#define const
struct S { short x; double y; };
__device__ inline short gets(const S &s) { return s.x; }
"""
LIBRARIES = """
#include <thrust/device_vector.h>
#include <thrust/sort.h>
inline void sorts(thrust::device_vector<int> &v) { thrust::sort(v.begin(), v.end()); }
"""
SYSTEM = """
#include <syslog.h>
#include <sys/mman.h>
inline void logs() { syslog(LOG_ERR, "x"); }
"""
HASH = """
#include <map>
#include <string_view>
#include <unordered_map>
#include <functional>
struct Key { int k; };
namespace std {
template <> struct hash<Key> { size_t operator()(const Key &) const noexcept { return 1; } };
}
"""
DEDUCED = """
#include <chrono>
struct X { int q; X(int v) : q(v) {} };
inline X make() { return X(3); }
static auto g_x = make();
auto &g_r = g_x;
inline auto g_lambda = [x = make()](int y) { return y; };
inline auto g_start = std::chrono::steady_clock::now();
struct H { static inline auto q = make(); int y; };
__device__ inline int useh(H h) { return h.y; }
"""
# header: what is bound of it beside `ok`, what is not
HEADERS = {
    "keywords": (KEYWORDS, ["gets", "S"], []),
    "libraries": (LIBRARIES, [], ["sorts"]),
    "system": (SYSTEM, [], ["logs"]),
    "hash": (HASH, ["Key"], ["std::hash<Key>::operator()"]),
    "extension": ("__extension__ typedef long long ll_t;", [], ["ll_t"]),
    "deduced": (DEDUCED, ["useh", "H", "X"], ["g_start", "g_lambda", "g_r"]),
}


@pytest.mark.parametrize("name", HEADERS)
def test_the_rest_of_a_header_is_bound(tmp_path: Path, name: str) -> None:
    text, bound, skipped = HEADERS[name]
    (tmp_path / "a.cuh").write_text(text + OK)
    entries = numbast.generate(tmp_path / "a.cuh", tmp_path / "m.py").entries
    fates = {e.name: e.fate for e in entries}
    assert [fates[one] for one in ["ok", *bound]] == ["bound"] * (1 + len(bound)), fates
    assert [fates[one] for one in skipped] == ["skipped"] * len(skipped)


def test_a_library_that_all_rests_on_is_the_reason(tmp_path: Path) -> None:
    text = "#include <thrust/complex.h>\n__device__ inline float f(thrust::complex<float> a) { return 1; }\n"
    (tmp_path / "a.cuh").write_text(text)
    with pytest.raises(numbast.HeaderError, match="thrust/detail/complex"):
        numbast.generate(tmp_path / "a.cuh", tmp_path / "m.py")
