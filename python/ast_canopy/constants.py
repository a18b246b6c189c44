"""What a size or an alignment is when there is none: of a template, of an incomplete record."""

from __future__ import annotations

#: The size of what has none.
INVALID_SIZE_OF: int = 2**64 - 1
#: The alignment of what has none.
INVALID_ALIGN_OF: int = 2**64 - 1

__all__ = ["INVALID_ALIGN_OF", "INVALID_SIZE_OF"]
