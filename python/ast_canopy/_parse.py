"""From a clang command line to the objects of pylibastcanopy: the core's lists, read, kept and built.

The lists are rows of plain data (src/compat says which). They are kept in memory and on disk under the
command line and what decides about a parse besides, and count while every file that clang read is what it
was. The objects are made anew for each call: they belong to the caller.
"""

from __future__ import annotations

import json
import os
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from . import pylibastcanopy as bindings
from ._build import declarations_of, rows_reader

if TYPE_CHECKING:
    from numbast.diagnostics import Diagnostic

__all__ = ["SourceText", "constant_of_command_line", "parse_command_line", "split_command_line"]

NO_UNIT = "Failed to create an ASTUnit pointer."
MEMORY_ENTRIES = 16
_ENVIRONMENT = ("CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH", "NUMBAST_LIBCLANG")
_memory: OrderedDict[str, dict[str, Any]] = OrderedDict()
_memory_lock = threading.Lock()


# ---- the command line ---------------------------------------------------------------


class SourceText(str):
    """The name of a source whose text is not in a file."""

    text: str

    def __new__(cls, name: str, text: str) -> SourceText:
        made = super().__new__(cls, name)
        made.text = text
        return made


def split_command_line(options: list[str]) -> tuple[list[str], str]:
    """(clang's arguments, the source) of a command line as the old tool was given it.

    What asks for a whole toolkit or for output is said in another way: wheels have no bin/, and clang runs
    in this process.
    """
    given = list(options[1:])
    if not given:
        raise RuntimeError(NO_UNIT)
    source = given.pop()
    roots = [o.partition("=")[2] for o in given if o.startswith("--cuda-path=")]
    arguments = [o for o in given if not o.startswith("--cuda-path=") and o not in ("--verbose", "-v")]
    is_cuda = any(o in ("-xcuda", "--language=cuda") for o in given) or source.endswith((".cu", ".cuh"))
    if not is_cuda:
        return arguments, source
    if not any(o in ("--cuda-device-only", "--cuda-host-only") for o in given):
        arguments.append("--cuda-device-only")
    searched = _include_dirs(arguments)
    # A folder that is there already must not become a system one: clang would search it later then.
    folders = [f for r in roots if os.path.isdir(f := os.path.join(r, "include")) and f not in searched]
    searched += folders
    arguments = list(_arch_arguments(arguments))
    if "-nocudalib" not in given:
        arguments.append("-nocudalib")
    if "-nocudainc" not in given:
        arguments += ["-nocudainc", "-include", "__clang_cuda_runtime_wrapper.h"]
        for folder in folders:
            arguments += ["-isystem", folder]
    version = _cuda_version(searched)
    arguments += ["-Xclang", f"-target-sdk-version={version}"] if version else []
    return [*arguments, "-Wno-unknown-cuda-version"], source


def _arch_arguments(arguments: list[str]) -> Iterator[str]:
    """What nvcc defines for an arch and clang does not; clang has no archs of a family, "sm_100f"."""
    for option in arguments:
        found = re.fullmatch(r"--cuda-gpu-arch=sm_(\d+)([af]?)", option)
        if not found:
            yield option
            continue
        number, kind = found.groups()
        yield f"--cuda-gpu-arch=sm_{number}{kind if kind == 'a' else ''}"
        if kind == "f":
            yield f"-D__CUDA_ARCH_FAMILY_SPECIFIC__={number}0"
        if not any("__CUDA_ARCH_LIST__" in o for o in arguments):
            yield f"-D__CUDA_ARCH_LIST__={number}0"  # newer clangs define it themselves


def _include_dirs(arguments: list[str]) -> list[str]:
    """The folders of -I and -isystem, joined to their flag or not."""
    found = []
    for i, option in enumerate(arguments):
        for flag in ("-I", "-isystem"):
            if option == flag and i + 1 < len(arguments):
                found.append(arguments[i + 1])
            elif option.startswith(flag) and option != flag:
                found.append(option[len(flag) :])
    return found


_versions: dict[tuple[str, str], str] = {}


def _cuda_version(folders: list[str]) -> str:
    """CUDA_VERSION of the first cuda.h, as "13.0"; "" when there is none."""
    from numbast.runtime.headers import state_of

    for folder in folders:
        path = os.path.join(folder, "cuda.h")
        state = state_of(path)
        if not state:
            continue
        if (path, state) not in _versions:
            with open(path, encoding="utf-8", errors="replace") as f:
                found = re.search(r"^\s*#\s*define\s+CUDA_VERSION\s+(\d+)", f.read(), re.M)
            number = int(found.group(1)) if found else 0
            _versions[path, state] = f"{number // 1000}.{number % 1000 // 10}" if number else ""
        if _versions[path, state]:
            return _versions[path, state]
    return ""


def _resource_dir(arguments: list[str]) -> str:
    for i, option in enumerate(arguments):
        if option == "-resource-dir" and i + 1 < len(arguments):
            return arguments[i + 1]
        if option.startswith("-resource-dir="):
            return option.partition("=")[2]
    return ""


# ---- the core -----------------------------------------------------------------------


class _Lists:
    """What the core found: its rows, and clang's diagnostics as the core's JSON."""

    def __init__(self, rows: dict[str, Any], diagnostics: str) -> None:
        self.rows, self.diagnostics = rows, diagnostics


def _ask_core(
    arguments: list[str], source: str, retain: list[str], text: str | None, constant: str | None
) -> _Lists:
    from numbast._core import CoreError, Session
    from numbast.errors import EnvironmentProblem
    from numbast.libclang import find_libclang

    given = _resource_dir(arguments)
    try:
        libclang = find_libclang(resource_dir=given)
    except EnvironmentProblem as problem:
        raise RuntimeError(f"{problem} ({problem.hint})") from None
    if not given:
        arguments = [*arguments, "-resource-dir", libclang.resource_dir]
    session = Session(libclang.path)
    texts = [f"--source={source}"]
    texts += [f"--clang-arg={a}" for a in arguments]
    texts += [f"--retain-name={name}" for name in retain if "\0" not in name]
    texts += [f"--source-text={text}"] if text is not None else []
    texts += [f"--constant={constant}"] if constant is not None else []
    try:
        session.options(texts)
        session.lists()
    except CoreError as error:
        raise RuntimeError(NO_UNIT if "no translation unit" in str(error) else str(error.args[-1])) from None
    return _Lists(json.loads(session.text("lists")), session.text("diagnostics"))


def _checked(found: _Lists, bypass: bool) -> _Lists:
    """The lists, unless an error ends the work."""
    from numbast.diagnostics import diagnostics_from_json

    if found.diagnostics in ("[]", "[\n]\n"):
        return found
    diagnostics = diagnostics_from_json(found.diagnostics)
    if any(d.is_error and d.file is None and "CUDA gpu architecture" in d.message for d in diagnostics):
        raise RuntimeError(NO_UNIT)
    if not bypass and any(d.is_error for d in diagnostics):
        raise bindings.ParseError(_message(diagnostics), diagnostics=diagnostics)
    return found


def _message(diagnostics: tuple[Diagnostic, ...]) -> str:
    """The errors as the old tool told them, each behind a newline."""
    text = ""
    for d in diagnostics:
        if d.is_error:
            place = "" if d.file is None else f"{d.file}:{d.line}:{d.column}: "
            text += f"\n[{'Fatal' if d.severity == 'fatal' else 'Error'}] {place}{d.message}"
    return text


# ---- keeping --------------------------------------------------------------------------


def _key(arguments: list[str], source: str, retain: list[str], text: str | None, constant: str | None) -> str:
    from numbast.libclang import libclang_candidates
    from numbast.plans import own_state
    from numbast.runtime.cache import cache_key
    from numbast.runtime.headers import state_of

    libraries = [(path, state_of(path)) for path in libclang_candidates()]
    parts = [os.getcwd(), own_state(), libraries, [os.environ.get(n, "") for n in _ENVIRONMENT]]
    return cache_key("lists", json.dumps([*parts, arguments, source, retain, text, constant]))


def _states(rows: dict[str, Any], arguments: list[str], source: str) -> list[tuple[str, str]]:
    """(path, state) of all that was read, and of the folders where a new file could hide one of them."""
    from numbast.runtime.headers import state_of

    files = [os.path.abspath(path) for path in (source, *rows["read"])]
    folders = [os.path.abspath(f) for f in _include_dirs(arguments)] + [os.path.dirname(f) for f in files]
    return [(path, state_of(path)) for path in dict.fromkeys([*files, *folders])]


def _is_current(entry: dict[str, Any]) -> bool:
    from numbast.runtime.headers import state_of

    return all(state_of(path) == state for path, state in entry["states"])


def _kept(key: str) -> _Lists | None:
    """The lists that were kept under a key and still hold."""
    import marshal

    from numbast.runtime.cache import cache

    with _memory_lock:
        entry = _memory.get(key)
    if entry is None:
        data = cache().get(key)
        try:
            entry = marshal.loads(data) if data else None
        except (ValueError, EOFError, TypeError):
            entry = None
    if not isinstance(entry, dict) or not _is_current(entry):
        return None
    _remember(key, entry)
    return _Lists(entry["rows"], entry["diagnostics"])


def _remember(key: str, entry: dict[str, Any]) -> None:
    with _memory_lock:
        _memory[key] = entry
        _memory.move_to_end(key)
        while len(_memory) > MEMORY_ENTRIES:
            _memory.popitem(last=False)


def _keep(key: str, found: _Lists, arguments: list[str], source: str, since: int) -> None:
    import marshal

    from numbast.runtime.cache import cache
    from numbast.runtime.header_scan import RACY

    states = _states(found.rows, arguments, source)
    if any(state and int(state.split(",")[1]) > since - RACY for _, state in states):
        return  # what changed just now may change again within the clock's tick
    entry = {"rows": found.rows, "diagnostics": found.diagnostics, "states": states}
    _remember(key, entry)
    cache().put(key, marshal.dumps(entry))


def _lists(
    arguments: list[str], source: str, retain: list[str], text: str | None, constant: str | None
) -> _Lists:
    key = _key(arguments, source, retain, text, constant)
    found = _kept(key)
    if found is None:
        since = time.time_ns()
        found = _ask_core(arguments, source, retain, text, constant)
        _keep(key, found, arguments, source, since)
    return found


# ---- calls ------------------------------------------------------------------------------


def parse_command_line(
    options: list[str], files_to_retain: list[str], bypass_parse_error: bool
) -> bindings.Declarations:
    """The declarations of the files named."""
    arguments, source = split_command_line(options)
    text = source.text if isinstance(source, SourceText) else None
    try:
        found = _lists(arguments, source, list(files_to_retain), text, None)
        return declarations_of(_checked(found, bypass_parse_error).rows)
    except RecursionError:
        raise RuntimeError("records are nested too deeply") from None


def constant_of_command_line(options: list[str], name: str) -> bindings.ConstExprVar | None:
    """The last constexpr variable of that unqualified name; None when there is none."""
    arguments, source = split_command_line(options)
    text = source.text if isinstance(source, SourceText) else None
    found = _checked(_lists(arguments, source, [], text, name), bypass=False)
    rows = found.rows["constants"]
    if not rows:
        return None
    variable = rows_reader(found.rows).variable(rows[-1])
    if variable.value is None:
        raise RuntimeError("Unsupported constexpr vardecl value type.")
    result = bindings.ConstExprVar(variable.name, variable.type_, variable.value, variable.qual_name)
    result.location, result.comment = variable.location, variable.comment
    return result
