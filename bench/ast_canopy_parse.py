"""ast_canopy's calls as ratios to libclang's own parse of the same file with the same arguments.

    PYTHONPATH=python python bench/ast_canopy_parse.py [REPEATS]

For each header: `libclang` is clang_parseTranslationUnit2 alone, bodies parsed, no look at what came of it;
`cold` a whole call of parse_declarations_from_source that nothing is kept of; `kept` the same call again as
in another process: from the cache folder, without memory of it. The least of the repeats counts, all taken
in turn; it is time of the processor, so that a busy machine does not count. The last line is the import, in
processes of its own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

from ast_canopy import _parse, api

HEADERS = {
    "cuda_fp16.h": ["cuda_fp16.hpp"],
    "cuda_bf16.h": ["cuda_bf16.hpp"],
    "curand_kernel.h": [],
    "cub/block/block_scan.cuh": [],
    "cooperative_groups.h": [],
}
ARCH = "sm_90"


def found(name: str) -> str:
    folders = api.get_cuda_include_dir_for_clang()
    return next(os.path.join(f, name) for f in folders if os.path.isfile(os.path.join(f, name)))


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def libclang_parse(path: str) -> Callable[[], object]:
    """The bare parse, by libclang's own Python binding."""
    import clang.cindex as binding

    from numbast.libclang import find_libclang

    if not binding.Config.loaded:
        binding.Config.set_library_file(find_libclang().path)
    options = [*api._command_line("", ARCH, "gnu++17", api.get_cuda_path_for_clang(), False)]
    options += [f"-I{folder}" for folder in api.get_cuda_include_dir_for_clang()]
    arguments, source = _parse.split_command_line([*options, "-D__inline_hint__=", path])
    return lambda: binding.Index.create().parse(source, arguments, options=0)


def measured(name: str, repeats: int, folder: str) -> tuple[float, float, float]:
    path = found(name)
    retain = [path, *(found(h) for h in HEADERS[name])]
    bare = libclang_parse(path)
    times: list[tuple[float, float, float]] = []
    for _ in range(repeats):
        shutil.rmtree(folder, ignore_errors=True)
        _parse._memory.clear()
        cold = seconds(lambda: api.parse_declarations_from_source(path, retain, ARCH))
        _parse._memory.clear()
        kept = seconds(lambda: api.parse_declarations_from_source(path, retain, ARCH))
        times.append((seconds(bare), cold, kept))
    least = [min(column) for column in zip(*times, strict=True)]
    return least[0], least[1], least[2]


def import_seconds(repeats: int) -> float:
    code = "import time; t = time.process_time(); import ast_canopy; print(time.process_time() - t)"
    runs = (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        for _ in range(repeats)
    )
    return min(float(run.stdout) for run in runs)


def main() -> None:
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    folder = tempfile.mkdtemp(prefix="ast-canopy-bench-")
    os.environ["NUMBAST_CACHE_DIR"] = folder
    print(f"{'header':26} {'libclang':>9} {'cold':>9} {'kept':>9}   ratios")
    for name in HEADERS:
        bare, cold, kept = measured(name, repeats, folder)
        ratios = f"{cold / bare:.2f} {kept / bare:.3f}"
        print(f"{name:26} {bare * 1e3:6.0f} ms {cold * 1e3:6.0f} ms {kept * 1e3:6.1f} ms   {ratios}")
    print(f"import {import_seconds(4 * repeats) * 1e3:.1f} ms")
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
