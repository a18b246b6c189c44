"""Declarations as handles show them: the overloads behind a name, with their parameters, and fields; the way
from a class handle to its side on the host.
"""

from __future__ import annotations

from typing import Any

from .codes import cxx_spelling, cxx_type
from .failures import NotBoundError
from .table import Row

#: What class handles do on the host, filled by the part "hosts".
record_hosts: dict[str, Any] = {}


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


class HostSide:
    """What a class handle does outside of kernels, done by the part "hosts"."""

    __slots__ = ()

    @property
    def dtype(self) -> Any:
        """The NumPy dtype of its objects: their fields at C++'s offsets, C++'s size."""
        return on_host(self, "dtype")(self)

    def from_numpy(self, value: Any) -> Any:
        """An object with the bytes of a NumPy value of its dtype, or of `bytes` of its size."""
        return on_host(self, "from_numpy")(self, value)

    def pointer(self, to: Any) -> Any:
        """A kernel argument `T *`: of a device array, or of an address that is an int."""
        return on_host(self, "pointer")(self, to)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Outside a kernel: an object on the host, made from its fields."""
        return on_host(self, "make")(self, args, kwargs)

    def __instancecheck__(self, value: Any) -> bool:
        return bool(on_host(self, "is_object")(self, value))


def on_host(record: Any, what: str) -> Any:
    """One of `record_hosts`. NotBoundError for classes that are only declared."""
    if record.sizeof and what not in record_hosts:
        raise NotBoundError(
            f"{record.qualified}: the bindings lack the part 'hosts' of numbast's runtime: "
            "generate them again"
        )
    return record_hosts[what]
