"""Parts of the runtime that only some libraries need, and that travel with their modules alone.

A binding table names its parts in `parts`; "compiling", "keeping" and "apart" go with every module, and are
asked for when NVRTC has to make something, a kernel is kept or read, or two libraries meet in one. In the
numbast package a part is files of this folder, imported when the first table asks for it. A static module
carries it as packed text, and it runs in the globals of whichever runtime serves the process, so that a
module without a part may serve one that brought it. What is compiled of it is kept in the cache. The core
imports nothing of a part; a part enters itself where the core looks.
"""

from __future__ import annotations

import importlib
import marshal
import sys
import threading
from collections.abc import Iterable
from types import CodeType
from typing import Any

from .cache import cache, cache_key
from .failures import RuntimeNumbastError
from .version import RUNTIME_VERSION

#: {part: its files}, in the order in which parts may build on each other. "nvrtc" is data: the C and C++
#: library headers for NVRTC, which the package has as files of nvrtc_include/.
PART_FILES: dict[str, tuple[str, ...]] = {
    "compiling": (
        "live_includes", "header_scan", "nvrtc_calls", "nvrtc_log", "pch_files", "link_failures", "compiling",
    ),
    "keeping": ("kernel_keys",),
    "apart": ("apart",),
    "nvrtc": (),
    "linking": ("linking",),
    "moved": ("moved",),
    "shipped": ("shipped",),
    "records": (
        "lvalue_numba_cuda", "lvalues", "lvalue_early", "lvalue_install",
    ),
    "objects": (
        "lvalue_paths", "lvalue_order", "lvalue_find", "lvalue_copies", "lvalue_moments", "lvalue_objects",
        "lvalue_tidy", "lvalue_elements", "lvalue_casts", "lvalue_pass",
    ),
    "indices": ("lvalue_bits", "lvalue_index", "lvalue_items"),
    "temporaries": ("joint", "lvalue_steps", "temporaries"),
    "hosts": ("host_arguments", "host_values", "host_dtypes", "host_objects"),
    "templates": (
        "template_text", "member_asked", "taken", "templates", "functors", "extents", "by_name", "kept_ptx",
        "ahead",
    ),
    "fronts": ("front_ends",),
    "listed": ("asked_log", "asked_parts", "asked_lines", "asking", "listed"),
    "variables": ("shapes", "variables"),
    "enums": ("enum_calls",),
    "pointers": ("pointers", "object_items"),
    "numbers": ("object_numbers",),
    "joining": ("joining",),
    "initials": ("host_initials",),
    "making": ("making",),
}  # fmt: skip

#: {part: what it asks for when a kernel needs it}; both go with a module.
LATER = {"records": "objects", "templates": "fronts", "hosts": "making"}

#: The part in whose words all others that are code are packed: every module has it.
FIRST = "compiling"

#: Whether this is the joined text of a static module; the bundler says so.
JOINED = False

#: {part: its text, zlib's in base 85, see _unpacked}; filled by the joined text.
PART_TEXT: dict[str, str] = {}

#: What a part offers to the package: {"oracle": its class}.
part_objects: dict[str, Any] = {}

_present: set[str] = set()  # parts that run in this runtime
_lock = threading.RLock()


def lacking_parts(names: Iterable[str], elsewhere: dict[tuple[int, str], str]) -> list[str]:
    """The parts that this runtime can't get. `elsewhere`: {(version, part): packed text} of the process."""
    wanted = [part for name in names for part in (name, LATER.get(name, name))]
    return [name for name in wanted if name not in _present and not _packed(name, elsewhere) and JOINED]


def install_parts(names: Iterable[str], elsewhere: dict[tuple[int, str], str]) -> None:
    """Makes parts ready, each once. RuntimeNumbastError for one that can't be had."""
    with _lock:
        for name in (n for n in names if n not in _present):
            packed = _packed(name, elsewhere)
            if packed:
                exec(_part_code(name, packed, elsewhere), globals())
            elif name in PART_FILES and not JOINED:
                for file in PART_FILES[name]:
                    importlib.import_module(f"{__package__}.{file}")
            else:
                raise RuntimeNumbastError(
                    f"the bindings need the part '{name}' of numbast's runtime, which version "
                    f"{RUNTIME_VERSION} does not have: generate them again, with it"
                )
            _present.add(name)


def _packed(name: str, elsewhere: dict[tuple[int, str], str]) -> str:
    """A part that came with this text, or with another of the same version; "" for none."""
    return PART_TEXT.get(name) or (elsewhere.get((RUNTIME_VERSION, name), "") if JOINED else "")


def parts_before(name: str) -> list[str]:
    """The parts in whose words one is packed: the first, and what asks for it."""
    if name == FIRST or not PART_FILES.get(name):
        return []
    return [FIRST, *(a for a, b in LATER.items() if b == name)]


def _unpacked(name: str, packed: str, elsewhere: dict[tuple[int, str], str]) -> bytes:
    """A part's text."""
    import base64
    import zlib

    words = [_unpacked(part, _packed(part, elsewhere), elsewhere) for part in parts_before(name)]
    text = zlib.decompressobj(zdict=b"".join(words))
    return text.decompress(base64.b85decode(packed.replace("\n", "")))


def _part_code(name: str, packed: str, elsewhere: dict[tuple[int, str], str]) -> CodeType:
    """The code of a part. Its lines are where tracebacks look for them."""
    import linecache

    file = f"numbast part {name}"
    key = cache_key("part", sys.implementation.cache_tag or "", str(marshal.version), packed)
    made: list[CodeType] = []

    def is_good(data: bytes) -> bool:
        try:
            made[:] = [marshal.loads(data)]
        except (ValueError, EOFError, TypeError):
            return False
        return isinstance(made[0], CodeType)

    def text() -> str:  # decoding takes longer than all the rest: nobody asks for it in a warm process
        return _unpacked(name, packed, elsewhere).decode()

    def make() -> bytes:
        made[:] = [compile(text(), file, "exec", dont_inherit=True)]
        return marshal.dumps(made[0])

    linecache.cache[file] = (text,)
    cache().make_checked(key, make, is_good)
    return made[0]
