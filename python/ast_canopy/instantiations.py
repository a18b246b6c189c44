"""Templates with arguments, as C++ text.

>>> import ast_canopy
>>> found = ast_canopy.parse_declarations_from_string("template <class T, int N> struct Box { T at[N]; };")
>>> found.class_templates[0].instantiate(N=4, T="float").get_instantiated_c_stmt()
'Box<float, 4>'
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .decl import ClassTemplate, Function, FunctionTemplate, Struct, Template

__all__ = ["BaseInstantiation", "ClassInstantiation", "FunctionInstantiation"]


class BaseInstantiation:
    """A template and arguments by the names of its parameters."""

    def __init__(self, decl: Template) -> None:
        self._decl = decl
        self.instantiated_args: dict[str, Any] = {}

    def instantiate(self, **kwargs: Any) -> BaseInstantiation:
        """Gives arguments: texts, numbers or instances. ValueError for a name that is no parameter's."""
        known = self._decl.tparam_dict
        for name in kwargs:
            if name not in known:
                raise ValueError(f"{name} is not a template parameter of {self.base_name}")
        self.instantiated_args.update(kwargs)
        return self

    @property
    def base_name(self) -> str:
        """The template's unqualified name."""
        raise NotImplementedError

    @property
    def qual_name(self) -> str:
        """The template's qualified name."""
        raise NotImplementedError

    @property
    def param_list(self) -> list[Any]:
        """The arguments in the order of declaration. KeyError when one is missing."""
        return [self.instantiated_args[p.name] for p in self._decl.template_parameters]

    def get_instantiated_c_stmt(self, use_qual_name: bool = False) -> str:
        """`name<argument, ...>`. KeyError when an argument is missing."""
        name = self.qual_name if use_qual_name else self.base_name
        return f"{name}<{', '.join(_text(a, use_qual_name) for a in self.param_list)}>"


def _text(argument: Any, use_qual_name: bool) -> str:
    if isinstance(argument, BaseInstantiation):
        return argument.get_instantiated_c_stmt(use_qual_name)
    if isinstance(argument, bool):
        return "true" if argument else "false"
    return str(argument)


class FunctionInstantiation(BaseInstantiation):
    """A function template with arguments."""

    _decl: FunctionTemplate

    @property
    def function(self) -> Function:
        """The template's function, in terms of its parameters."""
        return self._decl.function

    @property
    def base_name(self) -> str:
        """The template's unqualified name."""
        return self._decl.function.name

    @property
    def qual_name(self) -> str:
        """The template's qualified name."""
        return self._decl.qual_name

    def evaluate_constexpr_value(self, *args: Any, header: str | None = None) -> bool | int | float:
        """The value of a call with `args` (C++ texts or numbers), as clang evaluates it.

        ValueError when the function is not constexpr, or `header` (default: the source that was parsed) does
        not exist.
        """
        from .api import value_from_constexpr_vardecl

        if not self.function.is_constexpr:
            raise ValueError(f"{self.base_name} is not a constexpr function")
        header = header or self._decl.parse_entry_point
        if not header or not os.path.exists(header):
            raise ValueError(f"the header '{header}' does not exist")
        values = ", ".join(_text(a, True) for a in args)
        call = f"{self.get_instantiated_c_stmt(use_qual_name=True)}({values})"
        source = f'#include "{os.path.abspath(header)}"\nconstexpr auto ast_canopy_value_ = {call};\n'
        found = value_from_constexpr_vardecl(source, "ast_canopy_value_", "sm_80")
        if found is None:
            raise ValueError(f"{call} has no constant value")
        return found.value


class ClassInstantiation(BaseInstantiation):
    """A class template with arguments."""

    _decl: ClassTemplate

    @property
    def record(self) -> Struct:
        """The template's record, in terms of its parameters."""
        return self._decl.record

    @property
    def base_name(self) -> str:
        """The template's unqualified name."""
        return self._decl.record.name

    @property
    def qual_name(self) -> str:
        """The template's qualified name."""
        return self._decl.qual_name
