"""Every bound callable of the number headers gives the very bits that nvcc gives.

For each row of a header's table that is a function of its arguments alone, one
expression is evaluated over the pools of tools/pools.py: by a program that nvcc
compiled and by Numba kernels over the generated module. Rows are batched, some
dozens in a kernel. A batch that does not compile is taken apart, so that the
report names the rows.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tools import expressions, modules, nvcc, pools, table
from tools.codes import size_of

pytestmark = pytest.mark.gpu

NUMBA_BATCH = 32
NVCC_BATCH = 24
# What nvcc's own headers refuse; one line of reason each
NOT_IN_NVCC: dict[str, str] = {}


def evaluate_nvcc(header: str, cases: list[Any], inputs: Any, types: dict[str, Any], arch: str) -> list[Any]:
    """The results of nvcc's program, one array of bytes a case."""
    from numba import cuda

    batches = [cases[i : i + NVCC_BATCH] for i in range(0, len(cases), NVCC_BATCH)]
    layouts = [expressions.result_offsets(batch, types) for batch in batches]
    sources = [
        expressions.cuda_source(header, b, at, inputs) for b, (at, _) in zip(batches, layouts, strict=True)
    ]
    device_in = cuda.to_device(inputs.data)
    results: list[Any] = []
    for library, batch, (offsets, size) in zip(nvcc.load_all(sources, arch), batches, layouts, strict=True):
        out = cuda.to_device(np.zeros(size, np.uint8))
        library.evaluate.argtypes = [nvcc.ctypes.c_void_p] * 2
        assert library.evaluate(device_in.device_ctypes_pointer.value, out.device_ctypes_pointer.value) == 0
        results += split(out.copy_to_host(), batch, offsets, types)
    return results


def split(data: Any, cases: list[Any], offsets: list[int], types: dict[str, Any]) -> list[Any]:
    """A block of results, cut into one (COUNT, size) array a case."""
    found = []
    for case, at in zip(cases, offsets, strict=True):
        size = size_of(case.result, types)
        found.append(data[at : at + pools.COUNT * size].reshape(pools.COUNT, size))
    return found


def run_numba(module: Any, cases: list[Any], inputs: Any, device_in: Any, types: dict[str, Any]) -> list[Any]:
    """The results of one Numba kernel over those cases."""
    from numba import cuda

    offsets, size = expressions.result_offsets(cases, types)
    kernel = cuda.jit(expressions.numba_kernel(module, cases, offsets, inputs, types))
    out = cuda.to_device(np.zeros(size, np.uint8))
    kernel[pools.COUNT // 256, 256](device_in, out)
    return split(out.copy_to_host(), cases, offsets, types)


def evaluate_numba(module: Any, cases: list[Any], inputs: Any, types: dict[str, Any]) -> list[Any]:
    """The results of Numba kernels: an array a case, or the exception that its compilation raised."""
    from numba import cuda

    device_in = cuda.to_device(inputs.data)

    def evaluate(batch: list[Any]) -> list[Any]:
        try:
            return run_numba(module, batch, inputs, device_in, types)
        except Exception as error:
            if len(batch) == 1:
                return [error]
            half = len(batch) // 2
            return evaluate(batch[:half]) + evaluate(batch[half:])

    found = []
    for i in range(0, len(cases), NUMBA_BATCH):
        found += evaluate(cases[i : i + NUMBA_BATCH])
    return found


def describe(case: Any, ours: Any, theirs: Any, inputs: Any, types: dict[str, Any]) -> str:
    """Why a case fails: the first value whose results differ, or the error's last lines."""
    if isinstance(ours, Exception):
        return f"{case}: {type(ours).__name__}: {str(ours).strip()[-600:]}"
    wrong = np.nonzero((ours != theirs).any(axis=1))[0]
    at = int(wrong[0])
    shown = []
    for code, role in case.roles:
        size = size_of(code, types)
        start = inputs.at[code, role] + at * size
        shown.append(inputs.data[start : start + size][::-1].tobytes().hex())
    got, want = ours[at][::-1].tobytes().hex(), theirs[at][::-1].tobytes().hex()
    return f"{case}: {len(wrong)} of {len(ours)} differ, first f({', '.join(shown)}) = {got}, nvcc {want}"


@pytest.mark.parametrize("header", modules.VALUE_HEADERS)
def test_bits(header: str) -> None:
    """Bit-equal over all pools."""
    from numba import cuda

    major, minor = cuda.get_current_device().compute_capability[:2]
    module = modules.with_accessors(header)
    found = table.of(module)
    types = found["types"]
    cases = [c for c in expressions.pure_cases(found) if c.row.name not in NOT_IN_NVCC]
    assert cases
    inputs = expressions.Inputs(cases, types)
    theirs = evaluate_nvcc(header, cases, inputs, types, f"sm_{major}{minor}")
    ours = evaluate_numba(module, cases, inputs, types)
    pairs = list(zip(cases, ours, theirs, strict=True))
    bad = [p for p in pairs if isinstance(p[1], Exception) or not np.array_equal(p[1], p[2])]
    rows = len({c.row.index for c in cases})
    print(f"{header}: {rows} callables, {len(cases)} expressions, {pools.COUNT} values each: {len(bad)} fail")
    assert not bad, "\n".join(describe(*p, inputs, types) for p in bad[:40])


@pytest.mark.parametrize("header", modules.VALUE_HEADERS)
def test_nothing_is_left_out(header: str) -> None:
    """Every bound callable is compared, or takes or gives a pointer, or is one of those named here."""
    found = table.of(modules.with_accessors(header))
    compared = {c.row.index for c in expressions.pure_cases(found)}
    rest = [r for r in table.rows(found) if r.index not in compared and not r.name.startswith("nbtest_")]
    unexplained = [
        r.name
        for r in rest
        if not expressions.NOT_PURE.search(r.name)
        and r.kind != table.MUTATOR
        and not any(
            code.lstrip("KV").startswith(("P", "R", "O")) and "RK" not in code
            for code in (*r.params, r.result)
        )
    ]
    assert not unexplained
