"""Config files: YAML or TOML with the options' own names, and the older tool's YAML keys.

A file becomes a `Config`: headers, output, options, what to write beside it. Errors name the file
and the line of the key. Paths start at the file's folder; those under the older keys at the
working directory, as they did.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .errors import ConfigError
from .options import Options, did_you_mean, option_fields, options_from

__all__ = ["Config", "read_config"]

# Keys that are no options: what to read and what to write.
OWN_KEYS = ("headers", "output", "report", "runtime", "embed_headers", "nvrtc_check")


@dataclass(frozen=True)
class Config:
    """What a config file says. `headers` are as given, or absolute when the file names a path that exists."""

    headers: tuple[str, ...]
    options: Options
    output: str = ""
    report: str = ""
    runtime: str = "embed"
    embed_headers: bool = True
    nvrtc_check: bool = True
    notes: tuple[str, ...] = field(default=())  # keys that have no effect any more


def read_config(path: str) -> Config:
    """Reads `path` (.toml: TOML, else YAML). ConfigError with file and line when something is wrong."""
    try:
        with open(path, encoding="utf-8") as f:
            text = f.read()
    except OSError as e:
        raise ConfigError(f"cannot read the config file: {e.strerror}", file=path) from None
    except UnicodeDecodeError as e:
        raise ConfigError(f"the config file is not UTF-8 (byte {e.start})", file=path) from None
    data, lines = _read_toml(path, text) if path.endswith(".toml") else _read_yaml(path, text)
    if "Entry Point" in data:
        return _Reader(path, lines).older(data)
    return _Reader(path, lines).own(data)


Lines = Mapping[tuple[str, ...], int]


# ---- the two syntaxes: data, and the line of each key -------------------------------


def _read_yaml(path: str, text: str) -> tuple[dict[str, Any], Lines]:
    import yaml

    def join(loader: Any, node: Any) -> str:
        return "".join(str(part) for part in loader.construct_sequence(node))

    # SafeLoader with the older tool's one tag: a list of texts to put together.
    loader_class: Any = type("Loader", (yaml.SafeLoader,), {})
    loader_class.add_constructor("!numbast_join", join)
    loader = loader_class(text)
    try:
        root = loader.get_single_node()
        lines: dict[tuple[str, ...], int] = {}
        _yaml_lines(root, (), lines, path)
        data = loader.construct_document(root) if root is not None else {}
    except yaml.MarkedYAMLError as e:
        mark = e.problem_mark or e.context_mark
        line = mark.line + 1 if mark else None
        raise ConfigError(f"not valid YAML: {e.problem or e.context}", file=path, line=line) from None
    except yaml.YAMLError as e:
        raise ConfigError(f"not valid YAML: {e}", file=path) from None
    finally:
        loader.dispose()
    if not isinstance(data, dict):
        raise ConfigError("the config file must hold keys and values", file=path, line=1)
    return {str(k): v for k, v in data.items()}, lines


def _yaml_lines(node: Any, at: tuple[str, ...], lines: dict[tuple[str, ...], int], path: str) -> None:
    """Fills `lines` with where each key stands; a key that is there twice is an error."""
    if type(node).__name__ != "MappingNode":
        return
    for key, value in node.value:
        here = (*at, str(key.value))
        number = key.start_mark.line + 1
        if here in lines:
            raise ConfigError(f"the key '{key.value}' is there twice", str(key.value), path, number)
        lines[here] = number
        _yaml_lines(value, here, lines, path)


def _read_toml(path: str, text: str) -> tuple[dict[str, Any], Lines]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as e:
        found = re.search(r"\(at line (\d+)", str(e))
        message = re.sub(r" \(at .*\)$", "", str(e))
        line = int(found.group(1)) if found else None
        raise ConfigError(f"not valid TOML: {message}", file=path, line=line) from None
    lines = _toml_lines(text)
    if os.path.basename(path) != "pyproject.toml" and "tool" not in data:
        return data, lines
    own = data.get("tool", {}).get("numbast")
    if own is None:
        raise ConfigError("there is no [tool.numbast] table", file=path)
    prefix = ("tool", "numbast")
    return own, {key[2:]: line for key, line in lines.items() if key[:2] == prefix and key[2:]}


def _toml_lines(text: str) -> Lines:
    """Where keys stand: tomllib does not tell. Enough for tables and keys at the head of a line."""
    lines: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    part = r"""(?:[\w-]+|"[^"]*"|'[^']*')"""
    dotted = rf"({part}(?:\s*\.\s*{part})*)"
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(rf"\s*\[\[?\s*{dotted}\s*\]", line)
        key = re.match(rf"\s*{dotted}\s*=", line)
        if header:
            table = _toml_key(header.group(1), part)
            lines.setdefault(table, number)
        elif key:
            lines.setdefault((*table, *_toml_key(key.group(1), part)), number)
    return lines


def _toml_key(text: str, part: str) -> tuple[str, ...]:
    return tuple(p.strip("\"'") for p in re.findall(part, text))


# ---- from data to Config -----------------------------------------------------


class _Reader:
    """Turns one file's data into a Config and knows where its keys stand."""

    def __init__(self, path: str, lines: Lines) -> None:
        self.path, self.lines = path, lines
        self.folder = os.path.dirname(os.path.abspath(path))
        self.notes: list[str] = []

    def error(self, message: str, *key: str) -> ConfigError:
        line = next((self.lines[key[:n]] for n in range(len(key), 0, -1) if key[:n] in self.lines), None)
        return ConfigError(message, key[0] if key else None, self.path, line)

    def own(self, data: dict[str, Any]) -> Config:
        known = [*OWN_KEYS, *option_fields()]
        for key in data:
            if key not in known:
                raise self.error(f"unknown key '{key}'{did_you_mean(key, [*known, *OLDER_KEYS])}", key)
        self.validate(data, "own")
        given = dict(data)
        headers = _list(given.pop("headers", None))
        if not headers and "extra_source" not in given:
            raise self.error("the key 'headers' is missing: which headers to bind", "headers")
        output, report = (self.beside(given.pop(k, "")) for k in ("output", "report"))
        rest = {k: given.pop(k) for k in ("runtime", "embed_headers", "nvrtc_check") if k in given}
        return Config(
            headers=tuple(self.header(h) for h in headers),
            options=self.options(given, self.folder),
            output=output,
            report=report,
            **rest,
        )

    def validate(self, data: dict[str, Any], which: str) -> None:
        """Against the schema that we ship; the first error by line."""
        import jsonschema

        errors = jsonschema.Draft202012Validator(_schema(which)).iter_errors(data)
        found = [(self.error("", *map(str, e.absolute_path)).line or 0, e) for e in errors]
        if found:
            line, e = min(found, key=lambda pair: pair[0])
            path = [str(p) for p in e.absolute_path]
            where = f"key '{'.'.join(path)}': " if path else ""
            message = f"{where}{e.message}"
            raise ConfigError(message, path[0] if path else None, self.path, line or None)

    def options(self, given: Mapping[str, Any], base: str | None) -> Options:
        try:
            return options_from(given, base)
        except ConfigError as e:
            raise self.error(e.message, *([e.key] if e.key else [])) from None

    def beside(self, path: str) -> str:
        return os.path.normpath(os.path.join(self.folder, path)) if path else ""

    def header(self, name: str) -> str:
        """A header beside the config file as a path, any other as it is (found like an #include)."""
        path = os.path.join(self.folder, name)
        return path if os.path.isfile(path) else name

    # The older tool's keys; docs say what each became.
    def older(self, data: dict[str, Any]) -> Config:
        for key in data:
            if key not in OLDER_KEYS:
                raise self.error(f"unknown key '{key}'{did_you_mean(key, OLDER_KEYS)}", key)
        self.validate(data, "older")
        for key, needed in NOT_THERE.items():
            if data.get(key):
                raise self.error(f"the key '{key}' needs {needed}, which this version does not have", key)
        for key in NO_EFFECT:
            if data.get(key):
                self.notes.append(f"the key '{key}' has no effect any more")
        entry = data["Entry Point"]
        if not os.path.isfile(entry):
            raise self.error(f"Entry Point '{entry}' does not exist", "Entry Point")
        given = {name: value for name, value in self.older_options(data) if value}
        name = data.get("Output Name") or os.path.basename(entry).split(".")[0] + ".py"
        spelled = self.literal(data, "Shim Include Override")
        return Config(
            headers=(spelled or os.path.abspath(entry),),
            options=self.options(given, None),
            output=name,
            notes=tuple(self.notes),
        )

    def older_options(self, data: dict[str, Any]) -> list[tuple[str, Any]]:
        exclude = [
            rf"(.*::)?{re.escape(n)}(::.*)?"
            for names in (data.get("Exclude") or {}).values()
            for n in names or ()
        ]
        exclude += [rf"(.*::)?{re.escape(p)}\w*" for p in _list(data.get("Skip Prefix"))]
        for path in data["File List"]:
            if not os.path.isfile(path):
                raise self.error(f"File List: '{path}' does not exist", "File List")
        include_dirs = _list(data.get("Clang Include Paths"))
        if data.get("Shim Include Override"):
            include_dirs = [*include_dirs, os.path.dirname(os.path.abspath(data["Entry Point"]))]
        return [
            ("arch", data["GPU Arch"]),
            ("retain", [os.path.realpath(p) for p in data["File List"]]),
            ("include_dirs", include_dirs),
            ("defines", _list(data.get("Predefined Macros"))),
            ("exclude", exclude),
            ("prefix_strip", self.older_prefixes(data)),
            ("intents", self.older_intents(data)),
            # The older tool searched the name; ours must match it whole.
            ("cooperative", [f"(?s:.*)(?:{r})(?s:.*)" for r in _list(data.get(COOPERATIVE))]),
        ]

    def older_prefixes(self, data: dict[str, Any]) -> dict[str, Any]:
        given = data.get("API Prefix Removal") or {}
        names = {"Function": ("function",), "Struct": ("record", "alias"), "Enum": ("enum",)}
        return {ours: _list(given[k]) for k, kinds in names.items() if given.get(k) for ours in kinds}

    def older_intents(self, data: dict[str, Any]) -> dict[str, Any]:
        """Functions by name, methods as Struct.method, both in any namespace."""
        given = data.get("Function Argument Intents") or {}
        return {
            "(.*::)?" + "::".join(re.escape(part) for part in name.split(".")): params
            for name, params in given.items()
        }

    def literal(self, data: dict[str, Any], key: str) -> str:
        """The text of a key that was a Python expression: a literal is all that can be meant."""
        text = data.get(key)
        if not text:
            return ""
        import ast

        try:
            value = ast.literal_eval(text)
        except (ValueError, SyntaxError):
            value = text
        if not isinstance(value, str) or not re.fullmatch(r"[\w./+-]+", value):
            raise self.error(f"the key '{key}' must be a header's name, not {text!r}", key)
        return value


COOPERATIVE = "Cooperative Launch Required Functions Regex"
NOT_THERE = {
    "MLIR Backend": "the backend numba-cuda-mlir",
    "mlir_backend": "the backend numba-cuda-mlir",
    "Module Link Variables Used": "the backend numba-cuda-mlir",
    "Module Callbacks": "callbacks",
}
NO_EFFECT = ("Types", "Data Models", "Additional Import")
OLDER_KEYS = (
    "Entry Point",
    "GPU Arch",
    "File List",
    "Types",
    "Data Models",
    "Exclude",
    "Clang Include Paths",
    "Additional Import",
    "Shim Include Override",
    "Predefined Macros",
    "Output Name",
    COOPERATIVE,
    "API Prefix Removal",
    "Module Callbacks",
    "Skip Prefix",
    "Use Separate Registry",
    "Function Argument Intents",
    "Module Link Variables Used",
    "MLIR Backend",
    "mlir_backend",
    "Require Pynvjitlink",
    "Name",
    "Version",
)


def _list(value: Any) -> list[str]:
    return [] if value is None else [value] if isinstance(value, str) else list(value)


def _schema(which: str) -> dict[str, Any]:
    """The shipped schema's half for our own keys or for the older ones."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "config_schema.json")
    with open(path, encoding="utf-8") as f:
        schema: dict[str, Any] = json.load(f)
    del schema["oneOf"]
    return {**schema, "$ref": f"#/$defs/{which}"}
