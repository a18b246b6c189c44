"""Whether a pointer of C++'s is null, and whether two are the same: `if p`, `not p`, `p is None`, `p == q`;
and what lies behind one.

Numba has pointers and no tests of them: `p is None` would be false to it, whatever `p` is. Bools that it
reads and writes through them are in their form in memory, which it takes for a value.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Any

from .engines import extensions

_SAME = {operator.eq: "==", operator.ne: "!=", operator.is_: "==", operator.is_not: "!="}
_TRUTH = {bool: "!=", operator.truth: "!=", operator.not_: "=="}


def install_pointers(engine: Any) -> None:
    """Typing and lowering of tests and comparisons."""
    k = engine.k
    null, ours = k.types.NoneType, (k.types.CPointer, type(k.types.voidptr))

    def typed(context: Any, args: Sequence[Any]) -> Any:
        pointers = [a for a in args if isinstance(a, ours)]
        fits = pointers and all(isinstance(a, (null, *ours)) for a in args)
        return k.signature(k.types.boolean, *args) if fits else None

    def test(sign: str) -> Any:
        def body(e: Any, want: Any, types: Sequence[Any], values: Sequence[Any], names: Sequence[str]) -> Any:
            found = [e.to_pointer(v) for t, v in zip(types, values, strict=True) if isinstance(t, ours)]
            return e.builder.icmp_unsigned(sign, *(*found, e.null())[:2])

        return k.call(body)

    for op, sign in (*_SAME.items(), *_TRUTH.items()):
        one = [(a,) for a in ours]
        two = [(a, b) for a in (*ours, null) for b in (*ours, null) if (a, b) != (null, null)]
        for patterns in one if op in _TRUTH else two:
            k.lowering_registry.lower(op, *patterns)(test(sign))
        k.register_operator(engine, op, typed, None, 0)
        install_operator(k)
    _register_items(engine)
    k.register_attributes(engine, k.types.CPointer, lambda *of: _no_member(engine, *of))
    k.install_registries()


def _no_member(engine: Any, ty: Any, name: str) -> None:
    """Raises TypingError for `p.x` of a pointer to an object."""
    if isinstance(ty.dtype, engine.types.RecordType):
        raise engine.k.TypingError(
            f"{ty.dtype} * is a pointer and has no '{name}': write p[0].{name} for what it points to"
        )


def _register_items(engine: Any) -> None:
    k = engine.k

    def place(e: Any, types: Sequence[Any], values: Sequence[Any]) -> tuple[Any, Any, int]:
        of = types[0].dtype
        at = e.builder.gep(values[0], [e.cast(types[1], k.types.intp, values[1])])
        return of, e.to_pointer(at), engine.element_alignment(of) or k.shape(of)[1]

    def read(e: Any, want: Any, types: Sequence[Any], values: Sequence[Any], names: Sequence[str]) -> Any:
        return e.load(*place(e, types, values))

    def write(e: Any, want: Any, types: Sequence[Any], values: Sequence[Any], names: Sequence[str]) -> Any:
        of, at, align = place(e, types, values)
        e.store(of, e.cast(types[2], of, values[2]), at, align)

    pointer, index = k.types.CPointer, k.types.Integer
    k.lowering_registry.lower(operator.getitem, pointer, index)(k.call(read))
    k.lowering_registry.lower(operator.setitem, pointer, index, k.types.Any)(k.call(write))


def install_operator(k: Any) -> Any:
    """Puts the operator that was registered last before Numba's; its function."""
    context = k.target.typing_context
    op, template = k._operators.pop()
    known = context._lookup_global(op)
    known.templates = (template, *known.templates)  # before Numba's view of None
    return known


extensions.append(install_pointers)
