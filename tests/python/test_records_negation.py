"""`not s` is C++'s `!s`; `if not s` is, in Python's bytecode, `if s` the other way round."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numba.cuda.core.errors import TypingError

from tools import cpu
from tools.cpu import CC

MEMBERS = {
    "Const": "bool operator!() const { return x == 7; }",
    "Changed": "bool operator!() { return ++x == 7; }",
    "Number": "int operator!() const { return x + 1; }",
    "Asked": "explicit operator bool() { return ++x == 7; }",
    "Free": "int get() const { return x; }",
    "Both": "bool operator!() const { return x == 7; } __device__ operator bool() const { return x; }",
    "Plain": "int get() const { return x; }",
}
HEADER = "".join(
    f"struct {name} {{ int x; __device__ {name}(int v) : x(v) {{}} __device__ {member} }};\n"
    for name, member in MEMBERS.items()
)
HEADER += "__device__ inline bool operator!(const Free &f) { return f.x == 7; }\n"
#: Lines -> what they compute.
NEGATIONS = {
    "s = Const(7)\nout[0] = not s": 1,
    "s = Const(6)\nout[0] = not s": 0,
    "s = Const(7)\nn = not s\nif n:\n    out[0] = 5": 5,
    "a = cuda.local.array(2, dtype=Const)\na[1] = Const(7)\nout[0] = not a[1]": 1,
    "s = Changed(6)\nout[0] = 10 * (not s) + s.x": 17,
    "s = Changed(6)\nn = not s\nm = not s\nout[0] = 100 * n + 10 * m + s.x": 108,
    "s = Number(7)\nout[0] = not s": 8,
    "s = Free(7)\nout[0] = not s": 1,
    "s = Asked(6)\nout[0] = 10 * (not s) + s.x": 7,
    "s = Asked(5)\nif not s:\n    out[0] = s.x": 6,
    "s = Both(7)\nout[0] = not s": 1,
    "s = Both(7)\nif not s:\n    out[0] = 5": 0,
    "s = Both(0)\nif not s:\n    out[0] = 5": 5,
}
NO_BOOL = ("if not s:\n    out[0] = 1", "if s:\n    out[0] = 1", "while not s:\n    break", "n = bool(s)")


@pytest.fixture(scope="module")
def lib(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Path]:
    import numbast

    path = tmp_path_factory.mktemp("negation") / "negation.cuh"
    path.write_text(HEADER)
    return numbast.load(path, arch=f"sm_{CC[0]}{CC[1]}"), path.parent


def execute(lib: tuple[Any, Path], lines: str, debug: bool = False) -> int:
    from numba import cuda

    space = {"cuda": cuda, **{n: getattr(lib[0], n) for n in dir(lib[0]) if n[0] != "_"}}
    exec("def kernel(out, n):\n    " + lines.replace("\n", "\n    ") + "\n", space)
    out = np.zeros(1, np.int64)
    cpu.run(space["kernel"], [lib[0]], 1, 1, out, 5, include_dirs=[lib[1]], debug=debug)
    return int(out[0])


@pytest.mark.filterwarnings("ignore:Could not find source")
@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("lines", NEGATIONS)
def test_what_not_calls(lib: tuple[Any, Path], lines: str, debug: bool) -> None:
    assert execute(lib, lines, debug) == NEGATIONS[lines]


@pytest.mark.parametrize("lines", NO_BOOL)
@pytest.mark.parametrize("of", ["Const", "Free", "Plain"])
def test_what_has_no_conversion_to_bool(lib: tuple[Any, Path], of: str, lines: str) -> None:
    want = f"no conversion from {of} to bool\n"
    with pytest.raises(TypingError, match=re.escape(want)):
        execute(lib, f"s = {of}(7)\n{lines}")
