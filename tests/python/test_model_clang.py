"""The model against clang itself: names, types, sizes, offsets, values, manglings, defaults, macros.

Clang's side is the program `clang` of libclang's own version ($NUMBAST_TEST_CLANG, else clang-NN on
PATH); without one the tests are skipped.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from numbast._core import Session
from numbast.libclang import find_libclang
from numbast.options import options_from
from numbast.parsing import _arguments, parse
from tools import modules
from tools.clang_ast import Clang, find_clang
from tools.corpus import CORPUS, Library
from tools.model_diff import ClangEntities, differences, model_entities
from tools.model_values import layout_differences, macro_differences, value_differences

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import golden  # noqa: E402

QUICK = ["tests/fuzz/corpora/header/everything.cuh"]
QUICK_CASES = ("access", "enums", "record-bit-fields", "record-bases", "macros")
QUICK += [f"tests/cases/{c}/header.cuh" for c in QUICK_CASES]
CASES = sorted(str(p.relative_to(ROOT)) for p in (ROOT / "tests/cases").glob("*/header.cuh"))


def compare(session: Session, options: list[str], header: str, folder: Path, prelude: str = "") -> int:
    """The number of facts compared; AssertionError with what differs."""
    program = find_clang(int(find_libclang().version.split(".")[0]))
    if not program:
        pytest.skip("no clang of libclang's version")
    arguments = [t.removeprefix("--clang-arg=") for t in options if t.startswith("--clang-arg=")]
    arguments += ["--cuda-gpu-arch=sm_90", "-D__CUDA_ARCH_LIST__=900"]
    main = folder / "main.cu"
    main.write_text(f"{prelude}#include <{header}>\n")
    model, files = (json.loads(session.text(what)) for what in ("model", "files"))
    retained = {os.path.realpath(f["path"]) for f in files if f.get("retained")}
    clang = Clang(program, arguments, main, retained)
    theirs = ClangEntities(clang)
    ours = model_entities(model)
    found = differences(ours, theirs.found, theirs.optional)
    count = len(ours)
    for work in (layout_differences, macro_differences, value_differences):
        n, lines = work(model, clang)
        count += n
        found += lines
    assert not found, "\n".join(found)
    return count


@pytest.mark.parametrize("header", QUICK)
def test_small_header(header: str, tmp_path: Path) -> None:
    (tmp_path / "header.cuh").write_bytes((ROOT / header).read_bytes())
    clang = [a.replace("gnu++17", "gnu++20") for a in golden.CLANG]
    options = [f"--clang-arg={a}" for a in (*clang, "-include", str(golden.STUB), f"-I{tmp_path}")]
    session = Session(find_libclang().path)
    session.options([*options, "--header=header.cuh", "--arch=sm_90"])
    session.parse()
    assert compare(session, options, "header.cuh", tmp_path) > 0


@pytest.mark.long
@pytest.mark.parametrize("header", [c for c in CASES if c not in QUICK and "error-" not in c])
def test_case(header: str, tmp_path: Path) -> None:
    test_small_header(header, tmp_path)


def compare_real(header: str, folder: Path, library: Library | None = None) -> None:
    parsed = parse([header], library.options() if library else options_from({}))
    options = [f"--clang-arg={a}" for a in _arguments(parsed)]
    assert compare(parsed.session, options, header, folder, parsed.options.prelude) > 5


@pytest.mark.long
@pytest.mark.parametrize("header", modules.HEADERS)
def test_real_header(header: str, tmp_path: Path) -> None:
    compare_real(header, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("library", CORPUS, ids=lambda library: library.header)
def test_library(library: Library, tmp_path: Path) -> None:
    if not library.is_here():
        pytest.skip(f"{library.package} is not installed")
    compare_real(library.header, tmp_path, library)
