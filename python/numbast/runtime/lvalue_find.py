"""The C++ operations in a typed function, and which of their operands must be objects.

Typing took every operand of class type for an object that may be changed. Here it is known what an operand
names, so the overload is chosen again where that matters: const and non-const ones, T & and T &&.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator, Sequence
from typing import Any

from .calls import Candidate, Choice
from .codes import CxxType
from .lowering import is_array_field, is_mutable
from .lvalue_paths import Hop, Site, TypedFunction
from .numba_types import keyword_names, record_member
from .operators import OperatorCall, operator_candidates
from .overload import USER
from .table import Library, Row


class Operation:
    """A statement that is one of C++'s. `kind`: 'call'; 'in place' (an operator such as +=, a call too);
    'field' and 'item', which name parts of objects; 'set field', 'set item'; 'set element' (through
    operator[]).
    """

    def __init__(
        self, kind: str, operands: Sequence[Any] = (), hop: Hop | None = None, value: Any = None
    ) -> None:
        self.kind = kind
        self.operands = list(operands)  # variables, in the order of the parameters
        self.hop = hop
        self.value = value
        self.name = ""
        self.library: Library | None = None
        self.candidates: Sequence[Candidate] = ()
        self.types: Sequence[Any] = ()
        self.dropped: Sequence[Any] = ()  # the type of an object that a static method doesn't get
        self.names: Sequence[str] = ()
        self.choice: Any = None
        self.method: Site | None = None  # where the receiver was named
        self.step: Any = None  # of a conversion that stands alone (kind 'cast')

    @property
    def is_address(self) -> bool:
        """Is the result an object, because C++ returns a reference?"""
        if self.kind != "call" or self.choice is None or not self.choice.row.is_address:
            return False
        return not any(i in ("out", "inout") for i in self.choice.row.extra.get("intents", {}).values())

    @property
    def is_sensitive(self) -> bool:
        """Does the choice of the overload, or of a conversion, depend on what the operands name?"""
        converts = any(c.rank == USER for c in self.choice.conversions)
        return (
            converts
            or hasattr(self.choice.candidate, "again")
            or any(
                t.kind == "rvalue"
                or (t.kind in ("reference", "pointer") and t.target is not None and not t.target.const)
                for c in self.candidates
                for t in c.types
            )
        )

    def choose(self, engine: Any, categories: Sequence[str]) -> Choice:
        assert self.library is not None
        again = getattr(self.choice.candidate, "again", None)  # of what was asked of C++
        candidates = self.candidates if again is None else [again(categories)]
        types = [*self.dropped, *self.types]
        found: Choice = engine.choose_from(
            self.name, self.library, candidates, types, self.names, ["", *categories][-len(types) :]
        )
        engine.check(found.row)
        return found


class Finder:
    """Finds the operations of a function; `fail(location, text)` raises."""

    def __init__(self, fn: TypedFunction, fail: Any) -> None:
        self.fn, self.fail = fn, fail
        self.engine, self.k = fn.engine, fn.engine.k

    def run(self) -> None:
        for site, statement in self.fn.statements():
            found = self._part(statement) or self._of(statement)
            if found is not None:
                self.fn.operations[site] = found

    def _part(self, s: Any) -> Operation | None:
        """Reading a part of an object."""
        ir = self.fn.ir
        if not isinstance(s, ir.Assign) or not isinstance(s.value, ir.Expr):
            return None
        if s.value.op == "getattr":
            hop = self.fn.field_hop(self.fn.type_of(s.value.value), s.value.attr)
            return None if hop is None else Operation("field", [s.value.value], hop)
        if s.value.op in ("getitem", "static_getitem"):
            static = s.value.op == "static_getitem"
            hop = self.fn.item_hop(
                s.value.value, s.value.index_var or s.value.index if static else s.value.index
            )
            return None if hop is None else Operation("item", [s.value.value], hop)
        return None

    def _of(self, s: Any) -> Operation | None:
        ir, fn = self.fn.ir, self.fn
        if isinstance(s, ir.SetAttr):
            return self._set_field(s)
        if isinstance(s, (ir.SetItem, ir.StaticSetItem)):
            return self._set_item(s)
        if not isinstance(s, ir.Assign) or not isinstance(s.value, ir.Expr):
            return None
        x = s.value
        if x.op == "call":
            return self._call(s, x)
        if x.op in ("binop", "inplace_binop"):
            return self._operator(x, x.fn, [x.lhs, x.rhs])
        if x.op == "unary":
            return self._operator(x, x.fn, [x.value])
        if x.op in ("getitem", "static_getitem") and isinstance(
            fn.type_of(x.value), self.engine.types.RecordType
        ):
            index = x.index_var if x.op == "static_getitem" else x.index
            return self._operator(x, operator.getitem, [x.value, index]) if index is not None else None
        return None

    # ---- assignments ---------------------------------------------------------
    def _set_field(self, s: Any) -> Operation | None:
        of = self.fn.type_of(s.target)
        hop = self.fn.field_hop(of, s.attr)
        if hop is None and s.attr != "=":  # all of what a call names (lvalue_index.py)
            if isinstance(of, self.engine.types.RecordType):
                self.fail(s.loc, f"{of.spelling}.{s.attr} is not a public field and cannot be assigned")
            return None
        if hop is not None and hop.t is not None and hop.t.const:
            self.fail(s.loc, f"{of.spelling}.{s.attr} is const in C++ and cannot be assigned")
        if hop is not None and hop.t is not None:
            self._check_value(s, hop, of.spelling, s.attr)
        return self._assignment("set field", s, hop, f"assignment to .{s.attr}")

    def _check_value(self, s: Any, hop: Any, record: str, name: str) -> None:
        """Can a field that is no object get the value? Of objects C++ is asked later."""
        t, given = hop.t.bare, self.fn.type_of(s.value)
        is_whole = isinstance(given, self.engine.k.types.BaseTuple)
        if t.kind == "array" and not (is_whole and len(given) == t.extent):
            self.fail(s.loc, f"{record}.{name} is a C array, {t}: assign to its elements, obj.{name}[i] = x")
        if t.is_arithmetic:
            try:
                self.engine.field_conversion(hop.library, record, name, t, given)
            except self.engine.k.TypingError as e:
                self.fail(s.loc, str(e))

    def _assignment(self, kind: str, s: Any, hop: Any, name: str) -> Operation:
        """To a part. An object is assigned to a pointer by its address."""
        found = Operation(kind, [s.target], hop, s.value)
        found.name = name
        if hop and hop.t is not None and hop.t.bare.kind == "pointer":
            ty = self.fn.type_of(s.value)
            if self.engine.operand(hop.library, ty).form == "value" or is_array_field(ty):
                found.operands.append(s.value)
        return found

    def _set_item(self, s: Any) -> Operation | None:
        of = self.fn.type_of(s.target)
        if is_array_field(of):
            hop = self.fn.item_hop(s.target, getattr(s, "index_var", None) or s.index)
            if hop is None:
                self.fail(
                    s.loc,
                    "a tuple's elements cannot be assigned to; only those of a C array in an object can",
                )
            if isinstance(s.index, int) and not -len(of) <= s.index < len(of):
                self.fail(s.loc, f"index {s.index} is out of range for a C array of {len(of)}")
            return self._assignment("set item", s, hop, "assignment to an element")
        if not isinstance(of, self.engine.types.RecordType):
            return None
        index = getattr(s, "index_var", None) or s.index
        made: Any = self._chosen(
            "operator[]", OperatorCall("[]"), self.fn.calls[s].args[:2], [s.target, index]
        )
        target = made.choice.row.result.target if made and made.choice.row.is_address else None
        if made is None:
            self.fail(s.loc, f"no operator[] fits {of.spelling}[...] = x: the library has none for it")
        if target is None or target.const:
            self.fail(s.loc, f"{of.spelling}.operator[] returns no reference that can be assigned to")
        made.kind, made.value = "set element", s.value
        found: Operation = made
        return found

    # ---- calls ---------------------------------------------------------------
    def _call(self, s: Any, x: Any) -> Operation | None:
        fn, types = self.fn, self.engine.types
        callee = fn.types[x.func.name]
        sig = fn.calls.get(x)
        if getattr(callee, "is_maker", False):
            return None
        if isinstance(callee, types.MethodType):
            return self._method(s, x, callee, sig)
        if isinstance(callee, fn.lv.StepType):
            return self._cast(callee.step, x.args, sig)
        if isinstance(callee, types.ClassType):
            return self._construction(x, callee.handle, sig)
        if isinstance(callee, types.FunctionType):
            deduced = getattr(callee.handle, "deduced", None)
            if deduced is not None:
                return self._construction(x, deduced(self.engine, sig.args), sig)
            return self._handle(callee.handle, self._arguments(x, sig), sig.args, sig)
        if isinstance(callee, types.RecordType):
            handle = record_member(callee, "operator()")
            operands = [x.func, *self._arguments(x, sig)]
            args = sig.args if len(sig.args) == len(operands) else (callee, *sig.args)
            return self._handle(handle, operands, args, sig)
        return None

    def _cast(self, step: Any, operands: Sequence[Any], sig: Any) -> Operation:
        found = Operation("cast", operands)
        found.step, found.choice, found.types = step, step.choice, sig.args
        found.name, found.library = step.name, step.choice.row.library
        found.candidates = [step.choice.candidate]
        return found

    def _arguments(self, x: Any, sig: Any) -> list[Any]:
        """Variables in the order of a signature: positional ones, then keywords."""
        kws = dict(x.kws)
        if x.vararg is not None:
            return [None] * len(sig.args)
        return [*x.args, *(kws[n] for n in keyword_names(sig.pysig))]

    def _construction(self, x: Any, handle: Any, sig: Any) -> Operation | None:
        kws = dict.fromkeys(keyword_names(sig.pysig))
        args = sig.args[: len(sig.args) - len(kws)]
        made_here = self.engine.maker(handle).is_made_here(handle, args, kws)
        if not handle.constructs or (made_here and not self.fn.is_special(handle._object_type)):
            return None
        return self._handle(handle, self._arguments(x, sig), sig.args, sig)

    def _handle(self, handle: Any, operands: list[Any], types: Sequence[Any], sig: Any) -> Operation | None:
        names = keyword_names(sig.pysig)
        first = len(types) - len(names)
        is_asked = getattr(type(handle), "is_asked", False)
        if not (is_asked or getattr(handle, "rows", ()) or getattr(handle, "constructs", False)):
            return None
        choice = self.engine.choose(handle, types[:first], dict(zip(names, types[first:], strict=True)))
        found = Operation("call", operands)
        found.name, found.library = handle.qualified, handle.library
        found.candidates = (
            handle.memo["candidates"] if "candidates" in handle.memo else self.engine.candidates(handle)
        )
        found.types, found.names, found.choice = types, names, choice
        if is_asked or all(c.row is not choice.row for c in found.candidates):  # a template's
            found.candidates = [choice.candidate]
        if choice.candidate.shifted:
            found.operands, found.types, found.dropped = operands[1:], types[1:], types[:1]
            found.candidates = [choice.candidate]
        return found

    def _method(self, s: Any, x: Any, callee: Any, sig: Any) -> Operation | None:
        fn = self.fn
        written = callee.handle.qualified.rpartition("::")[2]
        definition = self._without_arguments(fn.named_at(x.func))
        is_named = is_plain_getattr(definition, fn.ir)
        if definition is None or not is_named or not (fn.is_inlined(x.func) or "$" in x.func.name):
            self.fail(s.loc, f"a bound C++ method must be called where it is named: write obj.{written}(...)")
            return None
        receiver = definition[2].value.value
        if fn.type_of(receiver) != callee.this:
            self.fail(
                s.loc, f"{written}: the receiver may be None; test it and assign it to a variable first"
            )
        found = self._handle(
            callee.handle, [receiver, *self._arguments(x, sig)], (callee.this, *sig.args), sig
        )
        if found is not None:
            found.method = definition[:2]
        return found

    def _without_arguments(self, definition: Any) -> Any:
        """Where a method is named, behind which a template's arguments stand."""
        value: Any = None if definition is None else definition[2].value
        op = getattr(value, "op", "")
        if op in ("getitem", "static_getitem"):
            return self.fn.only_definition(value.value)
        if op == "call" and getattr(self.fn.types.get(value.func.name), "is_maker", False):
            maker = self.fn.only_definition(value.func)
            return maker and self.fn.only_definition(maker[2].value.value)
        return definition

    # ---- operators -----------------------------------------------------------
    def _operator(self, x: Any, op: Any, operands: list[Any]) -> Operation | None:
        calls = self.engine.operators.get(op)
        if calls is None:
            return None
        args = self.fn.calls[x].args
        ours = self.engine.types.RecordType
        if not any(isinstance(a, ours) or self.k.is_vector(a) for a in args):
            return None
        for call in calls:
            found = self._chosen(f"operator{call.symbol}", call, args, operands)
            if found is not None:
                found.kind = "in place" if x.op == "inplace_binop" and call is calls[0] else "call"
                return found
        return None

    def _chosen(self, name: str, call: Any, args: Sequence[Any], operands: list[Any]) -> Operation | None:
        try:
            choice = call.choose(self.engine, args)
        except self.k.TypingError:
            return None
        if choice is None:
            return None
        found = Operation("call", operands)
        found.name, found.types, found.choice = name, args, choice
        found.library, found.candidates = operator_candidates(self.engine, name, args)
        if all(c.row is not choice.row for c in found.candidates):  # a template's
            found.library, found.candidates = choice.row.library, [choice.candidate]
        return found


def is_plain_getattr(definition: Any, ir: Any) -> bool:
    """Is it the definition of `obj.name`?"""
    return (
        definition is not None
        and isinstance(definition[2].value, ir.Expr)
        and definition[2].value.op == "getattr"
    )


class Need:
    """An operand that must be an object. `how`: 'r' receiver or target of an assignment, 's' T &, 'p' T *,
    'm' const T & of what changes nevertheless. For 'r' and 'm' a temporary will do.
    """

    __slots__ = ("how", "place", "who")

    def __init__(self, place: int, who: str, how: str) -> None:
        self.place = place
        self.who = who
        self.how = how


def conversion_parameter(conversion: Any) -> CxxType:
    """What the function of a user conversion takes the object as."""
    row: Row = conversion.function
    return Candidate(row, True).types[0] if conversion.first is None else row.parameters[0]


def needs_of(engine: Any, op: Operation) -> Iterator[Need]:
    """Which operands of an operation must be objects."""
    if op.kind in ("set field", "set item"):
        for place, how in zip(range(len(op.operands)), "rp", strict=False):
            yield Need(place, op.name, how)
        return
    if op.choice is None:
        return
    candidate = op.choice.candidate
    for place, (t, conversion, ty) in enumerate(
        zip(candidate.types, op.choice.conversions, op.types, strict=False)
    ):
        is_object = engine.operand(op.library, ty).form == "value" or is_array_field(ty)
        if not is_object or isinstance(engine.plain(ty), engine.k.types.Record):
            continue
        is_receiver, name = candidate.positions[place] < 0, op.name
        number = candidate.positions[place] + 1
        if conversion.rank == USER:
            if not (isinstance(conversion.function, Row) and engine.is_object(ty)):
                continue
            is_receiver, name, number = conversion.first is None, conversion.function.name, 1
            t = conversion_parameter(conversion)
        if t.target is None:
            continue
        if t.kind == "pointer":
            yield Need(place, f"argument {number} of {name}", "p")
        elif t.kind == "reference" and (
            not t.target.const or is_mutable(ty) or (is_receiver and op.kind == "in place")
        ):
            is_target = is_receiver or op.kind in ("in place", "set element")
            yield Need(
                place,
                name if is_target else f"argument {number} of {name}",
                "m" if t.target.const else "r" if is_receiver else "s",
            )


def calls_another(choice: Any, before: Any) -> bool:
    """Do two choices for a call lead to different functions, of the call or of a conversion?"""
    called = [(c.row, *(v.function for v in c.conversions)) for c in (choice, before) if c is not None]
    return len(called) == 2 and called[0] != called[1]


def _may_bind(op: Operation, place: int, kind: str) -> bool:
    """Does a candidate take this operand by && ("rvalue") or by const & ("reference")?"""
    found = [c.types[place] for c in op.candidates if place < len(c.types)]
    fitting = [t.target for t in found if t.kind == kind and t.target is not None]
    return any(kind == "rvalue" or target.const for target in fitting)


def categories_of(fn: TypedFunction, op: Operation, site: Site) -> list[str]:
    """What the operands of class type, and numbers that are passed by reference, name: "l" an object, "c" a
    const one, "t" a temporary. What may be either is no temporary where && and const & compete for it.
    """
    engine = fn.engine
    needed = {n.place for n in needs_of(engine, op)}
    found = []
    for place, (var, ty) in enumerate(zip(op.operands, op.types, strict=False)):
        operand = engine.operand(op.library, ty)
        is_value = operand.form == "value" and bool(operand.types)
        is_class = is_value and engine.is_class(op.library, operand.types[0])
        is_converted = any(c.rank == USER for c in op.choice.conversions[place : place + 1])
        is_moved = is_value and (is_converted or (len(op.candidates) > 1 and _may_bind(op, place, "rvalue")))
        if (
            var is None
            or not (is_class or place in needed or is_moved)
            or isinstance(engine.plain(ty), engine.k.types.Record)
        ):
            found.append("")
            continue
        named = fn.path_or_none(var, site)
        if not is_class and place not in needed:  # a number that && may take
            found.append("t" if named is not None and named.is_temporary else "")
        elif named is not None:
            found.append(named.category)
        else:
            found.append("c" if is_moved and (is_converted or _may_bind(op, place, "reference")) else "t")
    return found


def takes_const(op: Operation, need: Need) -> bool:
    if op.choice is None and not need.place:
        return False
    hop: Any = op.hop
    t = hop.t.bare if op.choice is None else op.choice.candidate.types[need.place]
    return bool(t.target is not None and t.target.const)
