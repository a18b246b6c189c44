"""The header's comments, and where types and constants are declared, out of the core's model.

Dynamic mode shows them in `__doc__`. The table has none: for a static module they stand in the stub.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .runtime.codes import cxx_type
from .runtime.template_text import without_arguments

__all__ = ["Comments", "comments_of_model", "plain_comment"]

# What begins a line of a comment, and what Doxygen says about grouping, which a reader has no use for.
MARKS = re.compile(r"^[ \t]*(?:/\*[*!]?<?|//[/!]?<?|\*(?!/))?[ \t]?")
GROUPING = re.compile(
    r"^[ \t]*[\\@](?:ingroup|addtogroup|defgroup|cond|endcond|internal|endinternal|req|\{|\}).*$",
    re.MULTILINE,
)
INLINE = re.compile(r"[\\@](?:p|c|b|e|a|em|ref)\s+")
WORDS = (("brief", ""), ("details", ""), ("short", ""), ("returns", "Returns: "), ("return", "Returns: "))
PARAM = re.compile(r"[\\@]t?param\s*(\[[\w, ]*\])?\s*(?:-\s*)?(\w+)\s*-?\s*")

#: {qualified name: [[file, line, comment], ...]}; the comment "" when the header has none.
Comments = Mapping[str, Sequence[Sequence[Any]]]


def comments_of_model(model: Mapping[str, Any]) -> dict[str, list[list[Any]]]:
    """Every declaration with its places and comments."""
    files = [f["name"] for f in model["files"]]
    found: dict[str, list[list[Any]]] = {}
    for d in _declarations(model["decls"]):
        file, line, _ = d.get("loc", (-1, 0, 0))
        if d.get("qualified") and line:
            name = files[file] if 0 <= file < len(files) else ""
            found.setdefault(d["qualified"], []).append([name, line, plain_comment(d.get("comment", ""))])
    return found


def _declarations(decls: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for d in decls:
        yield d
        yield from _declarations([*d.get("members", ()), *d.get("functions", ())])


def plain_comment(comment: str) -> str:
    """A comment's text without its marks; Doxygen's commands as words."""
    text = comment.strip().removesuffix("*/")
    text = "\n".join(MARKS.sub("", line, count=1).rstrip() for line in text.splitlines())
    text = GROUPING.sub("", text)
    for command, word in WORDS:
        text = re.sub(rf"[\\@]{command}\b[ \t]*", word, text)
    text = PARAM.sub(lambda m: f"{m[2]}: ", text)
    text = INLINE.sub("", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def with_comments(comments: Comments, handle: Any, lines: Sequence[str]) -> list[str]:
    """What `__doc__` says of a name: its signatures, in `lines`, the members of a class, then each comment
    once, a blank line before it. A type has no row that tells its place: that comes behind its name.
    """
    name = handle.library.outlined(handle.qualified)
    known = comments.get(name) or comments.get(without_arguments(name), ())
    rows = [row.line for row in getattr(handle, "rows", ())]
    own = [entry for entry in known if not rows or entry[1] in rows]
    head = "\n".join(lines[: -len(rows)] if len(lines) > len(rows) > 0 else lines).split("\n")
    is_told = any(f"    {file}:{line}" in head for file, line, _ in known)
    places = [] if is_told else [f"    {file}:{line}" for file, line, _ in known]
    told = dict.fromkeys(text for _, _, text in own or known if text)
    comment = [line for text in told for line in ("", text)]
    return [*lines[:1], *places, *lines[1:], *_members(handle.library, handle.qualified), *comment]


def _members(library: Any, qualified: str) -> list[str]:
    """The fields and methods of a class."""
    entry = library.types.get(qualified, ("",))
    if entry[0] != "record":
        return []
    rows = [row for name, of in entry[7].items() if name != "()" for row in library.rows(of)]
    return [*(f"    {cxx_type(field[1])} {field[0]}" for field in entry[6]), *(f"    {row}" for row in rows)]
