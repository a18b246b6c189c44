"""The names that a C++ text includes, without those that NVRTC never comes to.

Conditions are followed only where they ask for macros that NVRTC always defines (`__CUDACC_RTC__` and its
like): what stands under `#ifndef __CUDACC_RTC__` is the host's, half of libcu++ for cuda_bf16.h. Every other
condition may be true and may be false. Where a text can't be followed for certain, all its includes count.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from .includes import Include, all_includes

#: Macros that are defined whatever NVRTC compiles.
ALWAYS_DEFINED = (b"__CUDACC_RTC__", b"__CUDACC__", b"__CUDA_ARCH__")

_UNDEFINED = re.compile(rb"undef[ \t]+(?:%s)\b" % b"|".join(ALWAYS_DEFINED))
_COMMENT = re.compile(rb"/\*.*?\*/", re.DOTALL)
_HIDDEN = re.compile(rb"\n[ \t]*#")  # in a comment: what looks like a directive
# What isn't code: literals stay, so that what looks like a comment in them does; comments go.
_NO_CODE = re.compile(rb"""("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|//[^\n]*|/\*.*?\*/""", re.DOTALL)
_TAIL = re.compile(rb"//.*|/\*.*?\*/", re.DOTALL)  # of a directive
_DIRECTIVE = re.compile(rb"^[ \t]*#[ \t]*(if|ifdef|ifndef|elif|else|endif)\b([^\n]*)", re.MULTILINE)
_DEFINED = re.compile(rb"defined\s*(?:\(\s*(\w+)\s*\)|(\w+))")


def live_includes(data: bytes) -> list[Include]:
    """What a text includes or asks `__has_include` for, where NVRTC may come to it."""
    found = all_includes(data)
    if not found or not _asks_known(data) or b'R"' in data:
        return found
    text = data.replace(b"\r", b"").replace(b"\\\n", b" ")
    if any(_HIDDEN.search(comment[0]) for comment in _COMMENT.finditer(text)):
        text = _NO_CODE.sub(lambda m: m[1] or b" ", text)
    try:
        return all_includes(b"\n".join(_live_parts(text)))
    except (IndexError, ValueError):  # its directives aren't in pairs
        return found


def _asks_known(data: bytes) -> bool:
    return b"__CUDA" in data and any(name in data for name in ALWAYS_DEFINED)


def undefines_known(data: bytes) -> bool:
    """Whether a text takes one of the macros away that are taken for granted here."""
    return bool(_UNDEFINED.search(data))


def _live_parts(text: bytes) -> Iterator[bytes]:
    """The pieces between directives that may be compiled, conditions among them. Raises IndexError or
    ValueError when groups don't close.
    """
    # of each open #if: may its present branch be compiled, are later ones ruled out
    groups: list[list[bool]] = []
    start = 0
    for line in _DIRECTIVE.finditer(text):
        kind, condition = line[1], line[2]
        if not groups or all(group[0] for group in groups):
            yield text[start : line.start()]
        start = line.end()
        if kind.startswith(b"if"):
            known = _truth_of(kind, condition)
            groups.append([known is not False, known is True])
            yield from _asked(groups[:-1], condition)
        elif kind == b"endif":
            groups.pop()
        else:
            known = True if kind == b"else" else _truth_of(b"if", condition)
            group = groups[-1]
            yield from _asked(groups[:-1], condition)
            group[0] = not group[1] and known is not False
            group[1] = group[1] or known is True
    if groups:
        raise ValueError
    yield text[start:]


def _asked(outside: list[list[bool]], condition: bytes) -> Iterator[bytes]:
    """A condition itself, which may hold `__has_include`."""
    if all(group[0] for group in outside):
        yield condition


@functools.lru_cache(4096)
def _truth_of(kind: bytes, condition: bytes) -> bool | None:
    condition = _TAIL.sub(b" ", condition)
    if kind == b"if":
        return _truth(condition)
    known = True if condition.strip() in ALWAYS_DEFINED else None
    return known if kind == b"ifdef" or known is None else not known


def _truth(condition: bytes) -> bool | None:
    """The value of a condition; None when it isn't known."""
    text = condition.strip()
    if not _asks_known(text):
        return {b"0": False, b"1": True}.get(text)
    for operator, decides in ((b"||", True), (b"&&", False)):
        parts = _split(text, operator)
        if len(parts) > 1:
            values = [_truth(part) for part in parts] if b"?" not in text else [None]
            return decides if decides in values else None if None in values else not decides
    if text.startswith(b"!"):
        value = _truth(text[1:])
        return None if value is None else not value
    if text.startswith(b"(") and _closes_at(text) == len(text) - 1:
        return _truth(text[1:-1])
    found = _DEFINED.fullmatch(text)
    return True if found and (found[1] or found[2]) in ALWAYS_DEFINED else None


def _split(text: bytes, operator: bytes) -> list[bytes]:
    """The operands of an operator, parentheses respected."""
    if operator not in text:
        return [text]
    parts, depth, start = [], 0, 0
    for at in range(len(text)):
        depth += (text[at : at + 1] == b"(") - (text[at : at + 1] == b")")
        if depth == 0 and text[at : at + 2] == operator:
            parts.append(text[start:at])
            start = at + 2
    return [*parts, text[start:]]


def _closes_at(text: bytes) -> int:
    """Where the parenthesis that a text begins with is closed; -1: nowhere."""
    depth = 0
    for at in range(len(text)):
        depth += (text[at : at + 1] == b"(") - (text[at : at + 1] == b")")
        if depth == 0:
            return at
    return -1
