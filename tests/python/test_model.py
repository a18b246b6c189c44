"""The model as data: its JSON Schema, what docs/model.md says of each struct, tolerance, dumps of passes."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import numbast
from numbast._core import Session
from numbast.errors import HeaderError
from numbast.inspecting import model_schema
from numbast.libclang import find_libclang

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import golden  # noqa: E402

CASES = sorted(p.parent for p in (ROOT / "tests/cases").glob("*/header.cuh"))
CORPUS = ["cuda_bf16.h", "curand_kernel.h", "cooperative_groups.h", "cub/block/block_scan.cuh", "mma.h"]
CORPUS += ["cuda/std/complex", "cuda/atomic", "cuda_pipeline.h"]
VALIDATOR = Draft202012Validator(model_schema())


def model_of(text: str, folder: Path, *options: str, std: str = "c++20") -> Any:
    """The model of a header's text without CUDA behind it."""
    (folder / "header.cuh").write_text(text)
    clang = [a.replace("gnu++17", "gnu" + std[1:]) for a in golden.CLANG]
    session = Session(find_libclang().path)
    arguments = [*clang, "-include", str(golden.STUB), f"-I{folder}"]
    session.options(
        [*(f"--clang-arg={a}" for a in arguments), "--header=header.cuh", "--arch=sm_90", *options]
    )
    session.parse()
    return json.loads(session.text("model"))


def named(model: Any, name: str, kind: str | None = None) -> Any:
    """The declaration with a qualified name, members included."""
    todo = [*model["decls"], *model["referenced"]]
    while todo:
        d = todo.pop(0)
        if d["qualified"] == name and kind in (None, d["kind"]):
            return d
        todo = [*d.get("functions", ()), *d.get("members", ()), *todo]
    raise KeyError(name)


def check(model: Any) -> None:
    errors = [f"{list(e.absolute_path)}: {e.message[:300]}" for e in VALIDATOR.iter_errors(model)]
    assert errors == []


# ---- the schema --------------------------------------------------------------------


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(model_schema())


@pytest.mark.parametrize("case", [c for c in CASES if "not-utf8" not in c.name], ids=lambda c: c.name)
def test_cases_follow_the_schema(case: Path, tmp_path: Path) -> None:
    check(model_of((case / "header.cuh").read_text(), tmp_path))


def test_every_word_of_the_schema_is_met(tmp_path: Path) -> None:
    text = (ROOT / "tests/fuzz/corpora/header/everything.cuh").read_text()
    check(model_of(text, tmp_path))


@pytest.mark.parametrize("header", CORPUS[:2])
def test_real_headers_follow_the_schema(header: str) -> None:
    check(numbast.inspect(header))


@pytest.mark.long
@pytest.mark.parametrize("header", CORPUS[2:])
def test_more_real_headers_follow_the_schema(header: str) -> None:
    check(numbast.inspect(header))


def test_archs_follow_the_schema(tmp_path: Path) -> None:
    text = "#if __CUDA_ARCH__ >= 900\n#define A 1\n__device__ int f();\n#else\n#define A 2\n#endif\n"
    model = model_of(text, tmp_path, "--arch=sm_75")
    check(model)
    assert named(model, "f")["archs"] == ["sm_90"]


# ---- what a declaration tells ------------------------------------------------------


def test_comments(tmp_path: Path) -> None:
    model = model_of(
        "// A licence.\n\n"
        "/// Brief words.\n///\n/// More.\n__device__ int doc();\n"
        "// plain, in\n// two lines\n__device__ int above();\n"
        "__device__ int behind(); // behind it\n__device__ int none();\n"
        "/* block */\nstruct S {\n  int a;  // of a\n  int b;\n  // above c\n  int c;\n};\n"
        "enum E { A, /* of A */ B };\n"
        "// of the macro\n#define M 1\n#define N 2  // of N\n",
        tmp_path,
    )
    assert named(model, "doc")["comment"] == "/// Brief words.\n///\n/// More."
    assert named(model, "doc")["brief"] == "Brief words."
    assert named(model, "above")["plain"] == "// plain, in\n// two lines"
    assert named(model, "behind")["plain"] == "// behind it"
    assert "plain" not in named(model, "none")
    assert named(model, "S")["plain"] == "/* block */"
    assert [f.get("plain") for f in named(model, "S")["fields"]] == ["// of a", None, "// above c"]
    assert [e.get("plain") for e in named(model, "E")["enumerators"]] == ["/* of A */", None]
    assert named(model, "M")["plain"] == "// of the macro"
    assert named(model, "N")["plain"] == "// of N"


def test_places_through_macros(tmp_path: Path) -> None:
    model = model_of("#define DECL(name) int name(int x)\n\n  DECL(f);\nint g(\n  int);\n", tmp_path)
    f, g = named(model, "f"), named(model, "g")
    file = f["loc"][0]
    assert f["loc"] == [file, 3, 3] and f["word"] == [file, 3, 8]
    assert g["loc"] == [file, 4, 5] and g["end"] == [5, 7] and "word" not in g


def test_records(tmp_path: Path) -> None:
    model = model_of(
        "struct X; namespace n { struct Y {}; } int later(int);\n"
        "struct [[nodiscard]] S { friend X; friend class n::Y; friend int later(int);\n"
        "  friend int own(S) { return 1; }\n"
        "  int a = 2; int b{3}; S &operator=(const S &); S &operator=(S &&); };\n"
        "struct V : virtual n::Y {}; struct P { virtual void f() = 0; }; \n"
        "struct Q final : P { void f() override; };\n",
        tmp_path,
    )
    s = named(model, "S")
    assert [f["text"] for f in s["friends"]] == [
        "friend X",
        "friend class n::Y",
        "friend int later(int)",
        "friend int own(S)",
    ]
    assert [f.get("target") for f in s["friends"]] == [
        named(model, "X")["usr"],
        named(model, "n::Y")["usr"],
        named(model, "later")["usr"],
        named(model, "own")["usr"],
    ]
    assert [f["initial"] for f in s["fields"]] == ["2", "{3}"]
    assert s["attributes"] == ["nodiscard"] and s["standard_layout"] and "trivially_copyable" not in s
    flags = [f.get("copy_assignment", False) - f.get("move_assignment", False) for f in s["functions"]]
    assert sorted(flags) == [-1, 0, 1]
    assert named(model, "V")["vptr"] and "polymorphic" not in named(model, "V")
    assert named(model, "P")["polymorphic"] and named(model, "P")["abstract"]
    assert named(model, "Q")["final"] and named(model, "Q::f")["override"]


def test_templates(tmp_path: Path) -> None:
    model = model_of(
        "template <class... T> struct Pack { int n; int m(); };\n"
        "template <class A, int N = 3, template <class...> class C = Pack> requires (N > 2) && true\n"
        "struct S { A a; A get(); };\n"
        "template <class A> struct S<A *, 4> {};\ntemplate <> struct S<float, 5> { int own(); };\n"
        "template struct S<int, 7>;\ninline Pack<int, float> pack;\n"
        "template <class T> concept Small = sizeof(T) <= 4;\n"
        "template <Small T> T f(T x) requires (sizeof(T) > 1);\ntemplate <> int f<int>(int);\n"
        "template <class T> using L = S<T>;\n",
        tmp_path,
    )
    s, partial = [d for d in model["decls"] if d["qualified"] == "S"]
    assert s["constraint"] == "(N > 2) && true"
    assert [p["kind"] for p in s["params"]] == ["type", "value", "template"]
    assert s["params"][2] == {
        "name": "C",
        "kind": "template",
        "type": "template <class ...>",
        "default": "Pack",
    }
    assert (partial["pattern"], partial["arguments"]) == ("S", "<A *, 4>")
    five, seven = named(model, "S<float, 5>"), named(model, "S<int, 7>")
    assert "instance" not in five and [f["name"] for f in five["functions"]] == ["own"]
    assert seven["instance"] and [f["name"] for f in seven["functions"]] == ["get"]
    assert [a.get("value", a.get("text")) for a in seven["args"]] == ["int", 7, None]
    assert [a["type"]["code"] for a in named(model, "Pack<int, float>")["args"]] == ["i", "f"]
    assert named(model, "Small")["constraint"] == "sizeof(T) <= 4"
    f, special = [d for d in model["decls"] if d["qualified"] == "f"]
    assert f["constraint"] == "(sizeof(T) > 1)" and f["params"][0]["constraint"] == "Small"
    assert special["pattern"] == "f" and special["args"][0]["text"] == "int"
    assert named(model, "L")["alias"]["underlying"] == "S<T>"


def test_values_of_template_arguments(tmp_path: Path) -> None:
    """Of the parameter's type, or of that which another argument is."""
    model = model_of(
        "template <unsigned char N> int f();\ntemplate <> int f<200>();\n"
        "template <unsigned long long N> int g();\ntemplate <> int g<~0ull>();\n"
        "template <class T, T V> int h();\ntemplate <> int h<unsigned short, 65535>();\n"
        "template <> int h<short, -2>();\n"
        "enum class E : unsigned { A = 4000000000u };\ntemplate <E e> int q();\ntemplate <> int q<E::A>();\n"
        "template <bool B = true, unsigned U = 4000000000u> struct S {};\ninline S<> s;\n"
        "template <class T, unsigned N> struct P {};\ntemplate <class T> struct P<T, 4000000001u> {};\n"
        "inline P<int, 4000000001u> p;\n",
        tmp_path,
    )
    found = {}
    for d in (*model["decls"], *model["referenced"]):
        values = [(a["value"], a["text"]) for a in d.get("args", ()) if a["kind"] == "value"]
        if values:
            found.setdefault(d["name"], []).extend(values)
    assert found == {
        "f": [(200, "200")],
        "g": [(2**64 - 1, str(2**64 - 1))],
        "h": [(65535, "65535"), (-2, "-2")],
        "q": [(4000000000, "4000000000")],
        "S<>": [(1, "1"), (4000000000, "4000000000")],
        "P<int, 4000000001>": [(4000000001, "4000000001")],
    }


def test_packs(tmp_path: Path) -> None:
    model = model_of(
        "template <bool, class T> struct If { using type = T; };\n"
        "template <class... T, typename If<(sizeof(T) + ...) != 0, int>::type = 0, int... N> void f(T...);\n"
        "template <class, int..., template <class...> class... C> struct S;\n",
        tmp_path,
    )
    assert [p.get("pack", False) for p in named(model, "f")["params"]] == [True, False, True]
    assert [p.get("pack", False) for p in named(model, "S")["params"]] == [False, True, True]


def test_parameters_of_variable_templates(tmp_path: Path) -> None:
    """libclang shows none: nameless ones, concepts, dependent types and templates are told by the print."""
    heads = {
        "typename": ("type", None, None),
        "class = void": ("type", None, None),
        "typename... Ts": ("type", "Ts", None),
        "int": ("value", None, "int"),
        "typename T, typename T::type N": ("value", "N", "typename T::type"),
        "int, E e = E::A": ("value", "e", "E"),
        "template <class> class": ("template", None, "template <class>"),
        "template <class T = int> class C": ("template", "C", "template <class T = int>"),
        "template <class...> class C": ("template", "C", "template <class...>"),
        "Small T": ("type", "T", None),
        "n::Like<int>... Ts": ("type", "Ts", None),
        "Small": ("type", None, None),
        "Small auto N": ("value", "N", "Small auto"),
    }
    lines = [f"template <{head}> constexpr bool v{i} = false;" for i, head in enumerate(heads)]
    model = model_of(
        "enum class E { A };\ntemplate <class T> concept Small = sizeof(T) <= 4;\n"
        "namespace n { inline namespace v { template <class T, class U> concept Like = true; } }\n"
        + "\n".join(lines),
        tmp_path,
    )
    for i, (head, told) in enumerate(heads.items()):
        p = named(model, f"v{i}")["params"][-1]
        p["type"] = p["type"].replace("class ...", "class...") if "type" in p else None
        assert (p["kind"], p.get("name"), p["type"]) == told, head
        assert ("constraint" in p) == (head.startswith(("Small", "n::")) and told[0] == "type"), head
        assert p.get("pack", False) == ("... T" in head)


def test_variables(tmp_path: Path) -> None:
    model = model_of(
        "typedef unsigned u32; static int a; const int b = 3; extern u32 c; thread_local int d;\n"
        "__device__ const int e = 4; constexpr int f = 5; namespace n { __constant__ float g[2]; }\n",
        tmp_path,
    )
    assert [named(model, n)["mangled"] for n in ("a", "b", "c", "n::g")] == [
        "_ZL1a",
        "_ZL1b",
        "c",
        "_ZN1n1gE",
    ]
    assert [named(model, n).get("internal", False) for n in "abc"] == [True, True, False]
    assert named(model, "c")["written"] == "u32" and named(model, "d")["thread_local"]
    assert [named(model, n).get("memory") for n in ("e", "f", "n::g")] == ["device", None, "constant"]


# ---- tolerance ---------------------------------------------------------------------


def test_errors_are_located_and_stop_nothing(tmp_path: Path) -> None:
    header = tmp_path / "bad.cuh"
    header.write_text(
        "__device__ int good(int);\n__device__ nowhere bad(int);\nstruct S { unknown x; int y; };\n"
    )
    model = numbast.inspect(header)
    check(model)
    errors = [d for d in model["diagnostics"] if d["severity"] == "error"]
    assert [d["loc"][1:] for d in errors] == [[2, 12], [3, 12]]
    assert "error" not in named(model, "good") and named(model, "S")["error"]


def test_a_missing_header_has_no_model(tmp_path: Path) -> None:
    header = tmp_path / "a.cuh"
    header.write_text('#include "nowhere.h"\n')
    with pytest.raises(HeaderError):
        numbast.inspect(tmp_path / "none.cuh")
    with pytest.raises(HeaderError, match=r"'nowhere\.h' file not found"):
        numbast.inspect(header)


def test_launches_host_code_and_odd_macros(tmp_path: Path) -> None:
    again = '#ifndef AGAIN\n#define AGAIN\n#include "again.cuh"\nint again();\n#endif\n'
    (tmp_path / "again.cuh").write_text(again)
    header = tmp_path / "all.cuh"
    header.write_text(
        '#pragma once\n#include "all.cuh"\n#include "again.cuh"\n#include <vector>\n'
        "__global__ void kernel(int *p) { p[threadIdx.x] = 1; }\n"
        "inline void launch(int *p) { kernel<<<1, 32>>>(p); }\n"
        "inline std::vector<int> host() { return {1, 2}; }\n"
        'extern "C" { __device__ int c_name(int); extern int c_variable; }\n'
        "struct Forward; __device__ Forward *next(Forward *); enum Later : int;\n"
        "#define EMPTY\n#define OPEN {\n#define CLOSE }\n#define PASTE(a, b) a##b\n#define STR(x...) #x\n"
        "#define SELF SELF\n#define LONG(a) do { a; } \\\n  while (0)\n#define QUOTE '\"'\n#define HALF \"a\n"
        "__device__ int PASTE(pas, ted)(int);\ntemplate <class T> concept C = sizeof(T) > 1;\n"
        "__device__ auto three(auto x) { return x <=> x; }\n"
    )
    model = numbast.inspect(header, std="c++20")
    check(model)
    assert [d["message"] for d in model["diagnostics"] if "error" in d["severity"]] == []
    assert named(model, "kernel")["space"] == "global" and named(model, "launch")["space"] == "none"
    assert named(model, "c_name")["extern_c"] and named(model, "pasted")["mangled"] == "_Z6pastedi"
    assert named(model, "Forward")["size"] == -1 and "complete" not in named(model, "Forward")
    assert {"EMPTY", "OPEN", "PASTE", "STR", "SELF", "LONG", "QUOTE"} <= {d["name"] for d in model["decls"]}
    assert named(model, "QUOTE")["value"]["value"] == 34


def test_a_header_that_needs_another_before_it(tmp_path: Path) -> None:
    (tmp_path / "first.h").write_text("typedef float real;\n#define API __device__\n")
    header = tmp_path / "second.cuh"
    header.write_text("API real half_of(real x);\n")
    model = numbast.inspect(header, prelude='#include "first.h"', include_dirs=[str(tmp_path)])
    assert named(model, "half_of")["result"]["code"] == "f"
    source = "__device__ inline int more(int x) { return x; }"
    model = numbast.inspect(
        header, prelude='#include "first.h"', include_dirs=[str(tmp_path)], extra_source=source
    )
    assert named(model, "more")["body"]


# ---- without values, and passes ----------------------------------------------------


def test_without_values(tmp_path: Path) -> None:
    header = tmp_path / "a.cuh"
    header.write_text("#define A 1\n#define B 2\n#undef B\nstruct S { int x; };\n")
    model = numbast.inspect(header, values=False)
    check(model)
    assert "value" not in named(model, "A") and named(model, "S")["size"] == 4


def test_traits_in_deep_namespaces(tmp_path: Path) -> None:
    body = "int x; struct In { ~In(); };"
    text = "".join(f"namespace n{i} {{ struct S{i} {{ {body} }};\n" for i in range(12))
    text += "namespace { struct Own { int y; }; } inline namespace v1 { struct V {}; }\n" + "}" * 12
    model = model_of(text, tmp_path)
    path = "::".join(f"n{i}" for i in range(12))
    for name in (f"{path}::S11", f"{path}::Own", f"{path}::V", "n0::n1::S1"):
        assert named(model, name)["trivially_copyable"], name
    inner = named(model, f"{path}::S11::In")
    assert "trivially_copyable" not in inner and inner["copy_constructible"]


def test_dumps_of_passes(tmp_path: Path) -> None:
    passes = ("parse", "files", "walk", "fill", "evaluate", "freeze")
    (tmp_path / "header.cuh").write_text("struct S { int a : 3; };\n__device__ int f(S);\n#define A 12\n")
    session = Session(find_libclang().path)
    arguments = [*golden.CLANG, "-include", str(golden.STUB), f"-I{tmp_path}"]
    options = [
        *(f"--clang-arg={a}" for a in arguments),
        "--header=header.cuh",
        *(f"--dump={p}" for p in passes),
    ]
    session.options(options)
    session.parse()
    text = session.text("dump")
    assert [line[3:] for line in text.splitlines() if line.startswith("== ")] == list(passes)
    assert "header.cuh named retained\n" in text
    assert "function f header.cuh:2:16 _Z1f1S\n" in text
    assert "record S: size 4, align 4, 0 bases, 0 functions, 0 members\n  a: int at bit 0, 3 bits\n" in text
    assert "macro A: int 12\n" in text


# ---- docs/model.md -------------------------------------------------------------------


def snippets() -> list[str]:
    """The C++ blocks of docs/model.md."""
    text = (ROOT / "docs/model.md").read_text()
    return [part.split("```", 1)[0] for part in text.split("```c++\n")[1:]]


@pytest.mark.parametrize("number", range(len(snippets())))
def test_snippets_of_the_page(number: int, tmp_path: Path) -> None:
    model = model_of(snippets()[number], tmp_path)
    assert [d["message"] for d in model["diagnostics"] if "error" in d["severity"]] == []
    assert model["decls"]
    check(model)


def test_what_the_page_says_of_a_declaration(tmp_path: Path) -> None:
    text = next(s for s in snippets() if "DECL(f);" in s)
    model = model_of(text, tmp_path)
    f, s = named(model, "f"), named(model, "S")
    assert (f["loc"][1:], f["word"][1:], f["end"]) == ([5, 1], [5, 6], [5, 8])
    assert f["comment"].count("\n") == 2 and f["brief"] == "Brief words."
    assert (s["loc"][1:], s["end"], s["plain"]) == ([7, 8], [9, 2], "// A plain comment, directly above.")
    assert s["fields"][0]["loc"][1:] == [8, 7] and s["fields"][0]["plain"] == "// or behind, on its line"


def test_what_the_page_says_of_instances(tmp_path: Path) -> None:
    text = next(s for s in snippets() if "Tm<short, 4, int, char>" in s)
    model = model_of(text, tmp_path)
    last = named(model, "Tm<short, 4, int, char>")
    assert [a.get("value", a["text"]) for a in last["args"]] == ["short", 4, "int", "char"]
    names = ("Tm<float, 2>", "Tm<int, 3>", last["qualified"])
    flags = [named(model, n).get("instance", False) for n in names]
    assert flags == [False, True, True]


def test_a_large_unit_that_went_comes_back(tmp_path: Path) -> None:
    """They are let go before macros are evaluated; one of a type that nothing else mentions wants it."""
    text = "#include <vector_functions.h>\n#define FOUR make_float4(1, 2, 3, 4)\n#warning said once\n"
    small, large = tmp_path / "small.cuh", tmp_path / "large.cuh"
    small.write_text(text)
    large.write_text(f"#include <cub/block/block_scan.cuh>\n{text}")
    few, many = (numbast.inspect(str(path)) for path in (small, large))
    assert named(many, "float4", "record")["size"] == 16
    assert named(many, "FOUR")["type"] == named(few, "FOUR")["type"]
    assert [d["message"] for d in many["diagnostics"]] == ["said once"]
