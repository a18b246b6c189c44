"""PCHs of clang's wrapper: the model is the same behind one, none is used that is stale or damaged."""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from numbast import parsing, precompiled
from numbast.options import options_from
from numbast.runtime.cache import cache

SOURCE = "#define MAKE make_float2(1, 2)\n__device__ inline float2 f(dim3 d, int x) { return {}; }\n"
TEXTS = ("model", "names", "diagnostics")


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBAST_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    Path("my.cuh").write_text(SOURCE)
    return tmp_path


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory):
    return tmp_path_factory.mktemp("shared-cache")


@pytest.fixture
def made(monkeypatch):
    """How often a PCH was made, as a list that grows."""
    found: list[int] = []
    real = precompiled._made
    monkeypatch.setattr(precompiled, "_made", lambda *a: (found.append(1), real(*a))[1])
    return found


def texts(headers, is_behind=True, **options):
    """What a parse gives, and its plan."""
    checked = options_from(options)
    with pytest.MonkeyPatch.context() as patch:
        if not is_behind:
            patch.setattr(parsing, "precompiled_wrapper", lambda *a: None)
        parsed = parsing.parse([headers] if isinstance(headers, str) else headers, checked)
    assert bool(parsed.precompiled) == is_behind
    read = {f["path"] for f in parsed.files()}
    parsed.plan()
    return [parsed.session.text(what) for what in (*TEXTS, "table", "stub", "report")], read


@pytest.mark.parametrize(
    "header", ["cuda_bf16.h", "curand_kernel.h", "cooperative_groups.h", "mma.h", "cub/block/block_scan.cuh"]
)
def test_real_headers_are_the_same_behind_one(header, shared_cache, monkeypatch):
    monkeypatch.setenv("NUMBAST_CACHE_DIR", str(shared_cache))
    plain, plain_files = texts(header, is_behind=False)
    behind, files = texts(header)
    assert behind == plain
    assert files == plain_files


def test_own_headers_are_the_same_behind_one(project):
    for options in ({}, {"arch": ["sm_80", "sm_90"]}, {"default_device": True}, {"prelude": "#define A 1\n"}):
        assert texts("my.cuh", **options)[0] == texts("my.cuh", is_behind=False, **options)[0]


def test_it_is_made_once_for_all_headers(project, made):
    texts("my.cuh")
    Path("include").mkdir()
    texts("cuda_fp16.h", include_dirs=["include"])
    assert made == [1]
    texts("my.cuh", defines=["A=1"])
    assert made == [1, 1]


def test_declarations_of_the_wrapper_s_own_files_count(project):
    """A header that the wrapper includes, and a glob that names one of its files: parsed without."""
    for headers, options in (("vector_types.h", {}), ("my.cuh", {"retain": ["*/vector_types.h", "*my.cuh"]})):
        parsed = parsing.parse([headers], options_from(options))
        assert not parsed.precompiled
        assert "float4" in {name for name, _ in json.loads(parsed.session.text("names"))}


def test_a_folder_that_hides_a_file_of_the_wrapper_s(project):
    Path("include/crt").mkdir(parents=True)
    assert parsing.parse(["my.cuh"], options_from({"include_dirs": ["include"]})).precompiled
    Path("include/crt/math_functions.hpp").write_text("#include_next <crt/math_functions.hpp>\n")
    assert not parsing.parse(["my.cuh"], options_from({"include_dirs": ["include"]})).precompiled


def pch_file() -> Path:
    return next(Path(cache().path(key)) for key, *_ in cache().entries() if key.endswith(".pch"))


@pytest.mark.parametrize("how", ["removed", "cut", "changed", "other version"])
def test_what_is_damaged_is_made_again(project, made, how):
    texts("my.cuh")
    path = pch_file()
    data = path.read_bytes()
    if how == "removed":
        path.unlink()
    elif how == "cut":
        path.write_bytes(data[: len(data) // 2])
    elif how == "changed":
        path.write_bytes(data[: len(data) // 2] + b"!" + data[len(data) // 2 + 1 :])
    else:
        cache().put(path.name.removesuffix(".pch"), b"what will be")
    texts("my.cuh")
    assert made == [1, 1]
    assert pch_file().read_bytes() == data


def test_a_changed_file_is_noticed(project, made, monkeypatch):
    own = project / "clang_include"
    own.mkdir()
    header = own / "numbast_clang.h"
    text = (Path(parsing.__file__).parent / "clang_include" / "numbast_clang.h").read_text()
    header.write_text(text)
    (own / "texture_fetch_functions.h").write_text("")
    for path in own.iterdir():
        os.utime(path, (1_700_000_000, 1_700_000_000))
    monkeypatch.setattr("numbast.command_line.clang_include_dir", lambda: str(own))
    texts("my.cuh")
    texts("my.cuh")
    assert made == [1]
    os.utime(header, (1_700_000_001, 1_700_000_001))
    texts("my.cuh")
    assert made == [1, 1]
    header.write_text(text + "#define MORE 1\n")
    os.utime(header, (1_700_000_001, 1_700_000_001))
    texts("my.cuh")
    assert made == [1, 1, 1]


def test_one_that_libclang_does_not_take(project, monkeypatch):
    """The parse is done again without it."""
    texts("my.cuh")
    real = precompiled._opened

    def broken(*a):
        found = real(*a)
        if found is not None:
            found.path = str(project / "my.cuh")
        return found

    monkeypatch.setattr(precompiled, "_opened", broken)
    parsed = parsing.parse(["my.cuh"], options_from({}))
    assert not parsed.precompiled and "dim3" in parsed.session.text("model")


def test_the_folder_may_be_cleaned_while_a_session_lives(project):
    parsed = parsing.parse(["my.cuh"], options_from({}))
    assert parsed.precompiled
    cache().clear()
    parsed.plan()
    assert "'f'" in parsed.session.text("table")


def test_without_a_folder(project, monkeypatch, made):
    Path("file").write_text("")
    monkeypatch.setenv("NUMBAST_CACHE_DIR", str(project / "file" / "cache"))
    parsed = parsing.parse(["my.cuh"], options_from({}))
    assert not parsed.precompiled and not list(project.glob("**/*.tmp"))


def in_process(folder: str) -> tuple[bool, str]:
    os.chdir(folder)
    parsed = parsing.parse(["my.cuh"], options_from({}))
    return bool(parsed.precompiled), parsed.session.text("model")


def test_processes_on_one_empty_cache(project):
    # Not a Pool: that waits for ever for a worker that ended.
    with ProcessPoolExecutor(4, multiprocessing.get_context("spawn")) as pool:
        found = list(pool.map(in_process, [str(project)] * 4))
    assert len(set(found)) == 1 and found[0][0]
    assert not list(Path(cache().folder).glob("*.tmp"))


def test_a_writer_that_is_killed(project, made):
    code = (
        "import os\nfrom numbast import parsing, precompiled\nfrom numbast.options import options_from\n"
        "precompiled.os.replace = lambda a, b: os.kill(os.getpid(), 9)\n"
        "parsing.parse(['my.cuh'], options_from({}))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == -9, done.stderr
    assert parsing.parse(["my.cuh"], options_from({})).precompiled
    assert made == [1]
