"""`numbast diff`: added, removed, changed signature, value and layout; of headers, models and modules."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import numbast
from numbast import cli
from numbast.differing import Change, diff_text

OLD = """
enum Color { Red, Green = 4 };
struct P { int x; float y; };
struct Gone { int x; };
typedef int number;
namespace ns {
__device__ inline int over(int a) { return a; }
__device__ inline int over(float a) { return 1; }
__device__ inline int same(int a, int b = 2) { return a; }
template <class T> __device__ T generic(T x) { return x; }
}
constexpr int answer = 42;
#define LIMIT 4
"""
NEW = """
enum Color { Red, Green = 5, Blue };
struct P { double x; float y; };
typedef long number;
namespace ns {
__device__ inline int over(int a) { return a; }
__device__ inline int over(double a) { return 1; }
__device__ inline int same(int a, int b = 3) { return a; }
template <class T, int N> __device__ T generic(T x) { return x; }
__device__ inline void fresh(P *p) {}
}
constexpr int answer = 43;
#define LIMIT 5
"""


@pytest.fixture(scope="module")
def headers(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("diff")
    paths = folder / "old.cuh", folder / "new.cuh"
    for path, text in zip(paths, (OLD, NEW), strict=True):
        path.write_text(text)
    return paths


def told(changes: list[Change]) -> dict[tuple[str, str, str], tuple[str, ...]]:
    return {(c.change, c.kind, c.name): c.details for c in changes}


def test_headers(headers: tuple[Path, Path]) -> None:
    """Everything that differs, and nothing else."""
    found = told(numbast.diff(*headers))
    assert found == {
        ("changed", "enum", "Color"): ("Green: 4 -> 5", "Blue: added (6)"),
        ("changed", "record", "P"): (
            "size: 8 -> 16",
            "alignment: 4 -> 8",
            "field x: int at byte 0 -> double at byte 0",
            "field y: float at byte 4 -> float at byte 8",
        ),
        ("removed", "record", "Gone"): (),
        ("changed", "alias", "number"): ("is: int -> long",),
        ("changed", "function", "ns::over"): ("parameters: (float) -> (double)",),
        ("changed", "function", "ns::same"): ("defaults: 2 -> 3",),
        ("changed", "template", "ns::generic"): (
            "is: template <class T> T generic(T x) -> template <class T, int N> T generic(T x)",
        ),
        ("added", "function", "ns::fresh"): (),
        ("changed", "variable", "answer"): ("value: 42 -> 43",),
        ("changed", "macro", "LIMIT"): ("value: 4 -> 5",),
    }


def test_the_same(headers: tuple[Path, Path]) -> None:
    assert numbast.diff(headers[0], headers[0]) == []
    assert diff_text([]) == "no difference\n"


def test_models(headers: tuple[Path, Path], tmp_path: Path) -> None:
    """What `inspect` wrote says the same as the header."""
    models = []
    for i, path in enumerate(headers):
        models.append(tmp_path / f"{i}.json")
        models[-1].write_text(json.dumps(numbast.inspect(path)))
    assert numbast.diff(*models) == numbast.diff(*headers)
    assert numbast.diff(headers[0], models[0]) == []


def test_modules(headers: tuple[Path, Path], tmp_path: Path) -> None:
    """Of modules: what is bound. A header is compared as the module that it would give."""
    made = []
    for name, path in zip(("old", "new"), headers, strict=True):
        made.append(tmp_path / f"{name}.py")
        numbast.generate(path, made[-1], nvrtc_check=False)
    found = told(numbast.diff(*made))
    assert found["changed", "function", "ns::over"] == ("parameters: (float) -> (double)",)
    assert "field y: float at byte 4 -> float at byte 8" in found["changed", "record", "P"]
    assert found["changed", "constant", "LIMIT"] == ("value: 4 -> 5",)
    assert found["changed", "enum", "Color"] == ("Green: 4 -> 5", "Blue: added (6)")
    assert ("added", "function", "ns::fresh") in found and ("removed", "record", "Gone") in found
    assert numbast.diff(headers[0], made[0]) == []


def test_flags_of_records_are_words(tmp_path: Path) -> None:
    made = []
    for name, more in (("old", ""), ("new", "__device__ ~S();")):
        (tmp_path / f"{name}.cuh").write_text(f"struct S {{ int a; {more} }};")
        made.append(tmp_path / f"{name}.py")
        numbast.generate(tmp_path / f"{name}.cuh", made[-1], nvrtc_check=False)
    details = told(numbast.diff(*made))["changed", "record", "S"]
    assert "trivially copyable: yes -> no" in details and "copy constructible: yes -> no" not in details


def test_command(headers: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    old, new = map(str, headers)
    assert cli.main(["diff", old, new]) == 0
    out = capsys.readouterr().out
    assert "removed  record struct Gone\n" in out
    assert "changed  function int ns::over(float)\n           parameters: (float) -> (double)\n" in out
    assert out.endswith("1 added, 1 removed, 8 changed\n")
    assert cli.main(["diff", old, new, "--json", "--exit-code"]) == cli.EXIT_NOT_MET
    data = json.loads(capsys.readouterr().out)
    assert data["version"] == 1 and len(data["changes"]) == 10
    assert cli.main(["diff", old, old, "--exit-code"]) == 0


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.json", "{", "is not JSON"),
        ("a.json", "[]", "is not a model"),
        ("a.py", "x = 1", "was not made by numbast"),
    ],
)
def test_refusals(name: str, text: str, says: str, tmp_path: Path, headers: Any) -> None:
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(numbast.ConfigError, match=says):
        numbast.diff(path, path)
    with pytest.raises(numbast.ConfigError, match="cannot read"):
        numbast.diff(tmp_path / f"none{path.suffix}", path)


def test_a_model_against_a_module(tmp_path: Path) -> None:
    with pytest.raises(numbast.ConfigError, match="give the header instead"):
        numbast.diff(tmp_path / "m.json", tmp_path / "m.py")
