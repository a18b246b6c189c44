"""What NVRTC's log says: its errors, and which lines of the unit each concerns."""

from __future__ import annotations

import re

from .nvrtc_calls import UNIT_FILE

# "unit.cu(7): error: text", "error: text"; notes have a number after their kind and are no head.
LOG_HEAD = (
    r"^(?:(?P<file>[^\n]*?)\((?P<line>\d+)\): )?"
    r"(?P<kind>catastrophic error|internal error|error|warning)\b[^:\n]*: (?P<text>.*)$"
)
LOG_DETAIL = r"\n +((?:argument|object|operand) types? (?:is|are): .*)"
LOG_CONTEXT = r'\bat line (\d+)(?: of "?([^"\n]+?)"?)?(?=\n|$)'  # with no file it is the error's own
LOG_MISSING = r'(?:could not|cannot) open source file "([^"]+)"'


class LogError:
    """One error: its place and text, and `lines`, those of the unit that it concerns, the nearest first."""

    __slots__ = ("file", "line", "lines", "text")

    def __init__(self, file: str, line: int, text: str) -> None:
        self.file = file
        self.line = line
        self.text = text
        self.lines = [line] if file == UNIT_FILE else []

    def message(self, folders: list[str]) -> str:
        """One line for people. A header is named as it is included through `folders`: no path of this machine
        is told.
        """
        if self.file in ("", UNIT_FILE):
            return self.text
        for place in sorted(folders, key=len, reverse=True):
            if place and self.file.startswith(place + "/"):
                return f"{self.file[len(place) + 1 :]}:{self.line}: {self.text}"
        return f"{self.file.rsplit('/', 1)[-1]}:{self.line}: {self.text}"


def log_errors(log: str) -> list[LogError]:
    """The errors of a log, in order. Notes belong to the error before them, warnings to nothing."""
    found: list[LogError] = []
    heads = [*re.finditer(LOG_HEAD, log, re.MULTILINE)]
    ends = [*(head.start() for head in heads[1:]), len(log)]
    for head, end in zip(heads, ends, strict=False):  # with no head there is still an end
        if head["kind"] == "warning":
            continue
        error = LogError(head["file"] or "", int(head["line"] or 0), head["text"].strip())
        block = log[head.end() : end]
        detail = re.match(LOG_DETAIL, block)
        if detail:
            error.text += f"; {detail[1]}"
        for at in re.finditer(LOG_CONTEXT, block):
            if (at[2] or error.file or UNIT_FILE) == UNIT_FILE:
                error.lines.append(int(at[1]))
        found.append(error)
    return found
