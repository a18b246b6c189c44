"""The user's own headers, copied beside a module so that it works on other machines.

CUDA's and vendors' headers are found again there; the user's own travel in `<module>_include/`,
under the names that `#include` lines say.
"""

from __future__ import annotations

import json
import os

from .cuda_headers import is_cuda_dir
from .parsing import Parsed

__all__ = ["embedded_files", "own_folders"]


def own_folders(parsed: Parsed) -> list[str]:
    """Folders in which the user's own headers are, in search order: what NVRTC is given too."""
    folders = list(parsed.include_dirs)
    folders += [os.path.dirname(h.path) for h in parsed.headers if not h.folder]
    return list(dict.fromkeys(folders))


def embedded_files(parsed: Parsed) -> dict[str, str]:
    """{name under <module>_include: path} of every file of the user's own that was read."""
    roots = [d for d in own_folders(parsed) if not is_cuda_dir(d)]
    found: dict[str, str] = {}
    for file in json.loads(parsed.session.text("files")):
        path = file["path"] or ""
        for root in roots:
            base = os.path.realpath(root).rstrip(os.sep) + os.sep
            if path.startswith(base):
                found.setdefault(path[len(base) :], path)
                break
    return found
