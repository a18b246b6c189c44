"""Which functions the pass over objects can leave alone after one look at their types and statements.

Most kernels call functions of numbers, or make objects and ask them things. Where nothing that is called, no
operator either, can change what it is given, and no part of an object is assigned, values do; but elements
that are taken by reference go by address. The answer is "perhaps it changes something" wherever that is not
certain.
"""

from __future__ import annotations

import operator
from typing import Any

from .calls import Choice
from .codes import cxx_type
from .failures import process_space
from .lowering import is_array_field
from .lvalues import LValues, element_passes, is_temporary
from .operators import operator_candidates
from .parts import install_parts
from .table import Row, libraries

_BOTH, _ONE = ("lhs", "rhs"), ("value",)
#: Expressions that may be operators, and whose types say it.
_OPERANDS = {
    "call": ("func",), "binop": _BOTH, "inplace_binop": _BOTH, "unary": _ONE, "getitem": _ONE,
    "static_getitem": _ONE,
}  # fmt: skip


class _TypeFacts:
    """What the look asks about a type. It does not hold the type, which may hold a library."""

    __slots__ = (
        "callee", "converts", "has_objects", "has_operators", "is_array", "is_callee", "is_method",
        "is_plain", "matters",
    )  # fmt: skip

    def __init__(self, look: EarlyLook, t: Any) -> None:
        self.is_callee = isinstance(t, look.kinds)
        self.is_method = type(t) is look.types.MethodType
        is_record = isinstance(t, look.types.RecordType)
        self.is_array = self.is_plain = self.has_operators = self.has_objects = is_record
        self.converts = is_record and bool(t.library.facts.conversions(t.spelling))
        if is_record:
            self.is_array, self.is_plain = False, look.is_plain_data(t)
        elif not self.is_callee and not isinstance(t, look.numba_callees):
            self.has_objects = look.has_objects(t)
            self.is_array = isinstance(t, look.engine.k.types.Array)
            self.is_plain = self.has_objects and look.is_plain_data(t.dtype if self.is_array else t)
            self.has_operators = bool(look.engine.k.is_vector(t))
        self.callee = ""  # what _callee found
        self.matters = self.is_callee or self.has_objects or self.has_operators


class EarlyLook:
    """What an engine knows about it."""

    def __init__(self, lv: LValues) -> None:
        engine = lv.engine
        self.lv, self.engine, self.ir, self.types = lv, engine, lv.objects.ir, engine.types
        self.kinds = (
            engine.types.RecordType, engine.types.FunctionType, engine.types.MethodType,
            engine.types.ClassType,
        )  # fmt: skip
        self.numba_callees = engine.k.types.Callable
        self._facts: dict[int, _TypeFacts] = {}  # by the number that Numba gives a type
        self._seen = 0  # libraries, when these were collected
        self._operators: dict[Any, Choice | bool] = {}  # what is called, if that changes nothing

    def needs_pass(self, state: Any) -> bool:
        """May the function change an object? If not, this gives elements that are taken their addresses."""
        if self._seen != len(libraries):
            self._seen = len(libraries)
            self._facts.clear()
        known, has_objects, are_plain, has_others, converts = self._facts, False, True, False, False
        callees, arrays, operands, methods = set(), set(), set(), set()  # of the last three ids of types
        for t in {id(t): t for t in state.typemap.values()}.values():  # hashing them takes longer
            f = known.get(t._code) or self._fact(t)
            if not f.matters:
                continue
            if f.is_callee:
                called = f.callee = f.callee or self._callee(t)
                if not called:
                    return True
                callees.add(called)
                converts = converts or f.converts
                if f.is_method:
                    methods.add(id(t))
            if f.has_objects:
                has_objects, are_plain = True, are_plain and f.is_plain
                has_others = has_others or not f.is_array
                if f.is_array:
                    arrays.add(id(t))
            if f.has_operators:
                operands.add(id(t))
        if not callees or not has_objects:
            return False
        if "address" in callees and has_others:
            return True  # an array has its address
        if not are_plain:
            return True
        if "reference" not in callees and not (arrays and ("object" in callees or converts)):
            if not self._are_called(state.typemap, methods):
                return True
            reads = self._reads(state, operands, arrays)
            if reads != "references" and not (arrays and reads == "operators"):
                return not reads
        return not self._element_calls(state, arrays, operands)

    def _element_calls(self, state: Any, arrays: set[int], objects: set[int]) -> bool:
        if not element_passes:
            install_parts(("objects",), process_space().parts)
        return element_passes[0](self.lv, state, arrays, objects, self._is_const)

    def _fact(self, t: Any) -> _TypeFacts:
        found = self._facts[t._code] = _TypeFacts(self, t)
        return found

    # ---- callees -------------------------------------------------------------
    def _callee(self, t: Any) -> str:
        """What a callee takes: "address" (of an object, which it may keep), "object" or "number", "reference"
        where it gives an object by one; "" where it may change what it takes.
        """
        if isinstance(t, self.types.RecordType):
            return "number"
        handle, is_class = t.handle, isinstance(t, self.types.ClassType)
        rows = getattr(handle, "rows", ())
        if getattr(type(handle), "is_asked", False) or not (rows or is_class):
            return ""
        known = handle.memo.get("early")
        if known is None:
            if not all(takes_values(r) and self._takes_bytes(r) for r in rows):
                known = ""
            elif any(takes_address(r, is_class) for r in rows):
                known = "address"
            elif any(map(_gives_reference, rows)):
                known = "reference"
            else:
                is_method = isinstance(t, self.types.MethodType)
                known = "object" if is_method or any(map(_classes, rows)) else "number"
            handle.memo["early"] = known
        return str(known)

    def _takes_bytes(self, row: Row) -> bool:
        """Are the objects that conversions make for its parameters no more than their bytes?"""
        names = [n for n in _classes(row) if (row.library.facts.entry(n) or "?")[0] == "record"]
        made = [self.engine.value_type(row.library, cxx_type("{" + n + "}")) for n in names]
        return all(self.is_plain_data(t) or not isinstance(t, self.types.RecordType) for t in made)

    def _is_const(self, op: Any, args: Any) -> Choice | bool:
        """The operator of C++ for these operands if it changes none of them, True where there is none."""
        key = (op, args, len(libraries))  # a new library may bring other operators
        known = self._operators.get(key)
        if known is None:
            known = self._operators[key] = self._finds_const(op, args)
        return known

    def _finds_const(self, op: Any, args: Any) -> Choice | bool:
        engine = self.engine
        if op is operator.getitem and isinstance(args[1], engine.k.types.BaseTuple):  # a method's call
            return not isinstance(args[0], self.types.RecordType)
        for call in engine.operators.get(op, ()):
            try:
                choice = call.choose(engine, args)
            except engine.k.TypingError:
                continue
            if choice is not None:
                rows = [c.row for c in operator_candidates(engine, f"operator{call.symbol}", args)[1]]
                is_const = not any(map(takes_address, rows)) and all(map(takes_values, rows))
                return bool(choice.row in rows and is_const) and choice
        return True

    # ---- types ---------------------------------------------------------------
    def has_objects(self, t: Any) -> bool:
        if isinstance(t, self.kinds):
            return isinstance(t, self.types.RecordType)
        plain, types = self.engine.plain(t), self.engine.k.types
        if self.engine.is_object(plain) or is_array_field(plain):
            return True
        if isinstance(plain, types.Optional):
            return self.has_objects(plain.type)
        if isinstance(plain, types.BaseTuple):
            return any(map(self.has_objects, plain))
        inner = getattr(plain, "dtype", None)
        return inner is not None and self.has_objects(inner)

    def is_plain_data(self, t: Any) -> bool:
        """Is it an object that is its bytes, with no room for its own address?"""
        if not isinstance(t, self.types.RecordType):
            return bool(self.engine.is_object(t))
        entry = t.entry
        if entry[0] != "record" or not all(flag in entry[3] for flag in "tcd") or t.is_mutable:
            return False
        if any(isinstance(row, Row) and row.changes for row, _, _ in t.library.facts.conversions(t.spelling)):
            return False
        hidden = entry[8].get("hidden", ()) if len(entry) > 8 else ()
        fields = any(code.startswith("P") for _, code, _, _ in entry[6])
        return not fields and all(size < 64 or offset % 64 for _, _, offset, size in hidden)

    # ---- statements ----------------------------------------------------------
    def _are_called(self, types: Any, methods: set[int]) -> bool:
        """Is no bound method kept in a variable? `methods`: ids of their types."""
        return all(map(is_temporary, [n for n, t in types.items() if id(t) in methods])) if methods else True

    def _reads(self, state: Any, objects: set[int], arrays: set[int]) -> str:
        """What is done with objects: "parts" of them are read, or constant "operators" are called, or such
        that give "references"; "" where it is more. `objects`: ids of the types whose operators are C++'s. No
        isinstance: what Numba's classes take for it is most of the time that a look takes.
        """
        ir, types, calls, found = self.ir, state.typemap, state.calltypes, "parts"
        written = objects | arrays
        for block in state.func_ir.blocks.values():
            for s in block.body:
                kind = type(s)
                if kind is ir.Assign:
                    x = s.value
                    if type(x) is not ir.Expr or x.op not in _OPERANDS or _is_read(x, types, objects):
                        continue
                    op = x._kws.get("fn", operator.getitem)
                    choice = x.op != "call" and self._is_const(op, calls[x].args)
                    if not choice:
                        return ""
                    if choice is not True and _gives_reference(choice.row):
                        found = "references"
                    elif found == "parts":
                        found = "operators"
                elif kind is ir.SetAttr or (
                    kind in (ir.SetItem, ir.StaticSetItem) and id(types[s.target.name]) in written
                ):
                    return ""
        return found


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


def _gives_reference(row: Row) -> bool:
    """Does a callable give an object by reference?"""
    return row.is_address and row.result.target is not None and row.result.target.kind == "named"


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
