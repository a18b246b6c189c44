#!/usr/bin/env python3
"""Writes docs/supported.md: how much of CUDA's headers is bound, and what becomes of each feature of C++.

    supported.py PYTHON ...      the environments to measure, newest CUDA first
    supported.py --features      write the table of features alone
    supported.py --libraries PYTHON    write the table of other libraries alone (tests/tools/corpus.py)
    supported.py --library HEADER PYTHON    write the lines of one of them

Each PYTHON is an interpreter with numba-cuda and the CUDA wheels of one version; numbast is taken from
this checkout (`make dev` first), libclang from $NUMBAST_LIBCLANG where the environment has none. By
hand only the words are written; the figures come from the report that users see.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "supported.md"
LIBRARY_COLUMNS = (
    *("header", "from", "declared", "needs no lvalue", "bound", "share", "needs one", "bound", "templates"),
    *("records", "opaque", "values", "rows", "table", "times"),
)
SHOWN_MISSING = 8  # of a library's declarations that are not bound
FEATURES = ROOT / "docs" / "features.cuh"
MARK = "<!-- features -->\n"
LIBRARIES = "<!-- libraries -->\n"


# ---- headers -------------------------------------------------------------------


def tested_headers() -> tuple[str, ...]:
    """The real headers that the tests bind; the page shows no others."""
    sys.path.insert(0, str(ROOT / "tests"))
    found: tuple[str, ...] = importlib.import_module("tools.modules").HEADERS
    return found


def measure(header: str) -> dict[str, Any]:
    """Everything of one header that the page shows, in this process's environment."""
    from numbast import generating
    from numbast.making import make
    from numbast.options import options_from

    made = make([header], options_from({}), "module")
    report = made.report
    counts = report.counts
    files = generating.module_files(made, "module.py", "embed", "")
    bound, needed = report.callables
    missing = [e for e in report.skipped if e.is_declared and not e.needs_lvalue]
    return {
        "header": header,
        "cuda": made.parsed.cuda.version,
        "nvrtc": made.nvrtc.version,
        "libclang": made.parsed.libclang.version,
        "declared": counts["declared_callables"],
        "lvalue": counts["needs_lvalue"],
        "needed": needed,
        "bound": bound,
        "templates": counts["templates"],
        "units": counts["units"],
        "by_reason": report.by_reason,
        "opaque": report.opaque_by_reason,
        "missing": [[e.signature or e.name, e.reason] for e in missing],
        "table": len(made.parsed.session.text("table").encode()),
        "module": len(files["module.py"]),
    }


def measured(python: str, what: str = "--measure") -> list[dict[str, Any]]:
    """`measure` of every header in another environment."""
    env = {**os.environ, "PYTHONPATH": str(ROOT / "python")}
    command = [python, str(Path(__file__).resolve()), what]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{python}: {done.stderr.strip()}")
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def kilobytes(size: int) -> str:
    """Whole KiB."""
    return f"{size / 1024:.0f} KB"


def header_tables(rows: list[dict[str, Any]]) -> list[str]:
    """The section of one CUDA version."""
    first = rows[0]
    lines = [
        f"### CUDA {first['cuda']}",
        "",
        f"Headers {first['cuda']}, NVRTC {first['nvrtc']}, libclang {first['libclang']}, sm_90.",
        "",
        "| header | declared | need an lvalue | bound | of the rest | templates | units | table | module |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for r in rows:
        share = f"{100 * r['bound'] / r['needed']:.1f} %"
        lines.append(
            f"| `{r['header']}` | {r['declared']} | {r['lvalue']} | {r['bound']} | {share} "
            f"| {r['templates']} | {r['units']} | {kilobytes(r['table'])} | {kilobytes(r['module'])} |"
        )
    lines += ["", "| header | what is not bound, or opaque, of all it declares |", "|---|---|"]
    for r in rows:
        reasons = [f"{n} {words}" for words, n in r["by_reason"].items()]
        reasons += [f"{n} opaque for {words}" for words, n in r["opaque"].items()]
        lines.append(f"| `{r['header']}` | {', '.join(reasons)} |")
    return [*lines, ""]


def missing_list(environments: list[list[dict[str, Any]]]) -> list[str]:
    """Each declared callable that needs no lvalue and is not bound, with its reason and the versions."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for rows in environments:
        for r in rows:
            for signature, reason in r["missing"]:
                found.setdefault((r["header"], signature, reason), []).append(r["cuda"])
    lines = ["| header | declaration | reason | CUDA |", "|---|---|---|---|"]
    for (header, signature, reason), versions in found.items():
        lines.append(f"| `{header}` | `{cell(signature)}` | {cell(reason)} | {', '.join(versions)} |")
    return lines


def cell(text: str) -> str:
    """Text as a cell of a Markdown table."""
    return text.replace("|", "\\|")


# ---- libraries -----------------------------------------------------------------

LIBRARY_HEAD = """
## Other libraries

A line each of `tests/tools/corpus.py`. The columns are as above; *needs no lvalue* are the declared callables
that are left when those are taken away, *templates* are all listed in the report with their parameters,
*values* are enums, constants and macros with a value. Rows are callables and constructors that Python can
reach, those that C++ supplies among them. Times are of two cores under a load of 10 to 17, in seconds:
clang, the plan with the check of all shims by clang, NVRTC.

"""


def library_rows(header: str = "") -> list[dict[str, Any]]:
    """The corpus, or one header of it, as far as this environment has it."""
    sys.path.insert(0, str(ROOT / "tests"))
    corpus = importlib.import_module("tools.corpus")
    wanted = [library for library in corpus.CORPUS if header in ("", library.header)]
    return [corpus.measured(library) for library in wanted if library.is_here()]


def library_table(rows: list[dict[str, Any]]) -> str:
    """The section's tables."""
    lines = [
        f"CUDA {rows[0]['cuda']}, sm_90." if rows else "None was here.",
        "",
        f"| {' | '.join(LIBRARY_COLUMNS)} |",
        "|---|---" + "|--:" * 12 + "|---|",
    ]
    for r in rows:
        share = f"{100 * r['bound'] / r['needed']:.1f} %" if r["needed"] else "-"
        times = " + ".join(f"{r['seconds'].get(step, 0):.1f}" for step in ("parse", "plan", "nvrtc"))
        cells = [f"`{r['header']}`", r["package"], r["declared"], r["needed"], r["bound"], share]
        cells += [r["lvalue"], r["lvalue_bound"], r["templates"], r["records"], r["opaque"], r["values"]]
        cells += [r["rows"], kilobytes(r["table"]), times]
        lines.append(f"| {' | '.join(map(str, cells))} |")
    lines += ["", "| header | NVRTC | what is not bound |", "|---|---|---|"]
    for r in rows:
        reasons = ", ".join(f"{n} {words}" for words, n in r["by_reason"].items())
        lines.append(f"| `{r['header']}` | {r['nvrtc']} | {reasons} |")
    lines += ["", "| header | needs no lvalue, and not bound | reason |", "|---|---|---|"]
    for r in rows:
        lines += [
            f"| `{r['header']}` | `{cell(name)}` | {cell(why)} |"
            for name, why in r["missing"][:SHOWN_MISSING]
        ]
        if len(r["missing"]) > SHOWN_MISSING:
            lines.append(f"| `{r['header']}` | and {len(r['missing']) - SHOWN_MISSING} more | |")
    return "\n".join(lines) + "\n"


def with_libraries(rows: list[dict[str, Any]]) -> str:
    """The page with another section of libraries."""
    before, mark, after = PAGE.read_text().partition(FEATURE_HEAD)
    before = before.partition(LIBRARIES)[0]
    return before + LIBRARIES + LIBRARY_HEAD + library_table(rows) + mark + after


def with_library(row: dict[str, Any]) -> str:
    """The page with other lines of one library."""
    before, mark, rest = PAGE.read_text().partition(LIBRARIES)
    section, feature_mark, after = rest.partition(FEATURE_HEAD)
    start = f"| `{row['header']}` |"
    tables = section.partition("\nCUDA ")[2].split("\n\n")
    for fresh in library_table([row]).split("\n\n")[1:]:
        head, *lines = fresh.rstrip("\n").split("\n")
        number = next(i for i, table in enumerate(tables) if table.startswith(head))
        old = tables[number].rstrip("\n").split("\n")
        place = next((i for i, line in enumerate(old) if line.startswith(start)), len(old))
        kept = [line for line in old[place:] if not line.startswith(start)]
        tables[number] = "\n".join([*old[:place], *lines[1:], *kept])
    told = LIBRARY_HEAD.rstrip("\n") + "\n\nCUDA " + "\n\n".join(tables).rstrip("\n") + "\n"
    return before + mark + told + feature_mark + after


# ---- features ------------------------------------------------------------------


@dataclass
class Feature:
    """One entry of docs/features.cuh: `// name: note`, behind it the C++ lines."""

    title: str
    wanted: str  # the qualified name that the report shows
    note: str  # what it is in Python, where it is bound
    first: int  # line numbers in the file
    last: int = 0
    text: str = ""


def features() -> list[Feature | str]:
    """What docs/features.cuh holds: headings (`//// text`) and features (`/// title; name; note`)."""
    found: list[Feature | str] = []
    for number, line in enumerate(FEATURES.read_text().splitlines(), 1):
        if line.startswith("//// "):
            found.append(line[5:])
        elif line.startswith("/// "):
            title, wanted, note = (part.strip() for part in (line[4:] + ";;").split(";", 2))
            found.append(Feature(title, wanted, note.rstrip(";"), number))
        elif found and isinstance(found[-1], Feature) and line.strip() not in ("", "};"):
            feature = found[-1]
            feature.last = number
            feature.text = f"{feature.text} {line.strip()}".strip()
    return found


def fates() -> list[Any]:
    """The report's entries for docs/features.cuh."""
    import numbast

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "features.cuh"
        path.write_bytes(FEATURES.read_bytes())
        return list(numbast.report(path).entries)


def feature_table() -> str:
    """The part of the page that needs no particular CUDA."""
    entries = fates()
    lines: list[str] = []
    for feature in features():
        if isinstance(feature, str):
            lines += ["", f"### {feature}", "", "| C++ | | in Python, or why not |", "|---|---|---|"]
            continue
        found = [
            e for e in entries if e.name == feature.wanted and feature.first <= e.line <= feature.last
        ] or [e for e in entries if e.name == feature.wanted]
        if not found:
            sys.exit(f"docs/features.cuh:{feature.first}: the report does not know '{feature.wanted}'")
        fate, reason = found[0].fate, found[0].reason
        why = feature.note if fate == "bound" else f"{reason}; {feature.note}" if feature.note else reason
        lines.append(f"| {feature.title}: `{cell(feature.text)}` | {fate} | {cell(why)} |")
    return "\n".join(lines[1:]) + "\n"


# ---- the page --------------------------------------------------------------------

HEAD = """# What is supported

Written by `tools/supported.py`; do not edit. What your own header gives, `numbast report HEADER` says.
Each template of CUDA's headers, with an instance that compiles: [](supported_templates.md).

## CUDA's headers

A *declared callable* is a function, operator, public method, constructor or conversion that a header's own
files declare for the device, implementation details (`__internal...`, `detail::`) and templates apart, each
once. What *needs an lvalue* is a method that changes its object or a parameter `Record &`; *bound*
counts those too, and *of the rest* is the share of all declared callables that is bound; each bound one has
passed clang, NVRTC and the linker. No option was given. A module holds the table and the runtime (the same in
every module; `--runtime sibling` writes it once beside several).
"""
MISSING = """### Declared, needs no lvalue, and not bound
"""
FEATURE_HEAD = """
## C++

*Bound*: usable. *Opaque*: a block of the right size and alignment that can be passed, stored and handed to
functions; its public fields, where there are any, can be read, and all functions work. *Skipped*: not
there, with this reason in the report and in the error when it is used. Every line is `docs/features.cuh` as
this version reports it.

"""


def page(pythons: list[str]) -> str:
    """The whole page."""
    environments = [measured(python) for python in pythons]
    lines = [HEAD]
    for rows in environments:
        lines += header_tables(rows)
    lines += [MISSING, *missing_list(environments)]
    return "\n".join(lines) + "\n" + FEATURE_HEAD + MARK + feature_table()


def with_features() -> str:
    """The page with the table of features as this version reports it."""
    head, mark, _ = PAGE.read_text().partition(MARK)
    return head + mark + feature_table()


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--features", action="store_true", help="write the table of features alone")
    parser.add_argument("--libraries", action="store_true", help="write the table of libraries alone")
    parser.add_argument("--library", metavar="HEADER", help="write the lines of one of them")
    parser.add_argument(
        "--measure-libraries", nargs="?", const="", metavar="HEADER", help="this environment's, as JSON"
    )
    parser.add_argument("--measure", action="store_true", help="the figures of this environment, as JSON")
    parser.add_argument("python", nargs="*", metavar="PYTHON", help="environments, newest CUDA first")
    args = parser.parse_args()
    if (ROOT / "python" / "numbast" / "_core.abi3.so").exists():  # `make dev`; else the installed one
        sys.path.insert(0, str(ROOT / "python"))
    if args.measure:
        print(json.dumps([measure(header) for header in tested_headers()]))
        return 0
    if args.measure_libraries is not None:
        print(json.dumps(library_rows(args.measure_libraries)))
        return 0
    if args.library:
        PAGE.write_text(with_library(measured(args.python[0], f"--measure-libraries={args.library}")[0]))
        return 0
    if args.libraries:
        PAGE.write_text(with_libraries(measured(args.python[0], "--measure-libraries")))
        return 0
    if args.features:
        PAGE.write_text(with_features())
        return 0
    if not args.python:
        parser.error("no PYTHON is given")
    libraries = PAGE.read_text().partition(LIBRARIES)[2].partition(FEATURE_HEAD)[0]
    before, mark, after = page(args.python).partition(FEATURE_HEAD)
    PAGE.write_text(before + LIBRARIES + libraries + mark + after if libraries else before + mark + after)
    return 0


if __name__ == "__main__":
    sys.exit(main())
