"""Enums as pybind11 makes them: not Python's, since old pickles make them empty and set them then."""

from __future__ import annotations

import copyreg

TYPE_CHECKING = False  # as in api.py
if TYPE_CHECKING:
    from typing import Any, ClassVar

__all__ = ["NativeEnum"]


class NativeEnum:
    """A named number, as pybind11 makes them: `execution_space(2)`, `.name`, `.value`, `__members__`."""

    __members__: ClassVar[dict[str, Any]] = {}
    _names: ClassVar[dict[int, str]] = {}
    value: int

    def __init_subclass__(cls, names: tuple[str, ...] = ()) -> None:
        cls._names = dict(enumerate(names))
        cls.__members__ = {}
        for number, name in enumerate(names):
            member = cls(number)
            cls.__members__[name] = member
            setattr(cls, name, member)

    def __init__(self, value: int) -> None:
        if int(value) not in self._names:
            raise ValueError(f"{value} is no {type(self).__name__}")
        self.value = int(value)

    @property
    def name(self) -> str:
        """The member's name."""
        return self._names[self.value]

    def __repr__(self) -> str:
        return f"<{type(self).__name__}.{self.name}: {self.value}>"

    def __str__(self) -> str:
        return f"{type(self).__name__}.{self.name}"

    def __int__(self) -> int:
        return self.value

    __index__ = __int__

    def __hash__(self) -> int:
        return hash(self.value)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.value == self.value

    def __getstate__(self) -> int:
        return self.value

    def __setstate__(self, state: int) -> None:
        self.value = int(state)

    def __reduce_ex__(self, protocol: Any) -> Any:
        return copyreg.__newobj__, (type(self),), self.value  # type: ignore[attr-defined]

    def __copy__(self) -> Any:
        return self

    def __deepcopy__(self, memo: Any) -> Any:
        return self
