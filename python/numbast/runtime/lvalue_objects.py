"""Objects that are more than their bytes: copied by constructors and operator=, destroyed, or never
copied.
"""

from __future__ import annotations

from typing import Any

from .calls import Candidate
from .lowering import is_array_field
from .lvalue_find import Operation
from .lvalue_paths import Path, Root, Site


class ObjectTypes:
    """What C++ says about the types of a function's objects; `run` is the function's pass."""

    def __init__(self, run: Any) -> None:
        self.run = run
        self.engine, self.k, self.fn = run.engine, run.k, run.fn

    # ---- facts ---------------------------------------------------------------
    def _flags(self, of: Any) -> str:
        is_record = isinstance(of, self.engine.types.RecordType) and of.entry[0] == "record"
        return str(of.entry[3]) if is_record else "tdc"

    def is_copied(self, of: Any) -> bool:
        """Can objects of the type be copied?"""
        return "c" in self._flags(of)

    def is_array(self, of: Any) -> bool:
        return is_array_field(of)

    def is_constant(self, root: Root) -> bool:
        """Is a version of the variable a constant, by which Numba may have pruned branches?"""
        ir = self.fn.ir
        for name, found in self.fn.defs.items():
            for _, _, s in found:
                if "$" in name or self.fn.root(s.target) != root:
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

    # ---- uncopyable ----------------------------------------------------------
    def examine(self) -> bool:
        """Objects that can't be copied live in memory; a statement that would copy one is an error."""
        found = False
        for site, s in self.fn.statements():
            found = self._examine(s, site) or found
        return found

    def _refuse(self, of: Any, loc: Any) -> None:
        self.run.fail(loc, f"{of} cannot be copied (its C++ copy constructor is deleted)")

    def _uncopyable(self, var: Any) -> Any:
        of = self.run.types.get(var.name)
        return of if of is not None and not self.is_copied(of) else None

    def _examine(self, s: Any, site: Site) -> bool:
        ir, found = self.fn.ir, False
        is_assign = isinstance(s, ir.Assign)
        op = self.fn.operations.get(site)
        if is_assign and "$" not in s.target.name and self._uncopyable(s.target):
            found = True
            self.run.place(self.fn.root(s.target))
            v = s.value
            made = isinstance(v, ir.Expr) and v.op == "call" and not (op is not None and op.is_address)
            if not made and not isinstance(v, ir.Var):
                self._refuse(self._uncopyable(s.target), s.loc)
        if op is not None:
            if op.value is not None and self._uncopyable(op.value):
                self._refuse(self._uncopyable(op.value), s.loc)
            return found
        for v in self.fn.reads(s):
            of = self._uncopyable(v)
            if of is not None and not (is_assign and self._is_mention(s, v, site)):
                self._refuse(of, s.loc)
        return found

    def _is_mention(self, s: Any, v: Any, site: Site) -> bool:
        """Does the assignment only name the object, or a part of it, or move what was made for it?"""
        ir = self.fn.ir
        if isinstance(s.value, ir.Expr) and s.value.op == "getattr":
            return True
        if not isinstance(s.value, ir.Var):
            return False
        if ("$" in v.name) != ("$" in s.target.name):
            path = self.fn.path_or_none(v, site)
            return path is not None and path.kind == "value"
        return "$" in v.name or bool(self.fn.root(v) == self.fn.root(s.target))

    # ---- assignments ---------------------------------------------------------
    def statement(self, s: Any, site: Site, cache: dict[str, Any]) -> bool:
        return False

    def store_part(self, path: Path, value: Any, op: Operation, s: Any) -> None:
        """`x.f = v`, `x.a[i] = v`."""
        self.store_at(self.run.address(path, s), value, s)

    def store_at(self, place: Any, value: Any, s: Any) -> None:
        """An object's new value: through its operator= where the class has one for it."""
        run = self.run
        to, got = run.types[place.name], run.types[value.name]
        choice = self._assignment(to.of, got)
        if choice is not None:
            run.call(run.lv.call(choice), [place, value], self.k.types.none, s, formal=[to, got])
            return
        run.call(run.lv.store, [place, value], self.k.types.none, s, formal=[to, got])

    def _assignment(self, of: Any, got: Any) -> Any:
        """The operator= that is called; None where bytes are copied or converted."""
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
            return self.engine.choose_from(name, library, candidates, [of, got], (), ["l", ""])
        except self.k.TypingError:
            return None

    def made(self, op: Operation, args: list[Any], formal: list[Any], s: Any, root: Root | None) -> bool:
        return False

    def finish(self) -> None:
        return
