"""Which functions the pass over objects can leave alone after one look at their types and statements.

Most kernels call functions of numbers, or make objects and ask them things. Where nothing that is called can
change what it is given, no part of an object is assigned and no operator of C++ is at work, values do. The
answer is "perhaps it changes something" wherever that is not certain.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .lowering import is_array_field
from .lvalue_paths import is_temporary
from .table import Row


class EarlyLook:
    """What an engine knows about it."""

    def __init__(self, engine: Any, ir: Any) -> None:
        self.engine, self.ir, self.types = engine, ir, engine.types
        self.kinds = (
            engine.types.RecordType, engine.types.FunctionType, engine.types.MethodType,
            engine.types.ClassType,
        )  # fmt: skip

    def needs_pass(self, state: Any) -> bool:
        """May the function change an object?"""
        found = list({id(t): t for t in state.typemap.values()}.values())  # hashing them takes longer
        ours = [t for t in found if isinstance(t, self.kinds)]
        if not ours:
            return False
        if not all(map(self._is_harmless, ours)):
            return True
        objects = [t for t in found if self._has_objects(t)]
        if not objects:
            return False
        return not (
            all(map(self._is_plain_data, objects))
            and all(map(self._takes_no_address, ours))
            and self._are_called(state.typemap.items())
            and self._only_reads(state)
        )

    # ---- callees -------------------------------------------------------------
    def _is_harmless(self, t: Any) -> bool:
        """Does a callee take neither a reference that may be changed nor an object that is?"""
        if isinstance(t, self.types.RecordType):
            return True
        handle = t.handle
        rows = getattr(handle, "rows", ())
        if getattr(handle, "is_asked", False) or not (rows or isinstance(t, self.types.ClassType)):
            return False
        known = handle.memo.get("is harmless")
        if known is None:
            known = handle.memo["is harmless"] = all(map(takes_values, rows))
        return bool(known)

    def _takes_no_address(self, t: Any) -> bool:
        """Can't a callee keep the address of an object that it is given?"""
        if isinstance(t, self.types.RecordType):
            return True
        is_class = isinstance(t, self.types.ClassType)
        found = ((r, p) for r in t.handle.rows for p in r.parameters if p.target is not None)
        return not any(
            p.target.kind == "named" and (p.kind == "pointer" or (is_class and p.target.name != r.owner))
            for r, p in found
        )

    # ---- types ---------------------------------------------------------------
    def _has_objects(self, t: Any) -> bool:
        plain, types = self.engine.plain(t), self.engine.k.types
        if self.engine.is_object(plain) or is_array_field(plain):
            return True
        if isinstance(plain, types.Optional):
            return self._has_objects(plain.type)
        if isinstance(plain, types.BaseTuple):
            return any(map(self._has_objects, plain))
        inner = None if isinstance(plain, self.kinds) else getattr(plain, "dtype", None)
        return inner is not None and self._has_objects(inner)

    def _is_plain_data(self, t: Any) -> bool:
        """Is it an object that is its bytes, with no room for its own address?"""
        if not isinstance(t, self.types.RecordType):
            return bool(self.engine.is_object(t))
        entry = t.entry
        if entry[0] != "record" or not all(flag in entry[3] for flag in "tcd"):
            return False
        hidden = len(entry) > 8 and entry[8].get("hidden")
        return not hidden and not any(code.startswith("P") for _, code, _, _ in entry[6])

    # ---- statements ----------------------------------------------------------
    def _are_called(self, variables: Iterable[tuple[str, Any]]) -> bool:
        """Is no bound method kept in a variable?"""
        return all(is_temporary(n) for n, t in variables if isinstance(t, self.types.MethodType))

    def _only_reads(self, state: Any) -> bool:
        ir, types = self.ir, state.typemap
        for block in state.func_ir.blocks.values():
            for s in block.body:
                if isinstance(s, (ir.SetAttr, ir.SetItem, ir.StaticSetItem)):
                    target = types.get(s.target.name)
                    if isinstance(s, ir.SetAttr) or isinstance(target, self.types.RecordType):
                        return False
                elif isinstance(s, ir.Assign) and not self._is_read(s.value, types):
                    return False
        return True

    def _is_read(self, x: Any, types: Any) -> bool:
        """Is what is assigned no operator of an object?"""
        if not isinstance(x, self.ir.Expr):
            return True
        if x.op == "call":
            return x.vararg is None and not self._has_operators(types[x.func.name])
        if x.op in ("binop", "inplace_binop"):
            return not (self._has_operators(types[x.lhs.name]) or self._has_operators(types[x.rhs.name]))
        if x.op in ("unary", "getitem", "static_getitem"):
            return not self._has_operators(types[x.value.name])
        return True

    def _has_operators(self, t: Any) -> bool:
        """Are the operators of a type C++'s?"""
        return isinstance(t, self.types.RecordType) or bool(self.engine.k.is_vector(t))


def takes_values(row: Row) -> bool:
    """Does a callable take no reference that may be changed, and no object that it changes? A number has no
    address, so none goes to a pointer.
    """
    found = [t for t in row.parameters if t.is_reference]
    if row.changes or "ref" in row.extra or row.kind not in "fmscxk":
        return False
    own = "{" + row.owner + "}"
    is_copy = row.kind in "cx"
    return all(
        t.target is not None
        and ((t.kind == "reference" and t.target.const) or (is_copy and t.target.bare.code == own))
        for t in found
    )
