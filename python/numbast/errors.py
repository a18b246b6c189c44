"""Exceptions that numbast raises, each with what a program needs to act on it.

`NumbastError` is the root, of what the runtime raises too: it, `NotBoundError` and `TemplateError` are the
runtime's own.
The command line turns each class into its exit code (cli.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .runtime.failures import NotBoundError, NumbastError, TemplateError

if TYPE_CHECKING:
    from .diagnostics import Diagnostic

__all__ = [
    "ArgumentError",
    "ConfigError",
    "EnvironmentProblem",
    "HeaderError",
    "NotBoundError",
    "NumbastError",
    "TemplateError",
]

SHOWN_ERRORS = 10  # in the text of a HeaderError


class HeaderError(NumbastError):
    """A header could not be read or parsed. `diagnostics`: what the compiler said, in order. `log`: NVRTC's,
    where it refuses what clang takes.
    """

    log = ""

    def __init__(self, message: str, diagnostics: Sequence[Diagnostic] = ()) -> None:
        super().__init__(message)
        self.diagnostics = tuple(diagnostics)

    def __str__(self) -> str:
        """The message, then the first errors, a line each."""
        message = str(self.args[0])
        if any(d.message == message for d in self.diagnostics):  # it is one of them
            return message
        errors = [d.line_text() for d in self.diagnostics if d.is_error]
        more = [f"... and {len(errors) - SHOWN_ERRORS} more"] if len(errors) > SHOWN_ERRORS else []
        return "\n".join([message + ":" * bool(errors), *errors[:SHOWN_ERRORS], *more])


class ConfigError(NumbastError):
    """An option has a wrong name or value. `file`, `line`: where it stands, None for keywords and flags."""

    def __init__(
        self, message: str, key: str | None = None, file: str | None = None, line: int | None = None
    ) -> None:
        super().__init__(message)
        self.message, self.key, self.file, self.line = message, key, file, line

    def __str__(self) -> str:
        place = "" if self.file is None else f"{self.file}:{self.line}: " if self.line else f"{self.file}: "
        return f"{place}{self.message}"


class ArgumentError(ConfigError, TypeError):
    """An argument of a type that the function does not take; the text says which it takes."""


class EnvironmentProblem(NumbastError):
    """Something outside is missing. `missing`: what; `hint`: what to do about it."""

    def __init__(self, message: str, missing: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.missing, self.hint = missing, hint
