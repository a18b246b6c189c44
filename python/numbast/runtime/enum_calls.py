"""What classes of C++'s enums can, and enums made from numbers in kernels: `lib.Color(i)` is C++'s
`static_cast<Color>(i)`, whatever `i` holds.

Numba has values of enums and no call that makes one. A number that is no enumerator stays what it is, as in
C++; the bits above those of the enum's underlying type are lost.
"""

from __future__ import annotations

import enum
import operator
import sys
import types
from collections.abc import Sequence
from typing import Any

from .codes import INTEGERS
from .engines import before_kernels, extensions, numba_engine
from .enum_classes import enum_spellings
from .parts import part_objects


class _EnumType(enum.EnumMeta):
    """Numba types enums by itself. It asks for the members then, and the header may have operators of them:
    the engine must be there, also in kernels that use no other name of the library.
    """

    @property
    def __members__(cls) -> Any:
        known = enum.EnumMeta.__members__.__get__(cls)
        if any(backend in sys.modules for backend in before_kernels):
            numba_engine().start()
            if cls in enum_spellings and sys._getframe(1).f_code.co_name == "_typeof_enum_class":
                # to Numba an enum's type is its members', which must have one: it is that of C++'s values
                is_wide = INTEGERS.get(vars(cls)["_code_"]) == (8, False)
                return {"": types.SimpleNamespace(value=1 << 63 if is_wide else 0)}
        return known

    def __call__(cls, value: Any, *more: Any, **named: Any) -> Any:
        """Without enumerators every number of the underlying type is a value, which Python's enums refuse."""
        if cls in enum_spellings and not cls._member_names_:
            return bare_value(cls, value, vars(cls)["_code_"])
        return super().__call__(value, *more, **named)


class _BoundEnum(enum.IntEnum, metaclass=_EnumType):
    """Where enum classes come from."""

    def __repr__(self) -> str:
        known = type(self)._member_names_
        return super().__repr__() if known else f"<{type(self).__name__}: {self._value_}>"

    def __reduce_ex__(self, protocol: Any) -> Any:  # Python 3.11.2 has a name's value in mind
        return type(self), (self._value_,)


def bare_value(members: Any, value: Any, code: str) -> Any:
    """The value of an enum without enumerators."""
    size, signed = INTEGERS.get(code, (1, False))
    top = 2 if code == "b" else 1 << (8 * size - signed)
    number = operator.index(value)
    if not -top * signed <= number < top:
        raise ValueError(f"{number} is not a valid {members.__name__}")
    made = int.__new__(members, number)
    made._value_, made._name_ = number, str(number)
    return made


part_objects["enum"] = _BoundEnum


def install_enum_calls(engine: Any) -> None:
    """Typing and lowering of calls of enum classes."""
    k = engine.k
    numba, templates = k.types, k.templates
    base: Any = templates.AttributeTemplate
    numbers = (numba.Integer, numba.Boolean, numba.Float, numba.IntEnumMember)

    class CxxEnumCall(base):  # type: ignore[misc]
        key = numba.IntEnumClass

        def resolve___call__(self, made: Any) -> Any:
            if made.instance_class not in enum_spellings:
                return None

            def typer(value: Any) -> Any:
                if not isinstance(value, numbers):
                    name = enum_spellings[made.instance_class]
                    raise k.TypingError(f"{name} is an enum, which is made of a number, not of {value}")
                return made.member_type

            return numba.Function(templates.make_callable_template(key=made, typer=typer))

    def body(e: Any, want: Any, sources: Sequence[Any], values: Sequence[Any], names: Sequence[str]) -> Any:
        source, value, storage = sources[0], values[0], engine.enum_storage(want)
        if isinstance(source, numba.IntEnumMember):
            source = source.dtype
        return e.cast(storage, want.dtype, e.cast(source, storage, value))

    k.typing_registry.register_attr(CxxEnumCall)
    k.lowering_registry.lower(numba.IntEnumClass, numba.Any)(k.call(body))
    k.install_registries()


extensions.append(install_enum_calls)
