"""Enters the pass over objects, and what it needs of typing, where the core looks."""

from __future__ import annotations

from typing import Any

from .engines import extensions
from .failures import process_space
from .handles import brackets
from .lowering import is_array_field
from .lvalue_early import EarlyLook
from .lvalues import LValues, index_passes, object_passes
from .parts import install_parts


def item_type(engine: Any, args: Any) -> Any:
    """The type of `field[i, j]`; None when it is none of these."""
    if len(args) != 2 or not is_array_field(args[0]) or not isinstance(args[1], engine.k.types.BaseTuple):
        return None
    found = args[0]
    for index in args[1]:
        if not is_array_field(found) or not isinstance(index, engine.k.types.Integer):
            return None
        found = found.dtype
    return found


def install_objects(engine: Any) -> None:
    """Gives an engine the pass."""
    lv = LValues(engine)
    engine.lvalues = lv
    look = EarlyLook(lv)

    def run(state: Any) -> None:
        if look.needs_pass(state):
            if not object_passes:
                install_parts(("objects",), process_space().parts)
            for step in (*index_passes, *object_passes):
                step(lv, state)

    lv.objects.register_pass(run)


extensions.append(install_objects)
brackets.append(item_type)
