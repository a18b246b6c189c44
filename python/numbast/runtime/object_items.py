"""What may be assigned to elements: of C arrays, of what an object's operator[] gives, and an object to those
of Numba's arrays; `numpy.float32(obj)`.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Any

from .engines import extensions
from .lowering import is_array_field
from .operators import conversion_to, explicit_value
from .pointers import install_operator


def _register_setitem(engine: Any) -> None:
    types = engine.k.types
    number = types.Integer, types.Boolean, types.EnumMember

    def typed(context: Any, args: Sequence[Any]) -> Any:
        if args and (isinstance(args[0], engine.types.RecordType) or is_array_field(args[0])):
            index = args[1] if len(args) > 1 and is_array_field(args[0]) else ()
            bad = [i for i in (index if isinstance(index, types.BaseTuple) else (index,)) if i]
            if bad and not all(isinstance(i, number) for i in bad):
                text = f"an element of a C array has an integer for its index, not {index}"
                raise engine.k.TypingError(text)
            return engine.k.signature(engine.k.types.void, *args)
        if len(args) == 3 and isinstance(args[2], engine.types.RecordType):
            _check_element(engine, context, args[2], getattr(args[0], "dtype", args[2]))
        return None

    engine.k.register_operator(engine, operator.setitem, typed, None, 3)
    engine.k._tell_refusals(install_operator(engine.k))


def _check_element(engine: Any, context: Any, record: Any, element: Any) -> None:
    """Raises TypingError where C++ would not convert an object to an array's element by itself."""
    number = engine.k.types.Number, engine.k.types.Boolean
    if isinstance(element, number) and record.can_convert_to(context, element) is None:
        codes = [t.code for t in engine.operand(record.library, element).types]
        text = f"no implicit conversion from {record} to {element}"
        if conversion_to(engine, record, codes):
            text += f": write numpy.{element}(x) for the explicit one"
        raise engine.k.TypingError(text)


def _register_number_calls(engine: Any) -> None:
    """`numpy.float32(obj)` is C++'s `float(obj)`."""

    def typed(record: Any, number: Any) -> Any:
        codes = [t.code for t in engine.operand(record.library, number).types]
        if not codes or conversion_to(engine, record, codes) is None:
            raise engine.k.TypingError(f"no conversion from {record.spelling} to {number}")
        return number

    def body(e: Any, want: Any, types: Sequence[Any], values: Sequence[Any], names: Sequence[str]) -> Any:
        codes = [t.code for t in engine.operand(types[0].library, want).types]
        return explicit_value(engine, e, types[0], values[0], codes, want)

    engine.k.register_number_calls(engine, typed, body)
    engine.k.install_registries()


extensions.extend((_register_setitem, _register_number_calls))
