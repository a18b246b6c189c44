"""What a user reads when something is wrong: each case with its exit code and its exact text.

The command runs in this process, in an empty folder; "{here}" stands for that folder.
"""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import subprocess
from pathlib import Path

import pytest

from numbast import cli, generating, header_search, libclang, loading, parsing, writing
from numbast._core import CoreError, Session
from numbast.errors import HeaderError, NotBoundError
from numbast.libclang import find_libclang
from numbast.runtime.compile import nvrtc_version

SRC = Path(__file__).parents[2] / "src"
CX_DEF = SRC / "clang" / "cx.def"
HOST = "host function: it has no __device__ (the option default_device binds it)"
GOOD = "__device__ inline int g(int a) { return a; }\n"


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def numbast(here, capfd):
    """Runs the command; returns (exit code, stdout, stderr)."""

    def run(*arguments: str, nvrtc: bool = False) -> tuple[int, str, str]:
        words = " ".join(arguments).split() if len(arguments) == 1 else list(arguments)
        if not nvrtc and words[0] in ("generate", "report", "check"):
            words.append("--no-nvrtc-check")
        try:
            code = cli.main(words)
        except SystemExit as e:
            code = int(e.code or 0)
        out, err = capfd.readouterr()
        return code, out, err.replace(str(here), "{here}")

    return run


def write(here: Path, **texts: str | bytes) -> None:
    for name, text in texts.items():
        path = here / f"{name}.cuh"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())


def left(here: Path) -> set[str]:
    """What is in the folder besides headers."""
    return {p.name for p in here.iterdir() if p.suffix != ".cuh"}


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
    """NVRTC reads the whole header."""
    write(here, a="__device__ int f(missing_t x);\n" + GOOD)
    code, _, err = numbast("generate a.cuh -o m.py", nvrtc=True)
    assert code == 1
    assert err.startswith("a.cuh:1:18: error: unknown type name 'missing_t'\n")
    assert "\nerror: the headers of 'm' (a.cuh) don't compile with NVRTC " in err
    assert left(here) == set()


SYNTAX = {
    "struct S { int x int y; };": "1:17: error: expected ';' at end of declaration list",
    "__device__ int f(int x { return x; }": "1:24: error: expected ')'",
    "struct S { int x; } int y;": "1:20: error: expected ';' after struct",
    "using T = missing_t;": "1:11: error: unknown type name 'missing_t'",  # clang drops it
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
    write(here, a="__device__ inline int f(int x) { return y; }\n")
    code, _, err = numbast("generate a.cuh -o m.py", nvrtc=True)
    assert code == 1
    version = nvrtc_version().partition("-")[0]
    assert err.startswith(f"error: the headers of 'm' (a.cuh) don't compile with NVRTC {version}:\n")
    assert err.count("compile with NVRTC") == err.count('identifier "y" is undefined') == 1
    assert err.endswith("('patches')\n1 error generated.\n")
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


# ---- wrong usage: 2 --------------------------------------------------------------

USAGE = [
    ("gen a.cuh", "numbast: error: unknown command 'gen'; did you mean 'generate'?\ntry 'numbast --help'\n"),
    (
        "generate a.cuh --arhc sm_80",
        (
            "numbast generate: error: unknown option '--arhc'; did you mean '--arch'?\n"
            "try 'numbast generate --help'\n"
        ),
    ),
    (
        "generate a.cuh",
        ("numbast generate: error: no output is given (-o OUT.py)\ntry 'numbast generate --help'\n"),
    ),
    (
        "generate -o m.py",
        ("numbast generate: error: no HEADER and no --config is given\ntry 'numbast generate --help'\n"),
    ),
    (
        "generate a.cuh -o m.py --runtime emb",
        (
            "numbast generate: error: unknown value 'emb'; did you mean 'embed'?\n"
            "try 'numbast generate --help'\n"
        ),
    ),
    (
        "generate a.cuh -o m.txt",
        ("numbast: error: the output 'm.txt' must be a file NAME.py that Python can import\n"),
    ),
    (
        "generate a.cuh -o my-module.py",
        ("numbast: error: the output 'my-module.py' must be a file NAME.py that Python can import\n"),
    ),
    (
        "generate a.cuh -o m.py --report m.txt",
        "numbast: error: the report 'm.txt' must end in .json or .html\n",
    ),
    (
        "report a.cuh --html m.txt",
        "numbast: error: the report 'm.txt' must end in .html\n",
    ),
    (
        "generate a.cuh -o m.py --types S=flaot32",
        "numbast: error: option 'types': S: Numba has no type 'flaot32'; did you mean 'float32'?\n",
    ),
    (
        "generate a.cuh -o m.py --arch sm_12",
        ("numbast: error: option 'arch': unknown arch 'sm_12'; did you mean 'sm_121'?\n"),
    ),
    (
        "generate a.cuh -o m.py --std c++18",
        ("numbast: error: option 'std': unknown value 'c++18'; did you mean 'c++17'?\n"),
    ),
    (
        "generate a.cuh -o m.py -I nowhere",
        ("numbast: error: option 'include_dirs': the folder 'nowhere' does not exist\n"),
    ),
    (
        "generate a.cuh -o m.py --exclude f(",
        (
            "numbast: error: option 'exclude': 'f(' is not a regular expression: "
            "missing ), unterminated subpattern at position 1\n"
        ),
    ),
    ("generate a.cuh -o m.py --rename f", "numbast: error: option '--rename' takes REGEX=NAME, not 'f'\n"),
    (
        "generate a.cuh -o m.py --rename f=g",
        ("numbast: error: option 'rename': 'f' and 'g' would both be 'g'\n"),
    ),
    (
        "generate a.cuh -o m.py --intents ff:x=out",
        ("numbast: error: option 'intents': no function is called 'ff'; did you mean 'f'?\n"),
    ),
    (
        "generate a.cuh -o m.py --intents f:y=out",
        "numbast: error: intent 'f:y=out': 'f' has no parameter 'y'\n",
    ),
    (
        "generate a.cuh -o m.py --intents f:x=out",
        (
            "numbast: error: intent 'f:x=out': parameter 'x' of 'f' is 'int': "
            "only a non-const reference or pointer can be an output\n"
        ),
    ),
    (
        "generate a.cuh -o m.py --intents f:x=outt",
        ("numbast: error: option 'intents': unknown intent 'outt'; did you mean 'out'?\n"),
    ),
    (
        "generate a.cuh -o m.py --patches {",
        (
            "numbast: error: option '--patches': not JSON: "
            "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)\n"
        ),
    ),
]


@pytest.mark.parametrize(("arguments", "text"), USAGE, ids=[u[0] for u in USAGE])
def test_usage(numbast, here, arguments, text):
    write(here, a="__device__ inline int f(int x) { return x; }\n" + GOOD)
    assert numbast(arguments) == (2, "", text)
    assert left(here) == set()


def test_flags_before_the_command(numbast, here):
    write(here, a="__device__ inline int f(int x) { return x; }\n")
    assert numbast("-q generate a.cuh -o m.py --no-nvrtc-check") == (0, "", "")
    code, out, err = numbast("--no-color -v --json report a.cuh --no-nvrtc-check")
    assert (code, err) == (0, "")
    assert json.loads(out)["counts"]["bound"] == 1
    expected = "numbast generate: error: unknown option '--json'\ntry 'numbast generate --help'\n"
    assert numbast("--json generate a.cuh -o m.py") == (2, "", expected)


def test_config_file_at_fault(numbast, here):
    (here / "c.yaml").write_text("headers: a.cuh\noutput: m.py\nstirct: true\n")
    assert numbast("generate --config c.yaml") == (
        1,
        "",
        "c.yaml:3: error: unknown key 'stirct'; did you mean 'strict'?\n",
    )


# ---- the environment is at fault: 3 ----------------------------------------------


def test_libclang_that_is_not_there(numbast, here):
    write(here, a=GOOD)
    assert numbast("generate a.cuh -o m.py --libclang /no/libclang.so") == (
        3,
        "",
        (
            "numbast: error: libclang '/no/libclang.so' does not exist\n"
            "  install it with: pip install 'libclang-ng>=21'\n"
        ),
    )


def test_libclang_that_is_none(numbast, here):
    write(here, a=GOOD)
    (here / "libclang.so").write_text("not a library")
    code, _, err = numbast(f"generate a.cuh -o m.py --libclang {here}/libclang.so")
    assert code == 3
    assert err.startswith("numbast: error: ")
    assert err.endswith("\n  install it with: pip install 'libclang-ng>=21'\n")


def test_no_libclang_at_all(numbast, here, monkeypatch):
    monkeypatch.delenv("NUMBAST_LIBCLANG", raising=False)
    write(here, a=GOOD)
    monkeypatch.setattr(libclang, "_from_wheel", list)
    monkeypatch.setattr(libclang, "_from_system", list)
    assert numbast("generate a.cuh -o m.py") == (
        3,
        "",
        (
            "numbast: error: no libclang of version 21 or later was found\n"
            "  install it with: pip install 'libclang-ng>=21'\n"
        ),
    )


def test_resource_headers_of_another_clang(numbast, here, monkeypatch):
    monkeypatch.delenv("NUMBAST_LIBCLANG", raising=False)
    monkeypatch.setattr(libclang, "_from_system", list)
    write(here, a=GOOD)
    wrapper = here / "clang" / "14" / "include" / "__clang_cuda_runtime_wrapper.h"
    wrapper.parent.mkdir(parents=True)
    wrapper.write_text("")
    own = find_libclang()
    code, _, err = numbast("generate a.cuh -o m.py --clang-resource-dir clang/14")
    assert (code, err) == (
        3,
        (
            f"numbast: error: no libclang of version 21 or later was found (libclang '{own.path}' is version "
            f"{own.version}, the resource headers 'clang/14' are version 14)\n"
            "  install it with: pip install 'libclang-ng>=21'\n"
        ),
    )


def test_no_cuda_headers(numbast, here, monkeypatch):
    write(here, a=GOOD)
    monkeypatch.setattr("numbast.cuda_headers.cuda_folders", list)
    assert numbast("generate a.cuh -o m.py") == (
        3,
        "",
        (
            "numbast: error: no CUDA headers were found\n"
            "  install them with: pip install 'numba-cuda[cu13]' nvidia-cuda-crt\n"
        ),
    )


def test_output_that_cannot_be_written(numbast, here):
    write(here, a=GOOD)
    (here / "file").write_text("")
    code, _, err = numbast("generate a.cuh -o file/m.py")
    assert (code, err.splitlines()[-1]) == (3, "numbast: error: cannot write 'file/m.py': File exists")
    assert left(here) == {"file"}


def test_disk_full(numbast, here, monkeypatch):
    """The second file does not fit: nothing of the first is left, and an older module stays whole."""
    write(here, a=GOOD)
    (here / "m.py").write_text("older")
    real = open

    def full(path, mode="r", *rest, **more):
        if "w" in mode and str(path).startswith("m.pyi"):
            return real("/dev/full", mode, *rest, **more)
        return real(path, mode, *rest, **more)

    monkeypatch.setattr(writing, "open", full, raising=False)
    code, _, err = numbast("generate a.cuh -o m.py")
    assert (code, err.splitlines()[-1]) == (
        3,
        "numbast: error: cannot write 'm.pyi': No space left on device",
    )
    assert left(here) == {"m.py"}
    assert (here / "m.py").read_text() == "older"


def test_interrupted(numbast, here, monkeypatch):
    write(here, a=GOOD)
    renamed = []

    def interrupt(*paths):
        renamed.append(paths)
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupt)
    assert numbast("generate a.cuh -o m.py")[::2] == (130, "numbast: interrupted\n")
    assert renamed
    assert left(here) == set()


def test_cache_folder_that_cannot_be_written(numbast, here, monkeypatch):
    """It works all the same and says so once."""
    write(here, a=GOOD)
    (here / "file").write_text("")
    monkeypatch.setenv("NUMBAST_CACHE_DIR", str(here / "file" / "cache"))
    code, _, err = numbast("generate a.cuh -o m.py", nvrtc=True)
    assert code == 0
    assert err.count("numbast: warning: ") == 1
    assert err.startswith(
        "numbast: warning: numbast's cache folder '{here}/file/cache' can't be used (Not a directory): "
    )
    assert "1 of 1 callables bound" in err


# ---- not met: 4 --------------------------------------------------------------------


def test_require(numbast, here):
    write(here, a=GOOD + "inline int h(int x) { return x; }\n")
    assert numbast("generate a.cuh -o m.py --require g")[0] == 0
    assert numbast("generate a.cuh -o n.py --require h --require gg")[::2] == (
        4,
        (
            f"numbast: error: required but not bound: a.cuh:2: h: {HOST}; "
            "'gg' is not declared; did you mean 'g'?\n"
        ),
    )
    assert not (here / "n.py").exists()


def test_strict(numbast, here):
    write(here, a=GOOD + "inline int h(int x) { return x; }\n")
    assert numbast("generate a.cuh -o m.py --strict")[::2] == (
        4,
        (f"numbast: error: 1 declaration is not bound (strict); the first: a.cuh:2: h: {HOST}\n"),
    )
    assert left(here) == set()


def test_check(numbast, here):
    write(here, a=GOOD)
    assert numbast("generate a.cuh -o m.py")[0] == 0
    assert numbast("check m.py a.cuh")[::2] == (0, "m.py is up to date\n")
    write(here, a=GOOD + GOOD.replace("g(", "h("))
    assert numbast("check m.py a.cuh")[::2] == (
        4,
        "m.py is not up to date: m.py, m.pyi, m_include/a.cuh\n",
    )
    (here / "other.py").write_text("x = 1\n")
    assert numbast("check other.py")[::2] == (
        2,
        "numbast: error: 'other.py' was not made by numbast: no options in its first lines\n",
    )


# ---- the older tool's form ---------------------------------------------------------


def test_older_form(numbast, here):
    write(here, a=GOOD)
    (here / "out").mkdir()
    (here / "c.yaml").write_text(
        "Entry Point: a.cuh\nGPU Arch: [sm_80]\nFile List: [a.cuh]\nTypes: {}\nData Models: {}\n"
    )
    code, _, err = numbast("--cfg-path", "c.yaml", "--output-dir", "out", "-noraise", "True")
    assert code == 0, err
    assert {p.name for p in (here / "out").iterdir()} == {"a.py", "a.pyi", "a_include"}
    assert numbast("--cfg-path", "c.yaml", "--output-dir", "nowhere")[::2] == (
        3,
        "numbast: error: the folder 'nowhere' does not exist\n",
    )


def test_exceptions_carry_what_a_program_needs(here):
    write(here, a="\n__device__ int f(int x {\n")
    with pytest.raises(HeaderError) as caught:
        generating.generate("a.cuh", "m.py", nvrtc_check=False)
    first = caught.value.diagnostics[0]
    assert (first.line, first.column, first.severity, first.message) == (2, 24, "error", "expected ')'")
    assert first.file == str(here / "a.cuh")
    assert parsing.STATUS_HEADER == 1


# ---- the core: each id of src/errors.def once -------------------------------------

DEVICE = "__device__ inline int f(int x, int *p) { return x; }"
Calls = list[str | list[str]]  # lists of options between the calls "parse" and "plan"
CORE: dict[str, tuple[Calls, str]] = {
    "no-header": (["parse"], "no header is given"),
    "no-source": (["lists"], "no source is given"),
    "not-parsed": (["plan"], "nothing has been parsed"),
    "parsed-twice": ([["--extra-source=int x;"], "parse", "parse"], "the session has been parsed already"),
    "unknown-option": ([["--haeder=a"]], "unknown option '--haeder', did you mean '--header'?"),
    "no-option": ([["header"]], "expected an option --NAME=VALUE, found 'header'"),
    "option-without-value": ([["--header"]], "option '--header' expects a value"),
    "option-with-value": ([["--default-device=1"]], "option '--default-device' takes no value"),
    "option-no-pair": ([["--version=numbast"]], "option '--version' expects NAME=VALUE, found 'numbast'"),
    "option-no-number": ([["--unit-size=0"]], "option '--unit-size' expects a positive number, found '0'"),
    "option-value": ([["--arch=90"]], "option '--arch' expects sm_ and a number, found '90'"),
    "option-late": (
        [["--extra-source=int x;"], "parse", ["--header=a"]],
        "option '--header' comes after parsing",
    ),
    "option-early": ([["--reject=0=no"]], "option '--reject' comes before planning"),
    "spelled-early": ([["--spelled=a.h"]], "option '--spelled' comes before any '--header'"),
    "many-archs": (
        [[f"--arch=sm_{n}" for n in range(100, 165)]],
        "option '--arch' is given for more than 64 archs",
    ),
    "unreadable-retain": (
        [["--extra-source=int x;", "--retain=/no/such.h"], "parse"],
        "option '--retain': cannot read '/no/such.h': No such file or directory",
    ),
    "fatal-header": ([["--header=/no/such.h"], "parse"], "'/no/such.h' file not found"),
    "intent-skipped": (
        [["--extra-source=int host(int *p);"], "parse", ["--intent=host:p=out"], "plan"],
        f"intent 'host:p=out': 'host' is skipped: {HOST}",
    ),
    "intent-not-bound": (
        [[f"--extra-source={DEVICE}"], "parse", ["--intent=g:p=out"], "plan"],
        "intent 'g:p=out': no function 'g' is bound",
    ),
    "intent-unknown-parameter": (
        [[f"--extra-source={DEVICE}"], "parse", ["--intent=f:q=out"], "plan"],
        "intent 'f:q=out': 'f' has no parameter 'q'",
    ),
    "intent-unfit": (
        [[f"--extra-source={DEVICE}"], "parse", ["--intent=f:x=out"], "plan"],
        (
            "intent 'f:x=out': parameter 'x' of 'f' is 'int': only a non-const reference or pointer can be "
            "an output"
        ),
    ),
    "no-row": (
        [[f"--extra-source={DEVICE}"], "parse", "plan", ["--reject=7=no"], "plan"],
        "reject '7': there is no such row",
    ),
    "no-unit": (
        [["--extra-source=int x;", "--clang-arg=-x"], "parse"],
        "libclang gives no translation unit: its command line is wrong, or a file of it is stale",
    ),
    "unwritable-folder": (
        [[f"--extra-source={DEVICE}", "--pch-dir=/no/such"], "parse", "plan"],
        "cannot write to '/no/such': No such file or directory",
    ),
}
#: What only C callers can do: its tests are in tests/unit/test_session.c.
CORE_IN_C = {
    "loaded-twice": "libclang is loaded already",
    "not-loaded": "no libclang is loaded",
}
#: Libraries that are loaded instead of libclang: their C text, and what is said of them.
CORE_LIBRARIES = {
    "no-libclang": ("int x;", "'{path}' is no libclang"),
    "old-libclang": (
        'S clang_getClangVersion(void) { S s = {"clang version 14.0.6", 0}; return s; }',
        "libclang 21 or newer is needed (pip install libclang-ng), '{path}' is clang version 14.0.6",
    ),
    "incomplete-libclang": (
        'S clang_getClangVersion(void) { S s = {"clang version 23.0.0", 0}; return s; }',
        "libclang '{path}' lacks clang_{first}",
    ),
    "unloadable-libclang": (
        "",
        (
            "cannot load libclang: {path}: cannot open shared object file: No such file or directory "
            "(pip install libclang-ng)"
        ),
    ),
}
CX_STRING = (
    "typedef struct { const void *data; unsigned flags; } S;\n"
    "const char *clang_getCString(S s) { return s.data; }\nvoid clang_disposeString(S s) { (void)s; }\n"
)


def core_session() -> Session:
    """A session for C++ text without CUDA's headers."""
    session = Session(find_libclang().path)
    session.options(["--clang-arg=-xcuda", "--clang-arg=--cuda-device-only", "--clang-arg=-nocudainc"])
    session.options(["--clang-arg=-nocudalib", "--clang-arg=--cuda-gpu-arch=sm_90"])
    session.options(["--prelude=#define __device__ __attribute__((device))"])
    return session


@pytest.mark.parametrize("name", CORE)
def test_the_core_says(name):
    calls, text = CORE[name]
    session = core_session()

    def run():
        for call in calls:
            if isinstance(call, list):
                session.options(call)
            else:
                getattr(session, call)()

    with pytest.raises(CoreError) as caught:
        run()
    assert (caught.value.id, caught.value.args[1]) == (name, text)


@pytest.mark.skipif(not shutil.which("cc"), reason="there is no C compiler")
@pytest.mark.parametrize("name", CORE_LIBRARIES)
def test_the_core_says_of_a_library(name, tmp_path):
    source, text = CORE_LIBRARIES[name]
    path = tmp_path / "lib.so"
    if source:
        (tmp_path / "lib.c").write_text((CX_STRING if "clang_" in source else "") + source)
        subprocess.run(["cc", "-shared", "-fPIC", "-o", str(path), str(tmp_path / "lib.c")], check=True)
    with pytest.raises(CoreError) as caught:
        Session(str(path))
    missing = [
        n for n in re.findall(r"^CX\([^,]+, (\w+)", CX_DEF.read_text(), re.M) if n not in CX_STRING + source
    ]
    said = text.format(path=path, first=missing[0])
    assert (caught.value.id, caught.value.args[1]) == (name, said)


def test_a_precompiled_header_that_cannot_be_written(tmp_path):
    """The disk is full when it is."""
    session = core_session()
    session.options([f"--extra-source={DEVICE}", f"--pch-dir={tmp_path}"])
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, before[1]))
    try:
        with pytest.raises(CoreError) as caught:
            session.parse()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    said = f"cannot write a precompiled header to '{tmp_path}'"
    assert (caught.value.id, caught.value.args[1]) == ("unwritable-pch", said)
    assert list(tmp_path.iterdir()) == []


def test_the_core_counts_what_it_leaves_out():
    session = core_session()
    session.options(["--max-errors=1", "--extra-source=\n#warning a\n#warning b\n#warning c\n"])
    session.parse()
    said = json.loads(session.text("diagnostics"))[-1]
    assert (said["id"], said["message"]) == ("more-diagnostics", "3 more diagnostics are not shown")


def test_every_id_has_a_test():
    text = (SRC / "errors.def").read_text()
    ids = {name.replace("_", "-") for name in re.findall(r"^ERROR\((\w+),", text, re.MULTILINE)}
    assert ids == {*CORE, *CORE_IN_C, *CORE_LIBRARIES, "unwritable-pch"}
    unit = (SRC.parent / "tests" / "unit" / "test_session.c").read_text()
    assert [words for words in CORE_IN_C.values() if words not in unit] == []
