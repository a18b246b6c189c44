"""Several archs: one table for all of them, and each kernel sees what its arch declares."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import numbast
from tools import modules

ARCHS = ("sm_75", "sm_90", "sm_100")
HEADER = """#pragma once
__device__ inline int common(int x) { return x; }
#if __CUDA_ARCH__ >= 900
/// Newer archs have it.
__device__ inline int since_90(int x) { return x + 1; }
__device__ inline float result(int x) { return 0.5f * x; }
__device__ inline int overload(int) { return 2; }
#define LIMIT 32
#define ONLY_NEW 7
constexpr int only_new = 5;
#else
__device__ inline int result(int x) { return x; }
#define LIMIT 16
#endif
__device__ inline int overload(double) { return 1; }
struct Value { int v; };
#if __CUDA_ARCH__ >= 1000
__device__ inline Value operator+(Value a, Value b) { return Value{a.v + b.v}; }
#endif
#if defined(__clang__) || __CUDA_ARCH__ >= 900
__device__ inline int refused_on_75(int x) { return x; }
#endif
#ifdef __clang__
__device__ inline int refused(int x) { return x; }
#endif
"""


@pytest.fixture(scope="module")
def header(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The header of these tests."""
    path = tmp_path_factory.mktemp("archs") / "several.cuh"
    path.write_text(HEADER)
    return path


@pytest.fixture(scope="module")
def made(header: Path) -> tuple[Any, Any]:
    """(its module for three archs, the report)."""
    output = header.parent / "several.py"
    report = numbast.generate(header, output, arch=ARCHS)
    return modules.load_file(output), report


def row_of(library: Any, name: str) -> dict[str, Any]:
    """What is special about the only row of a name."""
    (found,) = [r for r in library.__numbast_table__["rows"] if r[1] == name]
    return found[7] or {}


def compiled(kernel: Any, arch: str, *values: Any) -> Any:
    """A kernel for an arch; `values` are globals of its signature."""
    from numbast.testing import compile_kernel

    return compile_kernel(kernel, "void(int32[::1], float32[::1])", arch)


def test_rows_say_where_they_are(made: tuple[Any, Any]) -> None:
    """Rows of all archs say nothing; the table names the archs that were parsed."""
    library, _ = made
    assert library.__numbast_table__["archs"] == ARCHS
    assert "archs" not in row_of(library, "common")
    assert row_of(library, "since_90")["archs"] == ("sm_90", "sm_100")
    assert row_of(library, "operator+")["archs"] == ("sm_100",)


def test_nvrtc_refuses_for_one_arch(made: tuple[Any, Any]) -> None:
    """The row stays on the archs whose NVRTC takes it; one that none takes is a skip."""
    library, report = made
    assert row_of(library, "refused_on_75")["archs"] == ("sm_90", "sm_100")
    entries = {e["name"]: e for e in json.loads(report.to_json())["declarations"]}
    assert entries["refused_on_75"]["archs"] == ["sm_90", "sm_100"]
    assert entries["refused_on_75"]["not_on"]["sm_75"].startswith("NVRTC: ")
    assert entries["since_90"]["not_on"] == {"sm_75": "not declared"}
    assert entries["refused"]["fate"] == "skipped"
    (entry,) = [e for e in report.bound if e.name == "refused_on_75"]
    assert entry.archs == ("sm_90", "sm_100")
    assert "not on all archs" in report.text()


@pytest.mark.parametrize("arch", ARCHS)
def test_kernels_see_their_arch(made: tuple[Any, Any], arch: str) -> None:
    """Overloads are chosen among what the arch has; a macro has its arch's value."""
    library, _ = made

    def kernel(out: Any, real: Any) -> None:
        out[0] = library.overload(out[1]) + library.LIMIT
        real[0] = library.result(3)

    code = compiled(kernel, arch).ptx
    assert f"{17 if arch == 'sm_75' else 34};" in code
    bits = {3.0: 1077936128, 1.5: 1069547520}
    assert f"{bits[3.0 if arch == 'sm_75' else 1.5]};" in code


@pytest.mark.parametrize(("name", "value", "line"), [("ONLY_NEW", 7, 9), ("only_new", 5, 10)])
def test_constants_of_some_archs(made: tuple[Any, Any], name: str, value: int, line: int) -> None:
    """They are there on the archs that have them, and an error that says so on the others."""
    from numba.cuda.core.errors import TypingError

    library, _ = made
    space: dict[str, Any] = {"library": library}
    exec(f"def kernel(out, real):\n out[0] = library.{name}\n", space)
    assert f", {value};" in compiled(space["kernel"], "sm_90").ptx
    with pytest.raises(TypingError) as caught:
        compiled(space["kernel"], "sm_75")
    said = f"{name} (several.cuh:{line}) can't be used: it does not exist on sm_75, only on sm_90, sm_100"
    assert said in str(caught.value)


def test_absent_row_is_a_typing_error(made: tuple[Any, Any]) -> None:
    """It says file and line, and which archs have it."""
    from numba.cuda.core.errors import TypingError

    library, _ = made

    def kernel(out: Any, real: Any) -> None:
        out[0] = library.since_90(out[1])

    compiled(kernel, "sm_90")
    with pytest.raises(TypingError) as caught:
        compiled(kernel, "sm_75")
    assert "several.cuh:5" in str(caught.value)
    assert "it does not exist on sm_75, only on sm_90, sm_100" in str(caught.value)


def test_absent_operator(made: tuple[Any, Any]) -> None:
    """Operators are functions like others."""
    from numba.cuda.core.errors import TypingError

    library, _ = made

    def kernel(out: Any, real: Any) -> None:
        out[0] = (library.Value(out[1]) + library.Value(out[2])).v

    compiled(kernel, "sm_100")
    with pytest.raises(TypingError, match="it does not exist on sm_90, only on sm_100"):
        compiled(kernel, "sm_90")


def test_archs_not_parsed_are_nvrtc_s(made: tuple[Any, Any]) -> None:
    """Of sm_80 and sm_120 nothing was said: NVRTC decides."""
    from numba.cuda.core.errors import TypingError

    library, _ = made

    def kernel(out: Any, real: Any) -> None:
        out[0] = library.since_90(out[1])

    compiled(kernel, "sm_120")
    with pytest.raises(TypingError, match="on sm_80: NVRTC says"):
        compiled(kernel, "sm_80")


def test_stub_is_the_union(header: Path, made: tuple[Any, Any]) -> None:
    """A type checker doesn't know the arch."""
    text = (header.parent / "several.pyi").read_text()
    assert all(f"def {name}(" in text for name in ("common", "since_90", "result"))


def test_one_arch_says_nothing(header: Path) -> None:
    """What one arch declares is all there is."""
    output = header.parent / "single.py"
    numbast.generate(header, output, arch="sm_90", nvrtc_check=False)
    table = modules.load_file(output).__numbast_table__
    assert not any("archs" in (r[7] or {}) for r in table["rows"])
    assert "__CUDA_ARCH__" not in table["units"][0][2]
    assert table["names"][""]["LIMIT"] == ("value", 32, "")


def test_order_of_archs_is_free(header: Path) -> None:
    """Both orders have the same rows on the same archs."""

    def rows(archs: tuple[str, ...]) -> set[Any]:
        output = header.parent / f"order_{'_'.join(archs)}.py"
        numbast.generate(header, output, arch=archs, nvrtc_check=False)
        found = modules.load_file(output).__numbast_table__["rows"]
        return {(*r[:7], tuple(sorted((r[7] or {}).get("archs", ())))) for r in found if r[0] != "k"}

    assert rows(("sm_75", "sm_100")) == rows(("sm_100", "sm_75"))


def test_error_names_the_arch(tmp_path: Path) -> None:
    """A header that is missing on one arch only."""
    path = tmp_path / "gone.cuh"
    path.write_text(
        "#if __CUDA_ARCH__ < 900\n#error too old\n#endif\n__device__ inline int f() { return 1; }\n"
    )
    with pytest.raises(numbast.HeaderError) as caught:
        numbast.generate(path, tmp_path / "gone.py", arch=("sm_75", "sm_90"))
    assert any("too old" in d.message for d in caught.value.diagnostics)
    numbast.generate(path, tmp_path / "gone.py", arch=("sm_90",))


def options(path: Path) -> Iterator[str]:
    """The core's options for a header on two archs."""
    yield from ("--arch=sm_75", "--arch=sm_90", "--clang-arg=-xcuda", "--clang-arg=--cuda-device-only")
    yield from ("--clang-arg=-nocudalib", "--clang-arg=-nocudainc", f"--header={path}", "--spelled=core.cuh")


def test_reject_options(tmp_path: Path) -> None:
    """ROW@ARCH takes one arch from a row, ROW all; others are errors."""
    from numbast._core import CoreError, Session
    from numbast.libclang import find_libclang

    path = tmp_path / "core.cuh"
    path.write_text("#define __device__ __attribute__((device))\n__device__ int f(int), g(int);\n")
    session = Session(find_libclang().path)
    session.options(options(path))
    session.parse()
    session.plan()
    session.options(["--reject=0@sm_90=no"])
    session.plan()
    assert "{'archs': ('sm_75',)}" in session.text("table")
    session.options(["--reject=0@sm_75=neither", "--reject=1=none"])
    session.plan()
    assert "'rows': (\n)," in session.text("table")
    report = json.loads(session.text("report"))
    assert [d["reason"] for d in report["declarations"][:2]] == ["NVRTC: neither", "NVRTC: none"]
    session.options(["--reject=7@sm_90=no"])
    with pytest.raises(CoreError, match="there is no such row"):
        session.plan()


@pytest.mark.parametrize("oldest", ["sm_70", "sm_75"])
def test_half_precision(tmp_path: Path, oldest: str) -> None:
    """cuda_fp16.h is the same everywhere; some of cuda_bf16.h begins with sm_80; no layout differs."""
    found = {}
    for header in ("cuda_fp16.h", "cuda_bf16.h"):
        report = numbast.generate(
            header, tmp_path / "half.py", arch=(oldest, "sm_90", "sm_100"), nvrtc_check=False
        )
        assert "depends on the arch" not in report.by_reason
        assert report.callables[0] > 280
        found[header] = {e.name: e.archs for e in report.bound if e.archs}
    assert found["cuda_fp16.h"] == {}
    assert set(found["cuda_bf16.h"].values()) == {("sm_90", "sm_100")}
    assert "__hfma2" in found["cuda_bf16.h"]
