"""Host values of C++ types as what the launch of a kernel takes: words of bytes, arrays that are aligned.

design.md says what was measured.
"""

from __future__ import annotations

import functools
import struct
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from .engines import extensions
from .host_arguments import argument_makers, array_makers, bits_of, install_host_arguments
from .layout import record_members
from .owned import OWNED

LARGEST_ARGUMENT = 4096  # bytes of a record by value: what every device and CUDA version takes


def word_sizes(size: int) -> list[int]:
    """How an object of `size` bytes is passed to a kernel: the sizes of the integers that its bytes are, 8
    as long as they fit.
    """
    return [8] * (size // 8) + [part for part in (4, 2, 1) if size & part]


def _take_words(engine: Any) -> None:
    """Makes records arguments as the words of their bytes, which the host can pass."""
    from llvmlite import ir
    from numba.cuda import cgutils

    def shape(model: Any) -> tuple[int, int]:
        return record_members(engine, model.fe_type).size, model.fe_type.alignment

    def get_argument_type(model: Any) -> Any:
        return tuple(ir.IntType(8 * n) for n in word_sizes(shape(model)[0]))

    def object_place(model: Any, builder: Any) -> Any:
        place = cgutils.alloca_once(builder, model.get_data_type())
        place.align = shape(model)[1]
        return place

    def words_in(model: Any, builder: Any, place: Any) -> Iterator[tuple[Any, int]]:
        """(pointer to a word, its alignment), one after the other."""
        at, align = 0, place.align
        start = builder.bitcast(place, ir.IntType(8).as_pointer())
        for ty in get_argument_type(model):
            word = builder.gep(start, [ir.Constant(ir.IntType(64), at)], inbounds=True)
            yield builder.bitcast(word, ty.as_pointer()), min(align, ty.width // 8)
            at += ty.width // 8

    def as_argument(model: Any, builder: Any, value: Any) -> Any:
        place = object_place(model, builder)
        builder.store(model.as_data(builder, value), place, align=place.align)
        return tuple(builder.load(word, align=n) for word, n in words_in(model, builder, place))

    def from_argument(model: Any, builder: Any, value: Any) -> Any:
        place = object_place(model, builder)
        for one, (word, n) in zip(value, words_in(model, builder, place), strict=True):
            builder.store(one, word, align=n)
        return model.from_data(builder, builder.load(place, align=place.align))

    model = engine.k.record_model
    model.get_argument_type, model.as_argument, model.from_argument = (
        get_argument_type, as_argument, from_argument,
    )  # fmt: skip


def bytes_of(value: Any) -> bytes:
    """The bytes of a host value of a C++ type: an object, a NumPy scalar, a record on the device."""
    found = getattr(value, "numbast_bytes", None)  # of an object: any other name might be a field's
    if found is None:
        found = value.copy_to_host() if hasattr(value, "copy_to_host") else value
    data: bytes = found.tobytes() if hasattr(found, "tobytes") else bytes(found)
    return data


def in_pieces(sizes: Sequence[int]) -> Callable[[Any, Any, list[Any]], None]:
    """Passes a value's bytes as integers of `sizes`. Words of 8 bytes are Python's integers, which the
    launch takes fastest.
    """
    import ctypes

    letters = {1: "B", 2: "H", 4: "I", 8: "q"}
    text = struct.Struct("<" + "".join(letters[n] for n in sizes))
    short = [(i, getattr(ctypes, f"c_uint{8 * n}")) for i, n in enumerate(sizes) if n < 8]

    def make(ty: Any, value: Any, pieces: list[Any]) -> None:
        words: list[Any] = list(text.unpack(bytes_of(value)))
        for i, convert in short:
            words[i] = convert(words[i])
        pieces.extend(words)

    return make


def _pass_address(ty: Any, value: Any, pieces: list[Any]) -> None:
    pieces.append(int(value))


@functools.cache
def aligned(align: int) -> Callable[[Any, Any], Any]:
    """Lets arrays pass whose elements lie where C++ wants them. Raises ValueError for others."""

    def check(dtype: Any, value: Any) -> Any:
        interface = getattr(value, "__cuda_array_interface__", None)
        if interface is None:  # the host's: copied to a new place
            return bits_of(value)
        address = interface["data"][0]
        strides = interface.get("strides") or ()  # none: one after another
        steps = [n for n, count in zip(strides, interface["shape"], strict=False) if count > 1]
        if any(n % align for n in (address, *steps)):
            raise ValueError(
                f"an array of {dtype} at address {address:#x} with strides {tuple(steps)} can't be passed: "
                f"its elements must be aligned to {align} bytes"
            )
        return bits_of(value)

    return check


def _take_constants(engine: Any) -> None:
    """Lets kernels hold objects of the host that they find by name: as they were when it was compiled."""
    from llvmlite import ir

    def constant(context: Any, builder: Any, ty: Any, value: Any) -> Any:
        refuse_argument(ty)
        sizes = word_sizes(ty.entry[1])
        words = struct.unpack("<" + "".join("BHIQ"[n.bit_length() - 1] for n in sizes), bytes_of(value))
        made = [ir.Constant(ir.IntType(8 * n), word) for n, word in zip(sizes, words, strict=True)]
        return context.data_model_manager[ty].from_argument(builder, made)

    constants = engine.k.target.target_context._get_constants
    constants.versions.append(((engine.types.RecordType,), constant))  # what is chosen for others stays


def refuse_argument(ty: Any) -> None:
    """Raises TypeError for a record that no kernel takes by value."""
    entry = ty.entry
    if entry[0] != "record" or "t" not in entry[3]:
        raise TypeError(f"{ty} can't be passed by value: it is not trivially copyable; pass an array of it")
    if entry[1] > LARGEST_ARGUMENT:
        raise TypeError(
            f"{ty} can't be passed by value: it has {entry[1]} bytes, and a kernel takes at most "
            f"{LARGEST_ARGUMENT}; pass an array of it"
        )


def _register_owned(engine: Any) -> None:
    """Values and arrays of the types that Numba has, which its launch knows nothing of."""
    makers: dict[str, Any] = {}
    names: dict[type, str] = {}

    def make(ty: Any, value: Any, pieces: list[Any]) -> None:
        name = names[type(ty)]
        if name not in makers:
            _, size, _, piece = OWNED[name]
            makers[name] = in_pieces([piece] * (size // piece))
        makers[name](ty, value, pieces)

    def check(dtype: Any, value: Any) -> Any:
        align = OWNED[names[type(dtype)]][2]
        return aligned(max(align, engine.element_alignment(dtype)))(dtype, value)

    for spelling, entry in OWNED.items():
        ty = engine.k.owned(entry[0])
        if ty is not None and spelling != "__half":
            names[type(ty)] = spelling
            array_makers[type(ty)], argument_makers[type(ty)] = check, make


def start_host_arguments(engine: Any) -> None:
    """Makes the engine's types arguments of kernels."""
    install_host_arguments()
    _take_words(engine)
    _take_constants(engine)
    _register_owned(engine)
    record = engine.types.RecordType

    passers: dict[Any, Any] = {}

    def make(ty: Any, value: Any, pieces: list[Any]) -> None:
        found = passers.get(ty)
        if found is None:
            refuse_argument(ty)
            found = passers[ty] = in_pieces(word_sizes(ty.entry[1]))
        found(ty, value, pieces)

    def check(dtype: Any, value: Any) -> Any:
        return aligned(dtype.alignment)(dtype, value)

    argument_makers[record], array_makers[record] = make, check
    argument_makers[engine.k.types.CPointer] = _pass_address


extensions.append(start_host_arguments)
