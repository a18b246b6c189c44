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


#: A field of a field ... of an object: (library, C++ type, bits behind what it is in, type) of each.
Part = tuple[tuple[Any, ...], ...]


class TakenCall:
    """What calls of one shape become: a step and its signature. `places`: the operands that it takes by
    reference; `gives`: whether it gives a temporary that is an object by one; `fused`: whether it makes the
    call that gives it its first operand, too.
    """

    __slots__ = ("fused", "gives", "places", "step", "typed")

    def __init__(self, places: list[int], gives: bool, step: Step, typed: Any, fused: bool) -> None:
        self.places, self.gives, self.step, self.typed, self.fused = places, gives, step, typed, fused


class Given:
    """A call that gives an object by reference; it is written when it is known who takes that. `slot`: where
    it stands in the block; `place`: the variable of the address, for those who need one.
    """

    place: Any = None
    fused = False

    def __init__(self, taken: TakenCall, args: list[Any], slot: int) -> None:
        self.taken, self.args, self.slot = taken, args, slot


#: What one operand of a step is, in the step's arguments: its number, what gives it (None: an array and an
#: index, True: its address, else the call's arguments), and the part of that that it is.
Source = tuple[int, Any, Any]


def with_objects(lv: LValues, choice: Choice, sources: tuple[Source, ...]) -> Step:
    """The call that was chosen, which gives C++ the objects that `sources` say."""
    inner = lv.call(choice)

    def body(e: Any, want: Any, types: Sequence[Any], values: Sequence[Any]) -> Any:
        left, right = list(types), list(values)
        for i, giver, part in sources:
            n = 2 if giver is None else 1 if giver is True else len(giver.typed.args)
            of, place = left[i], right[i]
            if giver is None:
                place = lv.objects.element(e, of, place, left[i + 1], right[i + 1])
                of = lv.address(of.dtype, not getattr(of, "mutable", True))
            elif giver is not True:
                of = giver.typed.return_type
                place = giver.step.body(e, of, left[i : i + n], right[i : i + n], ())
            for library, t, bits, ty in part:
                align = min(of.align, bits // 8 & -(bits // 8) or of.align)
                of = lv.address(ty, of.const or t.const, Slot(library, t, align))
                place = e.offset(place, bits // 8)
            left[i : i + n], right[i : i + n] = [of], [place]
        return inner.body(e, want, left, right, ())

    keys = [(i, getattr(giver, "step", giver), part) for i, giver, part in sources]
    return lv.made_once(("objects", choice, *keys), f"{choice.row.name}, of elements", body)


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
        self.parts: dict[tuple[Any, ...], Part] = {}  # type, part and field -> part, or ()
        self.edits: list[tuple[Any, ...]] = []  # calls, and the step, arguments and signature they get
        self.definitions: dict[str, list[Any]] = {}  # of what is written, or dropped
        self.method_type = lv.engine.types.MethodType
        self.values: list[tuple[Any, Any]] = []  # statements and what they assign instead
        self.fresh = 0
        self._begin(None)

    def _begin(self, scope: Any) -> None:
        self.scope = scope
        self.out: list[Any] = []
        # temporary that is an object in memory -> array, index, part; or the call that gives it, None, part
        self.elements: dict[str, tuple[Any, Any, Part]] = {}
        self.methods: dict[str, Any] = {}  # bound method -> the variable of its object
        self.parents: dict[str, str] = {}  # what a temporary is read from, if that is such a one too
        self.uses: dict[str, int] = {}  # how often these are read
        self.dead: set[str] = set()  # those that nobody reads any more
        self.places: dict[str, int] = {}  # where they are in `out`
        self.steps: dict[Step, Any] = {}  # a step -> the variable that names it in this block
        self.named: list[Any] = []  # the statements that name them
        self.pinned: set[str] = set()  # what indices and arrays are in

    def run(self) -> bool:
        """Writes them; False where the pass over objects must look: something may be changed."""
        blocks = list(self.func_ir.blocks.values())
        bodies = []
        for block in blocks:
            self._begin(block.scope)
            if not self._read(block.body):
                return False
            self._settle()
            bodies.append([*self.named, *[s for s in self.out if s is not None]])
        if self.edits or self.values:
            for x, callee, args, typed in self.edits:
                x._kws.update(func=callee, args=args, kws=())
                dict.__setitem__(self.calls, x, typed)  # which Numba's kind of dictionary refuses
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
        ir, uses, out, dead, alive = self.ir, self.uses, self.out, self.dead, 0
        assign, expression, delete, var = ir.Assign, ir.Expr, ir.Del, ir.Var
        for s in body:
            kind = type(s)
            if kind is delete:
                if s.value in uses:
                    alive -= 1
                    dead.add(s.value)
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

    def _track(self, name: str, base: Any, index: Any, part: Part) -> None:
        self.elements[name] = (base, index, part)
        self.uses[name], self.places[name] = 0, len(self.out)

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
            receiver, has_arguments = self.methods.get(func), kws["args"] or kws["kws"] or kws["vararg"]
            taken = receiver is not None and receiver.name in self.elements
            if taken and not has_arguments:
                return self._asked(s, x, func, receiver)
            if kws["vararg"] is not None or id(types[func]) in self.objects:
                return None
            if not alive and id(types[name]) not in self.objects:
                return s
            if func in uses:
                uses[func] += 1
            if has_arguments:
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
                self._track(name, base, index, ())
                self.pinned.update((base.name, index.name))
            return s
        return self._other(s, x)

    def _other(self, s: Any, x: Any) -> Any:
        """The same for all other expressions."""
        read = [v.name for v in x.list_vars()]
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
        base, index, part = self.elements[of]
        key = (id(self.types[of]), id(part), field)
        found = self.parts.get(key)
        if found is None:
            found = self.parts[key] = self._field(self.engine.plain(self.types[of]), part, field, name)
        if found:
            self._track(name, base, index, found)
            self.parents[name] = of

    def _field(self, whole: Any, part: Part, field: str, name: str) -> Part:
        if isinstance(whole, self.engine.types.RecordType):
            found = find_field(whole.library, whole.spelling, field)
            if found is not None and found[2] < 0:
                return (*part, (whole.library, *found[:2], self.types[name]))
        return ()

    # ---- calls ---------------------------------------------------------------
    def _asked(self, s: Any, x: Any, func: str, receiver: Any) -> Any:
        """`_call` of a method without arguments. Most are, and alike."""
        types = self.types
        base, index, part = self.elements[receiver.name]
        shape: tuple[Any, ...]
        if index is not None:
            shape = (id(types[func]), 0, id(types[base.name]), id(types[index.name]), id(part))
        else:
            fused = self._is_next(receiver.name, base)
            shape = (id(types[func]), 2 if fused else 1, id(base.taken), id(part))
        taken = self.known.get((*shape, "$" in s.target.name))
        if not taken:
            self.uses[func] += 1
            return self._call(s, x, types[func], receiver)
        if index is not None:
            args = [base, index]
        else:
            base.fused = taken.fused
            args = base.args if taken.fused else [self._place(base, receiver.name, s)]
        callee = self.steps.get(taken.step)
        if callee is None or taken.gives:
            return self._finished(s, x, taken, args)
        self.edits.append((x, callee, args, taken.typed))
        return s

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
        types, elements, key, fused = self.types, self.elements, [id(callee)], False
        for v in operands:
            found = None if v is None else elements.get(v.name)
            if found is None:
                key.append(id(v and types[v.name]))
                continue
            base, index, part = found
            if index is not None:
                key += (0, id(types[base.name]), id(types[index.name]), id(part))
            else:
                fused = v is receiver and self._is_next(v.name, base)
                key += (2 if fused else 1, id(base.taken), id(part))
        shape = (*key, is_temporary(s.target.name), *names)
        taken = self.known.get(shape, False)
        if taken is False:
            taken = self._remembered(s, callee, self.calls[x], names, operands, fused)
            self.known[shape] = taken
        return s if taken is None else taken and self._written(s, x, taken, operands, receiver)

    def _is_next(self, name: str, given: Given) -> bool:
        """Does nothing stand between the call that gives a receiver and here but the method's name, and does
        nobody else take it? Then both calls are one step.
        """
        return len(self.out) == given.slot + 3 and name in self.dead

    def _remembered(
        self, s: Any, callee: Any, sig: Any, names: Sequence[str], operands: Sequence[Any], fused: bool
    ) -> TakenCall | str | None:
        """`_taken`, once for calls of one method alike: compilations ask for the same ones again."""
        found = self.elements.get(operands[0].name) if operands else None
        if len(operands) != 1 or found is None or isinstance(callee, Choice):
            return self._taken(s, callee, sig, names, operands, fused)
        base, index, part = found
        given = (base.taken.step, fused) if index is None else (self.types[base.name], self.types[index.name])
        memo, shape = callee.handle.memo, ("taken", is_temporary(s.target.name), self.lv, part, *given)
        if shape not in memo:
            memo[shape] = self._taken(s, callee, sig, names, operands, fused)
        kept: TakenCall | str | None = memo[shape]
        return kept

    def _taken(
        self, s: Any, callee: Any, sig: Any, names: Sequence[str], operands: Sequence[Any], fused: bool
    ) -> TakenCall | str | None:
        """None where it stays as it is; "" where the pass over objects must look."""
        choice = callee if isinstance(callee, Choice) else self._chosen(callee, sig.args, names)
        if choice is None:
            return None
        lv, plain, row = self.lv, self.engine.plain, choice.row
        gives = row.is_address and self.engine.is_object(sig.return_type) and is_temporary(s.target.name)
        if choice.candidate.shifted:
            return "" if gives else None
        formal = [self.types[operands[0].name], *sig.args] if len(operands) > len(sig.args) else [*sig.args]
        places: list[int] = []
        sources: list[Source] = []
        both = zip(choice.candidate.types, choice.conversions, operands, strict=False)
        for i, (t, conversion, v) in enumerate(both):
            by_address = t.is_reference if conversion.rank != USER else is_asked_itself(conversion)
            if by_address and v is not None and v.name in self.elements:
                places.append(i)
        for i in reversed(places):
            base, index, part = self.elements[operands[i].name]
            if index is not None:
                sources.append((i, None, part))
                formal[i : i + 1] = [plain(self.types[v.name]) for v in (base, index)]
            elif fused and i == 0:
                sources.append((i, base.taken, part))
                formal[:1] = base.taken.typed.args
            else:
                sources += [(i, True, part)] if part else []
                formal[i : i + 1] = [base.taken.typed.return_type]
        if not places and not gives:
            return None
        made = sig.return_type
        if gives:
            library, target = row.library, row.result.value
            const = bool(row.result.target and row.result.target.const)
            made = lv.address(made, const, Slot(library, target, self.engine.alignment(library, target)))
        step = with_objects(lv, choice, tuple(sources[::-1])) if sources else lv.call(choice)
        typed = self.engine.k.signature(made, *formal)
        return TakenCall(places[::-1], gives, step, typed, fused and 0 in places)

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
        if isinstance(callee, types.ClassType) and (
            not handle.constructs or engine.maker(handle).is_made_here(handle, args[:first], kws)
        ):
            return None
        key = (tuple(args[:first]), tuple(kws.items()), engine.arch())  # typing has chosen, and checked, it
        found: Choice = handle.memo.get(key) or engine.choose(handle, args[:first], kws)
        return found

    # ---- writing -------------------------------------------------------------
    def _written(self, s: Any, x: Any, taken: TakenCall, operands: Sequence[Any], receiver: Any) -> Any:
        """The statement, which gets a step that makes the call."""
        uses, elements, args = self.uses, self.elements, list(operands)
        if receiver is not None:
            uses[x._kws["func"].name] -= 1
        for i in taken.places:  # from the last
            name = operands[i].name
            if i or receiver is None:
                uses[name] -= 1
            base, index, _ = elements[name]
            if index is not None:
                args[i : i + 1] = (base, index)
            elif taken.fused and i == 0:
                base.fused = True
                args[:1] = base.args
            else:
                args[i] = self._place(base, name, s)
        return self._finished(s, x, taken, args)

    def _place(self, given: Given, name: str, s: Any) -> Any:
        """The variable of the address that a call gives."""
        if given.place is None:
            given.place = self._new(name, given.taken.typed.return_type, s)
        return given.place

    def _finished(self, s: Any, x: Any, taken: TakenCall, args: list[Any]) -> Any:
        if taken.gives:
            self.out.append(None)
            self._track(s.target.name, Given(taken, args, len(self.out) - 1), None, ())
            return s
        made = self._stepped(x, taken.step, args, taken.typed, s)
        if made is not x:
            self.values.append((s, made))
            self.definitions[s.target.name] = [made]
        return s

    def _stepped(self, x: Any, step: Step, args: list[Any], typed: Any, s: Any) -> Any:
        """The call of a step that an expression becomes; a step is named once a block."""
        callee = self.steps.get(step)
        if callee is None:
            ir = self.ir
            callee = self.steps[step] = self._new(s.target.name, step.type, s)
            value = ir.Global(step.name, step.type, s.loc)
            self.definitions[callee.name] = [value]
            self.named.append(ir.Assign(value, callee, s.loc))
        if x is not None and x.op == "call":
            self.edits.append((x, callee, args, typed))
            return x
        made = self.ir.Expr.call(callee, args, (), s.loc)
        self.calls[made] = typed
        return made

    def _new(self, name: str, of: Any, s: Any) -> Any:
        self.fresh += 1
        name = f"$cxx.{self.fresh}.{name}"
        self.types[name] = of
        return self.ir.Var(self.scope, name, s.loc)

    def _settle(self) -> None:
        """Drops elements, methods and parts that nobody reads any more; they stand behind what they are of.
        Writes the calls that give objects.
        """
        uses, parents, out = self.uses, self.parents, self.out
        for name, at in reversed(self.places.items()):
            given = None if name in self.methods else self.elements[name][0]
            if type(given) is Given and name not in parents:
                self._give(given, out[at], uses[name] > 0)
            if uses[name] == 0:
                out[at] = None
                parent = parents.get(name)
                if parent in uses:
                    uses[parent] -= 1

    def _give(self, given: Given, s: Any, is_read: bool) -> None:
        """Writes the call that gives an object, and the reading of its value."""
        if given.fused:
            return
        taken, x = given.taken, s.value
        made = taken.typed.return_type
        place = given.place or self._new(s.target.name, made, s)
        call = self._stepped(x, taken.step, given.args, taken.typed, s)
        self.out[given.slot] = self.ir.Assign(call, place, s.loc)
        self.definitions[place.name] = [call]
        if is_read:
            typed = self.engine.k.signature(self.types[s.target.name], made)
            load = self._stepped(None, self.lv.load, [place], typed, s)
            self.values.append((s, load))
            self.definitions[s.target.name] = [load]


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


def _run_elements(lv: LValues, state: Any, arrays: set[int], objects: set[int], operator_of: Any) -> bool:
    return ElementCalls(lv, state, arrays, objects, operator_of).run()


element_passes.append(_run_elements)
