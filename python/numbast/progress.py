"""Progress of long work: a bar by rich on a terminal, nothing elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["progress", "quiet"]

LEAST = 3  # steps; less is no long work

_is_quiet: list[bool] = []


def quiet() -> None:
    """No bars in this process: the flag -q."""
    _is_quiet[:] = [True]


@contextmanager
def progress(text: str, total: int) -> Iterator[Callable[[], None]]:
    """Gives a function to be called after each of `total` steps."""
    if total < LEAST or _is_quiet or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(text, total=total)
        yield lambda: bar.advance(task)
