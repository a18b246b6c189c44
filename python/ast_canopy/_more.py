"""Declarations that the old tool did not tell: bases, variables, macros, namespaces."""

from __future__ import annotations

from ._state import PlainDecl

TYPE_CHECKING = False  # as in api.py
if TYPE_CHECKING:
    from typing import Any

    from .pylibastcanopy import Type, access_kind

__all__ = ["Macro", "Namespace", "RecordBase", "Variable"]


class RecordBase(PlainDecl):
    """A base class. `offset` in bits; None of a virtual base, and in templates."""

    def __init__(self, type_: Type, access: access_kind, is_virtual: bool, offset: int | None) -> None:
        self.type_, self.access, self.is_virtual, self.offset = type_, access, is_virtual, offset

    def __repr__(self) -> str:
        return f"<RecordBase: {self.type_.name}>"

    def _old_state(self) -> tuple[Any, ...]:
        return self.type_, self.access, self.is_virtual, self.offset

    def _set_old_state(self, state: tuple[Any, ...]) -> None:
        self.type_, self.access, self.is_virtual, self.offset = state


class Variable(PlainDecl):
    """A variable of a namespace, or a static member. `value`: of a constant, as text; else None."""

    def __init__(self, name: str, qual_name: str, type_: Type) -> None:
        self.name, self.qual_name, self.type_ = name, qual_name, type_
        self.is_constexpr = False
        self.value: str | None = None
        self.storage = ""

    def __repr__(self) -> str:
        return f"<Variable: {self.name} {self.type_.name}>"

    def _old_state(self) -> tuple[Any, ...]:
        return self.name, self.qual_name, self.type_

    def _set_old_state(self, state: tuple[Any, ...]) -> None:
        self.name, self.qual_name, self.type_ = state


class Macro(PlainDecl):
    """A macro's definition. `params`: None when it takes none; `body`: its tokens, a space between two."""

    def __init__(self, name: str, params: list[str] | None, body: str) -> None:
        self.name, self.params, self.body = name, params, body

    def __repr__(self) -> str:
        return f"<Macro: {self.name}>"

    def _old_state(self) -> tuple[Any, ...]:
        return self.name, self.params, self.body

    def _set_old_state(self, state: tuple[Any, ...]) -> None:
        self.name, self.params, self.body = state


class Namespace(PlainDecl):
    """One opening of a namespace. `name`: "" of an unnamed one."""

    def __init__(self, name: str, qual_name: str, is_inline: bool) -> None:
        self.name, self.qual_name, self.is_inline = name, qual_name, is_inline

    def __repr__(self) -> str:
        return f"<Namespace: {self.qual_name}>"

    def _old_state(self) -> tuple[Any, ...]:
        return self.name, self.qual_name, self.is_inline

    def _set_old_state(self, state: tuple[Any, ...]) -> None:
        self.name, self.qual_name, self.is_inline = state
