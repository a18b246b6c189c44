"""`numbast.inspect`: the declaration model of a header as plain data (docs/model.md, versioned)."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from typing import Any

from .options import options_from
from .parsing import parse

__all__ = ["inspect", "model_json"]


def inspect(headers: str | os.PathLike[str] | Iterable[str | os.PathLike[str]], **options: Any) -> Any:
    """The model as dicts and lists. HeaderError when the header is at fault; options as for `generate`."""
    return json.loads(model_json(header_names(headers), **options))


def model_json(headers: list[str], **options: Any) -> str:
    """The same as text, just as the core wrote it."""
    return parse(headers, options_from(options)).session.text("model")


def header_names(headers: str | os.PathLike[str] | Iterable[str | os.PathLike[str]]) -> list[str]:
    """One name or path, or several, as a list of str."""
    if isinstance(headers, (str, os.PathLike)):
        return [os.fspath(headers)]
    return [os.fspath(h) for h in headers]
