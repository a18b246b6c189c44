"""What NVRTC's log says beside its errors: the answers to questions, which warnings name, and candidates."""

from __future__ import annotations

import re
from typing import Any

from .nvrtc_calls import UNIT_FILE
from .nvrtc_log import LogError

#: "a.cuh(9): note #3327-D: text", and 'function template "int f(T)" (declared at line 9 of a.cuh)'.
_LOG_NOTE = (
    r"^(?:(?P<file>[^\n]*?)\((?P<line>\d+)\): note[^:\n]*: (?P<text>.*)"
    r"|  +(?P<what>(?:built-in )?function\b.*?) "
    r'\(declared at line (?P<at>\d+) of "?(?P<of>[^"\n]+?)"?\))$'
)
#: `"nbq::told<0LL, 1LL>"`, `"nbq::shown<0LL, ns::S>"`; of CUDA 12 `"nbq::told [with <unnamed>=<0LL, 1LL>]"`,
#: `"nbq::shown [with <unnamed>=0LL, <unnamed>=ns::S]"`.
_TOLD = r'variable "nbq::told(?: \[with <unnamed>=)?<([^>"]*)>\]?"'
_SHOWN = (
    r'variable "nbq::shown(?:<(\d+)LL, ([^"\n]*)>|'
    r' \[with <unnamed>=(\d+)LL, <unnamed>=([^"\n]*)\])"'
)


def notes_of(log: str, folders: list[str]) -> list[dict[str, Any]]:
    """What a log says beside its errors of places in headers: the candidates and why they aren't taken."""
    found = []
    for note in re.finditer(_LOG_NOTE, log, re.MULTILINE):
        path, line = note["file"] or note["of"], note["line"] or note["at"]
        text = note["text"] or note["what"]
        if path and path != UNIT_FILE:
            place = LogError(path, int(line), "").message(folders)
            name = place.removesuffix(": ").rpartition(":")[0]
            found.append({"text": text, "file": name, "line": int(line)})
    return found


def told_numbers(log: str) -> dict[int, list[int]]:
    """{index: the numbers behind it} of each `nbq::told<index, ...>` that NVRTC warns of."""
    found: dict[int, list[int]] = {}
    for values in re.findall(_TOLD, log):
        index, *numbers = (int(n) for n in re.findall(r"-?\b\d+", values))
        found[index] = numbers
    return found


def told_names(log: str) -> dict[int, str]:
    """{index: the type behind it} of each `nbq::shown<index, type>` that NVRTC warns of."""
    found = (match.groups() for match in re.finditer(_SHOWN, log))
    return {int(new or old): name or old_name for new, name, old, old_name in found}
