"""What generating, loading and reporting share: from headers to a finished plan, before anything is written.

parse      the core reads the headers with clang
choose     the user's regexes become plain names (selecting.py)
plan       the core decides what is bound, writes the shims, has clang check them
check      NVRTC compiles every unit; what it refuses is skipped and the rest planned again
"""

from __future__ import annotations

import ast
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from ._version import __version__
from .diagnostics import Diagnostic
from .embedding import embedded_files, leads_to_library
from .errors import HeaderError, NotBoundError
from .given_types import check_classes, check_names
from .known import are_heavy
from .leaving_out import LeavingOut
from .linking import link_lines
from .listing import Listing, listing
from .nvrtc_check import NvrtcCheck, check_with_nvrtc, failed_check, nvrtc_version_text
from .options import Options
from .parsing import Parsed, parse
from .reporting import Report
from .selecting import names_from_json, selection_options

__all__ = ["MAKING", "RECORD", "Made", "check_report", "check_requirements", "make", "recorded_options"]

RECORD = "# numbast options: "
UNCHECKED = "--no-nvrtc-check (nvrtc_check=False) writes the module all the same: the error comes at its use"
#: What a module depends on besides the options: the defaults.
MAKING: dict[str, Any] = {"runtime": "embed", "embed_headers": True, "nvrtc_check": True}


@dataclass
class Made:
    """What planning gave, before anything is written."""

    parsed: Parsed
    name: str
    report: Report
    nvrtc: NvrtcCheck
    embedded: dict[str, str] = field(default_factory=dict)  # {name: path}
    seconds: dict[str, float] = field(default_factory=dict)


def make(
    headers: Sequence[str],
    options: Options,
    name: str,
    embed_headers: bool = True,
    nvrtc_check: bool = True,
    keep_going: bool = False,
    runtime: str = "embed",
    questions: Sequence[str] = (),
    parts: Sequence[str] | None = None,
    salt: str = "",
    helper_source: str = "",
    listed: bool = False,
    like: Parsed | None = None,
    reports: bool = False,
    leaving: LeavingOut | None = None,
) -> Made:
    """Everything but the writing. `name`: the module's. With `questions` about templates what they name
    is all that is bound; `helper_source` is C++ text that they use, `parts` are those that the headers' own
    table has, `salt` is their digest, `like` an earlier parse of them. With `listed` what the option
    `instantiate` names is bound too, and the module can ask about the rest. With `reports` headers that
    NVRTC refuses are said and no error. `leaving`: what goes of the headers since NVRTC refuses it.
    """
    seconds: dict[str, float] = {}
    start = time.perf_counter()
    sizes = check_names(options.types) if options.types and not questions else {}
    version = nvrtc_version_text() if nvrtc_check else ""
    instances = listing(headers, options, keep_going) if listed else Listing()
    asked = questions or instances.questions
    leaving = leaving or LeavingOut()
    helper_source += instances.helpers
    making = {"runtime": runtime, "embed_headers": embed_headers, "nvrtc_check": nvrtc_check}
    while True:
        extra = leaving.texts
        parsed = parse(headers, options, keep_going, asked, bool(questions), extra, helper_source, like)
        seconds["parse"] = time.perf_counter() - start

        start = time.perf_counter()
        embedded = embedded_files(parsed) if embed_headers else {}
        texts = _plan_options(parsed, name, version, embedded, recorded_options(parsed, making), parts)
        parsed.options_of([*texts, *([f"--salt={salt}"] if salt else [])])
        names = names_from_json(parsed.session.text("names"))
        parsed.options_of(selection_options(names, options, are_all=not questions))
        parsed.plan()
        if sizes:
            check_classes(options.types, sizes, ast.literal_eval(parsed.session.text("table"))["types"])
        seconds["plan"] = time.perf_counter() - start

        check = _checked(parsed, version, leaving, reports)
        if check is not None:
            break
    if listed:
        answers = json.loads(parsed.session.text("answers")) if instances.questions else []
        parsed.options_of([f"--listed={instances.literal(answers)}"])
    seconds["nvrtc"] = check.seconds
    report = Report.from_core(parsed, check)
    return Made(parsed, name, report, check, embedded, seconds)


def _checked(parsed: Parsed, version: str, leaving: LeavingOut, reports: bool) -> NvrtcCheck | None:
    """NVRTC's check. None where it refuses the headers and more of them can go, all that is parsed anew."""
    try:
        check = check_with_nvrtc(parsed, version) if version else NvrtcCheck()
        if not leaving.first or not leaving.has_lost_all(parsed):
            return check
        raise leaving.first
    except HeaderError as e:
        if e is not leaving.first and leaving.goes_on(e.log, parsed):
            leaving.first = leaving.first or e
            return None
        if not reports:
            e.diagnostics = (*e.diagnostics, Diagnostic(None, 0, 0, "note", UNCHECKED))
            raise
        return failed_check(parsed, version, e)


def _plan_options(
    parsed: Parsed,
    name: str,
    nvrtc: str,
    embedded: dict[str, str],
    record: dict[str, Any],
    parts: Sequence[str] | None,
) -> list[str]:
    """What the table records, and what the plan is made with. `parts` that the headers' own table has."""
    options = parsed.options
    needs_library = leads_to_library(parsed) if parts is None else "nvrtc" in parts
    texts = [f"--name={name}", f"--std={options.std}"]
    texts += [f"--define={d}" for d in options.defines]
    versions = {"numbast": __version__, "libclang": parsed.libclang.version, "cuda": parsed.cuda.version}
    if nvrtc:
        versions["nvrtc"] = nvrtc
    texts += [f"--version={key}={text}" for key, text in versions.items()]
    texts += [f"--type={cxx}={numba}" for cxx, numba in options.types.items()]
    texts += [f"--embedded={name}" for name in sorted(embedded)]
    texts += [f"--patches={options.patches!r}"] if options.patches else []
    texts += ["--alone"] if are_heavy([h.name for h in parsed.headers]) else []
    texts += ["--part=nvrtc"] if needs_library else []
    linked = link_lines(options)
    texts += [f"--link={line}" for line in linked]
    texts += ["--part=linking"] if linked else []
    texts += ["--part=shipped"] if options.precompile else []
    return [*texts, f"--banner={_banner(parsed, nvrtc, record)}"]


def _banner(parsed: Parsed, nvrtc: str, record: dict[str, Any]) -> str:
    """The module's first lines: what made it from what, and the options that make it again."""
    options = parsed.options
    source = ", ".join(h.spelled for h in parsed.headers) or "source text"
    checked = f"NVRTC {nvrtc}" if nvrtc else "NVRTC not asked"
    return (
        f"# Generated by numbast {__version__} from {source}; do not edit.\n"
        f"# libclang {parsed.libclang.version}; CUDA {parsed.cuda.version}; {checked}; "
        f"std {options.std}; arch {' '.join(options.arch)}\n"
        f"{RECORD}{json.dumps(record)}"
    )


def recorded_options(parsed: Parsed, making: dict[str, Any] = MAKING) -> dict[str, Any]:
    """Headers, options and ways of making that are not the default, without the machine's paths."""
    local = ("include_dirs", "retain", "link", "libclang", "clang_resource_dir", "require", "strict")
    default = Options()
    found: dict[str, Any] = {"headers": [h.spelled for h in parsed.headers]}
    for f in fields(Options):
        value = getattr(parsed.options, f.name)
        if f.name not in local and value != getattr(default, f.name):
            found[f.name] = value
    return {**found, **{key: value for key, value in making.items() if value != MAKING[key]}}


def check_requirements(made: Made) -> None:
    """NotBoundError when `require` or `strict` is not met."""
    check_report(made.report, made.parsed.options)


def check_report(report: Report, options: Options) -> None:
    """The same for a report."""
    missing = [problem for name in options.require if (problem := report.why_not_bound(name))]
    if missing:
        raise NotBoundError("required but not bound: " + "; ".join(missing))
    if options.strict and report.skipped:
        first = report.skipped[0]
        n = len(report.skipped)
        raise NotBoundError(
            f"{n} declaration{'s are' if n > 1 else ' is'} not bound (strict); the first: {first.text()}"
        )
