"""numbast.testing: kernels to machine code with no GPU."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("numba.cuda")

from numba import cuda, types

from numbast import testing
from numbast.runtime.cache import cache
from numbast.runtime.compile import nvrtc_options
from numbast.runtime.headers import cuda_folders
from numbast.runtime.nvrtc_calls import nvrtc_compile
from numbast.runtime.nvrtc_text import nvrtc_folder
from numbast.testing import ToolNotFoundError, capability_of, compile_kernel, pretended_device

add_one = cuda.declare_device("add_one", "int32(int32)", abi="c")
SOURCE = 'extern "C" __device__ int add_one(int a) { return a + 1; }'
OPAQUE = (
    'extern "C" __device__ __noinline__ int add_one(int a) { volatile int b[40]; b[a] = a; return b[a + 1]; }'
)
ARGS = types.void(types.int32[::1], types.int32[::1])


def plus_one(x, out):
    i = cuda.grid(1)
    if i < out.size:
        out[i] = add_one(x[i])


@cuda.jit(device=True)
def twice(a):
    return 2 * a


@cuda.jit
def double(x, out):
    i = cuda.grid(1)
    if i < out.size:
        out[i] = twice(x[i])


def test_a_foreign_function_is_inlined() -> None:
    kernel = compile_kernel(plus_one, ARGS, link=[cuda.CUSource(SOURCE)])
    assert kernel.cubin.startswith(b"\x7fELF")
    assert kernel.arch == "sm_90"
    assert "plus_one" in kernel.name
    assert kernel.name in kernel.sass
    assert kernel.ltoir
    assert ".entry" in kernel.ptx
    assert (kernel.calls, kernel.local_memory_instructions) == (0, 0)
    assert 10 < kernel.instructions < 60
    assert any(op.startswith("LDG") for op in kernel.opcodes)


def test_calls_and_local_memory_are_counted() -> None:
    kernel = compile_kernel(plus_one, ARGS, link=[cuda.CUSource(OPAQUE)])
    assert kernel.calls >= 1
    assert kernel.local_memory_instructions >= 2


def test_decorated_kernels_and_device_functions() -> None:
    kernel = compile_kernel(double, "void(int32[::1], int32[::1])", arch="sm_80")
    assert kernel.calls == 0
    assert kernel.cubin != compile_kernel(double, ARGS, arch="sm_90").cubin


def test_debug_kernel_has_no_ltoir() -> None:
    kernel = compile_kernel(plus_one, ARGS, debug=True, link=[cuda.CUSource(SOURCE)])
    assert kernel.ltoir == b""
    assert kernel.ptx == ""
    assert kernel.cubin.startswith(b"\x7fELF")
    assert kernel.instructions > 10


def test_inputs_of_every_form(tmp_path: Path) -> None:
    """LTO-IR, PTX, text and files all define the function."""
    folders = [nvrtc_folder(cache()), *cuda_folders()]
    code = {
        lto: nvrtc_compile(SOURCE, nvrtc_options("sm_90", "c++17", folders, lto=lto)).code
        for lto in (False, True)
    }
    (tmp_path / "f.cu").write_text(SOURCE)
    (tmp_path / "f.ltoir").write_bytes(code[True] or b"")
    forms = [
        cuda.LTOIR(code[True]),
        cuda.PTXSource(code[False]),
        str(tmp_path / "f.cu"),
        tmp_path / "f.ltoir",
    ]
    for form in forms:
        assert compile_kernel(plus_one, ARGS, link=[form]).cubin.startswith(b"\x7fELF")


def test_undefined_symbols_are_told_when_linking() -> None:
    kernel = compile_kernel(plus_one, ARGS)
    with pytest.raises(Exception, match="add_one"):
        _ = kernel.cubin


def test_same_bytes_every_time() -> None:
    link = [cuda.CUSource(SOURCE), cuda.CUSource('extern "C" __device__ int other(int a) { return a; }')]
    first, second = (compile_kernel(plus_one, ARGS, link=link) for _ in range(2))
    assert first.opcodes == second.opcodes


def test_bad_linked_source() -> None:
    with pytest.raises(RuntimeError, match="nosuch"):
        compile_kernel(plus_one, ARGS, link=[cuda.CUSource("nosuch x;")])


def test_capability_of() -> None:
    assert capability_of("sm_90") == (9, 0)
    assert capability_of("sm_103a") == (10, 3)
    with pytest.raises(ValueError, match="'90' is not an arch"):
        capability_of("90")


def test_the_device_is_pretended_only_inside() -> None:
    from numba.cuda import dispatcher

    before = dispatcher.get_current_device

    def fail() -> None:
        with pretended_device((8, 0)):
            assert dispatcher.get_current_device().compute_capability == (8, 0)
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert dispatcher.get_current_device is before


def test_missing_nvdisasm_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from cuda import pathfinder

    monkeypatch.setattr(pathfinder, "find_nvidia_binary_utility", lambda name: None, raising=False)
    monkeypatch.setattr(testing.shutil, "which", lambda name: None)
    with pytest.raises(ToolNotFoundError, match="pip install nvidia-cuda-nvdisasm"):
        testing.disassemble(b"")
