"""Kernels with line information, with debug code or without link-time optimization that call bound functions:
they link, and what is compiled and linked is just the shims that they call.
"""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path
from typing import Any

import pytest

from tools import elf, modules

pytest.importorskip("numba.cuda")

from cuda.bindings import nvrtc
from numba import cuda
from numba.cuda import types
from numba.cuda.codegen import CUDACodeLibrary
from numba.cuda.cudadrv.mappings import FILE_EXTENSION_MAP
from numba.cuda.dispatcher import _Kernel

import numbast
from numbast import loading
from numbast.runtime.lean import linked_items
from numbast.testing import CompiledKernel, compile_kernel, pretended_device

HEADER = Path(__file__).with_name("runtime_header.cuh")
ARGS = "void(int32[::1])"
INFO: dict[str, Any] = {"lineinfo": True}
DEBUG: dict[str, Any] = {"debug": True, "opt": False}


@pytest.fixture(scope="module")
def lib() -> Any:
    return modules.bound(str(HEADER), retain=["*/runtime_header.cuh"])


def compiled(kernel: Any, options: dict[str, Any]) -> CompiledKernel:
    made = compile_kernel(kernel, ARGS, **options)
    assert made.cubin
    return made


@pytest.mark.parametrize("options", [{}, INFO, DEBUG], ids=["plain", "lineinfo", "debug"])
def test_kernels_link(lib: Any, options: dict[str, Any]) -> None:
    def kernel(out):
        out[0] = lib.addone(out[1])

    made = compiled(kernel, options)
    if options is INFO:
        assert made.calls == 0
        assert ".loc" in made.ptx
        assert HEADER.name in made.ptx  # C++'s lines too
    elif not options:
        assert ".loc" not in made.ptx


@pytest.mark.parametrize(("outer", "inner"), list(itertools.product([{}, INFO, DEBUG], repeat=2)))
def test_device_functions_with_other_options(lib: Any, outer: Any, inner: Any) -> None:
    """One unit asked for by two functions is linked once, whatever they ask for."""

    @cuda.jit(device=True, **inner)
    def function(a):
        return lib.addone(a)

    def kernel(out):
        out[0] = lib.addone(function(out[1]))

    compiled(kernel, outer)


def test_kernels_without_bindings_are_left_alone(lib: Any) -> None:
    def bound(out):
        out[0] = lib.addone(out[1])

    def unbound(out):
        out[0] = out[1]

    assert 'i32 1, !"Debug Info Version"' in compiled(bound, INFO).library.get_llvm_str()
    assert 'i32 2, !"Debug Info Version"' in compiled(unbound, INFO).library.get_llvm_str()


# ---- only the used shims ---------------------------------------------------------------
SOURCE = """\
__device__ int counter;
__device__ inline int twice(int x) { counter += x; return 2 * x; }
__device__ inline int never(int x) { return x - 1; }
__device__ inline int seen() { return counter; }
struct Pair { int a, b; __device__ int sum() const { return a + b; } };
"""
NUMBERS = itertools.count()


def own_library() -> tuple[str, str]:
    """A header of its own names, and their namespace: libraries that have the same types share them."""
    space = f"lean{next(NUMBERS)}"
    return f"namespace {space} {{\n{SOURCE}}}\n", space


KINDS = {
    "lineinfo": ({"lto": True, "lineinfo": True}, "ltoir"),
    "debug": ({"lto": False, "debug": True, "opt": False}, "ptx"),
    "no lto": ({"lto": False}, "ptx"),
    "no lto, lineinfo": ({"lto": False, "lineinfo": True}, "ptx"),
}


@pytest.fixture
def compiles(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """The texts that NVRTC gets from now on."""
    monkeypatch.setenv("NUMBAST_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(CUDACodeLibrary, "_ensure_cc", lambda self, cc: cc or (9, 0))
    loading._forget()
    texts: list[str] = []
    real = nvrtc.nvrtcCreateProgram  # not ours: which runtime serves the process is open

    def spy(source: bytes, *args: Any) -> Any:
        texts.append(source.decode())
        return real(source, *args)

    monkeypatch.setattr(nvrtc, "nvrtcCreateProgram", spy)
    yield texts
    loading._forget()


def code_of(function: Any, options: dict[str, Any]) -> Any:
    """The code of a kernel as a launch on sm_90 would make it."""
    with pretended_device((9, 0)):
        return _Kernel(function, (types.int32[::1],), **options).library


def use(lib: Any) -> Any:
    def kernel(x):
        x[0] = lib.Pair(lib.twice(x[0]), lib.seen()).sum()

    return kernel


def called(text: str) -> set[str]:
    """What the shims in a text call."""
    lines = [line for line in text.split("\n") if line.startswith('extern "C"')]
    return {name for name in ("twice", "never", "seen", "sum", "Pair{") if any(name in x for x in lines)}


def functions_in(code: Any) -> list[str]:
    found = elf.symbols(code.get_cubin(cc=(9, 0)).code)
    return [s.name for s in found if s.kind == elf.FUNCTION and s.section]


@pytest.mark.parametrize("kind", KINDS)
def test_only_the_used_shims_are_compiled(compiles: list[str], kind: str) -> None:
    options, form = KINDS[kind]
    source, space = own_library()
    lib = numbast.load_source(source)
    code = code_of(use(lib[space]), options)
    shims = [name for name in functions_in(code) if name.startswith("nb_")]
    assert len(compiles) == 1 and called(compiles[0]) == {"twice", "seen", "sum", "Pair{"}
    (item,) = linked_items(code)
    assert item.kind == FILE_EXTENSION_MAP[form]
    assert len(shims) == (4 if form == "ptx" else 0)  # link-time optimization leaves none
    assert elf.objects(code.get_cubin(cc=(9, 0)).code)[f"_ZN{len(space)}{space}7counterE"] == 4  # one for all

    loading._forget()  # what was compiled is on disk
    again = numbast.load_source(source)
    assert again is not lib
    assert functions_in(code_of(use(again[space]), options)) and len(compiles) == 1


def test_whole_units_are_linked_where_the_linker_optimizes(compiles: list[str]) -> None:
    source, space = own_library()
    code = code_of(use(numbast.load_source(source)[space]), {"lto": True})
    assert len(compiles) == 1 and called(compiles[0]) == {"twice", "never", "seen", "sum", "Pair{"}
    assert len(functions_in(code)) == 1


def test_several_libraries_and_device_functions(compiles: list[str]) -> None:
    """Each library's shims together, those of device functions too."""
    texts = [SOURCE.replace("2 * x", f"{n} * x").replace("int counter", "static int counter") for n in (2, 3)]
    one, two = map(numbast.load_source, texts)

    @cuda.jit(device=True)
    def inner(x):
        return two.never(x)

    def kernel(x):
        x[0] = one.twice(x[0]) + two.twice(x[1]) + inner(x[2])

    code = code_of(kernel, {"lto": False})
    assert len([name for name in functions_in(code) if name.startswith("nb_")]) == 3
    assert sorted(map(sorted, map(called, compiles))) == [["never", "twice"], ["twice"]]


def test_a_shim_that_nvrtc_refuses(compiles: list[str]) -> None:
    """The error says which function it is; others of its unit are compiled."""
    lib = numbast.load_source(
        "#ifdef __CUDACC_RTC__\n__device__ int bad(int) = delete;\n#else\n__device__ int bad(int);\n#endif\n"
        "__device__ inline int good(int x) { return x; }\n"
    )

    def use_bad(x):
        x[0] = lib.bad(x[0])

    def use_good(x):
        x[0] = lib.good(x[0])

    message = "bad .*can't be used on sm_90: NVRTC says: .*deleted"
    with pytest.raises(numbast.NumbastError, match=message):
        functions_in(code_of(use_bad, {"lto": False}))
    assert functions_in(code_of(use_good, {"lto": False}))


@pytest.mark.parametrize("lto", [True, False])
def test_two_copies_of_a_module(compiles: list[str], tmp_path: Path, lto: bool) -> None:
    """Their shims have the same names; each is linked once."""
    (tmp_path / "my.cuh").write_text(SOURCE.replace("int counter", "static int counter"))
    numbast.generate(tmp_path / "my.cuh", tmp_path / "one" / "bound.py", embed_headers=True)
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    one, two = (modules.load_file(tmp_path / name / "bound.py") for name in ("one", "two"))

    def kernel(x):
        x[0] = one.twice(x[0]) + two.twice(x[1]) + two.never(1)

    assert functions_in(code_of(kernel, {"lto": lto}))
