"""CUDA C++ headers in, Numba-CUDA bindings out.

Importing this costs next to nothing: each name below is loaded when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._version import __version__
    from .differing import diff
    from .errors import (
        ArgumentError,
        ConfigError,
        EnvironmentProblem,
        HeaderError,
        NotBoundError,
        NumbastError,
        TemplateError,
    )
    from .examining import doctor
    from .generating import generate
    from .inspecting import inspect
    from .loading import load, load_source
    from .reporting import Report
    from .reports import report

__all__ = [
    "ArgumentError",
    "ConfigError",
    "EnvironmentProblem",
    "HeaderError",
    "NotBoundError",
    "NumbastError",
    "Report",
    "TemplateError",
    "__version__",
    "diff",
    "doctor",
    "generate",
    "inspect",
    "load",
    "load_source",
    "report",
]

# Where each public name lives. The modules are not called like the functions: importing a
# submodule sets an attribute of the package, which would hide the function.
_HOMES = {
    "__version__": "_version",
    "diff": "differing",
    "doctor": "examining",
    "generate": "generating",
    "inspect": "inspecting",
    "load": "loading",
    "load_source": "loading",
    "report": "reports",
    "Report": "reporting",
    **dict.fromkeys(
        (
            "ArgumentError",
            "ConfigError",
            "EnvironmentProblem",
            "HeaderError",
            "NotBoundError",
            "NumbastError",
            "TemplateError",
        ),
        "errors",
    ),
}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'numbast' has no attribute '{name}'")
    from importlib import import_module

    value = getattr(import_module(f".{home}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
