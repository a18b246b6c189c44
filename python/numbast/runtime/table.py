"""A binding table as an object: rows, names and types on demand (docs/table.md is the format).

Nothing is computed when a library is opened; what a name needs is read when the name is asked for. Libraries
of one process know each other through `libraries`, because C++ types and operators don't stop at a module's
border.
"""

from __future__ import annotations

import os
import re
import weakref
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any

from .codes import CxxType, cxx_type, squeezed
from .owned import OWNED_NUMBERS
from .units import Units


class Libraries:
    """Libraries in the order of first use, without those that nothing refers to. The length counts all."""

    def __init__(self) -> None:
        self._found: list[weakref.ref[Library]] = []
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Library]:
        for found in tuple(self._found):
            library = found()
            if library is not None:
                yield library

    def append(self, library: Library) -> None:
        self._count += 1
        self._found.append(weakref.ref(library, self._found.remove))


#: Every library of this process that this runtime serves.
libraries = Libraries()

#: What makes the inputs of a library whose table has `link`; the part "linking" enters it.
library_inputs: list[Callable[[Library], Any]] = []

#: What finds the code that came with a module, of (prefix of the table, the module's file); by "shipped".
shipped_units: list[Callable[[str, str], Any]] = []


def names_of(table: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """{scope: {name: entry}}, with what large tables leave out: functions that alone have their name."""
    names: dict[str, dict[str, Any]] = table["names"]
    for first, end in table.pop("plain", ()):
        for index in range(first, end):
            scope, _, name = table["rows"][index][1].rpartition("::")
            names[scope][name] = (index,)
    return names


class Row:
    """A callable of the table. `index` is its number in the table of `library`."""

    __slots__ = (
        "defaults", "extra", "file", "index", "kind", "library", "line", "name", "names", "owner",
        "parameters", "result",
    )  # fmt: skip

    def __init__(self, library: Library, index: int, data: tuple[Any, ...]) -> None:
        kind, name, result, parameters, defaults, file, line, extra = data
        self.library = library
        self.index = index
        self.kind: str = kind
        self.name: str = name
        self.result = cxx_type(result)
        pairs = [p.rpartition(" ") for p in parameters]
        self.parameters: tuple[CxxType, ...] = tuple(cxx_type(code) for code, _, _ in pairs)
        self.names: tuple[str, ...] = tuple(n for _, _, n in pairs)
        self.defaults: int = defaults
        self.file: str = (library.table["files"] or ("",))[file]  # a table of answers may have none
        self.line: int = line
        self.extra: dict[str, Any] = extra or {}
        self.owner: str = self.extra.get("owner", "")

    @property
    def is_member(self) -> bool:
        """Does a call need an object?"""
        return self.kind in "mMvwd"

    @property
    def changes(self) -> bool:
        """Does a call change its object?"""
        return self.kind in "Md" or "changes" in self.extra

    @property
    def makes(self) -> CxxType:
        """The type of a call's result: of the object for constructors."""
        return cxx_type("{" + self.owner + "}") if self.kind in "cx" else self.result

    @property
    def is_address(self) -> bool:
        """Does the shim return the address of what the result refers to? (src/bind/typemap.c)"""
        t = self.result.target
        if not self.result.is_reference or t is None:
            return False
        if t.kind == "named" and self.library.facts.enum(t.name) is None:
            return True
        if self.result.kind == "rvalue":
            return False
        is_function = t.kind == "pointer" and t.target is not None and t.target.kind == "function"
        return t.kind in ("builtin", "pointer", "named") and not t.const and not is_function

    def absence(self, arch: str) -> str:
        """Why `arch`, which was parsed, lacks the row; "" for others, which NVRTC judges."""
        seen = self.extra.get("archs")
        if not seen or arch in seen or arch not in self.library.table["archs"]:
            return ""
        return f"it does not exist on {arch}, only on {', '.join(seen)}"

    @property
    def location(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file

    def __str__(self) -> str:
        """The declaration as C++ writes it."""
        first = len(self.parameters) - self.defaults
        parts = [f"{t} {n}".replace("* ", "*").replace("& ", "&") if n else str(t) for t, n in self._pairs()]
        parts = [p if i < first else f"{p} = ..." for i, p in enumerate(parts)]
        result = "" if self.kind in "cxvw" else f"{self.result} "
        text = f"{result.replace('* ', '*').replace('& ', '&')}{self.name}({', '.join(parts)})"
        return text + (" const" if self.kind in "mvw" and not self.changes else "")

    def _pairs(self) -> Iterable[tuple[CxxType, str]]:
        return zip(self.parameters, self.names, strict=True)


class Library:
    """A table in use: what a module's attributes come from, and the facts about its classes that overloading
    asks for.
    """

    def __init__(
        self, table: dict[str, Any], module: str, file: str | None, include_dirs: Sequence[str] = ()
    ) -> None:
        self.table = table
        self.module = module  # name of the Python module, for __module__ and for pickles
        self.file = file  # of the static module
        self.include_dirs = tuple(include_dirs)
        self.name: str = table["name"]
        self.types: dict[str, tuple[Any, ...]] = table["types"]
        self.names = names_of(table)
        self.skipped: dict[str, str] = table["skipped"]
        self.templates: dict[str, Any] = table.get("templates", {})
        self.oracle: Any = None  # answers questions about templates; the part "templates"
        self.given: dict[str, str] = table.get("numba", {})  # the option `types`
        self.handles: dict[tuple[str, str], Any] = {}  # (scope, name) -> what Python gets
        self.link_files: dict[str, str] = {}  # dynamic mode: {name in `link`: path}
        self.inputs = library_inputs[0](self) if table["link"] else None
        self.linkables: dict[
            tuple[int, str], Any
        ] = {}  # (unit, arch) -> the backend's object: linkers compare by identity
        self._rows: dict[int, Row] = {}
        self._spellings: dict[str, str] | None = None
        self._units: Units | None = None
        self._operators: dict[str, tuple[Row, ...]] | None = None
        self.facts = LibraryFacts(self)
        self.joint: Any = None  # where the shims of answers are compiled; the part "templates"
        # dynamic mode: (handle, lines of its text) -> the text with the header's comments
        self.comments: Callable[[Any, Sequence[str]], list[str]] | None = None
        libraries.append(self)

    # ---- rows ----------------------------------------------------------------
    def row(self, index: int) -> Row:
        found = self._rows.get(index)
        if found is None:
            found = self._rows[index] = Row(self, index, self.table["rows"][index])
        return found

    def rows(self, indices: Iterable[int]) -> tuple[Row, ...]:
        return tuple(self.row(i) for i in indices)

    def symbol(self, row: Row, omitted: int) -> str:
        """The shim's symbol for a call that leaves out the last `omitted` arguments."""
        library, index = self.placed(row)
        symbol = f"{library.table['prefix']}_{index}"
        return f"{symbol}_{omitted}" if omitted else symbol

    @property
    def refused(self) -> tuple[Row, ...]:
        """Operators without a shim: C++ may mean one of them all the same."""
        rows = self.table.get("refused", ())
        return tuple(Row(self, -1, row) for row in rows)

    def operators(self, name: str) -> tuple[Row, ...]:
        """Operator functions called `name` ('operator+') that are no members, of every namespace, and refused
        ones.
        """
        if self._operators is None:
            found: dict[str, list[Row]] = {}
            for scope in self.names.values():
                for key, entry in scope.items():
                    if key.startswith("operator") and isinstance(entry[0], int):
                        found.setdefault(key, []).extend(r for r in self.rows(entry) if r.kind == "o")
            for row in self.refused:
                found.setdefault(row.name.rpartition("::")[2], []).append(row)
            self._operators = {k: tuple(v) for k, v in found.items()}
        return self._operators.get(name, ())

    # ---- code ----------------------------------------------------------------
    @property
    def units(self) -> Units:
        if self._units is None:
            folder, places = None, list(self.include_dirs)
            if self.file:
                folder, base = os.path.split(os.path.abspath(self.file))
                # its own headers, also when the file was given another name than it was generated with
                places.append(os.path.join(folder, os.path.splitext(base)[0] + "_include"))
            self._units = Units(self.table, folder, places)
            if shipped_units and self.file and "shipped" in self.table["parts"]:
                self._units.shipped = shipped_units[0](self.table["prefix"], self.file)
        return self._units

    def placed(self, row: Row) -> tuple[Library, int]:
        """The table that a row's shim is compiled in, and its number there."""
        return self.joint.placed(row) if self.joint else (self, row.index)

    def compiled(self, row: Row, arch: str, known: bool) -> tuple[Library, int, str | None]:
        """The unit of a row's shim, compiled for `arch`, and why NVRTC refuses the shim; with `known` nothing
        is compiled.
        """
        library, index = self.placed(row)
        units = library.units
        unit = units.unit_of(index)
        made = (units.known if known else units.compiled)(unit, arch)
        return library, unit, (made.refused if made else {}).get(index)

    # ---- types ---------------------------------------------------------------
    def members(self, spelling: str) -> dict[str, tuple[int, ...]]:
        """Rows of a record's members by name; empty for anything else."""
        entry = self.types.get(spelling)
        return entry[7] if entry is not None and entry[0] == "record" else {}

    @property
    def spellings(self) -> dict[str, str]:
        """Squeezed C++ spelling, without inline namespaces -> the spelling that `types` has."""
        if self._spellings is None:
            self._spellings = {self.outlined(squeezed(name)): name for name in self.types}
        return self._spellings

    def outlined(self, text: str) -> str:
        """A squeezed C++ spelling without inline namespaces."""
        inline: dict[str, str] = self.table.get("inline", {})
        for name in sorted(inline, key=len, reverse=True):
            scope = f"{inline[name]}::" if inline[name] else ""
            text = re.sub(rf"(?<![\w:]){re.escape(name)}::", scope, text)
        return text

    def hides(self, spelling: str, name: str) -> bool:
        """Does a class declare a name, bound or not? Then C++ finds none of its bases'."""
        entry = self.types.get(spelling, ())
        hidden = entry[8].get("hidden", ()) if len(entry) > 8 else ()
        is_left_out = f"{spelling}::{name}" in self.skipped or any(h[0] == name for h in hidden)
        return is_left_out or name in self.members(spelling)

    def knows(self, spelling: str, digest: str) -> bool:
        entry = self.types.get(spelling)
        return entry is not None and entry[0] == "record" and entry[4] == digest


class LibraryFacts:
    """The classes of one library and, for types that it doesn't know, those of the others
    (overload.ClassFacts).
    """

    def __init__(self, library: Library) -> None:
        self.library = library
        self._constructors: dict[str, list[tuple[Hashable, Sequence[CxxType], int, bool]]] = {}
        self._conversions: dict[str, list[tuple[Hashable, CxxType, bool]]] = {}

    def home(self, name: str) -> Library | None:
        """The library whose word about the type `name` counts here."""
        if name in self.library.types:
            return self.library
        known = [other for other in libraries if name in other.types]
        known.sort(key=lambda other: other.types[name][0] == "incomplete")
        return known[0] if known else None

    def entry(self, name: str) -> tuple[Any, ...] | None:
        home = self.home(name)
        return None if home is None else home.types[name]

    def size(self, name: str) -> int:
        """Bytes of a class; 0 for what has no known size."""
        entry = self.entry(name)
        return int(entry[1]) if entry is not None and entry[0] == "record" else 0

    def bases(self, name: str) -> Iterable[str]:
        entry = self.entry(name)
        return [base[0] for base in entry[5]] if entry is not None and entry[0] == "record" else ()

    def constructors(self, name: str) -> Iterable[tuple[Hashable, Sequence[CxxType], int, bool]]:
        found = self._constructors.get(name)
        if found is None:
            home = self.home(name)
            rows = home.rows(home.members(name).get("()", ())) if home is not None else ()
            found = [(r, r.parameters, r.defaults, r.kind == "x") for r in rows]
            if not rows and name in OWNED_NUMBERS:
                found = [(("numba", name), (cxx_type("d"),), 0, False)]
            self._constructors[name] = found
        return found

    def conversions(self, name: str) -> Iterable[tuple[Hashable, CxxType, bool]]:
        found = self._conversions.get(name)
        if found is None:
            home = self.home(name)
            rows = home.rows(home.members(name).get("operator", ())) if home is not None else ()
            found = [(r, r.result, r.kind == "w") for r in rows]
            if not rows and name in OWNED_NUMBERS:
                found = [(("numba", name), cxx_type("f"), False)]
            hidden = {r.result.value for r in rows}
            for base in self.bases(name):
                found += [c for c in self.conversions(base) if c[1].value not in hidden]
            self._conversions[name] = found
        return found

    def enum(self, name: str) -> tuple[CxxType, bool, CxxType] | None:
        entry = self.entry(name)
        if entry is None or entry[0] != "enum":
            return None
        return cxx_type(entry[1]), bool(entry[2]), _promoted_enum(entry)


def _promoted_enum(entry: tuple[Any, ...]) -> CxxType:
    """What an unscoped enum promotes to ([conv.prom] 3, its type taken as not fixed where clang would have
    chosen the same).
    """
    code: str = entry[1]
    values = [int(v) for _, v in entry[3]]
    plain = code == "j" and max(values, default=0) < 1 << 31
    return cxx_type("i" if plain else code)
