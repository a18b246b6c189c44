"""Variables that are arrays of several dimensions: `lib.grid[1][2]`, `lib.grid[1, 2]`.

In a kernel such a variable is a pointer whose type knows the extents, so that an index leaves out a row's
elements: what it gives is the row, at last a plain pointer to elements. To C++ it is one to all of them.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from typing import Any

from .engine import Engine
from .engines import extensions

_shaped_types: dict[Any, Any] = {}


def shaped_type(engine: Any, elements: Any, extents: tuple[int, ...]) -> Any:
    """The type of `T a[2][3]` in kernels: `elements` is Numba's pointer to a T."""
    return _shaped_types[engine.k](elements, extents) if len(extents) > 1 else elements


def _define_shaped(engine: Any) -> None:
    k = engine.k
    if k in _shaped_types:
        return

    class ShapedPointer(k.types.Type):  # type: ignore[misc,name-defined]
        def __init__(self, elements: Any, extents: tuple[int, ...]) -> None:
            self.all_elements, self.extents = elements, extents
            super().__init__(f"{elements}{list(extents)}")

        @property
        def row(self) -> Any:
            """What one index gives."""
            return shaped_type(engine, self.all_elements, self.extents[1:])

    class ShapedModel(k.models.PointerModel):  # type: ignore[misc,name-defined]
        def __init__(self, dmm: Any, fe_type: Any) -> None:
            super().__init__(dmm, fe_type.all_elements)

    k.register_model(ShapedPointer)(ShapedModel)
    _shaped_types[k] = ShapedPointer


def _shape_indices(engine: Any, of: Any, index: Any) -> tuple[Any, ...]:
    """The types of an index's numbers; () where `of` is another type. TypingError for no index of it."""
    types = engine.k.types
    if not isinstance(of, _shaped_types[engine.k]):
        return ()
    found = tuple(index) if isinstance(index, types.BaseTuple) else (index,)
    if not 0 < len(found) <= len(of.extents) or not all(isinstance(t, types.Integer) for t in found):
        raise engine.k.TypingError(f"'{of}' takes {len(of.extents)} integers as indices, or fewer for a row")
    return found


def install_shapes(engine: Any) -> None:
    """Typing and lowering of indices."""
    _define_shaped(engine)
    k, pointer = engine.k, _shaped_types[engine.k]

    def typed_read(context: Any, args: Sequence[Any]) -> Any:
        found = _shape_indices(engine, *args)
        if not found:
            return None
        elements, rest = args[0].all_elements, args[0].extents[len(found) :]
        return k.signature(shaped_type(engine, elements, rest) if rest else elements.dtype, *args)

    def typed_write(context: Any, args: Sequence[Any]) -> Any:
        of, index, _ = args
        found = _shape_indices(engine, of, index)
        if not found:
            return None
        if len(found) < len(of.extents):
            raise k.TypingError(f"'{of}' takes {len(of.extents)} indices where an element is assigned")
        if not of.all_elements.mutable:
            raise k.TypingError(f"'{of.all_elements}' points to constants, which cannot be written")
        return k.signature(k.types.none, of, index, of.all_elements.dtype)

    def place(e: Any, types: Sequence[Any], values: Sequence[Any]) -> Any:
        of, index = types[:2]
        word = e.ir.IntType(64)
        at, many = e.ir.Constant(word, 0), isinstance(index, k.types.BaseTuple)
        for i, ty in enumerate(_shape_indices(engine, of, index)):
            number = e.builder.extract_value(values[1], i) if many else values[1]
            row = e.ir.Constant(word, math.prod(of.extents[i + 1 :]))
            at = e.builder.add(at, e.builder.mul(e.cast(ty, k.types.intp, number), row))
        return e.builder.gep(values[0], [at])

    def alignment(of: Any) -> int:
        return int(engine.element_alignment(of) or k.shape(of)[1])

    def read(e: Any, want: Any, types: Sequence[Any], values: Sequence[Any], names: Sequence[str]) -> Any:
        found = place(e, types, values)
        of = types[0].all_elements.dtype
        is_element = len(_shape_indices(engine, *types)) == len(types[0].extents)
        return e.load(of, e.to_pointer(found), alignment(of)) if is_element else found

    def write(e: Any, want: Any, types: Sequence[Any], values: Sequence[Any], names: Sequence[str]) -> Any:
        of = types[0].all_elements.dtype
        e.store(of, e.cast(types[2], of, values[2]), e.to_pointer(place(e, types, values)), alignment(of))

    for op, typed, body, more in (
        (operator.getitem, typed_read, read, ()),
        (operator.setitem, typed_write, write, (k.types.Any,)),
    ):
        k.lowering_registry.lower(op, pointer, k.types.Any, *more)(k.call(body))
        k.register_operator(engine, op, typed, None, 0)
        _, template = k._operators.pop()
        known = k.target.typing_context._lookup_global(op)
        known.templates = (*known.templates, template)
    k.install_registries()


def without_shape(self: Engine, ty: Any) -> Any:
    """`plain`: to C++ such a pointer is one to all elements."""
    plain = any_plain(self, ty)
    return getattr(plain, "all_elements", plain)


any_plain = Engine.plain
Engine.plain = without_shape  # type: ignore[method-assign]
extensions.append(install_shapes)
