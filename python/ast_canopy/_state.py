"""What all declarations of pylibastcanopy have: a place, a comment, and states as the old tool kept them."""

from __future__ import annotations

import copyreg
from collections import namedtuple

TYPE_CHECKING = False  # as in api.py
if TYPE_CHECKING:
    from typing import Any

__all__ = ["FUNCTION_FLAGS", "Location", "PlainDecl"]

# What is true or false of a function, in the order of the core's bits.
FUNCTION_FLAGS = (
    "is_static",
    "is_const",
    "is_volatile",
    "is_virtual",
    "is_pure",
    "is_deleted",
    "is_defaulted",
    "is_explicit",
    "is_variadic",
    "is_inline",
    "is_noexcept",
    "is_definition",
)


class Location(namedtuple("Location", ("file", "line", "column"))):
    """A place in a file, as clang names it. Lines and columns count from 1."""

    __slots__ = ()


class PlainDecl:
    """What all declarations have: objects that keep the old states and take anything beside them."""

    location: Location | None = None
    comment: str | None = None

    def _old_state(self) -> tuple[Any, ...]:
        raise NotImplementedError

    def _set_old_state(self, state: tuple[Any, ...]) -> None:
        raise NotImplementedError

    def __getstate__(self) -> tuple[Any, ...]:
        return self._old_state()

    def __setstate__(self, state: Any) -> None:
        if isinstance(state, tuple) and len(state) == 2 and isinstance(state[1], _Beside):
            self._set_old_state(state[0])
            self.__dict__.update(state[1])
        elif isinstance(state, dict):
            self.__dict__.update(state)
        else:
            self._set_old_state(state)

    def __reduce_ex__(self, protocol: Any) -> Any:
        state = (self._old_state(), _Beside(self.__dict__))
        return copyreg.__newobj__, (type(self),), state  # type: ignore[attr-defined]


class _Beside(dict):  # type: ignore[type-arg]
    """What a state of the old form does not hold."""
