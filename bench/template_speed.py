#!/usr/bin/env python3
"""Speed of block scan, radix sort and wmma against CUDA C++ of the same headers. Needs a GPU.

    template_speed.py [--pairs N] [--static] [--only-compile]

The kernels are those of tests/tools/template_speed.py; the rival is compiled by nvcc, or where there is none
by NVRTC, from the headers that numbast takes. Times are medians of interleaved launches of the same shape;
`speed` is the rival's time divided by ours; `plain` is the same Numba kernel with a hand-written function in
place of the bound calls. `loop`: how the steps are counted, in Python and in the rival. Kept in
bench/results/template_speed.json. --static: a static module with the instances listed, beside the loaded
library.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

from run import HERE, machine

sys.path.insert(0, str(HERE.parent / "tests"))
BLOCKS = 1056  # eight on each of an H200's processors
Launch = Callable[[Any, Any, Any], None]


def opened(name: str, static: bool, folder: Path) -> Any:
    """The library of a program's header."""
    import numbast
    from tools import template_kernels, template_speed

    program = template_speed.PROGRAMS[name]
    if not static:
        return numbast.load(program.header)
    path = folder / f"{name.replace(' ', '_')}_module.py"
    items = [template_speed.ITEMS]
    numbast.generate(program.header, path, instantiate=list(program.instantiate), items=items)
    return template_kernels.imported(path)


def native(name: str, loop: str, arch: str) -> tuple[str, Launch]:
    """(who compiled it, the rival's launch)."""
    from tools import nvcc, template_speed

    text = template_speed.cxx(name, loop)
    if nvcc.find() is None:
        return "NVRTC", by_nvrtc(name, text, arch)
    flags = include_flags()
    function = ctypes.CDLL(str(nvcc.compile_shared(text, arch, flags))).launch

    def launch(out: Any, x: Any, steps: Any) -> None:
        function(_address(out), _address(x), ctypes.c_int(int(steps)), BLOCKS)

    return "nvcc", launch


def include_flags() -> list[str]:
    """nvcc's flags for the headers that numbast takes."""
    from tools import template_speed

    return [f"-I{folder}" for folder in template_speed.include_dirs()]


def build_rivals(arch: str) -> None:
    """nvcc's, all at the same time; they are kept by content."""
    from tools import nvcc, template_speed

    if nvcc.find() is not None:
        texts = [
            template_speed.cxx(name, loop)
            for name in template_speed.PROGRAMS
            for loop in template_speed.LOOPS
        ]
        nvcc.load_all(texts, arch, include_flags())


def by_nvrtc(name: str, text: str, arch: str) -> Launch:
    """The rival as NVRTC compiles it."""
    from cuda.core import Device, LaunchConfig, Program, ProgramOptions
    from cuda.core import launch as launched

    from numbast.cuda_headers import cuda_include_dirs
    from tools import template_speed

    device = Device()
    device.set_current()
    options = ProgramOptions(std="c++17", arch=arch, include_path=list(cuda_include_dirs([])))
    kernel = Program(text, code_type="c++", options=options).compile("cubin").get_kernel("rival")
    config = LaunchConfig(grid=BLOCKS, block=template_speed.PROGRAMS[name].threads)
    stream = device.default_stream

    def launch(out: Any, x: Any, steps: Any) -> None:
        launched(stream, config, kernel, _address(out).value, _address(x).value, ctypes.c_int(int(steps)))

    return launch


def _address(array: Any) -> Any:
    return ctypes.c_void_p(array.__cuda_array_interface__["data"][0])


def seconds(launch: Callable[[], None]) -> float:
    """One launch, waited for."""
    from numba import cuda

    cuda.synchronize()
    start = time.perf_counter()
    launch()
    cuda.synchronize()
    return time.perf_counter() - start


def measured(name: str, loop: str, lib: Any, pairs: int) -> dict[str, Any]:
    """A row: medians of all, and whether ours and the rival's compute the same."""
    import numpy as np
    from numba import cuda

    from tools import template_speed

    program, size = template_speed.PROGRAMS[name], template_speed.size(name, BLOCKS)
    arch = "sm_{}{}".format(*cuda.get_current_device().compute_capability)
    who, rival = native(name, loop, arch)
    random = np.random.default_rng(7).integers(0, 4, size)
    x = cuda.to_device(random.astype(program.number[3]))
    mine, theirs, unused = (cuda.to_device(np.zeros(size, program.number[1])) for _ in range(3))
    ours, plain = (
        cuda.jit(make)
        for make in (template_speed.bound(name, loop, lib), template_speed.plain(name, loop, lib, arch))
    )
    steps = np.int32(program.steps)
    launches = (
        lambda: ours[BLOCKS, program.threads](mine, x, steps),
        lambda: rival(theirs, x, steps),
        lambda: plain[BLOCKS, program.threads](unused, x, steps),
    )
    for launch in launches:
        seconds(launch)
    found = [[seconds(launch) for launch in launches] for _ in range(pairs)]
    a, b, c = (1000 * statistics.median(column) for column in zip(*found, strict=True))
    same = bool(np.array_equal(mine.copy_to_host(), theirs.copy_to_host()))
    times = {"ours_ms": round(a, 3), "rival_ms": round(b, 3), "plain_ms": round(c, 3)}
    return {"rival": who, **times, "speed": round(b / a, 3), "of_plain": round(c / a, 3), "same": same}


def compiled(name: str, loop: str, lib: Any) -> dict[str, Any]:
    """All without a GPU: instructions of the kernel and of its loop, calls and uses of the stack."""
    from numbast.testing import compile_kernel, disassemble
    from tools import nvcc, template_speed

    def counted(sass: str) -> dict[str, int]:
        every, loop = template_speed.instructions(sass)
        stack = sum(op.split(".")[0] in ("LDL", "STL") for op in every)
        calls = sum(op.split(".")[0] == "CALL" for op in every)
        return {"all": len(every), "loop": len(loop), "calls": calls, "stack": stack}

    row: dict[str, Any] = {}
    for who, make in (("ours", template_speed.bound), ("plain", template_speed.plain)):
        row[who] = counted(compile_kernel(make(name, loop, lib), template_speed.signature(name)).sass)
    if nvcc.find() is not None:
        text = template_speed.cxx(name, loop)
        row["nvcc"] = counted(disassemble(nvcc.compile_cubin(text, "sm_90", include_flags())))
    return row


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--pairs", type=int, default=15, help="interleaved pairs (15)")
    parser.add_argument("--static", action="store_true", help="static modules too")
    parser.add_argument("--only-compile", action="store_true", help="without a GPU: compile all")
    args = parser.parse_args()
    from tools import template_speed

    if not args.only_compile:
        from numba import cuda

        build_rivals("sm_{}{}".format(*cuda.get_current_device().compute_capability))
    take = compiled if args.only_compile else partial(measured, pairs=args.pairs)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for static, name in product((False, True)[: 1 + args.static], template_speed.PROGRAMS):
            lib = opened(name, static, Path(folder))
            for loop in template_speed.LOOPS:
                mode = "static" if static else "loaded"
                rows.append({"mode": mode, "name": name, "loop": loop, **take(name, loop, lib)})
                print(json.dumps(rows[-1]), flush=True)
    if not args.only_compile:
        text = json.dumps({"benchmark": "template_speed", "machine": machine(), "rows": rows}, indent=1)
        Path(HERE / "results" / "template_speed.json").write_text(text + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
