"""Units: the groups in which a table's shims are compiled, each once per architecture.

What was compiled, and what was refused with which message, is kept in memory and on disk. How a unit is
compiled is the part "compiling": processes whose units are kept do without.
"""

from __future__ import annotations

import os
import re
import threading
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from .cache import cache, cache_key
from .compile import ask_nvrtc, nvrtc_options, nvrtc_version
from .failures import process_space
from .headers import (
    HeaderNotFoundError,
    UnitError,
    header_digest,
    include_folders,
    user_folders,
)
from .nvrtc_text import nvrtc_folder
from .parts import install_parts, part_objects

#: Environment variables that say where headers are.
PLACES = ["NUMBAST_INCLUDE_PATH", "NUMBAST_CACHE_DIR", "XDG_CACHE_HOME", "CUDA_HOME", "CUDA_PATH"]
PLACES += ["CONDA_PREFIX", "PATH"]
INT128 = "-device-int128"  # not always: it turns on what libcu++ has for __int128


#: What compiles a unit; the part "compiling" enters it.
unit_jobs: list[Callable[..., Any]] = []

#: A unit's number, or rows whose shims are compiled by themselves.
Unit = int | tuple[int, ...]


class CompiledUnit:
    """A compiled unit for `arch`; `refused`: {row: NVRTC's message} of the rows that aren't in it; `key`
    names all that its code was made from.

    A kernel that is kept linked never asks for the code, so it is read when somebody does.
    """

    __slots__ = ("_ltoir", "_read", "arch", "key", "refused")

    def __init__(
        self,
        arch: str,
        ltoir: bytes | None,
        refused: dict[int, str],
        key: str = "",
        read: Callable[[], bytes] = bytes,
    ) -> None:
        self.arch = arch
        self.refused = refused
        self.key = key
        self._ltoir = ltoir
        self._read = read

    @property
    def ltoir(self) -> bytes:
        """The unit's LTO-IR. Raises UnitError when it is gone from the cache and can't be made again."""
        if self._ltoir is None:
            self._ltoir = self._read()
        return self._ltoir

    def head(self) -> bytes:
        """What is kept of it, its code apart."""
        import json

        return json.dumps(
            {"arch": self.arch, "refused": {str(r): t for r, t in self.refused.items()}}
        ).encode()

    @classmethod
    def from_head(cls, data: bytes, key: str = "", read: Callable[[], bytes] = bytes) -> CompiledUnit:
        """Of what `head` gave. Raises ValueError, KeyError for what isn't that."""
        import json

        told = json.loads(data)
        return cls(told["arch"], None, {int(row): text for row, text in told["refused"].items()}, key, read)


class _ChangedError(Exception):
    """NVRTC was loaded and is another one than expected, or a header changed meanwhile."""


class Units:
    """The units of one table (docs/table.md, section 5). Any thread may ask.

    `folder` is where the static module lies; None in dynamic mode, where `include_dirs` says where the user's
    headers are.
    """

    def __init__(
        self,
        table: dict[str, Any],
        folder: str | None = None,
        include_dirs: Sequence[str] = (),
        all_wanted: bool = False,
    ) -> None:
        self.table = table
        self._groups: Sequence[tuple[int, int, str]] = table["units"]
        self._starts = [first for first, _, _ in self._groups]
        self._alone: bool = table.get("alone", False)  # each row is a unit
        self._sources: dict[int, str] = {}
        self._folder = folder
        self._include_dirs = tuple(include_dirs)
        self.to_come = len(self) if all_wanted else 1
        self._memory: dict[tuple[Unit, str], CompiledUnit] = {}
        self.shipped: Any = None  # what came with the module: unit(number, arch) -> CompiledUnit or None
        self.origins: dict[tuple[Unit, str], str] = {}  # (unit, arch) -> the origin of what was compiled
        #: Seconds of the slowest compilation in this process, of tables of one text; how many went without a
        #: precompiled header.
        self.pace = [0.0, 0]
        self.pch_full = False
        self.is_second = False  # NVRTC refused the headers as they stand
        self.bodiless: set[tuple[str, int]] = set()  # host functions that it reads without their bodies
        self.head = ""  # what other texts of the library's templates begin with; "" of what has none
        self._locks: dict[tuple[Any, ...], threading.Lock] = {}
        self._folders: tuple[Any, list[str]] | None = None  # where headers are, and what decided it
        self._digests: dict[str, str] = {}  # of headers, as they were when a unit first asked

    def __len__(self) -> int:
        return len(self.table["rows"]) if self._alone else len(self._groups)

    def unit_of(self, row: int) -> int:
        """The unit that holds a row's shim. Raises IndexError for a row in no unit."""
        group = self._group_of(row)
        return row if self._alone else group

    def _group_of(self, row: int) -> int:
        group = bisect_right(self._starts, row) - 1
        if group < 0 or row >= self._groups[group][1]:
            raise IndexError(f"row {row} is in no unit")
        return group

    def source(self, unit: Unit) -> str:
        """What a unit adds to the preamble."""
        if isinstance(unit, tuple):
            return self._source_of(unit)
        return self._source_of((unit,)) if self._alone else self._group(unit)

    def _group(self, group: int) -> str:
        """A source as written: large tables leave out what is the same in each line (docs/table.md, 6)."""
        found = self._sources.get(group)
        if found is None:
            found = self._groups[group][2]
            if "@" in found:
                found = re.sub(r"(?m)^@(.*?)(\d+)((?:_\d+)?\(.*)$", self._line, found)
            self._sources[group] = found
        return found

    def _line(self, found: re.Match[str]) -> str:
        name = self.table["rows"][int(found[2])][1]
        shim = f'extern "C" __device__ {found[1]}{self.table["prefix"]}_{found[2]}{found[3]}'
        if shim.endswith("$"):
            return f"{shim[:-1]}::{name}({','.join(re.findall(r'nb[0-9]+', found[3]))});}}"
        return shim.replace("$(", f"::{name}(")

    def compiled(self, unit: int, arch: str) -> CompiledUnit:
        """The unit's LTO-IR for `arch` ("sm_90", and options of NVRTC behind it: "sm_90 -lineinfo"), from
        memory, the cache or NVRTC. Raises UnitError.
        """
        return self._get((unit, arch))

    def known(self, unit: int, arch: str) -> CompiledUnit | None:
        """As `compiled`; None where NVRTC would have to make it. Raises UnitError where it couldn't."""
        if self.shipped_unit(unit, arch) is None and (unit, arch) not in self._memory:
            key = "unit" + cache_key("", self._origin(self.source(unit), arch), nvrtc_version())
            if cache().get(key) is None:
                return None
        return self.compiled(unit, arch)

    def compiled_rows(self, rows: Iterable[int], arch: str) -> CompiledUnit:
        """As `compiled`, with the shims of just these rows, which may be of several units. With "-ptx" behind
        the arch the code is PTX.
        """
        return self._get((tuple(sorted(set(rows))), arch))

    def folders(self) -> list[str]:
        """NVRTC's include folders in order, the first ("" when it is in memory only) that of the C and C++
        library headers.
        """
        decided_by = [os.environ.get(name) for name in PLACES]
        if self._folders is None or self._folders[0] != decided_by:
            own = user_folders(self.table["name"], self._folder, self._include_dirs)
            found = include_folders(self.table["headers"], own)
            self._folders = decided_by, [nvrtc_folder(cache(), False), *found]
        return self._folders[1]

    def origin(self, unit: Unit, arch: str) -> str:
        """A digest of all that a unit's code depends on, NVRTC apart. Costs little: nothing is loaded, and
        headers are looked at again only when they changed. All units of a process are of the headers as they
        were when the first one was asked for, until one is compiled. Raises UnitError.
        """
        shipped = self.shipped_unit(unit, arch)
        return shipped.key if shipped is not None else self._origin(self.source(unit), arch)

    def shipped_unit(self, unit: Unit, arch: str) -> CompiledUnit | None:
        """The unit that came with the module."""
        if self.shipped is None or isinstance(unit, tuple):
            return None
        found: CompiledUnit | None = self.shipped.unit(unit, arch)
        return found

    def _origin(self, source: str, arch: str) -> str:
        preamble: str = self.table["preamble"]
        roots = f"#include <nvrtc_std/host.h>\n{preamble}\n{source if '#' in source else ''}"
        folders = self.folders()
        digest = self._digests.get(roots)
        if digest is None:
            digest = self._digests[roots] = header_digest(roots, folders, cache())
        return cache_key(
            "origin",
            preamble,
            source,
            repr(self.options(arch, source, ())),
            repr((self.table["patches"], self.table.get("moved"), self.table.get("bodies"))),
            digest,
        )

    def _forget_headers(self) -> None:
        self._folders = None
        self._digests.clear()

    def _get(self, key: tuple[Unit, str]) -> CompiledUnit:
        found = self._memory.get(key)
        if found is None:
            with self._locks.setdefault(key, threading.Lock()):
                found = self._memory.get(key)
                if found is None:
                    found = self._memory[key] = self._build(*key)
        return found

    def _build(self, unit: Unit, arch: str) -> CompiledUnit:
        shipped = self.shipped_unit(unit, arch)
        if shipped is not None:
            self.origins[unit, arch] = shipped.key
            return shipped
        store = cache()
        source = self.source(unit)
        origin = self.origins[unit, arch] = self._origin(source, arch)
        version = nvrtc_version()
        digest = cache_key("", origin, version)
        key, code_key = "unit" + digest, "code" + digest
        made: list[CompiledUnit] = []

        def run() -> bytes:
            made[:] = [self._compile(source, arch, origin, version)]
            store.put(code_key, made[0].ltoir)
            return made[0].head()

        def read() -> bytes:
            code = store.get(code_key)
            if code is None:
                store.remove(key)
                code = self._build(unit, arch).ltoir
            return code

        try:
            data = store.make(key, run)
            try:
                found = CompiledUnit.from_head(data, digest, read)
            except (ValueError, KeyError, TypeError):  # whole but not ours: what another tool put there
                store.remove(key)
                found = CompiledUnit.from_head(store.make(key, run), digest, read)
        except _ChangedError:
            self._forget_headers()
            return self._build(unit, arch)
        if made:
            found._ltoir = made[0].ltoir
        return found

    def _compile(self, source: str, arch: str, origin: str, version: str) -> CompiledUnit:
        """Runs NVRTC. Raises _ChangedError when what it read isn't what `origin` and `version` name."""
        if ask_nvrtc()[0] != version:
            raise _ChangedError
        parts = ("compiling", *(["moved"] if {"moved", "bodies"} & self.table.keys() else []))
        install_parts(parts, process_space().parts)
        made: CompiledUnit = unit_jobs[0](self, source, arch).run()
        self._forget_headers()
        if self._origin(source, arch) != origin:
            part_objects["forget_pch"]()
            raise _ChangedError
        return made

    def options(self, arch: str, source: str, folders: Sequence[str]) -> list[str]:
        """NVRTC's options for a source of this table."""
        places = [place for place in folders if place]
        name, *more = arch.split()
        more = [option for option in more if option != "-ptx"]
        is_lto = "-ptx" not in arch
        found = [*nvrtc_options(name, self.table["std"], places, self.table["defines"], is_lto), *more]
        if "__int128" in source or "__int128" in self.table["preamble"]:
            found.append(INT128)
        return found

    def _source_of(self, rows: Sequence[int]) -> str:
        """The lines of these rows' shims, with all lines of their units that are no shim."""
        lines: list[str] = []
        for group in sorted({self._group_of(row) for row in rows}):
            said = set(lines)  # helpers that an earlier unit has too are defined once
            for line in self._group(group).split("\n"):
                owner = row_of_line(line, self.table["prefix"])
                if owner in rows or (owner is None and (line.startswith("#") or line not in said)):
                    lines.append(line)
        return "\n".join(lines)


def row_of_line(line: str, prefix: str) -> int | None:
    """The row whose shim stands on a line of a unit's source; None for any other line."""
    found = re.search(rf"\b{prefix}_(\d+)(?:_\d+)?\b", line)
    return int(found.group(1)) if found else None


__all__ = ["CompiledUnit", "HeaderNotFoundError", "UnitError", "Units", "row_of_line"]
