"""Versions that decide which of several runtimes in one process serves a table."""

from __future__ import annotations

#: Raised with every change of the runtime; the newest one loaded serves all tables.
RUNTIME_VERSION = 1

#: The newest table format that this runtime reads (docs/table.md).
TABLE_FORMAT = 1
