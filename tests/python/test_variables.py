"""Variables of the device from the host: found in a kernel's code by their symbols, read and written there.

What kernels do with them is tests/cases/variables-device.
"""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import numbast
from numbast.testing import disassemble
from tools import elf, modules, sass

made: Any = None
HEADER = Path(__file__).resolve().parents[1] / "cases" / "variables-device" / "header.cuh"


@pytest.fixture(scope="module")
def lib(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("variables") / "vars_of_device.py"
    numbast.generate(HEADER, path)
    return modules.load_file(path)


def test_symbols_are_in_the_cubin(lib: Any) -> None:
    """Each variable that the kernel uses is one object of its size, under the name that the table tells."""
    from numba.cuda import types

    def kernel(out: Any) -> None:
        lib.counter[0] = 5
        lib.ns.total[0] += 1
        out[0] = lib.bump() + lib.table[2] + lib.scale[0] + lib.ns.state[0].d

    found = elf.objects(sass.cubin(kernel, types.void(types.float64[::1])))
    wanted = {"counter": 4, "_ZN2ns5totalE": 8, "table": 16, "scale": 4, "_ZN2ns5stateE": 16}
    assert {name: found.get(name) for name in wanted} == wanted
    told = [
        row[7]["variable"][0] for row in lib.__numbast_binding__.table["rows"] if "variable" in (row[7] or {})
    ]
    assert set(wanted) < set(told)


class Driver:
    """A kernel of numba-cuda's as far as the runtime looks into it, with what it was asked for."""

    def __init__(self) -> None:
        module = SimpleNamespace(get_global_symbol=lambda name: (name, 16))
        library = SimpleNamespace(get_cufunc=lambda: SimpleNamespace(module=module))
        self.overloads = {("one",): SimpleNamespace(_codelibrary=library)}


def test_the_host_finds_them(lib: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(lib.table.on.__func__.__globals__, "_array", lambda *found: found)
    kernel = Driver()
    assert lib.table.on(kernel) == ("table", (4,), np.dtype("f4"))
    assert lib.grid.on(kernel) == ("grid", (2, 3), np.dtype("i2"))
    pointer, count, dtype = lib.ns.state.on(kernel, ("one",))
    assert (pointer, count, dtype.itemsize) == ("_ZN2ns5stateE", (1,), 16)
    assert dtype.fields["n"][1] == 0 and dtype.fields["d"] == (np.dtype("f8"), 8)
    assert dtype == lib.State.dtype  # arrays of it are the class's, also as arguments of kernels
    assert lib.elsewhere.on(kernel)[1] == (1,)


def test_rows_of_what_has_no_first_extent(monkeypatch: pytest.MonkeyPatch) -> None:
    made = numbast.load_source("extern __device__ short open[][2];", arch="sm_90")
    monkeypatch.setitem(made.open.on.__func__.__globals__, "_array", lambda *found: found)
    assert made.open.on(Driver())[1] == (4, 2)  # of 16 bytes


def test_the_array_on_the_host(lib: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its shape and strides are C++'s."""
    found: list[Any] = []
    name = "numba.cuda.cudadrv.devicearray.DeviceNDArray"
    monkeypatch.setattr(name, lambda shape, strides, dtype, gpu_data: found.append((shape, strides)))
    lib.grid.on(Driver())
    lib.table.on(Driver())
    assert found == [((2, 3), (6, 2)), ((4,), (4,))]


def test_dtypes_of_all_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    made = numbast.load_source(
        """#include <cuda_fp16.h>
        struct Bits { unsigned a : 3, b : 5; int rest[2]; };
        enum class Kind : short { one };
        __device__ Bits bits[3]; __device__ __half halves[2]; __device__ float4 quad;
        __device__ Kind kind; __device__ bool flag; __device__ int *pointer;""",
        arch="sm_90",
    )
    monkeypatch.setitem(made.bits.on.__func__.__globals__, "_array", lambda *found: found)
    names = ("bits", "halves", "quad", "kind", "flag", "pointer")
    found = {n: getattr(made, n).on(Driver())[2] for n in names}
    assert found["bits"] == made.Bits.dtype and found["bits"].names == ("_0", "rest")
    plain = {n: str(found[n]) for n in ("halves", "kind", "flag", "pointer")}
    assert plain == {"halves": "float16", "kind": "int16", "flag": "bool", "pointer": "uint64"}
    assert found["quad"].itemsize == 16


def test_refusals(lib: Any) -> None:
    kernel = Driver()
    with pytest.raises(TypeError, match="hits has internal linkage: the host cannot find it"):
        lib.hits.on(kernel)
    kernel.overloads = {}
    with pytest.raises(TypeError, match="compiled for: nothing yet"):
        lib.counter.on(kernel)
    with pytest.raises(TypeError, match="exists on the device alone"):
        lib.counter[0]


def test_the_report(lib: Any) -> None:
    found = {e.name: e for e in numbast.report(HEADER, nvrtc_check=False).entries}
    assert found["counter"].kind == "variable" and found["counter"].fate == "bound"
    assert found["fixed"].kind == "constant"
    assert found["dynamic"].reason == "a variable, not a constant"


MANAGED = """
__managed__ int counter = 3;
__device__ __managed__ float list[4];
constexpr short primes[3] = {2, 3, 5};
__device__ inline int bump() { return ++counter; }
"""


def managed(out: Any) -> None:
    out[0] = made.bump() + made.primes[2]
    made.list[1] += 0.5


def test_managed_ones() -> None:
    """clang ignores the attribute; NVRTC's code says it of the symbol."""
    global made
    made = numbast.load_source(MANAGED, arch="sm_90")
    from numba.cuda import types

    code = sass.cubin(managed, types.void(types.float64[::1]))
    assert {"counter": 4, "list": 16}.items() <= elf.objects(code).items()
    assert "STO_CUDA_MANAGED" in disassemble(code)


@pytest.mark.gpu
def test_managed_ones_on_a_gpu() -> None:
    global made
    made = numbast.load_source(MANAGED)
    from numba import cuda

    kernel, out = cuda.jit(managed), cuda.to_device(np.zeros(1))
    kernel[1, 1](out)
    made.list.on(kernel)[:] = np.arange(4, dtype=np.float32)
    kernel[1, 1](out)
    assert out.copy_to_host()[0] == 5 + 5
    assert made.list.on(kernel).copy_to_host().tolist() == [0, 1.5, 2, 3]


@pytest.mark.gpu
def test_on_a_gpu(lib: Any) -> None:
    """Written from the host, changed by the kernel, read by the host."""
    from numba import cuda

    @cuda.jit
    def kernel(out: Any) -> None:
        out[0] = lib.bump() + lib.scale[0] + lib.table[3]

    out = cuda.to_device(np.zeros(1))
    kernel[1, 1](out)
    assert out.copy_to_host()[0] == 1 + 2.5 + 4
    lib.counter.on(kernel)[0] = 41
    lib.scale.on(kernel)[0] = 0.5
    lib.table.on(kernel)[:] = np.arange(4, dtype=np.float32)
    kernel[1, 1](out)
    assert out.copy_to_host()[0] == 42 + 0.5 + 3
    assert lib.counter.on(kernel).copy_to_host().tolist() == [42]
