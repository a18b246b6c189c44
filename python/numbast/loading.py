"""Dynamic mode: a header becomes a library object at once, on the path that `generate` goes too.

    numbast.load("cuda_bf16.h")         options -> request -> plan (kept, or parsed now) -> library object

NVRTC is not asked here: it compiles what a kernel uses when it is used. Loads of the same content share the
library object, and with it every Numba type.
"""

from __future__ import annotations

import ast
import json
import logging
import os
import threading
import time
import warnings
from collections.abc import Iterable, Mapping
from typing import Any

from . import plans
from .arguments import expected, header_names
from .errors import ArgumentError, HeaderError
from .filestate import has_changed
from .library import LoadedLibrary, library_report, loaded_libraries, open_library
from .options import ARCHS, options_from
from .plans import Plan, Request
from .runtime.cache import cache

__all__ = ["load", "load_source"]

TRIES = 3  # a header that changes while it is read is read again
SOURCE_NAME = "source"
KEPT_PLANS = 64  # in memory; a plan tells of every file that was read

log = logging.getLogger("numbast")
_lock = threading.Lock()
_plans: dict[str, Plan] = {}  # by the request's key
_said: dict[str | tuple[str, type[Warning], int], int] = {}  # warnings' registry: each once


def load(headers: str | os.PathLike[str] | Iterable[str | os.PathLike[str]], **options: Any) -> LoadedLibrary:
    """The library of one header or several, found like an #include. Options as for `generate`.

    `arch` is the current device's unless given; without a device sm_90. Raises HeaderError, ConfigError,
    EnvironmentProblem; NotBoundError when `require` or `strict` is not met.
    """
    return _load(header_names(headers, "load"), options)


def load_source(text: str, **options: Any) -> LoadedLibrary:
    """The library of C++ text. `extra_source` follows it."""
    if not isinstance(text, str):
        raise expected("load_source", "text", "C++ text", text)
    if "\0" in text:
        raise ArgumentError("load_source: 'text' has a NUL character in it", "text")
    more = options_from({"extra_source": options.pop("extra_source", "")}).extra_source
    return _load([], {**options, "extra_source": f"{text}\n{more}" if more or not text else text})


def _load(headers: list[str], given: Mapping[str, Any]) -> LoadedLibrary:
    options = options_from({"arch": device_arch(), **given} if given.get("arch") is None else given)
    asked = plans.request(headers, options)
    start = time.perf_counter()
    plan = _plan_of(asked)
    for file, line, text in plan.errors:
        message = f"{text}: what it is in is not bound"
        warnings.warn_explicit(message, UserWarning, file, line, registry=_said)
    with _lock:
        found = loaded_libraries.get(plan.content)
        if found is None:
            texts = _Texts(plan, asked)
            found = loaded_libraries[plan.content] = open_library(plan, asked, texts)
    log.debug("loaded %r in %.1f ms", found, 1e3 * (time.perf_counter() - start))
    if options.precompile:
        type(found).precompile(found, options.precompile)
    if options.require or options.strict:
        from .making import check_report

        check_report(library_report(found), options)
    return found


def device_arch() -> str:
    """The arch of the current device ("sm_90"); sm_90 when there is none."""
    try:
        from numba import cuda
        from numba.cuda.cudadrv.error import CudaDriverError
    except ImportError:
        return "sm_90"
    try:
        major, minor = cuda.get_current_device().compute_capability[:2]
    except (CudaDriverError, ImportError, OSError, RuntimeError):  # no driver, one that fails
        return "sm_90"
    arch = f"sm_{major}{minor}"
    if arch in ARCHS:
        return arch
    older = [a for a in ARCHS if a[3:].isdigit() and int(a[3:]) < major * 10 + minor]
    return older[-1] if older else "sm_90"


# ---- the plan ------------------------------------------------------------------


def _plan_of(asked: Request) -> Plan:
    """From memory, from the cache folder, or made by a parse."""
    known = _plans.get(asked.key)
    if known is not None:
        good, moved = plans.is_current(known)
        if good:
            return plans.renewed(known) if moved else known
    plan, was_kept = plans.kept_plan(cache(), asked.key, lambda: _parsed_plan(asked))
    log.debug("the plan of %s %s", _names(asked), "is kept" if was_kept else "was made")
    with _lock:
        _plans[asked.key] = plan
        while len(_plans) > KEPT_PLANS:
            del _plans[next(iter(_plans))]
    return plan


def _parsed_plan(asked: Request) -> tuple[Plan, bool]:
    """Parses, plans and writes the texts that documentation asks for."""
    for _ in range(TRIES):
        since = plans.now()
        plan, is_sure = _one_parse(asked, since)
        if is_sure or not any(has_changed(path, state, since) for path, state, _ in plan.files):
            return plan, is_sure
    raise HeaderError(f"{_names(asked)}: a header keeps changing while it is read")


def _one_parse(asked: Request, since: int) -> tuple[Plan, bool]:
    from .comments import comments_of_model
    from .embedding import own_folders
    from .making import make
    from .parsing import own_errors

    start = time.perf_counter()
    headers = [h.path if not h.folder else h.name for h in asked.headers]
    made = make(headers, asked.options, _table_name(asked), embed_headers=False, nvrtc_check=False)
    session = made.parsed.session
    table = ast.literal_eval(session.text("table"))
    if table.get("templates"):
        table["parts"] = (*table.get("parts", ()), "templates")
    plan, is_sure = plans.freeze(asked, table, made.parsed.files(), own_folders(made.parsed), since)
    plan.errors = tuple((d.file or "", d.line, d.message) for d in own_errors(made.parsed))
    texts = {
        "comments": comments_of_model(json.loads(session.text("model"))),
        "report": json.loads(made.report.to_json()),
    }
    _Texts.keep(plan, texts)
    log.info("parsed %s in %.0f ms", _names(asked), 1e3 * (time.perf_counter() - start))
    return plan, is_sure


def _table_name(asked: Request) -> str:
    """The library's name: the first header's, as an identifier."""
    base = os.path.basename(asked.headers[0].spelled).split(".")[0] if asked.headers else SOURCE_NAME
    name = "".join(c if c.isalnum() or c == "_" else "_" for c in base)
    return name if name.isidentifier() else f"_{name}"


def _names(asked: Request) -> str:
    return ", ".join(h.spelled for h in asked.headers) or "source text"


class _Texts:
    """The comments and the report of a plan: from the cache folder, else by another parse."""

    made: dict[str, dict[str, Any]] = {}  # of plans that this process parsed and could not keep

    def __init__(self, plan: Plan, asked: Request) -> None:
        self.key = plan.texts
        self.asked = asked
        self._read: dict[str, Any] | None = None

    def __call__(self) -> dict[str, Any]:
        if self._read is None:
            self._read = self.made.pop(self.key, None) or self._from_cache() or self._again()
        return self._read

    @classmethod
    def keep(cls, plan: Plan, texts: dict[str, Any]) -> None:
        """In the cache folder, else in memory."""
        if not cache().put(plan.texts, json.dumps(texts).encode()):
            cls.made[plan.texts] = texts

    def _from_cache(self) -> dict[str, Any] | None:
        data = cache().get(self.key)
        try:
            return None if data is None else json.loads(data)
        except ValueError:
            return None

    def _again(self) -> dict[str, Any]:
        """The entry was cleaned away: the headers tell again, if they are what they were."""
        plan, _ = _one_parse(self.asked, plans.now())
        if plan.texts != self.key:
            raise HeaderError(
                f"{_names(self.asked)}: a header has changed since it was loaded: load it again"
            )
        return self.made.pop(self.key, None) or self._from_cache() or {"comments": {}, "report": None}


def _forget() -> None:
    """Forgets what is kept in memory, for tests."""
    with _lock:
        _plans.clear()
        loaded_libraries.clear()
