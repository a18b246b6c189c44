"""Writes docs/supported_templates.md: the templates of the corpus, each with an instance that compiles.

usage: tools/supported_templates.py [--keep FOLDER] [--measure HEADER]

Each header is measured in a process of its own (tests/tools/reach.py), with $PYTHON or this interpreter;
FOLDER keeps what was measured, so that a run that was broken off goes on.
"""

from __future__ import annotations

import argparse
import fnmatch
import importlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "supported_templates.md"
LONG = 150  # characters of a cell

EXTENSIONS = "functional cmath bit numeric warp iterator annotated_ptr latch semaphore memory utility"

#: What is asked of each header of one line: a title and its headers. "*" is all of a folder.
GROUPS: dict[str, tuple[str, ...]] = {
    "cooperative groups": (
        "cooperative_groups.h",
        "cooperative_groups/reduce.h",
        "cooperative_groups/scan.h",
        "cooperative_groups/memcpy_async.h",
    ),
    "wmma": ("mma.h",),
    "texture functions": ("texture_indirect_functions.h",),
    "pipelines and barriers": ("cuda_pipeline.h", "cuda_awbarrier.h"),
    "NCCL's device functions": ("nccl_device.h",),
    "libcu++": (
        *("cuda/atomic", "cuda/barrier", "cuda/pipeline", "cuda/std/complex", "cuda/std/array"),
        *("cuda/std/tuple", "cuda/std/optional", "cuda/std/span", "cuda/std/utility", "cuda/std/functional"),
        *("cuda/std/type_traits", "cuda/std/mdspan", "cuda/std/bit", "cuda/std/numeric"),
        *("cuda/std/algorithm", "cuda/std/iterator", "cuda/std/variant", "cuda/std/expected"),
        *("cuda/std/bitset", "cuda/std/inplace_vector", "cuda/std/ratio", "cuda/std/chrono"),
        *("cuda/std/cmath", "cuda/std/memory", "cuda/std/concepts", "cuda/std/limits"),
    ),
    "libcu++'s extensions": tuple(f"cuda/{name}" for name in EXTENSIONS.split()),
    "CUB's blocks": ("cub/block/*.cuh",),
    "CUB's warps": ("cub/warp/*.cuh",),
    "CUB's threads": ("cub/thread/*.cuh",),
    "CUB's grids": ("cub/grid/*.cuh",),
    "CUB's iterators": ("cub/iterator/*.cuh",),
    "CUB's utilities": ("cub/util_type.cuh", "cub/util_ptx.cuh", "cub/util_math.cuh"),
    "CUB's devices": ("cub/device/*.cuh",),
}

HEAD = """# Templates that are supported

Written by `tools/supported_templates.py`; do not edit. Every class, function and member template of a
header's own files is given arguments (`tests/tools/reach_guesses.py`; by hand, as one who uses the library
knows them, in `tests/tools/reach_data.py`), and clang is asked about it as a kernel's first use asks; then
NVRTC compiles the shim of the call, or the layout of the class. That is the instance below. Last a kernel
that makes the call in Python is typed and lowered; classes are asked for as `lib["..."]`. Where Python has no
such form, or it is refused, *C++ alone* says why.

A template counts once, in the first header below that has it. *Public* is what people may use. Counted
apart, under *reserved*, are those that the library keeps for itself by the C++ standard's rule for names
([lex.name]: two underscores anywhere, or one and a capital; the template's name, its class's or
namespace's, or a class of the library that a parameter is of); fewer arguments are tried for them. Not
counted are deduction guides (nobody calls them; clang uses them where a class's arguments are deduced),
private, protected and deleted templates, those for the host alone (unannotated ones too), those that take
a class of the host's library, and namespaces `detail` and the like; nor what compiles for nobody, whatever
the arguments, by what its header says (a table below has how many, and why). Anything that is not here is
asked in the same way.
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
        "templates": [
            {
                "name": s.name,
                "kind": s.kind,
                "place": ":".join(map(str, found.place(s))),
                "reserved": s.is_reserved,
                "excluded": s.excluded,
                "instance": s.instance,
                "question": s.question,
                "reason": s.reason,
            }
            for s in subjects
        ],
        "used": sorted(found.guesses.used),
    }


def in_kernels(found: dict[str, Any]) -> dict[str, str]:
    """{question: why a kernel can't have its call, or ""} of a measurement's public templates."""
    module = reach()
    numbast = importlib.import_module("numbast")
    data = importlib.import_module("tools.reach_data").of(found["header"])
    lib = numbast.load(found["header"], arch=module.ARCH, extra_source=data["source"], **data["options"])
    kernels = importlib.import_module("tools.reach_kernels").Kernels(lib, module.ARCH)
    return {
        t["question"]: kernels.why_not(t["question"])
        for t in found["templates"]
        if t["question"] and not t["reserved"] and t["kind"] in module.COUNTED
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


def run(mode: str, header: str, keep: Path, suffix: str = "") -> dict[str, Any]:
    """What a process of its own prints, kept; {"error": its last line} when it failed."""
    path = kept(header, keep).with_suffix(f".json{suffix}")
    if not path.exists():
        command = [os.environ.get("PYTHON", sys.executable), __file__, mode, header, "--keep", str(keep)]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            return {"error": (done.stderr.strip().splitlines() or ["?"])[-1]}
        path.write_text(done.stdout)
    made: dict[str, Any] = json.loads(path.read_text())
    return made


def measured(header: str, keep: Path, only_kept: bool) -> dict[str, Any]:
    """A header's templates, and which instances a kernel can use ("kernel": None if nobody tried)."""
    made = run("--measure", header, keep)
    if "error" in made:
        return {"header": header, **made}
    is_there = kept(header, keep).with_suffix(".json.kernels").exists()
    used = run("--kernels", header, keep, ".kernels") if is_there or not only_kept else {}
    for t in made["templates"]:
        t["kernel"] = used.get(t["question"], used.get("error")) if t["instance"] else None
    return made


def cell(text: str) -> str:
    """Text of a table's cell."""
    if len(text) > LONG:
        text = text[: LONG - 3] + ("...`" if text.count("`", 0, LONG - 3) % 2 else "...")
    return text.replace("|", "\\|").replace("<", "&lt;") if "`" not in text else text.replace("|", "\\|")


def share(good: int, every: int) -> str:
    """ "12 of 20, 60.0 %"."""
    return f"{good} of {every}, {100 * good / every:.1f} %" if every else "-"


#: Columns: a title, and whether a template belongs to it.
COLUMNS: dict[str, Callable[[dict[str, Any]], bool]] = {
    "public": lambda t: not t["reserved"],
    "class": lambda t: not t["reserved"] and t["kind"] == "class",
    "function": lambda t: not t["reserved"] and t["kind"] == "function",
    "member": lambda t: not t["reserved"] and t["kind"] == "member",
    "reserved": lambda t: bool(t["reserved"]),
}


#: Templates that no arguments make compile, by what stands in the header: a pattern of names, the end of
#: the file, what the refusal that was measured says, and why.
NOBODY = (
    (
        "cuda::std::get",
        "__tuple_dir/vector_types.h",
        "has no member",
        "asks its one class for a member that it lacks",
    ),
    (
        "cuda::ptr_rebind",
        "__memory/ptr_rebind.h",
        "volatile int",
        "passes a volatile pointer on as const void *",
    ),
    (
        "cuda::std::operator*",
        "cuda/std/bitset",
        "incomplete type",
        "takes a stream, which libcu++ never defines",
    ),
    ("cub::FillAndReset*", "grid/grid_queue.cuh", "not configured", "a kernel, which the host launches"),
)


def leave_out(rows: Sequence[dict[str, Any]]) -> None:
    """Marks what nobody can use as not counted, where it was tried and refused for that very reason."""
    for t in (t for r in rows for t in r.get("templates", ()) if not t["instance"] and not t["excluded"]):
        for name, file, said, why in NOBODY:
            is_there = fnmatch.fnmatchcase(t["name"], name) and t["place"].rpartition(":")[0].endswith(file)
            if is_there and said in t["reason"]:
                t["excluded"] = f"compiles for nobody: {why}"


def counted(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The templates that count."""
    return [
        t
        for r in rows
        for t in r.get("templates", ())
        if not t["excluded"] and t["kind"] in ("class", "function", "member")
    ]


def shares(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Cells of the summary."""
    every = counted(rows)
    cells = []
    for wanted in COLUMNS.values():
        of = [t for t in every if wanted(t)]
        cells.append(share(sum(bool(t["instance"]) for t in of), len(of)))
    tried = [t for t in every if not t["reserved"] and t["kernel"] is not None]
    cells.append(share(sum(not t["kernel"] for t in tried), len(tried)))
    cells.append(str(sum(bool(t["excluded"]) for r in rows for t in r.get("templates", ()))))
    return cells


def summary(found: dict[str, list[dict[str, Any]]]) -> list[str]:
    """The table of headers, with a line for each group and for all."""
    titles = [*COLUMNS, "instances in Python", "not counted"]
    lines = [f"| header | {' | '.join(titles)} |", "|---|" + "--:|" * len(titles)]
    for title, rows in found.items():
        for r in rows:
            if "error" in r:
                lines.append(f"| `{r['header']}` | {cell(r['error'])} |" + " |" * (len(titles) - 1))
            elif counted([r]) or r["templates"]:
                lines.append(f"| `{r['header']}` | {' | '.join(shares([r]))} |")
        if len(rows) > 1:
            lines.append(f"| **{title}** | {' | '.join(shares(rows))} |")
    every = [r for rows in found.values() for r in rows]
    lines.append(f"| **together** | {' | '.join(shares(every))} |")
    return lines


def excluded(found: dict[str, list[dict[str, Any]]]) -> list[str]:
    """Why templates aren't counted, how many, and where the most are."""
    why: dict[str, list[str]] = {}
    for rows in found.values():
        for r in rows:
            for t in r.get("templates", ()):
                if t["excluded"]:
                    why.setdefault(t["excluded"], []).append(r["header"])
    lines = ["", "| not counted | templates | most of them in |", "|---|--:|---|"]
    for reason, where in sorted(why.items(), key=lambda item: -len(item[1])):
        most = sorted(set(where), key=lambda h: (-where.count(h), h))[:4]
        lines.append(f"| {reason} | {len(where)} | {', '.join(f'`{h}`' for h in most)} |")
    return lines


def details(found: dict[str, Any]) -> list[str]:
    """A header's templates by name."""
    every = counted([found])
    if not every:
        return []
    good = sum(bool(t["instance"]) for t in every)
    lines = ["", f"### {found['header']}: {good} of {len(every)}", ""]
    lines += ["| template | instance, or why not |", "|---|---|"]
    names: dict[str, list[dict[str, Any]]] = {}
    for t in every:
        names.setdefault(t["name"], []).append(t)
    for name, several in names.items():
        lines += _rows(name, several)
    return lines


def _rows(name: str, several: Sequence[dict[str, Any]]) -> list[str]:
    good = [t for t in several if t["instance"]]
    bad = [t for t in several if not t["instance"]]
    count = f" ({len(good)} of {len(several)})" if len(several) > 1 else ""
    lines = [f"| `{name}`{count} | {cell('`' + good[0]['instance'] + '`')} |"] if good else []
    alone = dict.fromkeys(cell(t["kernel"]) for t in good if t["kernel"])
    lines += [f"| `{name}` | *C++ alone*: {why} |" for why in list(alone)[:2]]
    whys = dict.fromkeys(cell(t["reason"] or "no arguments are known for it") for t in bad)
    lines += [f"| `{name}` | **no**: {why} |" for why in list(whys)[:3]]
    return lines


def distinct(found: dict[str, list[dict[str, Any]]]) -> None:
    """Takes templates out that an earlier header has."""
    seen: set[tuple[str, str]] = set()
    for rows in found.values():
        for r in rows:
            own = [t for t in r.get("templates", ()) if (t["name"], t["place"]) not in seen]
            seen |= {(t["name"], t["place"]) for t in own}
            if "templates" in r:
                r["templates"] = own


def unused(found: dict[str, list[dict[str, Any]]]) -> list[str]:
    """What the data names of templates that no header's measurement wanted."""
    data = importlib.import_module("tools.reach_data")
    left = []
    for name, keys in data.written_by_hand().items():
        used = {u for rows in found.values() for r in rows for u in r.get("used", ())}
        left += [f"{name}: {key}" for key in keys if key not in used]
    return left


def page(found: dict[str, list[dict[str, Any]]], absent: Sequence[str]) -> str:
    """The page's text."""
    distinct(found)
    leave_out([r for rows in found.values() for r in rows])
    cuda = next((r["cuda"] for rows in found.values() for r in rows if "cuda" in r), "")
    lines = [HEAD, f"CUDA {cuda}, NVRTC for sm_90.", "", *summary(found)]
    if absent:
        lines += ["", "Not measured: " + ", ".join(f"`{h}`" for h in absent) + "."]
    lines += excluded(found)
    for title, rows in found.items():
        lines += ["", f"## {title[0].upper()}{title[1:]}", *(line for r in rows for line in details(r))]
    return "\n".join(lines) + "\n"


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--measure", metavar="HEADER", help="one header, as JSON")
    parser.add_argument("--kernels", metavar="HEADER", help="use what was kept of one header, as JSON")
    parser.add_argument("--keep", metavar="FOLDER", help="where measurements are kept")
    parser.add_argument("--only-kept", action="store_true", help="measure nothing more")
    args = parser.parse_args()
    if args.measure:
        print(json.dumps(measure(args.measure)))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        keep = Path(args.keep or folder)
        keep.mkdir(exist_ok=True)
        if args.kernels:
            print(json.dumps(in_kernels(json.loads(kept(args.kernels, keep).read_text()))))
            return 0
        wanted = headers()
        if args.only_kept:
            wanted = {t: [h for h in names if kept(h, keep).exists()] for t, names in wanted.items()}
        found = {
            title: [measured(h, keep, args.only_kept) for h in names]
            for title, names in wanted.items()
            if names
        }
    for line in unused(found) if not args.only_kept else ():
        print(f"unused: {line}", file=sys.stderr)
    absent = [h for names in headers().values() for h in names if not _is_in(found, h)]
    PAGE.write_text(page(found, absent))
    return 0


def _is_in(found: dict[str, list[dict[str, Any]]], header: str) -> bool:
    return any(r["header"] == header for rows in found.values() for r in rows)


if __name__ == "__main__":
    sys.exit(main())
