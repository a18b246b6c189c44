"""Operators and conversions written in Python: registered once per operator, never per type.

`a + b` with an operand of class type goes through C++'s overload resolution over the member operators of the
left operand and the free operators of the namespaces that C++ would search. Enums do too, where that ends in
a function which takes the enum; else they stay Numba's integers. float16 and bfloat16 alone keep Numba's own
arithmetic.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Sequence
from typing import Any

from .calls import Candidate, Choice
from .codes import CxxType, cxx_type
from .enum_classes import enum_spellings
from .handles import Function, Template, brackets, more_operators
from .lowering import call_result, converted, emit_choice
from .numba_types import record_member
from .overload import Argument, Conversion, implicit_conversion, promoted, user_conversion
from .table import Library, Row, libraries


def _signs(text: str) -> dict[Any, str]:
    """{function of Python's module operator: C++'s sign}."""
    words = text.split()
    return {getattr(operator, name): sign for name, sign in zip(words[::2], words[1::2], strict=True)}


BINARY = _signs(
    "add + sub - mul * truediv / mod % and_ & or_ | xor ^ lshift << rshift >> "
    "eq == ne != lt < le <= gt > ge >= getitem []"
)
UNARY = _signs("neg - pos + invert ~")
IN_PLACE = _signs("iadd + isub - imul * itruediv / imod % iand & ior | ixor ^ ilshift << irshift >>")
#: What Python's conversions of an object give, and through which of C++'s: the first that its class has.
NUMBERS: dict[Any, tuple[str, tuple[str, ...]]] = {
    bool: ("boolean", ("b",)), float: ("float64", ("d", "f")), int: ("int64", ("x", "l", "i", "y")),
}  # fmt: skip


class OperatorCall:
    """The call that an operator stands for; `memo` by arch and argument types."""

    def __init__(self, symbol: str) -> None:
        self.symbol = symbol
        self.memo: dict[tuple[Any, ...], Choice] = {}
        self.seen = 0  # libraries when the memo was filled: a new one may bring better operators

    def choose(self, engine: Any, args: Sequence[Any]) -> Choice | None:
        """The C++ operator for the operands' types; None when no operator function is found. Raises
        TypingError.
        """
        if self.seen != len(libraries):
            self.seen = len(libraries)
            self.memo.clear()
        key = (engine.arch(), *args)
        found = self.memo.get(key)
        if found is None:
            found = self._chosen(engine, f"operator{self.symbol}", args)
            if found is None:
                return None
            self.memo[key] = found
        if not isinstance(found.row, _BuiltIn):
            engine.check(found.row)
        return found

    def _chosen(self, engine: Any, name: str, args: Sequence[Any]) -> Choice | None:
        """From the bound rows; of templates' classes, and where none fits, from what C++ says."""
        home, candidates = operator_candidates(engine, name, args)
        for more in more_operators:
            home, candidates = more(engine, self.symbol, args, home, candidates)
        if home is None or not candidates:
            return None
        if not _is_ours(engine, args):
            candidates += _built_in(engine, home, name, candidates, args)
        found: Choice = engine.choose_from(name, home, candidates, args, ())
        return found

    def choose_for_enums(self, engine: Any, args: Sequence[Any]) -> Choice | None:
        """As `choose`, for operands without classes: None when C++ has no operator function for these enums
        either, or likes its own for numbers better.
        """
        try:
            found = self.choose(engine, args)
        except engine.k.TypingError as e:
            if getattr(e, "is_final", False):
                raise
            return None
        if found is not None and not isinstance(found.row, _BuiltIn):
            enum = found.row.library.facts.enum
            if any(c.rank == 0 and enum(c.source.name) for c in found.conversions):
                return found
        return None

    def typed(self, engine: Any, args: Sequence[Any]) -> Choice | None:
        """The call that is typed for these operands; None when it is Numba's matter."""
        if _is_ours(engine, args):
            return self.choose(engine, args)
        return self.choose_for_enums(engine, args) if _has_enum(engine, args) else None


class _ChangingCall(OperatorCall):
    """An in-place operator. Where no function of C++'s takes the left operand it is Python's `a = a + b`."""

    def choose(self, engine: Any, args: Sequence[Any]) -> Choice | None:
        try:
            return super().choose(engine, args)
        except engine.k.TypingError:
            library, candidates = operator_candidates(engine, f"operator{self.symbol}", args)
            if library is None:
                raise
            left = Argument(engine.operand(library, args[0]).types[0], True)
            if any(implicit_conversion(left, c.types[0], library.facts) for c in candidates):
                raise
            return None


def _class_names(engine: Any, args: Sequence[Any]) -> list[tuple[str, str]]:
    """C++ names of the operands' classes and enums, bound classes with the digest of their definition, others
    with their kind: another library may mean something else by the name.
    """
    names: list[tuple[str, str]] = []
    for arg in args:
        arg = engine.plain(arg)
        if isinstance(arg, engine.types.RecordType):
            names.append((arg.spelling, _digest(arg.library, arg.spelling)))
        else:
            for library in libraries:
                operand = engine.operand(library, arg)
                kind = "enum" if _has_enum(engine, [arg]) else "record"
                found = [(t.name, kind) for t in operand.types if t.kind == "named"]
                if operand.form == "value" and found:
                    names += found
                    break
    return names


def _digest(library: Library, name: str) -> str:
    """Of a class's definition; "" for what is no class."""
    entry = library.types.get(name, ("",))
    return str(entry[4]) if entry[0] == "record" else ""


def _scopes(name: str, facts: Any) -> set[str]:
    """The namespaces that C++ searches for operators of a class: its own and those of its bases; the global
    one here always.
    """
    found = {""}
    for one in (name, *facts.bases(name)):
        plain = one.partition("<")[0]
        while "::" in plain:
            plain = plain.rpartition("::")[0]
            found.add(plain)
    return found


def operator_candidates(
    engine: Any, name: str, args: Sequence[Any]
) -> tuple[Library | None, list[Candidate]]:
    names = _class_names(engine, args)
    home: Library | None = None
    found: list[Candidate] = []
    for library in libraries:
        types = library.types
        mine = [n for n, d in names if n in types and d in (types[n][0], _digest(library, n))]
        if not mine:
            continue
        rows: list[Row] = []
        first = engine.operand(library, args[0]) if args else None
        own = [t.name for t in first.types if t.kind == "named"] if first else []
        owners, found_in = _with_bases(library, own), _finding(library, own, name)
        for owner in found_in:
            rows += library.rows(library.members(owner).get(name, ()))
        scopes = set().union(*(_scopes(n, library.facts) for n in mine))
        rows += [
            r
            for r in library.operators(name)
            if r.owner in (found_in if r.is_member else owners) or r.name.rpartition("::")[0] in scopes
        ]
        if rows and home is None:
            home = library
        found += [Candidate(r, True) for r in rows]
    return home, found


class _BuiltIn(Row):
    """An operator that C++ has without a declaration."""

    location = "built in"


def _built_in(
    engine: Any, library: Library, name: str, candidates: Sequence[Candidate], args: Sequence[Any]
) -> list[Candidate]:
    """C++'s own operators for these enums and numbers ([over.built]), which compete with the declared ones:
    that of the promoted types and, of an enum's members, the comparison.
    """
    facts, types, numbers = library.facts, [], []
    for at, arg in enumerate(args):
        operand = engine.operand(library, arg)
        named = {c.types[at].value for c in candidates if at < len(c.types)}
        t = next((t for t in operand.types if t in named), next(iter(operand.types), None))
        if operand.form != "value" or t is None:
            return []
        number = t if t.code in ("f", "d") else promoted(t, facts) or t
        types.append(t.code)
        numbers += [number.code] if number.is_arithmetic else []
    sets = [numbers] if len(numbers) == len(args) else []
    if name[8:] in ("%", "&", "|", "^", "<<", ">>", "~") and {"f", "d"} & {*numbers}:
        sets = []
    if name[8:] in ("==", "!=", "<", "<=", ">", ">=") and types[1:] == types[:1] and types[0][0] == "{":
        sets.append(types)
    declared = [[t.code for t in c.types] for c in candidates]
    rows = [("f", name, "b", tuple(f"{code} " for code in one), 0, 0, 0, None) for one in sets]
    made = [Candidate(_BuiltIn(library, -1, row), True) for row in rows]
    return [c for c in made if [t.code for t in c.types] not in declared]


def _finding(library: Library, names: Iterable[str], operator: str) -> list[str]:
    """The classes whose members of an operator's name C++ finds: a class's own hide those of its bases."""
    found = []
    for name in names:
        refused = any(r.is_member and r.owner == name for r in library.operators(operator))
        is_declared = refused or library.hides(name, operator)
        found += [name] if is_declared else _finding(library, library.facts.bases(name), operator)
    return found


def _with_bases(library: Library, names: Iterable[str]) -> list[str]:
    found = []
    for name in names:
        found.append(name)
        found += _with_bases(library, library.facts.bases(name))
    return found


def conversion_to(engine: Any, ty: Any, codes: Sequence[str]) -> tuple[Conversion, CxxType] | None:
    """The conversion of an object by `float(x)`, `int(x)` or `bool(x)`, explicit functions too: to the first
    code that a function gives, else the first that has one.
    """
    library = ty.library
    source, functions = engine.operand(library, ty).types[0], library.facts.conversions(ty.spelling)
    targets = sorted(map(cxx_type, codes), key=lambda t: all(r.value is not t for _, r, _ in functions))
    for target in targets:
        found = user_conversion(Argument(source), target, library.facts, explicit=True)
        if found is not None and not found.ambiguous:
            return found, target
    for target in targets:  # several functions, none of which C++ prefers: the one that gives this very type
        for key, result, _ in functions:
            if result.value is target:
                exact = Conversion(source, target, 3)
                exact.function, exact.second = key, Conversion(target, target, 0)
                return exact, target
    return None


def register_operators(engine: Any) -> None:
    """Typing and lowering of all operators and conversions."""
    k = engine.k
    op: Any
    for op, symbol in BINARY.items():
        _register_call(engine, op, OperatorCall(symbol), 2)
    for op, symbol in UNARY.items():
        _register_call(engine, op, OperatorCall(symbol), 1)
    for op, symbol in IN_PLACE.items():
        _register_in_place(engine, op, symbol)
    for function, (made, codes) in NUMBERS.items():
        _register_conversion(engine, function, codes, getattr(k.types, made))
    _register_not(engine)
    _register_casts(engine)
    k.register_object_call(engine, _object_call(engine))
    _brackets(engine)


def _is_ours(engine: Any, args: Sequence[Any]) -> bool:
    """Is there an operand whose operators are C++'s?"""
    return any(isinstance(a, engine.types.RecordType) or engine.k.is_vector(a) for a in args)


def _has_enum(engine: Any, args: Sequence[Any]) -> bool:
    return any(isinstance(a, engine.k.types.IntEnumMember) for a in args)


def _register_call(engine: Any, op: Any, call: OperatorCall, arity: int) -> None:
    engine.operators[op] = (call,)

    def typed(context: Any, args: Sequence[Any]) -> Any:
        choice = call.typed(engine, args) if len(args) == arity else None
        if choice is not None:
            return engine.k.signature(call_result(engine, choice), *args)
        records = [a for a in args if isinstance(a, engine.types.RecordType)]
        if records:  # Numba may still know a way, through numbers; else this is what is said
            raise _no_operator(engine, call.symbol, records, args)
        return None

    def body(e: Any, want: Any, types: Sequence[Any], values: Sequence[Any], names: Sequence[str]) -> Any:
        choice = call.typed(engine, types)
        if choice is None:  # two members of one enum, which Numba compares
            return e.compared(op, [t.dtype for t in types], values)
        return emit_choice(engine, e, want, choice, types, values)

    engine.k.register_operator(engine, op, typed, body, arity)


def _no_operator(engine: Any, symbol: str, records: Sequence[Any], args: Sequence[Any]) -> Exception:
    """Why there is no operator function: none is declared, or the one that is isn't bound."""
    name = f"operator{symbol}"
    shown = [str(engine.operand(records[0].library, a)) for a in args]
    oracles = (record.library.oracle for record in records if record.library.oracle is not None)
    reasons = next(filter(None, (oracle.why_no_operator(engine, symbol, args) for oracle in oracles)), "")
    why = reasons or f"the library has none for {records[0].spelling}"
    text, unbound = f"no {name} fits {name}({', '.join(shown)}): {why}", ""
    for record in records:
        for full in (f"{record.spelling}::{name}", name):
            reason = record.library.skipped.get(full)
            if reason is not None:
                unbound = unbound or f"; {full} is not bound: {reason}"
    made: Exception = engine.refusal(text + unbound, bool(unbound))
    return made


def _brackets(engine: Any) -> None:
    """`template[arguments]` and `library["name"]` in a kernel: another handle, or a constant's value; of a
    method its value is still the object.
    """
    k = engine.k

    def typed(context: Any, args: Sequence[Any]) -> Any:
        found = next(filter(None, (make(engine, args) for make in brackets)), None)
        if hasattr(args[0], "pymod") and hasattr(args[1], "literal_value"):
            found = k.constant_type(args[0].pymod[args[1].literal_value])
        if found is None and isinstance(getattr(args[0], "handle", None), Template):
            raise engine.refusal(args[0].handle.refusal)
        return None if found is None else k.signature(found, *args)

    def body(e: Any, want: Any, types: Sequence[Any], values: Sequence[Any], names: Sequence[str]) -> Any:
        of, index = types
        if hasattr(want, "handle"):
            return values[0]
        key = getattr(index, "value", getattr(index, "literal_value", index))
        of = getattr(of, "pymod", 0) or of.handle
        made = of.memo["[]", index] if key is index else of[key]  # of an enum's member alone it is index
        return e.constant(want, made) if isinstance(made, (int, float)) else values[0]

    k.register_operator(engine, operator.getitem, typed, None, 2)
    for cls in (engine.types.FunctionType, engine.types.MethodType, k.types.Module):
        for op in (operator.getitem, "static_getitem"):
            k.lowering_registry.lower(op, cls, k.types.Any)(k.call(body))


def _register_in_place(engine: Any, op: Any, symbol: str) -> None:
    changing, call = _ChangingCall(symbol + "="), OperatorCall(symbol)
    engine.operators[op] = (changing, call)

    def typed(context: Any, args: Sequence[Any]) -> Any:
        if _is_ours(engine, args[:1]):
            if changing.choose(engine, args) is not None:
                return engine.k.signature(args[0], *args)
            choice = call.choose(engine, args)
            if choice is not None:  # as in Python: a = a + b
                return engine.k.signature(call_result(engine, choice), *args)
            if isinstance(args[0], engine.types.RecordType):
                raise engine.k.TypingError(_no_operator(engine, symbol + "=", args[:1], args))
            return None
        # for numbers and enums, which don't change, Numba lowers `a |= b` as `a = a | b`
        choice = call.choose_for_enums(engine, args) if _has_enum(engine, args) else None
        return None if choice is None else engine.k.signature(call_result(engine, choice), *args)

    def body(e: Any, want: Any, types: Sequence[Any], values: Sequence[Any], names: Sequence[str]) -> Any:
        choice = changing.choose(engine, types) or call.choose(engine, types)
        assert choice is not None
        return emit_choice(engine, e, want, choice, types, values)

    engine.k.register_operator(engine, op, typed, body, 2)


def _small_numbers(engine: Any) -> list[Any]:
    """Types of Numba's own whose conversions it lacks or gets wrong: `if x` crashes, int(half) rounds."""
    names = ("float16", "bfloat16", "fp8_e4m3", "fp8_e5m2", "fp8_e8m0")
    return [*filter(None, map(engine.k.owned, names))]


def _is_castable(engine: Any, args: Sequence[Any]) -> bool:
    """Is it one value that has casts: such a number, or a bound enum's?"""
    if len(args) != 1:  # int() and int(x, base) are typed too
        return False
    ty = args[0]
    is_enum = isinstance(ty, engine.k.types.IntEnumMember) and ty.instance_class in enum_spellings
    return is_enum or ty in _small_numbers(engine)


def _number_as(engine: Any, e: Any, ty: Any, value: Any, want: Any) -> Any:
    if ty in _small_numbers(engine):
        single = engine.k.types.float32
        ty, value = single, e.cast(ty, single, value)
    return e.cast(ty, want, value)


def _register_conversion(engine: Any, function: Any, codes: Sequence[str], made: Any) -> None:
    def typed(context: Any, args: Sequence[Any]) -> Any:
        if _is_castable(engine, args):
            return engine.k.signature(getattr(args[0], "dtype", made) if function is int else made, args[0])
        if len(args) != 1 or not isinstance(args[0], engine.types.RecordType):
            return None
        if conversion_to(engine, args[0], codes) is None:
            raise engine.k.TypingError(f"no conversion from {args[0].spelling} to {cxx_type(codes[0])}")
        return engine.k.signature(made, args[0])

    def body(e: Any, want: Any, types: Sequence[Any], values: Sequence[Any], names: Sequence[str]) -> Any:
        if _is_castable(engine, types):
            return _number_as(engine, e, types[0], values[0], want)
        return explicit_value(engine, e, types[0], values[0], codes, want)

    engine.k.register_operator(engine, function, typed, body, 1, _small_numbers(engine))


def explicit_value(engine: Any, e: Any, ty: Any, value: Any, codes: Sequence[str], want: Any) -> Any:
    found = conversion_to(engine, ty, codes)
    assert found is not None
    storage, inner = converted(engine, e, ty.library, found[0], ty, value, found[1])
    return e.cast(storage, want, inner)


class _NotCall(OperatorCall):
    def typed(self, engine: Any, args: Sequence[Any]) -> Choice | None:
        """None, too, where only others have an operator! and the built-in one takes the object."""
        try:
            return super().typed(engine, args)
        except engine.k.TypingError:
            if _is_castable(engine, args) or not conversion_to(engine, args[0], ("b",)):
                raise
            return None


def _register_not(engine: Any) -> None:
    """`not x`: C++'s `operator!`, else the negation of its conversion to bool."""
    call = _NotCall("!")
    engine.operators[operator.not_] = (call,)
    boolean = engine.k.types.boolean

    def typed(context: Any, args: Sequence[Any]) -> Any:
        is_number = _is_castable(engine, args)
        if not (is_number or isinstance(args[0], engine.types.RecordType)):
            return None
        choice = call.typed(engine, args)
        if choice is not None:
            return engine.k.signature(call_result(engine, choice), *args)
        is_truth = is_number or conversion_to(engine, args[0], ("b",)) is not None
        return engine.k.signature(boolean, args[0]) if is_truth else None

    def body(e: Any, want: Any, types: Sequence[Any], values: Sequence[Any], names: Sequence[str]) -> Any:
        choice = call.typed(engine, types)
        if choice is not None:
            return emit_choice(engine, e, want, choice, types, values)
        if _is_castable(engine, types):
            return e.negate(_number_as(engine, e, types[0], values[0], boolean))
        return e.negate(explicit_value(engine, e, types[0], values[0], ("b",), boolean))

    engine.k.register_operator(engine, operator.not_, typed, body, 1, _small_numbers(engine))


def _register_casts(engine: Any) -> None:
    """Implicit conversions where Numba converts by itself: assignments to array elements, unified
    branches.
    """

    def body(e: Any, source: Any, target: Any, value: Any) -> Any:
        record = source if isinstance(source, engine.types.RecordType) else target
        library = record.library
        operand, wanted = engine.operand(library, source), engine.operand(library, target)
        conversion = implicit_conversion(Argument(operand.types[0]), wanted.types[0], library.facts)
        assert conversion is not None
        storage, made = converted(engine, e, library, conversion, source, value, wanted.types[0])
        return e.cast(storage, target, made)

    engine.k.register_casts(engine, body)


def _object_call(engine: Any) -> Any:
    """The lowering of `obj(args)`, C++'s `operator()`."""

    def body(e: Any, want: Any, types: Sequence[Any], values: Sequence[Any], names: Sequence[str]) -> Any:
        handle: Function = record_member(types[0], "operator()")
        first = len(types) - len(names)
        choice = engine.choose(handle, types[:first], dict(zip(names, types[first:], strict=True)))
        return emit_choice(engine, e, want, choice, types, values)

    return body
