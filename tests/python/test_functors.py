"""Device functions of Python, and function objects of C++, where C++ wants something that it can call."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numba import cuda
from numba.cuda import types

import numbast
from numbast.cli import main
from numbast.testing import compile_kernel, pretended_device
from tools.answers import on_cpu
from tools.template_kernels import imported

SOURCE = """
template <class T, class F> __device__ T fold(const T *x, int n, F f)
{ T r = x[0]; for (int i = 1; i < n; i++) r = f(r, x[i]); return r; }
template <class T, class F> __device__ void each(T *x, int n, F f)
{ for (int i = 0; i < n; i++) x[i] = f(x[i]); }
template <class F> __device__ int made(F f) { return f(); }
template <class T> struct plus { __device__ T operator()(T a, T b) const { return a + b; } };
__device__ inline int seven() { return 7; }
struct P { float x; bool is_set; };
template <class T> __device__ T most(T a, T b) { return a < b ? b : a; }
__device__ inline float sum(float a, float b) { return a + b; }
__device__ inline int sum(int a, int b) { return -1; }
namespace ns {
__device__ inline float least(float a, float b, float c = 0) { return (a < b ? a : b) + c; }
struct Of {
  static __device__ float half(float a) { return a / 2; }
  template <class F> static __device__ auto one(F f) -> decltype(f(1.0f)) { return f(1.0f); }
};
}
template <class F> __device__ P twice(P p, F f) { return f(f(p, p), p); }
template <class T> struct Cell {
  T v;
  __device__ Cell(T a) : v(a) {}
  template <class F> __device__ T with(F f) const { return f(v); }
  template <class F> __device__ T both(F f, T b) const { return f(v, b); }
};
"""


SIGNATURE = types.void(types.float32[::1], types.float32[::1])


@cuda.jit(device=True)
def larger(a: Any, b: Any) -> Any:
    return max(a, b)


@cuda.jit(device=True)
def doubled(a: Any) -> Any:
    return a + a


@cuda.jit(device=True)
def five() -> Any:
    return 5


@pytest.fixture(scope="module")
def lib() -> Any:
    return numbast.load_source(SOURCE, arch="sm_90")


def test_functions_are_inlined(lib: Any) -> None:
    plus = lib["plus<float>"]
    with pretended_device((9, 0)):
        product = cuda.jit("float32(float32, float32)", device=True)(lambda a, b: a * b)

    def kernel(x: Any, out: Any) -> None:
        out[0] = lib.fold(x, 4, larger)
        out[1] = lib.fold(x, 4, product)
        lib.each(x, 4, doubled)
        out[2] = lib.fold(x, 4, plus())
        out[3] = lib.made(five)
        out[4] = lib.Cell(x[0]).with_(doubled)

    compiled = compile_kernel(kernel, "void(float32[::1], float32[::1])")
    assert (compiled.calls, compiled.local_memory_instructions) == (0, 0)
    found = re.findall(r"\t(max|mul|add)\.f32", compiled.ptx)
    assert [found.count(op) for op in ("max", "mul", "add")] == [3, 3, 4 + 3 + 1]
    assert "5" in compiled.ptx


def test_records(lib: Any) -> None:
    p = lib.P

    @cuda.jit(device=True)
    def joined(a: Any, b: Any) -> Any:
        return p(a.x + b.x, a.is_set or b.is_set)

    def kernel(x: Any, out: Any) -> None:
        made = lib.twice(p(x[0], x[1] > 0), joined)
        out[0] = made.x
        out[1] = made.is_set

    compiled = compile_kernel(kernel, "void(float32[::1], float32[::1])")
    assert (compiled.calls, compiled.local_memory_instructions) == (0, 0)
    assert compiled.ptx.count("add.f32") == 2


def test_a_function_that_cannot_be_called(lib: Any) -> None:
    @cuda.jit(device=True)
    def of_a_record(a: Any, b: Any) -> Any:
        return a.nothing + b

    def kernel(x: Any, out: Any) -> None:
        out[0] = lib.fold(x, 4, of_a_record)

    with pytest.raises(
        cuda.core.errors.TypingError,
        match=r"fold gets a function that can't be called with the types of the call's other arguments: "
        r"give it a signature, @cuda\.jit\('float32\(float32, float32\)', device=True\)",
    ):
        compile_kernel(kernel, "void(float32[::1], float32[::1])")


def test_c_refuses_the_function(lib: Any) -> None:
    def kernel(x: Any, out: Any) -> None:
        out[0] = lib.fold(x, 4, doubled)

    with pytest.raises(
        cuda.core.errors.TypingError,
        match=r'NVRTC says: .*function "doubled\(float\)" cannot be called with the given argument list',
    ):
        compile_kernel(kernel, "void(float32[::1], float32[::1])")


def test_names_of_cpp(lib: Any) -> None:
    """A function becomes an object that calls what C++ means by the name. A class is no object."""
    plus = lib.most[np.float32]

    def takes(x: Any, out: Any) -> None:
        out[0] = lib.fold(x, 3, lib.most)
        out[1] = lib.fold(x, 3, plus)
        out[2] = lib.made(lib.seven)
        out[3] = lib.fold(x, 3, lib.ns.least)
        out[4] = lib.Cell(x[1]).with_(f=lib.ns.Of.half)
        out[5] = lib.fold(x, 3, lib.sum)
        out[6] = lib.ns.Of.one(lib.ns.Of.half)

    found, x = np.zeros(7, np.float32), np.array([3, 9, 6], np.float32)
    on_cpu(lib, takes, SIGNATURE)(1, 1, x, found)
    assert found.tolist() == [9, 9, 7, 3, 4.5, 18, 0.5]

    def of_class(out: Any) -> None:
        out[0] = lib.made(lib.P)

    def of_none(out: Any) -> None:
        out[0] = lib.made(lib.most)

    for kernel, said in {
        of_class: r"made gets C.. class P: pass an object, P\(...\)",
        of_none: r"made .*can.t be used.*no instance of function template \"most::operator",
    }.items():
        with pytest.raises(cuda.core.errors.TypingError, match=said):
            compile_kernel(kernel, types.void(types.int32[::1]))


def of(cell: Any, half: Any, most: Any) -> Any:
    def kernel(x: Any, out: Any) -> None:
        out[0] = cell(x[1]).with_(half)
        out[1] = cell(x[1]).both(most, x[2])

    return kernel


def test_names_of_cpp_in_a_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked of NVRTC, and listed, where nobody is asked."""
    (tmp_path / "fold.cuh").write_text(SOURCE)
    folds = ["fold<float>", "Cell<float>"]
    numbast.generate(tmp_path / "fold.cuh", tmp_path / "asked_fold.py", arch="sm_90", instantiate=["P"])
    numbast.generate(
        tmp_path / "fold.cuh", tmp_path / "listed_fold.py", arch="sm_90", instantiate=folds,
        functors=["most", "ns::least", "ns::Of::half"],
    )  # fmt: skip
    asked, listed = imported(tmp_path / "asked_fold.py"), imported(tmp_path / "listed_fold.py")
    monkeypatch.setattr(listed.__dict__["__numbast_binding__"].service.library.oracle, "elsewhere", None)
    for lib in (asked, listed):
        cell, half, most = lib.Cell[np.float32], lib.ns.Of.half, lib.most

        found, x = np.zeros(2, np.float32), np.array([3, 9, 6], np.float32)
        on_cpu(lib, of(cell, half, most), SIGNATURE, [tmp_path])(1, 1, x, found)
        assert found.tolist() == [4.5, 9]
    cell = listed.Cell[np.float32]

    def unlisted(x: Any) -> None:
        x[0] = cell(x[1]).with_(listed.seven)

    with pytest.raises(cuda.core.errors.TypingError, match=r"functors: 'seven'\n.*--functor 'seven'"):
        compile_kernel(unlisted, types.void(types.float32[::1]))


def test_errors_name_the_function(lib: Any) -> None:
    """Python's one in C++'s words, and C++'s one that a function of Python calls."""

    @cuda.jit(device=True)
    def inner(a: Any, b: Any) -> Any:
        return a + lib.seven(b)

    def many(x: Any, out: Any) -> None:
        lib.each(x, 4, doubled, 1)

    def wrong(x: Any, out: Any) -> None:
        out[0] = lib.fold(x, 4, inner)

    wanted = {
        many: r"each\(float \*, int, doubled\(float\), int\): no matching function",
        wrong: r"inner: (.*\n)*no overload of seven fits .* seven\(float\):\n.*takes 0 arguments, got 1",
    }
    for kernel, said in wanted.items():
        with pytest.raises(cuda.core.errors.TypingError, match=said) as e:
            compile_kernel(kernel, "void(float32[::1], float32[::1])")
        assert "numbast_call" not in str(e.value)


@pytest.fixture(scope="module")
def static(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A static module: NVRTC is asked."""
    folder = tmp_path_factory.mktemp("functors")
    (folder / "functors.cuh").write_text("#pragma once\n" + SOURCE)
    numbast.generate(folder / "functors.cuh", folder / "static_functors.py", instantiate=["Cell<float>"])
    return imported(folder / "static_functors.py")


def test_static_modules(static: Any) -> None:
    cell, p = static.Cell[np.float32], static.P

    @cuda.jit(device=True)
    def joined(a: Any, b: Any) -> Any:
        return p(a.x + b.x, a.is_set or b.is_set)

    def kernel(x: Any, out: Any) -> None:
        out[0] = static.fold(x, 4, larger)
        out[1] = cell(x[0]).with_(doubled)
        out[2] = static.made(five)
        static.each(x, 4, doubled)
        out[3] = static.twice(p(x[0], x[1] > 0), joined).x

    compiled = compile_kernel(kernel, "void(float32[::1], float32[::1])")
    assert (compiled.calls, compiled.local_memory_instructions) == (0, 0)
    found = re.findall(r"\t(max|add)\.f32", compiled.ptx)
    assert [found.count(op) for op in ("max", "add")] == [3, 1 + 4 + 2]


def calculating(lib: Any, space: str) -> Any:
    """A kernel with function objects of C++ and of Python; `lib` binds SOURCE in a namespace."""
    ns = getattr(lib, space)
    cell, p, plus = lib[f"{space}::Cell<float>"], ns.P, lib[f"{space}::plus<float>"]

    @cuda.jit(device=True)
    def joined(a: Any, b: Any) -> Any:
        return p(a.x + b.x, a.is_set or b.is_set)

    def kernel(x: Any, out: Any) -> None:
        out[0] = ns.fold(x, 4, larger)
        out[1] = ns.fold(x, 4, plus())
        out[2] = cell(x[0]).with_(doubled)
        out[3] = ns.made(five)
        ns.each(x, 4, doubled)
        out[4] = x[3]
        out[5] = ns.twice(p(x[0], x[1] > 0), joined).x

    return kernel


def check_values(run: Any) -> None:
    out = np.zeros(6, np.float32)
    run(1, 1, np.array([1.5, 4, 2.5, 3], np.float32), out)
    assert out.tolist() == [4, 11, 3, 5, 6, 9]


def test_values() -> None:
    """Executed. Each library has a namespace of its own: a class of C++ belongs to the first that has it."""
    lib = numbast.load_source("namespace loaded {" + SOURCE + "}", arch="sm_90")
    kernel = calculating(lib, "loaded")
    check_values(on_cpu(lib, kernel, types.void(types.float32[::1], types.float32[::1])))


@pytest.mark.parametrize("space", ["listed", "asked"])
def test_values_of_static_modules(space: str, tmp_path: Path) -> None:
    """`--functor` lists plus for the template; functions of Python are always asked of NVRTC."""
    (tmp_path / f"{space}.cuh").write_text(f"#pragma once\nnamespace {space} {{{SOURCE}}}\n")
    output = tmp_path / f"functors_{space}.py"
    command = ["generate", str(tmp_path / f"{space}.cuh"), "-o", str(output)]
    for name in ("Cell<float>", "plus<float>", *(["fold"] if space == "listed" else [])):
        command += ["--instantiate", f"{space}::{name}"]
    assert main([*command, *(["--functor", "listed::plus<float>"] if space == "listed" else [])]) == 0
    module = imported(output)
    kernel, signature = calculating(module, space), types.void(types.float32[::1], types.float32[::1])
    check_values(on_cpu(module, kernel, signature, [str(tmp_path)]))
    assert compile_kernel(kernel, signature).calls == 0


def test_static_modules_without_headers(static: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(static.__numbast_binding__.service.library.oracle, "elsewhere", None)

    @cuda.jit(device=True)
    def least(a: Any, b: Any) -> Any:
        return min(a, b)

    def kernel(x: Any, out: Any) -> None:
        out[0] = static.fold(x, 4, least)

    with pytest.raises(
        cuda.core.errors.TypingError,
        match=r"fold gets a function of Python, which is compiled for C\+\+ by NVRTC behind the headers of "
        r"'static_functors', and one of these isn't there: install them \(include_dirs\), or list",
    ):
        compile_kernel(kernel, "void(float32[::1], float32[::1])")
