"""Writes a set of files all or not at all: temporary files first, renamed when every one is complete."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping

from .errors import EnvironmentProblem

__all__ = ["write_files"]


def write_files(files: Mapping[str, bytes]) -> None:
    """{path: content}. EnvironmentProblem when one cannot be written; then nothing of it is left behind."""
    made_folders: list[str] = []
    temps: dict[str, str] = {}
    done = False
    current = ""
    try:
        for path, content in files.items():
            current = path
            _make_folder(os.path.dirname(os.path.abspath(path)), made_folders)
            temps[path] = temp = f"{path}.{os.getpid()}.tmp"
            with open(temp, "wb") as f:
                f.write(content)
        for path, temp in temps.items():
            current = path
            os.replace(temp, path)
        done = True
    except OSError as e:
        raise EnvironmentProblem(f"cannot write '{current}': {e.strerror}", current) from None
    finally:
        if not done:  # KeyboardInterrupt comes here too
            _forget(list(temps.values()), made_folders)


def _make_folder(folder: str, made: list[str]) -> None:
    missing = []
    while folder and not os.path.isdir(folder):
        missing.append(folder)
        folder = os.path.dirname(folder)
    for path in reversed(missing):
        os.mkdir(path)
        made.append(path)


def _forget(temps: list[str], folders: list[str]) -> None:
    for path in temps:
        with contextlib.suppress(OSError):
            os.unlink(path)
    for folder in reversed(folders):
        with contextlib.suppress(OSError):
            os.rmdir(folder)
