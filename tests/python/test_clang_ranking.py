"""Overload resolution of the runtime (runtime/overload.py) against clang's, question by question.

Every pair of arithmetic types meets every argument type; then pairs of
parameters, pointers, references, enums and classes with conversions. A set of
overloads and its arguments are codes; clang gets them as C++ text.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Hashable, Iterable, Sequence

import pytest

from numbast.runtime import overload
from numbast.runtime.codes import CxxType, cxx_type
from tools import clang_overloads

pytestmark = pytest.mark.skipif(clang_overloads.cindex() is None, reason="libclang-ng is not installed")

ARITHMETIC = ("b", "c", "a", "h", "s", "t", "i", "j", "l", "m", "x", "y", "f", "d", "w", "Ds", "Di")
CLASSES = """
enum U { u0, u1 }; enum class E { e0 }; enum F : unsigned char { f0 }; enum L { l0 = 0x7fffffffffLL };
struct Base { }; struct Derived : Base { }; struct Far : Derived { };
struct FromInt { FromInt(int); };
struct FromMany { FromMany(int); FromMany(float); FromMany(double, int = 0); explicit FromMany(unsigned); };
struct ToFloat { operator float() const; };
struct ToMany { operator float() const; operator int() const; explicit operator bool() const; };
struct Half { Half(float); Half(double); Half(int); Half(unsigned); Half(long long); Half(const FromInt &);
              operator float() const; explicit operator int() const; };
struct Wrap { Wrap(const Half &); };
"""


class Facts:
    """What CLASSES says, as the runtime would read it from a table."""

    ENUMS = {"U": ("j", False, "i"), "E": ("i", True, "i"), "F": ("h", False, "h"), "L": ("m", False, "l")}
    BASES = {"Derived": ("Base",), "Far": ("Derived",)}
    CONSTRUCTORS = {
        "FromInt": [(("i",), 0, False)],
        "FromMany": [(("i",), 0, False), (("f",), 0, False), (("d", "i"), 1, False), (("j",), 0, True)],
        "Half": [((c,), 0, False) for c in ("f", "d", "i", "j", "x", "RK{FromInt}")],
        "Wrap": [(("RK{Half}",), 0, False)],
    }
    CONVERSIONS = {
        "ToFloat": [("f", False)],
        "ToMany": [("f", False), ("i", False), ("b", True)],
        "Half": [("f", False), ("i", True)],
    }
    RECORDS = ("Base", "Derived", "Far", "FromInt", "FromMany", "ToFloat", "ToMany", "Half", "Wrap")

    def bases(self, name: str) -> Iterable[str]:
        return self.BASES.get(name, ())

    def constructors(self, name: str) -> Iterable[tuple[Hashable, Sequence[CxxType], int, bool]]:
        found: list[tuple[Hashable, Sequence[CxxType], int, bool]] = []
        for i, (params, defaults, explicit) in enumerate(self.CONSTRUCTORS.get(name, [])):
            found.append(((name, "()", i), [cxx_type(p) for p in params], defaults, explicit))
        if name in self.RECORDS:  # the implicit copy and move constructors
            for i, code in enumerate((f"RK{{{name}}}", f"O{{{name}}}")):
                found.append(((name, "copy", i), [cxx_type(code)], 0, False))
        return found

    def conversions(self, name: str) -> Iterable[tuple[Hashable, CxxType, bool]]:
        for i, (result, explicit) in enumerate(self.CONVERSIONS.get(name, [])):
            yield (name, "operator", i), cxx_type(result), explicit

    def enum(self, name: str) -> tuple[CxxType, bool, CxxType] | None:
        entry = self.ENUMS.get(name)
        return (cxx_type(entry[0]), entry[1], cxx_type(entry[2])) if entry else None


Question = tuple[int, tuple[str, ...]]
Sets = list[list[tuple[str, ...]]]


def ours(sets: Sets, question: Question) -> int | str:
    """The runtime's answer in clang_overloads' terms."""
    which, args = question
    literals = {"0i": "i", "0n": "Dn", "0d": "d"}
    arguments = [
        overload.Argument(cxx_type(literals.get(a, a).removeprefix("=")), a not in literals and a[0] != "=")
        for a in args
    ]
    candidates = [tuple(cxx_type(p) for p in params) for params in sets[which]]
    found = overload.resolve(arguments, candidates, Facts())
    if found.best is None:
        return clang_overloads.AMBIGUOUS if found.tied else clang_overloads.NONE
    best = found.conversions[found.best]
    assert best is not None
    return clang_overloads.AMBIGUOUS if any(c.ambiguous for c in best) else found.best


def compare(sets: Sets, questions: list[Question], least: int) -> None:
    """Asks both; every answer must be the same, and at least `least` must choose."""
    theirs = clang_overloads.ask(sets, questions, CLASSES)
    wrong = []
    for question, want in zip(questions, theirs, strict=True):
        got = ours(sets, question)
        if got != want:
            wrong.append(f"{sets[question[0]]} called with {question[1]}: {got}, clang {want}")
    chosen = sum(isinstance(a, int) for a in theirs)
    print(f"{len(questions)} questions, {chosen} with a choice")
    assert chosen >= least
    assert not wrong, f"{len(wrong)} of {len(questions)}:\n" + "\n".join(wrong[:40])


def test_pairs_of_arithmetic_types() -> None:
    """f(A), f(B) with every argument type and the literals."""
    sets: Sets = [[(a,), (b,)] for a, b in itertools.combinations(ARITHMETIC, 2)]
    compare(sets, [(i, (x,)) for i in range(len(sets)) for x in (*ARITHMETIC, "0i", "0d")], 300)


def test_one_arithmetic_type_by_reference() -> None:
    """f(const A &), f(B)."""
    sets: Sets = [[(f"RK{a}",), (b,)] for a, b in itertools.permutations(ARITHMETIC[:14], 2)]
    compare(sets, [(i, (x,)) for i in range(len(sets)) for x in (*ARITHMETIC[:14], "0i")], 300)


def test_two_parameters() -> None:
    """f(A, A), f(B, B), f(A, B) with every pair of arguments."""
    few = ("b", "c", "t", "i", "j", "x", "f", "d")
    sets: Sets = [[(a, a), (b, b)] for a, b in itertools.combinations(few, 2)]
    sets += [[(a, a), (b, b), (a, b)] for a, b in itertools.combinations(few, 2)]
    compare(sets, [(i, p) for i in range(len(sets)) for p in itertools.product(few, repeat=2)], 1000)


def test_every_arithmetic_type_at_once() -> None:
    """One overload of each type: what is there exactly is chosen."""
    sets: Sets = [[(a,) for a in ARITHMETIC if a != left_out] for left_out in ARITHMETIC]
    compare(sets, [(i, (x,)) for i in range(len(sets)) for x in (*ARITHMETIC, "0i", "0d")], 250)


POINTERS = (
    "Pi",
    "PKi",
    "PVi",
    "PKVi",
    "Pf",
    "Pv",
    "PKv",
    "PPi",
    "PKPi",
    "PKPKi",
    "P{Base}",
    "PK{Base}",
    "P{Derived}",
    "P{Far}",
)


def test_pointers() -> None:
    """Qualification, void, bases, bool and nullptr."""
    params = (*POINTERS, "b", "i")
    sets: Sets = [[(a,), (b,)] for a, b in itertools.combinations(params, 2)]
    compare(sets, [(i, (x,)) for i in range(len(sets)) for x in (*POINTERS, "0n")], 500)


def test_enums() -> None:
    """Scoped and unscoped enums against arithmetic types and each other."""
    enums = ("{U}", "{E}", "{F}", "{L}")
    params = (*ARITHMETIC[:14], *enums)
    sets: Sets = [[(a,), (b,)] for a, b in itertools.combinations(params, 2)]
    compare(sets, [(i, (x,)) for i in range(len(sets)) for x in (*enums, "i", "h", "m")], 300)


RECORDS = tuple("{" + r + "}" for r in Facts.RECORDS)


def forms(code: str) -> tuple[str, ...]:
    """A class as a parameter: by value, by const and rvalue reference, by reference."""
    return code, "RK" + code, "O" + code, "R" + code


def test_classes() -> None:
    """Converting constructors, conversion functions and bases, one argument."""
    params = (*(f for r in RECORDS for f in forms(r)), "f", "d", "i", "b", "x", "RKf")
    sets: Sets = [[(a,), (b,)] for a, b in itertools.combinations(params, 2)]
    args = (*RECORDS, "i", "f", "d", "x", "h", "{U}", "0i")
    questions = [(i, (x,)) for i in range(len(sets)) for x in args]
    compare(sets, random.Random(1).sample(questions, 5000), 800)


def test_temporaries() -> None:
    """What a call gives back binds to && before const &, by itself or converted."""
    scalars = ("i", "f", "x", "Pi")
    params = (*(f for r in (*RECORDS, *scalars) for f in forms(r)), "d", "b", "PKi", "RKPKi", "OPKi")
    sets: Sets = [[(a,), (b,)] for a, b in itertools.combinations(params, 2)]
    args = [f"={a}" for a in (*RECORDS, *scalars, "h", "d", "{U}")]
    questions = [(i, (x,)) for i in range(len(sets)) for x in args]
    compare(sets, random.Random(3).sample(questions, 5000), 800)


def test_mixed_sets() -> None:
    """Random sets of two to five overloads with one to three parameters."""
    rng = random.Random(2)
    pool = (
        *ARITHMETIC[:14],
        *POINTERS[:8],
        "{U}",
        "{E}",
        *RECORDS,
        *("RK" + r for r in RECORDS),
        "RKi",
        "RKf",
        "RKd",
        "Rf",
    )
    given = (*ARITHMETIC[:14], "Pi", "PKi", "Pf", "0n", "0i", "0d", "{U}", "{E}", *RECORDS)
    sets: Sets = []
    questions: list[Question] = []
    while len(sets) < 700:
        arity = rng.randint(1, 3)
        made = {tuple(rng.choice(pool) for _ in range(arity)) for _ in range(rng.randint(2, 5))}
        sets.append(sorted(made))
        questions += [(len(sets) - 1, tuple(rng.choice(given) for _ in range(arity))) for _ in range(12)]
    compare(sets, questions, 500)
