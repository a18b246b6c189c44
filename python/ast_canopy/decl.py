"""Declarations with what a binding generator asks of them: operators, constructors, instances.

Each wraps what `pylibastcanopy` found: `from_c_obj(found, parse_entry_point)`. The wrapped parts (fields,
parameters, types, enums, typedefs) are the same objects.
"""

from __future__ import annotations

import functools
import operator

from . import pylibastcanopy as bindings
from ._state import FUNCTION_FLAGS
from .constants import INVALID_ALIGN_OF, INVALID_SIZE_OF

TYPE_CHECKING = False  # as in api.py
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from .instantiations import ClassInstantiation, FunctionInstantiation

    PythonOperator = Callable[..., Any]

__all__ = [
    "CXX_OP_TO_PYTHON_OP",
    "ClassTemplate",
    "ClassTemplateSpecialization",
    "ConstExprVar",
    "Function",
    "FunctionTemplate",
    "Struct",
    "StructMethod",
    "Template",
    "TemplatedStruct",
    "TemplatedStructMethod",
]


#: C++'s operators and Python's; of two the first is unary.
CXX_OP_TO_PYTHON_OP: dict[str, Any] = {
    "+": (operator.pos, operator.add),
    "-": (operator.neg, operator.sub),
    "*": operator.mul,
    "/": operator.truediv,
    "%": operator.mod,
    "&": operator.and_,
    "|": operator.or_,
    "^": operator.xor,
    "!": operator.not_,
    "~": operator.inv,
    "<<": operator.lshift,
    ">>": operator.rshift,
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "+=": operator.iadd,
    "-=": operator.isub,
    "*=": operator.imul,
    "/=": operator.itruediv,
    "%=": operator.imod,
    "&=": operator.iand,
    "|=": operator.ior,
    "^=": operator.ixor,
    "<<=": operator.ilshift,
    ">>=": operator.irshift,
    "=": None,
}

_FUNCTION_EXTRAS = ("location", "comment", *FUNCTION_FLAGS, "ref_qualifier")
_RECORD_EXTRAS = (
    "location",
    "comment",
    "bases",
    "is_complete",
    "is_anonymous",
    "is_abstract",
    "is_injected_class_name",
)


def _take(made: Any, found: Any, names: tuple[str, ...]) -> None:
    """What the found object knows beside; an old pickle's knows less."""
    for name in names:
        if hasattr(found, name):
            setattr(made, name, getattr(found, name))


# ---- functions ------------------------------------------------------------------


class Function:
    """A function. `parse_entry_point` is the source that was parsed.

    >>> import ast_canopy
    >>> text = "struct S {}; __device__ S operator+(S, S);"
    >>> f = ast_canopy.parse_declarations_from_string(text).functions[0]
    >>> f.is_operator, f.overloaded_operator_to_python_operator.__name__, [t.name for t in f.param_types]
    (True, 'add', ['S', 'S'])
    """

    location: bindings.Location | None = None
    comment: str | None = None
    is_static = is_const = is_volatile = is_virtual = is_pure = is_deleted = is_defaulted = False
    is_explicit = is_variadic = is_inline = is_noexcept = is_definition = False
    ref_qualifier = ""

    def __init__(
        self,
        name: str,
        return_type: bindings.Type,
        params: list[bindings.ParamVar],
        exec_space: bindings.execution_space,
        is_constexpr: bool,
        mangled_name: str,
        attributes: set[str],
        parse_entry_point: str,
        qual_name: str = "",
    ) -> None:
        self.name, self.return_type, self.params = name, return_type, params
        self.exec_space, self.is_constexpr = exec_space, is_constexpr
        self.mangled_name, self.attributes = mangled_name, attributes
        self.parse_entry_point, self.qual_name = parse_entry_point, qual_name or name

    @classmethod
    def from_c_obj(cls, c_obj: bindings.Function, parse_entry_point: str) -> Any:
        """Wraps what the native layer found."""
        made = cls.__new__(cls)
        made._fill(c_obj, parse_entry_point)
        return made

    def _fill(self, found: bindings.Function, entry: str) -> None:
        Function.__init__(
            self,
            found.name,
            found.return_type,
            found.params,
            found.exec_space,
            found.is_constexpr,
            found.mangled_name,
            found.attributes,
            entry,
            found.qual_name,
        )
        _take(self, found, _FUNCTION_EXTRAS)

    def __str__(self) -> str:
        return f"{self.name}({', '.join(p.name for p in self.params)}) -> {self.return_type.name}"

    @property
    def param_types(self) -> list[bindings.Type]:
        """The parameters' types, in order."""
        return [p.type_ for p in self.params]

    @property
    def is_operator(self) -> bool:
        """Whether the name begins with "operator": also that of a plain function `operator_x`."""
        return self.name.startswith("operator")

    @property
    def _op_str(self) -> str:
        return self.name.removeprefix("operator").strip()

    def is_allocation_operator(self) -> bool:
        """Whether it is `operator new` or `operator new[]`."""
        return self.is_operator and self._op_str in ("new", "new[]", "new []")

    def is_deallocation_operator(self) -> bool:
        """Whether it is `operator delete` or `operator delete[]`."""
        return self.is_operator and self._op_str in ("delete", "delete[]", "delete []")

    def is_user_defined_literal(self) -> bool:
        """Whether it is an `operator""_x`."""
        return self.is_operator and self._op_str.startswith('""')

    def is_cowait_operator(self) -> bool:
        """Whether it is `operator co_await`."""
        return self.is_operator and self._op_str == "co_await"

    def is_overloaded_operator(self) -> bool:
        """Whether it is an operator that `CXX_OP_TO_PYTHON_OP` has."""
        return self.is_operator and self._op_str in CXX_OP_TO_PYTHON_OP

    def is_copy_assignment_operator(self) -> bool:
        """Whether it is `operator=`."""
        return self.is_operator and self._op_str == "="

    def is_conversion_operator(self) -> bool:
        """An operator that is none of the others: `operator()` and `operator[]` are taken for conversions."""
        return (
            self.is_operator
            and not self.is_allocation_operator()
            and not self.is_deallocation_operator()
            and not self.is_user_defined_literal()
            and not self.is_cowait_operator()
            and not self.is_overloaded_operator()
        )

    @property
    def overloaded_operator_to_python_operator(self) -> PythonOperator | None:
        """Python's operator; ValueError when there is none. None for copy assignment."""
        if not self.is_overloaded_operator():
            raise ValueError(f"{self.name} is not an overloaded operator with a Python counterpart")
        found = CXX_OP_TO_PYTHON_OP[self._op_str]
        return self._of_arity(found) if isinstance(found, tuple) else found

    def _of_arity(self, operators: tuple[PythonOperator, ...]) -> PythonOperator:
        arity = len(self.params) - 1
        if not 0 <= arity < len(operators):
            raise ValueError(f"{self.name} takes {len(self.params)} parameters")
        return operators[arity]


class StructMethod(Function):
    """A member function."""

    kind: bindings.method_kind = bindings.method_kind.other
    is_move_constructor = False

    def _fill(self, found: bindings.Function, entry: str) -> None:
        super()._fill(found, entry)
        self.kind = getattr(found, "kind", bindings.method_kind.other)
        self.is_move_constructor = self.kind == bindings.method_kind.move_constructor

    def _of_arity(self, operators: tuple[PythonOperator, ...]) -> PythonOperator:
        if len(self.params) >= len(operators):
            raise ValueError(f"{self.name} takes {len(self.params)} parameters")
        return operators[len(self.params)]


class TemplatedStructMethod(StructMethod):
    """A member function of a class template: a constructor is named with the template's parameters."""

    @property
    def decl_name(self) -> str:
        """The name before its "<"."""
        return self.name.split("<")[0]


# ---- templates --------------------------------------------------------------------


class Template:
    """What templates have in common."""

    location: bindings.Location | None = None
    comment: str | None = None

    def __init__(self, template_parameters: list[bindings.TemplateParam], num_min_required_args: int) -> None:
        self.template_parameters = template_parameters
        self.num_min_required_args = num_min_required_args

    @functools.cached_property
    def tparam_dict(self) -> dict[str, bindings.TemplateParam]:
        """The parameters by name."""
        return {p.name: p for p in self.template_parameters}


class FunctionTemplate(Template):
    """A function template."""

    def __init__(
        self,
        template_parameters: list[bindings.TemplateParam],
        num_min_required_args: int,
        function: Function,
        parse_entry_point: str,
        qual_name: str = "",
    ) -> None:
        super().__init__(template_parameters, num_min_required_args)
        self.function, self.parse_entry_point = function, parse_entry_point
        self.qual_name = qual_name or function.qual_name

    @classmethod
    def from_c_obj(cls, c_obj: bindings.FunctionTemplate, parse_entry_point: str) -> FunctionTemplate:
        """Wraps what the native layer found; of a member template `function` is a StructMethod."""
        is_method = isinstance(c_obj.function, bindings.Method)
        kind = StructMethod if is_method else Function
        made = cls(
            c_obj.template_parameters,
            c_obj.num_min_required_args,
            kind.from_c_obj(c_obj.function, parse_entry_point),
            parse_entry_point,
            c_obj.qual_name,
        )
        _take(made, c_obj, ("location", "comment"))
        return made

    def instantiate(self, **kwargs: Any) -> FunctionInstantiation:
        """An instance with arguments by name; ValueError for a name that is no parameter's."""
        from .instantiations import FunctionInstantiation

        made = FunctionInstantiation(self)
        made.instantiate(**kwargs)
        return made


class ClassTemplate(Template):
    """A class template."""

    def __init__(
        self,
        record: TemplatedStruct,
        template_parameters: list[bindings.TemplateParam],
        num_min_required_args: int,
        parse_entry_point: str,
        qual_name: str = "",
    ) -> None:
        super().__init__(template_parameters, num_min_required_args)
        self.record, self.parse_entry_point = record, parse_entry_point
        self.qual_name = qual_name or record.qual_name

    @classmethod
    def from_c_obj(cls, c_obj: bindings.ClassTemplate, parse_entry_point: str) -> ClassTemplate:
        """Wraps what the native layer found."""
        made = cls(
            TemplatedStruct.from_c_obj(c_obj.record, parse_entry_point),
            c_obj.template_parameters,
            c_obj.num_min_required_args,
            parse_entry_point,
            c_obj.qual_name,
        )
        _take(made, c_obj, ("location", "comment"))
        return made

    def instantiate(self, **kwargs: Any) -> ClassInstantiation:
        """An instance with arguments by name; ValueError for a name that is no parameter's."""
        from .instantiations import ClassInstantiation

        made = ClassInstantiation(self)
        made.instantiate(**kwargs)
        return made


# ---- records ------------------------------------------------------------------------


class Struct:
    """A struct, class or union. `record_kind` says which."""

    location: bindings.Location | None = None
    comment: str | None = None
    record_kind = "struct"
    bases: list[bindings.RecordBase]
    is_complete = True
    is_anonymous = is_abstract = is_injected_class_name = False
    _method_class: type[StructMethod] = StructMethod

    def __init__(
        self,
        name: str,
        fields: list[bindings.Field],
        methods: list[Any],
        templated_methods: list[FunctionTemplate],
        nested_records: list[bindings.Record],
        nested_class_templates: list[bindings.ClassTemplate],
        sizeof_: int = INVALID_SIZE_OF,
        alignof_: int = INVALID_ALIGN_OF,
        parse_entry_point: str = "",
        qual_name: str = "",
    ) -> None:
        self.name, self.fields, self.methods = name, fields, methods
        self.templated_methods = templated_methods
        self.nested_records, self.nested_class_templates = nested_records, nested_class_templates
        self.sizeof_, self.alignof_ = sizeof_, alignof_
        self.parse_entry_point = parse_entry_point
        self._set_qual_name(qual_name or name)
        self.bases = []

    def _set_qual_name(self, qual_name: str) -> None:
        self.qual_name = qual_name

    @classmethod
    def from_c_obj(cls, c_obj: bindings.Record, parse_entry_point: str) -> Any:
        """Wraps what the native layer found."""
        made = cls.__new__(cls)
        made._fill(c_obj, parse_entry_point)
        return made

    def _fill(self, found: bindings.Record, entry: str) -> None:
        Struct.__init__(
            self,
            found.name,
            found.fields,
            [self._method_class.from_c_obj(m, entry) for m in found.methods],
            [FunctionTemplate.from_c_obj(t, entry) for t in found.templated_methods],
            found.nested_records,
            found.nested_class_templates,
            found.sizeof_,
            found.alignof_,
            entry,
            found.qual_name,
        )
        _take(self, found, _RECORD_EXTRAS)
        self.record_kind = getattr(found, "kind", "struct")

    def public_fields(self) -> list[bindings.Field]:
        """The fields that are public."""
        return [f for f in self.fields if f.access == bindings.access_kind.public_]

    def constructors(self) -> Iterator[Any]:
        """The methods that are named as the record."""
        yield from (m for m in self.methods if m.name == self.name)

    def overloaded_operators(self) -> Iterator[Any]:
        """The operators that Python has too."""
        yield from (m for m in self.methods if m.is_overloaded_operator())

    def conversion_operators(self) -> Iterator[Any]:
        """The methods for which `is_conversion_operator` holds."""
        yield from (m for m in self.methods if m.is_conversion_operator())

    def regular_member_functions(self) -> Iterator[Any]:
        """What is neither operator nor constructor; the destructor is among them."""
        own = {id(m) for m in self.constructors()}
        yield from (m for m in self.methods if not m.is_operator and id(m) not in own)

    def templated_member_functions(self) -> Iterator[FunctionTemplate]:
        """The member templates."""
        yield from self.templated_methods


class TemplatedStruct(Struct):
    """The record of a class template. Its constructors are named `Foo<T>`, and so not found by name."""

    _method_class = TemplatedStructMethod


class ClassTemplateSpecialization(Struct):
    """An instance of a class template. `name` is the template's; `qual_name` has the arguments."""

    _method_class = TemplatedStructMethod

    def __init__(
        self,
        record: Struct | bindings.Record,
        class_template: ClassTemplate | bindings.ClassTemplate,
        actual_template_arguments: list[str],
    ) -> None:
        entry = getattr(record, "parse_entry_point", "")
        if isinstance(record, bindings.Record):
            record = Struct.from_c_obj(record, entry)
        if isinstance(class_template, bindings.ClassTemplate):
            class_template = ClassTemplate.from_c_obj(class_template, entry)
        self.__dict__.update({k: v for k, v in record.__dict__.items() if k != "qual_name"})
        self.class_template: ClassTemplate = class_template
        self.actual_template_arguments = actual_template_arguments

    @classmethod
    def from_c_obj(cls, c_obj: Any, parse_entry_point: str) -> ClassTemplateSpecialization:
        """Wraps what the native layer found."""
        made = cls.__new__(cls)
        made._fill(c_obj, parse_entry_point)
        made.class_template = ClassTemplate.from_c_obj(c_obj.class_template, parse_entry_point)
        made.actual_template_arguments = c_obj.actual_template_arguments
        return made

    def _set_qual_name(self, qual_name: str) -> None:
        """It is made of the template's name and the arguments."""

    @property
    def base_name(self) -> str:
        """The template's unqualified name."""
        return self.name

    @property
    def specialized_name(self) -> str:
        """`BlockScan<int, 128>`"""
        return f"{self.base_name}<{self._arguments}>"

    @property
    def _arguments(self) -> str:
        return ", ".join(a for a in self.actual_template_arguments if a)  # an empty pack has none

    @property
    def qual_name(self) -> str:  # type: ignore[override]
        """`cub::BlockScan<int, 128>`"""
        return f"{self.class_template.qual_name}<{self._arguments}>"

    def constructors(self) -> Iterator[Any]:
        """The methods whose name before its "<" is the template's."""
        yield from (m for m in self.methods if m.decl_name == self.base_name)


# ---- constants --------------------------------------------------------------------------


class ConstExprVar:
    """A constexpr variable. `value` is a bool, an int or a float, as its type says."""

    def __init__(self, name: str, type_: bindings.Type, value_serialized: str) -> None:
        self.name, self.type_, self.value_serialized = name, type_, value_serialized

    @classmethod
    def from_c_obj(cls, c_obj: bindings.ConstExprVar) -> ConstExprVar:
        """Wraps what the native layer found."""
        return cls(c_obj.name, c_obj.type_, c_obj.value)

    @property
    def value(self) -> bool | int | float:
        """The value; that of an enum is a number."""
        text = self.value_serialized
        kind = self.type_.unqualified_non_ref_type_name
        if kind == "bool":
            return text not in ("0", "false")
        try:
            return int(text)
        except ValueError:
            return float(text)
