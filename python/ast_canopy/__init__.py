"""The declarations of a CUDA C++ header as Python objects.

A drop-in for ast_canopy 0.10.1 (docs/compat.md says what differs), on the core that numbast uses: libclang
is loaded at run time, no process is started, nothing of LLVM is linked.

>>> import ast_canopy
>>> found = ast_canopy.parse_declarations_from_string("__device__ float half_of(float x);")
>>> [str(f) for f in found.functions]
['half_of(x) -> float']
"""

from __future__ import annotations

from .api import (
    parse_declarations_from_source,
    parse_declarations_from_string,
    value_from_constexpr_vardecl,
)
from .constants import INVALID_ALIGN_OF, INVALID_SIZE_OF

__version__ = "0.10.1"  # whose behaviour this is

__all__ = [
    "INVALID_ALIGN_OF",
    "INVALID_SIZE_OF",
    "__version__",
    "parse_declarations_from_source",
    "parse_declarations_from_string",
    "value_from_constexpr_vardecl",
]
