"""The model's layouts, macros and values against clang's own: dumps of layouts, `-dD`, static_asserts."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from typing import Any

from .clang_ast import Clang

Facts = dict[str, Any]
TYPES = {
    "b": "bool",
    "c": "char",
    "a": "signed char",
    "h": "unsigned char",
    "s": "short",
    "t": "unsigned short",
    "i": "int",
    "j": "unsigned",
    "l": "long",
    "m": "unsigned long",
    "x": "long long",
    "y": "unsigned long long",
    "f": "float",
    "d": "double",
    "e": "long double",
    "w": "wchar_t",
    "Du": "char8_t",
    "Ds": "char16_t",
    "Di": "char32_t",
}


def records(d: Facts) -> Iterator[Facts]:
    """A declaration's complete records, members and nameless ones too."""
    if d["kind"] != "record":
        return
    if d.get("complete"):
        yield d
    for member in d["members"]:
        yield from records(member)
    for f in d["fields"]:
        for key in ("anonymous", "record"):
            yield from records(f[key]) if key in f else ()


def layout_differences(model: Facts, clang: Clang) -> tuple[int, list[str]]:
    """How many records were compared, and what differs."""
    tops = [*model["decls"], *model["referenced"]]
    theirs = clang.layouts(r["qualified"] for top in tops for r in records(top) if not r.get("anonymous"))
    lines, count = [], 0
    for top in tops:
        for r in records(top):
            found = theirs.get(r["qualified"]) or theirs.get(r.get("spelled", ""))
            if not found or r.get("anonymous"):
                continue
            count += 1
            ours = (r["size"] * 8, r["align"] * 8, tuple(f["offset"] for f in r["fields"]))
            if ours != found:
                lines.append(f"{r['qualified']}: model {ours}, clang {found}")
    return count, lines


def macro_differences(model: Facts, clang: Clang) -> tuple[int, list[str]]:
    """How many macros were compared, and what differs in their names, parameters and bodies."""
    ours = {}
    for d in model["decls"]:
        if d["kind"] == "macro":
            head = d["name"] + (f"({','.join(d.get('params', ()))})" if d.get("function_like") else "")
            ours[head.replace("...", "")] = _squeezed(d["body"])
    theirs = {_squeezed(k).replace("...", ""): _squeezed(v) for k, v in clang.macros().items()}
    lines = [f"macro only in the model: {k}" for k in ours.keys() - theirs.keys()]
    lines += [f"macro only in clang: {k}" for k in theirs.keys() - ours.keys()]
    for k in ours.keys() & theirs.keys():
        if ours[k] != theirs[k]:
            lines.append(f"macro {k}: model {ours[k]!r}, clang {theirs[k]!r}")
    return len(ours), sorted(lines)


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


# ---- values -----------------------------------------------------------------------


def value_differences(model: Facts, clang: Clang) -> tuple[int, list[str]]:
    """How many values were asserted, and which assertions clang refuses."""
    rows: list[str] = []
    names: list[str] = []
    # An array that is `const` alone is no part of a constant expression, nor is a macro of its name.
    variables = [d for d in model["decls"] if d["kind"] == "variable" and "value" in d]
    inconstant = {d["name"] for d in variables if not _is_constant(d)}
    for d in model["decls"]:
        if d["kind"] == "macro" and d["body"] in inconstant:
            continue
        for name, row in _rows(d, len(rows)):
            names.append(name)
            rows.append(row)
    lines = []
    for i, message in sorted(clang.wrong_rows(rows).items()):
        # C++ reads a `const char` array at compile time only where it is constexpr
        is_claim = names[i].startswith("no value of ") or "__builtin_strcmp(" in rows[i]
        if not is_claim or message.startswith("static assertion failed"):
            lines.append(f"{names[i]}: {message} in: {rows[i]}")
    return len(rows), lines


def _rows(d: Facts, number: int) -> Iterator[tuple[str, str]]:
    kind = d["kind"]
    if d.get("access", "public") != "public" or d.get("error"):
        return
    if kind == "enum" and not d.get("in_anonymous"):
        yield from _enumerators(d)
    elif kind == "variable" and "value" in d and "in_anonymous" not in d and _is_constant(d):
        yield d["qualified"], _assertion(f"::{d.get('spelled', d['qualified'])}", d["value"], number, False)
    elif kind == "macro" and "value" in d:
        yield d["name"], _assertion(d["name"], d["value"], number, True)
    elif kind == "macro" and d["body"] and not d.get("function_like") and _is_expression(d["body"]):
        auto = f"constexpr auto cnp_v{number} = {d['name']};"
        t = f"decltype(cnp_v{number})"
        claim = f"!(__is_arithmetic({t}) && sizeof({t}) <= 8) && !__is_enum({t})"
        yield f"no value of {d['name']}", f"{auto} static_assert({claim});"
    elif kind == "record" and not d.get("specialization"):
        for member in d["members"]:
            yield from _rows(member, number)
            number += 1000000


def _is_constant(d: Facts) -> bool:
    """Whether C++ takes a variable for a constant: a `const float` is none."""
    return bool(d.get("constexpr")) or d["value"]["kind"] in ("int", "uint", "bool")


def _enumerators(d: Facts) -> Iterator[tuple[str, str]]:
    scope = d.get("spelled", d["qualified"])
    for e in d["enumerators"]:
        name = f"{scope}::{e['name']}" if scope else e["name"]
        number = integer(e["value"])
        yield name, f"static_assert(static_cast<decltype({number})>(::{name}) == {number});"


def _assertion(name: str, value: Facts, number: int, with_type: bool) -> str:
    auto = f"constexpr auto cnp_v{number} = {name};"
    test = _test(f"cnp_v{number}", value)
    code = value.get("code", "")
    t = TYPES.get(code) or (f"::{code[1:-1]}" if code.startswith("{") else "")
    t = "" if value["kind"] == "array" else t  # it became a pointer
    same = f" static_assert(__is_same(decltype(cnp_v{number}), const {t}));" if t and with_type else ""
    return f"{auto} static_assert({test});{same}"


def _test(name: str, value: Facts) -> str:
    kind, v = value["kind"], value["value"]
    if kind == "string":
        escaped = "".join(f"\\{b:03o}" for b in v.encode("utf-8", "surrogateescape"))
        return f'__builtin_strcmp({name}, "{escaped}") == 0'
    if kind == "array":
        return " && ".join(_test(f"{name}{at}", one) for at, one in _elements(v, value["code"]))
    if kind == "bool":
        return f"{name} == {'true' if v else 'false'}"
    if kind == "float":
        number = float(v)
        if math.isnan(number):
            return f"{name} != {name}"
        text = f"{'-' if number < 0 else ''}__builtin_inf()" if math.isinf(number) else number.hex()
        return f"static_cast<double>({name}) == {text}"
    return f"static_cast<decltype({integer(v)})>({name}) == {integer(v)}"


def _elements(values: Sequence[Any], code: str) -> Iterator[tuple[str, Facts]]:
    """The indices and value of each number of an array."""
    for i, v in enumerate(values):
        if isinstance(v, list):
            yield from ((f"[{i}]{at}", one) for at, one in _elements(v, code))
        else:
            kind = "float" if isinstance(v, str) else "bool" if isinstance(v, bool) else "int"
            yield f"[{i}]", {"kind": kind, "value": v, "code": code}


def integer(v: int) -> str:
    if v >= 2**63:
        return f"{v}ULL"
    return "(-9223372036854775807LL - 1)" if v == -(2**63) else f"{v}LL"


def _is_expression(body: str) -> bool:
    return not re.search(r'[;{}#@`"\']', body) and body.count("(") == body.count(")")
