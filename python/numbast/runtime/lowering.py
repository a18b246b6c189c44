"""What a call becomes: a direct call to the shim's symbol, classes by pointer, results of class type through
a pointer.

docs/table.md section 5 is the ABI. Every body has one shape, `body(e, want, types, values, names) -> value`,
over an emitter `e` of the backend; the overload is chosen again from the types, which is a look-up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .calls import Candidate, Choice
from .codes import CxxType
from .failures import LoweringRefused
from .layout import base_offset, find_field
from .overload import USER, Conversion
from .table import Library, Row

#: body(emitter, wanted Numba type, Numba types of the arguments, their values, names of the last ones) ->
#: value
Body = Callable[[Any, Any, Sequence[Any], Sequence[Any], Sequence[str]], Any]


# ---- results -----------------------------------------------------------------
def _result_types(choice: Choice) -> list[CxxType]:
    """The C++ types of a call's results: the function's, then those of `out` and `inout` parameters."""
    row = choice.row
    made = row.makes.value
    found = [] if made.code == "v" else [made]
    intents = row.extra.get("intents", {})
    for i, t in enumerate(row.parameters[: len(row.parameters) - choice.omitted]):
        if intents.get(i) in ("out", "inout") and t.target is not None:
            found.append(t.target.bare)
    return found


def call_result(engine: Any, choice: Choice) -> Any:
    """The Numba type of a call: none, one value, or a tuple with the function's own result first."""
    types = [engine.value_type(choice.row.library, t) for t in _result_types(choice)]
    if not types:
        return engine.k.types.none
    return types[0] if len(types) == 1 else engine.k.types.Tuple(tuple(types))


# ---- one value ---------------------------------------------------------------
def spill(engine: Any, e: Any, ty: Any, value: Any, align: int) -> Any:
    """A pointer to a copy of the value, aligned as C++ wants it."""
    place = e.alloca(ty, align)
    e.store(ty, value, place, align)
    return place


def class_pointer(engine: Any, e: Any, library: Library, ty: Any, value: Any) -> Any:
    """A pointer to the object that an argument of class type is."""
    ty = engine.plain(ty)
    if is_lvalue(ty):
        return value
    if isinstance(ty, engine.k.types.Record):  # an element of a structured array: already a pointer
        return e.to_pointer(value)
    return spill(engine, e, ty, value, _class_alignment(engine, library, ty))


def is_array_field(ty: Any) -> bool:
    """Is it the type that a field which is a C array has?"""
    return getattr(ty, "is_array_field", False)


def is_lvalue(ty: Any) -> bool:
    """Is it the type of an object's address? (The part "records" makes them.)"""
    return getattr(ty, "is_lvalue", False)


def is_mutable(ty: Any) -> bool:
    """May an object of the type change though it is const?"""
    return getattr(ty, "is_mutable", False)


def refuse_value(engine: Any, choice: Choice, types: Sequence[Any]) -> None:
    """A call that changes a mere value is never compiled. Raises LoweringError."""
    t: CxxType
    for t, conversion, ty in zip(choice.candidate.types, choice.conversions, types, strict=False):
        plain = engine.plain(ty)
        addressed = (
            engine.k.types.Array,
            engine.k.types.CPointer,
            engine.k.types.Record,
            engine.k.types.NoneType,
        )
        if t.kind not in ("reference", "pointer") or isinstance(plain, addressed) or is_lvalue(ty):
            continue
        changes = t.kind == "pointer" or (t.target is not None and not t.target.const) or is_mutable(ty)
        if changes and conversion.rank != USER and not (t.kind == "pointer" and ty == engine.k.types.voidptr):
            raise engine.k.LoweringError(
                f"{choice.row.name} ({choice.row.location}) changes its operand, which here names no object: "
                "write the call or operator where the object stands, with Numba's rewrites on"
            )


def _class_alignment(engine: Any, library: Library, ty: Any) -> int:
    return int(engine.element_alignment(ty)) or int(engine.k.owned_alignment(ty))


def scalar(engine: Any, e: Any, ty: Any, value: Any, target: Any) -> Any:
    """A value as the storage type `target`; enum members are their numbers."""
    ty = engine.plain(ty)
    if isinstance(ty, engine.k.types.EnumMember):
        ty = ty.dtype
    return e.cast(ty, target, value)


def to_user(engine: Any, e: Any, library: Library, t: CxxType, value: Any) -> Any:
    """A value of C++'s storage type as what kernels see of it."""
    storage, made = engine.storage_type(library, t), engine.value_type(library, t.bare)
    if storage == made:
        return value
    if t.target is not None:  # an array of enums
        parts = [e.extract(storage, value, i) for i in range(t.extent)]
        return e.tuple(made, [to_user(engine, e, library, t.target, v) for v in parts])
    return e.cast(storage, made.dtype, value)


def converted(
    engine: Any, e: Any, library: Library, conversion: Conversion, ty: Any, value: Any, target: CxxType
) -> tuple[Any, Any]:
    """(storage type, value) of an argument after its conversion to the value type `target`."""
    target = target.value
    storage = engine.storage_type(library, target)
    if conversion.rank == USER:
        return storage, _user_converted(engine, e, library, conversion, ty, value, target, storage)
    if target.kind == "pointer":
        return storage, e.from_pointer(storage, pointer_value(engine, e, library, conversion, ty, value))
    if engine.is_class(library, target):
        if conversion.base_depth or isinstance(engine.plain(ty), engine.k.types.Record):
            place = _based(engine, e, library, conversion, class_pointer(engine, e, library, ty, value))
            return storage, e.load(storage, place, engine.alignment(library, target))
        return storage, value
    return storage, scalar(engine, e, ty, value, storage)


def _based(engine: Any, e: Any, library: Library, conversion: Conversion, pointer: Any) -> Any:
    """The pointer to the base class that a derived-to-base conversion names."""
    if not conversion.base_depth:
        return pointer
    source, target = conversion.source.bare, conversion.target.bare
    if source.kind == "pointer" and source.target is not None and target.target is not None:
        source, target = source.target.bare, target.target.bare
    offset = base_offset(library, source.name, target.name)
    if offset is None:
        raise LoweringRefused(f"{source.name} has no fixed offset to its virtual base {target.name}")
    return e.offset(pointer, offset) if offset else pointer


def _user_converted(
    engine: Any,
    e: Any,
    library: Library,
    conversion: Conversion,
    ty: Any,
    value: Any,
    target: CxxType,
    storage: Any,
) -> Any:
    row, first, second = conversion.function, conversion.first, conversion.second
    if isinstance(row, tuple):  # Numba's own conversion of half or bfloat16
        name = storage if first is not None else engine.k.types.float32
        value = scalar(engine, e, ty, value, name)
        return value if first is not None else scalar(engine, e, name, value, storage)
    assert isinstance(row, Row) and second is not None
    engine.check(row)
    if first is None and (row.changes or is_mutable(ty)) and not is_lvalue(ty):
        raise engine.k.LoweringError(
            f"{row.name} ({row.location}) changes its object and cannot convert a mere value"
        )
    if first is not None:  # a converting constructor
        choice = Choice(Candidate(row, False), len(row.parameters) - 1, (first,), (), (0,))
        return emit_row(engine, e, choice, [ty], [value])[0][1]
    choice = Choice(Candidate(row, True), 0, (_identity(conversion.source),), (), (0,))
    pointer = class_pointer(engine, e, library, ty, value)
    result, made = _emit_with_object(
        engine, e, choice, _to_owner(engine, e, library, conversion.source, row, pointer)
    )
    return converted(engine, e, library, second, result, made, target)[1]


def _identity(t: CxxType) -> Conversion:
    return Conversion(t, t, 0)


def _to_owner(engine: Any, e: Any, library: Library, source: CxxType, row: Row, pointer: Any) -> Any:
    """The object's part that a (perhaps inherited) member belongs to."""
    offset = base_offset(library, source.name, row.owner) or 0
    return e.offset(pointer, offset) if offset else pointer


def pointer_value(engine: Any, e: Any, library: Library, conversion: Conversion, ty: Any, value: Any) -> Any:
    """An argument as a pointer without a type."""
    ty = engine.plain(ty)
    types = engine.k.types
    if isinstance(ty, types.NoneType):
        return e.null()
    if isinstance(ty, types.Array):
        return e.array_pointer(ty, value)
    return _based(engine, e, library, conversion, e.to_pointer(value))


# ---- one call ----------------------------------------------------------------
class _Frame:
    """What a call collects: C types and values of its arguments, and the places that results are
    read from.
    """

    def __init__(self) -> None:
        self.ctypes: list[Any] = []
        self.values: list[Any] = []
        self.places: list[tuple[CxxType, Any]] = []  # in the order of the results

    def add(self, ctype: Any, value: Any) -> None:
        self.ctypes.append(ctype)
        self.values.append(value)


def _pass(
    engine: Any, e: Any, frame: _Frame, row: Row, t: CxxType, conversion: Conversion, ty: Any, value: Any
) -> None:
    """One visible argument for a parameter of type `t`."""
    library = row.library
    plain = engine.plain(ty)
    if isinstance(plain, engine.k.types.Array) and t.kind != "pointer" and conversion.rank != USER:
        frame.add(e.pointer, e.array_pointer(plain, value))  # T & of an array's first element; T (&)[n]
    elif t.value.kind == "pointer":
        pointer = pointer_value(engine, e, library, conversion, ty, value)
        if t.is_reference:  # by pointer to the pointer
            storage = engine.storage_type(library, t.value)
            pointer = spill(engine, e, storage, e.from_pointer(storage, pointer), 8)
        frame.add(e.pointer, pointer)
    elif t.is_reference and t.value.kind == "array":
        frame.add(e.pointer, pointer_value(engine, e, library, conversion, ty, value))
    elif engine.is_class(library, t.value):
        if conversion.rank == USER:
            storage, made = converted(engine, e, library, conversion, ty, value, t)
            frame.add(e.pointer, spill(engine, e, storage, made, engine.alignment(library, t.value)))
        else:
            frame.add(
                e.pointer,
                _based(engine, e, library, conversion, class_pointer(engine, e, library, ty, value)),
            )
    elif (isinstance(plain, engine.k.types.CPointer) or is_lvalue(plain)) and conversion.rank != USER:
        frame.add(e.pointer, e.to_pointer(value))  # T & of what a pointer points to
    else:
        storage, made = converted(engine, e, library, conversion, ty, value, t)
        frame.add(e.ctype(storage), e.to_c(storage, made))


def _pass_intent(
    engine: Any,
    e: Any,
    frame: _Frame,
    row: Row,
    t: CxxType,
    intent: str,
    given: tuple[Conversion, Any, Any] | None,
) -> None:
    """A parameter with an intent: storage of our own, whose address is passed."""
    assert t.target is not None
    inner = t.target.bare
    storage, align = engine.storage_type(row.library, inner), engine.alignment(row.library, inner)
    place = e.alloca(storage, align)
    if given is not None:
        e.store(storage, converted(engine, e, row.library, *given, inner)[1], place, align)
    frame.add(e.pointer, place)
    if intent != "in":
        frame.places.append((inner, place))


def emit_row(
    engine: Any,
    e: Any,
    choice: Choice,
    types: Sequence[Any],
    values: Sequence[Any],
    place: Any = None,
    by_address: bool = False,
) -> list[tuple[Any, Any]]:
    """Calls a row's shim with arguments in the order of its visible parameters; (storage type, value) of each
    result. A result of class type is made in `place` where that is given, one that is a reference is returned
    as a pointer with `by_address`.
    """
    row, candidate = choice.row, choice.candidate
    refuse_value(engine, choice, types)
    frame = _Frame()
    result = _begin(engine, e, frame, row, place)
    visible = {position: at for at, position in enumerate(candidate.positions)}
    if -1 in visible:
        conversion = choice.conversions[0]
        pointer = class_pointer(engine, e, row.library, types[0], values[0])
        frame.add(e.pointer, _based(engine, e, row.library, conversion, pointer))
    intents = row.extra.get("intents", {})
    for i, t in enumerate(row.parameters[: len(row.parameters) - choice.omitted]):
        at = visible.get(i)
        given = None if at is None else (choice.conversions[at], types[at], values[at])
        if i in intents:
            _pass_intent(engine, e, frame, row, t, intents[i], given)
        else:
            assert given is not None
            _pass(engine, e, frame, row, t, *given)
    return _finish(engine, e, frame, choice, result, place is not None or by_address)


def _emit_with_object(engine: Any, e: Any, choice: Choice, pointer: Any) -> tuple[Any, Any]:
    """As `emit_row`, for a conversion function of an object that is in memory."""
    frame = _Frame()
    result = _begin(engine, e, frame, choice.row)
    frame.add(e.pointer, pointer)
    return _finish(engine, e, frame, choice, result)[0]


def _begin(engine: Any, e: Any, frame: _Frame, row: Row, place: Any = None) -> Any:
    """The place of a result of class type, passed first; None when there is none."""
    made = row.makes.value
    if made.code == "v" or row.is_address or not engine.is_class(row.library, made):
        return None
    if place is None:
        place = e.alloca(engine.storage_type(row.library, made), engine.alignment(row.library, made))
    frame.add(e.pointer, place)
    return place


def _finish(
    engine: Any, e: Any, frame: _Frame, choice: Choice, result: Any, by_address: bool = False
) -> list[tuple[Any, Any]]:
    row = choice.row
    library = row.library
    made = row.makes.value
    engine.link(e, row)
    direct = made.code != "v" and result is None
    storage = engine.storage_type(library, made) if made.code != "v" else None
    is_pointer = row.is_address or made.kind == "pointer"
    returned = None if not direct else e.pointer if is_pointer else e.ctype(storage)
    value = e.call(library.symbol(row, choice.omitted), returned, frame.ctypes, frame.values)
    found = []
    if by_address and (row.is_address or result is not None):
        found.append((None, value if result is None else result))
    elif result is not None or row.is_address:
        place = value if result is None else result
        found.append((storage, e.load(storage, place, engine.alignment(library, made))))
    elif direct:
        found.append(
            (storage, e.from_pointer(storage, value) if made.kind == "pointer" else e.from_c(storage, value))
        )
    for t, place in frame.places:
        inner = engine.storage_type(library, t)
        found.append((inner, e.load(inner, place, engine.alignment(library, t))))
    return found


# ---- bodies ------------------------------------------------------------------
def emit_choice(
    engine: Any, e: Any, want: Any, choice: Choice, types: Sequence[Any], values: Sequence[Any]
) -> Any:
    """A chosen call, and its results as the one value that the kernel gets. Arguments in the order of the
    parameters.
    """
    results = emit_row(engine, e, choice, types, values)
    cxx = _result_types(choice)
    library = choice.row.library
    users = [to_user(engine, e, library, t, v) for t, (_, v) in zip(cxx, results, strict=True)]
    if not users:
        return e.none()
    kinds = [engine.value_type(library, t) for t in cxx]
    if len(users) == 1:
        return e.cast(kinds[0], want, users[0])
    made = engine.k.types.Tuple(tuple(kinds))
    return e.cast(made, want, e.tuple(made, users))


def call_body(engine: Any, handle: Any) -> Body:
    """The lowering of every call to a handle; arguments come in the order of the parameters."""

    def body(e: Any, want: Any, types: Sequence[Any], values: Sequence[Any], names: Sequence[str]) -> Any:
        first = len(types) - len(names)
        choice = engine.choose(handle, types[:first], dict(zip(names, types[first:], strict=True)))
        if choice.candidate.shifted:
            types, values = types[1:], values[1:]
        return emit_choice(engine, e, want, choice, types, values)

    return body


def object_body(engine: Any) -> Callable[[Any, Any, Any], Any]:
    """`body(emitter, wanted type, handle)`: the value of a constant, made where it is used."""

    def body(e: Any, want: Any, handle: Any) -> Any:
        engine.check(handle.row)
        choice = engine.choose_from(handle.qualified, handle.library, [Candidate(handle.row, False)], (), ())
        return emit_choice(engine, e, want, choice, (), ())

    return body


def read_field(engine: Any, e: Any, ty: Any, value: Any, name: str) -> Any:
    """A field of an object: out of the struct, or out of a block's bytes."""
    library = ty.library
    found = find_field(library, ty.spelling, name)
    assert found is not None
    t, bits, width = found
    index = engine.members_of(ty).index.get(name)
    storage = engine.storage_type(library, t)
    if index is not None:
        inner = e.extract(ty, value, index)
        return to_user(
            engine, e, library, t, e.from_pointer(storage, inner) if t.kind == "pointer" else inner
        )
    place = e.offset(spill(engine, e, ty, value, ty.alignment), bits // 8)
    if width >= 0:
        value = engine.lvalues.objects.part("load_bits")(e, storage, place, bits % 8, width)
        return to_user(engine, e, library, t, value)
    align = engine.alignment(library, t)
    packed = bits // 8 % align != 0
    return to_user(engine, e, library, t, e.load(storage, place, 1 if packed else align))
