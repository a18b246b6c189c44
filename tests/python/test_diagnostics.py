"""What a user reads when the command, the machine or a promise is at fault: exit code and exact text.

The command runs in this process, in an empty folder; "{here}" stands for that folder.
"""

from __future__ import annotations

import json
import os

import pytest

from numbast import generating, libclang, parsing, writing
from numbast.errors import HeaderError
from numbast.libclang import find_libclang
from tools.command import GOOD, HOST, left, write

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
            "numbast generate: error: '--runtime': unknown value 'emb'; did you mean 'embed'?\n"
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


def test_quiet_is_errors_alone(numbast, here):
    write(here, a=GOOD)
    words = "generate a.cuh -o m.py --exclude nothing"
    assert numbast(words)[2].startswith("numbast: warning: option 'exclude': nothing is called 'nothing'\n")
    assert numbast(f"{words} -q") == (0, "", "")


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
