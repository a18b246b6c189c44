"""What a user reads when a header is at fault, and of what is skipped: each case with its exact text.

The command runs in this process, in an empty folder; "{here}" stands for that folder.
"""

from __future__ import annotations

import json
import re

import pytest

from numbast import header_search, loading
from numbast.errors import NotBoundError
from numbast.runtime.compile import nvrtc_version
from tools.command import GOOD, HOST, left, write

# ---- the header is at fault: 1 -------------------------------------------------


@pytest.fixture
def folders(here, monkeypatch):
    """A CUDA of this test's own, a vendor's folder, and two folders of the user's."""
    cuda, vendor = here / "opt" / "cuda" / "include", here / "opt" / "vendor" / "include"
    for place, header in ((cuda, "cuda_bf16.h"), (vendor, "nvshmem.h"), (cuda / "cub", "cub.cuh")):
        place.mkdir(parents=True, exist_ok=True)
        (place / header).write_text("")
    (here / "inc").mkdir()
    far = here.parent / f"{here.name}-a" / "project" / "third" / "party" / "include"
    far.mkdir(parents=True)
    monkeypatch.setattr(header_search, "cuda_include_dirs", lambda _: (str(cuda),))
    monkeypatch.setattr(header_search, "vendor_folders", lambda: [str(vendor), str(vendor), "/no/such"])
    return [f"-I inc -I {far}", "the working directory, 'inc', '…/project/third/party/include'", str(cuda)]


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("no_such.cuh", ""),
        ("cuda_bf17.h", "; did you mean 'cuda_bf16.h'?"),
        ("vectr.cuh", "; did you mean 'vector.cuh'?"),
        ("cub/cubb.cuh", "; did you mean 'cub/cub.cuh'?"),
        ("cubb/cub.cuh", "; did you mean 'cub/cub.cuh'?"),
        ("nvshmen.h", "; did you mean 'nvshmem.h'?"),
        ("no/such/header.h", ""),
    ],
)
def test_header_is_missing(numbast, here, folders, name, near):
    """What is said: a name that is near, and the folders in the order of the search."""
    write(here, vector=GOOD)
    flags, looked, _ = folders
    looked += ", 'opt/cuda/include', 'opt/vendor/include'"
    said = f"numbast: error: '{name}' was not found{near} (looked in {looked})\n"
    assert numbast(f"generate {name} -o m.py {flags}") == (1, "", said)


def test_header_is_missing_in_many_folders(numbast, here, folders):
    flags = " ".join(f"-I d{i}" for i in range(9))
    for i in range(9):
        (here / f"d{i}").mkdir()
    assert numbast(f"generate a.h -o m.py {flags}")[2] == (
        "numbast: error: 'a.h' was not found (looked in the working directory, 'd0', 'd1', 'd2', 'd3', "
        "'d4', 6 more)\n"
    )


def test_header_by_an_absolute_path(numbast, here):
    write(here, vector=GOOD)
    assert numbast(f"generate {here}/vectr.cuh -o m.py")[2] == (
        "numbast: error: '{here}/vectr.cuh' was not found; did you mean '{here}/vector.cuh'?\n"
    )
    assert numbast(f"generate {here} -o m.py")[2] == "numbast: error: '{here}' is a folder, not a header\n"
    assert numbast("generate /dev/null -o m.py")[2] == "numbast: error: '/dev/null' is no plain file\n"


def test_header_that_is_named_twice(numbast, here):
    """It is bound once, by whatever names; the first is the one that the module tells."""
    write(here, a="struct S { int x; };\n__device__ inline int f(S s) { return s.x; }\n")
    (here / "link.cuh").symlink_to("a.cuh")
    once = numbast("generate a.cuh -o m.py")
    text = (here / "m.py").read_text()
    assert numbast(f"generate a.cuh ./a.cuh {here}/a.cuh link.cuh -o m.py") == once
    assert once[0] == 0
    assert (here / "m.py").read_text() == text


def test_included_header_is_missing(numbast, here):
    write(here, a="#include <nope.h>\n" + GOOD)
    assert numbast("generate a.cuh -o m.py") == (
        1,
        "",
        (
            "a.cuh:1:10: fatal error: 'nope.h' file not found\n"
            "#include <nope.h>\n         ^\n1 error generated.\n"
        ),
    )
    assert left(here) == set()


def test_syntax_error_inside(numbast, here):
    write(here, a="\n__device__ int f(int x {\n")
    assert numbast("generate a.cuh -o m.py") == (
        1,
        "",
        (
            "a.cuh:2:24: error: expected ')'\n"
            "__device__ int f(int x {\n"
            "                       ^\n"
            "a.cuh:2:17: note: to match this '('\n"
            "__device__ int f(int x {\n"
            "                ^\n"
            "1 error generated.\n"
        ),
    )
    assert left(here) == set()


def test_error_outside_of_what_is_bound(numbast, here):
    """It is shown, and the work goes on."""
    (here / "inc").mkdir()
    (here / "own").mkdir()
    (here / "inc" / "other.h").write_text("missing_t x;\n")
    (here / "own" / "a.cuh").write_text("#include <other.h>\n" + GOOD)
    code, _, err = numbast("generate own/a.cuh -I inc -o m.py")
    assert code == 0
    assert err.startswith("inc/other.h:1:1: error: unknown type name 'missing_t'\nmissing_t x;\n^\n")
    assert "1 of 1 callables bound" in err


def test_unknown_type_inside(numbast, here):
    """A declaration that holds an error is not bound; the others are."""
    write(here, a="__device__ int f(missing_t x);\n" + GOOD)
    code, out, err = numbast("report a.cuh")
    assert (code, err.splitlines()[0]) == (0, "a.cuh:1:18: error: unknown type name 'missing_t'")
    assert "a.cuh:1: f: unknown type name 'missing_t'\n" in out
    assert numbast("generate a.cuh -o m.py")[0] == 0
    assert numbast("generate a.cuh -o m.py --strict")[0] == 4


def test_unknown_type_inside_that_nvrtc_wants_too(numbast, here):
    """NVRTC reads the header without it."""
    write(here, a="__device__ int f(missing_t x);\n" + GOOD)
    code, _, err = numbast("generate a.cuh -o m.py", nvrtc=True)
    assert code == 0
    assert err.startswith("a.cuh:1:18: error: unknown type name 'missing_t'\n")
    assert "don't compile with NVRTC" not in err


def test_a_union_whose_members_are_the_scopes(numbast, here):
    """Nothing vanishes: `static union` at namespace scope declares variables."""
    write(here, a="namespace n {\nstatic union { int i; float f; };\n}\n" + GOOD)
    code, out, _ = numbast("report a.cuh")
    assert (code, "a.cuh:2: union: anonymous union: not bound yet\n" in out) == (0, True)
    found = json.loads(numbast("inspect a.cuh --json")[1])["decls"]
    assert [(d["kind"], d["name"], d["what"]) for d in found if d["loc"][1] == 2] == [
        ("other", "union", "anonymous union")
    ]


def test_abbreviated_templates(numbast, here):
    """What an `auto` stands for is a parameter of the template too."""
    text = "template <class T> concept C = sizeof(T) < 9;\n"
    text += "template <class T> __device__ int f(T a, int b, C auto c, auto... d) { return b; }\n"
    write(here, a=text + "__device__ auto g(const auto &x) { return x; }\n")
    code, out, _ = numbast("report a.cuh --std c++20")
    assert code == 0
    assert "a.cuh:2: f: template: needs arguments (typename T, C auto c, auto... d)\n" in out
    assert "a.cuh:3: g: template: needs arguments (const auto & x)\n" in out


NOT_FOR_NVRTC = "#ifdef __CUDACC_RTC__\n#error no\n#endif\n"


def test_a_report_on_what_nvrtc_refuses(numbast, here):
    """It says what is there, what is skipped, and that nothing links before the error is mended."""
    write(here, a=f"{NOT_FOR_NVRTC}__device__ int f(missing_t x);\n{GOOD}")
    code, out, err = numbast("report a.cuh", nvrtc=True)
    assert code == 0
    assert err.startswith("a.cuh:4:18: error: unknown type name 'missing_t'\n")
    assert "a.cuh:4: f: unknown type name 'missing_t'\n" in out
    version = re.search(r"\n  NVRTC (\d+\.\d+) refuses the headers, so nothing of them links\n", out)
    assert version
    assert f"\nNVRTC:\n  the headers of 'module' (a.cuh) don't compile with NVRTC {version[1]}:\n" in out
    code, out, err = numbast("report a.cuh --json", nvrtc=True)
    told = json.loads(out)["nvrtc"]
    assert (code, told["units"], told["checked"]) == (0, 1, 0)
    assert told["failure"].startswith("the headers of 'module' (a.cuh) don't compile with NVRTC ")


LOST = (
    "using AL = Unknown3",
    "using nope::x",
    "int nope::f()",
    "template<class T> using AT = typename nope<T>::x",
    "constexpr int cc = UNDEF, dd = 3",
    "const int a[] = {1, nope(2), 3}",
)


@pytest.mark.parametrize("archs", ["sm_90", "sm_80,sm_90"])
def test_declarations_that_clang_drops(numbast, here, archs):
    """What an error leaves nothing of is a located skip, as what it leaves something of."""
    write(here, a="".join(f"{line};\n" for line in LOST) + GOOD)
    code, out, err = numbast(f"report a.cuh --arch {archs} --no-nvrtc-check")
    assert code == 0 and err.count(": error: ") == len(LOST)
    for number, line in enumerate(LOST, 1):
        name = ("cc", "a")[number - 5] if number > 4 else line
        assert len(re.findall(rf"^  a\.cuh:{number}: {re.escape(name)}: ", out, re.MULTILINE)) == 1, name


THROWS = "inline int h(int x) { try { if (x) throw 1; } catch (...) { return 1; } return 0; }\n"


def test_exceptions_in_the_extra_source(numbast, here):
    """What is no header is read as it is; the message names the macro that takes them out.

    A dry run says what would be bound before it.
    """
    write(here, a=GOOD)
    more = ["a.cuh", "--extra-source", THROWS]
    _, out, _ = numbast("report", *more, nvrtc=True)
    assert out.startswith("a.cuh (CUDA ") and "callables bound, but NVRTC refuses the headers\n" in out
    assert "what may help: NVRTC_STD_ERASE_EXCEPTIONS, which takes try and throw out" in out
    code, out, err = numbast("generate", *more, "--dry-run", nvrtc=True)
    assert code == 1 and "would be bound:\n  function int g(int a)\n" in out
    assert err.startswith("numbast: error: the headers of 'module' (a.cuh) don't compile with NVRTC")
    _, out, _ = numbast("report", *more, "-D", "NVRTC_STD_ERASE_EXCEPTIONS", nvrtc=True)
    assert "refuses" not in out and "checked with NVRTC" in out
    assert "failure" not in json.loads(numbast("report", *more, "--json")[1])["nvrtc"]


SYNTAX = {
    "struct S { int x int y; };": "1:17: error: expected ';' at end of declaration list",
    "__device__ int f(int x { return x; }": "1:24: error: expected ')'",
    "struct S { int x; } int y;": "1:20: error: expected ';' after struct",
    "static_assert(sizeof(int) == 8);": "1:15: error: static assertion failed due to requirement "
    "'sizeof(int) == 8'",
}


@pytest.mark.parametrize("text", SYNTAX)
def test_syntax_and_what_no_declaration_holds(numbast, here, text):
    """Behind them more may be lost than a declaration."""
    write(here, a=text + "\n" + GOOD)
    code, out, err = numbast("generate a.cuh -o m.py")
    assert (code, out, err.splitlines()[0]) == (1, "", "a.cuh:" + SYNTAX[text])
    assert numbast("report a.cuh --keep-going")[0] == 0


INVALID = """\
typedef missing_t V;
typedef V *W;
struct X { V v; };
struct Y { X x; };
enum E { A = missing };
__device__ int v(V x);
__device__ W w();
__device__ int x(X x);
__device__ int y(const Y &y);
__device__ int e(E e);
__device__ int pointed(X *x);
template <class T> struct Auto { static constexpr auto n = T::n; };
__device__ auto deduced();
typedef int (*Call)(missing_t);
using Other = int (*)(missing_t);
__device__ int called(Call f);
__device__ int other(int x, Other f);
struct Holds { Call f; };
"""


def test_types_that_hold_an_error(numbast, here):
    """clang takes an unknown type for int: nobody else may."""
    write(here, a=INVALID)
    code, out, _ = numbast("report a.cuh")
    assert code == 0
    assert [line.strip() for line in out.partition("skipped:\n")[2].splitlines()] == [
        "a.cuh:1: V: unknown type name 'missing_t'",
        "a.cuh:2: W: declared with an error",
        "a.cuh:3: X: declared with an error",
        "a.cuh:4: Y: declared with an error",
        "a.cuh:5: E: use of undeclared identifier 'missing'",
        "a.cuh:6: v: declared with an error",
        "a.cuh:7: w: declared with an error",
        "a.cuh:8: x: parameter 'x': 'X' is declared with an error",
        "a.cuh:9: y: parameter 'y': 'Y' is declared with an error",
        "a.cuh:10: e: parameter 'e': 'E' is declared with an error",
        "a.cuh:12: Auto: template: needs arguments (typename T)",
        "a.cuh:13: deduced: result: type 'auto' has no counterpart",
        "a.cuh:14: Call: unknown type name 'missing_t'",
        "a.cuh:15: Other: unknown type name 'missing_t'",
        "a.cuh:16: called: declared with an error",
        "a.cuh:17: other: declared with an error",
        "a.cuh:18: Holds: declared with an error",
    ]


LOOKUPS = """\
struct A : Missing { int a; __device__ int get() const { return a; } };
struct B : nowhere::Missing { int b; };
namespace n { struct C : Missing<int> { int c; }; }
template <class T> struct D : nowhere::X<T> { int d; };
using namespace nowhere;
__device__ int used(const A &a);
struct Host { int x; __device__ int bad(missing t); struct In { lost m; }; __device__ int k() const; };
struct Held { union { int q; gone r; }; __device__ int l() const { return q; } };
"""


def test_bases_and_namespaces_that_are_missing(numbast, here):
    """A class without its base is none; one with a method that isn't understood does without the method."""
    write(here, a=LOOKUPS + GOOD)
    code, out, _ = numbast("generate a.cuh --dry-run --no-nvrtc-check")
    assert code == 0
    _, bound, rest = out.partition("would be bound:\n")
    bound, _, skipped = rest.partition("would be skipped:\n")
    assert [line.strip() for line in bound.splitlines() if line] == [
        "record struct Host",
        "method int Host::k() const",
        "constructor Host::Host()",
        "constructor Host::Host(int x)",
        "function int g(int a)",
    ]
    assert [line.strip() for line in skipped.splitlines()] == [
        "a.cuh:1: A: expected class name",
        "a.cuh:1: A::get: 'A' is declared with an error",
        "a.cuh:2: B: use of undeclared identifier 'nowhere'",
        "a.cuh:3: n::C: no template named 'Missing'",
        "a.cuh:4: D: use of undeclared identifier 'nowhere'",
        "a.cuh:6: used: parameter 'a': 'A' is declared with an error",
        "a.cuh:7: Host::In: unknown type name 'lost'",
        "a.cuh:7: Host::bad: unknown type name 'missing'",
        "a.cuh:8: Held: unknown type name 'gone'",
        "a.cuh:8: Held::l: 'Held' is declared with an error",
        "a.cuh:5: nowhere: expected namespace name",
    ]


MEMBERS = """\
struct Plain {
  using bad = missing;
  friend struct nowhere::X;
  int v;
  __device__ int get() const { return v; }
};
template <class T> struct Of {
  using bad = missing_t<T>;
  using also = gone;
  friend struct nowhere::X;
  T v;
  __device__ T get() const { return v; }
};
template <class T> struct Held { gone x; T v; };
template <class T> struct By { using value = gone; value x; T v; };
template <class T> struct Method { __device__ gone f(T); T v; };
__device__ int plain(Plain);
__device__ int of(Of<int>);
__device__ int held(Held<int>);
__device__ int by(By<int>);
__device__ int method(Method<int>);
"""


def test_members_that_a_class_can_do_without(numbast, here):
    """An alias or a friend of what is not there costs no class, and no instance of a template. Of an instance
    whose template has a method that isn't understood clang knows no layout.
    """
    write(here, a=MEMBERS)
    code, out, _ = numbast("generate a.cuh --dry-run --no-nvrtc-check")
    assert code == 0
    _, bound, rest = out.partition("would be bound:\n")
    bound, _, skipped = rest.partition("would be skipped:\n")
    assert [line.strip() for line in bound.splitlines() if line] == [
        "record struct Plain",
        "method int Plain::get() const",
        "constructor Plain::Plain()",
        "constructor Plain::Plain(int v)",
        "function int plain(Plain)",
        "function int of(Of<int>)",
    ]
    assert [line.strip() for line in skipped.splitlines()] == [
        "a.cuh:7: Of: template: needs arguments (typename T)",
        "a.cuh:14: Held: unknown type name 'gone'",
        "a.cuh:15: By: unknown type name 'value'",
        "a.cuh:16: Method: template: needs arguments (typename T)",
        "a.cuh:19: held: parameter 1: 'Held<int>' is declared with an error",
        "a.cuh:20: by: parameter 1: 'By<int>' is declared with an error",
        "a.cuh:21: method: parameter 1: 'Method<int>' is declared with an error",
        "a.cuh:2: using bad = missing: unknown type name 'missing'",
        "a.cuh:3: friend struct nowhere::X: use of undeclared identifier 'nowhere'",
        "a.cuh:8: using bad = missing_t<T>: no template named 'missing_t'",
        "a.cuh:9: using also = gone: unknown type name 'gone'",
        "a.cuh:10: friend struct nowhere::X: use of undeclared identifier 'nowhere'",
        (
            "a.cuh:15: template <class T> struct By { using value = gone; value x; T v; }: "
            "unknown type name 'gone'"
        ),
    ]


CLANG_ALONE = """\
__host__ __device__ int f(int);
__device__ int f(int);
#ifdef __CUDACC_RTC__
struct later { int x; };
#endif
__device__ later h(int);
"""


def test_errors_of_clang_alone(numbast, here):
    """NVRTC takes the header."""
    write(here, a=CLANG_ALONE + GOOD)
    code, _, err = numbast("generate a.cuh -o m.py", nvrtc=True)
    assert code == 0
    assert "2 of 3 callables bound" in err and "checked with NVRTC" in err


def test_a_load_warns_of_errors(here):
    write(here, a=CLANG_ALONE + GOOD)
    for _ in range(2):  # the second from the kept plan
        loading._said.clear()
        with pytest.warns(UserWarning, match="what it is in is not bound") as said:
            lib = loading.load("a.cuh")
        assert [(w.filename, w.lineno) for w in said] == [(str(here / "a.cuh"), n) for n in (2, 6)]
        assert str(said[1].message) == "unknown type name 'later': what it is in is not bound"
        assert dir(lib) == ["f", "g"]
        with pytest.raises(NotBoundError, match=r"a\.cuh:6: unknown type name 'later'"):
            lib.h  # noqa: B018


def test_error_directive(numbast, here):
    write(here, a='#error "include b.cuh first"\n')
    assert numbast("generate a.cuh -o m.py") == (
        1,
        "",
        ('a.cuh:1:2: error: "include b.cuh first"\n#error "include b.cuh first"\n ^\n1 error generated.\n'),
    )


def test_error_in_the_extra_source(numbast):
    assert numbast("generate", "cuComplex.h", "-o", "m.py", "--extra-source", "missing_t x;") == (
        1,
        "",
        "<source>:1:1: error: unknown type name 'missing_t'\nmissing_t x;\n^\n1 error generated.\n",
    )


def test_lines_of_the_extra_source_are_its_own(numbast, here):
    """Whatever stands in front of it."""
    write(here, a="")
    extra = "int g();\n__device__ int f();"
    code, out, _ = numbast("report", "a.cuh", "--prelude", "#define A\n#define B", "--extra-source", extra)
    assert code == 0
    assert "<extra source>:1: g: host function" in out


def test_headers_that_nvrtc_does_not_compile(numbast, here):
    write(here, a=f"{NOT_FOR_NVRTC}__device__ inline int f(int x) {{ return x; }}\n")
    code, _, err = numbast("generate a.cuh -o m.py", nvrtc=True)
    assert code == 1
    version = nvrtc_version().partition("-")[0]
    assert err.startswith(f"error: the headers of 'm' (a.cuh) don't compile with NVRTC {version}:\n")
    assert err.count("compile with NVRTC") == err.count("#error directive: no") == 1
    assert err.endswith("\n1 error generated.\n")
    text = "#ifdef __CUDACC_RTC__\nint x = y;\n#endif\n__device__ int f();\n"
    _, _, err = numbast("generate", "-o", "m.py", "--extra-source", text, nvrtc=True)
    assert err.startswith(f"error: the headers of 'm' don't compile with NVRTC {version}:\n")
    assert left(here) == set()


# ---- what is skipped, and why --------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("struct I; __device__ int f(I x);", "a.cuh:1: f: parameter 'x': incomplete type 'I'"),
        ("__device__ int f(int x, ...);", "a.cuh:1: f: C-style variable arguments"),
        (
            "inline int f(int x) { return x; }",
            f"a.cuh:1: f: {HOST}",
        ),
        ("__global__ void f(int *x);", "a.cuh:1: f: __global__ kernel"),
        ("template <class T> __device__ T f(T x);", "a.cuh:1: f: template: needs arguments (typename T)"),
        ("__device__ int f(int) = delete;", "a.cuh:1: f: deleted"),
    ],
)
def test_skipped(numbast, here, text, line):
    write(here, a=text + "\n")
    code, out, _ = numbast("report a.cuh")
    assert code == 0
    assert f"  {line}\n" in out


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("__device__ inline int f(int, int) { return 0; }", "f"),
        ("__device__ inline int f(int f, int nb0) { return f + nb0; }", "f"),
        ("__device__ inline int f(int lambda, int None) { return lambda; }", "f"),
        ("__device__ inline int lambda(int x) { return x; }", "lambda_"),
        ("#define f g\n__device__ inline int f(int x) { return x; }", "g"),
    ],
)
def test_awkward_names_are_bound(numbast, here, text, name):
    write(here, a=text + "\n")
    code, _, err = numbast("generate", "a.cuh", "-o", "m.py", nvrtc=True)
    assert (code, "1 of 1 callables bound" in err) == (0, True)
    assert f"'{name}': (0,)" in (here / "m.py").read_text()


def test_comments_that_are_not_utf8(numbast, here):
    write(here, a=b"// caf\xe9 \xff\n" + GOOD.encode())
    code, _, err = numbast("generate a.cuh -o m.py", nvrtc=True)
    assert (code, "1 of 1 callables bound" in err) == (0, True)
    assert left(here) == {"m.py", "m.pyi", "m_include"}
    assert (here / "m_include" / "a.cuh").read_bytes().startswith(b"// caf\xe9 \xff\n")


def test_a_header_that_includes_itself(numbast, here):
    """The way into it is said once."""
    write(here, a='#include "a.cuh"\n' + GOOD)
    code, _, err = numbast("generate a.cuh -o m.py")
    assert code == 1 and "times more)" in err and len(err.splitlines()) < 40


def test_a_path_that_no_include_line_can_name(numbast, here):
    (here / 'a"b.cuh').write_text(GOOD)
    code, _, err = numbast('generate a"b.cuh -o m.py')
    assert code == 1 and err.endswith(
        """a"b.cuh': no #include line can name a path that holds '"': rename it\n"""
    )
