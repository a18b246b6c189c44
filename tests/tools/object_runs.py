"""Runs random programs over C++ objects (object_programs.py) and says which compute something else than C++.

`python -m tools.object_runs TRAP FIRST COUNT`, in `tests`: the same with one of the fixes switched off that
the pass over objects has; ends with the first program that this makes wrong. So the programs themselves are
tested.
"""

from __future__ import annotations

import ctypes
import linecache
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numba import cuda
from numba.cuda import types

from . import object_programs
from .cpu import CpuKernel, shim_library

HEADER = Path(__file__).parents[1] / "python" / "records_fuzz.cuh"
SIGNATURE = types.void(types.int64[::1], types.int64)


def twins(seeds: Iterable[int]) -> ctypes.CDLL:
    texts = [object_programs.program(s).cxx_text(f"program_{s}") for s in seeds]
    return ctypes.CDLL(str(shim_library(f'#include "{HEADER}"\n' + "".join(texts))))


def outcome(lib: Any, seed: int, debug: bool = False) -> int:
    """What the kernel of a seed computes."""
    text = object_programs.program(seed).python_text(f"program_{seed}")
    file = f"<program {seed}>"
    linecache.cache[file] = (len(text), None, text.splitlines(True), file)
    space = {"cuda": cuda, **{n: getattr(lib, n) for n in dir(lib) if n[0] != "_"}}
    exec(compile(text, file, "exec"), space)
    out = np.zeros(1, np.int64)
    function: Any = space[f"program_{seed}"]
    CpuKernel(function, SIGNATURE, [lib], debug=debug, include_dirs=[HEADER.parent])(1, 1, out, 4)
    return int(out[0])


def wrong(lib: Any, seeds: Iterable[int], debug: bool = False) -> list[str]:
    """The programs of these seeds that are refused or wrong."""
    native, found = twins(seeds), []
    for seed in seeds:
        want = np.zeros(1, np.int64)
        getattr(native, f"program_{seed}")(ctypes.c_void_p(want.ctypes.data), ctypes.c_longlong(4))
        try:
            got: Any = outcome(lib, seed, debug)
        except Exception as e:
            got = str(e)
        program = object_programs.program(seed)
        refused = program.is_unordered and object_programs.UNORDERED in str(got)
        if got != int(want[0]) and not refused:
            text = program.python_text(f"program_{seed}")
            what = f"computes {got}" if isinstance(got, int) else f"fails with {got}"
            found.append(f"seed {seed} {what}, C++ computes {int(want[0])}\n{text}")
    return found


# ---- fixes switched off ------------------------------------------------------
def _order(self: Any) -> None:
    """Without moving what were phis to their block's end."""
    for block in self.blocks.values():
        block.body = [s for s in block.body if not isinstance(s, self.ir.Del)]
    for site, statement in self.statements():
        if isinstance(statement, self.ir.Assign):
            self.defs.setdefault(statement.target.name, []).append((*site, statement))


def switches() -> dict[int, tuple[Any, str, Any]]:
    """What each trap's fix is in the pass of numbast's own runtime (not of a static module's): who has it,
    its name, and what is there without it.
    """
    from numbast.runtime import lvalue_pass, lvalue_paths

    run: Any = lvalue_pass.ObjectPass
    fn: Any = lvalue_paths.TypedFunction
    return {
        # a copy made before a branch is one of another time
        4: (run, "_check_order", lambda self, v, at, site: None),
        # an element that an operator has changed in place isn't written back
        6: (run, "is_written_back", lambda self, s, site: False),
        # copies that were phis stand at the end of their block
        8: (fn, "_order", _order),
        # versions whose lives overlap have places of their own
        13: (lvalue_pass, "versions_apart", lambda fn: set()),
        # versions of versions are the variable too
        14: (fn, "source", lambda self, var: self.ir.Var(var.scope, var.name, var.loc).unversioned_name),
    }


def switch_off(trap: int) -> None:
    """Takes a fix out of the pass; AttributeError where the pass has it by another name."""
    owner, name, without = switches()[trap]
    getattr(owner, name)  # else it would stay on
    setattr(owner, name, without)


def first_wrong(trap: int, first: int, count: int) -> str:
    """The first program that is wrong without a fix; "" for none."""
    import numbast

    lib = numbast.load(HEADER, arch="sm_90")
    switch_off(trap)
    for start in range(first, first + count, 20):
        found = wrong(lib, range(start, min(start + 20, first + count)))
        computed = [text for text in found if " computes " in text.partition(", C++")[0]]
        if computed:
            return computed[0]
    return ""


if __name__ == "__main__":
    print(first_wrong(*map(int, sys.argv[1:])))
