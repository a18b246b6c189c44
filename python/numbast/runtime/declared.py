"""Declarations as handles show them: the overloads behind a name, with their parameters, and fields."""

from __future__ import annotations

from .codes import cxx_spelling, cxx_type
from .table import Row


class Parameter:
    """A parameter of an overload: `name` ('' when the header gives none), C++ `type`, `has_default`,
    `intent`.
    """

    __slots__ = ("has_default", "intent", "name", "type")

    def __init__(self, name: str, cxx: str, has_default: bool, intent: str | None) -> None:
        self.name = name
        self.type = cxx
        self.has_default = has_default
        self.intent = intent

    def __repr__(self) -> str:
        return f"{self.type} {self.name}".strip() + (" = ..." if self.has_default else "")


class Overload:
    """One C++ declaration behind a name: `result` (the C++ return type; of a constructor, the class),
    `parameters`, `file`, `line`.
    """

    __slots__ = ("_text", "file", "line", "parameters", "result")

    def __init__(self, row: Row) -> None:
        first = len(row.parameters) - row.defaults
        intents = row.extra.get("intents", {})
        self.result = cxx_spelling(row.makes)
        self.parameters = tuple(
            Parameter(n, cxx_spelling(t), i >= first, intents.get(i))
            for i, (t, n) in enumerate(zip(row.parameters, row.names, strict=True))
        )
        self.file = row.file
        self.line = row.line
        self._text = str(row)

    @property
    def location(self) -> str:
        """`file:line`."""
        return f"{self.file}:{self.line}"

    def __repr__(self) -> str:
        return f"<{self._text} at {self.location}>"

    def __str__(self) -> str:
        return self._text


class Field:
    """A public data member: `name`, C++ `type`, `offset` in bytes, `width` in bits of a bit-field
    else None.
    """

    __slots__ = ("name", "offset", "type", "width")

    def __init__(self, name: str, code: str, bits: int, width: int) -> None:
        self.name = name
        self.type = cxx_spelling(cxx_type(code))
        self.offset = bits // 8
        self.width = width if width >= 0 else None

    def __repr__(self) -> str:
        return f"<{self.type} {self.name} at {self.offset}>"
