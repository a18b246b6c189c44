"""Clang's answers about templates of a loaded library, with the tables that they come with.

A question is text of the core's `--ask`; questions of a moment are one parse. Answers are kept in the cache
folder by the library's content and the questions, so that an instance that was seen before costs no parse.
"""

from __future__ import annotations

import ast
import json
import logging
import marshal
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ._version import __version__
from .errors import HeaderError
from .plans import Plan, Request, is_current, own_state
from .runtime.cache import cache, cache_key

if TYPE_CHECKING:
    from .leaving_loaded import LoadedLeavingOut
    from .parsing import Parsed

__all__ = ["install_oracle"]

ANSWERS_FORMAT = 3

log = logging.getLogger("numbast")


def install_oracle(service: Any, plan: Plan, asked: Request, leaving: LoadedLeavingOut) -> None:
    """Makes a loaded library's templates usable. `service`: the runtime's, which may be another than the
    package's own.
    """
    library = service.library
    library.oracle = service.offered("oracle")(library, _asker(service, plan, asked, leaving))


def _asker(
    service: Any, plan: Plan, asked: Request, leaving: LoadedLeavingOut
) -> Callable[[tuple[str, ...]], Any]:
    name = plan.table["name"]
    earlier: list[Parsed] = []

    def ask(questions: tuple[str, ...]) -> tuple[Any, list[dict[str, Any]]]:
        version = f"{ANSWERS_FORMAT} {__version__} {own_state()}"
        key = cache_key("answers", version, asked.key, plan.content, *questions)
        made: list[tuple[dict[str, Any], list[dict[str, Any]]]] = []

        def is_good(data: bytes) -> bool:
            try:
                table, answers = marshal.loads(data)
            except (ValueError, EOFError, TypeError):
                return False
            made[:] = [(table, answers)]
            return True

        def run() -> bytes:
            if _is_for_kernels(questions[0]):
                service.offered("will_compile")(service.library)
            helpers = service.offered("named_text")("\n".join(questions))
            made[:] = [_parsed(plan, asked, name, questions, earlier, helpers)]
            return marshal.dumps(made[0])

        cache().make_checked(key, run, is_good)
        table, answers = made[0]
        from .bundle import packed_part
        from .runtime.attach import supply_parts

        supply_parts(table, packed_part)
        child = service.child(table, plan.folders)
        leaving.install(child)
        return child, answers

    return ask


def _is_for_kernels(question: str) -> bool:
    """Is it about an instance or a call? What comes of it is compiled next. (Names of members are asked for
    as methods.)
    """
    kind, *parts = question.split(";")
    return kind in ("class", "call", "new", "op", "deduce") or (kind == "method" and len(parts) > 2)


def _parsed(
    plan: Plan,
    asked: Request,
    name: str,
    questions: tuple[str, ...],
    earlier: list[Parsed],
    helpers: str,
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """(table, answers) of a parse now. HeaderError when a header is not what it was. `earlier` keeps where
    things were found, `helpers` are classes that questions name.
    """
    from .making import make
    from .runtime.functors import FUNCTOR_TEXT

    start = time.perf_counter()
    headers = [h.path if not h.folder else h.name for h in asked.headers]
    made = make(
        headers,
        asked.options,
        name,
        embed_headers=False,
        nvrtc_check=False,
        questions=questions,
        helper_source=FUNCTOR_TEXT + helpers,
        parts=plan.table.get("parts", ()),
        salt=plan.content,
        like=earlier[0] if earlier else None,
    )
    earlier[:] = earlier or [made.parsed.without_session()]
    if not is_current(plan)[0]:
        raise HeaderError(
            f"{', '.join(headers) or name}: a header has changed since it was loaded: load it again"
        )
    session = made.parsed.session
    table = ast.literal_eval(session.text("table"))
    for key in ("moved", "bodies"):  # a parse behind the headers' PCH sees none of their lines
        if key in plan.table:
            table[key] = plan.table[key]
    log.info(
        "asked %d questions in %.0f ms: %s", len(questions), 1e3 * (time.perf_counter() - start), questions[0]
    )
    return table, json.loads(session.text("answers"))
