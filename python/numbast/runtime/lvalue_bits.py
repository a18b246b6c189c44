"""Elements of C arrays in objects, and bit-fields, in LLVM's words."""

from __future__ import annotations

from typing import Any

from .lvalue_numba_cuda import object_parts


def item(e: Any, place: Any, index_type: Any, index: Any, size: int, extent: int) -> Any:
    """The address of an element of `size` bytes of a C array, from its end for a negative index."""
    from numba.cuda import types

    at, word = e.cast(index_type, types.intp, index), e.ir.IntType(64)
    if getattr(index_type, "signed", True):
        negative = e.builder.icmp_signed("<", at, e.ir.Constant(word, 0))
        at = e.builder.select(negative, e.builder.add(at, e.ir.Constant(word, extent)), at)
    return e.builder.gep(place, [e.builder.mul(at, e.ir.Constant(word, size))], inbounds=True)


def _bits(e: Any, place: Any, shift: int, width: int) -> tuple[Any, Any]:
    whole = e.ir.IntType(-(-(shift + width) // 8) * 8)
    return whole, e.builder.bitcast(place, whole.as_pointer())


def load_bits(e: Any, ty: Any, place: Any, shift: int, width: int) -> Any:
    """A bit-field: `width` bits behind the first `shift`, of no more bytes than hold them."""
    whole, typed = _bits(e, place, shift, width)
    value = e.builder.load(typed, align=1)
    up = e.ir.Constant(whole, whole.width - shift - width)
    value = e.builder.shl(value, up)
    down = e.ir.Constant(whole, whole.width - width)
    signed = getattr(ty, "signed", False)
    value = e.builder.ashr(value, down) if signed else e.builder.lshr(value, down)
    made = e.ctype(ty)
    if made.width > whole.width:
        value = e.builder.sext(value, made) if signed else e.builder.zext(value, made)
    elif made.width < whole.width:
        value = e.builder.trunc(value, made)
    return e.from_c(ty, value)


def store_bits(e: Any, ty: Any, value: Any, place: Any, shift: int, width: int) -> None:
    """Writes a bit-field, and what shares its bytes back as it was."""
    whole, typed = _bits(e, place, shift, width)
    made, mask = e.to_c(ty, value), ((1 << width) - 1) << shift
    if made.type.width < whole.width:
        made = e.builder.zext(made, whole)
    elif made.type.width > whole.width:
        made = e.builder.trunc(made, whole)
    made = e.builder.shl(made, e.ir.Constant(whole, shift))
    made = e.builder.and_(made, e.ir.Constant(whole, mask))
    kept = e.ir.Constant(whole, ((1 << whole.width) - 1) & ~mask)
    others = e.builder.and_(e.builder.load(typed, align=1), kept)
    e.builder.store(e.builder.or_(others, made), typed, align=1)


object_parts.update(item=item, load_bits=load_bits, store_bits=store_bits)
