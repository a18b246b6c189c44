"""C++ records as NumPy dtypes: the fields that Python can say at their offsets, everything else as bytes, so
that copying an array field by field copies whole objects.

The first field's title names the class and digests its definition. So the dtypes of two classes are equal
only if the classes are, which NumPy, its files and Numba's caches all go by.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

from .codes import FLOATING, INTEGERS, CxxType, cxx_type
from .declared import record_hosts
from .engines import numba_engine
from .handles import Record
from .host_arguments import ML_DTYPES, dtype_finders, install_host_arguments
from .numba_types import engine_record
from .owned import OWNED
from .table import Library, libraries

#: C++ types that are one value in NumPy: name in owned.py -> ml_dtypes' name, "" where NumPy has it.
_NUMBERS = {"float16": "", **{ours: theirs for theirs, ours in ML_DTYPES.items()}}

_dtypes: dict[tuple[str, str], Any] = {}  # (spelling, digest) -> dtype
_records: dict[Any, tuple[str, str]] = {}  # the other way round


class HostField:
    """A field as the host sees it: `name`, C++ type `t`, `bits` from the start of the object, `width` of a
    bit-field or -1, `library` that knows the type.
    """

    __slots__ = ("bits", "library", "name", "t", "width")

    def __init__(self, library: Library, name: str, t: CxxType, bits: int, width: int) -> None:
        self.library = library
        self.name = name
        self.t = t
        self.bits = bits
        self.width = width


class HostLayout:
    """What there is in an object: `fields` by name, inherited ones first; `hidden` parts as (name, why, first
    bit, bits), those of bases too.
    """

    __slots__ = ("fields", "hidden")

    def __init__(self, fields: dict[str, HostField], hidden: list[tuple[str, str, int, int]]) -> None:
        self.fields = fields
        self.hidden = hidden


def host_layout(library: Library, spelling: str) -> HostLayout:
    """The layout of a complete record. Inherited fields whose names mean something else in the derived class,
    or belong to two bases, are hidden.
    """
    entry = library.facts.entry(spelling)
    assert entry is not None and entry[0] == "record"
    more = entry[8] if len(entry) > 8 else {}
    hidden = [part for part in more.get("hidden", ()) if part[2] >= 0]
    own = {
        name: HostField(library, name, cxx_type(code), bits, width) for name, code, bits, width in entry[6]
    }
    known = {*own, *entry[7], *(part[0] for part in hidden), *library.names.get(spelling, ())}
    inherited: dict[str, HostField] = {}
    for base, offset, flags in entry[5]:
        if "v" in flags:
            continue
        inner = host_layout(library, base)
        hidden += [(name, why, bits + 8 * offset, size) for name, why, bits, size in inner.hidden]
        for name, field in inner.fields.items():
            moved = HostField(library, name, field.t, field.bits + 8 * offset, field.width)
            if name in known or name in inherited:
                hidden.append(_out_of_sight(inherited.pop(name, moved), base))
                hidden.append(_out_of_sight(moved, base))
                known.add(name)
            else:
                inherited[name] = moved
    return HostLayout({**inherited, **own}, hidden)


def _out_of_sight(field: HostField, base: str) -> tuple[str, str, int, int]:
    size = field.width if field.width >= 0 else 8 * (host_format(field.library, field.t).itemsize)
    return f"{base}::{field.name}", "hidden by another name", field.bits, size


# ---- dtypes ------------------------------------------------------------------
def number_dtype(library: Library, spelling: str) -> Any:
    """The dtype of a class that is a number in NumPy (half, bfloat16, fp8, what the option `types` names);
    None for others. ImportError when
    it takes ml_dtypes, which isn't installed.
    """
    import numpy

    if spelling in library.given:
        return numpy.dtype(library.given[spelling].rpartition(".")[2])
    entry, owned = library.facts.entry(spelling), OWNED.get(spelling)
    if owned is None or owned[0] not in _NUMBERS or entry is None or entry[1:3] != owned[1:3]:
        return None
    name = _NUMBERS[owned[0]]
    if not name:
        return numpy.dtype(owned[0])
    try:
        ml_dtypes: Any = importlib.import_module("ml_dtypes")
    except ImportError:
        raise ImportError(f"{spelling} on the host needs the package ml_dtypes") from None
    return numpy.dtype(getattr(ml_dtypes, name))


def host_format(library: Library, t: CxxType) -> Any:
    """The dtype of a C++ type of a field."""
    import numpy

    t = t.bare
    if t.kind == "builtin":
        return numpy.dtype(_builtin_letter(t.name))
    if t.kind == "array" and t.target is not None:
        inner = host_format(library, t.target)
        return numpy.dtype((inner.base, (t.extent, *inner.shape)))
    if t.kind != "named":
        return numpy.dtype("u8")
    home = library.facts.home(t.name)
    assert home is not None
    if home.types[t.name][0] == "enum":
        return host_format(home, cxx_type(home.types[t.name][1]))
    return host_dtype(engine_record(home, t.name))


def _builtin_letter(name: str) -> str:
    if name == "b":
        return "?"
    if name in FLOATING:
        return f"f{FLOATING[name]}"
    size, signed = INTEGERS[name]
    return f"{'i' if signed else 'u'}{size}"


def host_dtype(handle: Record) -> Any:
    """`Record.dtype`. Numba learns of it now: an array may be an argument before the first bound name of a
    kernel is typed.
    """
    numba_engine()
    install_host_arguments()
    number = number_dtype(handle.library, handle.qualified)
    if number is not None:
        return number
    key = (handle.qualified, handle.entry[4])
    found = _dtypes.get(key)
    if found is None:
        found = _dtypes.setdefault(key, _dtype_of(handle))
        _records[found] = key
    return found


def _dtype_of(handle: Record) -> Any:
    import numpy

    layout = host_layout(handle.library, handle.qualified)
    fields = [
        (f.name, host_format(f.library, f.t), f.bits // 8) for f in layout.fields.values() if f.width < 0
    ]
    names = {name for name, _, _ in fields}
    for start, end in _rest(handle.sizeof, layout, fields):
        name = f"_{start}"
        while name in names:
            name += "_"
        fields.append((name, numpy.dtype(f"V{end - start}"), start))
    if not fields:
        fields.append(("_0", numpy.dtype(f"V{handle.sizeof}"), 0))
    fields.sort(key=lambda field: field[2])
    title = f"{handle.qualified} [{handle.entry[4]}]"
    return numpy.dtype(
        {
            "names": [name for name, _, _ in fields],
            "formats": [form for _, form, _ in fields],
            "offsets": [offset for _, _, offset in fields],
            "titles": [title] + [None] * (len(fields) - 1),
            "itemsize": handle.sizeof,
        }
    )


def _rest(size: int, layout: HostLayout, fields: list[tuple[str, Any, int]]) -> Iterator[tuple[int, int]]:
    """(first byte, end) of what holds something that is no field of the dtype."""
    parts = [(bits, length) for _, _, bits, length in layout.hidden]
    parts += [(f.bits, f.width) for f in layout.fields.values() if f.width >= 0]
    used = {at for bits, length in parts for at in range(bits // 8, -(-(bits + length) // 8))}
    for _, form, offset in fields:
        used.difference_update(range(offset, offset + form.itemsize))
    start = None
    for at in range(size + 1):
        if at in used:
            start = at if start is None else start
        elif start is not None:
            yield start, at
            start = None


# ---- back to records ---------------------------------------------------------
def find_record_dtype(dtype: Any) -> Any:
    """The Numba type of a record's dtype; None for any other."""
    if getattr(dtype, "names", None) is None:
        return None
    key = _records.get(dtype)
    library = None if key is None else next((one for one in libraries if one.knows(*key)), None)
    if library is None or key is None:
        return None
    engine = numba_engine()
    engine.start()
    return engine.class_value(library, key[0])


dtype_finders.append(find_record_dtype)
record_hosts["dtype"] = host_dtype
