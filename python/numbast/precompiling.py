"""The option `precompile`: LTO-IR made ahead, for a static module's users or for this machine's cache."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from .embedding import own_folders
from .errors import ConfigError, EnvironmentProblem, HeaderError
from .progress import progress

if TYPE_CHECKING:
    from .making import Made
    from .runtime.units import Units

__all__ = ["compile_units", "shipped_files"]


def shipped_files(made: Made) -> dict[str, bytes]:
    """{name in <module>_ltoir: content} for the option's archs."""
    archs = made.parsed.options.precompile
    if not archs:
        return {}
    from .runtime.shipped import shipped_data
    from .runtime.units import Units

    table = ast.literal_eval(made.parsed.session.text("table"))
    units = Units(table, None, own_folders(made.parsed), all_wanted=True)
    found = compile_units(table, units, archs)
    version = nvrtc_release()
    return {f"{arch}.cuda{version}": shipped_data(table["prefix"], found[arch]) for arch in archs}


def nvrtc_release() -> str:
    """NVRTC's version, "13.5". EnvironmentProblem when it is not there."""
    from .nvrtc_check import nvrtc_version_text

    version = nvrtc_version_text()
    if not version:
        raise EnvironmentProblem("option 'precompile' needs NVRTC", "NVRTC", "pip install 'numba-cuda[cu13]'")
    return version


def compile_units(table: dict[str, Any], units: Units, archs: Sequence[str]) -> dict[str, list[Any]]:
    """{arch: its units} of a table. ConfigError where units are no fixed ones, HeaderError from NVRTC."""
    from .runtime.headers import UnitError

    nvrtc_release()
    if table.get("alone"):
        raise ConfigError(
            f"option 'precompile': the functions of '{table['name']}' are compiled one by one when a kernel "
            "uses them, so nothing can be made ahead",
            "precompile",
        )
    found: dict[str, list[Any]] = {}
    with progress("compiling with NVRTC", len(archs) * len(units)) as advance:
        for arch in archs:
            found[arch] = []
            for unit in range(len(units)):
                try:
                    compiled = units.compiled(unit, arch)
                except UnitError as e:
                    raise HeaderError(f"option 'precompile', {arch}: {e}") from None
                if compiled.arch != arch:
                    raise EnvironmentProblem(f"option 'precompile': this NVRTC can't compile for '{arch}'")
                found[arch].append(compiled)
                advance()
    return found


def precompiled_archs(archs: str | Iterable[str]) -> tuple[str, ...]:
    """Checked as the option's value."""
    from .options import options_from

    return options_from({"precompile": archs}).precompile
