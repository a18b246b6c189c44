"""What a file was when it was read: its state (size, time, inode) and the digest of its content.

A file is the same while its state is; where that differs the content may still say so.
"""

from __future__ import annotations

import hashlib

__all__ = ["FileState", "content_of", "is_younger"]

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
