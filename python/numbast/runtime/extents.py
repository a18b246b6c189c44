"""Extents of local and shared arrays, which Numba's types don't have: `T (&)[4]` in C++.

While a call is typed the function's IR says where an argument comes from. What `cuda.local.array` or
`cuda.shared.array` made with a constant shape is passed as an array of a type that knows its extents; in
memory it is Numba's.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from .engines import extensions


class Extents:
    """Of an engine: the calls that are being typed, and the types of arrays with extents."""

    def __init__(self, engine: Any) -> None:
        self.engine, self.k = engine, engine.k
        self._now = threading.local()
        self.SizedArray = self._define()
        self._watch()

    def _define(self) -> Any:
        k = self.k

        class SizedArray(k.types.Array):  # type: ignore[misc,name-defined]
            """An array with known extents."""

            def __init__(self, of: Any, extents: tuple[int, ...]) -> None:
                self.extents = extents
                super().__init__(
                    of.dtype, of.ndim, of.layout, not of.mutable, f"{of}{list(extents)}", of.aligned
                )

            @property
            def key(self) -> Any:
                return (*super().key, self.extents)

        def same(context: Any, builder: Any, fromty: Any, toty: Any, value: Any) -> Any:
            return value

        k.register_model(SizedArray)(k.models.ArrayModel)
        k.target.target_context._insert_cast_defn([(same, (k.types.Array, SizedArray))])
        return SizedArray

    def _watch(self) -> None:
        """Notes the call that is being typed, of numba-cuda's type inference."""
        from numba.cuda.core.typeinfer import CallConstraint

        plain = CallConstraint.resolve
        now = self._now

        def resolve(call: Any, typeinfer: Any, typevars: Any, fnty: Any) -> Any:
            before = getattr(now, "call", None)
            now.call = typeinfer.func_ir, call
            try:
                return plain(call, typeinfer, typevars, fnty)
            finally:
                now.call = before

        CallConstraint.resolve = resolve
        self._take_types()

    def _take_types(self) -> None:
        """Lets a type stand in brackets, `lib.Spec[types.float64]`: for Numba no constant there is one."""
        from numba.cuda.typing.context import BaseContext

        plain, Type = BaseContext.resolve_static_getitem, self.k.types.Type

        def resolve_static_getitem(context: Any, value: Any, index: Any) -> Any:
            return None if isinstance(index, Type) else plain(context, value, index)

        BaseContext.resolve_static_getitem = resolve_static_getitem

    def of_arguments(self, args: Sequence[Any]) -> list[Any]:
        """The types of a call's positional arguments, with extents where they are known."""
        found = getattr(self._now, "call", None)
        if found is None or found[1].vararg is not None or len(found[1].args) != len(args):
            return list(args)
        func_ir, call = found
        made = []
        for var, ty in zip(call.args, args, strict=True):
            extents = self._extents(func_ir, var) if type(ty) is self.k.types.Array else ()
            made.append(self.SizedArray(ty, extents) if len(extents) == getattr(ty, "ndim", 0) > 0 else ty)
        return made

    def bracketed(self) -> Any:
        """The constant in the brackets that are being typed; None when it is none."""
        found = getattr(self._now, "call", None)
        return self._constant(1) if found is not None and len(found[1].args) == 2 else None

    def constants(self, count: int, names: Sequence[str]) -> list[Any]:
        """The constant arguments of the call that is being typed, `count` by position; None for one that is
        none.
        """
        return [self._constant(at) for at in (*range(count), *names)]

    def _constant(self, at: int | str) -> Any:
        from numba.cuda.core.errors import NumbaError

        found = getattr(self._now, "call", None)
        if found is None:
            return None
        func_ir, call = found
        try:
            var = call.args[at] if isinstance(at, int) else dict(call.kws)[at]
            return func_ir.infer_constant(var.name)
        except (AttributeError, IndexError, KeyError, TypeError, NumbaError):
            return None

    def _extents(self, func_ir: Any, var: Any) -> tuple[int, ...]:
        """The shape that a variable's array was made with; empty when it isn't known or differs."""
        from numba.cuda.core import ir
        from numba.cuda.core.errors import NumbaError

        arrays = (self.k.cuda.local.array, self.k.cuda.shared.array)
        try:
            made = func_ir.get_definition(var)
            if not isinstance(made, ir.Expr) or made.op != "call":
                return ()
            if func_ir.infer_constant(made.func.name) not in arrays:
                return ()
            given = {**dict(zip(("shape",), made.args, strict=False)), **dict(made.kws)}
            shape = func_ir.infer_constant(given["shape"].name)
        except (KeyError, TypeError, NumbaError):
            return ()
        extents = shape if isinstance(shape, tuple) else (shape,)
        return tuple(map(int, extents)) if all(isinstance(n, int) and n > 0 for n in extents) else ()


def install_extents(engine: Any) -> None:
    """Lets calls that are asked of C++ know the extents of their arguments."""
    extents = engine.extents = Extents(engine)

    def knowing(plain: Callable[..., Any]) -> Callable[..., Any]:
        def get_call_type(self: Any, context: Any, args: Sequence[Any], kws: dict[str, Any]) -> Any:
            asked = self.handle.library.oracle is not None if hasattr(self.handle, "library") else False
            return plain(self, context, extents.of_arguments(args) if asked and not kws else args, kws)

        return get_call_type

    for cls in (engine.types.FunctionType, engine.types.MethodType, engine.types.ClassType):
        cls.get_call_type = knowing(cls.get_call_type)


extensions.append(install_extents)
