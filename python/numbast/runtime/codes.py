"""C++ types as the binding table writes them: one string a type, parsed once and kept.

`PKf` is `const float *`; docs/table.md section 1 is the grammar. A `CxxType` is interned: two equal codes
give one object, so types are compared with `is`. Qualifiers sit on the type that they qualify.
"""

from __future__ import annotations

import re

BUILTIN_SPELLING = {
    "v": "void", "b": "bool", "c": "char", "a": "signed char", "h": "unsigned char", "s": "short",
    "t": "unsigned short", "i": "int", "j": "unsigned int", "l": "long", "m": "unsigned long",
    "x": "long long", "y": "unsigned long long", "n": "__int128", "o": "unsigned __int128", "f": "float",
    "d": "double", "e": "long double", "w": "wchar_t", "Du": "char8_t", "Ds": "char16_t", "Di": "char32_t",
    "Dn": "std::nullptr_t",
}  # fmt: skip

#: Size in bytes, is it signed: of every integer type but bool, on the device (char is signed, long has 8
#: bytes).
INTEGERS = {
    "c": (1, True), "a": (1, True), "h": (1, False), "s": (2, True), "t": (2, False), "i": (4, True),
    "j": (4, False), "l": (8, True), "m": (8, False), "x": (8, True), "y": (8, False), "n": (16, True),
    "o": (16, False), "w": (4, True), "Du": (1, False), "Ds": (2, False), "Di": (4, False),
}  # fmt: skip
FLOATING = {"f": 4, "d": 8, "e": 8}


class CxxType:
    """A C++ type. `kind` is 'builtin', 'pointer', 'reference', 'rvalue', 'array', 'named' or 'function'."""

    __slots__ = ("bare", "code", "const", "extent", "kind", "name", "target", "volatile")

    def __init__(
        self, kind: str, name: str, target: CxxType | None, extent: int, const: bool, volatile: bool
    ) -> None:
        self.kind = kind
        self.name = name  # builtin: its letter; named and function: the spelling
        self.target = target  # of pointers, references and arrays
        self.extent = extent  # of arrays
        self.const = const
        self.volatile = volatile
        self.code = ("V" if volatile else "") + ("K" if const else "") + _bare_code(self)
        self.bare: CxxType = (
            self if not (const or volatile) else cxx_type(_bare_code(self))
        )  # without its own qualifiers

    def __repr__(self) -> str:
        return f"CxxType({self.code!r})"

    def __str__(self) -> str:
        return cxx_spelling(self)

    @property
    def is_reference(self) -> bool:
        return self.kind in ("reference", "rvalue")

    @property
    def value(self) -> CxxType:
        """The type without reference and without its own qualifiers: what an expression of it has."""
        return self.target.bare if self.is_reference and self.target is not None else self.bare

    @property
    def is_arithmetic(self) -> bool:
        return self.kind == "builtin" and (self.name in INTEGERS or self.name in FLOATING or self.name == "b")

    @property
    def qualifiers(self) -> int:
        """A set of bits: 1 const, 2 volatile."""
        return (1 if self.const else 0) | (2 if self.volatile else 0)

    def qualified(self, bits: int) -> CxxType:
        """This type with the qualifiers `bits`, and no others."""
        return cxx_type(("V" if bits & 2 else "") + ("K" if bits & 1 else "") + self.bare.code)


_PREFIXES = {"P": "pointer", "R": "reference", "O": "rvalue"}
_LETTERS = {"pointer": "P", "reference": "R", "rvalue": "O"}
_interned: dict[str, CxxType] = {}


def _bare_code(t: CxxType) -> str:
    if t.kind == "builtin":
        return t.name
    if t.kind == "named":
        return "{" + t.name + "}"
    if t.kind == "function":
        return "F{" + t.name + "}"
    assert t.target is not None
    if t.kind == "array":
        return f"A{t.extent}_{t.target.code}"
    return _LETTERS[t.kind] + t.target.code


def cxx_type(code: str) -> CxxType:
    """The type that `code` stands for. ValueError when it is no code."""
    found = _interned.get(code)
    if found is None:
        found, end = _parse_code(code, 0)
        if end != len(code):
            raise ValueError(f"not a type code: {code!r}")
        found = _interned.setdefault(code, _interned.setdefault(found.code, found))
    return found


def _braced(code: str, at: int) -> tuple[str, int]:
    """The text inside the braces that open at `at`, and the position after them."""
    depth = 0
    for i in range(at, len(code)):
        if code[i] == "{":
            depth += 1
        elif code[i] == "}":
            depth -= 1
            if depth == 0:
                return code[at + 1 : i], i + 1
    raise ValueError(f"not a type code: {code!r}")


def _parse_code(code: str, at: int) -> tuple[CxxType, int]:
    const = volatile = False
    while code[at : at + 1] in ("K", "V"):
        const, volatile = const or code[at] == "K", volatile or code[at] == "V"
        at += 1
    letter = code[at : at + 1]
    target: CxxType | None = None
    extent = 0
    if letter in _PREFIXES:
        kind, name = _PREFIXES[letter], ""
        target, at = _intern_at(code, at + 1)
    elif letter == "A":
        bar = code.index("_", at)
        kind, name, extent = "array", "", int(code[at + 1 : bar] or 0)
        target, at = _intern_at(code, bar + 1)
    elif letter == "{":
        kind = "named"
        name, at = _braced(code, at)
    elif letter == "F":
        kind = "function"
        name, at = _braced(code, at + 1)
    else:
        kind, name = "builtin", code[at : at + 2] if letter == "D" else letter
        at += len(name)
        if name not in BUILTIN_SPELLING:
            raise ValueError(f"not a type code: {code!r}")
    return CxxType(kind, name, target, extent, const, volatile), at


def _intern_at(code: str, at: int) -> tuple[CxxType, int]:
    found, end = _parse_code(code, at)
    return _interned.setdefault(found.code, found), end


_MARKS = {"pointer": "*", "reference": "&", "rvalue": "&&"}


def _array_parts(t: CxxType) -> tuple[CxxType, str]:
    """The innermost element of an array type, and `[2][3]`."""
    extents = ""
    while t.kind == "array" and t.target is not None:
        extents += f"[{t.extent}]"
        t = t.target
    return t, extents


def cxx_spelling(t: CxxType) -> str:
    """The type as C++ writes it: `const float *`."""
    cv = ("const " if t.const else "") + ("volatile " if t.volatile else "")
    if t.kind == "builtin":
        return cv + BUILTIN_SPELLING[t.name]
    if t.kind in ("named", "function"):
        return cv + t.name
    assert t.target is not None
    if t.kind == "array":
        element, extents = _array_parts(t)
        return cxx_spelling(element) + extents
    if t.target.kind == "array":
        element, extents = _array_parts(t.target)
        return f"{cxx_spelling(element)} ({_MARKS[t.kind]}){extents}"
    inner = cxx_spelling(t.target)
    mark = _MARKS[t.kind]
    space = "" if inner.endswith(("*", "&")) else " "
    return f"{inner}{space}{mark}{cv.strip()}"


# ---- spellings ---------------------------------------------------------------
TAGS = ("class", "enum", "struct", "typename", "union")


#: Words of which C++ makes a number's type, in any order.
NUMBER_WORDS = r"(?:(?:unsigned|signed|long|short|int|char|double)\b ?)+"
#: Where one type stands in front of its const: `S const &` is `const S &`.
CONST_BEHIND = r"(?<![\w:])(?!const\b)((?:unsigned |long |signed )*[\w:]+) const\b"
SIZED = r"(?:std::)?(u?)int(8|16|32|64)_t\b"
SIZED_WORDS = {"8": "char", "16": "short", "32": "int", "64": "long"}


def squeezed(text: str) -> str:
    """A C++ spelling as clang has it, without white space, but for one space between words, and without
    `struct` and such: `TT < unsigned , 0x4u >` is `TT<unsigned int,4>`.
    """
    text = re.sub(rf"\b({'|'.join(TAGS)})\s+(?=[\w:])", "", text)
    text = re.sub(r"(?<!\w) | (?!\w)", "", " ".join(text.split()))
    if "<" not in text and " " not in text:
        return text
    text = re.sub(r"(?<![\w:])(?:std::)?size_t\b", "unsigned long", text)
    text = re.sub(rf"(?<![\w:]){SIZED}", _sized_word, text)
    text = re.sub(rf"\b{NUMBER_WORDS}", _number_word, text)
    text = re.sub(CONST_BEHIND, r"const \1", text)
    return re.sub(r"(?<=[<,-])(0[xX][\da-fA-F]+|0[bB][01]+|\d+)[uUlL]*(?=[,>])", _plain_number, text)


def _sized_word(found: re.Match[str]) -> str:
    word = SIZED_WORDS[found[2]]
    return f"unsigned {word}" if found[1] else "signed char" if word == "char" else word


def _number_word(found: re.Match[str]) -> str:
    words = found[0].split()
    sign = "unsigned " if "unsigned" in words else ""
    if "char" in words:
        name = "signed char" if "signed" in words else f"{sign}char"
    elif "double" in words:
        name = " ".join(words.count("long") * ["long"] + ["double"])
    else:
        name = sign + (" ".join(words.count("long") * ["long"]) or ("short" if "short" in words else "int"))
    return name + " " * found[0].endswith(" ")


def _plain_number(found: re.Match[str]) -> str:
    digits = found[1]
    is_octal = digits[:1] == "0" and digits.isdigit() and len(digits) > 1
    return str(int(digits, 8 if is_octal else 0))
