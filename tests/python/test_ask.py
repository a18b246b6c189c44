"""Questions about templates: what clang says, and what it brings into the table."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

import numbast
from numbast import making, parsing
from numbast.options import Options, options_from
from numbast.parsing import parse

HEADER = """
namespace ns {
template <class T, int N = 4> struct Vec {
  T data[N]; static constexpr int K = N;
  __device__ T sum() const { return data[0]; }
  template <class U> __device__ U as(U start) const { return start + (U)sum(); }
  struct Inner { T x; };
  template <class U = T> __device__ friend U peek(const Vec &v) { return v.data[0]; }
  template <class U> __device__ friend U part(const Vec &v) { return v.data[0]; }
  template <class U = T> __device__ Vec &operator++(int) { return *this; }
  __device__ Vec(T x) { for (auto &d : data) d = x; }
  __device__ void gone() const = delete;
private:
  __device__ int hidden() const { return 1; }
};
template <class T> Vec(T) -> Vec<T, 2>;
template <class T> __device__ T twice(T x) { return x + x; }
template <class R, class T> __device__ R conv(T x) { return (R)x; }
template <class T> __device__ void bump(T &x) { x += 1; }
template <class T> __host__ T hostonly(T x) { return x; }
template <class T> __device__ Vec<T> operator*(const Vec<T> &a, T b) { return Vec<T>(a.sum() * b); }
template <class T, class = decltype(T::nothing)> __device__ int sfinae(T x) { return 1; }
template <class... T> __device__ int count(T... x) { return sizeof...(T); }
template <class T, int N> __device__ int extent(T (&x)[N]) { return N; }
__device__ int pick(int) { return 1; }
__device__ long pick(double) { return 2; }
template <class T> __device__ int never(T x) = delete;
template <class T> __device__ int neither(T x, int y = 1) noexcept = delete;
struct Holder { struct Held { int x; }; };
template <class T> __device__ int nested(T x, Holder::Held held) { return held.x; }
template <class T> __device__ int later(T x);
template <class T> __device__ int later(T x) { return 1; }
struct Only;
}
"""


@pytest.fixture(scope="module")
def header(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ask") / "vec.cuh"
    path.write_text("#pragma once\n" + HEADER)
    return path


def asked(header: Path, *questions: str, only: bool = True) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    parsed = parse([str(header)], Options(), questions=questions, questions_only=only)
    parsed.plan()
    assert not parsed.diagnostics
    return json.loads(parsed.session.text("answers")), ast.literal_eval(parsed.session.text("table"))


def test_yes(header: Path) -> None:
    """(question, code of the type, (kind, name, parameters) of the row)"""
    cases = [
        ("call;ns::twice;float &", "f", ("f", "ns::twice", ("f x",))),
        ("call;ns::conv<double>;int &", "d", ("f", "ns::conv<double>", ("i x",))),
        ("call;ns::bump;int &", "v", ("f", "ns::bump", ("Ri x",))),
        ("call;ns::count;int &;float &;double *&", "i", ("f", "ns::count", ("i x", "f x", "Pd x"))),
        ("call;ns::extent;int (&)[8]", "i", ("f", "ns::extent", ("RA8_i x",))),
        ("call;ns::pick;float", "l", ("f", "ns::pick", ("d ",))),
        ("method;ns::Vec<int, 8> &;as;float &", "f", ("m", "ns::Vec<int, 8>::as", ("f start",))),
        ("method;ns::Vec<int, 8> &;as<double>;int", "d", ("m", "ns::Vec<int, 8>::as<double>", ("d start",))),
        ("op;*;ns::Vec<float> &;float &", "{ns::Vec<float>}",
         ("o", "ns::operator*", ("RK{ns::Vec<float>} a", "f b"))),
    ]  # fmt: skip
    answers, table = asked(header, *(question for question, _, _ in cases))
    for answer, (question, code, row) in zip(answers, cases, strict=True):
        assert answer["ok"], answer
        assert answer["ask"] == question
        assert answer["type"] == code
        kind, name, _, parameters, *_ = table["rows"][answer["row"]]
        assert (kind, name, parameters) == row


def test_classes_come_with_their_members(header: Path) -> None:
    answers, table = asked(
        header, "class;ns::Vec<int, 8>", "deduce;ns::Vec;float", "class;ns::Vec<char>::Inner"
    )
    assert [(a["type"], a["size"], a["align"]) for a in answers] == [
        ("{ns::Vec<int, 8>}", 32, 4),
        ("{ns::Vec<float, 2>}", 8, 4),
        ("{ns::Vec<char>::Inner}", 1, 1),
    ]
    assert set(table["types"]["ns::Vec<int, 8>"][7]) == {"()", "sum"}
    assert table["names"]["ns::Vec<char>"] == {"Inner": ("type", "ns::Vec<char>::Inner")}
    assert set(table["names"]["ns"]) == {"Vec<int, 8>", "Vec<float, 2>"}


def test_values(header: Path) -> None:
    answers, table = asked(
        header, "const;sizeof(ns::Vec<char, 3>)", "const;(1 > 2)", "const;-5", "op;+;int;int"
    )
    assert [a.get("value") for a in answers] == [3, 0, -5, None]
    assert answers[3]["builtin"]
    assert table["rows"] == ()


def test_no_with_clang_s_reason(header: Path) -> None:
    cases = {
        "call;ns::twice": "no matching function for call to 'twice'",
        "call;ns::hostonly;int &": "no matching function for call to 'hostonly'",
        "call;ns::sfinae;int": "no matching function for call to 'sfinae'",
        "method;ns::Vec<int> &;gone": "attempt to use a deleted function",
        "method;ns::Vec<int> &;hidden": "'hidden' is a private member of 'ns::Vec<int>'",
        "method;ns::Vec<int> &;nothing": "no member named 'nothing' in 'ns::Vec<int>'",
        "class;ns::Vec<1>": "template argument for template type parameter must be a type",
        "class;ns::Vec<int, 1, 2>": "too many template arguments for class template 'Vec'",
        "class;ns::Only": "invalid application of 'sizeof' to an incomplete type 'ns::Only'",
        "class;ns::Vec<void>": "array has incomplete element type 'void'",
    }
    answers, table = asked(header, *cases, "call;ns::twice;int &")
    assert {a["ask"]: a.get("message") for a in answers[:-1]} == cases
    assert answers[-1]["ok"], "a refused question does not disturb its neighbours"
    assert len(table["rows"]) == 1
    notes = answers[2]["notes"]
    assert notes[0]["text"].startswith("candidate template ignored: substitution failure [with T = int]")
    assert Path(notes[0]["file"]).name == "vec.cuh"


MEMBERS = """#pragma once
enum class order { relaxed, seq };
template <class T> struct A {
  __device__ int f(T a, order m = order::seq) const { return 1; }
  template <class U> __device__ int h(U a, int m = 3) { return 1; }
  __device__ A(T a, int b = sizeof(T)) {}
};
template <class T> struct B : private A<T> { using A<T>::f; __device__ B(T x, int y = 2) : A<T>(x) {} };
template <class T, class... U> struct C { __device__ void g(U... u, int n = 1) {} };
template <class T, int N> struct P;
template <class T> struct P<T, 3> {
  template <class U> __device__ P(U a) {}
  template <class U> __device__ void m(U) {}
};
template <class T> __device__ T some(T a, int n = 2, int m = 3) { return a; }
"""


def test_defaults_and_members_of_bases(tmp_path: Path) -> None:
    """An instance's members have the template's defaults; what is asked for with fewer arguments, or of an
    object whose class alone may reach a base's method, is a row of its own.
    """
    path = tmp_path / "members.cuh"
    path.write_text(MEMBERS)
    answers, table = asked(
        path, "class;A<float>", "class;C<int, int, int>", "method;A<int> &;f;int", "method;A<int> &;h;int",
        "method;A<int> &;h;int;int", "method;B<int> &;f;int", "call;some;int", "call;some;int;int;int",
        "call;some;int;int",
    )  # fmt: skip
    rows = table["rows"]
    own = {row[1]: row[4] for row in rows if row[7] and row[7]["owner"] == "A<float>"}
    assert own == {"A<float>::f": 1, "A<float>::A": 1}
    assert next(row[4] for row in rows if row[1].endswith("::g")) == 0, "what a pack hides is not guessed"
    found = [(rows[a["row"]][1], rows[a["row"]][3], rows[a["row"]][4]) for a in answers[2:]]
    assert found == [
        ("A<int>::f", ("i a",), 0),
        ("A<int>::h", ("i a",), 0),
        ("A<int>::h", ("i a", "i m"), 0),
        ("B<int>::f", ("i a",), 0),
        ("some", ("i a",), 0),
        ("some", ("i a", "i n", "i m"), 0),
        ("some", ("i a", "i n"), 0),
    ]
    assert rows[answers[5]["row"]][7] == {"owner": "B<int>"}


def test_static_members_however_their_class_is_written(tmp_path: Path) -> None:
    """With and without inline namespaces and default arguments, by an alias: the shim calls the member."""
    path = tmp_path / "inline.cuh"
    path.write_text(
        "#pragma once\nnamespace ns { inline namespace v1 {\n"
        "template <class T, int N = 2> struct Box {\n"
        "  template <int I> static __device__ T &get(T (&x)[N]) { return x[I]; }\n"
        "  template <class U> static __device__ U as(T x) { return (U)x; }\n};\n"
        "using Two = Box<float>;\ntemplate <int I> __device__ int free(int x) { return I; }\n} }\n"
    )
    scopes = ("ns::Box<float>", "ns::v1::Box<float>", "ns::Box<float, 2>", "ns::Two", "::ns::Box<float>")
    questions = [f"call;{s}::{m}" for s in scopes for m in ("get<1>;float (&)[2]", "as<double>;float &")]
    answers, table = asked(path, *questions, "call;ns::free<3>;int &", "call;ns::v1::free<(4 > 3)>;int &")
    assert all(a["ok"] and "row" in a for a in answers), answers
    shims = "".join(unit[2] for unit in table["units"])
    assert "Box<float>::ns::" not in shims and "Box<float, 2>::ns::" not in shims


def test_members_of_partial_specializations_are_the_template_s(tmp_path: Path) -> None:
    path = tmp_path / "members.cuh"
    path.write_text(MEMBERS)
    _, table = asked(path, "class;A<float>", only=False)
    assert {"P", "P::m", "P::P<T, 3>"} <= set(table["templates"])


@pytest.mark.parametrize(
    "question",
    [
        "class;int>(); int x = cnp_ask::v<int",
        "call;ns::twice;int>(), ns::bump(cnp_ask::v<int",
        "const;1) }; int bad = (1",
        "class;ns::Vec<int,",
        "class;int // comment",
        "class;int /* comment",
        'class;ns::Vec<"a">',
        "class;decltype([]{ return 1; }())",
        "op;+ 1 +;int;int",
        "op;+",
        "method;ns::Vec<int> &",
        "class;",
        "class;int\n#include <x>",
        "what;int",
    ],
)
def test_what_is_no_single_argument_reaches_no_compiler(header: Path, question: str) -> None:
    answers, _ = asked(header, question, "call;ns::twice;int &")
    assert not answers[0]["ok"]
    assert answers[0]["message"] in {
        "not one C++ name, type or template argument",
        "no such kind of question",
        "the question lacks a part",
        "an operator has one or two operands",
    }
    assert answers[1]["ok"]


def test_extents_with_commas(header: Path) -> None:
    """Clang takes a comma between square brackets for the end of an expression."""
    extent = "int (&)[sizeof(ns::Vec<int, 3>)]"
    answers, _ = asked(
        header,
        "call;ns::extent;int (&)[ns::Vec<int, 3>::K]",
        "call;ns::extent;int (&)[2][ns::Vec<int, 3>::K]",
        f"call;ns::extent<int, 12>;{extent}",
        "class;ns::Vec<int (*)[ns::Vec<int, 3>::K], 2>",
    )
    assert [a.get("print", "").rpartition("extent")[2] for a in answers[:3]] == [
        "<int, 3>(int (&x)[3])",
        "<int[3], 2>(int (&x)[2][3])",
        "<int, 12>(int (&x)[12])",
    ]
    assert answers[3]["size"] == 16


def test_hidden_friends(header: Path) -> None:
    """They are found by their arguments alone, by the shim too."""
    vec = "ns::Vec<int> &"
    answers, table = asked(header, f"call;peek;{vec}", f"call;part<float>;{vec}", f"call;ns::peek;{vec}")
    assert [a["ok"] for a in answers] == [True, True, False]
    (_, _, text), *_ = table["units"]
    assert "return peek(*nb0)" in text and "return part<float>(*nb0)" in text


def test_nested_classes_by_value(header: Path) -> None:
    answers, _ = asked(
        header, "call;ns::nested;int;ns::Holder::Held", "call;ns::nested;int;ns::Holder::Held &"
    )
    assert [a.get("why", a["row"]) for a in answers] == [0, 0]


def test_pointers_to_int64(tmp_path: Path) -> None:
    """uint64_t is `unsigned long` for clang and `unsigned long long` for NVRTC; a parameter that is deduced
    is what it is.
    """
    header = tmp_path / "wide.cuh"
    header.write_text("""#include <cuda/std/cstdint>
template <int N> __device__ int put(uint64_t *p, const int64_t &v, uint64_t x) { return *p + v + x + N; }
template <class T> __device__ int same(T *p, T v) { return *p + v; }
""")
    lib = numbast.load(str(header), arch="sm_90").__numbast_library__
    questions = (
        "call;put<3>;unsigned long *;long &;unsigned long",
        "call;same;unsigned long *;unsigned long",
    )
    table, answers = lib.oracle.ask(*questions)
    assert table.units.compiled_rows([a["row"] for a in answers], "sm_90").refused == {}


def test_postfix_operators(header: Path) -> None:
    answers, _ = asked(header, "method;ns::Vec<int> &;operator++;int")
    assert answers[0]["ok"] and "operator++<int>(int)" in answers[0]["print"]


def test_deleted_and_declared_before(header: Path) -> None:
    answers, _ = asked(header, "call;ns::never;int", "call;ns::later;int", "method;ns::Vec<int> &;sum")
    assert answers[0]["message"] == "call to deleted function 'never'"
    line = HEADER.split("\n").index("template <class T> __device__ int later(T x);") + 2
    assert [(a.get("declared"), a.get("line")) for a in answers[1:]] == [("vec.cuh", line), ("vec.cuh", 6)]
    parsed = parse([str(header)], Options())
    decls = json.loads(parsed.session.text("model"))["decls"]
    of_ns = {d["name"]: d for d in decls if d["kind"] == "template"}
    deleted = {
        name for name, d in of_ns.items() if d.get("template") == "function" and d["function"].get("deleted")
    }
    assert deleted == {"never", "neither"}


def test_beside_the_header_s_own(header: Path) -> None:
    answers, table = asked(header, "call;ns::twice;int &", "call;ns::pick;int", only=False)
    assert [table["rows"][a["row"]][1] for a in answers] == ["ns::twice", "ns::pick"]
    assert len(table["names"]["ns"]["pick"]) == 2


def test_several_archs(header: Path) -> None:
    parsed = parse([str(header)], Options(arch=("sm_75", "sm_90")), questions=["call;ns::twice;int &"],
                   questions_only=True)  # fmt: skip
    parsed.plan()
    assert json.loads(parsed.session.text("answers"))[0]["row"] == 0


@pytest.mark.parametrize("arch", ["sm_75", "sm_90"])
def test_block_scan(arch: str) -> None:
    scan = "cub::BlockScan<int, 128>"
    parsed = parse(["cub/block/block_scan.cuh"], Options(arch=(arch,)), questions=[
        f"class;{scan}", f"class;{scan}::TempStorage", f"new;{scan}", f"new;{scan};{scan}::TempStorage &",
        f"method;{scan} &;InclusiveSum;int &;int &",
        f"method;{scan} &;InclusiveSum;int (&)[4];int (&)[4]",
        f"method;{scan} &;ExclusiveScan;int &;int &;cuda::std::plus<> &",
        f"method;{scan} &;ExclusiveScan;int &",
    ], questions_only=True)  # fmt: skip
    parsed.plan()
    answers = json.loads(parsed.session.text("answers"))
    assert [a["ok"] for a in answers] == [True] * 7 + [False]
    assert answers[1]["size"] >= 128 * 4
    assert answers[5]["print"].startswith("template<> inline void InclusiveSum<4>(int (&input)[4]")


BEHIND = {
    "cub/block/block_scan.cuh": (
        "class;cub::BlockScan<int, 128>",
        "class;cub::BlockScan<int, 128>::TempStorage",
        "method;cub::BlockScan<int, 128> &;InclusiveSum<4>;int (&)[4];int (&)[4]",
        "method;cub::BlockScan<int, 128> &;InclusiveSum;int;int",
        "const;sizeof(cub::BlockScan<int, 128>)",
        "new;cub::BlockScan<int, 128>;cub::BlockScan<int, 128>::TempStorage &",
    ),
    "cuda/std/complex": (
        "op;*;cuda::std::complex<float> &;cuda::std::complex<float> &",
        "op;*;cuda::std::complex<float> &;int &",
        "deduce;cuda::std::complex;float;float",
        "call;cuda::std::abs;cuda::std::complex<double> &",
    ),
}


@pytest.mark.parametrize("header", sorted(BEHIND))
def test_answers_are_the_same_behind_a_pch(header: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of all headers' text in one precompiled, or parsed again for the questions."""

    def asked() -> tuple[tuple[Any, ...], list[str]]:
        made = making.make(
            [header], options_from({"arch": "sm_90"}), "x", False, False, questions=BEHIND[header]
        )
        session = made.parsed.session
        prefix = ast.literal_eval(session.text("table"))["prefix"]  # of what was read, which differs
        table = session.text("table").replace(prefix, "nb_x")
        return made.parsed.precompiled, [table, session.text("answers")]

    behind, first = asked()
    assert behind
    monkeypatch.setattr(parsing, "_precompiled_headers", lambda *_: ())
    assert asked()[1] == first


def test_a_file_whose_name_ends_as_the_header_s(tmp_path: Path) -> None:
    """part/vec.cuh is no vec.cuh: behind a PCH, and where another header includes both."""
    (tmp_path / "part").mkdir()
    (tmp_path / "part" / "vec.cuh").write_text("#pragma once\ntemplate <class T> __device__ T part(T x);\n")
    (tmp_path / "vec.cuh").write_text('#pragma once\n#include "part/vec.cuh"\n__device__ int whole(int);\n')
    (tmp_path / "all.cuh").write_text('#pragma once\n#include "part/vec.cuh"\n#include "vec.cuh"\n')
    given: dict[str, Any] = {"include_dirs": [str(tmp_path)]}
    lib = numbast.load("vec.cuh", **given).__numbast_library__
    _, (answer,) = lib.oracle.ask("call;part;int")
    assert (answer["declared"], answer["line"]) == ("part/vec.cuh", 2)
    model = json.loads(parse(["all.cuh", "vec.cuh"], options_from(given)).session.text("model"))
    names = [f["name"] for f in model["files"] if f["retained"]]
    assert names == ["all.cuh", "part/vec.cuh", "vec.cuh"]
