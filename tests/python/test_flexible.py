"""Arrays without an extent at the end of a record, which NVRTC refuses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import numbast
from numbast import cli

pytest.importorskip("numba.cuda")

from numba.cuda import types

from numbast.runtime.link_failures import UndefinedFunctionError
from numbast.testing import compile_kernel

# The records, with their sizes and alignments.
RECORDS = {
    "struct R { int n; float data[]; };": (4, 4),
    "struct R { char n; double data[]; };": (8, 8),
    "struct R { char n; short data[0]; };": (2, 2),
    "struct R { long long n; int m; char data[NONE]; };": (16, 8),
    "struct R { int n; FLEX(float, data); };": (4, 4),
    "struct R { int n; float rows[][4]; };": (4, 4),
    "struct R\n{\n  char n;\n  float data[];\n};": (4, 4),
    "struct __attribute__((packed)) R { char n; double data[]; };": (1, 1),
    "struct R { char n; int data[]; } __attribute__((packed));": (1, 1),
    "typedef struct { char n; int data[]; } R;": (4, 4),
    "typedef struct R_t { char n; struct { short s; } data[]; } R;": (2, 2),
    "class R { public: short n; R *next; int8_t data[]; };": (16, 8),
    "struct B { long long b; }; struct R : B { int n; long long data[]; };": (16, 8),
    "template <class T> struct Of { char n; T data[]; }; using R = Of<double>;": (8, 8),
    "template <class T> struct Of { int n; T *data[]; }; using R = Of<double>;": (8, 8),
}
HEAD = "#include <cstdint>\n#define FLEX(T, n) T n[]\n#define NONE 0\n"
USES = """
__device__ inline int count(const R *p) { return p->n; }
__device__ inline int size() { return sizeof(R) * 100 + alignof(R); }
"""


@pytest.mark.parametrize("record", RECORDS)
def test_layout(tmp_path: Path, record: str) -> None:
    """clang and NVRTC agree, and what is bound beside is usable."""
    size, align = RECORDS[record]
    asserted = f'static_assert(sizeof(R) == {size} && alignof(R) == {align}, "");\n'
    (tmp_path / "flexible.cuh").write_text(f"{HEAD}{record}\n{asserted}{USES}")
    assert cli.main(["generate", str(tmp_path / "flexible.cuh"), "-o", str(tmp_path / "m.py"), "-q"]) == 0


def test_records_of_other_files(tmp_path: Path) -> None:
    """What is no declaration of the named header; a record that stands twice."""
    (tmp_path / "more.h").write_text("#pragma once\nstruct A { int n; int data[]; };\n")
    (tmp_path / "flexible.cuh").write_text(
        '#include "more.h"\nstruct B { int n; A *a; int data[]; };\n'
        "__device__ inline int f(B *b) { return b->a->n; }\n"
    )
    assert cli.main(["generate", str(tmp_path / "flexible.cuh"), "-o", str(tmp_path / "m.py"), "-q"]) == 0


def test_the_elements_are_undefined(tmp_path: Path) -> None:
    """A function that goes to the elements is refused where it is linked; the others are not."""
    (tmp_path / "flexible.cuh").write_text(
        "struct R { int n; float data[]; };\n"
        "__device__ inline float first(R *p) { return p->data[0]; }\n"
        "__device__ inline int ok(int x) { return x; }\n"
        "__device__ inline R *make(int *p) { return (R *)p; }\n"
    )
    lib = numbast.load(tmp_path / "flexible.cuh", arch="sm_90")

    def good(x: Any) -> None:
        x[0] = lib.ok(x[0])

    def bad(x: Any) -> None:
        x[0] = lib.first(lib.make(x))

    assert compile_kernel(good, types.void(types.int32[::1])).calls == 0
    with pytest.raises(UndefinedFunctionError, match=r"uses what is .*\n  flexible.cuh:1: R::data\n"):
        _ = compile_kernel(bad, types.void(types.int32[::1])).cubin
