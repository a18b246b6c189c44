"""ast_canopy: instances of templates, wherever they come from, and what stands in them (docs/compat.md)."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

import ast_canopy
from ast_canopy import _instance

NONE = ast_canopy.INVALID_SIZE_OF


def parsed(folder: Path, text: str, **options: Any) -> Any:
    path = str(folder / "a.cu")
    Path(path).write_text(text)
    return ast_canopy.parse_declarations_from_source(path, [path], "sm_90", **options)


def instances(folder: Path, text: str, **options: Any) -> dict[str, int]:
    found = parsed(folder, text, **options).class_template_specializations
    assert len({s.qual_name for s in found}) == len(found)
    return {s.qual_name: s.sizeof_ for s in found}


BOX = "template <class T> struct Box { T at[2]; };\n"


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("int x = sizeof(Box<float>);", 8),
        ("int x = alignof(Box<float>);", 8),
        ("int x[sizeof(Box<float>)];", 8),
        ('static_assert(sizeof(Box<float>) == 8, "");', 8),
        ("bool x = __is_same(Box<float>, int);", NONE),
        ("bool x = __is_trivially_copyable(Box<float>);", 8),
        ("bool x = noexcept(Box<float>());", 8),
        ("void f(int (&)[sizeof(Box<float>)]);", 8),
        ("void f(int = sizeof(Box<float>));", 8),
        ("enum E { A = sizeof(Box<float>) };", 8),
        ("struct S { int a : sizeof(Box<float>); };", 8),
        ("struct S { int a = sizeof(Box<float>); };", 8),
        ("template <int N = sizeof(Box<float>)> struct P;", 8),
        ("template <int> struct P; extern P<sizeof(Box<float>)> p;", 8),
        ("__device__ void f() { int x[sizeof(Box<float>)]; }", 8),
        ("auto f = [] { return sizeof(Box<float>); };", 8),
        ("template <class T> int f() { return sizeof(Box<T>); }\nint x = f<float>();", 8),
        ("template <class T> int f() { return sizeof(Box<T>); }\ntemplate int f<float>();", 8),
        ("template <class T> void f(T) { Box<T> b; }\ntemplate void f(float);", 8),
        ("template <class T> void f(T) { Box<T> b; }\nextern template void f(float);", None),
        ("struct S { template <class T> void m(T) { Box<T> b; } };\ntemplate void S::m(float);", 8),
        ("template <class T> struct C { void m() { Box<T> b; } };\ntemplate void C<float>::m();", 8),
        ("template <class T> struct C { friend void g(C) { Box<T> b; } };\nvoid h(C<float> c) { g(c); }", 8),
        ("namespace n { template <class T> void f() { Box<T> b; } }\ntemplate void n::f<float>();", 8),
    ],
)
def test_instances_that_no_expression_has(tmp_path: Path, text: str, size: int | None) -> None:
    found = {n: s for n, s in instances(tmp_path, BOX + text).items() if n.startswith("Box")}
    assert found == ({} if size is None else {"Box<float>": size})


def test_what_clang_made_is_no_function_of_the_lists(tmp_path: Path) -> None:
    """One macro may write a template and its specialization: the second one is written, not made."""
    text = """
template <class T> int f(T a) { return 1; }
template <> int f(char a) { return 2; }
template int f(float);
template <class T> struct C { int m(T) { return 1; } friend int g(C) { return 1; } };
template <> int C<char>::m(char) { return 2; }
template struct C<float>;
int use() { return f(1) + C<int>().m(1) + g(C<int>()); }
#define BOTH(name) template <class T> void name(T) {} template <> void name(int) {}
BOTH(both)
void more() { both(1); both(1.0f); }
"""
    found = parsed(tmp_path, text)
    assert [f.mangled_name for f in found.functions] == [
        *("_Z1fIcEiT_", "_ZN1CIcE1mEc", "_Z3usev", "_Z4bothIiEvT_", "_Z4morev")
    ]
    assert [t.qual_name for t in found.function_templates] == ["f", "both"]


def test_bodies_of_instances(tmp_path: Path) -> None:
    """What is declared in a body is declared in each instance of it."""
    text = """
template <class T> int f(T a) { struct Local { T t; }; enum Mode { M }; return 1; }
template int f(float);
template int f(double);
struct After {};
"""
    found = parsed(tmp_path, text)
    assert [(s.name, s.sizeof_) for s in found.structs] == [
        *(("Local", NONE), ("Local", 4), ("Local", 8), ("After", 1))
    ]
    assert [e.name for e in found.enums] == ["Mode"] * 3


OUTER = """
template <class T, int N = 2> struct Outer {
  template <class U, T V> struct In { U u; T t; template <class Z> struct Deep {};
    template <class Y> Y m(T, U); };
  struct Mid { template <class Q> struct Of {}; };
  enum E { A, B = 5 };
  enum class Scoped : T { S };
  enum { NAMELESS = -1 };
  enum Large { MOST = 0xffffffffffffffffull };
  enum Sized { BYTES = sizeof(T) };
  template <class P> T shown(P, const T *, T (&)[N], Outer<const T, N> *);
  template <class P> Outer(P);
  template <class P> operator P() const;
 private:
  template <class P> class Hidden;
};
"""


def test_member_templates_of_instances(tmp_path: Path) -> None:
    """Each instance has its own, in the tree's order: a template, what it holds, its instances."""
    text = OUTER + "extern Outer<int> a; extern Outer<short>::In<float, 1> b; extern Outer<char *, 3> c;\n"
    text += "int use() { return sizeof(a) + sizeof(b) + sizeof(Outer<int>::Mid) + sizeof(c); }\n"
    found = parsed(tmp_path, text.replace("T V", "int V").replace(": T", ""))
    assert [t.qual_name for t in found.class_templates] == [
        *("Outer", "Outer::In", "Outer::In::Deep", "Outer::Mid::Of", "Outer::Hidden"),
        *("Outer<int>::In", "Outer<int>::Mid::Of", "Outer<int>::Hidden"),
        *("Outer<short>::In", "Outer<short>::In<float, 1>::Deep", "Outer<short>::Hidden"),
        *("Outer<char *, 3>::In", "Outer<char *, 3>::Hidden"),
    ]
    assert [s.qual_name for s in found.class_template_specializations] == [
        *("Outer<int, 2>", "Outer<short, 2>", "Outer<short>::In<float, 1>", "Outer<char *, 3>")
    ]
    own = {t.qual_name: t for t in found.class_templates}
    for name in ("Outer<int>::In", "Outer<short>::In"):  # with an instance and without
        inner = own[name]
        assert (inner.record.name, inner.record.qual_name, inner.record.fields) == ("In", name, [])
        assert inner.record.nested_records == [] and inner.record.sizeof_ == NONE
        assert [(p.name, p.type_.name) for p in inner.template_parameters] == [
            *(("U", "type-parameter-0-0"), ("V", "int"))
        ]
    instance = {s.qual_name: s for s in found.class_template_specializations}
    assert [t.qual_name for t in instance["Outer<int, 2>"].nested_class_templates] == ["Outer<int>::In"]
    (deep,) = instance["Outer<short>::In<float, 1>"].templated_methods
    assert deep.qual_name == "Outer<short>::In<float, 1>::m"
    types = [deep.function.return_type, *(p.type_ for p in deep.function.params)]
    assert [t.name for t in types] == ["type-parameter-0-0", "short", "float"]


def test_member_functions_of_instances(tmp_path: Path) -> None:
    text = (
        OUTER.replace("T V", "int V").replace(": T", "") + "extern Outer<char *, 3> c; int x = sizeof(c);\n"
    )
    (instance,) = parsed(tmp_path, text).class_template_specializations
    shown, constructor, conversion = instance.templated_methods
    types = [shown.function.return_type, *shown.function.params]
    assert [getattr(t, "type_", t).name for t in types] == [
        *("char *", "type-parameter-0-0", "char *const *", "char *(&)[3]", "Outer<char *const, 3> *")
    ]
    assert [getattr(t, "type_", t).unqualified_non_ref_type_name for t in types[:3]] == [
        *("char *", "type-parameter-0-0", "char * *")
    ]
    assert constructor.qual_name == "Outer<char *, 3>::Outer" and constructor.function.name == "Outer"
    assert conversion.function.name == "operator type-parameter-0-0"


def test_member_templates_beside_packs(tmp_path: Path) -> None:
    """What the arguments don't settle stays as the template has it."""
    text = """
template <class T, class... Ts> struct Many {
  template <class U> T one(U, T);
  template <class U> void all(U, Ts...);
  template <class U> typename T::type named(U);
};
struct Has { typedef int type; };
extern Many<Has, int, float> many; int x = sizeof(many);
"""
    (instance,) = parsed(tmp_path, text).class_template_specializations
    one, every, named = (t.function for t in instance.templated_methods)
    assert [t.name for t in (one.return_type, *(p.type_ for p in one.params))] == [
        *("Has", "type-parameter-0-0", "Has")
    ]
    assert every.params[1].type_.name == "type-parameter-0-1..."
    assert named.return_type.name.endswith("type-parameter-0-0::type")


def test_enums_of_instances(tmp_path: Path) -> None:
    """One copy for each instance, used or not; a scoped one's definition is not made with it."""
    text = (
        OUTER.replace("T V", "int V")
        + "extern Outer<int> a; extern Outer<short> b; int x = sizeof(a) + sizeof(b);\n"
    )
    text += "int y = Outer<short>::BYTES;\n"
    found = [e for e in parsed(tmp_path, text).enums if "<" in e.qual_name]
    rows = [
        (e.name, dict(zip(e.enumerators, e.enumerator_values, strict=True)), e.underlying_type.name)
        for e in found
    ]
    values = {"A": "0", "B": "5"}
    large = ("Large", {"MOST": str(2**64 - 1)}, "unsigned long")
    assert rows == [
        *(("E", values, "unsigned int"), ("Scoped", {}, "int"), ("", {"NAMELESS": "-1"}, "int"), large),
        *(("E", values, "unsigned int"), ("Scoped", {}, "short"), ("", {"NAMELESS": "-1"}, "int"), large),
        ("Sized", {"BYTES": "2"}, "unsigned int"),
    ]
    assert [e.qual_name for e in found if e.name] == [
        *(
            "Outer<int>::E",
            "Outer<int>::Scoped",
            "Outer<int>::Large",
            "Outer<short>::E",
            "Outer<short>::Scoped",
            "Outer<short>::Large",
            "Outer<short>::Sized",
        )
    ]


@pytest.mark.parametrize(
    ("text", "name", "bare"),
    [
        ("type-parameter-0-0", "const int *", "int *"),
        ("const type-parameter-0-0", "const int *const", "int *"),
        ("const type-parameter-0-0 &", "const int *const &", "int *"),
        ("type-parameter-0-0 **", "const int ***", "int * * *"),
        (
            "ns::V<type-parameter-0-0, N, type-parameter-1-1>",
            "ns::V<const int *, 4, type-parameter-0-1>",
            None,
        ),
        ("type-parameter-0-1[N]", "bool[4]", "bool[4]"),
        ("const type-parameter-0-1 (&)[N]", "const bool (&)[4]", None),
        ("const volatile type-parameter-0-1", "volatile const bool", "bool"),
        ("void (type-parameter-0-1, type-parameter-1-0)", "void (bool, type-parameter-0-0)", None),
        ("typename type-parameter-0-1::type", None, None),
        ("type-parameter-0-3...", None, None),
        ("type-parameter-1-0...", "type-parameter-0-0...", "type-parameter-0-0..."),
    ],
)
def test_texts_of_instances(text: str, name: str | None, bare: str | None) -> None:
    levels = [[["const int *", "bool", "4", "int, float"], ["T", "U", "N", None]]]
    assert _instance.of_instance(text, levels) == name
    if bare is not None:
        plain = text.replace("const ", "").replace("volatile ", "").rstrip("& ")
        plain = plain.replace("**", "* *")
        assert _instance.of_instance(plain, levels, bare=True) == bare


# ---- clang's own matchers, which the old tool was made of ------------------------------------------

MATCHERS = {
    "structs": "recordDecl(isDefinition(), unless(hasAncestor(classTemplateDecl())),"
    " unless(hasParent(recordDecl())), unless(hasAncestor(classTemplatePartialSpecializationDecl())),"
    " unless(classTemplatePartialSpecializationDecl()))",
    "functions": "functionDecl(unless(hasAncestor(recordDecl())),"
    " unless(hasAncestor(functionTemplateDecl())), unless(isImplicit()))",
    "function_templates": "functionTemplateDecl(unless(hasAncestor(cxxRecordDecl())))",
    "class_templates": "classTemplateDecl()",
    "class_template_specializations": "classTemplateSpecializationDecl("
    "unless(classTemplatePartialSpecializationDecl()))",
    "typedefs": "typedefDecl(hasType(hasUnqualifiedDesugaredType(recordType(unless(hasDeclaration("
    "recordDecl(isUnion())))))))",
    "enums": "enumDecl()",
}


def matched(query: str, path: str, matcher: str) -> list[int]:
    """The lines of a file's declarations, in the order in which clang's matchers meet them."""
    words = [f"-D__{word}__=" for word in ("device", "host", "global")]
    command = [query, "-c", f"match {matcher}", path, "--", "-xc++", "-std=gnu++17", *words]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [int(n) for n in re.findall(rf'{re.escape(path)}:(\d+):\d+: note: "root" binds here', shown)]


TREE = """
template <class T, int N = 2> struct A { template <class U> struct In {}; enum E { X };
  struct Mid { enum F { Y }; };
  template <class U> struct In2 { enum G { Z }; template <class V> struct Deep {}; };
  enum class Sc { S };
};
template <class T> struct A<T *, 7> { template <class U> struct InPartial {}; enum EP { P }; };
template <> struct A<char, 1> { template <class U> struct InExplicit {}; enum EE { Q }; };
template <class T> int f(T) { struct Local { enum InLocal { W }; }; A<T, 5> a; enum InBody { R }; return 0; }
template <class T> struct Asked { template <class U> struct In {}; enum E { X }; };
template struct Asked<double>;
template int f(double);
int late() { return sizeof(A<int>) + f(1) + sizeof(A<short>::In2<int>) + sizeof(A<int *, 7>); }
int later = A<int>::Mid::Y;
extern A<long> *incomplete;
template <class T> struct Holder { template <class U> struct In { A<U, 9> a; }; In<T> in; A<T, 11> *p; };
int last = sizeof(Holder<float>);
struct Plain { enum Own { O }; };
"""


@pytest.mark.skipif(shutil.which("clang-query") is None, reason="there is no clang-query")
@pytest.mark.parametrize("text", ["tree", "lists"])
@pytest.mark.parametrize("name", MATCHERS)
def test_lists_are_what_matchers_find(tmp_path: Path, name: str, text: str) -> None:
    header = Path(__file__).parent / "ast_canopy_lists.cuh"
    found = parsed(tmp_path, TREE if text == "tree" else header.read_text())
    lines = [d.location.line for d in getattr(found, name)]
    assert lines == matched("clang-query", str(tmp_path / "a.cu"), MATCHERS[name])
