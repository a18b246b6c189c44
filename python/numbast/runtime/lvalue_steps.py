"""Steps of objects that are more than their bytes: new values of variables, copies, ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .lvalues import LValues, Step
from .parts import part_objects


class ObjectSteps:
    """What lvalue_objects.py writes calls of."""

    def __init__(self, lv: LValues) -> None:
        self.lv = lv

    def _call_member(self, e: Any, row: Any, values: Sequence[Any]) -> None:
        """Calls a member or constructor with addresses alone."""
        self.lv.engine.link(e, row)
        returned = e.pointer if row.is_address else None
        omitted = len(row.parameters) + 1 - len(values)
        e.call(row.library.symbol(row, omitted), returned, [e.pointer] * len(values), values)

    def renew(self, make: Step, of: Any, assign: Any, destroy: Any) -> Step:
        """A variable's new object: `make` makes one at an address. If there is one already, the new one is
        made beside it and assigned; where that can't be, the old one is destroyed first. `assign`, `destroy`:
        rows or None. Arguments: the address, that of the flag whether there is an object, those of `make`.
        """
        boolean = self.lv.engine.k.types.boolean

        def body(e: Any, want: Any, types: Sequence[Any], values: Sequence[Any]) -> Any:
            place, flag = values[:2]

            def again() -> None:
                if assign is None:
                    if destroy is not None:
                        self._call_member(e, destroy, [place])
                    make.body(e, want, [types[0], *types[2:]], [place, *values[2:]], ())
                    return
                beside = e.alloca(of, self.lv.alignment(of))
                make.body(e, want, [types[0], *types[2:]], [beside, *values[2:]], ())
                self._call_member(e, assign, [place, beside])
                if destroy is not None:
                    self._call_member(e, destroy, [beside])

            def first() -> None:
                make.body(e, want, [types[0], *types[2:]], [place, *values[2:]], ())

            self.lv.objects.either(e, e.load(boolean, flag, 1), again, first)
            e.store(boolean, e.constant(boolean, True), flag, 1)
            return e.none()

        return self.lv.made_once(("renew", make, assign, destroy), f"{make.name}, of a variable", body)

    def assigned(self, make: Step, assign: Any) -> Step:
        """A variable's new value: `make` copies if there is no object yet, the row `assign` assigns.
        Arguments: the address, that of the flag, and the object's.
        """
        boolean = self.lv.engine.k.types.boolean

        def body(e: Any, want: Any, types: Sequence[Any], values: Sequence[Any]) -> Any:
            place, flag, source = values

            def again() -> None:
                self._call_member(e, assign, [place, source])

            def first() -> None:
                make.body(e, want, [types[0], types[2]], [place, source], ())

            self.lv.objects.either(e, e.load(boolean, flag, 1), again, first)
            e.store(boolean, e.constant(boolean, True), flag, 1)
            return e.none()

        return self.lv.made_once(("assigned", make, assign), f"{make.name}, or assignment", body)

    def copy(self, of: Any, row: Any) -> Step:
        """Makes a copy: arguments are the copy's address and the object's. Without a row bytes are copied."""

        def body(e: Any, want: Any, types: Sequence[Any], values: Sequence[Any]) -> Any:
            if row is not None:
                self._call_member(e, row, values)
            else:
                align = self.lv.alignment(of)
                e.store(of, e.load(of, values[1], align), values[0], align)
            return e.none()

        return self.lv.made_once(("copy", of, row), f"copy of {of}", body)

    def destroy(self, row: Any, has_flag: bool) -> Step:
        """Ends an object; with a flag only if there is one."""
        boolean = self.lv.engine.k.types.boolean

        def body(e: Any, want: Any, types: Sequence[Any], values: Sequence[Any]) -> Any:
            if has_flag:
                self.lv.objects.either(
                    e, e.load(boolean, values[1], 1), lambda: self._call_member(e, row, values[:1]), None
                )
            else:
                self._call_member(e, row, values)
            return e.none()

        return self.lv.made_once(("destroy", row, has_flag), row.name, body)


part_objects["object_steps"] = ObjectSteps
