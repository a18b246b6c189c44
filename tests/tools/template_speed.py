"""Compute-bound kernels of CUB and wmma, as bound calls, as nvcc's own C++ of the same header, and as the
same Numba kernel with one hand-written `extern "C"` function of the same body in place of the bound calls.

All are kernels `(out, x, steps)`. Each thread of a scan or sort has four items, which every step scans or
sorts again, changed by the step before; a matrix product adds one product a step. They count their steps in
one of LOOPS' ways: by `range`, whose rival counts in an `int`, as `steps` is one; or by `while` over a Python
int, which is 64 bits to Numba, with a rival that has 64 bits too.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

THREADS, ITEMS = 128, 4
WMMA = "nvcuda::wmma::"
#: Name -> the loop's head, its last line, and C++'s type of counts and indices.
LOOPS = {
    "range": ("for _ in range(steps):", "", "int"),
    "while": ("s = 0\n    while s < steps:", "s += 1", "long long"),
}


class Program(NamedTuple):
    """A kernel. `instantiate`, `items`: of a static module; `number`: of `out` and `x`, C++'s and Numba's.

    `body` is C++'s, over `count_t`. `kernel` is Numba's, a format over `head` and `last` of a loop and over
    the names of `calls`: the text of the bound version and of the hand-written one, whose functions `hand`
    defines. `block`: the class of a scan or sort.
    """

    header: str
    number: tuple[str, str, str, str]
    threads: int
    steps: int
    instantiate: tuple[str, ...]
    body: str
    kernel: str
    calls: dict[str, tuple[str, str]]
    block: str
    hand: str


_LOAD = f"""
  count_t i = ((count_t)blockIdx.x * blockDim.x + threadIdx.x) * {ITEMS};
  unsigned a[{ITEMS}];
  for (int j = 0; j < {ITEMS}; j++) a[j] = x[i + j];"""
_STORE = f"""
  for (int j = 0; j < {ITEMS}; j++) out[i + j] = a[j];"""
_FRAGMENTS = tuple(
    f"{WMMA}fragment<{WMMA}{text}>"
    for text in (
        f"matrix_a, 16, 16, 16, __half, {WMMA}row_major",
        f"matrix_b, 16, 16, 16, __half, {WMMA}row_major",
        "accumulator, 16, 16, 16, float",
    )
)

_LOCAL = "cuda.local.array(8, np.uint32, alignment=16)"
_HAND_WMMA = f"""using namespace nvcuda::wmma;
typedef {_FRAGMENTS[0]} A;
typedef {_FRAGMENTS[1]} B;
typedef {_FRAGMENTS[2]} C;
static_assert(sizeof(A) == 32 && sizeof(B) == 32 && sizeof(C) == 32, "what the kernel gives");
extern "C" __device__ int hand_first(void *a, void *b, void *c, const __half *x) {{
  fill_fragment(*(C *)c, 0.0f);
  load_matrix_sync(*(A *)a, x, 16);
  load_matrix_sync(*(B *)b, x, 16);
  return 0;
}}
extern "C" __device__ int hand_step(void *a, void *b, void *c) {{
  mma_sync(*(C *)c, *(A *)a, *(B *)b, *(C *)c);
  return 0;
}}
extern "C" __device__ int hand_end(float *out, void *c) {{
  store_matrix_sync(out, *(C *)c, 16, mem_row_major);
  return 0;
}}"""


def _items(change: str) -> str:
    """The kernel of a scan or sort; `change`: what comes before each step."""
    return f"""def kernel(out, x, steps):
    temp = cuda.shared.array({{temp}}, alignment=16)
    a = cuda.local.array({ITEMS}, np.uint32)
    i = cuda.grid(1) * {ITEMS}
    for j in range({ITEMS}):
        a[j] = x[i + j]
    {{head}}{change}
        {{step}}
        cuda.syncthreads()
        {{last}}
    for j in range({ITEMS}):
        out[i + j] = a[j]
"""


def _on_items(header: str, block: str, method: str, steps: int, changes: tuple[str, str]) -> Program:
    """A program of a class of CUB's; `changes`: what C++ and Python do before each step."""
    cxx = f"cub::{block}"
    hand = f"""extern "C" __device__ int hand_step(void *temp, void *items) {{
  typedef {cxx} Class;
  auto &a = *(unsigned(*)[{ITEMS}])items;
  Class(*(Class::TempStorage *)temp).{method};
  return 0;
}}"""
    return Program(
        header,
        ("unsigned", "uint32", "unsigned", "uint32"),
        THREADS,
        steps,
        (cxx,),
        f"""
  using Class = {cxx};
  __shared__ typename Class::TempStorage temp;{_LOAD}
  for (count_t s = 0; s < steps; s++) {{{changes[0]}
    Class(temp).{method};
    __syncthreads();
  }}{_STORE}""",
        _items(changes[1]),
        {
            "temp": ("1, dtype=block.TempStorage", "words, dtype=np.uint64"),
            "step": (f"block(temp[0]).{method}", "step(temp.ctypes, a.ctypes)"),
        },
        cxx,
        hand,
    )


PROGRAMS = {
    "block scan": _on_items(
        "cub/block/block_scan.cuh",
        f"BlockScan<unsigned, {THREADS}>",
        "InclusiveSum(a, a)",
        20_000,
        ("", ""),
    ),
    "radix sort": _on_items(
        "cub/block/block_radix_sort.cuh",
        f"BlockRadixSort<unsigned, {THREADS}, {ITEMS}>",
        "Sort(a)",
        1_000,
        (
            f"\n    for (int j = 0; j < {ITEMS}; j++) a[j] = a[j] * 1664525u + 1013904223u;",
            f"""
        for j in range({ITEMS}):
            a[j] = np.uint32(a[j] * np.uint32(1664525)) + np.uint32(1013904223)""",
        ),
    ),
    "wmma": Program(
        "mma.h",
        ("float", "float32", "__half", "float16"),
        256,
        50_000,
        (*_FRAGMENTS, f"{WMMA}fill_fragment"),
        f"""
  {_FRAGMENTS[0]} a;
  {_FRAGMENTS[1]} b;
  {_FRAGMENTS[2]} c;
  count_t tile = ((count_t)blockIdx.x * blockDim.x + threadIdx.x) / 32;
  {WMMA}fill_fragment(c, 0.0f);
  {WMMA}load_matrix_sync(a, x + tile * 256, 16);
  {WMMA}load_matrix_sync(b, x + tile * 256, 16);
  for (count_t s = 0; s < steps; s++) {WMMA}mma_sync(c, a, b, c);
  {WMMA}store_matrix_sync(out + tile * 256, c, 16, {WMMA}mem_row_major);""",
        """def kernel(out, x, steps):
    a = {a}
    b = {b}
    c = {c}
    tile = cuda.grid(1) // 32
    {first}
    {head}
        {step}
        {last}
    {end}
""",
        {
            "a": ("left()", _LOCAL),
            "b": ("right()", _LOCAL),
            "c": ("total()", _LOCAL),
            "first": (
                """wmma.fill_fragment(c, 0.0)
    wmma.load_matrix_sync(a, x[tile * 256:], 16)
    wmma.load_matrix_sync(b, x[tile * 256:], 16)""",
                "first(a.ctypes, b.ctypes, c.ctypes, x[tile * 256:].ctypes)",
            ),
            "step": ("wmma.mma_sync(c, a, b, c)", "step(a.ctypes, b.ctypes, c.ctypes)"),
            "end": (
                "wmma.store_matrix_sync(out[tile * 256:], c, 16, wmma.layout_t.mem_row_major)",
                "end(out[tile * 256:].ctypes, c.ctypes)",
            ),
        },
        "",
        _HAND_WMMA,
    ),
}


def cxx(name: str, loop: str) -> str:
    """nvcc's kernel, and `launch(out, x, steps, blocks)` for the host."""
    p = PROGRAMS[name]
    out, _, x, _ = p.number
    return f"""#include <{p.header}>
typedef {LOOPS[loop][2]} count_t;
extern "C" __global__ void rival({out} *out, const {x} *x, int steps) {{{p.body}
}}
#ifndef __CUDACC_RTC__
extern "C" void launch({out} *out, const {x} *x, int steps, int blocks) {{
  rival<<<blocks, {p.threads}>>>(out, x, steps);
}}
#endif
"""


def signature(name: str) -> str:
    """Numba's."""
    _, out, _, x = PROGRAMS[name].number
    return f"void({out}[::1], {x}[::1], int32)"


def size(name: str, blocks: int) -> int:
    """Elements of `out` and of `x`."""
    threads = PROGRAMS[name].threads
    return blocks * threads * (ITEMS if name != "wmma" else 8)


def bound(name: str, loop: str, lib: Any) -> Any:
    """Ours; `lib` binds the program's header."""
    scope: dict[str, Any] = {"lib": lib}
    if PROGRAMS[name].block:
        scope["block"] = lib[PROGRAMS[name].block]
    else:
        scope["wmma"] = lib.nvcuda.wmma
        scope |= zip(("left", "right", "total"), (lib[text] for text in _FRAGMENTS), strict=True)
    return _kernel(name, loop, 0, scope)


def plain(name: str, loop: str, lib: Any, arch: str = "sm_90") -> Any:
    """The same kernel with the hand-written functions; `lib` says how large a class is."""
    from numba import cuda
    from numba.cuda import types

    program = PROGRAMS[name]
    code = cuda.LTOIR(_ltoir(f"#include <{program.header}>\n{program.hand}", arch))
    kinds = "uint64", "uint32", program.number[1], program.number[3]
    u64, u32, out, x = (types.CPointer(getattr(types, kind)) for kind in kinds)
    scope: dict[str, Any] = {}
    if program.block:
        scope["words"] = (lib[program.block].TempStorage.sizeof + 7) // 8
        functions = {"step": (u64, u32)}
    else:
        functions = {"first": (u32, u32, u32, x), "step": (u32, u32, u32), "end": (out, u32)}
    for function, arguments in functions.items():
        declared = types.int32(*arguments)
        scope[function] = cuda.declare_device(f"hand_{function}", declared, link=code, abi="c")
    return _kernel(name, loop, 1, scope)


def _kernel(name: str, loop: str, version: int, scope: dict[str, Any]) -> Any:
    """The function; `version`: 0 bound, 1 hand-written."""
    import numpy as np
    from numba import cuda

    program = PROGRAMS[name]
    head, last, _ = LOOPS[loop]
    calls = {call: texts[version] for call, texts in program.calls.items()}
    scope |= {"np": np, "cuda": cuda}
    exec(program.kernel.format(head=head, last=last, **calls), scope)
    return scope["kernel"]


def _ltoir(source: str, arch: str) -> bytes:
    """C++ text through NVRTC."""
    from cuda.core import Program, ProgramOptions

    from numbast.cuda_headers import cuda_include_dirs

    options = ProgramOptions(
        arch=arch,
        std="c++17",
        relocatable_device_code=True,
        link_time_optimization=True,
        include_path=[*include_dirs(), *cuda_include_dirs([])],
    )
    return bytes(Program(source, "c++", options).compile("ltoir").code)


def include_dirs() -> list[str]:
    """Folders of the headers that numbast takes, so that nvcc has the same."""
    from numbast.header_search import find_headers
    from numbast.options import Options

    found, _ = find_headers(["cub/version.cuh"], Options())
    return [str(Path(found[0].path).parents[1])]


def instructions(sass: str) -> tuple[list[str], list[str]]:
    """The instructions of a listing without padding, and those of its longest loop.

    A jump back over an EXIT is no loop: it is from the code of a diverged warp, behind the kernel's end.
    """
    seen: list[str] = []
    loop: list[str] = []
    labels: dict[str, int] = {}
    for line in sass.splitlines():
        label = re.match(r"(\.L\w+):", line)
        if label:
            labels[label[1]] = len(seen)
        made = re.match(r"\s*/\*[0-9a-f]{4,}\*/\s+(?:@!?U?P\w+\s+)?([A-Z][\w.]*)([^;]*);", line)
        if not made or made[1] == "NOP":
            continue
        seen.append(made[1])
        target = re.search(r"(\.L\w+)", made[2]) if made[1].startswith("BRA") else None
        start = labels.get(target[1], len(seen)) if target else len(seen)
        if start < len(seen) - 1 and "EXIT" not in seen[start:]:
            loop = max(loop, seen[start:], key=len)
    return seen, loop
