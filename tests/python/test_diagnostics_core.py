"""What the core says of wrong use, each id of src/errors.def once, with its exact text."""

from __future__ import annotations

import json
import re
import resource
import shutil
import subprocess
from pathlib import Path

import pytest

from numbast._core import CoreError, Session
from numbast.libclang import find_libclang
from tools.command import HOST

SRC = Path(__file__).parents[2] / "src"
CX_DEF = SRC / "clang" / "cx.def"

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
