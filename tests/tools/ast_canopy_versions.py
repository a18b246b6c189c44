"""Whether libclang 21 and 22 give the same lists: all of five CUDA headers, as JSON, compared line by line.

    PYTHONPATH=python:tests python -m tools.ast_canopy_versions            # compares
    PYTHONPATH=python:tests python -m tools.ast_canopy_versions --print    # the lists of the libclang in use

The other version is what tools/with_libclang.sh fetches.
"""

from __future__ import annotations

import difflib
import os
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import ast_canopy
from ast_canopy import api

ROOT = Path(__file__).resolve().parents[2]
OTHER = "21"
HEADERS = {
    "cuda_fp16.h": ["cuda_fp16.hpp"],
    "cuda_bf16.h": ["cuda_bf16.hpp"],
    "curand_kernel.h": [],
    "cub/block/block_scan.cuh": [],
    "cooperative_groups.h": [],
}


def found(name: str) -> str:
    folders = api.get_cuda_include_dir_for_clang()
    return next(os.path.join(f, name) for f in folders if os.path.isfile(os.path.join(f, name)))


def lists_of(name: str) -> str:
    path = found(name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # no clang++ is needed
        retain = [path, *map(found, HEADERS[name])]
        return ast_canopy.parse_declarations_from_source(path, retain, "sm_90").to_json(1)


def lists_of_other() -> str:
    """All headers' lists by the other libclang. RuntimeError when it can't be had."""
    command = [
        str(ROOT / "tools" / "with_libclang.sh"),
        OTHER,
        sys.executable,
        "-m",
        __spec__.name,
        "--print",
    ]
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PYTHON": sys.executable, "NUMBAST_CACHE_DIR": folder}
        run = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    if run.returncode:
        raise RuntimeError(run.stderr)
    return run.stdout


def all_lists() -> str:
    return "".join(f"== {name}\n{lists_of(name)}\n" for name in HEADERS)


def differences() -> list[str]:
    """The lines that are not in both."""
    ours, theirs = all_lists().splitlines(), lists_of_other().splitlines()
    if ours == theirs:
        return []
    lines = difflib.unified_diff(ours, theirs, "this libclang", OTHER, lineterm="", n=0)
    return list(lines)


def main() -> int:
    if "--print" in sys.argv:
        print(all_lists(), end="")
        return 0
    told = differences()
    print("\n".join(told) or "no differences")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
