"""When objects are copied that are more than their bytes.

An element or field that is more than its bytes is a mention until its operator= is called, and
`a[0], a[1] = a[1], a[0]` changes the first before the second is read: such a mention is a copy.
"""

from __future__ import annotations

from typing import Any

from .lvalue_find import needs_of
from .lvalue_order import versions_apart
from .lvalue_paths import Path, Site
from .lvalues import is_temporary


def separate(run: Any) -> None:
    """`a, b = b, a` of variables that live in memory: the one that is read after its next version was
    assigned is named before that, so that the versions are one object.
    """
    fn, ir = run.fn, run.ir
    if not any(map(fn.is_special, run.types.values())):
        return
    fn.order_again()
    apart = {root for root in versions_apart(fn) if fn.is_special(root[1])}
    for block in fn.blocks.values() if apart else ():
        body = block.body
        for i in range(len(body) - 1, -1, -1):
            s = body[i]
            if not isinstance(s, ir.Assign) or is_temporary(s.target.name) or fn.is_version_copy(s):
                continue
            if s.target.name not in run.types or fn.root(s.target) not in apart:
                continue
            since: set[str] = set()  # what is assigned from here on
            for later in body[i:]:
                v = later.value if isinstance(later, ir.Assign) else None
                if isinstance(later, ir.Assign):
                    since.add(later.target.name)
                if not isinstance(v, ir.Var) or is_temporary(v.name) or fn.is_version_copy(later):
                    continue
                if v.name not in since and later is not s and fn.root(v) == fn.root(s.target):
                    later.value = run.var(s, run.new(run.types[v.name]))
                    body.insert(i, ir.Assign(v, later.value, s.loc))
    if apart:
        fn.order_again()


def find_snapshots(run: Any) -> None:
    """The mentions of objects that may change before they are copied."""
    fn, ir = run.fn, run.ir
    if not any(map(fn.is_special, run.types.values())):
        return
    for site, s in fn.statements():
        op = fn.operations.get(site)
        is_mention = isinstance(s, ir.Assign) and (
            (isinstance(s.value, ir.Var) and is_temporary(s.target.name))
            or getattr(s.value, "op", "") == "getattr"
        )
        if is_mention or (op is not None and op.value is None):
            continue
        for v in [op.value] if op is not None else fn.reads(s):
            if is_temporary(v.name) and v.name in run.types and fn.is_special(run.types[v.name]):
                _examine(run, v, site)


def _examine(run: Any, v: Any, site: Site) -> None:
    fn = run.fn
    found = fn.only_definition(v)
    while found is not None and isinstance(found[2].value, run.ir.Var):
        source = found[2].value
        if not is_temporary(source.name):
            break
        found, v = fn.only_definition(source), source
    if found is None or v.name in fn.snapshots:
        return
    first, op = found[:2], fn.operations.get(found[:2])
    if op is not None and op.kind == "in place":
        return
    path = fn.path_or_none(v, (first[0], first[1] + 1))
    if path is None or path.is_temporary:
        return
    if any(_changes(run, s, path) for s in fn.between(first, site)):
        fn.snapshots[v.name] = path


def _changes(run: Any, site: Site, path: Path) -> bool:
    """May the statement change the object?"""
    fn, ir = run.fn, run.ir
    s, op = fn.at(site), fn.operations.get(site)
    if isinstance(s, ir.Assign) and not is_temporary(s.target.name) and s.target.name in run.types:
        is_same = path.kind == "var" and fn.root(s.target) == path.root and not fn.is_version_copy(s)
        if is_same or (path.kind == "ptr" and run.engine.is_object(run.types[s.target.name])):
            return True
    is_far = path.kind in ("elem", "ptr")
    if op is None:
        is_call = isinstance(s, ir.Assign) and getattr(s.value, "op", "") == "call"
        is_store = isinstance(s, (ir.SetItem, ir.StaticSetItem))
        return is_far and (is_store or (is_call and any(_reaches(run, v) for v in fn.reads(s))))
    if op.kind in ("field", "item"):
        return False
    if path.kind == "ptr" and op.choice is not None and op.choice.row.kind not in "cx":
        return True
    if is_far and any(v is not None and _reaches(run, v) for v in op.operands):
        return True
    for need in needs_of(run.engine, op):
        v = op.operands[need.place]
        named = None if v is None else fn.path_or_none(v, site)
        if named is None or _may_be(path, named):
            return True
    return False


def _reaches(run: Any, v: Any) -> bool:
    types = run.k.types
    return isinstance(run.types.get(v.name), (types.Array, types.CPointer, types.BaseTuple))


def _may_be(a: Path, b: Path) -> bool:
    """May two paths name what overlaps?"""
    if b.is_temporary:
        return False
    if a.kind != b.kind:
        return "ptr" in (a.kind, b.kind)
    return a.kind != "var" or a.root == b.root
