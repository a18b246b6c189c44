"""What the pass over objects asks of numba-cuda: its IR, its rewrites, and addresses in LLVM's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .failures import process_space
from .parts import install_parts

#: {class of a backend: what the pass asks of it}
object_backends: dict[str, Callable[[Any], Any]] = {}
#: What computes C arrays' elements and bit-fields; of the part "indices".
object_parts: dict[str, Any] = {}


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

    def loads(self, func_ir: Any) -> dict[Any, list[tuple[int, int]]]:
        """Where the bytecode reads variables, offset and line, by what these are assigned to: the variable,
        the other one and the line, or the temporary of a branch's end and the variable. Numba's IR reads them
        where they are assigned.
        """
        from numba.cuda.core.bytecode import ByteCode
        from numba.cuda.core.byteflow import Flow

        code = ByteCode(func_ir.func_id)
        flow = Flow(code)
        flow.run()
        found: dict[Any, list[tuple[int, int]]] = {}
        for block in flow.block_infos.values():
            loads = {}
            for offset, given in block.insts:
                one, names = code[offset], code.co_varnames
                for key, value in given.items():
                    if "LOAD_FAST" in one.opname and "res" in key:
                        name = value[1:].rpartition(".")[0].removesuffix(str(offset))
                        loads[value] = (name, (offset, one.lineno))
                    elif one.opname.startswith("STORE_FAST") and value in loads:
                        is_pair = one.opname != "STORE_FAST"
                        first = one.arg >> 4 if is_pair and key != "value2" else one.arg & 15
                        target = names[first if is_pair else one.arg]
                        name, at = loads[value]
                        found.setdefault((name, target, one.lineno), []).append(at)
            for phi, value in block.outgoing_phis.items():
                if value in loads:
                    name, at = loads[value]
                    found.setdefault((name, phi), []).append(at)
        return found

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

    def part(self, name: str) -> Any:
        """How a part of an object that is no field of whole bytes is reached."""
        if name not in object_parts:
            install_parts(("indices",), process_space().parts)
        return object_parts[name]

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


object_backends["NumbaCuda"] = NumbaCudaObjects
