"""The check while a module is made: it ends when nothing is refused, and claims no more than it has seen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from numbast import nvrtc_check
from numbast.runtime import units as runtime_units
from numbast.runtime.units import UnitError


class Plan:
    """A stand-in for a parse: `rows` rows in units of `size`; one that no arch has left goes."""

    def __init__(self, rows: int, size: int, archs: tuple[str, ...] = ("sm_90",)) -> None:
        self.names = [f"row{i}" for i in range(rows)]
        self.archs = dict.fromkeys(self.names, archs)
        self.size = size
        self.options = SimpleNamespace(arch=archs, patches={})
        self.session = SimpleNamespace(text=lambda _: repr(self.table()))
        self.headers: tuple[Any, ...] = ()
        self.diagnostics = ()
        self.planned = 0

    def units(self) -> Any:
        for at in range(0, len(self.names), self.size):
            part = self.names[at : at + self.size]
            yield at, at + len(part), " ".join(part)

    def table(self) -> Any:
        rows = [("f", name, "v", (), 0, 0, 1, {"archs": self.archs[name]}) for name in self.names]
        return {"units": tuple(self.units()), "rows": rows}

    def options_of(self, texts: Any) -> None:
        for text in texts:
            row, _, arch = text.split("=")[1].partition("@")
            name = self.names[int(row)]
            self.archs[name] = tuple(a for a in self.archs[name] if a != arch)
        self.names = [name for name in self.names if self.archs[name]]

    def plan(self) -> None:
        self.planned += 1


def check(monkeypatch: pytest.MonkeyPatch, plan: Plan, refuses: Any) -> nvrtc_check.NvrtcCheck:
    class Units:
        def __init__(self, table: Any, *_: Any, **__: Any) -> None:
            self.units = table["units"]

        def __len__(self) -> int:
            return len(self.units)

        def compiled(self, unit: int, arch: str) -> Any:
            first, _, source = self.units[unit]
            rows = {first + i: "no\nmore" for i, n in enumerate(source.split()) if refuses(n, arch, source)}
            return SimpleNamespace(refused=rows)

    monkeypatch.setattr(runtime_units, "Units", Units)
    monkeypatch.setattr(nvrtc_check, "own_folders", lambda _: [])
    return nvrtc_check.check_with_nvrtc(plan, "13.0")  # type: ignore[arg-type]


def test_until_nothing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each plan shows one more row that can't be compiled: more rounds than a few are needed."""
    plan = Plan(12, 12)
    found = check(monkeypatch, plan, lambda name, _, source: source.startswith(name) and name != "row9")
    assert plan.names == ["row9", "row10", "row11"]
    assert (found.refused, found.checked, found.units, plan.planned) == (9, 1, 1, 9)


def test_units_that_were_not_seen_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rounds are over and the last plan is another one: only what is as it was is checked."""
    monkeypatch.setattr(nvrtc_check, "ROUNDS", 1)
    found = check(monkeypatch, Plan(8, 2), lambda name, *_: name == "row4")
    assert (found.units, found.checked, found.refused) == (4, 2, 1)
    assert "2 of 4 units" in found.text()


def test_no_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nvrtc_check, "PATIENCE", -1.0)
    found = check(monkeypatch, Plan(8, 2), lambda *_: False)
    assert (found.units, found.checked) == (4, 1)


def test_every_arch(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = Plan(4, 2, ("sm_80", "sm_90"))
    found = check(monkeypatch, plan, lambda name, arch, _: (name, arch) == ("row1", "sm_90"))
    assert plan.names == ["row0", "row1", "row2", "row3"]
    assert (plan.archs["row1"], found.checked, found.units, found.refused) == (("sm_80",), 2, 2, 1)


def test_only_a_missing_nvrtc_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is no sign of a missing library is a bug, and seen."""

    def failing(error: Exception) -> Any:
        def version() -> str:
            raise error

        return version

    for error in (ImportError("cuda"), OSError("libnvrtc"), UnitError("nvrtcVersion")):
        monkeypatch.setattr("numbast.runtime.compile.nvrtc_version", failing(error))
        assert nvrtc_check.nvrtc_version_text() == ""
    monkeypatch.setattr("numbast.runtime.compile.nvrtc_version", failing(KeyError("bug")))
    with pytest.raises(KeyError):
        nvrtc_check.nvrtc_version_text()


WITHOUT = """
import pytest
import numbast
from numbast.runtime import compile as runtime_compile, nvrtc_calls
from numbast.testing import compile_kernel

def none():
    raise RuntimeError("libnvrtc.so was not found")

runtime_compile.nvrtc_bindings = nvrtc_calls.nvrtc_bindings = none
runtime_compile._nvrtc_kept = lambda: None
numbast.generate("plain.cuh", "plain.py")
assert "; NVRTC not asked; " in open("plain.py").read()
lib = numbast.load("plain.cuh", arch="sm_90")

def kernel(out):
    out[0] = lib.without_nvrtc(1)

why = r"NVRTC is not found \\(pip install nvidia-cuda-nvrtc\\): libnvrtc.so was not found"
with pytest.raises(Exception, match=why) as caught:
    compile_kernel(kernel, "void(int32[::1])", arch="sm_90")
assert "without_nvrtc" in str(caught.value)
"""


def test_a_machine_without_nvrtc(tmp_path: Path) -> None:
    """What needs it says so, in the words of the call; what doesn't goes on."""
    header = "__device__ inline int without_nvrtc(int x) { return x + 41; }\n"
    (tmp_path / "plain.cuh").write_text(header)
    (tmp_path / "script.py").write_text(WITHOUT)
    done = subprocess.run(
        [sys.executable, "script.py"],
        env={**os.environ, "NUMBAST_CACHE_DIR": str(tmp_path / "cache")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
