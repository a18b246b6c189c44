"""`numbast.inspect`: the declaration model of a header as plain data (docs/model.md, versioned).

Its form is `model_schema.json` beside this file, a JSON Schema.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .arguments import header_names, truth
from .options import options_from
from .parsing import parse

__all__ = ["inspect", "model_json", "model_schema"]


def inspect(
    headers: str | os.PathLike[str] | Iterable[str | os.PathLike[str]], *, values: bool = True, **options: Any
) -> Any:
    """The model as dicts and lists; options as for `generate`. HeaderError when there is none: no such file.

    Errors within the headers are among its `diagnostics`, and what they touch is marked `error`. Without
    `values` neither macros' values nor records' traits are asked for, and macros that are undefined again
    are listed too.
    """
    names = header_names(headers, "inspect")
    return json.loads(model_json(names, values=truth("inspect", "values", values), **options))


def model_json(headers: list[str], *, values: bool = True, **options: Any) -> str:
    """The same as text, just as the core wrote it."""
    extra = () if values else ("--no-values",)
    return parse(headers, options_from(options), keep_going=True, extra=extra).session.text("model")


def model_schema() -> Any:
    """The JSON Schema of what `inspect` gives."""
    return json.loads(Path(__file__).with_name("model_schema.json").read_text(encoding="utf-8"))
