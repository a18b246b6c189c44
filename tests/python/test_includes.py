"""Which includes of a header NVRTC may come to: too many at worst, never too few."""

from __future__ import annotations

from pathlib import Path

import pytest

from numbast.runtime import headers
from numbast.runtime.cache import Cache
from numbast.runtime.header_scan import Scan
from numbast.runtime.includes import all_includes
from numbast.runtime.live_includes import live_includes, undefines_known


def names(text: str) -> str:
    """The one-letter headers that are live, in order."""
    return "".join(
        (angle or quote).decode().removesuffix(".h") for _, angle, quote in live_includes(text.encode())
    )


def group(condition: str, otherwise: str = "") -> str:
    return f"#{condition}\n#include <a.h>\n{otherwise}#endif\n#include <z.h>\n"


@pytest.mark.parametrize(
    ("condition", "live"),
    [
        ("ifdef __CUDACC_RTC__", "az"),
        ("ifndef __CUDACC_RTC__", "z"),
        ("ifndef __CUDACC_RTC__ // of the host", "z"),
        ("ifndef OTHER", "az"),
        ("if defined(__CUDACC_RTC__)", "az"),
        ("if !defined(__CUDACC_RTC__)", "z"),
        ("  if ! defined __CUDACC_RTC__", "z"),
        ("if !defined(__CUDACC_RTC__) /* not\n here */", "az"),
        ("if !defined(__CUDACC_RTC__) && !defined(X)", "z"),
        ("if !(defined(__CUDACC_RTC__) || defined(X))", "z"),
        ("if defined(X) && !defined(__CUDACC_RTC__)", "z"),
        ("if defined(X) || !defined(__CUDACC_RTC__)", "az"),
        ("if X == 1 && !defined(__CUDACC_RTC__)", "z"),
        ("if X ? 0 : !defined(__CUDACC_RTC__)", "az"),
        ("if X && !defined(__CUDACC_RTC__) ? 1 : 1", "az"),
        ("if !defined(__CUDACC_RTC__) == 0", "az"),
        ("if (!defined(__CUDACC_RTC__)) + (1)", "az"),
        ("if (!defined(__CUDACC_RTC__)) && \\\n  X", "z"),
        ("if __CUDACC_RTC__", "az"),
        ("if __CUDA_ARCH__ < 800", "az"),
        ("if !defined(MY__CUDACC_RTC__)", "az"),
    ],
)
def test_conditions(condition: str, live: str) -> None:
    assert names(group(condition)) == live


def test_other_branches() -> None:
    other = "#elif X // __CUDACC_RTC__\n#include <b.h>\n#else\n#include <c.h>\n"
    assert names(group("if defined(__CUDACC_RTC__)", other)) == "az"
    assert names(group("if !defined(__CUDACC_RTC__)", other)) == "bcz"
    assert names(group("if Y", other)) == "abcz"
    assert names(group("if Y", other.replace("elif X", "elif defined(__CUDACC_RTC__)"))) == "abz"


def test_groups_in_groups() -> None:
    inner = group("ifdef __CUDACC_RTC__", "#else\n#include <b.h>\n")
    assert names(f"#ifndef __CUDACC_RTC__\n{inner}#endif\n#include <y.h>\n") == "y"
    assert names(f"#ifdef X\n{inner}#endif\n#include <y.h>\n") == "azy"


def test_what_only_looks_like_a_directive() -> None:
    comment = "/* __CUDACC_RTC__\n#ifndef __CUDACC_RTC__\n*/\n#include <a.h>\n"
    assert names(comment) == "a"
    assert names("// __CUDACC_RTC__ \\\n#ifndef __CUDACC_RTC__\n#include <a.h>\n") == "a"
    literal = 'const char *s = "/*";\n#ifndef __CUDACC_RTC__\n#include <a.h>\n#endif\nconst char *t = "*/";\n'
    assert names(literal) == ""
    assert names('const char *s = R"(\n#ifndef __CUDACC_RTC__\n)";\n#include <a.h>\n') == "a"


def test_what_does_not_close_counts_whole() -> None:
    assert names("#ifndef __CUDACC_RTC__\n#include <a.h>\n") == "a"
    assert names("#ifndef __CUDACC_RTC__\n#include <a.h>\n#endif\n#endif\n") == "a"


def test_what_is_asked_for() -> None:
    assert names("#if defined(__CUDACC_RTC__) && __has_include(<a.h>)\n#endif\n") == "a"
    assert names('#  include "a.h"\n#include_next <b.h>\n // #include <c.h>\ninclude <d.h>\n') == "ab"
    assert all_includes(b"#include_next <b.h>\n") == [(b"_next", b"b.h", b"")]


def test_macros_that_are_taken_away() -> None:
    assert undefines_known(b"# undef  __CUDACC_RTC__\n")
    assert not undefines_known(b"#undef __CUDACC_RTC__X\n#undef X\n")


def test_real_headers_lose_only_the_host_s(tmp_path: Path) -> None:
    """cuda_bf16.h and its C++ library: with every `#ifndef __CUDACC_RTC__` they are hundreds."""
    folders = headers.cuda_folders()
    if not folders:
        pytest.skip("no CUDA headers")
    found = Scan(folders, str(tmp_path))
    found.walk(all_includes(b"#include <cuda_bf16.h>\n"))
    seen = {Path(path).name for path in found._files}
    assert {"cuda_bf16.h", "cuda_bf16.hpp", "cuda_fp16.h"} <= seen
    assert len(seen) < 20
    assert not found.is_surprised
    assert headers.header_digest("#include <cuda_bf16.h>", folders, Cache(str(tmp_path)))
