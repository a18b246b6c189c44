#!/usr/bin/env python3
"""Compares or rewrites the expected outputs of the case folders (tests/cases).

    golden.py [--write] [CASE ...]

A case is a folder with `header.cuh`. Its expected outputs are `expected.py` (the
binding table) and `expected.diag` (the diagnostics; no file means none). The
target, the C++ standard and what stands for CUDA (tests/cases/stub) are pinned
here. `--write` refuses a case whose table cannot be read or whose diagnostics
hold an error that the case does not announce by its name, `error-...`.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import json
import shlex
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CASES = ROOT / "tests" / "cases"
STUB = CASES / "stub" / "cuda_stub.h"
CLANG = (
    "-xcuda --cuda-device-only -nocudalib -nocudainc -nostdinc -nostdinc++ "
    "-Xclang -target-sdk-version=12.9 -std=gnu++17 --target=x86_64-linux-gnu "
    "-Xclang -mlong-double-128 -Wno-unknown-cuda-version"
).split()
OUTPUTS = ("expected.py", "expected.diag")


def case_folders() -> list[Path]:
    """All cases, by name."""
    return sorted(p.parent for p in CASES.glob("*/header.cuh"))


def flags(case: Path) -> list[str]:
    """The core's options that a header's first line names after `// flags:`."""
    first = (case / "header.cuh").read_bytes().splitlines()[0].decode("latin-1")
    return shlex.split(first.removeprefix("// flags:")) if first.startswith("// flags:") else []


def core_options(case: Path) -> list[str]:
    """Every option of a case's session."""
    arguments = [*CLANG, "-include", str(STUB), f"-I{case}"]
    options = [f"--clang-arg={a}" for a in arguments]
    options += [
        "--header=header.cuh",
        f"--retain={case / 'header.cuh'}",
        "--name=case",
        "--embedded=header.cuh",
    ]
    options += ["--std=c++17", "--version=numbast=0", "--version=cuda=stub"]
    own = flags(case)
    return options + own + ([] if any(f.startswith("--arch=") for f in own) else ["--arch=sm_90"])


def session(case: Path) -> Any:
    """The core's session of a case, planned."""
    if (ROOT / "python" / "numbast" / "_core.abi3.so").exists():  # `make dev`; else the installed one
        sys.path.insert(0, str(ROOT / "python"))
    from numbast._core import CoreError, Session
    from numbast.libclang import find_libclang

    made = Session(find_libclang().path)
    made.options(core_options(case))
    for step in (made.parse, made.plan):
        try:
            step()
        except CoreError as error:
            if error.args[0] != 1:
                raise
            break
    return made


def outputs(case: Path) -> dict[str, str]:
    """What the core gives for a case now: `{file name: text}`."""
    made = session(case)
    try:
        table = made.text("table")
    except KeyError:
        table = ""
    lines = []
    for d in json.loads(made.text("diagnostics")):
        where = f"{Path(d['file']).name}:{d['line']}:{d['column']}: " if d.get("file") else ""
        lines.append(f"{where}{d['severity']}: {d['message']} [{d['id']}]\n")
    return {
        "expected.py": table if table.endswith("\n") or not table else table + "\n",
        "expected.diag": "".join(lines),
    }


def expected(case: Path) -> dict[str, str]:
    """What a case's files say; an absent file is empty."""
    return {n: (case / n).read_text() if (case / n).exists() else "" for n in OUTPUTS}


def difference(case: Path) -> str:
    """A unified diff from the expected outputs to the present ones, '' when they are equal."""
    now, then = outputs(case), expected(case)
    parts: list[str] = []
    for name in OUTPUTS:
        label = f"{case.name}/{name}"
        parts += difflib.unified_diff(
            then[name].splitlines(True), now[name].splitlines(True), label, f"{label} (now)", n=2
        )
    return "".join(parts)


def why_refused(case: Path, made: dict[str, str]) -> str:
    """Why outputs may not become the expected ones; '' when they may."""
    announced = case.name.startswith("error-")
    if ": error: " in made["expected.diag"] and not announced:
        return "it has an error, and its name does not begin with 'error-'"
    if not made["expected.py"]:
        return "" if announced else "it gives no table"
    try:
        table = ast.literal_eval(made["expected.py"])
    except (SyntaxError, ValueError) as error:
        return f"its table is no Python literal: {error}"
    return "" if table.get("format") == 1 else "its table is of another format"


def write(case: Path) -> str:
    """Rewrites a case's expected outputs; returns why not, or ''."""
    made = outputs(case)
    refused = why_refused(case, made)
    if not refused:
        for name, text in made.items():
            if text:
                (case / name).write_text(text)
            else:
                (case / name).unlink(missing_ok=True)
    return refused


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--write", action="store_true", help="rewrite the expected outputs")
    parser.add_argument("case", nargs="*", help="names of cases (all)")
    args = parser.parse_args()
    chosen = [c for c in case_folders() if not args.case or c.name in args.case]
    bad = 0
    for case in chosen:
        diff = difference(case)
        if diff:
            print(diff, end="")
            refused = write(case) if args.write else "not written"
            bad += bool(refused)
            print(f"{case.name}: {refused or 'rewritten'}")
    print(f"{len(chosen)} cases, {bad} {'refused' if args.write else 'differ'}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
