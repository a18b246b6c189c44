"""Diagnostics as clang prints them: `file:line:col: error: text`, the source line, a caret.

Paths of the user's own files are shown relative to the working directory when they lie below it.
"""

from __future__ import annotations

import itertools
import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TextIO

__all__ = ["Diagnostic", "colours_wanted", "diagnostics_from_json", "render", "shown_path"]

CORE_FILE = "canopy.cu"  # where the core includes the headers
SOURCE_FILE = "<source>"  # what we call the parts of it that are the user's: prelude and extra source
#: The error that a word of C++20 is before it, and what mends it.
NEWER = r"unknown type name '(concept|requires|consteval|constinit)'"
NEWER_HINT = "a word of C++20: --std c++20 (option 'std') has it"
#: Text of a line that names a file.
FILE_NAME = r"[\w./+-]+\.(h|hh|hpp|hxx|cuh|inl)"
_COLOURS = {"note": "1;30", "warning": "1;35", "error": "1;31", "fatal": "1;31"}
_SHOWN = {"fatal": "fatal error"}


@dataclass(frozen=True)
class Diagnostic:
    """One message about one place. `line` and `column` count from 1; 0 and file None: no place."""

    file: str | None
    line: int
    column: int
    severity: str  #: note, warning, error, fatal
    message: str
    flag: str | None = None  #: clang's option, "-Wname"
    source: str | None = None  #: the source line's text
    id: str = "clang"  #: the core's name of it; "clang" for clang's own
    is_child: bool = False  #: a note of the diagnostic before it
    is_local: bool = False  #: an error within declarations that clang understood: they are skipped for it

    @property
    def is_error(self) -> bool:
        """Whether its severity is "error" or "fatal"."""
        return self.severity in ("error", "fatal")

    def line_text(self) -> str:
        """`file:line:col: error: text`, on one line."""
        place = "" if self.file is None else f"{shown_path(self.file)}:{self.line}:{self.column}: "
        return f"{place}{_SHOWN.get(self.severity, self.severity)}: {self.message}"


def diagnostics_from_json(text: str) -> tuple[Diagnostic, ...]:
    """The core's "diagnostics" text as objects, less what only tells of the core's own main file."""
    found = [
        Diagnostic(
            file=e["file"],
            line=e["line"],
            column=e["column"],
            severity=e["severity"],
            message=e["message"] or "",
            flag=e["flag"],
            source=e["source"],
            id=e["id"],
            is_child=e["child"],
            is_local=e["local"],
        )
        for e in json.loads(text)
    ]
    elsewhere = any(d.is_error and d.file != CORE_FILE for d in found)
    shown = [_renamed(d) for d in found if not (_is_of_core(d) and (d.is_child or elsewhere))]
    return tuple(_with_hints(shown))


def _with_hints(diagnostics: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """With a note behind an error that an option of ours mends."""
    said: set[str] = set()
    for d in diagnostics:
        yield d
        hint = _hint(d) if d.is_error else ""
        if hint and hint not in said:
            said.add(hint)
            yield replace(d, severity="note", message=hint, flag="", id="clang", is_child=True)


def _hint(d: Diagnostic) -> str:
    line = (d.source or "").strip()
    if d.file == SOURCE_FILE and re.fullmatch(FILE_NAME, line):
        return f"'prelude' and 'extra_source' are C++ text: a file is named by #include \"{line}\""
    return NEWER_HINT if re.search(NEWER, d.message) else ""


def _is_of_core(d: Diagnostic) -> bool:
    """Whether it points at an #include line that the core wrote."""
    return d.file == CORE_FILE and (d.source or "").startswith("#include")


def _renamed(d: Diagnostic) -> Diagnostic:
    """The user's extra source stands in the core's main file."""
    return replace(d, file=SOURCE_FILE) if d.file == CORE_FILE else d


def shown_path(path: str) -> str:
    """`path` relative to the working directory when it lies below it, else as it is."""
    here = os.getcwd().rstrip(os.sep) + os.sep
    return path[len(here) :] if path.startswith(here) else path


def colours_wanted(stream: TextIO) -> bool:
    """Whether `stream` is a terminal that shows colours and nobody said no (NO_COLOR)."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb" and stream.isatty()


def render(diagnostics: Iterable[Diagnostic], colours: bool = False) -> str:
    """All of them as text, a final newline included; "" for none. What is said over and over (the way into a
    header that includes itself) is said once.
    """
    text = ""
    for one, several in itertools.groupby(diagnostics, lambda d: replace(d, is_child=False)):
        more = len(list(several)) - 1
        again = f"  (said {more} times more)\n" if more else ""
        text += _render_one(one, colours) + again
    return text


def counted(diagnostics: Sequence[Diagnostic]) -> str:
    """clang's last line: "2 warnings and 1 error generated."; "" when there is nothing to count."""
    parts = []
    for noun, n in (
        ("warning", sum(d.severity == "warning" for d in diagnostics)),
        ("error", sum(d.is_error for d in diagnostics)),
    ):
        if n:
            parts.append(f"{n} {noun}{'s' if n > 1 else ''}")
    return f"{' and '.join(parts)} generated.\n" if parts else ""


def _render_one(d: Diagnostic, colours: bool) -> str:
    word = _SHOWN.get(d.severity, d.severity)
    place = "" if d.file is None else f"{shown_path(d.file)}:{d.line}:{d.column}: "
    flag = f" [{d.flag}]" if d.flag else ""
    message = d.message
    if colours:
        place = f"\033[1m{place}\033[0m" if place else ""
        word = f"\033[{_COLOURS.get(d.severity, '1')}m{word}:\033[0m"
        message = f"\033[1m{message}\033[0m" if d.severity != "note" else message
    else:
        word += ":"
    lines = [f"{place}{word} {message}{flag}"]
    source = d.source if d.source is not None else _source_line(d)
    if source is not None and source.strip() and d.column > 0:
        lines += [source, _caret(source, d.column, colours)]
    return "\n".join(lines) + "\n"


def _caret(source: str, column: int, colours: bool) -> str:
    """Spaces up to the column (tabs kept, so that it lines up), then a caret. Columns count bytes."""
    before = source.encode()[: column - 1].decode(errors="replace")
    caret = "\033[1;32m^\033[0m" if colours else "^"
    return "".join("\t" if c == "\t" else " " for c in before) + caret


def _source_line(d: Diagnostic) -> str | None:
    """The line itself, read again from the file; None when that is not possible."""
    if d.file is None or d.line <= 0:
        return None
    try:
        with open(d.file, encoding="utf-8", errors="replace") as f:
            for number, line in enumerate(f, 1):
                if number == d.line:
                    return line.rstrip("\r\n")
    except OSError:
        pass
    return None
