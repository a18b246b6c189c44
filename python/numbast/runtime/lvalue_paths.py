"""What an operand of a typed function names: an object, or a mere value.

Operands are followed back through Numba's `$` temporaries to a variable, an array's element, what a returned
reference refers to, or a temporary, and from there through fields. What can't be followed is an error that
says what to write instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from .codes import CxxType
from .layout import find_field
from .lowering import is_array_field
from .lvalues import LValues, is_temporary
from .table import Library

#: A statement's place: label of its block, number in it.
Site = tuple[int, int]
#: A variable of C++: name and Numba type, which all versions of one source variable share.
Root = tuple[str, Any]


class NoObjectError(Exception):
    """This operand names no object; the text says why."""


def is_mutable_field(library: Any, spelling: str, name: str) -> bool:
    """Does a public field, an inherited one too, change also in const objects?"""
    entry = library.facts.entry(spelling)
    if any(field == name for field, *_ in entry[6]):
        return name in dict(*entry[8:]).get("mutable", ())
    return any(
        find_field(library, base, name) is not None and is_mutable_field(library, base, name)
        for base, _, _ in entry[5]
    )


class Hop:
    """One step from an object to a part of it: a field `bits` behind its start, or an element (`index`)."""

    __slots__ = ("bits", "index", "is_mutable", "library", "of", "t", "width")

    def __init__(
        self, library: Library | None, t: CxxType | None, of: Any, bits: int, width: int, index: Any = None
    ) -> None:
        self.library = library
        self.t = t  # None: a lane of one of Numba's vectors
        self.of = of  # the Numba type of its value
        self.bits = bits
        self.width = width
        self.index = index  # a variable or a number
        self.is_mutable = False  # changes also where the object is const

    @property
    def key(self) -> Any:
        return self.bits, self.width, getattr(self.index, "name", self.index)


class Path:
    """`kind` 'var' (root: a Root), 'elem' (array and index), 'ptr' (name of the reference's address), 'made'
    (that of a temporary object's) or 'value' (the variable that holds it); `of` is the type there, then come
    the hops. `moved`: as what T && refers to.
    """

    __slots__ = ("const", "hops", "index", "kind", "moved", "of", "root")

    def __init__(
        self,
        kind: str,
        root: Any,
        of: Any,
        index: Any = None,
        hops: tuple[Hop, ...] = (),
        const: bool = False,
        moved: bool = False,
    ) -> None:
        self.kind = kind
        self.moved = moved
        self.root = root
        self.of = of
        self.index = index
        self.hops = hops
        self.const = const

    def part(self, hop: Hop) -> Path:
        t = hop.t
        while t is not None and t.kind == "array" and not t.const:
            t = t.target
        const = (self.const and not hop.is_mutable) or bool(t and t.const)
        return Path(self.kind, self.root, self.of, self.index, (*self.hops, hop), const, self.moved)

    @property
    def key(self) -> Any:
        index = getattr(self.index, "name", self.index)
        root = self.root if self.kind != "value" else self.root.name
        return self.kind, root, index, tuple(h.key for h in self.hops)

    @property
    def category(self) -> str:
        return "t" if self.is_temporary else "c" if self.const else "l"

    @property
    def is_temporary(self) -> bool:
        return self.moved or self.kind in ("value", "made")

    @property
    def text(self) -> str:
        return str(self.root[0] if self.kind == "var" else getattr(self.root, "name", self.root))


class TypedFunction:
    """A typed function: its statements, definitions and variables."""

    def __init__(self, lv: LValues, state: Any) -> None:
        self.lv, self.engine = lv, lv.engine
        self.ir = lv.objects.ir
        self.func_ir, self.types, self.calls = state.func_ir, state.typemap, state.calltypes
        self.blocks = state.func_ir.blocks
        code = self.func_ir.func_id.func.__code__
        self.written = {*code.co_varnames, *code.co_cellvars, *code.co_freevars}
        self.defs: dict[str, list[tuple[int, int, Any]]] = {}
        self.operations: dict[Site, Any] = {}  # filled by lvalue_find.py
        self.is_special: Any = lambda of: False  # types whose objects are never moved as values
        self.chosen: Any = None  # what a name of several objects is: its path
        self.apart: set[Root] = set()  # variables whose versions need storage of their own
        self.snapshots: dict[str, Path] = {}  # temporaries that are copies, of what (lvalue_moments.py)
        self.stated: set[int] = set()  # ids of `p = p` in the source
        self._loads: Any = None
        self._sources: dict[str, str] = {}
        self._roots: dict[str, Root] = {}
        self._reach: dict[tuple[int, int], set[int]] = {}
        self._order()

    # ---- statements ----------------------------------------------------------
    def _order(self) -> None:
        """Drops `del`s, which lowering adds again, and puts copies that were phis at their block's end: they
        stand behind the assignment of what they copy, and an object may change in between.
        """
        for block in self.blocks.values():
            body = block.body = [s for s in block.body if not isinstance(s, self.ir.Del)]
            if not any(map(self.is_version_copy, body[:-1])):
                continue
            later: set[str] = set()
            stay: list[Any] = []
            phis: list[Any] = []
            for s in reversed(body[:-1]):
                moves = self.is_version_copy(s) and s.target.name not in later
                (phis if moves else stay).append(s)
                later.update(v.name for v in s.list_vars())
            block.body = [*reversed(stay), *reversed(phis), *body[-1:]]
        for site, statement in self.statements():
            if isinstance(statement, self.ir.Assign):
                self.defs.setdefault(statement.target.name, []).append((*site, statement))

    def order_again(self) -> None:
        """The same once it is known which types are special, or statements have changed."""
        found: dict[Any, list[Any]] = {}
        for _, s in self.statements():
            if self.is_version_copy(s) and len(self.defs[s.target.name]) == 1:
                name = self.source(s.target)
                if self.is_special(self.types[s.target.name]):
                    found.setdefault((name, name, s.loc.line), []).append(s)
        for key, copies in found.items():  # a phi copies what the statement has made
            made = {s.target.name: s for s in copies}

            def depth(s: Any, made: dict[str, Any] = made) -> int:
                return 1 + depth(made[s.value.name]) if s.value.name in made else 0

            count = len(self.loads.get(key, ()))
            self.stated.update(map(id, sorted(copies, key=depth)[:count]))
        self.defs.clear()
        self._order()

    @property
    def loads(self) -> Any:
        """What the bytecode says of variables that are assigned to others."""
        if self._loads is None:
            self._loads = self.lv.objects.loads(self.func_ir)
        return self._loads

    def statements(self) -> Iterator[tuple[Site, Any]]:
        for label, block in self.blocks.items():
            for i, statement in enumerate(block.body):
                yield (label, i), statement

    def at(self, site: Site) -> Any:
        return self.blocks[site[0]].body[site[1]]

    def type_of(self, var: Any) -> Any:
        return self.engine.plain(self.types[var.name])

    def reads(self, statement: Any) -> list[Any]:
        """The variables that a statement reads."""
        if isinstance(statement, self.ir.Assign):
            return list(self.ir.Inst._rec_list_vars(statement, statement.value))
        return list(statement.list_vars())

    # ---- variables -----------------------------------------------------------
    def source(self, var: Any) -> str:
        """The name that the program gives a variable; versions of it may have versions (a.1.2)."""
        name = str(var.name)
        found = self._sources.get(name)
        if found is None:
            found, before = name, ""
            while found != before:
                before, found = found, self.ir.Var(var.scope, found, var.loc).unversioned_name
            self._sources[name] = found
        return found

    def root(self, var: Any) -> Root:
        """The variable of C++ that a name stands for."""
        found = self._roots.get(var.name)
        if found is None:
            of = self.types[var.name]
            found = (self.source(var), of)
            if found in self.apart:
                found = (var.name, of)
            self._roots[var.name] = found
        return found

    def is_asked_with(self, path: Path, operands: Sequence[Any]) -> bool:
        """Is it the object itself to which a call with these operands, and no other, gave a reference?"""
        if path.kind != "ptr" or path.hops:
            return False
        made = self.defs.get(str(path.root).removesuffix(".ref"), ())
        op = self.operations.get(made[0][:2]) if len(made) == 1 else None
        return op is not None and [v.name for v in op.operands] == [v.name for v in operands]

    def split(self, apart: Iterable[Root]) -> None:
        """Versions of these variables are variables of their own."""
        self.apart = set(apart)
        self._roots.clear()

    def is_version_copy(self, statement: Any) -> bool:
        """Does it copy one version of a variable to another, as phis do?"""
        if not isinstance(statement, self.ir.Assign) or not isinstance(statement.value, self.ir.Var):
            return False
        a, b = statement.target, statement.value
        if is_temporary(a.name) or is_temporary(b.name) or a.name == b.name:
            return False
        return self.source(a) == self.source(b) and id(statement) not in self.stated

    def is_inlined(self, var: Any) -> bool:
        """Is it neither a temporary nor of this function's source? The inliner gives an inlined function's
        temporaries and variables names of one form, so there a copy and a mention look the same.
        """
        return not is_temporary(var.name) and self.source(var) not in self.written

    def only_definition(self, var: Any) -> tuple[int, int, Any] | None:
        found = self.defs.get(var.name, ())
        return found[0] if len(found) == 1 else None

    def copied(self, found: Sequence[tuple[int, int, Any]]) -> bool:
        """Do definitions copy one variable? So does what waits while `a if c else b` chooses an argument."""
        names = {d[2].value.name if isinstance(d[2].value, self.ir.Var) else "" for d in found}
        return len(names) == 1 and "" not in names

    def named_at(self, var: Any) -> tuple[int, int, Any] | None:
        """The definition of a temporary, behind mere copies of it."""
        found: Sequence[tuple[int, int, Any]] = self.defs.get(var.name, ())
        while self.copied(found) and is_temporary(found[0][2].value.name):
            found = self.defs.get(found[0][2].value.name, ())
        return found[0] if len(found) == 1 else None

    # ---- order ---------------------------------------------------------------
    def successors(self, label: int) -> Iterable[int]:
        found: Iterable[int] = self.blocks[label].body[-1].get_targets()
        return found

    def _reachable(self, label: int, first: int) -> set[int]:
        """The blocks that may run after one, without a new beginning at block `first`."""
        found = self._reach.get((label, first))
        if found is None:
            found, todo = set(), list(self.successors(label))
            while todo:
                one = todo.pop()
                if one not in found:
                    found.add(one)
                    todo += self.successors(one) if one != first else ()
            self._reach[label, first] = found
        return found

    def between(self, first: Site, last: Site) -> Iterator[Site]:
        """Sites that may run after `first` and before `last`: exact in a block, else whole blocks. Where
        `first` runs again what it made is made anew.
        """
        (a, i), (b, k) = first, last
        if a == b and i <= k:
            yield from ((a, n) for n in range(i + 1, k))
            return
        yield from ((a, n) for n in range(i + 1, len(self.blocks[a].body)))
        yield from ((b, n) for n in range(k))
        for label in self._reachable(a, a):
            if label not in (a, b) and b in self._reachable(label, a):
                yield from ((label, n) for n in range(len(self.blocks[label].body)))

    def is_assigned(self, root: Root, first: Site, last: Site) -> bool:
        """May the variable get another value between the two sites?"""
        for site in self.between(first, last):
            s = self.at(site)
            if not isinstance(s, self.ir.Assign) or is_temporary(s.target.name):
                continue
            if s.target.name in self.types and self.root(s.target) == root:
                v = s.value
                same = isinstance(v, self.ir.Var) and not is_temporary(v.name) and self.root(v) == root
                if not same:
                    return True
        return False

    # ---- what an operand names -----------------------------------------------
    def path(self, var: Any, site: Site) -> Path:
        """What a variable names at a site. Raises NoObjectError."""
        of = self.types[var.name]
        if not is_temporary(var.name):
            if self.is_inlined(var):
                self._check_inlined(var)
            return Path("var", self.root(var), of)
        if var.name in self.snapshots:
            return Path("made", var.name + ".made", of)
        found = self.defs.get(var.name, ())
        if len(found) > 1 and self.copied(found):
            value = found[0][2].value
            return [self._unmoved(self.path(value, (at, i)), (at, i), site) for at, i, _ in found][-1]
        if len(found) != 1:
            if self.chosen is not None:  # of the part "temporaries"
                chosen: Path = self.chosen(var, site, found)
                return chosen
            raise NoObjectError("it is one of several objects, chosen at run time; use an if statement")
        label, i, statement = found[0]
        here, value = (label, i), statement.value
        if isinstance(value, self.ir.Var):
            return self._unmoved(self.path(value, here), here, site)
        if isinstance(value, (self.ir.Global, self.ir.FreeVar)):
            raise NoObjectError("it is a constant of the kernel, found by its name; copy it to a variable")
        if not isinstance(value, self.ir.Expr):
            raise NoObjectError("it is not a variable, an array's element or a field of one")
        return self._expression(var, value, here, site)

    def _expression(self, var: Any, value: Any, here: Site, site: Site) -> Path:
        of, op = self.types[var.name], self.operations.get(here)
        if op is not None and op.kind == "field":
            return self._unmoved(self.path(value.value, here), here, site).part(op.hop)
        if op is not None and op.kind == "item":
            return self._unmoved(self.path(value.value, here), here, site).part(op.hop)
        if op is not None and op.kind == "in place":
            return self._unmoved(self.path(op.operands[0], here), here, site)
        if op is not None and op.is_address:
            t = op.choice.row.result
            const = t.target.const
            moved = t.kind == "rvalue" and not const
            return Path("ptr", var.name + ".ref", of, const=const, moved=moved)
        if value.op in ("getitem", "static_getitem") and op is None:
            return self.element(value, of)
        if value.op in ("call", "binop", "unary", "inplace_binop", "getitem", "static_getitem"):
            if self.is_special(of) and op is not None:
                return Path("made", var.name + ".made", of)
            return Path("value", var, of)
        raise NoObjectError(
            f"it is the result of '{value.op}', which names no object; assign it to a variable first"
        )

    def element(self, value: Any, of: Any) -> Path:
        base, k = self.type_of(value.value), self.engine.k.types
        index = value.index_var if value.op == "static_getitem" else value.index
        if isinstance(base, (k.Array, k.CPointer)) and index is not None and base.dtype == of:
            return Path("elem", value.value, of, index=index, const=not base.mutable)
        raise NoObjectError(f"it is a copy out of a {base}; assign it to a variable first")

    def _unmoved(self, p: Path, first: Site, last: Site) -> Path:
        if p.kind == "var" and self.is_assigned(p.root, first, last):
            raise NoObjectError("the variable is assigned again within the expression; use two statements")
        return p

    def _check_inlined(self, var: Any) -> None:
        root = self.root(var)
        for name, found in list(self.defs.items()):
            for label, i, statement in found:
                if is_temporary(name) or self.root(statement.target) != root:
                    continue
                v, op = statement.value, self.operations.get((label, i))
                if isinstance(v, self.ir.Var):
                    if not is_temporary(v.name) and self.root(v) == root:
                        continue
                    if self.path(v, (label, i)).kind == "value":
                        continue
                elif (
                    isinstance(v, self.ir.Expr)
                    and v.op in ("call", "binop", "unary")
                    and not (op is not None and op.is_address)
                ):
                    continue
                raise NoObjectError(
                    "inside an inlined function a copy and the object itself cannot be told apart; "
                    "do it outside, or do not inline"
                )

    def path_or_none(self, var: Any, site: Site) -> Path | None:
        try:
            return self.path(var, site)
        except NoObjectError:
            return None

    # ---- parts of objects ----------------------------------------------------
    def field_hop(self, of: Any, name: str) -> Hop | None:
        """The way from a record to its field; None when it has no such field."""
        if not isinstance(of, self.engine.types.RecordType):
            return self._owned_hop(of, name)
        found = find_field(of.library, of.spelling, name)
        if found is None:
            return None
        t, bits, width = found
        hop = Hop(of.library, t, self.engine.value_type(of.library, t.bare), bits, width)
        hop.is_mutable = is_mutable_field(of.library, of.spelling, name)
        return hop

    def _owned_hop(self, of: Any, name: str) -> Hop | None:
        """A lane of one of Numba's vectors."""
        k = self.engine.k
        if not k.is_vector(of) or name not in "xyzw"[: of.num_elements]:
            return None
        return Hop(None, None, of.base_type, 8 * k.shape(of.base_type)[0] * "xyzw".index(name), -1)

    def item_hop(self, base: Any, index: Any) -> Hop | None:
        """The way from a C array that is a field to its element."""
        if not is_array_field(self.type_of(base)) or not is_temporary(base.name):
            return None
        definition = self.only_definition(base)
        op = self.operations.get(definition[:2]) if definition else None
        if op is None or op.kind not in ("field", "item"):
            return None
        t, library = op.hop.t.target, op.hop.library
        if op.hop.t.const:
            t = t.qualified(t.qualifiers | 1)
        return Hop(library, t, self.engine.value_type(library, t.bare), 0, -1, index)
