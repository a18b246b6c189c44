"""C++ types that Numba has a type of its own for: one universe, whichever library names them.

Each entry is the backend's name of the type, C++'s size and alignment (checked against the table, so that a
user's own struct of the same name stays his), and the alignment that the backend's own layout of it has. What
a backend lacks becomes a record.
"""

from __future__ import annotations

#: C++ spelling -> (name that `Backend.owned` knows, size, alignment, the backend's alignment)
OWNED: dict[str, tuple[str, int, int, int]] = {
    "__half": ("float16", 2, 2, 2),
    "__nv_bfloat16": ("bfloat16", 2, 2, 2),
    "dim3": ("dim3", 12, 4, 4),
}

#: Numba types whose C++ conversions are the backend's casts when no library declares them.
OWNED_NUMBERS = ("__half", "__nv_bfloat16")


def _add_fp8() -> None:
    for kind in ("e4m3", "e5m2", "e8m0"):
        for lanes, suffix in ((1, ""), (2, "x2"), (4, "x4")):
            OWNED[f"__nv_fp8{suffix}_{kind}"] = (f"fp8{suffix}_{kind}", lanes, lanes, lanes)


def _add_vectors() -> None:
    elements = (
        ("char", "int8", 1), ("uchar", "uint8", 1), ("short", "int16", 2), ("ushort", "uint16", 2),
        ("int", "int32", 4), ("uint", "uint32", 4), ("longlong", "int64", 8), ("ulonglong", "uint64", 8),
        ("long", "int64", 8), ("ulong", "uint64", 8), ("float", "float32", 4), ("double", "float64", 8),
    )  # fmt: skip
    for name, element, size in elements:
        for lanes in (1, 2, 3, 4):
            total = size * lanes
            # three lanes, and char1..double1, are aligned as their element; the others as the whole, 16 at
            # most
            aligned = size if lanes == 3 else min(total, 16)
            OWNED[f"{name}{lanes}"] = (f"{element}x{lanes}", total, aligned, size)


_add_fp8()
_add_vectors()

_spellings: dict[str, tuple[str, ...]] = {}
for _cxx, _entry in OWNED.items():
    _spellings[_entry[0]] = (*_spellings.get(_entry[0], ()), _cxx)


def owned_spellings(backend_name: str) -> tuple[str, ...]:
    """The C++ types that the backend's type stands for, the preferred one first."""
    return _spellings.get(backend_name, ())
