"""What a file was when it was read: its state (size, time, inode) and the digest of its content.

A file is the same while its state is; where that differs the content may still say so.
"""

from __future__ import annotations

import hashlib
import os

__all__ = ["FileState", "content_of", "has_changed", "is_younger"]

FileState = tuple[str, str, str]  # (path, its state, digest of its content)


def content_of(path: str) -> str:
    """The digest of a file's content; "" when it cannot be read."""
    try:
        with open(path, "rb") as f:
            return hashlib.sha256(f.read()).hexdigest()
    except OSError:
        return ""


def is_younger(state: str, than: int) -> bool:
    """Whether a file changed after `than` (ns), or is gone."""
    return not state or int(state.split(",")[1]) > than


def has_changed(path: str, state: str, since: int) -> bool:
    """Whether a file changed at `since` (ns) or later, or is gone. One that took another's place may bring an
    old time along, as `cp -p` gives it; when it came is known all the same.
    """
    if not state or int(state.split(",")[1]) >= since:
        return True
    try:
        return os.stat(path).st_ctime_ns >= since
    except OSError:
        return True
