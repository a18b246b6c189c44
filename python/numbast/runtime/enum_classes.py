"""C++ enums as classes: an IntEnum for each, shared by the libraries that declare the same one."""

from __future__ import annotations

import enum
from typing import Any

from .parts import part_objects
from .table import Library

#: Enum classes of this process by (spelling, entry).
_enum_classes: dict[tuple[str, Any], type[enum.IntEnum]] = {}
enum_spellings: dict[type, str] = {}


def enum_class(library: Library, spelling: str) -> type[enum.IntEnum]:
    """The IntEnum of a C++ enum."""
    entry = library.types[spelling]
    key = (spelling, entry)
    known = _enum_classes.get(key)
    if known is not None:
        return known
    make: Any = part_objects.get("enum", enum.IntEnum)
    made = make(_type_name(library, spelling), list(entry[3]), module=library.module)
    made._code_ = entry[1]
    made.__doc__ = f"C++ enum {spelling}"
    enum_spellings[made] = spelling
    found: type[enum.IntEnum] = _enum_classes.setdefault(key, made)
    return found


def _type_name(library: Library, spelling: str) -> str:
    """The Python name of a type, which its scope has; the last word of C++'s where no scope has it."""
    wanted = ("type", spelling)
    scope, _, last = spelling.rpartition("::")
    if library.names.get(scope, {}).get(last) == wanted:
        return last
    return next((n for names in library.names.values() for n, e in names.items() if e == wanted), last)
