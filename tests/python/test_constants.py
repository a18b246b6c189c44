"""Constants that the device makes, of real headers: bound, typed as values, and in the machine code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import numbast
from numbast.testing import disassemble
from tools import modules, sass, table

pytest.importorskip("numba.cuda")

BITS = {
    "INF": (0x7C00, 0x7F80),
    "NAN": (0x7FFF, 0x7FFF),
    "MIN_DENORM": (0x0001, 0x0001),
    "MAX_NORMAL": (0x7BFF, 0x7F7F),
    "NEG_ZERO": (0x8000, 0x8000),
    "ZERO": (0x0000, 0x0000),
    "ONE": (0x3C00, 0x3F80),
}
HEADERS = (("cuda_fp16.h", "FP16", "float16"), ("cuda_bf16.h", "BF16", "__nv_bfloat16"))


@pytest.mark.parametrize(("header", "suffix", "type_name"), HEADERS)
def test_of_half_and_bfloat16(header: str, suffix: str, type_name: str) -> None:
    """All that the header defines are there; as values they have Numba's own type."""
    from numba.cuda.typing.typeof import typeof

    lib = modules.bound(header)
    names = [f"CUDART_{name}_{suffix}" for name in BITS]
    assert {r.name for r in table.rows(table.of(lib)) if r.kind == table.OBJECT} == set(names)
    assert set(names) <= set(dir(lib))
    assert {str(typeof(getattr(lib, name))) for name in names} == {type_name}


def bits_kernel(header: str, suffix: str) -> Any:
    """A kernel over uint16 that writes the bits of each constant."""
    lib = modules.bound(header)
    space = {f"v{i}": getattr(lib, f"CUDART_{name}_{suffix}") for i, name in enumerate(BITS)}
    space["bits"] = getattr(lib, "__half_as_ushort" if suffix == "FP16" else "__bfloat16_as_ushort")
    lines = [f"    out[{i}] = bits(v{i})" for i in range(len(BITS))]
    exec("def kernel(out):\n" + "\n".join(lines) + "\n", space)
    return space["kernel"]


@pytest.mark.parametrize(("header", "suffix"), [h[:2] for h in HEADERS])
def test_in_machine_code(header: str, suffix: str) -> None:
    """The bits stand in the code: nothing is called, nothing is loaded."""
    from numba.cuda import types

    code = sass.cubin(bits_kernel(header, suffix), types.void(types.uint16[::1]))
    text = disassemble(code)
    assert f"0x{BITS['MAX_NORMAL'][suffix == 'BF16']:x}" in text
    assert not {"CALL", "LDL", "LDG"} & set(sass.instructions(code))


@pytest.mark.gpu
@pytest.mark.parametrize(("header", "suffix"), [h[:2] for h in HEADERS])
def test_bits(header: str, suffix: str) -> None:
    """On the device they are the header's bits."""
    from numba import cuda

    out = np.zeros(len(BITS), np.uint16)
    cuda.jit(bits_kernel(header, suffix))[1, 1](out)
    assert out.tolist() == [pair[suffix == "BF16"] for pair in BITS.values()]


def test_macros_of_another_value_at_each_use(tmp_path: Path) -> None:
    """A line, a counter, a file or a time is of the place where it is used: none is bound as a value."""
    names = ("LINE", "COUNTER", "FILE", "BASE_FILE", "INCLUDE_LEVEL", "DATE", "TIME", "TIMESTAMP")
    lines = [f"#define MY_{name} __{name}__" for name in names] + ["#define OVER MY_LINE", "#define SIX 6"]
    (tmp_path / "macros.cuh").write_text("\n".join(["#pragma once", *lines, ""]))
    report = numbast.report(tmp_path / "macros.cuh")
    assert [e.name for e in report.bound] == ["SIX"]
    assert report.by_reason == {"no constant value": len(names) + 1}
