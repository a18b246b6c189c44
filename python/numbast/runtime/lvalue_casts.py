"""Conversions of objects that Numba writes or makes by itself, where their functions may change the object or
it is more than its bytes.

`int(x)`, `if x`, `out[i] = x` or an argument of a function of Numba's: each such conversion becomes a call of
its own, whose operand is the object, before the pass over objects looks at the function.
"""

from __future__ import annotations

import copy
import operator
from typing import Any

from .calls import Candidate, Choice
from .codes import CxxType
from .layout import find_field
from .lowering import converted
from .lvalues import LValues, Step
from .operators import NUMBERS, conversion_to
from .overload import Argument, Conversion, implicit_conversion
from .table import Row

_ITEM_SETTERS = ("SetItem", "StaticSetItem")
_CAST_OPERANDS = {
    "binop": ("lhs", "rhs"), "inplace_binop": ("lhs", "rhs"), "unary": ("value",),
    "getitem": ("value", "index"), "static_getitem": ("value", "index_var"),
}  # fmt: skip


class CastSplitter:
    """One function's conversions."""

    def __init__(self, lv: LValues, state: Any) -> None:
        self.lv, self.engine, self.ir = lv, lv.engine, lv.objects.ir
        self.k, self.objects = lv.engine.k, lv.objects
        self.func_ir, self.types, self.calls = state.func_ir, state.typemap, state.calltypes
        self.fresh = 0
        self.out: list[Any] = []

    def run(self) -> None:
        self.touched = {t for t in set(self.types.values()) if self._is_changed(t)}
        if not self.touched:
            return
        for block in self.func_ir.blocks.values():
            self.out = []
            for s in block.body:
                self.out.append(self._statement(s))
            block.body = self.out
        if self.fresh:
            self.objects.rebuild(self.func_ir)

    def _is_changed(self, t: Any) -> bool:
        """May a conversion change an object of the type, or must no copy of it be made for one?"""
        if not isinstance(t, self.engine.types.RecordType):
            return False
        functions = t.library.facts.conversions(t.spelling)
        is_plain = t.entry[0] != "record" or {"t", "c", "d"} <= set(t.entry[3])
        return (
            t.is_mutable
            or not is_plain
            or any(isinstance(row, Row) and row.changes for row, _, _ in functions)
        )

    def _is_object(self, v: Any) -> bool:
        return isinstance(v, self.ir.Var) and self.types.get(v.name) in self.touched

    # ---- statements ----------------------------------------------------------
    def _statement(self, s: Any) -> Any:
        """The statement, with what was converted before it."""
        ir = self.ir
        if isinstance(s, ir.Assign):
            return self._assignment(s)
        if type(s).__name__ in _ITEM_SETTERS:
            return self._set_item(s)
        if isinstance(s, ir.SetAttr) and self._is_object(s.value):
            return self._set_field(s)
        return s

    def _assignment(self, s: Any) -> Any:
        ir, x, of = self.ir, s.value, self.types.get(s.target.name)
        source = x.value if isinstance(x, ir.Expr) and x.op == "cast" else x
        if self._is_object(source):
            made = None if of == self.types[source.name] else self._implicit(source, of, s)
            return s if made is None else ir.Assign(made, s.target, s.loc)
        if not isinstance(x, ir.Expr) or self.calls.get(x) is None:
            return s
        if x.op == "call":
            return self._call(s, x)
        if x.op == "unary" and x.fn is operator.not_ and self._is_object(x.value):
            return self._negation(s, x)
        names = [x._kws.get(n) for n in _CAST_OPERANDS.get(x.op, ())]
        return self._cast_to(s, list(zip(names, self.calls[x].args, strict=False)))

    def _call(self, s: Any, x: Any) -> Any:
        ours, callee = self.engine.types, self.types[x.func.name]
        if isinstance(callee, (ours.FunctionType, ours.ClassType, ours.MethodType, ours.RecordType)):
            return s
        sig = self.calls[x]
        if len(x.args) == 1 and not x.kws and self._is_object(x.args[0]):
            codes = self._codes(callee)
            if codes:
                made = self._explicit(x.args[0], codes, self.types[s.target.name], s)
                return s if made is None else self.ir.Assign(made, s.target, s.loc)
        names = list(sig.pysig.parameters) if sig.pysig is not None else []
        given = [(v, names.index(n)) for n, v in x.kws if n in names]
        pairs = [*zip(x.args, sig.args, strict=False)]
        return self._cast_to(s, pairs + [(v, sig.args[i]) for v, i in given if i < len(sig.args)])

    def _codes(self, callee: Any) -> list[str]:
        """What `bool`, `int`, `float` or a number's class convert to; empty for other callees."""
        if isinstance(callee, self.k.types.NumberClass):
            return [t.code for t in self.engine.operand(self._library(), callee.instance_type).types]
        return list(NUMBERS.get(getattr(callee, "typing_key", None), ("", ()))[1])

    def _library(self) -> Any:
        return next(iter(self.touched)).library

    def _negation(self, s: Any, x: Any) -> Any:
        boolean, args = self.k.types.boolean, self.calls[x].args
        if any(call.typed(self.engine, args) is not None for call in self.engine.operators[x.fn]):
            return s
        made = self._explicit(x.value, ["b"], boolean, s, True)
        return s if made is None else self.ir.Assign(made, s.target, s.loc)

    def _set_item(self, s: Any) -> Any:
        sig, value = self.calls.get(s), self.types[s.value.name]
        array, index, value = sig.args if sig is not None else (self.types[s.target.name], None, value)
        element = getattr(array, "dtype", value)
        if self._is_object(s.value) and value == self.types[s.value.name] and element != value:
            made = self._implicit(s.value, element, s)
            if made is not None:
                s = copy.copy(s)
                s.value, value = made, element
                if sig is not None:
                    self.calls[s] = self.k.signature(sig.return_type, array, index, value)
        if sig is None:
            return s
        return self._cast_to(s, [(getattr(s, "index_var", None) or s.index, index), (s.value, value)])

    def _set_field(self, s: Any) -> Any:
        of = self.types[s.target.name]
        found = find_field(of.library, of.spelling, s.attr) if hasattr(of, "spelling") else None
        wanted = None if found is None else self.engine.value_type(of.library, found[0].bare)
        if wanted is None or wanted == self.types[s.value.name]:
            return s
        made = self._implicit(s.value, wanted, s)
        if made is None:
            return s
        sig = self.calls.get(s)
        s = self.ir.SetAttr(s.target, s.attr, made, s.loc)
        if sig is not None:
            self.calls[s] = self.k.signature(sig.return_type, sig.args[0], wanted)
        return s

    # ---- conversions ---------------------------------------------------------
    def _cast_to(self, s: Any, pairs: list[tuple[Any, Any]]) -> Any:
        """The statement with operands that have the types it wants."""
        names = {}
        for v, wanted in pairs:
            if self._is_object(v) and wanted != self.types[v.name]:
                made = self._implicit(v, wanted, s)
                if made is not None:
                    names[v.name] = made
        return self.objects.replaced(s, names, self.calls) if names else s

    def _implicit(self, v: Any, wanted: Any, s: Any) -> Any:
        """Writes the conversion that C++ does by itself; its variable, None where there is none."""
        of = self.types[v.name]
        operand, to = self.engine.operand(of.library, of), self.engine.operand(of.library, wanted)
        if to.form != "value" or not to.types:
            return None
        found = implicit_conversion(Argument(operand.types[0]), to.types[0], of.library.facts)
        return None if found is None else self._written(v, found, to.types[0], wanted, s)

    def _explicit(self, v: Any, codes: list[str], wanted: Any, s: Any, negated: bool = False) -> Any:
        found = conversion_to(self.engine, self.types[v.name], codes)
        return None if found is None else self._written(v, *found, wanted, s, negated)

    def _written(
        self, v: Any, conversion: Conversion, target: CxxType, wanted: Any, s: Any, negated: bool = False
    ) -> Any:
        row, of = conversion.function, self.types[v.name]
        if not isinstance(row, Row) or self._is_changed(wanted):
            return None
        step = self._step(of, row, conversion, target, negated)
        callee, made = self._variable(step.type, s), self._variable(wanted, s)
        self.out.append(self.ir.Assign(self.ir.Global(step.name, step.type, s.loc), callee, s.loc))
        expression = self.ir.Expr.call(callee, [v], (), s.loc)
        self.calls[expression] = self.k.signature(wanted, of)
        self.out.append(self.ir.Assign(expression, made, s.loc))
        return made

    def _step(self, of: Any, row: Row, conversion: Conversion, target: CxxType, negated: bool) -> Step:
        engine, library = self.engine, of.library

        def body(e: Any, want: Any, types: Any, values: Any) -> Any:
            storage, inner = converted(engine, e, library, conversion, types[0], values[0], target)
            made = e.cast(storage, want, inner)
            return e.negate(made) if negated else made

        is_asked = conversion.first is None
        first = conversion.first or Conversion(conversion.source, conversion.source, 0)
        step = self.lv.made_once(("cast", of, row, target.code, negated), row.name, body)
        omitted = 0 if is_asked else len(row.parameters) - 1
        step.choice = Choice(Candidate(row, is_asked), omitted, (first,), (), (0,))
        return step

    def _variable(self, of: Any, s: Any) -> Any:
        self.fresh += 1
        made = self.ir.Var(next(iter(self.func_ir.blocks.values())).scope, f"$cast.{self.fresh}", s.loc)
        self.types[made.name] = of
        return made
