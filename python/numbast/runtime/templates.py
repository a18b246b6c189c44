"""Templates in Python: instances by brackets, calls by deduction, both decided by a C++ compiler.

What a template means is never worked out here. A question goes to the library's oracle as C++ text (in
dynamic mode clang is asked); its answer comes with a table of its own, on the same path as a header's, whose
rows and types are used as any others. A handle keeps its answers by the argument types that it was asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from .calls import Candidate, Operand
from .codes import cxx_type, squeezed
from .failures import NotBoundError, TemplateError
from .handles import (
    Function,
    Record,
    Template,
    alias_of,
    brackets,
    constant_of,
    find_member,
    more_operators,
    template_handles,
)
from .joint import Joint
from .member_asked import METHOD, asked_array, foreign_instance, unlisted_member
from .parts import part_objects
from .table import Library, LibraryFacts, Row
from .taken import taken_answer
from .template_text import (
    TemplateParameter,
    argument_of_type,
    call_questions,
    call_spellings,
    checked_argument,
    cxx_argument,
    of_temporary,
    operands_of,
    places_of,
    question_heads,
    reasons_of,
    refusal_of,
    with_names,
    without_arguments,
    without_underscore,
)


class Asked(NamedTuple):
    """A call that C++ is asked about: as it is written, and the questions, each with the operands that it
    leaves.
    """

    written: str
    operands: Sequence[Operand]
    heads: Callable[[Sequence[Operand]], list[tuple[str, Sequence[Operand]]]]

    def __str__(self) -> str:
        return f"{self.written}({', '.join(map(str, self.operands))})"


class AskedCandidate(Candidate):
    """A row that C++ chose. `again(categories)`: what it chooses when it is known what the operands name."""

    __slots__ = ("again",)

    def __init__(self, row: Row, with_object: bool, again: Callable[[Sequence[str]], Candidate]) -> None:
        super().__init__(row, with_object)
        self.again = again


#: A table that answers came with, and one answer (the core's text "answers") a question.
Answered = tuple[Library, list[dict[str, Any]]]
Chosen = tuple[Candidate | None, dict[str, Any]]  # what C++ calls, or its answer

_CALLED = ("operator()", "operator[]", "operator=")  # operators that kernels call as methods
_PROBED = {"name", "targetoptions", "with_object"}  # what Numba and we look for on any object


class _AskedFacts(LibraryFacts):
    """Facts of a table that knows instances by their names alone: their members are asked for."""

    def __init__(self, library: Library, oracle: Oracle) -> None:
        super().__init__(library)
        self._oracle = oracle

    def _of(self, name: str) -> LibraryFacts | None:
        home = self._oracle.home_of(name)
        if home is not None:  # that one's own facts, which ask nobody
            return None if home is self.library else home.facts
        whole = self._oracle.whole(self._oracle.library, name)
        return whole.library.facts if whole is not None and whole.library is not self.library else None

    def home(self, name: str) -> Library | None:
        found = super().home(name)
        if found is self.library and found.types[name][0] == "incomplete":  # named by an alias alone
            whole = self._oracle.whole(self._oracle.library, name)
            return found if whole is None else whole.library
        return found

    def constructors(self, name: str) -> Any:
        other = self._of(name)
        return super().constructors(name) if other is None else other.constructors(name)

    def conversions(self, name: str) -> Any:
        entry = self.library.types.get(name, ("",))
        if entry[0] == "record" and "n" in entry[3]:
            return ()
        other = self._of(name)
        return super().conversions(name) if other is None else other.conversions(name)


class Oracle:
    """The questions of one library and its instances, answered by `ask`: C++ questions -> their answers."""

    looks_ahead = True

    def __init__(self, library: Library, ask: Callable[[tuple[str, ...]], Answered]) -> None:
        self.library = library
        self._ask = ask
        self._known: dict[tuple[str, ...], Answered] = {}
        self._single: dict[str, tuple[Library, dict[str, Any]]] = {}  # question -> its answer
        self._instances: dict[str, Any] = {}  # by type code
        self._nested: dict[tuple[str, str], Any] = {}  # (type code, name) -> a type or constant in it
        self.joint = Joint(library)
        library.facts = _AskedFacts(library, self)
        library.units.head = library.table["preamble"]

    def ask(self, *questions: str) -> Answered:
        """Answers, each set of questions asked once. The answers' library knows this oracle too."""
        found = self._known.get(questions) or self._composed(questions)
        if found is None:
            found = self._known[questions] = self._ask(questions)
            found[0].oracle = self
            found[0].facts = _AskedFacts(found[0], self)
            found[0].templates = self.library.templates
            if found[0] is not self.library:
                found[0].joint = self.joint
                self._single |= {q: (found[0], a) for q, a in zip(questions, found[1], strict=True)}
        return found

    def _composed(self, questions: tuple[str, ...]) -> Answered | None:
        """The answers, where they came with one table among others."""
        known = [self._single[q] for q in questions if q in self._single]
        if len(known) < len(questions) or any(library is not known[0][0] for library, _ in known):
            return None
        return known[0][0], [answer for _, answer in known]

    def tables(self) -> list[Library]:
        """Those that answers came with, and those that their shims are compiled in."""
        return list(dict.fromkeys([*(found[0] for found in self._known.values()), *self.joint.tables]))

    def home_of(self, name: str) -> Library | None:
        """The table that has a class's conversions, where not every one has: answers may only mention it."""
        return self.library if self.library.members(name) else None

    # ---- instances -----------------------------------------------------------
    def instance(self, spelling: str, what: str = "class") -> Any:
        """The class, enum or Numba type that C++ text names. Raises TemplateError with clang's reason."""
        checked_argument(spelling)
        names = [n for n in dict.fromkeys(self._members_of(spelling)) if n.isidentifier()]
        nested = [f"{kind};{spelling}::{name}" for name in names for kind in ("class", "const")]
        questions = (f"{what};{spelling}", *nested, *self._foreseen(spelling, names))
        library, (answer, *members) = self.ask(*questions)
        if lacks := dict.fromkeys(f"class;{name}" for name in answer.get("lacks", ())):
            library, (answer, *members) = self.ask(*questions, *lacks)
        if not answer["ok"]:
            raise refusal_of(spelling, answer)
        pairs = members[: len(nested)]
        for name, a_type, a_value in zip(names, pairs[::2], pairs[1::2], strict=True):
            try:
                self._nested[answer["type"], name] = self.member_of(library, a_type, a_value)
            except NotBoundError:  # said when somebody wants it
                continue
        return self._instance_of(library, answer)

    def _foreseen(self, spelling: str, names: Sequence[str]) -> list[str]:
        """What will be asked about an instance next, as like as not."""
        return []

    def _instance_of(self, library: Library, answer: dict[str, Any]) -> Any:
        """One object for a type, however it was spelled."""
        code = answer["type"]
        if code not in self._instances:
            self._instances[code] = alias_of(library, cxx_type(code), squeezed(answer["spelling"]))
        return self._instances[code]

    def whole(self, library: Library, spelling: str) -> Record | None:
        """The class that an instance is, with all its members; None for what is no instance, or of a table of
        answers. Tables have those that they only mention without members.
        """
        if library is not self.library or "<" not in spelling:
            return None
        try:
            found = self._instances.get(f"{{{spelling}}}") or self.instance(spelling)
        except TemplateError:
            return None
        return found if isinstance(found, Record) else None

    def spelled(self, text: str) -> Any:
        """What C++ text with template arguments names; None when it names nothing."""
        declared = self.declared(text) if text.endswith(">") else ()
        if not declared:  # of a header that isn't bound: cuda::std::plus<>
            return foreign_instance(self, text)
        kind = declared[0][0]
        if kind == "f":
            return _with_arguments(self.library, text, False)
        return self.value(text) if kind in "vk" else self.instance(text)

    def value(self, spelling: str) -> Any:
        """The value of a constant expression: a number or a member of an enum. Raises TemplateError."""
        library, (answer,) = self.ask(f"const;{checked_argument(spelling)}")
        if not answer["ok"]:
            raise refusal_of(spelling, answer)
        return self.value_of(library, answer)

    def value_of(self, library: Library, answer: dict[str, Any]) -> Any:
        value, code = answer["value"], answer.get("type", "")
        home = self.library if code[1:-1] in self.library.types else library
        return constant_of(home, ("float" if isinstance(value, str) else "value", value, code))

    def member(self, record: Record, name: str) -> Any:
        """A type, function template or constant in a class that its table doesn't list; None when C++ has
        none.
        """
        known = self.whole(self.library, record.qualified)
        if known is not None and known.library is not record.library:
            return find_member(known, name)
        whole = f"{record.qualified}::{name}"
        if any(t[0] != "f" for t in self.declared(whole)):
            return ClassTemplate(self.library, whole, "")
        key = (f"{{{record.qualified}}}", name)
        if self._nested.get(key) is not None:
            return self._nested[key]
        if key in self._nested:
            return self._inherited(record, name)
        names = self._members_of(record.qualified)
        if name not in names and ("*" not in names or name.startswith("_") or name in _PROBED):
            return self._inherited(record, name)
        library, answers = self.ask(f"class;{whole}", f"const;{whole}")
        found = self._nested[key] = self.member_of(library, *answers)
        return self._inherited(record, name) if found is None else found

    def _inherited(self, record: Record, name: str) -> Any:
        """A member of an instance that tables don't tell of: a base class template's, or one that a
        using-declaration makes public.
        """
        is_none = name.startswith("_") or name in _PROBED or not (name.isidentifier() or name in _CALLED)
        if is_none or not record.is_complete or "<" not in record.qualified:
            return None
        found = unlisted_member(self, record, name)
        if found is not METHOD:
            return found
        return FunctionTemplate(record.library, f"{record.qualified}::{name}", (), with_object=True)

    def array(self, whole: str) -> Any:
        """The values of an array of constants, as tuples; None when it is none."""
        return asked_array(self, whole)

    def member_of(self, library: Library, nested: dict[str, Any], constant: dict[str, Any]) -> Any:
        if nested["ok"]:
            return self._instance_of(library, nested)
        return self.value_of(library, constant) if constant["ok"] else None

    def _members_of(self, spelling: str) -> tuple[str, ...]:
        """Names of types and constants in a class template; '*': its bases may have more."""
        declared = self.declared(spelling)
        names = declared[0][3] if declared and len(declared[0]) > 3 else ()
        return tuple(name for name in names if not self.overloads(f"{spelling}::{name}"))

    def declared(self, qualified: str) -> tuple[Any, ...]:
        """The templates of a name; members of an instance are those of its template."""
        plain = without_arguments(self.library.outlined(squeezed(qualified)))
        return tuple(self.library.templates.get(plain, ()))

    def overloads(self, qualified: str) -> tuple[Any, ...]:
        """The function templates of a name."""
        return tuple(t for t in self.declared(qualified) if t[0] == "f")

    def method(self, library: Library, qualified: str, rows: tuple[Row, ...]) -> Any:
        """The handle of a class's function templates and the functions beside them; None when it has none."""
        qualified = without_underscore(qualified)
        scope = qualified.rpartition("::")[0]
        is_unsure = any(r.is_member for r in rows) and self._is_of_others(scope)
        if not is_unsure and not self.overloads(qualified):
            return None
        return FunctionTemplate(library, qualified, rows, with_object=True)

    # ---- calls ---------------------------------------------------------------
    def operator(self, engine: Any, symbol: str, types: Sequence[Any]) -> Candidate | None:
        """The operator function that C++ takes for these Numba types; None when it takes none of a header."""
        return self._operator(engine, symbol, types)[0]

    def why_no_operator(self, engine: Any, symbol: str, types: Sequence[Any]) -> str:
        """C++'s reasons against each that a header has; "" when it has none."""
        answer = self._operator(engine, symbol, types)[1]
        return reasons_of(answer) if answer.get("notes") else ""

    def _operator(self, engine: Any, symbol: str, types: Sequence[Any]) -> Chosen:
        operands = operands_of(engine, self.library, types)
        asked = Asked(f"operator{symbol}", operands, lambda given: [(f"op;{symbol}", given)])
        try:
            return self._answered(engine, asked)
        except TemplateError:  # an operand that C++ doesn't know
            return None, {}

    def _answered(self, engine: Any, asked: Asked) -> Chosen:
        """What C++ calls, or None and its answer. Raises TemplateError."""
        answers = [self._call(head, rest) for head, rest in asked.heads(asked.operands)]
        row, head, _ = next((a for a in answers if a[0] is not None), answers[0])
        if row is None:
            return None, answers[0][2]
        for t in (row.makes.value, *(p.value for p in row.parameters)):
            if t.kind == "named" and self.library.types.get(t.name, ("",))[0] == "record":
                engine.class_value(self.library, t.name)  # whose own table knows more members of it

        def again(categories: Sequence[str]) -> Candidate:
            given = [*["l"] * (len(asked.operands) - len(categories)), *categories]
            named = [o.named(c) if c else o for o, c in zip(asked.operands, given, strict=True)]
            return self._chosen(engine, asked._replace(operands=named))

        return AskedCandidate(row, head.startswith(("method", "op")), again), {}

    def _chosen(self, engine: Any, asked: Asked) -> Candidate:
        """What C++ calls. Raises the backend's TypingError with its reasons."""
        try:
            found, answer = self._answered(engine, asked)
        except TemplateError as e:
            raise engine.refusal(str(e), False) from None
        if found is None:
            raise engine.refusal(f"C++ refuses the call {asked}: {reasons_of(answer)}", False)
        return found

    def constructs(self, qualified: str) -> bool:
        """Whether a class has, or may have, templates among its constructors."""
        return any(self._constructors_of(qualified)) or self._is_of_others(qualified, True)

    def _is_of_others(self, qualified: str, is_made: bool = False) -> bool:
        """Is it an instance of a header that isn't bound? Which templates it has nobody knows."""
        found: Any = self._instances.get(f"{{{qualified}}}")
        is_class = isinstance(found, Record) and found.is_complete and not self.declared(qualified)
        return is_class and not (is_made and "g" in found.entry[3])

    def _constructors_of(self, qualified: str) -> Iterator[tuple[Any, ...]]:
        """A class's templates among its constructors."""
        plain = without_arguments(self.library.outlined(squeezed(qualified)))
        name = f"{plain}::{plain.rpartition('::')[2]}"
        templates = self.library.templates
        return (t for n in templates if n == name or n.startswith(name + "<") for t in templates[n])

    def deduced(self, engine: Any, qualified: str, types: Sequence[Any]) -> Any:
        """The class that C++ deduces from a constructor's arguments. Raises the backend's TypingError."""
        operands = operands_of(engine, self.library, types)
        try:
            asked = [";".join([f"deduce;{qualified}", *one]) for one in call_spellings(operands, ())]
            library, answers = self.ask(*asked)
        except TemplateError as e:
            raise engine.k.TypingError(str(e)) from None
        for answer in answers:
            if answer["ok"]:
                return self._instance_of(library, answer)
        written = f"{qualified}({', '.join(map(str, operands))})"
        raise engine.refusal(f"C++ refuses {written}: {reasons_of(answers[0])}", False)

    def candidates(
        self, engine: Any, handle: Any, types: Sequence[Any], names: Sequence[str]
    ) -> list[Candidate] | None:
        """What C++ calls for arguments of these Numba types; None when no template has the name. Raises the
        backend's TypingError with C++'s reasons.
        """
        is_class = isinstance(handle, Record)
        if not (self.constructs(handle.qualified) if is_class else isinstance(handle, FunctionTemplate)):
            return None
        operands = operands_of(engine, handle.library, types)

        def heads(given: Sequence[Operand]) -> list[tuple[str, Sequence[Operand]]]:
            return [(f"new;{handle.qualified}", given)] if is_class else question_heads(handle, given)

        if not names:
            return [self._chosen(engine, Asked(handle.qualified, operands, heads))]
        try:
            places = places_of(handle, [*self._names_of(handle)], names, len(types) - len(names))
        except TemplateError as e:
            raise engine.k.TypingError(str(e)) from None
        order = sorted(range(len(types)), key=lambda i: places[i])
        asked = Asked(handle.qualified, operands, lambda given: heads([given[i] for i in order]))
        chosen: Any = self._chosen(engine, asked)
        every = [""] * (len(types) - len(names)) + list(names)
        again = chosen.again
        chosen.again = lambda categories: with_names(again(categories), every, places)
        return [with_names(chosen, every, places)]

    def _names_of(self, handle: FunctionTemplate | Record) -> Iterator[tuple[str, ...]]:
        """The parameters' names of each function that a call may mean."""
        is_class = isinstance(handle, Record)
        of = self._constructors_of if is_class else self.overloads
        for declared in of(handle.qualified):
            yield tuple(declared[3]) if len(declared) > 3 else ()
        for row in handle.rows:
            yield row.names

    def _call(self, head: str, operands: Sequence[Operand]) -> tuple[Row | None, str, dict[str, Any]]:
        """The row of the first spelling of the arguments that C++ takes; all are asked at once."""
        questions = call_questions(head, operands)
        of_others = of_temporary(head) if self.looks_ahead else ""  # what the object is may show later
        more = call_questions(of_others, operands) if of_others else []
        library, answers = self._composed(tuple(questions)) or self.ask(*questions, *more)
        answers = answers[: len(questions)]
        taken = taken_answer(library, answers, operands)
        if taken is not None:
            return taken[0], head, taken[1]
        unbound = (a for a in answers if a["ok"] and "row" not in a)
        return None, head, next(unbound, next((a for a in answers if not a["ok"]), answers[0]))


# ---- handles ----------------------------------------------------------------------


class Parametrized:
    """What the handles of templates share: brackets, `instantiate`, `parameters`."""

    __slots__ = ()
    library: Library
    qualified: str
    memo: dict[Any, Any]

    @property
    def _declared(self) -> tuple[Any, ...]:
        return tuple(self.library.oracle.declared(self.qualified))

    @property
    def parameters(self) -> tuple[TemplateParameter, ...]:
        """The parameters of the template; of overloads those of the first."""
        return tuple(TemplateParameter(*p) for p in self._declared[0][1]) if self._declared else ()

    def __getitem__(self, arguments: Any) -> Any:
        values = arguments if isinstance(arguments, tuple) else (arguments,)
        return self._named([cxx_argument(self.library, v) for v in values])

    def instantiate(self, *arguments: Any, **by_name: Any) -> Any:
        """The instance for arguments by position, then by the names of the template's parameters. Raises
        TypeError for names that it doesn't have, TemplateError for what C++ refuses.
        """
        values = [cxx_argument(self.library, v) for v in arguments]
        left = dict(by_name)
        unknown = next((name for name in left if name not in [p.name for p in self.parameters]), "")
        if unknown:
            known = ", ".join(str(p) for p in self.parameters)
            raise TypeError(f"{self.qualified} has no template parameter '{unknown}': it has {known}")
        for parameter in self.parameters[len(values) :]:
            if not left:
                break
            if parameter.name in left:
                values.append(cxx_argument(self.library, left.pop(parameter.name)))
            elif parameter.default:
                values.append(parameter.default)
            else:
                raise TypeError(f"{self.qualified}: no argument for '{parameter}'")
        if left:
            raise TypeError(f"{self.qualified}: the template parameter '{next(iter(left))}' is given twice")
        return self._named(values)

    def _named(self, values: list[str]) -> Any:
        raise NotImplementedError

    def _heads(self) -> list[str]:
        heads = []
        for _, parameters, place, *_ in self._declared:
            listed = ", ".join(str(TemplateParameter(*p)) for p in parameters)
            heads.append(f"template <{listed}> {self.qualified}\n    {place}")
        return heads


class FunctionTemplate(Parametrized, Function):
    """Functions of one name, templates among them: which one a call means is asked of C++."""

    __slots__ = ()
    is_asked = True

    def _named(self, values: list[str]) -> Any:
        return _with_arguments(self.library, f"{self.qualified}<{', '.join(values)}>", self.with_object)

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        return self._documented(*self._heads())

    def __repr__(self) -> str:
        return f"<C++ function template {self.qualified}>"


class ClassTemplate(Parametrized, Template):
    """A class, alias or variable template: brackets make an instance."""

    __slots__ = ()

    def _named(self, values: list[str]) -> Any:
        spelling = self._as_declared(f"{self.qualified}<{', '.join(values)}>")
        oracle = self.library.oracle
        if self._declared and self._declared[0][0] in "vk":
            return oracle.value(spelling)
        return oracle.instance(spelling)

    def _as_declared(self, spelling: str) -> str:
        """int64_t is `long` in the table's names and `long long` to NVRTC: one class to whoever has int64."""
        types, other = self.library.types, squeezed(spelling.replace("long long", "long"))
        return other if other in types and squeezed(spelling) not in types else spelling

    def deduced(self, engine: Any, types: Any) -> Any:
        key = ("deduced", *types)
        if key not in self.memo:
            self.memo[key] = self.library.oracle.deduced(engine, self.qualified, types)
        return self.memo[key]

    def deduced_body(self, engine: Any) -> Any:
        """The lowering of a construction whose class is deduced."""

        def body(e: Any, want: Any, types: Sequence[Any], values: Sequence[Any], names: Sequence[str]) -> Any:
            handle = self.deduced(engine, types)
            return engine.maker(handle).body(handle)(e, want, types, values, names)

        return body

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        return self._documented(*self._heads())


def _with_arguments(library: Library, spelling: str, with_object: bool) -> FunctionTemplate:
    """The one handle of function templates with arguments."""
    key = ("&" if with_object else "[]", checked_argument(spelling))
    if key not in library.handles:
        library.handles.setdefault(key, FunctionTemplate(library, spelling, (), with_object=with_object))
    found: FunctionTemplate = library.handles[key]
    return found


def _template_handle(library: Library, qualified: str, rows: tuple[Row, ...], reason: str) -> Any:
    """The handle of a name that templates have; None where nobody can be asked."""
    declared = library.oracle.declared(qualified) if library.oracle is not None else ()
    if library.oracle is not None and not declared:  # `del_` of Python's
        qualified = without_underscore(qualified)
        declared = library.oracle.declared(qualified)
    if not declared:
        return None
    if rows or declared[0][0] == "f":
        return FunctionTemplate(library, qualified, rows)
    return ClassTemplate(library, qualified, reason)


# ---- in kernels -------------------------------------------------------------------


def _bracketed(engine: Any, args: Sequence[Any]) -> Any:
    """The Numba type of `template[arguments]` in a kernel; None when it is something else."""
    k, handle = engine.k, getattr(args[0], "handle", None) if args else None
    if not isinstance(handle, Parametrized) or len(args) != 2:
        return None
    key: tuple[Any, ...] = ("[]", args[1])
    arguments = argument_of_type(k, args[1])
    if arguments is None:  # an enum's member, whose type doesn't say which one
        arguments = engine.extents.bracketed()
        key = (*key, repr(arguments))
    if arguments is None:
        raise engine.refusal(
            f"{handle.qualified}[{args[1]}]: a template's arguments are constants and types that are known "
            "when the kernel is compiled"
        )
    try:
        if key not in handle.memo:
            handle.memo[key] = handle[arguments]
        made = handle.memo[key]
    except (TemplateError, TypeError) as e:
        raise engine.refusal(str(e)) from None
    if isinstance(args[0], engine.types.MethodType):
        return engine.types.MethodType(args[0].this, made)
    if type(made) is int:  # a variable template
        return k.types.literal(made)
    return k.constant_type(made)


def _with_templates(
    engine: Any, symbol: str, types: Sequence[Any], home: Library | None, bound: list[Candidate]
) -> tuple[Library | None, list[Candidate]]:
    """The operator functions that a call may mean: what C++ says where templates may be among them."""
    asked = next((t.library for t in types if getattr(getattr(t, "library", None), "oracle", None)), None)
    if asked is None:
        return home, bound
    converts = symbol == "!" and any(asked.facts.conversions(str(types[0])))  # that decides
    if (bound or converts) and all("<" not in str(t) for t in types):
        return home, bound
    found = asked.oracle.operator(engine, symbol, types)
    return (home, bound) if found is None else (asked, [found])


brackets.append(_bracketed)
more_operators.append(_with_templates)
template_handles.append(_template_handle)
part_objects["oracle"] = Oracle
