"""The user's own headers, copied beside a module so that it works on other machines.

CUDA's and vendors' headers are found again there; the user's own travel in `<module>_include/`,
under the names that `#include` lines say.
"""

from __future__ import annotations

import json
import os

from .cuda_headers import is_cuda_dir
from .parsing import Parsed

__all__ = ["embedded_files", "leads_to_library", "own_folders"]


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


def leads_to_library(parsed: Parsed) -> bool:
    """Whether what NVRTC reads of the headers may include one of the C and C++ library headers for it.

    Only of CUDA's own headers alone the answer may be no: what the user's and vendors' lead to differs from
    machine to machine.
    """
    from .runtime.header_scan import Scan
    from .runtime.headers import UnitError, include_folders
    from .runtime.includes import all_includes
    from .runtime.nvrtc_text import HOST, has_nvrtc_header, package_folder

    names = [h.name for h in parsed.headers]
    cuda = set(parsed.cuda.include_dirs)
    text = parsed.options.prelude + parsed.options.extra_source
    if "#" in text or any(h.folder not in cuda or has_nvrtc_header(h.name) for h in parsed.headers):
        return True
    ours = package_folder()
    try:
        folders = [ours, *include_folders(names, own_folders(parsed))]
    except UnitError:  # NVRTC's check will say so
        return True
    scan = Scan(folders, "")
    scan.walk(all_includes("".join(f"#include <{name}>\n" for name in names).encode()))
    if scan.is_surprised:
        return True
    return any(os.path.relpath(path, ours) != HOST for path in scan.files() if path.startswith(ours + os.sep))
