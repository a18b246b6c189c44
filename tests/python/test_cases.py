"""The case folders (tests/cases): expected tables and diagnostics, units under NVRTC, kernels on the CPU.

A case's `test_kernel.py` has functions `test_...(lib, run)`: `lib` is the case's
module, `run(kernel, grid, block, *arrays)` executes a kernel on the CPU; each is
called for optimised and for debug code.
"""

from __future__ import annotations

import ast
import importlib.util
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from tools import codes, cpu, modules, table

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import golden  # noqa: E402

CASES = golden.case_folders()
TABLES = [c for c in CASES if (c / "expected.py").exists()]
KERNELS = [c for c in CASES if (c / "test_kernel.py").exists()]


def name_of(case: Path) -> str:
    """A case's id."""
    return case.name


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_expected(case: Path) -> None:
    """The core gives what the case's files say (`make golden` rewrites them)."""
    assert not (diff := golden.difference(case)), diff


def expected_table(case: Path) -> dict[str, Any]:
    """The table in a case's expected output."""
    found = ast.literal_eval((case / "expected.py").read_text())
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("case", TABLES, ids=name_of)
def test_table_is_sound(case: Path) -> None:
    """Keys in order, codes that parse, row numbers that exist, a shim for every row and argument count."""
    found = expected_table(case)
    keys = "format name prefix versions parts archs std headers defines embedded patches preamble files moved"
    keys += " bodies types rows names skipped units link inline templates"
    rare = [key for key in ("parts", "moved", "bodies", "inline", "templates") if key not in found]
    assert list(found) == [key for key in keys.split() if key not in rare]
    assert ("hosts" in found.get("parts", ())) == any(e[0] == "record" for e in found["types"].values())
    rows = table.rows(found)
    for row in rows:
        for code in (*row.params, row.result):
            codes.parse(code)
        assert (row.kind in "omfk") or row.owner in found["types"]
    for scope in found["names"].values():
        for entry in scope.values():
            if isinstance(entry[0], int):
                assert all(0 <= i < len(rows) for i in entry)
    want = {
        f"{found['prefix']}_{r.index}" + (f"_{n}" if n else "") for r in rows for n in range(r.defaults + 1)
    }
    assert set(table.shims(found)) == want
    covered = [i for start, end, _ in found["units"] for i in range(start, end)]
    assert covered == list(range(len(rows)))


@pytest.mark.parametrize("case", [c for c in TABLES if not c.name.startswith("error-")], ids=name_of)
def test_units_compile(case: Path) -> None:
    """NVRTC takes every shim, with the static_asserts of the layout."""
    from numbast.runtime.units import Units

    units = Units(expected_table(case), None, [str(case)])
    assert not any(units.compiled(i, "sm_90").refused for i in range(len(units)))


def case_module(case: Path, folder: Path) -> Any:
    """A module of a case's table, with its header beside it."""
    name = "case_" + case.name.replace("-", "_")
    path = folder / f"{name}.py"
    path.write_text(
        f"__numbast_table__ = {(case / 'expected.py').read_text()}\n"
        "from numbast.bundle import packed_part\n"
        "from numbast.runtime.attach import __numbast_attach__, supply_parts\n"
        "__numbast_attach__(globals(), __numbast_table__)\n"
        "supply_parts(__numbast_table__, packed_part)  # another runtime may serve the process\n"
    )
    include = folder / f"{name}_include"
    include.mkdir()
    shutil.copy(case / "header.cuh", include)
    return modules.load_file(path)


@pytest.mark.parametrize("debug", [False, True], ids=["optimised", "debug"])
@pytest.mark.parametrize("case", KERNELS, ids=name_of)
def test_kernel(case: Path, debug: bool, tmp_path: Path) -> None:
    """The case's kernels give what they should, executed on the CPU."""
    lib = case_module(case, tmp_path)
    spec = importlib.util.spec_from_file_location(f"kernel_{case.name}", case / "test_kernel.py")
    assert spec is not None
    assert spec.loader is not None
    tests = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tests)

    def run(kernel: Any, grid: int, block: int, *values: Any) -> None:
        cpu.run(kernel, [lib], grid, block, *values, debug=debug, include_dirs=[case])

    found = [f for n, f in vars(tests).items() if n.startswith("test_")]
    assert found
    for test in found:
        test(lib, run)
