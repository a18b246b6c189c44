"""What NVRTC refuses of a loaded library's headers (leaving_out.py), whose units are compiled when used.

Its table keeps its rows; those of what went are refused by NVRTC then, and are given the reason.
"""

from __future__ import annotations

import ast
import json
import threading
from typing import TYPE_CHECKING, Any

from .leaving_out import LeavingOut
from .making import make
from .nvrtc_check import nvrtc_version_text
from .runtime.cache import cache, cache_key

if TYPE_CHECKING:
    from .parsing import Parsed
    from .plans import Plan, Request

__all__ = ["LoadedLeavingOut"]


class LoadedLeavingOut:
    """For one library. `edits`: the table's keys that say what NVRTC reads."""

    def __init__(self, plan: Plan, asked: Request) -> None:
        self.edits: dict[str, Any] = {}
        self._reasons: dict[str, str] = {}
        self._plan, self._asked = plan, asked
        self._leaving = LeavingOut()
        self._parsed: Parsed | None = None
        self._is_kept = True
        self._lock = threading.Lock()

    def install(self, library: Any) -> None:
        """For the units of a table of the library's."""
        leaving, units = self, library.units

        class LeavingUnits(type(units)):  # type: ignore[misc]  # of the runtime that serves the process
            def _build(self, unit: Any, arch: str) -> Any:
                while True:
                    try:
                        found = super()._build(unit, arch)
                    except RuntimeError as e:  # the serving runtime's UnitError
                        edits = {key: self.table.get(key) for key in leaving.edits}
                        if not leaving.goes_on(getattr(e, "log", ""), edits):
                            raise
                        self.table.update(leaving.edits)
                        self._forget_headers()
                    else:
                        leaving.keep()
                        leaving.tell(found.refused, self.table["rows"])
                        return found

        units.__class__ = LeavingUnits

    def goes_on(self, log: str, edits: dict[str, Any]) -> bool:
        """Whether there are other edits now than those with which NVRTC said so."""
        if not log:
            return False
        with self._lock:
            if edits != self.edits or (self._parsed is None and self._read()):
                return True
            headers = [h.path if not h.folder else h.name for h in self._asked.headers]
            name = self._plan.table["name"]
            for _ in range(2 if self._parsed is None else 1):  # the first says what files there are
                if self._parsed is not None and not self._leaving.goes_on(log, self._parsed):
                    return False
                made = make(headers, self._asked.options, name, False, False, leaving=self._leaving)
                self._parsed = made.parsed
            table = ast.literal_eval(self._parsed.session.text("table")) if self._parsed else {}
            self.edits = {key: table.get(key, {}) for key in ("moved", "bodies")}
            self._reasons = {
                name: reason.partition(": NVRTC: ")[2]
                for name, reason in table["skipped"].items()
                if ": NVRTC: " in reason
            }
            self._is_kept = False
            return True

    def tell(self, refused: dict[int, str], rows: Any) -> None:
        """Gives rows the reason why what they call went."""
        for row in refused:
            refused[row] = self._reasons.get(rows[row][1], refused[row])

    def keep(self) -> None:
        """What made the headers compile is kept for other processes."""
        if not self._is_kept:
            self._is_kept = True
            cache().put(self._key(), json.dumps([self.edits, self._reasons]).encode())

    def _read(self) -> bool:
        data = None if self.edits else cache().get(self._key())
        if data is None:
            return False
        try:
            self.edits, self._reasons = json.loads(data)
        except ValueError:
            return False
        return True

    def _key(self) -> str:
        return cache_key("left out", self._plan.content, nvrtc_version_text())
