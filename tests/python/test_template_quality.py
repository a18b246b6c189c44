"""The machine code of templates' bound calls against hand-written functions', and their loops against C++'s.

As in test_quality.py: a kernel of bound calls, and the same Numba kernel that calls `extern "C" __device__`
functions with the same body in C++, given as LTO-IR: ours has two instructions more at most, and no call and
no access to local memory that the rival has not.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numba import cuda
from numba.cuda import types

import numbast
from numbast.testing import compile_kernel, disassemble
from tools import sass, template_kernels, template_speed
from tools.cpu import cuda_include_dirs

SLACK = 2
SHARED = "t = cuda.shared.array(1, dtype=T) | t = cuda.shared.array(words, np.uint64, alignment=16)"


@dataclass(frozen=True)
class Case:
    """A kernel `(x, out)` over arrays of `number`, with the thread `i`.

    `lines`: Python; where the two kernels differ, ours and the hand-written one's with ` | ` between.
    `bound`: what ours calls, expressions over `lib`; T is the storage in shared memory, as many `words` for
    the rival. `functions`: what the rival calls, with results and parameters (`p`: an address), which
    `source` defines.
    """

    name: str
    header: str
    number: str
    lines: str
    bound: dict[str, str]
    functions: dict[str, str]
    source: str


def block(name: str, header: str, number: str, cls: str, lines: str, function: str, body: str) -> Case:
    """A case of a class of CUB's. `body`: that of `function`, over C and its storage `t`, at `s`."""
    source = f"""using C = {cls};
extern "C" __device__ {function} {{ auto &t = *(C::TempStorage *)s; {body} }}"""
    result, rest = function.split(" f(")
    kinds = {"int": "int32", "unsigned": "uint32", "float": "float32", "double": "float64", "void *": "p"}
    given = [next(kinds[c] for c in kinds if text.strip().startswith(c)) for text in rest[:-1].split(",")]
    signature = f"{kinds[result]}({', '.join(given)})"
    bound = {"C": f"lib[{cls!r}]", "T": f"lib[{cls!r}].TempStorage"}
    return Case(name, header, number, f"{SHARED}\n{lines}", bound, {"f": signature}, source)


FOUR = """a = cuda.local.array(4, dtype)
for j in range(4):
    a[j] = x[i * 4 + j]
{}
for j in range(4):
    out[i * 4 + j] = a[j]"""
CASES = (
    block(
        "scan", "cub/block/block_scan.cuh", "int32", "cub::BlockScan<int, 128>",
        FOUR.format("C(t[0]).InclusiveSum(a, a) | f(t.ctypes, a.ctypes)"),
        "int f(void *s, void *p)", "auto &a = *(int (*)[4])p; C(t).InclusiveSum(a, a); return 0;",
    ),
    block(
        "scan-result", "cub/block/block_scan.cuh", "float32", "cub::BlockScan<float, 64>",
        "a = cuda.local.array(1, dtype)\n"
        "C(t[0]).ExclusiveSum(x[i], a) | f(t.ctypes, x[i], a.ctypes)\nout[i] = a[0]",
        "int f(void *s, float x, void *p)", "C(t).ExclusiveSum(x, *(float *)p); return 0;",
    ),
    block(
        "reduce", "cub/block/block_reduce.cuh", "float32", "cub::BlockReduce<float, 128>",
        "v = C(t[0]).Sum(x[i]) | v = f(t.ctypes, x[i])\nif i == 0:\n    out[0] = v",
        "float f(void *s, float x)", "return C(t).Sum(x);",
    ),
    block(
        "reduce-items", "cub/block/block_reduce.cuh", "float64", "cub::BlockReduce<double, 256>",
        "a = cuda.local.array(4, dtype)\nfor j in range(4):\n    a[j] = x[i * 4 + j]\n"
        "v = C(t[0]).Sum(a) | v = f(t.ctypes, a.ctypes)\nif i == 0:\n    out[0] = v",
        "double f(void *s, void *p)", "return C(t).Sum(*(double (*)[4])p);",
    ),
    block(
        "radix-sort", "cub/block/block_radix_sort.cuh", "uint32", "cub::BlockRadixSort<unsigned, 128, 4>",
        FOUR.format("C(t[0]).Sort(a) | f(t.ctypes, a.ctypes)"),
        "int f(void *s, void *p)", "C(t).Sort(*(unsigned (*)[4])p); return 0;",
    ),
    block(
        "radix-sort-down", "cub/block/block_radix_sort.cuh", "float32", "cub::BlockRadixSort<float, 64, 4>",
        FOUR.format("C(t[0]).SortDescending(a) | f(t.ctypes, a.ctypes)"),
        "int f(void *s, void *p)", "C(t).SortDescending(*(float (*)[4])p); return 0;",
    ),
    block(
        "load", "cub/block/block_load.cuh", "int32", "cub::BlockLoad<int, 64, 4, cub::BLOCK_LOAD_TRANSPOSE>",
        "a = cuda.local.array(4, dtype)\nC(t[0]).Load(x, a) | f(t.ctypes, x.ctypes, a.ctypes)\n"
        "for j in range(4):\n    out[i * 4 + j] = a[j]",
        "int f(void *s, void *x, void *p)", "C(t).Load((int *)x, *(int (*)[4])p); return 0;",
    ),
    block(
        "store", "cub/block/block_store.cuh", "int32",
        "cub::BlockStore<int, 64, 4, cub::BLOCK_STORE_TRANSPOSE>",
        "a = cuda.local.array(4, dtype)\nfor j in range(4):\n    a[j] = x[i * 4 + j]\n"
        "C(t[0]).Store(out, a) | f(t.ctypes, out.ctypes, a.ctypes)",
        "int f(void *s, void *out, void *p)", "C(t).Store((int *)out, *(int (*)[4])p); return 0;",
    ),
    block(
        "warp-reduce", "cub/warp/warp_reduce.cuh", "float64", "cub::WarpReduce<double>",
        "out[i] = C(t[0]).Sum(x[i]) | out[i] = f(t.ctypes, x[i])",
        "double f(void *s, double x)", "return C(t).Sum(x);",
    ),
    Case(
        "complex", "cuda/std/complex", "float32",
        """a = C(x[0], x[1]) | f(x[0], x[1], x[2], x[3], out.ctypes)
b = C(x[2], x[3]) | pass
c = a * b + a | pass
c += b | pass
c = c / a | pass
out[0] = c.real() | pass
out[1] = c.imag() | pass
out[2] = std.abs(c) | pass""",
        {"C": "lib['cuda::std::complex<float>']", "std": "lib.cuda.std"},
        {"f": "int32(float32, float32, float32, float32, p)"},
        """extern "C" __device__ int f(float p, float q, float r, float s, void *out) {
  cuda::std::complex<float> a(p, q), b(r, s), c = a * b + a;
  c += b; c = c / a;
  auto *o = (float *)out; o[0] = c.real(); o[1] = c.imag(); o[2] = cuda::std::abs(c);
  return 0;
}""",
    ),
    Case(
        "complex-loop", "cuda/std/complex", "float64",
        """z = C(x[0], x[1]) | z = cuda.local.array(2, dtype)
pass | z[0] = x[0]; z[1] = x[1]
for _ in range(100):
    z = z * z + C(x[2], x[3]) |     f(z.ctypes, x[2], x[3])
out[i] = z.real() | out[i] = z[0]""",
        {"C": "lib['cuda::std::complex<double>']"},
        {"f": "int32(p, float64, float64)"},
        """extern "C" __device__ int f(void *p, double r, double s) {
  auto &z = *(cuda::std::complex<double> *)p;
  z = z * z + cuda::std::complex<double>(r, s);
  return 0;
}""",
    ),
    Case(
        "atomic-ref", "cuda/atomic", "int32",
        """C(out[0:1]).fetch_add(x[i], relaxed) | f(out[0:1].ctypes, x[i])
C(out[1:2]).fetch_max(x[i]) | g(out[1:2].ctypes, x[i])
out[i] = C(x[2:3]).load(relaxed) | out[i] = h(x[2:3].ctypes)""",
        {"C": "lib['cuda::atomic_ref<int>']", "relaxed": "lib.cuda.memory_order_relaxed"},
        {"f": "int32(p, int32)", "g": "int32(p, int32)", "h": "int32(p)"},
        """using C = cuda::atomic_ref<int>;
extern "C" __device__ int f(void *p, int x) { return C(*(int *)p).fetch_add(x, cuda::memory_order_relaxed); }
extern "C" __device__ int g(void *p, int x) { return C(*(int *)p).fetch_max(x); }
extern "C" __device__ int h(void *p) { return C(*(int *)p).load(cuda::memory_order_relaxed); }""",
    ),
)  # fmt: skip


def kernel_of(case: Case, version: int, scope: dict[str, Any]) -> Any:
    """Numba's kernel; `version`: 0 ours, 1 the hand-written one."""
    lines = (line.split(" | ")[version if " | " in line else 0] for line in case.lines.split("\n"))
    text = "\n    ".join(["def kernel(x, out):", "i = cuda.threadIdx.x", *lines])
    scope = {"cuda": cuda, "np": np, "dtype": getattr(np, case.number), **scope}
    exec(compile(text + "\n", "<quality>", "exec"), scope)
    return scope["kernel"]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_like_hand_written(case: Case) -> None:
    """At most SLACK instructions more; no CALL, STL or LDL beyond the rival's."""
    lib = numbast.load(case.header, arch="sm_90")
    bound = {name: eval(text, {"lib": lib}) for name, text in case.bound.items()}
    number = getattr(types, case.number)
    signature = types.void(number[::1], number[::1])
    ours = sass.instructions(sass.cubin(kernel_of(case, 0, bound), signature))
    kinds = {**vars(types), "p": types.voidptr}
    declared = {
        name: cuda.declare_device(name, eval(text, kinds), abi="c") for name, text in case.functions.items()
    }
    words = (bound["T"].sizeof + 7) // 8 if "T" in bound else 0
    made = sass.ltoir(f"#include <{case.header}>\n{case.source}", cuda_include_dirs())
    rival = sass.instructions(sass.cubin(kernel_of(case, 1, {"words": words, **declared}), signature, [made]))
    print(f"{case.name}: {sum(ours.values())} instructions, hand-written {sum(rival.values())}")
    for name in ("CALL", "STL", "LDL"):
        assert ours[name] <= rival[name], f"{name}: {ours[name]}, hand-written {rival[name]}"
    assert sum(ours.values()) <= sum(rival.values()) + SLACK, f"{ours}\nhand-written {rival}"


def check_loop(name: str, loop: str, lib: Any) -> None:
    """Our loop is the hand-written kernel's; counted as C++ counts, it is no longer than C++'s by NVRTC."""
    from cuda.core import Program, ProgramOptions

    signature = template_speed.signature(name)
    ours, plain = (
        template_speed.instructions(compile_kernel(make(name, loop, lib), signature).sass)
        for make in (template_speed.bound, template_speed.plain)
    )
    assert ours[1] == plain[1] and len(ours[1]) > 20
    assert abs(len(ours[0]) - len(plain[0])) <= SLACK
    assert not {op.split(".")[0] for op in ours[0]} & {"CALL", "LDL", "STL"}
    if loop == "while":
        options = ProgramOptions(std="c++17", arch=sass.ARCH, include_path=cuda_include_dirs())
        made = Program(template_speed.cxx(name, loop), "c++", options).compile("cubin")
        rival = template_speed.instructions(disassemble(bytes(made.code)))
        print(f"{name}: {len(ours[1])} instructions, C++ {len(rival[1])}")
        assert len(ours[1]) <= len(rival[1]) + 1, f"{ours[1]}\nC++ {rival[1]}"
        assert [op for op in ours[1] if "MMA.1" in op] == [op for op in rival[1] if "MMA.1" in op]


@pytest.mark.parametrize("loop", template_speed.LOOPS)
@pytest.mark.parametrize("name", template_speed.PROGRAMS)
def test_loops(name: str, loop: str) -> None:
    check_loop(name, loop, numbast.load(template_speed.PROGRAMS[name].header, arch="sm_90"))


@pytest.mark.long
@pytest.mark.parametrize("name", template_speed.PROGRAMS)
def test_static_loops(name: str, tmp_path: Path) -> None:
    """The same over a static module with the instances listed."""
    program = template_speed.PROGRAMS[name]
    path = tmp_path / f"speed_{name.replace(' ', '_')}.py"
    numbast.generate(
        program.header, path, instantiate=list(program.instantiate), items=[template_speed.ITEMS]
    )
    check_loop(name, "while", template_kernels.imported(path))
