"""LTO-IR that came with a static module: its users need neither headers nor NVRTC.

Files lie in `<module>_ltoir/`, one for each arch and CUDA: "sm_80.cuda13.5". A device takes the file for its
arch, else for the newest below, since LTO-IR links forward; nvJitLink must be of the same major version and
not older. What has no fitting file, or is of another table, is compiled as always.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from typing import Any

from .table import shipped_units
from .units import CompiledUnit

SHIPPED_MAGIC = b"numbast-ltoir\n"


def shipped_data(prefix: str, units: list[CompiledUnit]) -> bytes:
    """The content of a file: a head in one line of JSON, then the code of all units."""
    head = {
        "prefix": prefix,
        "units": [[len(u.ltoir), {str(r): text for r, text in u.refused.items()}] for u in units],
    }
    code = b"".join(u.ltoir for u in units)
    return SHIPPED_MAGIC + json.dumps(head).encode() + b"\n" + code


class ShippedUnits:
    """The files of one module."""

    def __init__(self, prefix: str, file: str) -> None:
        self.prefix = prefix
        self.folder = os.path.splitext(os.path.abspath(file))[0] + "_ltoir"
        self._files: dict[str, list[CompiledUnit]] = {}  # by arch asked for
        self._linker: tuple[int, ...] | None = None

    def unit(self, unit: int, arch: str) -> CompiledUnit | None:
        """A unit for an arch; None when none came with the module, or with options behind the arch."""
        if arch not in self._files:
            name = self._chosen(arch) if re.fullmatch(r"sm_\d+[af]?", arch) else ""
            self._files[arch] = self._read(name) if name else []
        found = self._files[arch]
        return found[unit] if unit < len(found) else None

    def _chosen(self, arch: str) -> str:
        """The best file's name; "" when none fits."""
        best: tuple[int, int, int, str] | None = None
        number = int(re.sub(r"\D", "", arch))
        try:
            names = sorted(os.listdir(self.folder))
        except OSError:
            return ""
        for name in names:
            told = re.fullmatch(r"(sm_(\d+)([af]?))\.cuda(\d+)\.(\d+)", name)
            if told is None or int(told[2]) > number or (told[3] and told[1] != arch):
                continue
            version = int(told[4]), int(told[5])
            if version[0] == self.linker()[0] and version <= self.linker():
                rank = (int(told[2]), bool(told[3]), version[1], name)
                best = rank if best is None else max(best, rank)
        return best[3] if best is not None else ""

    def linker(self) -> tuple[int, ...]:
        """nvJitLink's version; (0, 0) when it can't be had."""
        if self._linker is None:
            try:
                from cuda.bindings import nvjitlink

                self._linker = tuple(nvjitlink.version())
            except (ImportError, OSError, RuntimeError):  # not there, or too old to tell
                self._linker = (0, 0)
        return self._linker

    def _read(self, name: str) -> list[CompiledUnit]:
        """The units of a file; none when it is damaged or of another table."""
        try:
            with open(os.path.join(self.folder, name), "rb") as file:
                magic, line, code = file.readline(), file.readline(), file.read()
            head: dict[str, Any] = json.loads(line)
            if magic != SHIPPED_MAGIC or head["prefix"] != self.prefix:
                return []
            if sum(size for size, _ in head["units"]) != len(code):
                return []
        except (OSError, ValueError, KeyError, TypeError):
            return []
        arch = name.partition(".")[0]
        found, start = [], 0
        for size, refused in head["units"]:
            part = code[start : start + size]
            start += size
            rows = {int(row): text for row, text in refused.items()}
            found.append(CompiledUnit(arch, part, rows, "-" + hashlib.sha256(part).hexdigest()))
        return found


shipped_units.append(ShippedUnits)
