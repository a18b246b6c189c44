"""Objects made in a kernel: by a constructor, as a copy, by a conversion, or of members as C++'s `S{a, b}`.
The values that are given for members are looked at here, and where all others are zeros no shim is called.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .calls import Operand
from .codes import FLOATING, INTEGERS, CxxType, cxx_type
from .lowering import Body, call_body, call_result, converted
from .overload import Argument, standard_conversion, user_conversion
from .parts import part_objects


def narrowed(operand: Operand, literal: Any, t: CxxType) -> str:
    """What `t` can't hold, where C++ lets nothing be lost: between braces. Numba widens what it computes
    with: of numbers that aren't literals only a fraction counts.
    """
    if not t.is_arithmetic or t.name in FLOATING or operand.form != "value" or not operand.types:
        return ""
    if operand.types[0].name in FLOATING:
        return str(operand)
    size, signed = INTEGERS.get(t.name, (1, False))
    least = -(1 << 8 * size - 1) if signed else 0
    fits = literal is None or least <= literal < least + (2 if t.name == "b" else 1 << 8 * size)
    return "" if fits else str(literal)


def fields_given(entry: Any, count: int, names: Sequence[str]) -> list[Any]:
    """The fields that `count` values are for, the last of them by their names; less where they aren't."""
    fields, first = entry[6], count - len(names)
    return [*fields[:first], *(f for n in names for f in fields[first:] if n == f[0])]


class Maker:
    """What the engine asks for."""

    def __init__(self, engine: Any) -> None:
        self.engine = engine

    def construct_type(
        self, handle: Any, args: Sequence[Any], kws: dict[str, Any]
    ) -> tuple[Any, Sequence[int]]:
        """(type, order of the arguments): by a constructor, else a copy, else of members when C++ allows
        it.
        """
        engine, made = self.engine, handle._object_type
        engine.k.insert(handle, self.body(handle))
        if self.converting(handle, args, kws):
            return made, (0,)
        if handle.constructs and not self.is_made_here(handle, args, kws):
            choice = engine.choose(handle, args, kws)
            if "g" in handle.entry[3]:
                self.check_members(handle, args, kws)
            return call_result(engine, choice), choice.order
        if not self.is_copy(handle, args, kws):
            self.check_members(handle, args, kws)
        return made, range(len(args) + len(kws))

    def is_copy(self, handle: Any, args: Sequence[Any], kws: dict[str, Any]) -> bool:
        return len(args) == 1 and not kws and self.engine.plain(args[0]) == handle._object_type

    def converting(self, handle: Any, args: Sequence[Any], kws: dict[str, Any]) -> Any:
        """The conversion by which a function of one object makes the class, where no constructor does, or by
        which it is the copy of a derived object's base.
        """
        types = self.engine.operand(handle.library, args[0]).types if len(args) == 1 and not kws else ()
        made, facts = cxx_type("{" + handle.qualified + "}"), handle.library.facts
        if not types:
            return None
        found = user_conversion(Argument(types[0]), made, facts, True)
        if found and found.second and not found.first:
            return found
        base = standard_conversion(types[0], made, facts) if "C" in handle.entry[3] else None
        oracle = handle.library.oracle
        is_base = (
            base is not None and base.base_depth and not (oracle and oracle.constructs(handle.qualified))
        )
        taken = any(p.value is types[0] for row in handle.rows for p in row.parameters[:1])
        return base if is_base and not taken else None

    def is_partial(self, handle: Any, count: int) -> bool:
        """Is it made of some of its members, all others being zeros?"""
        flags, fields = handle.entry[3], handle.entry[6]
        return 0 < count < len(fields) and set("gIt") <= set(flags)

    def is_made_here(self, handle: Any, args: Sequence[Any], kws: dict[str, Any]) -> bool:
        """Does no constructor make it?"""
        is_copy = self.is_copy(handle, args, kws) or self.converting(handle, args, kws)
        return bool(is_copy or self.is_partial(handle, len(args) + len(kws)))

    def check_members(self, handle: Any, args: Sequence[Any], kws: dict[str, Any]) -> None:
        """May the class be made of these members? Raises TypingError when not."""
        entry, name, error = handle.entry, handle.qualified, self.engine.k.TypingError
        if "g" not in entry[3]:
            plain = "it is abstract" if "a" in entry[3] else "it has no public constructor that is bound"
            reason = handle.library.skipped.get(f"{name}::{name.rpartition('::')[2]}", plain)
            raise error(f"{name} can't be constructed: {reason}")
        given = [*args, *kws.values()]
        fields = fields_given(entry, len(given), tuple(kws))
        if len(given) > len(fields):
            wrong = next((n for n in kws if all(n != f[0] for f in entry[6][len(args) :])), "")
            if wrong:
                raise error(f"{name} has no member {wrong!r}, or it is given twice")
            raise error(f"{name} has {len(entry[6])} members, got {len(given)} values")
        for arg, (field, code, _, _) in zip(given, fields, strict=False):
            t = cxx_type(code)
            self.engine.field_conversion(handle.library, name, field, t, arg)
            operand = self.engine.operand(handle.library, arg)
            lost = narrowed(operand, getattr(arg, "literal_value", None), t)
            if lost:
                raise error(
                    f"{name}: {lost} for {t} {field} would be narrowed, which C++ refuses in {name}{{...}}: "
                    "convert it first, as numpy.int32(x) does"
                )

    def body(self, handle: Any) -> Body:
        """The lowering of a class's constructions."""
        engine = self.engine
        call = call_body(engine, handle)

        def body(e: Any, want: Any, types: Sequence[Any], values: Sequence[Any], names: Sequence[str]) -> Any:
            kws = dict.fromkeys(names)
            if self.is_copy(handle, types, kws):
                return values[0]
            by = self.converting(handle, types, kws)
            if by:
                return converted(engine, e, handle.library, by, types[0], values[0], by.target)[1]
            if handle.constructs and not self.is_partial(handle, len(types)):
                return call(e, want, types, values, names)
            return self._of_members(e, handle, types, values, names)

        return body

    def _of_members(
        self, e: Any, handle: Any, types: Sequence[Any], values: Sequence[Any], names: Sequence[str]
    ) -> Any:
        """Member by member, the others zero."""
        engine, library, made = self.engine, handle.library, handle._object_type
        align = handle.alignof
        place = e.alloca(made, align)
        e.zero(place, handle.sizeof)
        fields = fields_given(handle.entry, len(types), names)
        for (name, code, bits, _), ty, value in zip(fields, types, values, strict=False):
            t = cxx_type(code)
            conversion = engine.field_conversion(library, handle.qualified, name, t, ty)
            storage, inner = converted(engine, e, library, conversion, ty, value, t)
            e.store(storage, inner, e.offset(place, bits // 8), engine.alignment(library, t))
        return e.load(made, place, align)


part_objects["making"] = Maker
