"""C++ objects on the host: their bytes, and fields that read and write them. Nothing of C++ runs here: an
object is made from its fields, as `S{a, b}` does it, or from bytes that the device or a file has.

Each class has a Python class with a property for each field, so C++'s names win over ours.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator, Sequence
from typing import Any

from .codes import FLOATING, CxxType, cxx_type
from .declared import on_host, record_hosts
from .engines import numba_engine
from .enum_classes import enum_class, enum_spellings
from .failures import is_dunder
from .handles import Record, find_member
from .host_dtypes import HostField, HostLayout, host_dtype, host_format, host_layout, number_dtype
from .host_values import refuse_argument
from .numba_types import engine_record


# ---- one field ---------------------------------------------------------------
class _Access:
    """How the field `path` ("S::x") is read and written in the bytes of an object."""

    def __init__(self, path: str, field: HostField) -> None:
        self.path = path
        self.field = field
        self.t = field.t.bare
        self.constant = field.t.const
        self.at = field.bits // 8
        library = field.library
        home = library.facts.home(self.t.name) if self.t.kind == "named" else None
        self.record = self.members = None
        if home is not None and home.types[self.t.name][0] == "enum":
            self.members = enum_class(home, self.t.name)
            self.scalar = cxx_type(home.types[self.t.name][1])
        else:
            self.scalar = self.t
            if home is not None:
                self.record = engine_record(home, self.t.name)
        self.dtype = host_format(library, field.t)

    def view(self, data: Any) -> Any:
        """The field as an array without dimensions, or with the array's."""
        part = data[self.at : self.at + self.dtype.itemsize]
        return part.view(self.dtype.base).reshape(self.dtype.shape)

    def get(self, owner: HostObject) -> Any:
        data = owner.numbast_bytes
        if self.field.width >= 0:
            return self._number(self._bits(data))
        if self.t.kind == "array":
            return self.view(data)
        if self.record is not None and self.dtype.names is not None:
            part = data[self.at : self.at + self.dtype.itemsize]
            return _wrapped(self.record, part, owner.numbast_kept)
        value = self.view(data)[()]
        return value if self.record is not None else self._number(value.item())

    def _number(self, value: Any) -> Any:
        if self.members is None:
            return bool(value) if self.scalar.name == "b" and self.scalar.kind == "builtin" else value
        try:
            return self.members(value)
        except ValueError:  # a combination of flags, or what no enumerator names
            return value

    def _bits(self, data: Any) -> int:
        start, width = self.field.bits, self.field.width
        end = -(-(start + width) // 8)
        whole = int.from_bytes(data[self.at : end].tobytes(), "little")
        value = whole >> (start - 8 * self.at) & ((1 << width) - 1)
        signed = bool(host_format(self.field.library, self.scalar).kind == "i")
        return value - (1 << width) if signed and width and value >> (width - 1) else value

    def set(self, owner: HostObject, value: Any, making: bool = False) -> None:
        if self.constant and not making:
            raise AttributeError(f"{self.path} is const in C++")
        data = owner.numbast_bytes
        if self.field.width >= 0:
            self._set_bits(data, self._index(value))
        elif self.t.kind == "array":
            self._set_array(data, value)
        elif self.record is not None:
            self._set_record(data, value)
        elif self.t.kind == "pointer":
            self.view(data)[...] = self._address(owner, value)
        elif self.scalar.name in FLOATING:
            self._set_float(data, value)
        else:
            self._set_integer(data, self._index(value))

    def _refuse(self, value: Any) -> TypeError:
        return TypeError(f"{self.path} is of type {self.field.t}, got {value!r}")

    def _float(self, value: Any) -> float:
        is_number = hasattr(value, "__float__") or hasattr(value, "__index__")
        if isinstance(value, str | bytes) or not is_number:
            raise self._refuse(value)
        return float(value)

    def _set_float(self, data: Any, value: Any) -> None:
        view, value = self.view(data), self._float(value)
        if became_infinite(value, view.dtype):
            raise self._too_much(value)
        view[...] = value

    def _too_much(self, value: Any) -> OverflowError:
        of = " all of" if getattr(value, "ndim", 0) else ""
        return OverflowError(f"{self.path} is of type {self.field.t}, which cannot hold{of} {value}")

    def _index(self, value: Any) -> int:
        if self.members is not None and enum_spellings.get(type(value), self.t.name) != self.t.name:
            raise self._refuse(value)  # an enumerator of another enum
        if type(value).__name__ in ("bool_", "bool"):
            return int(value)
        try:
            return operator.index(value)
        except TypeError:
            raise self._refuse(value) from None

    def _set_integer(self, data: Any, value: int) -> None:
        try:
            if self.scalar.name == "b" and value not in (0, 1):
                raise OverflowError
            self.view(data)[...] = value
        except OverflowError:
            raise self._too_much(value) from None

    def _set_bits(self, data: Any, value: int) -> None:
        start, width = self.field.bits, self.field.width
        if self.scalar.name == "b" and value >> 1 and width > 1:
            raise self._too_much(value)
        signed = host_format(self.field.library, self.scalar).kind == "i"
        least = -(1 << (width - 1)) if signed else 0
        if not least <= value < least + (1 << width):
            raise OverflowError(f"{self.path} has {width} bits, which cannot hold {value}")
        end = -(-(start + width) // 8)
        shift, mask = start - 8 * self.at, (1 << width) - 1
        whole = int.from_bytes(data[self.at : end].tobytes(), "little")
        whole = whole & ~(mask << shift) | (value & mask) << shift
        data[self.at : end] = list(whole.to_bytes(end - self.at, "little"))

    def _set_array(self, data: Any, value: Any) -> None:
        import numpy

        view = self.view(data)
        if isinstance(value, bytes) and view.dtype.itemsize == 1 and view.ndim == 1:
            if len(value) > len(view):
                raise ValueError(f"{self.path} has {len(view)} bytes, got {len(value)}")
            value = numpy.frombuffer(value.ljust(len(view), b"\0"), view.dtype)
        if view.dtype.names is not None and not isinstance(value, numpy.ndarray):
            value = numpy.array([_as_void(one) for one in value], view.dtype)
        value = numpy.asarray(value)
        if value.shape != view.shape:
            raise ValueError(f"{self.path} is of type {self.field.t}, got an array of shape {value.shape}")
        if view.dtype.names is None and value.dtype.kind not in (
            "biu" if view.dtype.kind in "biu" else "biuf"
        ):
            raise self._refuse(value)
        kind = view.dtype.kind
        if value.dtype.kind in "biu" and kind in "biu" and value.size:
            least, most = (
                (0, 1) if kind == "b" else (numpy.iinfo(view.dtype).min, numpy.iinfo(view.dtype).max)
            )
            if value.min() < least or value.max() > most:
                raise self._too_much(value)
        if view.dtype.names is None and kind not in "biu" and became_infinite(value, view.dtype):
            raise self._too_much(value)
        view[...] = value

    def _set_record(self, data: Any, value: Any) -> None:
        assert self.record is not None
        if self.dtype.names is None:  # a number: half, bfloat16, fp8
            self._set_float(data, value)
            return
        if isinstance(value, tuple):
            value = make_object(self.record, value, {})
        elif isinstance(value, dict):
            value = make_object(self.record, (), value)
        elif not is_object(self.record, value):
            if getattr(value, "dtype", None) != self.dtype:
                raise self._refuse(value)
            value = object_from_numpy(self.record, value)
        data[self.at : self.at + self.dtype.itemsize] = value.numbast_bytes

    def _address(self, owner: HostObject, value: Any) -> int:
        if value is None:
            return 0
        interface = getattr(value, "__cuda_array_interface__", None)
        if interface is None:
            return self._index(value)
        assert self.t.target is not None
        inner = self.t.target.bare
        wanted = None if inner.kind == "function" or inner.code == "v" else _pointee(self.field, inner)
        if wanted is not None and value.dtype != wanted:
            raise TypeError(f"{self.path} is of type {self.field.t}, got an array of {value.dtype}")
        owner.numbast_kept.append(value)
        address: int = interface["data"][0] or 0
        return address


def became_infinite(value: Any, dtype: Any) -> bool:
    """Is a finite number none in the dtype?"""
    import numpy

    whole = numpy.asarray(value)
    with numpy.errstate(all="ignore"):
        made = whole.astype(dtype).astype("f8")
    return bool((numpy.isfinite(whole) & ~numpy.isfinite(made)).any())


def _pointee(field: HostField, inner: CxxType) -> Any:
    """The dtype of what a pointer leads to; None where any array will do."""
    home = field.library.facts.home(inner.name) if inner.kind == "named" else None
    if inner.kind == "named" and (home is None or home.types[inner.name][0] == "incomplete"):
        return None
    return host_format(field.library, inner).base


# ---- one object --------------------------------------------------------------
class HostObject:
    """An object of a C++ class on the host. `numbast_bytes`: its memory; objects that are fields share it."""

    __slots__ = ("__weakref__", "numbast_bytes", "numbast_kept")
    __hash__: Any = None  # it changes
    numbast_record: Record
    numbast_layout: HostLayout
    numbast_accesses: dict[str, _Access]

    def __init__(self, data: Any, kept: list[Any]) -> None:
        object.__setattr__(self, "numbast_bytes", data)
        object.__setattr__(self, "numbast_kept", kept)  # device arrays that pointers lead to

    @property
    def _numba_type_(self) -> Any:
        record = self.numbast_record
        engine = numba_engine()
        engine.start()
        ty = engine.class_value(record.library, record.qualified)
        if hasattr(ty, "entry"):
            refuse_argument(ty)
        return ty

    def to_numpy(self) -> Any:
        """A copy as a NumPy scalar of the class's dtype."""
        return self.__array__()[()]

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        found = self.numbast_bytes.copy().view(host_dtype(self.numbast_record)).reshape(())
        return found if dtype is None else found.astype(dtype)

    def __bytes__(self) -> bytes:
        found: bytes = self.numbast_bytes.tobytes()
        return found

    def __eq__(self, other: object) -> Any:
        if not is_object(self.numbast_record, other):
            return NotImplemented
        return all(_same(self, other, part) for part in _parts(type(self)))

    def __repr__(self) -> str:
        shown = [f"{name}={_value_text(a.get(self))}" for name, a in self.numbast_accesses.items()]
        if self.numbast_layout.hidden:
            shown.append("...")
        return f"{self.numbast_record.__name__}({', '.join(shown)})"

    def __getattr__(self, name: str) -> Any:
        if is_dunder(name):
            raise AttributeError(name)
        record = self.numbast_record
        why = next((why for hidden, why, _, _ in self.numbast_layout.hidden if hidden == name), None)
        if why is not None:
            raise AttributeError(f"{record.qualified}::{name} is {why}")
        return find_member(record, name)

    def __setattr__(self, name: str, value: Any) -> None:
        access = self.numbast_accesses.get(name)
        if access is None:
            raise AttributeError(_no_field(self.numbast_record, self.numbast_layout, name))
        access.set(self, value)

    def __copy__(self) -> Any:
        return type(self)(self.numbast_bytes.copy(), list(self.numbast_kept))

    def __deepcopy__(self, memo: Any) -> Any:
        return self.__copy__()

    def __reduce__(self) -> Any:
        return self.numbast_record.from_numpy, (bytes(self),)


def _no_field(record: Record, layout: HostLayout, name: str) -> str:
    why = next((why for hidden, why, _, _ in layout.hidden if hidden == name), None)
    if why is not None:
        return f"{record.qualified}::{name} is {why}"
    import difflib

    close = difflib.get_close_matches(name, layout.fields, 1)
    return f"{record.qualified} has no field '{name}'" + (f"; did you mean '{close[0]}'?" if close else "")


def _as_void(value: Any) -> Any:
    return value.to_numpy() if isinstance(value, HostObject) else value


def _value_text(value: Any) -> str:
    return repr(value.tolist() if getattr(value, "ndim", 0) else value)


def _property(access: _Access) -> Any:
    return property(access.get, access.set, None, f"{access.field.t} {access.path}")


def object_class(record: Record) -> Any:
    """The Python class of a C++ class."""
    key = ("host", record.qualified)
    found = record.library.handles.get(key)
    if found is None:
        layout = host_layout(record.library, record.qualified)
        accesses = {name: _Access(f"{record.qualified}::{name}", f) for name, f in layout.fields.items()}
        space = {
            "__slots__": (),
            "__module__": record.library.module,
            "__doc__": record.__doc__,
            **{name: _property(access) for name, access in accesses.items()},
            "numbast_record": record,
            "numbast_layout": layout,
            "numbast_accesses": accesses,
        }
        found = record.library.handles.setdefault(key, type(record.__name__, (HostObject,), space))
    return found


def _wrapped(record: Record, data: Any, kept: list[Any]) -> Any:
    return object_class(record)(data, kept)


def is_object(record: Record, value: object) -> bool:
    """Is `value` an object of the class, by name and definition?"""
    own = getattr(type(value), "numbast_record", None)
    return own is not None and (own.qualified, own.entry[4]) == (record.qualified, record.entry[4])


# ---- equality ----------------------------------------------------------------
def _parts(cls: Any) -> Iterator[tuple[Any, int, int]]:
    """(access or None, first bit, end) of what equality compares: fields by value, what shares bits or can't
    be said by its bits.
    """
    layout = cls.numbast_layout
    spans = [(f.bits, f.bits + bits_wide(a), a) for a in cls.numbast_accesses.values() for f in [a.field]]
    spans += [(bits, bits + size, None) for _, _, bits, size in layout.hidden]
    group: list[Any] = []
    end = 0
    for span in sorted(spans, key=lambda s: (s[0], s[1])):
        if group and span[0] >= end:
            yield _part(group, end)
            group = []
        group.append(span)
        end = max(end, span[1])
    if group:
        yield _part(group, end)


def bits_wide(access: _Access) -> int:
    width = access.field.width
    return width if width >= 0 else 8 * int(access.dtype.itemsize)


def _part(group: list[Any], end: int) -> tuple[Any, int, int]:
    return (group[0][2] if len(group) == 1 else None), group[0][0], end


def _same(a: Any, b: Any, part: tuple[Any, int, int]) -> bool:
    access, start, end = part
    if access is None:
        return _bits_between(a, start, end) == _bits_between(b, start, end)
    mine, other = access.get(a), type(b).numbast_accesses[access.field.name].get(b)
    same = mine == other
    return bool(same.all() if hasattr(same, "all") else same)


def _bits_between(owner: HostObject, start: int, end: int) -> int:
    whole = int.from_bytes(owner.numbast_bytes[start // 8 : -(-end // 8)].tobytes(), "little")
    return whole >> start % 8 & ((1 << (end - start)) - 1)


# ---- making ------------------------------------------------------------------
def make_object(record: Record, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """`S(1, y=2)` on the host. Raises TypeError where only device code can make the object."""
    number = number_dtype(record.library, record.qualified)
    if number is not None:
        return number.type(*args, **kwargs)
    name, flags, layout = record.qualified, record.entry[3], host_layout(record.library, record.qualified)
    if "t" not in flags:
        raise TypeError(f"{name} is not trivially copyable: its objects are made on the device")
    if (args or kwargs) and any(why.startswith(("private", "protected")) for _, why, _, _ in layout.hidden):
        raise TypeError(f"{name} has private members: make it on the device, or with from_numpy")
    if args and "g" not in flags:
        raise TypeError(f"{name} is not made of its fields in order: give them by name")
    made = _blank(record)
    given = _named_values(record, layout, args, kwargs)
    if "I" not in flags:
        on_host(record, "left")(made, given)
    for field, value in given.items():
        made.numbast_accesses[field].set(made, value, making=True)
    return made


def _blank(record: Record) -> Any:
    import numpy

    return object_class(record)(numpy.zeros(record.sizeof, "u1"), [])


def _named_values(
    record: Record, layout: HostLayout, args: Sequence[Any], kwargs: dict[str, Any]
) -> dict[str, Any]:
    names = list(layout.fields)
    if len(args) > len(names):
        raise TypeError(f"{record.qualified} has {len(names)} fields, got {len(args)} values")
    values = dict(zip(names, args, strict=False))
    for name, value in kwargs.items():
        if name in values:
            raise TypeError(f"{record.qualified}::{name} is given twice")
        if name not in layout.fields:
            raise TypeError(_no_field(record, layout, name))
        values[name] = value
    accesses = object_class(record).numbast_accesses
    end, last = 0, ""
    for name in sorted(values, key=lambda n: layout.fields[n].bits):
        if layout.fields[name].bits < end:
            raise TypeError(f"{record.qualified}: '{last}' and '{name}' share their bytes: give one of them")
        end, last = layout.fields[name].bits + bits_wide(accesses[name]), name
    return values


def object_from_numpy(record: Record, value: Any) -> Any:
    """`Record.from_numpy`. TypeError for a value of another dtype, ValueError for bytes of another length."""
    import numpy

    if "t" not in record.entry[3]:
        raise TypeError(f"{record.qualified} is not trivially copyable: its objects are made on the device")
    if isinstance(value, bytes | bytearray | memoryview):
        data = numpy.frombuffer(bytes(value), "u1").copy()
        if len(data) != record.sizeof:
            raise ValueError(f"{record.qualified} has {record.sizeof} bytes, got {len(data)}")
        return _wrapped(record, data, [])
    dtype = host_dtype(record)
    plain = numpy.asarray(value)
    if list(plain.dtype.fields or ()) == list(dtype.fields or ()) and dtype.names:
        plain = plain.astype(dtype)  # NumPy leaves out padding where it puts values together
    if plain.dtype != dtype or plain.shape not in ((), (1,)):
        what = f"an array of shape {plain.shape} of {plain.dtype}" if plain.shape else f"{plain.dtype}"
        raise TypeError(f"{record.qualified}.from_numpy takes one value of its dtype, got {what}")
    return _wrapped(record, numpy.frombuffer(plain.tobytes(), "u1").copy(), [])


# ---- pointers ----------------------------------------------------------------
class HostPointer:
    """An address on the device as a kernel argument `T *`; `kept`: the array it leads to."""

    __slots__ = ("address", "kept", "record")

    def __init__(self, record: Record, address: int, kept: Any) -> None:
        self.record = record
        self.address = address
        self.kept = kept

    def __int__(self) -> int:
        return self.address

    @property
    def _numba_type_(self) -> Any:
        record = self.record
        engine = numba_engine()
        engine.start()
        return engine.k.types.CPointer(engine.class_value(record.library, record.qualified))

    def __repr__(self) -> str:
        return f"<{self.record.qualified} * {self.address:#x}>"


def host_pointer(record: Record, to: Any) -> HostPointer:
    """`Record.pointer`. TypeError for an array of something else, ValueError for an address that isn't
    aligned.
    """
    interface = getattr(to, "__cuda_array_interface__", None)
    if interface is not None:
        if to.dtype != host_dtype(record):
            raise TypeError(f"{record.qualified} * can't lead to an array of {to.dtype}")
        address = interface["data"][0] or 0
    else:
        try:
            address = 0 if to is None else operator.index(to)
        except TypeError:
            raise TypeError(
                f"{record.qualified} * takes a device array (cuda.to_device), an address or None, "
                f"got {type(to).__name__}"
            ) from None
    if address % record.alignof:
        raise ValueError(
            f"{record.qualified} must be aligned to {record.alignof} bytes, got address {address:#x}"
        )
    return HostPointer(record, address, to)


record_hosts.update(make=make_object, is_object=is_object, from_numpy=object_from_numpy, pointer=host_pointer)
