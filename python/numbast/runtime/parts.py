"""Parts of the runtime that only some libraries need, and that travel with their modules alone.

A binding table names its parts in `parts`. In the numbast package a part is files of this folder, imported
when the first table asks for it. In a static module's joined text it is one function, never called: its code
runs in the globals of whichever runtime serves the process, so that a module without a part may serve one
that brought it. The core imports nothing of a part; a part enters itself where the core looks.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Iterable
from types import CodeType
from typing import Any

from .failures import RuntimeNumbastError
from .version import RUNTIME_VERSION

#: {part: its files}, in the order in which parts may build on each other. "nvrtc" is data: the C and C++
#: library headers for NVRTC, which the package has as files of nvrtc_include/.
PART_FILES: dict[str, tuple[str, ...]] = {
    "nvrtc": (),
    "linking": ("linking",),
    "shipped": ("shipped",),
    "records": (
        "lvalue_numba_cuda", "lvalues", "lvalue_paths", "lvalue_order", "lvalue_find", "lvalue_objects",
        "lvalue_pass",
    ),
    "hosts": ("host_arguments", "host_values", "host_dtypes", "host_objects"),
    "templates": ("templates",),
    "variables": ("variables",),
}  # fmt: skip

#: Whether this is the joined text of a static module; the bundler says so.
JOINED = False

#: {part: its code}; filled by the joined text.
PART_CODE: dict[str, CodeType] = {}

#: What a part offers to the package: {"oracle": its class}.
part_objects: dict[str, Any] = {}

_present: set[str] = set()  # parts that run in this runtime
_lock = threading.RLock()


def lacking_parts(names: Iterable[str], elsewhere: dict[tuple[int, str], CodeType]) -> list[str]:
    """The parts that this runtime can't get. `elsewhere`: {(version, part): code} of the process."""
    return [name for name in names if name not in _present and _part_code(name, elsewhere) is None and JOINED]


def install_parts(names: Iterable[str], elsewhere: dict[tuple[int, str], CodeType]) -> None:
    """Makes parts ready, each once. RuntimeNumbastError for one that can't be had."""
    with _lock:
        for name in (n for n in names if n not in _present):
            code = _part_code(name, elsewhere)
            if code is not None:
                exec(code, globals())
            elif name in PART_FILES and not JOINED:
                for file in PART_FILES[name]:
                    importlib.import_module(f"{__package__}.{file}")
            else:
                raise RuntimeNumbastError(
                    f"the bindings need the part '{name}' of numbast's runtime, which version "
                    f"{RUNTIME_VERSION} does not have: generate them again, with it"
                )
            _present.add(name)


def _part_code(name: str, elsewhere: dict[tuple[int, str], CodeType]) -> CodeType | None:
    """Code of a part that came with this text, or with another of the same version."""
    return PART_CODE.get(name) or (elsewhere.get((RUNTIME_VERSION, name)) if JOINED else None)
