"""C and C++ library headers for NVRTC, which has none of its own.

In the numbast package they are the files of `nvrtc_include/`. A static module carries the one that every unit
begins with (`HOST`), and the others, as the part "nvrtc" of the runtime, where its headers lead to one of
them; they are then written to the cache folder once, because NVRTC finds an included file beside the one that
includes it only on disk.
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


def nvrtc_folder(store: Cache, is_read: bool = True) -> str:
    """A folder that holds them; "" when none can be written: then NVRTC gets them from memory. Whether all of
    them are there is looked at where it `is_read`.
    """
    if not NVRTC_HEADERS:
        return package_folder()
    count = len(NVRTC_HEADERS)
    if count not in _tree_keys:
        text = "\0".join([*NVRTC_HEADERS, *NVRTC_HEADERS.values()])
        _tree_keys[count] = cache_key("nvrtc", text)[:22]
    key = _tree_keys[count]
    is_known = not is_read and store.folder and os.path.isdir(store.path(key))
    return store.path(key) if is_known else store.tree(key, NVRTC_HEADERS)


def package_folder() -> str:
    return os.path.join(os.path.dirname(os.path.abspath(__file__)), "nvrtc_include")
