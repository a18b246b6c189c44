"""What fits a template's parameters: patterns of the model, and operands of calls made from them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from .runtime.calls import Operand
from .runtime.codes import cxx_type
from .runtime.listed import call_key
from .runtime.table import Library
from .runtime.template_text import without_arguments

__all__ = [
    "EVERY_NUMBER",
    "NUMBERS",
    "PROBES",
    "SAME",
    "SHAPES",
    "USUAL",
    "Pattern",
    "array_operand",
    "bases_of",
    "bound",
    "collect",
    "distinct_operands",
    "is_number",
    "is_operator_name",
    "last_name",
    "meaning",
    "operands_of_code",
    "operands_of_shape",
    "plain_name",
    "split_name",
    "template_arguments",
    "value_operand",
    "with_operand",
]

NUMBERS = ("b", "a", "h", "s", "t", "i", "j", "x", "y", "f", "d")  # Numba's, as it passes them
SAME = {"l": "x", "m": "y", "c": "a", "w": "i"}  # what Numba has for others
SHAPES = {"]": "A", "&&": "O", "&": "R", "*": "P"}  # how a pattern ends: an array, a reference, ...
USUAL = ("i", "j", "x", "y", "f", "d")  # where nothing says which


class Pattern:
    """A function template, or a function beside one, as the header has it."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        function = data.get("function") if isinstance(data.get("function"), dict) else data
        self.parameters: list[dict[str, Any]] = data.get("params", []) if function is not data else []
        self.places: list[dict[str, Any]] = function["params"] if function else []
        self.is_public = data.get("access", "public") == "public"
        self.is_member = data.get("scope", "") != ""
        self.is_deleted = bool(function and function.get("deleted"))

    def lengths(self) -> Iterator[list[dict[str, Any]]]:
        """The parameters of calls with and without defaults; of packs with one argument and two."""
        for n in range(len(self.places), -1, -1):
            shown = self.places[:n]
            yield shown
            if shown and "..." in shown[-1]["type"].get("spelling", ""):
                yield [*shown, shown[-1]]
            if n and "default" not in self.places[n - 1] and "..." not in spelling_of(self.places[n - 1]):
                return

    def is_fitting(self, head: str, own: Collection[str]) -> bool:
        """Extents are given where the function deduces them, and only there."""
        is_given = head[:4] != "new;" and head.endswith(">") and template_arguments(head)[-1].isdecimal()
        is_deduced = any(spelling_of(p).endswith("]") and extent_of(p) in own for p in self.places)
        return not is_deduced if not is_given else self.takes_number

    @property
    def takes_number(self) -> bool:
        """Is its first template parameter a number?"""
        return bool(self.parameters) and self.parameters[0]["kind"] == "value"


def bound(parameters: Sequence[Mapping[str, Any]], arguments: Sequence[str]) -> dict[str, str]:
    """{parameter: argument}; those of a pack have no name of their own."""
    found: dict[str, str] = {}
    for i, argument in enumerate(arguments):
        name = parameters[min(i, len(parameters) - 1)].get("name", "") if parameters else ""
        is_pack = bool(parameters) and bool(parameters[min(i, len(parameters) - 1)].get("pack"))
        found[f"{name}...{i}" if is_pack or name in found else name] = argument
    return found


def extent_of(place: Mapping[str, Any]) -> str:
    return spelling_of(place).rpartition("[")[2].removesuffix("]")


def spelling_of(place: Mapping[str, Any]) -> str:
    return str(place["type"].get("spelling", ""))


# ---- the model ------------------------------------------------------------------


def collect(found: Any, patterns: dict[str, list[dict[str, Any]]]) -> None:
    """Templates by their qualified names, members too."""
    if isinstance(found, dict):
        if found.get("kind") == "template":
            patterns.setdefault(str(found.get("pattern", found["qualified"])), []).append(found)
        for key in ("decls", "referenced", "members", "record"):
            collect(found.get(key), patterns)
    elif isinstance(found, list):
        for item in found:
            collect(item, patterns)


def split_name(text: str) -> str:
    """`a<b>::c` of `a<b>::c<int>`."""
    depth = 0
    for i in range(len(text) - 1, -1, -1):
        depth += (text[i] == ">") - (text[i] == "<")
        if depth == 0:
            return text[:i]
    return text


def template_arguments(text: str) -> list[str]:
    """The texts between the last brackets of `a<b>::c<int, d<e>>`."""
    depth, found = 0, [""]
    for c in text:
        depth -= c == ">"
        if c == "," and depth == 1:
            found.append("")
        elif depth:
            found[-1] += c
        depth += c == "<"
        if c == "<" and depth == 1:
            found = [""]
    return [f.strip() for f in found if f.strip()] if text.endswith(">") else []


def last_name(code: str) -> str:
    return without_arguments(cxx_type(code).name).rpartition("::")[2] if code[:1] == "{" else ""


def plain_name(name: str) -> str:
    """Of a constructor without the arguments that clang prints."""
    return name if name.startswith("operator") else name.partition("<")[0]


def bases_of(library: Library, spelling: str) -> list[str]:
    """A class's bases, near and far, as its table's types have them."""
    entry = library.types.get(spelling, ())
    near = [base[0] for base in entry[5]] if entry[:1] == ("record",) else []
    return list(dict.fromkeys([*near, *(far for base in near for far in bases_of(library, base))]))


def is_operator_name(qualified: str) -> bool:
    name = qualified.rpartition("::")[2]
    symbol = name.removeprefix("operator")
    return symbol != name and not symbol[:1].isidentifier() and symbol[:1] not in (" ", '"', "")


# ---- operands -------------------------------------------------------------------


def value_operand(code: str) -> Operand:
    return Operand("value", [cxx_type(SAME.get(code, code))], code)


def literal_operand(code: str) -> Operand:
    found = Operand("value", [cxx_type(code)], code)
    found.is_literal = True
    return found


def array_operand(code: str, readonly: bool = False) -> Operand:
    found = Operand("array", [cxx_type(SAME.get(code, code))], f"{code}[]")
    found.readonly = readonly
    return found


def with_operand(operands: Sequence[Operand], at: int, other: Operand) -> tuple[Operand, ...]:
    return (*operands[:at], other, *operands[at + 1 :])


def meaning(answers: Mapping[str, Any], chosen: str) -> Any:
    """What tells functions apart: the row of a question's answer; of a deduction the type itself."""
    return answers[chosen].get("row") if chosen in answers else chosen or None


def operands_of_code(code: str) -> tuple[list[Operand], bool]:
    """For a parameter whose type depends on nothing."""
    t = cxx_type(code)
    if t.kind in ("reference", "rvalue") and t.target is not None:
        inner = t.target
        shape = "R" if t.kind == "reference" and not inner.const else ""
        if inner.kind == "array" and inner.target is not None:
            return operands_of_shape("A", inner.target.bare.code, inner.target.const)
        return operands_of_shape(shape, inner.bare.code, False)
    if t.kind == "pointer" and t.target is not None and t.target.kind != "function":
        return operands_of_shape("P", t.target.bare.code, t.target.const)
    return operands_of_shape("", t.bare.code, False)


def operands_of_shape(shape: str, code: str, readonly: bool) -> tuple[list[Operand], bool]:
    """`shape`: A array, P pointer, R variable, O and none value. With whether it is a value."""
    code = SAME.get(code, code)
    if shape in ("A", "P"):
        return (
            [array_operand(code), array_operand(code, True)] if readonly else [array_operand(code)]
        ), False
    if code in NUMBERS and shape == "R":
        return [value_operand(code), array_operand(code)], False
    return [value_operand(code)], True


def is_number(operand: Operand) -> bool:
    return operand.form == "value" and operand.types[0].code in NUMBERS


def distinct_operands(operands: Sequence[Operand]) -> list[Operand]:
    return list({call_key([o]): o for o in operands}.values())


#: Numbers that a parameter either takes all alike, or each in its own way.
PROBES = (value_operand("a"), value_operand("d"), literal_operand("i"))
EVERY_NUMBER = (*(value_operand(n) for n in NUMBERS), literal_operand("i"), literal_operand("d"))
