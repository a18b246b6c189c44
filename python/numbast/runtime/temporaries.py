"""Objects that C++ makes for one call, where C++ makes them: a parameter by value is the object that its
argument's call gives, and what a conversion makes for a reference lives until the statement ends.

For the first of these the shims of both calls become one: what makes the object stands where the outer one
reads it, between the marks that it has there (src/bind/shim.c), and C++ does the rest (C++17,
[dcl.init.general] 16.6.1).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from .cache import cache_key
from .calls import Candidate, Choice
from .codes import cxx_type
from .headers import user_folders
from .joint import Joint, without_members
from .lowering import emit_row
from .lvalue_paths import NoObjectError, Path, Site
from .lvalues import Step, is_temporary
from .overload import USER, Conversion
from .parts import part_objects
from .table import Library, Row
from .units import row_of_line

_KeptObjects: Any = object  # ObjectTypes stands behind it: it comes when a kernel needs it

_PARAMETER = re.compile(r"\bnb(o|\d+(?:_\d+)*)\b")
_PLACE = "*nbr"  # of a result, in a shim's parameters
_MAKES = "::new((void*)nbr)"


# ---- two shims as one --------------------------------------------------------
class _Of:
    """What stands for the oracle of a library whose header has no templates."""

    def __init__(self, library: Library) -> None:
        self.library = library


def _parent(library: Library) -> Library:
    """The header's own library, of which answers about its templates are children."""
    root: Library = getattr(library.oracle, "library", library)
    return root


def joint_of(library: Library) -> Joint:
    """Where the shims of calls that make their arguments wait for each other."""
    root = _parent(library)
    oracle = getattr(root, "oracle", None)
    found = getattr(oracle, "joint", None) or root.__dict__.get("own_joint")
    if found is None:
        found = root.__dict__.setdefault("own_joint", Joint(root))
    joint: Joint = found
    return joint


def _shim_of(choice: Choice) -> tuple[list[str], str, str]:
    """What a row's shim needs before it, its line, and its symbol."""
    row, prefix = choice.row, choice.row.library.table["prefix"]
    symbol = f"{prefix}_{row.index}" + (f"_{choice.omitted}" if choice.omitted else "")
    lines = row.library.units.source((row.index,)).split("\n")
    shim = next(line for line in lines if f"{symbol}(" in line and row_of_line(line, prefix) == row.index)
    return [line for line in lines if line and row_of_line(line, prefix) is None], shim, symbol


def _maker(line: str, symbol: str) -> tuple[str, list[str], str]:
    """The line of a shim that makes an object, as a function that returns it: the text of its parameters,
    their names, and of the function, called `make`.
    """
    start = line.index(f"{symbol}(") + len(symbol) + 1
    end = line.index("){", start)
    made, _, parameters = line[start:end].partition(_PLACE)
    parameters = parameters.removeprefix(",").strip()
    body = line[end + 2 :].replace(_MAKES, "return ", 1)
    return parameters, _PARAMETER.findall(parameters), f"__device__ static {made} make({parameters}){{{body}"


def _fused_line(outer: tuple[str, str], inner: tuple[str, str], place: int, symbol: str) -> str:
    """The shim `outer` with what `inner` makes for its parameter `place`; the parameters of `inner` come
    last, those of `outer` stay. Both: the line, its symbol.
    """
    line, old = outer
    parameters, names, make = _maker(*inner)
    start = line.index(f"{old}(")
    end = line.index("){", start)
    opened, closed = f"/*<{place}*/", "/*>*/"
    first = line.index(opened, end)
    last = line.index(closed, first)
    given = ",".join(f"nb{name}_{place}" for name in names)
    more = "," * bool(names) + _PARAMETER.sub(rf"nb\1_{place}", parameters)
    return (
        f"{line[:start]}{symbol}{line[start + len(old) : end]}{more}){{struct nbv{place}{{{make}}};"
        f"{line[end + 2 : first]}nbv{place}::make({given}){line[last + len(closed) :]}"
    )


def _inner_codes(choice: Choice) -> list[str]:
    """The parameters of a call's shim, its object in front."""
    row = choice.row
    codes = [t.code for t in row.parameters[: len(row.parameters) - choice.omitted]]
    return [f"R{'' if row.changes else 'K'}{{{row.owner}}}", *codes] if row.is_member else codes


_fused: dict[tuple[Choice, int, Choice], Choice] = {}


def fused(outer: Choice, place: int, inner: Choice) -> Choice:
    """The call `outer` whose operand `place` is what `inner` makes: of its arguments that one is None, and
    those of `inner` come last.
    """
    key = (outer, place, inner)
    found = _fused.get(key)
    if found is None:
        found = _fused[key] = _fuse(outer, place, inner)
    return found


def _fuse(outer: Choice, place: int, inner: Choice) -> Choice:
    row, made = outer.row, inner.row
    library, at = row.library, outer.candidate.positions[place]
    before, line, symbol = _shim_of(outer)
    more, other, name = _shim_of(inner)
    prefix = "nb_" + cache_key("", line, other, str(at))[-16:]
    text = _fused_line((line, symbol), (other, name), at, f"{prefix}_0")
    head = [*before, *(x for x in more if x.startswith("#") or x not in before)]
    data = library.table["rows"][row.index]
    parameters = [p.rpartition(" ")[0] for p in data[3][: len(data[3]) - outer.omitted]]
    parameters[at] = "Pv"
    parameters += _inner_codes(inner)
    row_data = (*data[:3], tuple(f"{code} " for code in parameters), 0, *data[5:])
    preamble = max((library.table["preamble"], made.library.table["preamble"]), key=len)
    table = {
        **library.table, "preamble": preamble, "prefix": prefix, "rows": (row_data,), "names": {},
        "types": {**without_members(made.library.types), **without_members(library.types)}, "skipped": {},
        "refused": (), "templates": {}, "plain": (), "alone": False, "listed": None,
        "units": ((0, 1, "\n".join([*head, text]) + "\n"),),
    }  # fmt: skip
    units = library.units
    folders = user_folders(units.table["name"], units._folder, units._include_dirs)
    own = Library(table, library.module, None, folders)
    own.oracle = library.oracle or _Of(library)
    own.joint = joint_of(library)
    row = own.row(0)
    candidate = Candidate(row, -1 in outer.candidate.positions)
    conversions = list(outer.conversions)
    conversions[place] = Conversion(cxx_type("Pv"), cxx_type("Pv"), 0)
    return Choice(candidate, 0, (*conversions, *inner.conversions), (), ())


# ---- in a kernel -------------------------------------------------------------
class Made:
    """A call that makes an argument: it waits for the call that takes it."""

    def __init__(self, choice: Choice, args: Sequence[Any], formal: Sequence[Any]) -> None:
        self.choice = choice
        self.args = list(args)
        self.formal = list(formal)


class Temporaries(_KeptObjects):  # type: ignore[misc]
    """A function's objects (lvalue_objects.py), and those that are made for its calls."""

    def __init__(self, run: Any) -> None:
        super().__init__(run)
        self._inner: set[str] = set()  # temporaries that are arguments
        self._aliases: dict[str, str] = {}  # other temporaries that they are copied to
        self._readers: dict[str, list[Site]] | None = None
        self._making: Choice | None = None  # what is made for a variable
        self.fn.chosen = self._chosen
        self._waiting: dict[str, Made] = {}

    # ---- what is made where --------------------------------------------------
    def examine(self) -> bool:
        found = bool(super().examine())
        for site, op in self.fn.operations.items():
            if op.choice is not None:
                self._check_moves(op, site)
                self._check_defaults(op, site)
                found = found or any(map(self._makes, op.choice.conversions))
        return found

    def _makes(self, conversion: Conversion) -> bool:
        """Does a conversion make an object that can't be moved as bytes?"""
        row = conversion.function
        if conversion.rank != USER or not isinstance(row, Row):
            return False
        if not self.engine.is_class(row.library, row.makes.value):
            return False
        of = self.engine.value_type(row.library, row.makes.value)
        return bool(self.is_special(of) or self.may_hold_itself(of))

    def _takes_value(self, op: Any, place: int) -> bool:
        """Is a parameter an object by value, that is more than its bytes?"""
        t = op.choice.candidate.types[place]
        if t.kind != "named" or not self.engine.is_class(op.choice.row.library, t):
            return False
        at = op.choice.candidate.positions[place]
        if at in op.choice.row.extra.get("intents", {}):
            return False
        return bool(self.is_special(self.engine.value_type(op.choice.row.library, t)))

    def _row(self, of: Any, member: str, args: Sequence[Any], categories: Sequence[str]) -> Any:
        row = super()._row(of, member, args, categories)
        if row is None and member == "()" and not set("tCc") & set(self._flags(of)):  # no copy of bytes
            loc = self.fn.at(self.run.site).loc
            self.run.fail(loc, f"{of} has no constructor that is bound and copies or moves this object")
        return row

    def _can_store(self, v: Any, of: Any, site: Site) -> bool:
        path = self.fn.path_or_none(v, site)
        is_moved = path is not None and path.category == "t" and self._assigner(of, "t") is not None
        return bool(is_moved or super()._can_store(v, of, site))

    def _check_defaults(self, op: Any, site: Site) -> None:
        """What a default argument makes ends with the call's shim: no reference to it may come back."""
        row, omitted = op.choice.row, op.choice.omitted
        for t, name in list(zip(row.parameters, row.names, strict=True))[len(row.parameters) - omitted :]:
            if row.is_address and t.is_reference and t.value == row.result.value:
                self.run.fail(
                    self.fn.at(site).loc,
                    f"{op.name} returns a reference, maybe to what its parameter '{name}' is by default, "
                    "which ends with the call: give that argument",
                )

    def _check_moves(self, op: Any, site: Site) -> None:
        """An object that can be moved alone is no argument by value where it has a name."""
        for place, conversion in enumerate(op.choice.conversions[: len(op.operands)]):
            if conversion.rank == USER or not self._takes_value(op, place):
                continue
            t = op.choice.candidate.types[place]
            of = self.engine.value_type(op.choice.row.library, t)
            v = op.operands[place]
            path = None if v is None else self.fn.path_or_none(v, site)
            if "c" not in self._flags(of) and (path is None or path.category != "t"):
                self.run.fail(
                    self.fn.at(site).loc,
                    f"argument {op.choice.candidate.positions[place] + 1} of {op.name} is {of} by value, "
                    "which cannot be copied, only moved: pass what makes the object, or what returns "
                    f"{of} && of it",
                )

    def _chosen(self, var: Any, site: Site, found: Sequence[Any]) -> Path:
        """One of several objects, which a branch chooses, by its address. Raises NoObjectError."""
        of, paths = self.run.types[var.name], []
        for label, i, s in found:
            is_mention = isinstance(s.value, self.fn.ir.Var) and self.is_special(of)
            path = self.fn.path_or_none(s.value, (label, i)) if is_mention else None
            if path is None or path.category == "t":
                raise NoObjectError("it is one of several objects, chosen at run time; use an if statement")
            paths.append(path)
        return Path("ptr", var.name + ".ref", of, const=any(path.const for path in paths))

    def _place(self, s: Any, site: Site, of: Any, op: Any) -> None:
        is_call = op is not None and op.kind == "call" and not op.is_address
        is_plain = is_call and is_temporary(s.target.name) and not op.choice.row.extra.get("intents")
        if is_plain and self._argument(s, site, of):
            self._inner.add(s.target.name)
        elif s.target.name not in self._aliases:
            v = s.value
            is_chosen = isinstance(v, self.fn.ir.Var) and is_temporary(v.name) and not self.allows_values(of)
            if is_chosen and len(self.fn.defs.get(v.name, ())) > 1 and self._source(v, site) is None:
                self._refuse_chosen(of, s)
            super()._place(s, site, of, op)

    def _argument(self, s: Any, site: Site, of: Any) -> bool:
        """Is a temporary an operand by value of another call, and nothing else?"""
        name, names = s.target.name, []
        readers = self._readers_of(name)
        while readers and len({self._copied_to(r) for r in readers}) == 1 and self._copied_to(readers[0]):
            names.append(name := self._copied_to(readers[0]))  # it waits while a branch chooses another one
            if len(self.fn.defs.get(name, ())) != len(readers):
                return False
            readers = self._readers_of(name)
        op = self.fn.operations.get(readers[0]) if len(readers) == 1 else None
        if op is None or op.choice is None or op.choice.candidate.shifted:
            return False
        places = [i for i, v in enumerate(op.operands) if v is not None and v.name == name]
        if len(places) != 1 or (op.value is not None and op.value.name == name):
            return False
        place, conversion = places[0], op.choice.conversions[places[0]]
        if conversion.rank == USER or not (self._takes_value(op, place) or self._is_copy(op, of)):
            return False
        self._aliases.update(dict.fromkeys(names, s.target.name))
        return True

    def _readers_of(self, name: str) -> list[Site]:
        """The statements that mention a temporary."""
        if self._readers is None:
            self._readers = {}
            for site, s in self.fn.statements():
                for v in dict.fromkeys(v.name for v in self.fn.reads(s)):
                    if is_temporary(v):
                        self._readers.setdefault(v, []).append(site)
        return self._readers.get(name, [])

    def _copied_to(self, site: Site) -> str:
        """The temporary that a statement gives a copy of another one; "" of any other statement."""
        s = self.fn.at(site)
        is_copy = isinstance(s, self.fn.ir.Assign) and isinstance(s.value, self.fn.ir.Var)
        return str(s.target.name) if is_copy and is_temporary(s.target.name) else ""

    def _is_copy(self, op: Any, of: Any) -> bool:
        """Is it `S(S(...))`, which is the same as what stands within?"""
        row = op.choice.row
        if row.kind not in "cx" or row.owner != of.spelling or len(op.operands) != 1:
            return False
        t = row.parameters[0].target
        return t is not None and t.bare.name == row.owner

    # ---- writing -------------------------------------------------------------
    def statement(self, s: Any, site: Site, cache: dict[str, Any]) -> bool:
        is_alias = isinstance(s, self.fn.ir.Assign) and s.target.name in self._aliases
        return is_alias or self._choose(s, site) or super().statement(s, site, cache)

    def _refuse_chosen(self, of: Any, s: Any) -> None:
        self.run.fail(s.loc, f"an object of {of} is one of several, chosen at run time; use an if statement")

    def _choose(self, s: Any, site: Site) -> bool:
        """Where a branch chooses an object it is that one's address that is kept."""
        ir, fn, run = self.fn.ir, self.fn, self.run
        of = run.types.get(s.target.name) if isinstance(s, ir.Assign) else None
        if of is None or not is_temporary(s.target.name) or not self.is_special(of):
            return False
        found = fn.defs.get(s.target.name, ())
        if len(found) < 2 or fn.copied(found):
            return False
        if fn.path_or_none(s.target, site) is None:
            if not self.allows_values(of):
                self._refuse_chosen(of, s)
            return False
        name = s.target.name + ".ref"
        place = run.address(fn.path(s.value, site), s)
        if name not in run.types:
            run.types[name] = self.lv.address(of, fn.path(s.target, site).const)
        place = run.call(self.lv.field(0), [place], run.types[name], s)  # however it lies
        run.out.append(ir.Assign(place, run.var(s, name), s.loc))
        return True

    def made(self, op: Any, args: list[Any], formal: list[Any], s: Any, root: Any) -> bool:
        if s.target.name in self._inner:
            self._waiting[s.target.name] = Made(op.choice, args, formal)
            return True
        self._making = None if op.choice.row.is_address else op.choice
        if self._making is not None and root is not None and self.is_special(root[1]):
            self._check_renewal(op, s, root)
        done = bool(super().made(op, args, formal, s, root))
        self._making = None
        return done

    def _check_renewal(self, op: Any, s: Any, root: Any) -> None:
        """Without an operator= the old object ends before the new one is made: it can't be made from it."""
        of = root[1]
        if self._assigner(of, "t") is not None or self._destructor(of) is None:
            return
        paths = [self.fn.path_or_none(v, self.run.site) for v in op.operands if v is not None]
        if any(path is not None and path.kind == "var" and path.root == root for path in paths):
            self.run.fail(
                s.loc,
                f"'{root[0]}' is assigned what is made from it, and {of} has no operator= for that; "
                "use another variable",
            )

    def _renew(self, root: Any, make: Any, args: list[Any], formal: list[Any], s: Any, assign: Any) -> None:
        if self._making is None or assign is None or assign.parameters[0].kind != "named":
            super()._renew(root, make, args, formal, s, assign)
            return
        place, flag = self.run.var(s, self.run.places[root]), self.run.var(s, self.flags[root])
        types = [self.run.types[place.name], self.run.types[flag.name], *formal]
        step = self._assigned(make, fused(_assignment_call(assign), 1, self._making))
        self.run.call(step, [place, flag, *args], self.k.types.none, s, formal=types)

    def _copy(self, root: Any, source: Any, s: Any, category: str) -> None:
        of = root[1]
        assign = self._assigner(of, category)
        move = super()._row(of, "()", [of], [category]) if category == "t" else None
        if assign is None or move is None or assign.parameters[0].kind != "named":
            super()._copy(root, source, s, category)
            return
        place, flag = self.run.var(s, self.run.places[root]), self.run.var(s, self.flags[root])
        step = self._assigned(
            self.steps.copy(of, move), fused(_assignment_call(assign), 1, _construction(move))
        )
        types = [self.run.types[v.name] for v in (place, flag, source)]
        self.run.call(step, [place, flag, source], self.k.types.none, s, formal=types)

    def _assigned(self, make: Step, choice: Choice) -> Step:
        """A variable's new object: `make` makes the first one, `choice` is an operator= that takes another by
        value. Arguments as of LValues.renew.
        """
        engine, objects, types = self.engine, self.lv.objects, self.k.types

        def body(e: Any, want: Any, given: Sequence[Any], values: Sequence[Any]) -> Any:
            place, flag = values[:2]

            def again() -> None:
                operands = [given[0], types.none, *given[2:]]
                emit_row(engine, e, choice, operands, [place, e.none(), *values[2:]], by_address=True)

            def first() -> None:
                make.body(e, want, [given[0], *given[2:]], [place, *values[2:]], ())

            objects.either(e, e.load(types.boolean, flag, 1), again, first)
            e.store(types.boolean, e.constant(types.boolean, True), flag, 1)
            return e.none()

        made: Step = self.lv.made_once(("assigned in place", make, choice), make.name, body)
        return made

    def arguments(self, op: Any, s: Any, site: Site, cache: dict[str, Any]) -> tuple[list[Any], list[Any]]:
        names = {self._aliases.get(v.name, v.name): i for i, v in enumerate(op.operands) if v is not None}
        waiting = {names[name]: self._waiting.pop(name) for name in list(self._waiting) if name in names}
        if waiting and not self._takes_value(op, min(waiting)):  # S(S(...))
            inner = waiting[0]
            op.choice, op.operands = inner.choice, [None] * len(inner.args)
            return inner.args, inner.formal
        for place in waiting:
            op.operands[place] = self._nothing(s)
        args, formal = super().arguments(op, s, site, cache)
        for place in waiting:
            op.operands[place] = None
        end = site
        moves = self._moves(op, args, formal, site)
        if waiting or moves or (op.choice is not None and any(map(self._makes, op.choice.conversions))):
            waiting |= moves
            for place in moves:
                args[place] = self._nothing(s)
            if isinstance(s, self.fn.ir.Assign) and is_temporary(s.target.name):
                end = self._last_use(s.target.name, site)
            op.choice = self._prepared(op.choice, waiting, args, formal, s, end)
        return args, formal

    def store_at(self, place: Any, value: Any, s: Any) -> None:
        run = self.run
        to, got = run.types[place.name], run.types[value.name]
        choice = self._assignment(to.of, value)
        if choice is None or not any(map(self._makes, choice.conversions)):
            super().store_at(place, value, s)
            return
        args, formal = [place, value], [to, got]
        choice = self._prepared(choice, {}, args, formal, s, run.site)
        run.call(self.lv.call(choice), args, self.k.types.none, s, formal=formal)

    def _moves(self, op: Any, args: list[Any], formal: list[Any], site: Site) -> dict[int, Made]:
        """Arguments by value that are moved into their parameters: what T && refers to, or a part."""
        found: dict[int, Made] = {}
        for place, v in enumerate(op.operands if op.choice is not None else ()):
            conversion = op.choice.conversions[place]
            if v is None or conversion.rank == USER or not self._takes_value(op, place):
                continue
            path, of = self.fn.path_or_none(v, site), self.run.types[v.name]
            if path is None or path.kind == "value" or path.category != "t" or not self.is_special(of):
                continue
            row = super()._row(of, "()", [of], ["t"])
            if row is not None and row.parameters[0].kind == "rvalue":
                found[place] = Made(_construction(row), [args[place]], [formal[place]])
        return found

    def _nothing(self, s: Any) -> Any:
        """A variable that is None."""
        v = self.run.var(s, self.run.new(self.k.types.none))
        self.run.out.append(self.fn.ir.Assign(self.fn.ir.Const(None, s.loc), v, s.loc))
        return v

    def _prepared(
        self, choice: Choice, made: dict[int, Made], args: list[Any], formal: list[Any], s: Any, end: Site
    ) -> Choice:
        """The call with its temporaries; `args` and `formal` change with it."""
        conversions = list(choice.conversions)
        for place, conversion in enumerate(choice.conversions):
            if not self._makes(conversion):
                continue
            inner, second = _conversion_call(conversion)
            if inner.row.is_address:
                args[place] = self._referred(inner, args[place], formal[place], s)
                formal[place] = self.run.types[args[place].name]
                conversions[place] = second
                continue
            t, makes = choice.candidate.types[place], inner.row.makes.value
            if t.kind == "named" and makes.name == t.name:
                if self.is_special(self.engine.value_type(inner.row.library, makes)):
                    made[place] = Made(inner, [args[place]], [formal[place]])
                    args[place] = self._nothing(s)
                continue
            args[place] = self._temporary(inner, args[place], formal[place], s, end)
            formal[place] = self.run.types[args[place].name]
            conversions[place] = second
        if conversions != list(choice.conversions):
            choice = _with_conversions(choice, conversions)
        for place, inner_made in sorted(made.items()):
            formal[place] = self.k.types.none
            choice = fused(choice, place, inner_made.choice)
            args += inner_made.args
            formal += inner_made.formal
        return choice

    def _referred(self, inner: Choice, value: Any, formal: Any, s: Any) -> Any:
        """Writes the call of a conversion function that gives a reference; the object's address."""
        t, library = inner.row.result.target, inner.row.library
        assert t is not None
        of = self.engine.value_type(library, t.bare)
        to = self.lv.address(of, t.const)
        return self.run.call(self.lv.call(inner), [value], to, s, formal=[formal])

    def _temporary(self, inner: Choice, value: Any, formal: Any, s: Any, end: Site) -> Any:
        """Writes the making of an object that ends with a statement; its address."""
        run = self.run
        of = self.engine.value_type(inner.row.library, inner.row.makes.value)
        place = run.call(self.lv.alloc, [], self.lv.address(of), s)
        types = [run.types[place.name], formal]
        run.call(self.lv.construct(inner), [place, value], self.k.types.none, s, formal=types)
        if self._destructor(of) is not None:
            self._ends.setdefault(end, []).append(place.name)
        return place


_conversion_calls: dict[Conversion, tuple[Choice, Conversion]] = {}
_assignment_calls: dict[Row, Choice] = {}
_constructions: dict[Row, Choice] = {}
_converted_choices: dict[tuple[Any, ...], Choice] = {}


def _conversion_call(conversion: Conversion) -> tuple[Choice, Conversion]:
    """The call of a user conversion's function, and what becomes of its result."""
    found = _conversion_calls.get(conversion)
    if found is None:
        row: Any = conversion.function
        result = row.makes.value
        if conversion.first is not None:
            inner = Choice(Candidate(row, False), len(row.parameters) - 1, (conversion.first,), (), (0,))
        else:
            owner = cxx_type("{" + row.owner + "}")
            to_owner = Conversion(conversion.source, owner, 0)
            to_owner.base_depth = int(conversion.source.value.bare.name != row.owner)
            inner = Choice(Candidate(row, True), 0, (to_owner,), (), (0,))
        found = _conversion_calls[conversion] = inner, conversion.second or Conversion(result, result, 0)
    return found


def _assignment_call(row: Row) -> Choice:
    """The call of an operator= with an object of the class."""
    found = _assignment_calls.get(row)
    if found is None:
        own = cxx_type("{" + row.owner + "}")
        given = [Conversion(own, own, 0), Conversion(own, own, 0)]
        found = _assignment_calls[row] = Choice(Candidate(row, True), 0, given, (), (0, 1))
    return found


def _construction(row: Row) -> Choice:
    """The call of a constructor with an object of the class."""
    found = _constructions.get(row)
    if found is None:
        own = cxx_type("{" + row.owner + "}")
        candidate, omitted = Candidate(row, False), len(row.parameters) - 1
        found = _constructions[row] = Choice(candidate, omitted, [Conversion(own, own, 0)], (), (0,))
    return found


def _with_conversions(choice: Choice, conversions: Sequence[Conversion]) -> Choice:
    key = (choice, *conversions)
    found = _converted_choices.get(key)
    if found is None:
        found = Choice(choice.candidate, choice.omitted, conversions, choice.operands, choice.order)
        _converted_choices[key] = found
    return found


part_objects["object_mixins"] = (Temporaries, *part_objects.get("object_mixins", ()))
