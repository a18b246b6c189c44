"""Random programs over objects compute what C++ computes, and none is refused."""

from __future__ import annotations

import os
import subprocess
import sys
from inspect import signature
from pathlib import Path
from typing import Any

import pytest

from tools import modules
from tools.object_runs import HEADER, switches, wrong


@pytest.fixture(scope="module")
def lib() -> Any:
    return modules.bound(str(HEADER), "records_fuzz")


@pytest.mark.parametrize("part", range(4))
def test_programs(lib: Any, part: int) -> None:
    assert not wrong(lib, range(50 * part, 50 * part + 50))


def test_programs_in_debug_mode(lib: Any) -> None:
    assert not wrong(lib, range(200, 206), debug=True)


@pytest.mark.long
@pytest.mark.parametrize("part", range(80))
def test_many_programs(lib: Any, part: int) -> None:
    assert not wrong(lib, range(1000 + 50 * part, 1050 + 50 * part), debug=part % 8 == 7)


def test_the_fixes_are_where_they_are_switched_off() -> None:
    """By their names and parameters, so that a switch does switch."""
    for owner, name, without in switches().values():
        assert signature(getattr(owner, name)).parameters.keys() == signature(without).parameters.keys()


@pytest.mark.long
@pytest.mark.parametrize("trap", [4, 6, 8, 13, 14])
def test_a_fix_that_is_missing_is_found(trap: int) -> None:
    """Within 300 programs, each of the fixes for what random programs have found, switched off."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-m", "tools.object_runs", str(trap), "0", "300"],
        env=env, cwd=Path(__file__).parents[1], capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert " computes " in done.stdout
