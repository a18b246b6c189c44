"""Templates of static modules: what is listed is decided at generation, and needs no clang later."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numba import cuda
from numba.cuda import types

import numbast
from numbast import ConfigError, TemplateError
from numbast.cli import main
from numbast.runtime.codes import squeezed
from numbast.testing import compile_kernel
from tools import cpu
from tools.template_kernels import KERNELS, imported, scan, static_module

HEADER = """#pragma once
namespace ns {
struct Add { template <class T> __device__ T operator()(T a, T b) const { return a + b; } };
struct Keep { __device__ float operator()(float a, float b) const { return a; } };
template <class T, int N = 4> struct Vec {
  T data[N];
  struct Item { T x; };
  static constexpr int extent = N;
  __device__ Vec(T x) { for (auto &d : data) d = x; }
  __device__ T sum() const { T s = 0; for (int i = 0; i < N; i++) s += data[i]; return s; }
  template <class Op> __device__ T fold(T start, Op op) const {
    for (T d : data) start = op(start, d);
    return start;
  }
  template <int M> __device__ void read(T (&a)[M]) { for (int i = 0; i < N; i++) data[i] = a[i % M]; }
  template <class U> __device__ U as(U start) const { return start + (U)sum(); }
  __device__ T as(double, double) const { return 1; }
};
template <class T> __device__ Vec<T> operator+(const Vec<T> &a, T b) { return Vec<T>(a.data[0] + b); }
template <class T> __device__ T twice(T x) { return x + x; }
template <class R, class T> __device__ R conv(T x) { return (R)x; }
template <class T> __device__ void bump(T &x) { x += 1; }
template <class T> constexpr int bytes = sizeof(T);
template <class T> using Pair = Vec<T, 2>;
}
"""
OPTIONS: dict[str, Any] = {
    "instantiate": [
        "ns::Vec<float>", "ns::Pair<int>", "ns::Vec<float, 4>::as<double>", "ns::twice<float>",
        "ns::conv<double, int>", "ns::bump<int>", "ns::bytes<double>",
    ],
    "items": [2, 4],
    "functors": ["ns::Add"],
}  # fmt: skip


@pytest.fixture(scope="module")
def header(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("listed") / "vec.cuh"
    path.write_text(HEADER)
    return path


@pytest.fixture(scope="module")
def lib(header: Path) -> Any:
    output = header.parent / "listed_vec.py"
    numbast.generate(header, output, **OPTIONS)
    return imported(output)


def test_host(lib: Any) -> None:
    vec = lib.ns.Vec[np.float32]
    assert (vec.sizeof, vec.alignof, vec.extent) == (16, 4, 4)
    assert vec.Item.sizeof == 4
    assert lib.ns.Vec[np.float32, 4] is vec
    assert lib["ns::Vec<float>"] is vec
    assert lib.ns.Vec.instantiate(T=np.float32) is vec
    assert lib.ns.Pair[np.int32].sizeof == 8
    assert lib.ns.bytes[np.float64] == 8
    assert [str(p) for p in lib.ns.Vec.parameters] == ["typename T", "int N = 4"]


def test_kernel(lib: Any, header: Path) -> None:
    """As C++ computes it: deduced and given arguments, function objects, arrays, operators."""
    ns, add = lib.ns, lib.ns.Add
    vec, conv = ns.Vec[np.float32], ns.conv[np.float64, np.int32]

    def kernel(out: Any, x: Any, n: Any) -> None:
        v = vec(x[0])
        out[0] = v.sum()
        out[1] = v.fold(1, add())
        out[2] = v.fold(x[1], add())
        a = cuda.local.array(2, np.float32)
        a[0], a[1] = x[0], x[1]
        v.read[2](a)
        v.read(a)  # deduced from the array
        out[3] = v.sum()
        out[4] = v.as_[np.float64](n[0])
        out[5] = ns.twice(x[1])
        out[6] = conv(n[0])
        k = n[0]
        ns.bump(k)
        out[7] = k
        w = v + x[1]
        out[8] = w.sum()
        out[9] = ns.Vec(x[1]).sum()

    signature = types.void(types.float64[::1], types.float32[::1], types.int32[::1])
    assert compile_kernel(kernel, signature).sass
    run = cpu.CpuKernel(kernel, signature, [lib], include_dirs=[str(header.parent)])
    out = np.zeros(10)
    run(1, 1, out, np.array([1.5, 2.5], np.float32), np.array([3], np.int32))
    assert out.tolist() == [6, 7, 8.5, 8, 11, 5, 3, 4, 16, 10]


def oracle_of(lib: Any) -> Any:
    return lib.__numbast_binding__.service.library.oracle


def test_what_is_not_listed_is_asked_of_nvrtc(lib: Any, header: Path) -> None:
    """Classes, members, constructors, calls with deduced and given arguments, arrays, operators."""
    ns = lib.ns
    vec, conv = ns.Vec[np.float64, 8], ns.conv[np.float32, np.float64]
    assert (vec.sizeof, vec.alignof, vec.extent, vec.Item.sizeof) == (64, 8, 8, 8)
    assert ns.Vec["double", 8] is vec
    assert ns.bytes[np.int16] == 2

    def kernel(out: Any, x: Any) -> None:
        v = vec(x[0])
        out[0] = v.as_(x[0])
        a = cuda.local.array(3, np.float64)
        a[0], a[1], a[2] = x[0], x[1], x[2]
        v.read[3](a)
        out[1] = v.as_(x[0])
        out[2] = ns.twice(x[1])
        out[3] = conv(x[1])
        b = x[2]
        ns.bump(b)
        out[4] = b
        out[5] = v.sum()

    signature = types.void(types.float64[::1], types.float64[::1])
    assert compile_kernel(kernel, signature).sass
    oracle = oracle_of(lib)
    tables = [Answers(library) for library in oracle.tables()]
    run = cpu.CpuKernel(kernel, signature, [lib, *tables], include_dirs=[str(header.parent)])
    out = np.zeros(6)
    run(1, 1, out, np.array([1.5, 2.5, 4]))
    total = 3 * 1.5 + 3 * 2.5 + 2 * 4
    assert out.tolist() == [13.5, 1.5 + total, 5, 2.5, 5, total]
    with pytest.raises(AttributeError, match="has no 'nothing'"):
        vec.nothing  # noqa: B018


def test_a_listed_class_s_calls_that_are_not_listed(lib: Any) -> None:
    """Of a class of two arguments, which clang spells with a blank."""
    pair = lib.ns.Pair[np.int32]

    def kernel(out: Any, x: Any) -> None:
        v = pair(x[0])
        a = cuda.local.array(3, np.int32)
        a[0], a[1], a[2] = x[0], x[1], x[2]
        v.read[3](a)
        out[0] = v.as_(np.int16(x[1]))

    assert compile_kernel(kernel, types.void(types.int32[::1], types.int32[::1])).sass


class Answers:
    """A table of answers as the CPU runner takes a module."""

    def __init__(self, library: Any) -> None:
        self.__numbast_binding__ = library


def test_nvrtc_agrees_with_clang(lib: Any, header: Path) -> None:
    """Verdicts, result types, sizes, values."""
    questions = [
        "class;ns::Vec<short, 3>", "class;ns::Vec<double>::Item", "const;ns::Vec<char, 7>::extent",
        "const;sizeof(ns::Vec<double>)", "class;ns::Vec<1>", "class;ns::Nobody", "const;ns::Vec<int>::none",
        "call;ns::twice;float &", "call;ns::twice;unsigned short", "call;ns::twice;ns::Add &",
        "call;ns::twice;int &;int &", "call;ns::conv<double>;int &", "call;ns::conv;int &",
        "call;ns::bump;float &", "call;ns::bump;float", "call;ns::nothing;int",
        "method;ns::Vec<float> &;sum", "method;const ns::Vec<float> &;sum",
        "method;ns::Vec<float> &;as;double &", "method;ns::Vec<float> &;as;double &;double &",
        "method;ns::Vec<float> &;as<int>;double &", "method;ns::Vec<float> &;read<2>;float (&)[2]",
        "method;ns::Vec<float> &;read<3>;float (&)[2]", "method;const ns::Vec<float> &;read<2>;float (&)[2]",
        "method;ns::Vec<float> &;fold;float &;ns::Add &", "method;ns::Vec<float> &;none;int",
        "new;ns::Vec<float>;float &", "new;ns::Vec<float>", "op;+;ns::Vec<float> &;float &",
        "op;+;ns::Vec<float> &;double &", "op;*;ns::Vec<float> &;float &", "deduce;ns::Vec;float",
    ]  # fmt: skip
    known, loaded = oracle_of(lib).elsewhere, numbast.load(header, arch="sm_90")
    (_, told), (_, said) = known(tuple(questions)), loaded.__numbast_library__.oracle.ask(*questions)
    for a, b in zip(told, said, strict=True):
        assert a["ok"] == b["ok"], (a, b)
        if a["ok"] and not a["ask"].startswith(("new;", "method;const ns::Vec<float> &;none")):
            assert squeezed(str(a.get("type"))) == squeezed(str(b.get("type"))), (a, b)
            assert a.get("value") == b.get("value")


def test_nvrtc_says_why(lib: Any) -> None:
    with pytest.raises(TemplateError, match=r"ns::Vec<void>: NVRTC says: "):
        lib.ns.Vec["void"]
    with pytest.raises(TemplateError, match="not one C\\+\\+ name, type or template argument"):
        lib.ns.Vec["int; int"]
    vec = lib.ns.Vec[np.float32]

    def kernel(x: Any) -> None:
        vec(x[0]).read[4](x[0])

    with pytest.raises(cuda.core.errors.TypingError, match=r"NVRTC says: .*no instance of function template"):
        compile_kernel(kernel, types.void(types.float32[::1]))


def test_nvrtc_s_answers_are_kept(lib: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """By content: what was asked once costs no compilation."""
    elsewhere = oracle_of(lib).elsewhere
    question = ("class;ns::Vec<unsigned char, 5>",)
    before = dict(elsewhere.instances)
    first = elsewhere(question)[1]
    elsewhere.instances = before
    monkeypatch.setattr(type(elsewhere), "_log", None)
    assert elsewhere(question)[1] == first


def test_what_is_not_listed_says_which_line_to_add(lib: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where NVRTC or the headers are not there."""
    monkeypatch.setattr(oracle_of(lib), "elsewhere", None)
    for arguments, text in (((np.float64,), "ns::Vec<double>"), ((np.float32, 8), "ns::Vec<float, 8>")):
        with pytest.raises(TemplateError, match=re.escape(f"instantiate: '{text}'\nto its options")):
            lib.ns.Vec[arguments]
    ns, vec = lib.ns, lib.ns.Vec[np.float32]

    def function(x: Any) -> None:
        ns.twice[np.float64](x[0])

    def items(x: Any) -> None:
        a = cuda.local.array(3, np.float32)
        vec(x[0]).read[3](a)

    def extent(x: Any) -> None:
        a = cuda.local.array(3, np.float32)
        vec(x[0]).read[4](a)

    def functor(x: Any) -> None:
        vec(x[0]).fold(x[0], ns.Keep())

    def pointer(x: Any) -> None:
        vec(x[0]).fold(x, ns.Add())

    for kernel, line in (
        (function, "instantiate: 'ns::twice<double>'"),
        (items, "items: 3"),
        (extent, "is none of the calls"),
        (functor, "functors: 'ns::Keep'"),
        (pointer, "is none of the calls"),
    ):
        with pytest.raises(cuda.core.errors.TypingError, match=re.escape(line)):
            compile_kernel(kernel, types.void(types.float32[::1]))


@pytest.mark.parametrize(
    ("option", "text", "reason"),
    [
        ("instantiate", "ns::Vec<int; int>", "not one C++ name, type or template argument"),
        ("instantiate", "ns::Vec<int>::none", "no type named 'none' in 'ns::Vec<int>'"),
        ("instantiate", "ns::Vec<void>", "array has incomplete element type 'void'"),
        ("functors", "ns::Nobody", "no type named 'Nobody' in namespace 'ns'"),
        ("items", "0", "takes positive numbers"),
    ],
)
def test_refused_lists(header: Path, tmp_path: Path, option: str, text: str, reason: str) -> None:
    given = {"instantiate": ["ns::Vec<float>"], option: text}
    with pytest.raises(ConfigError, match=re.escape(reason)):
        numbast.generate(header, tmp_path / "m.py", nvrtc_check=False, **given)
    assert not (tmp_path / "m.py").exists()


def test_command_line_and_config(header: Path, tmp_path: Path) -> None:
    """The same module from flags, YAML, TOML and keywords."""
    config = tmp_path / "config.yaml"
    config.write_text(
        f"headers: [{header}]\noutput: made.py\nnvrtc_check: false\n"
        "instantiate: ['ns::Vec<float>', 'ns::twice<float>']\nitems: [1, 4]\nfunctors: ['ns::Add']\n"
    )
    toml = tmp_path / "config.toml"
    toml.write_text(
        f"headers = ['{header}']\noutput = 'made.py'\nnvrtc_check = false\n"
        "instantiate = ['ns::Vec<float>', 'ns::twice<float>']\nitems = '1,4'\nfunctors = ['ns::Add']\n"
    )
    made = tmp_path / "made.py"
    flags = ["--instantiate", "ns::Vec<float>", "--instantiate", "ns::twice<float>", "--items", "1,4"]
    texts = set()
    for arguments in (
        [str(header), "-o", str(made), *flags, "--functor", "ns::Add", "--no-nvrtc-check"],
        ["--config", str(config)],
        ["--config", str(toml)],
    ):
        assert main(["generate", "-q", *arguments]) == 0
        texts.add(made.read_text())
    assert len(texts) == 1
    assert "'method;ns::Vec<float>&;read<4>': {'f[]': " in texts.pop()


def test_block_scan(tmp_path: Path) -> None:
    assert "EXIT" in static_kernel(scan, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("make", [k for k in KERNELS if k is not scan], ids=lambda make: make.__name__)
def test_cuda_headers(make: Callable[..., Any], tmp_path: Path) -> None:
    assert "EXIT" in static_kernel(make, tmp_path)


def static_kernel(make: Callable[..., Any], folder: Path) -> str:
    """The machine code of a kernel over a static module of its header."""

    kernel, signature = make(lambda header: static_module(header, make, folder))
    return str(compile_kernel(kernel, signature).sass)
