"""Temporaries of classes that are more than their bytes: made and ended where C++17 does it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numba import cuda
from numba.cuda import types
from numba.cuda.core.errors import TypingError

from numbast.testing import compile_kernel
from tools.three_ways import WAYS, made, run

HEADER = """#pragma once
struct Counts { int made, copied, moved, gone, wrong; };
__device__ inline Counts &counts() { static Counts x; return x; }
__device__ inline int made() { return counts().made; }
__device__ inline int copied() { return counts().copied; }
__device__ inline int moved() { return counts().moved; }
__device__ inline int gone() { return counts().gone; }
__device__ inline int wrong() { return counts().wrong; }
__device__ inline void reset() { counts() = Counts{}; }
namespace ns {
struct S {
  int v; const S *self;
  __device__ S(int a, int b = 0) : v(a + b), self(this) { counts().made++; }
  __device__ S(const S &o) : v(o.v), self(this) { counts().copied++; }
  __device__ S(S &&o) : v(o.v), self(this) { counts().moved++; o.v = -7; }
  __device__ S &operator=(const S &o) { v = o.v; return *this; }
  __device__ ~S() { counts().gone++; check(); }
  __device__ void check() const { if (self != this) counts().wrong++; }
  __device__ int eat(S s, int more = 0) const { s.check(); return s.v + v + more; }
  __device__ S operator+(S o) const { o.check(); return S(v + o.v); }
  __device__ int operator[](S i) const { return v * 100 + i.v; }
  __device__ S &operator+=(S o) { v += o.v; return *this; }
  __device__ S twice() const { return S(v * 2); }
  __device__ const S &same() const { return *this; }
  __device__ static int still(S s) { return s.v; }
  __device__ bool operator==(const S &o) const { return v == o.v; }
  __device__ explicit operator bool() const { return v != 0; }
};
struct T { int w; __device__ T(int a) : w(a) {} __device__ operator S() const { return S(w, 100); } };
struct Derived : S { __device__ Derived(int a) : S(a) {} };
struct Swapped {
  int v; const Swapped *self;
  __device__ Swapped(int a) : v(a), self(this) { counts().made++; }
  __device__ Swapped(const Swapped &o) : v(o.v), self(this) { counts().copied++; }
  __device__ Swapped &operator=(Swapped o) { v = o.v; return *this; }
  __device__ ~Swapped() { counts().gone++; if (self != this) counts().wrong++; }
};
struct Holder { S s; __device__ Holder(S a, int k) : s(a) { s.v += k; } };
__device__ inline int f(S s) { s.check(); return s.v; }
__device__ inline int f(S s, S t) { s.check(); t.check(); return s.v * 10 + t.v; }
__device__ inline int more(S s, int a, int b = 5) { return s.v * 100 + a * 10 + b; }
__device__ inline int ref(const S &s) { s.check(); return s.v; }
__device__ inline const S &through(const S &s) { return s; }
__device__ inline const S &by_default(const S &s = S(9)) { return s; }
__device__ inline int moves(S &&s) { s.check(); return s.v; }
__device__ inline S make(int a) { return S(a); }
__device__ inline S both(S a, S b) { return S(a.v * 10 + b.v); }
__device__ inline Derived derived(int a) { return Derived(a); }
__device__ inline int holds(Holder h) { return h.s.v; }
__device__ inline void put(int *out, S s) { *out = s.v; }
template <class A> __device__ int generic(A a) { return a.v + 1; }
struct Text { int n; __device__ Text(const S &s) : n(s.v) { s.check(); } };
__device__ inline int text(const Text &t) { return t.n; }
// moved alone
struct U {
  int v;
  __device__ U(int a) : v(a) { counts().made++; }
  U(const U &) = delete;
  __device__ U(U &&o) : v(o.v) { o.v = 0; counts().moved++; }
  __device__ U &operator=(U &&o) { v = o.v; o.v = 0; return *this; }
  __device__ ~U() { counts().gone++; }
};
struct Owner {
  U u;
  __device__ Owner(U a) : u(static_cast<U &&>(a)) {}
  __device__ int get() const { return u.v; }
};
struct Sinks {
  int v;
  __device__ Sinks(int a) : v(a) { counts().made++; }
  __device__ Sinks(const Sinks &o) : v(o.v) { counts().copied++; }
  __device__ Sinks(Sinks &&o) : v(o.v) { counts().moved++; o.v = 0; }
  __device__ Sinks &operator=(Sinks o) { v = o.v; return *this; }
  __device__ ~Sinks() { counts().gone++; }
};
__device__ inline Sinks &&moved_sinks(Sinks &s) { return static_cast<Sinks &&>(s); }
__device__ inline const S &&const_moved(const S &s) { return static_cast<const S &&>(s); }
struct Keeps {
  S s;
  __device__ Keeps(int a) : s(a) {}
  __device__ operator const S &() const { return s; }
};
struct Implicit { U u; __device__ Implicit(int a) : u(a) {} };
__device__ inline Implicit &&move_implicit(Implicit &m) { return static_cast<Implicit &&>(m); }
struct Lone {
  int v;
  __device__ Lone(int a) : v(a) {}
  __device__ Lone(const Lone &o) : v(o.v) {}
  Lone &operator=(const Lone &) = delete;
  __device__ ~Lone() { v = 0; }
};
__device__ inline Lone same(const Lone &l) { return Lone(l.v); }
struct Boxed { U u; __device__ Boxed(int a) : u(a) {} };
__device__ inline int look(U &&u) { return u.v; }
__device__ inline int sink(U u) { return u.v; }
__device__ inline U make_u(int a) { return U(a); }
__device__ inline int take(U &&u) { int x = u.v; u.v = 0; return x; }
__device__ inline U &&move(U &u) { return static_cast<U &&>(u); }
}
"""

#: (what the kernel does, out[0], objects made, copied, moved, destroyed before the kernel ends)
CASES = [
    ("out[0] = ns.f(ns.S(3))", 3, 1, 0, 0, 1),
    ("out[0] = ns.f(ns.S(3, 4))", 7, 1, 0, 0, 1),
    ("out[0] = ns.f(3)", 3, 1, 0, 0, 1),
    ("out[0] = ns.f(ns.T(3))", 103, 1, 0, 0, 1),
    ("out[0] = ns.f(ns.make(3))", 3, 1, 0, 0, 1),
    ("out[0] = ns.f(ns.S(3), ns.S(4))", 34, 2, 0, 0, 2),
    ("out[0] = ns.f(ns.S(3), 4)", 34, 2, 0, 0, 2),
    ("s = ns.S(5)\nout[0] = ns.f(s)", 5, 1, 1, 0, 1),
    ("s = ns.S(5)\nout[0] = ns.f(s, ns.S(1))", 51, 2, 1, 0, 2),
    ("s = ns.S(5)\nout[0] = ns.f(ns.S(s))", 5, 1, 1, 0, 1),
    ("out[0] = ns.f(ns.S(ns.S(3)))", 3, 1, 0, 0, 1),
    ("s = ns.S(ns.S(ns.S(3)))\nout[0] = s.v", 3, 1, 0, 0, 0),
    ("out[0] = ns.more(ns.S(3), 4)", 345, 1, 0, 0, 1),
    ("out[0] = ns.more(ns.S(3), 4, 6)", 346, 1, 0, 0, 1),
    ("out[0] = ns.more(b=6, a=4, s=ns.S(3))", 346, 1, 0, 0, 1),
    ("out[0] = ns.ref(3)", 3, 1, 0, 0, 1),
    ("out[0] = ns.ref(ns.T(3))", 103, 1, 0, 0, 1),
    ("out[0] = ns.through(3).same().v", 3, 1, 0, 0, 1),
    ("out[0] = ns.by_default(3).v", 3, 1, 0, 0, 1),
    ("out[0] = ns.moves(3)", 3, 1, 0, 0, 1),
    ("out[0] = ns.moves(ns.S(3))", 3, 1, 0, 0, 1),
    ("s = ns.S(5)\nout[0] = s.eat(ns.S(2))", 7, 2, 0, 0, 1),
    ("s = ns.S(5)\nout[0] = s.eat(2, 3)", 10, 2, 0, 0, 1),
    ("out[0] = ns.S.still(ns.S(2))", 2, 1, 0, 0, 1),
    ("s = ns.S(5)\nout[0] = ns.ref(s + ns.S(2))", 7, 3, 0, 0, 2),
    ("s = ns.S(5)\nout[0] = ns.f(s + ns.S(2))", 7, 3, 0, 0, 2),
    ("s = ns.S(5)\nout[0] = ns.f(s + 2)", 7, 3, 0, 0, 2),
    ("s = ns.S(5)\nout[0] = s[ns.S(2)]", 502, 2, 0, 0, 1),
    ("s = ns.S(5)\ns += ns.S(2)\nout[0] = s.v", 7, 2, 0, 0, 1),
    ("s = ns.S(5)\nt = s + 2\nout[0] = t.v", 7, 3, 0, 0, 1),
    ("s = ns.S(5)\nout[0] = ns.f(s.twice())", 10, 2, 0, 0, 1),
    ("out[0] = ns.f(ns.both(ns.S(1), ns.make(2)))", 12, 3, 0, 0, 3),
    ("out[0] = ns.f(ns.both(1, ns.both(2, ns.S(3))))", 33, 5, 0, 0, 5),
    ("out[0] = ns.f(ns.derived(4))", 4, 1, 0, 1, 2),
    ("h = ns.Holder(ns.S(3), 4)\nout[0] = h.s.v", 7, 1, 1, 0, 1),
    ("out[0] = ns.holds(ns.Holder(3, 4))", 7, 1, 1, 0, 2),
    ("s = ns.S(1)\ns = ns.S(2)\nout[0] = s.v", 2, 2, 0, 0, 1),
    ("s = ns.S(1)\nfor i in range(3):\n  out[0] += ns.f(ns.S(i)) + ns.ref(i)", 6, 7, 0, 0, 6),
    ("a = ns.Swapped(1)\na = ns.Swapped(2)\nout[0] = a.v", 2, 2, 0, 0, 1),
    ("a = ns.Swapped(1)\nb = ns.Swapped(2)\na = b\nout[0] = a.v", 2, 2, 1, 0, 1),
    ("out[0] = ns.sink(ns.U(3))", 3, 1, 0, 0, 1),
    ("out[0] = ns.sink(3)", 3, 1, 0, 0, 1),
    ("out[0] = ns.sink(ns.make_u(3))", 3, 1, 0, 0, 1),
    ("out[0] = ns.take(ns.U(3))", 3, 1, 0, 0, 1),
    ("u = ns.U(3)\nout[0] = ns.sink(ns.move(u)) * 10 + u.v", 30, 1, 0, 1, 1),
    ("u = ns.U(ns.U(3))\nout[0] = u.v", 3, 1, 0, 0, 0),
    ("u = ns.U(3)\nt = ns.U(ns.move(u))\nout[0] = t.v * 10 + u.v", 30, 1, 0, 1, 0),
    ("u = ns.U(3)\nu = ns.U(4)\nout[0] = u.v", 4, 2, 0, 0, 1),
    ("u = ns.make_u(3)\nout[0] = u.v", 3, 1, 0, 0, 0),
    ("o = ns.Owner(ns.U(3))\nout[0] = o.get()", 3, 1, 0, 1, 1),
    ("out[0] = ns.generic(ns.S(3))", 4, 1, 0, 0, 1),
    ("s = ns.S(1)\nt = ns.S(2)\nout[0] = ns.ref(s if out[0] == 1 else t)", 2, 2, 0, 0, 0),
    ("s = ns.S(1)\nt = ns.S(2)\nout[0] = ns.f(s if out[0] == 0 else t)", 1, 2, 1, 0, 1),
    ("s = ns.S(1)\nt = ns.S(2)\nu = t if out[0] == 0 else s\nout[0] = u.v", 2, 2, 1, 0, 0),
    ("s = ns.S(0)\nt = ns.S(2)\nout[0] = ns.ref(s or t)", 2, 2, 0, 0, 0),
    ("s = ns.S(1)\nt = ns.S(1)\nout[0] = 5 if s == t == ns.S(1) else 6", 5, 3, 0, 0, 1),
    ("out[0] = 0\nif ns.ref(ns.S(1)) < 3:\n  out[0] = 4", 4, 1, 0, 0, 1),
    ("i = 0\nwhile ns.ref(ns.S(i)) < 3:\n  i += 1\nout[0] = i", 3, 4, 0, 0, 4),
    ("out[0] = ns.ref(ns.S(1)) and ns.ref(ns.S(2))", 2, 2, 0, 0, 2),
    ("out[0] = 3 if ns.S(1) else 4", 3, 1, 0, 0, 1),
    ("s = ns.S(3)\nout[0] = ns.text(s)", 3, 1, 0, 0, 0),
    ("b = ns.Boxed(1)\nb.u = ns.U(2)\nout[0] = b.u.v", 2, 2, 0, 0, 1),
    ("b = ns.Boxed(1)\nout[0] = ns.sink(ns.Boxed(4).u)", 4, 2, 0, 1, 2),
    ("a = ns.Sinks(1)\nb = ns.Sinks(2)\na = ns.moved_sinks(b)\nout[0] = a.v * 10 + b.v", 20, 2, 0, 1, 1),
    ("s = ns.S(3)\nt = ns.const_moved(s)\nout[0] = t.v * 10 + s.v", 33, 1, 1, 0, 0),
    ("k = ns.Keeps(3)\nout[0] = ns.ref(k)", 3, 1, 0, 0, 0),
    ("k = ns.Keeps(3)\nout[0] = ns.f(k)", 3, 1, 1, 0, 1),
    ("h = ns.Holder(3, 4)\nt = ns.S(9)\nout[0] = ns.ref(h.s if out[0] == 0 else t)", 7, 2, 1, 0, 1),
    ("u = ns.U(1)\nout[0] = ns.look(ns.move(u)) * 10 + u.v", 11, 1, 0, 0, 0),
    ("u = ns.U(1)\nt = ns.U(2)\nt = ns.move(u)\nout[0] = t.v * 10 + u.v", 10, 2, 0, 0, 0),
    ("out[0] = ns.f(ns.S(1), 7 if out[0] == 0 else 8)", 17, 2, 0, 0, 2),
]


SEVERAL = "an object of ns::S is one of several, chosen at run time; use an if statement"
COUNTED = ["made", "copied", "moved", "gone", "wrong"]
WIDTH = 1 + len(COUNTED)


@pytest.fixture(scope="module", params=WAYS)
def lib(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    listed = ["ns::generic<ns::S>"]
    return made(request.param, HEADER, tmp_path_factory.mktemp(request.param), listed)


def kernel_of(lib: Any, cases: Sequence[str], folder: Path) -> Any:
    """A kernel that does what each text says in a device function of its own, which then counts."""
    lines = []
    for number, text in enumerate(cases):
        lines += ["@cuda.jit(device=True)", f"def case_{number}(out):", "    lib.reset()"]
        lines += [f"    {line}" for line in text.split("\n")]
        lines += [f"    out[{i}] = lib.{name}()" for i, name in enumerate(COUNTED, 1)]
    lines += ["def kernel(out):"]
    lines += [f"    case_{i}(out[{i * WIDTH}:{(i + 1) * WIDTH}])" for i in range(len(cases))]
    file = folder / "kernel_text.py"
    file.write_text("\n".join(lines) + "\n")
    scope = {"lib": lib, "ns": lib.ns, "np": np, "cuda": cuda}
    exec(compile(file.read_text(), str(file), "exec"), scope)
    return scope["kernel"]


@pytest.mark.parametrize("first", range(0, len(CASES), 14))
def test_counts(lib: Any, first: int, tmp_path: Path) -> None:
    """As many objects as C++17 makes, copies, moves and destroys, all of which know where they are."""
    cases = CASES[first : first + 14]
    out = run(lib, kernel_of(lib, [c[0] for c in cases], tmp_path), len(cases) * WIDTH)
    found = [(c[0], *out[i * WIDTH : (i + 1) * WIDTH]) for i, c in enumerate(cases)]
    assert found == [(*c, 0) for c in cases]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "u = ns.U(3)\n    out[0] = ns.sink(u)",
            "argument 1 of ns::sink is ns::U by value, which cannot be copied, only moved",
        ),
        ("u = ns.U(3)\n    t = u\n    out[0] = t.v", "ns::U cannot be copied"),
        ("out[0] = ns.f(ns.S(1) if out[0] == 0 else ns.S(2))", SEVERAL),
        (
            "out[0] = ns.by_default().v",
            "by_default returns a reference, maybe to what its parameter 's' is by default, which ends",
        ),
        ("s = ns.S(1) if out[0] == 0 else ns.S(2)\n    out[0] = s.v", SEVERAL),
        (
            "m = ns.Implicit(1)\n    n = ns.move_implicit(m)\n    out[0] = n.u.v",
            "ns::Implicit has no constructor that is bound and copies or moves this object",
        ),
        (
            "u = ns.Lone(1)\n    u = ns.same(u)\n    out[0] = u.v",
            "'u' is assigned what is made from it, and ns::Lone has no operator= for that; use another",
        ),
    ],
)
def test_refused(lib: Any, text: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "refused.py"
    file.write_text(f"def kernel(out):\n    {text}\n")
    scope = {"ns": lib.ns}
    exec(compile(file.read_text(), str(file), "exec"), scope)
    with pytest.raises(TypingError) as caught:
        compile_kernel(scope["kernel"], types.void(types.float64[::1]))
    assert message in str(caught.value)


def test_loops(lib: Any) -> None:
    """Temporaries of each round, of branches, of what waits for another one."""
    ns = lib.ns

    def kernel(out: Any) -> None:
        lib.reset()
        total = 0
        s = ns.S(1)
        for i in range(4):
            if i % 2 == 0:
                total += ns.f(ns.S(i), i if i > 1 else 9)
            else:
                total += s.eat(i) + ns.ref(ns.T(i))
            s = s + ns.S(i)
        out[0], out[1] = total, s.v
        out[2], out[3], out[4], out[5] = lib.made() - lib.gone(), lib.copied(), lib.moved(), lib.wrong()

    values = [(i * 10 + (i if i > 1 else 9)) if i % 2 == 0 else 0 for i in range(4)]
    v, total = 1, 0
    for i in range(4):
        total += values[i] if i % 2 == 0 else v + i + 100 + i
        v += i
    assert run(lib, kernel, 6) == [total, v, 1, 0, 0, 0]


@pytest.mark.gpu
@pytest.mark.parametrize("debug", [False, True])
def test_on_a_device(lib: Any, debug: bool, tmp_path: Path) -> None:
    texts = [c[0] for c in CASES]
    kernel = cuda.jit(debug=debug, opt=not debug)(kernel_of(lib, texts, tmp_path))
    out = cuda.to_device(np.zeros(len(CASES) * WIDTH))
    kernel[1, 1](out)
    values = out.copy_to_host().reshape(-1, WIDTH)
    assert [(t, *row) for t, row in zip(texts, values.tolist(), strict=True)] == [(*c, 0) for c in CASES]
