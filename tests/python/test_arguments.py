"""Arguments of the wrong type: an error that says what was given and what is taken, before work is done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import numbast
from numbast.errors import ArgumentError, ConfigError, NumbastError

HEADERS = "a header's name or path, or a list of them"
FILE = "a file's name or path"
n: Any = numbast  # what is wrong here is wrong to mypy too

CASES: list[tuple[Callable[[], Any], str]] = [
    (lambda: n.generate(3, "m.py"), f"generate: 'headers' takes {HEADERS}, not 3"),
    (lambda: n.generate(None, "m.py"), f"generate: 'headers' takes {HEADERS}, not None"),
    (lambda: n.generate(b"a.cuh", "m.py"), f"generate: 'headers' takes {HEADERS}, not b'a.cuh'"),
    (lambda: n.generate(["a.cuh", 3], "m.py"), f"generate: 'headers' takes {HEADERS}, not 3"),
    (lambda: n.generate("a.cuh", 3), f"generate: 'output' takes {FILE}, not 3"),
    (lambda: n.generate("a.cuh", "m.py", report=True), f"generate: 'report' takes {FILE}, not True"),
    (
        lambda: n.generate("a.cuh", "m.py", embed_headers="no"),
        "generate: 'embed_headers' takes True or False, not 'no'",
    ),
    (
        lambda: n.generate("a.cuh", "m.py", nvrtc_check=0),
        "generate: 'nvrtc_check' takes True or False, not 0",
    ),
    (lambda: n.load(3), f"load: 'headers' takes {HEADERS}, not 3"),
    (lambda: n.load({"a.cuh": 1, 2: 3}), f"load: 'headers' takes {HEADERS}, not 2"),
    (lambda: n.load_source(Path("a.cuh")), "load_source: 'text' takes C++ text, not PosixPath('a.cuh')"),
    (lambda: n.inspect(3.5), f"inspect: 'headers' takes {HEADERS}, not 3.5"),
    (lambda: n.inspect("a.cuh", values=1), "inspect: 'values' takes True or False, not 1"),
    (lambda: n.report(3), f"report: 'headers' takes {HEADERS}, not 3"),
    (lambda: n.report("a.cuh", nvrtc_check=None), "report: 'nvrtc_check' takes True or False, not None"),
    (lambda: n.diff("a.cuh", 3), f"diff: 'new' takes {FILE}, not 3"),
    (lambda: n.diff(None, "a.cuh"), f"diff: 'old' takes {FILE}, not None"),
]


@pytest.mark.parametrize(("call", "text"), CASES, ids=[text for _, text in CASES])
def test_arguments(call: Callable[[], Any], text: str, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.cuh").write_text("__device__ inline int f(int x) { return x; }\n")
    with pytest.raises(ArgumentError) as caught:
        call()
    assert str(caught.value) == text
    assert isinstance(caught.value, NumbastError)
    assert isinstance(caught.value, TypeError)
    assert [p.name for p in tmp_path.iterdir()] == ["a.cuh"]


OPTIONS: list[tuple[dict[str, Any], str]] = [
    ({"arch": 90}, "option 'arch' takes text or a list of texts, not 90"),
    ({"arch": [90]}, "option 'arch' takes text or a list of texts, not [90]"),
    ({"arch": ""}, "option 'arch' takes an arch such as sm_90, or several, not ''"),
    ({"arch": []}, "option 'arch' takes an arch such as sm_90, or several, not []"),
    ({"std": 17}, "option 'std' takes text, not 17"),
    ({"defines": 1}, "option 'defines' takes text or a list of texts, not 1"),
    ({"defines": "A B"}, "option 'defines' takes macros as NAME or NAME=VALUE, not 'A B'"),
    ({"include_dirs": {"a": 1}}, "option 'include_dirs' takes text or a list of texts, not {'a': 1}"),
    ({"strict": 1}, "option 'strict' takes true or false, not 1"),
    ({"default_device": "yes"}, "option 'default_device' takes true or false, not 'yes'"),
    ({"extra_source": 3}, "option 'extra_source' takes text, not 3"),
    ({"rename": "f"}, "option 'rename' takes a mapping of regexes to Python names, not 'f'"),
    ({"types": "S"}, "option 'types' takes a mapping of C++ types to Numba types, not 'S'"),
    ({"intents": ["f"]}, "option 'intents' takes intents by function and parameter, not ['f']"),
    (
        {"intents": {"f": "out"}},
        "option 'intents' takes for each function its parameters' intents, not 'out'",
    ),
    ({"patches": {"a.h": 3}}, "option 'patches' takes for each header a list of [old, new], not 3"),
    ({"prefix_strip": 3}, "option 'prefix_strip' takes prefixes by kind of declaration, not 3"),
    ({"exclude": 3}, "option 'exclude' takes text or a list of texts, not 3"),
    ({"exlude": "f"}, "unknown option 'exlude'; did you mean 'exclude'?"),
]


@pytest.mark.parametrize(("options", "text"), OPTIONS, ids=[text for _, text in OPTIONS])
@pytest.mark.parametrize("function", ["generate", "load", "report", "inspect", "diff"])
def test_options(function: str, options: dict[str, Any], text: str, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    arguments = {"generate": ("cuComplex.h", "m.py"), "diff": ("cuComplex.h", "cuComplex.h")}
    with pytest.raises(ConfigError) as caught:
        getattr(numbast, function)(*arguments.get(function, ("cuComplex.h",)), **options)
    assert str(caught.value) == text


def test_source_options() -> None:
    with pytest.raises(ConfigError, match=r"^option 'extra_source' takes text, not 3$"):
        numbast.load_source("", extra_source=3)


def test_numbered_parameters(tmp_path: Path) -> None:
    """A parameter counts from 0, as an int as well as a text."""
    source = "__device__ inline void f(int x, int *r) { *r = x; }\n"
    intents: list[dict[Any, str]] = [{1: "out"}, {"1": "out"}, {"r": "out"}]
    made = [numbast.load_source(source, intents={"f": params}, arch="sm_90") for params in intents]
    plain = numbast.load_source(source, arch="sm_90")
    assert made[0] is made[1]
    assert made[1] is made[2]
    assert made[0] is not plain


def test_objects_with_a_path(tmp_path: Path) -> None:
    """PathLike of str is a path; of bytes it is not."""
    (tmp_path / "a.cuh").write_text("__device__ inline int f(int x) { return x; }\n")
    assert numbast.load(tmp_path / "a.cuh", arch="sm_90").f
    with pytest.raises(ArgumentError):
        numbast.load(type("P", (SimpleNamespace,), {"__fspath__": lambda _: b"a.cuh"})())
