"""Bytes kept on disk under a key that names everything they depend on.

The folder is `$NUMBAST_CACHE_DIR`, else `$XDG_CACHE_HOME/numbast`, else `~/.cache/numbast`; each format of
ours has its own folder in it, so older and newer versions never read each other's entries. Everything in it
can be deleted at any time.

An entry is written to a temporary file and renamed, and carries a digest: a reader sees all of it or none. A
lock makes processes that want the same entry wait for the first one instead of doing its work again. A folder
that can't be written to costs the saving, never the result: that is said once.
"""

from __future__ import annotations

import os
import re
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from .failures import process_space

if TYPE_CHECKING:
    import hashlib

CACHE_FORMAT = 1
CACHE_MAGIC = b"numbast\x01"
CACHE_LIMIT = 1 << 30  # bytes, unless NUMBAST_CACHE_SIZE says otherwise
LOCK_PATIENCE = 300.0  # seconds; a holder that takes longer is stuck, and two writers do no harm
SMALL, LOOKS = (
    1000,
    16,
)  # a thousandth of the bound is small; of such entries one in 16 has the folder counted
STALE_TEMP = 3600.0  # seconds after which a temporary file is a killed writer's


class CacheWarning(UserWarning):
    """The cache folder can't be used; results are computed again each time."""


def cache_folder() -> str:
    """The cache folder's absolute path; "" when the user has no home to put one in."""
    folder = os.environ.get("NUMBAST_CACHE_DIR")
    if folder:
        return os.path.abspath(os.path.expanduser(folder))
    base = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):  # the XDG rules: a relative path is to be ignored
        base = os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(base, "numbast") if os.path.isabs(base) else ""


def cache_limit() -> int:
    """The most bytes the folder may hold: `$NUMBAST_CACHE_SIZE`, a number with an optional K, M or G."""
    text = os.environ.get("NUMBAST_CACHE_SIZE", "")
    if text.strip():
        found = re.fullmatch(r"\s*(\d+)\s*([KMG]?)(I?B)?\s*", text.upper())
        if found:
            return int(found[1]) << 10 * " KMG".index(found[2] or " ")
        _warn(f"NUMBAST_CACHE_SIZE is {text!r}, which is no size as 500M or 2G are: 1G is taken")
    return CACHE_LIMIT


def _warn(text: str) -> None:
    import warnings

    warnings.warn(text, CacheWarning, stacklevel=3)


def sha256(data: bytes = b"") -> hashlib._Hash:
    """A digest that may grow. Importing hashlib costs as much as half a module."""
    import hashlib

    return hashlib.sha256(data)


def cache_key(kind: str, *parts: str | bytes) -> str:
    """A key: `kind`, a dash and the digest of all parts. Lengths count, so that no two lists of parts
    collide.
    """
    digest = sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(b"%d:" % len(data))
        digest.update(data)
    return f"{kind}-{digest.hexdigest()}"


class Cache:
    """One cache folder. Safe to use from several threads and processes at once.

    Keys are file names (`cache_key` makes them), values are bytes. No method raises because of the folder's
    state.
    """

    def __init__(self, folder: str | None = None, limit: int | None = None) -> None:
        root = cache_folder() if folder is None else os.path.abspath(folder)
        self.root = root
        self.folder = os.path.join(root, f"v{CACHE_FORMAT}") if root else ""
        self.limit = cache_limit() if limit is None else limit
        self._size: int | None = None  # of all entries, once counted
        self._warned = not root
        # one lock a thread, of whichever runtime of the process: no two can wait for each other
        self._held = vars(process_space()).setdefault("held", threading.local())

    def path(self, key: str) -> str:
        """Where the entry of `key` is, or would be."""
        return os.path.join(self.folder, key)

    def get(self, key: str) -> bytes | None:
        """The entry's bytes; None when there is none. A damaged one is removed and counts as none."""
        if not self.folder:
            return None
        try:
            with open(self.path(key), "rb") as file:
                raw = file.read()
                age = time.time() - os.fstat(file.fileno()).st_mtime
        except OSError:
            return None
        start = len(CACHE_MAGIC) + 32
        data = raw[start:]
        if raw[: len(CACHE_MAGIC)] != CACHE_MAGIC or raw[len(CACHE_MAGIC) : start] != self._digest(key, data):
            self._remove(self.path(key))
            return None
        if age > STALE_TEMP:  # its time of use; to the hour is enough
            with suppress(OSError):
                os.utime(self.path(key))
        return data

    def put(self, key: str, data: bytes) -> bool:
        """Keeps `data` under `key`, replacing what was there. False when the folder can't take it."""
        if not self.folder:
            return False
        temp = f"{self.path(key)}.{os.getpid()}.{threading.get_ident()}.tmp"
        try:
            self._make_folder()
            with open(temp, "wb") as file:
                file.write(CACHE_MAGIC + self._digest(key, data) + data)
            os.replace(temp, self.path(key))
        except OSError as error:
            self._remove(temp)
            self._warn(error)
            return False
        self._bound(key, len(data))
        return True

    def make(self, key: str, produce: Callable[[], bytes]) -> bytes:
        """The entry of `key`; `produce()` makes it when there is none, in one process while others wait."""
        found: list[bytes] = []

        def run() -> bytes:
            found[:] = [produce()]
            return found[0]

        def take(data: bytes) -> bool:
            found[:] = [data]
            return True

        self.make_checked(key, run, take)
        return found[0]

    def make_checked(
        self, key: str, produce: Callable[[], bytes | None], is_good: Callable[[bytes], bool]
    ) -> bool:
        """As `make`, where an entry counts only when `is_good`, and None is not kept. Was it made?"""
        data = self.get(key)
        if data is not None and is_good(data):
            return False
        with self._lock(key):
            data = self.get(key)
            if data is not None and is_good(data):
                return False
            made = produce()
            if made is not None:
                self.put(key, made)
        return True

    def remove(self, key: str) -> None:
        """Forgets the entry of `key`."""
        if self.folder:
            self._remove(self.path(key))

    def tree(self, key: str, files: dict[str, str]) -> str:
        """A folder that holds `files` ({relative path: text}); "" when it can't be written. `key` must name
        their content.
        """
        place = self.path(key)
        if not self.folder:
            return ""
        if self._is_whole(place, files):
            return place
        with self._lock(key):  # a tree that another process reads from is not taken away from it
            return place if self._is_whole(place, files) else self._new_tree(place, files)

    def _new_tree(self, place: str, files: dict[str, str]) -> str:
        temp = f"{place}.{os.getpid()}.{threading.get_ident()}.tmp"
        try:
            self._make_folder()
            for name, text in files.items():
                path = os.path.join(temp, name)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "w", encoding="utf-8") as file:
                    file.write(text)
            self._remove_tree(place)
            os.rename(temp, place)
        except OSError as error:
            self._remove_tree(temp)
            if not os.path.isdir(place):  # else another process was faster
                self._warn(error)
                return ""
        return place

    def entries(self) -> list[tuple[str, int, float]]:
        """Every entry as (key, bytes, time of last use), the least recently used first."""
        found = []
        try:
            with os.scandir(self.folder) as files:
                for file in files:
                    if file.is_file(follow_symlinks=False) and not file.name.endswith(".tmp"):
                        state = file.stat(follow_symlinks=False)
                        found.append((file.name, state.st_size, state.st_mtime))
        except OSError:
            pass
        return sorted(found, key=lambda entry: (entry[2], entry[0]))

    def clear(self) -> tuple[int, int]:
        """Removes everything of this format. Returns (entries, bytes) removed."""
        entries = self.entries()
        if self.folder:
            self._remove_tree(self.folder)
        self._size = None
        left = {key for key, *_ in self.entries()}
        sizes = [size for key, size, _ in entries if key not in left]
        return len(sizes), sum(sizes)

    def _make_folder(self) -> None:
        """Makes the folder, for its owner alone: what is in it becomes code."""
        if not os.path.isdir(self.folder):
            os.makedirs(self.root, exist_ok=True)
            os.makedirs(self.folder, mode=0o700, exist_ok=True)

    @staticmethod
    def _is_whole(place: str, files: dict[str, str]) -> bool:
        """Whether each folder of a tree has all its entries: some may have been cleaned away."""
        wanted: dict[str, set[str]] = {}
        for name in files:
            while name:
                parent, _, last = name.rpartition("/")
                wanted.setdefault(parent, set()).add(last)
                name = parent
        try:
            return all(
                len(os.listdir(os.path.join(place, folder))) == len(wanted[folder]) for folder in wanted
            )
        except OSError:
            return False

    @staticmethod
    def _digest(key: str, data: bytes) -> bytes:
        return sha256(key.encode() + b"\0" + data).digest()

    @staticmethod
    def _remove(path: str) -> None:
        with suppress(OSError):
            os.unlink(path)

    @staticmethod
    def _remove_tree(path: str) -> None:
        import shutil

        shutil.rmtree(path, ignore_errors=True)

    def _warn(self, error: OSError) -> None:
        if self._warned:
            return
        self._warned = True
        reason = error.strerror or str(error)
        _warn(
            f"numbast's cache folder '{self.root}' can't be used ({reason}): work is done again in each "
            "process; set NUMBAST_CACHE_DIR to a folder that can be written to"
        )

    def _bound(self, key: str, added: int) -> None:
        """Drops what was used least recently when the folder has grown past its bound."""
        if self._size is None and added * SMALL < self.limit and zlib.crc32(key.encode()) % LOOKS:
            return  # looking takes as long as the folder is full: for what is small it is done now and then
        self._size = None if self._size is None else self._size + added
        if self._size is not None and self._size <= self.limit:
            return
        entries = self.entries()
        total = sum(size for _, size, _ in entries)
        if total > self.limit:
            for key, size, _ in entries:
                if total <= self.limit * 4 // 5:  # some room, so that not every write has to look
                    break
                self._remove(self.path(key))
                total -= size
        self._size = total
        self._sweep()

    def _sweep(self) -> None:
        """Removes what killed writers left behind."""
        try:
            with os.scandir(self.folder) as files:
                old = [file.path for file in files if file.name.endswith(".tmp") and self._is_stale(file)]
        except OSError:
            return
        for path in old:
            self._remove(path)
            self._remove_tree(path)

    @staticmethod
    def _is_stale(file: os.DirEntry[str]) -> bool:
        try:
            return time.time() - file.stat(follow_symlinks=False).st_mtime > STALE_TEMP
        except OSError:
            return False

    @contextmanager
    def _lock(self, key: str) -> Iterator[None]:
        """Holds the key's lock. Where locks don't work it is not held: then work may be done twice, which is
        all.
        """
        if not self.folder or getattr(self._held, "lock", False):
            yield
            return
        import fcntl

        handle = -1
        try:
            self._make_folder()
            os.makedirs(os.path.join(self.folder, "locks"), exist_ok=True)
            slot = sha256(key.encode()).hexdigest()[:2]
            handle = os.open(
                os.path.join(self.folder, "locks", slot), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600
            )
            give_up = time.monotonic() + LOCK_PATIENCE
            while time.monotonic() < give_up:
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    time.sleep(0.01)
        except OSError:
            pass
        self._held.lock = True
        try:
            yield
        finally:
            self._held.lock = False
            if handle >= 0:
                os.close(handle)


_process_caches: dict[tuple[str, str], Cache] = {}


def cache() -> Cache:
    """The process's cache for the environment as it is now."""
    key = (cache_folder(), os.environ.get("NUMBAST_CACHE_SIZE", ""))
    return _process_caches.get(key) or _process_caches.setdefault(key, Cache())
