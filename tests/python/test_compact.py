"""Large tables leave out what the runtime makes again: names and shims are the same as in full."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import numbast
from numbast import making
from numbast.options import options_from
from numbast.runtime.table import names_of
from numbast.runtime.units import Units
from tools import modules, table

COUNT = 1100
TEXT = """
namespace deep { inline namespace v1 {
__device__ inline int inner(int x) { return x + 1; }
__device__ inline int inner(float x) { return 2; }
__device__ inline double alone(double x, int n = 3) { return x + n; }
} }
__device__ inline int lambda(int x) { return x - 1; }
struct S { int x; __device__ int get() const { return x; } };
"""


def source(count: int = COUNT) -> str:
    """Functions f0 .. and a few of each kind that has no plain name."""
    many = (
        f"__device__ inline int f{i}(int x, const float *p) {{ return x + {i}; }}\n" for i in range(count)
    )
    return TEXT + "".join(many)


@pytest.fixture(scope="module")
def header(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("compact") / "many.cuh"
    path.write_text(source())
    return path


def made(header: Path) -> Any:
    return making.make([str(header)], options_from({}), "many", nvrtc_check=False)


def evaluated(text: str) -> Any:
    import ast

    return ast.literal_eval(text)


def test_names_and_shims_come_back(header: Path) -> None:
    """Every name has its rows; every shim is as the core wrote it for NVRTC."""
    core = made(header).parsed.session
    found = evaluated(core.text("table"))
    rows = found["rows"]
    assert found["plain"], "nothing is left out"
    assert "f7" not in found["names"][""]
    assert re.search(r"^'@int \d+\(int nb0,const float\*nb1\)\{return \$\\n'$", core.text("table"), re.M)
    names = names_of(found)
    assert rows[names[""]["f7"][0]][1] == "f7"
    assert len(names["deep"]["inner"]) == 2
    assert rows[names["deep"]["alone"][0]][1] == "deep::alone"
    assert "lambda_" in names[""] and "lambda" not in names[""]
    units = Units(found)
    wanted = [u["source"] for u in evaluated(core.text("units").replace("null", "None"))["units"]]
    assert [units.source(i) for i in range(len(units))] == wanted
    assert names_of(found) is names, "twice is once"


def test_a_module(header: Path, tmp_path: Path) -> None:
    """A generated module has all names and its kernels link."""
    from tools import sass

    numbast.generate(str(header), tmp_path / "many.py", nvrtc_check=False)
    lib = modules.load_file(tmp_path / "many.py")
    assert "f1099" in dir(lib) and "f1099" in lib.__all__
    assert lib.f3.overloads[0].name == "f3" if hasattr(lib.f3.overloads[0], "name") else lib.f3

    def kernel(x: Any, out: Any) -> None:
        out[0] = lib.f3(out[0], x) + lib.deep.inner(out[0]) + lib.lambda_(out[0])

    from numba.cuda import types

    assert sass.cubin(kernel, types.void(types.float32[::1], types.int32[::1]))


def test_small_tables_say_all(tmp_path: Path) -> None:
    path = tmp_path / "few.cuh"
    path.write_text(source(5))
    text = making.make([str(path)], options_from({}), "few", nvrtc_check=False).parsed.session.text("table")
    assert "'plain'" not in text and "@int" not in text


def test_rows_compiled_alone(tmp_path: Path) -> None:
    """A table that says `alone`: each row is a unit, whose source holds that shim and no other."""
    path = tmp_path / "nvshmem.h"  # by this name it is in the table of known libraries
    path.write_text(source(5))
    one = making.make([str(path)], options_from({}), "few", nvrtc_check=True)
    found = evaluated(one.parsed.session.text("table"))
    assert found["alone"] is True
    units = Units(found, None, [str(tmp_path)])
    assert len(units) == len(found["rows"])
    for row in range(len(units)):
        shims = table.SHIM.findall(units.source(row))
        assert {name.split("_")[2] for name in shims} == {str(row)}
    assert one.nvrtc.units == one.nvrtc.checked == len(units)
    if one.nvrtc.version:
        assert not units.compiled(units.unit_of(3), "sm_90").refused


def test_rows_of_several_units(tmp_path: Path) -> None:
    """Rows of two units that both need the helper for long are compiled together."""
    path = tmp_path / "longs.cuh"
    path.write_text("".join(f"__device__ inline long g{i}(long *p) {{ return *p; }}\n" for i in range(150)))
    core = making.make([str(path)], options_from({}), "longs", nvrtc_check=False).parsed.session
    found = evaluated(core.text("table"))
    units = Units(found, None, [str(tmp_path)])
    assert len(units) > 2 and all("struct nb_f" in units.source(i) for i in range(2))
    assert not units.compiled_rows([1, 2, 70, 149], "sm_90").refused


def test_a_sample() -> None:
    """Of many rows some are checked, spread over all."""
    from numbast.nvrtc_check import SAMPLE, _sample

    found = np.array(_sample(3000))
    assert len(found) == SAMPLE and found[0] == 0 and set(np.diff(found)) == {3000 // SAMPLE}
    assert _sample(7) == list(range(7))
