"""Enters the pass over objects where the core looks."""

from __future__ import annotations

from typing import Any

from .engines import extensions
from .failures import process_space
from .lvalue_early import EarlyLook
from .lvalues import LValues, object_passes
from .parts import install_parts


def install_objects(engine: Any) -> None:
    """Gives an engine the pass."""
    lv = LValues(engine)
    engine.lvalues = lv
    look = EarlyLook(lv)

    def run(state: Any) -> None:
        if look.needs_pass(state):
            if not object_passes:
                install_parts(("objects",), process_space().parts)
            object_passes[0](lv, state)

    lv.objects.register_pass(run)


extensions.append(install_objects)
