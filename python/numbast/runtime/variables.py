"""Variables of a header that have a place on the device: in kernels pointers, on the host device arrays.

Each kernel that is linked has its own copy of the code, and of the variables with it. So the host asks for a
variable of a kernel: `lib.table.on(kernel)[:] = values` before the kernel is launched, `copy_to_host` after.
Nothing writes through the pointer of a constant one.
"""

from __future__ import annotations

import math
import operator
from typing import Any

from .engine import Engine
from .engines import numba_engine
from .handles import Constant
from .lowering import object_body
from .numba_types import engine_record
from .shapes import shaped_type


def variable_on(self: Constant, kernel: Any, signature: Any = None) -> Any:
    """The variable as the kernel sees it: a device array of its elements, of one for what is no array.

    `kernel` has been compiled for `signature` (argument types), or for one alone; each has its own variables.
    """
    told = self.row.extra.get("variable")
    if told is None:
        raise TypeError(f"{self.qualified} is a constant: it has no place on the device")
    symbol, _, count = told
    if not symbol:
        raise TypeError(f"{self.qualified} has internal linkage: the host cannot find it")
    pointer, size = _compiled(self, kernel, signature).get_global_symbol(symbol)
    dtype = _dtype(self)
    first, *rest = self.row.extra.get("shape", (count,))
    return _array(pointer, (first or size // (dtype.itemsize * math.prod(rest)), *rest), dtype)


def _compiled(self: Constant, kernel: Any, signature: Any) -> Any:
    """The module of the driver that a compiled kernel is in."""
    overloads = kernel.overloads
    if signature is not None:
        found = overloads.get(tuple(signature))
    elif len(overloads) == 1:
        found = next(iter(overloads.values()))
    else:
        found = None
    if found is None:
        known = "; ".join(str(s) for s in overloads) or "nothing yet"
        raise TypeError(f"{self.qualified}: name the signature of the kernel, which is compiled for: {known}")
    return found._codelibrary.get_cufunc().module


def _dtype(self: Constant) -> Any:
    """NumPy's dtype of the variable's elements: of a class its own, of a pointer that of its address."""
    import numpy

    t = self.row.result.target
    assert t is not None
    entry = self.library.facts.entry(t.name) if t.kind == "named" else None
    if entry is not None and entry[0] == "record":
        return engine_record(self.library, t.name).dtype
    if t.kind == "pointer":
        return numpy.dtype("uint64")
    name = str(numba_engine().storage_type(self.library, t))
    return numpy.dtype("bool" if name == "boolean" else name)


def _array(pointer: Any, shape: tuple[int, ...], dtype: Any) -> Any:
    from numba.cuda.cudadrv.devicearray import DeviceNDArray

    strides = tuple(dtype.itemsize * math.prod(shape[i + 1 :]) for i in range(len(shape)))
    return DeviceNDArray(shape, strides, dtype, gpu_data=pointer)


def typed_object(self: Engine, handle: Constant) -> Any:
    """`object_type`; what cannot be written has a type of its own."""
    pointer = any_object_type(self, handle)
    t, extra = handle.row.result.target, handle.row.extra
    if "variable" not in extra or t is None:
        return pointer
    elements = _read_only(self)(pointer.dtype) if t.const else pointer
    found, made = shaped_type(self, elements, extra.get("shape", ())), object_body(self)
    if found is not pointer:
        self.k.insert_constant(found, lambda e, want, handle: made(e, pointer, handle))
    return found


def _read_only(engine: Engine) -> Any:
    """Numba's type of pointers through which nothing is written; one for each backend."""
    k = engine.k
    if k not in _types:
        base: Any = k.types.CPointer

        words = "'{}' points to constants, which cannot be written".format

        class TypingError(k.TypingError, AttributeError):  # type: ignore[misc,name-defined]
            """To `hasattr` too."""

        class ConstPointer(base):  # type: ignore[misc]
            mutable = False

            def __init__(self, dtype: Any) -> None:
                super().__init__(dtype)
                self.name = f"const {dtype}*"

            @property
            def ndim(self) -> int:
                """What Numba's atomic operations ask for."""
                raise TypingError(words(self))

        def refuse(context: Any, builder: Any, sig: Any, args: Any) -> Any:
            raise k.TypingError(words(sig.args[0]))

        k.register_model(ConstPointer)(k.models.PointerModel)
        wanted = (ConstPointer, k.types.Integer, k.types.Any)
        k.target.target_context.insert_func_defn([(refuse, operator.setitem, wanted)])
        _types[k] = ConstPointer
    return _types[k]


_types: dict[Any, Any] = {}

any_object_type = Engine.object_type
Engine.object_type = typed_object  # type: ignore[method-assign]
Constant.on = variable_on  # type: ignore[attr-defined]
