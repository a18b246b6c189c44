"""The Numba types of handles and objects: one class for functions, one for classes, one for methods, one for
all records.

They derive from the backend's types, so they are made when an engine is. Typing of a call inserts its
lowering under the handle; that rule serves backends which look lowering up by the Python object as well as
those which ask the type for a key.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .failures import NotBoundError, is_dunder
from .handles import Function, Handle, Record, find_member
from .layout import find_field, record_members
from .overload import Argument, implicit_conversion
from .pickles import __numbast_record__
from .table import Library

if TYPE_CHECKING:
    import inspect

#: Starts the names that signatures give to what C++ names not, or not here: no parameter is called so.
POSITIONAL = "__numbast_"


class _TypeSet:
    """The classes that `define_types` makes."""

    FunctionType: Any
    ClassType: Any
    MethodType: Any
    MethodSignature: Any
    RecordType: Any
    ArrayField: Any
    PaddingType: Any


def call_pysig(count: int, names: Sequence[str]) -> inspect.Signature | None:
    """The Python signature that makes Numba put keyword arguments behind the positional ones; None without
    keywords.
    """
    if not names:
        return None
    import inspect  # as dear as all the rest of a module's import

    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    parameters = [inspect.Parameter(f"{POSITIONAL}{i}", kind) for i in range(count - len(names))]
    return inspect.Signature([*parameters, *(inspect.Parameter(n, kind) for n in names)])


def keyword_names(pysig: inspect.Signature | None) -> tuple[str, ...]:
    """What `call_pysig` was given as names."""
    if pysig is None:
        return ()
    return tuple(n for n in pysig.parameters if not n.startswith(POSITIONAL))


def define_types(engine: Any, k: Any) -> _TypeSet:
    """The type classes for a backend, with their data models."""
    found = _TypeSet()
    _define_padding(k, found)
    _define_records(engine, k, found)
    _define_handles(engine, k, found)
    _define_methods(engine, k, found)
    _define_models(engine, k, found)
    _define_attributes(engine, k, found)
    return found


def _ordered(
    args: Sequence[Any], kws: dict[str, Any], order: Sequence[int]
) -> tuple[list[Any], tuple[str, ...]]:
    """Argument types in the order of the parameters, and the names of those given by keyword."""
    types, names = [*args, *kws.values()], [""] * len(args) + list(kws)
    return [types[i] for i in order], tuple(names[i] for i in order if names[i])


class HandleCalls:
    """The typing protocol of what can be called."""

    handle: Any

    def get_call_signatures(self) -> tuple[list[Any], bool]:
        return [f"{row} [{row.location}]" for row in self.handle.rows], False

    def get_impl_key(self, sig: Any) -> Any:
        return self.handle


def _define_handles(engine: Any, k: Any, found: _TypeSet) -> None:
    types, signature = k.types, k.signature

    class FunctionType(HandleCalls, types.Callable, types.Opaque):  # type: ignore[misc,name-defined]
        """The type of a function handle."""

        def __init__(self, handle: Function) -> None:
            self.handle = handle
            types.Type.__init__(self, f"C++ function {handle.qualified}")

        @property
        def key(self) -> Any:
            return self.handle

        def get_call_type(self, context: Any, args: Sequence[Any], kws: dict[str, Any]) -> Any:
            result, order = engine.call_type(self.handle, args, kws)
            formal, names = _ordered(args, kws, order)
            return signature(result, *formal).replace(pysig=call_pysig(len(formal), names))

    class ClassType(HandleCalls, *k.class_bases):  # type: ignore[misc]
        """The type of a class handle: called it constructs, as a dtype it is the type of the objects."""

        def __init__(self, handle: Record) -> None:
            self.handle = handle
            self.instance_type = handle  # where a backend looks for the callee of a type that is a dtype
            types.Type.__init__(self, f"C++ class {handle.qualified}")

        @property
        def key(self) -> Any:
            return self.handle

        @property
        def dtype(self) -> Any:
            return self.handle._object_type

        def get_call_type(self, context: Any, args: Sequence[Any], kws: dict[str, Any]) -> Any:
            result, order = engine.construct_type(self.handle, args, kws)
            formal, names = _ordered(args, kws, order)
            return signature(result, *formal).replace(pysig=call_pysig(len(formal), names))

    found.FunctionType, found.ClassType = FunctionType, ClassType


def _define_methods(engine: Any, k: Any, found: _TypeSet) -> None:
    types = k.types

    class MethodSignature(k.Signature):  # type: ignore[misc]
        """A signature whose keyword arguments are still known when the object has become the first
        argument.
        """

        def as_function(self) -> Any:
            recvr = self.recvr
            if recvr is None:
                return self
            import inspect

            kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
            parameters = [
                inspect.Parameter(f"{POSITIONAL}self", kind),
                *(self.pysig.parameters.values() if self.pysig else ()),
            ]
            pysig = inspect.Signature(parameters) if self.pysig else None
            return MethodSignature(self.return_type, (recvr, *self.args), None, pysig)

    class MethodType(HandleCalls, types.BoundFunction):  # type: ignore[misc,name-defined]
        """The type of `obj.method`: its value is the object's."""

        def __init__(self, this: Any, handle: Function) -> None:
            self.this = this
            self.handle = handle
            self.typing_key = handle
            types.Callable.__init__(self, f"C++ method {handle.qualified} of {this}")

        @property
        def key(self) -> Any:
            return self.this, self.handle

        def get_call_type(self, context: Any, args: Sequence[Any], kws: dict[str, Any]) -> Any:
            result, order = engine.call_type(self.handle, (self.this, *args), kws)
            formal, names = _ordered((self.this, *args), kws, [i for i in order if i])
            return MethodSignature(result, tuple(formal), self.this, call_pysig(len(formal), names))

        def copy(self, this: Any) -> Any:
            return MethodType(this, self.handle)

        def unify(self, context: Any, other: Any) -> Any:
            return self if other == self else None

    found.MethodType, found.MethodSignature = MethodType, MethodSignature


def _define_padding(k: Any, found: _TypeSet) -> None:
    types = k.types

    class PaddingType(types.Type):  # type: ignore[misc,name-defined]
        """`count` integers of `bits` bits: padding, or the bytes of a record that no struct can model."""

        def __init__(self, bits: int, count: int) -> None:
            self.bits = bits
            self.count = count
            super().__init__(f"{count} x int{bits}")

    class ArrayField(types.UniTuple):  # type: ignore[misc,name-defined]
        """A C array that is a field: a tuple to read, and the elements of an object's can be assigned to."""

        is_array_field = True

    found.PaddingType, found.ArrayField = PaddingType, ArrayField


def _define_records(engine: Any, k: Any, found: _TypeSet) -> None:
    types = k.types

    class RecordType(types.Type):  # type: ignore[misc,name-defined]
        """The type of objects of a C++ class. Libraries that mean the same definition by a name share it."""

        mutable = True  # else in-place operators would be compiled as the others

        def __init__(self, library: Library, spelling: str, digest: str) -> None:
            self.homes = [library]  # all that know it, the one with the most members first
            self.spelling, self.digest = spelling, digest
            entry = self.entry = library.types[spelling]
            self.is_mutable = "w" in str(entry[3:4])  # although const
            self.layout: Any = None  # made when the model is
            super().__init__(spelling)

        @property
        def key(self) -> Any:
            return self.spelling, self.digest

        @property
        def library(self) -> Library:
            return self.homes[0]

        def join(self, library: Library) -> None:
            """Another library means this class: it may have declared other members of it."""
            if library not in self.homes:
                self.homes = sorted([*self.homes, library], key=lambda h: -len(h.members(self.spelling)))

        @property
        def alignment(self) -> int:
            return int(self.entry[2]) if self.entry[0] == "record" else 1

        def __reduce__(self) -> Any:
            module = sys.modules.get(self.library.module)
            own = vars(module).get("__numbast_record__") if module is not None else None
            return own or __numbast_record__, (self.library.module, self.spelling, self.digest)

        def can_convert_to(self, context: Any, other: Any) -> Any:
            return _conversion(context, self, other, self.library)

        def can_convert_from(self, context: Any, other: Any) -> Any:
            return None if isinstance(other, RecordType) else _conversion(context, other, self, self.library)

        def unify(self, context: Any, other: Any) -> Any:
            return self if self == other else None

    def _conversion(context: Any, source: Any, target: Any, library: Library) -> Any:
        """Numba's word for C++'s implicit conversion: its own for what C++'s function gives."""
        operand = engine.operand(library, source)
        names = engine.operand(library, target).types
        if operand.form != "value" or not operand.types or not names or isinstance(target, types.Array):
            return None
        sequence = implicit_conversion(Argument(operand.types[0]), names[0], library.facts)
        if sequence is None or sequence.ambiguous:
            return None
        of = sequence.second and engine.value_type(library, sequence.second.source)
        return (of and context.can_convert(of, target)) or k.Conversion.unsafe

    found.RecordType = RecordType


def _define_models(engine: Any, k: Any, found: _TypeSet) -> None:
    k.register_model(found.FunctionType)(k.OpaqueModel)
    k.register_model(found.ClassType)(k.ClassModel)
    k.register_padding(found.PaddingType)
    k.register_model(found.ArrayField)(k.models.UniTupleModel)
    k.register_method(found.MethodType)

    def members(record: Any) -> list[tuple[str, Any]]:
        library = record.library
        made = []
        for name, what in record_members(engine, record).members:
            if isinstance(what, tuple):
                ty = found.PaddingType(*what)
            elif what.kind == "pointer":
                ty = k.types.voidptr  # a record may hold pointers to its own type
            else:
                ty = engine.storage_type(library, what)
            made.append((name, ty))
        return made

    k.register_struct(found.RecordType, members)


def _define_attributes(engine: Any, k: Any, found: _TypeSet) -> None:
    def attribute(record: Any, attr: str) -> Any:
        """The type of `obj.attr`; None for what Numba asks of everything."""
        library = record.library
        if attr == "__call__":
            attr = "operator()"
        elif is_dunder(attr):
            return None
        field = find_field(library, record.spelling, attr)
        if field is not None:
            ty = engine.value_type(library, field[0].bare)
            if ty is None:
                raise k.TypingError(
                    f"{record.spelling}::{attr} is of type {field[0]}, which Numba has none for"
                )
            return ty
        try:
            member = record_member(record, attr)
        except NotBoundError as e:
            raise k.TypingError(str(e)) from None
        except AttributeError as e:
            if attr == "operator()":
                return None
            member = named_operator(engine, record, attr)
            if member is None:
                raise k.TypingError(str(e)) from None
        is_method = isinstance(member, Function) and member.with_object
        return found.MethodType(record, member) if is_method else k.constant_type(member)

    def class_attribute(cls: Any, attr: str) -> Any:
        """The type of `Class.attr`: a static method, a nested type, a static constant."""
        if is_dunder(attr):
            return None
        try:
            return k.constant_type(getattr(cls.handle, attr))
        except AttributeError as e:
            raise k.TypingError(str(e)) from None

    k.register_attributes(engine, found.RecordType, attribute)
    k.register_attributes(engine, found.ClassType, class_attribute)


def engine_record(library: Library, spelling: str) -> Record:
    """The class handle of a record type."""
    key = ("{}", spelling)
    handle = library.handles.get(key)
    if handle is None:
        handle = library.handles.setdefault(key, Record(library, spelling, spelling))
    assert isinstance(handle, Record)
    return handle


def record_member(record: Any, name: str) -> Any:
    """A member of a record type, from the first of its libraries that has it. Raises AttributeError."""
    missing: AttributeError | None = None
    for library in record.homes:
        try:
            return find_member(engine_record(library, record.spelling), name)
        except AttributeError as e:
            missing = missing or e
    assert missing is not None
    raise missing


#: Operators that Python has no sign for: method -> (operator, parameters besides the object).
NAMED_OPERATORS = {
    "increment": ("operator++", 0), "post_increment": ("operator++", 1), "decrement": ("operator--", 0),
    "post_decrement": ("operator--", 1), "deref": ("operator*", 0), "arrow": ("operator->", 0),
    "assign": ("operator=", 1),
}  # fmt: skip


def named_operator(engine: Any, record: Any, name: str) -> Function | None:
    """The method that stands for such an operator; None when there is none."""
    operator, count = NAMED_OPERATORS.get(name, ("", 0))
    if not operator:
        return None
    library = record.library
    rows = []
    for owner in (record.spelling, *library.facts.bases(record.spelling)):
        rows += [
            r for r in library.rows(library.members(owner).get(operator, ())) if len(r.parameters) == count
        ]
    rows += [r for r in library.operators(operator) if len(r.parameters) == count + 1]
    key, whole = (record.spelling, name), f"{record.spelling}::{operator}"
    if key not in library.handles:
        made = Function(library, whole, tuple(rows), True) if rows else None
        if made is None and library.oracle is not None:  # it may be a template
            made = library.oracle.method(library, whole, ())
        if made is not None:
            library.handles.setdefault(key, made)
    found: Function | None = library.handles.get(key)
    return found


def static_member(ty: Any, attr: str) -> Any:
    """The Python object behind an attribute of a class handle's type or of a record's type."""
    if not hasattr(ty, "handle"):
        return record_member(ty, attr)
    handle: Handle = ty.handle
    return getattr(handle, attr)
