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
    table: dict[str, Any], folders: Sequence[str], texts: dict[str, str], without: set[tuple[str, int]]
) -> None:
    """Adds to `texts`, {name as an include line says it: text}, what is read otherwise. A text of another
    version of a header, which lacks what is moved, stays; the layout's assertions are what judges it.
    `without`: the (file, line) of host functions that go without their bodies.
    """
    moved: dict[str, Any] = table.get("moved", {})
    bodies: dict[str, Any] = table.get("bodies", {})
    always = [file for file, (_, edits) in bodies.items() if any(len(edit) > 3 for edit in edits)]
    for name in dict.fromkeys([*moved, *always, *(file for file, _ in sorted(without))]):
        names = (moved.get(name) or bodies[name])[0]
        place = next((p for p in folders if p and os.path.isfile(os.path.join(p, name))), None)
        if place is None:
            continue
        path = os.path.join(place, name)
        text = next((texts[n] for n in names if n in texts), None)
        if text is None:
            with open(path, encoding="utf-8", errors="surrogateescape") as file:
                text = file.read()
        for old, new in moved.get(name, ((), ()))[1]:
            text = text.replace(old, new)
        gone: list[tuple[int, str, str]] = [
            edit[:3] for edit in bodies.get(name, ((), ()))[1] if len(edit) > 3 or (name, edit[0]) in without
        ]
        text = _without_bodies(text, gone).removeprefix("\ufeff")  # NVRTC doesn't read over a mark
        text = _rooted(text, os.path.dirname(path), place)
        if _ONCE.search(text):
            guard = f"NUMBAST_{md5(name.encode()).hexdigest()}"
            text = f"#ifndef {guard}\n#define {guard}\n#line 1\n{_ONCE.sub('', text)}\n#endif\n"
        texts.update(dict.fromkeys(names, text))


def _without_bodies(text: str, edits: Sequence[tuple[int, str, str]]) -> str:
    """Each edit stands at its line; where something else does it is another version's."""
    starts = [0]
    for one in text.split("\n"):
        starts.append(starts[-1] + len(one) + 1)
    for line, old, new in sorted(edits, reverse=True):  # what stands before keeps its place
        at = starts[line - 1] - old.startswith("\n") if line < len(starts) else 0
        if text.startswith(old, at):
            text = text[:at] + new + text[at + len(old) :]
    return text


def bodies_named(table: dict[str, Any], places: Sequence[tuple[str, int]]) -> set[tuple[str, int]]:
    """The (file, line) of host functions that lines of a log lie in, or of all where no line is told."""
    found = set()
    for name, (names, edits) in table.get("bodies", {}).items():
        lines = [line for file, line in places if any(f"/{file}".endswith(f"/{n}") for n in names)]
        for first, old, *_ in edits:
            last = first + old.removeprefix("\n").count("\n")
            if not places or any(first <= line <= last for line in lines):
                found.add((name, first))
    return found


def _rooted(text: str, beside: str, place: str) -> str:
    """The text with what it includes from beside itself by its name below `place`."""

    def root(match: re.Match[str]) -> str:
        path = os.path.join(beside, match[2])
        return f'{match[1]}"{os.path.relpath(path, place)}"' if os.path.isfile(path) else match[0]

    return _QUOTED.sub(root, text)


part_objects.update(moved=move_attributes, bodies=bodies_named)
