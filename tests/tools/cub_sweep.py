"""CUB's block and warp algorithms over element types, items per thread and block sizes: the kernels, and what
NumPy computes. All numbers are whole and small, so that sums of floating ones are exact in any order.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numba import cuda

import numbast

HEADERS = [
    "cub/block/block_scan.cuh", "cub/block/block_reduce.cuh", "cub/block/block_radix_sort.cuh",
    "cub/block/block_load.cuh", "cub/block/block_store.cuh", "cub/warp/warp_reduce.cuh",
]  # fmt: skip
RECORD = """
struct Money {
  int whole;
  double part;
};
__host__ __device__ inline Money operator+(const Money &a, const Money &b) {
  return {a.whole + b.whole, a.part + b.part};
}
"""
ELEMENTS = ("int32", "float32", "float64", "Money")
ITEMS = (1, 4)
THREADS = (64, 128, 256)
Kernel = Callable[[Any, Any], None]


class Case(NamedTuple):
    """One kernel of the sweep."""

    algorithm: str
    element: str
    items: int
    threads: int

    def __str__(self) -> str:
        return "-".join(map(str, self))


@functools.cache
def library() -> Any:
    return numbast.load(HEADERS, arch="sm_90", extra_source=RECORD)


def element_of(name: str) -> Any:
    """What a template's argument and an array's dtype may be."""
    return library().Money if name == "Money" else getattr(np, name)


def block_scan(element: Any, items: int, threads: int) -> Kernel:
    scan = library().cub.BlockScan[element, threads]
    storage = scan.TempStorage

    def single(x: Any, out: Any) -> None:
        temp = cuda.shared.array(1, dtype=storage)
        b = cuda.local.array(1, dtype=element)
        scan(temp[0]).InclusiveSum(x[cuda.threadIdx.x], b[0])
        out[cuda.threadIdx.x] = b[0]

    def several(x: Any, out: Any) -> None:
        temp = cuda.shared.array(1, dtype=storage)
        a = cuda.local.array(items, dtype=element)
        first = cuda.threadIdx.x * items
        for j in range(items):
            a[j] = x[first + j]
        scan(temp[0]).InclusiveSum(a, a)
        for j in range(items):
            out[first + j] = a[j]

    return single if items == 1 else several


def block_reduce(element: Any, items: int, threads: int) -> Kernel:
    reduce = library().cub.BlockReduce[element, threads]
    storage = reduce.TempStorage

    def single(x: Any, out: Any) -> None:
        temp = cuda.shared.array(1, dtype=storage)
        s = reduce(temp[0]).Sum(x[cuda.threadIdx.x])
        if cuda.threadIdx.x == 0:
            out[0] = s

    def several(x: Any, out: Any) -> None:
        temp = cuda.shared.array(1, dtype=storage)
        a = cuda.local.array(items, dtype=element)
        for j in range(items):
            a[j] = x[cuda.threadIdx.x * items + j]
        s = reduce(temp[0]).Sum(a)
        if cuda.threadIdx.x == 0:
            out[0] = s

    return single if items == 1 else several


def block_radix_sort(element: Any, items: int, threads: int) -> Kernel:
    """Records go with keys of their own: C++ has no order for them."""
    is_record = element is library().Money
    template = library().cub.BlockRadixSort
    sort = template[np.int32, threads, items, element] if is_record else template[element, threads, items]
    storage = sort.TempStorage

    def keys(x: Any, out: Any) -> None:
        temp = cuda.shared.array(1, dtype=storage)
        a = cuda.local.array(items, dtype=element)
        first = cuda.threadIdx.x * items
        for j in range(items):
            a[j] = x[first + j]
        sort(temp[0]).Sort(a)
        for j in range(items):
            out[first + j] = a[j]

    def pairs(x: Any, out: Any) -> None:
        temp = cuda.shared.array(1, dtype=storage)
        a = cuda.local.array(items, dtype=np.int32)
        b = cuda.local.array(items, dtype=element)
        first = cuda.threadIdx.x * items
        for j in range(items):
            a[j] = x[first + j].whole
            b[j] = x[first + j]
        sort(temp[0]).Sort(a, b)
        for j in range(items):
            out[first + j] = b[j]

    return pairs if is_record else keys


def block_load_store(element: Any, items: int, threads: int) -> Kernel:
    load, store = (
        library().cub.BlockLoad[element, threads, items, library().cub.BLOCK_LOAD_TRANSPOSE],
        library().cub.BlockStore[element, threads, items],
    )
    loading, storing = load.TempStorage, store.TempStorage

    def kernel(x: Any, out: Any) -> None:
        one = cuda.shared.array(1, dtype=loading)
        other = cuda.shared.array(1, dtype=storing)
        a = cuda.local.array(items, dtype=element)
        load(one[0]).Load(x, a)
        for j in range(items):
            a[j] = a[j] + a[j]
        store(other[0]).Store(out, a)

    return kernel


def warp_reduce(element: Any, items: int, threads: int) -> Kernel:
    warp = library().cub.WarpReduce[element]
    storage = warp.TempStorage
    warps = threads // 32

    def kernel(x: Any, out: Any) -> None:
        temp = cuda.shared.array(warps, dtype=storage)
        i, w = cuda.threadIdx.x, cuda.threadIdx.x // 32
        s = x[i * items]
        for j in range(1, items):
            s = s + x[i * items + j]
        t = warp(temp[w]).Sum(s)
        if i % 32 == 0:
            out[w] = t

    return kernel


ALGORITHMS = (block_scan, block_reduce, block_radix_sort, block_load_store, warp_reduce)
CASES = [
    Case(make.__name__, element, items, threads)
    for make in ALGORITHMS
    for element in ELEMENTS
    for items in ITEMS
    for threads in THREADS
]


def kernel_of(case: Case) -> Kernel:
    make = next(make for make in ALGORITHMS if make.__name__ == case.algorithm)
    return make(element_of(case.element), case.items, case.threads)


def input_of(case: Case) -> Any:
    """The kernel's first argument; the second is of its dtype and length."""
    count = case.items * case.threads
    numbers = np.random.default_rng(count).permutation(count).astype(np.int64) - count // 2
    if case.element != "Money":
        return numbers.astype(element_of(case.element))
    made = np.zeros(count, element_of("Money").dtype)
    made["whole"], made["part"] = numbers, numbers / 4
    return made


def expected_of(case: Case, x: Any) -> Any:
    """What the first elements of the output are, as NumPy has it."""
    if case.element == "Money":
        if case.algorithm == "block_radix_sort":
            return np.sort(x, order="whole")
        made = np.zeros_like(x)
        parts = {name: _expected(case, x[name]) for name in ("whole", "part")}
        for name, part in parts.items():
            made[name][: len(part)] = part
        return made[: len(parts["whole"])]
    return _expected(case, x)


def _expected(case: Case, x: Any) -> Any:
    if case.algorithm == "block_scan":
        return np.cumsum(x, dtype=x.dtype)
    if case.algorithm == "block_reduce":
        return np.array([x.sum(dtype=x.dtype)])
    if case.algorithm == "block_radix_sort":
        return np.sort(x)
    if case.algorithm == "block_load_store":
        return x + x
    return x.reshape(-1, 32 * case.items).sum(axis=1, dtype=x.dtype)
