"""Writes a set of files all or not at all: temporary files first, renamed when every one is complete.

A rename may fail when others are done already, so what they replaced is kept until the last one is.
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import shutil
from collections.abc import Mapping

from .errors import EnvironmentProblem

__all__ = ["write_files"]

_calls = itertools.count()


def write_files(files: Mapping[str, bytes]) -> None:
    """{path: content}. EnvironmentProblem when one cannot be written; then all is as it was before."""
    writing = _Writing(f".{os.getpid()}.{next(_calls)}")
    try:
        for path, content in files.items():
            writing.write(path, content)
        for path in files:
            writing.keep_old(path)
        for path in files:
            writing.replace(path)
        writing.done = True
    except OSError as e:
        raise EnvironmentProblem(f"cannot write '{writing.path}': {e.strerror}", writing.path) from None
    finally:
        writing.end()  # KeyboardInterrupt comes here too


class _Writing:
    """One set of files on its way. `path`: the one at work; `suffix`: of this call's own files."""

    def __init__(self, suffix: str) -> None:
        self.suffix = suffix
        self.path = ""
        self.done = False
        self.folders: list[str] = []  # made by us, outer ones first
        self.temps: dict[str, str] = {}
        self.kept: dict[str, str] = {}  # target -> what was there before
        self.replaced: list[str] = []

    def write(self, path: str, content: bytes) -> None:
        """The content beside its target, which may not be a folder."""
        self.path = path
        if os.path.isdir(path):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        self._make_folder(os.path.dirname(os.path.abspath(path)))
        self.temps[path] = temp = f"{path}{self.suffix}.tmp"
        with open(temp, "wb") as f:
            f.write(content)

    def keep_old(self, path: str) -> None:
        """A second name for the file that is there, a copy where there are no hard links."""
        self.path = path
        if not os.path.lexists(path):
            return
        self.kept[path] = kept = f"{path}{self.suffix}.old"
        try:
            os.link(path, kept, follow_symlinks=False)
        except (OSError, NotImplementedError):
            shutil.copy2(path, kept, follow_symlinks=False)

    def replace(self, path: str) -> None:
        self.path = path
        self.replaced.append(path)
        os.replace(self.temps[path], path)

    def end(self) -> None:
        """Leaves the new files, or the old ones when not all is done; nothing of ours besides."""
        if not self.done:
            for path in self.replaced:
                with contextlib.suppress(OSError):
                    self._restore(path)
        for path in (*self.temps.values(), *self.kept.values()):
            with contextlib.suppress(OSError):
                os.unlink(path)
        if not self.done:
            for folder in reversed(self.folders):
                with contextlib.suppress(OSError):
                    os.rmdir(folder)

    def _restore(self, path: str) -> None:
        if path in self.kept:
            os.replace(self.kept[path], path)
        elif not os.path.lexists(self.temps[path]):  # the rename was done
            os.unlink(path)

    def _make_folder(self, folder: str) -> None:
        missing = []
        while folder and not os.path.isdir(folder):
            missing.append(folder)
            folder = os.path.dirname(folder)
        for path in reversed(missing):
            try:
                os.mkdir(path)
            except FileExistsError:
                if not os.path.isdir(path):  # else another process was faster
                    raise
            else:
                self.folders.append(path)
