"""`using enum E` and `using E::a`: enumerators as names of another scope, whatever file declares the enum."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

import numbast
from numbast.inspecting import model_schema
from tools import cpu, modules

SOURCE = """\
#include <far.h>
namespace n { enum class F { a = 4, b = 7, lambda = 9 }; enum { nameless = 5 }; }
namespace m { using enum n::F; using far::G::g2; using n::nameless; }
struct D {
  enum class E : unsigned char { on = 1, off = 255 };
  using enum E;
  int x;
private:
  using enum n::F;
};
enum class Late : int;
enum class Late : int { soon = 3 };
typedef Late Again;
namespace k { using enum Again; using enum far::G; using far::C::K::deep; }
template <class T> struct P { using enum n::F; T x; };
typedef P<int> OfInt;
__device__ inline int value(n::F f) { return (int)f; }
__device__ inline int value(far::G g) { return 10 * (int)g; }
__device__ inline int value(D::E e) { return 100 * (int)e; }
"""
FAR = """\
#pragma once
namespace far {
enum class G : short { g1 = -2, g2 = 3 };
struct C { enum class K { deep = 6 }; };
}
"""


@pytest.fixture
def far(tmp_path: Path) -> dict[str, Any]:
    (tmp_path / "far").mkdir()
    (tmp_path / "far" / "far.h").write_text(FAR)
    return {"include_dirs": [str(tmp_path / "far")], "std": "c++20"}


def test_names(far: dict[str, Any]) -> None:
    lib = numbast.load_source(SOURCE, arch="sm_90", **far)
    assert (lib.m.a, lib.m.b, lib.m.lambda_, lib.m.nameless) == (4, 7, 9, 5)
    assert lib.m.a is lib.n.F.a
    assert repr(lib.m.g2) == "<G.g2: 3>"
    assert not hasattr(lib.m, "F")
    assert not hasattr(lib.m, "g1")
    assert (lib.D.on, lib.D.off) == (1, 255)
    assert lib.D.on is lib.D.E.on
    assert not hasattr(lib.D, "a")  # private
    assert (lib.k.soon, lib.k.g1, lib.k.deep) == (3, -2, 6)
    assert lib.k.soon is lib.Late.soon
    assert lib["m::a"] is lib.m.a
    assert dir(lib.m) == ["a", "b", "g2", "lambda_", "nameless"]


def test_in_a_kernel(far: dict[str, Any], tmp_path: Path) -> None:
    """They choose overloads as the enum's own do."""
    numbast.generate([], tmp_path / "using_enum.py", extra_source=SOURCE, **far)
    lib = modules.load_file(tmp_path / "using_enum.py")

    def kernel(out: Any) -> None:
        out[0] = lib.value(lib.m.b)
        out[1] = lib.value(lib.m.g2)
        out[2] = lib.value(lib.D.on)
        out[3] = lib.k.g1

    out = np.zeros(4)
    cpu.run(kernel, [lib], 1, 1, out, include_dirs=far["include_dirs"])
    assert out.tolist() == [7, 30, 100, -2]


def test_in_the_report_and_the_stub(far: dict[str, Any], tmp_path: Path) -> None:
    made = numbast.generate([], tmp_path / "used.py", extra_source=SOURCE, nvrtc_check=False, **far)
    fates = {(e.signature, e.line): e for e in made.entries if (e.signature or "").startswith("using")}
    assert fates["using enum n::F", 3].fate == "bound"
    assert fates["using far::G::g2", 3].python == "m.g2"
    assert fates["using enum n::F", 9].reason == "private"
    stub = (tmp_path / "used.pyi").read_text()
    assert "\nclass m:\n    a: _nb_Final[n.F]\n" in stub
    assert "\n    g2: _nb_Final[int]\n" in stub


def test_of_an_enum_that_is_excluded(far: dict[str, Any]) -> None:
    report = numbast.report([], extra_source=SOURCE, nvrtc_check=False, exclude=["n::F"], **far)
    reasons = {e.signature: e.reason for e in report.skipped}
    assert reasons["using enum n::F"] in ("'n::F' is not bound here", "private")
    assert [e.reason for e in report.skipped if e.line == 3] == ["'n::F' is not bound here"]


def test_model(far: dict[str, Any]) -> None:
    model = numbast.inspect([], extra_source=SOURCE, **far)
    jsonschema.validate(model, model_schema())
    found = [d for d in model["decls"] if d["kind"] == "using"]
    told = [(d["qualified"], d["target"], d.get("enum", False), d.get("enumerator")) for d in found]
    assert told == [
        ("m::F", "n::F", True, None),
        ("m::g2", "far::G::g2", False, "g2"),
        ("m::nameless", "n::nameless", False, "nameless"),
        ("k::Late", "Late", True, None),
        ("k::G", "far::G", True, None),
        ("k::deep", "far::C::K::deep", False, "deep"),
    ]
    assert all(len(d["targets"]) == 1 for d in found)


def test_several_archs(far: dict[str, Any]) -> None:
    """An enumerator that is not the same everywhere has no value."""
    source = """\
enum class E { same = 1, various = __CUDA_ARCH__ / 10, only
#if __CUDA_ARCH__ >= 900
, newer
#endif
};
namespace m { using enum E; }
"""
    lib = numbast.load_source(source, arch=("sm_75", "sm_90"), std="c++20")
    assert lib.m.same == 1
    for name in ("various", "only"):
        with pytest.raises(AttributeError):
            getattr(lib.m, name)
