"""The runtime's joined text, made when the package was built.

The build (meson.build) runs `python -m numbast.prepared FILE DEPFILE`. The file names what it was made from.
Where that is not what is here, as in an edited source tree, the text is made now and kept in the cache, for
making it takes several times as long as parsing a header.
"""

from __future__ import annotations

import functools
import json
import os
import sys
from collections.abc import Iterator

from .runtime.cache import cache, cache_key

__all__ = ["prepared_runtime"]

BUILT = "runtime.json"  # beside this file: {"key": _key(), "pieces": joined_runtime()}


@functools.cache
def prepared_runtime() -> dict[str, str]:
    """{"core": its text, part: its text packed}."""
    key = _key()
    return _built(key) or json.loads(cache().make(key, _made_now))


def _key() -> str:
    """Names the files that the text is made from, by content."""
    here = _here()
    files = ((os.path.relpath(path, here).encode(), _content(path)) for path in _made_from())
    return cache_key("runtime", *(part for file in files for part in file))


def _made_from() -> list[str]:
    """The paths of these files."""
    return sorted(_files(_here()))


def _files(here: str) -> Iterator[str]:
    for name in ("joined.py", "shrinking.py"):
        yield os.path.join(here, name)
    for folder, _, names in os.walk(os.path.join(here, "runtime")):
        if not folder.endswith("__pycache__"):
            yield from (os.path.join(folder, name) for name in names)


def _built(key: str) -> dict[str, str] | None:
    """What the build left, if it was made from the files of today."""
    try:
        found = json.loads(_content(os.path.join(_here(), BUILT)))
    except (OSError, ValueError):
        return None
    return found["pieces"] if found["key"] == key else None


def _made_now() -> bytes:
    from .joined import joined_runtime

    return json.dumps(joined_runtime()).encode()


def _here() -> str:
    return os.path.dirname(os.path.abspath(__file__))


def _content(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def main(output: str, depfile: str) -> None:
    """Writes the file of the build, and for the build system what it was made from."""
    from .joined import joined_runtime

    with open(output, "w", encoding="utf-8") as file:
        json.dump({"key": _key(), "pieces": joined_runtime()}, file)
    paths = " ".join(path.replace(" ", "\\ ") for path in _made_from())
    with open(depfile, "w", encoding="utf-8") as file:
        file.write(f"{os.path.basename(output)}: {paths}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
