"""Which functions the pass over objects leaves alone after one look, and that it does look at all others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tools import cpu
from tools.cpu import CC

HEADER = """
struct S {
  int x;
  __device__ S(int v) : x(v) {}
  __device__ int get() const { return x; }
  __device__ void set(int v) { x = v; }
  __device__ const S &self() const { return *this; }
  __device__ S operator-() const { return S(-x); }
  __device__ S operator+(const S &o) const { return S(x + o.x); }
  __device__ S &operator+=(const S &o) { x += o.x; return *this; }
  __device__ S operator|(const S &o) const { return S(x | o.x); }
  __device__ int operator[](int i) const { return x + i; }
  __device__ S operator*(const S &o) const { return S(x * o.x); }
  __device__ S operator*(S &&o) const { return S(-x); }
  __device__ S operator%(int i) { return S(x %= i); }
  __device__ S operator-(const S &o) const { return S(x - o.x); }
};
class Private {
  int x;

 public:
  __device__ Private(int v) : x(v) {}
  __device__ int get() const { return x; }
};
struct R {
  int x[2];
  __device__ R(int v) : x{v, v} {}
  __device__ int &operator[](int i) { return x[i]; }
};
struct Moved { int k; __device__ Moved(const S &) : k(1) {} __device__ Moved(S &&) : k(2) {} };
struct Number { int k; __device__ Number(const int &) : k(1) {} __device__ Number(int &&) : k(2) {} };
__device__ inline int through(Moved m) { return m.k; }
__device__ inline int number(Number m) { return m.k; }
struct Kept { const S *s; __device__ Kept(const S &s) : s(&s) {} };
struct Counted {
  int x;
  __device__ Counted(int v) : x(v) {}
  __device__ Counted(const Counted &o) : x(o.x + 1) {}
};
struct Place {
  int x[8];
  __device__ long long at() const { return (long long)this; }
  __device__ long long to(const Place &o) const { return (long long)&o - (long long)this; }
  __device__ long long operator-(const Place &o) const { return (long long)this - (long long)&o; }
  __device__ long long operator~() const { return (long long)this; }
  __device__ long long operator[](int i) const { return (long long)this; }
  __device__ long long operator()(int i) const { return (long long)this; }
  __device__ int zero() const { return 0; }
  __device__ operator long long() const { return (long long)this; }
  __device__ const Place &self() const { return *this; }
  __device__ const Place &after(int *n, int digit) const { *n = 10 * *n + digit; return *this; }
  __device__ long long then(int n) const { return (long long)this + n; }
};
struct Holder { Place place; __device__ const Holder &self() const { return *this; } };
struct Outer { int x[8]; Holder holder; __device__ const Outer &self() const { return *this; } };
__device__ inline long long address_of(const Outer &o) { return (long long)&o; }
__device__ inline int noted(int *n, int digit) { *n = 10 * *n + digit; return *n; }
__device__ inline long long place(const Place &s) { return (long long)&s; }
__device__ inline long long between(int i, const Place &s, int k) { return (long long)&s + i + k; }
__device__ inline float half_of(float x) { return x / 2; }
struct Mutable { mutable int x; __device__ operator int() const { return ++x; } };
__device__ inline int small(int x) { return x; }
__device__ inline long long wide(long long x) { return x; }
__device__ inline int peek(const S &s) { return s.x; }
__device__ inline int address(const S *s) { return s->x; }
__device__ inline void change(S &s) { s.x++; }
__device__ inline int take(S &s, int a, bool b) { s.x += a; return s.x + b; }
"""
#: Name -> a kernel's lines, what it computes.
ALONE = {
    "functions of numbers": ("out[0] = half_of(n)", 2.5),
    "constant methods": ("s = S(n)\nout[0] = s.get() + peek(S(2))", 7),
    "fields": ("s = S(n)\nout[0] = s.x", 5),
    "copies": ("s = S(n)\nt = s\nout[0] = t.get()", 5),
    "branches": ("s = S(n)\nif n > 2:\n    s = S(3)\nout[0] = s.get()", 3),
    "numbers that are changed": ("s = S(n)\nm = n\nm += s.get()\nout[0] += m", 10),
    "elements' fields": ("a = cuda.local.array(2, dtype=S)\nout[0] = a[1].x", 0),
    "an operator": ("s = S(n) + S(2)\nout[0] = s.get()", 7),
    "an operator of one": ("s = -S(n)\nout[0] = s.get()", -5),
    "an element": ("s = S(n)\nout[0] = s[1]", 6),
    "an operator and a conversion": ("s = S(n) + 2\nout[0] = s.get()", 7),
    "an operator in place that is none": ("s = S(n)\ns |= S(2)\nout[0] = s.get()", 7),
    "methods of elements": ("a = cuda.local.array(2, dtype=S)\nout[0] = a[1].get()", 0),
    "operators of elements": ("a = cuda.local.array(2, dtype=S)\nout[0] = (a[1] + S(2)).x", 2),
    "references": ("s = S(n)\nout[0] = s.self().self().get() + s.self().x", 10),
    "references that are copied": ("s = S(n)\nt = s.self()\nout[0] = t.get() + (t.self() + s.self()).x", 15),
    "references of elements": (
        "a = cuda.local.array(2, dtype=S)\nout[0] = a[1].self().get() + peek(a[0].self())",
        0,
    ),
    "parts of elements": ("b = cuda.local.array(2, dtype=Holder)\nout[0] = b[1].place.self().zero()", 0),
    "private fields": ("p = Private(n)\nout[0] = p.get()", 5),
}
LOOKED_AT = {
    "conversions of elements": (
        "a = cuda.local.array(2, dtype=Mutable)\nb = small(a[1])\nout[0] = small(a[1]) - b",
        1,
    ),
    "a method that changes": ("s = S(n)\ns.set(2)\nout[0] = s.get()", 2),
    "a field": ("s = S(n)\ns.x = 2\nout[0] = s.x", 2),
    "a field of an element": ("a = cuda.local.array(2, dtype=S)\na[1].x = 2\nout[0] = a[1].x", 2),
    "a choice between arguments": ("s = S(n)\ns.set(1 if n > 5 else 2)\nout[0] = s.get()", 2),
    "a choice of three": ("s = S(n)\ns.set(1 if n > 9 else 2 if n > 4 else 3)\nout[0] = s.get()", 2),
    "a choice of references": (
        "s = S(n)\nt = S(2)\ns.set(7)\nout[0] = peek(s if n > 9 else t if n > 4 else s)",
        2,
    ),
    "a choice beside an object": (
        "s = S(n)\nout[0] = take(s, 1 if n > 9 else 2 if n > 4 else 3, n > 1 and n < 9)\nout[0] += s.get()",
        15,
    ),
    "a choice beside an element": (
        "a = cuda.local.array(2, dtype=S)\na[1].set(1 if n > 9 else 2 if n > 4 else 3)\nout[0] = a[1].get()",
        2,
    ),
    "a reference": ("s = S(n)\nchange(s)\nout[0] = s.get()", 6),
    "a pointer": ("s = S(n)\nout[0] = address(s)", 5),
    "an operator in place": ("s = S(n)\ns += S(2)\nout[0] = s.get()", 7),
    "an address that is kept": ("s = S(n)\nk = Kept(s)\nout[0] = s.get()", 5),
    "an element of two": ("a = cuda.local.array(2, dtype=S)\nout[0] = (a[0] if n else a[1]).get()", 0),
    "elements that are assigned": ("a = cuda.local.array(2, dtype=S)\na[1] = S(2)\nout[0] = a[1].x", 2),
    "an operator that moves": ("s = S(n) * S(2)\nout[0] = s.get()", -5),
    "an operator that changes": ("s = S(n)\nt = s % 2\nout[0] = t.get()", 1),
    "a reference from an operator": ("r = R(n)\nout[0] = r[1]", 5),
    "a conversion that moves": ("out[0] = through(S(n))", 2),
    "a conversion of a number that moves": ("out[0] = number(np.int32(n))", 2),
    "copies that are counted": ("s = Counted(n)\nt = s\nout[0] = t.x", 6),
}


@pytest.fixture(scope="module")
def lib(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Path]:
    import numbast

    path = tmp_path_factory.mktemp("early") / "early.cuh"
    path.write_text(HEADER)
    return numbast.load(path, arch=f"sm_{CC[0]}{CC[1]}"), path.parent


@pytest.mark.parametrize("name", [*ALONE, *LOOKED_AT])
def test_which_functions_are_left_alone(
    lib: tuple[Any, Path], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Executed with 5 for `n`; either way the kernel computes what C++ does."""
    from numba import cuda

    from numbast.runtime import lvalue_pass

    # the runtime of a static module may serve the process
    names = type(lib[0].__numbast_library__).rows.__globals__
    run_pass = names.get("ObjectPass", lvalue_pass.ObjectPass)
    seen: list[Any] = []
    run = run_pass.run
    monkeypatch.setattr(run_pass, "run", lambda self: seen.append(self) or run(self))
    lines, want = {**ALONE, **LOOKED_AT}[name]
    space = {"cuda": cuda, "np": np, **{n: getattr(lib[0], n) for n in dir(lib[0]) if n[0] != "_"}}
    exec("def kernel(out, n):\n    " + lines.replace("\n", "\n    ") + "\n", space)
    out = np.zeros(1)
    cpu.run(space["kernel"], [lib[0]], 1, 1, out, 5, include_dirs=[lib[1]])
    assert out[0] == want
    assert bool(seen) == (name in LOOKED_AT)


#: What C++ sees of an element is the element, here its address: 32 bytes lie between two.
PLACES = {
    "methods": "out[0] = a[1].at() - a[0].at()",
    "indices": "out[0] = a[n - 4].at() - a[n - 5].at()",
    "arguments of methods": "out[0] = a[0].to(a[1])",
    "arguments": "out[0] = place(a[1]) - place(a[0])",
    "keywords": "out[0] = between(1, s=a[1], k=2) - between(1, a[0], k=2)",
    "operators": "out[0] = a[1] - a[0]",
    "operators of one": "out[0] = ~a[1] - ~a[0]",
    "brackets": "out[0] = a[1][2] - a[0][0]",
    "calls": "out[0] = a[1](2) - a[0](0)",
    "references": "out[0] = a[1].self().at() - a[0].self().at()",
    "loops": "for i in range(2):\n    out[0] += (2 * i - 1) * a[i].at()",
    "branches": "if n == 5:\n    out[0] = a[1].at()\nelse:\n    out[0] = 0\nout[0] -= a[0].at()",
    "twice": "p = a[1].to(a[1]) + a[0].to(a[1])\nout[0] = p",
    "parts": "b = cuda.local.array(2, dtype=Holder)\nout[0] = b[1].place.at() - b[0].place.at()",
    "parts that are arguments": "b = cuda.local.array(2, dtype=Holder)\nout[0] = b[0].place.to(b[1].place)",
    "conversions": "out[0] = wide(a[1]) - wide(a[0])",
    "parts' references": (
        "b = cuda.local.array(2, dtype=Holder)\n"
        "out[0] = b[1].place.self().self().at() - place(b[0].place.self())"
    ),
    "parts of references": (
        "b = cuda.local.array(2, dtype=Outer)\n"
        "out[0] = b[1].self().holder.self().place.at() - place(b[0].holder.place) - 32"
    ),
    "parts behind others": (
        "b = cuda.local.array(2, dtype=Outer)\nout[0] = b[0].holder.place.at() - address_of(b[0])"
    ),
    "a call after another": "c[0] = 0\nout[0] = a[1].after(c, 1).then(0) - a[0].at() + c[0] - 1",
    "the order of calls": "c[0] = 0\nout[0] = a[1].after(c, 1).then(noted(c, 2)) - a[0].at() - 12",
    "calls between calls": (
        "c[0] = 0\nout[0] = a[1].after(c, 1).to(a[n - noted(c, 2) + 8].after(c, 3)) + a[1].at() - a[0].at()"
        " + c[0] - 123"
    ),
    "references that nobody takes": "c[0] = 0\na[1].after(c, 1)\nout[0] = a[1].at() - a[0].at() + c[0] - 1",
    "an index that is assigned": (
        "i = 0\nx = 0\nwhile i < 1:\n    x = between(1, a[i], (i := i + 1))\nout[0] = a[1].at() - (x - 2)"
    ),
    "a reference that is copied": "r = a[1].self()\nout[0] = r.zero() + a[1].at() - a[0].at()",
    "what else is read": "c = a[1]\nout[0] = c.zero() + a[1].at() - a[0].at()",
}


@pytest.mark.filterwarnings("ignore:Could not find source")
@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("change", [False, True])
@pytest.mark.parametrize("name", PLACES)
def test_elements_go_by_address(lib: tuple[Any, Path], name: str, change: bool, debug: bool) -> None:
    """In functions that change objects, and in those that change none."""
    from numba import cuda

    lines = PLACES[name] + ("\ns = S(n)\ns.set(2)" if change else "")
    space = {"cuda": cuda, "np": np, **{n: getattr(lib[0], n) for n in dir(lib[0]) if n[0] != "_"}}
    body = "a = cuda.local.array(2, dtype=Place)\nc = cuda.local.array(1, dtype=np.int32)\n" + lines
    exec("def kernel(out, n):\n    " + body.replace("\n", "\n    ") + "\n", space)
    out = np.zeros(1, np.int64)
    cpu.run(space["kernel"], [lib[0]], 1, 1, out, 5, include_dirs=[lib[1]], debug=debug)
    assert out[0] == 32
