"""Kernels over a header of the runtime's own, executed on the CPU and compiled for the device."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tools import cpu, modules

HEADER = Path(__file__).with_name("runtime_header.cuh")
pytest.importorskip("numba.cuda")


@pytest.fixture(scope="module")
def lib() -> Any:
    return modules.bound(str(HEADER), retain=["*/runtime_header.cuh"])


def outputs(lib: Any, kernel: Callable[..., None], count: int, x: Any = (3, 4, 5)) -> list[float]:
    """What `kernel(x, out)` writes."""
    out = np.zeros(count, np.float64)
    cpu.run(kernel, [lib], 1, 1, np.array(x, np.float32), out, include_dirs=[HEADER.parent])
    found: list[float] = out.tolist()
    return found


def refusal(lib: Any, kernel: Callable[..., None]) -> str:
    """The text of the error that compiling `kernel(x, out)` ends in."""
    try:
        outputs(lib, kernel, 1)
    except Exception as error:
        return str(error)
    raise AssertionError("it compiled")


def test_calls(lib: Any) -> None:
    def kernel(x, out):
        out[0] = lib.addone(3)
        out[1] = lib.total(x, 3)
        out[2] = lib.Library(1) + lib.os(1)
        out[3] = lib.isnull(None)
        out[4] = lib.geo.length(lib.geo.Vec(x[0], x[1]))
        out[5] = lib.geo.length(lib.geo.Vec(x[0], x[1]), np.float32(3))
        out[6] = lib.geo.length(q=np.float32(100), p=np.float32(1), v=lib.geo.Vec(x[0], x[1]))
        out[7] = lib.geo.length(x[0])  # through the converting constructor

    assert outputs(lib, kernel, 8) == [4, 12, 17, 1, 10, 13, 107, 9]


def test_overloads(lib: Any) -> None:
    def kernel(x, out):
        out[0] = lib.which(1)
        out[1] = lib.which(x[0])
        out[2] = lib.which(1.5)
        out[3] = lib.which(np.uint8(1))
        out[4] = lib.which(np.int16(1))
        out[5] = lib.which(len(x) + 1)  # int64, because Numba widens
        out[6] = lib.wide(1 << 40) == (1 << 40) + 1000  # long, as C++ takes that literal
        out[7] = lib.narrow(len(x))

    assert outputs(lib, kernel, 8) == [1, 2, 3, 4, 1, 1, 1, 1]


def test_records(lib: Any) -> None:
    geo = lib.geo
    Vec = geo.Vec

    def kernel(x, out):
        v = Vec(x[0], np.float32(2))
        w = -(np.float32(0.5) * (v + v))
        out[0] = w.x
        out[1] = w.dot(v)
        out[2] = v.get(1)
        out[3] = v.get(scale=np.float32(5), i=1)
        out[4] = v[1]
        out[5] = v(np.float32(1), np.float32(10))
        out[6] = v(np.float32(1))
        out[7] = v
        if v:
            out[8] = 1
        out[9] = float(v) + np.float32(v)
        out[10] = not v
        out[11] = Vec.twice(x[0]) + v.twice(x[1])
        out[12] = Vec.dim + v.dim
        p = geo.make_pair(v, 7)
        out[13] = p.n + p.a.y
        out[14] = p.axis == geo.Axis.Z
        out[15] = geo.Hidden(5).sum() + geo.Hidden(5).s
        q = geo.Pair(v, 3, geo.Axis.Y)
        out[16] = q.a.x + q.n
        out[17] = v == v
        d = geo.Derived(4, 5)
        out[18] = geo.base_id(d) + d.twice_id() + d.id + d.extra
        out[19] = geo.node(geo.Node(6, None))

    want = [-3, -13, 2, 10, 2, 23, 9, 3, 1, 6, 0, 14, 4, 9, 1, 20, 6, 1, 21, 6]
    assert outputs(lib, kernel, 20) == want


def test_values_flow(lib: Any) -> None:
    from numba import cuda

    Vec = lib.geo.Vec

    def kernel(x, out):
        v = Vec(x[0])
        if x[1] > 0:
            v = Vec(x[1], x[0])
        for _ in range(3):
            v = v + v
        t = (v, 1)
        a = cuda.local.array((2, 2), Vec)
        a[1, 0] = t[0]
        a[0, 1] = x[2]
        out[0] = a[1, 0].y
        out[1] = a[0, 1].x
        p = lib.pass_(a)
        p = lib.pass_(p)
        out[2] = lib.isnull(lib.pass_(None))
        b = cuda.local.array(1, np.int32)
        out[3] = lib.divide(17, 5, b)
        lib.incr(b)
        out[4] = b[0]
        m = cuda.local.array((2, 2), np.int32)
        m[0, 0] = 1
        m[1, 1] = 2
        out[5] = lib.grid(m)

    assert outputs(lib, kernel, 6) == [24, 5, 1, 3, 3, 3]


def test_enums_and_vectors(lib: Any) -> None:
    from numba import cuda
    from numba.cuda.vector_types import vector_types

    geo, float4 = lib.geo, vector_types["float32x4"]

    def kernel(x, out):
        out[0] = geo.color(geo.Green)
        out[1] = geo.next(geo.Axis.X) == geo.Axis.Y
        f = lib.mkf4(x[0])
        g = f + f
        out[2] = g.w
        a = cuda.local.array(1, float4)
        a[0] = g
        out[3] = lib.sum4(a)
        out[4] = geo.limit + lib.which(geo.Green)

    assert outputs(lib, kernel, 5) == [5, 1, 12, 36, 43]


def test_device_code(lib: Any) -> None:
    """For the device: halves too, nothing left of the calls, vectors aligned as C++ wants them."""
    from numba import cuda
    from numba.cuda.vector_types import vector_types

    from numbast.testing import compile_kernel

    vector = vector_types["float32x4"]
    Vec = lib.geo.Vec

    def kernel(x, out):
        out[0] = lib.hscale(np.float16(3), np.float32(2))
        out[1] = lib.hscale(x[0], np.float32(2))
        s = cuda.shared.array(4, Vec)
        s[cuda.threadIdx.x] = Vec(x[0])
        f = cuda.shared.array(2, vector)
        f[cuda.threadIdx.x] = lib.mkf4(x[1])
        cuda.syncthreads()
        out[2] = s[1].x
        out[3] = lib.sum4(f[1:])

    found = compile_kernel(kernel, "void(float32[::1], float32[::1])", arch="sm_90")
    assert found.calls == 0
    assert found.local_memory_instructions == 0
    assert ".shared .align 16" in found.ptx
    assert ".shared .align 8" in found.ptx


def test_explicit_names(lib: Any) -> None:
    plus, dot, to_float = lib["geo::operator+"], lib["geo::Vec::dot"], lib["geo::Vec::operator float"]

    def kernel(x, out):
        v = lib.geo.Vec(x[0])
        out[0] = dot(plus(v, v), v) + to_float(v)

    assert outputs(lib, kernel, 1) == [39]
    assert lib["tmpl"].__name__ == "tmpl"
    assert lib["::geo::Vec"] is lib.geo.Vec


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (
            "lib.total(3, 4)",
            "no overload of total fits the call total(int, int):\n"  # noqa: ISC004
            "  runtime_header.cuh:65: float total(const float *p, int n): "
            "argument 1 'p': no conversion from int to const float *\nconvert the arguments",
        ),
        (
            "lib.incr(3)",
            "argument 1 'x': int & needs an object that can be changed\nfor a reference to a scalar",
        ),
        ("lib.total(x[::2], 2)", "the array is not contiguous"),
        ("lib.which('a')", "has no counterpart in C++"),
        (
            "lib.geo.Vec(1, 2, 3)",
            "runtime_header.cuh:12: geo::Vec::Vec(float a, float b): takes 2 arguments, got 3\nDuring",
        ),
        ("lib.geo.Vec(1).dott", "C++ scope geo::Vec has no 'dott'; did you mean 'dot'?"),
        ("lib.geo.Vec.nope", "C++ scope geo::Vec has no 'nope'"),
        ("lib.addome(1)", "has no 'addome'; did you mean 'addone'?"),
        (
            "lib.geo.color(lib.geo.Axis.X)",
            "no conversion from geo::Axis to geo::Color; pass a member of geo::Color",
        ),
        ("lib.geo.length(lib.geo.Vec(1), q=x[0])", "parameter 'p' comes before 'q'"),
        ("lib.geo.Vec(1) * lib.geo.Pair(lib.geo.Vec(1), 1, lib.geo.Axis.X)", "operator*"),
    ],
)
def test_refusals(lib: Any, call: str, text: str) -> None:
    space: dict[str, Any] = {"lib": lib}
    exec(f"def kernel(x, out):\n    y = {call}\n", space)
    assert text in refusal(lib, space["kernel"])


@pytest.mark.parametrize(
    ("call", "text"),
    [
        ("lib.geo.Vec(1) * lib.geo.Pair(lib.geo.Vec(1), 1, lib.geo.Axis.X)", "no overload of operator* fit"),
        ("lib.addome(1)", "module '"),
        ("lib.geo.nope", "C++ scope geo has no 'nope'"),
        ("lib.total(3, 4)", "no overload of total fits "),
    ],
)
def test_errors_begin_with_cxx(lib: Any, call: str, text: str) -> None:
    """They are Numba's TypingErrors, with the kernel's line."""
    from numba.cuda.core.errors import TypingError

    space: dict[str, Any] = {"lib": lib}
    exec(f"def kernel(x, out):\n    y = {call}\n", space)
    with pytest.raises(TypingError) as caught:
        outputs(lib, space["kernel"], 1)
    lines = str(caught.value).split("\n")
    assert lines[0].startswith("Failed in cuda mode pipeline")
    assert lines[1].startswith(text)
    assert any(line.startswith("File ") for line in lines)


@pytest.mark.parametrize(
    ("statement", "text"),
    [
        ("v.nothing = 3", "C++ scope geo::Vec has no 'nothing'"),
        ("v |= v", "geo::Vec has no operator|="),
        ("v[0] = 3", "geo::Vec.operator[] returns no reference that can be assigned to"),
    ],
)
def test_changes_are_refused(lib: Any, statement: str, text: str) -> None:
    space: dict[str, Any] = {"lib": lib}
    exec(f"def kernel(x, out):\n    v = lib.geo.Vec(x[0])\n    {statement}\n    out[0] = v.x\n", space)
    assert text in refusal(lib, space["kernel"])


def test_types_pickle(lib: Any) -> None:
    ty = lib.geo.Vec._object_type
    assert pickle.loads(pickle.dumps(ty)) == ty


def test_types_pickle_where_another_runtime_serves(lib: Any) -> None:
    """A module that brings a runtime is served by the one that came first; its pickles lead there."""
    text = """
import pickle, sys
import numbast

other = numbast.load_source("struct P {{ int x; }};", arch="sm_90")
sys.path.insert(0, {folder!r})
import runtime_header as lib

for ty in (lib.geo.Vec._object_type, other.P._object_type):
    made = pickle.loads(pickle.dumps(ty))
    assert made == ty and type(made) is type(ty), (type(made), type(ty))
"""
    folder = Path(str(lib.__file__)).parent
    done = subprocess.run(
        [sys.executable, "-c", text.format(folder=str(folder))], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_kernel_that_names_nothing_of_the_library() -> None:
    """In a process that has typed nothing yet: the object's type is all that the kernel knows of it."""
    text = """
import numbast
from numba.cuda import types
from numbast.testing import compile_kernel

lib = numbast.load_source("struct P { int x; __device__ int get() const { return x; } };", arch="sm_90")


def kernel(p, out):
    out[0] = p[1].get()


assert compile_kernel(kernel, types.void(lib.P._object_type[::1], types.int32[::1]), arch="sm_90").calls == 0
"""
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
