"""Two libraries in one process: classes of one name and two definitions are two classes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

import numbast
from tools import cpu, modules

FIRST = """
namespace two { struct V { float x; __device__ V(float a) : x(a) {} };
__device__ inline V operator+(const V &a, const V &b) { return V(a.x + b.x); } }
"""
SECOND = """
namespace two { struct V { int n; int m; __device__ V(int a) : n(a), m(1) {} };
__device__ inline V operator+(const V &a, const V &b) { return V(a.n + b.n + 100); } }
"""


def test_operators_of_two_classes_with_one_name(tmp_path: Path) -> None:
    libs = []
    for name, text in (("two_a", FIRST), ("two_b", SECOND)):
        (tmp_path / f"{name}.cuh").write_text(text)
        numbast.generate(tmp_path / f"{name}.cuh", tmp_path / f"{name}.py")
        libs.append(modules.load_file(tmp_path / f"{name}.py"))
    a, b = (lib.two for lib in libs)

    def first(out):
        out[0] = (a.V(np.float32(1.5)) + a.V(np.float32(2))).x

    def second(out):
        out[0] = (b.V(1) + b.V(2)).n

    for lib, kernel, expected in ((libs[0], first, 3.5), (libs[1], second, 103)):
        out = np.zeros(1, np.float32)
        cpu.run(kernel, [lib], 1, 1, out, include_dirs=[tmp_path])
        assert out[0] == expected


def test_one_class_of_which_each_header_declares_other_members(tmp_path: Path) -> None:
    """One definition and layout is one type; its members are all that either library knows."""
    for name, member in (("less", ""), ("more", "__device__ int sum() const { return a + b; }")):
        (tmp_path / f"{name}.cuh").write_text(
            f"struct Shared {{ int a, b; {member} }};\n"
            f"__device__ inline Shared {name}(int x) {{ return {{x, 1}}; }}\n"
        )
        numbast.generate(tmp_path / f"{name}.cuh", tmp_path / f"{name}.py")
    less, more = (modules.load_file(tmp_path / f"{name}.py") for name in ("less", "more"))
    assert less.Shared.sizeof == more.Shared.sizeof == 8

    def first(out):
        out[0] = less.less(1).a

    def second(out):
        out[0] = more.more(41).sum()

    for lib, kernel, expected in ((less, first, 1), (more, second, 42)):
        out = np.zeros(1, np.int32)
        cpu.run(kernel, [lib], 1, 1, out, include_dirs=[tmp_path])
        assert out[0] == expected


EDITED = "struct Edited {{ int a; __device__ int number() const {{ return {}; }} }};\n"


def number(lib: Any, folder: Path | None = None) -> int:
    """What `number()` of the library's `Edited(5)` says in a kernel."""
    edited = lib.Edited

    def kernel(out):  # type: ignore[no-untyped-def]
        out[0] = edited(5).number()

    out = np.zeros(1, np.int32)
    cpu.run(kernel, [lib], 1, 1, out, include_dirs=[folder] if folder else [])
    return int(out[0])


def load_folder(folder: Path, files: dict[str, str], **options: Any) -> Any:
    """The library of a new folder's first file."""
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text)
    return numbast.load(folder / next(iter(files)), arch="sm_90", **options)


def record_type(lib: Any, name: str) -> Any:
    return lib[name]._object_type


def test_an_edited_class_beside_the_old_one() -> None:
    """A snippet is edited and loaded again while the old library lives: kernels call what they name."""
    old, new = (numbast.load_source(EDITED.format(n), arch="sm_90") for n in (1, 2))
    assert (number(old), number(new), number(old)) == (1, 2, 1)


def test_an_edited_function_that_a_class_calls(tmp_path: Path) -> None:
    """The class's own text is the same, in a header that includes what was edited."""
    libs = [
        load_folder(
            tmp_path / f"v{n}",
            {
                "edited.cuh": '#include "more.cuh"\n' + EDITED.format("helper()"),
                "more.cuh": f"__device__ inline int helper() {{ return {n}; }}\n",
            },
        )
        for n in (3, 4)
    ]
    assert [number(lib, tmp_path / f"v{n}") for lib, n in zip(libs, (3, 4), strict=True)] == [3, 4]


def test_a_macro_that_a_class_mentions(tmp_path: Path) -> None:
    libs = [
        load_folder(tmp_path / f"m{n}", {"edited.cuh": EDITED.format("NUMBER")}, defines=[f"NUMBER={n}"])
        for n in (5, 6)
    ]
    assert record_type(libs[0], "Edited") != record_type(libs[1], "Edited")
    same = load_folder(
        tmp_path / "m7", {"edited.cuh": EDITED.format("NUMBER")}, defines=["NUMBER=5", "MORE=1"]
    )
    assert record_type(libs[0], "Edited") == record_type(same, "Edited")


def test_a_header_that_two_libraries_share_has_one_class(tmp_path: Path) -> None:
    """Whatever each had included before, and wherever the header lies."""
    shared = '#pragma once\n#include "base.cuh"\nstruct Shared { Base b; };\n'
    base = "#pragma once\nstruct Base { int n; };\n"
    first = load_folder(
        tmp_path / "a",
        {
            "a.cuh": '#include "base.cuh"\n#include "shared.cuh"\n'
            "__device__ inline Shared make(int n) { return {{n}}; }\n",
            "base.cuh": base,
            "shared.cuh": shared,
        },
    )
    second = load_folder(
        tmp_path / "b",
        {
            "b.cuh": '#include "shared.cuh"\n__device__ inline int take(const Shared &s) { return s.b.n; }\n',
            "base.cuh": base,
            "shared.cuh": shared,
        },
    )

    def kernel(out):  # type: ignore[no-untyped-def]
        out[0] = second.take(first.make(7))

    out = np.zeros(1, np.int32)
    cpu.run(kernel, [first, second], 1, 1, out, include_dirs=[tmp_path / "a", tmp_path / "b"])
    assert out[0] == 7
