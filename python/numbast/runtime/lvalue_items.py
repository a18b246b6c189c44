"""`s.m[i, j]`: an element of a C array of several dimensions, a field or a variable, in one pair of brackets
as NumPy writes it.

Before the pass over a function looks at it, such an index becomes one after the other, `s.m[i][j]`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .lowering import is_array_field
from .lvalue_index import Splitter
from .lvalues import LValues, index_passes


def _has_rows(ty: Any) -> bool:
    return is_array_field(ty) or hasattr(ty, "row")


def _row_of(ty: Any) -> Any:
    return ty.row if hasattr(ty, "row") else ty.dtype


class ItemSplitter(Splitter):
    """One function's indices of C arrays."""

    prefix = "item"

    def run(self) -> None:
        if any(_has_rows(t) for t in self.types.values()):
            super().run()

    def _statement(self, s: Any) -> Iterator[Any]:
        ir = self.ir
        is_read = isinstance(s, ir.Assign) and getattr(s.value, "op", "") in ("getitem", "static_getitem")
        is_written = isinstance(s, (ir.SetItem, ir.StaticSetItem))
        base = s.value.value if is_read else s.target if is_written else None
        if base is None or not _has_rows(self.types.get(base.name)):
            yield s
            return
        of = s.value if is_read else s
        is_static = getattr(of, "op", "") == "static_getitem" or isinstance(s, ir.StaticSetItem)
        tuple_var = of.index_var if is_static else of.index
        if not isinstance(self.types.get(getattr(tuple_var, "name", "")), self.k.types.BaseTuple):
            yield s
            return
        *first, last = yield from self._indices(tuple_var, s)
        for index in first:
            base = yield from self._item(base, index, s)
        if is_read:
            yield self._getitem(base, last, s, s.target)
            return
        made = ir.SetItem(base, last, s.value, s.loc)
        of = self.types[base.name]
        given = self.types[s.value.name] if is_array_field(of) else of.dtype
        self.calls[made] = self.k.signature(self.k.types.none, of, self.k.types.intp, given)
        yield made

    def _indices(self, v: Any, s: Any) -> Any:
        """Writes the indices that a tuple holds; their variables."""
        definition, found = self.func_ir.get_definition(v), []
        if isinstance(definition, self.ir.Expr) and definition.op == "build_tuple":
            return list(definition.items)
        values = definition.value if isinstance(definition, self.ir.Const) else None
        if not isinstance(values, tuple):
            raise self.k.TypingError(
                "a C array takes its indices as they are: write field[i, j], not field[tuple]", loc=s.loc
            )
        for value in values:
            index = self._variable(self.k.types.intp, s)
            yield self.ir.Assign(self.ir.Const(value, s.loc), index, s.loc)
            found.append(index)
        return found

    def _item(self, base: Any, index: Any, s: Any) -> Any:
        """Writes `base[index]`; its variable."""
        made = self._variable(_row_of(self.types[base.name]), s)
        yield self._getitem(base, index, s, made)
        return made

    def _getitem(self, base: Any, index: Any, s: Any, target: Any) -> Any:
        expression = self.ir.Expr.getitem(base, index, s.loc)
        of = self.types[base.name]
        self.calls[expression] = self.k.signature(_row_of(of), of, self.k.types.intp)
        return self.ir.Assign(expression, target, s.loc)


def _run_items(lv: LValues, state: Any) -> None:
    ItemSplitter(lv, state).run()


index_passes.append(_run_items)
