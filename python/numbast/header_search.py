"""Where a named header is: as a path, in the user's folders, in CUDA's, in other installed packages'.

Nothing is read here. A header that is nowhere is an error that says where it was looked for.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .cuda_headers import cuda_include_dirs, is_cuda_dir
from .errors import ConfigError, HeaderError
from .options import Options
from .runtime.headers import companions, vendor_folders

__all__ = ["Header", "find_headers"]

SHOWN_FOLDERS = 6  # in the text of an error
SHOWN_PARTS = 4  # of a folder's path


@dataclass(frozen=True)
class Header:
    """One header. `folder`: the include folder it was found in; "" for a path of the user's own."""

    name: str  # as the core includes it: relative to `folder`, or absolute
    spelled: str  # as outputs name it, never absolute
    path: str
    folder: str


def find_headers(headers: Sequence[str], options: Options) -> tuple[tuple[Header, ...], tuple[str, ...]]:
    """The headers, and the user's include folders; nothing is read.

    HeaderError when one is nowhere, ConfigError, EnvironmentProblem when there is no CUDA.
    """
    if not headers and not options.extra_source:
        raise ConfigError("no header is named")
    include_dirs = _include_dirs(headers, options)
    cuda_dirs = cuda_include_dirs(include_dirs)
    include_dirs += _vendor_dirs(headers, [*include_dirs, *cuda_dirs])
    found: dict[str, Header] = {}  # by the file: one that is named twice counts once
    for name in headers:
        header = _find_header(name, [*include_dirs, *cuda_dirs])
        found.setdefault(os.path.realpath(header.path), header)
    return tuple(found.values()), include_dirs


def _include_dirs(headers: Sequence[str], options: Options) -> tuple[str, ...]:
    """The user's include folders; a header that is named by its path in a toolkit brings its folder."""
    for folder in options.include_dirs:
        if not os.path.isdir(folder):
            raise ConfigError(f"option 'include_dirs': the folder '{folder}' does not exist", "include_dirs")
    dirs = [os.path.abspath(d) for d in options.include_dirs]
    for header in headers:
        folder = os.path.dirname(os.path.abspath(header))
        if os.path.isfile(header) and folder not in dirs and is_cuda_dir(folder):
            dirs.append(folder)
    return tuple(dirs)


def _vendor_dirs(headers: Sequence[str], dirs: Sequence[str]) -> tuple[str, ...]:
    """Include folders of other installed packages, for headers that none of `dirs` has."""
    found: list[str] = []
    for name in headers:
        if os.path.isabs(name) or any(os.path.isfile(os.path.join(d, name)) for d in ("", *dirs, *found)):
            continue
        place = next((p for p in vendor_folders() if p and os.path.isfile(os.path.join(p, name))), "")
        found += [place, *companions(place)] if place else []
    return tuple(dict.fromkeys(found))


def _find_header(name: str, dirs: Sequence[str]) -> Header:
    """Found like an #include. HeaderError when it is nowhere, or no #include line can name it."""
    if os.path.isfile(name):
        path = os.path.abspath(name)
        if odd := next((c for c in '"\n>' if c in path), ""):
            raise HeaderError(f"'{path}': no #include line can name a path that holds {odd!r}: rename it")
        return _own_header(path, dirs)
    if not os.path.isabs(name):
        for folder in dirs:
            path = os.path.join(folder, name)
            if os.path.isfile(path):
                return Header(name, name, path, folder)
    raise HeaderError(_not_found(name, dirs))


def _own_header(path: str, dirs: Sequence[str]) -> Header:
    """A path: under its include folder's name when it lies in one, else absolute."""
    real = os.path.realpath(path)
    for folder in dirs:
        root = os.path.realpath(folder).rstrip(os.sep) + os.sep
        if real.startswith(root):
            name = real[len(root) :]
            return Header(name, name, path, folder)
    return Header(path, os.path.basename(path), path, "")


def _not_found(name: str, dirs: Sequence[str]) -> str:
    """What is said of a header that is nowhere: a name that is near, and where it was looked for."""
    if os.path.exists(name):
        return f"'{name}' is {'a folder, not a header' if os.path.isdir(name) else 'no plain file'}"
    roots, place = [""], ""
    if not os.path.isabs(name):
        vendors = [v for v in vendor_folders() if v and os.path.isdir(v)]
        roots = list(dict.fromkeys(["", *dirs, *vendors]))
        place = f" (looked in {_folders_text(roots)})"
    near = _nearest(name, roots)
    return f"'{name}' was not found" + (f"; did you mean '{near}'?" if near else "") + place


def _nearest(name: str, roots: Sequence[str]) -> str:
    """The nearest header: of another name in the same folder, or of the same in one of another name."""
    folder, base = os.path.split(name)
    known = _listed(os.path.join(root, folder) for root in roots)
    if known or not folder:
        return os.path.join(folder, _nearest_word(base, known)) if _nearest_word(base, known) else ""
    other = _nearest(folder, roots) if folder != name else ""
    near = os.path.join(other, base)
    return near if other and any(os.path.isfile(os.path.join(root, near)) for root in roots) else ""


def _nearest_word(word: str, known: Sequence[str]) -> str:
    return next(iter(difflib.get_close_matches(word, known, n=1)), "")


def _listed(folders: Iterable[str]) -> list[str]:
    """The names in all of them."""
    known: list[str] = []
    for folder in folders:
        try:
            known += os.listdir(folder or ".")
        except OSError:
            continue
    return known


def _folders_text(folders: Sequence[str]) -> str:
    """Folders in the order of the search, the first few, none longer than it need be."""
    texts = [_short(folder) for folder in folders[:SHOWN_FOLDERS]]
    more = len(folders) - len(texts)
    return ", ".join([*texts, *([f"{more} more"] if more else [])])


def _short(folder: str) -> str:
    """A folder as people know it: from the working directory, or its last parts."""
    here = os.getcwd()
    if folder in ("", here):
        return "the working directory"
    if folder.startswith(here + os.sep):
        return f"'{os.path.relpath(folder)}'"
    parts = folder.split(os.sep)
    return f"'{folder}'" if len(parts) <= SHOWN_PARTS + 2 else f"'…/{'/'.join(parts[-SHOWN_PARTS:])}'"
