"""One compilation for all that a kernel uses of templates, and of calls that make their arguments.

Each set of questions has a table of its own, and reading the headers is what a compilation costs. So the
shims of such tables wait while a kernel is typed. When the first one is linked all that wait become one
table, with one unit.
"""

from __future__ import annotations

import re
import threading
from itertools import groupby
from typing import Any

from .cache import cache_key
from .parts import part_objects
from .table import Library, Row


class Joint:
    """The shims of the tables of answers of one library."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._wanted: dict[tuple[str, int], Row] = {}  # by the prefix and number of the answers' own table
        self._placed: dict[tuple[str, int], tuple[Library, int]] = {}
        self.tables: list[Library] = []
        self._lock = threading.Lock()

    def want(self, row: Row) -> None:
        """Says that a kernel may use a row."""
        with self._lock:
            key = _key(row)
            if key not in self._placed:
                self._wanted[key] = row

    def placed(self, row: Row) -> tuple[Library, int]:
        """The table that a row's shim is in, and its number there."""
        with self._lock:
            key = _key(row)
            if key not in self._placed:
                self._wanted[key] = row
                self._place(dict(sorted(self._wanted.items())))
            return self._placed[key]

    def _place(self, wanted: dict[tuple[str, int], Row]) -> None:
        self._wanted = {}
        prefix = "nb_" + cache_key("", *(f"{p}_{index}" for p, index in wanted))[-16:]
        first = next(iter(wanted.values())).library
        files: list[str] = []
        rows: list[tuple[Any, ...]] = []
        lines: list[str] = []
        types: dict[str, Any] = {}
        for own, group in groupby(wanted.values(), lambda row: row.library):
            numbers = {row.index: len(rows) + i for i, row in enumerate(group)}
            for index in numbers:
                data = own.table["rows"][index]
                rows.append((*data[:5], data[5] + len(files), *data[6:]))
            files += own.table["files"]
            types |= without_members(own.types)
            said = set(lines)  # helpers that an earlier table has too are defined once
            lines += [x for x in _renamed(own, numbers, prefix) if x.startswith("#") or x not in said]
        text = "\n".join(lines) + "\n"
        if "named_text" in part_objects:  # objects that call functions: defined once, before what uses them
            named = part_objects["named_text"](text, first.table["preamble"])
            others = [x for x in lines if f"{x}\n" not in named.splitlines(True)]
            text = named + "\n".join(others) + "\n"
        table = {
            **first.table, "prefix": prefix, "rows": tuple(rows), "files": tuple(files), "types": types,
            "names": {}, "skipped": {}, "refused": (), "templates": {}, "plain": (), "alone": False,
            "listed": None, "units": ((0, len(rows), text),),
        }  # fmt: skip
        made = Library(table, self._library.module, None, first.include_dirs)
        made.oracle = first.oracle
        made.units.__class__ = type(self._library.units)  # a loaded library's leave out what NVRTC refuses
        made.units.pace = self._library.units.pace
        made.units.head = self._library.units.head
        self.tables.append(made)
        self._placed |= {key: (made, number) for number, key in enumerate(wanted)}


def without_members(types: dict[str, tuple[Any, ...]]) -> dict[str, tuple[Any, ...]]:
    """Records as they lie, for another table: their members are rows of this one."""
    return {n: (*e[:7], {}, *e[8:]) if e[0] == "record" else e for n, e in types.items()}


def _key(row: Row) -> tuple[str, int]:
    return row.library.table["prefix"], row.index


def _renamed(own: Library, numbers: dict[int, int], prefix: str) -> list[str]:
    """The lines of the shims of these rows, under their symbols in the table that has all of them."""
    shim = rf"\b{own.table['prefix']}_(\d+)"
    text = re.sub(shim, lambda m: f"{prefix}_{numbers[int(m[1])]}", own.units.source(tuple(numbers)))
    return text.rstrip("\n").split("\n")
