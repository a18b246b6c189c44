"""The compilation of a unit by NVRTC: which shims it refuses, and why.

A shim that NVRTC refuses concerns its own row alone. The log's lines say which shims are to blame; they are
dropped and the rest is compiled again, until nothing is refused. A failed static_assert on a record's layout
blames every row that uses the record: their code would read the wrong bytes. When the log names no line of
ours, halves of the unit are tried. Headers that don't compile are tried once more, with what nvcc includes by
itself and without host functions' bodies; only then is the unit given up.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Sequence
from typing import Any

from .cache import cache
from .compile import nvrtc_version
from .failures import process_space
from .headers import HeaderNotFoundError, UnitError
from .nvrtc_calls import NvrtcResult, nvrtc_compile, pch_pays, supported_arch
from .nvrtc_log import LOG_MISSING, log_errors
from .nvrtc_text import has_nvrtc_header, nvrtc_folder, nvrtc_headers
from .parts import install_parts, part_objects
from .pch_files import pch_options_for
from .units import INT128, CompiledUnit, Units, row_of_line, unit_jobs

IMPLIED = "nvrtc_std/implied.h"  # what nvcc includes before the first line
LOG_LINES = 20  # of NVRTC's log in a message


class UnitJob:
    """The compilation of one unit, in as many rounds as it takes."""

    def __init__(self, units: Units, source: str, arch: str) -> None:
        self.units = units
        self.table = units.table
        name, *more = arch.split()
        self.arch = " ".join((supported_arch(name), *more))
        self.source = source
        self._look_in("" if self._is_from_memory() else nvrtc_folder(cache()))
        self.lines = source.split("\n")
        self.owners = [row_of_line(line, self.table["prefix"]) for line in self.lines]
        self.rows = sorted({row for row in self.owners if row is not None})
        self.refused: dict[int, str] = {}
        self.dropped: set[int] = set()  # lines that belong to no row and don't compile
        self.unmarked: dict[str, str] = {}  # headers that begin with a byte order mark, without it
        # A unit's lines follow the preamble, which ends its last line.
        preamble: str = self.table["preamble"]
        self.preamble = preamble if preamble.endswith("\n") or not preamble else preamble + "\n"
        self.offset = self.preamble.count("\n") + 1

    def run(self) -> CompiledUnit:
        while True:
            result = self._try(self._text(None))
            if result.code is not None:
                return CompiledUnit(self.arch, result.code, self.refused)
            if not self.folders[0] and (folder := nvrtc_folder(cache())):  # messages name files
                self._look_in(folder)
                continue
            before = len(self.refused) + len(self.dropped)
            self._blame(result.log)
            if len(self.refused) + len(self.dropped) == before:
                self._bisect(result)

    def _is_from_memory(self) -> bool:
        """Whether NVRTC gets the library's headers from memory: they aren't on disk, and nothing else of this
        process is known to need them there.
        """
        slowest, done = self.units.pace
        is_known = os.path.isdir(self.units.folders()[0])
        return not (is_known or done or self.units.head or pch_pays(slowest, 0, self.units.to_come))

    def _look_in(self, library: str) -> None:
        """`library`: the folder of the library's headers, "" for those in memory."""
        self.folders = [library, *self.units.folders()[1:]]
        self.options = self.units.options(self.arch, self.source, self.folders)

    def _text(self, only: Sequence[int] | None) -> str:
        """The whole text, without refused rows; with `only` these rows. Lines stay where they are."""
        kept = []
        for number, (line, owner) in enumerate(zip(self.lines, self.owners, strict=True)):
            unwanted = owner is not None and (
                owner in self.refused or (only is not None and owner not in only)
            )
            kept.append("" if unwanted or number in self.dropped else line)
        return self.preamble + "\n".join(kept)

    def _try(self, text: str) -> NvrtcResult:
        memory = {} if self.folders[0] else dict(nvrtc_headers())
        memory.update(_patched(self.table, self.folders))
        if "moved" in self.table or self.units.bodiless:
            part_objects["moved"](self.table, self.folders, memory, self.units.bodiless)
        memory.update(self.unmarked)
        result = self._compiled(text, memory)
        found = {} if result.code is not None else _without_marks(result.log, self.folders)
        if found.keys() <= self.unmarked.keys():
            return result
        self.unmarked.update(found)
        return self._try(text)

    def _blame(self, log: str) -> None:
        """Refuses the rows that a failed compilation's log names; drops failed assertions, which name
        records.
        """
        for error in log_errors(log):
            rows = [row for row in map(self._row_at, error.lines) if row is not None]
            if rows:
                self.refused.setdefault(rows[0], error.message(self.folders))
                continue
            line = next((line for line in error.lines if self._is_assertion(line)), None)
            if line is not None:
                self.dropped.add(line - self.offset)
                self._blame_layout(self.lines[line - self.offset].strip(), error.message(self.folders))

    def _row_at(self, line: int) -> int | None:
        index = line - self.offset
        return self.owners[index] if 0 <= index < len(self.owners) else None

    def _is_assertion(self, line: int) -> bool:
        index = line - self.offset
        return 0 <= index < len(self.lines) and self.lines[index].lstrip().startswith("static_assert")

    def _blame_layout(self, assertion: str, text: str) -> None:
        record = self._record_in(assertion)
        rows = self.rows if record is None else [row for row in self.rows if self._uses(row, record)]
        what = f"'{record}'" if record else "a record of this unit"
        if text.startswith("static assertion failed"):
            message = f"NVRTC lays {what} out differently than clang: {assertion}"
        else:
            message = f"the layout of {what} can't be checked by NVRTC: {text}"
        for row in rows:
            self.refused.setdefault(row, message)

    def _record_in(self, assertion: str) -> str | None:
        """The record that an assertion is about: the longest of the table's spellings in it."""
        text = re.sub(r"(?<!\w)::", "", assertion)
        found = [
            name
            for name, entry in self.table["types"].items()
            if entry[0] == "record" and re.search(rf"(?<![\w:]){re.escape(name)}(?![\w:])", text)
        ]
        return max(found, key=len, default=None)

    def _uses(self, row: int, record: str) -> bool:
        _, _, result, params, _, _, _, extra = self.table["rows"][row]
        owner = (extra or {}).get("owner")
        return bool(owner == record) or any(f"{{{record}}}" in code for code in (result, *params))

    def _compiled(self, text: str, memory: dict[str, str]) -> NvrtcResult:
        """One run of NVRTC, with a precompiled header where that pays."""
        units = self.units
        options = [*self.options, *([f"--pre-include={IMPLIED}"] if units.is_second else ())]
        if units.head and not memory:
            install_parts(("fronts",), process_space().parts)
            behind: NvrtcResult | None = part_objects["behind"](units, text, options)
            if behind is not None:
                return behind
        slowest, done = units.pace
        if not units.pch_full and pch_pays(slowest, int(done), units.to_come):
            options = [*options, *pch_options_for(units, text, memory)]
        start = time.perf_counter()
        result = nvrtc_compile(text, options, memory)
        if result.code is None and f"-{INT128}" in result.log:  # a header of it that no shim mentions
            result = nvrtc_compile(text, [*options, INT128], memory)
        units.pace[:] = max(slowest, time.perf_counter() - start), done + ("-pch" not in options)
        units.pch_full = units.pch_full or result.pch_full
        return result

    def _bisect(self, result: NvrtcResult) -> None:
        """Refuses bad rows found by halves, for a log that names none. Raises UnitError when it isn't the
        rows' fault.
        """
        bare = self._try(self._text(()))
        if bare.code is None and self._has_more(bare.log):
            return
        if bare.code is None:
            raise self._failure(bare.log)
        before = len(self.refused)
        left = [row for row in self.rows if row not in self.refused]
        halves = [left[len(left) // 2 :], left[: len(left) // 2]]
        while halves:
            half = halves.pop()
            tried = self._try(self._text(half))
            if tried.code is not None:
                continue
            if len(half) == 1:
                self.refused[half[0]] = self._first_message(tried.log)
            else:
                halves += [half[len(half) // 2 :], half[: len(half) // 2]]
        if len(self.refused) == before:  # each half compiles, together they don't
            raise self._failure(result.log)

    def _has_more(self, log: str) -> bool:
        """Whether there is another way to read headers that NVRTC refuses: without the bodies of the host
        functions that the log names, with what nvcc includes by itself, and at last without any.
        """
        units, find = self.units, part_objects.get("bodies") if "bodies" in self.table else None
        before = units.is_second, len(units.bodiless)
        units.is_second = has_nvrtc_header(IMPLIED)
        places = [(e.file, e.line) for e in log_errors(log)]
        if find is not None and units.is_second:
            units.bodiless |= find(self.table, places or [("", 0)])
            if (units.is_second, len(units.bodiless)) == before:
                units.bodiless |= find(self.table, ())
        return (units.is_second, len(units.bodiless)) != before

    def _failure(self, log: str) -> UnitError:
        missing = re.search(LOG_MISSING, log)
        if missing:
            lost = HeaderNotFoundError(missing[1], [place for place in self.folders[1:] if place])
            lost.log = log
            return lost
        table = self.table
        lines = _errors_first(log)
        shown = [f"  {line}" for line in lines[:LOG_LINES]]
        if len(lines) > LOG_LINES:
            shown.append(f"  ... {len(lines) - LOG_LINES} more lines")
        version = nvrtc_version().partition("-")[0]
        headers = f" ({', '.join(table['headers'])})" if table["headers"] else ""
        erased = "NVRTC_STD_ERASE_EXCEPTIONS"  # host.h of ours
        throws = "exception handling" in log and erased not in str(self.options)
        hint = f"{erased}, which takes try and throw out" if throws else "a macro that the header asks for"
        error = UnitError(
            f"the headers of '{table['name']}'{headers} don't compile with NVRTC {version}:\n"
            + "\n".join(shown)
            + f"\noptions: {' '.join(self.options)}"
            + f"\nwhat may help: {hint} (option 'defines'), other lines of it "
            + f"for NVRTC ('patches'){_other_cuda(table['versions'], version)}"
        )
        error.log = log
        return error

    def _first_message(self, log: str) -> str:
        errors = log_errors(log)
        return errors[0].message(self.folders) if errors else log.split("\n", 1)[0]


def _errors_first(log: str) -> list[str]:
    """The lines of a log, those of errors before those of warnings and remarks."""
    sorts: tuple[list[str], list[str]] = [], []
    at = 0
    for line in log.split("\n"):
        if not line[:1].isspace() and line.strip():
            at = int(": error" not in line and "catastrophic error" not in line)
        sorts[at].append(line)
    return sorts[0] + sorts[1]


def _other_cuda(versions: dict[str, str], nvrtc: str) -> str:
    """The hint to take the CUDA that a table was made with, where NVRTC is of another."""
    cuda = versions.get("cuda", "")
    return f", or CUDA {cuda}, with which it was generated" if cuda not in ("", nvrtc) else ""


def _without_marks(log: str, folders: Sequence[str]) -> dict[str, str]:
    """Headers that a log complains of and that begin with a byte order mark, which NVRTC alone doesn't
    read over: {name as included: text without it}.
    """
    texts = {}
    for path in {e.file for e in log_errors(log) if e.line == 1 and os.path.isfile(e.file)}:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            text = file.read()
        place = next((p for p in folders if p and path.startswith(p.rstrip(os.sep) + os.sep)), "")
        if place and text.startswith("\ufeff"):
            texts[os.path.relpath(path, place)] = text[1:]
    return texts


def _patched(table: dict[str, Any], folders: Sequence[str]) -> dict[str, str]:
    """The patched texts: {name as an include line says it: text}. A name in quotes may start beside a bound
    header. Raises UnitError when a patch no longer fits its header.
    """
    texts = {}
    beside = dict.fromkeys(filter(None, map(os.path.dirname, table["headers"])))
    folders = [place for place in folders if place]
    places = [*folders, *(os.path.join(place, name) for place in folders for name in beside)]
    for name, changes in table["patches"].items():
        path = next(
            (os.path.join(place, name) for place in places if os.path.isfile(os.path.join(place, name))),
            None,
        )
        if path is None:
            if all(len(change) == 3 for change in changes):
                continue
            raise HeaderNotFoundError(name, folders)
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            text = file.read()
        for old, new, *lenient in changes:
            if old not in text and not lenient:
                raise UnitError(f"the patch of '{name}' doesn't fit: the header has no {old!r}")
            text = text.replace(old, new)
        texts[name] = text
    return texts


unit_jobs.append(UnitJob)
