"""Python names: the core decides, and the runtime shows what the .pyi says, for every kind of name."""

from __future__ import annotations

import ast
import enum
from pathlib import Path
from typing import Any

import pytest

import numbast
from tools import modules

SOURCE = """\
enum class Odd { mro, mro_, _x_, __y__, _, __, name, value, lambda, lambda_, real, plain };
enum class lambda { in, is };
enum Plain { _p_, except };
inline namespace v1 { enum class inner { mro }; }
struct S {
  enum class pass { mro = 3 };
  int yield;
  __device__ int del() const { return yield; }
  __device__ int plain() const { return 1; }
  static constexpr int import = 4;
};
__device__ inline int def(int from) { return from; }
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, dict[str, ast.ClassDef]]:
    """The module, and the classes of its stub by name."""
    path = tmp_path_factory.mktemp("names") / "odd_names.py"
    numbast.generate([], path, extra_source=SOURCE, nvrtc_check=False)
    stub = ast.parse(Path(f"{path}i").read_text())
    return modules.load_file(path), {n.name: n for n in ast.walk(stub) if isinstance(n, ast.ClassDef)}


def stub_names(node: ast.ClassDef) -> list[str]:
    targets = [t for n in node.body if isinstance(n, ast.Assign) for t in n.targets]
    return [t.id for t in targets if isinstance(t, ast.Name)]


@pytest.mark.parametrize("name", ["Odd", "lambda_", "Plain", "inner", "S.pass_"])
def test_enums_are_what_the_stub_says(made: Any, name: str) -> None:
    lib, stubs = made
    found = lib
    for part in name.split("."):
        found = getattr(found, part)
    assert issubclass(found, enum.IntEnum)
    assert found.__name__ == name.rpartition(".")[2]
    assert list(found.__members__) == stub_names(stubs[found.__name__])


def test_names_of_odd_enumerators(made: Any) -> None:
    lib, _ = made
    assert list(lib.Odd.__members__) == (
        "mro_ mro__ _x__ __y___ _ __ name value lambda_ lambda__ real plain".split()
    )
    assert [int(e) for e in lib.Odd] == list(range(12))
    assert lib._p_ is lib.Plain._p__
    assert lib.except_ is lib.Plain.except_


def test_keywords_by_either_name(made: Any) -> None:
    """Attributes have the underscore, brackets take what C++ says, and both are one object."""
    lib, stubs = made
    assert lib["def"] is lib.def_ is lib["def_"]
    assert lib["lambda"] is lib.lambda_
    assert lib["S::pass"] is lib.S.pass_
    assert lib["S::del"] is lib.S.del_ is lib["S::del_"]
    assert lib["S::import"] == lib.S.import_ == 4
    assert [f.name for f in lib.S.fields] == ["yield_"]
    methods = [n.name for n in stubs["S"].body if isinstance(n, ast.FunctionDef)]
    assert "del_" in methods and "del_" in dir(lib.S)
    with pytest.raises(AttributeError, match="plain_"):
        _ = lib.S.plain_
