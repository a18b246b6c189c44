"""The native tool: outputs on stdout, diagnostics on stderr as clang writes them, exit codes of canopy.h."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from numbast.libclang import find_libclang

CLANG = (
    "-xcuda",
    "--cuda-device-only",
    "--cuda-gpu-arch=sm_90",
    "-nocudainc",
    "-nocudalib",
    "-Wno-unknown-cuda-version",
)
HEADER = """#define __device__ __attribute__((device))
struct Pair { float a, b; };
__device__ float sum(Pair p);
"""


def tool() -> str:
    """The tool beside this Python, else on PATH; the tests are skipped without it."""
    beside = Path(sys.executable).with_name("canopy")
    found = str(beside) if beside.exists() else shutil.which("canopy")
    if not found:
        pytest.skip("the tool canopy is not installed")
    return found


def run(*arguments: str, libclang: str | None = None) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if k != "NUMBAST_LIBCLANG"}
    if libclang is not None:
        env["NUMBAST_LIBCLANG"] = libclang
    command = [tool(), *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=120)


def arguments_for(header: Path) -> list[str]:
    arguments = [f"--header={header}", f"--spelled={header.name}", f"--retain={header}"]
    return arguments + [f"--clang-arg={a}" for a in CLANG]


def test_help() -> None:
    done = run("--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("usage: canopy ")


def test_usage() -> None:
    done = run("--heade=x.h", libclang="x")
    assert done.returncode == 2
    assert done.stderr == "canopy: error: unknown option '--heade', did you mean '--header'?\n"
    assert done.stdout == ""


def test_no_libclang(tmp_path: Path) -> None:
    done = run("--header=x.h")
    assert done.returncode == 3
    assert "give --libclang=PATH or set NUMBAST_LIBCLANG" in done.stderr
    assert run("--header=x.h", f"--libclang={tmp_path}/none.so").returncode == 3


def test_outputs(tmp_path: Path) -> None:
    header = tmp_path / "pair.cuh"
    header.write_text(HEADER)
    done = run("--text=model", "--text=table", *arguments_for(header), libclang=find_libclang().path)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert '"Pair"' in done.stdout
    assert "'sum'" in done.stdout
    names = run("--text=names", *arguments_for(header), libclang=find_libclang().path)
    assert "sum" in json.dumps(json.loads(names.stdout))
    nothing = run("--text=nothing", *arguments_for(header), libclang=find_libclang().path)
    assert nothing.returncode == 2
    assert "there is no text 'nothing'" in nothing.stderr


def test_diagnostics(tmp_path: Path) -> None:
    header = tmp_path / "broken.cuh"
    header.write_text('#include "absent.h"\n')
    done = run("--text=names", *arguments_for(header), libclang=find_libclang().path)
    assert done.returncode == 1
    lines = done.stderr.splitlines()
    assert lines[0] == f"{header}:1:10: fatal error: 'absent.h' file not found"
    assert lines[1:3] == ['#include "absent.h"', "         ^"]
    missing = run(*arguments_for(tmp_path / "missing.cuh"), libclang=find_libclang().path)
    assert missing.returncode == 1
    assert "missing.cuh" in missing.stderr
    assert "error" in missing.stderr


def test_full_disk(tmp_path: Path) -> None:
    if not os.path.exists("/dev/full"):
        pytest.skip("there is no /dev/full")
    header = tmp_path / "pair.cuh"
    header.write_text(HEADER)
    command = [tool(), "--text=names", f"--libclang={find_libclang().path}", *arguments_for(header)]
    with open("/dev/full", "w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 3
    assert "the output cannot be written" in done.stderr
