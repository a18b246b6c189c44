"""Modules that were made before: an unchanged header with unchanged options is not parsed again.

What `make` found is kept as a plan is (plans.py): under all that decides about it, with the state of every
file that clang read. NVRTC reads headers in its own way, so the digest of what it would read is kept too, and
its version is in the key. What is kept are finished texts; the rest (the runtime, embedded headers, linked
files) is read anew each time.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from . import plans
from .command_line import clang_include_dir
from .cuda_headers import CudaHeaders
from .diagnostics import diagnostics_from_json
from .embedding import own_folders
from .libclang import LibClang
from .making import Made, make
from .nvrtc_check import NvrtcCheck, nvrtc_version_text
from .options import Options
from .parsing import Parsed
from .plans import Plan, Request
from .reporting import Report
from .runtime.cache import cache, cache_key
from .runtime.headers import UnitError, header_digest, include_folders
from .runtime.nvrtc_text import package_folder

if TYPE_CHECKING:
    from ._core import Session

__all__ = ["made_or_kept"]

MADE_FORMAT = 1
TEXTS = ("module", "stub", "table")


class KeptTexts:
    """What a session answers when its work is done: the texts of TEXTS."""

    def __init__(self, texts: dict[str, str]) -> None:
        self.texts = texts

    def text(self, what: str) -> str:
        return self.texts[what]


def made_or_kept(
    headers: Sequence[str],
    options: Options,
    name: str,
    embed_headers: bool = True,
    nvrtc_check: bool = True,
    keep_going: bool = False,
    runtime: str = "embed",
) -> Made:
    """As `make` with `listed`: from the cache folder when nothing has changed since."""

    def fresh() -> Made:
        return make(
            headers, options, name, embed_headers, nvrtc_check, keep_going, runtime=runtime, listed=True
        )

    if options.retain or options.instantiate:  # one may warn, the other reads more than the headers
        return fresh()
    asked = plans.request(headers, options)
    version = nvrtc_version_text() if nvrtc_check else ""
    ways = [name, embed_headers, nvrtc_check, version, keep_going, runtime, clang_include_dir()]
    key = cache_key("made", str(MADE_FORMAT), asked.key, json.dumps(ways))
    made: list[Made] = []

    def produce() -> tuple[Plan, bool]:
        since = plans.now()
        made[:] = [fresh()]
        return _frozen(asked, made[0], since)

    def is_current(plan: Plan) -> bool:
        return bool(plan.table["nvrtc_reads"] == _nvrtc_reads(asked, plan.folders))

    plan, was_kept = plans.kept_plan(cache(), key, produce, is_current)
    return _thawed(asked, plan) if was_kept else made[0]


def _nvrtc_reads(asked: Request, folders: Sequence[str]) -> str:
    """The digest of all that NVRTC would read of the headers; "" where it would not find them."""
    options = asked.options
    lines = [f"#include <{h.name}>" for h in asked.headers]
    try:
        found = [package_folder(), *include_folders([h.name for h in asked.headers], folders)]
    except UnitError:
        return ""
    return header_digest("\n".join([options.prelude, *lines, options.extra_source]), found, cache())


def _frozen(asked: Request, made: Made, since: int) -> tuple[Plan, bool]:
    """What is kept, and whether it may be."""
    parsed = made.parsed
    session = parsed.session
    folders = own_folders(parsed)
    check = {**dataclasses.asdict(made.nvrtc), "archs": list(made.nvrtc.archs)}
    kept = {
        "texts": {what: session.text(what) for what in TEXTS},
        "report": made.report.to_json(indent=None),
        "paths": made.report.paths,
        "diagnostics": session.text("diagnostics"),
        "embedded": made.embedded,
        "name": made.name,
        "check": check,
        "include_dirs": parsed.include_dirs,
        "libclang": dataclasses.astuple(parsed.libclang),
        "cuda": dataclasses.astuple(parsed.cuda),
        "nvrtc_reads": _nvrtc_reads(asked, folders),
    }
    return plans.freeze(asked, kept, parsed.files(), folders, since)


def _thawed(asked: Request, plan: Plan) -> Made:
    """What `make` would give, but for a session that answers with the kept texts alone."""
    kept: dict[str, Any] = plan.table
    parsed = Parsed(
        cast("Session", KeptTexts(kept["texts"])),
        asked.headers,
        asked.options,
        LibClang(*kept["libclang"]),
        CudaHeaders(*kept["cuda"]),
        tuple(kept["include_dirs"]),
        diagnostics_from_json(kept["diagnostics"]),
    )
    check = NvrtcCheck(**{**kept["check"], "archs": tuple(kept["check"]["archs"]), "seconds": 0.0})
    report = Report(json.loads(kept["report"]), kept["paths"])
    return Made(parsed, kept["name"], report, check, dict(kept["embedded"]), {"parse": 0.0, "plan": 0.0})
