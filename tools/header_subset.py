#!/usr/bin/env python3
"""Copies the files that some headers include to one folder, to take them to another machine.

    tools/header_subset.py OUT -I DIR... [--empty PATTERN...] [--keep PATTERN...] HEADER...

Files below the folders DIR that clang reads for the HEADERs, and those that they include where NVRTC
compiles them, are copied to OUT, under the names by which they are included: OUT is then the one include
folder. Those whose name fits an --empty pattern (`*` is also a slash) and no --keep pattern are empty there.
cufftdx reads 95 MB of transforms, one file for each size; for one of eight numbers, which
tests/tools/library_kernels.py makes, 7.4 MB are enough:

    tools/header_subset.py mathdx -I MATHDX/include -I MATHDX/external/cutlass/include \\
        --empty 'cufftdx/database/fft_*' --keep '*/fft_8_fp32_*' cufftdx.hpp curanddx.hpp
    NUMBAST_MATHDX_INCLUDE=$PWD/mathdx pytest -m gpu tests/python/test_gpu_library_kernels.py
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "python"))


def files_read(headers: Sequence[str], folders: Sequence[str]) -> list[Path]:
    """What clang reads. Raises HeaderError for a header that is missing."""
    from numbast.options import options_from
    from numbast.parsing import parse

    options = options_from({"include_dirs": list(folders), "arch": "sm_90"})
    return [Path(str(file["path"])) for file in parse(headers, options, keep_going=True).files()]


def included(file: Path, folders: Sequence[str]) -> Iterator[Path]:
    """The files that a file's lines include, under whatever conditions, as far as they are there."""
    for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
        hash_mark, _, rest = line.partition("include")
        name = rest.strip()[1:].replace(">", '"').partition('"')[0]
        if hash_mark.replace(" ", "") == "#" and name:
            found = [Path(folder, name) for folder in (str(file.parent), *folders)]
            yield from (path for path in found if path.is_file())


def with_other_branches(files: Sequence[Path], folders: Sequence[str]) -> dict[str, Path]:
    """Name in its folder -> path, of the files below the folders and of all that they include."""
    roots = [os.path.realpath(folder) for folder in folders]
    found: dict[str, Path] = {}
    waiting = list(files)
    while waiting:
        path = Path(os.path.realpath(waiting.pop()))
        root = next((root for root in roots if str(path).startswith(root + os.sep)), None)
        name = os.path.relpath(path, root) if root else ""
        if name and name not in found:
            found[name] = path
            waiting += included(path, folders)
    return found


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("out", type=Path, metavar="OUT", help="the folder to write")
    parser.add_argument("headers", nargs="+", metavar="HEADER", help="as they are included")
    parser.add_argument("-I", action="append", dest="folders", required=True, metavar="DIR")
    parser.add_argument(
        "--empty", action="append", default=[], metavar="PATTERN", help="no contents of these"
    )
    parser.add_argument("--keep", action="append", default=[], metavar="PATTERN", help="but not of these")
    args = parser.parse_args()
    size = count = 0
    for name, path in with_other_branches(files_read(args.headers, args.folders), args.folders).items():
        target = args.out / name
        target.parent.mkdir(parents=True, exist_ok=True)
        is_empty = any(fnmatch(name, p) for p in args.empty) and not any(fnmatch(name, p) for p in args.keep)
        if is_empty:
            target.write_bytes(b"")
        else:
            shutil.copyfile(path, target)
        size, count = size + target.stat().st_size, count + 1
    print(f"{count} files, {size / 1e6:.1f} MB in {args.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
