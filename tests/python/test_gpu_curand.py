"""Random sequences of curand in Numba kernels are those of an nvcc program with the same seeds.

Each draw is written once as an expression that C++ and Python share, over
`state`: a pointer in C++, a local array of one element in Python. Every thread
starts a fresh state for each kind of draw and takes DRAWS values.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest

from tools import modules, nvcc

pytestmark = pytest.mark.gpu

SEED, THREADS, DRAWS = 20240229, 256, 48


@dataclass(frozen=True)
class Draw:
    """An expression with 1, 2 or 4 results of one type, as stored in 8 bytes each."""

    call: str  # after "curand_" and before the arguments that follow the state
    lanes: int = 1
    more: tuple[str, ...] = ()


SCALARS = (
    Draw("curand"),
    Draw("curand_uniform"),
    Draw("curand_uniform_double"),
    Draw("curand_normal"),
    Draw("curand_normal_double"),
    Draw("curand_log_normal", 1, ("0.5", "0.25")),
    Draw("curand_log_normal_double", 1, ("-1.0", "0.75")),
    Draw("curand_poisson", 1, ("3.5",)),
    Draw("curand_poisson", 1, ("100.0",)),
    Draw("curand_poisson", 1, ("5000.0",)),
)
PAIRS = (
    Draw("curand_normal2", 2),
    Draw("curand_normal2_double", 2),
    Draw("curand_log_normal2", 2, ("0.5", "0.25")),
    Draw("curand_log_normal2_double", 2, ("0.5", "0.25")),
)
FOURS = (
    Draw("curand4", 4),
    Draw("curand_uniform4", 4),
    Draw("curand_normal4", 4),
    Draw("curand_log_normal4", 4, ("0.5", "0.25")),
    Draw("curand_poisson4", 4, ("30.0",)),
    Draw("curand_uniform2_double", 2),
)


@dataclass(frozen=True)
class Generator:
    """A generator: the name of its state, its draws, and whether direction vectors stand in for the seed."""

    state: str
    draws: tuple[Draw, ...] = field(default=SCALARS + PAIRS)
    sobol: bool = False


GENERATORS = (
    Generator("curandStateXORWOW_t"),
    Generator("curandStateMRG32k3a_t"),
    Generator("curandStatePhilox4_32_10_t", SCALARS + PAIRS + FOURS),
    Generator("curandStateSobol32_t", SCALARS, sobol=True),
)


def results(generator: Generator) -> int:
    """Doubles that one thread writes."""
    return sum(DRAWS * d.lanes for d in generator.draws)


def directions() -> np.ndarray:
    """Thirty-two direction vectors of a valid Sobol dimension (that of polynomial x + 1)."""
    m = [1]
    for _ in range(31):
        m.append((m[-1] << 1) ^ m[-1])
    return np.array([v << (31 - i) & 0xFFFFFFFF for i, v in enumerate(m)], np.uint32)


def cuda_source(generator: Generator) -> str:
    """nvcc's program: `evaluate(directions, out)`."""
    body, at = [], 0
    for draw in generator.draws:
        init = (
            "const_cast<unsigned int *>(directions), t * 1000" if generator.sobol else f"{SEED}ull, t, t * 7"
        )
        body.append(
            f"  {{ {generator.state} s; curand_init({init}, &s);\n    for (int k = 0; k < {DRAWS}; ++k) {{"
        )
        call = f"{draw.call}({', '.join(('&s', *draw.more))})"
        if draw.lanes == 1:
            body.append(f"      o[{at} + k] = (double){call};")
        else:
            body.append(f"      auto v = {call};")
            for lane in range(draw.lanes):
                body.append(f"      o[{at} + {draw.lanes} * k + {lane}] = (double)v.{'xyzw'[lane]};")
        body.append("    } }")
        at += DRAWS * draw.lanes
    return (
        "#include <curand_kernel.h>\n"
        "__global__ void draw(const unsigned int *directions, double *out)\n{\n"
        "  unsigned int t = blockIdx.x * blockDim.x + threadIdx.x;\n"
        f"  double *o = out + t * {at};\n" + "\n".join(body) + "\n}\n"
        'extern "C" int evaluate(const unsigned int *directions, double *out)\n{\n'
        f"  draw<<<{THREADS // 64}, 64>>>(directions, out);\n  return (int)cudaDeviceSynchronize();\n}}\n"
    )


def numba_kernel(generator: Generator, lib: object) -> object:
    """The same as a Numba kernel `kernel(directions, out)`."""
    from numba import cuda

    lines = ["def kernel(directions, out):", "    t = cuda.grid(1)"]
    at = 0
    for number, draw in enumerate(generator.draws):
        state = f"s{number}"
        init = "directions, t * 1000" if generator.sobol else f"{SEED}, t, t * 7"
        lines += [f"    {state} = cuda.local.array(1, dtype=lib.{generator.state})"]
        lines += [f"    lib.curand_init({init}, {state})", f"    for k in range({DRAWS}):"]
        call = f"lib.{draw.call}({', '.join((state, *draw.more))})"
        if draw.lanes == 1:
            lines.append(f"        out[t, {at} + k] = {call}")
        else:
            lines.append(f"        v{number} = {call}")
            for lane in range(draw.lanes):
                lines.append(f"        out[t, {at} + {draw.lanes} * k + {lane}] = v{number}.{'xyzw'[lane]}")
        at += DRAWS * draw.lanes
    scope = {"cuda": cuda, "lib": lib}
    exec(compile("\n".join(lines) + "\n", "<curand>", "exec"), scope)
    return scope["kernel"]


@pytest.mark.parametrize("generator", GENERATORS, ids=lambda g: g.state)
def test_sequences(generator: Generator) -> None:
    """Bit-equal, draw by draw."""
    from numba import cuda

    major, minor = cuda.get_current_device().compute_capability[:2]
    lib = modules.bound("curand_kernel.h")
    vectors = cuda.to_device(directions())
    [library] = nvcc.load_all([cuda_source(generator)], f"sm_{major}{minor}")
    theirs = cuda.to_device(np.full((THREADS, results(generator)), -1.0))
    library.evaluate.argtypes = [nvcc.ctypes.c_void_p] * 2
    assert library.evaluate(vectors.device_ctypes_pointer.value, theirs.device_ctypes_pointer.value) == 0
    ours = cuda.to_device(np.full((THREADS, results(generator)), -2.0))
    cuda.jit(numba_kernel(generator, lib))[THREADS // 64, 64](vectors, ours)
    got, want = ours.copy_to_host(), theirs.copy_to_host()
    at, bad = 0, []
    for draw in generator.draws:
        end = at + DRAWS * draw.lanes
        if not np.array_equal(got[:, at:end].view(np.uint64), want[:, at:end].view(np.uint64)):
            bad.append(f"{draw.call}{draw.more}: {got[0, at : at + 3]} instead of {want[0, at : at + 3]}")
        assert np.ptp(want[:, at:end]) > 0, draw
        at = end
    assert not bad, "\n".join(bad)
