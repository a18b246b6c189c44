"""Objects in kernels: what changes them changes them as in C++, or is refused with what to write instead.

Every kernel is executed on the CPU, optimised and as debug code, and compared with the same program in C++.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numba import cuda
from numba.cuda import types

from tools import modules
from tools.cpu import CpuKernel, pretend_device, shim_library

HEADER = Path(__file__).parent / "records_header.cuh"
SIGNATURE = types.void(types.int64[::1], types.int64)
KERNELS: dict[str, tuple[Callable[..., None], str]] = {}
HELPERS = (
    "device_change", "device_made", "device_read", "device_value", "counted_inner", "locks_first", "locks_second", "locks_writes", "renewed_inner", "tracked_through",
)  # fmt: skip


@pytest.fixture(scope="module")
def lib() -> Any:
    return modules.bound(str(HEADER), "records_header")


def kernel(twin: str) -> Any:
    """A kernel and the body of the same function in C++."""
    return lambda f: KERNELS.setdefault(f.__name__, (f, twin))[0]


def twins() -> ctypes.CDLL:
    """All C++ twins, compiled."""
    bodies = [
        f'extern "C" void twin_{name}(long long *out, long long n) {{\n{text}\n}}\n'
        for name, (_, text) in KERNELS.items()
    ]
    return ctypes.CDLL(str(shim_library(f'#include "{HEADER}"\n' + "".join(bodies))))


def in_space(lib: Any, f: Callable[..., None]) -> Callable[..., None]:
    """The function with the library's names as its globals."""
    names = {n: getattr(lib, n) for n in dir(lib) if not n.startswith("_")}
    pretend_device()
    space = {**f.__globals__, **names}
    made = type(f)(f.__code__, space, f.__name__, f.__defaults__, f.__closure__)
    for helper in HELPERS:
        inner = globals()[helper]
        space[helper] = cuda.jit(device=True)(type(inner)(inner.__code__, space, helper))
    return made


def device_change(s: Any, arr: Any) -> Any:
    s.set(50)
    arr[0].set(60)
    return s


def device_value(s: Any) -> Any:
    return s.v


def device_read(s: Any) -> Any:
    return s.x


# ruff: noqa: E501, E741, F821, F841


@kernel("S s(1); s.set(3); out[0] = s.get();")
def local(out, n):
    s = S(1)
    s.set(3)
    out[0] = s.get()


@kernel(
    "S s(3); S t = s; t.set(4); out[0] = s.get(); out[1] = t.get(); S u = s, v = s; u.set(9); out[2] = v.x;"
)
def copies(out, n):
    s = S(3)
    t = s
    t.set(4)
    out[0] = s.get()
    out[1] = t.get()
    u = v = s
    u.set(9)
    out[2] = v.x


@kernel(
    "S s(10); int r; for (int i = 0; i < n; i++) { r = s.next(); if (i == 0) out[1] = r; }"
    "out[0] = s.get(); out[2] = r;"
)
def loop(out, n):
    s = S(10)
    for i in range(n):
        r = s.next()
        if i == 0:
            out[1] = r
    out[0] = s.get()
    out[2] = r


@kernel(
    "S s(5); for (int i = 0; i < n; i++) { if (i == 2) { out[0] = s.get(); s = S(50); } s.next();"
    "if (i == 3) out[1] = s.get(); } while (s.x < 53) s.next(); out[2] = s.x;"
)
def phis(out, n):
    s = S(5)
    for i in range(n):
        if i == 2:
            out[0] = s.get()
            s = S(50)
        s.next()
        if i == 3:
            out[1] = s.get()
    while s.x < 53:
        s.next()
    out[2] = s.x


@kernel(
    "S s(1); s.x = 5; s.inner.x = 6; out[0] = s.x; out[1] = s.inner.x; out[2] = s.inner.y; s.inner.bump();"
    "out[3] = s.inner.x; S t(2); s.inner = t.inner; s.w = 4.5; out[4] = s.w * 2; out[5] = s.inner.y;"
    "s.inner += 3; out[6] = s.inner.x; s.x += 4; out[7] = s.x;"
)
def fields(out, n):
    s = S(1)
    s.x = 5
    s.inner.x = 6
    out[0], out[1], out[2] = s.x, s.inner.x, s.inner.y
    s.inner.bump()
    out[3] = s.inner.x
    t = S(2)
    s.inner = t.inner
    s.w = 4.5
    out[4] = s.w * 2
    out[5] = s.inner.y
    s.inner += 3
    out[6] = s.inner.x
    s.x += 4
    out[7] = s.x


@kernel(
    "S arr[4] = {S(1), S(1), S(1), S(1)}; arr[n - 3].set(2); out[0] = arr[1].get(); arr[1].x = 3;"
    "out[1] = arr[1].x; arr[1].inner.bump(); out[2] = arr[0].get(); arr[3].x += 7; out[3] = arr[3].x;"
    "S e = arr[3]; e.set(99); out[4] = arr[3].x; arr[2] += 6; out[5] = arr[2].inner.x; out[6] = arr[2].x;"
    "arr[0].inner += 5; out[7] = arr[0].inner.y; ++arr[0].inner.x; out[8] = arr[0].inner.x;"
)
def arrays(out, n):
    arr = cuda.local.array(4, dtype=S)
    for i in range(4):
        arr[i] = S(1)
    arr[n - 3].set(2)
    out[0] = arr[1].get()
    arr[1].x = 3
    out[1] = arr[1].x
    arr[1].inner.bump()
    out[2] = arr[0].get()
    arr[-1].x += 7
    out[3] = arr[3].x
    e = arr[3]
    e.set(99)
    out[4] = arr[3].x
    arr[2] += 6
    out[5] = arr[2].inner.x
    out[6] = arr[2].x
    arr[0].inner += 5
    out[7] = arr[0].inner.y
    arr[0].inner.x += 1
    out[8] = arr[0].inner.x


@kernel("S a(3); a.next(); out[0] = a.get(); a.next(); out[1] = a.get();")
def shared(out, n):
    arr = cuda.shared.array((2, 2), dtype=S)
    arr[1, 0] = S(1)
    arr[1, 0].set(3)
    arr[1, 0].next()
    out[0] = arr[1, 0].get()
    inc = arr[1]
    inc[0].next()
    out[1] = arr[1, 0].get()


@kernel(
    "S s(1); inc_ref(s); out[0] = s.x; inc_ptr(&s); out[1] = s.x; out[2] = peek(s); S a(1); inc_ref(a);"
    "out[3] = peek(a); S(1).set(3); out[4] = S(10).next(); S b(7); swap2(a, b); out[5] = a.x; out[6] = b.x;"
    "inc_ptr(&a); out[7] = a.x;"
)
def params(out, n):
    s = S(1)
    inc_ref(s)
    out[0] = s.x
    inc_ptr(s)
    out[1] = s.x
    out[2] = peek(s)
    arr = cuda.local.array(2, dtype=S)
    arr[0] = S(1)
    inc_ref(arr[0])
    out[3] = peek(arr[0])
    S(1).set(3)
    out[4] = S(10).next()
    b = S(7)
    swap2(arr[0], b)
    out[5] = arr[0].x
    out[6] = b.x
    inc_ptr(arr[0])
    out[7] = arr[0].x


@kernel(
    "S s(1); s.add(1).add(2); out[0] = s.x; s.ref().x = 9; out[1] = s.inner.x; s.ref().bump(); out[2] = s.inner.x;"
    "Inner x = s.ref(); x.bump(); out[3] = s.inner.x; out[4] = s.cref().x; s[0] = 40; s[1] += 2; out[5] = s[0];"
    "out[6] = s.inner.y; (s.add(1) += 5).set(3); out[7] = s.x;"
)
def refs(out, n):
    s = S(1)
    s.add(1).add(2)
    out[0] = s.x
    s.ref().x = 9
    out[1] = s.inner.x
    s.ref().bump()
    out[2] = s.inner.x
    x = s.ref()
    x.bump()
    out[3] = s.inner.x
    out[4] = s.cref().x
    s[0] = 40
    s[1] += 2
    out[5] = s[0]
    out[6] = s.inner.y
    s.add(1).set(3)
    out[7] = s.x


@kernel(
    "S s(1); int a = s.next(); out[0] = s.plus(a); S t(1); int b = t.next(); out[1] = t.plus(b) * 10 + b;"
    "int c = s.x; int d = s.next(); s.x = c + d; out[2] = s.x;"
)
def order(out, n):
    s = S(1)
    out[0] = s.plus(s.next())
    t = S(1)
    out[1] = t.plus(t.next()) * 10 + t.x
    s.x += s.next()
    out[2] = s.x


@kernel(
    "S a(1), b(2); { S t = a; a = b; b = t; } a.next(); out[0] = a.x; out[1] = b.x; b.set(9); out[2] = a.x;"
)
def swap(out, n):
    a = S(1)
    b = S(2)
    a, b = b, a
    a.next()
    out[0] = a.x
    out[1] = b.x
    b.set(9)
    out[2] = a.x


@kernel("S s(4); View v(&s); s.next(); out[0] = v.look(); s = S(30); out[1] = v.look();")
def kept(out, n):
    s = S(4)
    v = View(s)
    s.next()
    out[0] = v.look()
    s = S(30)
    out[1] = v.look()


@kernel("Once s(4); s.next(); out[0] = s.get(); s.x = 10; s.next(); out[1] = s.get();")
def uncopyable(out, n):
    s = Once(4)
    s.next()
    out[0] = s.get()
    s.x = 10
    s.next()
    out[1] = s.get()


@kernel(
    "State st; st_init(3, &st); long long r = 0; for (int i = 0; i < n; i++) r += st_draw(&st); out[0] = r;"
)
def opaque(out, n):
    st = State()
    st_init(3, st)
    r = 0
    for _ in range(n):
        r += st_draw(st)
    out[0] = r


@kernel("S s(1), t(50); out[0] = s.x; S a(60); out[1] = a.x; out[2] = t.x; out[3] = s.x;")
def device(out, n):
    s = S(1)
    arr = cuda.local.array(1, dtype=S)
    arr[0] = s
    t = device_change(s, arr)
    out[0], out[1], out[2], out[3] = s.x, arr[0].x, t.x, device_read(s)


@kernel("S s(3); out[0] = (++s).x; out[1] = s++; out[2] = s.x; S a(5); ++a; out[3] = a.x;")
def increments(out, n):
    s = S(3)
    out[0] = s.increment().x
    out[1] = s.post_increment(0)
    out[2] = s.x
    arr = cuda.local.array(1, dtype=S)
    arr[0] = S(5)
    arr[0].increment()
    out[3] = arr[0].x


@kernel(
    "Pair p(4); p.at(1) = 8; out[0] = p.at(1); out[1] = p.kind(); out[2] = p.cself().kind(); out[3] = Pair(1).kind();"
    "out[4] = taken(p); out[5] = taken(p.cself()); out[6] = taken(Pair(1)); out[7] = p.cself().at(2);"
    "p.m[1][2] = 31; out[8] = p(1, 2); out[9] = p ? 1 : 0; p.self().a[0] = 0; out[10] = p ? 1 : 0; p.a[0] = 12;"
    "out[11] = *p; incr(p.at(2)); out[12] = p.a[2]; incr(p.a[0]); out[13] = p.a[0];"
)
def overloads(out, n):
    p = Pair(4)
    p.a[1] = 8
    out[0] = p.at(1)
    out[1] = p.kind()
    out[2] = p.cself().kind()
    out[3] = Pair(1).kind()
    out[4] = taken(p)
    out[5] = taken(p.cself())
    out[6] = taken(Pair(1))
    out[7] = p.cself().at(2)
    p.m[1][2] = 31
    out[8] = p(1, 2)
    out[9] = 1 if p else 0
    p.self().a[0] = 0
    out[10] = 1 if p else 0
    p.a[0] = 12
    out[11] = p.deref()
    incr(p.at(2))
    out[12] = p.a[2]
    incr(p.a[0])
    out[13] = p.a[0]


@kernel(
    "Grid g{}; for (int i = 0; i < 4; i++) g.v[i] = i * 2; g.v[n - 1] += 5; out[0] = g.v[3]; g.in[1].x = 4;"
    "g.in[1].bump(); g.in[n - 4] += 2; out[1] = g.in[1].x; out[2] = g.in[0].y; g.tag = 6; g.low = -3; g.wide = 70000;"
    "out[3] = g.tag; out[4] = g.low; out[5] = g.wide; g.tag += 1; g.low = 15; out[6] = g.tag; out[7] = g.low;"
    "out[8] = g.wide; Pair p(1); p.m[1][2] = 8; p.m[n - 4][1] = 9; out[9] = p.m[1][2]; out[10] = p.m[0][1];"
    "out[11] = p.m[1][0];"
)
def parts(out, n):
    arr = cuda.local.array(2, dtype=Grid)
    for i in range(4):
        arr[1].v[i] = i * 2
    arr[1].v[n - 1] += 5
    out[0] = arr[1].v[3]
    g = arr[1]
    g.in_[0].x = 0
    g.in_[0].y = 0
    g.in_[1].x = 4
    g.in_[1].bump()
    g.in_[n - 4] += 2
    out[1] = g.in_[1].x
    out[2] = g.in_[0].y
    g.tag = 6
    g.low = -3
    g.wide = 70000
    out[3] = g.tag
    out[4] = g.low
    out[5] = g.wide
    g.tag += 1
    g.low = 15
    out[6] = g.tag
    out[7] = g.low
    out[8] = g.wide
    p = Pair(1)
    p.m[1][2] = 8
    p.m[n - 4][1] = 9
    out[9] = p.m[1][2]
    out[10] = p.m[0][1]
    out[11] = p.m[1][0]


@kernel(
    "Pair p(1); p.m[1][2] = 8; p.m[n - 4][1] += 9; out[0] = p.m[1][2]; out[1] = p.m[0][1]; out[2] = p.m[1][0]; incr(p.m[1][1]);"
    "out[3] = p.m[1][1]; Pair a[2] = {Pair(5), Pair(6)}; a[1].m[n - 3][0] = 4; a[0].m[0][2] *= 3; out[4] = a[1].m[1][0];"
    "out[5] = a[0].m[0][2]; out[6] = a[1].m[1][2]; out[7] = Pair(9).m[1][1]; out[8] = p.m[0][n - 4];"
)
def dimensions(out, n):
    p = Pair(1)
    p.m[1, 2] = 8
    p.m[n - 4, 1] += 9
    out[0] = p.m[1, 2]
    out[1] = p.m[0, 1]
    out[2] = p.m[-1, 0]
    incr(p.m[1, 1])
    out[3] = p.m[1, 1]
    a = cuda.local.array(2, dtype=Pair)
    a[0] = Pair(5)
    a[1] = Pair(6)
    a[1].m[n - 3, 0] = 4
    a[0].m[0, 2] *= 3
    out[4] = a[1].m[n - 3, 0]
    out[5] = a[0].m[0, 2]
    out[6] = a[1].m[1, -1]
    out[7] = Pair(9).m[1, n - 3]
    out[8] = p.m[0, n - 4]


@kernel(
    "int log[1] = {0}; { Counted a(log, 3); Counted b = a; b.set(5); out[0] = a.get() * 10 + b.get(); a = b; out[1] = a.get();"
    "out[2] = by_value(a); out[3] = by_reference(Counted(log, 8)); out[4] = log[0]; a = Counted(log, 77); out[6] = a.v; } out[5] = log[0];"
)
def counted(out, n):
    log = cuda.local.array(1, dtype=np.int32)
    log[0] = 0
    counted_inner(out, log)
    out[5] = log[0]


def counted_inner(out, log):
    a = Counted(log, 3)
    b = a
    b.set(5)
    out[0] = a.get() * 10 + b.get()
    a = b
    out[1] = a.get()
    out[2] = by_value(a)
    out[3] = by_reference(Counted(log, 8))
    out[4] = log[0]
    a.assign(Counted(log, 77))
    out[6] = a.v


@kernel(
    "int w[1] = {0}; { Lock l(w); out[0] = l.held(); } out[1] = w[0]; if (n > 2) { Lock k(w); out[2] = k.held(); }"
    "out[3] = w[0]; out[4] = 0; { int t[1] = {0}; { Writes a(t, 1), b(t, 2); if (n > 9) { Writes c(t, 3); } } out[4] = t[0]; }"
)
def locks(out, n):
    w = cuda.local.array(1, dtype=np.int32)
    w[0] = 0
    locks_first(out, w)
    out[1] = w[0]
    locks_second(out, w, n)
    out[3] = w[0]
    t = cuda.local.array(1, dtype=np.int32)
    t[0] = 0
    locks_writes(t, n)
    out[4] = t[0]


def locks_first(out, w):
    l = Lock(w)
    out[0] = l.held()


def locks_second(out, w, n):
    if n > 2:
        k = Lock(w)
        out[2] = k.held()


def locks_writes(t, n):
    a = Writes(t, 1)
    b = Writes(t, 2)
    if n > 9:
        c = Writes(t, 3)


@kernel(
    "Handle h(3); out[0] = h.ok(); Handle g = h; g.next(); out[1] = g.ok(); h = g; out[2] = h.ok(); out[3] = Handle(9).ok();"
    "SelfPointer s; out[4] = s.ok(); S v(6); Looks l(v); v.next(); out[5] = l.x(); S u(8); Looks m(u); out[6] = m.x();"
)
def addresses(out, n):
    h = Handle(3)
    out[0] = h.ok()
    g = h
    g.next()
    out[1] = g.ok()
    h = g
    out[2] = h.ok()
    out[3] = Handle(9).ok()
    s = SelfPointer()
    out[4] = s.ok()
    v = S(6)
    l = Looks(v)
    v.next()
    out[5] = l.x()
    u = S(8)
    m = Looks(u)
    out[6] = m.x()


@kernel(
    "int log[1] = {0}; { Counted a(log, 1); for (int i = 0; i < n; i++) a = Counted(log, i); out[0] = a.get(); out[1] = log[0];"
    "out[2] = a.twice().twice().get(); out[3] = log[0]; } out[4] = log[0];"
)
def renewed(out, n):
    log = cuda.local.array(1, dtype=np.int32)
    log[0] = 0
    renewed_inner(out, log, n)
    out[4] = log[0]


def renewed_inner(out, log, n):
    a = Counted(log, 1)
    for i in range(n):
        a = Counted(log, i)
    out[0] = a.get()
    out[1] = log[0]
    out[2] = a.twice().twice().get()
    out[3] = log[0]


@kernel(
    "Tracked a(1); Tracked b = a; out[0] = b.copies; b = a; out[1] = b.copies; a += 5; out[2] = a.v; Tracked c = a; c += 1;"
    "out[3] = c.v * 10 + c.copies; Tracked d(c); out[4] = d.copies; auto through = [](Tracked t) { return t; }; Tracked e = through(Tracked(7)); out[5] = e.v + e.copies - 1; Tracked arr[2] = {Tracked(0), Tracked(0)};"
    "arr[1] = a; arr[1] += 2; out[6] = arr[1].v * 1000 + arr[1].copies; out[7] = a.v;"
)
def tracked(out, n):
    a = Tracked(1)
    b = a
    out[0] = b.copies
    b = a
    out[1] = b.copies
    a += 5
    out[2] = a.v
    c = a
    c += 1
    out[3] = c.v * 10 + c.copies
    d = Tracked(c)
    out[4] = d.copies
    e = tracked_through(Tracked(7))
    out[5] = e.v + e.copies - 1
    arr = cuda.local.array(2, dtype=Tracked)
    arr[1] = a
    arr[1] += 2
    out[6] = arr[1].v * 1000 + arr[1].copies
    t = (a, 3)
    out[7] = t[0].v


def tracked_through(t):
    return t


@kernel(
    "S a[3] = {S(1), S(2), S(3)}; long long sum = 0; for (S e : a) { e.set(e.x + 10); sum += e.x; } out[0] = sum; out[1] = a[0].x + a[1].x + a[2].x;"
    "S s(4); S t = s; s.set(5); out[2] = t.x; out[3] = s.x; S r = S(6); r.next(); out[4] = r.x; S f = s; f.set(50); out[5] = f.x; out[6] = s.x;"
    "S u = a[n - 2]; u.inner.x = 9; out[7] = a[2].inner.x; out[8] = u.inner.x;"
)
def moves(out, n):
    arr = cuda.local.array(3, dtype=S)
    for i in range(3):
        arr[i] = S(i + 1)
    total = 0
    for e in arr:
        e.set(e.x + 10)
        total += e.x
    out[0] = total
    out[1] = arr[0].x + arr[1].x + arr[2].x
    s = S(4)
    pair = (s, n)
    s.set(5)
    out[2] = pair[0].x
    out[3] = s.x
    r = device_made(n + 2)
    r.next()
    out[4] = r.x
    f = device_change(s, arr)
    out[5] = f.x
    out[6] = s.x
    arr[2] = S(3)
    u = arr[n - 2]
    u.inner.x = 9
    out[7] = arr[2].inner.x
    out[8] = u.inner.x


def device_made(v: Any) -> Any:
    return S(v)


@kernel(
    "int x = n; incr(x); out[0] = x; for (int i = 0; i < n; i++) { incr(x); if (i == 2) x = 100; } out[1] = x; int y = x; incr(y); out[2] = x; out[3] = y;"
    "int a[2] = {1, 2}; incr(a[1]); out[4] = a[1]; if (n > 2) incr(y); else y = 0; out[5] = y; int z = 7; int &w = z; incr(w); out[6] = z;"
)
def scalars(out, n):
    x = np.int32(n)
    incr(x)
    out[0] = x
    for i in range(n):
        incr(x)
        if i == 2:
            x = np.int32(n + 96)
    out[1] = x
    y = x
    incr(y)
    out[2] = x
    out[3] = y
    a = cuda.local.array(2, dtype=np.int32)
    a[1] = 2
    incr(a[1])
    out[4] = a[1]
    if n > 2:
        incr(y)
    else:
        y = np.int32(n)
    out[5] = y
    z = np.int32(n + 3)
    incr(z)
    out[6] = z


@pytest.mark.parametrize("debug", [False, True], ids=["optimised", "debug"])
@pytest.mark.parametrize("name", KERNELS)
def test_as_in_cpp(lib: Any, name: str, debug: bool) -> None:
    out, want = np.full(16, -1, np.int64), np.full(16, -1, np.int64)
    f = in_space(lib, KERNELS[name][0])
    CpuKernel(f, SIGNATURE, [lib], debug=debug, include_dirs=[HEADER.parent])(1, 1, out, 4)
    getattr(twins(), f"twin_{name}")(ctypes.c_void_p(want.ctypes.data), ctypes.c_longlong(4))
    assert out.tolist() == want.tolist()


@pytest.mark.gpu
@pytest.mark.parametrize("debug", [False, True], ids=["optimised", "debug"])
@pytest.mark.parametrize("name", KERNELS)
def test_on_a_gpu(lib: Any, name: str, debug: bool) -> None:
    want = np.full(16, -1, np.int64)
    out, f = cuda.to_device(want), in_space(lib, KERNELS[name][0])
    (cuda.jit(debug=True, opt=False)(f) if debug else cuda.jit(f))[1, 1](out, 4)
    getattr(twins(), f"twin_{name}")(ctypes.c_void_p(want.ctypes.data), ctypes.c_longlong(4))
    assert out.copy_to_host().tolist() == want.tolist()
