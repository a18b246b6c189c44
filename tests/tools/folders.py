"""Folders that tests write to and that go with the process."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile


def session_folder(prefix: str) -> str:
    """A new folder that goes when this process ends."""
    made = tempfile.mkdtemp(prefix=prefix)
    atexit.register(_remove, made, os.getpid())
    return made


def _remove(folder: str, owner: int) -> None:
    if os.getpid() == owner:  # a fork only uses it
        shutil.rmtree(folder, ignore_errors=True)
