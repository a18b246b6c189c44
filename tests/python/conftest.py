"""What all Python tests share: the helpers' path, the gpu marker, a cache folder of the session's own."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from tools.folders import session_folder  # noqa: E402

# Tests must neither read nor fill the user's own cache, nor that of another process of this run.
if "PYTEST_XDIST_WORKER" in os.environ or "XDG_CACHE_HOME" not in os.environ:
    os.environ["XDG_CACHE_HOME"] = session_folder("numbast-test-cache-")


def has_gpu() -> bool:
    """Is there a device that Numba can use?"""
    try:
        from numba import cuda

        return bool(cuda.is_available())
    except Exception:
        return False


def pytest_configure(config: Any) -> None:
    """Names the markers, for runs without the project's configuration."""
    config.addinivalue_line("markers", "gpu: needs an NVIDIA GPU")
    config.addinivalue_line("markers", "long: takes long")


def pytest_collection_modifyitems(config: Any, items: list[Any]) -> None:
    """Leaves out what needs a GPU where there is none."""
    if not any("gpu" in item.keywords for item in items) or has_gpu():
        return
    skip = pytest.mark.skip(reason="no GPU")
    for item in items:
        if "gpu" in item.keywords:
            item.add_marker(skip)


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, the working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def numbast(here: Path, capfd: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Runs the command; returns (exit code, stdout, stderr)."""
    from numbast import cli

    def run(*arguments: str, nvrtc: bool = False) -> tuple[int, str, str]:
        words = " ".join(arguments).split() if len(arguments) == 1 else list(arguments)
        if not nvrtc and words[0] in ("generate", "report", "check"):
            words.append("--no-nvrtc-check")
        try:
            code = cli.main(words)
        except SystemExit as e:
            code = int(e.code or 0)
        out, err = capfd.readouterr()
        return code, out, err.replace(str(here), "{here}")

    return run
