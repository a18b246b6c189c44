"""Why a parameter can't have an intent: the core's words."""

from __future__ import annotations

from pathlib import Path

import pytest

import numbast

HEADER = """\
struct P { int x; };
struct Only { __device__ explicit Only(int) {} };
struct Fixed { __device__ Fixed() {} Fixed(const Fixed &) = delete; };
struct Box { int x; __device__ void fill(P &p) { p.x = x; } };
__device__ inline void get(P &p, P &q) { p = q; }
__device__ inline void only(Only &o) {}
__device__ inline void fixed(Fixed &f) {}
__device__ inline void look(const P &p) {}
__host__ void host(P &p) {}
"""

REFUSED = [
    ("host", "p", "out", "'host' is skipped: host function"),
    ("only", "o", "out", "'Only &': the class has no default constructor: use inout"),
    ("fixed", "f", "inout", "'Fixed &': objects of the class cannot be copied"),
    ("look", "p", "out", "'const P &': only a non-const reference or pointer can be an output"),
]


@pytest.mark.parametrize(("function", "parameter", "intent", "text"), REFUSED, ids=[r[0] for r in REFUSED])
def test_refused(tmp_path: Path, function: str, parameter: str, intent: str, text: str) -> None:
    (tmp_path / "h.cuh").write_text(HEADER)
    with pytest.raises(numbast.NumbastError) as refused:
        numbast.generate(tmp_path / "h.cuh", tmp_path / "m.py", intents={function: {parameter: intent}})
    assert text in str(refused.value)


def test_every_object_by_intent(tmp_path: Path) -> None:
    """A function is bound when each of its references has an intent."""
    (tmp_path / "h.cuh").write_text(HEADER)
    intents = {"get": {"p": "out", "q": "in"}, "only": {"o": "inout"}}
    numbast.generate(tmp_path / "h.cuh", tmp_path / "m.py", intents=intents, nvrtc_check=False)
    stub = (tmp_path / "m.pyi").read_text()
    assert "def get(q: P) -> P:" in stub
    assert "def only(o: Only) -> Only:" in stub
