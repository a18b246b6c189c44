"""C++'s own operators for objects that convert to a number ([over.built]): `w * 2`, `2 < w`, `-w`, `n += w`.

What the class declares comes first. Else the object becomes the number that its one conversion function
gives, and the operator is that of Numba's numbers: never that of the other operand's type.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Any

from .engines import extensions
from .operators import BINARY, IN_PLACE, UNARY
from .overload import EXACT, PROMOTION, USER, promoted
from .pointers import install_operator

_PYTHON_S = {
    operator.floordiv: "//", operator.pow: "**", operator.ifloordiv: "//", operator.ipow: "**",
}  # fmt: skip


def _becomes(engine: Any, record: Any, sign: str) -> Any:
    """The type of the number that an object becomes; None where it becomes none. Raises TypingError."""
    facts, found = record.library.facts, {}
    for _, result, is_explicit in facts.conversions(record.spelling):
        t = result.value
        if not is_explicit and (t.is_arithmetic or promoted(t, facts) is not None):
            found[t.code] = t
    if len(found) > 1:
        names = " and ".join(f"operator {t}" for t in found.values())
        raise engine.refusal(
            f"operator{sign} of {record.spelling} is ambiguous in C++, which may use {names}: "
            "convert the object yourself"
        )
    for t in found.values():
        made = t if t.code in ("f", "d") else promoted(t, facts) or t
        return engine.value_type(record.library, made)
    return None


def _is_cxx(engine: Any, op: Any, args: Sequence[Any]) -> bool:
    """Does C++ take a declared function for the operator? Raises TypingError where several would do."""
    for call in engine.operators.get(op, ()):
        try:
            choice = call.typed(engine, args)
            if choice is not None:
                return not _is_worse(engine, choice, args)
        except engine.k.TypingError as e:
            if getattr(e, "is_final", False):
                raise
    return False


def _is_worse(engine: Any, choice: Any, args: Sequence[Any]) -> bool:
    """Is C++'s own operator better: do all objects need conversions, and a number one of those to others?"""
    ranks: dict[bool, list[int]] = {True: [], False: []}
    for at, conversion in zip(choice.order, choice.conversions, strict=True):
        ranks[isinstance(args[at], engine.types.RecordType)].append(conversion.rank)
    return min(ranks[True]) == USER and max(ranks[False], default=EXACT) > PROMOTION


def install_numbers(engine: Any) -> None:
    """Typing of the operators: Numba lowers them, with the objects cast to their numbers."""
    k = engine.k
    other = k.types.Number, k.types.Boolean, k.types.IntEnumMember

    def register(op: Any, sign: str) -> None:
        def typed(context: Any, args: Sequence[Any]) -> Any:
            records = [a for a in args if isinstance(a, engine.types.RecordType)]
            if not records or not all(a in records or isinstance(a, other) for a in args):
                return None
            is_changed = op in IN_PLACE and args[0] not in records
            if not is_changed and _is_cxx(engine, op, args):
                return None
            numbers = [_becomes(engine, a, sign) if a in records else a for a in args]
            if None in numbers:
                return None
            try:
                found = context.resolve_function_type(op, tuple(numbers), {})
            except k._typing_failures:
                found = None
            if found is None:
                shown = ", ".join(map(str, numbers))
                raise engine.refusal(f"{records[0].spelling} has no operator{sign}, nor has ({shown})")
            return found

        k.register_operator(engine, op, typed, None, 0)
        k._tell_refusals(install_operator(k))

    for op, sign in {**BINARY, **UNARY, **_PYTHON_S}.items():
        if sign != "[]":
            register(op, sign)
    for op, sign in IN_PLACE.items():
        register(op, sign + "=")
    k.install_registries()


extensions.append(install_numbers)
