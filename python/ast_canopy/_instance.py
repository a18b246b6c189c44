"""The text of a template's type as an instance has it: parameters give way to arguments.

Texts are clang's canonical ones, in which a parameter is `type-parameter-<depth>-<index>`; a value's
has its name in an array's bound. A text that the arguments alone do not settle has no answer.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

__all__ = ["of_instance"]

Level = list[Any]  # [arguments, names of their parameters; None: the argument is not known]

POINTERS = re.compile(r"((?: ?\*(?: ?(?:const|volatile|__restrict)\b)*)*)$")


class _Unsettled(Exception):
    pass


@cache
def _parameter() -> re.Pattern[str]:
    return re.compile(
        r"((?:(?:const|volatile) )*)(typename )?(type|value|template)-parameter-(\d+)-(\d+)"
        r"(\.\.\.)?(::)?( (?=[*&(]))?"
    )


def of_instance(text: str, levels: list[Level], *, bare: bool = False) -> str | None:
    """The text with the arguments of `levels`, outermost first, put in; None when they don't settle it.

    `bare`: a text of `unqualified_non_ref_type_name`, which has no qualifiers.
    """
    if "-parameter-" in text:
        try:
            text = _parameter().sub(lambda m: _argument(m, levels, bare), text)
        except _Unsettled:
            return None
    for arguments, names in levels:
        for argument, name in zip(arguments, names, strict=False):
            if name and name in text:
                parts = re.split(rf"(?<=[\[<( ]){name}(?=[\],>)])", text)
                text = argument.join(parts)
    return text


def _argument(match: re.Match[str], levels: list[Level], bare: bool) -> str:
    qualifiers, typename, kind, depth, index, dots, colons, space = match.groups(default="")
    level, place = int(depth), int(index)
    if level >= len(levels):
        rest = f"-parameter-{level - len(levels)}-{index}{dots}{colons}{space}"
        return f"{qualifiers}{typename}{kind}{rest}"
    arguments, names = levels[level]
    if typename or dots or colons or place >= min(len(arguments), len(names)) or names[place] is None:
        raise _Unsettled
    argument: str = arguments[place]
    is_whole = match.span() == (0, len(match.string)) and not qualifiers
    if is_whole and not bare:
        return argument
    if "(" in argument or "[" in argument or argument.endswith("&"):
        raise _Unsettled
    if bare and not _is_within(match):
        return _bare(argument) + space
    for word in qualifiers.split():
        argument = _qualified(argument, word)
    return argument + ("" if argument.endswith("*") else space)


def _is_within(match: re.Match[str]) -> bool:
    """Within a template's brackets, where types keep their qualifiers."""
    before = match.string[: match.start()]
    return before.count("<") > before.count(">")


def _qualified(argument: str, word: str) -> str:
    if argument.endswith("*"):
        return argument + word
    if re.search(r"\*[^<>]*$", argument):  # a pointer that is qualified
        return argument if argument.endswith(word) else f"{argument} {word}"
    return argument if word in argument.partition("<")[0].split() else f"{word} {argument}"


def _bare(argument: str) -> str:
    pointers = POINTERS.search(argument)
    stars = pointers[1] if pointers else ""
    inner = argument[: len(argument) - len(stars)]
    while inner.startswith(("const ", "volatile ")):
        inner = inner.partition(" ")[2]
    return inner + " *" * stars.count("*")
