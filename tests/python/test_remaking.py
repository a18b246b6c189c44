"""A module that was made before is written again without a parse, while what it depends on is unchanged."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import numbast
from numbast import cli, making, remaking

HEADER = """\
#pragma once
#include "part.cuh"
#ifdef __CUDACC_RTC__
#include "device.cuh"
#endif
struct Pair { int a, b; };
__device__ inline int sum(Pair p) { return p.a + p.b + PART; }
int host(int x);
"""


def old(path: str, text: str, age: int = 0) -> None:
    """A file that is old enough for what was made of it to be kept."""
    Path(path).write_text(text)
    os.utime(path, (1_700_000_000 + age, 1_700_000_000 + age))


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBAST_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    old("my.cuh", HEADER)
    old("part.cuh", "#pragma once\n#define PART 1\n")
    old("device.cuh", "#pragma once\n")
    return tmp_path


@pytest.fixture
def made(monkeypatch):
    """The names of the modules that were made anew."""
    seen = []

    def make(headers, options, name, *args, **more):
        seen.append(name)
        return making.make(headers, options, name, *args, **more)

    monkeypatch.setattr(remaking, "make", make)
    return seen


def written() -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in sorted(Path().glob("out*/**/*")) if p.is_file()}


@pytest.mark.parametrize("check", [True, False])
def test_the_same_is_written_without_a_parse(project, made, check):
    """Files, report and diagnostics are those of the first time."""
    os.mkdir("out")
    first = numbast.generate("my.cuh", "out/my.py", report="out/my.json", nvrtc_check=check)
    before = written()
    assert {"out/my.py", "out/my.pyi", "out/my.json", "out/my_include/my.cuh"} <= set(before)
    for path in before:
        os.unlink(path)
    again = numbast.generate("my.cuh", "out/my.py", report="out/my.json", nvrtc_check=check)
    assert made == ["my"]
    assert written() == before
    assert again.to_json() == first.to_json() and again.html() == first.html()


@pytest.mark.parametrize("changed", ["my.cuh", "part.cuh", "device.cuh"])
def test_a_change_is_noticed(project, made, changed):
    """Also of what NVRTC alone reads."""
    numbast.generate("my.cuh", "my.py")
    old(changed, Path(changed).read_text() + "#define MORE 1\n", 5)
    numbast.generate("my.cuh", "my.py")
    assert made == ["my", "my"]
    numbast.generate("my.cuh", "my.py")
    assert made == ["my", "my"]


def test_other_ways_are_other_modules(project, made):
    numbast.generate("my.cuh", "my.py", nvrtc_check=False)
    for more in (
        {"default_device": True},
        {"defines": ["X"]},
        {"runtime": "sibling"},
        {"embed_headers": False},
    ):
        numbast.generate("my.cuh", "my.py", nvrtc_check=False, **more)
    numbast.generate("my.cuh", "mine.py", nvrtc_check=False)
    assert made == ["my"] * 5 + ["mine"]


def test_what_is_not_met_is_an_error_each_time(project, made):
    for _ in range(2):
        with pytest.raises(numbast.NotBoundError, match="host"):
            numbast.generate("my.cuh", "my.py", require=["host"], nvrtc_check=False)
    Path("my.cuh").unlink()
    with pytest.raises(numbast.HeaderError, match="was not found"):
        numbast.generate("my.cuh", "my.py", nvrtc_check=False)


def test_the_command_says_the_same(project, made, capfd):
    old("my.cuh", HEADER + "#warning look here\n")
    said = []
    for _ in range(2):
        assert cli.main(["generate", "my.cuh", "-o", "my.py", "-v", "--no-nvrtc-check"]) == 0
        said.append(capfd.readouterr().err)
    assert made == ["my"] and said[0] == said[1] and "look here" in said[1]
    assert cli.main(["check", "my.py", "my.cuh"]) == 0
    assert made == ["my"]
