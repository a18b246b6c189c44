"""The classes of the native layer: plain data about declarations, free to be changed.

Attributes are read and written; two objects are equal when they are one. The states that
`pickle` keeps are the old tool's tuples, and what they lacked stands beside them in a dict.
"""

from __future__ import annotations

from ._enum import NativeEnum
from ._more import Macro, Namespace, RecordBase, Variable
from ._state import Location, PlainDecl
from .constants import INVALID_ALIGN_OF, INVALID_SIZE_OF

TYPE_CHECKING = False  # as in api.py
if TYPE_CHECKING:
    from typing import Any, ClassVar

__all__ = [
    "ClassTemplate",
    "ClassTemplateSpecialization",
    "ConstExprVar",
    "Declarations",
    "Enum",
    "Field",
    "Function",
    "FunctionTemplate",
    "Location",
    "Macro",
    "Method",
    "Namespace",
    "ParamVar",
    "ParseError",
    "Record",
    "RecordBase",
    "Template",
    "TemplateParam",
    "Type",
    "TypeAlias",
    "Typedef",
    "Variable",
    "access_kind",
    "execution_space",
    "method_kind",
    "parse_declarations_from_command_line",
    "template_param_kind",
    "value_from_constexpr_vardecl",
]


class ParseError(Exception):
    """The source has errors. `diagnostics`: what clang said, in order (class: numbast.diagnostics)."""

    def __init__(self, *args: object, diagnostics: tuple[Any, ...] = ()) -> None:
        super().__init__(*args)
        self.diagnostics = diagnostics

    def __reduce__(self) -> Any:
        return _parse_error, (self.args, self.diagnostics)


def _parse_error(args: tuple[object, ...], diagnostics: tuple[Any, ...]) -> ParseError:
    return ParseError(*args, diagnostics=diagnostics)


# ---- enums --------------------------------------------------------------------


class execution_space(NativeEnum, names=("undefined", "host", "device", "host_device", "global_")):  # noqa: N801
    """Where a function runs."""

    undefined: ClassVar[execution_space]
    host: ClassVar[execution_space]
    device: ClassVar[execution_space]
    host_device: ClassVar[execution_space]
    global_: ClassVar[execution_space]


class method_kind(  # noqa: N801
    NativeEnum,
    names=(
        "default_constructor",
        "copy_constructor",
        "move_constructor",
        "converting_constructor",
        "other_constructor",
        "destructor",
        "conversion_function",
        "other",
    ),
):
    """What a member function is."""

    default_constructor: ClassVar[method_kind]
    copy_constructor: ClassVar[method_kind]
    move_constructor: ClassVar[method_kind]
    converting_constructor: ClassVar[method_kind]
    other_constructor: ClassVar[method_kind]
    destructor: ClassVar[method_kind]
    conversion_function: ClassVar[method_kind]
    other: ClassVar[method_kind]


class template_param_kind(NativeEnum, names=("type_", "non_type", "template_")):  # noqa: N801
    """What a template parameter stands for."""

    type_: ClassVar[template_param_kind]
    non_type: ClassVar[template_param_kind]
    template_: ClassVar[template_param_kind]


class access_kind(NativeEnum, names=("public_", "protected_", "private_")):  # noqa: N801
    """Who may use a member."""

    public_: ClassVar[access_kind]
    protected_: ClassVar[access_kind]
    private_: ClassVar[access_kind]


# ---- parts ----------------------------------------------------------------------


class Type(PlainDecl):
    """A type, by its C++ name and by that without references and qualifiers.

    >>> t = Type("const int &", "int", False, True)
    >>> t, t.unqualified_non_ref_type_name, t.is_left_reference()
    (<Type: const int &>, 'int', True)
    """

    def __init__(
        self,
        name: str = "",
        unqualified_non_ref_type_name: str = "",
        is_right_reference: bool = False,
        is_left_reference: bool = False,
    ) -> None:
        self.name = name
        self.unqualified_non_ref_type_name = unqualified_non_ref_type_name
        self._is_right = bool(is_right_reference)
        self._is_left = bool(is_left_reference)

    def is_right_reference(self) -> bool:
        """Whether it is `T &&`."""
        return self._is_right

    def is_left_reference(self) -> bool:
        """Whether it is `T &`."""
        return self._is_left

    def __repr__(self) -> str:
        return f"<Type: {self.name}>"

    def _old_state(self) -> tuple[Any, ...]:
        return self.name, self.unqualified_non_ref_type_name, self._is_right, self._is_left

    def _set_old_state(self, state: tuple[Any, ...]) -> None:
        self.name, self.unqualified_non_ref_type_name, self._is_right, self._is_left = state


class Field(PlainDecl):
    """A data member. `offset` in bits from the record's start, `bit_width` of a bit-field; else None."""

    offset: int | None = None
    bit_width: int | None = None
    is_mutable = False

    def __init__(self, name: str, type_: Type, access: access_kind = access_kind.public_) -> None:
        self.name, self.type_, self.access = name, type_, access

    def __repr__(self) -> str:
        return f"<Field: {self.name} {self.type_.name}>"

    def _old_state(self) -> tuple[Any, ...]:
        return self.name, self.type_, self.access

    def _set_old_state(self, state: tuple[Any, ...]) -> None:
        self.name, self.type_, self.access = state


class ParamVar(PlainDecl):
    """A parameter. `default`: its default argument as C++ text, None when it has none."""

    default: str | None = None

    def __init__(self, name: str, type_: Type) -> None:
        self.name, self.type_ = name, type_

    def __repr__(self) -> str:
        return f"<ParamVar: {self.name} {self.type_.name}>"

    def _old_state(self) -> tuple[Any, ...]:
        return self.name, self.type_

    def _set_old_state(self, state: tuple[Any, ...]) -> None:
        self.name, self.type_ = state


class TemplateParam(PlainDecl):
    """A template's parameter. `default`: as C++ text, None when it has none."""

    default: str | None = None

    def __init__(self, name: str, kind: template_param_kind, type_: Type, is_pack: bool = False) -> None:
        self.name, self.kind, self.type_, self.is_pack = name, kind, type_, is_pack

    def __repr__(self) -> str:
        return f"<TemplateParam: {self.name} {self.type_.name}>"

    def _old_state(self) -> tuple[Any, ...]:
        return self.name, self.kind, self.type_, self.is_pack

    def _set_old_state(self, state: tuple[Any, ...]) -> None:
        self.name, self.kind, self.type_, self.is_pack = state


# ---- functions --------------------------------------------------------------------


class Function(PlainDecl):
    """A function. What the `is_...` attributes beyond `is_constexpr` say is docs/compat.md's."""

    is_constexpr = False
    mangled_name = ""
    attributes: set[str] = set()
    is_static = is_const = is_volatile = is_virtual = is_pure = is_deleted = is_defaulted = False
    is_explicit = is_variadic = is_inline = is_noexcept = is_definition = False
    ref_qualifier = ""

    def __init__(
        self,
        name: str,
        return_type: Type,
        params: list[ParamVar],
        exec_space: execution_space,
        qual_name: str = "",
    ) -> None:
        self.name, self.return_type, self.params = name, return_type, params
        self.exec_space, self.qual_name = exec_space, qual_name or name
        self.attributes = set()

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.name}>"

    def _old_state(self) -> tuple[Any, ...]:
        return self.name, self.return_type, self.params, self.exec_space, self.qual_name

    def _set_old_state(self, state: tuple[Any, ...]) -> None:
        self.name, self.return_type, self.params, self.exec_space, self.qual_name = state
        self.attributes = set()


class Method(Function):
    """A member function."""

    kind: method_kind = method_kind.other

    def is_move_constructor(self) -> bool:
        """Whether it is a move constructor."""
        return self.kind == method_kind.move_constructor

    def _old_state(self) -> tuple[Any, ...]:
        function = Function.__new__(Function)
        function._set_old_state(Function._old_state(self))
        return function, self.kind

    def _set_old_state(self, state: tuple[Any, ...]) -> None:
        function, self.kind = state
        self.__dict__.update(function.__dict__)


# ---- templates ----------------------------------------------------------------------


class Template(PlainDecl):
    """What templates have in common. `num_min_required_args`: those without default, up to a pack."""

    def __init__(self, template_parameters: list[TemplateParam], num_min_required_args: int = 0) -> None:
        self.template_parameters = template_parameters
        self.num_min_required_args = num_min_required_args

    def _template(self) -> Template:
        template = Template.__new__(Template)
        template.template_parameters = self.template_parameters
        template.num_min_required_args = self.num_min_required_args
        return template

    def _old_state(self) -> tuple[Any, ...]:
        return self.template_parameters, self.num_min_required_args

    def _set_old_state(self, state: tuple[Any, ...]) -> None:
        self.template_parameters, self.num_min_required_args = state


class FunctionTemplate(Template):
    """A function template: its parameters, and its function in terms of them."""

    function: Function
    qual_name: str

    def _old_state(self) -> tuple[Any, ...]:
        return self._template(), self.function, self.qual_name

    def _set_old_state(self, state: tuple[Any, ...]) -> None:
        template, self.function, self.qual_name = state
        self.__dict__.update(template.__dict__)


class ClassTemplate(Template):
    """A class template: its parameters, and its record in terms of them."""

    record: Record
    qual_name: str

    def _old_state(self) -> tuple[Any, ...]:
        return self._template(), self.record, self.qual_name

    def _set_old_state(self, state: tuple[Any, ...]) -> None:
        template, self.record, self.qual_name = state
        self.__dict__.update(template.__dict__)


# ---- records ------------------------------------------------------------------------


class Record(PlainDecl):
    """A struct, class or union. Sizes in bytes; INVALID_SIZE_OF and INVALID_ALIGN_OF where there are none."""

    kind = "struct"
    bases: list[RecordBase]
    is_complete = True
    is_anonymous = is_abstract = is_injected_class_name = False

    def __init__(self, name: str = "", qual_name: str = "") -> None:
        self._clear(name, qual_name or name)

    def _clear(self, name: str, qual_name: str) -> None:
        self.name, self.qual_name = name, qual_name
        self.fields: list[Field] = []
        self.methods: list[Method] = []
        self.templated_methods: list[FunctionTemplate] = []
        self.nested_records: list[Record] = []
        self.nested_class_templates: list[ClassTemplate] = []
        self.sizeof_ = INVALID_SIZE_OF
        self.alignof_ = INVALID_ALIGN_OF
        self.bases = []

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.name}>"

    def _old_state(self) -> tuple[Any, ...]:
        source_range = str(self.location[0]) if self.location else ""
        return (
            self.name,
            self.fields,
            self.methods,
            self.templated_methods,
            self.nested_records,
            self.nested_class_templates,
            self.sizeof_,
            self.alignof_,
            source_range,
            self.qual_name,
        )

    def _set_old_state(self, state: tuple[Any, ...]) -> None:
        self.bases = []
        self.name, self.fields, self.methods, self.templated_methods = state[:4]
        self.nested_records, self.nested_class_templates = state[4:6]
        self.sizeof_, self.alignof_ = state[6:8]
        self.qual_name = state[-1]


class ClassTemplateSpecialization(Record):
    """An instance of a class template, made by the compiler or written out."""

    class_template: ClassTemplate
    actual_template_arguments: list[str]


# ---- what is left -----------------------------------------------------------------------


class Typedef(PlainDecl):
    """A typedef of a struct or class."""

    def __init__(self, name: str, underlying_name: str, qual_name: str = "") -> None:
        self.name, self.underlying_name, self.qual_name = name, underlying_name, qual_name or name

    def __repr__(self) -> str:
        return f"<Typedef: {self.name}>"

    def _old_state(self) -> tuple[Any, ...]:
        return self.name, self.underlying_name, self.qual_name

    def _set_old_state(self, state: tuple[Any, ...]) -> None:
        self.name, self.underlying_name, self.qual_name = state


class TypeAlias(Typedef):
    """Any typedef or `using` alias: of what type, and how the header writes it."""

    type_: Type

    def __init__(self, name: str, underlying_name: str, qual_name: str, type_: Type) -> None:
        super().__init__(name, underlying_name, qual_name)
        self.type_ = type_

    def __repr__(self) -> str:
        return f"<TypeAlias: {self.name}>"


class Enum(PlainDecl):
    """An enum. Values are decimal texts, beside their names."""

    is_scoped = False

    def __init__(
        self,
        name: str,
        enumerators: list[str],
        enumerator_values: list[str],
        underlying_type: Type,
        qual_name: str = "",
    ) -> None:
        self.name, self.qual_name = name, qual_name or name
        self.enumerators, self.enumerator_values = enumerators, enumerator_values
        self.underlying_type = underlying_type

    def __repr__(self) -> str:
        return f"<Enum: {self.name}>"

    def _old_state(self) -> tuple[Any, ...]:
        return self.name, self.qual_name, self.enumerators, self.enumerator_values, self.underlying_type

    def _set_old_state(self, state: tuple[Any, ...]) -> None:
        self.name, self.qual_name, self.enumerators, self.enumerator_values, self.underlying_type = state


class ConstExprVar(PlainDecl):
    """A constexpr variable and its value as text."""

    def __init__(self, name: str, type_: Type, value: str, qual_name: str = "") -> None:
        self.name, self.type_, self.value, self.qual_name = name, type_, value, qual_name or name

    def __repr__(self) -> str:
        return f"<ConstExprVar: {self.name}>"

    def _old_state(self) -> tuple[Any, ...]:
        return self.name, self.qual_name, self.type_, self.value

    def _set_old_state(self, state: tuple[Any, ...]) -> None:
        self.name, self.qual_name, self.type_, self.value = state


class Declarations:
    """The lists of one parse, in the source's order."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.functions: list[Function] = []
        self.function_templates: list[FunctionTemplate] = []
        self.class_templates: list[ClassTemplate] = []
        self.class_template_specializations: list[ClassTemplateSpecialization] = []
        self.typedefs: list[Typedef] = []
        self.enums: list[Enum] = []
        self.aliases: list[TypeAlias] = []
        self.variables: list[Variable] = []
        self.macros: list[Macro] = []
        self.namespaces: list[Namespace] = []


# ---- calls --------------------------------------------------------------------------------


def parse_declarations_from_command_line(
    options: list[str], files_to_retain: list[str], bypass_parse_error: bool = False
) -> Declarations:
    """Parses with a clang command line: its first element names clang, its last the source.

    Function bodies are parsed, for the device. ParseError when the source has errors, unless they are
    bypassed; RuntimeError when clang takes the command line for wrong.
    """
    from ._parse import parse_command_line

    return parse_command_line(options, files_to_retain, bypass_parse_error)


def value_from_constexpr_vardecl(options: list[str], name: str) -> ConstExprVar | None:
    """The last constexpr variable of that unqualified name that a command line gives; None without one."""
    from ._parse import constant_of_command_line

    return constant_of_command_line(options, name)
