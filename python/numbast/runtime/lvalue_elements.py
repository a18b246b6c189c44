"""Elements of arrays that calls take by reference, in functions that change no object.

A constant method, `const T &` or an operator sees the element itself, as in C++: what it reads there may
change meanwhile, by another thread, and its address is the element's. The pass over objects could write that,
but takes long; here a call and the elements that it takes become one step.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Sequence
from typing import Any

from .calls import Choice
from .lvalues import LValues, Step, element_passes, is_temporary
from .numba_types import keyword_names
from .overload import USER

_READS_ITEM = ("getitem", "static_getitem")
_MAY_BE_OPERATOR = {"binop", "unary", "inplace_binop", *_READS_ITEM}


class TakenCall:
    """What a call does: `choice`; which operands it takes by reference; whether it gives an object by one."""

    __slots__ = ("choice", "gives_object", "places", "steps")

    def __init__(self, engine: Any, choice: Choice, gives: Any) -> None:
        self.choice = choice
        both = zip(choice.candidate.types, choice.conversions, strict=False)
        shifted = choice.candidate.shifted
        self.places = [
            i for i, (t, c) in enumerate(both) if t.is_reference and c.rank != USER and not shifted
        ]
        self.gives_object = choice.row.is_address and engine.is_object(gives)
        self.steps: dict[tuple[int, ...], tuple[Step, Any]] = {}  # {elements, their types: step, signature}


class ElementCalls:
    """One function's calls. `arrays`, `objects`: ids of the types of arrays of objects, and of those whose
    operators are C++'s; `operator_of(operator, types)`: that of C++ if it changes nothing, else False; True
    where there is none. No isinstance for each statement: what Numba's classes take for it is dear.
    """

    def __init__(
        self, lv: LValues, state: Any, arrays: set[int], objects: set[int], operator_of: Any
    ) -> None:
        self.lv, self.engine, self.ir, self.operator_of = lv, lv.engine, lv.objects.ir, operator_of
        self.arrays, self.objects, self.written = arrays, objects, arrays | objects
        self.func_ir, self.types, self.calls = state.func_ir, state.typemap, state.calltypes
        self.known: dict[tuple[int, ...], TakenCall | None] = {}
        self.definitions: dict[str, list[Any]] = {}  # of what is written, or dropped
        self.fresh = 0
        self._begin(None)

    def _begin(self, scope: Any) -> None:
        self.scope = scope
        self.out: list[Any] = []
        self.elements: dict[str, tuple[Any, Any]] = {}  # temporary -> array and index that it is read from
        self.methods: dict[str, Any] = {}  # bound method -> the variable of its object
        self.parts: set[str] = set()  # temporaries that are objects in elements
        self.uses: dict[str, int] = {}  # how often these are read
        self.places: dict[str, int] = {}  # where they are in `out`
        self.steps: dict[Step, Any] = {}  # a step -> the variable that names it in this block

    def run(self) -> bool:
        """Writes them; False where the pass over objects must look: something may be changed, a call gives
        an object by reference, or takes an element's part.
        """
        blocks = list(self.func_ir.blocks.values())
        bodies = []
        for block in blocks:
            self._begin(block.scope)
            if not self._read(block.body):
                return False
            self._drop()
            bodies.append([s for s in self.out if s is not None])
        if self.definitions:
            self.func_ir._definitions.update(self.definitions)
            for block, body in zip(blocks, bodies, strict=True):
                block.body = body
        return True

    def _read(self, body: Iterable[Any]) -> bool:
        """Writes a block anew, without `del`s, which lowering adds again. What is known of temporaries holds
        because their `del` is in their block.
        """
        ir, uses, out, alive = self.ir, self.uses, self.out, 0
        for s in body:
            kind = type(s)
            if kind is ir.Del:
                alive -= s.value in uses
                continue
            if kind is ir.Assign:
                v, name = s.value, s.target.name
                if name in uses:
                    return False
                if type(v) is ir.Expr:
                    made = self._expression(s, v, name)
                    if made is None:
                        return False
                    alive += name in uses
                    s = made
                elif type(v) is ir.Var and v.name in uses:
                    if v.name in self.elements and is_temporary(name):
                        return False
                    uses[v.name] += 1
            elif kind is ir.SetAttr or (
                kind in (ir.SetItem, ir.StaticSetItem) and id(self.types[s.target.name]) in self.written
            ):
                return False
            else:
                self._count(v.name for v in s.list_vars())
            out.append(s)
        return alive == 0

    def _count(self, read: Iterable[str]) -> None:
        uses = self.uses
        for name in read:
            if name in uses:
                uses[name] += 1

    def _expression(self, s: Any, x: Any, name: str) -> Any:
        """The statement, or one with a step instead; None where the pass over objects must look."""
        op, kws, types, uses, elements = x.op, x._kws, self.types, self.uses, self.elements
        if op == "call":
            func = kws["func"].name
            if kws["vararg"] is not None or id(types[func]) in self.objects:
                return None
            receiver = self.methods.get(func)
            read = [v.name for v in kws["args"]]
            if kws["kws"]:
                read += [v.name for _, v in kws["kws"]]
            if func in uses:
                uses[func] += 1
            self._count(read)
            if self.parts and not self.parts.isdisjoint([receiver.name, *read] if receiver else read):
                return None
            if (receiver is None or receiver.name not in elements) and elements.keys().isdisjoint(read):
                return s
            return self._call(s, x, types[func], receiver)
        if op == "getattr":
            of = kws["value"].name
            if of in uses:
                uses[of] += 1
            if id(types[name]) in self.objects and (of in elements or of in self.parts):
                self.parts.add(name)
            if type(types[name]) is self.engine.types.MethodType:
                self.methods[name], uses[name], self.places[name] = kws["value"], 0, len(self.out)
            return s
        if op in _READS_ITEM and id(types[kws["value"].name]) in self.arrays:
            index = kws.get("index_var", kws["index"])
            if index is not None and is_temporary(name):
                elements[name], uses[name], self.places[name] = (kws["value"], index), 0, len(self.out)
            return s
        read = variables_of(kws.values(), self.ir.Var)
        self._count(read)
        if op in _MAY_BE_OPERATOR and not self.objects.isdisjoint([id(types[v]) for v in read]):
            found = self.operator_of(kws.get("fn", operator.getitem), self.calls[x].args)
            if not found or not self.parts.isdisjoint(read):
                return None
            if found is not True and not elements.keys().isdisjoint(read):
                return self._call(s, x, found, None)
        return s

    # ---- calls ---------------------------------------------------------------
    def _call(self, s: Any, x: Any, callee: Any, receiver: Any) -> Any:
        """A call, or operator, that has an element among its operands; `callee`: its type, or the choice."""
        sig = self.calls[x]
        names = keyword_names(sig.pysig) if x.op == "call" else ()
        key = (id(callee), *map(id, sig.args), *map(id, names))
        if key in self.known:
            taken = self.known[key]
        else:
            choice = callee if isinstance(callee, Choice) else self._chosen(callee, sig.args, names)
            taken = None if choice is None else TakenCall(self.engine, choice, sig.return_type)
            self.known[key] = taken
        if taken is None:
            return s
        if taken.gives_object:
            return None
        operands = _call_operands(x, names)
        if receiver is not None:
            operands.insert(0, receiver)
        elements = self.elements
        places = [i for i in taken.places if operands[i] is not None and operands[i].name in elements]
        return self._written(s, x, sig, taken, operands, places) if places else s

    def _chosen(self, callee: Any, args: Sequence[Any], names: Sequence[str]) -> Choice | None:
        """What C++ calls; None for what is not C++'s, and for mere copies."""
        engine, types = self.engine, self.engine.types
        if not isinstance(callee, (types.MethodType, types.FunctionType, types.ClassType)):
            return None
        handle = callee.handle
        if isinstance(callee, types.MethodType):
            args = (callee.this, *args)
        first = len(args) - len(names)
        kws = dict(zip(names, args[first:], strict=True))
        if isinstance(callee, types.ClassType):
            is_copy = engine.is_copy(handle, args, kws) or engine.converting(handle, args, kws)
            if not handle.rows or is_copy:
                return None
        found: Choice = engine.choose(handle, args[:first], kws)
        return found

    # ---- writing -------------------------------------------------------------
    def _written(
        self, s: Any, x: Any, sig: Any, taken: TakenCall, operands: list[Any], places: list[int]
    ) -> Any:
        """The statement with a step that makes the call; writes what names the step, once a block."""
        ir, uses, args = self.ir, self.uses, operands[:]
        has_receiver = len(operands) > len(sig.args)
        if has_receiver:
            uses[x._kws["func"].name] -= 1
        for i in reversed(places):
            name = operands[i].name
            if i or not has_receiver:
                uses[name] -= 1
            args[i : i + 1] = self.elements[name]
        key = (*places, *[id(self.types[v.name]) for i in places for v in self.elements[operands[i].name]])
        found = taken.steps.get(key)
        if found is None:
            formal = [*sig.args]
            if has_receiver:
                formal.insert(0, self.types[operands[0].name])
            for i in reversed(places):
                pair = self.elements[operands[i].name]
                formal[i : i + 1] = [self.engine.plain(self.types[v.name]) for v in pair]
            step = self.lv.on_elements(taken.choice, tuple(places))
            found = taken.steps[key] = step, self.engine.k.signature(sig.return_type, *formal)
        step, typed = found
        callee = self.steps.get(step) or self._named(step, s)
        made = ir.Expr.call(callee, args, (), s.loc)
        self.calls[made] = typed
        self.definitions[s.target.name] = [made]
        return ir.Assign(made, s.target, s.loc)

    def _named(self, step: Step, s: Any) -> Any:
        self.fresh += 1
        made = self.steps[step] = self.ir.Var(self.scope, f"$cxx.{self.fresh}.{s.target.name}", s.loc)
        self.types[made.name] = step.type
        value = self.ir.Global(step.name, step.type, s.loc)
        self.definitions[made.name] = [value]
        self.out.append(self.ir.Assign(value, made, s.loc))
        return made

    def _drop(self) -> None:
        """Elements and methods that nobody reads any more; methods stand behind the elements they are of."""
        for name, place in reversed(self.places.items()):
            if self.uses[name] == 0:
                self.out[place] = None
                receiver = self.methods.get(name)
                if receiver is not None and receiver.name in self.uses:
                    self.uses[receiver.name] -= 1


def _call_operands(x: Any, names: Sequence[str]) -> list[Any]:
    """The operands of a call or operator: variables, in the order of the parameters."""
    kws = x._kws
    if x.op == "call":
        if not names:
            return list(kws["args"])
        given = dict(kws["kws"])
        return [*kws["args"], *(given[n] for n in names)]
    if x.op == "unary":
        return [kws["value"]]
    if x.op in _READS_ITEM:
        return [kws["value"], kws.get("index_var", kws["index"])]
    return [kws["lhs"], kws["rhs"]]


def variables_of(values: Iterable[Any], var: Any) -> list[str]:
    """The names of the variables among an expression's parts."""
    found = []
    for v in values:
        if type(v) is var:
            found.append(v.name)
        elif type(v) in (tuple, list):
            found += variables_of(v, var)
    return found


def _run_elements(lv: LValues, state: Any, arrays: set[int], objects: set[int], operator_of: Any) -> bool:
    return ElementCalls(lv, state, arrays, objects, operator_of).run()


element_passes.append(_run_elements)
