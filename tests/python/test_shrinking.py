"""Small text means what it meant."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

import numbast
from numbast.shrinking import shrunk

TEXT = '''
# ---- a title
import os as system
total = 1

def plain(first, second=3, *rest, name=None, **more):
    value = first + second
    for index, item in enumerate(rest):
        value += index * item
    def inner(value, other=value):
        third = value + other
        return third
    squares = [value * item for item in rest]
    text = f"{value} and {item!r:>4} of {squares}"
    try:
        raise ValueError(text)
    except ValueError as error:
        words = str(error)
    longer = (value +
        second
        - 1)
    choice = dict(longer=longer, words=words)
    global total
    total = longer
    import os
    assert not value if value is None else True, "none"
    return inner(longer, other=2), choice, os.sep == system.sep, more, name

class Holder:
    level = 3
    def method(self, scale=1.5):
        result = [self.level]
        while (step := len(result)) < 3: result.append(step)
        text = """two
          lines"""
        joined = "a" \\
            "b"
        del step
        return result, text, joined, -scale if scale else scale ** 2, lambda scale: scale

    @property
    def size(self):
        self.level = level = 4
        return level

    def _private(self, first, second, named=1):
        return first * second + named + self.level

    def takes(self, **more):
        return more, self.level

    def uses(self, other):
        return self._private(2, other, named=3), [self for _ in (1,)][0] is self, (lambda: other)()

    def none(self):
        if self.level > 3:
            return None
        return (None)

def of_rows(rows):
    limit, names = 2, ["n"]
    small = {row: names[limit - 2] for row in rows if row < limit}
    largest = [last := row * limit for row in rows]
    nested = [[limit + row + total for row in rows] for limit in (1, 2)]
    item = sum(limit for _ in rows)
    return small, largest, last, nested, item, list(item for rows in [names] for item in rows)
'''


def outcome(text: str) -> tuple[Any, ...]:
    space: dict[str, Any] = {}
    exec(compile(text, "shrunk", "exec"), space)
    holder = space["Holder"]()
    result, lines, joined, scale, function = holder.method(scale=2.0)
    return (
        space["plain"](1, 2, 5, 7, name="n", extra=1), space["total"], result, lines, joined, scale,
        function(3), holder.size, holder.level, holder.uses(5), holder.uses(other=4), holder.takes(a=1),
        space["of_rows"]([1, 2, 3]),
    )  # fmt: skip


def test_text_means_what_it_meant() -> None:
    small = shrunk(TEXT)
    assert outcome(small) == outcome(TEXT)
    assert len(small) < len(TEXT) * 0.9
    assert "# ---- a title\n" in small
    assert "def method(a,scale=1.5):\n  b=[a.level]\n" in small, "local variables have short names"
    assert "def _private(c,a,b,named=1):\n  return a*b+named+c.level\n" in small, "and so have parameters"
    assert "for row in rows" in small and "largest" not in small and "last:=" not in small
    assert "assert" not in small
    assert "error" not in small.replace("ValueError", "")
    assert shrunk(small) == shrunk(shrunk(small))


class Spared(ast.NodeTransformer):
    """A tree without what goes: assertions and returned Nones of one line."""

    def visit_Assert(self, node: ast.Assert) -> ast.stmt:
        return ast.Pass() if node.lineno == node.end_lineno else node

    def visit_Return(self, node: ast.Return) -> ast.stmt:
        value = node.value
        bare = isinstance(value, ast.Constant) and value.value is None
        return ast.Return() if bare and node.lineno == node.end_lineno else node


@pytest.mark.parametrize("path", sorted(Path(numbast.__file__).parent.rglob("*.py")), ids=lambda p: p.stem)
def test_only_names_change(path: Path) -> None:
    """Of every file of ours: the same tree but for the names of variables and what goes."""
    text = path.read_text()
    before, after = Spared().visit(ast.parse(text)), Spared().visit(ast.parse(shrunk(text)))
    for old, new in zip(ast.walk(before), ast.walk(after), strict=True):
        assert type(old) is type(new)
        for field, value in ast.iter_fields(old):
            if isinstance(value, str) and field not in ("id", "name") and not isinstance(old, ast.arg):
                assert getattr(new, field) == value
            if isinstance(value, (int, float, bytes)):
                assert getattr(new, field) == value
