"""Units: what NVRTC refuses concerns its own row, what changed is compiled again, what didn't isn't."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("cuda.bindings.nvrtc")

from numbast.runtime import compile as compile_file
from numbast.runtime import compiling, nvrtc_calls, nvrtc_text
from numbast.runtime import headers as header_file
from numbast.runtime.cache import Cache, CacheWarning
from numbast.runtime.compile import arch_name, nvrtc_options, nvrtc_version
from numbast.runtime.headers import HeaderNotFoundError, UnitError, header_digest, wheel_of
from numbast.runtime.nvrtc_calls import pch_pays, supported_arch
from numbast.runtime.nvrtc_log import log_errors
from numbast.runtime.units import CompiledUnit, Units, row_of_line

PREFIX = "nb_0123456789abcdef"
GOOD = 'extern "C" __device__ int @(int x) { return x; }'


@pytest.fixture(autouse=True)
def own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("NUMBAST_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.delenv("NUMBAST_INCLUDE_PATH", raising=False)
    return tmp_path / "cache"


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that NVRTC is given from now on."""
    seen: list[str] = []
    real = nvrtc_calls.nvrtc_compile

    def spy(source: str, *rest: Any) -> Any:
        seen.append(source)
        return real(source, *rest)

    monkeypatch.setattr(compiling, "nvrtc_compile", spy)
    return seen


def table(shims: list[str], **changes: Any) -> dict[str, Any]:
    """A table: row i has shims[i], `@` is the symbol, `asserts` lead each unit (`size` rows)."""
    size = changes.pop("size", len(shims) or 1)
    asserts = changes.pop("asserts", "")
    lines = [shim.replace("@", f"{PREFIX}_{row}") + "\n" for row, shim in enumerate(shims)]
    parts = [
        (at, min(at + size, len(lines)), asserts + "".join(lines[at : at + size]))
        for at in range(0, len(lines), size)
    ]
    made: dict[str, Any] = {
        "format": 1,
        "name": "m",
        "prefix": PREFIX,
        "versions": {"numbast": "1", "libclang": "22", "cuda": "13.0", "nvrtc": "13.0"},
        "archs": ("sm_90",),
        "std": "c++17",
        "headers": (),
        "defines": (),
        "embedded": (),
        "patches": {},
        "preamble": "",
        "files": (),
        "types": {},
        "rows": tuple(("f", f"f{row}", "i", ("i x",), 0, 0, 1, None) for row in range(len(lines))),
        "names": {},
        "skipped": {},
        "units": tuple(parts),
        "link": (),
    }
    return {**made, **changes}


def test_unit_of() -> None:
    made = Units(table([GOOD] * 5, size=2))
    assert len(made) == 3
    assert [made.unit_of(row) for row in range(5)] == [0, 0, 1, 1, 2]
    for row in (-1, 5):
        with pytest.raises(IndexError):
            made.unit_of(row)


def test_row_of_line() -> None:
    assert row_of_line(GOOD.replace("@", f"{PREFIX}_12"), PREFIX) == 12
    assert row_of_line(GOOD.replace("@", f"{PREFIX}_12_1"), PREFIX) == 12
    assert row_of_line("static_assert(true);", PREFIX) is None
    assert row_of_line(f"void {PREFIX}_12_1_3();", PREFIX) is None


def test_compiles_once_in_memory_and_on_disk(runs: list[str]) -> None:
    made = Units(table([GOOD]))
    first = made.compiled(0, "sm_90")
    assert first.ltoir
    assert first.refused == {}
    assert made.compiled(0, "sm_90") is first
    again = Units(table([GOOD])).compiled(0, "sm_90")
    assert again.ltoir == first.ltoir
    assert len(runs) == 1
    assert made.compiled(0, "sm_80").ltoir != first.ltoir
    assert len(runs) == 2


def test_refused_rows_are_dropped_and_kept_on_disk(runs: list[str]) -> None:
    shims = [
        GOOD,
        'extern "C" __device__ int @(int x) { return nosuch(x); }',
        'extern "C" __device__ int @(int x) { return deep(x); }',
        GOOD,
        'extern "C" __device__ int @(int x) { throw x; }',
        'extern "C" __device__ int @(int x) { return two(x); }',
    ]
    preamble = "template <class T> auto deep(T x) { return x.y; }\nint two(int, int);\n"
    found = Units(table(shims, preamble=preamble)).compiled(0, "sm_90")
    assert found.ltoir
    assert sorted(found.refused) == [1, 2, 4, 5]
    assert found.refused[1] == 'identifier "nosuch" is undefined'
    assert "must have class type" in found.refused[2]
    assert "exception" in found.refused[4]
    assert "too few arguments" in found.refused[5]
    done = len(runs)
    again = Units(table(shims, preamble=preamble)).compiled(0, "sm_90")
    assert again.refused == found.refused
    assert again.ltoir == found.ltoir
    assert len(runs) == done


def test_a_refused_row_is_gone_with_all_its_forms() -> None:
    source = (
        GOOD.replace("@", f"{PREFIX}_0")
        + "\n"
        + 'extern "C" __device__ int @() { return nosuch; }'.replace("@", f"{PREFIX}_0_1")
    )
    found = Units(table([GOOD], units=((0, 1, source),))).compiled(0, "sm_90")
    assert list(found.refused) == [0]


def test_more_errors_than_the_compiler_shows() -> None:
    """NVRTC stops after 100 errors: the rest comes in further rounds."""
    bad = 'extern "C" __device__ int @(int x) { return nosuch(x); }'
    found = Units(table([GOOD, *[bad] * 230, GOOD])).compiled(0, "sm_90")
    assert sorted(found.refused) == [*range(1, 231)]


def test_error_inside_a_header_is_told_without_its_folder(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "a.cuh").write_text(
        "#pragma once\n"
        'template <class T> struct Box {\n  static_assert(sizeof(T) == 8, "eight");\n  T v;\n};\n'
    )
    shims = [GOOD, 'extern "C" __device__ int @(int x) { Box<int> b; return b.v; }']
    made = Units(
        table(shims, headers=("lib/a.cuh",), preamble="#include <lib/a.cuh>\n"), None, [str(tmp_path)]
    )
    found = made.compiled(0, "sm_90")
    assert list(found.refused) == [1]
    assert found.refused[1] == 'lib/a.cuh:3: static assertion failed with "eight"'


ROW = ("f", "f0", "i", ("i x",), 0, 0, 1, None)
LAYOUT = {"S": ("record", 8, 4, "t", "", (), (), {}), "ns::S": ("record", 4, 4, "t", "", (), (), {})}


def test_other_layout_blames_the_record_s_rows() -> None:
    shims = [
        GOOD,
        'extern "C" __device__ int @(const S *s) { return s->a; }',
        'extern "C" __device__ int @(const ns::S *s) { return s->a; }',
        'extern "C" __device__ int @(const S *s) { return s->a + 1; }',
    ]
    rows = (
        ("f", "f0", "i", ("i x",), 0, 0, 1, None),
        ("f", "f1", "i", ("RK{S} s",), 0, 0, 1, None),
        ("f", "f2", "i", ("RK{ns::S} s",), 0, 0, 1, None),
        ("m", "S::get", "i", (), 0, 0, 1, {"owner": "S"}),
    )
    made = table(
        shims,
        rows=rows,
        types=LAYOUT,
        preamble="struct S { int a; };\nnamespace ns { struct S { int a; }; }\n",
        asserts='static_assert(sizeof(::ns::S) == 4, "");\nstatic_assert(sizeof(S) == 8, "");\n',
    )
    found = Units(made).compiled(0, "sm_90")
    assert sorted(found.refused) == [1, 3]
    assert (
        found.refused[1]
        == """NVRTC lays 'S' out differently than clang: static_assert(sizeof(S) == 8, "");"""
    )


def test_assertion_that_does_not_compile_says_why() -> None:
    made = table(
        [GOOD],
        types=LAYOUT,
        asserts='static_assert(sizeof(S) == 8, "");\n',
        rows=((*ROW[:3], ("P{S} x",), *ROW[4:]),),
    )
    assert Units(made).compiled(0, "sm_90").refused == {
        0: "the layout of 'S' can't be checked by NVRTC: identifier \"S\" is undefined"
    }


def test_offsets_are_constants() -> None:
    """In CUDA 12 too, whose NVRTC lacks the builtin; a type's commas are no arguments' commas."""
    preamble = (
        "struct S { char a; int b; struct { short x, y; } in; };\n"
        "template <class A, class B, int N> struct T { A a; B b[N]; };\n"
    )
    asserts = (
        "static_assert(__builtin_offsetof(::S,b)==4&&__builtin_offsetof(S,in.y)==10);\n"
        "static_assert(__builtin_offsetof(T<char,double,3>,b)==8&&__builtin_offsetof(::T<T<int,int,1>,long,2>,b)==8);\n"
    )
    assert Units(table([GOOD], preamble=preamble, asserts=asserts)).compiled(0, "sm_90").refused == {}


def test_assertion_about_no_known_record_blames_the_unit() -> None:
    found = Units(table([GOOD, GOOD], asserts='static_assert(sizeof(long) == 4, "");\n')).compiled(0, "sm_90")
    assert sorted(found.refused) == [0, 1]
    assert found.ltoir


def test_silent_failures_are_found_by_halves(monkeypatch: pytest.MonkeyPatch) -> None:
    """A log that names no line: as when the compiler fails inside."""
    real = nvrtc_calls.nvrtc_compile

    def fail(source: str, *rest: Any) -> Any:
        if "bad" in source:
            return nvrtc_calls.NvrtcResult(None, "NVRTC_ERROR_INTERNAL_ERROR: NVRTC gives no reason")
        return real(source, *rest)

    monkeypatch.setattr(compiling, "nvrtc_compile", fail)
    shims = [GOOD, GOOD.replace("x", "bad"), *[GOOD] * 4, GOOD.replace("x", "bad")]
    found = Units(table(shims)).compiled(0, "sm_90")
    assert sorted(found.refused) == [1, 6]
    assert "INTERNAL_ERROR" in found.refused[6]


def test_one_bad_row_alone_is_found() -> None:
    found = Units(table(['extern "C" __device__ int @(int x) { return nosuch(x); }'])).compiled(0, "sm_90")
    assert list(found.refused) == [0]
    assert found.ltoir


def test_rows_of_several_units(runs: list[str]) -> None:
    bad = 'extern "C" __device__ int @(int x) { return nosuch(x); }'
    made = Units(table([GOOD, bad, GOOD, GOOD], size=2))
    found = made.compiled_rows([3, 1, 3], "sm_90")
    assert list(found.refused) == [1]
    assert f"{PREFIX}_3" in runs[-1]
    assert f"{PREFIX}_0" not in runs[-1]
    assert made.compiled_rows((1, 3), "sm_90") is found


def test_headers_that_do_not_compile() -> None:
    with pytest.raises(UnitError) as told:
        Units(table([GOOD], preamble="#error no\n", headers=("stdint.h",))).compiled(0, "sm_90")
    text = str(told.value)
    assert text.startswith("the headers of 'm' (stdint.h) don't compile with NVRTC ")
    assert "#error directive: no" in text
    assert "-default-device" in text
    assert "'defines'" in text


def test_missing_header_names_the_ways() -> None:
    with pytest.raises(HeaderNotFoundError) as told:
        Units(table([GOOD], headers=("nosuch.cuh",), preamble="#include <nosuch.cuh>\n")).compiled(0, "sm_90")
    assert told.value.header == "nosuch.cuh"
    for way in ("'nosuch.cuh'", "_include", "NUMBAST_INCLUDE_PATH", "CUDA_HOME", "pip install nvidia-"):
        assert way in str(told.value)


def test_header_missing_deeper_down(tmp_path: Path) -> None:
    (tmp_path / "a.cuh").write_text("#include <deep/nosuch.h>\n")
    with pytest.raises(HeaderNotFoundError, match=r"deep/nosuch\.h"):
        Units(
            table([GOOD], headers=("a.cuh",), preamble="#include <a.cuh>\n"), None, [str(tmp_path)]
        ).compiled(0, "sm_90")


@pytest.mark.parametrize(
    ("header", "wheel"),
    [
        ("cuda_bf16.h", "nvidia-cuda-runtime"),
        ("curand_kernel.h", "nvidia-curand"),
        ("cub/cub.cuh", "nvidia-cuda-cccl"),
        ("crt/mma.h", "nvidia-cuda-crt"),
        ("nccl_device.h", "nvidia-nccl-cu13"),
    ],
)
def test_wheel_of(header: str, wheel: str) -> None:
    assert wheel_of(header) == wheel


def header_table(value: str = "f(x)") -> dict[str, Any]:
    shim = f'extern "C" __device__ int @(int x) {{ return {value}; }}'
    return table([shim], headers=("own.cuh",), preamble="#include <own.cuh>\n")


def test_headers_beside_the_module_come_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    beside, path = tmp_path / "m_include", tmp_path / "path"
    for folder, text in (
        (beside, "inline int f(int x) { return x; }"),
        (path, "inline int g(int x) { return x; }"),
    ):
        folder.mkdir()
        (folder / "own.cuh").write_text(text)
    monkeypatch.setenv("NUMBAST_INCLUDE_PATH", str(path))
    assert Units(header_table(), str(tmp_path)).compiled(0, "sm_90").refused == {}
    assert Units(header_table("g(x)"), None).compiled(0, "sm_90").refused == {}


def test_changed_header_is_compiled_again(tmp_path: Path, runs: list[str]) -> None:
    """Also one that is included by another one, and one that comes to lie before another."""
    late, early = tmp_path / "late", tmp_path / "early"
    late.mkdir()
    early.mkdir()
    (late / "own.cuh").write_text('#include "inner.cuh"\n')
    inner = late / "inner.cuh"
    seen = set()

    def build() -> None:
        seen.add(Units(header_table(), None, [str(early), str(late)]).compiled(0, "sm_90").ltoir)

    inner.write_text("inline int f(int x) { return x + 1; }")
    build()
    build()
    assert (len(seen), len(runs)) == (1, 1)
    state = inner.stat()
    inner.write_text("inline int f(int x) { return x + 2; }")
    build()
    assert (len(seen), len(runs)) == (2, 2)
    inner.write_text("inline int f(int x) { return x + 1; }")
    os.utime(inner, ns=(state.st_atime_ns, state.st_mtime_ns))
    build()
    assert (len(seen), len(runs)) == (2, 2)  # what it was before is still there
    (early / "own.cuh").write_text("inline int f(int x) { return x + 3; }")
    build()
    assert (len(seen), len(runs)) == (3, 3)
    os.unlink(early / "own.cuh")
    build()
    assert (len(seen), len(runs)) == (3, 3)


def test_digest_knows_no_paths(tmp_path: Path) -> None:
    digests = set()
    for place in ("a", "b"):
        folder = tmp_path / place
        (folder / "sub").mkdir(parents=True)
        (folder / "x.h").write_text('#include "sub/y.h"\n#if __has_include(<z.h>)\n#endif\n')
        (folder / "sub" / "y.h").write_text(f"// y\n#include <{'nosuch'}.h>\n")
        digests.add(header_digest("#include <x.h>", [str(folder)], Cache(str(tmp_path / place / "cache"))))
    assert len(digests) == 1
    (tmp_path / "b" / "z.h").write_text("")
    digests.add(header_digest("#include <x.h>", [str(tmp_path / "b")], Cache(str(tmp_path / "b" / "cache"))))
    assert len(digests) == 2


def test_digest_follows_include_next(tmp_path: Path) -> None:
    digests = set()
    for text in ("1", "2"):
        for place, content in (("a", "#include_next <x.h>\n"), ("b", text)):
            (tmp_path / place).mkdir(exist_ok=True)
            (tmp_path / place / "x.h").write_text(content)
        folders = [str(tmp_path / "a"), str(tmp_path / "b")]
        digests.add(header_digest("#include <x.h>", folders, Cache(str(tmp_path / "cache"))))
    assert len(digests) == 2


def test_digest_when_a_folder_comes_to_be(tmp_path: Path) -> None:
    """Of a folder that isn't there yet, or is there only as a link to nothing."""
    (tmp_path / "late" / "sub").mkdir(parents=True)
    (tmp_path / "late" / "sub" / "x.h").write_text("1")
    folders = [str(tmp_path / "early"), str(tmp_path / "linked"), str(tmp_path / "late")]
    store = Cache(str(tmp_path / "cache"))
    os.symlink(tmp_path / "elsewhere", tmp_path / "linked")
    seen = [header_digest("#include <sub/x.h>", folders, store)]
    (tmp_path / "elsewhere" / "sub").mkdir(parents=True)
    (tmp_path / "elsewhere" / "sub" / "x.h").write_text("2")
    seen.append(header_digest("#include <sub/x.h>", folders, store))
    (tmp_path / "early" / "sub").mkdir(parents=True)
    (tmp_path / "early" / "sub" / "x.h").write_text("3")
    seen.append(header_digest("#include <sub/x.h>", folders, store))
    assert len(set(seen)) == 3


def test_digest_without_what_is_the_host_s(tmp_path: Path) -> None:
    """Until a header takes the macro away that decides it."""
    (tmp_path / "x.h").write_text("#ifndef __CUDACC_RTC__\n#include <host.h>\n#endif\n")
    (tmp_path / "host.h").write_text("1")
    store = Cache(str(tmp_path / "cache"))

    def digest() -> str:
        return header_digest("#include <x.h>", [str(tmp_path)], store)

    first = digest()
    (tmp_path / "host.h").write_text("22")
    assert digest() == first
    (tmp_path / "x.h").write_text(
        "#undef __CUDACC_RTC__\n#ifndef __CUDACC_RTC__\n#include <host.h>\n#endif\n"
    )
    second = digest()
    (tmp_path / "host.h").write_text("333")
    assert digest() != second


def test_digest_of_headers_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "x.h").write_text('#include "y.h"\n')
    (tmp_path / "y.h").write_text("#  include <x.h>\n")
    assert header_digest("#include <x.h>", [str(tmp_path)], Cache(str(tmp_path / "cache")))


def test_what_counts_in_the_key(runs: list[str]) -> None:
    for made in (
        table([GOOD]),
        table([GOOD], std="c++20"),
        table([GOOD], defines=("A=1",)),
        table([GOOD], preamble="// \n"),
        table([GOOD + "//"]),
    ):
        for _ in range(2):
            Units(made).compiled(0, "sm_90")
    assert len(runs) == 5


def test_patches_change_a_header_in_memory(tmp_path: Path) -> None:
    (tmp_path / "own.cuh").write_text("inline int f(int x) { return typo(x); }\n")
    made = header_table()
    with pytest.raises(UnitError):
        Units(made, None, [str(tmp_path)]).compiled(0, "sm_90")
    made["patches"] = {"own.cuh": (("typo(x)", "x"),)}
    assert Units(made, None, [str(tmp_path)]).compiled(0, "sm_90").refused == {}
    made["patches"] = {"own.cuh": (("absent", "x"),)}
    with pytest.raises(UnitError, match=r"patch of 'own\.cuh' doesn't fit"):
        Units(made, None, [str(tmp_path)]).compiled(0, "sm_90")
    lenient = (("absent", "x", "if there"), ("typo(x)", "x", "if there"))
    made["patches"] = {"own.cuh": lenient, "none.cuh": lenient}
    assert Units(made, None, [str(tmp_path)]).compiled(0, "sm_90").refused == {}


def test_library_headers_from_memory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A static module whose cache folder can't be written to: nothing is on disk."""
    monkeypatch.setattr(nvrtc_text, "NVRTC_HEADERS", nvrtc_text.nvrtc_headers())
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("NUMBAST_CACHE_DIR", str(tmp_path / "file" / "cache"))
    made = Units(
        table([GOOD], headers=("string.h", "cstdint"), preamble="#include <string.h>\n#include <cstdint>\n")
    )
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        assert made.compiled(0, "sm_90").refused == {}
        assert made.compiled(0, "sm_80").refused == {}
    assert [warning.category for warning in told] == [CacheWarning]
    assert not os.path.exists(made.folders()[0])


def test_library_headers_written_once(
    monkeypatch: pytest.MonkeyPatch, own_cache: Path, runs: list[str]
) -> None:
    made = table([GOOD], headers=("string.h",), preamble="#include <string.h>\n")
    Units(made).compiled(0, "sm_90")
    monkeypatch.setattr(nvrtc_text, "NVRTC_HEADERS", nvrtc_text.nvrtc_headers())
    units = Units(made)
    place = Path(units.folders()[0])
    assert place.is_relative_to(own_cache)
    units.compiled(0, "sm_90")
    assert len(runs) == 1  # the same contents, elsewhere
    units.compiled(0, "sm_80")
    assert not place.exists()  # a process that compiles once needs no files
    units.compiled(0, "sm_86")
    assert (place / "nvrtc_std" / "host.h").is_file()
    assert len(runs) == 3


def test_library_headers_beside_files_of_their_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, runs: list[str]
) -> None:
    """From memory NVRTC would take the library's for `#include "array"`."""
    monkeypatch.setattr(nvrtc_text, "NVRTC_HEADERS", nvrtc_text.nvrtc_headers())
    (tmp_path / "own.cuh").write_text('#include "array"\n#include <cstddef>\n')
    (tmp_path / "array").write_text("inline int f(int x) { return x; }\n")
    made = table([GOOD.replace("return x", "return f(x)")], headers=("own.cuh",))
    made["preamble"] = "#include <own.cuh>\n"
    units = Units(made, None, [str(tmp_path)])
    assert units.compiled(0, "sm_90").refused == {}
    assert Path(units.folders()[0]).is_dir()
    assert len(runs) == 1


def test_errors_come_before_warnings() -> None:
    pragmas = "".join(f"#pragma region part{i}\n" for i in range(20))
    with pytest.raises(UnitError) as caught:
        Units(table([GOOD], preamble=f"{pragmas}int f() {{ return nothing; }}\n")).compiled(0, "sm_90")
    assert 'identifier "nothing" is undefined' in str(caught.value).split("\n")[1]


def test_failure_with_library_headers_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages are those of files."""
    monkeypatch.setattr(nvrtc_text, "NVRTC_HEADERS", nvrtc_text.nvrtc_headers())
    units = Units(table(["#error no", GOOD], size=2))
    with pytest.raises(UnitError, match="don't compile with NVRTC"):
        units.compiled(0, "sm_90")
    assert Path(units.folders()[0]).is_dir()


def test_damaged_unit_is_compiled_again(own_cache: Path, runs: list[str]) -> None:
    first = Units(table([GOOD])).compiled(0, "sm_90")
    for entry in own_cache.rglob("unit-*"):
        entry.write_bytes(entry.read_bytes()[:-5])
    assert Units(table([GOOD])).compiled(0, "sm_90").ltoir == first.ltoir
    assert len(runs) == 2


def test_foreign_entry_is_compiled_again(own_cache: Path, runs: list[str]) -> None:
    Units(table([GOOD])).compiled(0, "sm_90")
    store = Cache(str(own_cache))
    key = next(key for key, _, _ in store.entries() if key.startswith("unit-"))
    store.put(key, b"{}\nrest")
    assert Units(table([GOOD])).compiled(0, "sm_90").ltoir
    assert len(runs) == 2


def test_compiled_unit_round_trip() -> None:
    unit = CompiledUnit("sm_90", b"a\nb\0", {3: "näh\nso", 1: ""})
    again = CompiledUnit.from_head(unit.head(), "key", lambda: b"code")
    assert (again.arch, again.ltoir, again.refused) == ("sm_90", b"code", {3: "näh\nso", 1: ""})


def test_code_that_is_gone_is_made_again(own_cache: Path, runs: list[str]) -> None:
    """The code and what is known of a unit are two entries: the bound of the cache may take one alone."""
    first = Units(table([GOOD])).compiled(0, "sm_90")
    again = Units(table([GOOD])).compiled(0, "sm_90")
    for entry in own_cache.rglob("code-*"):
        entry.unlink()
    assert again.ltoir == first.ltoir
    assert len(runs) == 2
    assert Units(table([GOOD])).compiled(0, "sm_90").ltoir == first.ltoir
    assert len(runs) == 2


def test_header_that_changes_while_it_is_compiled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, runs: list[str]
) -> None:
    """What is kept under a header's digest is of that header."""
    header = tmp_path / "own.cuh"
    header.write_text("inline int f(int x) { return x + 1; }")
    spied = compiling.nvrtc_compile

    def edit(source: str, *rest: Any) -> Any:
        if len(runs) == 0:
            header.write_text("inline int f(int x) { return x + 20; }")
        return spied(source, *rest)

    monkeypatch.setattr(compiling, "nvrtc_compile", edit)
    late = Units(header_table(), None, [str(tmp_path)]).compiled(0, "sm_90").ltoir
    assert len(runs) == 2
    header.write_text("inline int f(int x) { return x + 1; }")
    assert Units(header_table(), None, [str(tmp_path)]).compiled(0, "sm_90").ltoir != late
    assert len(runs) == 3


def test_changed_header_behind_precompiled_ones(tmp_path: Path) -> None:
    """NVRTC begins behind a precompiled header whatever became of the header's text in the process."""
    header = tmp_path / "own.cuh"
    for number in (11, 22, 333, 11):
        header.write_text(f"inline int f(int x) {{ return x + {number}; }}")
        made = Units(header_table(), None, [str(tmp_path)])
        made.pace[:] = 1.0, 9
        assert f", {number};" in made.compiled_rows([0], "sm_90 -ptx").ltoir.decode()


def test_eight_processes_compile_once(tmp_path: Path) -> None:
    script = (
        "import sys; sys.path[:0] = eval(sys.argv[1])\n"
        "from numbast.runtime import compiling, units\n"
        "real = compiling.nvrtc_compile\n"
        "def spy(*args):\n"
        "    open(sys.argv[2], 'a').write('run\\n')\n"
        "    return real(*args)\n"
        "compiling.nvrtc_compile = spy\n"
        "made = eval(open(sys.argv[3]).read())\n"
        "assert units.Units(made).compiled(0, 'sm_90').ltoir\n"
    )
    (tmp_path / "table").write_text(repr(table([GOOD] * 50)))
    log = tmp_path / "log"
    args = [sys.executable, "-c", script, repr(sys.path), str(log), str(tmp_path / "table")]
    children = [subprocess.Popen(args, stderr=subprocess.PIPE, text=True) for _ in range(8)]
    for process in children:
        _, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
    assert log.read_text() == "run\n"


def test_arch_names() -> None:
    assert arch_name((9, 0)) == "sm_90"
    assert arch_name((10, 3, "a")) == "sm_103a"
    assert supported_arch("sm_90a") == "sm_90a"
    assert re.fullmatch(r"sm_1\d\d", supported_arch("sm_999"))
    with pytest.raises(UnitError, match="sm_20"):
        supported_arch("sm_20")


def test_newer_device_gets_the_newest_known(runs: list[str]) -> None:
    found = Units(table([GOOD])).compiled(0, "sm_999")
    assert found.arch == supported_arch("sm_999")
    assert found.ltoir


def test_options_in_their_order() -> None:
    assert nvrtc_options("sm_90a", "c++17", ["/a", "/b"], ["X=1"]) == [
        "-arch=sm_90a",
        "-std=c++17",
        "-dlto",
        "-rdc=true",
        "-default-device",
        "-I/a",
        "-I/b",
        "--pre-include=nvrtc_std/host.h",
        "-diag-error=1866",
        "-diag-suppress=47",
        "-DX=1",
    ]
    assert "-dlto" not in nvrtc_options("sm_90", "c++17", [], lto=False)
    assert re.fullmatch(r"\d+\.\d+(-\d+)?", nvrtc_version())


def test_without_lto_there_is_ptx() -> None:
    folders = [nvrtc_text.nvrtc_folder(Cache()), *header_file.cuda_folders()]
    options = nvrtc_options("sm_90", "c++17", folders, lto=False)
    result = nvrtc_calls.nvrtc_compile(GOOD.replace("@", "f"), options)
    assert result.code is not None
    assert b".visible .func" in result.code


def test_precompiled_header_where_it_pays(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not pch_pays(0.0, 0, 1)
    assert not pch_pays(0.05, 5, 2)
    assert not pch_pays(1.5, 1, 1)
    assert pch_pays(1.5, 2, 1)
    assert pch_pays(0.0, 0, 3)
    asked: list[bool] = []
    real = nvrtc_calls.nvrtc_compile

    def spy(source: str, options: list[str], memory: Any) -> Any:
        asked.append("-pch" in options)
        return real(source, options, memory)

    monkeypatch.setattr(compiling, "nvrtc_compile", spy)
    made = Units(table([GOOD] * 3, size=1), all_wanted=True)
    assert [made.compiled(unit, "sm_90").refused for unit in range(3)] == [{}] * 3
    assert asked == [True] * 3


def test_int128_has_its_option(monkeypatch: pytest.MonkeyPatch) -> None:
    shim = 'extern "C" __device__ long long @(const __int128 *x) { return (long long)*x; }'
    assert Units(table([shim])).compiled(0, "sm_90").refused == {}


def test_int128_in_a_header_alone(tmp_path: Path) -> None:
    (tmp_path / "wide.cuh").write_text("__device__ __int128 wide(int);\n")
    made = Units(table([GOOD], preamble="#include <wide.cuh>\n"), None, [str(tmp_path)])
    assert made.compiled(0, "sm_90").refused == {}


def test_log_of_one_error_with_everything() -> None:
    log = (
        "/x/lib/a.h(12): warning #1-D: last line\n  x\n  ^\n\n"
        '/x/lib/a.h(3): error: no instance of "f" matches\n'
        "            argument types are: (int)\n  f(x)\n  ^\n"
        "/x/lib/a.h(1): note #3322-D: number of parameters\n"
        '          detected during:\n            instantiation of "g" at line 9\n'
        '            instantiation of "h" at line 41 of unit.cu\n\n'
        "error: something without a place\n"
    )
    first, second = log_errors(log)
    assert (first.file, first.line, first.lines) == ("/x/lib/a.h", 3, [41])
    assert first.message(["/x"]) == 'lib/a.h:3: no instance of "f" matches; argument types are: (int)'
    assert first.message([]) == 'a.h:3: no instance of "f" matches; argument types are: (int)'
    assert (second.file, second.lines, second.text) == ("", [], "something without a place")


def test_a_warm_process_does_not_load_nvrtc(tmp_path: Path) -> None:
    script = tmp_path / "warm.py"
    script.write_text(
        "import sys\n"
        "from numbast.runtime import compile\n"
        "from numbast.runtime.units import Units\n"
        f"made = Units({table([GOOD])!r}).compiled(0, 'sm_90')\n"
        "print(len(made.ltoir), 'libnvrtc' in open('/proc/self/maps').read(), compile.nvrtc_version())\n"
    )
    told = []
    for _ in range(2):
        run = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
        told.append(run.stdout.split())
    assert [t[1] for t in told] == ["True", "False"]
    assert told[0][::2] == told[1][::2]
    assert told[0][2] == nvrtc_version()


def test_what_nvrtc_said_is_not_trusted_when_it_changed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, own_cache: Path
) -> None:
    library = tmp_path / "libnvrtc.so"
    library.write_text("x")
    store = Cache()
    monkeypatch.setattr(compile_file, "_is_nvrtc_loaded", lambda: False)
    monkeypatch.setattr(compile_file, "_nvrtc_said", None)
    kept = f"1.2-1\n{library}\n{header_file.state_of(str(library))}"
    store.put(compile_file._nvrtc_key(), kept.encode())
    assert compile_file.nvrtc_version() == "1.2-1"
    made = Units(table([GOOD])).compiled(0, "sm_90")  # another one compiles: its key is its own
    assert made.ltoir
    assert nvrtc_version() != "1.2-1"
    monkeypatch.setattr(compile_file, "_nvrtc_said", None)
    library.write_text("xy")
    store.put(compile_file._nvrtc_key(), kept.encode())
    assert compile_file.nvrtc_version() != "1.2-1"
