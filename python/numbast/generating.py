"""Static modules: what making.py planned, written as the table and the runtime (.py), the .pyi, headers of
the user's own and a report.
"""

from __future__ import annotations

import codecs
import json
import keyword
import os
from collections.abc import Iterable, Sequence
from typing import Any

from .arguments import header_names, path_text, truth
from .errors import ConfigError
from .linking import link_files
from .making import RECORD, Made, check_requirements
from .options import Options, options_from
from .precompiling import shipped_files
from .remaking import made_or_kept
from .reporting import Report, check_report_name
from .writing import write_files

__all__ = ["generate", "module_files", "write_checked"]

RUNTIMES = ("embed", "sibling")


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
    names, checked = header_names(headers), options_from(options)
    return write_checked("generate", names, checked, output, report, runtime, embed_headers, nvrtc_check)


def write_checked(
    function: str,
    headers: Sequence[str],
    options: Options,
    output: str | os.PathLike[str],
    report: str | os.PathLike[str],
    runtime: str,
    embed_headers: bool,
    nvrtc_check: bool,
) -> Report:
    """`generate` with checked options; the other arguments are checked here, in the words of `function`."""
    output, report = path_text(function, "output", output), path_text(function, "report", report)
    truth(function, "embed_headers", embed_headers)
    truth(function, "nvrtc_check", nvrtc_check)
    check_outputs(runtime, report)
    made = made_or_kept(headers, options, module_name(output), embed_headers, nvrtc_check, runtime=runtime)
    check_requirements(made)
    write_files(module_files(made, output, runtime, report))
    return made.report


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
    if report:
        check_report_name(report, (".json", ".html"))


def module_files(made: Made, output: str, runtime: str, report: str) -> dict[str, bytes]:
    """{path: content} of everything that is written."""
    from .bundle import bundle

    head = made.parsed.session.text("module")
    files = {name: text.encode() for name, text in bundle(head, output, runtime == "sibling").items()}
    files[output + "i"] = made.parsed.session.text("stub").encode()
    for name, path in link_files(made.parsed.options).items():
        with open(path, "rb") as f:
            files[os.path.join(output.removesuffix(".py") + "_link", name)] = f.read()
    for name, content in shipped_files(made).items():
        files[os.path.join(output.removesuffix(".py") + "_ltoir", name)] = content
    folder = output.removesuffix(".py") + "_include"
    for name, path in sorted(made.embedded.items()):
        with open(path, "rb") as f:
            files[os.path.join(folder, name)] = f.read().removeprefix(codecs.BOM_UTF8)
    if report:
        files[report] = made.report.to_text_of(report).encode()
    return files


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
