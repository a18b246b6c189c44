"""Overload resolution by itself: codes in, the choice or the reason out (test_clang_ranking.py compares it
with clang).
"""

from __future__ import annotations

from typing import Any

import pytest

from numbast.runtime.codes import cxx_spelling, cxx_type
from numbast.runtime.overload import Argument, resolve, why_not


class NoClasses:
    """Facts of a world without classes and enums."""

    def bases(self, name: str) -> tuple[()]:
        return ()

    def constructors(self, name: str) -> tuple[()]:
        return ()

    def conversions(self, name: str) -> tuple[()]:
        return ()

    def enum(self, name: str) -> Any:
        return None


def choice(args: str, *candidates: str, relaxed: bool = False, wide: str = "") -> int | None:
    """Index of the chosen candidate; arguments and parameters are codes with spaces between."""
    arguments = [Argument(cxx_type(a), False, wide) for a in args.split()]
    parameters = [tuple(cxx_type(p) for p in c.split()) for c in candidates]
    return resolve(arguments, parameters, NoClasses(), relaxed).best


@pytest.mark.parametrize(
    ("args", "candidates", "best"),
    [
        ("i", ("f", "d"), None),
        ("f", ("f", "d"), 0),
        ("f", ("i", "d"), 1),
        ("s", ("l", "i"), 1),
        ("b", ("i", "f"), 0),
        ("i f", ("i d", "d f"), None),
        ("i f", ("i f", "d f"), 0),
        ("Pf", ("PKf", "Pf"), 1),
        ("Pf", ("Pv", "b"), 0),
        ("Pf", ("PKVf", "PKf"), 1),
        ("PPf", ("PKPKf",), 0),
        ("PPf", ("PPKf",), None),
        ("Dn", ("PKf", "i"), 0),
        ("i", ("RKi", "Oi"), 1),
        ("i", ("Ri",), None),
        ("i", ("RKd", "l"), None),
        ("i", ("i", "i"), 0),
    ],
)
def test_choice(args: str, candidates: tuple[str, ...], best: int | None) -> None:
    assert choice(args, *candidates) == best


def test_widened_integers_keep_their_kind() -> None:
    assert choice("x", "s", "d") is None
    assert choice("x", "s", "d", relaxed=True, wide="i") == 0
    assert choice("d", "f", "i", relaxed=True, wide="f") == 0


def test_reasons() -> None:
    facts = NoClasses()
    assert (
        why_not(Argument(cxx_type("PKf")), cxx_type("Pf"), facts)
        == "const float * to float * would lose const"
    )
    assert why_not(Argument(cxx_type("i")), cxx_type("Pf"), facts) == "no conversion from int to float *"
    assert "can be changed" in why_not(Argument(cxx_type("i")), cxx_type("Ri"), facts)


@pytest.mark.parametrize(
    ("code", "spelling"),
    [
        ("PKf", "const float *"),
        ("KPKf", "const float *const"),
        ("RK{ns::S<int>}", "const ns::S<int> &"),
        ("PA3_A2_i", "int (*)[3][2]"),
        ("PVPKc", "const char *volatile *"),
        ("O{A{B}}", "A{B} &&"),
    ],
)
def test_spelling(code: str, spelling: str) -> None:
    assert cxx_spelling(cxx_type(code)) == spelling
    assert cxx_type(code).code == code


@pytest.mark.parametrize("code", ["", "P", "{S", "q", "ii"])
def test_no_code(code: str) -> None:
    with pytest.raises(ValueError, match="not a type code"):
        cxx_type(code)
