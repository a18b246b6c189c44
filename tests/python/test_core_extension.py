"""The extension: what crosses it, what it refuses, and that two threads cannot hurt one session."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from numbast import report
from numbast._core import CoreError, Session
from numbast.libclang import find_libclang

SOURCE = "__device__ float twice(float x) { return 2 * x; }"


@pytest.fixture(scope="module")
def libclang() -> str:
    return find_libclang().path


def session_of(libclang: str, source: str = SOURCE) -> Session:
    """A session over C++ text alone, with the two CUDA attributes it needs."""
    session = Session(libclang)
    session.options(["--clang-arg=-xcuda", "--clang-arg=--cuda-device-only", "--clang-arg=-nocudainc"])
    session.options(["--clang-arg=-nocudalib", "--clang-arg=--cuda-gpu-arch=sm_90"])
    session.options(["--prelude=#define __device__ __attribute__((device))", f"--extra-source={source}"])
    return session


def test_libclang_that_is_none(tmp_path: Path) -> None:
    for path in ("", str(tmp_path), str(tmp_path / "libclang.so"), sys.executable):
        with pytest.raises(CoreError) as e:
            Session(path)
        assert e.value.args[0] == 3
        assert e.value.args[1]


@pytest.mark.parametrize(
    ("options", "error"),
    [
        (["--haeder=a.h"], (2, "unknown option '--haeder', did you mean '--header'?")),
        (["--unit-size=0"], (2, "option '--unit-size' expects a positive number, found '0'")),
        (["--reject=0=no"], (2, "option '--reject' comes before planning")),
    ],
)
def test_options_refused(libclang: str, options: list[str], error: tuple[int, str]) -> None:
    with pytest.raises(CoreError) as e:
        Session(libclang).options(options)
    assert e.value.args == error


def test_messages_that_are_no_utf8(libclang: str) -> None:
    """What an option holds is quoted: bytes of a path, a long word that is cut within its last character."""
    for option, says in (
        ("--\udcff\udcfe=a", "unknown option '--\ufffd\ufffd'"),
        ("--" + "\u00e9" * 60, "unknown option '--" + "\u00e9" * 39 + "'"),
        ("--a" + "\u00e9" * 60, "unknown option '--a" + "\u00e9" * 38 + "'"),
    ):
        with pytest.raises(CoreError) as e:
            Session(libclang).options([option])
        assert e.value.args == (2, says)


@pytest.mark.parametrize("index", ["1", "4294967296", "18446744073709551616", "0x"])
def test_intent_of_no_parameter(libclang: str, index: str) -> None:
    session = session_of(libclang, "__device__ void put(float *x);")
    session.options([f"--intent=put:{index}=out"])
    session.parse()
    with pytest.raises(CoreError) as e:
        session.plan()
    assert e.value.args == (2, f"intent 'put:{index}=out': 'put' has no parameter '{index}'")


def test_parse_once(libclang: str) -> None:
    """A parse that failed leaves nothing for a second one to begin with."""
    session = session_of(libclang, "#include <nope.h>")
    with pytest.raises(CoreError):
        session.parse()
    with pytest.raises(CoreError) as e:
        session.parse()
    assert e.value.args == (2, "the session has been parsed already")


def test_retain_that_is_no_file(libclang: str, tmp_path: Path) -> None:
    session = session_of(libclang)
    session.options([f"--retain={tmp_path}/nope.h"])
    with pytest.raises(CoreError) as e:
        session.parse()
    says = f"option '--retain': cannot read '{tmp_path}/nope.h': No such file or directory"
    assert e.value.args == (2, says)


def test_pch_that_cannot_be_written(libclang: str, tmp_path: Path) -> None:
    session = session_of(libclang, SOURCE)
    session.options([f"--pch-dir={tmp_path / 'nowhere'}"])
    with pytest.raises(CoreError) as e:
        session.parse()
    assert e.value.args[0] == 3
    assert list(tmp_path.iterdir()) == []


def test_options_of_other_types(libclang: str) -> None:
    session = Session(libclang)
    with pytest.raises(TypeError):
        session.options([3])  # type: ignore[list-item]
    with pytest.raises(TypeError):
        session.options(3)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="null"):
        session.options(["--header=a\0b"])
    session.options(["--header=bytes\udcff.h"])  # a path that is no UTF-8
    assert json.loads(session.text("options"))["header"] == ["bytes�.h"]


def test_order_of_calls(libclang: str) -> None:
    session = Session(libclang)
    for call in (session.parse, session.plan):
        with pytest.raises(CoreError) as e:
            call()
        assert e.value.args[0] == 2
    for what in ("model", "table", "no such text"):
        with pytest.raises(KeyError):
            session.text(what)
    session = session_of(libclang)
    session.parse()
    with pytest.raises(CoreError):
        session.parse()
    with pytest.raises(CoreError):
        session.options(["--header=late.h"])
    assert "twice" in session.text("names")


def test_one_call_at_a_time(libclang: str) -> None:
    """A second thread gets an error at once; the first one's work is whole."""
    body = "".join(f"__device__ int f{i}(int x, long y = {i});\n" for i in range(4000))
    session = session_of(libclang, body)
    thread = threading.Thread(target=session.parse)
    refused: list[CoreError] = []
    thread.start()
    while thread.is_alive():
        try:
            session.text("options")
        except CoreError as e:
            refused.append(e)
    thread.join()
    assert all(e.args == (2, "the session is in use by another thread") for e in refused)
    assert "f3999" in session.text("names")


def test_sessions_side_by_side(libclang: str) -> None:
    """Sessions share nothing: the same input gives the same text on every thread."""
    texts: list[str] = []

    def work() -> None:
        session = session_of(libclang)
        session.parse()
        texts.append(session.text("model"))

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(texts) == 6
    assert len(set(texts)) == 1


def test_subinterpreter(libclang: str) -> None:
    """The module's state is its own in a second interpreter."""
    inner = f"from numbast._core import Session; Session({libclang!r}).libclang"
    code = (
        "import sys\n"
        "try:\n"
        "    import _xxsubinterpreters as interpreters\n"
        "except ImportError:\n"
        "    sys.exit(77)\n"
        "import numbast._core\n"
        "one = interpreters.create()\n"
        f"interpreters.run_string(one, {inner!r})\n"
        "interpreters.destroy(one)\n"
        f"numbast._core.Session({libclang!r})\n"
    )
    command = [sys.executable, "-c", code]
    run = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    if run.returncode == 77:
        pytest.skip("this Python has no module for sub-interpreters")
    assert run.returncode == 0, run.stderr


def test_units_are_small_unless_reading_is_dear(tmp_path):
    """A kernel links whole units; each that is compiled reads the headers again."""
    functions = "".join(f"__device__ inline int f{i}(int a) {{ return a + {i}; }}\n" for i in range(200))
    (tmp_path / "cheap.cuh").write_text(functions)
    (tmp_path / "dear.cuh").write_text(functions + "//" + "x" * (1 << 20) + "\n")
    counts = {
        name: report(str(tmp_path / f"{name}.cuh"), nvrtc_check=False).counts["units"]
        for name in ("cheap", "dear")
    }
    assert counts == {"cheap": 4, "dear": 1}
