"""What CUDA C++'s documentation shows of libcu++ and cooperative groups, written as one would guess it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import cuda
from numba.cuda import types

import numbast
from numbast.testing import compile_kernel
from tools.answers import on_cpu

INTS = "void(int32[::1], int32[::1])"
TWO = types.void(types.int32[::1], types.int32[::1])


def load(*headers: str) -> Any:
    return numbast.load(list(headers), arch="sm_90")


def compiles(kernel: Any) -> None:
    assert compile_kernel(kernel, INTS).calls == 0


def test_what_a_header_needs_is_there() -> None:
    """Scopes, constants and aliases that libcu++ keeps in other files than the header's own."""
    std = load("cuda/std/mdspan", "cuda/std/variant").cuda.std
    matrix = std.mdspan[np.int32, std.dextents[np.int32, 2]]
    either = std.variant[np.int32, np.float32]
    assert std.extents[np.int32, 4, std.dynamic_extent].sizeof == 4
    assert std.variant_size[either].value == 2

    def kernel(x: Any, out: Any) -> None:
        out[0] = matrix(x, 2, 3)(1, 2)

    x, out = np.arange(6, dtype=np.int32), np.zeros(1, np.int32)
    on_cpu(load("cuda/std/mdspan", "cuda/std/variant"), kernel, TWO)(1, 1, x, out)
    assert out[0] == 5


def test_barriers_copy() -> None:
    scopes = load("cuda/barrier").cuda
    barrier, block = scopes.barrier[scopes.thread_scope_block], 128

    def kernel(x: Any, out: Any) -> None:
        ready = cuda.shared.array(1, dtype=barrier)
        tile = cuda.shared.array(block, np.int32)
        i = cuda.threadIdx.x
        if i == 0:
            scopes.init(ready, cuda.blockDim.x)
        cuda.syncthreads()
        scopes.memcpy_async(tile[i:], x[i:], scopes.aligned_size_t[4](4), ready[0])
        ready[0].arrive_and_wait()
        out[i] = tile[i]

    compiles(kernel)


def test_pipelines_of_a_block() -> None:
    """A class with an argument that clang prints as '\\x02'."""
    lib = load("cuda/pipeline", "cooperative_groups.h")
    state = lib.cuda.pipeline_shared_state[lib.cuda.thread_scope_block, 2]
    assert "(char)2" in state.qualified
    make, copy, groups = lib.cuda.make_pipeline, lib.cuda.memcpy_async, lib.cooperative_groups

    def kernel(x: Any, out: Any) -> None:
        shared = cuda.shared.array(1, dtype=state)
        tile = cuda.shared.array(128, np.int32)
        block = groups.this_thread_block()
        pipe = make(block, shared)
        pipe.producer_acquire()
        copy(block, tile, x, 512, pipe)
        pipe.producer_commit()
        pipe.consumer_wait()
        out[cuda.threadIdx.x] = tile[cuda.threadIdx.x]
        pipe.consumer_release()

    compiles(kernel)


def test_semaphores_and_latches() -> None:
    lib = load("cuda/semaphore", "cuda/latch").cuda
    semaphore = lib.counting_semaphore[lib.thread_scope_block, 4]
    latch = lib.latch[lib.thread_scope_block]

    def kernel(x: Any, out: Any) -> None:
        free = cuda.shared.array(1, dtype=semaphore)
        done = cuda.shared.array(1, dtype=latch)
        free[0].acquire()
        free[0].release()
        done[0].arrive_and_wait()
        out[0] = done[0].try_wait()

    compiles(kernel)


def test_instructions() -> None:
    """std::uint64_t * is long's on Linux, an array of uint64 long long's."""
    ptx = load("cuda/ptx").cuda.ptx

    def kernel(x: Any, out: Any) -> None:
        barrier = cuda.shared.array(1, np.uint64)
        if cuda.threadIdx.x == 0:
            ptx.mbarrier_init(barrier, 32)
        cuda.syncthreads()
        token = ptx.mbarrier_arrive(ptx.sem_release, ptx.scope_cta, ptx.space_shared, barrier)
        while not ptx.mbarrier_try_wait(barrier, token):
            pass
        out[0] = ptx.get_sreg_laneid()

    compiles(kernel)


def test_clusters() -> None:
    groups = load("cooperative_groups.h").cooperative_groups

    def kernel(x: Any, out: Any) -> None:
        cluster = groups.this_cluster()
        out[0] = cluster.block_rank()
        cluster.sync()

    compiles(kernel)


def test_atomics_in_place() -> None:
    atomics = load("cuda/atomic").cuda
    ref = atomics.atomic_ref[np.int32, atomics.thread_scope_device]
    own = atomics.atomic[np.int32, atomics.thread_scope_block]

    def kernel(x: Any, out: Any) -> None:
        r = ref(x[0])
        r += 1
        r |= np.int32(8)
        out[0] = r.load()
        shared = cuda.shared.array(1, dtype=own)
        shared[0] += x[1]
        out[1] = shared[0].load(atomics.std.memory_order_relaxed)

    compiles(kernel)


def test_bits() -> None:
    """A result whose class another file declares converts as C++ says, though it is more than its bytes."""
    lib = load("cuda/std/bitset")
    eight = lib.cuda.std.bitset[8]

    def kernel(x: Any, out: Any) -> None:
        s = eight()
        s.set(3)
        out[0] = s[3]
        if s[2]:
            out[1] = 1
        out[2] = bool(s[3])
        out[3] = not s[2]

    x, out = np.zeros(1, np.int32), np.zeros(4, np.int32)
    on_cpu(lib, kernel, TWO)(1, 1, x, out)
    assert out.tolist() == [1, 0, 1, 1]


def test_merge_sorts() -> None:
    """Their constructors take a class of a base that nothing has made whole."""
    sort = load("cub/block/block_merge_sort.cuh").cub.BlockMergeSort[np.int32, 128, 4]
    temporary = sort.TempStorage

    @cuda.jit(device=True)
    def less(a: Any, b: Any) -> Any:
        return a < b

    def kernel(x: Any, out: Any) -> None:
        temp = cuda.shared.array(1, dtype=temporary)
        items = cuda.local.array(4, np.int32)
        first = 4 * cuda.threadIdx.x
        for j in range(4):
            items[j] = x[first + j]
        sort(temp[0]).Sort(items, less)
        for j in range(4):
            out[first + j] = items[j]

    compiles(kernel)
