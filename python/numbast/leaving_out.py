"""What NVRTC refuses of a header: the places that its log names, for the core to leave out.

The core takes them as --refused=ROUND:FILE:LINE:COLUMN=MESSAGE and finds the declarations there (left_out.c).
Each round leaves something out and asks NVRTC again; a header of which nothing more can go is refused as a
whole.
"""

from __future__ import annotations

import ast
import os
import re
from typing import TYPE_CHECKING, Any

from .runtime.nvrtc_calls import UNIT_FILE
from .runtime.nvrtc_log import LOG_CONTEXT, LOG_HEAD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .errors import HeaderError
    from .parsing import Parsed

__all__ = ["LeavingOut"]

ROUNDS = 16


class LeavingOut:
    """The core's options for what goes, `texts`, in the order of NVRTC's answers."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.has_libraries = False
        self.first: HeaderError | None = None  # what NVRTC said of the headers as they stand
        self._rounds = 0
        self._last: Any = None  # what the core left out in the last round

    def goes_on(self, log: str, parsed: Parsed) -> bool:
        """Takes from a log what else is to go. False where the round before had left out all that can be."""
        left = ast.literal_eval(parsed.session.text("table")).get("bodies", {})
        edits = {name: [edit for edit in file[1] if len(edit) > 3] for name, file in left.items()}
        more = _places_in(log, parsed, self._rounds)
        is_stuck = self._rounds > 0 and edits == self._last
        self._last, self._rounds = edits, self._rounds + 1
        self.texts += more
        self.has_libraries |= any(":0:0=" in one for one in more)
        return bool(more) and not is_stuck and self._rounds < ROUNDS

    def has_lost_all(self, parsed: Parsed) -> bool:
        """Whether nothing is bound any more without a library that NVRTC doesn't read: that is the reason."""
        return self.has_libraries and not ast.literal_eval(parsed.session.text("table"))["rows"]


def _places_in(log: str, parsed: Parsed, round_: int) -> list[str]:
    """The core's options for the errors of a log, each once: for one within a library's files where the
    user's own led there. Where none is the user's, the libraries' files: they go as #include lines.
    """
    own = {name: f["path"] for f in parsed.files() if not f.get("system") for name in (f["name"], f["path"])}
    found: dict[str, None] = {}
    libraries: dict[str, None] = {}
    heads = [*re.finditer(LOG_HEAD, log, re.MULTILINE)]
    ends = [*(head.start() for head in heads[1:]), len(log)]
    for head, end in zip(heads, ends, strict=False):  # with no head there is still an end
        if head["kind"] == "warning" or head["file"] in (None, UNIT_FILE):
            continue
        text = head["text"].strip()
        places = [*_places(head["file"], int(head["line"]), log[head.end() : end])]
        file, line, block = next((one for one in places if _own_file(one[0], own)), ("", 0, ""))
        path = _own_file(file, own)
        if not path:
            libraries[f"--refused={round_}:{os.path.realpath(head['file'])}:0:0=NVRTC: {text}"] = None
        elif "=" not in path:
            found[f"--refused={round_}:{path}:{line}:{_column(path, line, block)}=NVRTC: {text}"] = None
    return list(found or libraries)


def _places(file: str, line: int, block: str) -> Iterator[tuple[str, int, str]]:
    """The error's own place, and those that led there, the nearest first; what is shown of the line."""
    yield file, line, block
    for at in re.finditer(LOG_CONTEXT, block):
        yield at[2] or file, int(at[1]), ""


def _own_file(file: str, own: dict[str, str]) -> str:
    """The path of a file of the user's; "" for others'."""
    if file == UNIT_FILE:
        return ""
    if os.path.isabs(file):
        path = os.path.realpath(file)
        return path if path in own else ""
    return next((own[n] for n in own if f"/{n}".endswith(f"/{file}") or file.endswith(f"/{n}")), "")


def _column(file: str, line: int, block: str) -> int:
    """The byte of the line, from 1, that a caret points at; 0 where the file's line is another one."""
    shown = block.split("\n")[1:3]
    if len(shown) < 2 or shown[1].strip() != "^" or not shown[0].startswith("  "):
        return 0
    before = shown[0][2 : shown[1].index("^")]
    try:
        with open(file, encoding="utf-8", errors="surrogateescape") as f:
            text = next((one for number, one in enumerate(f, 1) if number == line), "")
    except OSError:
        return 0
    before = before.encode(errors="surrogateescape").decode(errors="surrogateescape")
    return len(before.encode(errors="surrogateescape")) + 1 if text.startswith(before) else 0
