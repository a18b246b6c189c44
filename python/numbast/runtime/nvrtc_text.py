"""C and C++ library headers for NVRTC, which has none of its own.

In the numbast package they are the files of `nvrtc_include/`. A static module carries the one that every unit
begins with (`HOST`), and the others, as the part "nvrtc" of the runtime, where its headers lead to one of
them. A process's first compilation gets them from memory, later ones from files in the cache folder, which
precompiled headers need and which cost more to write than one compilation has.
"""

from __future__ import annotations

import os

from .cache import Cache, cache_key

#: {name as included: text}; empty in the package.
NVRTC_HEADERS: dict[str, str] = {}

#: What NVRTC includes before everything else (compile.nvrtc_options).
HOST = "nvrtc_std/host.h"

_tree_keys: dict[int, str] = {}  # {how many there are: the key of their folder in the cache}


def nvrtc_headers() -> dict[str, str]:
    """All of them: {name as included: text}, sorted by name."""
    if NVRTC_HEADERS:
        return NVRTC_HEADERS
    root = package_folder()
    found = {}
    for folder, _, names in os.walk(root):
        for name in names:
            path = os.path.join(folder, name)
            if name != "README":
                with open(path, encoding="utf-8") as file:
                    found[os.path.relpath(path, root)] = file.read()
    return dict(sorted(found.items()))


def has_nvrtc_header(name: str) -> bool:
    """Whether a header by that name is one of ours."""
    return name in NVRTC_HEADERS if NVRTC_HEADERS else os.path.isfile(os.path.join(package_folder(), name))


def held_header(name: str) -> str | None:
    """The text of one of them that is held in memory: of none in the package."""
    return NVRTC_HEADERS.get(name)


def nvrtc_folder(store: Cache, is_read: bool = True) -> str:
    """A folder that holds them; "" when none can be written: then NVRTC gets them from memory. Only where it
    `is_read` it is made, if need be, and looked at whether all of them are there.
    """
    if not NVRTC_HEADERS:
        return package_folder()
    count = len(NVRTC_HEADERS)
    if count not in _tree_keys:
        text = "\0".join([*NVRTC_HEADERS, *NVRTC_HEADERS.values()])
        _tree_keys[count] = cache_key("nvrtc", text)[:22]
    key = _tree_keys[count]
    return store.tree(key, NVRTC_HEADERS) if is_read or not store.folder else store.path(key)


def package_folder() -> str:
    return os.path.join(os.path.dirname(os.path.abspath(__file__)), "nvrtc_include")
