"""`numbast diff`: what became of declarations between two versions of a header, its model or its module.

Both sides become facts (declared_facts.py): what a declaration is called and what about it can change. A
header is parsed, a model is read from the JSON that `numbast inspect` prints, a module from its binding
table; of a header that is compared with a module the table is made. Overloads meet by their parameters,
those that are left over in their order.
"""

from __future__ import annotations

import ast
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from .arguments import path_text
from .declared_facts import Fact, model_facts, table_facts
from .errors import ConfigError
from .options import Options, options_from

__all__ = ["Change", "diff", "diff_data", "diff_text"]

TABLE = "__numbast_table__ = "


@dataclass(frozen=True)
class Change:
    """One difference. `change`: "added", "removed" or "changed"; `details`: what changed, a text each."""

    change: str
    kind: str  #: function record enum variable constant macro alias template namespace using declaration
    name: str  #: qualified C++ name
    old: str  #: as C++ says it; "" when added
    new: str
    details: tuple[str, ...] = ()

    def text(self) -> str:
        """A line, and one below it for each detail."""
        shown = self.new if self.change == "added" else self.old
        lines = [f"{self.change:<8} {self.kind} {shown or self.name}"]
        return "\n".join([*lines, *(f"{'':<8}   {detail}" for detail in self.details)])


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


def _compared(before: list[Fact], after: list[Fact]) -> Iterator[Change]:
    """Changes in the order of the old side, then what is added in that of the new."""
    news: dict[_Key, list[Fact]] = {}
    for fact in after:
        news.setdefault((fact.kind, fact.name), []).append(fact)
    olds: dict[_Key, list[Fact]] = {}
    for fact in before:
        olds.setdefault((fact.kind, fact.name), []).append(fact)
    added: list[Fact] = []
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


def _paired(olds: list[Fact], news: list[Fact]) -> tuple[list[tuple[Fact, Fact]], list[Fact], list[Fact]]:
    """Which of one name are the same: by parameters, then in order; and what is left on each side."""
    pairs: list[tuple[Fact, Fact]] = []
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


def _details(old: Fact, new: Fact) -> Iterator[str]:
    for part in dict.fromkeys([*old.parts, *new.parts]):
        one, other = old.parts.get(part), new.parts.get(part)
        if one is None:
            yield f"{part}: added ({other})"
        elif other is None:
            yield f"{part}: removed ({one})"
        elif one != other:
            yield "{}: {} -> {}".format(part, *_shortened(one, other))


def _shortened(one: str, other: str) -> tuple[str, str]:
    """Two texts that differ; of long ones what stands around the first difference."""
    most, around = 160, 40
    if max(len(one), len(other)) <= most:
        return one, other
    shared = min(len(one), len(other))
    same = next((i for i in range(shared) if one[i] != other[i]), shared)
    start = max(0, same - around)

    def piece(text: str) -> str:
        end = same + around
        return ("..." if start else "") + text[start:end] + ("..." if end < len(text) else "")

    return piece(one), piece(other)


# ---- facts of a file ------------------------------------------------------------


def _facts(path: str, options: Options, as_table: bool) -> list[Fact]:
    if path.endswith(".py"):
        return list(table_facts(_table_of(path)))
    if path.endswith(".json"):
        if as_table:
            raise ConfigError(f"the model '{path}' cannot be compared with a module; give the header instead")
        return list(model_facts(_model_of(path)))
    if as_table:
        from .making import make

        made = make([path], options, "module", embed_headers=False, nvrtc_check=False)
        return list(table_facts(ast.literal_eval(made.parsed.session.text("table"))))
    from .parsing import parse

    return list(model_facts(json.loads(parse([path], options).session.text("model"))))


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
