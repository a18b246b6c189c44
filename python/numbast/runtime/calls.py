"""A call in a kernel as C++ sees it: which overload, with which conversions, or why none.

Arguments come as `Operand`s (what a Numba type can stand for in C++) and go through overload resolution per
candidate. Numba has one 64-bit integer where C++ has two, widens what it computes with, and passes arrays
where C++ takes pointers: what follows from that is decided here, the rest by overload.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from .codes import CxxType, cxx_spelling, cxx_type
from .failures import CallError
from .overload import Argument, ClassFacts, Conversion, Resolution, implicit_conversion, resolve, why_not
from .table import Row

_ANY = cxx_type("i")
_CHANGED = "object that can be changed"
_CONVERT = "numpy.int32(x), numpy.float32(x), or a class's constructor"


class Operand:
    """What an argument's Numba type can stand for.

    `form` is 'value', 'array', 'pointer', 'null' or 'nothing' (no counterpart in C++); `types` are the C++
    types it may have (elements for arrays and pointers), the preferred one first; `sized` the bytes of a
    NumPy record, which may be any class of that size. `category` says what the argument names: 'l' an object,
    'c' a const one, 't' a temporary, '' when that is not known yet.
    """

    __slots__ = ("category", "contiguous", "form", "is_literal", "readonly", "sized", "text", "types", "wide")

    def __init__(self, form: str, types: Sequence[CxxType], text: str, wide: str = "") -> None:
        self.form = form
        self.types = tuple(types)
        self.text = text  # Numba's name of the type
        self.wide = wide
        self.readonly = False
        self.contiguous = True
        self.sized = 0
        self.is_literal = False
        self.category = ""

    def named(self, category: str) -> Operand:
        """The same operand, of which is known what it names."""
        found = Operand(self.form, self.types, self.text, self.wide)
        for name in ("contiguous", "is_literal", "readonly", "sized"):
            setattr(found, name, getattr(self, name))
        found.category = category
        return found

    def __str__(self) -> str:
        if self.form == "null":
            return "nullptr"
        if self.form == "nothing" or not self.types:
            return self.text
        if self.form == "value":
            return cxx_spelling(self.types[0])
        const = "const " if self.readonly else ""
        return f"{const}{cxx_spelling(self.types[0])} *"


class Candidate:
    """A row as a call may see it: intents applied, the object in front for methods."""

    __slots__ = ("hidden", "names", "positions", "row", "shifted", "types")

    def __init__(self, row: Row, with_object: bool) -> None:
        self.row = row
        intents = row.extra.get("intents", {})
        self.types: list[CxxType] = []
        self.names: list[str] = []
        self.positions: list[int] = []  # index among the row's parameters; -1: the object
        self.shifted = (
            with_object and row.kind == "s"
        )  # a static method in a set of methods: the object is dropped
        self.hidden = any(i == "out" for i in intents.values())
        if with_object and row.is_member:
            mark = "O" if row.extra.get("ref") == "&&" else "R"
            self._add(cxx_type(f"{mark}{'' if row.changes else 'K'}{{{row.owner}}}"), "", -1)
        for i, t in enumerate(row.parameters):
            intent = intents.get(i)
            if intent == "out":
                continue
            if intent in ("in", "inout") and t.target is not None:
                t = t.target.bare
            elif (
                t.is_reference
                and t.target is not None
                and t.target.kind == "array"
                and t.target.target is not None
            ):
                t = cxx_type("P" + t.target.target.code)
            self._add(_flat_pointer(t), row.names[i], i)

    def _add(self, t: CxxType, name: str, position: int) -> None:
        self.types.append(t)
        self.names.append(name)
        self.positions.append(position)

    def omitted_for(self, count: int) -> int | None:
        """How many of the row's defaults a call with `count` arguments leaves out; None when the number
        doesn't fit.
        """
        total = len(self.row.parameters)
        for omitted in range(self.row.defaults + 1):
            if sum(p < total - omitted for p in self.positions) == count:
                return omitted
        return None

    def place_of(self, keyword: str) -> int | None:
        """Which visible parameter a keyword names; Python's keywords have an underscore behind them."""
        for place, name in enumerate(self.names):
            if name and keyword in (name, name + "_"):
                return place
        return None

    def missing(self, place: int, keywords: Sequence[str]) -> str:
        """Why a parameter before a given one can't be left out."""
        name = self.names[place]
        if self.positions[place] < len(self.row.parameters) - self.row.defaults:
            return f"needs an argument for parameter {name!r}"
        given = next(n for n in self.names[place:] if n in keywords or n + "_" in keywords)
        return f"parameter {name!r} comes before {given!r}, which is given: give it too"

    def counts(self) -> str:
        """`2` or `1 to 3`: how many arguments it takes."""
        most = len(self.positions) - (1 if self.positions[:1] == [-1] else 0)
        least = most - self.row.defaults if not self.hidden else most
        text = str(most) if least >= most else f"{max(least, 0)} to {most}"
        return f"{text} argument{'s' if text != '1' else ''}"


def _flat_pointer(t: CxxType) -> CxxType:
    """A pointer to arrays as a pointer to their elements: Numba's arrays of any dimension fit."""
    inner = t.target if t.kind == "pointer" else None
    if inner is None or inner.kind != "array":
        return t
    while inner.kind == "array" and inner.target is not None:
        inner = inner.target
    return cxx_type("P" + inner.code)


class Choice:
    """A decided call: the candidate, how many defaults it leaves out, and the conversion of each visible
    argument.

    `order` says which of the call's arguments each visible parameter gets.
    """

    __slots__ = ("candidate", "conversions", "omitted", "operands", "order", "row")

    def __init__(
        self,
        candidate: Candidate,
        omitted: int,
        conversions: Sequence[Conversion],
        operands: Sequence[Operand],
        order: Sequence[int],
    ) -> None:
        self.candidate = candidate
        self.row = candidate.row
        self.omitted = omitted
        self.conversions = tuple(conversions)
        self.operands = tuple(operands)
        self.order = tuple(order)


class Call:
    """A call to be resolved: `name` for messages, operands in the order given, the last ones by the keyword
    `keywords`. Rows that `arch` is known to lack are no candidates: C++ doesn't see them there.
    """

    def __init__(
        self,
        name: str,
        operands: Sequence[Operand],
        keywords: Sequence[str],
        facts: ClassFacts,
        arch: str = "",
    ) -> None:
        self.name = name
        self.operands = list(operands)
        self.keywords = list(keywords)
        self.facts = facts
        self.arch = arch
        self.why: list[str] = []  # by candidate: why not, '' when it is viable
        self.variables = True  # values are taken for variables; Numba's types don't say
        self.addresses = False  # an object may stand for its address, a number for a `T &`

    # ---- parameters to arguments ---------------------------------------------
    def _assign(self, candidate: Candidate) -> tuple[list[int], int] | str:
        """For each visible parameter the operand it gets, and the number of defaults left out; a reason when
        impossible.
        """
        operands = self.operands[1:] if candidate.shifted else self.operands
        first = len(self.operands) - len(operands)
        omitted = candidate.omitted_for(len(operands))
        given = len(operands) - (1 if candidate.positions[:1] == [-1] else 0)
        positional = len(operands) - len(self.keywords)
        named = [candidate.place_of(keyword) for keyword in self.keywords]
        for keyword, place in zip(self.keywords, named, strict=True):
            if place is None and not any(candidate.names[positional:]):
                return "its parameters have no names: pass by position"
            if place is None:
                return f"has no parameter {keyword!r}"
            if place < positional:
                return f"parameter {keyword!r} is given twice"
        if omitted is None:
            return f"takes {candidate.counts()}, got {given}"
        order = list(range(first, first + positional))
        for place in range(positional, len(operands)):
            if place not in named:
                return candidate.missing(place, self.keywords)
            order.append(first + positional + named.index(place))
        return order, omitted

    def _preferred(self, assigned: list[tuple[Candidate, list[int]]]) -> list[CxxType | None]:
        """Of the types that an operand may have, the first that a candidate names where it is passed."""
        found: list[CxxType | None] = []
        for at, operand in enumerate(self.operands):
            named = set()
            for candidate, order in assigned:
                for t, source in zip(candidate.types, order, strict=False):
                    if source == at:
                        named.add(_core(t, operand))
            fits = next((t for t in operand.types if t in named), None)
            if fits is None and operand.form in ("array", "pointer"):
                fits = next((t for t in sorted(named, key=str) if self._stands_for(operand, t)), None)
            if fits is None and operand.sized:
                fits = next((t for t in sorted(named, key=str) if self._stands_for(operand, t)), None)
            found.append(fits if fits is not None else next(iter(operand.types), None))
        return found

    def _stands_for(self, operand: Operand, t: CxxType) -> bool:
        """Arrays of integers are arrays of enums too, NumPy records any class of their size."""
        if t.kind != "named":
            return False
        enum = self.facts.enum(t.name)
        if enum is not None:
            return enum[0] in operand.types
        size = getattr(self.facts, "size", None)
        return bool(operand.sized and size is not None and size(t.name) == operand.sized)

    def _argument(
        self, at: int, preferred: CxxType | None, parameter: CxxType, narrow: bool, candidate: Candidate
    ) -> Argument | str:
        operand = self.operands[at]
        if operand.form == "null":
            return Argument(cxx_type("Dn"))
        if operand.form == "nothing" or preferred is None:
            return f"{operand.text} has no counterpart in C++"
        t = preferred
        if operand.form == "value":
            if narrow and operand.wide:
                t = cxx_type({"x": "i", "l": "i", "y": "j", "m": "j", "d": "f"}.get(t.code, t.code))
            is_receiver = at == 0 and candidate.positions[:1] == [-1] and "ref" not in candidate.row.extra
            return self._value(operand, t, parameter, is_receiver)
        referred = parameter.target if parameter.kind == "reference" else None
        if referred is not None and not referred.const and referred.kind != "pointer":
            if operand.readonly:
                return f"{parameter} needs elements that can be changed, and the array is read-only"
            return Argument(t, True)
        if operand.form == "array" and parameter.kind == "pointer" and not operand.contiguous:
            return f"the array is not contiguous, {parameter} needs one that is"
        return Argument(
            cxx_type("P" + t.qualified(t.qualifiers | 1).code) if operand.readonly else cxx_type("P" + t.code)
        )

    def _value(self, operand: Operand, t: CxxType, parameter: CxxType, is_receiver: bool) -> Argument:
        """An argument that is no address. Objects of classes may be changed, unless it is known that it is
        none; temporaries too as the object of a method, as in C++.
        """
        category = operand.category
        is_class = t.kind == "named" and self.facts.enum(t.name) is None
        named = category in ("l", "c") or (not category and self.variables and not operand.is_literal)
        if category == "c":
            t = t.qualified(t.qualifiers | 1)
        if self.addresses and named and parameter.target is not None:
            if is_class and parameter.kind == "pointer" and parameter.target.kind == "named":
                return Argument(cxx_type("P" + t.code))
            if parameter.kind == "reference" and parameter.target.bare is t.bare:
                return Argument(t, True)
        return Argument(t, is_class and (named or is_receiver), operand.wide, named)

    # ---- choosing ------------------------------------------------------------
    def choose(self, candidates: Sequence[Candidate]) -> Choice:
        """The overload that C++ calls. Raises CallError with the whole story when there is none."""
        assigned: list[tuple[list[int], int] | None] = []
        self.why = []
        for candidate in candidates:
            found = self._assign(candidate)
            reason = found if isinstance(found, str) else ""
            reason = candidate.row.absence(self.arch) or reason
            self.why.append(reason)
            assigned.append(None if reason or isinstance(found, str) else found)
        fitting = [(c, a[0]) for c, a in zip(candidates, assigned, strict=True) if a is not None]
        preferred = self._preferred(fitting)
        told = list(self.why)
        outcome = self._attempt(candidates, assigned, preferred, narrow=False, relaxed=False)
        if outcome.best is None and not outcome.tied and self._has_addresses(candidates):
            first, self.why, self.addresses = self.why, list(told), True
            outcome = self._attempt(candidates, assigned, preferred, narrow=False, relaxed=False)
            if outcome.best is None:  # what is to blame behind a variable that would do
                self.addresses = False
                self.why = [b if _CHANGED in a and b else a for a, b in zip(first, self.why, strict=True)]
        if (
            outcome.best is None
            and not outcome.tied
            and any(t.kind == "rvalue" for c in candidates for t in c.types)
        ):
            self.why, self.variables = list(told), False  # only && takes them: then they are temporaries
            outcome = self._attempt(candidates, assigned, preferred, narrow=False, relaxed=False)
        if outcome.best is None and len(outcome.tied) > 1 and any(o.wide for o in self.operands):
            # C++ calls it ambiguous; with what it was before Numba widened it, or with its kind kept, it may
            # not be
            for narrow, relaxed in ((True, False), (False, True)):
                again = self._attempt(candidates, assigned, preferred, narrow, relaxed)
                if again.best is not None:
                    outcome = again
                    break
        if outcome.best is None:
            refused = CallError(self._explain(candidates, outcome))
            refused.is_final = bool(outcome.tied)
            raise refused
        chosen, place = candidates[outcome.best], assigned[outcome.best]
        conversions = outcome.conversions[outcome.best]
        assert place is not None and conversions is not None
        for conversion in conversions:
            if conversion.ambiguous:
                refused = CallError(self._explain_ambiguous(chosen, conversion))
                refused.is_final = True
                raise refused
        order = place[0]
        return Choice(
            chosen, place[1], [conversions[i] for i in order], [self.operands[i] for i in order], order
        )

    @staticmethod
    def _has_addresses(candidates: Sequence[Candidate]) -> bool:
        """Is there a parameter that an object's address, or an object itself, may be passed to?"""
        return any(t.kind in ("pointer", "reference") for c in candidates for t in c.types)

    def _attempt(
        self,
        candidates: Sequence[Candidate],
        assigned: Sequence[tuple[list[int], int] | None],
        preferred: Sequence[CxxType | None],
        narrow: bool,
        relaxed: bool,
    ) -> Resolution:
        arguments: list[list[Argument]] = []  # by candidate, in the order of the call's operands
        parameters: list[list[CxxType] | None] = []
        for number, (candidate, place) in enumerate(zip(candidates, assigned, strict=True)):
            mine = [Argument(_ANY) for _ in self.operands]  # a static method's object goes nowhere
            wanted: list[CxxType] | None = [_ANY for _ in self.operands]
            if place is None:
                wanted = None
            else:
                for position, at in enumerate(place[0]):
                    one = self._argument(at, preferred[at], candidate.types[position], narrow, candidate)
                    if isinstance(one, str):
                        self.why[number] = self.why[number] or f"{self._place(candidate, position)}: {one}"
                        wanted = None
                        break
                    assert wanted is not None
                    mine[at], wanted[at] = one, candidate.types[position]
            arguments.append(mine)
            parameters.append(wanted)
        outcome = resolve(arguments, parameters, self.facts, relaxed)
        for number, place in enumerate(assigned):
            wanted = parameters[number]
            if (
                outcome.conversions[number] is None
                and wanted is not None
                and place is not None
                and not self.why[number]
            ):
                self.why[number] = self._why_not(candidates[number], place[0], arguments[number], wanted)
        return outcome

    # ---- telling -------------------------------------------------------------
    def _place(self, candidate: Candidate, at: int) -> str:
        if candidate.positions[at] < 0:
            return "the object"
        number = candidate.positions[at] + 1
        name = candidate.names[at]
        return f"argument {number} '{name}'" if name else f"argument {number}"

    def _why_not(
        self,
        candidate: Candidate,
        order: Sequence[int],
        arguments: Sequence[Argument],
        parameters: Sequence[CxxType],
    ) -> str:
        for position, at in enumerate(order):
            if implicit_conversion(arguments[at], parameters[at], self.facts) is None:
                reason = why_not(arguments[at], parameters[at], self.facts)
                return f"{self._place(candidate, position)}: {reason}"
        return ""

    def _written(self) -> str:
        first = len(self.operands) - len(self.keywords)
        parts = [
            f"{self.keywords[i - first]}={o}" if i >= first else str(o) for i, o in enumerate(self.operands)
        ]
        return f"{self.name}({', '.join(parts)})"

    def _explain(self, candidates: Sequence[Candidate], outcome: Resolution) -> str:
        if not candidates:
            return f"{self._written()}: nothing with this name can be called"
        lines = []
        if outcome.tied:
            lines.append(f"the call {self._written()} is ambiguous in C++:")
        else:
            lines.append(f"no overload of {self.name} fits the call {self._written()}:")
        for number, candidate in enumerate(candidates):
            reason = "could be called" if number in outcome.tied else self.why[number] or "does not fit"
            lines.append(f"  {candidate.row.location}: {candidate.row}: {reason}")
        return "\n".join([*lines, *filter(None, [self._advice(outcome, candidates)])])

    def _advice(self, outcome: Resolution, candidates: Sequence[Candidate]) -> str:
        text = " ".join(self.why)
        if outcome.tied:
            return f"convert an argument to say which one is meant: {_CONVERT}"
        if _CHANGED in text:
            return (
                "for a reference to a scalar pass a variable of that very type (x = numpy.int32(0)), an "
                "array's element or a field; with the intent 'out' or 'inout' it is a result"
            )
        if "not contiguous" in text:
            return "pass a contiguous array, or copy the elements to one"
        if text and all("it does not exist on" in reason for reason in self.why):
            return "compile for an arch that has it, or give the C++ code another way for this one"
        if "has no counterpart" in text:
            return "pass numbers, arrays, None, enum members or objects of bound classes"
        if not any("no conversion" in reason and "pass a member" not in reason for reason in self.why):
            return ""  # the reasons say it all: too many arguments, a name that is not there
        return f"convert the arguments so that one fits: {_CONVERT}"

    def _explain_ambiguous(self, candidate: Candidate, conversion: Conversion) -> str:
        return (
            f"the call {self._written()} of\n  {candidate.row.location}: {candidate.row}\n"
            f"needs a conversion from {conversion.source} to {conversion.target}, which C++ calls ambiguous; "
            f"convert the argument yourself"
        )


def _core(parameter: CxxType, operand: Operand) -> CxxType:
    """The type in a parameter that an operand's types are compared with: the pointee for arrays and
    pointers.
    """
    by_address = operand.form in ("array", "pointer")
    if by_address and parameter.kind == "pointer" and parameter.target is not None:
        return parameter.target.bare
    return parameter.value


def candidates_of(rows: Sequence[Row], with_object: bool) -> list[Candidate]:
    return [Candidate(row, with_object) for row in rows]
