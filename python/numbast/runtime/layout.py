"""Records in memory: a struct model that is C++'s layout byte by byte, or an opaque block of its size and
alignment.

The struct model lists the fields with explicit padding. LLVM gives a struct the alignment of its most aligned
member; where C++ wants more, a zero-length array of wider integers comes first and raises it.
"""

from __future__ import annotations

from typing import Any

from .codes import FLOATING, INTEGERS, CxxType, cxx_type
from .owned import OWNED

MOST_ALIGNED = 16  # the widest integer whose alignment LLVM raises for the device

#: A member of a model: its name, its C++ type or (bits, count) of an array of integers.
Member = tuple[str, Any]


class Layout:
    """`members` in order; `index` of each field among them, empty for a block; `align` as LLVM sees it."""

    __slots__ = ("align", "index", "members", "size")

    def __init__(self, members: list[Member], size: int, align: int) -> None:
        self.members = members
        self.size = size
        self.align = align
        self.index = {name: i for i, (name, _) in enumerate(members) if not name.startswith("$")}


def _block(size: int, align: int) -> Layout:
    unit = min(align, MOST_ALIGNED)
    while size % unit:
        unit //= 2
    return Layout([("$block", (8 * unit, size // unit))], size, unit)


def field_shape(engine: Any, library: Any, t: CxxType) -> tuple[int, int] | None:
    """(size, alignment) that LLVM gives a field's type, None when it has none."""
    t = t.bare
    if t.kind == "builtin":
        size = INTEGERS[t.name][0] if t.name in INTEGERS else FLOATING.get(t.name, 1 if t.name == "b" else 0)
        return (size, size) if 0 < size <= 8 else None
    if t.kind == "pointer":
        return 8, 8
    if t.kind == "array" and t.target is not None:
        inner = field_shape(engine, library, t.target)
        return (inner[0] * t.extent, inner[1]) if inner is not None and t.extent else None
    if t.kind != "named":
        return None
    entry = library.facts.entry(t.name)
    if entry is None or entry[0] == "incomplete":
        return None
    if entry[0] == "enum":
        return field_shape(engine, library, cxx_type(entry[1]))
    ty = engine.storage_type(library, t)
    if isinstance(ty, engine.types.RecordType):
        inner_layout = record_members(engine, ty)
        return inner_layout.size, inner_layout.align
    shape: tuple[int, int] = OWNED[t.name][1::2] if t.name in OWNED else engine.k.shape(ty)
    return shape


def record_members(engine: Any, record: Any) -> Layout:
    """The layout of a record type."""
    found: Layout | None = record.layout
    if found is None:
        found = record.layout = _layout_of(engine, record)
    return found


def _layout_of(engine: Any, record: Any) -> Layout:
    entry = record.entry
    if entry[0] != "record":
        return _block(1, 1)
    _, size, align, flags, _, bases, fields, _ = entry[:8]
    if "p" not in flags or "u" in flags or bases or not fields or align > MOST_ALIGNED:
        return _block(size, align)
    members: list[Member] = []
    at, natural = 0, 1
    for name, code, bits, width in fields:  # of unions and anonymous members they overlap
        t = cxx_type(code)
        shape = field_shape(engine, record.library, t)
        if shape is None or width >= 0 or bits % 8 or (bits // 8) % shape[1]:
            return _block(size, align)
        offset = bits // 8
        if offset < at:
            return _block(size, align)
        if _round_up(at, shape[1]) != offset:
            members.append((f"${at}", (8, offset - at)))
        of = t
        while of.kind == "array" and of.target is not None:
            of = of.target
        if of is not t and of.kind == "pointer":  # perhaps to this very type, which would then have no end
            members.append((f"${at}", (64, shape[0] // 8)))
        else:
            members.append((name or f"$unnamed{at}", t))
        at, natural = offset + shape[0], max(natural, shape[1])
    if natural > align:
        return _block(size, align)
    if natural < align:
        members.insert(0, ("$align", (8 * align, 0)))
    if _round_up(at, align) != size:
        members.append((f"${at}", (8, size - at)))
    return Layout(members, size, align)


def _round_up(at: int, align: int) -> int:
    return -(-at // align) * align


def find_field(library: Any, spelling: str, name: str) -> tuple[CxxType, int, int] | None:
    """(type, offset in bits, bit-field width or -1) of a public field, inherited ones too; None when there is
    none.
    """
    entry = library.facts.entry(spelling)
    if entry is None or entry[0] != "record":
        return None
    for field, code, bits, width in entry[6]:
        if field == name:
            return cxx_type(code), bits, width
    if library.hides(spelling, name):
        return None
    for base, offset, flags in entry[5]:
        inner = None if "v" in flags else find_field(library, base, name)
        if inner is not None:
            return inner[0], inner[1] + 8 * offset, inner[2]
    return None


def base_offset(library: Any, derived: str, base: str) -> int | None:
    """Bytes from an object to its base class; None for a virtual base or none."""
    if derived == base:
        return 0
    entry = library.facts.entry(derived)
    if entry is None or entry[0] != "record":
        return None
    for name, offset, flags in entry[5]:
        inner = None if "v" in flags else base_offset(library, name, base)
        if inner is not None:
            return int(offset) + inner
    return None
