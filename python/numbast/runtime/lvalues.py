"""Objects in kernels: the type of an object's address, and the steps that the pass over a function writes.

A record is a value in Numba's IR; only what changes it needs an object. lvalue_pass.py rewrites such
operations into calls of steps: allocate, load, store, field, element, and the C++ call itself. Each is an
ordinary callee whose lowering is inserted under it, so a backend needs nothing more for them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .calls import Choice
from .codes import CxxType
from .lowering import Body, converted, emit_choice, emit_row, is_array_field, to_user
from .lvalue_numba_cuda import object_backends
from .table import Library, Row

#: What gives the objects of a function addresses; of the part "objects", which waits until one needs it.
object_passes: list[Callable[[LValues, Any], None]] = []
#: What writes indices of objects as calls; of the part "indices".
index_passes: list[Callable[[LValues, Any], None]] = []
#: What gives elements their addresses where nothing is changed; False where the pass must look after all
element_passes: list[Callable[[LValues, Any, set[int], set[int], Any], bool]] = []


def is_temporary(name: str) -> bool:
    """Is it a name of Numba's, which no Python variable can have?"""
    return "$" in name


def is_asked_itself(conversion: Any) -> bool:
    """Does a user conversion call a function of the object, which sees where that is?"""
    return conversion.rank == 3 and conversion.first is None and isinstance(conversion.function, Row)


class Slot:
    """How a field lies: its C++ type in `library`, its alignment; of a bit-field also the first bit in the
    address's bytes and how many there are (-1: none).
    """

    __slots__ = ("align", "library", "shift", "t", "width")

    def __init__(self, library: Library, t: CxxType, align: int, shift: int = 0, width: int = -1) -> None:
        self.library = library
        self.t = t
        self.align = align
        self.shift = shift
        self.width = width

    @property
    def key(self) -> tuple[Any, ...]:
        return self.library, self.t.code, self.align, self.shift, self.width


class Step:
    """A callee that the pass writes: `body` is its lowering, `choice` what a conversion calls."""

    __slots__ = ("body", "choice", "name", "type")

    def __init__(self, name: str, body: Body) -> None:
        self.name = name
        self.body = body
        self.choice: Choice | None = None
        self.type: Any = None


class LValues:
    """One engine's types and steps. `types.address(of)` is the type of an object's address."""

    def __init__(self, engine: Any) -> None:
        self.engine = engine
        self.objects: Any = object_backends[type(engine.k).__name__](engine.k)
        self._steps: dict[Any, Step] = {}
        self._define(engine.k)
        self.alloc = self._step("alloc", self._alloc)
        self.load = self._step("load", self._load)
        self.store = self._step("store", self._store)
        self.element = self._step("element", self._element)

    def _define(self, k: Any) -> None:
        types = k.types

        class AddressType(types.Type):  # type: ignore[misc,name-defined]
            """The address of an object of type `of`; `slot` says how it lies when it is a field."""

            is_lvalue = True

            def __init__(self, of: Any, const: bool, slot: Slot | None, align: int) -> None:
                self.of = of
                self.const = const
                self.slot = slot
                self.align = align
                super().__init__(f"{'const ' if const else ''}{of} &")

            @property
            def key(self) -> Any:
                return self.of, self.const, self.slot and self.slot.key, self.align

        class StepType(types.Callable, types.Opaque):  # type: ignore[misc,name-defined]
            """The type of a step: its calls come typed."""

            def __init__(self, step: Step) -> None:
                self.step = step
                super().__init__(f"C++ step {step.name}")

            @property
            def key(self) -> Any:
                return self.step

            def get_call_type(self, context: Any, args: Any, kws: Any) -> Any:
                return None

            def get_call_signatures(self) -> tuple[list[Any], bool]:
                return [], False

            def get_impl_key(self, sig: Any) -> Any:
                k.insert(self.step, self.step.body)
                return self.step

        self.objects.register_address(AddressType)
        k.register_model(StepType)(k.OpaqueModel)
        self.AddressType, self.StepType = AddressType, StepType

    def address(self, of: Any, const: bool = False, slot: Slot | None = None, align: int = 0) -> Any:
        """The type of an object's address."""
        if not align:
            align = slot.align if slot is not None else self.alignment(of)
        return self.AddressType(of, const, slot, align)

    def alignment(self, of: Any) -> int:
        """C++'s alignment of objects of a Numba type."""
        return int(self.engine.element_alignment(of)) or int(self.engine.k.shape(of)[1])

    # ---- steps ---------------------------------------------------------------
    def _step(self, name: str, body: Callable[[Any, Any, Sequence[Any], Sequence[Any]], Any]) -> Step:
        made = Step(name, lambda e, want, types, values, names: body(e, want, types, values))
        made.type = self.StepType(made)
        return made

    def made_once(self, key: Any, name: str, body: Callable[..., Any]) -> Step:
        found = self._steps.get(key)
        if found is None:
            found = self._steps[key] = self._step(name, body)
        return found

    def _alloc(self, e: Any, want: Any, types: Sequence[Any], values: Sequence[Any]) -> Any:
        if want.of == self.engine.k.types.boolean:  # a flag: it begins as false
            return e.alloca(want.of, 1)
        return self.objects.alloc(e, want.of, self.alignment(want.of))

    def _load(self, e: Any, want: Any, types: Sequence[Any], values: Sequence[Any]) -> Any:
        (ty,), (place,) = types, values
        slot = ty.slot
        if slot is None:
            return e.cast(ty.of, want, e.load(ty.of, place, ty.align))
        storage = self.engine.storage_type(slot.library, slot.t)
        if slot.width >= 0:
            value = self.objects.part("load_bits")(e, storage, place, slot.shift, slot.width)
        else:
            value = e.load(storage, place, ty.align)
        if want == storage:  # an element of an array of enums is a number to Numba
            return value
        return e.cast(ty.of, want, to_user(self.engine, e, slot.library, slot.t, value))

    def _store(self, e: Any, want: Any, types: Sequence[Any], values: Sequence[Any]) -> Any:
        (ty, got), (place, value) = types, values
        slot, engine = ty.slot, self.engine
        if slot is None:
            e.store(ty.of, e.cast(engine.plain(got), ty.of, value), place, ty.align)
            return e.none()
        storage, t = engine.storage_type(slot.library, slot.t), slot.t.bare
        if slot.t.kind == "array":
            inner = e.cast(engine.plain(got), storage, value)
        else:
            given = getattr(got, "of", got)
            if given is not got and not is_array_field(given):  # an address, of an object
                given = engine.k.types.CPointer(given)
            conversion = engine.field_conversion(slot.library, "a field", "value", t, given)
            storage, inner = converted(engine, e, slot.library, conversion, got, value, t)
        if slot.width >= 0:
            self.objects.part("store_bits")(e, storage, inner, place, slot.shift, slot.width)
        else:
            e.store(storage, inner, place, ty.align)
        return e.none()

    def _element(self, e: Any, want: Any, types: Sequence[Any], values: Sequence[Any]) -> Any:
        return self.objects.element(e, types[0], values[0], types[1], values[1])

    def field(self, offset: int) -> Step:
        """The address `offset` bytes behind another one."""

        def body(e: Any, want: Any, types: Sequence[Any], values: Sequence[Any]) -> Any:
            return e.offset(values[0], offset)

        return self.made_once(("field", offset), f"field at {offset}", body)

    def item(self, size: int, extent: int) -> Step:
        """The address of an element of a C array: elements have `size` bytes; an index below 0 counts from
        the end.
        """

        def body(e: Any, want: Any, types: Sequence[Any], values: Sequence[Any]) -> Any:
            return self.objects.part("item")(e, values[0], types[1], values[1], size, extent)

        return self.made_once(("item", size, extent), f"item of {size} bytes", body)

    def call(self, choice: Choice, names: Sequence[str] = ()) -> Step:
        """The call that was chosen: a result that is a reference is an address where one is wanted."""
        engine = self.engine

        def body(e: Any, want: Any, types: Sequence[Any], values: Sequence[Any]) -> Any:
            if choice.candidate.shifted and len(types) > len(choice.candidate.positions):
                types, values = types[1:], values[1:]
            if getattr(want, "is_lvalue", False):
                return emit_row(engine, e, choice, types, values, by_address=True)[0][1]
            if want == engine.k.types.none:
                emit_row(engine, e, choice, types, values, by_address=True)
                return e.none()
            return emit_choice(engine, e, want, choice, types, values)

        return self.made_once(("call", choice), choice.row.name, body)

    def construct(self, choice: Choice) -> Step:
        """The call that was chosen, its result of class type made at the address that comes first."""
        engine = self.engine

        def body(e: Any, want: Any, types: Sequence[Any], values: Sequence[Any]) -> Any:
            emit_row(engine, e, choice, types[1:], values[1:], values[0])
            return e.none()

        return self.made_once(("construct", choice), f"{choice.row.name}, in place", body)
