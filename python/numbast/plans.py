"""Frozen plans: what a load made of a header, kept so that an unchanged header is not parsed again.

An entry's key names everything that is known before a header is read: names, options, libclang, CUDA's
folders, numbast itself, the environment that clang looks at. The entry holds the state of every file that
clang read (path, size, time, inode and the content's digest): a plan counts while each file is the same, by
state, or by content where the state differs. A file that came to lie before a known one in the search order,
or that a header of the user's own asked about with `__has_include`, makes it stale too. What is damaged, or
was written by another version, is no plan.

Two entries a plan: the table with what a load needs, as `marshal` reads it fastest, and the texts that only
documentation and reports ask for.
"""

from __future__ import annotations

import hashlib
import json
import marshal
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from functools import cache as memoised
from typing import Any

from ._version import __version__
from .cuda_headers import cuda_include_dirs, version_file
from .filestate import FileState, content_of, has_changed, is_younger
from .header_search import Header, find_headers
from .known import with_known
from .libclang import libclang_candidates
from .linking import link_files
from .options import Options
from .precompiled import ENVIRONMENT
from .runtime.cache import Cache, cache_key
from .runtime.header_scan import RACY
from .runtime.headers import state_of
from .runtime.includes import all_includes

__all__ = ["Plan", "Request", "freeze", "is_current", "kept_plan", "request"]

PLAN_FORMAT = 3


Searches = tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]  # (folders, names that are looked for there)


@dataclass(frozen=True)
class Request:
    """What is to be loaded, found but not read. `key` is the cache's."""

    headers: tuple[Header, ...]
    options: Options
    include_dirs: tuple[str, ...]
    cuda_dirs: tuple[str, ...]
    key: str


@dataclass
class Plan:
    """A binding table and what it was made from. `content` is the same for the same content anywhere."""

    table: dict[str, Any]
    folders: tuple[str, ...]  # the user's own headers are in these
    files: tuple[FileState, ...]
    places: tuple[tuple[str, str], ...]  # (folder, state): where a new file could change the parse
    hiding: tuple[str, ...]  # files that such a search finds
    searches: Searches
    content: str
    texts: str  # the key of the entry with the model's comments and the report
    errors: tuple[tuple[str, int, str], ...] = ()  # (file, line, text) of those that the load went past


# ---- what is asked for ---------------------------------------------------------


def request(headers: Sequence[str], options: Options) -> Request:
    """Finds the headers and what decides about a parse. HeaderError, ConfigError, EnvironmentProblem."""
    options = with_known(headers, options)
    found, include_dirs = find_headers(headers, options)
    cuda_dirs = cuda_include_dirs(include_dirs)
    libraries = libclang_candidates(options.libclang, options.clang_resource_dir)
    decided = {f.name: getattr(options, f.name) for f in fields(Options)}
    key = cache_key(
        "plan",
        str(PLAN_FORMAT),
        f"{__version__} {own_state()} {sys.implementation.cache_tag} {marshal.version}",
        json.dumps(decided, sort_keys=True),
        json.dumps([(h.name, h.spelled, h.path, h.folder) for h in found]),
        json.dumps([include_dirs, cuda_dirs]),
        json.dumps([(path, state_of(path)) for path in libraries]),
        json.dumps([os.environ.get(name, "") for name in ENVIRONMENT]),
    )
    return Request(found, options, include_dirs, cuda_dirs, key)


@memoised
def own_state() -> str:
    """The core's and this package's own files: another build may plan otherwise."""
    here = os.path.dirname(os.path.abspath(__file__))
    with os.scandir(here) as entries:
        mine = sorted((e.name, e.path) for e in entries if e.name.endswith((".so", ".py")))
    digest = hashlib.sha256()
    for name, path in mine:
        digest.update(f"{name} {state_of(path)}\n".encode())
    return digest.hexdigest()[:16]


# ---- the state of files ----------------------------------------------------------


def is_current(plan: Plan) -> tuple[bool, bool]:
    """(is every file what it was?, did a state change all the same, so that the entry is worth renewing?)"""
    moved = False
    for path, state, content in plan.files:
        if state_of(path) != state:
            if not content or content_of(path) != content:
                return False, False
            moved = True
    if any(state_of(folder) != state for folder, state in plan.places):
        if _hiding(plan.searches) != plan.hiding:
            return False, False
        moved = True
    return True, moved


def _hiding(searches: Searches) -> tuple[str, ...]:
    """The files of the names that are in the folders."""
    candidates = {
        os.path.join(folder, name) for folders, names in searches for folder in folders for name in names
    }
    return tuple(sorted(path for path in candidates if os.path.isfile(path)))


def _searches(asked: Request, folders: Sequence[str], own: Iterable[str], known: Iterable[str]) -> Searches:
    """Where a new file could change the parse: one with the name of a known file in the user's folders, one
    that the user's own text names in CUDA's too.
    """
    cuda = set(asked.cuda_dirs)
    within = tuple(os.path.join(folder, "") for folder in cuda)
    own = [path for path in own if not path.startswith(within)]
    named = _named_in(asked, own)
    searched = dict.fromkeys((*folders, *(os.path.dirname(path) for path in own)))
    users = tuple(folder for folder in searched if folder not in cuda)
    every = {name for path in known for name in (path, os.path.basename(path))} | named
    return tuple(
        (found, tuple(sorted(name for name in names if not os.path.isabs(name))))
        for found, names in ((users, every), (asked.cuda_dirs, named))
        if found and names
    )


def _named_in(asked: Request, own: Iterable[str]) -> set[str]:
    """What the user's own text includes or asks about, whether it is there or not."""
    texts = [asked.options.prelude.encode(), asked.options.extra_source.encode()]
    for path in own:
        with suppress(OSError), open(path, "rb") as f:
            texts.append(f.read())
    return {os.fsdecode(pointed or quoted) for text in texts for _, pointed, quoted in all_includes(text)}


def _places(searches: Searches) -> tuple[tuple[str, str], ...]:
    """The folders that change when a file comes to lie where it is looked for: of those within a folder that
    is searched the ones that are there.
    """
    found = dict.fromkeys(folder for folders, _ in searches for folder in folders)
    for folders, names in searches:
        parts = {os.path.dirname(name) for name in names} - {""}
        wanted = {part[:end] for part in parts for end in _ends(part)}
        for folder in folders:
            places = (os.path.join(folder, part) for part in sorted(wanted))
            found.update(dict.fromkeys(place for place in places if os.path.isdir(place)))
    return tuple((place, state_of(place)) for place in found)


def _ends(path: str) -> list[int]:
    """Where each folder of a path ends."""
    return [*(i for i, c in enumerate(path) if c == os.sep), len(path)]


# ---- keeping -----------------------------------------------------------------------


def freeze(
    asked: Request, table: dict[str, Any], files: Sequence[dict[str, Any]], folders: Sequence[str], since: int
) -> tuple[Plan, bool]:
    """The plan of a finished parse, and whether it may be kept.

    `files` is the core's list; `since`: when the parse began, in ns. A file that changed since may not be
    what clang read.
    """
    paths = {f["path"]: f["name"] for f in files if f["path"] and os.path.isabs(f["path"])}
    for header in asked.headers:
        paths.setdefault(header.path, header.name)
    for name, path in link_files(asked.options).items():
        paths.setdefault(path, name)
    paths.setdefault(version_file([*asked.include_dirs, *asked.cuda_dirs]), "cuda.h")
    states = tuple((path, state_of(path), content_of(path)) for path in paths if path)
    own = [f["path"] for f in files if not f.get("system") and f["path"] in paths]
    searches = _searches(asked, folders, own, paths.values())
    digest = hashlib.sha256(repr(table).encode())
    for path, _, content in sorted(states, key=lambda s: (paths[s[0]], s[2])):
        digest.update(f"{paths[path]} {content}\n".encode())
    content = digest.hexdigest()
    texts = cache_key("texts", content)
    hiding = _hiding(searches)
    plan = Plan(table, tuple(folders), states, _places(searches), hiding, searches, content, texts)
    is_sure = not any(is_younger(s, since - RACY) or has_changed(path, s, since) for path, s, _ in states)
    return plan, is_sure


def kept_plan(
    store: Cache,
    key: str,
    produce: Callable[[], tuple[Plan, bool]],
    also: Callable[[Plan], bool] = lambda _: True,
) -> tuple[Plan, bool]:
    """(the current plan of a key, was it kept?); `produce` makes it, in one process while others wait.

    `also`: what must hold of a kept one beside its files.
    """
    made: list[Plan] = []

    def is_good(data: bytes) -> bool:
        found = _thawed(data)
        if found is None:
            return False
        good, moved = is_current(found)
        good = good and also(found)
        if good:
            made[:] = [renewed(found) if moved else found]
            if moved:
                store.put(key, _frozen(made[0]))
        return good

    def run() -> bytes | None:
        plan, is_sure = produce()
        made[:] = [plan]
        return _frozen(plan) if is_sure else None

    was_made = store.make_checked(key, run, is_good)
    return made[0], not was_made


def renewed(plan: Plan) -> Plan:
    """The plan with the states that its files and folders have now."""
    plan.files = tuple((path, state_of(path), content) for path, _, content in plan.files)
    plan.places = _places(plan.searches)
    return plan


def _frozen(plan: Plan) -> bytes:
    return marshal.dumps((PLAN_FORMAT, *(getattr(plan, f.name) for f in fields(Plan))))


def _thawed(data: bytes) -> Plan | None:
    """None for what is no plan of ours."""
    try:
        version, *values = marshal.loads(data)
        return Plan(*values) if version == PLAN_FORMAT else None
    except (ValueError, EOFError, TypeError):
        return None


def now() -> int:
    """The clock that files are stamped with, in ns."""
    return time.time_ns()
