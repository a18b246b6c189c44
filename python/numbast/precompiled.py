"""Precompiled headers of clang's CUDA wrapper, kept in the cache folder.

The wrapper is over half of what clang does for a small header, and the same for all: it is parsed once for
each (libclang, CUDA, arch, arguments) and saved, and every later parse begins behind it. An entry says which
files were read; it counts while each has the same size, time and inode: clang looks at times too, so a file
that was touched means another PCH. What is damaged, stale or can't be written costs the saving, never the
result: a parse behind one gives the same model as a parse without.

The questions about a loaded library's templates begin behind its headers in the same way: a PCH of them all,
made for the first question.

A session keeps its file open and names it by its descriptor, so that another process may clean the folder
meanwhile.
"""

from __future__ import annotations

import json
import marshal
import os
import threading
import time
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatch

from ._core import CoreError, Session
from .diagnostics import diagnostics_from_json
from .filestate import FileState, content_of, has_changed, is_younger
from .libclang import LibClang
from .runtime.cache import Cache, cache, cache_key
from .runtime.header_scan import RACY
from .runtime.headers import state_of

__all__ = ["Precompiled", "precompiled_headers", "precompiled_wrapper"]

PCH_FORMAT = 1
_opened_last: dict[str, Precompiled] = {}  # of headers: a process asks of one library many times
# What clang takes from the environment.
ENVIRONMENT = ("CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH", "OBJC_INCLUDE_PATH")


@dataclass
class Precompiled:
    """An open PCH for one arch. `path` is good until `close`; `files` are those it was made of, `names` how
    they may have been included.
    """

    arch: str
    path: str
    files: tuple[FileState, ...]
    names: frozenset[str]
    handle: int
    entry: bytes

    def close(self) -> None:
        if self.handle >= 0:
            os.close(self.handle)
            self.handle = -1

    def __del__(self) -> None:
        self.close()

    def holds(self, paths: Sequence[str], globs: Sequence[str]) -> bool:
        """Whether it was made of one of these files, or of one that a glob names."""
        real = {os.path.realpath(path) for path in paths}
        return any(path in real or any(fnmatch(path, g) for g in globs) for path, _, _ in self.files)

    def is_hidden_by(self, folder: str) -> bool:
        """Whether an include folder that is searched first has another file under one of the names: then the
        wrapper would have read that one.
        """
        try:
            first = set(os.listdir(folder))
        except OSError:
            return False
        paths = {path for path, _, _ in self.files}
        candidates = (name for name in self.names if name.partition("/")[0] in first)
        found = (os.path.realpath(os.path.join(folder, name)) for name in candidates)
        return any(path not in paths and os.path.isfile(path) for path in found)


@dataclass(frozen=True)
class _Entry:
    """What is kept beside the file. `name` "": the wrapper does not go through clang unharmed: make none."""

    name: str
    size: int
    check: int  # crc32: a PCH that is damaged may end the process
    files: tuple[FileState, ...]
    names: tuple[str, ...]

    def data(self) -> bytes:
        return marshal.dumps((PCH_FORMAT, self.name, self.size, self.check, self.files, self.names))

    @staticmethod
    def read(data: bytes) -> _Entry | None:
        """None for what is no entry of ours."""
        try:
            version, *values = marshal.loads(data)
            return _Entry(*values) if version == PCH_FORMAT else None
        except (ValueError, EOFError, TypeError):
            return None


def precompiled_wrapper(libclang: LibClang, arguments: Sequence[str], arch: str) -> Precompiled | None:
    """The PCH of what `arguments` include, made when there is none; None when it can't be had.

    `arguments` are without the user's include folders, so that one serves all projects: see `is_hidden_by`.
    """
    return _precompiled(libclang, [f"--clang-arg={argument}" for argument in arguments], arch)


def precompiled_headers(libclang: LibClang, options: Sequence[str], arch: str) -> Precompiled | None:
    """The PCH of all that options of the core name; None when it can't be had, as of headers with errors."""
    return _precompiled(libclang, options, arch, "error")


def _precompiled(
    libclang: LibClang, options: Sequence[str], arch: str, refused: str = "any"
) -> Precompiled | None:
    """`refused`: diagnostics for which none is made: "any", or an "error" (a load has said its warnings)."""
    store = cache()
    key = cache_key(
        "pch",
        f"{PCH_FORMAT} {libclang.version} {state_of(libclang.path)} {arch} {refused}",
        json.dumps(list(options)),
        json.dumps([os.environ.get(name, "") for name in ENVIRONMENT]),
    )
    found: list[Precompiled | None] = []
    kept = _opened_last.get(key)

    def is_good(data: bytes) -> bool:
        entry = _Entry.read(data)
        if entry is None or any(state_of(path) != state for path, state, _ in entry.files):
            return False
        found[:] = [kept if kept is not None and kept.entry == data else _opened(store, entry, arch)]
        return not entry.name or found[0] is not None

    def produce() -> bytes | None:
        entry = _made(store, key, libclang, options, arch, refused)
        found[:] = [_opened(store, entry, arch) if entry is not None else None]
        return entry.data() if entry is not None else None

    store.make_checked(key, produce, is_good)
    if found[0] is not None and refused != "any":
        _opened_last.clear()
        _opened_last[key] = found[0]
    return found[0]


def _opened(store: Cache, entry: _Entry, arch: str) -> Precompiled | None:
    """None when the file is gone or is not what was written."""
    if not entry.name:
        return None
    path = store.path(entry.name)
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    own = f"/proc/self/fd/{handle}"
    where = own if os.path.exists(own) else path
    found = Precompiled(arch, where, entry.files, frozenset(entry.names), handle, entry.data())
    try:
        with open(handle, "rb", closefd=False) as file:
            data = file.read()
    except OSError:
        return None
    return found if len(data) == entry.size and zlib.crc32(data) == entry.check else None


def _made(
    store: Cache, key: str, libclang: LibClang, options: Sequence[str], arch: str, refused: str
) -> _Entry | None:
    """Parses and writes the file; None when it must not be kept."""
    since = time.time_ns()
    name = f"{key}.pch"
    temporary = f"{store.path(name)}.{os.getpid()}.{threading.get_ident()}.tmp"
    if not _can_write(temporary):
        return None
    try:
        session = Session(libclang.path)
        session.options([f"--arch={arch}", f"--precompile={temporary}"])
        session.options(options)
        session.parse()
        read = {f["path"]: f["name"] for f in json.loads(session.text("files")) if os.path.isabs(f["path"])}
        files = tuple((path, state_of(path), content_of(path)) for path in read)
        names = tuple(sorted({end for name in read.values() for end in _ends(name)}))
        if any(is_younger(s, since - RACY) or has_changed(path, s, since) for path, s, _ in files):
            return None
        said = diagnostics_from_json(session.text("diagnostics"))
        if any(refused == "any" or d.is_error for d in said):  # they would be said no more
            return _Entry("", 0, 0, files, ())
        with open(temporary, "rb") as file:
            data = file.read()
        os.replace(temporary, store.path(name))
        return _Entry(name, len(data), zlib.crc32(data), files, names)
    except (CoreError, OSError):
        return None
    finally:
        if os.path.exists(temporary):
            os.unlink(temporary)


def _ends(name: str) -> list[str]:
    """a/b/c as c, b/c and a/b/c: by which of them it was included is not known."""
    parts = name.split("/")
    return ["/".join(parts[i:]) for i in range(len(parts))]


def _can_write(path: str) -> bool:
    """Whether a file can be made there; what is done for it is done in vain otherwise."""
    if not os.path.isabs(path):
        return False
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        with open(path, "wb"):
            return True
    except OSError:
        return False
