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

# half, then bfloat16: zeros, the limits of subnormals and normals, one and its neighbours, infinities, NaNs
SPECIAL16_TEXT = """
    0000 8000 0001 8001 03ff 83ff 0400 8400 3bff 3c00 3c01 bc00 4000 4248 3800 3e00 4100 7bff fbff 7c00 fc00
    7c01 7e00 fe00 7fff ffff 6400 6801 007f 0080 8080 3f7f 3f80 3f81 bf80 7f7f ff7f 7f80 ff80 7f81
    7fc0 ffc0"""
SPECIAL16 = np.array([int(word, 16) for word in SPECIAL16_TEXT.split()], np.uint16)

# float and double: simple values and limits, then ties and limits of half, bfloat16, fp8, fp6 and fp4
FLOAT_TEXT = """
    0 1 0.5 1.5 2 2.5 3 3.5 1e-45 1.1754942e-38 1.17549435e-38 3.4028235e38 inf 0.1 3.1415927
    1.00048828125 1.0009765625 1.00146484375 1.00390625 1.01171875 65504 65519 65520 65536
    5.9604645e-8 2.9802322e-8 6.1035156e-5 3.0517578e-5 448 464 480 57344 61440 0.001953125
    0.0009765625 7.6293945e-6 28 30 7.5 7.75 6 5 0.25 0.125 0.0625 1.25 1.75 2049 2147483648
    4294967296 9223372036854775808"""
FLOATS = [float(word) for word in FLOAT_TEXT.split()]
INT_TEXT = """
    0 1 2 3 5 7 8 127 128 255 256 257 2047 2048 2049 2051 4098 32767 32768 65503 65504 65519 65520 65535
    65536 16777215 16777217 2147483647 2147483648 4294967295 9007199254740993 9223372036854775807
    9223372036854775808 18446744073709551615"""
INTS = [int(word) for word in INT_TEXT.split()]


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
    """`[(offset, dtype)]` of a value's scalars; the rest counts as 16-bit lanes, or as bytes."""
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
