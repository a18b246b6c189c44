"""The names that a C++ text includes, wherever they stand in it."""

from __future__ import annotations

import re

# It begins with a word, so that texts are searched as fast as for that word; what stands before it comes
# after.
_INCLUDES = re.compile(rb'include(_next)?[ \t]*\(?[ \t]*(?:<([^>\n]+)>|"([^"\n]+)")')

Include = tuple[bytes, bytes, bytes]  # "_next" or nothing, the name in <>, the name in quotes


def all_includes(data: bytes) -> list[Include]:
    """What a text includes or asks `__has_include` for anywhere."""
    found = []
    for match in _INCLUDES.finditer(data):
        start = match.start()
        before = data[data.rfind(b"\n", 0, start) + 1 : start]
        if before.strip() == b"#" or before.endswith(b"__has_"):
            found.append((match[1] or b"", match[2] or b"", match[3] or b""))
    return found
