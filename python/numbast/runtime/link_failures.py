"""Functions and variables that a header declares and nothing defines: the linker's mangled names as C++'s.

The linker alone knows: a library given by `link` may define what no header does.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from typing import Any

from .failures import RuntimeNumbastError
from .table import Library
from .undefined import link_failures

UNDEFINED = r"(?:Unresolved extern (?:function|variable)|[Uu]ndefined reference to) '([^']+)'"


class UndefinedFunctionError(RuntimeNumbastError):
    """A kernel calls a C++ function that is declared and not defined."""


def qualified_name(symbol: str) -> str:
    """The C++ name in an Itanium mangled one, without parameters; an `extern "C"` name is itself. What is no
    plain name (operators, template arguments) is cut off, and "" is for what is nothing else.
    """
    found = re.match(r"_Z(N[rVKRO]*)?(.*)", symbol, re.DOTALL)
    if found is None:
        return symbol
    names, rest = [], found[2]
    while head := re.match(r"L?(\d+)", rest):
        start = head.end()
        end = start + int(head[1])
        names.append(rest[start:end])
        rest = rest[end:]
        if not found[1]:
            break
    if names and re.match(r"C[123]", rest):
        names.append(names[-1])
    return "::".join(names)


def explained(log: str, libraries: Iterable[Library]) -> str:
    """What a linker's log means: each undefined function with its place; "" when it is about something
    else.
    """
    known = list(libraries)
    lines = [_told(symbol, known) for symbol in dict.fromkeys(re.findall(UNDEFINED, log))]
    if not lines:
        return ""
    what = "calls a function that is" if len(lines) == 1 else "calls functions that are"
    if "extern variable" in log:  # an array without an extent of a record is one to NVRTC
        what = "uses what is"
    advice = "give what defines it by `link` (cuda.jit(link=[...])), or name the header that defines it too"
    return "\n".join([f"the kernel {what} declared and not defined:", *lines, advice])


def _told(symbol: str, libraries: list[Library]) -> str:
    name = qualified_name(symbol)
    for library in libraries:
        own = library.outlined(name)
        rows = library.rows(i for i, row in enumerate(library.table["rows"]) if row[1] == own)
        if rows:
            return "\n".join(f"  {row.location}: {row}" for row in rows)
        if own in library.skipped:
            return f"  {library.skipped[own].partition(': ')[0]}: {own}"
    return f"  {name or symbol}"


def link_failure(items: Iterable[Any], error: Exception) -> RuntimeNumbastError | None:
    """What a failed link of these inputs means; None when nothing is known of it."""
    if not isinstance(error, _link_errors()):
        return None
    units = [item for item in items if hasattr(item, "numbast_unit")]
    text = explained(str(error), dict.fromkeys(item.numbast_unit[0] for item in units))
    if text:
        return UndefinedFunctionError(text)
    given = ", ".join(f"'{item.name}'" for item in units if item.numbast_unit[1] < 0)
    return RuntimeNumbastError(f"no link with {given} of the option 'link': {error}") if given else None


def _link_errors() -> tuple[type[Exception], ...]:
    """What a link that fails raises: nvJitLink's error, or the driver's that links where there is none."""
    from cuda.bindings.nvjitlink import nvJitLinkError

    places = ("cuda.core._utils.cuda_utils", "cuda.core.experimental._utils.cuda_utils")  # it has no other
    return (RuntimeError, nvJitLinkError, *(sys.modules[p].CUDAError for p in places if p in sys.modules))


link_failures.append(link_failure)
