"""`m[i, j]` and `b[i] = v` of objects, as C++ writes them: operator[] of several indices (C++23), or
operator() where there is none; what operator[] gives by value (std::bitset's reference) is assigned to by its
operator=.

Before the pass over a function looks at them they become calls of these methods.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from .calls import Candidate
from .handles import brackets
from .lvalue_find import Operation
from .lvalue_paths import Path, Root, Site
from .lvalues import LValues, index_passes, is_temporary
from .numba_types import record_member
from .operators import OperatorCall
from .parts import part_objects
from .table import Row

_Objects: Any = object  # ObjectTypes stands behind it: it comes when a kernel needs it


def index_method(engine: Any, record: Any, indices: Sequence[Any]) -> tuple[Any, Any]:
    """The method that several indices are passed to, and the call's signature. Raises TypingError."""
    refused: Exception | None = None
    for name in ("operator[]", "operator()"):
        try:
            method = engine.types.MethodType(record, record_member(record, name))
            return method, method.get_call_type(None, tuple(indices), {})
        except AttributeError:
            continue
        except engine.k.TypingError as e:
            refused = e
    shown = ", ".join(str(engine.operand(record.library, i)) for i in indices)
    text = f"{record.spelling}[{shown}]: the class has neither operator[] of several indices nor operator()"
    raise refused or engine.refusal(text)


def _is_indexed(engine: Any, of: Any, index: Any) -> bool:
    return isinstance(of, engine.types.RecordType) and isinstance(index, engine.k.types.BaseTuple)


def index_type(engine: Any, args: Any) -> Any:
    """The type of `obj[i, j]`; None when it is something else."""
    if len(args) != 2 or not _is_indexed(engine, *args):
        return None
    return index_method(engine, args[0], args[1])[1].return_type


class Splitter:
    """Writes one function's statements anew, each as one or several. `prefix`: of new variables' names."""

    prefix = ""

    def __init__(self, lv: LValues, state: Any) -> None:
        self.engine, self.k, self.ir, self.objects = lv.engine, lv.engine.k, lv.objects.ir, lv.objects
        self.func_ir, self.types, self.calls = state.func_ir, state.typemap, state.calltypes
        self.fresh = 0

    def run(self) -> None:
        changed = False
        for block in self.func_ir.blocks.values():
            self._begin(block.body)
            body = [new for s in block.body for new in self._statement(s)]
            changed = changed or len(body) != len(block.body)
            block.body = body
        if changed:
            self.objects.rebuild(self.func_ir)

    def _begin(self, body: list[Any]) -> None:
        """Before a block's statements are looked at."""

    def _statement(self, s: Any) -> Iterator[Any]:
        yield s

    def _variable(self, of: Any, s: Any) -> Any:
        self.fresh += 1
        scope = next(iter(self.func_ir.blocks.values())).scope
        made = self.ir.Var(scope, f"${self.prefix}.{self.fresh}", s.loc)
        self.types[made.name] = of
        return made


class IndexSplitter(Splitter):
    """One function's indices of objects."""

    prefix = "at"

    def _statement(self, s: Any) -> Iterator[Any]:
        ir = self.ir
        is_read = isinstance(s, ir.Assign) and getattr(s.value, "op", "") in ("getitem", "static_getitem")
        is_written = isinstance(s, (ir.SetItem, ir.StaticSetItem))
        of = s.value if is_read else s
        base = of.value if is_read else s.target if is_written else None
        is_static = getattr(of, "op", "") == "static_getitem" or isinstance(s, ir.StaticSetItem)
        index = None if base is None else of.index_var if is_static else of.index
        record, key = self._type(base), self._type(index)
        if not isinstance(record, self.engine.types.RecordType) or key is None:
            yield s
        elif is_written and self._is_changed(s.value, base, index):
            return
        elif is_read:
            if _is_indexed(self.engine, record, key):
                yield from self._called(base, index, s, s.target)
            else:
                yield s
        elif _is_indexed(self.engine, record, key):
            made = self._variable(index_method(self.engine, record, self._key_types(index))[1].return_type, s)
            row = yield from self._called(base, index, s, made)
            yield from self._assigned(made, row, s)
        else:
            choice = OperatorCall("[]").choose(self.engine, (record, key))
            if choice is None or choice.row.is_address:
                yield s
                return
            expression = ir.Expr.getitem(base, index, s.loc)
            made = self._variable(self._value_type(choice.row), s)
            self.calls[expression] = self.k.signature(self.types[made.name], record, key)
            yield ir.Assign(expression, made, s.loc)
            yield from self._assigned(made, choice.row, s)

    def _begin(self, body: list[Any]) -> None:
        """`array[i] = T(...)` as C++ has it: the object comes when its place is known. What stands between
        reads variables and constants alone.
        """
        ir, made = self.ir, {}
        for i, s in enumerate(body):
            if isinstance(s, ir.Assign):
                v = s.value
                is_call = getattr(v, "op", "") == "call"
                is_made = is_call and isinstance(self._type(s.target), self.engine.types.RecordType)
                if is_made and is_temporary(s.target.name):
                    made = {s.target.name: i}
                elif isinstance(v, ir.Expr) and v.op not in _HARMLESS:
                    made = {}
            elif isinstance(s, (ir.SetItem, ir.StaticSetItem)):
                at = made.pop(s.value.name, None)
                if at is not None and isinstance(self._type(s.target), self.k.types.Array):
                    body.insert(i - 1, body.pop(at))
                made = {}
            elif not isinstance(s, ir.Del):
                made = {}

    def _is_changed(self, value: Any, base: Any, index: Any) -> bool:
        """Is it what operator[] has given by value, after `obj[i] += v` has changed what it stands for?"""
        x = self._definition(value)
        got: Any = self._definition(x.lhs) if getattr(x, "op", "") == "inplace_binop" else None
        if getattr(got, "op", "") not in ("getitem", "static_getitem"):
            return False
        at = got.index_var if got.op == "static_getitem" else got.index
        names = [self._source(v) for v in (got.value, base, at, index)]
        if names[0] != names[1] or names[2] != names[3]:
            return False
        changing = self.engine.operators[x.fn][0]
        return changing.choose(self.engine, (self._type(x.lhs), self._type(x.rhs))) is not None

    def _definition(self, v: Any) -> Any:
        try:
            return self.func_ir.get_definition(v)
        except KeyError:
            return None

    def _source(self, v: Any) -> Any:
        """The variable that a temporary is a copy of, or its constant."""
        found = self._definition(v) if is_temporary(v.name) else None
        return ("=", found.value) if isinstance(found, self.ir.Const) else v.name

    def _type(self, v: Any) -> Any:
        return self.types.get(getattr(v, "name", ""))

    def _value_type(self, row: Any) -> Any:
        return self.engine.value_type(row.library, row.result.value)

    def _called(self, base: Any, index: Any, s: Any, target: Any) -> Any:
        """Writes the call with the indices that a tuple holds; the row that is called."""
        indices, record = list((yield from self._indices(index, s))), self.types[base.name]
        types = [self.types[i.name] for i in indices]
        method, signature = index_method(self.engine, record, types)
        yield from self._method_call(method, signature, base, indices, s, target)
        return self.engine.choose(method.handle, (record, *types), {}).row

    def _method_call(
        self, method: Any, signature: Any, base: Any, args: Sequence[Any], s: Any, target: Any
    ) -> Iterator[Any]:
        ir = self.ir
        bound = self._variable(method, s)
        name = method.handle.qualified.rpartition("::")[2]
        yield ir.Assign(ir.Expr.getattr(base, name, s.loc), bound, s.loc)
        call = ir.Expr.call(bound, tuple(args), (), s.loc)
        self.calls[call] = signature
        yield ir.Assign(call, target, s.loc)

    def _assigned(self, place: Any, row: Any, s: Any) -> Iterator[Any]:
        """Writes the assignment to what a call has given."""
        given, ir = self.types[place.name], self.ir
        if row.is_address and not row.result.target.const:
            made = ir.SetAttr(place, "=", s.value, s.loc)
            self.calls[made] = self.k.signature(self.k.types.none, given, self.types[s.value.name])
            yield made
            return
        what = f"{self._type(s.target)}.{row.name.rpartition('::')[2]}"
        if not isinstance(given, self.engine.types.RecordType):
            text = f"{what} returns no reference that can be assigned to"
            raise self.k.TypingError(text, loc=s.loc)
        try:
            method = self.engine.types.MethodType(given, record_member(given, "operator="))
            signature = method.get_call_type(None, (self.types[s.value.name],), {})
        except AttributeError:
            text = f"{what} returns {row.result}, whose class has no operator= that can be called"
            raise self.k.TypingError(text, loc=s.loc) from None
        if self._is_implicit(given, self.types[s.value.name]):
            text = f"{what} returns {row.result}, and its implicit operator= changes nothing but that object"
            raise self.k.TypingError(text, loc=s.loc)
        yield from self._method_call(
            method, signature, place, [s.value], s, self._variable(signature.return_type, s)
        )

    def _is_implicit(self, given: Any, value: Any) -> bool:
        """Does C++ assign the value by copying bytes? Tables list no operator= that is trivial."""
        library, name = given.library, given.spelling
        if "S" not in given.entry[3]:
            return False
        rows = library.rows(library.members(name).get("operator=", ()))
        if not rows:  # asked of C++
            return bool(self.engine.plain(value) == given)
        data = ("M", f"{name}::operator=", f"R{{{name}}}", (f"RK{{{name}}} ",), 0, 0, 0, {"owner": name})
        own = Row(library, -1, data)
        candidates = [Candidate(row, True) for row in (*rows, own)]
        choice = self.engine.choose_from(own.name, library, candidates, (given, value), (), ("l", ""))
        return choice.row is own

    def _key_types(self, v: Any) -> list[Any]:
        return [self._index_type(i) for i in self._held(v)]

    def _index_type(self, i: Any) -> Any:
        return self.types[i.name] if isinstance(i, self.ir.Var) else self.k.types.literal(i)

    def _held(self, v: Any) -> Sequence[Any]:
        """What a tuple holds: variables, or constants."""
        definition = self._definition(v)
        if getattr(definition, "op", "") == "build_tuple":
            found: Sequence[Any] = definition.items
            return found
        held = getattr(definition, "value", None)
        if not isinstance(held, tuple):
            raise self.k.TypingError("several indices are written as they are: obj[i, j]", loc=v.loc)
        return held

    def _indices(self, v: Any, s: Any) -> Any:
        found = []
        for held in self._held(v):
            index = held
            if not isinstance(held, self.ir.Var):
                index = self._variable(self._index_type(held), s)
                yield self.ir.Assign(self.ir.Const(held, s.loc), index, s.loc)
            found.append(index)
        return found


#: Expressions that change nothing, of Numba's own numbers and tuples.
_HARMLESS = ("build_tuple", "getattr", "cast", "exhaust_iter")


class TypesInPlace(_Objects):  # type: ignore[misc]
    """A function's objects (lvalue_objects.py), with such that nothing can assign: `array[i] = T(...)` makes
    one in the element.
    """

    def __init__(self, run: Any) -> None:
        super().__init__(run)
        self._stored: dict[str, Path] = {}  # of temporaries, where they are made

    def _place(self, s: Any, site: Site, of: Any, op: Any) -> None:
        is_call = op is not None and op.kind == "call" and not op.is_address
        path = _element_of(self, s, site, of) if is_call and is_temporary(s.target.name) else None
        if path is None:
            super()._place(s, site, of, op)
        else:
            self._stored[s.target.name] = path

    def _is_stored(self, s: Any) -> bool:
        is_store = isinstance(s, (self.fn.ir.SetItem, self.fn.ir.StaticSetItem))
        return is_store and s.value.name in self._stored

    def store_at(self, place: Any, value: Any, s: Any) -> None:
        to, got = self.run.types[place.name], self.run.types[value.name]
        is_object = hasattr(got, "of") and self.engine.plain(got.of) == self.engine.plain(to.of)
        if is_object and self._assignment(to.of, value) is None:  # by its bytes
            value = self.run.call(self.lv.load, [value], got.of, s)
        super().store_at(place, value, s)

    def _check_reads(self, s: Any, site: Site, op: Any) -> None:
        if not self._is_stored(s):
            super()._check_reads(s, site, op)

    def statement(self, s: Any, site: Site, cache: dict[str, Any]) -> bool:
        return self._is_stored(s) or super().statement(s, site, cache)

    def made(self, op: Operation, args: list[Any], formal: list[Any], s: Any, root: Root | None) -> bool:
        path = self._stored.get(s.target.name)
        if path is None:
            return bool(super().made(op, args, formal, s, root))
        place = self.run.address(path, s)
        types = [self.run.types[place.name], *formal]
        make = self.lv.construct(op.choice)
        self.run.call(make, [place, *args], self.k.types.none, s, formal=types)
        return True


def _element_of(kept: Any, s: Any, site: Site, of: Any) -> Path | None:
    """The array's element that the next statement assigns an object to, where nothing assigns it."""
    (label, i), ir, types = site, kept.fn.ir, kept.run.types
    body = kept.fn.blocks[label].body
    store: Any = body[i + 1] if i + 1 < len(body) else None
    is_store = isinstance(store, (ir.SetItem, ir.StaticSetItem))
    if not is_store or store.value.name != s.target.name:
        return None
    array = types[store.target.name]
    is_element = isinstance(array, kept.k.types.Array) and array.dtype == of and array.mutable
    index = store.index_var if isinstance(store, ir.StaticSetItem) else store.index
    is_one = index is not None and isinstance(types[index.name], kept.k.types.Integer)
    is_last = kept._last_use(s.target.name, site) == (label, i + 1)
    if not (is_element and is_one and is_last) or _may_assign(kept, of):
        return None
    return Path("elem", store.target, of, index=index)


def _may_assign(kept: Any, of: Any) -> bool:
    """Could C++ assign a temporary of the class to an object?"""
    library, name = of.library, of.spelling
    if "s" in kept._flags(of):
        return True
    if "<" in name and library.oracle is not None:
        return bool(library.oracle.ask(f"op;=;{name} &;{name}")[1][0]["ok"])
    is_bound = kept._row(of, "operator=", [of, of], ["l", "t"]) is not None
    return is_bound or "deleted" not in library.skipped.get(f"{name}::operator=", "deleted")


def _run_indices(lv: LValues, state: Any) -> None:
    IndexSplitter(lv, state).run()


brackets.append(index_type)
index_passes.append(_run_indices)
part_objects["object_mixins"] = (*part_objects.get("object_mixins", ()), TypesInPlace)
