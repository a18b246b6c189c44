"""More kernels over templates of CUDA's headers, GLM and MathDx: function objects, atomics, barriers, groups.

$NUMBAST_CORPUS_INCLUDE names a folder with `glm` (/usr/include), $NUMBAST_MATHDX_INCLUDE one with
`curanddx.hpp`, where the wheel nvidia-mathdx isn't installed. cufftdx wants CUTLASS beside it.
tools/header_subset.py makes such a folder with what these kernels need, 7.4 MB.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numba import cuda

import numbast
from tools.template_kernels import Load, imported, loaded

Made = tuple[Callable[..., None], str]
GLM = Path(os.environ.get("NUMBAST_CORPUS_INCLUDE", "/usr/include")) / "glm"
INTEGERS = "void(int32[::1], int32[::1])"


@cuda.jit(device=True)
def larger(a: Any, b: Any) -> Any:
    return max(a, b)


def reduce_with_function(load: Load = loaded) -> Made:
    block = load("cub/block/block_reduce.cuh").cub.BlockReduce[np.int32, 64]
    temporary = block.TempStorage

    def kernel(x: Any, out: Any) -> None:
        temp = cuda.shared.array(1, dtype=temporary)
        s = block(temp[0]).Reduce(x[cuda.threadIdx.x], larger)
        if cuda.threadIdx.x == 0:
            out[0] = s

    return kernel, INTEGERS


def scan_with_functions(load: Load = loaded) -> Made:
    """The largest so far of the sums of all before: function objects of C++ and of Python."""
    lib = load("cub/block/block_scan.cuh")
    block = lib.cub.BlockScan[np.int32, 64]
    temporary = block.TempStorage
    plus = lib["cuda::std::plus<>"]

    def kernel(x: Any, out: Any) -> None:
        temp = cuda.shared.array(1, dtype=temporary)
        result = cuda.local.array(1, np.int32)
        block(temp[0]).ExclusiveScan(x[cuda.threadIdx.x], result, 0, plus())
        cuda.syncthreads()
        block(temp[0]).InclusiveScan(result[0], result, larger)
        out[cuda.threadIdx.x] = result[0]

    return kernel, INTEGERS


def load_and_store() -> Made:
    lib = numbast.load(["cub/block/block_load.cuh", "cub/block/block_store.cuh"], arch="sm_90")
    load, store = lib.cub.BlockLoad[np.int32, 64, 4], lib.cub.BlockStore[np.int32, 64, 4]
    loading, storing = load.TempStorage, store.TempStorage

    def kernel(x: Any, out: Any) -> None:
        first = cuda.shared.array(1, dtype=loading)
        second = cuda.shared.array(1, dtype=storing)
        items = cuda.local.array(4, np.int32)
        load(first[0]).Load(x, items)
        for i in range(4):
            items[i] += 1
        store(second[0]).Store(out, items)

    return kernel, INTEGERS


def atomic_references() -> Made:
    lib = numbast.load("cuda/atomic", arch="sm_90")
    reference = lib.cuda.atomic_ref[np.int32]
    relaxed = lib.cuda.memory_order_relaxed

    def kernel(x: Any, out: Any) -> None:
        reference(out[0:1]).fetch_add(x[cuda.threadIdx.x], relaxed)
        reference(out[1:2]).fetch_max(x[cuda.threadIdx.x])

    return kernel, INTEGERS


def barriers() -> Made:
    lib = numbast.load("cuda/barrier", arch="sm_90")
    barrier = lib.cuda.barrier["cuda::thread_scope_block"]

    def kernel(x: Any, out: Any) -> None:
        barriers = cuda.shared.array(1, dtype=barrier)
        items = cuda.shared.array(64, np.int32)
        i = cuda.threadIdx.x
        if i == 0:
            lib.cuda.init(barriers, 64)
        cuda.syncthreads()
        items[i] = x[i]
        barriers[0].arrive_and_wait()
        out[i] = items[63 - i]

    return kernel, INTEGERS


def optionals() -> Made:
    optional = numbast.load("cuda/std/optional", arch="sm_90").cuda.std.optional[np.int32]

    def kernel(x: Any, out: Any) -> None:
        some = optional(x[0])
        none = optional()
        out[0] = some.value()
        out[1] = some.has_value()
        out[2] = none.value_or(7)
        out[3] = 1 if none else 2

    return kernel, INTEGERS


def arrays() -> Made:
    std = numbast.load("cuda/std/array", arch="sm_90").cuda.std
    array = std.array[np.int32, 4]

    def kernel(x: Any, out: Any) -> None:
        a = array()
        a.fill(x[0])
        a[1] = 5
        out[0] = a[0] + a[1] + a.size()
        out[1] = std.get[1](a)

    return kernel, INTEGERS


def group_reductions() -> Made:
    lib = numbast.load(["cooperative_groups.h", "cooperative_groups/reduce.h"], arch="sm_90")
    groups = lib.cooperative_groups
    plus = groups.plus[np.int32]

    def kernel(x: Any, out: Any) -> None:
        tile = groups.tiled_partition[32](groups.this_thread_block())
        out[cuda.threadIdx.x] = groups.reduce(tile, x[cuda.threadIdx.x], plus())

    return kernel, INTEGERS


def coalesced_groups() -> Made:
    """Of the even threads: the size and rank, and the largest item."""
    lib = numbast.load(["cooperative_groups.h", "cooperative_groups/reduce.h"], arch="sm_90")
    groups = lib.cooperative_groups

    def kernel(x: Any, out: Any) -> None:
        i = cuda.threadIdx.x
        if i % 2 == 0:
            group = groups.coalesced_threads()
            out[i] = group.size() * 100 + group.thread_rank()
            out[i + 1] = groups.reduce(group, x[i], larger)

    return kernel, INTEGERS


def glm() -> Made:
    """A cross product, scaled by a matrix, and a vector that a quaternion turns."""
    lib = numbast.load(
        ["glm/glm.hpp", "glm/gtc/quaternion.hpp"],
        include_dirs=[str(GLM.parent)], arch="sm_90", retain=["*/glm/*"],
    ).glm  # fmt: skip
    vec3, vec4, mat4 = lib.vec3, lib.vec4, lib.mat4

    def kernel(x: Any, out: Any) -> None:
        v = vec3(x[0], x[1], x[2])
        w = lib.cross(v, vec3(x[3], x[4], x[5]))
        r = mat4(2.0) * vec4(w, 1.0)
        out[0] = lib.dot(w, v)
        out[1] = r.x
        out[2] = r.y
        out[3] = r.z
        turned = lib.angleAxis(x[6], vec3(0.0, 0.0, 1.0)) * v
        out[4] = turned.x
        out[5] = turned.y
        out[6] = turned.z

    return kernel, "void(float32[::1], float32[::1])"


def mathdx() -> list[str]:
    """The folder of MathDx's headers; none where they aren't."""
    told = os.environ.get("NUMBAST_MATHDX_INCLUDE", "")
    spec = importlib.util.find_spec("nvidia")
    places = [told, *(f"{p}/mathdx/include" for p in (spec and spec.submodule_search_locations) or ())]
    return [p for p in places if p and os.path.isfile(f"{p}/curanddx.hpp")][:1]


RANDOM = """
using Rng = decltype(curanddx::Generator<curanddx::philox4_32>() + curanddx::PhiloxRounds<10>() +
                     curanddx::SM<900>() + curanddx::Thread());
"""
TRANSFORM = """
using FFT = decltype(cufftdx::Size<8>() + cufftdx::Precision<float>() + cufftdx::SM<900>() +
                     cufftdx::Type<cufftdx::fft_type::c2c>() +
                     cufftdx::Direction<cufftdx::fft_direction::forward>() + cufftdx::Thread());
"""


def random_numbers() -> Made:
    """Four of each thread's own sequence, by curanddx."""
    lib = numbast.load("curanddx.hpp", include_dirs=mathdx(), extra_source=RANDOM, arch="sm_90")
    generator, uniform = lib.Rng, lib.curanddx.uniform[np.float32]

    def kernel(x: Any, out: Any) -> None:
        i = cuda.threadIdx.x
        rng = generator(np.uint64(1234), np.uint64(i), np.uint64(0))
        four = uniform(x[0], x[1]).generate4(rng)
        out[4 * i] = four.x
        out[4 * i + 1] = four.y
        out[4 * i + 2] = four.z
        out[4 * i + 3] = four.w

    return kernel, "void(float32[::1], float32[::1])"


def fourier() -> Made:
    """A transform of eight complex numbers in one thread, by cufftdx."""
    lib = numbast.load("cufftdx.hpp", include_dirs=mathdx(), extra_source=TRANSFORM, arch="sm_90")
    transform, number, size = lib.FFT, lib.FFT.value_type, lib.FFT.storage_size

    def kernel(x: Any, out: Any) -> None:
        data = cuda.local.array(size, dtype=number)
        for j in range(size):
            data[j] = number(x[2 * j], x[2 * j + 1])
        transform().execute(data)
        for j in range(size):
            out[2 * j] = data[j].x
            out[2 * j + 1] = data[j].y

    return kernel, "void(float32[::1], float32[::1])"


#: What the command line says of the static modules of kernels with functions.
STATIC = {
    reduce_with_function: ["--instantiate", "cub::BlockReduce<int, 64>"],
    scan_with_functions: [
        "--instantiate", "cub::BlockScan<int, 64>", "--items", "1", "--functor", "cuda::std::plus<>",
    ],
}  # fmt: skip


def static_module(header: str, make: Callable[..., Made], folder: Path) -> Any:
    """The static module of a kernel's header, written to `folder` by the command and imported."""
    from numbast.cli import main

    output = folder / f"static_{make.__name__}.py"
    assert main(["generate", header, "-o", str(output), *STATIC[make]]) == 0
    return imported(output)


KERNELS = [
    reduce_with_function, scan_with_functions, load_and_store, atomic_references, barriers, optionals, arrays,
    group_reductions, coalesced_groups,
]  # fmt: skip
if GLM.is_dir():
    KERNELS.append(glm)
if mathdx():
    KERNELS.append(random_numbers)
    if os.path.isfile(f"{mathdx()[0]}/cufftdx.hpp"):
        KERNELS.append(fourier)
