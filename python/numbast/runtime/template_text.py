"""C++ text for template questions: of template arguments, and of the expressions that stand for a call's
arguments; what an answer's refusal says.
"""

from __future__ import annotations

import itertools
import keyword
import math
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from .calls import Candidate, Operand
from .codes import CxxType, cxx_spelling, cxx_type, squeezed
from .engines import numba_engine
from .enum_classes import enum_spellings
from .failures import TemplateError
from .handles import Constant, Function, Record, Template
from .table import Library

_MOST_SPELLINGS = 256  # of one call: a fifth of a millisecond each
_OTHER_LONG = {"x": "l", "y": "m", "l": "x", "m": "y"}  # Numba's 64-bit integers are either in C++


class TemplateParameter(NamedTuple):
    """A parameter as the header has it: `kind` is its head, "typename" or the type of a value."""

    kind: str
    name: str
    default: str  # C++ text; "" when there is none

    def __str__(self) -> str:
        text = f"{self.kind} {self.name}".rstrip()
        return f"{text} = {self.default}" if self.default else text


def is_one_argument(text: str) -> bool:
    """Whether a text can only be one template argument, name or expression: brackets match, nothing ends it
    early. Inside of round and square brackets < and > are operators; a brace behind a type holds values. (As
    the core judges.)
    """
    stack: list[str] = []
    for i, c in enumerate(text):
        if c in ';#@`\\"' or c < " " or text[i : i + 2] in ("//", "/*") or (c == "," and not stack):
            return False
        before = text[:i].rstrip()[-1:]
        if c == "{" and not (before in (">", "_") or before.isalnum()):
            return False
        if c in "<>" and ((stack and stack[-1] != "<") or text[i - 1 : i] == "-"):
            continue
        if c in "([<{":
            stack.append(c)
        elif c in ")]>}" and (not stack or stack.pop() != "([<{"[")]>}".index(c)]):
            return False
    return not stack and bool(text) and "_Pragma" not in text and "__pragma" not in text


def checked_argument(text: str) -> str:
    """The text; TemplateError when it isn't one argument: it would be more than one question, or code."""
    if not is_one_argument(text):
        raise TemplateError(f"{text}: not one C++ name, type or template argument")
    return text


def cxx_argument(library: Library, value: Any) -> str:
    """A template argument as C++ text. Raises TypeError for what has none, TemplateError for text that is
    more than one.
    """
    import numpy as np

    if isinstance(value, str):
        return checked_argument(value.strip())
    if isinstance(value, np.float32):
        return f"{_cxx_float(value.item(), str(value))}f"
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, bool):
        return "true" if value else "false"
    if type(value) in enum_spellings:
        return f"static_cast<{enum_spellings[type(value)]}>({int(value)})"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _cxx_float(value, repr(value))
    if isinstance(value, (Function, Template, Constant)):
        is_member = isinstance(value, Function) and value.with_object
        return f"&{value.qualified}" if is_member else str(value.qualified)
    found = enum_spellings.get(value) if isinstance(value, type) else None
    if found is None:
        found = value.qualified if isinstance(value, Record) else _cxx_type_text(library, value)
    if found is None:
        raise TypeError(
            f"{value!r} is no template argument: use a NumPy dtype or scalar type, a Numba type, an int, "
            "a float, a bool, an enum member, a class, function or template of the library, or C++ text as "
            "a str"
        )
    return str(found)


def argument_of_type(k: Any, ty: Any) -> Any:
    """The template argument that a constant of a kernel is; None for what is not known when it is typed."""
    if isinstance(ty, k.types.BaseTuple):
        parts = [argument_of_type(k, t) for t in ty]
        return None if None in parts else tuple(parts)
    if isinstance(ty, k.types.Literal):
        return ty.literal_value
    if hasattr(ty, "handle"):
        return ty.handle
    if isinstance(ty, k.types.EnumMember):
        return None
    if isinstance(ty, k.types.EnumClass):
        return ty.instance_class
    found = getattr(ty, "instance_type", None) or getattr(ty, "dtype", None)
    return found if isinstance(found, k.types.Type) and not isinstance(ty, k.types.Array) else None


def _cxx_float(value: float, text: str) -> str:
    if not math.isfinite(value):
        raise TypeError(f"{text} is no template argument: C++ has no literal for it")
    return text


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


def without_arguments(text: str) -> str:
    """`a::B<int>::c<2>` as `a::B::c`."""
    depth, kept = 0, []
    for c in text:
        depth += c == "<"
        if not depth:
            kept.append(c)
        depth -= c == ">"
    return "".join(kept)


class SizedOperand(Operand):
    """An array whose extents are known."""

    __slots__ = ("extents",)
    extents: tuple[int, ...]


def operands_of(engine: Any, library: Library, types: Sequence[Any]) -> list[Operand]:
    """What arguments of these Numba types can be in C++."""
    found = []
    for ty in types:
        operand: Operand = engine.operand(library, ty)
        extents = getattr(ty, "extents", ())
        if extents:
            sized = SizedOperand(operand.form, operand.types, operand.text, operand.wide)
            sized.readonly, sized.contiguous, sized.sized = (
                operand.readonly,
                operand.contiguous,
                operand.sized,
            )
            sized.extents = extents
            operand = sized
        found.append(operand)
    return found


def argument_texts(spelling: str) -> list[str]:
    """`a::B<int, c::D<1, 2>>` as `int` and `c::D<1, 2>`."""
    depth, texts = 0, [""]
    for c in spelling if spelling.endswith(">") else "":
        depth -= c == ">"
        if c == "," and depth == 1:
            texts.append("")
        elif depth:
            texts[-1] += c
        depth += c == "<"
    return [text.strip() for text in texts if text.strip()]


def without_underscore(qualified: str) -> str:
    """C++'s name of what has Python's, an underscore behind a keyword."""
    is_python = qualified.endswith("_") and keyword.iskeyword(qualified[:-1].rpartition("::")[2])
    return qualified[:-1] if is_python else qualified


def question_heads(handle: Any, operands: Sequence[Operand]) -> list[tuple[str, Sequence[Operand]]]:
    """How a call may be asked for, with the operands that are left: of a member by its object first."""
    scope, _, name = split_last(handle.qualified)
    first = operands[0] if handle.with_object and operands else None
    if first is None or first.form != "value" or not any(_may_be_of(handle, scope, t) for t in first.types):
        return [(f"call;{handle.qualified}", operands)]
    return [(f"method;{_of_category(scope, first.category or 'l')};{name}", operands[1:])]


def _may_be_of(handle: Any, scope: str, t: CxxType) -> bool:
    """May an object of a type have the functions of a class? Not if it is known to be of another, which is
    then the first argument of a static function.
    """
    library = handle.library
    plain = without_arguments(library.outlined(squeezed(scope)))
    waiting = [t.name] if t.kind == "named" else []
    while waiting:
        name = waiting.pop()
        is_like = without_arguments(library.outlined(squeezed(name))) == plain
        if is_like or library.facts.entry(name) is None:
            return True
        waiting += library.facts.bases(name)
    return False


def _of_category(spelling: str, category: str) -> str:
    """The type whose value names what the category says."""
    return {"l": f"{spelling} &", "c": f"const {spelling} &", "t": spelling}[category]


def of_temporary(head: str) -> str:
    """The head of a method's call of a variable, for a temporary; "" for any other."""
    scope, _, name = head.removeprefix("method;").rpartition(";")
    is_other = not scope.endswith(" &") or scope.startswith("const ") or not head.startswith("method;")
    return "" if is_other else f"method;{scope[:-2]};{name}"


def split_last(text: str) -> tuple[str, str, str]:
    """Before and behind the last `::` that is outside of brackets."""
    depth = 0
    for i in range(len(text) - 1, 0, -1):
        depth += (text[i] in ">)") - (text[i] in "<(")
        if depth == 0 and text.startswith("::", i):
            return text[:i], "::", text[i + 2 :]
    return "", "", text


def places_of(handle: Any, overloads: Sequence[Sequence[str]], names: Sequence[str], given: int) -> list[int]:
    """The place of each argument, the first `given` being by position (an object before them counts), the
    others by the `names` of parameters. Raises TemplateError where no overload has them, or two have them at
    different places.
    """
    found: set[tuple[int, ...]] = set()
    shifts = (1, 0) if isinstance(handle, Function) and handle.with_object else (0,)
    for known in overloads:
        plain = [name.removesuffix("_") if name not in names else name for name in known]
        wanted = [name if name in plain else name.removesuffix("_") for name in names]
        for shift in shifts if all(name in plain for name in wanted) else ():
            places = [plain.index(name) + shift for name in wanted]
            if sorted(places) == list(range(given, given + len(names))):
                found.add(tuple(places))
    if len(found) == 1:
        return [*range(given), *found.pop()]
    listed = ", ".join(f"({', '.join(name or '?' for name in known)})" for known in overloads)
    all_names = {name.removesuffix("_") for known in overloads for name in known}
    unknown = next((name for name in names if name.removesuffix("_") not in all_names), "")
    why = "are at different places" if found else "don't follow the arguments by position"
    what = f"no parameter is called '{unknown}'" if unknown else f"the parameters {', '.join(names)} {why}"
    raise TemplateError(f"{handle.qualified}: {what}: it takes {listed or 'no names'}")


def with_names(candidate: Candidate, names: Sequence[str], places: Sequence[int]) -> Candidate:
    """A candidate whose parameters are called as the call's names say, whatever its row calls them."""
    for name, place in zip(names, places, strict=True):
        if name:
            candidate.names[place - candidate.shifted] = name
    return candidate


def call_questions(head: str, operands: Sequence[Operand]) -> list[str]:
    """What may be asked for a call. Raises TemplateError for an operand that C++ doesn't know."""
    extents = [int(n) for n in re.findall(r"[<,] *(\d+) *(?=[,>])", split_last(head)[2])]
    return [";".join([head, *arguments]) for arguments in call_spellings(operands, extents)]


def call_spellings(operands: Sequence[Operand], extents: Sequence[int]) -> list[list[str]]:
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
    const = "const " if operand.readonly else ""
    code = operand.types[0].code
    own = operand.extents if isinstance(operand, SizedOperand) else ()
    shapes = ["".join(f"[{n}]" for n in own)] if own else [f"[{n}]" for n in extents]
    found: list[str] = []
    for spelled in (code, *_OTHER_LONG.get(code, "")):
        element = f"{const}{cxx_spelling(cxx_type(spelled) if spelled != code else operand.types[0])}"
        place = [] if code == "v" else [f"{element} &"]
        found += [*(f"{element} (&){shape}" for shape in shapes), f"{element} *&", *place]
    return tuple(found)


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
    return _of_category(cxx_spelling(t), operand.category or ("l" if suffix else "t"))


# ---- refusals ---------------------------------------------------------------------


def reasons_of(answer: dict[str, Any]) -> str:
    """Clang's words, a line for each note."""
    if answer["ok"]:
        return f"{answer.get('print', 'what it chooses')} is not bound: {answer.get('why', 'it is built in')}"
    return "\n".join([answer["message"], *(f"  {place}: {text}" for text, place in _notes(answer))])


def _notes(answer: dict[str, Any]) -> list[tuple[str, str]]:
    return [(n["text"], f"{n['file']}:{n['line']}") for n in answer.get("notes", ()) if "file" in n]


def refusal_of(spelling: str, answer: dict[str, Any]) -> TemplateError:
    return TemplateError(f"{spelling}: {reasons_of(answer)}", _notes(answer))
