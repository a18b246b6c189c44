"""What a library brings to the linker, and what is called with its modules, in both modes."""

from __future__ import annotations

import importlib
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from cuda.core import Program, ProgramOptions
from numba.cuda.core.errors import TypingError

import numbast
from numbast import loading
from numbast.runtime.compile import nvrtc_options
from numbast.runtime.linking import ModuleCallback
from numbast.runtime.nvrtc_calls import nvrtc_compile
from numbast.testing import compile_kernel

HEADER = """\
extern "C" __device__ int impl(int x);
__device__ inline int twice(int x) { return 2 * impl(x); }
"""
IMPL = 'extern "C" __device__ int impl(int x) { return x + %d; }\n'
NVCC = shutil.which("nvcc") or shutil.which("nvcc", path="/usr/local/cuda/bin")

called: list[tuple[str, object]] = []


def on_setup(module):
    called.append(("setup", module))


def on_teardown(module):
    called.append(("teardown", module))


class Module:
    """Stands for a module that the driver loaded."""


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBAST_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    Path("my.cuh").write_text(HEADER)
    loading._forget()
    called.clear()
    yield tmp_path
    loading._forget()
    sys.modules.pop("bound", None)


def ltoir(name: str, arch: str = "sm_80", number: int = 1) -> str:
    code = nvrtc_compile(IMPL % number, nvrtc_options(arch, "c++17", [])[:4]).code
    assert code is not None
    Path(name).write_bytes(code)
    return name


def nvcc(name: str, *flags: str) -> str:
    Path("impl.cu").write_text(IMPL % 1)
    subprocess.run([NVCC, "impl.cu", "-o", name, "-rdc=true", *flags], check=True)
    return name


def library(mode: str, **options):
    if mode == "load":
        return numbast.load("my.cuh", **options)
    numbast.generate("my.cuh", "bound.py", nvrtc_check=False, **options)
    importlib.invalidate_caches()
    return importlib.import_module("bound")


def kernel_of(lib, arch="sm_90"):
    def kernel(x):
        x[0] = lib.twice(x[0])
        x[1] = lib.twice(x[1])

    return compile_kernel(kernel, "void(int32[::1])", arch=arch)


both = pytest.mark.parametrize("mode", ["load", "generate"])


@both
def test_ltoir_is_inlined(project, mode):
    lib = library(mode, link=ltoir("impl.ltoir"))
    if mode == "generate":
        Path("impl.ltoir").unlink()  # it lies beside the module
        assert Path("bound_link/impl.ltoir").is_file()
    assert kernel_of(lib).calls == 0


@pytest.mark.skipif(NVCC is None, reason="no nvcc")
@pytest.mark.parametrize("kind", ["fatbin", "cubin", "o", "ptx", "a"])
def test_every_kind_links(project, kind):
    flags = {
        "fatbin": ("-fatbin", "-gencode", "arch=compute_90,code=sm_90"),
        "cubin": ("-cubin", "-arch=sm_90"),
        "o": ("-c", "-arch=sm_90"),
        "ptx": ("-ptx", "-arch=compute_90"),
        "a": ("-lib", "-arch=sm_90"),
    }[kind]
    lib = library("load", link=[nvcc(f"impl.{kind}", *flags)])
    assert "impl" in kernel_of(lib).sass


@both
def test_the_input_for_the_arch_is_chosen(project, mode):
    link = {"sm_80": ltoir("old.ltoir", "sm_80", 8), "sm_90": ltoir("new.ltoir", "sm_90", 9)}
    lib = library(mode, link=link)
    for arch, number in (("sm_80", 8), ("sm_86", 8), ("sm_90", 9), ("sm_100", 9)):
        kernel = kernel_of(lib, arch)
        texts = {bytes(item.code) for item in kernel.inputs}
        assert Path(f"{'old' if number == 8 else 'new'}.ltoir").read_bytes() in texts
        assert len(kernel.cubin) and len(texts) == 3
    with pytest.raises(Exception, match=r"no input of 'link' for sm_75, only for sm_80, sm_90"):
        kernel_of(lib, "sm_75")


def test_a_cubin_is_for_one_generation(project):
    for arch in ("sm_80", "sm_90"):
        options = ProgramOptions(arch=arch, relocatable_device_code=True)
        code = Program(IMPL % 1, "c++", options).compile("cubin").code
        Path(f"{arch}.cubin").write_bytes(bytes(code))
    lib = library("load", link={"sm_80": "sm_80.cubin", "sm_90": "sm_90.cubin"})
    assert kernel_of(lib, "sm_86").calls == 2
    assert kernel_of(lib, "sm_90").calls == 2
    with pytest.raises(TypingError, match="no input of 'link' for sm_100, only for sm_80, sm_90"):
        kernel_of(lib, "sm_100")


def test_libraries_that_pathfinder_finds(project):
    Path("my.cuh").write_text("__device__ inline int twice(int x) { return 2 * x; }\n")
    assert kernel_of(library("load", link="cudadevrt")).cubin
    lib = library("load", link="nosuchlibrary")
    with pytest.raises(Exception, match="no static library 'nosuchlibrary'"):
        kernel_of(lib)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("impl.ltoir", b"no such thing", r"is no \.ltoir file"),
        ("impl.fatbin", b"\x7fELF", r"is no \.fatbin file"),
        ("impl.cubin", b"\x7fELF" + b"\0" * 60, r"is no \.cubin file"),
        ("impl.ptx", b"\0\1\2", r"is no \.ptx file"),
        ("impl.so", b"", r"no file that can be linked: \.ltoir"),
        ("impl.a", None, "cannot read .*No such file"),
    ],
)
@both
def test_unusable_files(project, mode, name, content, message):
    if content is not None:
        Path(name).write_bytes(content)
    with pytest.raises(numbast.ConfigError, match=message):
        library(mode, link=name)
    assert not Path("bound.py").exists()


@pytest.mark.skipif(NVCC is None, reason="no nvcc")
@pytest.mark.parametrize("kind", ["fatbin", "cubin", "o", "a"])
def test_files_that_are_cut_short(project, kind):
    """nvJitLink ends the process over such an object."""
    flags = {"a": ("-lib",), "o": ("-c",), "cubin": ("-cubin",)}
    whole = Path(nvcc(f"impl.{kind}", *flags.get(kind, ("-fatbin",)), "-arch=sm_90")).read_bytes()
    for size in (*range(20, 200, 30), *range(200, len(whole), len(whole) // 20), len(whole) - 1):
        Path(f"cut.{kind}").write_bytes(whole[:size])
        with pytest.raises(
            numbast.ConfigError, match=rf"cut\.{kind}' is (cut short: it is|no \.{kind} file)"
        ):
            numbast.load("my.cuh", link=f"cut.{kind}")
    assert library("load", link=f"impl.{kind}")


def test_a_file_that_is_gone(project):
    lib = library("generate", link=ltoir("impl.ltoir"))
    Path("bound_link/impl.ltoir").unlink()
    with pytest.raises(Exception, match=r"impl.ltoir', an input of 'link', can't be read"):
        kernel_of(lib)


def test_a_changed_file_is_noticed(project):
    first = library("load", link=ltoir("impl.ltoir"))
    assert library("load", link="impl.ltoir") is first
    origin = first.__numbast_library__.inputs.origin(0)
    ltoir("impl.ltoir", number=2)
    second = library("load", link="impl.ltoir")
    assert second is not first
    assert second.__numbast_library__.inputs.origin(0) != origin


@both
def test_callbacks_once_a_module(project, mode):
    lib = library(mode, link=ltoir("impl.ltoir"), setup=on_setup, teardown=f"{__name__}:on_teardown")
    code = kernel_of(lib).library
    assert len(code._setup_functions) == len(code._teardown_functions) == 1
    module = Module()
    # as a device function brings them again
    for f in [*code._setup_functions * 2, *code._teardown_functions * 2]:
        f(module)
    assert called == [("setup", module), ("teardown", module)]
    code._setup_functions[0](Module())
    assert len(called) == 3


def test_callbacks_pickle(project):
    kept = pickle.loads(pickle.dumps(ModuleCallback(f"{__name__}:on_setup")))
    kept(7)
    assert called == [("setup", 7)]


def test_callbacks_that_have_no_name(project):
    with pytest.raises(numbast.ConfigError, match="no lambda"):
        library("load", setup=lambda module: None)
    lib = library("load", link=ltoir("impl.ltoir"), setup="nosuch.module:f")
    with pytest.raises(Exception, match=r"callback 'nosuch\.module:f' is not found"):
        kernel_of(lib).library._setup_functions[0](Module())


HELPERS = {
    "inline": "INLINE int h(int x) { return x + N; }",
    "inline, not inlined": "__noinline__ INLINE int h(int x) { return x + N; }",
    "not inline": "__device__ int h(int x) { return x + N; }",
    "static": "static INLINE int h(int x) { return x + N; }",
    "template": "template <int M> __noinline__ INLINE int t(int x) { return x + M; }\n#define h t<N>",
    "method": "struct S { __device__ __noinline__ static int m(int x) { return x + N; } };\n#define h S::m",
}


@pytest.mark.parametrize("helper", HELPERS)
@pytest.mark.parametrize("options", [{}, {"debug": True, "opt": False}])
def test_several_libraries_with_the_same_names(project, helper, options):
    """Two texts that define the same functions, in one kernel: each has its own."""
    text = "#define INLINE __device__ inline\n#define N @\n" + HELPERS[helper]
    text += "\nnamespace n { INLINE int f(int x) { return h(x); } }"
    first, second = (numbast.load_source(text.replace("@", number)) for number in ("100", "700"))

    def kernel(x):
        x[0] = first.n.f(x[0]) * second.n.f(x[1])

    done = compile_kernel(kernel, "void(int32[::1])", **options)
    assert done.cubin
    assert "0x64" in done.sass and "0x2bc" in done.sass


def test_variables_of_several_libraries_with_one_name(project):
    """Also of external linkage, which the linker refuses twice."""
    text = "__device__ int n = @;\n__device__ inline int f(int x) { return x + n++; }"
    first, second = (numbast.load_source(text.replace("@", number)) for number in ("100", "700"))

    def kernel(x):
        x[0] = first.f(x[0]) * second.f(x[1])

    assert compile_kernel(kernel, "void(int32[::1])").cubin


def test_names_of_one_file_are_one(project):
    """Libraries of headers that include the same one, or declare overloads of their own, link as ever."""
    Path("common.cuh").write_text(
        "#pragma once\nnamespace n { __device__ inline int f(int x) { return x + 5; } }\n"
    )
    Path("a.cuh").write_text('#include "common.cuh"\n__device__ inline int a(int x) { return n::f(x); }\n')
    Path("b.cuh").write_text('#include "common.cuh"\n__device__ inline int a(float x) { return n::f(x); }\n')
    first, second = numbast.load("a.cuh"), numbast.load("b.cuh")

    def kernel(x):
        x[0] = first.a(x[0]) * second.a(np.float32(x[1])) * second.n.f(x[0])

    assert compile_kernel(kernel, "void(int32[::1])").calls == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bad.ltoir", b"\xedCN\x7f" + b"junk" * 30),
        ("bad.ptx", b".version 8.0\n.target sm_90\n.address_size 64\nbogus { ;\n"),
    ],
)
def test_files_that_the_linker_refuses_are_named(project, name, content):
    """Only the linker knows what is in them."""
    Path(name).write_bytes(content)
    lib = library("load", link=name)
    for _ in range(2):  # a link that failed leaves the next one alone
        with pytest.raises(Exception, match=rf"^no link with '.*{name}' of the option 'link': .*ERROR"):
            kernel_of(lib).cubin  # noqa: B018
    assert kernel_of(library("load", link=ltoir("impl.ltoir"))).calls == 0


def test_a_link_that_the_file_has_no_part_in(project):
    lib = library("load", link=ltoir("impl.ltoir"))
    other = numbast.load_source("__device__ int nowhere(int);")

    def kernel(x):
        x[0] = lib.twice(x[0]) + other.nowhere(x[0])

    with pytest.raises(Exception, match="declared and not defined"):
        compile_kernel(kernel, "void(int32[::1])").cubin  # noqa: B018
