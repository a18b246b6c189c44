"""What nobody reads any more once operations have addresses: it is dropped, so that no copy is made."""

from __future__ import annotations

from typing import Any

from .lvalues import is_temporary

_PURE = ("getattr", "getitem", "static_getitem")


def tidy(run: Any) -> None:
    """Drops it; `run` is the function's pass. A bound method that is left is an error."""
    methods = run.engine.types.MethodType
    while _drop(run):
        pass
    for _, s in run.fn.statements():
        if isinstance(s, run.ir.Assign) and isinstance(run.types.get(s.target.name), methods):
            written = run.types[s.target.name].handle.qualified.rpartition("::")[2]
            run.fail(s.loc, f"a bound C++ method must be called where it is named: write obj.{written}(...)")


def _drop(run: Any) -> int:
    """How many statements it dropped."""
    used: set[str] = set()
    for _, s in run.fn.statements():
        used.update(v.name for v in run.fn.reads(s))
    dropped = 0
    for block in run.fn.blocks.values():
        kept = [s for s in block.body if not _is_dead(run, s, used)]
        dropped += len(block.body) - len(kept)
        block.body = kept
    return dropped


def _is_dead(run: Any, s: Any, used: set[str]) -> bool:
    ir, lv = run.ir, run.lv
    if not isinstance(s, ir.Assign) or s.target.name in used:
        return False
    of, v = run.types.get(s.target.name), s.value
    is_expression = isinstance(v, ir.Expr)
    if isinstance(of, run.engine.types.MethodType):
        is_made = is_expression and v.op == "call" and hasattr(run.types.get(v.func.name), "is_maker")
        return is_made or isinstance(v, ir.Var) or (is_expression and v.op in _PURE)
    if not is_temporary(s.target.name):
        return False
    if isinstance(v, ir.Global) and isinstance(of, lv.StepType):
        return True
    is_load = is_expression and v.op == "call" and _is_load(run, v)
    if not (run.engine.is_object(of) or isinstance(of, lv.AddressType) or run.kept.is_array(of)):
        return is_load
    return isinstance(v, ir.Var) or is_load or (is_expression and v.op in _PURE)


def _is_load(run: Any, v: Any) -> bool:
    of = run.types.get(v.func.name)
    return isinstance(of, run.lv.StepType) and of.step is run.lv.load
