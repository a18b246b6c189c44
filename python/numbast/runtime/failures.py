"""What goes wrong at run time of a binding, as exceptions and as text."""

from __future__ import annotations

import keyword
from collections.abc import Iterable


class NumbastError(Exception):
    """Every error of numbast that is the input's or the environment's, not a bug of ours."""


class RuntimeNumbastError(NumbastError):
    """Something about a binding that its user can mend; the text says how."""


class NotBoundError(RuntimeNumbastError, AttributeError):
    """A name was asked for that the header declares and the binding leaves out; the text is the reason."""


class MissingNameError(AttributeError):
    """A name that C++ doesn't have.

    Numba probes for many, so the search for similar ones waits until it is shown.
    """

    def __init__(self, where: str, name: str, known: Iterable[str]) -> None:
        super().__init__(where, name)
        self.where = where
        self.missing = name
        self.known = known

    def __str__(self) -> str:
        return f"{self.where} has no '{self.missing}'{did_you_mean(self.missing, self.known)}"


class CallError(RuntimeNumbastError):
    """A call that C++ would refuse; the text begins with the call as C++ sees it."""


class LoweringRefused(RuntimeNumbastError):
    """Something that types but can't be compiled."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """`; did you mean 'x'?` for the nearest of the known names, else the empty string."""
    import difflib

    near = difflib.get_close_matches(name, list(known), n=3, cutoff=0.7)
    return f"; did you mean {' or '.join(map(repr, near))}?" if near else ""


def python_name(name: str) -> str:
    """The Python name of a C++ one: keywords get a trailing underscore."""
    return name + "_" if keyword.iskeyword(name) else name
