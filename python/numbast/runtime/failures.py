"""What goes wrong at run time of a binding, as exceptions and as text."""

from __future__ import annotations

import keyword
import sys
from collections.abc import Container, Iterable, Sequence
from types import ModuleType
from typing import Any, TypeVar

#: Modules whose `TypingError` a backend shows with the kernel's line; filled by the backend files.
typing_errors: list[str] = []
_shown: dict[Any, Any] = {}
_E = TypeVar("_E", bound=type[Exception])


def process_space() -> Any:
    """The object that the runtimes of this process share."""
    found: Any = sys.modules.get("_numbast_process")
    if found is None:
        found = ModuleType("_numbast_process", "What the numbast runtimes of this process share.")
        found.runtimes = []  # (version, newest table format, how to open a table)
        found.parts = {}  # (version, part of the runtime) -> its packed text
        found.chosen = None
        found.errors = {}  # name -> exception class
        found = sys.modules.setdefault("_numbast_process", found)
    return found


def is_dunder(name: str) -> bool:
    return name[:2] == "__" and name[-2:] == "__" and len(name) > 4


def _one_for_all(error: _E) -> _E:
    """The process's class of that name: what one module's runtime raises, a handler of another's catches."""
    found: _E = process_space().errors.setdefault(error.__name__, error)
    return found


@_one_for_all
class NumbastError(Exception):
    """Every error of numbast that is the input's or the environment's, not a bug of ours."""


@_one_for_all
class RuntimeNumbastError(NumbastError):
    """Something about a binding that its user can mend; the text says how."""


@_one_for_all
class NotBoundError(RuntimeNumbastError, AttributeError):
    """A name was asked for that the header declares and the binding leaves out; the text is the reason."""


@_one_for_all
class TemplateError(RuntimeNumbastError, AttributeError):
    """A template and arguments that C++ refuses. `candidates`: clang's notes as (text, place)."""

    def __init__(self, text: str, candidates: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(text)
        self.candidates = tuple(candidates)


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
    """A call that C++ would refuse; the text begins with the call as C++ sees it.

    `is_final`: there are functions for it, so that nobody else may give an operator a meaning.
    """

    is_final = False


class LoweringRefused(RuntimeNumbastError):
    """Something that types but can't be compiled."""


def shown_in_kernels(error: type[AttributeError]) -> Any:
    """The class to raise when a kernel may have asked: where a backend is loaded also its TypingError, which
    comes with the kernel's line.
    """
    module = next((sys.modules[name] for name in typing_errors if name in sys.modules), None)
    if module is None:
        return error
    found = _shown.get((error, module))
    if found is None:
        own = {"__module__": error.__module__, "loc": None, "add_context": lambda self, _: self}
        found = _shown[error, module] = type(error.__name__, (error, module.TypingError), own)
    return found


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """`; did you mean 'x'?` for the nearest of the known names, else for one that begins so, else nothing."""
    import difflib

    words = [word for word in known if word != name]
    near = difflib.get_close_matches(name, words, n=1, cutoff=0.6)
    near = near or [word for word in words if len(name) > 2 and word.startswith(name)]
    return f"; did you mean '{near[0]}'?" if near else ""


def python_name(name: str, known: Container[str]) -> str:
    """The name of a table's `known` ones that a C++ name has there: what Python can't say has an underscore
    behind it.
    """
    is_reserved = keyword.iskeyword(name.rstrip("_")) or name.startswith("__")
    return name + "_" if is_reserved and name not in known and name + "_" in known else name
