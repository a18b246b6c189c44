"""Objects in memory that calls take by reference, in functions that change no object.

A constant method, `const T &` or an operator sees the element itself, or what a reference refers to, as in
C++: what it reads there may change meanwhile, by another thread, and its address is the object's. The pass
over objects could write that, but takes long; here a call and the elements that it takes become one step.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Sequence
from typing import Any

from .calls import Choice
from .layout import find_field
from .lvalues import LValues, Slot, Step, element_passes, is_asked_itself, is_temporary
from .numba_types import keyword_names
from .overload import USER

_READS_ITEM = ("getitem", "static_getitem")
_MAY_BE_OPERATOR = {"binop", "unary", "inplace_binop", *_READS_ITEM}


class TakenCall:
    """What calls of one shape become: a step and its signature. `places`: the operands that it takes by
    reference; `gives`: whether it gives a temporary that is an object by one.
    """

    __slots__ = ("gives", "places", "step", "typed")

    def __init__(self, places: list[int], gives: bool, step: Step, typed: Any) -> None:
        self.places, self.gives, self.step, self.typed = places, gives, step, typed


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
        self.known: dict[tuple[Any, ...], Any] = {}  # shape of a call -> TakenCall, or why there is none
        self.definitions: dict[str, list[Any]] = {}  # of what is written, or dropped
        self.method_type = lv.engine.types.MethodType
        self.values: list[tuple[Any, Any]] = []  # statements and what they assign instead
        self.fresh = 0
        self._begin(None)

    def _begin(self, scope: Any) -> None:
        self.scope = scope
        self.out: list[Any] = []
        # temporary that is an object in memory -> its array and index; or its address; or, where nobody
        # needed that yet, what it is a field of and the field
        self.elements: dict[str, tuple[Any, ...]] = {}
        self.methods: dict[str, Any] = {}  # bound method -> the variable of its object
        self.parents: dict[str, str] = {}  # what a temporary is read from, if that is such a one too
        self.uses: dict[str, int] = {}  # how often these are read
        self.places: dict[str, int] = {}  # where they are in `out`
        self.steps: dict[Step, Any] = {}  # a step -> the variable that names it in this block
        self.pinned: set[str] = set()  # what indices and arrays are in

    def run(self) -> bool:
        """Writes them; False where the pass over objects must look: something may be changed."""
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
            for s, value in self.values:
                s.value = value
            for block, body in zip(blocks, bodies, strict=True):
                block.body = body
        return True

    def _read(self, body: Iterable[Any]) -> bool:
        """Writes a block anew, without `del`s, which lowering adds again. What is known of temporaries holds
        because their `del` is in their block.
        """
        ir, uses, out, alive = self.ir, self.uses, self.out, 0
        assign, expression, delete, var = ir.Assign, ir.Expr, ir.Del, ir.Var
        for s in body:
            kind = type(s)
            if kind is delete:
                alive -= s.value in uses
                continue
            if kind is assign:
                v, name = s.value, s.target.name
                if name in uses or (alive and name in self.pinned):
                    return False
                if type(v) is expression:
                    s = self._expression(s, v, name, alive)
                    if s is None:
                        return False
                    alive += name in uses
                elif alive and type(v) is var and v.name in uses:
                    if v.name in self.elements and is_temporary(name):
                        return False
                    uses[v.name] += 1
            elif kind is ir.SetAttr or (
                kind in (ir.SetItem, ir.StaticSetItem) and id(self.types[s.target.name]) in self.written
            ):
                return False
            elif alive:
                self._count([v.name for v in s.list_vars()])
            out.append(s)
        return alive == 0

    def _count(self, read: Iterable[str]) -> None:
        uses = self.uses
        for name in read:
            if name in uses:
                uses[name] += 1

    def _track(self, name: str, place: tuple[Any, ...]) -> None:
        self.elements[name], self.uses[name], self.places[name] = place, 0, len(self.out)

    def _expression(self, s: Any, x: Any, name: str, alive: int) -> Any:
        """The statement, or one with a step instead; None where the pass over objects must look. `alive`:
        are there temporaries that count?
        """
        op, kws, types, uses = x.op, x._kws, self.types, self.uses
        if (op == "inplace_binop" or op == "binop") and not alive:
            if self.objects.isdisjoint((id(types[kws["lhs"].name]), id(types[kws["rhs"].name]))):
                return s
        elif op == "getattr":
            of, gives = kws["value"].name, types[name]
            if of in uses:
                uses[of] += 1
            if type(gives) is self.method_type:
                if "$" not in name:  # a method that is kept in a variable
                    return None
                self.methods[name], uses[name], self.places[name] = kws["value"], 0, len(self.out)
                self.parents[name] = of
                self.pinned.add(of)
            elif of in self.elements and id(gives) in self.objects and is_temporary(name):
                self._part(name, of, kws["attr"])
            return s
        elif op == "call":
            func = kws["func"].name
            if kws["vararg"] is not None or id(types[func]) in self.objects:
                return None
            if not alive and id(types[name]) not in self.objects:
                return s
            receiver = self.methods.get(func)
            if func in uses:
                uses[func] += 1
            taken = receiver is not None and receiver.name in self.elements
            if kws["args"] or kws["kws"]:
                read = [v.name for v in kws["args"]]
                read += [v.name for _, v in kws["kws"]]
                self._count(read)
                taken = taken or not self.elements.keys().isdisjoint(read)
            if not taken and id(types[name]) not in self.objects:
                return s
            return self._call(s, x, types[func], receiver)
        elif op in _READS_ITEM and id(types[kws["value"].name]) in self.arrays:
            base, index = kws["value"], kws.get("index_var", kws["index"])
            if index is not None and is_temporary(name):
                self._track(name, (base, index))
                self.pinned.update((base.name, index.name))
            return s
        return self._other(s, x)

    def _other(self, s: Any, x: Any) -> Any:
        """The same for all other expressions."""
        read = variables_of(x._kws.values(), self.ir.Var)
        self._count(read)
        if x.op in _MAY_BE_OPERATOR and not self.objects.isdisjoint([id(self.types[v]) for v in read]):
            found = self.operator_of(x._kws.get("fn", operator.getitem), self.calls[x].args)
            if not found:
                return None
            if found is not True:
                return self._call(s, x, found, None)
        return s

    def _part(self, name: str, of: str, field: str) -> None:
        """A field that is an object, of one in memory."""
        whole = self.engine.plain(self.types[of])
        if isinstance(whole, self.engine.types.RecordType):
            found = find_field(whole.library, whole.spelling, field)
            if found is not None and found[2] < 0:
                self._track(name, (of, (whole.library, *found[:2]), None))
                self.parents[name] = of

    # ---- calls ---------------------------------------------------------------
    def _call(self, s: Any, x: Any, callee: Any, receiver: Any) -> Any:
        """A call, or operator, that has an object in memory among its operands, or gives one: the statement,
        or what makes it by a step. `callee`: its type, or the choice.
        """
        names: Sequence[str] = ()
        if x.op != "call" or x._kws["kws"]:
            names = keyword_names(self.calls[x].pysig) if x.op == "call" else ()
            operands = _call_operands(x, names)
        else:
            operands = x._kws["args"]
        if receiver is not None:
            operands = [receiver, *operands]
        types, elements, key = self.types, self.elements, [id(callee)]
        for v in operands:
            found = () if v is None else elements.get(v.name)
            if found is None:
                key.append(id(types[v.name]))
            elif len(found) == 2:
                key += (0, id(types[found[0].name]), id(types[found[1].name]))
            else:
                key.append(len(found))
                key.append(id(v and types[v.name]))
        shape = (*key, is_temporary(s.target.name), *names)
        taken = self.known.get(shape, False)
        if taken is False:
            taken = self.known[shape] = self._remembered(s, callee, self.calls[x], names, operands)
        return s if taken is None else taken and self._written(s, x, taken, operands, receiver)

    def _remembered(
        self, s: Any, callee: Any, sig: Any, names: Sequence[str], operands: Sequence[Any]
    ) -> TakenCall | str | None:
        """`_taken`, once for calls of one method alike: compilations ask for the same ones again."""
        found = self.elements.get(operands[0].name) if operands else None
        if len(operands) != 1 or found is None or len(found) != 2 or isinstance(callee, Choice):
            return self._taken(s, callee, sig, names, operands)
        memo = callee.handle.memo
        key = ("taken", *[self.types[v.name] for v in found], is_temporary(s.target.name), self.lv)
        if key not in memo:
            memo[key] = self._taken(s, callee, sig, names, operands)
        taken: TakenCall | str | None = memo[key]
        return taken

    def _taken(
        self, s: Any, callee: Any, sig: Any, names: Sequence[str], operands: Sequence[Any]
    ) -> TakenCall | str | None:
        """None where it stays as it is; "" where the pass over objects must look."""
        choice = callee if isinstance(callee, Choice) else self._chosen(callee, sig.args, names)
        if choice is None:
            return None
        lv, plain = self.lv, self.engine.plain
        gives = choice.row.is_address and self.engine.is_object(sig.return_type)
        gives = gives and is_temporary(s.target.name)
        if choice.candidate.shifted:
            return "" if gives else None
        formal = [self.types[operands[0].name], *sig.args] if len(operands) > len(sig.args) else [*sig.args]
        places, pairs = [], []
        both = zip(choice.candidate.types, choice.conversions, operands, strict=False)
        for i, (t, conversion, v) in enumerate(both):
            by_address = t.is_reference if conversion.rank != USER else is_asked_itself(conversion)
            if by_address and v is not None and v.name in self.elements:
                places.append(i)
        for i in reversed(places):
            found = self.elements[operands[i].name]
            pairs += [i] if len(found) == 2 else []
            found = found if len(found) == 2 else (self._address(operands[i].name, s),)
            formal[i : i + 1] = [plain(self.types[v.name]) for v in found]
        if not places and not gives:
            return None
        made = sig.return_type
        if gives:
            library, target = choice.row.library, choice.row.result.value
            const = bool(choice.row.result.target and choice.row.result.target.const)
            made = lv.address(made, const, Slot(library, target, self.engine.alignment(library, target)))
        step = lv.on_elements(choice, tuple(pairs[::-1])) if pairs else lv.call(choice)
        return TakenCall(places[::-1], gives, step, self.engine.k.signature(made, *formal))

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
        key = (tuple(args[:first]), tuple(kws.items()), engine.arch())  # typing has chosen, and checked, it
        found: Choice = handle.memo.get(key) or engine.choose(handle, args[:first], kws)
        return found

    # ---- writing -------------------------------------------------------------
    def _written(self, s: Any, x: Any, taken: TakenCall, operands: Sequence[Any], receiver: Any) -> Any:
        """The statement with a step that makes the call; writes what it needs before it."""
        uses, elements, args, target = self.uses, self.elements, list(operands), s.target
        if receiver is not None:
            uses[x._kws["func"].name] -= 1
        for i in taken.places:  # from the last
            name = operands[i].name
            if i or receiver is None:
                uses[name] -= 1
            found = elements[name]
            args[i : i + 1] = found if len(found) == 2 else (self._address(name, s),)
        if not taken.gives:
            return self._called(taken.step, taken.typed, args, target, s)
        made = taken.typed.return_type
        place = self._new(target.name, made, s)
        self.out.append(self._called(taken.step, taken.typed, args, place, s))
        self._track(target.name, (place,))
        load = self.engine.k.signature(self.types[target.name], made)
        return self._called(self.lv.load, load, [place], target, s)

    def _address(self, name: str, s: Any) -> Any:
        """The variable of an object's address, which is computed where the first needs it."""
        found = self.elements[name]
        if len(found) == 1:
            return found[0]
        signature, lv = self.engine.k.signature, self.lv
        if len(found) == 2:
            base, index = found
            kinds = [self.engine.plain(self.types[v.name]) for v in found]
            to = lv.address(kinds[0].dtype, not getattr(kinds[0], "mutable", True))
            place = self._new(name, to, s)
            self.out.append(self._called(lv.element, signature(to, *kinds), [base, index], place, s))
        else:
            of, (library, t, bits), _ = found
            whole = self._address(of, s)
            before = self.types[whole.name]
            align = min(before.align, bits // 8 & -(bits // 8) or before.align)
            to = lv.address(self.types[name], before.const or t.const, Slot(library, t, align))
            place = self._new(name, to, s)
            self.out.append(self._called(lv.field(bits // 8), signature(to, before), [whole], place, s))
            self.elements[name] = (place,)
        return place

    def _called(self, step: Step, typed: Any, args: list[Any], target: Any, s: Any) -> Any:
        """A statement that calls a step, whose name is written once a block."""
        ir, loc = self.ir, s.loc
        callee = self.steps.get(step)
        if callee is None:
            callee = self.steps[step] = self._new(target.name, step.type, s)
            value = ir.Global(step.name, step.type, loc)
            self.definitions[callee.name] = [value]
            self.out.append(ir.Assign(value, callee, loc))
        made = ir.Expr("call", loc, func=callee, args=args, kws=(), vararg=None, varkwarg=None, target=None)
        self.calls[made] = typed
        self.definitions[target.name] = [made]
        if target is s.target:
            self.values.append((s, made))
            return s
        return ir.Assign(made, target, loc)

    def _new(self, name: str, of: Any, s: Any) -> Any:
        self.fresh += 1
        name = f"$cxx.{self.fresh}.{name}"
        self.types[name] = of
        return self.ir.Var(self.scope, name, s.loc)

    def _drop(self) -> None:
        """Elements, methods and parts that nobody reads any more; they stand behind what they are of."""
        uses, parents, out = self.uses, self.parents, self.out
        for name, place in reversed(self.places.items()):
            if uses[name] == 0:
                out[place] = None
                parent = parents.get(name)
                if parent in uses:
                    uses[parent] -= 1


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
