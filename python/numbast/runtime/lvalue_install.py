"""Enters the pass over objects where the core looks."""

from __future__ import annotations

from typing import Any

from .engines import extensions
from .lvalue_early import EarlyLook
from .lvalue_items import ItemSplitter
from .lvalue_pass import ObjectPass
from .lvalues import LValues


def install_objects(engine: Any) -> None:
    """Gives an engine the pass."""
    lv = LValues(engine)
    engine.lvalues = lv
    look = EarlyLook(engine, lv.objects.ir)

    def run(state: Any) -> None:
        if look.needs_pass(state):
            ItemSplitter(lv, state).run()
            ObjectPass(lv, state).run()

    lv.objects.register_pass(run)


extensions.append(install_objects)
