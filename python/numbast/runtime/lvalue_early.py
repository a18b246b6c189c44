"""Which functions the pass over objects can leave alone after one look at their types and statements.

Most kernels call functions of numbers, or make objects and ask them things. Where nothing that is called, no
operator either, can change what it is given, and no part of an object is assigned, values do. The answer is
"perhaps it changes something" wherever that is not certain.
"""

from __future__ import annotations

import operator
from typing import Any

from .lowering import is_array_field
from .lvalues import is_temporary
from .operators import operator_candidates
from .table import Row, libraries

_BOTH, _ONE = ("lhs", "rhs"), ("value",)
#: Expressions that may be operators, and whose types say it.
_OPERANDS = {
    "call": ("func",), "binop": _BOTH, "inplace_binop": _BOTH, "unary": _ONE, "getitem": _ONE,
    "static_getitem": _ONE,
}  # fmt: skip


class EarlyLook:
    """What an engine knows about it."""

    def __init__(self, engine: Any, ir: Any) -> None:
        self.engine, self.ir, self.types = engine, ir, engine.types
        self.kinds = (
            engine.types.RecordType, engine.types.FunctionType, engine.types.MethodType,
            engine.types.ClassType,
        )  # fmt: skip
        self._known: dict[Any, bool] = {}  # is a class one of these kinds, does an operator change nothing?

    def needs_pass(self, state: Any) -> bool:
        """May the function change an object?"""
        found = list({id(t): t for t in state.typemap.values()}.values())  # hashing them takes longer
        ours = [t for t in found if self._is_ours(type(t))]
        callees = [self._callee(t) for t in ours]
        if not all(callees):
            return True
        objects = [t for t in found if self._has_objects(t)] if ours else []
        if not objects:
            return False
        arrays = [t for t in objects if isinstance(t, self.engine.k.types.Array)]
        return not (
            all(self._is_plain_data(t.dtype if t in arrays else t) for t in objects)
            and ("address" not in callees or len(arrays) == len(objects))  # an array has its address
            and not (arrays and "object" in callees)  # elements go by address
            and self._are_called(state.typemap, {id(t) for t in ours if isinstance(t, self.types.MethodType)})
            and self._only_reads(
                state, {id(t) for t in found if self._has_operators(t)}, set(map(id, arrays))
            )
        )

    def _is_ours(self, cls: type) -> bool:
        known = self._known.get(cls)
        if known is None:
            known = self._known[cls] = issubclass(cls, self.kinds)
        return known

    # ---- callees -------------------------------------------------------------
    def _callee(self, t: Any) -> str:
        """What a callee takes: "address" (of an object, which it may keep), "object" or "number"; "" where
        it may change what it takes.
        """
        if isinstance(t, self.types.RecordType):
            return "number"
        handle, is_class = t.handle, isinstance(t, self.types.ClassType)
        rows = getattr(handle, "rows", ())
        if getattr(type(handle), "is_asked", False) or not (rows or is_class):
            return ""
        known = handle.memo.get("early")
        if known is None:
            if not all(map(takes_values, rows)):
                known = ""
            elif any(takes_address(r, is_class) for r in rows):
                known = "address"
            else:
                is_method = isinstance(t, self.types.MethodType)
                known = "object" if is_method or any(map(_classes, rows)) else "number"
            handle.memo["early"] = known
        return str(known)

    def _is_const(self, op: Any, args: Any) -> bool:
        """Does an operator of C++ for these operands change none of them?"""
        key = (op, args, len(libraries))  # a new library may bring other operators
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._finds_const(op, args)
        return known

    def _finds_const(self, op: Any, args: Any) -> bool:
        engine = self.engine
        for call in engine.operators.get(op, ()):
            try:
                choice = call.choose(engine, args)
            except engine.k.TypingError:
                continue
            if choice is not None:
                rows = [c.row for c in operator_candidates(engine, f"operator{call.symbol}", args)[1]]
                return (
                    choice.row in rows and not any(map(takes_address, rows)) and all(map(takes_values, rows))
                )
        return True

    # ---- types ---------------------------------------------------------------
    def _has_objects(self, t: Any) -> bool:
        if self._is_ours(type(t)):
            return isinstance(t, self.types.RecordType)
        plain, types = self.engine.plain(t), self.engine.k.types
        if self.engine.is_object(plain) or is_array_field(plain):
            return True
        if isinstance(plain, types.Optional):
            return self._has_objects(plain.type)
        if isinstance(plain, types.BaseTuple):
            return any(map(self._has_objects, plain))
        inner = getattr(plain, "dtype", None)
        return inner is not None and self._has_objects(inner)

    def _is_plain_data(self, t: Any) -> bool:
        """Is it an object that is its bytes, with no room for its own address?"""
        if not isinstance(t, self.types.RecordType):
            return bool(self.engine.is_object(t))
        entry = t.entry
        if entry[0] != "record" or not all(flag in entry[3] for flag in "tcd"):
            return False
        hidden = entry[8].get("hidden", ()) if len(entry) > 8 else ()
        fields = any(code.startswith("P") for _, code, _, _ in entry[6])
        return not fields and all(size < 64 or offset % 64 for _, _, offset, size in hidden)

    # ---- statements ----------------------------------------------------------
    def _are_called(self, types: Any, methods: set[int]) -> bool:
        """Is no bound method kept in a variable? `methods`: ids of their types."""
        return not methods or all(is_temporary(n) for n, t in types.items() if id(t) in methods)

    def _only_reads(self, state: Any, objects: set[int], arrays: set[int]) -> bool:
        """`objects`: ids of the types whose operators are C++'s. No isinstance: what Numba's classes take for
        it is most of the time that a look takes.
        """
        ir, types, calls = self.ir, state.typemap, state.calltypes
        written = objects | arrays
        for block in state.func_ir.blocks.values():
            for s in block.body:
                kind = type(s)
                if kind is ir.Assign:
                    x = s.value
                    if type(x) is not ir.Expr or x.op not in _OPERANDS or _is_read(x, types, objects):
                        continue
                    op = x._kws.get("fn", operator.getitem)
                    if x.op == "call" or arrays or not self._is_const(op, calls[x].args):
                        return False
                elif kind is ir.SetAttr or (
                    kind in (ir.SetItem, ir.StaticSetItem) and id(types[s.target.name]) in written
                ):
                    return False
        return True

    def _has_operators(self, t: Any) -> bool:
        """Are the operators of a type C++'s?"""
        return isinstance(t, self.types.RecordType) or bool(self.engine.k.is_vector(t))


def _is_read(x: Any, types: Any, objects: set[int]) -> bool:
    """Is an expression no operator of an object?"""
    operands = x._kws
    for name in _OPERANDS[x.op]:
        if id(types[operands[name].name]) in objects:
            return False
    return x.op != "call" or operands["vararg"] is None


def takes_values(row: Row) -> bool:
    """Does a callable take no reference that may be changed, and no object that it changes? A number has no
    address, so none goes to a pointer.
    """
    if row.changes or "ref" in row.extra or row.kind not in "fomscxk" or _moves(row):
        return False
    is_copy = row.kind in "cx"
    return all(
        t.target is not None
        and ((t.kind == "reference" and t.target.const) or (is_copy and t.target.bare.name == row.owner))
        for t in row.parameters
        if t.is_reference
    )


def takes_address(row: Row, is_class: bool = False) -> bool:
    """Does a callable take an object's address, or a constructor what it might keep one of?"""
    return any(
        t.target is not None
        and t.target.kind == "named"
        and (t.kind == "pointer" or (is_class and t.target.name != row.owner))
        for t in row.parameters
    )


def _classes(row: Row) -> list[str]:
    """The classes of its parameters, but for a constructor's own."""
    enum, own = row.library.facts.enum, row.owner if row.kind in "cx" else ""
    found = [t.value.bare for t in row.parameters]
    return [t.name for t in found if t.kind == "named" and t.name != own and enum(t.name) is None]


def _moves(row: Row) -> bool:
    """Is a parameter's class converted to by another constructor from temporaries than from variables?"""
    constructors = row.library.facts.constructors
    return any(
        p.kind == "rvalue" and p.target is not None and p.target.bare.name != name
        for name in _classes(row)
        for _, parameters, _, _ in constructors(name)
        for p in parameters[:1]
    )
