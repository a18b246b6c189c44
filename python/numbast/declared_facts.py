"""Facts: what a declaration is called and what about it can change, of a model or of a binding table.

`numbast diff` compares them. A fact's parts are texts; docs/model.md says what they come from. What users of
a header can't see is no fact: private functions, bodies, places, comments.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Fact", "model_facts", "table_facts"]

#: What the letters of a record's flags say (docs/table.md), C++'s words where it has some.
FLAGS = {
    "t": "trivially copyable",
    "d": "trivially destructible",
    "p": "every field reachable",
    "u": "a union",
    "a": "abstract",
    "k": "packed",
    "e": "empty",
    "v": "polymorphic",
    "c": "copy constructible",
    "C": "trivially copy constructible",
    "m": "move constructible",
    "s": "copy assignable",
    "S": "trivially copy assignable",
    "i": "default constructible",
    "I": "trivially default constructible",
    "D": "destructible",
    "w": "changes though const",
    "g": "initialized field by field",
}

#: What the letters of a row's kind say, where that is no function.
KINDS = {
    "m": "const method", "M": "method", "s": "static method", "c": "constructor", "x": "explicit constructor",
    "v": "conversion", "w": "explicit conversion", "d": "destructor", "k": "constant",
}  # fmt: skip

#: Keys of the JSON that are there when they are true.
RECORD_WORDS = (
    "final", "packed", "abstract", "polymorphic", "trivially_copyable", "trivially_destructible",
    "copy_constructible", "trivially_copy_constructible", "move_constructible", "copy_assignable",
    "trivially_copy_assignable", "move_assignable", "default_constructible",
    "trivially_default_constructible", "destructible", "aggregate", "empty", "standard_layout",
)  # fmt: skip
FUNCTION_WORDS = (
    "static", "virtual", "pure", "final", "explicit", "constexpr", "consteval", "noexcept", "extern_c",
)  # fmt: skip
VARIABLE_WORDS = ("const", "constexpr", "static", "extern", "inline", "thread_local")

#: Attributes that other parts say.
SPACES = {"device", "host", "global", "constant", "shared", "managed"}


@dataclass(frozen=True)
class Fact:
    """What is known of one declaration. `parts`: what can change, by its name, as text."""

    kind: str
    name: str
    text: str
    overload: tuple[str, ...] = ()
    parts: dict[str, str] = field(default_factory=dict, hash=False)


def _fact(
    kind: str, decl: dict[str, Any], text: str, overload: tuple[str, ...], parts: dict[str, str]
) -> Fact:
    """With the parts that every declaration may have."""
    told = {
        **parts,
        "attributes": ", ".join(a for a in decl.get("attributes", ()) if a not in SPACES),
        "deprecated": "yes" if decl.get("deprecated") else "",
        "archs": ", ".join(decl.get("archs", ())),
        "differs": decl.get("differs", ""),
    }
    return Fact(kind, decl["qualified"], text, overload, {key: part for key, part in told.items() if part})


def _words(decl: dict[str, Any], keys: tuple[str, ...]) -> dict[str, str]:
    named = {"extern_c": 'extern "C"'}
    return {named.get(key, key.replace("_", " ")): "yes" if decl.get(key) else "no" for key in keys}


def _spelled(t: Any) -> str:
    return str(t.get("spelling", "")) if isinstance(t, dict) else str(t or "")


def _place(offset: int) -> str:
    """An offset in bits, in bytes where that is whole."""
    return f"bit {offset}" if offset % 8 else f"byte {offset // 8}"


# ---- facts of a model ------------------------------------------------------------


def model_facts(model: dict[str, Any]) -> Iterator[Fact]:
    """What `numbast inspect` says."""
    for decl in model["decls"]:
        if decl.get("retained"):
            yield from _of_decl(decl)


def _of_decl(decl: dict[str, Any]) -> Iterator[Fact]:
    if decl.get("access", "public") != "public":
        return
    kind, name = decl["kind"], decl["qualified"]
    if kind == "function":
        yield _function(decl)
    elif kind == "record":
        yield _fact("record", decl, f"{decl['record']} {name}", (), _record(decl))
        yield from _inner(decl)
    elif kind == "enum":
        parts = {"underlying": _spelled(decl.get("underlying")), **_words(decl, ("scoped", "complete"))}
        for e in decl.get("enumerators", ()):
            parts[e["name"]] = str(e.get("values", e["value"]))
        yield _fact("enum", decl, name, (), parts)
    elif kind == "variable":
        yield _fact("variable", decl, name, (), _variable(decl))
    elif kind == "macro":
        takes = f"({', '.join(decl.get('params', ()))})" if decl.get("function_like") else ""
        parts = {"parameters": takes, "type": _spelled(decl.get("type")), **_value(decl)}
        yield _fact("macro", decl, name, (), {"value": decl.get("body", ""), **parts})
    elif kind == "alias":
        yield _fact("alias", decl, name, (), {"is": _spelled(decl.get("type")) or decl.get("underlying", "")})
    elif kind == "template":
        yield from _template(decl)
    elif kind == "namespace_alias":
        yield _fact("namespace", decl, name, (), {"is": decl.get("target", "")})
    elif kind == "namespace" and decl.get("inline"):
        yield Fact("namespace", decl.get("spelled", name), f"inline {decl.get('spelled', name)}")
    elif kind == "using":
        target = decl.get("target", "")
        yield _fact("using", decl, f"{name} ({target})", (target,), {"names": target})
    elif kind == "other":
        yield _fact("declaration", decl, f"{decl.get('what', '')} {name}".strip(), (), {})


def _inner(decl: dict[str, Any]) -> Iterator[Fact]:
    for inner in (*decl.get("functions", ()), *decl.get("members", ())):
        yield from _of_decl(inner)


def _function(decl: dict[str, Any]) -> Fact:
    params = decl.get("params", ())
    types = [_spelled(p["type"]) for p in params]
    tail = [word for word in ("const", "volatile", "variadic", "deleted") if decl.get(word)]
    tail += [decl["ref"]] if decl.get("ref") else []
    takes = f"({', '.join(types)})" + "".join(f" {word}" for word in tail)
    result = _spelled(decl.get("result"))
    parts = {
        "result": result,
        "parameters": takes,
        "names": ", ".join(p.get("name", "_") for p in params),
        "defaults": ", ".join(str(p["default"]) for p in params if "default" in p),
        "execution space": decl.get("space", ""),
        "constraint": decl.get("constraint", ""),
        **_words(decl, FUNCTION_WORDS),
    }
    text = f"{result} {decl['qualified']}{takes}".strip()
    return _fact("function", decl, text, (*types, *tail), parts)


def _record(decl: dict[str, Any]) -> dict[str, str]:
    if not decl.get("complete"):
        return {"size": "not known"}
    is_part = decl.get("template_part")
    parts = {"is": decl["record"]}
    if not is_part:
        parts |= {"size": str(decl.get("size")), "alignment": str(decl.get("align"))}
    parts["bases"] = ", ".join(_base(b) for b in decl.get("bases", ()))
    parts |= _fields(decl, "", 0)
    if not is_part:  # of a template nobody asked
        parts |= _words(decl, RECORD_WORDS)
    return parts | {"friends": "; ".join(f["text"] for f in decl.get("friends", ()))}


def _base(base: dict[str, Any]) -> str:
    words = [base["access"]] if base.get("access", "public") != "public" else []
    words += ["virtual"] if base.get("virtual") else []
    at = f" at {_place(base['offset'])}" if base.get("offset", -1) > 0 else ""
    return " ".join([*words, _spelled(base["type"])]) + at


def _fields(decl: dict[str, Any], path: str, start: int) -> dict[str, str]:
    """A part for each field; those of members without a name or of a type without one by their own."""
    parts: dict[str, str] = {}
    in_union = ", of a union" if decl["record"] == "union" else ""
    for number, f in enumerate(decl.get("fields", ())):
        name, offset = f.get("name", ""), f["offset"]
        at = start + offset
        if "anonymous" in f:
            parts |= _fields(f["anonymous"], path, at)
            continue
        words = f" at {_place(at)}" if offset >= 0 else ""
        words += f" in {f['width']} bits" if f.get("width", -1) >= 0 else ""
        words += in_union if path or decl.get("anonymous") else ""
        words += f", {f['access']}" if f.get("access", "public") != "public" else ""
        words += ", mutable" if f.get("mutable") else ""
        words += f", initially {f['initial']}" if "initial" in f else ""
        parts[f"field {path}{name or f'(unnamed {number})'}"] = _spelled(f["type"]) + words
        if "record" in f:
            parts |= _fields(f["record"], f"{path}{name}.", at)
    return parts


def _variable(decl: dict[str, Any]) -> dict[str, str]:
    told = _value(decl)
    if not told and "initial" in decl:
        told = {"initialiser": decl["initial"]}
    parts = {**told, "type": _spelled(decl.get("type")), "memory": decl.get("memory", "")}
    return parts | _words(decl, VARIABLE_WORDS)


def _value(decl: dict[str, Any]) -> dict[str, str]:
    """The value of a constant; of an array one for each element."""
    if "values" in decl:
        return {"value": str(decl["values"])}
    value = decl.get("value")
    if not isinstance(value, dict):
        return {}
    return dict(_elements("value", value["value"]))


def _elements(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for i, element in enumerate(value):
            yield from _elements(f"{name}[{i}]", element)
    else:
        yield name, str(value)


def _template(decl: dict[str, Any]) -> Iterator[Fact]:
    """What its head and its pattern say. A body is no signature."""
    params = tuple(p.get("kind", "") for p in decl.get("params", ()))
    pattern = decl.get("function") or decl.get("record") or decl.get("alias") or {}
    takes, parts = [], {"is": decl["text"], "constraint": decl.get("constraint", "")}
    if "function" in decl:
        one = _function(pattern)
        takes = list(one.overload)
        said = {"names", "execution space", *_words({}, FUNCTION_WORDS)}  # the rest stands in the text
        parts |= {key: part for key, part in one.parts.items() if key in said}
    elif "record" in decl:
        parts |= _record(pattern)
        parts["is"] = decl["text"]
    own = (decl["arguments"],) if "arguments" in decl else ()
    yield _fact("template", {**pattern, **decl}, decl["text"], (*own, *params, *takes), parts)
    if "record" in decl:
        yield from _inner(pattern)


# ---- facts of a table --------------------------------------------------------------


def table_facts(table: dict[str, Any]) -> Iterator[Fact]:
    """What a module binds."""
    from .runtime.codes import cxx_type
    from .runtime.table import names_of

    names = names_of(table)
    for kind, name, result, params, defaults, _, _, extra in table["rows"]:
        pairs = [p.rpartition(" ") for p in params]
        takes = [str(cxx_type(code)) for code, _, _ in pairs]
        gives = "" if kind in "cx" else str(cxx_type(result))
        parts = {"is": KINDS.get(kind, ""), "result": gives, "parameters": f"({', '.join(takes)})"}
        parts |= {"names": ", ".join(n for _, _, n in pairs), "defaults": str(defaults or "")}
        told = {
            key: str(value)
            for key, value in (extra or {}).items()
            if key in ("intents", "cooperative", "archs", "variable", "variadic", "ref", "rename", "shape")
        }
        text = f"{gives} {name}({', '.join(takes)})".strip()
        parts = {key: part for key, part in {**parts, **told}.items() if part}
        yield Fact("function", name, text, (KINDS.get(kind, kind).rpartition(" ")[2], *takes), parts)
    for name, entry in table["types"].items():
        yield from _of_type(name, entry)
    for scope, entries in names.items():
        for python, entry in entries.items():
            name = f"{scope}::{python}" if scope else python
            if entry[0] in ("value", "float"):
                parts = {"value": repr(entry[1]), "type": _of_code(entry[2])}
                yield Fact("constant", name, name, parts=parts)
            elif entry[0] == "alias":
                yield Fact("alias", name, name, parts={"is": str(cxx_type(entry[1]))})


def _of_code(code: str) -> str:
    from .runtime.codes import cxx_type

    return str(cxx_type(code)) if code else ""


def _of_type(name: str, entry: tuple[Any, ...]) -> Iterator[Fact]:
    from .runtime.codes import cxx_type

    if entry[0] == "enum":
        values = {member: str(value) for member, value in entry[3]}
        parts = {"underlying": str(cxx_type(entry[1])), "scoped": "yes" if entry[2] else "no", **values}
        yield Fact("enum", name, name, parts=parts)
    elif entry[0] == "record":
        parts = {"size": str(entry[1]), "alignment": str(entry[2])}
        parts["bases"] = ", ".join(
            ("virtual " if "v" in flags else "") + base + (f" at {_place(8 * offset)}" if offset > 0 else "")
            for base, offset, flags in entry[5]
        )
        parts |= {words: "yes" if letter in entry[3] else "no" for letter, words in FLAGS.items()}
        for field_name, code, offset, width, *_ in entry[6]:
            bits = f" in {width} bits" if width >= 0 else ""
            parts[f"field {field_name}"] = f"{cxx_type(code)} at {_place(offset)}{bits}"
        yield Fact("record", name, name, parts={key: text for key, text in parts.items() if text})
