"""`numbast.report`: what becomes of each declaration of headers, or became of a loaded library's."""

from __future__ import annotations

import os
from collections.abc import Iterable
from types import ModuleType
from typing import Any

from .arguments import header_names, truth
from .errors import ArgumentError
from .library import LoadedLibrary, library_report
from .making import make
from .options import options_from
from .reporting import Report

__all__ = ["report"]


def report(
    headers: str | os.PathLike[str] | Iterable[str | os.PathLike[str]] | LoadedLibrary,
    *,
    nvrtc_check: bool = True,
    **options: Any,
) -> Report:
    """What would be bound of `headers`, options as for `generate`; nothing is written.

    Headers that NVRTC refuses are said in it and are no error. Of a loaded library: what is bound of it
    (NVRTC has not been asked).
    """
    if isinstance(headers, ModuleType):
        if not isinstance(headers, LoadedLibrary):
            raise ArgumentError(
                f"report() takes headers or what load() returned: the module '{headers.__name__}' does not "
                "hold its report (generate() returns it, and writes it with `report=FILE`)"
            )
        return library_report(headers)
    names = header_names(headers, "report")
    checked = truth("report", "nvrtc_check", nvrtc_check)
    return make(names, options_from(options), "module", False, checked, reports=True).report
