"""Objects that are more than their bytes: copied by constructors and operator=, destroyed, or never copied.

They live in memory always. A call that gives one makes it where it belongs: a variable's place, or a
temporary's, which ends with its line. A variable's second value is assigned; its destructor runs where the
function returns, if there is an object by then.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from .calls import Candidate
from .codes import CxxType
from .lowering import is_array_field
from .lvalue_find import Operation
from .lvalue_paths import NoObjectError, Path, Root, Site
from .lvalues import is_temporary
from .parts import part_objects


class ObjectTypes:
    """What C++ says about the types of a function's objects; `run` is the function's pass."""

    def __init__(self, run: Any) -> None:
        self.run = run
        self.engine, self.k, self.fn, self.lv = run.engine, run.k, run.fn, run.lv
        self.flags: dict[Root, str] = {}  # variable -> name of the address of "there is an object"
        self._ends: dict[Site, list[str]] = {}  # after a statement: the temporaries that end
        self._special: dict[Any, bool] = {}
        self.categories: dict[str, str] = {}  # addresses of objects that are assigned -> what they name

    @functools.cached_property
    def steps(self) -> Any:
        """Of the part "temporaries", which comes with a class that has such objects."""
        return part_objects["object_steps"](self.lv)

    # ---- facts ---------------------------------------------------------------
    def _flags(self, of: Any) -> str:
        is_record = isinstance(of, self.engine.types.RecordType) and of.entry[0] == "record"
        return str(of.entry[3]) if is_record else "tdcs"

    def is_special(self, of: Any) -> bool:
        """Is an object of the type more than its bytes?"""
        found = self._special.get(of)
        if found is None:
            flags = self._flags(of)
            found = self._special[of] = not ("t" in flags and "c" in flags and "d" in flags)
        return found

    def _row(self, of: Any, member: str, args: Sequence[Any], categories: Sequence[str]) -> Any:
        """The member that C++ calls with these; None when there is none. An assignment that the device's
        compiler refuses is none either: nothing says yet that it is needed. A table may have one of a class's
        functions alone: what takes a number is no answer for an object that converts to one.
        """
        for library in of.homes:
            rows = library.rows(library.members(of.spelling).get(member, ()))
            try:
                candidates = [Candidate(row, member != "()") for row in rows]
                name = f"{of.spelling}::{member}"
                row = self.engine.choose_from(name, library, candidates, args, (), categories).row
                if not self.engine.is_class(library, row.parameters[0].value):
                    continue
                if member == "operator=":
                    self.engine.check(row)
            except self.k.TypingError:
                continue
            self.engine.check(row)
            return row
        return None

    def _assigner(self, of: Any, category: str) -> Any:
        """The operator= for another object of the class; None when there is none."""
        is_there = category == "t" or "s" in self._flags(of)
        return self._row(of, "operator=", [of, of], ["l", category]) if is_there else None

    def _destructor(self, of: Any) -> Any:
        rows = (
            of.library.rows(of.library.members(of.spelling).get("~", ()))
            if "d" not in self._flags(of)
            else ()
        )
        if rows:
            self.engine.check(rows[0])
        return rows[0] if rows else None

    def is_array(self, of: Any) -> bool:
        return is_array_field(of)

    def may_keep(self, row: Any, t: CxxType) -> bool:
        """May a constructor or method keep the address of what it takes as `const T &`? Only if its class
        has a place for it.
        """
        target = t.target if t.kind == "reference" else None
        if target is None or not target.const or target.kind != "named" or target.name == row.owner:
            return False
        entry = row.library.types.get(row.owner, ("",))
        if entry[0] != "record":
            return False
        if len(entry) > 8 and entry[8].get("hidden"):
            return True
        return any(
            code.lstrip("KVP") == "{" + target.name + "}" and "P" in code for _, code, _, _ in entry[6]
        )

    def may_hold_itself(self, of: Any) -> bool:
        """Could an object of the type know its own address? It has room for a pointer to its class, or for
        one that is private.
        """
        if not isinstance(of, self.engine.types.RecordType) or of.entry[0] != "record":
            return False
        own = ("{" + of.spelling + "}", "v")
        if any(code.startswith("P") and code.lstrip("KVP") in own for _, code, _, _ in of.entry[6]):
            return True
        hidden = of.entry[8].get("hidden", ()) if len(of.entry) > 8 else ()
        return any(size >= 64 and offset % 64 == 0 for _, _, offset, size in hidden)

    def allows_values(self, of: Any) -> bool:
        """May an object's bytes move, once it was copied? Then it can be returned, be in a tuple ..."""
        flags = self._flags(of)
        return "c" in flags and "d" in flags and not self.may_hold_itself(of)

    def is_constant(self, root: Root) -> bool:
        """Is a version of the variable a constant, by which Numba may have pruned branches?"""
        ir = self.fn.ir
        for name, found in self.fn.defs.items():
            for _, _, s in found:
                if is_temporary(name) or self.fn.root(s.target) != root:
                    continue
                value = s.value
                while isinstance(value, ir.Var):
                    definition = self.fn.only_definition(value)
                    if definition is None or definition[2].value is value:
                        break
                    value = definition[2].value
                if isinstance(value, (ir.Const, ir.Global, ir.FreeVar)):
                    return True
        return False

    # ---- what is refused -----------------------------------------------------
    def examine(self) -> bool:
        """Places for all such objects; a statement that would move one as a value is an error."""
        found = False
        if not any(self.is_special(of) or self.may_hold_itself(of) for of in self.run.types.values()):
            return False
        for site, s in list(self.fn.statements()):
            found = self._examine(s, site) or found
        return found

    def _refuse(self, of: Any, loc: Any) -> None:
        if "c" not in self._flags(of):
            self.run.fail(loc, f"{of} cannot be copied (its C++ copy constructor is deleted)")
        self.run.fail(
            loc,
            f"objects of {of} are copied or destroyed by functions of C++: they can be assigned to "
            "variables, elements and fields and passed to C++, but not be returned, put into a tuple or "
            "passed to a device function",
        )

    def _examine(self, s: Any, site: Site) -> bool:
        ir = self.fn.ir
        of = self.run.types.get(s.target.name) if isinstance(s, ir.Assign) else None
        op = self.fn.operations.get(site)
        is_made = of is not None and self.is_special(of)
        is_call = op is not None and op.kind == "call" and not op.is_address
        if is_call and not is_made and not is_temporary(s.target.name) and self.may_hold_itself(of):
            self.run.place(self.fn.root(s.target))
            return True
        if is_made:
            self._place(s, site, of, op)
        if op is None or op.kind in ("set field", "set item", "set element"):
            self._check_reads(s, site, op)
        return is_made

    def _place(self, s: Any, site: Site, of: Any, op: Any) -> None:
        ir = self.fn.ir
        is_call = op is not None and op.kind in ("call", "in place")
        if not is_temporary(s.target.name):
            root = self.fn.root(s.target)
            self.run.place(root)
            if root not in self.flags:
                name = self.flags[root] = f"${root[0]}.has.{len(self.flags)}"
                self.run.types[name] = self.lv.address(self.k.types.boolean)
            path = None if is_call else self._source(s.value, site)
            is_known = is_call or path is not None or self.fn.is_version_copy(s)
            if not is_known and not self.allows_values(of):
                self._refuse(of, s.loc)
            is_copy = path is not None and path.category != "t" and (path.kind, path.root) != ("var", root)
            if is_copy and "c" not in self._flags(of):
                self._refuse(of, s.loc)
        elif s.target.name in self.fn.snapshots or (is_call and op.kind == "call" and not op.is_address):
            if s.target.name in self.fn.snapshots and "c" not in self._flags(of):
                self._refuse(of, s.loc)
            name = s.target.name + ".made"
            self.run.types[name] = self.lv.address(of)
            if self._destructor(of) is not None:
                self._ends.setdefault(self._last_use(s.target.name, site), []).append(name)
        elif not isinstance(s.value, (ir.Var, ir.Expr)) and not self.allows_values(of):
            self._refuse(of, s.loc)

    def _source(self, value: Any, site: Site) -> Path | None:
        """The object that is assigned."""
        ir, fn = self.fn.ir, self.fn
        found: Path | None
        if isinstance(value, ir.Var):
            found = fn.path_or_none(value, site)
            return found
        op = fn.operations.get(site)
        if op is not None and op.kind in ("field", "item"):
            path = fn.path_or_none(op.operands[0], site)
            return None if path is None or op.hop is None else path.part(op.hop)
        if isinstance(value, ir.Expr) and value.op in ("getitem", "static_getitem"):
            try:
                found = fn.element(value, self.run.types[fn.at(site).target.name])
                return found
            except NoObjectError:
                return None
        return None

    def _check_reads(self, s: Any, site: Site, op: Any) -> None:
        ir = self.fn.ir
        for v in self.fn.reads(s):
            of = self.run.types.get(v.name)
            if of is None or not self.is_special(of) or (op is None and self.allows_values(of)):
                continue
            if op is not None:
                if v is op.value and not self._can_store(v, of, site):
                    self._refuse(of, s.loc)
                continue
            is_store = isinstance(s, (ir.SetItem, ir.StaticSetItem)) and v.name == s.value.name
            if is_store and (self._can_store(v, of, site) or self.run.is_written_back(s, site)):
                continue
            if isinstance(s, ir.Assign):
                if isinstance(s.value, ir.Var):
                    continue
                if isinstance(s.value, ir.Expr) and s.value.op == "getattr":
                    continue
            self._refuse(of, s.loc)

    def _can_store(self, v: Any, of: Any, site: Site) -> bool:
        return "s" in self._flags(of)

    def _last_use(self, name: str, site: Site) -> Site:
        """The last statement of the block that has to do with a temporary."""
        label, first = site
        mentions, last = {name}, first
        for i in range(first + 1, len(self.fn.blocks[label].body)):
            s = self.fn.at((label, i))
            if any(v.name in mentions for v in self.fn.reads(s)):
                last = i
                if isinstance(s, self.fn.ir.Assign) and is_temporary(s.target.name):
                    mentions.add(s.target.name)
        return label, min(last, len(self.fn.blocks[label].body) - 2)  # a branch or return stays the last

    # ---- writing -------------------------------------------------------------
    def arguments(self, *call: Any) -> tuple[list[Any], list[Any]]:
        """The operands of a call and their types (ObjectPass.arguments)."""
        found: tuple[list[Any], list[Any]] = self.run.arguments(*call)
        return found

    def after(self, s: Any, site: Site) -> None:
        """The temporaries that end with a statement, the last one first."""
        for name in reversed(self._ends.get(site, ())):
            of = self.run.types[name].of
            self._destroy([self.run.var(s, name)], of, s)

    def leave(self, s: Any) -> None:
        """The function returns: its objects end, the last variable first."""
        for root, flag in reversed(self.flags.items()):
            if self._destructor(root[1]) is not None:
                self._destroy([self.run.var(s, self.run.places[root]), self.run.var(s, flag)], root[1], s)

    def _destroy(self, args: list[Any], of: Any, s: Any) -> None:
        step = self.steps.destroy(self._destructor(of), len(args) > 1)
        self.run.call(step, args, self.k.types.none, s)

    def _renew(self, root: Root, make: Any, args: list[Any], formal: list[Any], s: Any, assign: Any) -> None:
        """A variable gets an object that `make` makes."""
        step = self.steps.renew(make, root[1], assign, self._destructor(root[1]))
        place, flag = self.run.var(s, self.run.places[root]), self.run.var(s, self.flags[root])
        types = [self.run.types[place.name], self.run.types[flag.name], *formal]
        self.run.call(step, [place, flag, *args], self.k.types.none, s, formal=types)

    def made(self, op: Operation, args: list[Any], formal: list[Any], s: Any, root: Root | None) -> bool:
        """A call that gives an object: it is made where it belongs."""
        of = self.run.types[s.target.name]
        row = op.choice.row
        if row.is_address and root is not None and self.is_special(of):
            slot = self.lv.address(of, row.result.target.const)
            source = self.run.call(self.lv.call(op.choice), args, slot, s, formal=formal)
            self._copy(root, source, s, "c" if slot.const else "t" if row.result.kind == "rvalue" else "l")
            return True
        make = self.lv.construct(op.choice)
        by_place = not row.is_address and self.engine.is_class(row.library, row.makes.value)
        if by_place and root is not None and not self.is_special(of):
            return self._made_in_place(op, make, args, formal, s, root)
        if row.is_address or not self.is_special(of):
            return False
        if root is not None:
            self._renew(root, make, args, formal, s, self._assigner(of, "t"))
            return True
        name = s.target.name + ".made"
        place = self.run.call(self.lv.alloc, [], self.run.types[name], s, name)
        self.run.call(make, [place, *args], self.k.types.none, s, formal=[self.run.types[name], *formal])
        return True

    def _is_declared(self, root: Root) -> bool:
        """Is the variable assigned at one place alone? That is C++'s declaration of it."""
        found = 0
        for name, definitions in self.fn.defs.items():
            if is_temporary(name) or name not in self.run.types:
                continue
            of_root = [s for _, _, s in definitions if self.fn.root(s.target) == root]
            found += sum(not self.fn.is_version_copy(s) for s in of_root)
        return found == 1

    def _made_in_place(
        self, op: Operation, make: Any, args: list[Any], formal: list[Any], s: Any, root: Root
    ) -> bool:
        """An object of bytes alone; False if its bytes must be moved: the variable may have an object that
        the new one is made from.
        """
        if op.choice.row.extra.get("intents") or self.run.types[s.target.name] != root[1]:
            return False
        named = [self.fn.path_or_none(v, self.run.site) for v in op.operands if v is not None]
        if any(p is not None and p.kind == "var" and p.root == root for p in named):
            return False
        if not self._is_declared(root) and not self.may_hold_itself(root[1]):
            return False
        place = self.run.var(s, self.run.places[root])
        self.run.call(
            make, [place, *args], self.k.types.none, s, formal=[self.run.types[place.name], *formal]
        )
        return True

    def _copy(self, root: Root, source: Any, s: Any, category: str) -> None:
        """A variable gets a copy of the object at an address."""
        of = root[1]
        make = self.steps.copy(of, self._row(of, "()", [of], [category]))
        assign = self._assigner(of, category)
        if assign is None:
            self._renew(root, make, [source], [self.run.types[source.name]], s, None)
            return
        step = self.steps.assigned(make, assign)
        place, flag = self.run.var(s, self.run.places[root]), self.run.var(s, self.flags[root])
        self.run.call(step, [place, flag, source], self.k.types.none, s)

    def statement(self, s: Any, site: Site, cache: dict[str, Any]) -> bool:
        """Assignments of such objects, and mere mentions of them."""
        ir, run = self.fn.ir, self.run
        if isinstance(s, (ir.SetItem, ir.StaticSetItem)) and self.is_special(run.types.get(s.value.name)):
            index = getattr(s, "index_var", None) or s.index
            place = run.address(Path("elem", s.target, run.types[s.value.name], index=index), s)
            path = self.fn.path(s.value, site)
            source, of = run.address(path, s), run.types[s.value.name]
            self.categories[source.name] = path.category
            row = self._row(of, "operator=", [of, of], ["l", path.category])
            if row is not None and "supplied" in row.extra and run.types[s.target.name].dtype == of:
                # it would leave out what virtual functions are found by, and nothing was made there yet
                step = self.steps.copy(of, self._row(of, "()", [of], [path.category]))
                run.call(step, [place, source], self.k.types.none, s)
            else:
                self.store_at(place, source, s)
            return True
        of = run.types.get(s.target.name) if isinstance(s, ir.Assign) else None
        if isinstance(of, self.engine.types.MethodType):
            return self.is_special(of.this)  # where it is called the object is known
        if of is None or not self.is_special(of):
            return False
        if self.keep(s):
            return True
        if is_temporary(s.target.name):
            path = self.fn.path_or_none(s.target, site)
            return path is not None and path.kind != "value"  # a mention: what it names is known
        root = self.fn.root(s.target)
        path = self._source(s.value, site)
        is_same = path is not None and path.kind == "var" and path.root == root and not path.hops
        if is_same and id(s) not in self.fn.stated:
            return True
        if path is None or path.kind == "value":
            return self._moved(s, root, site, cache)
        self._copy(root, run.address(path, s), s, path.category)
        return True

    def keep(self, s: Any) -> bool:
        """A mention that is copied where it stands."""
        path = self.fn.snapshots.get(s.target.name)
        if path is None:
            return False
        name = s.target.name + ".made"
        self._copy_of(self.run.types[s.target.name], path, s, name)
        return True

    def _copy_of(self, of: Any, path: Path, s: Any, name: str = "") -> Any:
        """Writes a copy of an object; its address."""
        run, source = self.run, self.run.address(path, s)
        place = run.call(self.lv.alloc, [], self.lv.address(of), s, name)
        row = self._row(of, "()", [of], [path.category])
        run.call(self.steps.copy(of, row), [place, source], self.k.types.none, s)
        return place

    def _moved(self, s: Any, root: Root, site: Site, cache: dict[str, Any]) -> bool:
        """A variable gets an object that comes as a value: from a device function, a tuple, an argument."""
        run, of = self.run, root[1]
        if self.fn.is_version_copy(s):
            return True
        if isinstance(s.value, self.fn.ir.Var):
            value = s.value
            is_chosen = len(self.fn.defs.get(value.name, ())) > 1
            if is_chosen and "S" not in self._flags(of) and not self._is_declared(root):
                run.fail(
                    s.loc, "operator= of one of several objects, chosen at run time; use an if statement"
                )
        else:
            value = run.var(s, run.new(of))
            run.out.append(run.substituted(self.fn.ir.Assign(s.value, value, s.loc), s, site, cache))
        self._renew(root, self.lv.store, [value], [of], s, self._assigner(of, "t"))
        return True

    def copied(self, v: Any, s: Any, site: Site) -> Any:
        """An object as a value: its copy constructor has made it."""
        run, of = self.run, self.run.types[v.name]
        path = self.fn.path_or_none(v, site)
        if path is None or path.kind == "value":
            return v
        source = run.address(path, s) if path.kind == "made" else self._copy_of(of, path, s)
        return run.call(self.lv.load, [source], of, s)

    def store_part(self, path: Path, value: Any, op: Operation, s: Any) -> None:
        """`x.f = v`, `x.a[i] = v`."""
        self.store_at(self.run.address(path, s), value, s)

    def value_of(self, v: Any, s: Any, site: Site) -> Any:
        """An object that is assigned, by its address; None for mere values."""
        if not self.is_special(self.run.types.get(v.name)):
            return None
        path = self.fn.path(v, site)
        made = self.run.address(path, s)
        self.categories[made.name] = path.category
        return made

    def store_at(self, place: Any, value: Any, s: Any) -> None:
        """An object's new value: through its operator= where the class has one for it."""
        run = self.run
        to, got = run.types[place.name], run.types[value.name]
        choice = self._assignment(to.of, value)
        step = run.lv.store if choice is None else run.lv.call(choice)
        run.call(step, [place, value], self.k.types.none, s, formal=[to, got])

    def _assignment(self, of: Any, value: Any) -> Any:
        """The operator= that is called; None where bytes are copied or converted."""
        got = self.run.types[value.name]
        got = getattr(got, "of", got)
        if not isinstance(of, self.engine.types.RecordType):
            return None
        if self.engine.plain(got) == of and "t" in self._flags(of):
            return None
        library = of.library
        rows = library.rows(library.members(of.spelling).get("operator=", ()))
        if not rows:
            return None
        candidates = [Candidate(row, True) for row in rows]
        name = f"{of.spelling}::operator="
        try:
            return self.engine.choose_from(
                name, library, candidates, [of, got], (), ["l", self.categories.get(value.name, "")]
            )
        except self.k.TypingError:
            return None


@functools.cache
def _kinds(mixins: tuple[type, ...]) -> Any:
    return type("Objects", (*mixins, ObjectTypes), {})


def object_types(run: Any) -> ObjectTypes:
    """Those of a function, with what the parts "indices" and "temporaries" know of them."""
    made: ObjectTypes = _kinds(part_objects.get("object_mixins", ()))(run)
    return made
