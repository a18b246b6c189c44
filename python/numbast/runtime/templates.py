"""Templates in Python: instances by brackets, calls by deduction, both decided by a C++ compiler.

What a template means is never worked out here. A question goes to the library's oracle as C++ text (in
dynamic mode clang is asked); its answer comes with a table of its own, on the same path as a header's, whose
rows and types are used as any others. A handle keeps its answers by the argument types that it was asked for.
"""

from __future__ import annotations

import itertools
import keyword
import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from .calls import Candidate, Operand
from .codes import CxxType, cxx_spelling, cxx_type, squeezed
from .engines import numba_engine
from .failures import NotBoundError, TemplateError
from .handles import (
    Function,
    Record,
    Template,
    alias_of,
    brackets,
    enum_spellings,
    more_operators,
    template_handles,
)
from .lowering import construct_body
from .parts import part_objects
from .table import Library, Row

#: A table that answers came with, and one answer (the core's text "answers") a question.
Answered = tuple[Library, list[dict[str, Any]]]

_MOST_SPELLINGS = 256  # of one call: a fifth of a millisecond each
_PROBED = {"name", "targetoptions", "with_object"}  # what Numba and we look for on any object
_OTHER_LONG = {"x": "l", "y": "m", "l": "x", "m": "y"}  # Numba's 64-bit integers are either in C++


class TemplateParameter(NamedTuple):
    """A parameter as the header has it: `kind` is its head, "typename" or the type of a value."""

    kind: str
    name: str
    default: str  # C++ text; "" when there is none

    def __str__(self) -> str:
        text = f"{self.kind} {self.name}".rstrip()
        return f"{text} = {self.default}" if self.default else text


class Oracle:
    """The questions of one library and its instances, answered by `ask`: C++ questions -> their answers."""

    def __init__(self, library: Library, ask: Callable[[tuple[str, ...]], Answered]) -> None:
        self.library = library
        self._ask = ask
        self._known: dict[tuple[str, ...], Answered] = {}
        self._instances: dict[str, Any] = {}  # by type code
        self._nested: dict[tuple[str, str], Any] = {}  # (type code, name) -> a type or constant in it

    def ask(self, *questions: str) -> Answered:
        """Answers, each set of questions asked once. The answers' library knows this oracle too."""
        found = self._known.get(questions)
        if found is None:
            found = self._known[questions] = self._ask(questions)
            found[0].oracle = self
            found[0].templates = self.library.templates
        return found

    # ---- instances -----------------------------------------------------------
    def instance(self, spelling: str, what: str = "class") -> Any:
        """The class, enum or Numba type that C++ text names. Raises TemplateError with clang's reason."""
        names = [n for n in self._members_of(spelling) if n != "*"]
        nested = [f"{kind};{spelling}::{name}" for name in names for kind in ("class", "const")]
        library, (answer, *members) = self.ask(f"{what};{spelling}", *nested)
        if not answer["ok"]:
            raise _refusal(spelling, answer)
        for name, a_type, a_value in zip(names, members[::2], members[1::2], strict=True):
            try:
                self._nested[answer["type"], name] = self._member_of(library, a_type, a_value)
            except NotBoundError:  # said when somebody wants it
                continue
        return self._instance_of(library, answer)

    def _instance_of(self, library: Library, answer: dict[str, Any]) -> Any:
        """One object for a type, however it was spelled."""
        code = answer["type"]
        if code not in self._instances:
            self._instances[code] = alias_of(library, cxx_type(code), squeezed(answer["spelling"]))
        return self._instances[code]

    def spelled(self, text: str) -> Any:
        """What C++ text with template arguments names; None when its template is not the library's."""
        declared = self.declared(text) if text.endswith(">") else ()
        if not declared:
            return None
        kind = declared[0][0]
        if kind == "f":
            return FunctionTemplate(self.library, text, ())
        return self.value(text) if kind in "vk" else self.instance(text)

    def value(self, spelling: str) -> int:
        """The value of an integral constant expression. Raises TemplateError."""
        _, (answer,) = self.ask(f"const;{spelling}")
        if not answer["ok"]:
            raise _refusal(spelling, answer)
        return int(answer["value"])

    def member(self, record: Record, name: str) -> Any:
        """A type, function template or constant in a class that its table doesn't list; None when C++ has
        none.
        """
        whole = f"{record.qualified}::{name}"
        key = (f"{{{record.qualified}}}", name)
        if key in self._nested:
            return self._nested[key]
        known = self._members_of(record.qualified)
        if name not in known and ("*" not in known or name.startswith("_") or name in _PROBED):
            return None
        library, answers = self.ask(f"class;{whole}", f"const;{whole}")
        found = self._nested[key] = self._member_of(library, *answers)
        return found

    def _member_of(self, library: Library, nested: dict[str, Any], constant: dict[str, Any]) -> Any:
        if nested["ok"]:
            return self._instance_of(library, nested)
        return int(constant["value"]) if constant["ok"] else None

    def _members_of(self, spelling: str) -> tuple[str, ...]:
        """Names of types and constants in a class template; '*': its bases may have more."""
        declared = self.declared(spelling)
        return tuple(declared[0][3]) if declared and len(declared[0]) > 3 else ()

    def declared(self, qualified: str) -> tuple[Any, ...]:
        """The templates of a name; members of an instance are those of its template."""
        plain = _without_arguments(self.library.outlined(squeezed(qualified)))
        return tuple(self.library.templates.get(plain, ()))

    def overloads(self, qualified: str) -> tuple[Any, ...]:
        """The function templates of a name."""
        return tuple(t for t in self.declared(qualified) if t[0] == "f")

    def method(self, library: Library, qualified: str, rows: tuple[Row, ...]) -> Any:
        """The handle of a class's function templates and the functions beside them; None when it has none."""
        if qualified.endswith("_") and keyword.iskeyword(qualified[:-1].rpartition("::")[2]):
            qualified = qualified[:-1]
        return (
            FunctionTemplate(library, qualified, rows, with_object=True)
            if self.overloads(qualified)
            else None
        )

    # ---- calls ---------------------------------------------------------------
    def operator(self, engine: Any, symbol: str, types: Sequence[Any]) -> Candidate | None:
        """The operator function that C++ takes for these Numba types; None when it takes none of a header."""
        try:
            row, _, _ = self._call(f"op;{symbol}", [engine.operand(self.library, t) for t in types])
        except TemplateError:  # an operand that C++ doesn't know
            return None
        return None if row is None else self._candidate(engine, row, True)

    def _candidate(self, engine: Any, row: Row, with_object: bool) -> Candidate:
        """A row of an answer. The header's own table knows more members of the classes that it names."""
        for t in (row.makes.value, *(p.value for p in row.parameters)):
            if t.kind == "named" and self.library.types.get(t.name, ("",))[0] == "record":
                engine.class_value(self.library, t.name)
        return Candidate(row, with_object)

    def _constructs(self, qualified: str) -> bool:
        """Whether a class has templates among its constructors."""
        plain = _without_arguments(self.library.outlined(squeezed(qualified)))
        name = f"{plain}::{plain.rpartition('::')[2]}"
        return any(n == name or n.startswith(name + "<") for n in self.library.templates)

    def deduced(self, engine: Any, qualified: str, types: Sequence[Any]) -> Any:
        """The class that C++ deduces from a constructor's arguments. Raises the backend's TypingError."""
        operands = [engine.operand(self.library, t) for t in types]
        try:
            asked = [";".join([f"deduce;{qualified}", *one]) for one in _spellings(operands, ())]
            library, answers = self.ask(*asked)
        except TemplateError as e:
            raise engine.k.TypingError(str(e)) from None
        for answer in answers:
            if answer["ok"]:
                return self._instance_of(library, answer)
        written = f"{qualified}({', '.join(map(str, operands))})"
        raise engine.k.TypingError(f"C++ refuses {written}: {_reasons(answers[0])}")

    def candidates(
        self, engine: Any, handle: Any, types: Sequence[Any], names: Sequence[str]
    ) -> list[Candidate] | None:
        """What C++ calls for arguments of these Numba types; None when no template has the name. Raises the
        backend's TypingError with C++'s reasons.
        """
        if isinstance(handle, Record) and self._constructs(handle.qualified):
            operands = [engine.operand(handle.library, t) for t in types]
            row, _, _ = (None, "", None) if names else self._call(f"new;{handle.qualified}", operands)
            return None if row is None else [self._candidate(engine, row, False)]
        if not isinstance(handle, FunctionTemplate):
            return None
        if names:
            raise engine.k.TypingError(f"{handle.qualified} is a template: pass its arguments by position")
        operands = [engine.operand(handle.library, t) for t in types]
        try:
            heads = _question_heads(handle, operands)
            answered = [self._call(head, rest) for head, rest in heads]
        except TemplateError as e:
            raise engine.k.TypingError(str(e)) from None
        for row, head, _ in answered:
            if row is not None:
                return [self._candidate(engine, row, head.startswith("method"))]
        told = answered[0][2]
        written = f"{handle.qualified}({', '.join(map(str, operands))})"
        raise engine.k.TypingError(f"C++ refuses the call {written}: {_reasons(told)}")

    def _call(self, head: str, operands: Sequence[Operand]) -> tuple[Row | None, str, dict[str, Any]]:
        """The row of the first spelling of the arguments that C++ takes; all are asked at once."""
        extents = [int(n) for n in re.findall(r"[<,] *(\d+) *(?=[,>])", _split_last(head)[2])]
        questions = [";".join([head, *arguments]) for arguments in _spellings(operands, extents)]
        library, answers = self.ask(*questions)
        taken = [answer for answer in answers if answer["ok"] and "row" in answer]
        for answer in taken:
            row = library.row(answer["row"])
            numbers = [i for i, p in enumerate(row.parameters) if _is_number_place(p)]
            for other in taken if numbers else ():  # T && takes a number as it takes a variable
                moved = library.row(other["row"]).parameters
                if len(moved) == len(row.parameters) and all(moved[i].kind == "rvalue" for i in numbers):
                    return library.row(other["row"]), head, other
            return row, head, answer
        return None, head, next((a for a in answers if a["ok"]), answers[0])


# ---- C++ text of Python's and Numba's things --------------------------------------


def cxx_argument(library: Library, value: Any) -> str:
    """A template argument as C++ text. Raises TypeError for what has none."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "true" if value else "false"
    if type(value) in enum_spellings:
        return f"static_cast<{enum_spellings[type(value)]}>({int(value)})"
    if isinstance(value, int):
        return str(value)
    found = enum_spellings.get(value) if isinstance(value, type) else None
    if found is None:
        found = value.qualified if isinstance(value, Record) else _cxx_type_text(library, value)
    if found is None:
        raise TypeError(
            f"{value!r} is no template argument: use a NumPy dtype or scalar type, a Numba type, an int, "
            "a bool, an enum member, a class of the library, or C++ text as a str"
        )
    return str(found)


def _cxx_type_text(library: Library, value: Any) -> str | None:
    """The C++ spelling of a NumPy or Numba type; None for what is none."""
    engine = numba_engine()
    if not isinstance(value, engine.k.types.Type):
        if value is int:
            raise TypeError("int has no size: write numpy.int32 or numpy.int64")
        value = engine.k.from_dtype(value)
    if value is None:
        return None
    operand = engine.operand(library, value)
    if operand.form in ("value", "pointer") and operand.types:
        return cxx_spelling(operand.types[0]) + (" *" if operand.form == "pointer" else "")
    return None


def _without_arguments(text: str) -> str:
    """`a::B<int>::c<2>` as `a::B::c`."""
    depth, kept = 0, []
    for c in text:
        depth += c == "<"
        if not depth:
            kept.append(c)
        depth -= c == ">"
    return "".join(kept)


def _is_number_place(t: CxxType) -> bool:
    """Is it `T &` of a number?"""
    return (
        t.kind == "reference" and t.target is not None and t.target.kind == "builtin" and not t.target.const
    )


def _question_heads(handle: Any, operands: Sequence[Operand]) -> list[tuple[str, Sequence[Operand]]]:
    """How a call may be asked for, with the operands that are left: of a member by its object first."""
    scope, _, name = _split_last(handle.qualified)
    if handle.with_object:
        first = operands[0] if operands else None
        if first is not None and first.form == "value" and any(t.kind == "named" for t in first.types):
            return [(f"method;{scope} &;{name}", operands[1:])]
    return [(f"call;{handle.qualified}", operands)]


def _split_last(text: str) -> tuple[str, str, str]:
    """Before and behind the last `::` that is outside of brackets."""
    depth = 0
    for i in range(len(text) - 1, 0, -1):
        depth += (text[i] in ">)") - (text[i] in "<(")
        if depth == 0 and text.startswith("::", i):
            return text[:i], "::", text[i + 2 :]
    return "", "", text


def _spellings(operands: Sequence[Operand], extents: Sequence[int]) -> list[list[str]]:
    """The expressions that may stand for the arguments, the likeliest first: a shim's parameters are lvalues;
    64-bit integers are long long or long; a literal may take another argument's type; && wants temporaries;
    an array is a pointer, or its first element's place, or an array of one of the `extents`.
    """
    seen: list[list[str]] = []
    others = [o.types[0] for o in operands if o.form == "value" and not o.is_literal and o.types]
    forms = [_array_forms(o, extents) if o.form in ("array", "pointer") else (None,) for o in operands]
    for arrays in itertools.product(*forms):
        for other_long, like, suffix in itertools.product((False, True), (None, *others[:1]), (" &", "")):
            made = [
                array or _spelled(o, other_long, like, suffix)
                for o, array in zip(operands, arrays, strict=True)
            ]
            if made not in seen:
                seen.append(made)
    return seen[:_MOST_SPELLINGS]


def _array_forms(operand: Operand, extents: Sequence[int]) -> tuple[str, ...]:
    if not operand.types:
        raise TemplateError(f"{operand.text} has no counterpart in C++")
    element = ("const " if operand.readonly else "") + cxx_spelling(operand.types[0])
    by_extent = [f"{element} (&)[{n}]" for n in extents]
    place = [] if operand.types[0].code == "v" else [f"{element} &"]
    return (*by_extent, f"{element} *&", *place)


def _spelled(operand: Operand, other_long: bool, like: CxxType | None, suffix: str) -> str:
    """The C++ expression that stands for an argument that is no array."""
    if operand.form == "null":
        return "decltype(nullptr)"
    if operand.form == "nothing" or not operand.types:
        raise TemplateError(f"{operand.text} has no counterpart in C++")
    t = operand.types[0]
    if operand.is_literal:
        return cxx_spelling(like) if like is not None and like.kind == "builtin" else cxx_spelling(t)
    if other_long and t.code in _OTHER_LONG:
        t = cxx_type(_OTHER_LONG[t.code])
    return cxx_spelling(t) + suffix


# ---- refusals ---------------------------------------------------------------------


def _reasons(answer: dict[str, Any]) -> str:
    """Clang's words, a line for each note."""
    if answer["ok"]:
        return f"{answer.get('print', 'what it chooses')} is not bound: {answer.get('why', 'it is built in')}"
    return "\n".join([answer["message"], *(f"  {place}: {text}" for text, place in _notes(answer))])


def _notes(answer: dict[str, Any]) -> list[tuple[str, str]]:
    return [(n["text"], f"{n['file']}:{n['line']}") for n in answer.get("notes", ()) if "file" in n]


def _refusal(spelling: str, answer: dict[str, Any]) -> TemplateError:
    return TemplateError(f"{spelling}: {_reasons(answer)}", _notes(answer))


# ---- handles ----------------------------------------------------------------------


class _Parametrized:
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
            known = ", ".join(str(p) for p in self.parameters)
            raise TypeError(
                f"{self.qualified} has no template parameter '{next(iter(left))}': it has {known}"
            )
        return self._named(values)

    def _named(self, values: list[str]) -> Any:
        raise NotImplementedError

    def _heads(self) -> list[str]:
        heads = []
        for _, parameters, place, *_ in self._declared:
            listed = ", ".join(str(TemplateParameter(*p)) for p in parameters)
            heads.append(f"template <{listed}> {self.qualified}\n    {place}")
        return heads


class FunctionTemplate(_Parametrized, Function):
    """Functions of one name, templates among them: which one a call means is asked of C++."""

    __slots__ = ()
    is_asked = True

    def _named(self, values: list[str]) -> Any:
        return FunctionTemplate(
            self.library, f"{self.qualified}<{', '.join(values)}>", (), with_object=self.with_object
        )

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        return self._documented(*self._heads())

    def __repr__(self) -> str:
        return f"<C++ function template {self.qualified}>"


class ClassTemplate(_Parametrized, Template):
    """A class, alias or variable template: brackets make an instance."""

    __slots__ = ()

    def _named(self, values: list[str]) -> Any:
        spelling = f"{self.qualified}<{', '.join(values)}>"
        oracle = self.library.oracle
        if self._declared and self._declared[0][0] in "vk":
            return oracle.value(spelling)
        return oracle.instance(spelling)

    def deduced(self, engine: Any, types: Any) -> Any:
        key = ("deduced", *types)
        if key not in self.memo:
            self.memo[key] = self.library.oracle.deduced(engine, self.qualified, types)
        return self.memo[key]

    def deduced_body(self, engine: Any) -> Any:
        """The lowering of a construction whose class is deduced."""

        def body(e: Any, want: Any, types: Sequence[Any], values: Sequence[Any], names: Sequence[str]) -> Any:
            return construct_body(engine, self.deduced(engine, types))(e, want, types, values, names)

        return body

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        return self._documented(*self._heads())


def _template_handle(library: Library, qualified: str, rows: tuple[Row, ...], reason: str) -> Any:
    """The handle of a name that templates have; None where nobody can be asked."""
    declared = library.oracle.declared(qualified) if library.oracle is not None else ()
    if not declared:
        return None
    if rows or declared[0][0] == "f":
        return FunctionTemplate(library, qualified, rows)
    return ClassTemplate(library, qualified, reason)


# ---- in kernels -------------------------------------------------------------------


def _argument_of_type(k: Any, ty: Any) -> Any:
    """The template argument that a constant of a kernel is; None for what is not known when it is typed."""
    if isinstance(ty, k.types.BaseTuple):
        parts = [_argument_of_type(k, t) for t in ty]
        return None if None in parts else tuple(parts)
    if isinstance(ty, k.types.Literal):
        return ty.literal_value
    if hasattr(ty, "handle"):
        return ty.handle
    found = getattr(ty, "instance_type", None) or getattr(ty, "dtype", None)
    return found if isinstance(found, k.types.Type) and not isinstance(ty, k.types.Array) else None


def _bracketed(engine: Any, args: Sequence[Any]) -> Any:
    """The Numba type of `template[arguments]` in a kernel; None when it is something else."""
    k, handle = engine.k, getattr(args[0], "handle", None) if args else None
    if not isinstance(handle, _Parametrized) or len(args) != 2:
        return None
    arguments = _argument_of_type(k, args[1])
    if arguments is None:
        raise engine.refusal(
            f"{handle.qualified}[{args[1]}]: a template's arguments are constants and types that are known "
            "when the kernel is compiled"
        )
    key = ("[]", args[1])
    try:
        if key not in handle.memo:
            handle.memo[key] = handle[arguments]
        made = handle.memo[key]
    except (TemplateError, TypeError) as e:
        raise engine.refusal(str(e)) from None
    if isinstance(args[0], engine.types.MethodType):
        return engine.types.MethodType(args[0].this, made)
    if isinstance(made, int):  # a variable template
        return k.types.literal(made)
    return k.constant_type(made)


def _with_templates(
    engine: Any, symbol: str, types: Sequence[Any], home: Library | None, bound: list[Candidate]
) -> tuple[Library | None, list[Candidate]]:
    """The operator functions that a call may mean: what C++ says where templates may be among them."""
    asked = next((t.library for t in types if getattr(getattr(t, "library", None), "oracle", None)), None)
    if asked is None or (bound and all("<" not in str(t) for t in types)):
        return home, bound
    found = asked.oracle.operator(engine, symbol, types)
    return (home, bound) if found is None else (asked, [found])


brackets.append(_bracketed)
more_operators.append(_with_templates)
template_handles.append(_template_handle)
part_objects["oracle"] = Oracle
