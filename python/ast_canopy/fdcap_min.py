"""Captures what a library writes to a file descriptor. Kept for programs that use it: parsing does not.

>>> import os
>>> with capture_fd(STREAMFD.STDERR) as captured:
...     _ = os.write(2, b"said")
>>> captured.snap()
'said'
"""

from __future__ import annotations

import contextlib
import enum
import os
import sys
import tempfile
from collections.abc import Iterator
from types import TracebackType
from typing import IO

__all__ = ["STREAMFD", "MinFDCapture", "capture_fd"]


class STREAMFD(enum.IntEnum):
    """The descriptors that can be captured."""

    STDOUT = 1
    STDERR = 2


class MinFDCapture:
    """While it is active, what is written to a descriptor goes to a temporary file.

    The descriptor is the process's: another thread's output is captured too.
    """

    def __init__(self, fd: int | STREAMFD = STREAMFD.STDERR) -> None:
        self.fd = int(fd)
        self._saved: int | None = None
        self._file: IO[bytes] | None = None
        self._text = ""

    def _flush(self) -> None:
        stream = sys.stdout if self.fd == STREAMFD.STDOUT else sys.stderr
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()

    def start(self) -> MinFDCapture:
        """Begins. RuntimeError when it has begun already."""
        if self._saved is not None:
            raise RuntimeError("the capture has started already")
        self._flush()
        self._file = tempfile.TemporaryFile()  # noqa: SIM115
        self._saved = os.dup(self.fd)
        os.dup2(self._file.fileno(), self.fd)
        return self

    def stop(self) -> str:
        """Ends, and returns what was written; the same text again when it has ended already."""
        if self._saved is None or self._file is None:
            return self._text
        self._flush()
        os.dup2(self._saved, self.fd)
        os.close(self._saved)
        self._saved = None
        self._file.seek(0)
        self._text = self._file.read().decode(errors="replace")
        self._file.close()
        self._file = None
        return self._text

    def snap(self) -> str:
        """What was written so far."""
        if self._file is None:
            return self._text
        self._flush()
        descriptor = self._file.fileno()
        return os.pread(descriptor, os.fstat(descriptor).st_size, 0).decode(errors="replace")

    def __enter__(self) -> MinFDCapture:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


@contextlib.contextmanager
def capture_fd(fd: int | STREAMFD = STREAMFD.STDERR) -> Iterator[MinFDCapture]:
    """A capture that is active within the `with`."""
    capture = MinFDCapture(fd)
    capture.start()
    try:
        yield capture
    finally:
        capture.stop()
