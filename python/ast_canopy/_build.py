"""Rows of the core's lists as objects of pylibastcanopy. What a row holds is said in src/compat."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ._instance import of_instance
from ._state import FUNCTION_FLAGS
from .constants import INVALID_ALIGN_OF, INVALID_SIZE_OF
from .pylibastcanopy import (
    ClassTemplate,
    ClassTemplateSpecialization,
    Declarations,
    Enum,
    Field,
    Function,
    FunctionTemplate,
    Location,
    Macro,
    Method,
    Namespace,
    ParamVar,
    Record,
    RecordBase,
    Template,
    TemplateParam,
    Type,
    TypeAlias,
    Typedef,
    Variable,
    access_kind,
    execution_space,
    method_kind,
    template_param_kind,
)

__all__ = ["declarations_of", "rows_reader"]

Row = list[Any]

SPACES = list(execution_space.__members__.values())
METHODS = list(method_kind.__members__.values())
CONSTRUCTORS = METHODS[: method_kind.destructor]
PARAMS = list(template_param_kind.__members__.values())
ACCESSES = list(access_kind.__members__.values())
RECORDS = ("struct", "class", "union")
LVALUE, RVALUE = 1 << 12, 1 << 13
COMPLETE, ANONYMOUS, INJECTED, ABSTRACT = 1, 2, 4, 8


class _Reader:
    """Makes objects of one parse's rows: each call makes new ones."""

    def __init__(self, rows: dict[str, Any]) -> None:
        self.types, self.files, self.patterns = rows["types"], rows["files"], rows["patterns"]
        self._made: dict[int, ClassTemplate] = {}

    # ---- parts ----

    def type(self, index: int) -> Type:
        made = Type.__new__(Type)
        if index < 0:
            made.name = made.unqualified_non_ref_type_name = ""
            made._is_right = made._is_left = False
            return made
        name, bare, right, left = self.types[index]
        made.name, made.unqualified_non_ref_type_name = name, bare
        made._is_right, made._is_left = right == 1, left == 1
        return made

    def place(self, row: Row | None) -> Location | None:
        return None if row is None else Location(self.files[row[0]], row[1], row[2])

    def field(self, row: Row) -> Field:
        made = Field(row[0], self.type(row[1]), ACCESSES[row[2]])
        if row[3] >= 0:
            made.offset = row[3]
        if row[4] >= 0:
            made.bit_width = row[4]
        made.is_mutable = bool(row[5])
        made.location, made.comment = self.place(row[6]), row[7]
        return made

    def param(self, row: Row) -> ParamVar:
        made = ParamVar(row[0], self.type(row[1]))
        if row[2] is not None:
            made.default = row[2]
        return made

    def template_param(self, row: Row) -> TemplateParam:
        made = TemplateParam(row[0], PARAMS[row[2]], self.type(row[1]), row[3] == 1)
        made.default = row[4]
        return made

    def base(self, row: Row) -> RecordBase:
        offset = None if row[3] < 0 else row[3]
        return RecordBase(self.type(row[0]), ACCESSES[row[1]], row[2] == 1, offset)

    # ---- functions ----

    def _fill(self, made: Function, row: Row) -> None:
        made.name, made.qual_name = row[0], row[1]
        made.return_type = self.type(row[2])
        made.params = [self.param(p) for p in row[3]]
        made.exec_space = SPACES[row[4]]
        made.is_constexpr = row[5] == 1
        made.mangled_name = row[6]
        made.attributes = set(row[7])
        flags = row[9]
        for bit, name in enumerate(FUNCTION_FLAGS):
            if flags >> bit & 1:
                setattr(made, name, True)
        if flags & (LVALUE | RVALUE):
            made.ref_qualifier = "&" if flags & LVALUE else "&&"
        made.location, made.comment = self.place(row[10]), row[11]

    def function(self, row: Row) -> Function:
        made = Function.__new__(Function)
        self._fill(made, row)
        return made

    def method(self, row: Row) -> Method:
        made = Method.__new__(Method)
        self._fill(made, row)
        made.kind = METHODS[row[8]]
        return made

    def _template(self, made: Template, row: Row) -> None:
        made.template_parameters = [self.template_param(p) for p in row[0]]
        made.num_min_required_args = row[1]

    def function_template(self, row: Row) -> FunctionTemplate:
        if len(row) == 3:  # of an instance
            return self._member_function_template(self.function_template(row[0]), row[1], row[2])
        made = FunctionTemplate.__new__(FunctionTemplate)
        self._template(made, row)
        made.function = self.method(row[2]) if row[2][8] >= 0 else self.function(row[2])
        made.qual_name = row[3]
        made.location, made.comment = self.place(row[4]), row[5]
        return made

    # ---- records ----

    def _record(self, made: Record, row: Row) -> None:
        made.name, made.qual_name = row[0], row[1]
        made.fields = [self.field(f) for f in row[2]]
        made.methods = [self.method(m) for m in row[3]]
        made.templated_methods = [self.function_template(t) for t in row[4]]
        made.nested_records = [self.record(r) for r in row[5]]
        made.nested_class_templates = [self.class_template(t) for t in row[6]]
        made.sizeof_ = INVALID_SIZE_OF if row[7] < 0 else row[7]
        made.alignof_ = INVALID_ALIGN_OF if row[8] < 0 else row[8]
        made.kind = RECORDS[row[9]]
        made.bases = [self.base(b) for b in row[10]]
        flags = row[11]
        made.is_complete = flags & COMPLETE != 0
        made.is_anonymous = flags & ANONYMOUS != 0
        made.is_injected_class_name = flags & INJECTED != 0
        made.is_abstract = flags & ABSTRACT != 0
        made.location, made.comment = self.place(row[12]), row[13]

    def record(self, row: Row) -> Record:
        made = Record.__new__(Record)
        self._record(made, row)
        return made

    def class_template(self, row: Row) -> ClassTemplate:
        if len(row) == 3:
            return self._member_class_template(self.class_template(row[0]), row[1], row[2])
        made = ClassTemplate.__new__(ClassTemplate)
        self._template(made, row)
        made.record = self.record(row[2])
        made.qual_name = row[3]
        made.location, made.comment = self.place(row[4]), row[5]
        return made

    def specialization(self, row: Row) -> ClassTemplateSpecialization:
        made = ClassTemplateSpecialization.__new__(ClassTemplateSpecialization)
        self._record(made, row[0])
        if row[1] not in self._made:
            self._made[row[1]] = self.class_template(self.patterns[row[1]])
        made.class_template = self._made[row[1]]
        made.actual_template_arguments = list(row[2])
        return made

    # ---- what instances have of their templates: see src/compat/members.c ----

    def _of_instance(self, made: Template, scope: str, levels: list[Row], types: list[Type]) -> None:
        for t in (*types, *(p.type_ for p in made.template_parameters)):
            name = of_instance(t.name, levels)
            bare = of_instance(t.unqualified_non_ref_type_name, levels, bare=True)
            if name is not None and bare is not None:
                t.name, t.unqualified_non_ref_type_name = name, bare

    def _member_function_template(
        self, made: FunctionTemplate, scope: str, levels: list[Row]
    ) -> FunctionTemplate:
        function = made.function
        self._of_instance(made, scope, levels, [function.return_type, *(p.type_ for p in function.params)])
        if function.name.startswith("operator "):
            function.name = of_instance(function.name, levels) or function.name
        elif getattr(function, "kind", None) in CONSTRUCTORS:
            function.name = function.name.partition("<")[0]
        function.qual_name = made.qual_name = f"{scope}::{function.name}"
        return made

    def _member_class_template(self, made: ClassTemplate, scope: str, levels: list[Row]) -> ClassTemplate:
        self._of_instance(made, scope, levels, [])
        made.qual_name = made.record.qual_name = f"{scope}::{made.record.name}"
        return made

    def _member_enum(self, made: Enum, scope: str, levels: list[Row]) -> Enum:
        """A scoped enum is only declared in an instance; the type of another one follows its values."""
        if made.name:
            made.qual_name = f"{scope}::{made.name}"
        else:
            made.qual_name = f"{scope}::{made.qual_name.rpartition('::')[2]}"
        t = made.underlying_type
        if made.is_scoped:
            made.enumerators, made.enumerator_values = [], []
        elif t.name == "<dependent type>":
            t.name = t.unqualified_non_ref_type_name = _type_of_values(
                [int(v) for v in made.enumerator_values]
            )
            return made
        name = of_instance(t.name, levels)
        if name is not None:
            t.name = t.unqualified_non_ref_type_name = name
        return made

    # ---- what is left ----

    def typedef(self, row: Row) -> Typedef:
        made = Typedef(row[0], row[2], row[1])
        made.location, made.comment = self.place(row[5]), row[6]
        return made

    def alias(self, row: Row) -> TypeAlias:
        made = TypeAlias(row[0], row[4], row[1], self.type(row[3]))
        made.location, made.comment = self.place(row[5]), row[6]
        return made

    def enum(self, row: Row) -> Enum:
        if len(row) == 3:
            return self._member_enum(self.enum(row[0]), row[1], row[2])
        made = Enum(row[0], list(row[2]), list(row[3]), self.type(row[4]), row[1])
        made.qual_name = row[1]
        made.is_scoped = row[5] == 1
        made.location, made.comment = self.place(row[6]), row[7]
        return made

    def variable(self, row: Row) -> Variable:
        made = Variable(row[0], row[1], self.type(row[2]))
        made.is_constexpr, made.value, made.storage = row[3] == 1, row[4], row[5]
        made.location, made.comment = self.place(row[6]), row[7]
        return made

    def macro(self, row: Row) -> Macro:
        made = Macro(row[0], None if row[1] is None else list(row[1]), row[2])
        made.location = self.place(row[3])
        return made

    def namespace(self, row: Row) -> Namespace:
        made = Namespace(row[0], row[1], row[2] == 1)
        made.location, made.comment = self.place(row[3]), row[4]
        return made


def _type_of_values(values: list[int]) -> str:
    """The type that clang gives an enum which says none."""
    low, high = min(values, default=0), max(values, default=0)
    if low < 0:
        return "int" if low >= -(2**31) and high < 2**31 else "long"
    return "unsigned int" if high < 2**32 else "unsigned long"


def rows_reader(rows: dict[str, Any]) -> _Reader:
    """The reader of one parse's rows."""
    return _Reader(rows)


def declarations_of(rows: dict[str, Any]) -> Declarations:
    """All lists of one parse as new objects."""
    reader = _Reader(rows)

    def made(name: str, make: Callable[[Row], Any]) -> list[Any]:
        return [make(row) for row in rows[name]]

    result = Declarations()
    result.records = made("structs", reader.record)
    result.functions = made("functions", reader.function)
    result.function_templates = made("function_templates", reader.function_template)
    result.class_templates = made("class_templates", reader.class_template)
    result.class_template_specializations = made("class_template_specializations", reader.specialization)
    result.typedefs = made("typedefs", reader.typedef)
    result.enums = made("enums", reader.enum)
    result.aliases = made("aliases", reader.alias)
    result.variables = made("variables", reader.variable)
    result.macros = made("macros", reader.macro)
    result.namespaces = made("namespaces", reader.namespace)
    return result
