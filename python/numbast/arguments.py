"""Arguments of the public functions that are no options: checked where they come in, so that what is wrong is
said in the caller's words and not by what first stumbles over it.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterable
from typing import Any

from .errors import ArgumentError

__all__ = ["expected", "header_names", "path_text", "truth", "warn_caller"]

HERE = os.path.dirname(os.path.abspath(__file__)) + os.sep

HEADERS = "a header's name or path, or a list of them"


def expected(function: str, name: str, what: str, value: object) -> ArgumentError:
    """The error for an argument of the wrong type."""
    return ArgumentError(f"{function}: '{name}' takes {what}, not {value!r}", name)


def header_names(
    headers: str | os.PathLike[str] | Iterable[str | os.PathLike[str]], function: str = "generate"
) -> list[str]:
    """One name or path, or several, as a list of str. ArgumentError for anything else."""
    one = isinstance(headers, (str, bytes, os.PathLike))
    try:
        items = [headers] if one else list(headers)  # type: ignore[arg-type]
    except TypeError:
        raise expected(function, "headers", HEADERS, headers) from None
    return [path_text(function, "headers", item, HEADERS) for item in items]


def path_text(function: str, name: str, value: Any, what: str = "a file's name or path") -> str:
    """A name or path as str. ArgumentError for anything else, bytes among it."""
    text = os.fspath(value) if isinstance(value, os.PathLike) else value
    if not isinstance(text, str):
        raise expected(function, name, what, value)
    return text


def truth(function: str, name: str, value: object) -> bool:
    """True or False as it is. ArgumentError for what merely counts as one, which may be a slip."""
    if not isinstance(value, bool):
        raise expected(function, name, "True or False", value)
    return value


def warn_caller(text: str) -> None:
    """A warning at the line that called this package."""
    frame, level = sys._getframe(1), 2
    while frame.f_back is not None and frame.f_code.co_filename.startswith(HERE):
        frame, level = frame.f_back, level + 1
    warnings.warn(text, stacklevel=level)
