"""What is no function of its arguments: shuffles, atomics, loads and stores, one test each."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tools import modules, nvcc

pytestmark = pytest.mark.gpu

FP16, BF16 = "cuda_fp16.h", "cuda_bf16.h"


def half_bits(values: Any) -> np.ndarray:
    """float16 values as their bits."""
    return np.asarray(values, np.float16).view(np.uint16)


def bf16_bits(values: Any) -> np.ndarray:
    """Values that bfloat16 holds exactly, as their bits."""
    return (np.asarray(values, np.float32).view(np.uint32) >> 16).astype(np.uint16)


CASES = [(FP16, "half", "__half", half_bits), (BF16, "bfloat16", "__nv_bfloat16", bf16_bits)]
IDS = [FP16, BF16]
LOADS = ["__ldg", "__ldcg", "__ldca", "__ldcs", "__ldlu", "__ldcv"]
STORES = ["__stwb", "__stcg", "__stcs", "__stwt"]


def launch(kernel: Any, threads: int, *arrays: Any) -> list[Any]:
    """Runs one block; the arrays afterwards."""
    from numba import cuda

    on_device = [cuda.to_device(a) for a in arrays]
    cuda.jit(kernel)[1, threads](*on_device)
    return [a.copy_to_host() for a in on_device]


@pytest.mark.parametrize(("header", "word", "spelling", "bits"), CASES, ids=IDS)
@pytest.mark.parametrize("name", ["__shfl_sync", "__shfl_up_sync", "__shfl_down_sync", "__shfl_xor_sync"])
def test_shuffle(header: str, word: str, spelling: str, bits: Any, name: str) -> None:
    """A warp's values move as the integers of their lanes do."""
    from numba import cuda

    lib = modules.bound(header)
    make, take = getattr(lib, f"__ushort_as_{word}"), getattr(lib, f"__{word}_as_ushort")
    shuffle = getattr(lib, name)

    def kernel(x, out):  # type: ignore[no-untyped-def]
        i = cuda.grid(1)
        out[i] = take(shuffle(0xFFFFFFFF, make(x[i]), 3))

    x = bits(np.arange(32))
    out = launch(kernel, 32, x, np.zeros(32, np.uint16))[1]
    lane = np.arange(32)
    source = {
        "__shfl_sync": np.full(32, 3),
        "__shfl_up_sync": np.where(lane >= 3, lane - 3, lane),
        "__shfl_down_sync": np.where(lane + 3 < 32, lane + 3, lane),
        "__shfl_xor_sync": lane ^ 3,
    }[name]
    assert np.array_equal(out, x[source])


@pytest.mark.parametrize(("header", "word", "spelling", "bits"), CASES, ids=IDS)
def test_atomic_add(header: str, word: str, spelling: str, bits: Any) -> None:
    """128 threads add to one value in memory; each sees another sum before."""
    from numba import cuda

    lib = modules.with_accessors(header)
    tag = modules.tag("{" + spelling + "}")
    at = getattr(lib, modules.AT + tag)
    store = getattr(lib, modules.STORE + tag)
    make, add = getattr(lib, f"__ushort_as_{word}"), lib.atomicAdd
    one = int(bits([1])[0])

    def kernel(total, seen):  # type: ignore[no-untyped-def]
        i = cuda.grid(1)
        store(seen, i, add(at(total, 0), make(one)))

    total, seen = launch(kernel, 128, np.zeros(4, np.uint8), np.zeros(256, np.uint8))
    assert total.view(np.uint16)[0] == bits([128])[0]
    assert sorted(seen.view(np.uint16)) == sorted(bits(np.arange(128)))


@pytest.mark.parametrize(("header", "word", "spelling", "bits"), CASES, ids=IDS)
@pytest.mark.parametrize("name", LOADS)
def test_load(header: str, word: str, spelling: str, bits: Any, name: str) -> None:
    """A load with a cache hint gives what lies in memory."""
    from numba import cuda

    lib = modules.with_accessors(header)
    at = getattr(lib, modules.AT + modules.tag("{" + spelling + "}"))
    take, load = getattr(lib, f"__{word}_as_ushort"), getattr(lib, name)

    def kernel(x, out):  # type: ignore[no-untyped-def]
        i = cuda.grid(1)
        out[i] = take(load(at(x, 63 - i)))

    x = bits(np.arange(64) / 4)
    out = launch(kernel, 64, x.view(np.uint8), np.zeros(64, np.uint16))[1]
    assert np.array_equal(out, x[::-1])


@pytest.mark.parametrize(("header", "word", "spelling", "bits"), CASES, ids=IDS)
@pytest.mark.parametrize("name", STORES)
def test_store(header: str, word: str, spelling: str, bits: Any, name: str) -> None:
    """A store with a cache hint puts the value there."""
    from numba import cuda

    lib = modules.with_accessors(header)
    at = getattr(lib, modules.AT + modules.tag("{" + spelling + "}"))
    make, store = getattr(lib, f"__ushort_as_{word}"), getattr(lib, name)

    def kernel(x, out):  # type: ignore[no-untyped-def]
        i = cuda.grid(1)
        store(at(out, 63 - i), make(x[i]))

    x = bits(np.arange(64) / 4)
    out = launch(kernel, 64, x, np.zeros(128, np.uint8))[1]
    assert np.array_equal(out.view(np.uint16), x[::-1])


TRUTH = """
#include <{header}>
__global__ void kernel(const unsigned short *bits, unsigned char *truth, float *number, long long *whole)
{{
    unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
    {spelling} x = __ushort_as_{word}(bits[i]);
    truth[i] = (x ? 1 : 0) | (!x ? 2 : 0) | (bool(x) ? 4 : 0);
    number[i] = float(x);
    whole[i] = (long long)x;
}}
extern "C" void run(void *bits, void *truth, void *number, void *whole)
{{
    auto out = (unsigned char *)truth;
    kernel<<<256, 256>>>((const unsigned short *)bits, out, (float *)number, (long long *)whole);
    cudaDeviceSynchronize();
}}
"""


@pytest.mark.parametrize(("header", "word", "spelling", "bits"), CASES, ids=IDS)
def test_truth_and_numbers(header: str, word: str, spelling: str, bits: Any) -> None:
    """`if x`, `not x`, bool, float and int of every value are what nvcc gives (NaN, -0, subnormals)."""
    from numba import cuda

    make = getattr(modules.bound(header), f"__ushort_as_{word}")

    def kernel(x, truth, number, whole):  # type: ignore[no-untyped-def]
        i = cuda.grid(1)
        value = make(x[i])
        if value:
            truth[i] = 1
        if not value:
            truth[i] += 2
        if bool(value):
            truth[i] += 4
        number[i] = float(value)
        whole[i] = int(value)

    x = np.arange(65536, dtype=np.uint16)
    empty = [np.zeros(x.shape, t) for t in (np.uint8, np.float32, np.int64)]
    ours = [cuda.to_device(a) for a in empty]
    theirs = [cuda.to_device(a) for a in empty]
    given = cuda.to_device(x)
    cuda.jit(kernel)[256, 256](given, *ours)
    major, minor = cuda.get_current_device().compute_capability
    source = TRUTH.format(header=header, word=word, spelling=spelling)
    [oracle] = nvcc.load_all([source], f"sm_{major}{minor}")
    oracle.run(*(nvcc.ctypes.c_void_p(a.device_ctypes_pointer.value) for a in (given, *theirs)))
    for name, mine, other in zip(("truth", "float", "int"), ours, theirs, strict=True):
        got, want = (a.copy_to_host().view(np.uint8).reshape(len(x), -1) for a in (mine, other))
        wrong = np.flatnonzero((got != want).any(axis=1))
        assert not len(wrong), f"{name} of {len(wrong)} values, first 0x{x[wrong[0]]:04x}"
    assert len(np.unique(theirs[0].copy_to_host())) == 2
