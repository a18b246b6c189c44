"""Libraries of one kernel that define one C++ name differently: each keeps its own.

To the linker `int f(int)` of two texts is one function, and it takes either (inline functions, templates,
methods) or refuses both. So the shims of such libraries are compiled to PTX, where symbols are text, and what
each defines beside its shims gets names of its own. They are calls then, as in any kernel that isn't
optimized when it is linked. A name that both have from the same file, compiled with the same macros, is one.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from typing import Any

from .cache import cache, cache_key
from .headers import header_digest
from .parts import part_objects

#: What PTX defines for other modules: functions and variables, to the name.
_PTX_DEFINED = re.compile(
    r"^\s*\.(?:weak|visible)\s+(?:\.func\s*(?:\([^)]*\)\s*)?"
    r"|\.(?:global|const)\s+(?:\.align\s+\d+\s+)?\.\w+\s+)([\w$]+)",
    re.MULTILINE,
)
_PTX_SHIM = re.compile(r"nb_[0-9a-f]+_\d+")
_clashes: dict[tuple[str, str], bool] = {}  # of two libraries' prefixes, which name their texts


def clashing(libraries: Iterable[Any]) -> set[str]:
    """The prefixes of the libraries that define a name which another of them defines differently."""
    roots = {root.table["prefix"]: root for root in map(library_root, libraries)}
    found: set[str] = set()
    for one, other in itertools.combinations(sorted(roots), 2):
        if (one, other) not in _clashes:
            _clashes[one, other] = _do_clash(roots[one], roots[other])
        if _clashes[one, other]:
            found |= {one, other}
    return found


def library_root(library: Any) -> Any:
    """The header's own library, of which answers about its templates are children."""
    return getattr(getattr(library, "oracle", None), "library", library)


def root_of(found: Any) -> str:
    """The prefix of the root of a library or of an input of the linker; "" for an input that isn't ours."""
    found = getattr(found, "numbast_parts", (found,))[0]
    library, unit, _ = getattr(found, "numbast_unit", (found, 0, ""))
    root = library_root(library)
    is_unit = isinstance(unit, tuple) or unit >= 0
    return str(root.table["prefix"]) if is_unit and hasattr(root, "table") else ""


def _do_clash(one: Any, other: Any) -> bool:
    names, others = dict(_declared_names(one)), dict(_declared_names(other))
    files = {(names[name], others[name]) for name in names.keys() & others.keys()}
    if not files:
        return False
    if any(one.table[key] != other.table[key] for key in ("defines", "std")):
        return True
    return any(_declared_text(one, mine) != _declared_text(other, its) for mine, its in files)


def _declared_names(library: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    """(what tells a function from others, the file that it is in) of all that a library knows."""
    table = library.table
    for _, name, _, parameters, _, file, *_ in table["rows"]:
        yield (name, *(p.rpartition(" ")[0] for p in parameters)), table["files"][file]
    for name, why in library.skipped.items():
        yield (name, "skipped"), why.partition(":")[0]
    for name, known in library.templates.items():
        for template in known:
            yield (name, "template"), template[2].rpartition(":")[0]


def _declared_text(library: Any, file: str) -> str:
    """A digest of a file of the table and of all that it includes; of text that is no file the text."""
    if file[:1] == "<":
        return str(library.table["preamble"])
    return header_digest(f"#include <{file}>", library.units.folders(), cache())


def apart_item(item: Any) -> Any:
    """A linker's input of PTX whose names are its own, but for shims."""
    from numba import cuda

    class ApartUnit(cuda.PTXSource):  # type: ignore[misc]
        numbast_unit = item.numbast_unit
        numbast_parts = getattr(item, "numbast_parts", (item,))

        @property
        def data(self) -> bytes:
            return apart_ptx(item.data)

        @property
        def numbast_key(self) -> str:
            return f"{item.numbast_key} apart"

    return ApartUnit(b"", name=item.name)


def apart_ptx(ptx: bytes) -> bytes:
    """A PTX text with names of its own for what it defines, but for shims."""
    text = ptx.decode()
    own = cache_key("", text)[-16:]
    names = {name for name in _PTX_DEFINED.findall(text) if not _PTX_SHIM.match(name)}
    if not names:
        return ptx
    return re.sub(r"[\w$]+", lambda m: f"{m[0]}_{own}" if m[0] in names else m[0], text).encode()


part_objects.update(clashing=clashing, apart_item=apart_item, root_of=root_of)
