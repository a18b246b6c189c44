"""Headers with attributes behind a closing brace, as NVRTC must read them.

NVRTC ignores `packed` and `aligned` there, or gives them to a typedef alone; every other compiler lays the
type out by them. The table's `moved` says per file what to read instead, its `bodies` what besides where
NVRTC refuses the headers. A file that NVRTC is given in memory has no folder, so what it includes from beside
itself is named from an include folder, and a file of two names is guarded, since `#pragma once` takes it for
two.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from hashlib import md5
from typing import Any

from .parts import part_objects

_QUOTED = re.compile(r'^([ \t]*#[ \t]*include[ \t]*)"([^"\n]+)"', re.MULTILINE)
_ONCE = re.compile(r"^[ \t]*#[ \t]*pragma[ \t]+once\b", re.MULTILINE)


def move_attributes(
    table: dict[str, Any], folders: Sequence[str], texts: dict[str, str], bodies: bool
) -> None:
    """Adds to `texts`, {name as an include line says it: text}, what is read otherwise. A text of another
    version of a header, which lacks what is moved, stays; the layout's assertions are what judges it.
    `bodies`: without host functions' bodies.
    """
    changed = [*table.get("moved", {}).items(), *(table.get("bodies", {}).items() if bodies else ())]
    for name, (names, changes) in changed:
        place = next((p for p in folders if p and os.path.isfile(os.path.join(p, name))), None)
        if place is None:
            continue
        path = os.path.join(place, name)
        text = next((texts[n] for n in names if n in texts), None)
        if text is None:
            with open(path, encoding="utf-8", errors="surrogateescape") as file:
                text = file.read()
        for old, new in changes:
            text = text.replace(old, new)
        text = text.removeprefix("\ufeff")  # NVRTC doesn't read over a mark
        text = _rooted(text, os.path.dirname(path), place)
        if _ONCE.search(text):
            guard = f"NUMBAST_{md5(name.encode()).hexdigest()}"
            text = f"#ifndef {guard}\n#define {guard}\n#line 1\n{_ONCE.sub('', text)}\n#endif\n"
        texts.update(dict.fromkeys(names, text))


def _rooted(text: str, beside: str, place: str) -> str:
    """The text with what it includes from beside itself by its name below `place`."""

    def root(match: re.Match[str]) -> str:
        path = os.path.join(beside, match[2])
        return f'{match[1]}"{os.path.relpath(path, place)}"' if os.path.isfile(path) else match[0]

    return _QUOTED.sub(root, text)


part_objects["moved"] = move_attributes
