"""Writes docs/supported_templates.md: the templates of the corpus, each with an instance that compiles.

usage: tools/supported_templates.py [--keep FOLDER] [--measure HEADER]

Each header is measured in a process of its own (tests/tools/reach.py), with $PYTHON or this interpreter;
FOLDER keeps what was measured, so that a run that was broken off goes on.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "supported_templates.md"
LONG = 150  # characters of a cell

#: What is asked of each header of one line: a title and its headers. "*" is all of a folder.
GROUPS: dict[str, tuple[str, ...]] = {
    "cooperative groups": ("cooperative_groups.h",),
    "wmma": ("mma.h",),
    "libcu++": ("cuda/std/array", "cuda/std/complex", "cuda/atomic"),
    "CUB's blocks": ("cub/block/*.cuh",),
    "CUB's warps": ("cub/warp/*.cuh",),
    "texture functions": ("texture_indirect_functions.h",),
    "NCCL's device functions": ("nccl_device.h",),
    "pipelines and barriers": ("cuda_pipeline.h", "cuda_awbarrier.h"),
}

HEAD = """# Templates that are supported

Written by `tools/supported_templates.py`; do not edit. Every class, function and member template of a
header's own files is given arguments, and clang is asked about it as a kernel's first use asks; then NVRTC
compiles the shim of the call, or the layout of the class. Arguments are guessed by the kind and the name of
parameters; where nothing tells them, `tests/tools/reach_data.py` has them. *Public* leaves out names that
the library keeps for itself (an underscore and a capital, or two). Private, protected and deleted templates,
those that are for the host alone or take a class of the host's library, and namespaces `detail` and the like
are nobody's to use and not counted. A name stands for all its overloads; the instance is that of the first.
Anything that is not here is asked in the same way.
"""


def reach() -> Any:
    """tests/tools/reach.py."""
    for folder in ("tests", "python") if (ROOT / "python/numbast/_core.abi3.so").exists() else ("tests",):
        sys.path.insert(0, str(ROOT / folder))
    return importlib.import_module("tools.reach")


def measure(header: str) -> dict[str, Any]:
    """What became of a header's templates."""
    module = reach()
    found = module.Reach(header)
    subjects = found.run()
    return {
        "header": header,
        "cuda": found.cuda,
        "shares": module.shares(subjects),
        "excluded": sum(bool(s.excluded) for s in subjects),
        "templates": [
            {
                "name": s.name,
                "kind": s.kind,
                "reserved": s.is_reserved,
                "instance": s.instance,
                "reason": s.reason,
            }
            for s in subjects
            if not s.excluded
        ],
    }


def headers() -> dict[str, list[str]]:
    """{title: headers that are here}."""
    reach()
    search = importlib.import_module("numbast.header_search")
    options = importlib.import_module("numbast.options").Options()
    found: dict[str, list[str]] = {}
    for title, names in GROUPS.items():
        found[title] = []
        for name in names:
            if "*" not in name:
                found[title].append(name)
                continue
            place = Path(search.find_headers(["cub/version.cuh"], options)[0][0].path).parents[1]
            found[title] += sorted(str(path.relative_to(place)) for path in place.glob(name))
    return found


def kept(header: str, keep: Path) -> Path:
    """The file of a measurement."""
    return keep / (header.replace("/", "_") + ".json")


def measured(header: str, keep: Path) -> dict[str, Any]:
    """In a process of its own, once."""
    path = kept(header, keep)
    if not path.exists():
        run = [os.environ.get("PYTHON", sys.executable), __file__, "--measure", header]
        done = subprocess.run(run, check=False, capture_output=True, text=True)
        if done.returncode:
            return {"header": header, "error": (done.stderr.strip().splitlines() or ["?"])[-1]}
        path.write_text(done.stdout)
    made: dict[str, Any] = json.loads(path.read_text())
    return made


def cell(text: str) -> str:
    """Text of a table's cell."""
    text = (
        text
        if len(text) <= LONG
        else text[: LONG - 3] + ("...`" if text.count("`", 0, LONG - 3) % 2 else "...")
    )
    return text.replace("|", "\\|").replace("<", "&lt;") if "`" not in text else text.replace("|", "\\|")


def share(pair: list[int] | None) -> str:
    """ "12 of 20, 60.0 %"."""
    if not pair or not pair[1]:
        return "-"
    return f"{pair[0]} of {pair[1]}, {100 * pair[0] / pair[1]:.1f} %"


def kept_in(found: dict[str, list[dict[str, Any]]], header: str) -> bool:
    """Was a header measured?"""
    return any(r["header"] == header for rows in found.values() for r in rows)


def summary(found: dict[str, list[dict[str, Any]]]) -> list[str]:
    """The table of headers, with a line for each group and for all."""
    keys = ("all", "public", "class", "function", "member")
    lines = [f"| header | {' | '.join(keys)} | not counted |", "|---|" + "--:|" * (len(keys) + 1)]
    total: dict[str, list[int]] = {}
    for title, rows in found.items():
        for r in rows:
            if "error" in r:
                lines.append(f"| `{r['header']}` | {cell(r['error'])} |" + " |" * len(keys))
                continue
            for key, (good, every) in r["shares"].items():
                for name in (key, f"{title} {key}"):
                    sums = total.setdefault(name, [0, 0])
                    sums[0] += good
                    sums[1] += every
            shown = " | ".join(share(r["shares"].get(key)) for key in keys)
            lines.append(f"| `{r['header']}` | {shown} | {r['excluded']} |")
        if len(rows) > 1:
            shown = " | ".join(share(total.get(f"{title} {key}")) for key in keys)
            lines.append(f"| **{title}** | {shown} | |")
    lines.append(f"| **together** | {' | '.join(share(total.get(key)) for key in keys)} | |")
    return lines


def details(rows: list[dict[str, Any]]) -> list[str]:
    """A group's templates by name."""
    lines = ["", "| template | instance, or why not |", "|---|---|"]
    for r in rows:
        names: dict[str, list[dict[str, Any]]] = {}
        for t in r.get("templates", ()):
            names.setdefault(t["name"], []).append(t)
        for name, several in names.items():
            good = [t for t in several if t["instance"]]
            bad = [t for t in several if not t["instance"]]
            count = f" ({len(good)} of {len(several)})" if len(several) > 1 else ""
            if good:
                lines.append(f"| `{name}`{count} | {cell('`' + good[0]['instance'] + '`')} |")
            lines += [
                f"| `{name}` | **no**: {cell(t['reason'] or 'no arguments are known for it')} |"
                for t in bad[:3]
            ]
    return lines


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--measure", metavar="HEADER", help="one header, as JSON")
    parser.add_argument("--keep", metavar="FOLDER", help="where measurements are kept")
    parser.add_argument("--only-kept", action="store_true", help="measure nothing more")
    args = parser.parse_args()
    if args.measure:
        print(json.dumps(measure(args.measure)))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        keep = Path(args.keep or folder)
        keep.mkdir(exist_ok=True)
        if args.only_kept:
            left = {t: [h for h in names if kept(h, keep).exists()] for t, names in headers().items()}
        else:
            left = headers()
        found = {title: [measured(h, keep) for h in names] for title, names in left.items() if names}
    cuda = next((r["cuda"] for rows in found.values() for r in rows if "cuda" in r), "")
    lines = [HEAD, f"CUDA {cuda}, NVRTC for sm_90.", "", *summary(found)]
    absent = [h for names in headers().values() for h in names if not kept_in(found, h)]
    if absent:
        lines += ["", "Not measured: " + ", ".join(f"`{h}`" for h in absent) + "."]
    for title, rows in found.items():
        lines += ["", f"## {title[0].upper()}{title[1:]}", *details(rows)]
    PAGE.write_text("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
