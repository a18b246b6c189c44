"""The helper process that keeps NVRTC's front end behind the headers."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from numba.cuda import types

import numbast
from numbast.runtime import units
from numbast.runtime.front_ends import FrontEnd
from numbast.runtime.nvrtc_calls import nvrtc_compile
from numbast.testing import compile_kernel

HEAD = "template <class T> struct V { T t; __device__ T get() const { return t; } };\n\n"
REST = 'extern "C" __device__ float get(V<float> *v) { return v->get(); }\n'
SUM = "template <class T> struct Sum { T t; template <class U> __device__ T plus(U u) { return t + u; } };\n"
WRONG = "__device__ int a;\n__device__ V<int> v = V<int>::none;\n"


def options() -> list[str]:
    table: dict[str, Any] = {
        "name": "x", "headers": (), "std": "c++17", "defines": (), "preamble": HEAD, "units": (), "rows": (),
    }  # fmt: skip
    one = units.Units(table)
    return one.options("sm_90", "", one.folders())


def started(head: str) -> FrontEnd:
    made = FrontEnd()
    made.read(head, options())
    return made


@pytest.fixture
def helper() -> Iterator[FrontEnd]:
    made = started(HEAD)
    yield made
    made.end()


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_as_in_the_process(helper: FrontEnd) -> None:
    """The code, and the errors with their lines; one text knows nothing of another."""
    for rest in (REST, WRONG, REST, "static_assert(sizeof(V<char>) == 2);\n"):
        found, wanted = helper.compiled(rest), nvrtc_compile(HEAD + rest, options())
        assert found is not None
        assert (found.code is None) == (wanted.code is None)
        assert found.log == wanted.log
    assert "unit.cu(4): error" in getattr(helper.compiled(WRONG), "log", "")


def test_headers_with_errors() -> None:
    """Nobody waits behind them: NVRTC says in this process what it is."""
    helper = started('#include "none.h"\n')
    assert helper.compiled(REST) is None
    helper.end()
    assert not os.path.exists(helper.folder)


def test_a_helper_that_was_killed(helper: FrontEnd) -> None:
    assert helper.compiled(REST) is not None
    os.kill(helper._helper.pid, signal.SIGKILL)
    helper._helper.wait()
    assert helper.is_spent()
    assert helper.compiled(REST) is None


def test_it_ends_with_its_maker(helper: FrontEnd) -> None:
    """As it is told by the end of what it reads."""
    assert helper.compiled(REST) is not None
    assert helper._helper.stdin is not None
    helper._helper.stdin.close()
    assert helper._helper.wait(20) == 0
    assert not is_running(helper._helper.pid)
    assert not os.path.exists(helper.folder)


def test_a_fork_leaves_it_alone(helper: FrontEnd) -> None:
    assert helper.compiled(REST) is not None
    child = os.fork()
    if not child:
        helper.end()
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    assert helper.compiled(REST) is not None


def kernel_of(one: Any) -> Any:
    def kernel(x: Any) -> None:
        x[0] = one(x[1]).plus(x[2])

    return kernel


def spaces(lib: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The globals of what compiles units and of what keeps helpers, in the process's runtime."""
    space = type(lib.__numbast_library__.units)._compile.__globals__
    space["install_parts"](("compiling", "fronts"), space["process_space"]().parts)
    objects = type(lib.__numbast_library__.oracle).ask.__globals__["part_objects"]
    return space["unit_jobs"][0].run.__globals__, objects["behind"].__globals__


@pytest.mark.parametrize(("setting", "calls"), [("1", 0), ("0", 1)])
def test_a_kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: str, calls: int) -> None:
    """All that a library's kernels need of NVRTC is asked of one helper; with none it is as ever."""
    monkeypatch.setenv("NUMBAST_FRONT_END", setting)
    monkeypatch.setenv("NUMBAST_CACHE_DIR", str(tmp_path))
    lib = numbast.load_source(SUM + f"// {setting}\n", arch="sm_90")
    compiling, fronts = spaces(lib)
    monkeypatch.setitem(fronts, "LARGE", -1)
    made: list[str] = []
    real = compiling["nvrtc_compile"]
    monkeypatch.setitem(compiling, "nvrtc_compile", lambda *a: (made.append(a[0]), real(*a))[1])
    assert compile_kernel(kernel_of(lib.Sum["float"]), types.void(types.float32[::1])).calls == 0
    assert len(made) == calls
    fronts["forget_front_ends"]()
    assert not [one for one in fronts["_front_ends"].values() if one is not None]
