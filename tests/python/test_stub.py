"""The .pyi: `mypy --strict` accepts it, and the programs that are right."""

from __future__ import annotations

from pathlib import Path

import pytest

import numbast

mypy_api = pytest.importorskip("mypy.api")

HEADER = """\
enum class Flag { none, mro, both = 3 };
__device__ inline Flag operator|(Flag a, Flag b) { return Flag(int(a) | int(b)); }
namespace geo {
  struct Base { int id; };
  struct Outer : Base {
    float x;
    struct Inner { int depth; };
    static constexpr int SIZE = 4;
    __device__ Outer(float x, int y = 0) : x(x) {}
    __device__ float scaled(float by) const { return x * by; }
    __device__ static int count() { return 1; }
    __device__ static int count(int n) { return n; }
    __device__ bool operator==(const Outer &o) const { return x == o.x; }
    __device__ explicit operator float() const { return x; }
  };
  __device__ inline Outer operator*(double s, const Outer &o) { return Outer(float(s) * o.x); }
  __device__ inline Outer operator+(const Outer &a, const Outer &b) { return Outer(a.x + b.x); }
  __device__ inline Outer operator-(const Outer &a) { return Outer(-a.x); }
  __device__ inline bool operator<(const Outer &a, double b) { return a.x < b; }
  __device__ inline float norm(const Outer &o) { return o.x; }
  __device__ inline int ident(Base b) { return b.id; }
}
__device__ inline int plain(int a, int b = 1) { return a + b; }
__device__ inline float twice(float x) { return 2 * x; }
__device__ inline double twice(double x) { return 2 * x; }
__device__ inline int twice(const int *p) { return *p; }
__device__ inline int peek(int *p) { return *p; }
__device__ inline int split(int x, int *rest) { *rest = x; return x; }
__device__ inline int _IntEnum(int x) { return x; }
__device__ inline int _Any(int x) { return x; }
struct str { int n; };
struct property { int tuple; };
#define GREETING "hello"
#define LIMIT __int_as_float(0x7f800000)
__device__ inline int as_handle() { return 0; }
"""

PROGRAM = """\
import numpy as np
import m
from m import geo

size: int = geo.Outer.sizeof + geo.Outer.alignof + geo.Outer.SIZE
names: list[str] = [f.name for f in geo.Outer.fields]
bases: tuple[str, ...] = geo.Outer.bases
dtype = geo.Outer.dtype
made_of: object = m.__numbast__["headers"]
shown: str = m.plain.__name__ + m.twice.__name__
counts: int = len(m.plain.overloads) + len(m.twice.overloads) + len(geo.Outer.overloads)
counts += len(geo.Outer.count.overloads)

def kernel() -> None:
    o = geo.Outer(1.5)
    a: geo.Outer = 2.0 * o
    b: geo.Outer = o + o
    c: geo.Outer = o + 1.0
    d: geo.Outer = 1.0 + o
    e: geo.Outer = -o
    less: bool = o < 2.0
    more: bool = 2.0 > o
    same: bool = o == a
    n: float = geo.norm(o) + geo.norm(2.5) + geo.norm(np.float32(1))
    i: int = geo.ident(o) + o.id + o.count() + o.count(2) + geo.Outer.count()
    x: float = o.x + float(o) + o.scaled(2)
    inner = geo.Outer.Inner(3)
    depth: int = inner.depth
    f: m.Flag = m.Flag.mro_ | m.Flag.both
    j: int = m.plain(1) + m.plain(a=1, b=np.int32(2)) + m.peek(4) + m.twice(np.zeros(3, np.int32))
    y: float = m.twice(2.0) + m.twice(np.float32(1))
    q, rest = m.split(3)
    k: int = q + rest + m._IntEnum(1) + m._Any(2) + m.str(3).n + m.property(1).tuple
    text: str = m.GREETING
    limit: float = m.LIMIT
"""

WRONG = [
    ("m.plain('a')", "arg-type"),
    ("m.plain(1, 2, 3)", "call-arg"),
    ("m.missing", "attr-defined"),
    ("m.geo.Outer(1.0).nothing", "attr-defined"),
    ("m.geo.norm('a')", "arg-type"),
    ("m.peek(None)", "arg-type"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Holds `m.py` and `m.pyi`."""
    path = tmp_path_factory.mktemp("stub")
    (path / "h.cuh").write_text(HEADER)
    intents = {"peek": {"p": "in"}, "split": {"rest": "out"}}
    numbast.generate(path / "h.cuh", path / "m.py", intents=intents, nvrtc_check=False)
    return path


def checked(folder: Path, *files: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """What `mypy --strict` says; '' when nothing."""
    monkeypatch.chdir(folder)
    out, err, status = mypy_api.run(["--strict", "--no-error-summary", *files])
    assert bool(status) == bool(out), err
    return str(out)


def test_stub_is_right(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert checked(folder, "m.pyi", monkeypatch=monkeypatch) == ""


def test_right_programs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "user.py").write_text(PROGRAM)
    assert checked(folder, "user.py", monkeypatch=monkeypatch) == ""


def test_wrong_programs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line each, and an error for each."""
    lines = [text for text, _ in WRONG]
    (folder / "wrong.py").write_text("import m\n" + "".join(f"{line}\n" for line in lines))
    said = checked(folder, "wrong.py", monkeypatch=monkeypatch).splitlines()
    found = {int(line.split(":")[1]): line for line in said if ": error: " in line}
    for number, (text, kind) in enumerate(WRONG, 2):
        assert number in found and f"[{kind}]" in found[number], (text, said)
