"""Templates of a static module: what its `instantiate` list decided when it was made.

The table's `listed` has the answers of the compiler that generation asked, about the same questions that
dynamic mode asks: classes and constants by their spelling, calls by the types of their arguments. Nothing is
worked out here; what was not asked is refused with the line to add.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .asking import NobodyToAskError, NvrtcOracle
from .calls import Candidate, Operand
from .codes import CxxType, cxx_type, squeezed
from .failures import TemplateError
from .functors import with_functions
from .handles import Record
from .member_asked import shaped
from .parts import part_objects
from .table import Library, Row
from .template_text import SizedOperand, operands_of, split_last
from .templates import Answered, Asked, FunctionTemplate, Oracle

ANY_NUMBER = "#"  # in a call's key: a number by value of whatever type
_ABSENT = {"ok": False, "message": "C++ has none"}


def operand_key(operand: Operand) -> str:
    """What a call's answer depends on, of one argument."""
    code = operand.types[0].code if operand.types else operand.form
    if operand.form in ("array", "pointer"):
        return f"{'K' if operand.readonly else ''}{code}[]"
    return f"={code}" if operand.is_literal else code


def normal_question(library: Library, text: str) -> str:
    """The one spelling of questions that differ in blanks and such alone."""
    return library.outlined(squeezed(text))


def _fit(known: Sequence[str], keys: Sequence[str], operands: Sequence[Operand]) -> bool:
    """Is a call as listed, with any number where that is said?"""
    return len(known) == len(keys) and all(
        k == key or (k == ANY_NUMBER and o.form == "value" and bool(o.types) and o.types[0].is_arithmetic)
        for k, key, o in zip(known, keys, operands, strict=True)
    )


def _takes(row: Row, operands: Sequence[Operand], category: str) -> bool:
    """Does what takes variables take constants and temporaries too? As a reference that may change its
    variable it doesn't.
    """
    if category == "c" and row.is_member and row.changes:
        return False
    given = operands[len(operands) - len(row.parameters) :]
    if any(_other_extents(o, p) for o, p in zip(given, row.parameters, strict=False)):
        return False
    return all(
        o.category not in ("c", "t") or p.kind != "reference" or p.target is None or p.target.const
        for o, p in zip(given, row.parameters, strict=False)
    )


def _other_extents(operand: Operand, parameter: CxxType) -> bool:
    """Is it an array of other extents than a reference to one asks for?"""
    if not isinstance(operand, SizedOperand) or parameter.target is None:
        return False
    wanted: list[int] = []
    t: CxxType | None = parameter.target
    while t is not None and t.kind == "array":
        wanted.append(t.extent)
        t = t.target
    return bool(wanted) and tuple(wanted) != tuple(operand.extents)


def _is_bare(library: Library, spelling: str) -> bool:
    """Is it an instance whose layout alone the table knows: what a field or a parameter is?"""
    entry = library.types.get(spelling, ("",))
    return entry[0] == "record" and not entry[7] and spelling[-1] == ">"


def call_key(operands: Sequence[Operand]) -> str:
    """The key of a call within its head's answers."""
    return ";".join(map(operand_key, operands))


class ListedOracle(Oracle):
    """The answers that came with a module."""

    def __init__(self, library: Library) -> None:
        super().__init__(library, self._answers)
        listed = library.table["listed"]
        self._types: dict[str, Any] = listed["types"]  # question -> type code, or a constant's value
        self._calls: dict[str, dict[str, Any]] = listed["calls"]  # head -> {call_key: row, or a type code}
        self._wanted: set[str] = set()  # spellings that `whole` is about
        #: Answers what was not listed; None: nobody can.
        self.elsewhere: Any = NvrtcOracle(library)

    def normal(self, text: str) -> str:
        return normal_question(self.library, text)

    def _answers(self, questions: tuple[str, ...]) -> Answered:
        known = [self._types.get(self.normal(q)) for q in questions]
        if known[0] is None and any(k is None for k in known):
            try:
                if self.elsewhere is not None:
                    found: Answered = self.elsewhere(questions)
                    return found
            except NobodyToAskError:
                self.elsewhere = None
            kind, _, rest = questions[0].partition(";")
            if kind not in ("class", "const"):
                raise self._call_not_listed(questions[0], ())
            if len(questions) > 1 and questions[1].startswith("const;") and questions[1][6:] == rest:
                return self.library, [_ABSENT] * len(questions)  # a member that may be there
            raise self._not_listed(rest)
        return self.library, [_ABSENT if k is None else _answer(k) for k in known]

    def _foreseen(self, spelling: str, names: Sequence[str]) -> list[str]:
        """The constructions from an object of a nested class: NVRTC doesn't tell the constructors."""
        if f"class;{self.normal(spelling)}" in self._types or self.elsewhere is None:
            return []
        head = f"new;{squeezed(spelling)}"
        return [f"{head};{squeezed(spelling)}::{name}{end}" for name in names for end in (" &", "")]

    def spelled(self, text: str) -> Any:
        if f"class;{self.normal(text)}" in self._types:
            return self.instance(text)
        return super().spelled(text)

    def deduced(self, engine: Any, qualified: str, types: Sequence[Any]) -> Any:
        operands = [engine.operand(self.library, t) for t in types]
        code = self._listed(f"deduce;{qualified}", operands)
        if code is not None:
            return self._instance_of(self.library, _answer(code))
        return super().deduced(engine, qualified, types)

    def candidates(
        self, engine: Any, handle: Any, types: Sequence[Any], names: Sequence[str]
    ) -> list[Candidate] | None:
        """Beside what is listed: a plain function that takes just these types, which C++ prefers."""
        found = isinstance(handle, FunctionTemplate) and not names and self.elsewhere is None
        if found and not handle.with_object and self.normal(f"call;{handle.qualified}") not in self._calls:
            operands = [engine.operand(self.library, t) for t in types]
            exact = [row for row in handle.rows if _takes_exactly(row, operands)]
            if exact:
                return [Candidate(exact[0], False)]
        try:
            made = super().candidates(engine, handle, types, names)
        except TemplateError as e:
            raise engine.k.TypingError(str(e)) from None
        if made is None and not names and isinstance(handle, Record) and self._is_asked(handle.qualified):
            operands = operands_of(engine, self.library, types)
            head = f"new;{handle.qualified}"
            return [self._chosen(engine, Asked(handle.qualified, operands, lambda given: [(head, given)]))]
        return made

    def _call(self, head: str, operands: Sequence[Operand]) -> tuple[Row | None, str, dict[str, Any]]:
        kind, _, rest = head.partition(";")
        category = "l"
        if kind == "method":  # asked of an object that can be changed
            scope, _, name = rest.rpartition(";")
            category = "c" if scope.startswith("const ") else "l" if scope.endswith("&") else "t"
            head = f"method;{scope.removeprefix('const ').removesuffix('&').strip()} &;{name}"
        extents = {o.extents[0] for o in operands if isinstance(o, SizedOperand)}
        deduced = [] if head.endswith(">") else [f"{head}<{n}>" for n in sorted(extents)]
        for one in (head, *deduced):  # an extent that C++ deduces is listed as the one that is given
            index = self._listed(one, operands)
            row = None if index is None else self.library.row(index)
            if row is not None and _takes(row, operands, category):
                return row, head, {"ok": True}
        if self.elsewhere is None:
            raise self._call_not_listed(head, operands)
        try:
            return super()._call(head, operands)
        except TemplateError:
            if self.elsewhere is None:
                raise self._call_not_listed(head, operands) from None
            raise

    def whole(self, library: Library, spelling: str) -> Any:
        """Of an instance that the table only names, or knows as what a field or parameter is; it has all
        members of what is listed.
        """
        is_listed = f"class;{self.normal(spelling)}" in self._types
        is_known = is_listed or not _is_bare(library, spelling)
        is_named = library.types.get(spelling, ("",))[0] == "incomplete"
        if spelling in self._wanted or (is_known and not is_named):
            return None
        self._wanted.add(spelling)  # its answer may lead to the table itself
        try:
            return super().whole(library, spelling)
        finally:
            self._wanted.discard(spelling)

    def home_of(self, name: str) -> Library | None:
        found: Library | None = self.elsewhere.homes.get(name) if self.elsewhere is not None else None
        return found

    def _instance_of(self, library: Library, answer: dict[str, Any]) -> Any:
        """Of a class that the header writes out the module's own table has the members."""
        entry = self.library.types.get(answer["type"][1:-1], ("",))
        is_own = entry[0] == "record" and entry[7]
        return super()._instance_of(self.library if is_own else library, answer)

    def _is_asked(self, qualified: str) -> bool:
        """Did NVRTC make the class known? Then its table has no members."""
        asked = self.elsewhere.instances.values() if self.elsewhere is not None else ()
        bare = f"{{{qualified}}}" in asked and _is_bare(self.library, qualified)
        return bare or f"{{{squeezed(qualified)}}}" in asked

    def constructs(self, qualified: str) -> bool:
        return self._is_asked(qualified) or super().constructs(qualified)

    def _inherited(self, record: Any, name: str) -> Any:
        if not self._is_asked(record.qualified):
            whole = f"{record.qualified}::{name}"
            found = self._array(whole)
            is_known = found is not None or whole in record.library.skipped or _is_hidden(record, name)
            is_asked = not is_known and self.elsewhere is not None  # what the list leaves out, and why
            return super()._inherited(record, name) if is_asked else found
        return super()._inherited(record, name)

    def _is_of_others(self, qualified: str, is_made: bool = False) -> bool:
        return False  # what isn't listed is asked for anyway

    def _array(self, whole: str) -> Any:
        """A listed array of constants, as tuples."""
        known = self._types.get(self.normal(f"array;{whole}"))
        if known is None:
            return None
        extents, code, values = known
        return shaped([self.value_of(self.library, {"value": v, "type": code}) for v in values], extents)

    def _listed(self, head: str, operands: Sequence[Operand]) -> Any:
        """The answer for a call, exact or with any number where that means the same."""
        known = self._calls.get(self.normal(head), {})
        keys = [operand_key(o) for o in operands]
        found = known.get(";".join(keys))
        if found is None:
            fitting = [k for k in known if _fit(k.split(";") if k else [], keys, operands)]
            found = known[fitting[0]] if fitting else None
        return found

    # ---- what is not there ---------------------------------------------------
    def _not_listed(self, spelling: str) -> TemplateError:
        name = with_functions(spelling)
        if name != spelling:  # a function as an object
            return self._refusal(name, f"functors: '{name}'", f"--functor '{name}'")
        return self._refusal(spelling, f"instantiate: '{spelling}'", f"--instantiate '{spelling}'")

    def _refusal(self, what: str, line: str, flag: str) -> TemplateError:
        return TemplateError(
            f"{what} is not among the instances that '{self.library.name}' was generated with: add\n"
            f"    {line}\nto its options ({flag}) and generate it again"
        )

    def _call_not_listed(self, head: str, operands: Sequence[Operand]) -> TemplateError:
        """The line to add: an extent, a function object's class, or the function itself."""
        kind, _, rest = head.partition(";")
        name = rest.replace(" &;", "::").replace(";", "::") if kind == "method" else rest.partition(";")[0]
        written = f"{name}({', '.join(map(str, operands))})" if operands else name
        known = self._calls.get(self.normal(head), {})
        plain, _, extent = split_last(rest)[2].rpartition(";")[2].partition("<")
        if kind == "method" and not known and extent[:-1].isdecimal() and self._has(head, plain):
            return self._refusal(written, f"items: {extent[:-1]}", f"--items {extent[:-1]}")
        for operand in operands if known or kind == "method" else ():
            t = operand.types[0] if operand.types else None
            if operand.form == "value" and t is not None and t.kind == "named" and not self._is_used(t.code):
                name = with_functions(t.name)
                return self._refusal(with_functions(written), f"functors: '{name}'", f"--functor '{name}'")
        if known:
            listed = ", ".join(f"({key.replace(';', ', ')})" for key in list(known)[:8])
            return TemplateError(
                f"{written} is none of the calls that '{self.library.name}' was generated with (type codes: "
                f"{listed}): convert the arguments"
            )
        return self._not_listed(name)

    def _has(self, head: str, plain: str) -> bool:
        """Are other calls of the member listed?"""
        start = self.normal(head).rpartition(";")[0] + f";{plain}"
        return any(known == start or known.startswith(start + "<") for known in self._calls)

    def _is_used(self, code: str) -> bool:
        return any(code in key.split(";") for calls in self._calls.values() for key in calls)


def _is_hidden(record: Record, name: str) -> bool:
    """Does the table know of it, and that it can't be used?"""
    return any(name == part[0] for more in record.entry[8:] for part in more.get("hidden", ()))


def _takes_exactly(row: Row, operands: Sequence[Operand]) -> bool:
    """By value, without any conversion."""
    return len(row.parameters) == len(operands) and all(
        o.form == "value" and p.code == o.types[0].code for p, o in zip(row.parameters, operands, strict=True)
    )


def _answer(known: Any) -> dict[str, Any]:
    if isinstance(known, tuple):
        return {"ok": True, "value": known[0], "type": known[1]}
    if isinstance(known, (int, float)):
        return {"ok": True, "value": known}
    return {"ok": True, "type": known, "spelling": cxx_type(known).name if known[:1] == "{" else known}


part_objects["listed"] = ListedOracle
