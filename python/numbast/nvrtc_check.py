"""NVRTC's check: every unit is compiled once while a module is made, so that what it refuses is a skip.

Where NVRTC is not present the module is made without it, and the report says so.
"""

from __future__ import annotations

import ast
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .diagnostics import Diagnostic
from .embedding import own_folders
from .errors import HeaderError
from .parsing import Parsed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .runtime.headers import UnitError
    from .runtime.units import Units

__all__ = ["NvrtcCheck", "check_with_nvrtc", "failed_check", "nvrtc_version_text"]

ROUNDS = 20  # each skips something; what a round's end leaves unchecked is checked at first use
PATIENCE = 60.0  # seconds for one arch; what is left is checked at first use
SAMPLE, BATCH = 60, 20  # rows of a table whose shims are compiled one by one; how many at a time


@dataclass
class NvrtcCheck:
    """What was checked. `version`: "13.5", "" when NVRTC is not there or not wanted.

    `units` and `checked` are of the plan that is written, `refused` counts the rows that NVRTC took out of
    earlier ones. `failure`: what NVRTC says of headers that it refuses.
    """

    version: str = ""
    archs: tuple[str, ...] = ()
    units: int = 0
    checked: int = 0
    refused: int = 0
    seconds: float = 0.0
    failure: str = ""

    def text(self) -> str:
        """One line of the report."""
        if not self.version:
            return "not checked with NVRTC"
        if self.failure:
            return f"NVRTC {self.version} refuses the headers, so nothing of them links"
        part = (
            ""
            if self.checked == self.units
            else f", {self.checked} of {self.units} units (the rest at first use)"
        )
        refused = f", {self.refused} refused" if self.refused else ""
        return f"checked with NVRTC {self.version} for {', '.join(self.archs)}{part}{refused}"


def failed_check(parsed: Parsed, version: str, error: HeaderError) -> NvrtcCheck:
    """The check of a report about headers that NVRTC refuses."""
    return NvrtcCheck(version, parsed.options.arch, len(_planned(parsed)[1]), failure=error.args[0])


def nvrtc_version_text() -> str:
    """ "13.5"; "" when NVRTC cannot be loaded."""
    try:
        from .runtime.compile import nvrtc_version

        found = nvrtc_version()
    except (ImportError, OSError, RuntimeError):  # the library, its binding or a function of it is missing
        return ""
    return found.partition("-")[0]


def check_with_nvrtc(parsed: Parsed, version: str) -> NvrtcCheck:
    """Compiles the planned units for each arch and plans again without what is refused.

    A row that only some archs refuse stays on the others.

    HeaderError when the headers themselves do not compile.
    """
    archs = parsed.options.arch
    check = NvrtcCheck(version, archs)
    start = time.monotonic()
    good: set[str] = set()  # sources that NVRTC took whole, in this plan or one before
    table, units = _planned(parsed)
    alone = bool(table.get("alone"))
    for _ in range(1 if alone else ROUNDS):
        refused = _sampled(parsed, table, units) if alone else _one_round(parsed, table, units, start, good)
        if not refused:
            break
        check.refused += len({row for row, _ in refused})
        parsed.options_of(f"--reject={row}@{arch}={text}" for (row, arch), text in refused.items())
        parsed.plan()
        table, units = _planned(parsed)
    check.units = len(units)
    check.checked = (
        len(_sample(len(units))) if alone else sum(source in good for _, _, source in table["units"])
    )
    check.seconds = time.monotonic() - start
    return check


def _planned(parsed: Parsed) -> tuple[dict[str, Any], Units]:
    """The table of the plan as it is now, and its units."""
    from .runtime.units import Units

    table = ast.literal_eval(parsed.session.text("table"))
    return table, Units(table, None, own_folders(parsed), all_wanted=True)


def _one_round(
    parsed: Parsed, table: dict[str, Any], units: Units, start: float, good: set[str]
) -> dict[tuple[int, str], str]:
    """{(row, arch): message} of what NVRTC refuses, in order; sources without such go to `good`."""
    archs = parsed.options.arch
    refused: dict[tuple[int, str], str] = {}
    for unit in range(len(units)):
        if time.monotonic() - start > PATIENCE and unit:
            break
        found: dict[tuple[int, str], str] = {}
        for arch in archs:
            for row, message in _refused(parsed, units, unit, arch).items():
                if _is_on(table, row, arch, archs):
                    found[row, arch] = message.splitlines()[0] if message else ""
        refused.update(found)
        if not found:
            good.add(table["units"][unit][2])
    return dict(sorted(refused.items(), key=lambda item: (item[0][0], archs.index(item[0][1]))))


def _sample(count: int) -> list[int]:
    """Evenly spread numbers below `count`, SAMPLE at most."""
    return list(range(count)) if count <= SAMPLE else [i * count // SAMPLE for i in range(SAMPLE)]


def _sampled(parsed: Parsed, table: dict[str, Any], units: Units) -> dict[tuple[int, str], str]:
    """`_one_round` of a table whose shims are compiled one by one: of some, many at a time."""
    from .runtime.headers import UnitError

    refused: dict[tuple[int, str], str] = {}
    for arch in parsed.options.arch:
        rows = [row for row in _sample(len(units)) if _is_on(table, row, arch, parsed.options.arch)]
        for i in range(0, len(rows), BATCH):
            try:
                found = units.compiled_rows(rows[i : i + BATCH], arch).refused
            except UnitError as e:
                raise _failure(parsed, e) from None
            refused.update({(row, arch): (text or "").partition("\n")[0] for row, text in found.items()})
    return dict(sorted(refused.items()))


def _is_on(table: dict[str, Any], row: int, arch: str, archs: Sequence[str]) -> bool:
    """Whether the row is there on an arch."""
    return arch in (table["rows"][row][7] or {}).get("archs", archs)


def _refused(parsed: Parsed, units: Units, unit: int, arch: str) -> dict[int, str]:
    from .runtime.headers import UnitError

    try:
        return units.compiled(unit, arch).refused
    except UnitError as e:
        raise _failure(parsed, e) from None


def _failure(parsed: Parsed, error: UnitError) -> HeaderError:
    """The error is whole: it says that NVRTC refuses the headers, and which."""
    message = str(error)
    failure = HeaderError(message, (*parsed.diagnostics, Diagnostic(None, 0, 0, "error", message)))
    failure.log = error.log
    return failure
