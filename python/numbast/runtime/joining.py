"""One text of all units of a kernel, for headers that define what must not be there twice.

A variable of internal linkage that changes would be another one in each unit, and a function that is not
inline clashes with itself. The rows of such a header are in one unit, but functions of templates have units
of their own, and so has each row of a library whose shims are dear. What a kernel links of them is compiled
again as one text when it is linked, and kept like any unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .cache import cache_key
from .lean import NO_UNIT, PTX, linkable_unit, unit_joins
from .units import Units, row_of_line


class JoinedUnits:
    """What a linkable unit asks its library for."""

    def __init__(self, name: str, table: dict[str, Any], units: Units) -> None:
        self.name, self.table, self.units = name, table, units


def joined_items(items: Sequence[Any]) -> list[Any]:
    """The same for the linker, units that belong together as one."""
    groups: dict[Any, list[Any]] = {}
    for item in items:
        library, unit, arch = getattr(item, "numbast_unit", NO_UNIT)
        is_unit = isinstance(unit, tuple) or unit >= 0
        root = _root(library) if is_unit else None
        together = root is not None and "joining" in root.table.get("parts", ())
        groups.setdefault((root, arch) if together else item, []).append(item)
    return [found[0] if len(found) == 1 else _joined(key[0], found) for key, found in groups.items()]


def _root(library: Any) -> Any:
    """The header's own library, of which answers about its templates are children."""
    return getattr(library.oracle, "library", library)


def _joined(root: Any, items: Sequence[Any]) -> Any:
    from numba import cuda

    items = sorted(items, key=lambda item: (item.numbast_unit[0] is not root, _names(item)))
    arch = items[0].numbast_unit[2]
    known = root.__dict__.setdefault("joined", {})
    key = (arch, *map(_names, items))
    if key not in known:
        source = "\n".join(_lines(items))
        preamble = max((item.numbast_unit[0].table["preamble"] for item in items), key=len)
        table = {
            **root.table, "preamble": preamble, "prefix": "nb_" + cache_key("", source)[-16:],
            "rows": (), "plain": (), "alone": False, "units": ((0, 0, source),),
        }  # fmt: skip
        of = items[-1].numbast_unit[0].units  # a child's folders are the parent's, and more
        units = Units(table, of._folder, of._include_dirs)
        library = JoinedUnits(root.name, table, units)
        base = cuda.PTXSource if arch.endswith(PTX) else cuda.LTOIR
        made = known[key] = linkable_unit(base, library, 0, arch)
        made.numbast_parts = tuple(items)
    return known[key]


def _names(item: Any) -> str:
    library, unit, _ = item.numbast_unit
    return f"{library.table['prefix']} {unit}"


def _lines(items: Sequence[Any]) -> list[str]:
    """The units' lines: helpers once, and no shim that NVRTC refuses."""
    lines: list[str] = []
    for item in items:
        library, unit, arch = item.numbast_unit
        said = set(lines)
        refused = library.units.compiled(unit, arch).refused
        for line in library.units.source(unit).split("\n"):
            owner = row_of_line(line, library.table["prefix"])
            if owner not in refused and (owner is not None or line.startswith("#") or line not in said):
                lines.append(line)
    return lines


unit_joins.append(joined_items)
