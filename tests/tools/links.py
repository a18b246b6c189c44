"""Calls every row of a module once and links the kernels to cubins; nothing is executed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from . import codes, expressions, sass, table

BATCH = 40
BFLOAT16 = "__nv_bfloat16"  # cuda.local.array refuses it, so a kernel parameter points to one
DTYPES = ("i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f4", "f8")


class Text:
    """A kernel's text while it is written: its lines, what its names stand for, its local arrays."""

    def __init__(self, module: Any) -> None:
        from numba import cuda

        self.module = module
        self.scope: dict[str, Any] = {"cuda": cuda}
        self.lines: list[str] = []
        self.arrays: dict[str, str] = {}

    def put(self, value: Any) -> str:
        """A name for a global object."""
        name = f"g{len(self.scope)}"
        self.scope[name] = value
        return name

    def array_of(self, spelling: str) -> str:
        """A local array of one record."""
        if spelling not in self.arrays:
            handle = expressions.numba_type(spelling) or self.module[spelling]
            self.arrays[spelling] = f"r{len(self.arrays)}"
            self.lines.append(f"    {self.arrays[spelling]} = cuda.local.array(1, dtype={self.put(handle)})")
        return self.arrays[spelling]

    def record(self, spelling: str) -> str:
        """An expression of a record."""
        if spelling == BFLOAT16:
            return "v_bf16[0]"
        return f"{self.array_of(spelling)}[0]"

    def value(self, code: str, types: dict[str, Any]) -> str:
        """An expression of a parameter's type."""
        c = codes.parse(code)
        if c.kind in "PROA" and c.inner is not None:
            inner = c.inner
            if c.kind in "RO" and (inner.const or c.kind == "O" or inner.kind == "named"):
                return self.value(code[1:], types)
            if inner.kind == "builtin" and codes.BUILTINS[inner.text][2]:
                return "v_" + codes.BUILTINS[inner.text][2]
            if inner.kind == "named" and types.get(inner.text, ("",))[0] == "record":
                return self.array_of(inner.text) if inner.text != BFLOAT16 else "v_bf16"
            return "v_u1" if inner.text == "v" and inner.kind == "builtin" else "None"
        if c.kind == "named":
            entry = types[c.text]
            if entry[0] == "enum":
                return self.put(self.module[c.text](entry[3][0][1]))
            return self.record(c.text)
        if c.text == "b":
            return "(v_i4[0] > 0)"
        return f"v_{codes.BUILTINS[c.text][2]}[0]"

    def call(self, row: table.Row, types: dict[str, Any]) -> None:
        """A line that calls a row."""
        args = [self.value(p, types) for p in row.params]
        if row.kind in (table.METHOD, table.MUTATOR, *table.CONVERSIONS):
            args.insert(0, self.record(row.owner))
        name = row.owner if row.kind in table.CONSTRUCTORS else row.name
        if row.kind == table.OBJECT:
            self.lines.append(f"    kept = {self.put(self.module[name])}")
            return
        self.lines.append(f"    {self.put(self.module[name])}({', '.join(args)})")

    def kernel(self) -> Any:
        """The kernel over the pointer v_bf16 and the arrays v_i1 ... v_f8."""
        head = f"def kernel(v_bf16, {', '.join('v_' + d for d in DTYPES)}):\n"
        exec(compile(head + "\n".join(self.lines) + "\n", "<links>", "exec"), self.scope)
        return self.scope["kernel"]


def link(module: Any, rows: Sequence[table.Row], types: dict[str, Any]) -> None:
    """Compiles and links one kernel that calls the rows; raises what goes wrong."""
    from numba.cuda import types as numba_types
    from numba.cuda.np.numpy_support import from_dtype

    text = Text(module)
    for row in rows:
        text.call(row, types)
    pointer = numba_types.CPointer(numba_types.bfloat16)
    signature = numba_types.void(pointer, *(from_dtype(np.dtype(d))[::1] for d in DTYPES))
    sass.cubin(text.kernel(), signature)


def failures(module: Any) -> list[str]:
    """One line for each row that does not compile or link."""
    found = table.of(module)
    rows = table.rows(found)
    bad: list[str] = []

    def attempt(batch: Sequence[table.Row]) -> None:
        try:
            link(module, batch, found["types"])
        except Exception as error:
            if len(batch) == 1:
                last = str(error).strip().splitlines() or [""]
                bad.append(
                    f"{batch[0].name}{batch[0].params}: {type(error).__name__}: {' / '.join(last[:6])}"
                )
                return
            half = len(batch) // 2
            attempt(batch[:half])
            attempt(batch[half:])

    for i in range(0, len(rows), BATCH):
        attempt(rows[i : i + BATCH])
    return bad
