"""The one path from headers to a module: parse, choose, plan, check with NVRTC, write.

    parse      the core reads the headers with clang
    choose     the user's regexes become plain names (selecting.py)
    plan       the core decides what is bound, writes the shims, has clang check them
    check      NVRTC compiles every unit; what it refuses is skipped and the rest planned again
    write      the table and the runtime as .py, the .pyi, headers of the user's own, a report

`numbast report` goes the same way and writes nothing.
"""

from __future__ import annotations

import ast
import codecs
import json
import keyword
import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from ._version import __version__
from .embedding import embedded_files
from .errors import ConfigError, NotBoundError
from .inspecting import header_names
from .known import are_heavy
from .nvrtc_check import NvrtcCheck, check_with_nvrtc, nvrtc_version_text
from .options import Options, did_you_mean, options_from
from .parsing import Parsed, parse
from .reporting import Report
from .selecting import names_from_json, selection_options
from .writing import write_files

__all__ = ["Made", "generate", "make", "module_files", "recorded_options"]

RUNTIMES = ("embed", "sibling")
RECORD = "# numbast options: "
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


def generate(
    headers: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    output: str | os.PathLike[str],
    *,
    report: str | os.PathLike[str] = "",
    runtime: str = "embed",
    embed_headers: bool = True,
    nvrtc_check: bool = True,
    **options: Any,
) -> Report:
    """Writes the static module `output` (.py) and the stub beside it; returns the report.

    `report`: also written, as .json or .html. `runtime`: "embed" puts the runtime into the module,
    "sibling" beside it, once for several modules. Raises HeaderError, ConfigError,
    EnvironmentProblem; NotBoundError when `require` or `strict` is not met. Writes all or nothing.
    """
    checked = options_from(options)
    return write_module(header_names(headers), checked, output, report, runtime, embed_headers, nvrtc_check)


def write_module(
    headers: Sequence[str],
    options: Options,
    output: str | os.PathLike[str],
    report: str | os.PathLike[str] = "",
    runtime: str = "embed",
    embed_headers: bool = True,
    nvrtc_check: bool = True,
) -> Report:
    """`generate` with checked options."""
    out = os.fspath(output)
    check_outputs(runtime, os.fspath(report))
    made = make(headers, options, module_name(out), embed_headers, nvrtc_check, runtime=runtime)
    check_requirements(made)
    write_files(module_files(made, out, runtime, os.fspath(report)))
    return made.report


def make(
    headers: Sequence[str],
    options: Options,
    name: str,
    embed_headers: bool = True,
    nvrtc_check: bool = True,
    keep_going: bool = False,
    runtime: str = "embed",
) -> Made:
    """Everything but the writing. `name`: the module's."""
    seconds: dict[str, float] = {}
    start = time.perf_counter()
    version = nvrtc_version_text() if nvrtc_check else ""
    parsed = parse(headers, options, keep_going)
    seconds["parse"] = time.perf_counter() - start

    start = time.perf_counter()
    embedded = embedded_files(parsed) if embed_headers else {}
    making = {"runtime": runtime, "embed_headers": embed_headers, "nvrtc_check": nvrtc_check}
    record = recorded_options(parsed, making)
    parsed.options_of(_plan_options(parsed, name, version, embedded, record))
    parsed.options_of(selection_options(names_from_json(parsed.session.text("names")), options))
    parsed.plan()
    if options.types:
        _check_types(parsed)
    seconds["plan"] = time.perf_counter() - start

    check = check_with_nvrtc(parsed, version) if version else NvrtcCheck()
    seconds["nvrtc"] = check.seconds
    report = Report.from_core(parsed, check)
    return Made(parsed, name, report, check, embedded, seconds)


def _check_types(parsed: Parsed) -> None:
    """ConfigError when the option `types` names a class that nothing bound uses."""
    known = ast.literal_eval(parsed.session.text("table"))["types"]
    for name in parsed.options.types:
        if known.get(name, ("",))[0] != "record":
            hint = did_you_mean(name, [n for n, entry in known.items() if entry[0] == "record"])
            raise ConfigError(f"option 'types': nothing that is bound uses a class '{name}'{hint}", "types")


def module_name(output: str) -> str:
    """The module's name, from the file's. ConfigError when it cannot be imported under it."""
    base = os.path.basename(output)
    name = base.removesuffix(".py")
    if base == name or not name.isidentifier() or keyword.iskeyword(name):
        raise ConfigError(f"the output '{output}' must be a file NAME.py that Python can import", "output")
    return name


def check_outputs(runtime: str, report: str) -> None:
    """ConfigError when one is asked for that does not exist, before any work is done."""
    if runtime not in RUNTIMES:
        raise ConfigError(f"option 'runtime' takes {' or '.join(RUNTIMES)}, not '{runtime}'", "runtime")
    if report and not report.endswith((".json", ".html")):
        raise ConfigError(f"the report '{report}' must end in .json or .html", "report")


def _plan_options(
    parsed: Parsed, name: str, nvrtc: str, embedded: dict[str, str], record: dict[str, Any]
) -> list[str]:
    """What the table records, and what the plan is made with."""
    options = parsed.options
    texts = [f"--name={name}", f"--std={options.std}"]
    texts += [f"--define={d}" for d in options.defines]
    versions = {"numbast": __version__, "libclang": parsed.libclang.version, "cuda": parsed.cuda.version}
    if nvrtc:
        versions["nvrtc"] = nvrtc
    texts += [f"--version={key}={text}" for key, text in versions.items()]
    texts += [f"--type={cxx}={numba}" for cxx, numba in options.types.items()]
    texts += [f"--embedded={name}" for name in sorted(embedded)]
    texts += ["--alone"] if are_heavy([h.name for h in parsed.headers]) else []
    texts.append("--part=nvrtc")  # a header may include C's or C++'s library where only NVRTC sees it
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
    local = ("include_dirs", "retain", "libclang", "clang_resource_dir", "require", "strict")
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


def module_files(made: Made, output: str, runtime: str, report: str) -> dict[str, bytes]:
    """{path: content} of everything that is written."""
    from .bundle import bundle

    head = _with_patches(made.parsed.session.text("module"), made.parsed.options)
    files = {name: text.encode() for name, text in bundle(head, output, runtime == "sibling").items()}
    files[output + "i"] = made.parsed.session.text("stub").encode()
    folder = output.removesuffix(".py") + "_include"
    for name, path in sorted(made.embedded.items()):
        with open(path, "rb") as f:
            files[os.path.join(folder, name)] = f.read().removeprefix(codecs.BOM_UTF8)
    if report:
        files[report] = made.report.to_text_of(report).encode()
    return files


def _with_patches(head: str, options: Options) -> str:
    """The core's text with our patches in its table: they are NVRTC's alone."""
    if not options.patches:
        return head
    before, found, after = head.partition("\n'patches': {},\n")
    if not found:
        raise AssertionError("the core's table has no line for patches")
    return f"{before}\n'patches': {options.patches!r},\n{after}"


def options_in_module(path: str) -> dict[str, Any]:
    """What the first lines of a module say it was made with. ConfigError when they say nothing."""
    try:
        with open(path, encoding="utf-8") as f:
            head = [line for line, _ in zip(f, range(20), strict=False)]
    except OSError as e:
        raise ConfigError(f"cannot read '{path}': {e.strerror}") from None
    for line in head:
        if line.startswith(RECORD):
            found: dict[str, Any] = json.loads(line[len(RECORD) :])
            return found
    raise ConfigError(f"'{path}' was not made by numbast: no options in its first lines")


def stale_files(made: Made, output: str, runtime: str) -> list[str]:
    """Names of the files of a module that differ from what would be written now."""
    stale = []
    for path, content in module_files(made, output, runtime, "").items():
        try:
            with open(path, "rb") as f:
                same = f.read() == content
        except OSError:
            same = False
        if not same:
            stale.append(os.path.relpath(path, os.path.dirname(output) or "."))
    return stale
