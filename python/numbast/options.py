"""Every option of numbast, once: the same names as keyword, config key and flag.

`Options` is the checked, normalised form that the rest works with. `options_from` makes it from
what a caller gave; each field's metadata says what it takes, for checking here and for the flags
of cli.py. A wrong name or value is a ConfigError that names the option.
"""

# ruff: noqa: RUF009 - _option gives a dataclass field

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from .errors import ConfigError
from .runtime.failures import did_you_mean

__all__ = ["ARCHS", "INTENTS", "Options", "did_you_mean", "option_fields", "options_from"]

# What libclang 22 and CUDA 12 or 13 take; "a": features of that arch alone, "f": of its family.
_ARCHS = """
50 52 53 60 61 62 70 72 75 80 86 87 88 89 90 90a 100 100a 100f 101 101a 101f 103 103a 103f
110 110a 110f 120 120a 120f 121 121a 121f
"""
ARCHS = tuple(f"sm_{arch}" for arch in _ARCHS.split())
STANDARDS = ("c++11", "c++14", "c++17", "c++20", "c++23")
INTENTS = ("in", "out", "inout")
# What the older tool called them. A pointer for a reference is what a non-const T& takes anyway.
OLDER_INTENTS = {"out_return": "out", "inout_ptr": None, "out_ptr": None}
PREFIX_KINDS = ("function", "record", "enum", "constant", "alias", "macro")
BACKENDS = ("numba-cuda",)
LINK_KINDS = ("ltoir", "fatbin", "cubin", "o", "ptx", "a")


def _option(
    default: Any, kind: str, text: str, metavar: str = "", short: str = "", choices: tuple[str, ...] = ()
) -> Any:
    """A field with what the command line and the checks need to know of it."""
    meta = {"kind": kind, "help": text, "metavar": metavar, "short": short, "choices": choices}
    if isinstance(default, dict):
        return field(default_factory=dict, metadata=meta)
    return field(default=default, metadata=meta)


@dataclass(frozen=True)
class Options:
    """All options, checked: sequences are tuples of str, paths are str."""

    include_dirs: tuple[str, ...] = _option(
        (), "paths", "where #include looks, before the CUDA headers", "DIR", "-I"
    )
    defines: tuple[str, ...] = _option((), "defines", "macros: A=1 or A", "NAME[=VALUE]", "-D")
    std: str = _option("c++17", "choice", "C++ standard", "STD", choices=STANDARDS)
    arch: tuple[str, ...] = _option(("sm_90",), "archs", "archs to parse for (sm_90)", "ARCH")
    retain: tuple[str, ...] = _option((), "paths", "globs of the files whose declarations count", "GLOB")
    include: tuple[str, ...] = _option((), "regexes", "bind only names that match", "REGEX")
    exclude: tuple[str, ...] = _option((), "regexes", "do not bind names that match (wins)", "REGEX")
    rename: dict[str, str] = _option({}, "rename", "Python names of C++ names", "REGEX=NAME")
    prefix_strip: dict[str, tuple[str, ...]] = _option(
        {}, "prefixes", "prefixes that Python names lose, by kind of declaration", "KIND=PREFIX"
    )
    intents: dict[str, dict[str, str | None]] = _option(
        {}, "intents", "what a T& or T* parameter is: in, out, inout", "NAME:PARAM=INTENT"
    )
    types: dict[str, str] = _option({}, "types", "classes that are Numba's types, by its names", "NAME=TYPE")
    default_device: bool = _option(False, "flag", "bind functions without __device__ too")
    extra_source: str = _option("", "text", "C++ text after the includes; what it declares is bound", "TEXT")
    prelude: str = _option("", "text", "C++ text before the includes", "TEXT")
    patches: dict[str, tuple[tuple[str, ...], ...]] = _option(
        {}, "patches", "changes to headers for NVRTC alone, as JSON: {name: [[old, new], ...]}", "JSON"
    )
    cooperative: tuple[str, ...] = _option((), "regexes", "functions that need a cooperative launch", "REGEX")
    link: tuple[tuple[str, str], ...] = _option(
        (), "link", "what kernels are linked with: a file, or a library that is found", "[ARCH=]FILE"
    )
    setup: tuple[str, ...] = _option(
        (), "callbacks", "called with each module when it is loaded", "MODULE:FUNCTION"
    )
    teardown: tuple[str, ...] = _option(
        (), "callbacks", "called with each module before it is unloaded", "MODULE:FUNCTION"
    )
    instantiate: tuple[str, ...] = _option(
        (), "strings", "instances of templates, functions too, that a static module has", "TEXT"
    )
    items: tuple[int, ...] = _option((1,), "numbers", "extents of arrays in calls of instances", "N,...")
    functors: tuple[str, ...] = _option(
        (), "strings", "classes of function objects in calls of instances", "TYPE", "--functor"
    )
    precompile: tuple[str, ...] = _option((), "archs", "archs whose code is made now and shipped", "ARCH")
    require: tuple[str, ...] = _option((), "strings", "a name that must be bound (else exit 4)", "NAME")
    strict: bool = _option(False, "flag", "any skipped declaration is an error (exit 4)")
    backend: str = _option("numba-cuda", "choice", "what compiles the kernels", "NAME", choices=BACKENDS)
    libclang: str = _option("", "path", "the libclang to use (NUMBAST_LIBCLANG)", "FILE")
    clang_resource_dir: str = _option("", "path", "its resource headers (NUMBAST_CLANG_RESOURCE_DIR)", "DIR")


def option_fields() -> dict[str, Mapping[str, Any]]:
    """Name to metadata (kind, help, metavar, short, choices) and "default", in order."""
    made = Options()
    return {f.name: {**f.metadata, "default": getattr(made, f.name)} for f in fields(Options)}


def options_from(given: Mapping[str, Any], base: str | None = None) -> Options:
    """Checks `given` and fills in the rest. `base`: the folder that relative paths start from."""
    known = option_fields()
    values: dict[str, Any] = {}
    for name, value in given.items():
        if name not in known:
            raise ConfigError(f"unknown option '{name}'{did_you_mean(name, known)}", key=name)
        if value is None:
            continue
        meta = known[name]
        if meta["kind"] == "choice":
            values[name] = _choice(name, value, meta["choices"])
        elif meta["kind"] in ("paths", "path"):
            values[name] = _CHECKS[meta["kind"]](name, value)
            if base is not None:
                values[name] = _from_base(values[name], base)
        elif meta["kind"] == "link":
            files = _link(name, value)
            values[name] = tuple((arch, _file_from_base(text, base)) for arch, text in files)
        else:
            values[name] = _CHECKS[meta["kind"]](name, value)
    return Options(**values)


# ---- checks, one a kind ------------------------------------------------------


def _wrong(name: str, expected: str, value: object) -> ConfigError:
    return ConfigError(f"option '{name}' takes {expected}, not {value!r}", key=name)


def _strings(name: str, value: object) -> tuple[str, ...]:
    if isinstance(value, (str, os.PathLike)):
        return (os.fspath(value),)
    if isinstance(value, Iterable) and not isinstance(value, Mapping):
        items = list(value)
        if all(isinstance(v, (str, os.PathLike)) for v in items):
            return tuple(os.fspath(v) for v in items)
    raise _wrong(name, "text or a list of texts", value)


def _text(name: str, value: object) -> str:
    if isinstance(value, (str, os.PathLike)):
        return str(os.fspath(value))
    raise _wrong(name, "text", value)


def _flag(name: str, value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise _wrong(name, "true or false", value)


def _choice(name: str, value: object, choices: tuple[str, ...]) -> str:
    text = _text(name, value)
    if name == "std" and text.startswith("gnu++"):
        text = "c" + text[3:]
    if text not in choices:
        hint = did_you_mean(text, choices) or f" (one of: {', '.join(choices)})"
        raise ConfigError(f"option '{name}': unknown value '{text}'{hint}", key=name)
    return text


def _archs(name: str, value: object) -> tuple[str, ...]:
    found = tuple(a.strip() for text in _strings(name, value) for a in text.split(",") if a.strip())
    for arch in found:
        if arch not in ARCHS:
            raise ConfigError(f"option '{name}': unknown arch '{arch}'{did_you_mean(arch, ARCHS)}", key=name)
    if not found and name == "arch":
        raise _wrong(name, "an arch such as sm_90, or several", value)
    return tuple(dict.fromkeys(found))


def _numbers(name: str, value: object) -> tuple[int, ...]:
    """Positive numbers: 4, "1,4" or a list of them."""
    texts: list[str] = []
    for item in value if isinstance(value, (list, tuple)) else [value]:
        texts += str(item).split(",")
    if not all(text.strip().isdecimal() and int(text) for text in texts):
        raise _wrong(name, "positive numbers", value)
    return tuple(dict.fromkeys(int(text) for text in texts))


def _defines(name: str, value: object) -> tuple[str, ...]:
    if isinstance(value, Mapping):
        value = [k if v is None or v is True else f"{k}={_number(v)}" for k, v in value.items()]
    found = _strings(name, value)
    for text in found:
        if not re.fullmatch(r"[A-Za-z_]\w*(\([^)]*\))?(=.*)?", text, re.S):
            raise _wrong(name, "macros as NAME or NAME=VALUE", text)
    return found


def _number(value: object) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


def _regexes(name: str, value: object) -> tuple[str, ...]:
    found = _strings(name, value)
    for text in found:
        _regex(name, text)
    return found


def _regex(name: str, text: str) -> None:
    try:
        re.compile(text)
    except re.error as e:
        raise ConfigError(f"option '{name}': '{text}' is not a regular expression: {e}", key=name) from None


def _mapping(name: str, value: object, expected: str) -> Mapping[str, Any]:
    if isinstance(value, Mapping) and all(isinstance(k, str) for k in value):
        return value
    raise _wrong(name, expected, value)


def _rename(name: str, value: object) -> dict[str, str]:
    given = _mapping(name, value, "a mapping of regexes to Python names")
    for pattern, new in given.items():
        _regex(name, pattern)
        if not isinstance(new, str) or not re.fullmatch(r"(\w|\\\d|\\g<\w+>)+", new):
            raise ConfigError(f"option '{name}': {new!r} is not a Python name", key=name)
    return dict(given)


def _types(name: str, value: object) -> dict[str, str]:
    """C++ names to names of Numba types; types themselves are taken by their names."""
    given = _mapping(name, value, "a mapping of C++ types to Numba types")
    found = {}
    for cxx, numba in given.items():
        text = str(numba)
        if not re.fullmatch(r"[A-Za-z_][\w.]*", text):
            raise ConfigError(f"option '{name}': {text!r} is not the name of a Numba type", key=name)
        found[cxx.strip().removeprefix("::")] = text
    return found


def _prefixes(name: str, value: object) -> dict[str, tuple[str, ...]]:
    if isinstance(value, (str, list, tuple)):
        value = dict.fromkeys(PREFIX_KINDS, value)
    given = _mapping(name, value, "prefixes by kind of declaration")
    for kind in given:
        if kind not in PREFIX_KINDS:
            hint = did_you_mean(kind, PREFIX_KINDS) or f" (one of: {', '.join(PREFIX_KINDS)})"
            raise ConfigError(f"option '{name}': unknown kind '{kind}'{hint}", key=name)
    return {kind: _strings(name, prefixes) for kind, prefixes in given.items() if prefixes is not None}


def _intents(name: str, value: object) -> dict[str, dict[str, str | None]]:
    given = _mapping(name, value, "intents by function and parameter")
    found: dict[str, dict[str, str | None]] = {}
    known = INTENTS + tuple(OLDER_INTENTS)
    for function, by_param in given.items():
        _regex(name, re.escape(function) if "operator" in function else function)
        if isinstance(by_param, Mapping):  # counted from 0
            by_param = {str(k) if type(k) is int else k: intent for k, intent in by_param.items()}
        params = _mapping(name, by_param, "for each function its parameters' intents")
        found[function] = {}
        for param, intent in params.items():
            if isinstance(intent, Mapping):
                intent = intent.get("intent")
            if intent not in known:
                hint = did_you_mean(str(intent), known) or f" (one of: {', '.join(INTENTS)})"
                raise ConfigError(f"option '{name}': unknown intent {intent!r}{hint}", key=name)
            found[function][param] = OLDER_INTENTS.get(intent, intent)
    return found


#: The third word of a patch that a header of another version may lack.
IF_THERE = "if there"


def _patches(name: str, value: object) -> dict[str, tuple[tuple[str, ...], ...]]:
    given = _mapping(name, value, "for each header a list of [old, new]")
    found = {}
    for header, pairs in given.items():
        try:
            found[header] = tuple((old + "", new + "", *when) for old, new, *when in pairs)
            if any(when not in ([], [IF_THERE]) for _, _, *when in found[header]):
                raise ValueError
        except (TypeError, ValueError):
            raise _wrong(name, "for each header a list of [old, new]", pairs) from None
    return found


def _link(name: str, value: object) -> tuple[tuple[str, str], ...]:
    """(arch or "", file) of each: "a.ltoir", "sm_90=a.ltoir", {"sm_90": "a.ltoir"} or lists of them."""
    if isinstance(value, Mapping):
        pairs = [(a, file) for a, files in value.items() for file in _strings(name, files)]
        pairs = [(_archs(name, a)[0], file) for a, file in pairs]
    elif isinstance(value, (str, os.PathLike)):
        arch, found, text = os.fspath(value).partition("=")
        pairs = [(_archs(name, arch)[0], text)] if found and arch in ARCHS else [("", os.fspath(value))]
    elif isinstance(value, Iterable):
        pairs = [pair for item in value for pair in _link(name, item)]
    else:
        raise _wrong(name, "a file, a mapping of archs to files, or a list of them", value)
    return tuple(pairs)


def _file_from_base(text: str, base: str | None) -> str:
    """Names without a suffix or a folder are libraries that are found elsewhere."""
    is_file = os.sep in text or "." in text
    return os.path.normpath(os.path.join(base, text)) if base is not None and is_file else text


def _callbacks(name: str, value: object) -> tuple[str, ...]:
    """Functions as "package.module:function"."""
    if isinstance(value, str) or callable(value):
        value = (value,)
    if not isinstance(value, Iterable) or isinstance(value, Mapping):
        raise _wrong(name, "a function, as itself or as 'package.module:function'", value)
    return tuple(_callback(name, f) for f in value)


def _callback(name: str, value: object) -> str:
    if callable(value):
        place = sys.modules.get(getattr(value, "__module__", ""))
        path = getattr(value, "__qualname__", "")
        if getattr(place, path, None) is not value:
            raise _wrong(name, "a function that is found by its name: no lambda, no inner function", value)
        return f"{value.__module__}:{path}"
    if not isinstance(value, str) or not re.fullmatch(r"[\w.]+:[\w.]+", value):
        raise _wrong(name, "a function, as itself or as 'package.module:function'", value)
    return value


_CHECKS: dict[str, Callable[[str, object], Any]] = {
    "paths": _strings,
    "path": _text,
    "strings": _strings,
    "text": _text,
    "flag": _flag,
    "archs": _archs,
    "defines": _defines,
    "numbers": _numbers,
    "regexes": _regexes,
    "rename": _rename,
    "prefixes": _prefixes,
    "types": _types,
    "intents": _intents,
    "patches": _patches,
    "callbacks": _callbacks,
}


def _from_base(value: Any, base: str) -> Any:
    """Relative paths start at `base`; an absolute one stays, and "" stays."""
    if isinstance(value, tuple):
        return tuple(_from_base(v, base) for v in value)
    return os.path.normpath(os.path.join(base, value)) if value else value
