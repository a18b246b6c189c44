"""Which classes of a user's files are one class in two libraries: their text says so."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

import numbast
from numbast.testing import compile_kernel
from tools import modules

HELPER = "__device__ inline int helper() {{ return {}; }}\n"
CLASS = "struct E { int a; __device__ int number() const { return helper(); } };\n"
BOX = "template <class T> struct Box { T v; __device__ int number() const { return v.number(); } };\n"


def load_folder(folder: Path, files: dict[str, str | Path], **options: Any) -> Any:
    """The library of a new folder's first file. A Path is what a link leads to."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(text, Path):
            path.symlink_to(text)
        else:
            path.write_bytes(text.encode())
    dirs = [folder / d for d in options.pop("below", ())]
    return numbast.load(
        folder / next(iter(files)), arch=options.pop("arch", "sm_90"), include_dirs=dirs, **options
    )


def record_type(lib: Any, name: str = "E") -> Any:
    return lib[name]._object_type


@pytest.mark.parametrize(
    "line",
    [
        '#include "more.cuh"\r',
        ' # include "more.cuh" // why',
        '/* why */ #include /* what */ "more.cuh"',
        '/* why\n */ #include "more.cuh"',
        '#include \\\n "more.cuh"',
        '%:include "more.cuh"',
        '#import "more.cuh"',
        '#define MORE "more.cuh"\n#include MORE',
    ],
)
def test_an_include_as_it_may_be_written(tmp_path: Path, line: str) -> None:
    a, b = (
        load_folder(tmp_path / str(n), {"e.cuh": f"{line}\n{CLASS}", "more.cuh": HELPER.format(n)})
        for n in (1, 2)
    )
    assert record_type(a) != record_type(b)


def test_include_folders(tmp_path: Path) -> None:
    a, b = (
        load_folder(
            tmp_path / str(n),
            {
                "e.cuh": "#include <more.cuh>\n" + CLASS,
                "one/more.cuh": "#include_next <more.cuh>\n",
                "two/more.cuh": HELPER.format(n),
            },
            below=("one", "two"),
        )
        for n in (1, 2)
    )
    assert record_type(a) != record_type(b)


def test_a_file_named_by_an_option(tmp_path: Path) -> None:
    a, b, c = (
        load_folder(
            tmp_path / folder,
            {"e.cuh": "#include MORE\n" + CLASS, "more.cuh": HELPER.format(n)},
            **{option: value},
        )
        for n, folder, option, value in (
            (1, "a", "defines", ['MORE="more.cuh"']),
            (2, "b", "defines", ['MORE="more.cuh"']),
            (2, "c", "prelude", '#define MORE "more.cuh"\n'),
        )
    )
    assert len({record_type(lib) for lib in (a, b, c)}) == 3


def test_macros_of_the_prelude(tmp_path: Path) -> None:
    """Those that the class's text mentions tell classes apart, others don't."""
    text = "struct E { int a; __device__ int number() const { return NUMBER; } };\n"
    preludes = {
        "a": "#define NUMBER 1\n",
        "b": "#define NUMBER 2\n",
        "c": "#define OTHER 3\n#define NUMBER 1\n",
    }
    a, b, c = (load_folder(tmp_path / n, {"e.cuh": text}, prelude=p) for n, p in preludes.items())
    assert record_type(a) != record_type(b)
    assert record_type(a) == record_type(c)


def test_a_header_that_is_a_link(tmp_path: Path) -> None:
    """What it includes lies beside the link, where clang looks for it."""
    store = tmp_path / "store.cuh"
    store.write_text('#include "more.cuh"\n' + CLASS)
    a, b, c = (
        load_folder(tmp_path / folder, {"e.cuh": store, "more.cuh": HELPER.format(n)})
        for folder, n in (("a", 1), ("b", 2), ("c", 1))
    )
    assert record_type(a) != record_type(b)
    assert record_type(a) == record_type(c)


def test_what_an_instance_is_made_of(tmp_path: Path) -> None:
    """The template's text is the same, its argument's is not; and so for a toolkit's template."""
    uses = (
        "using Boxes = Box<E *>;\nusing Pair = cuda::std::pair<E, int>;\n"
        "__device__ inline int first(Box<E> b) { return b.number(); }\n"
        "__device__ inline int second(Pair p) { return p.first.number(); }\n"
    )
    a, b, c = (
        load_folder(
            tmp_path / folder,
            {
                "m.cuh": f'#include <cuda/std/utility>\n#include "box.cuh"\n#include "e.cuh"\n{uses}',
                "box.cuh": BOX,
                "e.cuh": HELPER.format(n) + CLASS,
            },
        )
        for folder, n in (("a", 1), ("b", 2), ("c", 1))
    )
    for name in ("Box<E>", "Pair"):
        assert record_type(a, name) != record_type(b, name)
        assert record_type(a, name) == record_type(c, name)


def test_one_class_wherever_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a relative path, for other archs, in a module; headers that include each other."""
    files: dict[str, str | Path] = {
        "e.cuh": '#pragma once\n#include "../a/back.cuh"\n' + HELPER.format(1) + CLASS,
        "back.cuh": '#pragma once\n#include "../a/e.cuh"\n',
    }
    libs = [load_folder(tmp_path / "a", files)]
    libs.append(load_folder(tmp_path / "b" / "a", files, arch=["sm_80", "sm_90"]))
    monkeypatch.chdir(tmp_path / "a")
    libs.append(numbast.load(os.path.join("..", "a", "e.cuh"), arch="sm_90"))
    numbast.generate("e.cuh", tmp_path / "one_class.py", nvrtc_check=False)
    libs.append(modules.load_file(tmp_path / "one_class.py"))
    assert len({record_type(lib) for lib in libs}) == 1


def test_extra_source(tmp_path: Path) -> None:
    """It follows the headers: those of the user's own count, a toolkit's don't."""
    a, b, c = (
        load_folder(tmp_path / folder, {"h.cuh": HELPER.format(n)}, extra_source=CLASS)
        for folder, n in (("a", 1), ("b", 2), ("c", 1))
    )
    assert record_type(a) != record_type(b)
    assert record_type(a) == record_type(c)
    text = "struct E { int a; };"
    one, other = (numbast.load(h, extra_source=text, arch="sm_90") for h in ("cuComplex.h", "cuda_fp16.h"))
    assert record_type(one) == record_type(other)


SOURCE = """
struct E { int a; };
template <class T> struct Box { T v; };
template <class T> __device__ T same(T x) { return x; }
__device__ inline int take(E e) { return e.a; }
"""


def test_questions_about_templates() -> None:
    """What they bring along is no part of the user's text: their answers are of the library's own classes."""
    lib = numbast.load_source(SOURCE, arch="sm_90")
    named = lib["Box<E>"]

    def kernel(out):  # type: ignore[no-untyped-def]
        out[0] = lib.take(lib.same(lib.E(3)))
        box = lib.Box[lib.E](lib.E(4))
        out[1] = lib.take(box.v)
        out[2] = lib.take(named(lib.E(5)).v)

    assert compile_kernel(kernel, "void(int32[::1])", arch="sm_90").calls == 0
