"""Attributes behind a closing brace, which NVRTC ignores: layouts are those of every other compiler."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import numbast
from numbast import cli
from tools import cpu

pytest.importorskip("numba.cuda")
FILES = {
    "wire.h": """\
#pragma once
#include "sub/deep.h"
#define PACKED __attribute__((__packed__))
#define MY_ALIGN(n) __attribute__((aligned(n)))
typedef struct {
  char c;  // } __attribute__((packed))
  struct { short a; int b; } __attribute__((packed)) inner;
} PACKED header_t, *header_p;
typedef struct { unsigned long long value; } __attribute__((aligned(64)))
  line_t;
struct Line2 { int a; } MY_ALIGN(32);
enum Small { s0, s1 } __attribute__((packed));
template <class T> struct P { char c; T t; } __attribute__((packed, unused));
namespace n { class C { public: char c; int x; } __attribute__((__packed__)) PACKED; }
""",
    "sub/deep.h": '#pragma once\n#include "deeper.h"\n'
    "struct Deep { char c; Deeper d; } __attribute__((packed));\n",
    "sub/deeper.h": "#pragma once\nstruct Deeper { char c; short s; } __attribute__((packed));\n",
    "lib.cuh": """\
#pragma once
#include "wire.h"
#include "sub/../sub/deeper.h"
__device__ inline int size(int which) {
  int sizes[] = {sizeof(header_t), sizeof(line_t), sizeof(Line2), sizeof(Small), sizeof(P<int>),
                 sizeof(n::C), sizeof(Deep), sizeof(Deeper), alignof(line_t)};
  return sizes[which];
}
__device__ inline int second(n::C c) { return c.x; }
""",
}
SIZES = [7, 64, 32, 1, 5, 5, 4, 3, 64]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("moved")
    for name, text in FILES.items():
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_text(text)
    return place


def static(folder: Path) -> Any:
    assert (
        cli.main(["generate", str(folder / "lib.cuh"), "-o", str(folder / "moved_wire.py"), "--quiet"]) == 0
    )
    spec = importlib.util.spec_from_file_location("moved_wire", folder / "moved_wire.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["moved_wire"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("mode", ["loaded", "static"])
def test_layouts(folder: Path, mode: str) -> None:
    """Sizes as gcc and clang have them; a file of two names, one beside another, macros, templates."""
    lib: Any = numbast.load(folder / "lib.cuh") if mode == "loaded" else static(folder)
    C, size, second = lib.n.C, lib.size, lib.second

    def kernel(out: Any) -> None:
        for i in range(9):
            out[i] = size(i)
        c = C()
        c.x = 5
        out[9] = second(c)

    out = np.zeros(10, np.int32)
    cpu.run(kernel, [lib], 1, 1, out, include_dirs=[folder])
    assert list(out) == [*SIZES, 5]


def test_a_static_module_first(folder: Path) -> None:
    """Nothing else of numbast runs in the process: the part is there before the compiler is asked for."""
    static(folder)
    text = "import moved_wire, numpy as np\nfrom numbast.testing import compile_kernel\n"
    text += "from numba.cuda import types\ndef kernel(out):\n    out[0] = moved_wire.size(0)\n"
    text += "made = compile_kernel(kernel, types.void(types.int32[::1]))\nassert made.calls == 0\n"
    place = os.pathsep.join([str(folder), *sys.path])
    done = subprocess.run(
        [sys.executable, "-c", text],
        env={**os.environ, "PYTHONPATH": place},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_what_the_table_says(folder: Path) -> None:
    """NVRTC is given each file by every name that includes it; nothing says where the machine has it."""
    text = (folder / "moved_wire.py").read_text() if (folder / "moved_wire.py").exists() else ""
    if not text:
        static(folder)
        text = (folder / "moved_wire.py").read_text()
    assert "'sub/deeper.h': (('sub/deeper.h', 'deeper.h', 'sub/../sub/deeper.h'), (" in text
    assert "' __attribute__((packed)) P { char c; T t; }'" in text
    assert str(folder) not in text


def test_others_have_nothing_of_it(tmp_path: Path) -> None:
    (tmp_path / "plain.cuh").write_text(
        "struct S { int x; };\nstruct __attribute__((packed)) T { char c; int x; };\n"
        "typedef struct { int y; } named;\n__device__ inline int f(T t) { return t.x; }\n"
    )
    assert cli.main(["generate", str(tmp_path / "plain.cuh"), "-o", str(tmp_path / "m.py"), "-q"]) == 0
    assert "moved" not in (tmp_path / "m.py").read_text().partition("'types'")[0].partition("'format'")[2]
