"""The pass over a typed function that gives what is changed an address.

Variables whose objects C++ changes live in memory: an assignment is a store, a read a load, an operation a
call with an address, computed when the call runs. LLVM turns the memory into registers again. What moves a
value stays as it was and copies, as in C++. Functions that change nothing are left alone.
"""

from __future__ import annotations

from typing import Any

from .lowering import call_result, is_array_field
from .lvalue_casts import CastSplitter
from .lvalue_copies import find_snapshots, separate
from .lvalue_find import Finder, Need, Operation, calls_another, categories_of, needs_of, takes_const
from .lvalue_moments import assigns_part, check_reads
from .lvalue_objects import ObjectTypes, object_types
from .lvalue_order import versions_apart
from .lvalue_paths import NoObjectError, Path, Root, Site, TypedFunction
from .lvalue_tidy import tidy
from .lvalues import LValues, Slot, Step, is_asked_itself, is_temporary, object_passes
from .overload import USER
from .table import Row


class ObjectPass:
    """One function's pass."""

    def __init__(self, lv: LValues, state: Any) -> None:
        self.lv, self.engine, self.k = lv, lv.engine, lv.engine.k
        self.fn = TypedFunction(lv, state)
        self.ir, self.types, self.calls = self.fn.ir, self.fn.types, self.fn.calls
        self.kept: ObjectTypes = object_types(self)
        self.fn.is_special = self.kept.is_special
        self.places: dict[Root, str] = {}  # variable -> name of its address
        self.changes: dict[Root, list[Site]] = {}
        self.objects: dict[Site, dict[int, Path]] = {}  # operands that must be objects
        self._copied: dict[int, dict[int, list[tuple[int, Any]]]] = {}
        self.out: list[Any] = []
        self.fresh = 0
        self.site: Site = (0, 0)  # of the statement that is being rewritten

    def fail(self, loc: Any, text: str) -> None:
        raise self.k.TypingError(text, loc=loc)

    # ---- what must be an object ----------------------------------------------
    def run(self) -> None:
        separate(self)
        Finder(self.fn, self.fail).run()
        self.fn.split(versions_apart(self.fn))
        find_snapshots(self)
        needed = False
        for site, op in self.fn.operations.items():
            needed = self._examine(site, op) or needed
        needed = self.kept.examine() or needed
        if not needed:
            return
        if self.fn.func_ir.is_generator:
            self.fail(self.fn.func_ir.loc, "C++ objects cannot be changed inside a generator")
        check_reads(self)
        self._rewrite()

    def _examine(self, site: Site, op: Operation) -> bool:
        """Chooses the overload for what the operands name; whether the call must be written anew: an operand
        must be an object, or another function is called.
        """
        loc = self.fn.at(site).loc
        needs, typed = list(needs_of(self.engine, op)), op.choice
        if op.choice is not None and (needs or op.is_sensitive):
            for need in needs:
                self._check_object(op, need, site, loc)
            self._choose_again(op, site, loc)
            needs = list(needs_of(self.engine, op))
        found = self.objects[site] = {}
        for need in needs:
            if op.choice is None and need.place:
                self._check_object(op, need, site, loc)
            path = found[need.place] = self._object(op, need, site, loc)
            if path.kind == "var":
                if need.how == "p" and any(self._is_version_of(r, path.root) for r in self.fn.apart):
                    self._refuse_swapped(path, loc)
                self.place(path.root)
                self.changes[path.root].append(site)
        needed = self._keep_arguments(op, site) or bool(needs) or calls_another(op.choice, typed)
        needed = needed or self._takes_memory(op, site)
        if op.kind == "item" and not isinstance(op.hop and op.hop.index, int):
            return self._place_indexed(op, site)
        return needed

    def _takes_memory(self, op: Operation, site: Site) -> bool:
        """Does it take by const reference what lies in memory, where C++ may see it change?"""
        if op.choice is None:
            return False
        for v, t, c in zip(op.operands, op.choice.candidate.types, op.choice.conversions, strict=False):
            by_address = t.is_reference if c.rank != USER else is_asked_itself(c)
            if v is None or not by_address:
                continue
            if self.engine.is_object(self.fn.type_of(v)):
                path = self.fn.path_or_none(v, site)
                if path is not None and path.kind in ("elem", "ptr"):
                    return True
        return False

    def _keep_arguments(self, op: Operation, site: Site) -> bool:
        """Objects that a constructor or a changing method takes by const reference, and whose address it
        may keep, live in memory.
        """
        if op.choice is None or op.choice.row.kind not in "cxM":
            return False
        found = False
        for place, t in enumerate(op.choice.candidate.types):
            if not self.kept.may_keep(op.choice.row, t) or op.operands[place] is None:
                continue
            path = self.fn.path_or_none(op.operands[place], site)
            if path is not None and path.kind == "var":
                if any(self._is_version_of(r, path.root) for r in self.fn.apart):
                    self._refuse_swapped(path, self.fn.at(site).loc)
                self.place(path.root)
                found = True
        return found

    def _refuse_swapped(self, path: Path, loc: Any) -> None:
        self.fail(
            loc,
            f"the address of '{path.root[0]}' is taken, but it also swaps its value with a variable in one "
            "statement; use two",
        )

    def _place_indexed(self, op: Operation, site: Site) -> bool:
        """An element that is chosen at run time is read from memory."""
        path = self.fn.path_or_none(op.operands[0], site)
        if path is not None and path.kind == "var":
            self.place(path.root)
        return path is not None and path.kind != "value"

    def _is_version_of(self, apart: Root, root: Root) -> bool:
        return root[0].split(".")[0] == apart[0] and root[1] == apart[1]

    def _choose_again(self, op: Operation, site: Site, loc: Any) -> None:
        categories = categories_of(self.fn, op, site)
        if not any(c in ("c", "t") for c in categories):
            return
        try:
            choice = op.choose(self.engine, categories)
        except self.k.TypingError as e:
            self._explain(op, site, loc, categories, str(e))
            return
        made, typed = choice.row.makes.value, op.choice.row.makes.value
        if made is not typed:
            self.fail(
                loc,
                f"{op.name} gives {made} for a const object or a temporary and {typed} for a variable; "
                "assign it to a variable first",
            )
        op.choice = choice

    def _explain(self, op: Operation, site: Site, loc: Any, categories: list[str], text: str) -> None:
        """Why no overload takes the operands as they are: the first that must be another one."""
        for need in needs_of(self.engine, op):
            category = categories[need.place]
            if category == "c":
                self.fail(loc, f"{need.who} changes its operand, which is const in C++")
            if category == "t":
                self._object(op, need, site, loc)
        self.fail(loc, text)

    def _check_object(self, op: Operation, need: Need, site: Site, loc: Any) -> None:
        """Numbers are passed by reference only where they certainly are objects."""
        var = op.operands[need.place]
        if var is None:
            self.fail(loc, f"{need.who} needs an object, which cannot come out of *args")
        if self.engine.is_object(self.fn.type_of(var)):
            return
        path = self.fn.path_or_none(var, site)
        if path is not None and path.kind == "value" and path.hops:
            taken = "T*" if need.how == "p" else "T&"
            part = (
                "a temporary's C array" if is_array_field(self.fn.type_of(var)) else "a part of a temporary"
            )
            self.fail(
                loc,
                f"{need.who} takes {taken}, which cannot be {part}; assign the object to a variable first",
            )
        if path is None or path.kind == "value":
            self.fail(
                loc,
                f"{need.who} is a reference to a number, which here names no object: pass a one-element "
                "array (cuda.local.array(1, dtype)), an element of an array, or a field of an object",
            )
        elif path.kind == "var" and not path.hops and self.kept.is_constant(path.root):
            self.fail(
                loc,
                f"{need.who} is a reference to a number, and '{path.root[0]}' is a constant of Python's "
                "where it is assigned: write numpy.int32(...) or such there, or pass a one-element array",
            )

    def _object(self, op: Operation, need: Need, site: Site, loc: Any) -> Path:
        var = op.operands[need.place]
        try:
            path = self.fn.path(var, site)
            is_receiver = need.place == 0 and need.how in "rm"
            named = op.method if is_receiver and path.kind == "var" else None
            if named is not None and self.fn.is_assigned(path.root, named, site):
                raise NoObjectError(
                    "the variable is assigned again within the expression; use two statements"
                )
        except NoObjectError as e:
            self.fail(loc, f"{need.who} changes its operand, which here names no object: {e}")
            raise
        hop = op.hop if op.kind == "set field" and not need.place else None
        changed = path if hop is None else path.part(hop)
        if changed.const and need.how != "m" and not takes_const(op, need):
            self.fail(loc, f"{need.who} changes its operand, which is const in C++")
        if any(h.width >= 0 for h in path.hops) and op.kind not in ("set field", "set item"):
            self.fail(loc, f"{need.who} would refer to a bit-field, which C++ does not allow")
        self._check_line(path, site, loc)
        if path.is_temporary and need.how in "sp":
            taken = "T&" if need.how == "s" else "T*"
            self.fail(
                loc, f"{need.who} takes {taken}, which cannot be a temporary; assign it to a variable first"
            )
        return path

    def _check_line(self, path: Path, site: Site, loc: Any) -> None:
        """`(t := s).set(1)` and `t = s; s.set(1)` are one bytecode, and the first means the copy in C++."""
        for i, s in self._copies(site[0]).get(loc.line, ()):
            if i >= site[1]:
                break
            if (
                is_temporary(s.target.name)
                or self.types.get(s.target.name) != path.of
                or path.kind == "value"
            ):
                continue
            source = self.fn.path_or_none(s.value, site)
            same = source is not None and (source.kind, source.root) == (path.kind, path.root)
            if same and self.fn.root(s.target) != path.root:
                self.fail(
                    loc, f"a copy of '{path.text}' is made and it is changed on one line; use two lines"
                )

    def _copies(self, label: int) -> dict[int, list[tuple[int, Any]]]:
        """The statements of a block that copy a variable, by their lines."""
        if label not in self._copied:
            found = self._copied[label] = {}
            for i, s in enumerate(self.fn.blocks[label].body):
                if isinstance(s, self.ir.Assign) and isinstance(s.value, self.ir.Var):
                    found.setdefault(s.loc.line, []).append((i, s))
        return self._copied[label]

    def place(self, root: Root) -> None:
        """The variable lives in memory."""
        if root not in self.places:
            self.places[root] = f"${root[0]}.obj.{len(self.places)}"
            self.changes.setdefault(root, [])

    # ---- writing -------------------------------------------------------------
    def _rewrite(self) -> None:
        for root, name in self.places.items():
            self.types[name] = self.lv.address(root[1])
        bodies = {}
        for label, block in self.fn.blocks.items():
            bodies[label] = self.out = []
            for i, statement in enumerate(block.body):
                if isinstance(statement, self.ir.Return):
                    self.kept.leave(statement)
                self.site = (label, i)
                self._statement(statement, self.site)
                self.kept.after(statement, (label, i))
        for label, body in bodies.items():
            self.fn.blocks[label].body = body
        self._allocate()
        tidy(self)
        self.lv.objects.rebuild(self.fn.func_ir)

    def _allocate(self) -> None:
        first = self.fn.blocks[min(self.fn.blocks)]
        self.out = []
        for name in (*self.places.values(), *self.kept.flags.values()):
            self.call(self.lv.alloc, [], self.types[name], first, name)
        first.body[0:0] = self.out

    def var(self, at: Any, name: str) -> Any:
        scope = next(iter(self.fn.blocks.values())).scope
        return self.ir.Var(scope, name, at.loc)

    def new(self, of: Any) -> str:
        self.fresh += 1
        name = f"$cxx.{self.fresh}"
        self.types[name] = of
        return name

    def call(self, step: Step, args: list[Any], ret: Any, at: Any, name: str = "", formal: Any = None) -> Any:
        """Writes a call of a step; the variable of its result."""
        callee = self.var(at, self.new(step.type))
        self.out.append(self.ir.Assign(self.ir.Global(step.name, step.type, at.loc), callee, at.loc))
        expression = self.ir.Expr.call(callee, list(args), (), at.loc)
        formal = formal or [self.fn.type_of(a) for a in args]
        self.calls[expression] = self.k.signature(ret, *formal)
        made = self.var(at, name or self.new(ret))
        self.out.append(self.ir.Assign(expression, made, at.loc))
        return made

    def address(self, path: Path, at: Any) -> Any:
        """Writes the computation of an object's address; the variable that holds it."""
        lv = self.lv
        if path.kind == "var":
            made = self.var(at, self.places[path.root])
        elif path.kind in ("ptr", "made"):
            made = self.var(at, path.root)
        elif path.kind == "elem":
            index = path.index if not isinstance(path.index, int) else self.number(path.index, at)
            made = self.call(lv.element, [path.root, index], lv.address(path.of, path.const), at)
        else:
            made = self.call(lv.alloc, [], lv.address(path.of), at)
            self.call(lv.store, [made, path.root], self.k.types.none, at)
        align = self.types[made.name].align
        for hop in path.hops:
            made, align = self._hop(made, hop, align, path.const, at)
        return made

    def number(self, value: int, at: Any) -> Any:
        made = self.var(at, self.new(self.k.types.intp))
        self.out.append(self.ir.Assign(self.ir.Const(value, at.loc), made, at.loc))
        return made

    def _hop(self, place: Any, hop: Any, align: int, const: bool, at: Any) -> tuple[Any, int]:
        lv, offset, shift = self.lv, hop.bits // 8, hop.bits % 8
        if hop.index is not None:
            size = self.engine.size(hop.library, hop.t)
            align = min(align, size & -size or align)
            slot = Slot(hop.library, hop.t, align)
            to = lv.address(hop.of, const or hop.t.const, slot)
            index = hop.index if not isinstance(hop.index, int) else self.number(hop.index, at)
            extent = self.types[place.name].slot.t.extent
            return self.call(lv.item(size, extent), [place, index], to, at), align
        if offset:
            align = min(align, offset & -offset)
        if hop.t is None:
            return self.call(lv.field(offset), [place], lv.address(hop.of, const, None, align), at), align
        slot = Slot(hop.library, hop.t, align, shift, hop.width)
        return self.call(lv.field(offset), [place], lv.address(hop.of, const or hop.t.const, slot), at), align

    # ---- reading -------------------------------------------------------------
    def read(self, v: Any, at: Any, site: Site, cache: dict[str, Any]) -> Any:
        """A variable as a value, at this statement."""
        if v.name in cache:
            return cache[v.name]
        of = self.types.get(v.name)
        if of is None:
            return v
        if self.kept.is_special(of):
            cache[v.name] = self.kept.copied(v, at, site)
            return cache[v.name]
        if not is_temporary(v.name) and self.fn.root(v) in self.places:
            root = self.fn.root(v)
            place = self.var(at, self.places[root])
            cache[v.name] = self.call(self.lv.load, [place], root[1], at)
            return cache[v.name]
        if self.places and (is_temporary(v.name) or self.fn.is_inlined(v)):
            self._check_order(v, at, site)
        return v

    def _check_order(self, v: Any, at: Any, site: Site) -> None:
        """A value that was taken out of an object before: it must not have changed since."""
        for label, i, definition in self.fn.defs.get(v.name, ()):
            source = definition.value
            while isinstance(source, self.ir.Expr) and source.op == "getattr":
                source = source.value
            if (
                not isinstance(source, self.ir.Var)
                or is_temporary(source.name)
                or source.name not in self.types
            ):
                continue
            if not self.engine.is_object(self.types[v.name]):
                continue  # a number: Python's order
            root = self.fn.root(source)
            if root in self.places and any(
                s in self.changes[root] and not assigns_part(self, s, definition)
                for s in self.fn.between((label, i), site)
            ):
                self.fail(
                    at.loc,
                    f"'{root[0]}' is read and changed within one expression, the order is not defined; "
                    "use two statements",
                )

    def substituted(self, statement: Any, at: Any, site: Site, cache: dict[str, Any]) -> Any:
        names = {}
        for v in self.fn.reads(statement):
            read = self.read(v, at, site, cache)
            if read.name != v.name:
                names[v.name] = read
        return self.lv.objects.replaced(statement, names, self.calls) if names else statement

    # ---- statements ----------------------------------------------------------
    def _statement(self, s: Any, site: Site) -> None:
        op = self.fn.operations.get(site)
        cache: dict[str, Any] = {}
        if op is not None and op.kind in ("set field", "set item"):
            return self._set_part(op, s, site, cache)
        if op is not None and op.kind in ("field", "item"):
            return self._get_part(op, s, site, cache)
        if op is not None:
            return self._operation(op, s, site, cache)
        if isinstance(s, (self.ir.SetItem, self.ir.StaticSetItem)) and self.is_written_back(s, site):
            return None
        if self.kept.statement(s, site, cache):
            return None
        root = self.target_root(s)
        if root is None:
            self.out.append(self.substituted(s, s, site, cache))
            return None
        if isinstance(s.value, self.ir.Var):
            if not is_temporary(s.value.name) and self.fn.root(s.value) == root:
                return None  # a copy between versions of one variable
            if self._is_itself(s.value, root, site):
                return None
            value = self.read(s.value, s, site, cache)
        else:
            value = self.var(s, self.new(root[1]))
            self.out.append(self.substituted(self.ir.Assign(s.value, value, s.loc), s, site, cache))
        self.call(self.lv.store, [self.var(s, self.places[root]), value], self.k.types.none, s)
        return None

    def target_root(self, s: Any) -> Root | None:
        """The variable in memory that a statement assigns to."""
        if (
            not isinstance(s, self.ir.Assign)
            or is_temporary(s.target.name)
            or s.target.name not in self.types
        ):
            return None
        root = self.fn.root(s.target)
        return root if root in self.places else None

    def _is_itself(self, value: Any, root: Root, site: Site) -> bool:
        """Is it the object that an in-place operator has changed, assigned to the variable that it is?"""
        definition = self.fn.only_definition(value)
        op = self.fn.operations.get(definition[:2]) if definition else None
        if op is None or op.kind != "in place":
            return False
        path = self.fn.path_or_none(value, site)
        return path is not None and path.kind == "var" and path.root == root and not path.hops

    def _in_place_path(self, value: Any, site: Site) -> Path | None:
        definition = self.fn.only_definition(value)
        op = self.fn.operations.get(definition[:2]) if definition else None
        return self.fn.path_or_none(value, site) if op is not None and op.kind == "in place" else None

    def is_written_back(self, s: Any, site: Site) -> bool:
        """`arr[i] += v`: the operator has changed the element, the assignment would write all of it."""
        path = self._in_place_path(s.value, site)
        index = getattr(s, "index_var", None) or s.index
        if path is None or path.kind != "elem" or path.hops:
            return False
        return (path.root.name, getattr(path.index, "name", path.index)) == (
            s.target.name,
            getattr(index, "name", index),
        )

    def _set_part(self, op: Operation, s: Any, site: Site, cache: dict[str, Any]) -> None:
        path = self.objects[site][0]
        path = path if op.hop is None else path.part(op.hop)
        done = self._in_place_path(op.value, site)
        if done is not None and done.key == path.key:
            return
        held = self.objects[site].get(1)
        value = self.address(held, s) if held else self._assigned(op.value, s, site, cache)
        self.kept.store_part(path, value, op, s)

    def _assigned(self, v: Any, s: Any, site: Site, cache: dict[str, Any]) -> Any:
        """What is assigned: the value, or the address of an object that is more than its bytes."""
        found = self.kept.value_of(v, s, site)
        return self.read(v, s, site, cache) if found is None else found

    def _get_part(self, op: Operation, s: Any, site: Site, cache: dict[str, Any]) -> None:
        """A part of what lies in memory is read there; the statement stays where nobody needs that."""
        if self.kept.statement(s, site, cache):
            return
        path = self.fn.path_or_none(op.operands[0], site)
        in_memory = (
            path is not None and path.kind != "value" and (path.kind != "var" or path.root in self.places)
        )
        if (
            not in_memory
            or path is None
            or op.hop is None
            or (path.kind == "elem" and op.kind == "field" and not self.kept.is_special(path.of))
        ):
            self.out.append(self.substituted(s, s, site, cache))
            return
        root = self.target_root(s)
        place = self.address(path.part(op.hop), s)
        of = self.types[s.target.name]
        value = self.call(self.lv.load, [place], of, s, s.target.name if root is None else "")
        if root is not None:
            self.call(self.lv.store, [self.var(s, self.places[root]), value], self.k.types.none, s)

    def _operation(self, op: Operation, s: Any, site: Site, cache: dict[str, Any]) -> None:
        done = self._in_place_path(op.value, site) if op.kind == "set element" else None
        if done is not None and self.fn.is_asked_with(done, op.operands):
            return  # the operator has changed what operator[] refers to
        value = self._assigned(op.value, s, site, cache) if op.value is not None else None
        args, formal = self.kept.arguments(op, s, site, cache)
        step = op.step or self.lv.call(op.choice)
        if op.kind == "set element":
            result = op.choice.row.result
            slot = Slot(
                op.choice.row.library, result.target, self.engine.alignment(op.library, result.target)
            )
            of = self.engine.value_type(op.library, result.value)
            place = self.call(step, args, self.lv.address(of, False, slot), s, formal=formal)
            self.kept.store_at(place, value, s)
            return
        target, root = s.target, self.target_root(s)
        ret = self.types[target.name]
        if op.kind == "in place":
            self._in_place(op, step, args, formal, s, site)
            return
        if op.is_address and is_temporary(target.name):
            result = op.choice.row.result
            of, t = ret, result.target
            slot = Slot(op.choice.row.library, t, self.engine.alignment(op.choice.row.library, t))
            name = target.name + ".ref"
            self.types[name] = self.lv.address(of, t.const, slot)
            place = self.call(step, args, self.types[name], s, name, formal)
            if not self.kept.is_special(of):
                self.call(self.lv.load, [place], of, s, target.name)
            self.kept.keep(s)
            return
        if self.kept.made(op, args, formal, s, root):
            return
        made = self.call(step, args, ret, s, target.name if root is None else "", formal)
        if root is not None:
            self.call(self.lv.store, [self.var(s, self.places[root]), made], self.k.types.none, s)

    def _in_place(
        self, op: Operation, step: Step, args: list[Any], formal: list[Any], s: Any, site: Site
    ) -> None:
        """The result names the object; its value is loaded for those who copy it, and dropped else."""
        row = op.choice.row
        made = call_result(self.engine, op.choice)
        if row.is_address:
            target = row.result.target
            slot = Slot(row.library, target, self.engine.alignment(row.library, target))
            made = self.lv.address(made, target.const, slot)
        self.call(step, args, made, s, formal=formal)
        path, root = self.objects[site][0], self.target_root(s)
        if path.kind == "var" and path.root == root and not path.hops:
            return
        of = self.types[s.target.name]
        if not self.kept.is_special(of):
            place = self.address(path, s)
            value = self.call(self.lv.load, [place], of, s, s.target.name if root is None else "")
            if root is not None:
                self.call(self.lv.store, [self.var(s, self.places[root]), value], self.k.types.none, s)

    def arguments(
        self, op: Operation, s: Any, site: Site, cache: dict[str, Any]
    ) -> tuple[list[Any], list[Any]]:
        """The operands of a call, as addresses where they must be objects or are ones, and their types."""
        objects, args, formal = self.objects.get(site, {}), [], []
        for place, v in enumerate(op.operands):
            path = objects.get(place)
            if path is None:
                path = self._passed_object(op, place, v, site, s)
            made = self.address(path, s) if path is not None else self.read(v, s, site, cache)
            args.append(made)
            formal.append(self.types[made.name] if path is not None else op.types[place])
        return args, formal

    def _passed_object(self, op: Operation, place: int, v: Any, site: Site, s: Any) -> Path | None:
        """The object that a const operand names, if it is one in memory: no copy is made."""
        if v is None or not self.engine.is_object(self.fn.type_of(v)):
            return None
        conversion = op.choice.conversions[place]
        path = self.fn.path_or_none(v, site)
        is_copied = conversion.rank == USER and not isinstance(conversion.function, Row)
        if path is None or is_copied or path.kind == "value":
            return None
        if path.kind == "var":
            if path.root not in self.places:
                return None
            if place == 0 and op.method is not None and self.fn.is_assigned(path.root, op.method, site):
                self.fail(
                    s.loc, f"'{path.root[0]}' is assigned again within the expression; use two statements"
                )
        return path


def _run(lv: LValues, state: Any) -> None:
    CastSplitter(lv, state).run()
    ObjectPass(lv, state).run()


object_passes.append(_run)
