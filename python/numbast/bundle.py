"""Writes a binding table and the runtime as one static module.

Files of a part (runtime/parts.py) follow as packed text, in modules whose table names the part.
"""

from __future__ import annotations

import ast
import os
import re

from .prepared import prepared_runtime
from .runtime.parts import LATER, PART_FILES

__all__ = ["bundle", "packed_part", "runtime_text", "static_module"]

SIBLING = "_numbast_runtime"
FUTURE = "from __future__ import annotations\n"
TITLE = """\
# The runtime of numbast's bindings (Apache-2.0), the same text in every generated module. Its comments are in
# numbast's own files, runtime/*.py.
"""
ATTACH = "__numbast_attach__(globals(), __numbast_table__)\n"
SIBLING_IMPORT = f"""\
if __package__:
    from .{SIBLING} import __numbast_attach__
else:
    from {SIBLING} import __numbast_attach__
"""


def bundle(head: str, output: str, sibling: bool = False) -> dict[str, str]:
    """The files of a static module: {path: text}.

    `head` is the core's text (banner and `__numbast_table__ = {...}`), `output` the module's path. With
    `sibling` the runtime is a file beside it that several modules share.
    """
    files = {output: static_module(head, "sibling" if sibling else "embedded")}
    if sibling:
        text = TITLE + FUTURE + "\n" + runtime_text(tuple(PART_FILES))
        files[os.path.join(os.path.dirname(output), SIBLING + ".py")] = text
    return files


def static_module(head: str, runtime: str = "embedded") -> str:
    """The text of a static module with its runtime "embedded", or imported from a "sibling" file."""
    comments, table = _split_head(head)
    body = SIBLING_IMPORT if runtime == "sibling" else TITLE + runtime_text(needed_parts(table))
    return f"{comments}{FUTURE}\n{table.rstrip()}\n\n{body.rstrip()}\n\n{ATTACH}"


def needed_parts(table: str) -> tuple[str, ...]:
    """The parts of the runtime that a module has: those that the text of its table names, and what waits."""
    found = re.search(r"^'parts': (.+),$", table, re.MULTILINE)
    named: tuple[str, ...] = ast.literal_eval(found[1]) if found else ()
    return ("compiling", "keeping", "apart", *named, *(LATER[name] for name in named if name in LATER))


def runtime_text(parts: tuple[str, ...] = ()) -> str:
    """The runtime as one text, without the import from __future__ that a module has in its first lines."""
    pieces = prepared_runtime()
    packed = (f'PART_TEXT["{part}"]="""\n{pieces[part]}\n"""\n' for part in PART_FILES if part in parts)
    return pieces["core"] + "".join(packed)


def packed_part(name: str) -> str:
    """A part for another runtime of this version in the process."""
    return prepared_runtime()[name]


def _split_head(head: str) -> tuple[str, str]:
    """The comment lines at the start, after which an import from __future__ may stand, and the rest."""
    lines = head.split("\n")
    count = 0
    while count < len(lines) and (not lines[count].strip() or lines[count].startswith("#")):
        count += 1
    return "".join(f"{line}\n" for line in lines[:count]), "\n".join(lines[count:])
