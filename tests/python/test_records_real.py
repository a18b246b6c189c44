"""Types of CUDA's own headers as objects: vectors, half2 and bfloat162 in place, generators in global arrays,
groups of threads, what NCCL's device functions take.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numba import cuda
from numba.cuda import types, vector_types

import numbast
from numbast.testing import compile_kernel
from tools import cpu, modules, nvcc

HEADER = Path(__file__).with_name("records_real.cuh")
#: Kind of generator -> what stands for the seed: nothing else, direction vectors, these and a constant.
GENERATORS = {
    "curandStateXORWOW_t": "", "curandStateMRG32k3a_t": "", "curandStatePhilox4_32_10_t": "",
    "curandStateSobol32_t": "sobol", "curandStateSobol64_t": "sobol",
    "curandStateScrambledSobol32_t": "scrambled", "curandStateScrambledSobol64_t": "scrambled",
}  # fmt: skip


# ---- vectors -----------------------------------------------------------------
@pytest.mark.parametrize("debug", [False, True], ids=["optimised", "debug"])
def test_vectors_in_and_out(debug: bool) -> None:
    lib = modules.bound(str(HEADER), "records_real", retain=["*/records_real.cuh"])
    float3, uchar4 = cuda.float3, cuda.uchar4
    cell = vector_types.vector_types["float32x3"]

    def kernel(out):  # type: ignore[no-untyped-def]
        v = lib.twice(float3(1, 2, 3))
        lib.raise_(v, 0.5)
        out[0], out[1] = v.x, v.z
        c = lib.swapped(uchar4(1, 2, 30, 40))
        lib.dim(c)
        out[2], out[3], out[4] = c.x, c.y, c.w
        d = lib.halved(lib.halved(lib.cells(8, 3, 1)))
        out[5] = lib.count(d)
        some = cuda.shared.array(3, dtype=cell)
        some[1] = v
        lib.raise_(some[1], 10)
        some[1].x = 7
        out[6], out[7], out[8] = some[1].x, some[1].y, some[1].z
        b = lib.Box()
        b.high = lib.twice(float3(1, 1, 1))
        lib.raise_(b.high, 2)
        b.high.x += 1
        b.colour = c
        lib.dim(b.colour)
        b.cells = d
        out[9] = lib.volume(b)

    out = np.zeros(10)
    cpu.run(kernel, [lib], 1, 1, out, include_dirs=[HEADER.parent], debug=debug)
    assert out.tolist() == [2, 6.5, 20, 15, 1, 6, 7, 4, 16.5, 3 * 2 * 4 + 10 + 6]


def test_only_what_changes_is_written() -> None:
    """A field of an element in global memory: one store of its own four bytes, and its own four are read."""
    from numba.cuda.typing.typeof import typeof

    from numbast.testing import disassemble

    lib = modules.bound(str(HEADER.with_name("records_header.cuh")), "records_header")

    def kernel(array, i):  # type: ignore[no-untyped-def]
        array[i].inner.x += 3
        array[i].inner.bump()

    array = np.zeros(4, lib.S.dtype)
    text = disassemble(compile_kernel(kernel, types.void(typeof(array), types.int64)).cubin)
    found = re.findall(r"\b(STG|LDG|ATOMG|RED|STL|LDL)((?:\.\w+)*)", text)
    assert sorted(name for name, _ in found) == ["LDG", "STG"]
    assert not re.search(r"\.(64|128|U8|U16)", "".join(more for _, more in found))


# ---- halves ------------------------------------------------------------------
def halves(header: str) -> tuple[Any, Callable[..., None]]:
    """A kernel that changes pairs of halves in place: a variable and an element in shared memory."""
    lib = modules.bound(header)
    bf16 = "bf16" in header
    make = lib.__floats2bfloat162_rn if bf16 else lib.__floats2half2_rn
    low = lib.__low2float
    high = lib.__high2float
    pair = lib.__nv_bfloat162 if bf16 else lib.__half2

    def kernel(out):  # type: ignore[no-untyped-def]
        h = make(1, 2)
        g = make(3, 4)
        h += g
        h *= g
        out[0], out[1] = low(h), high(h)
        h -= make(2, 4)
        h /= make(2, 4)
        out[2], out[3] = low(h), high(h)
        some = cuda.shared.array(2, dtype=pair)
        some[0] = g
        some[1] = g
        some[1] += h
        some[1] *= g
        out[4], out[5], out[6] = low(some[0]), low(some[1]), high(some[1])
        some[0].x = g.y
        out[7], out[8] = low(some[0]), high(some[0])

    return lib, kernel


PAIRS = [12, 24, 5, 5, 3, 24, 36, 4, 4]


@pytest.mark.parametrize("header", ["cuda_fp16.h", "cuda_bf16.h"])
def test_pairs_of_halves(header: str) -> None:
    lib, kernel = halves(header)
    out = np.zeros(9)
    cpu.run(kernel, [lib], 1, 1, out)
    assert out.tolist() == PAIRS


@pytest.mark.gpu
@pytest.mark.parametrize("header", ["cuda_fp16.h", "cuda_bf16.h"])
def test_pairs_of_halves_on_a_gpu(header: str) -> None:
    _, kernel = halves(header)
    out = cuda.to_device(np.zeros(9))
    cuda.jit(kernel)[1, 1](out)
    assert out.copy_to_host().tolist() == PAIRS


# ---- generators --------------------------------------------------------------
def generator_kernels(name: str) -> tuple[Any, Callable[..., None], Callable[..., None], Callable[..., None]]:
    """The library and three kernels: states are made in an array, each draws one number from its own, and all
    numbers in one go from a state of the kernel's own.
    """
    lib = modules.bound("curand_kernel.h")
    state, sobol = getattr(lib, name), GENERATORS[name]

    def start(states, vectors):  # type: ignore[no-untyped-def]
        i = cuda.grid(1)
        if i < states.size:
            if sobol == "sobol":
                lib.curand_init(vectors, i, states[i])
            elif sobol == "scrambled":
                lib.curand_init(vectors, 77 + i, i, states[i])
            else:
                lib.curand_init(1234, i, 5, states[i])

    def draw(states, out):  # type: ignore[no-untyped-def]
        i = cuda.grid(1)
        if i < states.size:
            out[i] = lib.curand_uniform_double(states[i])

    def all_at_once(vectors, out):  # type: ignore[no-untyped-def]
        i = cuda.grid(1)
        if i < out.shape[1]:
            s = state()
            if sobol == "sobol":
                lib.curand_init(vectors, i, s)
            elif sobol == "scrambled":
                lib.curand_init(vectors, 77 + i, i, s)
            else:
                lib.curand_init(1234, i, 5, s)
            for k in range(out.shape[0]):
                out[k, i] = lib.curand_uniform_double(s)

    return lib, start, draw, all_at_once


def vectors_of(name: str) -> np.ndarray:
    """Direction vectors of a Sobol dimension (that of polynomial x + 1)."""
    bits = 64 if "64" in name else 32
    m = [1]
    for _ in range(bits - 1):
        m.append((m[-1] << 1) ^ m[-1])
    return np.array([(v << (bits - 1 - i)) % (1 << bits) for i, v in enumerate(m)], f"u{bits // 8}")


@pytest.mark.parametrize("name", GENERATORS)
def test_generators_as_cubins(name: str) -> None:
    """A state in global memory is changed where it lies: none is copied to local memory."""
    from numba.cuda.typing.typeof import typeof

    lib, _, draw, _ = generator_kernels(name)
    states = np.zeros(4, getattr(lib, name).dtype)
    made = compile_kernel(draw, types.void(typeof(states), types.float64[::1]))
    assert (made.calls, made.local_memory_instructions) == (0, 0)


@pytest.mark.gpu
@pytest.mark.parametrize("name", GENERATORS)
def test_generators_over_launches(name: str) -> None:
    """Several launches draw what one kernel draws at once."""
    lib, start, draw, all_at_once = map_jit(generator_kernels(name))
    states = cuda.device_array(96, dtype=getattr(lib, name).dtype)
    vectors = cuda.to_device(vectors_of(name))
    start[3, 32](states, vectors)
    found = []
    for _ in range(5):
        out = cuda.to_device(np.zeros(96))
        draw[3, 32](states, out)
        found.append(out.copy_to_host())
    wanted = cuda.to_device(np.zeros((5, 96)))
    all_at_once[3, 32](vectors, wanted)
    assert np.array(found).tolist() == wanted.copy_to_host().tolist()
    assert len(np.unique(found)) > 90


def map_jit(made: tuple[Any, ...]) -> tuple[Any, ...]:
    return (made[0], *(cuda.jit(f) for f in made[1:]))


# ---- groups of threads -------------------------------------------------------
def groups_kernel() -> Callable[..., None]:
    groups = numbast.load("cooperative_groups.h", arch="sm_90").cooperative_groups

    def kernel(out):  # type: ignore[no-untyped-def]
        shared = cuda.shared.array(64, dtype=np.int32)
        block = groups.this_thread_block()
        rank = block.thread_rank()
        shared[rank] = rank
        block.sync()
        same = block
        grid = groups.this_grid()
        out[grid.thread_rank()] = shared[block.size() - 1 - rank] + 1000 * same.group_index().x
        if rank == 0:
            block = groups.this_thread_block()
        same.sync()

    return kernel


def test_groups_as_a_cubin() -> None:
    made = compile_kernel(groups_kernel(), types.void(types.int64[::1]))
    assert (made.calls, made.local_memory_instructions) == (0, 0)


@pytest.mark.gpu
def test_groups() -> None:
    out = cuda.to_device(np.zeros(192, np.int64))
    cuda.jit(groups_kernel())[3, 64](out)
    wanted = [63 - i + 1000 * block for block in range(3) for i in range(64)]
    assert out.copy_to_host().tolist() == wanted


# ---- a lock ------------------------------------------------------------------
LOCK = """
struct SpinLock { // held as long as it lives; it gives up where nobody ends
  int *word;
  __device__ explicit SpinLock(int *w) : word(w) {
    for (int i = 0; i < (1 << 26) && atomicCAS(word, 0, 1); i++) {}
    __threadfence();
  }
  SpinLock(const SpinLock &) = delete;
  __device__ ~SpinLock() { __threadfence(); atomicExch(word, 0); }
};
__device__ inline void bump(volatile int *total) { total[0] = total[0] + 1; }
"""


def locked_kernel() -> Callable[..., None]:
    lib = numbast.load_source(LOCK, arch="sm_90")

    @cuda.jit(device=True)
    def critical(word, total):  # type: ignore[no-untyped-def]
        lock = lib.SpinLock(word)  # noqa: F841
        lib.bump(total)

    def kernel(word, total):  # type: ignore[no-untyped-def]
        if cuda.threadIdx.x == 0:
            for _ in range(3):
                critical(word, total)

    return kernel


def test_a_lock_as_a_cubin() -> None:
    """The constructor takes it, the destructor gives it back where the device function returns."""
    from numbast.testing import disassemble

    cpu.pretend_device()
    made = compile_kernel(locked_kernel(), types.void(types.int32[::1], types.int32[::1]))
    text = disassemble(made.cubin)
    found = [text.find(word) for word in ("ATOMG.E.CAS", "ATOMG.E.EXCH")]
    assert 0 < found[0] < found[1]
    assert (made.calls, made.local_memory_instructions) == (0, 0)


@pytest.mark.gpu
def test_a_lock() -> None:
    """Without it threads of several blocks lose what others have counted."""
    word, total = cuda.to_device(np.zeros(1, np.int32)), cuda.to_device(np.zeros(1, np.int32))
    cuda.jit(locked_kernel())[200, 32](word, total)
    assert (word.copy_to_host()[0], total.copy_to_host()[0]) == (0, 600)


# ---- sessions ----------------------------------------------------------------
SESSION = """
struct Alone { __device__ int thread_rank() const { return 0; } __device__ void sync() const {} };
struct Comm { unsigned *state; int *syncs; };
struct SessionBase {
  Alone coop;
  Comm const &comm;
  int index;
  unsigned epoch;
};
// As NCCL's barriers are: made of a group of threads, it takes up the count where the last one left it
struct Session : SessionBase {
  __device__ Session(Alone coop, Comm const &comm, int index)
      : SessionBase{coop, comm, index, comm.state[index]} {}
  Session(Session const &) = delete;
  __device__ ~Session() {
    if (coop.thread_rank() == 0) comm.state[index] = epoch;
    ++*comm.syncs;
  }
  __device__ void sync(Alone) { epoch += 1; }
};
__device__ inline Comm comm_of(unsigned *state, int *syncs) { return {state, syncs}; }
"""


@pytest.mark.parametrize("debug", [False, True], ids=["optimised", "debug"])
def test_a_session_ends_with_its_function(debug: bool, tmp_path: Path) -> None:
    """A handle of a group of threads: its destructor writes back what it has counted, on every way out."""
    path = tmp_path / "session.cuh"
    path.write_text(SESSION)
    lib = numbast.load(path, arch="sm_90")
    cpu.pretend_device()

    @cuda.jit(device=True)
    def rounds(comm, n):  # type: ignore[no-untyped-def]
        coop = lib.Alone()
        bar = lib.Session(coop, comm, 1)
        for _ in range(n):
            bar.sync(coop)
            if bar.epoch == 7:
                return 1
        return 0

    def kernel(state, syncs, out):  # type: ignore[no-untyped-def]
        comm = lib.comm_of(state, syncs)
        out[0] = rounds(comm, 3)
        out[1] = state[1]
        out[2] = rounds(comm, 9)
        bar = lib.Session(lib.Alone(), comm, 0)
        bar.sync(lib.Alone())
        out[3] = bar.epoch
        out[4] = state[0]

    state, syncs, out = np.zeros(2, np.uint32), np.zeros(1, np.int32), np.zeros(5, np.int64)
    cpu.run(kernel, [lib], 1, 1, state, syncs, out, include_dirs=[tmp_path], debug=debug)
    assert (out.tolist(), state.tolist(), syncs[0]) == ([0, 3, 1, 1, 0], [1, 7], 3)


# ---- NCCL --------------------------------------------------------------------
def test_a_session_of_nccl() -> None:
    """Its barrier reads the epoch when it is made, and writes it back behind all that the kernel does."""
    from numbast.header_search import find_headers
    from numbast.options import options_from
    from numbast.testing import disassemble

    try:
        (header,), _ = find_headers(["nccl_device.h"], options_from({}))
    except numbast.HeaderError as e:
        pytest.skip(str(e).splitlines()[0])
    version = Path(header.path).with_name("nccl.h").read_text()
    if "#define NCCL_MAJOR 2\n" in version and int(version.split("#define NCCL_MINOR ")[1].split()[0]) < 30:
        pytest.skip("NVRTC refuses this NCCL's templates: arrays of size zero")
    lib = numbast.load("nccl_device.h", arch="sm_90")
    cpu.pretend_device()

    def kernel(comms, out):  # type: ignore[no-untyped-def]
        bar = lib.ncclLsaBarrierSession[lib.ncclCoopCta](
            lib.ncclCoopCta(), comms[0], lib.ncclTeamTagLsa(), np.uint32(3), False
        )
        out[0] = bar.epoch

    comms = types.Array(lib.ncclDevComm._numba_type_.dtype, 1, "C")
    made = compile_kernel(kernel, types.void(comms, types.uint32[::1]))
    text = disassemble(made.cubin)
    found = [text.find(word) for word in (" LD.E ", " STG.E ", " ST.E ", " BAR.SYNC")]
    assert found[0] > 0 and found == sorted(found)
    assert (made.calls, made.local_memory_instructions) == (0, 0)


def test_sizes_of_nccl(tmp_path: Path) -> None:
    """Every record of nccl_device.h that a program can name is as large as nvcc says."""
    from numbast.header_search import find_headers
    from numbast.options import options_from

    if nvcc.find() is None:
        pytest.skip("there is no nvcc")
    try:
        (header,), _ = find_headers(["nccl_device.h"], options_from({}))  # nvcc may have another one
        lib = numbast.load("nccl_device.h", arch="sm_90")
    except numbast.HeaderError as e:
        pytest.skip(str(e).splitlines()[0])
    found = {
        name: entry
        for name, entry in lib.__numbast_library__.table["types"].items()
        if entry[0] == "record" and "(" not in name and "<" not in name
    }
    assert "ncclDevComm" in found and len(found) > 10
    lines = [
        f'static_assert(sizeof({n}) == {e[1]} && alignof({n}) == {e[2]}, "{n}");' for n, e in found.items()
    ]
    source = tmp_path / "sizes.cu"
    guarded = ["#ifdef __CUDA_ARCH__  // some backends are for the device alone", *lines, "#endif", ""]
    source.write_text("\n".join(['#include "nccl_device.h"', *guarded]))
    command = [nvcc.find(), "-std=c++17", "-arch=sm_90", "-w", f"-I{Path(header.path).parent}"]
    command += ["-c", str(source), "-o", str(tmp_path / "x.o")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
