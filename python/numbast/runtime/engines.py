"""The engine of each backend: made when Numba first asks for the type of a handle, one for all libraries of
the process.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

DEFAULT_BACKEND = "numba-cuda"

#: How to make an engine, by backend; filled by the backend files.
engine_makers: dict[str, Callable[[], Any]] = {}
_engines: dict[str, Any] = {}


def numba_engine(backend: str = DEFAULT_BACKEND) -> Any:
    """The engine of a backend. It registers what it needs when the first handle is typed: inside a
    compilation.
    """
    found = _engines.get(backend)
    if found is None:
        found = _engines[backend] = engine_makers[backend]()
    return found
