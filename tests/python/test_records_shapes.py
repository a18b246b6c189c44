"""All shapes of records, changed in kernels as C++ changes them (executed on the CPU against C++)."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numba import cuda
from numba.cuda import types, vector_types

from tools import modules
from tools.cpu import CpuKernel, pretend_device, shim_library

HEADER = Path(__file__).parent / "records_shapes.cuh"
SIGNATURE = types.void(types.float64[::1], types.int64)
KERNELS: dict[str, tuple[Callable[..., None], str]] = {}
# ruff: noqa: E501, F821


@pytest.fixture(scope="module")
def lib() -> Any:
    return modules.bound(str(HEADER), "records_shapes")


def kernel(twin: str) -> Any:
    """A kernel and the body of the same function in C++."""
    return lambda f: KERNELS.setdefault(f.__name__, (f, twin))[0]


@kernel(
    "Derived d(3, 4); d.up(2); out[0] = d.id; d.half(); out[1] = d.twice(); d.both(); out[2] = d.id; out[3] = d.extra;"
    "base_ref(d); out[4] = d.id; other_ptr(&d); out[5] = d.d; d += 5; out[6] = d.id; d.id = 1; d.d = 8; out[7] = d.twice();"
    "d.extra = 9; out[8] = d.id + d.extra; Derived a[2] = {Derived(1, 2), Derived(5, 6)}; a[1].up(1); base_ref(a[1]);"
    "a[1].d += 2; out[9] = a[1].id; out[10] = a[1].d; out[11] = a[1].extra;"
)
def bases(out, n):
    d = Derived(3, 4)
    d.up(2)
    out[0] = d.id
    d.half()
    out[1] = d.twice()
    d.both()
    out[2] = d.id
    out[3] = d.extra
    base_ref(d)
    out[4] = d.id
    other_ptr(d)
    out[5] = d.d
    d += 5
    out[6] = d.id
    d.id = 1
    d.d = 8
    out[7] = d.twice()
    d.extra = 9
    out[8] = d.id + d.extra
    a = cuda.local.array(2, dtype=Derived)
    a[0] = Derived(1, 2)
    a[1] = Derived(5, 6)
    a[1].up(1)
    base_ref(a[1])
    a[1].d += 2
    out[9] = a[1].id
    out[10] = a[1].d
    out[11] = a[1].extra


@kernel(
    "Closed c(1); c.put(1, n); out[0] = c.get(0); out[1] = c.get(1); Closed e = c; e.me().put(0, 9); out[2] = c.get(0); out[3] = e.get(0);"
)
def private(out, n):
    c = Closed(1)
    c.put(1, n)
    out[0] = c.get(0)
    out[1] = c.get(1)
    e = c
    e.me().put(0, 9)
    out[2] = c.get(0)
    out[3] = e.get(0)


@kernel(
    "Bits b{}; b.f = 1.0f; out[0] = b.u; b.u = 0x40490fdb; out[1] = b.f; b.b[3] = 0x41; out[2] = b.f; out[3] = b.b[0];"
    "Anon a{}; a.kind = 1; a.i = 0x3f800000; out[4] = a.f; a.f = 2; out[5] = a.i; a.a = 3; a.b = -4; a.b += a.a; out[6] = a.a; out[7] = a.b;"
    "out[8] = a.kind;"
)
def unions(out, n):
    b = Bits()
    b.f = 1.0
    out[0] = b.u
    b.u = 0x40490FDB
    out[1] = b.f
    b.b[3] = 0x41
    out[2] = b.f
    out[3] = b.b[0]
    a = Anon()
    a.kind = 1
    a.i = 0x3F800000
    out[4] = a.f
    a.f = 2
    out[5] = a.i
    a.a = 3
    a.b = -4
    a.b += a.a
    out[6] = a.a
    out[7] = a.b
    out[8] = a.kind


@kernel(
    "Node a{1, nullptr}, b{2, &a}; out[0] = b.total(); b.next->value = 40; out[1] = b.total(); out[2] = a.value;"
    "a.link(nullptr); Node c{7, nullptr}; c.link(&b); out[3] = c.total(); c.next->next->value += 2; out[4] = a.value;"
    "Holder h{}; h.nodes[1].value = 5; h.at = &h.nodes[1]; h.at->value += 1; out[5] = h.nodes[1].value; h.p.set(6);"
    "h.p.i += 1; out[6] = h.p.i; out[7] = h.p.d; h.first()->value = 11; out[8] = h.nodes[0].value; h.first()[1].link(&a); out[9] = h.nodes[1].total();"
)
def pointers(out, n):
    a = Node(1, None)
    b = Node(2, None)
    b.link(a)
    out[0] = b.total()
    b.next[0].value = 40
    out[1] = b.total()
    out[2] = a.value
    a.link(None)
    c = Node(7, None)
    c.link(b)
    out[3] = c.total()
    c.next[0].next[0].value += 2
    out[4] = a.value
    h = Holder()
    h.nodes[1].value = 5
    h.at = h.first()
    h.at[1].value += 1
    out[5] = h.nodes[1].value
    h.p.set(6)
    h.p.i += 1
    out[6] = h.p.i
    out[7] = h.p.d
    h.first()[0].value = 11
    out[8] = h.nodes[0].value
    h.first()[1].link(a)
    out[9] = h.nodes[1].total()


@kernel(
    "Packed p[2] = {}; p[1].set(3); p[1].i += 1; out[0] = p[1].i; out[1] = p[1].d; p[0].c = 5; out[2] = p[0].c; Wide w[2] = {};"
    "w[1].v[2] = 4; w[1].add(1); out[3] = w[1].v[2]; out[4] = w[1].v[0]; out[5] = w[0].v[3];"
)
def layouts(out, n):
    p = cuda.local.array(2, dtype=Packed)
    p[0] = Packed()
    p[1] = Packed()
    p[1].set(3)
    p[1].i += 1
    out[0] = p[1].i
    out[1] = p[1].d
    p[0].c = 5
    out[2] = p[0].c
    w = cuda.shared.array(2, dtype=Wide)
    w[0] = Wide()
    w[1] = Wide()
    w[1].v[2] = 4
    w[1].add(1)
    out[3] = w[1].v[2]
    out[4] = w[1].v[0]
    out[5] = w[0].v[3]


@kernel(
    "Meters a(3), b(2); a *= b; out[0] = a.m; a *= 4.0; out[1] = a.m; a -= b; out[2] = a.m; shift(a, 1.5); out[3] = a.m; shift(a, b); out[4] = a.m; out[5] = a + 1;"
)
def conversions(out, n):
    a = Meters(3.0)
    b = Meters(2.0)
    a *= b
    out[0] = a.m
    a *= 4.0
    out[1] = a.m
    a -= b
    out[2] = a.m
    shift(a, 1.5)
    out[3] = a.m
    shift(a, b)
    out[4] = a.m
    out[5] = a + 1


@kernel(
    "Config c{}; c.mode = Mode::Auto; c.flip(); out[0] = (int)c.mode; out[1] = c.flag; c.modes[n - 3] = Mode::On; out[2] = (int)c.modes[1]; c.flag = false; out[3] = c.flag;"
)
def enums(out, n):
    c = Config()
    c.mode = Mode.Auto
    c.flip()
    out[0] = int(c.mode)
    out[1] = c.flag
    c.modes[n - 3] = Mode.On
    out[2] = int(c.modes[1])
    c.flag = False
    out[3] = c.flag


@kernel(
    "float4 a = make_float4(1, 2, 3, 4); a += a; out[0] = a.w; scale4(a, 3); out[1] = a.x; a.y = 50; out[2] = a.y + a.z; float4 s[2];"
    "s[0] = a; s[1] = a; s[1] += a; scale4(s[1], 2); s[0].z = 1; out[3] = s[1].x; out[4] = s[0].z; out[5] = s[0].x;"
)
def vectors(out, n):
    a = float4(1, 2, 3, 4)
    a += a
    out[0] = a.w
    scale4(a, 3)
    out[1] = a.x
    a.y = 50
    out[2] = a.y + a.z
    s = cuda.shared.array(2, dtype=vector4)
    s[0] = a
    s[1] = a
    s[1] += a
    scale4(s[1], 2)
    s[0].z = 1
    out[3] = s[1].x
    out[4] = s[0].z
    out[5] = s[0].x


@kernel(
    "Closely c{2.5f}; out[0] = float(c); out[1] = (double)(float)c; float a[2]; a[1] = float(c); out[2] = a[1];"
)
def explicit(out, n):
    c = Closely(2.5)
    out[0] = float(c)
    out[1] = np.float32(c)
    a = cuda.local.array(2, dtype=np.float32)
    a[1] = np.float32(c)
    out[2] = a[1]


@kernel(
    "Row r; fill(r.m[1], 3); out[0] = r.m[1][2]; out[1] = r.m[0][2]; fill(r.m[0], n - 2); out[2] = r.m[0][1]; out[3] = last(r.m[1]);"
    "out[4] = both(r.fixed); set_all(r.packed, 2); out[5] = r.packed[1].i; Row a[2]; fill(a[1].m[0], 2); out[6] = a[1].m[0][1];"
    "Row t(r); fill(t.m[1], 1); out[7] = r.m[1][0] + last(t.m[1]);"
)
def decays(out, n):
    r = Row()
    i = n - 3
    fill(r.m[i], 3)
    out[0] = r.m[1, 2]
    out[1] = r.m[0, 2]
    fill(r.m[0], n - 2)
    out[2] = r.m[0][1]
    out[3] = last(r.m[1])
    out[4] = both(r.fixed)
    set_all(r.packed, 2)
    out[5] = r.packed[1].i
    a = cuda.local.array(2, dtype=Row)
    a[1] = Row()
    fill(a[1].m[0], 2)
    out[6] = a[1].m[0, 1]
    t = r
    fill(t.m[1], 1)
    out[7] = r.m[1, 0] + last(t.m[1])


def in_space(lib: Any, f: Callable[..., None]) -> Callable[..., None]:
    """The function with the library's names as its globals."""
    space = {
        **f.__globals__,
        "float4": cuda.float4,
        "vector4": vector_types.vector_types["float32x4"],
        **{n: getattr(lib, n) for n in dir(lib) if n[0] != "_"},
    }
    return type(f)(f.__code__, space, f.__name__)


def twins() -> ctypes.CDLL:
    """All C++ twins, compiled."""
    bodies = [
        f'extern "C" void twin_{k}(double *out, long long n) {{\n{v[1]}\n}}\n' for k, v in KERNELS.items()
    ]
    text = f'#include "vector_functions.h"\n#include "{HEADER}"\n' + "".join(bodies)
    return ctypes.CDLL(str(shim_library(text, cuda_folders())))


@pytest.mark.parametrize("debug", [False, True], ids=["optimised", "debug"])
@pytest.mark.parametrize("name", KERNELS)
def test_as_in_cpp(lib: Any, name: str, debug: bool) -> None:
    pretend_device()
    out, want = np.full(16, -1.0), np.full(16, -1.0)
    f = in_space(lib, KERNELS[name][0])
    CpuKernel(f, SIGNATURE, [lib], debug=debug, include_dirs=[HEADER.parent])(1, 1, out, 4)
    getattr(twins(), f"twin_{name}")(ctypes.c_void_p(want.ctypes.data), ctypes.c_longlong(4))
    assert out.tolist() == want.tolist()


@pytest.mark.gpu
@pytest.mark.parametrize("debug", [False, True], ids=["optimised", "debug"])
@pytest.mark.parametrize("name", KERNELS)
def test_on_a_gpu(lib: Any, name: str, debug: bool) -> None:
    want = np.full(16, -1, np.float64)
    out, f = cuda.to_device(want), in_space(lib, KERNELS[name][0])
    (cuda.jit(debug=True, opt=False)(f) if debug else cuda.jit(f))[1, 1](out, 4)
    getattr(twins(), f"twin_{name}")(ctypes.c_void_p(want.ctypes.data), ctypes.c_longlong(4))
    assert out.copy_to_host().tolist() == want.tolist()


REFUSED = {
    "c = Closely(1)\n    out[0] = c": "no implicit conversion from Closely to float64",
    "a = cuda.local.array(2, dtype=np.float32)\n    a[0] = Closely(1)": (
        "no implicit conversion from Closely to float32: write numpy.float32(x) for the explicit one"
    ),
    "r = Row()\n    clear(r.fixed)": "argument 1 of clear changes its operand, which is const in C++",
    "out[0] = both(Row().fixed)": "argument 1 of both takes T*, which cannot be a temporary's C array",
    "out[0] = Node()": "no implicit conversion from Node to float64",
}


@pytest.mark.parametrize("lines", REFUSED)
def test_refused(lib: Any, lines: str) -> None:
    from numba.cuda.core.errors import NumbaError

    space: dict[str, Any] = {"cuda": cuda, "np": np, **{n: getattr(lib, n) for n in dir(lib) if n[0] != "_"}}
    exec(f"def kernel(out, n):\n    {lines}\n", space)
    with pytest.raises(NumbaError) as caught:
        CpuKernel(space["kernel"], SIGNATURE, [lib], include_dirs=[HEADER.parent])
    assert REFUSED[lines] in str(caught.value)


def cuda_folders() -> list[str]:
    from tools.cpu import cuda_include_dirs

    return cuda_include_dirs()
