"""Enums made from numbers in kernels: `lib.Color(i)` is C++'s `static_cast<Color>(i)`, whatever `i` holds.

Numba has values of enums and no call that makes one. A number that is no enumerator stays what it is, as in
C++; the bits above those of the enum's underlying type are lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .engines import extensions
from .enum_classes import enum_spellings


def install_enum_calls(engine: Any) -> None:
    """Typing and lowering of calls of enum classes."""
    k = engine.k
    types, templates = k.types, k.templates
    base: Any = templates.AttributeTemplate
    numbers = (types.Integer, types.Boolean, types.Float, types.IntEnumMember)

    class CxxEnumCall(base):  # type: ignore[misc]
        key = types.IntEnumClass

        def resolve___call__(self, made: Any) -> Any:
            if made.instance_class not in enum_spellings:
                return None

            def typer(value: Any) -> Any:
                if not isinstance(value, numbers):
                    name = enum_spellings[made.instance_class]
                    raise k.TypingError(f"{name} is an enum, which is made of a number, not of {value}")
                return made.member_type

            return types.Function(templates.make_callable_template(key=made, typer=typer))

    def body(e: Any, want: Any, sources: Sequence[Any], values: Sequence[Any], names: Sequence[str]) -> Any:
        source, value, storage = sources[0], values[0], engine.enum_storage(want)
        if isinstance(source, types.IntEnumMember):
            source = source.dtype
        return e.cast(storage, want.dtype, e.cast(source, storage, value))

    k.typing_registry.register_attr(CxxEnumCall)
    k.lowering_registry.lower(types.IntEnumClass, types.Any)(k.call(body))
    k.install_registries()


extensions.append(install_enum_calls)
