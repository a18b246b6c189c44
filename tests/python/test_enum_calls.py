"""Enums made of numbers in kernels: what C++'s static_cast gives, for scoped and plain enums."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tools import cpu, modules

HEADER = Path(__file__).with_name("runtime_enums.cuh")


@pytest.fixture(scope="module")
def lib() -> Any:
    return modules.bound(str(HEADER), retain=["*/runtime_enums.cuh"])


def outputs(lib: Any, kernel: Any, count: int, *more: Any, debug: bool = False) -> list[float]:
    out = np.zeros(count)
    cpu.run(kernel, [lib], 1, 1, out, *more, include_dirs=[HEADER.parent], debug=debug)
    found: list[float] = out.tolist()
    return found


@pytest.mark.parametrize("debug", [False, True], ids=["optimised", "debug"])
def test_of_numbers(lib: Any, debug: bool) -> None:
    def kernel(out, i, x):  # type: ignore[no-untyped-def]
        out[0] = int(lib.mix(lib.Color(i)))
        out[1] = int(lib.Color(i + 1)) * 10
        c = lib.Color(1)
        out[2] = c == lib.Color.red
        out[3] = int(lib.Plain(i) | lib.P2)
        out[4] = int(lib.Color(x))
        out[5] = int(lib.Color(True))
        out[6] = int(lib.Color(lib.Plain(i)))
        f = lib.F(i)
        f |= lib.F.c
        out[7] = int(f)

    assert outputs(lib, kernel, 8, 1, 2.75, debug=debug) == [2, 20, 1, 13, 2, 1, 1, 69]


def test_the_underlying_type_counts(lib: Any) -> None:
    """What is no enumerator stays a value; bits that the type has not are lost."""

    def kernel(out, i):  # type: ignore[no-untyped-def]
        out[0] = lib.n.number(lib.n.Fl(i))
        out[1] = lib.n.number(lib.n.Fl(i + 200))
        out[2] = float(lib.Color(-i))
        out[3] = float(lib.F(-1))

    assert outputs(lib, kernel, 4, 257) == [1, (457 & 255), -257, 2.0**32 - 1]


def test_wide_and_unsigned(tmp_path: Path) -> None:
    """Members of unsigned 64-bit enums are never negative, and may be above int64's beside small ones."""
    header = tmp_path / "wide.cuh"
    header.write_text(
        "#pragma once\nenum Wide : unsigned long long { none, full = ~0ull };\n"
        "enum class Small : unsigned long long { one = 1 };\n"
        "__device__ inline unsigned long long number(Wide w) { return w; }\n"
        "__device__ inline Wide given() { return full; }\n"
        "__device__ inline Small same(Small s) { return s; }\n"
    )
    lib = modules.bound(str(header))

    def kernel(out):  # type: ignore[no-untyped-def]
        out[0] = int(lib.full)
        out[1] = int(lib.Wide.full)
        out[2] = float(lib.given())
        out[3] = int(lib.given())
        out[4] = lib.given().value
        out[5] = lib.full.value
        out[6] = lib.number(lib.full)
        out[7] = int(lib.Wide(lib.full))
        out[8] = np.float64(lib.full)
        out[9] = np.uint64(lib.full)
        out[10] = lib.given() == lib.Wide.full
        out[11] = lib.same(lib.Small.one) == lib.Small.one
        out[12] = int(lib.Small.one)

    out = np.zeros(13)
    cpu.run(kernel, [lib], 1, 1, out, include_dirs=[tmp_path])
    assert out.tolist() == [2.0**64] * 10 + [1, 1, 1]


def test_in_fields_and_branches(lib: Any) -> None:
    def kernel(out, n):  # type: ignore[no-untyped-def]
        for i in range(n):
            c = lib.Color.red
            if i > 1:
                c = lib.Color(i % 3)
            out[i] = int(c)

    assert outputs(lib, kernel, 5, 5) == [1, 1, 2, 0, 1]


def test_alone(lib: Any) -> None:
    """A kernel whose only bound name is the enum."""
    Color = lib.Color

    def kernel(out, i):  # type: ignore[no-untyped-def]
        out[0] = int(Color(i))

    assert outputs(lib, kernel, 1, 7) == [7]


def test_refused(lib: Any) -> None:
    def kernel(out, i):  # type: ignore[no-untyped-def]
        out[0] = int(lib.Color(out))

    text = r"Color is an enum, which is made of a number, not of array\(float64, 1d, C\)"
    with pytest.raises(Exception, match=text):
        outputs(lib, kernel, 1, 7)


def test_a_class_of_that_name_elsewhere(tmp_path: Path) -> None:
    """An enum keeps its own integers where other libraries have a class of its name."""
    texts = {
        "shades": "struct Shade { float x; };",
        "tones": "enum class Shade : unsigned char { dark = 1 };",
        "hues": "struct Shade { double y; };",
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.cuh").write_text(f"#pragma once\n{text}\n")
    made = [modules.bound(str(tmp_path / f"{name}.cuh")) for name in texts]
    lib = made[1]

    def kernel(out, i):  # type: ignore[no-untyped-def]
        out[0] = int(lib.Shade(i))

    out = np.zeros(1)
    cpu.run(kernel, [lib], 1, 1, out, 257)
    assert out[0] == 1
