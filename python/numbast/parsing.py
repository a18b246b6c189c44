"""From headers and options to a parsed session of the core: the first half of every command.

What is on this machine is found before: the headers (header_search.py), libclang, CUDA. The core is told by
options and looks for nothing itself.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ._core import CoreError, Session
from .arguments import warn_caller
from .command_line import clang_arguments
from .cuda_headers import CudaHeaders, find_cuda_headers, is_cuda_dir
from .diagnostics import SOURCE_FILE, Diagnostic, diagnostics_from_json
from .errors import ConfigError, EnvironmentProblem, HeaderError, NumbastError
from .header_search import Header, find_headers
from .known import with_known
from .libclang import LibClang, find_libclang
from .linking import link_files
from .options import Options
from .precompiled import Precompiled, precompiled_headers, precompiled_wrapper
from .retain import idle_globs, retain_options

__all__ = ["Parsed", "parse"]

STATUS_HEADER, STATUS_USAGE, STATUS_ENVIRONMENT = 1, 2, 3


@dataclass
class Parsed:
    """A session after its parse, and what it was made from."""

    session: Session
    headers: tuple[Header, ...]
    options: Options
    libclang: LibClang
    cuda: CudaHeaders
    include_dirs: tuple[str, ...]  # the user's, and a toolkit's that a header was named in
    diagnostics: tuple[Diagnostic, ...] = field(default=())
    precompiled: tuple[Precompiled, ...] = field(default=())  # open as long as the session
    helper_source: str = ""

    def without_session(self) -> Parsed:
        """The same of a new session."""
        return replace(self, session=Session(self.libclang.path), diagnostics=(), precompiled=())

    def options_of(self, texts: Iterable[str]) -> None:
        """Adds options to the session, with our kind of error."""
        try:
            self.session.options(texts)
        except CoreError as e:
            raise ConfigError(str(e.args[-1])) from None

    def files(self) -> list[dict[str, Any]]:
        """Every file that was read, for this parse or for the PCH behind which it began."""
        found: list[dict[str, Any]] = json.loads(self.session.text("files"))
        known = {f["path"] for f in found}
        more = {path for pch in self.precompiled for path, _, _ in pch.files} - known
        return [*found, *({"name": path, "path": path, "system": True} for path in sorted(more))]

    def plan(self) -> None:
        try:
            self.session.plan()
        except CoreError as e:
            raise self.failure(e) from None
        finally:
            self.diagnostics = diagnostics_from_json(self.session.text("diagnostics"))

    def failure(self, error: CoreError) -> NumbastError:
        """A failed call of the core as one of our exceptions."""
        status, message = error.args
        if status == STATUS_ENVIRONMENT:
            return EnvironmentProblem(message)
        if status == STATUS_USAGE:
            return ConfigError(message)
        self.diagnostics = diagnostics_from_json(self.session.text("diagnostics"))
        return HeaderError(message, self.diagnostics)


def parse(
    headers: Sequence[str],
    options: Options,
    keep_going: bool = False,
    questions: Sequence[str] = (),
    questions_only: bool = False,
    extra: Sequence[str] = (),
    helper_source: str = "",
    like: Parsed | None = None,
) -> Parsed:
    """Parses `headers`, once for each arch. HeaderError when one is missing or at fault itself.

    `questions` about templates are the core's `--ask`; after a plan its text "answers" has what clang says.
    With `questions_only` nothing but what they name is retained. `extra`: further options of the core.
    `helper_source`: C++ text that the questions use and that is no part of the library.
    `like`: an earlier parse of the same headers and options, which says where things are.

    Errors in files whose declarations do not count, and in CUDA's and vendors' files, do not end
    the work: what they touch is skipped. So it is with errors in the user's own files that lie within
    declarations and that clang understood; with `keep_going` with all of them.
    """
    parsed = like.without_session() if like is not None else _found(headers, options)
    options = parsed.options
    parsed.helper_source = helper_source
    arguments = _arguments(parsed)
    asked = [*extra, *(f"--ask={q}" for q in questions), *(["--ask-only"] if questions_only else [])]
    behind = _precompiled_headers(parsed, arguments) if questions_only else ()
    parsed.precompiled = behind or _precompiled(parsed)
    more = [*asked, *(["--behind-headers"] if behind else [])]
    parsed.options_of([*_core_options(parsed, arguments), *more])
    try:
        parsed.session.parse()
    except CoreError as e:
        if not parsed.precompiled or e.args[0] != STATUS_ENVIRONMENT:
            raise parsed.failure(e) from None
        parsed.precompiled = ()
        _parse_without(parsed, [*_core_options(parsed, arguments), *asked])
    parsed.diagnostics = diagnostics_from_json(parsed.session.text("diagnostics"))
    if not keep_going:
        _stop_at_own_errors(parsed)
    if options.retain:
        files = [f["path"] or "" for f in parsed.files()]
        for glob in idle_globs(options.retain, files):
            warn_caller(f"option 'retain': no file that was read matches '{glob}'")
    return parsed


def _found(headers: Sequence[str], options: Options) -> Parsed:
    """A session that is about to parse `headers`."""
    options = with_known(headers, options)
    found, include_dirs = find_headers(headers, options)
    link_files(options)  # a fault there is told before the work, not after it
    cuda = find_cuda_headers(include_dirs)
    libclang = find_libclang(options.libclang, options.clang_resource_dir)
    return Parsed(Session(libclang.path), found, options, libclang, cuda, include_dirs)


def _arguments(parsed: Parsed) -> list[str]:
    o = parsed.options
    return clang_arguments(parsed.libclang, parsed.cuda, "", o.std, parsed.include_dirs, o.defines)


def _precompiled(parsed: Parsed) -> tuple[Precompiled, ...]:
    """One for each arch, or none: not where the user's folders hide a file of the wrapper's, or declarations
    count that stand in its files.
    """
    o = parsed.options
    arguments = clang_arguments(parsed.libclang, parsed.cuda, "", o.std, (), o.defines)
    named = [h.path for h in parsed.headers]
    found: list[Precompiled] = []
    for arch in o.arch:
        pch = precompiled_wrapper(parsed.libclang, arguments, arch)
        if pch is None or pch.holds(named, o.retain) or any(map(pch.is_hidden_by, parsed.include_dirs)):
            return ()
        found.append(pch)
    return tuple(found)


def _precompiled_headers(parsed: Parsed, arguments: list[str]) -> tuple[Precompiled, ...]:
    """Of the headers themselves, one for each arch, or none."""
    texts = [f"--clang-arg={a}" for a in arguments] + _unit_options(parsed)
    found = [precompiled_headers(parsed.libclang, texts, arch) for arch in parsed.options.arch]
    return () if None in found else tuple(pch for pch in found if pch is not None)


def _parse_without(parsed: Parsed, texts: list[str]) -> None:
    """The parse again, where libclang would not take the PCH."""
    parsed.session = Session(parsed.libclang.path)
    parsed.options_of(texts)
    try:
        parsed.session.parse()
    except CoreError as e:
        raise parsed.failure(e) from None


def core_options(parsed: Parsed) -> list[str]:
    """What the core is told of a parse, precompiled headers apart."""
    return _core_options(parsed, _arguments(parsed))


def _core_options(parsed: Parsed, arguments: list[str]) -> list[str]:
    options = parsed.options
    texts = [f"--arch={a}" for a in options.arch]
    texts += [f"--pch={pch.arch}={pch.path}" for pch in parsed.precompiled]
    texts += [f"--clang-arg={a}" for a in arguments]
    texts += _unit_options(parsed)
    texts += retain_options([(h.name, h.path, h.folder) for h in parsed.headers], options.retain)
    return texts


def _unit_options(parsed: Parsed) -> list[str]:
    """What the text of a unit is made of."""
    options = parsed.options
    texts: list[str] = []
    for header in parsed.headers:
        texts.append(f"--header={header.name}")
        if header.spelled != header.name:
            texts.append(f"--spelled={header.spelled}")
    texts += [f"--prelude={options.prelude}"] if options.prelude else []
    texts += [f"--extra-source={options.extra_source}"] if options.extra_source else []
    texts += [f"--helper-source={parsed.helper_source}"] if parsed.helper_source else []
    texts += ["--default-device"] if options.default_device else []
    return texts


def _stop_at_own_errors(parsed: Parsed) -> None:
    """HeaderError when the user's own headers hold errors that concern more than a declaration: clang may
    have lost what stands behind them. Nothing is forgiven in text that is an option.
    """
    at_fault = [d for d in own_errors(parsed) if not d.is_local or d.file == SOURCE_FILE]
    if at_fault:
        raise HeaderError(f"{len(at_fault)} error{'s' * (len(at_fault) > 1)}", parsed.diagnostics)


def own_errors(parsed: Parsed) -> list[Diagnostic]:
    """Those that point into the user's headers or source text, or nowhere."""
    own = {os.path.realpath(h.path) for h in parsed.headers if not h.folder or not is_cuda_dir(h.folder)}
    folders = tuple(os.path.dirname(p) + os.sep for p in own)
    return [d for d in parsed.diagnostics if d.is_error and _is_own(d, folders)]


def _is_own(d: Diagnostic, folders: tuple[str, ...]) -> bool:
    """Whether it points into the user's headers or source text, or nowhere."""
    if d.file is None or d.file == SOURCE_FILE:
        return True
    return bool(folders) and os.path.realpath(d.file).startswith(folders)
