"""Which function C++ calls: implicit conversions and their ranks ([over.best.ics], [over.ics.rank],
[over.match.best]).

Everything here works on type codes alone and knows nothing of Numba. Arguments are expressions: a type
without reference and whether it is an lvalue. Classes are asked of a `ClassFacts`: bases, converting
constructors, conversion functions, enums.

    resolve([Argument(cxx_type("i"))], [(cxx_type("f"),), (cxx_type("l"),)], facts)   # -> ambiguous

Templates, ellipses and initializer lists are not decided here.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Protocol

from .codes import FLOATING, INTEGERS, CxxType, cxx_type

EXACT, PROMOTION, CONVERSION, USER = 0, 1, 2, 3
_RANK_NAMES = ("exact match", "promotion", "conversion", "user-defined conversion")


class ClassFacts(Protocol):
    """What C++ knows about named types. Spellings are those inside the braces of type codes."""

    def bases(self, name: str) -> Iterable[str]:
        """Direct base classes."""

    def constructors(self, name: str) -> Iterable[tuple[Hashable, Sequence[CxxType], int, bool]]:
        """(key, parameters, how many of them have defaults, explicit) of each constructor."""

    def conversions(self, name: str) -> Iterable[tuple[Hashable, CxxType, bool]]:
        """(key, result, explicit) of each conversion function, inherited ones too."""

    def enum(self, name: str) -> tuple[CxxType, bool, CxxType] | None:
        """(underlying type, scoped, the type it promotes to), None when it is no enum."""


class Argument:
    """An argument expression: its type (no reference), whether it names an object, and what Numba may have
    widened.

    `wide` is 'i' or 'f' when the value may have been a smaller integer or float before Numba's arithmetic
    widened it. `variable`: no && of its own type binds to it, as if it named an object; no & either.
    """

    __slots__ = ("lvalue", "type", "variable", "wide")

    def __init__(self, cxx: CxxType, lvalue: bool = False, wide: str = "", variable: bool = False) -> None:
        self.type = cxx
        self.lvalue = lvalue
        self.wide = wide
        self.variable = variable


class Conversion:
    """An implicit conversion sequence from an argument to a parameter."""

    __slots__ = (
        "ambiguous", "base_depth", "binding", "first", "function", "null", "qualified", "rank", "second",
        "source", "target", "to_bool", "to_void", "twice",
    )  # fmt: skip

    def __init__(self, source: CxxType, target: CxxType, rank: int) -> None:
        self.source = source
        self.target = target  # without reference; with the reference's qualifiers when `binding` is set
        self.rank = rank
        self.qualified = False  # a qualification adjustment is part of it
        self.to_bool = False  # a pointer became a bool
        self.to_void = False  # a pointer became void *
        self.twice = False  # an enum promoted to what its underlying type promotes to
        self.null = False  # from nullptr
        self.base_depth = 0  # steps from a derived class to the base
        self.binding = ""  # 'l' or 'r' when the parameter is a reference
        self.function: Hashable = None  # USER: the constructor or conversion function called
        self.first: Conversion | None = (
            None  # USER: into the constructor's parameter (None: conversion function)
        )
        self.second: Conversion | None = None  # USER: from the function's result
        self.ambiguous = False  # USER: several functions would do

    @property
    def name(self) -> str:
        return _RANK_NAMES[self.rank]

    @property
    def is_identity(self) -> bool:
        return self.rank == EXACT and not self.qualified


# ---- standard conversions ----------------------------------------------------
def promoted(t: CxxType, facts: ClassFacts) -> CxxType | None:
    """The type that integral and floating promotion gives `t`; None when it has none."""
    if t.kind == "named":
        enum = facts.enum(t.name)
        return None if enum is None or enum[1] else enum[2]
    if t.kind != "builtin":
        return None
    if t.name == "f":
        return cxx_type("d")
    if t.name == "b" or (t.name in INTEGERS and INTEGERS[t.name][0] < 4) or t.name == "w":
        return cxx_type("i")
    return cxx_type("j") if t.name == "Di" else None


def _is_number(t: CxxType, facts: ClassFacts) -> bool:
    """Arithmetic or an unscoped enum: what converts to any arithmetic type."""
    if t.is_arithmetic:
        return True
    enum = facts.enum(t.name) if t.kind == "named" else None
    return enum is not None and not enum[1]


def base_depth(derived: str, base: str, facts: ClassFacts) -> int:
    """Steps from `derived` to its base class `base`; 0 when it is not one of its bases."""
    level, depth, seen = list(facts.bases(derived)), 1, {derived}
    while level and depth < 64:
        if base in level:
            return depth
        seen.update(level)
        level, depth = [b for d in level for b in facts.bases(d) if b not in seen], depth + 1
    return 0


def _qualification(source: CxxType, target: CxxType) -> bool | None:
    """Does pointer type `source` become `target` by adding qualifiers? None: no; else whether any
    was added.
    """
    added, const_before = False, True
    s, t = source.target, target.target
    while s is not None and t is not None:
        if s.qualifiers & ~t.qualifiers:
            return None
        if s.qualifiers != t.qualifiers:
            if not const_before:
                return None
            added = True
        const_before = const_before and t.const
        if s.bare is t.bare:
            return added
        if s.kind != t.kind or s.kind != "pointer":
            return None
        s, t = s.target, t.target
    return None


def _pointer_conversion(source: CxxType, target: CxxType, facts: ClassFacts) -> Conversion | None:
    added = _qualification(source, target)
    if added is not None:
        found = Conversion(source, target, EXACT)
        found.qualified = added
        return found
    s, t = source.target, target.target
    assert s is not None and t is not None
    if s.qualifiers & ~t.qualifiers:
        return None
    found = Conversion(source, target, CONVERSION)
    found.qualified = s.qualifiers != t.qualifiers
    if t.bare.code == "v" and s.kind != "function":
        found.to_void = True
        return found
    if s.bare.code == "v" and t.kind == "function":
        return found  # a pointer to a function is a value that Numba knows as void *
    if s.kind == t.kind == "named":
        found.base_depth = base_depth(s.name, t.name, facts)
        if found.base_depth:
            return found
    return None


def standard_conversion(source: CxxType, target: CxxType, facts: ClassFacts) -> Conversion | None:
    """The standard conversion sequence of a value; both types without reference and own qualifiers. None:
    there is none.
    """
    source, target = source.bare, target.bare
    if source is target:
        return Conversion(source, target, EXACT)
    if target.is_arithmetic:
        if _is_number(source, facts):
            better = promoted(source, facts)
            found = Conversion(source, target, PROMOTION if better is target else CONVERSION)
            if found.rank == CONVERSION and source.kind == "named" and better is not None:
                found.twice = promoted(better, facts) is target  # an enum with a fixed, small underlying type
                found.rank = PROMOTION if found.twice else CONVERSION
            return found
        if target.name == "b" and source.kind == "pointer":
            found = Conversion(source, target, CONVERSION)
            found.to_bool = True
            return found
        return None
    if target.kind == "pointer":
        if source.code == "Dn":
            found = Conversion(source, target, CONVERSION)
            found.null = True
            return found
        return _pointer_conversion(source, target, facts) if source.kind == "pointer" else None
    if target.kind == "named" and source.kind == "named":
        depth = base_depth(source.name, target.name, facts)
        if depth:
            found = Conversion(source, target, CONVERSION)
            found.base_depth = depth
            return found
    return None


# ---- user-defined conversions ------------------------------------------------
def _through_constructor(
    argument: Argument, target: CxxType, facts: ClassFacts, explicit: bool
) -> list[Conversion]:
    found = []
    for key, parameters, defaults, is_explicit in facts.constructors(target.name):
        if (is_explicit and not explicit) or not parameters or len(parameters) - defaults > 1:
            continue
        first = implicit_conversion(argument, parameters[0], facts, user=False)
        if first is not None:
            through = Conversion(argument.type, target, USER)
            through.function, through.first = key, first
            through.second = Conversion(target, target, EXACT)
            found.append(through)
    return found


def _through_function(
    argument: Argument, target: CxxType, facts: ClassFacts, explicit: bool
) -> list[Conversion]:
    found, usual = [], []  # C++ takes explicit functions for the very type alone
    for key, result, is_explicit in facts.conversions(argument.type.name):
        if (is_explicit and not explicit) or (argument.type.const and getattr(key, "changes", False)):
            continue
        second = standard_conversion(result.value, target, facts)
        if second is not None:
            through = Conversion(argument.type, target, USER)
            through.function, through.second = key, second
            found.append(through)
            usual += [] if is_explicit and not second.is_identity else [through]
    return usual or found


def _user_order(a: Conversion, b: Conversion) -> int:
    """Which of two user-defined conversions of one argument initializes the target better."""
    if a.first is not None and b.first is not None:
        return compare(a.first, b.first)
    if a.second is not None and b.second is not None:
        changes = [getattr(c.function, "changes", False) for c in (b, a)]  # of an object that isn't const
        return _order(*changes) or compare(a.second, b.second)
    return 0


def user_conversion(
    argument: Argument, target: CxxType, facts: ClassFacts, explicit: bool = False
) -> Conversion | None:
    """The user-defined conversion of `argument` to the value type `target`; `.ambiguous` when several are as
    good.
    """
    target = target.bare
    found: list[Conversion] = []
    if target.kind == "named" and facts.enum(target.name) is None:
        found += _through_constructor(argument, target, facts, explicit)
    if argument.type.kind == "named":
        found += _through_function(argument, target, facts, explicit)
    if not found:
        return None
    for one in found:
        if all(other is one or _user_order(one, other) < 0 for other in found):
            return one
    tied = Conversion(argument.type, target, USER)
    tied.ambiguous = True
    return tied


# ---- argument to parameter ---------------------------------------------------
def _reference_related(argument: CxxType, referred: CxxType, facts: ClassFacts) -> int:
    """-1: not related; 0: the same type; n: derived to base in n steps."""
    if argument.bare is referred.bare:
        return 0
    if argument.kind == referred.kind == "named":
        return base_depth(argument.name, referred.name, facts) or -1
    return -1


def _bind_reference(
    argument: Argument, parameter: CxxType, facts: ClassFacts, user: bool
) -> Conversion | None:
    referred = parameter.target
    assert referred is not None
    related = _reference_related(argument.type, referred, facts)
    is_rvalue = parameter.kind == "rvalue"
    takes_temporary = is_rvalue or (referred.const and not referred.volatile)
    if related >= 0:
        if (is_rvalue and (argument.lvalue or argument.variable)) or (
            not takes_temporary and not argument.lvalue
        ):
            return None
        if argument.type.qualifiers & ~referred.qualifiers:
            return None
        found: Conversion | None = Conversion(argument.type, referred, CONVERSION if related else EXACT)
        assert found is not None
        found.base_depth = related
    else:
        if not takes_temporary:
            return None
        found = implicit_conversion(argument, referred.bare, facts, user)
        if found is None:
            return None
        found.target = referred
    found.binding = "r" if is_rvalue else "l"
    return found


def implicit_conversion(
    argument: Argument, parameter: CxxType, facts: ClassFacts, user: bool = True
) -> Conversion | None:
    """The implicit conversion sequence of an argument to a parameter, None when there is none.

    `user` False: standard conversions only (the argument of a converting constructor).
    """
    if parameter.is_reference:
        return _bind_reference(argument, parameter, facts, user)
    found = standard_conversion(argument.type, parameter, facts)
    if found is None and user:
        found = user_conversion(argument, parameter, facts)
    return found


# ---- ranking -----------------------------------------------------------------
def _order(a: bool | int, b: bool | int) -> int:
    return (a > b) - (a < b)


def _similar_order(a: CxxType, b: CxxType) -> int:
    """For two pointer types that differ in qualifiers only: -1 when a's are a proper subset of b's."""
    better = worse = False
    s, t = a.target, b.target
    while s is not None and t is not None:
        better |= bool(t.qualifiers & ~s.qualifiers)
        worse |= bool(s.qualifiers & ~t.qualifiers)
        if s.bare is t.bare:
            break
        if s.kind != "pointer" or t.kind != "pointer":
            return 0
        s, t = s.target, t.target
    return 0 if better == worse else (-1 if better else 1)


def _pointer_order(a: Conversion, b: Conversion) -> int:
    """Derived-to-base before void *, near bases before far ones ([over.ics.rank] 4)."""
    if a.source is b.source or a.source.bare is b.source.bare:
        if a.to_void != b.to_void and not (a.null or b.null):
            return _order(a.to_void, b.to_void)
        if a.base_depth and b.base_depth:
            return _order(a.base_depth, b.base_depth)
    return 0


def _standard_order(a: Conversion, b: Conversion, relaxed: str) -> int:
    if a.rank != b.rank:
        return _order(a.rank, b.rank)
    by_rank = _order(a.to_bool, b.to_bool) or _order(a.twice, b.twice) or _pointer_order(a, b)
    if by_rank:
        return by_rank
    if relaxed and a.rank == CONVERSION:
        kinds = [_same_kind(relaxed, c.target.bare) for c in (a, b)]
        if kinds[0] != kinds[1]:
            return -1 if kinds[0] else 1
    if a.binding and b.binding and a.binding != b.binding:
        # an rvalue: && before &. (An lvalue never binds to &&, but through a temporary.)
        return _order(a.qualified, b.qualified) or (-1 if a.binding == "r" else 1)
    same_step = (a.to_void, a.base_depth) == (b.to_void, b.base_depth)
    if same_step and not a.null and a.target.kind == b.target.kind == "pointer":
        similar = _similar_order(a.target, b.target)
        if similar:
            return similar
    if a.binding and b.binding and a.target.bare is b.target.bare:
        mine, theirs = a.target.qualifiers, b.target.qualifiers
        if mine != theirs and (mine | theirs) in (mine, theirs):
            return -1 if mine | theirs == theirs else 1
    return 0


def _same_kind(wide: str, target: CxxType) -> bool:
    return target.kind == "builtin" and (target.name in INTEGERS if wide == "i" else target.name in FLOATING)


def compare(a: Conversion, b: Conversion, relaxed: str = "") -> int:
    """-1 when `a` is the better conversion sequence, 1 when `b` is, 0 when they are indistinguishable.

    `relaxed` is an argument's `wide`: then a conversion that stays of that kind is preferred to another one.
    """
    if a.rank == USER and b.rank == USER:
        if a.ambiguous or b.ambiguous or a.function != b.function:
            return 0
        assert a.second is not None and b.second is not None
        inner = _standard_order(a.second, b.second, "")
        if inner:
            return inner
        return _standard_order(a, b, "")
    if USER in (a.rank, b.rank):
        return _order(a.rank, b.rank)
    return _standard_order(a, b, relaxed)


class Resolution:
    """The outcome: the best candidate's index, or None with the viable ones in `tied`; `conversions` by
    candidate.
    """

    __slots__ = ("best", "conversions", "tied")

    def __init__(
        self, best: int | None, tied: tuple[int, ...], conversions: list[list[Conversion] | None]
    ) -> None:
        self.best = best
        self.tied = tied
        self.conversions = conversions  # None for a candidate that is not viable


def _better(a: list[Conversion], b: list[Conversion], wides: Sequence[str]) -> bool:
    some = False
    for x, y, wide in zip(a, b, wides, strict=True):
        order = compare(x, y, wide)
        if order > 0:
            return False
        some = some or order < 0
    return some


def resolve(
    arguments: Sequence[Argument] | Sequence[Sequence[Argument]],
    candidates: Sequence[Sequence[CxxType] | None],
    facts: ClassFacts,
    relaxed: bool = False,
) -> Resolution:
    """C++ overload resolution: candidates are parameter lists, None for one that is not viable for a reason
    known already.

    `arguments` is one list for all candidates, or a list of arguments for each candidate (as many as it has
    parameters). `relaxed` breaks ties in favour of conversions that keep the kind of what Numba widened.
    """
    conversions: list[list[Conversion] | None] = []
    wides: Sequence[str] = ()
    for at, parameters in enumerate(candidates):
        mine = _arguments_of(arguments, at)
        wides = [a.wide if relaxed else "" for a in mine]
        conversions.append(_viable(mine, parameters, facts))
    alive = [i for i, c in enumerate(conversions) if c is not None]
    for i in alive:
        own = conversions[i]
        if own is not None and all(j == i or _beats(conversions, candidates, i, j, wides) for j in alive):
            return Resolution(i, (), conversions)
    return Resolution(None, tuple(alive), conversions)


def _arguments_of(
    arguments: Sequence[Argument] | Sequence[Sequence[Argument]], at: int
) -> Sequence[Argument]:
    if arguments and not isinstance(arguments[0], Argument):
        return arguments[at]  # type: ignore[return-value]
    return arguments  # type: ignore[return-value]


def _viable(
    arguments: Sequence[Argument], parameters: Sequence[CxxType] | None, facts: ClassFacts
) -> list[Conversion] | None:
    if parameters is None or len(parameters) != len(arguments):
        return None
    found = []
    for argument, parameter in zip(arguments, parameters, strict=True):
        one = implicit_conversion(argument, parameter, facts)
        if one is None:
            return None
        found.append(one)
    return found


def _beats(
    conversions: list[list[Conversion] | None],
    candidates: Sequence[Sequence[CxxType] | None],
    i: int,
    j: int,
    wides: Sequence[str],
) -> bool:
    a, b = conversions[i], conversions[j]
    assert a is not None and b is not None
    if _better(a, b, wides):
        return True
    # one function seen twice (a redeclaration, or two libraries that bind one header): the first counts
    return i < j and tuple(candidates[i] or ()) == tuple(candidates[j] or ())


def why_not(argument: Argument, parameter: CxxType, facts: ClassFacts) -> str:
    """Why there is no conversion of the argument to the parameter."""
    source, target = argument.type, parameter.value
    referred = parameter.target if parameter.kind == "reference" else None
    if referred is not None and not referred.const and source.bare is target:
        return f"{parameter} needs an object that can be changed"
    if referred is not None and not referred.const and source.is_arithmetic and target.is_arithmetic:
        return f"{parameter} needs an object that can be changed, of that type, and not {source}"
    if source.kind == target.kind == "pointer" and source.target is not None and target.target is not None:
        lost = source.target.qualifiers & ~target.target.qualifiers
        if lost and (source.target.bare is target.target.bare or target.target.bare.code == "v"):
            return f"{source} to {parameter} would lose {'const' if source.target.const else 'volatile'}"
    enum = facts.enum(source.name) if source.kind == "named" else None
    if enum is not None and enum[1] and target.is_arithmetic:
        return f"the scoped enum {source} does not convert to {parameter}; write int(x)"
    if target.kind == "named" and facts.enum(target.name) is not None:
        return f"no conversion from {source} to {parameter}; pass a member of {target}"
    return f"no conversion from {source} to {parameter}"
