"""The backend for numba-cuda: its names, its registries, and the emitter that turns bodies into LLVM IR.

Nothing of Numba is imported before `NumbaCuda()` is made. Built-in registries are installed before ours:
intrinsics put their lowering into the context's first registry.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from .engine import Engine
from .failures import typing_errors
from .handles import Constant
from .kernel_cache import install_kernel_cache
from .lean import install_lean_kernels, linkable_unit, links_optimized
from .linked import install_linked_kernels
from .lowering import Body, read_field
from .numba_types import keyword_names, static_member
from .owned import OWNED, owned_spellings
from .table import Library
from .undefined import install_undefined

typing_errors.append("numba.cuda.core.errors")


class NumbaCuda:
    """What the engine asks of numba-cuda."""

    def __init__(self) -> None:
        from numba import cuda
        from numba.cuda import types, vector_types
        from numba.cuda.core.errors import NumbaError, TypingError
        from numba.cuda.core.imputils import Registry
        from numba.cuda.datamodel import models
        from numba.cuda.descriptor import cuda_target
        from numba.cuda.models import register_model
        from numba.cuda.typeconv import Conversion
        from numba.cuda.typing import templates

        self.cuda, self.types, self.templates, self.models = cuda, types, templates, models
        self.Conversion, self.register_model = Conversion, register_model
        self.NumbaError, self.TypingError = NumbaError, TypingError
        # where Numba is installed too its types are numba-cuda's, and raise what is Numba's own
        others = getattr(sys.modules[types.Function.__module__], "errors", None)
        self._typing_failures = NumbaError, getattr(others, "NumbaError", NumbaError)
        self.signature, self.Signature = templates.signature, templates.Signature
        self.OpaqueModel = self.ClassModel = models.OpaqueModel
        self.class_bases = (types.Callable, types.Opaque, types.DTypeSpec)
        self.target = cuda_target
        self.typing_registry, self.lowering_registry = templates.Registry(), Registry()
        self._operators: list[tuple[Any, Any]] = []  # (Python's operator, its template)
        self._lowered: list[tuple[Any, Any, Any]] = []  # (an operator; None: casts, operand types, how)
        self.vectors = vector_types.vector_types
        self._vector_class = vector_types.VectorType
        self._owned: dict[str, Any] = {}
        self._names: dict[Any, str] = {}
        self._all_owned: list[Any] = []
        self.refusals: list[Any] = []  # of operators that are being resolved: the first one, or None
        self._with_objects: set[Any] = set()  # types whose constants the device may make

    # ---- Numba's own ---------------------------------------------------------
    def owned(self, name: str) -> Any:
        """Numba's type called `name` in owned.py; None when this version has none."""
        if name not in self._owned:
            found = self._owned[name] = self._find_owned(name)
            if found is not None:
                self._names[found] = name
        return self._owned[name]

    def _find_owned(self, name: str) -> Any:
        if name in self.vectors:
            return self.vectors[name]
        if name.startswith("fp8"):
            try:
                from numba.cuda._internal import cuda_fp8
            except ImportError:
                return None
            return getattr(cuda_fp8, f"_type_{name}", None)
        return getattr(self.types, name, None)

    def named_type(self, name: str) -> Any:
        """Numba's type of a name as users write it ("complex64", "numba.types.complex64"); None when there
        is none.
        """
        found = self._find_owned(name.rpartition(".")[2])
        return found if isinstance(found, self.types.Type) else None

    def from_dtype(self, value: Any) -> Any:
        """Numba's type of a NumPy dtype or scalar type; None when it is none."""
        import numpy

        try:
            dtype = numpy.dtype(value)
            if dtype.name == "bfloat16":  # of ml_dtypes
                return self.named_type("bfloat16")
            from numba.cuda.np.numpy_support import from_dtype

            return from_dtype(dtype)
        except (TypeError, NotImplementedError):
            return None

    def shape(self, ty: Any) -> tuple[int, int]:
        """(size, alignment) of a type in memory."""
        context = self.target.target_context
        data = context.get_data_type(ty)
        return context.get_abi_sizeof(data), context.get_abi_alignment(data)

    def owned_name(self, ty: Any) -> str:
        """The name in owned.py of a Numba type; '' for any other."""
        if not self._all_owned:
            self._all_owned = [self.owned(entry[0]) for entry in OWNED.values()]
        return self._names.get(ty, "")

    def owned_alignment(self, ty: Any) -> int:
        return max((OWNED[s][2] for s in owned_spellings(self.owned_name(ty))), default=1)

    def is_vector(self, ty: Any) -> bool:
        return isinstance(ty, self._vector_class)

    def stand_in(self, context: Any, dtype: Any) -> Any:
        """A dtype that numba-cuda makes arrays of and that lies in memory as `dtype` does."""
        from llvmlite import ir

        storage = context.get_data_type(dtype)
        is_struct = isinstance(context.data_model_manager[dtype], self.models.StructModel)
        if is_struct or not isinstance(storage, ir.IntType):
            return dtype
        return getattr(self.types, f"uint{storage.width}")

    def capability(self) -> Sequence[int | str]:
        """The compute capability that is being compiled for."""
        from numba.cuda.core.targetconfig import ConfigStack

        top = ConfigStack.top_or_none()
        found = getattr(top, "compute_capability", None)
        if not found:
            found = self.cuda.get_current_device().compute_capability
        return tuple(found)

    def is_lean(self) -> bool:
        """Will the kernel that is being compiled have its shims compiled by themselves (lean.py)?"""
        from numba.cuda.core.targetconfig import ConfigStack

        stack: Any = getattr(getattr(ConfigStack(), "_stk", None), "_stack", None)  # the kernel's come first
        return bool(stack) and (stack[0].dbg_directives_only or not links_optimized(stack[0]))

    def install_replacements(self) -> None:
        install_kernel_cache()
        install_lean_kernels()
        install_undefined()
        install_linked_kernels()

    def linkable(self, library: Library, unit: int, arch: str) -> Any:
        """A unit for the linker."""
        return linkable_unit(self.cuda.LTOIR, library, unit, arch)

    def constant_type(self, value: Any) -> Any:
        """The type of a Python object that stands in a kernel."""
        return self.target.typing_context.resolve_value_type(value)

    # ---- registering ---------------------------------------------------------
    def install(self, engine: Engine) -> None:
        """Puts the registries into the contexts, after the built-in ones."""
        self._register_arrays(engine, engine.types.ClassType)
        for dtype_class in (self.types.TypeRef, self.types.DType):
            # Numba's vectors by their type, records by their NumPy dtype: C++ may be handed their address
            self._register_arrays(engine, dtype_class)
        if not self.target.target_context._registries:  # no kernel was compiled yet
            self.target.target_context.refresh()
        context = self.target.typing_context
        for op, template in self._operators:
            known = context._lookup_global(op)
            if known is None:
                known = self.types.Function(template)
                context.insert_global(op, known)
            else:  # not another in its place: the compilation that is under way may have typed `bool` already
                known.templates = (*known.templates, template)
            self._tell_refusals(known)
        self.install_registries()

    def install_registries(self) -> None:
        """Puts what is registered into the contexts."""
        context = self.target.target_context
        self.target.typing_context.install_registry(self.typing_registry)
        context.install_registry(self.lowering_registry)
        for op, patterns, made in self._lowered:
            chooser = context._casts if op is None else context._defns[op]
            chooser.versions += [(pattern, made) for pattern in patterns]
            # what it chose for other types before stays chosen: it would forget all of it
            old = [p for p in patterns if self._record_class not in p]
            for types in [t for t in chooser._cache if any(chooser._match_arglist(p, t) for p in old)]:
                del chooser._cache[types]
        self._lowered.clear()

    def _tell_refusals(self, function: Any) -> None:
        """Lets C++'s view of an operator come first, where Numba would list all its own candidates."""
        plain = function.get_call_type

        def get_call_type(context: Any, args: Sequence[Any], kws: dict[str, Any]) -> Any:
            self.refusals.append(None)
            try:
                found = plain(context, args, kws)
            except self._typing_failures:
                if self.refusals[-1] is None:
                    raise
                found = None
            finally:
                refused = self.refusals.pop()
            if refused is not None and (found is None or getattr(refused, "is_final", False)):
                raise self.TypingError(str(refused))
            return found

        function.get_call_type = get_call_type

    def insert(self, handle: Any, body: Body) -> None:
        """The lowering of a handle's calls, once."""
        context = self.target.target_context
        if handle not in context._defns:
            context.insert_func_defn([(self.call(body), handle, (self.types.VarArg(self.types.Any),))])

    def insert_constant(self, ty: Any, body: Any) -> None:
        """Objects of `ty` that are handles are made by `body`, all others as before; once."""
        if ty in self._with_objects:
            return
        constants = self.target.target_context._get_constants
        try:
            others = constants.find((ty,))
        except (NotImplementedError, self.NumbaError):
            others = None

        def constant(context: Any, builder: Any, ty: Any, value: Any) -> Any:
            if isinstance(value, Constant):
                return body(Emitter(context, builder), ty, value)
            if others is None:
                raise NotImplementedError(f"a constant of type {ty}")
            return others(context, builder, ty, value)

        constants.append(constant, (ty,))
        self._with_objects.add(ty)

    def call(self, body: Body) -> Any:
        """A body as numba-cuda's implementation of a function or operator."""

        def implementation(context: Any, builder: Any, sig: Any, args: Sequence[Any]) -> Any:
            e = Emitter(context, builder)
            return body(e, sig.return_type, list(sig.args), list(args), keyword_names(sig.pysig))

        return implementation

    def register_padding(self, cls: Any) -> None:
        from llvmlite import ir

        base: Any = self.models.PrimitiveModel

        class PaddingModel(base):  # type: ignore[misc]
            def __init__(self, dmm: Any, fe_type: Any) -> None:
                super().__init__(dmm, fe_type, ir.ArrayType(ir.IntType(fe_type.bits), fe_type.count))

        self.register_model(cls)(PaddingModel)

    def register_method(self, cls: Any) -> None:
        base: Any = self.models.OpaqueModel

        class MethodModel(base):  # type: ignore[misc]
            """A bound method is its object's value."""

            def __init__(self, dmm: Any, fe_type: Any) -> None:
                super().__init__(dmm, fe_type)
                self.be_type = dmm.lookup(fe_type.this).get_value_type()

        self.register_model(cls)(MethodModel)

    def register_struct(self, cls: Any, members: Any) -> None:
        base: Any = self.models.StructModel

        class RecordModel(base):  # type: ignore[misc]
            def __init__(self, dmm: Any, fe_type: Any) -> None:
                super().__init__(dmm, fe_type, members(fe_type))

        self.record_model = RecordModel
        self._record_class = cls
        self.register_model(cls)(RecordModel)

    def register_attributes(self, engine: Engine, cls: Any, resolve: Any, value_of: Any = None) -> None:
        """Attributes of a type: `resolve(type, name)` types them; `value_of` makes their values, else fields
        and static members are lowered here.
        """
        base: Any = self.templates.AttributeTemplate

        class CxxAttributes(base):  # type: ignore[misc]
            key = cls

            def generic_resolve(self, typ: Any, attr: str) -> Any:
                return resolve(typ, attr)

        self.typing_registry.register_attr(CxxAttributes)

        def read(context: Any, builder: Any, typ: Any, value: Any, attr: str) -> Any:
            e = Emitter(context, builder)
            if value_of:
                return value_of(e, typ, value, attr)
            if not hasattr(typ, "handle") and engine.has_field(typ, attr):
                return read_field(engine, e, typ, value, attr)
            member = static_member(typ, attr)
            return e.constant(self.constant_type(member), member)

        def write(context: Any, builder: Any, sig: Any, args: Sequence[Any], attr: str) -> Any:
            raise self.LoweringError(
                f"{sig.args[0]}::{attr} is assigned to where no object stands: "
                "compile with Numba's rewrites on"
            )

        self.lowering_registry.lower_getattr_generic(cls)(read)
        self.lowering_registry.lower_setattr_generic(cls)(write)

    @property
    def LoweringError(self) -> Any:
        from numba.cuda.core.errors import LoweringError

        return LoweringError

    def register_operator(
        self, engine: Engine, op: Any, typed: Any, body: Body | None, arity: int, numbers: Sequence[Any] = ()
    ) -> None:
        """An operator or conversion: `typed(context, types)` gives a signature or None, `body` its
        lowering, of our types and of `numbers`.
        """
        base: Any = self.templates.AbstractTemplate

        class CxxOperator(base):  # type: ignore[misc]
            key = op
            metadata = {
                "target": "cuda"
            }  # tried before the built-in templates, which would convert to numbers
            prefer_literal = True

            def generic(self, args: Sequence[Any], kws: dict[str, Any]) -> Any:
                try:
                    return None if kws else typed(self.context, args)
                except k.TypingError as e:
                    k.refusals[-1:] = [k.refusals[-1] or e] if k.refusals else []
                    raise

        k = self
        self._operators.append((op, CxxOperator))
        if body is None:
            return
        ours = (engine.types.RecordType, self._vector_class, self.types.IntEnumMember)
        patterns: list[tuple[Any, ...]] = [(c,) for c in (*ours, *numbers) if c is not None]
        if arity == 2:
            other = self.types.Any
            patterns = [(a, b) for a in (*ours, other) for b in (*ours, other) if (a, b) != (other, other)]
        self._lowered.append((op, patterns, self.call(body)))

    def register_casts(self, engine: Engine, body: Any) -> None:
        record, types = engine.types.RecordType, self.types

        def cast(context: Any, builder: Any, fromty: Any, toty: Any, value: Any) -> Any:
            return body(Emitter(context, builder), fromty, toty, value)

        others = (types.Number, types.Boolean, types.EnumMember, self._vector_class)
        self._register_enum_casts(engine)
        pairs = [(record, record), *((record, t) for t in others), *((t, record) for t in others)]
        self._lowered.append((None, pairs, cast))

    def _register_enum_casts(self, engine: Engine) -> None:
        """Enum members as what Numba has no cast to: `float(x)`, `bool(x)`."""
        types = self.types

        def cast(context: Any, builder: Any, fromty: Any, toty: Any, value: Any) -> Any:
            e, source = Emitter(context, builder), engine.enum_storage(fromty)
            return e.cast(source, toty, e.cast(fromty.dtype, source, value))

        pairs = [(types.IntEnumMember, target) for target in (types.Float, types.Boolean)]
        self._lowered.append((None, pairs, cast))

    def register_number_calls(self, engine: Engine, typed: Any, body: Body) -> None:
        """`numpy.float32(obj)`: `typed(obj's type, number type)` says whether C++ converts, other arguments
        stay Numba's.
        """
        from numba.cuda.typing.builtins import NumberClassAttribute

        types, templates = self.types, self.templates
        base: Any = templates.AttributeTemplate

        class CxxNumberCall(base):  # type: ignore[misc]
            key = types.NumberClass
            metadata = {"target": "cuda"}

            def resolve___call__(self, number: Any) -> Any:
                context = self.context
                others = NumberClassAttribute(context).resolve___call__(number)

                def typer(value: Any) -> Any:
                    if isinstance(value, engine.types.RecordType):
                        return typed(value, number.instance_type)
                    found = others.get_call_type(context, (value,), {})
                    return None if found is None else found.return_type

                return types.Function(templates.make_callable_template(key=number.instance_type, typer=typer))

        self.typing_registry.register_attr(CxxNumberCall)
        self.lowering_registry.lower(types.NumberClass, engine.types.RecordType)(self.call(body))

    def register_object_call(self, engine: Engine, body: Body) -> None:
        """`obj(...)`: numba-cuda looks for it under the object's type class."""
        self.lowering_registry.lower(engine.types.RecordType, self.types.VarArg(self.types.Any))(
            self.call(body)
        )

    # ---- arrays --------------------------------------------------------------
    def _register_arrays(self, engine: Engine, dtype_class: Any) -> None:
        """cuda.local.array and cuda.shared.array of our dtypes: with C++'s alignment, and of every storable
        type.
        """
        types = self.types
        for kind in ("local", "shared"):
            function = getattr(self.cuda, kind).array
            for shape in (types.IntegerLiteral, types.BaseTuple):
                for rest in ((), (types.IntegerLiteral,), (types.NoneType,)):
                    self.lowering_registry.lower(function, shape, dtype_class, *rest)(
                        _array_maker(engine, self, kind)
                    )


def _array_maker(engine: Engine, k: NumbaCuda, kind: str) -> Any:
    def make(context: Any, builder: Any, sig: Any, args: Sequence[Any]) -> Any:
        from numba.cuda import cudaimpl
        from numba.cuda.cudadrv import nvvm

        shape = sig.args[0]
        sizes = (
            [shape.literal_value]
            if isinstance(shape, k.types.IntegerLiteral)
            else [s.literal_value for s in shape]
        )
        dtype = sig.return_type.dtype
        align = engine.element_alignment(dtype)  # 0: as numba-cuda does
        if len(sig.args) == 3 and isinstance(sig.args[2], k.types.IntegerLiteral):
            cudaimpl._validate_alignment(sig.args[2].literal_value)
            align = max(align, sig.args[2].literal_value)
        shared = kind == "shared"
        return cudaimpl._generic_array(
            context,
            builder,
            shape=sizes,
            dtype=k.stand_in(context, dtype),
            symbol_name=cudaimpl._get_unique_smem_id("_cudapy_smem") if shared else "_cudapy_lmem",
            addrspace=nvvm.ADDRSPACE_SHARED if shared else nvvm.ADDRSPACE_LOCAL,
            can_dynsized=shared,
            alignment=align or None,
        )

    return make


class Emitter:
    """The operations that bodies are made of, over llvmlite. `pointer` is the type of every pointer that C++
    sees.
    """

    def __init__(self, context: Any, builder: Any) -> None:
        from llvmlite import ir
        from numba.cuda import cgutils

        self.context, self.builder, self.ir, self.cgutils = context, builder, ir, cgutils
        self.pointer = ir.IntType(8).as_pointer()

    def ctype(self, ty: Any) -> Any:
        """The type of a value in memory and in calls."""
        return self.context.get_data_type(ty)

    def to_c(self, ty: Any, value: Any) -> Any:
        return self.context.data_model_manager[ty].as_data(self.builder, value)

    def from_c(self, ty: Any, value: Any) -> Any:
        return self.context.data_model_manager[ty].from_data(self.builder, value)

    def alloca(self, ty: Any, align: int) -> Any:
        """An aligned place in the function's entry block."""
        place = self.cgutils.alloca_once(self.builder, self.ctype(ty))
        place.align = align
        return self.to_pointer(place)

    def store(self, ty: Any, value: Any, place: Any, align: int) -> None:
        self.builder.store(
            self.to_c(ty, value), self.builder.bitcast(place, self.ctype(ty).as_pointer()), align=align
        )

    def load(self, ty: Any, place: Any, align: int) -> Any:
        typed = self.builder.bitcast(place, self.ctype(ty).as_pointer())
        return self.from_c(ty, self.builder.load(typed, align=align))

    def zero(self, place: Any, size: int) -> None:
        self.cgutils.memset(self.builder, place, self.ir.Constant(self.ir.IntType(64), size), 0)

    def call(self, symbol: str, returned: Any, ctypes: Sequence[Any], values: Sequence[Any]) -> Any:
        """A call of an extern "C" function; `returned` None is void."""
        prototype = self.ir.FunctionType(returned or self.ir.VoidType(), ctypes)
        function = self.cgutils.get_or_insert_function(self.builder.module, prototype, symbol)
        return self.builder.call(function, values)

    def extract(self, ty: Any, value: Any, index: int) -> Any:
        return self.builder.extract_value(value, index)

    def array_pointer(self, ty: Any, value: Any) -> Any:
        return self.to_pointer(self.context.make_array(ty)(self.context, self.builder, value).data)

    def to_pointer(self, value: Any) -> Any:
        return self.builder.bitcast(value, self.pointer)

    def from_pointer(self, ty: Any, value: Any) -> Any:
        return self.builder.bitcast(value, self.context.get_value_type(ty))

    def offset(self, place: Any, count: int) -> Any:
        return (
            self.builder.gep(place, [self.ir.Constant(self.ir.IntType(64), count)], inbounds=True)
            if count
            else place
        )

    def null(self) -> Any:
        return self.ir.Constant(self.pointer, None)

    def none(self) -> Any:
        return self.context.get_dummy_value()

    def constant(self, ty: Any, value: Any) -> Any:
        if isinstance(ty, self._opaque()):
            return self.context.get_dummy_value()
        return self.context.get_constant_generic(self.builder, ty, value)

    def _opaque(self) -> Any:
        from numba.cuda import types

        return types.Dummy

    def cast(self, source: Any, target: Any, value: Any) -> Any:
        return value if source == target else self.context.cast(self.builder, value, source, target)

    def compared(self, op: Any, types: Sequence[Any], values: Sequence[Any]) -> Any:
        """Two numbers compared as Numba does."""
        return self.context.generic_compare(self.builder, op, types, values)

    def negate(self, value: Any) -> Any:
        return self.builder.not_(value)

    def tuple(self, ty: Any, values: Sequence[Any]) -> Any:
        return self.context.make_tuple(self.builder, ty, values)

    def link(self, item: Any) -> None:
        self.context.active_code_library.add_linking_file(item)

    def call_at_load(self, setup: Sequence[Any], teardown: Sequence[Any]) -> None:
        """Has functions called with each module that the code ends in."""
        code = self.context.active_code_library
        for found, functions in ((setup, code._setup_functions), (teardown, code._teardown_functions)):
            functions += [f for f in found if f not in functions]

    def cooperative(self) -> None:
        self.context.active_code_library.use_cooperative = True


def make_numba_cuda() -> Engine:
    """The engine for numba-cuda."""
    return Engine(NumbaCuda())
