"""NVRTC's precompiled headers on disk: nothing of a process stays behind for long, whatever its end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

pytest.importorskip("cuda.bindings")

from numbast.runtime import pch_files

# Compiles with a precompiled header, says its files and ends in some way.
PROCESS = """
    import os, signal, sys, time
    from pathlib import Path
    from numbast.runtime.nvrtc_calls import nvrtc_compile
    from numbast.runtime.pch_files import pch_options

    Path("small.h").write_text("inline __device__ int f(int x) { return x; }\\n")
    text = "#include <small.h>\\nextern \\"C\\" __device__ int g(int x) { return f(x); }\\n"
    options = pch_options("h")
    result = nvrtc_compile(text, ["-arch=sm_90", f"-I{os.getcwd()}", *options])
    folder = Path(options[1].partition("=")[2]).parent
    files = sorted(p.name for p in folder.rglob("*"))
    print(folder, result.code is not None, files, flush=True)
"""


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """`TMPDIR` is a folder of its own."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    return tmp_path


def start(end: str) -> tuple[subprocess.Popen[str], Path]:
    """A process that compiled, and its folder."""
    command = [sys.executable, "-c", textwrap.dedent(PROCESS) + end]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout
    folder, is_good, files = process.stdout.readline().split(" ", 2)
    assert is_good == "True"
    assert files == "['h-0', 'lock', 'unit_0.pch']\n"
    return process, Path(folder)


@pytest.mark.parametrize("end", ["", "raise KeyboardInterrupt", "os.kill(os.getpid(), signal.SIGINT)"])
def test_nothing_stays_after_an_end_that_python_sees(end: str) -> None:
    """NVRTC's own folders stay after an interrupt: Python then ends by the signal."""
    process, folder = start(end)
    process.wait()
    assert not folder.exists()
    assert not list(Path("tmp").iterdir())


@pytest.mark.parametrize(
    "end",
    [
        "os.kill(os.getpid(), signal.SIGKILL)",
        "os.kill(os.getpid(), signal.SIGTERM)",
        "os._exit(0)",
    ],
)
def test_the_next_process_sweeps(end: str) -> None:
    """What lives meanwhile keeps its folder."""
    alive, kept = start("time.sleep(60)")
    killed, left = start(end)
    killed.wait()
    assert (left / "lock").exists()
    process, _ = start("")
    process.wait()
    assert not left.exists()
    assert (kept / "h-0/unit_0.pch").exists()
    alive.send_signal(signal.SIGKILL)
    alive.wait()


def test_a_fork_has_its_own() -> None:
    """Its end leaves its parent's folder."""
    own = "os.write(1, (pch_options('h')[1][9:] + chr(10)).encode())"
    fork = f"pid = os.fork()\n{own}\npid and os.waitpid(pid, 0)\n"
    process, folder = start(f"{fork}print(*os.listdir(folder))")
    assert process.stdout
    said = process.stdout.read().split("\n")
    assert len({line for line in said if line.startswith("/")}) == 2
    assert "lock" in said[-2].split()
    assert process.wait() == 0
    assert not folder.exists()
    assert not list(Path("tmp").iterdir())


def test_what_is_not_swept(tmp_path: Path) -> None:
    """Folders that are made just now, links, and what others named so."""
    names = ["young", "old", "link", "file"]
    young, old, link, file = (tmp_path / f"{pch_files.PCH_PREFIX}{name}" for name in names)
    aim = tmp_path / "aim"
    for folder in (young, old, aim):
        folder.mkdir()
    link.symlink_to(aim)
    file.write_text("")
    os.utime(old, (time.time() - 4000,) * 2)
    os.utime(aim, (time.time() - 4000,) * 2)
    pch_files._sweep_pch_folders(str(tmp_path))
    assert [p.exists() for p in (young, old, aim, file)] == [True, False, True, True]


def test_without_room_nothing_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """NVRTC maps the file before it writes: on a full disk that is a bus error."""
    real = os.statvfs

    def small(path: str) -> os.statvfs_result:
        state = list(real(path))
        state[4] = (1 << 29) // state[1]
        return os.statvfs_result(state)

    monkeypatch.setattr(os, "statvfs", small)
    assert pch_files.pch_options("h") == []
    monkeypatch.undo()


def test_a_folder_that_cannot_be_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(pch_files, "_pch_folder", [])
    monkeypatch.setattr(pch_files.tempfile, "gettempdir", lambda: str(tmp_path / "none"))
    assert pch_files.pch_options("h") == []
