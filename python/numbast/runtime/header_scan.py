"""One walk over all files that NVRTC could read for a text."""

from __future__ import annotations

import marshal
import os
import time
from collections.abc import Iterable, Sequence
from typing import Any

from .cache import Cache, sha256
from .headers import state_of
from .includes import Include, all_includes
from .live_includes import live_includes, undefines_known
from .nvrtc_text import HOST, held_header, nvrtc_folder
from .parts import part_objects

RACY = 50_000_000  # ns; a file that is younger may change again within the clock's tick


def scanned(key: str, roots: Sequence[Include], folders: Sequence[str], store: Cache) -> str:
    """The digest of what `roots` lead to; kept under `key` where that may be."""
    scan = Scan(folders, store.folder)
    scan.walk(roots)
    if scan.is_surprised:
        scan = Scan(folders, store.folder, all_includes)
        scan.walk(roots)
    if scan.is_mixed:
        nvrtc_folder(store)
    elif not scan.is_racy:
        store.put(key, scan.record())
    return scan.result()


class Scan:
    """One walk over all files that could be included."""

    def __init__(self, folders: Sequence[str], own: str, includes: Any = live_includes) -> None:
        self._library = os.path.join(folders[0] or os.devnull, "")
        self.folders = [self._library, *folders[1:]]
        self.own = own or os.devnull  # what is in the cache folder never changes
        self.is_racy = False
        self.is_surprised = False  # a file takes away a macro that `includes` takes for granted
        self.is_mixed = False  # a file beside another has the name of one of the library
        self._includes = includes
        self._files: dict[str, str] = {}  # path: state
        self._places: dict[str, str] = {}  # folder that was looked into: state
        self._content: list[tuple[str, bytes]] = []  # (name as included, digest of the file)

    def walk(self, roots: Iterable[Include]) -> None:
        """Reads every file that `roots`, ("_next" or "", name in <>, name in quotes), lead to."""
        waiting = [(*root, "", "") for root in roots]
        seen: set[tuple[str, str, bytes]] = set()
        while waiting:
            is_next, angle, quote, base, base_name = waiting.pop()
            name = (angle or quote).decode(errors="surrogateescape")
            beside = base if quote else ""
            if (name, beside, is_next) in seen:
                continue
            seen.add((name, beside, is_next))
            for path, shown in self._find(name, beside, base_name, bool(is_next)):
                if path not in self._files:
                    folder, shown_folder = os.path.dirname(path), os.path.dirname(shown)
                    data = self._read(path, shown)
                    waiting += [(*found, folder, shown_folder) for found in self._includes(data)]
                    self.is_surprised |= undefines_known(data)

    def files(self) -> Iterable[str]:
        """The paths of what was found."""
        return self._files

    def result(self) -> str:
        digest = sha256()
        for name, content in sorted(self._content):
            digest.update(name.encode(errors="surrogateescape") + b"\0" + content)
        return digest.hexdigest()

    def record(self) -> bytes:
        """What `_still_true` reads."""
        states = []
        for path, state in {**self._files, **self._places}.items():
            if state and not path.startswith(self.own):
                size, time_ns, inode = state.split(",")
                states.append((path, int(size), int(time_ns), int(inode)))
        return marshal.dumps((self.result(), states), 2)

    def _find(self, name: str, beside: str, base_name: str, everywhere: bool) -> list[tuple[str, str]]:
        """(path, name to show) of an included file: the first one, or all where a later one may be meant."""
        found = []
        for place in (beside, *self.folders) if beside else self.folders:
            path = os.path.normpath(os.path.join(place, name))
            if path in self._files or self._exists(path):
                found.append((path, os.path.join(base_name, name) if place == beside else name))
                self.is_mixed |= place == beside and held_header(name) is not None
                if not everywhere:
                    break
        return found

    def _held(self, path: str) -> str | None:
        """The text of a header of the library that is held in memory, whether it is on disk or not."""
        return held_header(path[len(self._library) :]) if path.startswith(self._library) else None

    def _exists(self, path: str) -> bool:
        if path.startswith(self._library) and held_header(HOST) is not None:
            return self._held(path) is not None
        return self._is_place(os.path.dirname(path)) and os.path.isfile(path)

    def _is_place(self, folder: str) -> bool:
        """Is there such a folder? For one that isn't, the nearest above it says when it comes to be."""
        state = self._places.get(folder)
        if state is None:
            state = self._places[folder] = state_of(folder)
            if not state and folder != os.path.dirname(folder):
                self._is_place(os.path.dirname(folder))
                self.is_racy |= os.path.islink(folder)  # to what may come to be elsewhere
        return bool(state)

    def _read(self, path: str, shown: str) -> bytes:
        text = self._held(path)
        self._files[path] = state = state_of(path) if text is None else ""
        is_young = state and time.time_ns() - int(state.split(",")[1]) < RACY
        if is_young and not path.startswith(self.own):
            self.is_racy = True
        try:
            if text is None:
                with open(path, "rb") as file:
                    data = file.read()
            else:
                data = text.encode()
        except OSError:  # it can't be read: NVRTC will say so
            return b""
        self._content.append((os.path.normpath(shown), sha256(data).digest()))
        return data


part_objects["scanned"] = scanned
