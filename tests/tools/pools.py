"""Input values for comparisons bit by bit: for each type a pool of raw bytes.

Each pool begins with special values (zeros, subnormals, infinities, NaNs,
limits, ties of every narrower type); position 0 and 1 of a function go through
all pairs of them, then come random bit patterns and random magnitudes. A unary
function of a 16-bit type sees all its 65,536 values.
"""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import codes

COUNT = 65536

SPECIAL16 = np.array(
    # half, then bfloat16: zeros, smallest and largest subnormals and normals, one and its neighbours, infinities, NaNs
    [
        0x0000,
        0x8000,
        0x0001,
        0x8001,
        0x03FF,
        0x83FF,
        0x0400,
        0x8400,
        0x3BFF,
        0x3C00,
        0x3C01,
        0xBC00,
        0x4000,
        0x4248,
    ]
    + [
        0x3800,
        0x3E00,
        0x4100,
        0x7BFF,
        0xFBFF,
        0x7C00,
        0xFC00,
        0x7C01,
        0x7E00,
        0xFE00,
        0x7FFF,
        0xFFFF,
        0x6400,
        0x6801,
    ]
    + [
        0x007F,
        0x0080,
        0x8080,
        0x3F7F,
        0x3F80,
        0x3F81,
        0xBF80,
        0x7F7F,
        0xFF7F,
        0x7F80,
        0xFF80,
        0x7F81,
        0x7FC0,
        0xFFC0,
    ],
    np.uint16,
)
FLOATS = (
    [0.0, 1.0, 0.5, 1.5, 2.0, 2.5, 3.0, 3.5, 1e-45, 1.1754942e-38, 1.17549435e-38, 3.4028235e38, float("inf")]
    # ties and limits of half, bfloat16, fp8, fp6 and fp4
    + [
        1 + 2.0**-11,
        1 + 2.0**-10,
        1 + 3 * 2.0**-11,
        1 + 2.0**-8,
        1 + 3 * 2.0**-8,
        65504.0,
        65519.0,
        65520.0,
        65536.0,
    ]
    + [
        2.0**-24,
        2.0**-25,
        2.0**-14,
        2.0**-15,
        448.0,
        464.0,
        480.0,
        57344.0,
        61440.0,
        2.0**-9,
        2.0**-10,
        2.0**-17,
    ]
    + [
        28.0,
        30.0,
        7.5,
        7.75,
        6.0,
        5.0,
        0.25,
        0.125,
        0.0625,
        1.25,
        1.75,
        2049.0,
        2.0**31,
        2.0**32,
        2.0**63,
        0.1,
        3.1415927,
    ]
)
INTS = [
    0,
    1,
    2,
    3,
    5,
    7,
    8,
    127,
    128,
    255,
    256,
    257,
    2047,
    2048,
    2049,
    2051,
    4098,
    32767,
    32768,
    65503,
    65504,
    65519,
    65520,
]
INTS += [
    65535,
    65536,
    2**24 - 1,
    2**24 + 1,
    2**31 - 1,
    2**31,
    2**32 - 1,
    2**53 + 1,
    2**63 - 1,
    2**63,
    2**64 - 1,
]


def _specials(dtype: np.dtype[Any]) -> NDArray[Any]:
    if dtype.kind == "f":
        magnitudes = np.array(FLOATS, dtype)
        nan_bits = {
            4: [0x7FC00000, 0xFFC00000, 0x7F800001, 0x7FFFFFFF],
            8: [0x7FF8 << 48, 0xFFF8 << 48, (0x7FF0 << 48) + 1],
        }
        nans = np.array(nan_bits[dtype.itemsize], f"u{dtype.itemsize}").view(dtype)
        return np.concatenate([magnitudes, -magnitudes, nans])
    if dtype == np.uint16:
        return SPECIAL16
    bits = 8 * dtype.itemsize
    values = [v % 2**bits for v in INTS] + [-v % 2**bits for v in INTS]
    return np.array(list(dict.fromkeys(values)), f"u{dtype.itemsize}").view(dtype)


def _random(dtype: np.dtype[Any], count: int, rng: np.random.Generator) -> NDArray[Any]:
    raw = rng.integers(0, 256, count * dtype.itemsize, np.uint8).view(dtype)
    if dtype.kind == "f":
        near = (rng.standard_normal(count) * np.exp2(rng.integers(-26, 18, count))).astype(dtype)
        # half way between two 16-bit values, and one step beside it
        ties = (near.astype(np.float32).view(np.uint32) & np.uint32(0xFFFF0000)) | np.uint32(0x8000)
        ties = ties + rng.integers(-1, 2, count).astype(np.uint32)
        pick = rng.integers(0, 4, count)
        return np.where(pick == 0, raw, np.where(pick == 1, ties.view(np.float32).astype(dtype), near))
    if dtype.itemsize > 2:
        shift = rng.integers(0, 8 * dtype.itemsize, count).astype(raw.dtype)
        return np.where(rng.integers(0, 2, count) == 0, raw, raw >> shift)
    return raw


def _scalars(dtype: np.dtype[Any], role: int, rng: np.random.Generator) -> NDArray[Any]:
    """COUNT values; role -1: of a unary function, else the argument's position."""
    specials = _specials(dtype)
    if role < 0 and dtype.itemsize <= 2:
        return np.resize(np.arange(2 ** (8 * dtype.itemsize)).astype(f"u{dtype.itemsize}"), COUNT).view(dtype)
    values = _random(dtype, COUNT, rng)
    n = len(specials)
    index = np.arange(min(n * n, COUNT // 2))
    order = {0: index // n, 1: index % n}.get(
        role, index % n if role < 0 else (index * (2 * role + 3) + role) % n
    )
    values[: len(index)] = specials[order]
    return values


def leaves(code: str, types: dict[str, Any]) -> list[tuple[int, np.dtype[Any]]]:
    """`[(offset, dtype)]` of the scalars in a value; bytes that no public field names count as 16-bit lanes (or bytes)."""
    c = codes.parse(code)
    if c.kind == "builtin":
        return [(0, np.dtype(codes.BUILTINS[c.text][2]))]
    entry = types[c.text]
    size, fields = entry[1], entry[6]
    found: list[tuple[int, np.dtype[Any]]] = []
    if "p" in entry[3] and fields:
        for _name, field_code, bits, _width in fields:
            try:
                found += [(bits // 8 + at, dtype) for at, dtype in leaves(field_code, types)]
            except (KeyError, TypeError):
                return _lanes(c.text, size)
        return found
    return _lanes(c.text, size)


def _lanes(spelling: str, size: int) -> list[tuple[int, np.dtype[Any]]]:
    narrow = any(word in spelling for word in ("fp8", "fp6", "fp4")) or size % 2
    step = 1 if narrow else 2
    return [(at, np.dtype(f"u{step}")) for at in range(0, size, step)]


def pool(code: str, role: int, types: dict[str, Any]) -> bytes:
    """COUNT values of a type as raw bytes; the same on every machine."""
    rng = np.random.default_rng(zlib.crc32(f"{code} {role}".encode()))
    size = codes.size_of(code, types)
    if code == "b":
        return (
            rng.integers(0, 2, COUNT).astype(np.uint8) if role >= 0 else np.arange(COUNT, dtype=np.uint8) % 2
        ).tobytes()
    out = np.zeros((COUNT, size), np.uint8)
    for number, (at, dtype) in enumerate(leaves(code, types)):
        values = _scalars(dtype, role, rng)
        if number:  # the lanes of a vector must differ
            values = np.roll(values, 7919 * number)
        out[:, at : at + dtype.itemsize] = values.view(np.uint8).reshape(COUNT, dtype.itemsize)
    return out.tobytes()
