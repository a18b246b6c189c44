"""What the pass over objects asks of numba-cuda: its IR, its rewrites, and addresses in LLVM's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

#: {class of a backend: what the pass asks of it}
object_backends: dict[str, Callable[[Any], Any]] = {}


class NumbaCudaObjects:
    """The backend's side of objects; `k` is the backend, `e` an emitter of it."""

    def __init__(self, k: Any) -> None:
        self.k = k

    def register_address(self, cls: Any) -> None:
        from llvmlite import ir

        base: Any = self.k.models.PrimitiveModel

        class AddressModel(base):  # type: ignore[misc]
            def __init__(self, dmm: Any, fe_type: Any) -> None:
                super().__init__(dmm, fe_type, ir.IntType(8).as_pointer())

        self.k.register_model(cls)(AddressModel)

    def register_pass(self, run: Any) -> None:
        """`run(state)` on every typed function, once: the registry goes block by block, it needs them all."""
        from numba.cuda.core.rewrites import Rewrite, register_rewrite

        class CxxObjects(Rewrite):  # type: ignore[misc]
            def __init__(self, state: Any) -> None:
                self.state: Any = state

            def match(self, func_ir: Any, block: Any, typemap: Any, calltypes: Any) -> bool:
                if self.state is not None:
                    state, self.state = self.state, None
                    run(state)
                return False

        register_rewrite("after-inference")(CxxObjects)

    @property
    def ir(self) -> Any:
        from numba.cuda.core import ir

        return ir

    def replaced(self, node: Any, names: dict[str, Any], calltypes: Any) -> Any:
        """A copy of a statement that reads other variables; what is known of its call goes with it."""
        import copy

        from numba.cuda.core.ir_utils import replace_vars_inner, replace_vars_stmt

        made = copy.copy(node)
        if isinstance(made, self.ir.Assign) and isinstance(made.value, self.ir.Expr):
            value = copy.copy(made.value)
            value._kws = dict(value._kws)
            if made.value in calltypes:
                calltypes[value] = calltypes[made.value]
            made.value = replace_vars_inner(value, names)
        else:
            replace_vars_stmt(made, names)
            if node in calltypes:
                calltypes[made] = calltypes[node]
        return made

    def rebuild(self, func_ir: Any) -> None:
        """The definitions of a function whose statements have changed."""
        from numba.cuda.core.ir_utils import build_definitions

        func_ir._definitions = build_definitions(func_ir.blocks)

    def either(
        self, e: Any, flag: Any, then: Callable[[], None], otherwise: Callable[[], None] | None
    ) -> None:
        """Emits one of two pieces of code, by a boolean value."""
        bit = e.context.data_model_manager[self.k.types.boolean].as_data(e.builder, flag)
        bit = e.builder.icmp_unsigned("!=", bit, bit.type(0))
        with e.builder.if_else(bit) as (yes, no):
            with yes:
                then()
            with no:
                if otherwise is not None:
                    otherwise()

    def alloc(self, e: Any, ty: Any, align: int) -> Any:
        """A place in the function's entry block, which nothing is written to yet."""
        with e.builder.goto_entry_block():
            place = e.builder.alloca(e.ctype(ty))
        place.align = align
        return e.to_pointer(place)

    # ---- emitting --------------------------------------------------------------
    def element(self, e: Any, ty: Any, value: Any, index_type: Any, index: Any) -> Any:
        """The address of an array's element, or of what lies behind a pointer."""
        from numba.cuda import types
        from numba.cuda.np.arrayobj import basic_indexing, make_array

        if isinstance(ty, types.CPointer):
            return e.to_pointer(e.builder.gep(value, [e.cast(index_type, types.intp, index)]))
        many = isinstance(index_type, types.BaseTuple)
        kinds = tuple(index_type) if many else (index_type,)
        parts = e.cgutils.unpack_tuple(e.builder, index, len(kinds)) if many else (index,)
        array = make_array(ty)(e.context, e.builder, value)
        check = e.context.enable_boundscheck
        place = basic_indexing(e.context, e.builder, ty, array, kinds, parts, boundscheck=check)[0]
        return e.to_pointer(place)

    def item(self, e: Any, place: Any, index_type: Any, index: Any, size: int, extent: int) -> Any:
        """The address of an element of `size` bytes of a C array, from its end for a negative index."""
        from numba.cuda import types

        at, word = e.cast(index_type, types.intp, index), e.ir.IntType(64)
        if getattr(index_type, "signed", True):
            negative = e.builder.icmp_signed("<", at, e.ir.Constant(word, 0))
            at = e.builder.select(negative, e.builder.add(at, e.ir.Constant(word, extent)), at)
        return e.builder.gep(place, [e.builder.mul(at, e.ir.Constant(word, size))], inbounds=True)

    def _bits(self, e: Any, place: Any, shift: int, width: int) -> tuple[Any, Any]:
        whole = e.ir.IntType(-(-(shift + width) // 8) * 8)
        return whole, e.builder.bitcast(place, whole.as_pointer())

    def load_bits(self, e: Any, ty: Any, place: Any, shift: int, width: int) -> Any:
        """A bit-field: `width` bits behind the first `shift`, of no more bytes than hold them."""
        whole, typed = self._bits(e, place, shift, width)
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

    def store_bits(self, e: Any, ty: Any, value: Any, place: Any, shift: int, width: int) -> None:
        """Writes a bit-field, and what shares its bytes back as it was."""
        whole, typed = self._bits(e, place, shift, width)
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


object_backends["NumbaCuda"] = NumbaCudaObjects
