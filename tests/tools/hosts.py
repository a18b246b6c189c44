"""What the tests of host objects pass to kernels, on the CPU and on a device."""

from __future__ import annotations

from typing import Any

import numpy as np

ML = [
    ("cuda_bf16.h", "bfloat16", "__nv_bfloat16"),
    ("cuda_fp8.h", "float8_e4m3fn", "__nv_fp8_e4m3"),
    ("cuda_fp8.h", "float8_e5m2", "__nv_fp8_e5m2"),
    ("cuda_fp8.h", "float8_e8m0fnu", "__nv_fp8_e8m0"),
]

NAMES = [
    "byte_of",
    "sixteen",
    "words",
    "large",
    "either",
    "bits",
    "derived",
    "tight",
    "over",
    "quad",
    "total",
]


def values(lib: Any) -> list[tuple[str, Any, float]]:
    """(device function, argument, what it gives)."""
    rng = np.random.default_rng(1)
    words = rng.integers(-1000, 1000, 25)
    large = rng.integers(0, 100, 1000).astype("f4")
    return [
        ("byte_of", lib.Byte(200), 200),
        ("sixteen", lib.Sixteen(1.5, 2, -3, -4, -5, True), -7.5),
        ("words", lib.Words(words), int((words * np.arange(1, 26)).sum())),
        ("large", lib.Large(large), float(large.sum())),
        ("either", lib.Either(f=1.0), 0x3F800000),
        ("bits", lib.Bits(a=5, b=-3, c=True, mode=lib.Mode.On, rest=100000), 102975),
        ("derived", lib.Derived(a=1, b=2, f=4.0, own=8, id=16), 31),
        ("tight", lib.Tight(1, 2, 4), 7),
        ("over", lib.Over(1, 2), 3),
        ("quad", lib.Quad([1, 2, 4, 8]), 15),
        ("total", lib.Params(1, 2, 3, 4.5, (5, -6), np.ones((2, 3)), lib.Mode.On, None, True, b"a"), 1212.5),
    ]
