"""Reads the binding table of a generated module, as docs/table.md describes it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

SHIM = re.compile(
    r'^extern "C" (?:__device__|__attribute__\(\(device\)\)) .*?\b(nb_[0-9a-f]{16}_\d+(?:_\d+)?)\(', re.M
)

FUNCTION, OPERATOR, METHOD, MUTATOR, STATIC, OBJECT = "f", "o", "m", "M", "s", "k"
CONSTRUCTORS, CONVERSIONS = ("c", "x"), ("v", "w")


@dataclass(frozen=True)
class Row:
    """One callable of the table."""

    index: int
    kind: str
    name: str  # qualified C++ name
    result: str
    params: tuple[str, ...]  # type codes
    param_names: tuple[str, ...]
    defaults: int
    line: int
    extra: dict[str, Any] = field(hash=False, compare=False)

    @property
    def owner(self) -> str:
        """The record of a member, '' of a free function."""
        return str(self.extra.get("owner", ""))

    @property
    def last_name(self) -> str:
        """The name without its scope; operators and conversions keep their whole spelling."""
        at = self.name.rfind("operator")
        if at >= 0 and (at == 0 or self.name[at - 1] == ":"):
            return self.name[at:]
        return self.name.rsplit("::", 1)[-1]


def of(module: Any) -> dict[str, Any]:
    """The binding table of a generated or loaded module."""
    binding = module.__dict__.get("__numbast_binding__") or module.__numbast_library__
    table = binding.table
    assert isinstance(table, dict), type(table)
    return table


def rows(table: dict[str, Any]) -> list[Row]:
    """All rows, parsed."""
    found = []
    for index, (kind, name, result, params, defaults, _file, line, extra) in enumerate(table["rows"]):
        split = [p.rsplit(" ", 1) if " " in p else [p, ""] for p in params]
        codes, names = tuple(s[0] for s in split), tuple(s[1] for s in split)
        found.append(Row(index, kind, name, result, codes, names, defaults, line, dict(extra or {})))
    return found


def shims(table: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """`{symbol: (head of its unit, the shim's own text)}` for every shim of every unit."""
    found = {}
    for _start, _end, source in table["units"]:
        marks = list(SHIM.finditer(source))
        head = source[: marks[0].start()] if marks else source
        for i, mark in enumerate(marks):
            end = marks[i + 1].start() if i + 1 < len(marks) else len(source)
            found[mark.group(1)] = (head, source[mark.start() : end])
    return found
