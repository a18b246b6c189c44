#!/usr/bin/env python3
"""Runs the sanitized tool over CUDA's headers and the corpus: asan_corpus.py CANOPY [HEADER...]

CANOPY is a `canopy` built with ASan, UBSan and LSan (tools/check.sh asan). Each header is parsed and planned
with the options that `numbast report` gives it, and all texts are written. Says `clean`, or what was found.
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

from numbast._core import Session  # noqa: E402
from numbast.cuda_headers import find_cuda_headers  # noqa: E402
from numbast.header_search import find_headers  # noqa: E402
from numbast.known import with_known  # noqa: E402
from numbast.libclang import find_libclang  # noqa: E402
from numbast.parsing import Parsed, core_options  # noqa: E402

corpus = importlib.import_module("tools.corpus")
modules = importlib.import_module("tools.modules")

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


def is_clean(tool: str, library: Any) -> bool:
    """Whether nothing is found; says so on stdout."""
    start = time.monotonic()
    command = [tool, *words(library)]
    done = subprocess.run(command, capture_output=True, env={**os.environ, **SANITIZERS}, check=False)
    said = [line for line in done.stderr.decode(errors="replace").splitlines() if "anitizer" in line]
    is_good = done.returncode == 0 and not said
    print(library.header, "clean" if is_good else (said[:3], done.returncode), end=" ")
    print(f"({time.monotonic() - start:.1f} s)", flush=True)
    return is_good


def main(arguments: list[str]) -> int:
    """The command."""
    tool, *names = arguments
    everything = (*(corpus.Library(header, "CUDA") for header in modules.HEADERS), *corpus.CORPUS)
    here = [lib for lib in everything if (not names or lib.header in names) and lib.is_here()]
    unclean = [library for library in here if not is_clean(tool, library)]
    return 1 if unclean else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
