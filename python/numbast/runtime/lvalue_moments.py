"""When a variable is read: Numba's IR reads it where it is copied, and it may have changed by then."""

from __future__ import annotations

import re
from typing import Any

from .lvalue_paths import Site
from .lvalues import is_temporary

#: A temporary's name has the place of its instruction: `$34call.4`, `$const16.2`.
_OFFSET = re.compile(r"\$(?:(\d+)|[^.]*?(\d+)\.)")


def check_reads(run: Any) -> None:
    """A variable that Python read before it was changed, and that is copied after that, is an error."""
    fn, ir = run.fn, run.ir
    for site, s in fn.statements() if any(run.changes.values()) else ():
        if not isinstance(s, ir.Assign):
            continue
        if isinstance(s.value, ir.Var) and not fn.is_version_copy(s):
            for at in _before(run, s.value, site):
                if _was_read_before(fn, s, fn.at(at)):
                    _fail(run, s, s.value)
        elif getattr(s.value, "op", "") == "build_tuple":
            for i, v in enumerate(s.value.items):
                changes = _before(run, v, site)
                if changes and not _made_by(fn, s.value.items[i + 1 :], site[0]).isdisjoint(changes):
                    _fail(run, s, v)


def _fail(run: Any, s: Any, v: Any) -> None:
    run.fail(
        s.loc,
        f"'{run.fn.source(v)}' is read and changed within one expression, the order is not defined; use two "
        "statements",
    )


def _before(run: Any, v: Any, site: Site) -> list[Site]:
    """Where the block changes a variable before a statement."""
    if is_temporary(v.name) or v.name not in run.types:
        return []
    if not run.engine.is_object(run.types[v.name]):
        return []
    changes = run.changes.get(run.fn.root(v), ())
    return [c for c in changes if c[0] == site[0] and c[1] < site[1]]


def _made_by(fn: Any, items: Any, label: int) -> set[Site]:
    """The statements of a block that compute temporaries."""
    found: set[Site] = set()
    todo = list(items)
    while todo:
        v = todo.pop()
        for at, i, s in fn.defs.get(v.name, ()) if is_temporary(v.name) else ():
            if at == label and (at, i) not in found:
                found.add((at, i))
                todo += fn.reads(s)
    return found


def _was_read_before(fn: Any, s: Any, change: Any) -> bool:
    """Did Python read the variable that `s` copies before the change, which stands before `s`?"""
    if fn.is_inlined(s.value):
        return bool(change.loc.line == s.loc.line)
    name, source = s.target.name, fn.source(s.value)
    is_phi = is_temporary(name)
    loads = fn.loads.get((source, name) if is_phi else (source, fn.source(s.target), s.loc.line), ())
    is_store = not isinstance(change, fn.ir.Assign)  # what it stores is older
    temporaries = [] if is_store else [v.name for v in fn.reads(change)]
    offsets = [int(m[1] or m[2]) for m in map(_OFFSET.match, temporaries) if m]
    return any(max(offsets) > offset if offsets else change.loc.line >= line for offset, line in loads)


def assigns_part(run: Any, site: Site, read: Any) -> bool:
    """Is it `s.f = v`, before which Python has read a field: `s.f, s.g = s.g, s.f`?"""
    is_field = isinstance(read.value, run.ir.Expr)
    return is_field and run.fn.operations[site].kind in ("set field", "set item")
