#!/usr/bin/env python3
"""Runs the sanitized tool over CUDA's headers and the corpus: asan_corpus.py CANOPY [HEADER...]

CANOPY is a `canopy` built with ASan, UBSan and LSan (tools/check.sh asan). Each header is parsed and planned
with the options that `numbast report` gives it, and all texts are written. Says `clean`, or what was found.
`asan_corpus.py CANOPY --lists [FILE...]` makes ast_canopy's lists instead: of its bench's headers and its
tests'.
"""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "python"), str(ROOT / "tests")]

from ast_canopy import _parse, api  # noqa: E402
from numbast._core import Session  # noqa: E402
from numbast.cuda_headers import find_cuda_headers  # noqa: E402
from numbast.header_search import find_headers  # noqa: E402
from numbast.known import with_known  # noqa: E402
from numbast.libclang import find_libclang  # noqa: E402
from numbast.parsing import Parsed, core_options  # noqa: E402

corpus = importlib.import_module("tools.corpus")
modules = importlib.import_module("tools.modules")

LISTS = ("cuda_fp16.h", "cuda_bf16.h", "curand_kernel.h", "cub/block/block_scan.cuh", "cooperative_groups.h")
TEXTS = ("model", "table", "stub", "report", "names", "files", "diagnostics")
SANITIZERS = {
    "ASAN_OPTIONS": "use_sigaltstack=0:detect_leaks=1:detect_stack_use_after_return=1",
    "UBSAN_OPTIONS": "halt_on_error=1:print_stacktrace=1",
    "LSAN_OPTIONS": f"suppressions={ROOT}/tests/fuzz/lsan.supp:print_suppressions=0",
}


def words(library: Any) -> list[str]:
    """The tool's command line for a header."""
    options = with_known([library.header], library.options())
    found, folders = find_headers([library.header], options)
    clang = find_libclang()
    parsed = Parsed(Session(clang.path), found, options, clang, find_cuda_headers(folders), folders)
    return [f"--libclang={clang.path}", *core_options(parsed), "--name=m", *(f"--text={t}" for t in TEXTS)]


def list_words(path: str) -> list[str]:
    """The tool's command line for ast_canopy's lists of a file and of the `.hpp` beside it."""
    folders = api.get_cuda_include_dir_for_clang()
    options = [*api._command_line("", "sm_90", "gnu++17", api.get_cuda_path_for_clang(), False)]
    options += [*(f"-I{folder}" for folder in folders), "-D__inline_hint__=", path]
    clang = find_libclang()
    arguments, source = _parse.split_command_line(options)
    arguments = [*arguments, "-resource-dir", clang.resource_dir]
    retain = [path, *(str(p) for p in Path(path).parent.glob(f"{Path(path).stem}.hpp"))]
    return [
        *(f"--libclang={clang.path}", f"--source={source}", "--text=lists", "--text=diagnostics"),
        *(f"--clang-arg={a}" for a in arguments),
        *(f"--retain-name={name}" for name in retain),
    ]


def list_files() -> list[str]:
    """The headers of CUDA that ast_canopy's figures are of, and its tests' own."""
    folders = [Path(f) for f in api.get_cuda_include_dir_for_clang()]
    found = [next((f / name for f in folders if (f / name).is_file()), None) for name in LISTS]
    return [str(p) for p in (*found, *sorted(ROOT.glob("tests/python/ast_canopy_*.cuh"))) if p]


def is_clean(name: str, command: list[str]) -> bool:
    """Whether nothing is found; says so on stdout."""
    start = time.monotonic()
    done = subprocess.run(command, capture_output=True, env={**os.environ, **SANITIZERS}, check=False)
    said = [line for line in done.stderr.decode(errors="replace").splitlines() if "anitizer" in line]
    is_good = done.returncode == 0 and not said
    print(name, "clean" if is_good else (said[:3], done.returncode), end=" ")
    print(f"({time.monotonic() - start:.1f} s)", flush=True)
    return is_good


def main(arguments: list[str]) -> int:
    """The command."""
    tool, *names = arguments
    if names[:1] == ["--lists"]:
        files = names[1:] or list_files()
        return 1 if [f for f in files if not is_clean(f, [tool, *list_words(f)])] else 0
    everything = (*(corpus.Library(header, "CUDA") for header in modules.HEADERS), *corpus.CORPUS)
    here = [lib for lib in everything if (not names or lib.header in names) and lib.is_here()]
    unclean = [library for library in here if not is_clean(library.header, [tool, *words(library)])]
    return 1 if unclean else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
