"""`template.instantiate(T=np.int32, N=4)` in a kernel: the instance, or a method with arguments.

What is called is a type of its own, made when the attribute is typed; its call is typed like brackets, from
constants and types, and leaves nothing in the code.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .engines import extensions
from .failures import TemplateError
from .numba_types import call_pysig
from .template_text import argument_of_type
from .templates import Parametrized


class _MakerKey:
    """What a template's `instantiate` is lowered by."""


def _made_by_name(engine: Any, handle: Any, args: Sequence[Any], kws: dict[str, Any]) -> Any:
    """The instance for arguments of these Numba types. Raises the backend's TypingError."""
    given = [argument_of_type(engine.k, t) for t in (*args, *kws.values())]
    constants = engine.extents.constants(len(args), [*kws]) if None in given else given
    given = [c if g is None else g for g, c in zip(given, constants, strict=True)]
    if None in given:
        raise engine.refusal(
            f"{handle.qualified}.instantiate: a template's arguments are constants and types that are known "
            "when the kernel is compiled"
        )
    key = ("instantiate", repr(given), *args, *kws.items())
    if key not in handle.memo:
        try:
            by_name = dict(zip(kws, given[len(args) :], strict=True))
            handle.memo[key] = handle.instantiate(*given[: len(args)], **by_name)
        except (TemplateError, TypeError) as e:
            raise engine.refusal(str(e)) from None
    return handle.memo[key]


def _maker_body(e: Any, want: Any, types: Sequence[Any], values: Sequence[Any], names: Sequence[str]) -> Any:
    if hasattr(want, "this"):
        return values[0]
    if hasattr(want, "literal_value"):
        return e.constant(want, want.literal_value)
    return e.context.get_dummy_value()


def _maker_result(engine: Any, handle: Any, args: Sequence[Any], kws: dict[str, Any]) -> Any:
    """The type of the instance, or of a variable template's value."""
    k, found = engine.k, _made_by_name(engine, handle, args, kws)
    k.insert(handle.memo.setdefault("instantiate", _MakerKey()), _maker_body)
    return k.types.literal(found) if type(found) is int else k.constant_type(found)


def _maker_type(engine: Any) -> Any:
    k = engine.k

    class MakerType(k.types.Callable, k.types.Opaque):  # type: ignore[misc,name-defined]
        """The type of `template.instantiate`."""

        def __init__(self, of: Any) -> None:
            self.of = of
            k.types.Type.__init__(self, f"instantiate of {of}")

        @property
        def key(self) -> Any:
            return self.of

        def get_call_signatures(self) -> tuple[list[Any], bool]:
            return [], False

        def get_impl_key(self, sig: Any) -> Any:
            return self.of.handle.memo["instantiate"]

        def get_call_type(self, context: Any, args: Sequence[Any], kws: dict[str, Any]) -> Any:
            result = _maker_result(engine, self.of.handle, args, kws)
            pysig = call_pysig(len(args) + len(kws), [*kws])
            return k.signature(result, *args, *kws.values()).replace(pysig=pysig)

    k.register_model(MakerType)(k.OpaqueModel)
    return MakerType


def _method_maker_type(engine: Any) -> Any:
    types = engine.types

    class MethodMakerType(types.MethodType):  # type: ignore[misc,name-defined]
        """The type of `obj.method.instantiate`: its value is the object's."""

        is_maker = True

        def __init__(self, of: Any) -> None:
            super().__init__(of.this, of.handle)
            self.name = f"instantiate of {of}"

        @property
        def key(self) -> Any:
            return "instantiate", self.this, self.handle

        def get_impl_key(self, sig: Any) -> Any:
            return self.handle.memo["instantiate"]

        def get_call_type(self, context: Any, args: Sequence[Any], kws: dict[str, Any]) -> Any:
            _maker_result(engine, self.handle, args, kws)
            result = types.MethodType(self.this, _made_by_name(engine, self.handle, args, kws))
            pysig = call_pysig(len(args) + len(kws), [*kws])
            return types.MethodSignature(result, (*args, *kws.values()), self.this, pysig)

        def copy(self, this: Any) -> Any:
            return MethodMakerType(types.MethodType(this, self.handle))

    engine.k.register_method(MethodMakerType)
    return MethodMakerType


def install_by_name(engine: Any) -> None:
    """Gives templates' types the attribute `instantiate`."""
    k, types = engine.k, engine.types
    of_function, of_method = _maker_type(engine), _method_maker_type(engine)

    def attribute(of: Any, name: str) -> Any:
        if name != "instantiate" or not isinstance(of.handle, Parametrized):
            return None
        return of_method(of) if isinstance(of, types.MethodType) else of_function(of)

    def read(e: Any, of: Any, value: Any, name: str) -> Any:
        return value

    def same(context: Any, builder: Any, fromty: Any, toty: Any, value: Any) -> Any:
        return value

    for cls in (types.FunctionType, types.MethodType):
        k.register_attributes(engine, cls, attribute, read)
    k.install_registries()
    k.target.target_context._insert_cast_defn([(same, (types.MethodType, k.types.Any))])


extensions.append(install_by_name)
