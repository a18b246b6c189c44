"""Enters the pass over objects where the core looks."""

from __future__ import annotations

from typing import Any

from .engines import extensions
from .lvalue_items import ItemSplitter
from .lvalue_pass import ObjectPass
from .lvalues import LValues


def install_objects(engine: Any) -> None:
    """Gives an engine the pass."""
    lv = LValues(engine)
    engine.lvalues = lv
    kinds = (
        engine.types.RecordType, engine.types.FunctionType, engine.types.MethodType, engine.types.ClassType,
    )  # fmt: skip

    def run(state: Any) -> None:
        if any(isinstance(t, kinds) for t in state.typemap.values()):
            ItemSplitter(lv, state).run()
            ObjectPass(lv, state).run()

    lv.objects.register_pass(run)


extensions.append(install_objects)
