"""The native layer's classes, for type checkers."""

from typing import Any, ClassVar, NamedTuple

from ._enum import NativeEnum

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
    diagnostics: tuple[Any, ...]
    def __init__(self, *args: object, diagnostics: tuple[Any, ...] = ()) -> None: ...
    def __reduce__(self) -> Any: ...

class execution_space(NativeEnum, names=("undefined", "host", "device", "host_device", "global_")):  # noqa: N801
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
    default_constructor: ClassVar[method_kind]
    copy_constructor: ClassVar[method_kind]
    move_constructor: ClassVar[method_kind]
    converting_constructor: ClassVar[method_kind]
    other_constructor: ClassVar[method_kind]
    destructor: ClassVar[method_kind]
    conversion_function: ClassVar[method_kind]
    other: ClassVar[method_kind]

class template_param_kind(NativeEnum, names=("type_", "non_type", "template_")):  # noqa: N801
    type_: ClassVar[template_param_kind]
    non_type: ClassVar[template_param_kind]
    template_: ClassVar[template_param_kind]

class access_kind(NativeEnum, names=("public_", "protected_", "private_")):  # noqa: N801
    public_: ClassVar[access_kind]
    protected_: ClassVar[access_kind]
    private_: ClassVar[access_kind]

class Location(NamedTuple):
    file: str
    line: int
    column: int

class _Decl:
    location: Location | None
    comment: str | None
    def __reduce_ex__(self, protocol: Any) -> Any: ...

class _Beside(dict[str, Any]): ...

class Type(_Decl):
    name: str
    unqualified_non_ref_type_name: str
    _is_right: bool
    _is_left: bool
    def __init__(
        self,
        name: str = "",
        unqualified_non_ref_type_name: str = "",
        is_right_reference: bool = False,
        is_left_reference: bool = False,
    ) -> None: ...
    def is_right_reference(self) -> bool: ...
    def is_left_reference(self) -> bool: ...

class Field(_Decl):
    name: str
    type_: Type
    access: access_kind
    offset: int | None
    bit_width: int | None
    is_mutable: bool
    def __init__(self, name: str, type_: Type, access: access_kind = ...) -> None: ...

class ParamVar(_Decl):
    name: str
    type_: Type
    default: str | None
    def __init__(self, name: str, type_: Type) -> None: ...

class TemplateParam(_Decl):
    name: str
    kind: template_param_kind
    type_: Type
    is_pack: bool
    default: str | None
    def __init__(self, name: str, kind: template_param_kind, type_: Type, is_pack: bool = False) -> None: ...

class RecordBase(_Decl):
    type_: Type
    access: access_kind
    is_virtual: bool
    offset: int | None
    def __init__(self, type_: Type, access: access_kind, is_virtual: bool, offset: int | None) -> None: ...

class Function(_Decl):
    name: str
    qual_name: str
    return_type: Type
    params: list[ParamVar]
    exec_space: execution_space
    is_constexpr: bool
    mangled_name: str
    attributes: set[str]
    is_static: bool
    is_const: bool
    is_volatile: bool
    is_virtual: bool
    is_pure: bool
    is_deleted: bool
    is_defaulted: bool
    is_explicit: bool
    is_variadic: bool
    is_inline: bool
    is_noexcept: bool
    is_definition: bool
    ref_qualifier: str
    def __init__(
        self,
        name: str,
        return_type: Type,
        params: list[ParamVar],
        exec_space: execution_space,
        qual_name: str = "",
    ) -> None: ...

class Method(Function):
    kind: method_kind
    def is_move_constructor(self) -> bool: ...

class Template(_Decl):
    template_parameters: list[TemplateParam]
    num_min_required_args: int
    def __init__(self, template_parameters: list[TemplateParam], num_min_required_args: int = 0) -> None: ...

class FunctionTemplate(Template):
    function: Function
    qual_name: str

class ClassTemplate(Template):
    record: Record
    qual_name: str

class Record(_Decl):
    name: str
    qual_name: str
    fields: list[Field]
    methods: list[Method]
    templated_methods: list[FunctionTemplate]
    nested_records: list[Record]
    nested_class_templates: list[ClassTemplate]
    sizeof_: int
    alignof_: int
    kind: str
    bases: list[RecordBase]
    is_complete: bool
    is_anonymous: bool
    is_abstract: bool
    is_injected_class_name: bool
    def __init__(self, name: str = "", qual_name: str = "") -> None: ...

class ClassTemplateSpecialization(Record):
    class_template: ClassTemplate
    actual_template_arguments: list[str]

class Typedef(_Decl):
    name: str
    underlying_name: str
    qual_name: str
    def __init__(self, name: str, underlying_name: str, qual_name: str = "") -> None: ...

class TypeAlias(Typedef):
    type_: Type
    def __init__(self, name: str, underlying_name: str, qual_name: str, type_: Type) -> None: ...

class Enum(_Decl):
    name: str
    qual_name: str
    enumerators: list[str]
    enumerator_values: list[str]
    underlying_type: Type
    is_scoped: bool
    def __init__(
        self,
        name: str,
        enumerators: list[str],
        enumerator_values: list[str],
        underlying_type: Type,
        qual_name: str = "",
    ) -> None: ...

class ConstExprVar(_Decl):
    name: str
    qual_name: str
    type_: Type
    value: str
    def __init__(self, name: str, type_: Type, value: str, qual_name: str = "") -> None: ...

class Variable(_Decl):
    name: str
    qual_name: str
    type_: Type
    is_constexpr: bool
    value: str | None
    storage: str
    def __init__(self, name: str, qual_name: str, type_: Type) -> None: ...

class Macro(_Decl):
    name: str
    params: list[str] | None
    body: str
    def __init__(self, name: str, params: list[str] | None, body: str) -> None: ...

class Namespace(_Decl):
    name: str
    qual_name: str
    is_inline: bool
    def __init__(self, name: str, qual_name: str, is_inline: bool) -> None: ...

class Declarations:
    records: list[Record]
    functions: list[Function]
    function_templates: list[FunctionTemplate]
    class_templates: list[ClassTemplate]
    class_template_specializations: list[ClassTemplateSpecialization]
    typedefs: list[Typedef]
    enums: list[Enum]
    aliases: list[TypeAlias]
    variables: list[Variable]
    macros: list[Macro]
    namespaces: list[Namespace]
    def __init__(self) -> None: ...

def parse_declarations_from_command_line(
    options: list[str], files_to_retain: list[str], bypass_parse_error: bool = False
) -> Declarations: ...
def value_from_constexpr_vardecl(options: list[str], name: str) -> ConstExprVar | None: ...
