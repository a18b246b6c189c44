"""The engine of each backend: made when Numba first asks for the type of a handle, one for all libraries of
the process.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Any

DEFAULT_BACKEND = "numba-cuda"

#: How to make an engine, by backend; filled by the backend files.
engine_makers: dict[str, Callable[[], Any]] = {}
_engines: dict[str, Any] = {}

#: What parts of the runtime do with each engine when it starts; filled by the parts.
extensions: list[Callable[[Any], None]] = []

#: Held while an engine is made and started: it registers with Numba, once a process. One thread may enter
#: again, as what it registers asks for types.
engine_lock = threading.RLock()

#: Module of a backend that is loaded -> what to do before a kernel uses a bound name.
before_kernels: dict[str, Callable[[], None]] = {}


def tell_types(*classes: type) -> None:
    """Has numba-cuda, where it is loaded, ask objects of these classes for their types at once: it would look
    through all classes that it knows, and their subclasses, once for each class of ours.
    """
    typeof = getattr(sys.modules.get("numba.cuda.typing.typeof"), "typeof_impl", None)
    for cls in classes:
        if typeof is not None and cls not in typeof.registry:
            typeof.register(cls, lambda value, _: getattr(value, "_numba_type_", None))


def about_to_be_used() -> None:
    """A bound name that needs no engine was asked for, maybe by a kernel."""
    for module, prepare in before_kernels.items():
        if module in sys.modules:
            prepare()


def is_numba(name: str) -> bool:
    """Is it Numba that asks a module for a name? Then it stands in a kernel, where `lib["name"]` may be. The
    runtime that serves the module asks this.
    """
    asks = name.startswith("_numba_")
    if asks:
        numba_engine().start()
    return asks


def numba_engine(backend: str = DEFAULT_BACKEND) -> Any:
    """The engine of a backend. It registers what it needs when the first handle is typed: inside a
    compilation.
    """
    found = _engines.get(backend)
    if found is None:
        with engine_lock:
            found = _engines.get(backend)
            if found is None:
                found = _engines[backend] = engine_makers[backend]()
    return found
