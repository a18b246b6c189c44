"""The command `numbast`: flags in, one of the package's functions called, an exit code out.

Human text goes to stderr, data to stdout. Only argparse and the table of options are loaded to
show the help; each command imports what it needs when it runs.

Exit codes: 0 done; 1 the header or the config is at fault; 2 wrong usage; 3 the environment is;
4 `strict`, `require` or `check` is not met; 130 interrupted (nothing half-written).
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from .errors import ConfigError, EnvironmentProblem, HeaderError, NotBoundError, NumbastError
from .options import did_you_mean, option_fields

if TYPE_CHECKING:
    from .config import Config
    from .making import Made

__all__ = ["main"]

EXIT_HEADER, EXIT_USAGE, EXIT_ENVIRONMENT, EXIT_NOT_MET, EXIT_INTERRUPTED = 1, 2, 3, 4, 130
# Kinds of options whose flag may be given several times, each adding to the list or the mapping.
LISTS = ("paths", "defines", "archs", "numbers", "regexes", "strings", "link", "callbacks")
MAPPINGS = ("rename", "prefixes", "intents", "patches", "types")
VOLUME = ("-q", "--quiet", "-v", "--verbose", "--json", "--no-color")  # may stand before the command
MODULE_HELP = "CUDA C++ headers in, Numba-CUDA bindings out."


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    quiet = "-q" in arguments or "--quiet" in arguments
    if quiet:
        from .progress import quiet as no_progress

        no_progress()
    plain = "--no-color" in arguments
    try:
        with warnings.catch_warnings():
            warnings.showwarning = _show_warning
            if quiet:
                warnings.simplefilter("ignore")
            return _run(arguments)
    except NumbastError as e:
        return _say_error(e, quiet, plain)
    except KeyboardInterrupt:
        print("numbast: interrupted", file=sys.stderr)
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return EXIT_USAGE


def _run(arguments: list[str]) -> int:
    arguments = _volume_behind(arguments)
    if any(a.split("=")[0] == "--cfg-path" for a in arguments) and arguments[0].startswith("-"):
        return _older_form(arguments)
    parsed = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = parsed.run
    return run(parsed)


def _volume_behind(arguments: list[str]) -> list[str]:
    """Flags that every command has may stand in front of it, as with other tools."""
    count = next((i for i, a in enumerate(arguments) if a not in VOLUME), len(arguments))
    command = arguments[count : count + 1]
    return [*command, *arguments[:count], *arguments[count + 1 :]] if command else arguments


# ---- the parser ----------------------------------------------------------------


class _Parser(argparse.ArgumentParser):
    """argparse, with "did you mean" for flags and commands."""

    def error(self, message: str) -> NoReturn:
        words = [w for action in self._actions for w in action.option_strings]
        if message.startswith("unrecognized arguments:"):
            word = message.split(":", 1)[1].split()[0]
            message = f"unknown option '{word}'{did_you_mean(word.split('=')[0], words)}"
        elif "invalid choice:" in message:
            message = self._unknown_command(message)
        print(f"{self.prog}: error: {message}", file=sys.stderr)
        print(f"try '{self.prog} --help'", file=sys.stderr)
        sys.exit(EXIT_USAGE)

    def _unknown_command(self, message: str) -> str:
        word = message.split("invalid choice: '", 1)[-1].split("'", 1)[0]
        named = message.removeprefix("argument ").split(":", 1)[0]
        names = {a: ("/".join(a.option_strings), a.metavar, a.dest) for a in self._actions}
        chosen = (a for a, known in names.items() if named in known)
        choices = [str(c) for action in chosen for c in action.choices or ()]
        if named == "COMMAND":
            return f"unknown command '{word}'{did_you_mean(word, choices)}"
        near = did_you_mean(word, choices) or f" (one of: {', '.join(choices)})"
        return f"'{named}': unknown value '{word}'{near}"

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As argparse's, but a flag that no command knows is that command's error, with its flags at hand."""
        found, extra = self.parse_known_args(args, namespace)
        if extra:
            getattr(found, "parser", self).error(f"unrecognized arguments: {' '.join(extra)}")
        return found


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="numbast", description=MODULE_HELP, allow_abbrev=False)
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version")
    commands = parser.add_subparsers(metavar="COMMAND", required=True, dest="command")

    generate = _command(commands, "generate", "write a module that binds headers", _generate)
    generate.add_argument("headers", nargs="*", metavar="HEADER", help="found like an #include")
    generate.add_argument("-o", "--output", metavar="OUT.py", help="the module to write")
    generate.add_argument("--config", metavar="FILE", help="options from a YAML or TOML file; flags win")
    generate.add_argument("--report", metavar="FILE", help="also write the report: .json or .html")
    generate.add_argument(
        "--runtime",
        choices=("embed", "sibling"),
        help="the runtime in the module (embed), or once beside several (sibling)",
    )
    generate.add_argument(
        "--embed-headers",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="copy the headers that are your own to OUT_include/ (done unless --no-embed-headers)",
    )
    generate.add_argument("--dry-run", action="store_true", help="say what would be bound, write nothing")
    _add_common(generate)

    report = _command(commands, "report", "say what is bound, what is not, and why", _report)
    report.add_argument("headers", nargs="+", metavar="HEADER", help="found like an #include")
    report.add_argument("--json", action="store_true", help="the report as JSON on stdout")
    report.add_argument("--html", metavar="FILE", help="write it as one HTML page")
    _add_common(report)

    inspect = _command(commands, "inspect", "print the declaration model", _inspect)
    inspect.add_argument("headers", nargs="+", metavar="HEADER", help="found like an #include")
    inspect.add_argument("--json", action="store_true", help="as JSON (the only form, and the default)")
    no_values = "ask for neither macros' values nor records' traits: faster"
    inspect.add_argument("--no-values", action="store_true", help=no_values)
    _add_options(inspect)

    check = _command(commands, "check", "is a module up to date? exit 4 when it is not", _check)
    check.add_argument("module", metavar="MODULE.py")
    check.add_argument("headers", nargs="*", metavar="HEADER", help="headers of your own, by path")
    check.add_argument("--config", metavar="FILE", help="the config file it was made with")
    _add_common(check)

    doctor = _command(commands, "doctor", "say what is here, what is missing, and what to do", _doctor)
    doctor.add_argument("--json", action="store_true", help="as JSON on stdout")

    diff = _command(commands, "diff", "say what changed between two headers, models or modules", _diff)
    diff.add_argument("old", metavar="OLD", help="a header, a model (.json) or a module (.py)")
    diff.add_argument("new", metavar="NEW", help="the same, later")
    diff.add_argument("--json", action="store_true", help="as JSON on stdout")
    diff.add_argument("--exit-code", action="store_true", help="exit 4 when there is a difference")
    _add_options(diff)

    cache = _command(commands, "cache", "the folder of compiled code", _cache)
    cache.add_argument("action", choices=("info", "clear", "dir"), help="what to show or do")
    cache.add_argument("--json", action="store_true", help="as JSON on stdout")
    return parser


def _command(
    commands: Any, name: str, text: str, run: Callable[[argparse.Namespace], int]
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=text, description=f"{text[0].upper()}{text[1:]}.", allow_abbrev=False
    )
    parser.set_defaults(run=run, parser=parser)
    volume = parser.add_mutually_exclusive_group()
    volume.add_argument("-q", "--quiet", action="store_true", help="errors only")
    volume.add_argument("-v", "--verbose", action="store_true", help="more about each step")
    parser.add_argument("--no-color", action="store_true", help="no colours (NO_COLOR)")
    return parser


def _add_common(parser: argparse.ArgumentParser) -> None:
    """What commands that plan have."""
    parser.add_argument(
        "--nvrtc-check",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="compile everything with NVRTC when it is there (done unless --no-nvrtc-check)",
    )
    parser.add_argument("--keep-going", action="store_true", help="go on past errors in your own headers")
    _add_options(parser)


def _add_options(parser: argparse.ArgumentParser) -> None:
    """A flag for each option, named after it."""
    group = parser.add_argument_group("options")
    for name, meta in option_fields().items():
        flags = [f"--{name.replace('_', '-')}"] + ([meta["short"]] if meta["short"] else [])
        kind, text = meta["kind"], meta["help"].replace("%", "%%")
        if kind == "flag":
            action = argparse.BooleanOptionalAction
            group.add_argument(*flags, dest=name, action=action, default=None, help=text)
        elif kind in LISTS or kind in MAPPINGS:
            group.add_argument(*flags, dest=name, action="append", metavar=meta["metavar"], help=text)
        else:
            group.add_argument(*flags, dest=name, metavar=meta["metavar"], help=text)


class _Version(argparse.Action):
    """Shows the version, which is loaded only then."""

    def __call__(self, parser: Any, *_: Any) -> NoReturn:
        from ._version import __version__

        print(f"numbast {__version__}")
        sys.exit(0)


def _given_options(arguments: argparse.Namespace) -> dict[str, Any]:
    """The options that flags gave, in the form that keywords have."""
    given = {}
    for name, meta in option_fields().items():
        value = getattr(arguments, name, None)
        if value is not None:
            given[name] = _mapping_of(name, meta["kind"], value) if meta["kind"] in MAPPINGS else value
    return given


def _mapping_of(name: str, kind: str, texts: Sequence[str]) -> dict[str, Any]:
    """REGEX=NAME, KIND=PREFIX, NAME:PARAM=INTENT or JSON, put together."""
    found: dict[str, Any] = {}
    for text in texts:
        if kind == "patches":
            found.update(_json_of(name, text))
            continue
        key, equals, value = text.rpartition("=")
        if not equals or not key:
            flag = name.replace("_", "-")
            raise ConfigError(
                f"option '--{flag}' takes {option_fields()[name]['metavar']}, not '{text}'", name
            )
        if kind == "prefixes":
            found.setdefault(key, []).append(value)
        elif kind == "intents":
            function, colon, param = key.rpartition(":")
            if not colon:
                raise ConfigError(f"option '--{name}' takes NAME:PARAM=INTENT, not '{text}'", name)
            found.setdefault(function, {})[param] = value
        else:
            found[key] = value
    return found


def _json_of(name: str, text: str) -> dict[str, Any]:
    import json

    try:
        found = json.loads(text)
    except ValueError as e:
        raise ConfigError(f"option '--{name}': not JSON: {e}", name) from None
    if not isinstance(found, dict):
        raise ConfigError(f"option '--{name}' takes a JSON object, not '{text}'", name)
    return found


# ---- the commands --------------------------------------------------------------


def _config_of(arguments: argparse.Namespace) -> Config:
    """The config file's word with the flags' on top; without a file the flags alone."""
    from dataclasses import replace

    from .config import Config, read_config
    from .options import options_from

    given = _given_options(arguments)
    flags = options_from(given)
    config = read_config(arguments.config) if getattr(arguments, "config", None) else Config((), flags)
    if getattr(arguments, "config", None):
        config = replace(config, options=replace(config.options, **{n: getattr(flags, n) for n in given}))
    own = ("output", "report", "runtime", "embed_headers", "nvrtc_check")
    changes = {n: v for n in own if (v := getattr(arguments, n, None)) is not None}
    if arguments.headers:
        changes["headers"] = tuple(arguments.headers)
    return replace(config, **changes)


def _generate(arguments: argparse.Namespace) -> int:
    config = _config_of(arguments)
    if not config.headers and not config.options.extra_source:
        arguments.parser.error("no HEADER and no --config is given")
    if not config.output and not arguments.dry_run:
        arguments.parser.error("no output is given (-o OUT.py)")
    return _write_module(config, arguments)


def _write_module(config: Config, arguments: argparse.Namespace) -> int:
    """Plans, shows what came of it, writes. `arguments`: quiet, verbose, keep_going, dry_run."""
    from . import generating
    from .making import check_requirements

    for note in config.notes:
        _say(arguments, f"numbast: note: {note}")
    name = generating.module_name(config.output) if config.output else "module"
    generating.check_outputs(config.runtime, config.report)
    if arguments.dry_run:
        return _dry_run(config, name, arguments)
    made = _made(config, name, arguments)
    _show_diagnostics(made, arguments)
    check_requirements(made)
    files = generating.module_files(made, config.output, config.runtime, config.report)
    from .writing import write_files

    write_files(files)
    _say(arguments, made.report.summary_text(arguments.verbose), end="")
    _say(arguments, f"wrote {config.output} ({len(files[config.output]) // 1024} KB)")
    return 0


def _dry_run(config: Config, name: str, arguments: argparse.Namespace) -> int:
    """Says what would be bound, also where NVRTC refuses the headers, which is an error after it."""
    from .making import make

    checked, keep_going = config.nvrtc_check, arguments.keep_going
    made = make(config.headers, config.options, name, False, checked, keep_going, listed=True, reports=True)
    _show_diagnostics(made, arguments)
    print(made.report.dry_run_text(), end="", flush=True)
    if made.report.nvrtc_failure:
        raise HeaderError(made.report.nvrtc_failure)
    return 0


def _made(config: Config, name: str, arguments: argparse.Namespace) -> Made:
    """All of a module but its files."""
    from .remaking import made_or_kept

    return made_or_kept(
        config.headers,
        config.options,
        name,
        config.embed_headers,
        config.nvrtc_check,
        arguments.keep_going,
        config.runtime,
    )


def _report(arguments: argparse.Namespace) -> int:
    from .making import check_requirements, make
    from .reporting import check_report_name

    config = _config_of(arguments)
    if arguments.html:
        check_report_name(arguments.html, (".html",))
    checked, keep_going = config.nvrtc_check, arguments.keep_going
    made = make(config.headers, config.options, "module", False, checked, keep_going, reports=True)
    _show_diagnostics(made, arguments)
    if arguments.json:
        print(made.report.to_json())
    elif not arguments.html:
        print(made.report.text(), end="")
    if arguments.html:
        made.report.to_html(arguments.html)
    check_requirements(made)
    return 0


def _inspect(arguments: argparse.Namespace) -> int:
    from .inspecting import model_json

    print(model_json(arguments.headers, values=not arguments.no_values, **_given_options(arguments)))
    return 0


def _check(arguments: argparse.Namespace) -> int:
    """Makes the module again in memory and compares."""
    from dataclasses import replace

    from . import generating
    from .making import MAKING
    from .options import options_from

    config = _config_of(arguments)
    if not arguments.config:
        recorded = generating.options_in_module(arguments.module)
        headers = recorded.pop("headers")
        making = {key: recorded.pop(key) for key in MAKING if key in recorded}
        if arguments.nvrtc_check is not None:
            making["nvrtc_check"] = arguments.nvrtc_check
        given = {**recorded, **_given_options(arguments)}
        headers = config.headers or tuple(headers)
        config = replace(config, headers=headers, options=options_from(given), **making)
    name = generating.module_name(arguments.module)
    made = _made(config, name, arguments)
    stale = generating.stale_files(made, arguments.module, config.runtime)
    if not stale:
        _say(arguments, f"{arguments.module} is up to date")
        return 0
    _say(arguments, f"{arguments.module} is not up to date: {', '.join(stale)}")
    return EXIT_NOT_MET


def _doctor(arguments: argparse.Namespace) -> int:
    """Exit code 3 when something that is needed is missing."""
    from .examining import doctor, doctor_data, doctor_text

    findings = doctor()
    if arguments.json:
        import json

        print(json.dumps(doctor_data(findings), indent=1))
    else:
        print(doctor_text(findings), end="")
    return 0 if all(f.is_good for f in findings) else EXIT_ENVIRONMENT


def _diff(arguments: argparse.Namespace) -> int:
    from .differing import diff, diff_data, diff_text

    changes = diff(arguments.old, arguments.new, **_given_options(arguments))
    if arguments.json:
        import json

        print(json.dumps(diff_data(arguments.old, arguments.new, changes), indent=1))
    else:
        print(diff_text(changes), end="")
    return EXIT_NOT_MET if changes and arguments.exit_code else 0


def _cache(arguments: argparse.Namespace) -> int:
    from .runtime.cache import cache

    store = cache()
    if arguments.action == "dir":
        print(store.root)
        return 0
    if arguments.action == "clear":
        n, size = store.clear()
        _say(arguments, f"removed {n} entries ({_megabytes(size)}) from {store.root}")
        return 0
    entries = store.entries()
    size = sum(entry[1] for entry in entries)
    if arguments.json:
        import json

        print(json.dumps({"dir": store.root, "entries": len(entries), "bytes": size, "limit": store.limit}))
    else:
        print(f"{store.root}\n{len(entries)} entries, {_megabytes(size)} of {_megabytes(store.limit)}")
    return 0


def _megabytes(size: int) -> str:
    return f"{size / (1 << 20):.1f} MB"


# ---- the older tool's form -------------------------------------------------------


def _older_form(argv: Sequence[str]) -> int:
    """`numbast --cfg-path FILE --output-dir DIR`, as numbast 0.10 had it."""
    import os
    from dataclasses import replace

    from .config import read_config

    parser = _Parser(prog="numbast", description="The form of numbast 0.10; see `numbast generate --config`.")
    parser.add_argument("--cfg-path", required=True, metavar="FILE")
    parser.add_argument("--output-dir", required=True, metavar="DIR")
    parser.add_argument("-fmt", "--run-ruff-format", type=_boolean, default=True, metavar="BOOL")
    parser.add_argument("-noraise", "--bypass-parse-error", type=_boolean, default=False, metavar="BOOL")
    for flag in (("-q", "--quiet"), ("-v", "--verbose"), ("--no-color",)):
        parser.add_argument(*flag, action="store_true")
    arguments = parser.parse_args(argv)
    if not os.path.isdir(arguments.output_dir):
        raise EnvironmentProblem(f"the folder '{arguments.output_dir}' does not exist", arguments.output_dir)
    config = read_config(arguments.cfg_path)
    output = os.path.join(arguments.output_dir, os.path.basename(config.output) or "bindings.py")
    arguments.keep_going, arguments.dry_run = arguments.bypass_parse_error, False
    return _write_module(replace(config, output=output), arguments)


def _boolean(text: str) -> bool:
    """As click reads a BOOL."""
    words = {"1": True, "true": True, "t": True, "yes": True, "y": True, "on": True}
    words.update({"0": False, "false": False, "f": False, "no": False, "n": False, "off": False})
    if text.lower() not in words:
        raise argparse.ArgumentTypeError(f"'{text}' is neither true nor false")
    return words[text.lower()]


# ---- what people see -------------------------------------------------------------


def _say(arguments: argparse.Namespace, text: str, end: str = "\n") -> None:
    if not arguments.quiet:
        print(text, file=sys.stderr, end=end)


def _show_diagnostics(made: Made, arguments: argparse.Namespace) -> None:
    """What clang said about the headers, past which we went. Warnings, and skips, with -v."""
    from .diagnostics import colours_wanted, render

    shown = [d for d in made.parsed.diagnostics if d.is_error or arguments.verbose]
    if not arguments.quiet:
        colours = not arguments.no_color and colours_wanted(sys.stderr)
        print(render(shown, colours), file=sys.stderr, end="")


def _show_warning(
    message: Warning | str, category: Any, filename: str, lineno: int, file: Any = None, line: Any = None
) -> None:
    """A warning of the runtime's (the cache cannot be used) as a line of ours."""
    print(f"numbast: warning: {message}", file=sys.stderr)


def _say_error(error: NumbastError, quiet: bool, plain: bool) -> int:
    """The error on stderr, clang's diagnostics first; its exit code."""
    from .diagnostics import Diagnostic, colours_wanted, counted, render

    colours = not plain and colours_wanted(sys.stderr)
    if isinstance(error, HeaderError) and error.diagnostics:
        shown = [d for d in error.diagnostics if not quiet or d.is_error]
        print(render(shown, colours) + counted(shown), file=sys.stderr, end="")
        return EXIT_HEADER
    if isinstance(error, ConfigError) and error.file is not None:
        place = f"{error.file}:{error.line}: " if error.line else f"{error.file}: "
        print(
            place + render([Diagnostic(None, 0, 0, "error", error.message)], colours), file=sys.stderr, end=""
        )
        return EXIT_HEADER
    text = render([Diagnostic(None, 0, 0, "error", str(error))], colours)
    print(f"numbast: {text}", file=sys.stderr, end="")
    if isinstance(error, EnvironmentProblem) and error.hint:
        print(f"  {error.hint}", file=sys.stderr)
    if isinstance(error, EnvironmentProblem):
        return EXIT_ENVIRONMENT
    if isinstance(error, NotBoundError):
        return EXIT_NOT_MET
    return EXIT_USAGE if isinstance(error, ConfigError) else EXIT_HEADER
