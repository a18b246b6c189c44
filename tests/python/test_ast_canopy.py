"""ast_canopy: which declaration lands in which list, how it is named, what is said of it (docs/compat.md)."""

from __future__ import annotations

import dataclasses
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import ast_canopy
from ast_canopy import decl, pylibastcanopy

HERE = Path(__file__).parent
NONE = 2**64 - 1


TARGETS = [(arch, std) for arch in ("sm_70", "sm_80", "sm_90", "sm_100") for std in ("gnu++17", "gnu++20")]
FIRST = ("sm_90", "gnu++17")
now = list(FIRST)


@pytest.fixture(
    params=[t if t == FIRST else pytest.param(t, marks=pytest.mark.long) for t in TARGETS],
    ids="-".join,
    autouse=True,
)
def target(request: pytest.FixtureRequest) -> None:
    """Every test holds on each arch and with each standard."""
    now[:] = request.param


@cache
def parsed_for(name: str, arch: str, std: str) -> Any:
    path = str(HERE / f"ast_canopy_{name}.cuh")
    return ast_canopy.parse_declarations_from_source(path, [path], arch, cxx_standard=std)


def parsed(name: str) -> Any:
    return parsed_for(name, *now)


def named(items: Any, name: str) -> list[Any]:
    return [i for i in items if i.name == name]


def one(items: Any, name: str) -> Any:
    found = named(items, name)
    assert len(found) == 1, f"{name}: {len(found)}"
    return found[0]


def param(name: str, index: int = 0) -> Any:
    return one(parsed("types").functions, name).params[index].type_


# ---- lists ----------------------------------------------------------------------


def test_structs() -> None:
    """Definitions that are not members, unions, locals and lambdas among them; in the source's order."""
    names = [s.name for s in parsed("lists").structs]
    plain = [n for n in names if not n.startswith("unnamed")]
    assert plain == [
        *("Plain", "Either", "Closed", "Out", "Nest", "S", "Versioned", "Hidden", "WithFriends"),
        *("InTemplate", "InTemplate", "V", "V", "Local", "HasEnum"),
    ]
    assert len(names) == len(plain) + 3  # a lambda, Pt, EitherAlias


def test_structs_in_detail() -> None:
    structs = parsed("lists").structs
    assert one(structs, "Nest").qual_name == "Out::Nest"
    assert one(structs, "Versioned").qual_name == "ns::Versioned"
    assert one(structs, "Hidden").qual_name == "ns::(anonymous namespace)::Hidden"
    assert [s.sizeof_ for s in named(structs, "InTemplate")] == [NONE, 4]  # of ftmpl<float> too
    explicit, asked = named(structs, "V")
    assert (explicit.qual_name, explicit.sizeof_) == ("V", 1) and asked.sizeof_ == 24
    assert one(structs, "Either").record_kind == "union" and one(structs, "Closed").record_kind == "class"


def test_fields_have_their_access() -> None:
    fields = one(parsed("lists").structs, "Closed").fields
    kinds = pylibastcanopy.access_kind
    assert [(f.name, f.access) for f in fields] == [
        ("hidden", kinds.private_),
        ("kept", kinds.protected_),
        ("open", kinds.public_),
    ]
    assert [f.name for f in one(parsed("lists").structs, "Closed").public_fields()] == ["open"]
    assert [m.name for m in one(parsed("lists").structs, "Closed").methods] == ["m"]


def test_anonymous_members_and_bit_fields() -> None:
    fields = one(parsed("lists").structs, "HasEnum").fields
    assert [f.name for f in fields] == ["mode", "", "named", "bits", "", "mu"]
    assert [(f.offset, f.bit_width) for f in fields[3:5]] == [(128, 3), (131, 5)]
    assert fields[5].is_mutable and [
        n.name for n in one(parsed("lists").structs, "HasEnum").nested_records
    ] == [
        "HasEnum",
        "",
        "",
    ]


def test_the_name_within_itself() -> None:
    """A struct's nested records begin with an empty one of its own name; a class's do not."""
    plain = one(parsed("lists").structs, "Plain").nested_records[0]
    assert (plain.name, plain.qual_name, plain.sizeof_, plain.fields) == ("Plain", "Plain::Plain", 12, [])
    assert plain.is_injected_class_name
    assert one(parsed("lists").structs, "Closed").nested_records == []
    out = one(parsed("lists").structs, "Out").nested_records
    assert [(n.name, n.sizeof_) for n in out] == [("Out", 4), ("Nest", NONE)]  # Nest is defined elsewhere


def test_functions() -> None:
    """Each redeclaration, definitions of members, explicit specializations; no friends, no instances."""
    names = [f.name for f in parsed("lists").functions]
    assert names == [
        *(
            "Out",
            "m",
            "operator float",
            "versioned",
            "anon",
            "thrice",
            "thrice",
            "thrice",
            "deleted",
            "kernel",
        ),
        *("on_host", "on_both", "on_none", "folded", "c_fn", "c_fn2", "internal", "scope_friend", "ftmpl"),
        *("get", "host_use", "uses", "local_function", "made_by_macro"),
    ]


def test_function_templates() -> None:
    found = parsed("lists").function_templates
    assert [t.qual_name for t in found] == ["Out::tm", "ftmpl", "not_dependent", "array_of", "operator+"]


def test_class_templates() -> None:
    """All declarations of them, nested ones too, and an instance's own; no partial specializations."""
    names = [t.qual_name for t in parsed("lists").class_templates]
    assert names == [
        *("V", "V::Member", "V<int>::Member", "V<double, 3>::Member", "Fw", "Fw", "Fw", "Pat"),
        *("Host", "Host::Inner", "Host<int>::Inner", "Packed", "Values", "OfEnum"),
    ]
    assert [t.record.fields != [] for t in parsed("lists").class_templates[4:7]] == [False, False, True]


def test_specializations() -> None:
    found = {s.qual_name: s for s in parsed("lists").class_template_specializations}
    assert set(found) == {
        *("V<double, 4>", "V<int, 4>", "V<short, 7>", "V<float, 3>", "V<char, 2>", "V<double, 3>"),
        *("Fw<float>", "Pat<int *>", "Packed<int, float, bool>", "Packed<int>", "OfEnum<TWO>"),
        *("Values<1, 120, ns::S, ns::Sc::L>", "Host<int>", "Host<int>::Inner<float>"),
    }
    assert found["V<int, 4>"].sizeof_ == 16 and found["V<short, 7>"].sizeof_ == NONE
    assert found["Packed<int, float, bool>"].actual_template_arguments == ["int", "float, bool"]
    assert found["Packed<int>"].actual_template_arguments == ["int", ""]
    assert found["Values<1, 120, ns::S, ns::Sc::L>"].actual_template_arguments == [
        *("1", "120", "ns::S", "ns::Sc::L")
    ]


def test_an_instance_is_read_as_clang_made_it() -> None:
    v = next(s for s in parsed("lists").class_template_specializations if s.qual_name == "V<int, 4>")
    assert isinstance(v, decl.ClassTemplateSpecialization)
    assert (v.name, v.base_name, v.specialized_name) == ("V", "V", "V<int, 4>")
    assert [f.type_.name for f in v.fields] == ["int[4]"]
    assert [(m.name, m.qual_name) for m in v.methods][3] == ("get", "V<int>::get")
    assert v.methods[3].mangled_name == "_ZNK1VIiLi4EE3getEi"
    assert [c.params[0].type_.name for c in v.constructors() if c.params] == ["const V<int> &", "int"]
    assert v.class_template.qual_name == "V"
    assert [(n.name, n.sizeof_) for n in v.nested_records] == [("V", 16), ("In", 4)]
    with pytest.raises(AttributeError):
        v.qual_name = "other"


def test_typedefs() -> None:
    """Of structs and classes alone; a record without a name is called the same in both lists."""
    found = {t.name: t.underlying_name for t in parsed("lists").typedefs}
    pt = found.pop("Pt")
    assert found == {"SAlias": "S", "HostInner": "Inner<float>", "V3": "V<float, 3>", "Inner": "Plain"}
    record = one(parsed("lists").structs, pt)
    assert pt.startswith("unnamed") and pt[7:].isdecimal() and record.qual_name == "Pt"
    assert record.nested_records == []


def test_enums() -> None:
    found = parsed("lists").enums
    assert [e.name for e in found[:8]] == ["Sc", "E", "E", "E", "EP", "EP", "Unscoped", "InBody"]
    values = {e.qual_name: dict(zip(e.enumerators, e.enumerator_values, strict=True)) for e in found}
    assert values["Big"] == {"MOST": str(2**64 - 1)} and values["Fwd"] == {}
    assert values["Xs"] == {"X1": "0", "X2": "1"} and values["ns::Sc"] == {"L": "1", "M": "200"}
    assert any(e.name == "" and e.enumerator_values == ["-5"] for e in found)
    assert one(found, "Sc").underlying_type.name == "unsigned char" and one(found, "Sc").is_scoped
    pattern, instance, _ = named(found, "E")
    assert pattern.underlying_type.name == "<dependent type>"
    assert (instance.qual_name, instance.underlying_type.name) == ("V<int>::E", "unsigned int")


def test_what_the_old_tool_left_out() -> None:
    found = parsed("lists")
    assert [a.name for a in found.aliases if a.qual_name == "ns::SUsing"] == ["SUsing"]
    assert one(found.aliases, "Number").type_.name == "int"
    answer = one(found.variables, "ANSWER")
    assert (answer.value, answer.is_constexpr, answer.type_.name) == ("42", True, "const int")
    assert {m.name: (m.params, m.body) for m in found.macros}["TWICE"] == (["x"], "( ( x ) * 2 )")
    assert [n.qual_name for n in found.namespaces] == ["ns", "ns::v1", "ns::(anonymous namespace)"]


# ---- types --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("function", "name", "bare"),
    [
        ("p_bool", "bool", "bool"),
        ("p_s", "ns::S", "ns::S"),
        ("p_ref", "const foo &", "foo"),
        ("p_rref", "foo &&", "foo"),
        ("p_array_ref", "int (&)[4]", "int[4]"),
        ("p_const_array_ref", "const float (&)[2][3]", "float[2][3]"),
        ("p_const_ptr", "int *const", "int *"),
        ("p_float2", "float2", "float2"),
        ("p_tt", "ns::TT<ns::TT<int>>", "ns::TT<ns::TT<int>>"),
        ("p_pp", "int **", "int * *"),
        ("p_cpcp", "const int *const *", "int * *"),
        ("p_ptr_array", "int (*)[4]", "int[4] *"),
        ("p_fn", "int (*)(int)", "int (int) *"),
        ("p_fn_decay", "int (*)(int)", "int (int) *"),
        ("p_vol", "volatile int *__restrict", "int *"),
        ("p_decay", "int *", "int *"),
        ("p_const", "const int", "int"),
        ("p_u32", "std::uint32_t", "std::uint32_t"),
        ("p_uptr", "uintptr_t", "uintptr_t"),
        ("p_u8p", "const uint8_t *", "uint8_t *"),
        ("p_u8a", "uint8_t *", "uint8_t *"),
        ("p_size", "unsigned long", "unsigned long"),
        ("p_ptrdiff", "long", "long"),
        ("p_my", "int", "int"),
        ("p_point", "point8_t", "point8_t"),
        ("p_alias", "unsigned char", "unsigned char"),  # the old tool kept any name with uint8_t in it
        ("p_fast", "int_fast16_t", "int_fast16_t"),
        ("p_member", "int foo::*", "int foo::*"),
    ],
)
def test_type_texts(function: str, name: str, bare: str) -> None:
    found = param(function)
    assert (found.name, found.unqualified_non_ref_type_name) == (name, bare)
    assert found.is_left_reference() is name.endswith(" &") or "(&)" in name
    assert found.is_right_reference() is name.endswith("&&")


def test_types_of_templates() -> None:
    found = next(t for t in parsed("types").function_templates if t.qual_name == "t_types")
    assert [p.type_.name for p in found.function.params] == [
        "type-parameter-0-0",
        "type-parameter-0-0 *",
        "const type-parameter-0-0 &",
        "type-parameter-0-0 (&)[N]",
        "type-parameter-0-2...",
    ]
    member = next(t for t in parsed("types").class_templates if t.qual_name == "C").record.templated_methods[
        0
    ]
    assert [p.type_.name for p in member.function.params] == ["type-parameter-1-0", "type-parameter-0-0"]
    v = parsed("lists").class_templates[0].record
    assert v.fields[0].type_.name.endswith("[N]")
    assert [m.params[0].type_.name for m in v.methods if m.params][:1] == ["const V<T, N> &"]
    assert one(v.methods, "four").return_type.name == "V<type-parameter-0-0, 4>"


def test_template_parameters() -> None:
    found = {t.qual_name: t for t in parsed("types").class_templates}
    kinds = pylibastcanopy.template_param_kind
    params = found["Params"].template_parameters
    assert [p.kind for p in params] == [kinds.template_, kinds.type_, kinds.non_type, kinds.non_type]
    assert [(p.name, p.type_.name, p.default) for p in params[:3]] == [
        ("TT", "", None),
        ("T", "type-parameter-0-1", "int"),
        ("N", "int", "3"),
    ]
    assert found["Params"].num_min_required_args == 1
    assert found["PackLast"].num_min_required_args == 1
    assert [p.is_pack for p in found["PackLast"].template_parameters] == [False, True]
    assert found["DefaultTemplate"].num_min_required_args == 0
    assert found["NamelessParam"].template_parameters[0].name == ""
    assert list(found["Params"].tparam_dict) == ["TT", "T", "N", "A"]


# ---- functions ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "attributes", "space"),
    [
        ("a_both", {"device", "host"}, "host_device"),
        ("a_forced", {"device", "always_inline"}, "device"),
        ("a_macro", {"device", "always_inline"}, "device"),
        ("a_gnu", {"device", "noinline"}, "device"),
        ("a_gnu2", {"device", "noinline"}, "device"),
        ("a_unused", {"device", "maybe_unused"}, "device"),
        ("a_nodiscard", {"device", "nodiscard"}, "device"),
        ("a_deprecated", {"device", "deprecated"}, "device"),
        ("a_scoped", {"device", "noinline"}, "device"),
        ("a_global", {"global"}, "global_"),
        ("a_constexpr", {"device", "host"}, "host_device"),
        ("a_none", set(), "undefined"),
    ],
)
def test_attributes(name: str, attributes: set[str], space: str) -> None:
    found = one(parsed("functions").functions, name)
    assert found.attributes == attributes
    assert found.exec_space == getattr(pylibastcanopy.execution_space, space)
    assert found.is_constexpr is (name == "a_constexpr")


def test_clangs_own_keyword_keeps_its_underscores() -> None:
    text = "#undef __noinline__\n__noinline__ __device__ int f();"
    found = ast_canopy.parse_declarations_from_string(text).functions[0]
    assert found.attributes == {"device", "__noinline__"}


@pytest.mark.parametrize(
    ("name", "mangled"),
    [
        ("c_fn", "_Z4c_fn"),
        ("c_fn2", "_Z5c_fn2"),
        ("internal", "_ZL8internali"),
        ("anon", "_ZN2ns12_GLOBAL__N_14anonEi"),
        ("ftmpl", "_Z5ftmplIiET_S0_"),
        ("Out", "_ZN3OutC1Ev"),
    ],
)
def test_mangled_names(name: str, mangled: str) -> None:
    assert one(parsed("lists").functions, name).mangled_name == mangled


def test_mangled_names_of_templates() -> None:
    found = {t.qual_name: t.function.mangled_name for t in parsed("lists").function_templates}
    assert found["not_dependent"] == "_Z13not_dependentv"
    assert found["array_of"] == "_Z8array_ofRK5PlainRA4_iPN2ns1SE"
    assert found["ftmpl"] == "ftmpl__dependent_signature__returns__T__params__T"
    dep = parsed("functions").function_templates[0].function.mangled_name
    assert dep == "dep__dependent_signature__returns__T__params__T__const_x20T_x20_x26__int_x20_x2A"
    record = parsed("functions").class_templates[0].record
    plain, quals = one(record.methods, "plain"), one(record.methods, "quals")
    assert plain.mangled_name == (
        "Foo_x3A_x3Aplain__dependent_signature__returns__int__params__int__quals__const"
    )
    assert quals.mangled_name.endswith("__quals__const__ref__lvalue")
    assert "t_x5Ftypes__dependent_signature__returns__void__params__T__T_x20_x2A" in (
        parsed("types").function_templates[0].function.mangled_name
    )


SIGNATURES = """
struct S {{}}; enum E {{ A }}; namespace in {{ struct T {{}}; template <class X, int N> struct P {{}}; }}
inline namespace v {{ struct I {{}}; }} namespace {{ struct Hid {{}}; }}
{t} __device__ int f(int, unsigned char, long long, bool, float, double);
{t} __device__ void f(S, S *, const S &, S &&, S *const *, E);
{t} __device__ S f(in::T, in::T *, in::P<int, 3>, in::P<in::T, -2> *, const in::P<int, 3> &);
{t} __device__ void f(int (*)(S, int), int (&)[4], const float (*)[2][3], S (*)(S (*)(S)));
{t} __device__ void f(int S::*, int (S::*)(int) , volatile int *__restrict__, ...);
{t} __device__ static int f(I, Hid *, in::P<in::P<S, 1>, 1>);
{t} __device__ S operator+(S, int);
{t} __device__ S operator-(S);
{t} __device__ void f(decltype(nullptr), char16_t, wchar_t, unsigned long, signed char, __int128);
{t} __device__ void f(int (*)(S) noexcept, const volatile S *const volatile *);
"""


def test_plain_mangling_is_clangs() -> None:
    """What has no name from clang, a template with a plain signature, gets what clang gives the function."""
    text = "namespace aa {" + SIGNATURES.format(t="") + "}\nnamespace bb {"
    text += SIGNATURES.format(t="template <class>") + "}"
    found = ast_canopy.parse_declarations_from_string(text)
    plain = [f.mangled_name.replace("2aa", "2bb") for f in found.functions]
    assert len(plain) == 10
    assert [t.function.mangled_name for t in found.function_templates] == plain


def test_kinds_of_methods() -> None:
    kinds = [m.kind.name for m in one(parsed("functions").structs, "Kinds").methods]
    assert kinds == [
        *("default_constructor", "copy_constructor", "move_constructor"),
        *("converting_constructor", "converting_constructor", "other_constructor", "other_constructor"),
        *("converting_constructor", "destructor", "conversion_function", "conversion_function"),
        *["other"] * 10,
    ]


def test_methods() -> None:
    kinds = one(parsed("functions").structs, "Kinds")
    assert len(list(kinds.constructors())) == 8
    assert [m.name for m in kinds.overloaded_operators()] == ["operator+", "operator-", "operator="]
    assert [m.name for m in kinds.conversion_operators()] == [
        *("operator float2", "operator bool", "operator()", "operator[]")  # by elimination, as ever
    ]
    regular = [m.name for m in kinds.regular_member_functions()]
    assert regular == ["~Kinds", "make", "v", "c", "lref", "rref"]
    moves = [m for m in kinds.methods if m.is_move_constructor]
    assert [m.params[0].type_.name for m in moves] == ["Kinds &&"]
    assert one(kinds.methods, "make").is_static and one(kinds.methods, "v").is_virtual
    assert one(kinds.methods, "c").is_constexpr and one(kinds.methods, "lref").ref_qualifier == "&"
    assert [m.is_deleted for m in kinds.constructors()][-1] and one(
        kinds.methods, "operator bool"
    ).is_explicit


def test_operators() -> None:
    found = parsed("functions").functions
    by_name = {f.name: f for f in found if f.is_operator}
    python = {
        n: f.overloaded_operator_to_python_operator.__name__
        for n, f in by_name.items()
        if f.is_overloaded_operator()
    }
    assert python == {"operator*": "mul", "operator!": "not_", "operator-": "neg", "operator+=": "iadd"}
    assert by_name["operator_x"].is_conversion_operator()  # a plain function, by its name
    assert by_name['operator""_len'].is_user_defined_literal()
    assert by_name["operator&&"].is_conversion_operator()
    with pytest.raises(ValueError, match="operator&&"):
        assert by_name["operator&&"].overloaded_operator_to_python_operator
    methods = one(parsed("functions").structs, "Kinds").methods
    assert one(methods, "operator+").overloaded_operator_to_python_operator.__name__ == "add"
    assert one(methods, "operator-").overloaded_operator_to_python_operator.__name__ == "neg"
    assert one(methods, "operator=").overloaded_operator_to_python_operator is None
    assert one(methods, "operator=").is_copy_assignment_operator()


def test_constructors_of_templates_are_named_with_parameters() -> None:
    record = parsed("functions").class_templates[0].record
    assert isinstance(record, decl.TemplatedStruct) and list(record.constructors()) == []
    assert record.methods[0].name == "Foo<T>" and record.methods[0].decl_name == "Foo"
    assert record.methods[1].name == "operator type-parameter-0-0"
    assert (record.sizeof_, record.alignof_) == (ast_canopy.INVALID_SIZE_OF, ast_canopy.INVALID_ALIGN_OF)


def test_facts_beside() -> None:
    found = parsed("functions")
    defaults = one(found.functions, "with_default")
    assert [p.default for p in defaults.params] == [None, "1.5f", '"a = b"']
    assert str(defaults) == "with_default(a, b, text) -> int"
    assert one(found.functions, "ellipsis").is_variadic and one(found.functions, "quiet").is_noexcept
    documented = one(found.functions, "documented")
    assert documented.comment == "/// Doubles it."
    assert documented.location.file.endswith("ast_canopy_functions.cuh") and documented.location.line == 48
    derived = one(found.structs, "Derived")
    assert [(b.type_.name, b.offset, b.access.name) for b in derived.bases] == [("Base", 0, "public_")]
    assert (derived.sizeof_, [f.offset for f in derived.fields]) == (8, [32])
    assert documented.parse_entry_point.endswith("ast_canopy_functions.cuh")


def test_lists_are_a_dataclass_of_the_old_fields_first() -> None:
    names = [f.name for f in dataclasses.fields(parsed("lists"))]
    assert names[:7] == [
        *("structs", "functions", "function_templates", "class_templates", "class_template_specializations"),
        *("typedefs", "enums"),
    ]
    again = json.loads(parsed("lists").to_json())
    assert [s["name"] for s in again["structs"]] == [s.name for s in parsed("lists").structs]
    assert again["functions"][0]["exec_space"] == "device"


def test_objects_are_the_callers() -> None:
    """What one call gave may be changed: the next call's objects are others."""
    path = str(HERE / "ast_canopy_types.cuh")
    first = ast_canopy.parse_declarations_from_source(path, [path], "sm_90")
    first.structs[0].name = "changed"
    first.structs[0].fields.clear()
    second = ast_canopy.parse_declarations_from_source(path, [path], "sm_90")
    assert second.structs[0].name == "foo" and len(second.structs[0].fields) == 1
