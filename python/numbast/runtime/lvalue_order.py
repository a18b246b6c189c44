"""Which versions of a variable may share one place in memory.

After SSA the temporaries of a swap are gone: `a, b = b, a` is `b.1 = a; a.1 = b`, right for versions and
wrong for one place that they share. A variable of which one version is read after another was assigned
keeps them apart.
"""

from __future__ import annotations

from .lvalue_paths import Root, TypedFunction
from .lvalues import is_temporary


def versions_apart(fn: TypedFunction) -> set[Root]:
    """The variables whose versions need places of their own."""
    names = _names_of_versions(fn)
    if not names:
        return set()
    live: dict[int, set[str]] = {label: set() for label in fn.blocks}
    found: set[Root] = set()
    changed = True
    while changed:
        changed = False
        for label in fn.blocks:
            new = _live_before(fn, label, live, names, None)
            changed, live[label] = changed or new != live[label], new
    for label in fn.blocks:
        _live_before(fn, label, live, names, found)
    return found


def _names_of_versions(fn: TypedFunction) -> dict[str, Root]:
    """The names of variables that have several versions of one type."""
    by_root: dict[Root, list[str]] = {}
    for name, found in fn.defs.items():
        if not is_temporary(name) and name in fn.types:
            by_root.setdefault(fn.root(found[0][2].target), []).append(name)
    return {name: root for root, same in by_root.items() if len(same) > 1 for name in same}


def _live_before(
    fn: TypedFunction,
    label: int,
    before: dict[int, set[str]],
    names: dict[str, Root],
    found: set[Root] | None,
) -> set[str]:
    live: set[str] = set().union(*(before[n] for n in fn.successors(label)))
    for s in reversed(fn.blocks[label].body):
        if isinstance(s, fn.ir.Assign) and s.target.name in names:
            root = names[s.target.name]
            live.discard(s.target.name)
            v = s.value
            is_copy = isinstance(v, fn.ir.Var) and names.get(v.name) == root
            if found is not None and not is_copy and any(names[n] == root for n in live):
                found.add(root)
        live |= {v.name for v in fn.reads(s) if v.name in names}
    return live
