"""Template arguments of odd kinds, and names of odd kinds, loaded and in modules that ask NVRTC."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numba import cuda
from numba.cuda import types

import numbast
from numbast.testing import compile_kernel
from tools.answers import on_cpu
from tools.template_kernels import imported

SOURCE = """
namespace ns {
struct P { int x, y; };
namespace inner { struct P { int z; }; }
template <P p> struct At { __device__ int sum() const { return p.x + p.y; } };
template <inner::P p, P q> struct Both { int v[2]; __device__ int sum() const { return p.z + q.x; } };
template <P... p> struct Many { __device__ int sum() const { return (0 + ... + p.x); } };
template <class T> struct Holds { T v; __device__ Holds() : v() {} };
template <class T, int N, int M> __device__ T total(const T (&a)[N][M])
{ T s = 0; for (int i = 0; i < N; i++) for (int j = 0; j < M; j++) s += a[i][j]; return s; }
template <class T> struct Spec { __device__ int go(T) const { return 1; } };
template <> struct Spec<int> {
  __device__ int go(int) const { return 2; }
  __device__ int more() const { return 3; }
};
template <class T> struct Agg { T v; };
template <class T> __device__ int in(T a) { return a + 1; }
template <class T> __device__ void del(T) = delete;
}
"""
SIGNATURE = types.void(types.int32[::1])


@pytest.fixture(scope="module", params=["loaded", "module"])
def lib(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("kinds")
    (folder / "kinds.cuh").write_text(SOURCE)
    if request.param == "loaded":
        return numbast.load(folder / "kinds.cuh", arch="sm_90", std="c++20")
    numbast.generate(
        folder / "kinds.cuh", folder / "kinds_module.py", arch="sm_90", std="c++20", nvrtc_check=False
    )
    return imported(folder / "kinds_module.py")


def run(lib: Any, kernel: Any, count: int) -> list[int]:
    out = np.zeros(count, np.int32)
    binding = lib.__dict__.get("__numbast_binding__")
    folders = [Path(binding.service.library.file).parent] if binding else []
    on_cpu(lib, kernel, SIGNATURE, folders)(1, 1, out)
    return out.tolist()


def test_objects_as_arguments(lib: Any) -> None:
    """Clang prints their classes without namespaces."""
    ns = lib.ns
    at, many = ns.At["ns::P{3, 4}"], ns.Many["ns::P{1, 2}", "ns::P{5, 6}"]
    held, both = ns.Holds[at], ns.Both["ns::inner::P{7}", "ns::P{3, 4}"]

    def kernel(out: Any) -> None:
        out[0] = at().sum()
        out[1] = many().sum()
        out[2] = held().v.sum()
        b = cuda.local.array(1, dtype=both)
        b[0].v[1] = 5
        out[3] = b[0].v[1]

    assert run(lib, kernel, 4) == [7, 6, 7, 5]


def test_arrays_of_two_dimensions(lib: Any) -> None:
    def kernel(out: Any) -> None:
        a = cuda.local.array((2, 3), np.int32)
        for i in range(2):
            for j in range(3):
                a[i, j] = 3 * i + j
        out[0] = lib.ns.total(a)

    assert run(lib, kernel, 1) == [15]


def test_a_specialization_that_is_written_out(lib: Any) -> None:
    spec, other = lib.ns.Spec[np.int32], lib.ns.Spec[np.float32]

    def kernel(out: Any) -> None:
        s = spec()
        out[0] = 10 * s.go(1) + s.more()
        out[1] = other().go(out[1])

    assert run(lib, kernel, 2) == [23, 1]


def test_names_that_are_keywords_of_python(lib: Any) -> None:
    def kernel(out: Any) -> None:
        out[0] = lib.ns.in_(out[0]) + lib.ns.in_[np.int32](4)

    assert run(lib, kernel, 1) == [6]

    def deleted(out: Any) -> None:
        lib.ns.del_(out[0])

    with pytest.raises(cuda.core.errors.TypingError, match="deleted function"):
        compile_kernel(deleted, SIGNATURE)


def test_numbers_that_members_are_too_narrow_for(lib: Any) -> None:
    """Of a class without constructors: NVRTC only warns of it, and says no when it is asked."""
    agg = lib.ns.Agg[np.float32]

    def narrow(out: Any) -> None:
        out[0] = int(agg(1.5).v)

    def converted(out: Any) -> None:
        out[0] = int(agg(np.float32(1.5)).v)

    assert run(lib, converted, 1) == [1]
    if "__numbast_binding__" in lib.__dict__:
        with pytest.raises(cuda.core.errors.TypingError, match="of a narrower type than its value"):
            compile_kernel(narrow, SIGNATURE)
