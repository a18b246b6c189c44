"""`numbast diff`: what became of declarations between two versions of a header, its model or its module.

Both sides become facts: what a declaration is called and what about it can change. A header is parsed, a
model is read from the JSON that `numbast inspect` prints, a module from its binding table; of a header that
is compared with a module the table is made. Overloads meet by their parameters, those that are left over in
their order.
"""

from __future__ import annotations

import ast
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from .arguments import path_text
from .errors import ConfigError
from .options import Options, options_from

__all__ = ["Change", "diff", "diff_data", "diff_text"]

TABLE = "__numbast_table__ = "
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


@dataclass(frozen=True)
class Change:
    """One difference. `change`: "added", "removed" or "changed"; `details`: what changed, a text each."""

    change: str
    kind: str  #: function, record, enum, constant, macro, alias, template
    name: str  #: qualified C++ name
    old: str  #: as C++ says it; "" when added
    new: str
    details: tuple[str, ...] = ()

    def text(self) -> str:
        """A line, and one below it for each detail."""
        shown = self.new if self.change == "added" else self.old
        lines = [f"{self.change:<8} {self.kind} {shown or self.name}"]
        return "\n".join([*lines, *(f"{'':<8}   {detail}" for detail in self.details)])


@dataclass(frozen=True)
class _Fact:
    """What is known of one declaration. `parts`: what can change, by its name, as text."""

    kind: str
    name: str
    text: str
    overload: tuple[str, ...] = ()
    parts: dict[str, str] = field(default_factory=dict, hash=False)


def diff(old: str | os.PathLike[str], new: str | os.PathLike[str], **options: Any) -> list[Change]:
    """The changes from `old` to `new`: headers, models (.json) or modules (.py). Options are for headers.

    Raises HeaderError, ConfigError (a file that is none of these, a model against a module),
    EnvironmentProblem.
    """
    checked = options_from(options)
    paths = path_text("diff", "old", old), path_text("diff", "new", new)
    as_tables = any(path.endswith(".py") for path in paths)
    before, after = (_facts(path, checked, as_tables) for path in paths)
    return list(_compared(before, after))


def diff_text(changes: list[Change]) -> str:
    """For people."""
    counts = {word: sum(c.change == word for c in changes) for word in ("added", "removed", "changed")}
    summary = ", ".join(f"{n} {word}" for word, n in counts.items() if n) or "no difference"
    return "\n".join([*(c.text() for c in changes), summary]) + "\n"


def diff_data(old: str, new: str, changes: list[Change]) -> dict[str, Any]:
    """For programs. Version 1 of this form."""
    return {"version": 1, "old": old, "new": new, "changes": [asdict(c) for c in changes]}


# ---- comparing -----------------------------------------------------------------

_Key = tuple[str, str]


def _compared(before: list[_Fact], after: list[_Fact]) -> Iterator[Change]:
    """Changes in the order of the old side, then what is added in that of the new."""
    news: dict[_Key, list[_Fact]] = {}
    for fact in after:
        news.setdefault((fact.kind, fact.name), []).append(fact)
    olds: dict[_Key, list[_Fact]] = {}
    for fact in before:
        olds.setdefault((fact.kind, fact.name), []).append(fact)
    added: list[_Fact] = []
    for key, facts in olds.items():
        pairs, gone, come = _paired(facts, news.pop(key, []))
        for one, other in pairs:
            details = tuple(_details(one, other))
            if details:
                yield Change("changed", one.kind, one.name, one.text, other.text, details)
        for fact in gone:
            yield Change("removed", fact.kind, fact.name, fact.text, "")
        added += come
    for fact in [*added, *(f for facts in news.values() for f in facts)]:
        yield Change("added", fact.kind, fact.name, "", fact.text)


def _paired(
    olds: list[_Fact], news: list[_Fact]
) -> tuple[list[tuple[_Fact, _Fact]], list[_Fact], list[_Fact]]:
    """Which of one name are the same: by parameters, then in order; and what is left on each side."""
    pairs: list[tuple[_Fact, _Fact]] = []
    rest, left = [], list(news)
    for fact in olds:
        same = next((n for n in left if n.overload == fact.overload), None)
        if same is None:
            rest.append(fact)
        else:
            left.remove(same)
            pairs.append((fact, same))
    pairs += zip(rest, left, strict=False)
    n = min(len(rest), len(left))
    return pairs, rest[n:], left[n:]


def _details(old: _Fact, new: _Fact) -> Iterator[str]:
    for part in dict.fromkeys([*old.parts, *new.parts]):
        one, other = old.parts.get(part), new.parts.get(part)
        if one is None:
            yield f"{part}: added ({other})"
        elif other is None:
            yield f"{part}: removed ({one})"
        elif one != other:
            yield f"{part}: {one} -> {other}"


# ---- facts of a file ------------------------------------------------------------


def _facts(path: str, options: Options, as_table: bool) -> list[_Fact]:
    if path.endswith(".py"):
        return list(_of_table(_table_of(path)))
    if path.endswith(".json"):
        if as_table:
            raise ConfigError(f"the model '{path}' cannot be compared with a module; give the header instead")
        return list(_of_model(_model_of(path)))
    if as_table:
        from .making import make

        made = make([path], options, "module", embed_headers=False, nvrtc_check=False)
        return list(_of_table(ast.literal_eval(made.parsed.session.text("table"))))
    from .parsing import parse

    return list(_of_model(json.loads(parse([path], options).session.text("model"))))


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as f:
            return f.read()
    except OSError as e:
        raise ConfigError(f"cannot read '{path}': {e.strerror}") from None


def _table_of(path: str) -> dict[str, Any]:
    try:
        for node in ast.parse(_read(path)).body:
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == TABLE.split()[0]:
                found: dict[str, Any] = ast.literal_eval(node.value)
                return found
    except (SyntaxError, ValueError):
        pass
    raise ConfigError(f"'{path}' was not made by numbast: it has no binding table")


def _model_of(path: str) -> dict[str, Any]:
    try:
        found = json.loads(_read(path))
    except ValueError as e:
        raise ConfigError(f"'{path}' is not JSON: {e}") from None
    if not isinstance(found, dict) or "decls" not in found:
        raise ConfigError(f"'{path}' is not a model: `numbast inspect` writes them")
    return found


# ---- facts of a model ------------------------------------------------------------


def _of_model(model: dict[str, Any]) -> Iterator[_Fact]:
    for decl in model["decls"]:
        yield from _of_decl(decl)


def _of_decl(decl: dict[str, Any]) -> Iterator[_Fact]:
    if not decl.get("retained") or decl.get("access", "public") != "public":
        return
    kind, name = decl["kind"], decl["qualified"]
    if kind == "function":
        yield _function(decl)
    elif kind == "record" and decl.get("complete"):
        yield _record(decl)
        for inner in (*decl.get("functions", ()), *decl.get("members", ())):
            yield from _of_decl(inner)
    elif kind == "enum":
        values = {e["name"]: str(e["value"]) for e in decl.get("enumerators", ())}
        yield _Fact("enum", name, name, parts={"underlying": _spelled(decl.get("underlying")), **values})
    elif kind in ("variable", "macro"):
        value = decl.get("value")
        told = str(value.get("value", "")) if isinstance(value, dict) else decl.get("body", "")
        parts = {"value": told, "type": _spelled(decl.get("type"))}
        what = "macro" if kind == "macro" else "variable"
        yield _Fact(what, name, name, parts={key: text for key, text in parts.items() if text})
    elif kind == "alias":
        yield _Fact(
            "alias", name, name, parts={"is": _spelled(decl.get("type")) or decl.get("underlying", "")}
        )
    elif kind == "template":
        params = tuple(p.get("kind", "") for p in decl.get("params", ()))
        function = decl.get("function", {})
        takes = tuple(_spelled(p["type"]) for p in function.get("params", ()))
        yield _Fact("template", name, decl["text"], (*params, *takes), {"is": decl["text"]})


def _spelled(t: Any) -> str:
    return str(t.get("spelling", "")) if isinstance(t, dict) else str(t or "")


def _function(decl: dict[str, Any]) -> _Fact:
    params = [_spelled(p["type"]) for p in decl.get("params", ())]
    tail = [word for word in ("const", "volatile", "variadic", "deleted") if decl.get(word)]
    tail += [decl["ref"]] if decl.get("ref") else []
    takes = f"({', '.join(params)})" + "".join(f" {word}" for word in tail)
    result = _spelled(decl.get("result"))
    parts = {
        "result": result,
        "parameters": takes,
        "defaults": ", ".join(str(p["default"]) for p in decl.get("params", ()) if "default" in p),
        "execution space": decl.get("space", ""),
    }
    parts = {key: text for key, text in parts.items() if text}
    text = f"{result} {decl['qualified']}{takes}".strip()
    return _Fact("function", decl["qualified"], text, (*params, *tail), parts)


def _record(decl: dict[str, Any]) -> _Fact:
    parts = {"size": str(decl.get("size")), "alignment": str(decl.get("align"))}
    parts["bases"] = ", ".join(_spelled(b.get("type", b.get("spelling"))) for b in decl.get("bases", ()))
    for f in decl.get("fields", ()):
        width = f" in {f['width']} bits" if f.get("width", -1) >= 0 else ""
        parts[f"field {f.get('name') or '(anonymous)'}"] = (
            f"{_spelled(f['type'])} at {_place(f['offset'])}{width}"
        )
    text = f"{decl.get('record', 'struct')} {decl['qualified']}"
    return _Fact("record", decl["qualified"], text, parts={key: text for key, text in parts.items() if text})


def _place(offset: int) -> str:
    """An offset in bits, in bytes where that is whole."""
    return f"bit {offset}" if offset % 8 else f"byte {offset // 8}"


# ---- facts of a table --------------------------------------------------------------


def _of_table(table: dict[str, Any]) -> Iterator[_Fact]:
    from .runtime.codes import cxx_type
    from .runtime.table import names_of

    names = names_of(table)
    for kind, name, result, params, defaults, _, _, extra in table["rows"]:
        takes = [str(cxx_type(p.rpartition(" ")[0])) for p in params]
        gives = "" if kind in "cx" else str(cxx_type(result))
        parts = {"result": gives, "parameters": f"({', '.join(takes)})", "defaults": str(defaults or "")}
        told = {
            key: str(value)
            for key, value in (extra or {}).items()
            if key in ("intents", "cooperative", "archs")
        }
        text = f"{gives} {name}({', '.join(takes)})".strip()
        parts = {key: part for key, part in {**parts, **told}.items() if part}
        yield _Fact("function", name, text, (kind, *takes), parts)
    for name, entry in table["types"].items():
        yield from _of_type(name, entry)
    for scope, entries in names.items():
        for python, entry in entries.items():
            name = f"{scope}::{python}" if scope else python
            if entry[0] in ("value", "float"):
                yield _Fact("constant", name, name, parts={"value": repr(entry[1])})
            elif entry[0] == "alias":
                yield _Fact("alias", name, name, parts={"is": str(cxx_type(entry[1]))})


def _of_type(name: str, entry: tuple[Any, ...]) -> Iterator[_Fact]:
    from .runtime.codes import cxx_type

    if entry[0] == "enum":
        values = {member: str(value) for member, value in entry[3]}
        yield _Fact("enum", name, name, parts={"underlying": str(cxx_type(entry[1])), **values})
    elif entry[0] == "record":
        parts = {"size": str(entry[1]), "alignment": str(entry[2])}
        parts |= {words: "yes" if letter in entry[3] else "no" for letter, words in FLAGS.items()}
        for field_name, code, offset, width, *_ in entry[6]:
            bits = f" in {width} bits" if width >= 0 else ""
            parts[f"field {field_name}"] = f"{cxx_type(code)} at {_place(offset)}{bits}"
        yield _Fact("record", name, name, parts={key: text for key, text in parts.items() if text})
