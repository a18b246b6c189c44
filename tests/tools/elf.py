"""Symbols of a cubin, read from its ELF file: names, sizes, and whether they are objects."""

from __future__ import annotations

import struct
from dataclasses import dataclass

SYMTAB, OBJECT, FUNCTION, GLOBAL = 2, 1, 2, 1


@dataclass(frozen=True)
class Symbol:
    """`section` 0: not defined here."""

    name: str
    size: int
    kind: int  # OBJECT, FUNCTION ...
    is_global: bool
    section: int


def symbols(data: bytes) -> list[Symbol]:
    """All symbols of a 64-bit little-endian ELF file."""
    assert data[:4] == b"\x7fELF" and data[4] == 2
    (offset,) = struct.unpack_from("<Q", data, 0x28)
    size, count = struct.unpack_from("<HH", data, 0x3A)
    sections = [struct.unpack_from("<IIQQQQIIQQ", data, offset + i * size) for i in range(count)]
    found = []
    for _, kind, _, _, at, length, link, _, _, entry in sections:
        if kind == SYMTAB:
            text = sections[link][4]
            found += [_symbol(data, at + i, text) for i in range(0, length, entry)]
    return found


def _symbol(data: bytes, at: int, text: int) -> Symbol:
    name, info, _, section, _, size = struct.unpack_from("<IBBHQQ", data, at)
    start = text + name
    return Symbol(
        data[start : data.index(b"\0", start)].decode(), size, info & 15, info >> 4 == GLOBAL, section
    )


def objects(data: bytes) -> dict[str, int]:
    """{name: bytes} of the variables that a cubin defines for the host to find."""
    return {s.name: s.size for s in symbols(data) if s.kind == OBJECT and s.is_global and s.section}
