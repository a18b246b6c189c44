"""Type codes of the binding table, read by the tests with a parser of their own.

docs/table.md, section 1 describes the codes. The runtime has its own reader;
the tests don't use it, so that a mistake in it can't hide itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

# letter: (C++ spelling, size in bytes, NumPy dtype or "")
BUILTINS: dict[str, tuple[str, int, str]] = {
    "v": ("void", 0, ""),
    "b": ("bool", 1, "u1"),
    "c": ("char", 1, "i1"),
    "a": ("signed char", 1, "i1"),
    "h": ("unsigned char", 1, "u1"),
    "s": ("short", 2, "i2"),
    "t": ("unsigned short", 2, "u2"),
    "i": ("int", 4, "i4"),
    "j": ("unsigned int", 4, "u4"),
    "l": ("long", 8, "i8"),
    "m": ("unsigned long", 8, "u8"),
    "x": ("long long", 8, "i8"),
    "y": ("unsigned long long", 8, "u8"),
    "n": ("__int128", 16, ""),
    "o": ("unsigned __int128", 16, ""),
    "f": ("float", 4, "f4"),
    "d": ("double", 8, "f8"),
    "e": ("long double", 16, ""),
    "w": ("wchar_t", 4, "i4"),
    "Du": ("char8_t", 1, "u1"),
    "Ds": ("char16_t", 2, "u2"),
    "Di": ("char32_t", 4, "u4"),
    "Dn": ("std::nullptr_t", 8, "u8"),
}


@dataclass(frozen=True)
class Code:
    """One level of a type code: `kind` is 'P', 'R', 'O', 'A', 'F', 'builtin' or 'named'."""

    kind: str
    text: str  # the builtin's letter, the spelling of a named or function type
    inner: Code | None = None
    count: int = 0  # of an array
    const: bool = False
    volatile: bool = False


def parse(code: str) -> Code:
    """The parsed form of a whole code; ValueError when something is left over or missing."""
    found, rest = _parse(code)
    if rest:
        raise ValueError(f"{rest!r} is left of type code {code!r}")
    return found


def _parse(code: str, const: bool = False, volatile: bool = False) -> tuple[Code, str]:
    if not code:
        raise ValueError("a type code ends too early")
    head = code[0]
    if head == "K":
        return _parse(code[1:], True, volatile)
    if head == "V":
        return _parse(code[1:], const, True)
    if head in "PRO":
        inner, rest = _parse(code[1:])
        return Code(head, "", inner, 0, const, volatile), rest
    if head == "A":
        count, _, tail = code[1:].partition("_")
        inner, rest = _parse(tail)
        return Code("A", "", inner, int(count or 0), const, volatile), rest
    if head == "{" or code.startswith("F{"):
        start = code.index("{")
        depth, end = 0, start
        for end in range(start, len(code)):
            depth += {"{": 1, "}": -1}.get(code[end], 0)
            if depth == 0:
                break
        if depth:
            raise ValueError(f"no closing brace in type code {code!r}")
        kind = "F" if head == "F" else "named"
        return Code(kind, code[start + 1 : end], None, 0, const, volatile), code[end + 1 :]
    letters = code[:2] if head == "D" else head
    if letters not in BUILTINS:
        raise ValueError(f"{letters!r} is no builtin type (code {code!r})")
    return Code("builtin", letters, None, 0, const, volatile), code[len(letters) :]


def cpp(code: str | Code, name: str = "") -> str:
    """The C++ declaration of `name` with that type, or the type alone."""
    c = parse(code) if isinstance(code, str) else code
    quals = ("const " if c.const else "") + ("volatile " if c.volatile else "")
    if c.kind in ("builtin", "named"):
        spelling = BUILTINS[c.text][0] if c.kind == "builtin" else c.text
        return f"{quals}{spelling} {name}".rstrip()
    if c.kind == "F":
        head, _, tail = c.text.partition("(")
        return f"{head.strip()} {name}({tail}"
    assert c.inner is not None
    if c.kind == "A":
        return cpp(c.inner, f"{name}[{c.count}]")
    mark = {"P": "*", "R": "&", "O": "&&"}[c.kind]
    declarator = f"{mark}{quals}{name}".rstrip()
    if c.inner.kind in "AF":
        declarator = f"({declarator})"
    return cpp(c.inner, declarator)


def value_code(code: str) -> str | None:
    """The code of the value that a parameter takes: T for T, const T and const T &; None for other types."""
    c = parse(code)
    if c.kind == "R":
        if not c.inner or not c.inner.const or c.inner.volatile:
            return None
        return value_code(code[1:])
    if c.kind not in ("builtin", "named"):
        return None
    return code.lstrip("KV") if not c.volatile else None


def size_of(code: str, types: dict[str, Any]) -> int:
    """Bytes of a value type; `types` is the table's. KeyError when the record is not described."""
    c = parse(code)
    if c.kind == "builtin":
        return BUILTINS[c.text][1]
    if c.kind == "P":
        return 8
    if c.kind == "A":
        assert c.inner is not None
        return c.count * size_of(code[code.index("_") + 1 :], types)
    entry = types[c.text]
    return size_of(entry[1], types) if entry[0] == "enum" else int(entry[1])
