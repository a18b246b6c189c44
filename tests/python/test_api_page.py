"""docs/api.md is true: its examples run, and it names all that is public."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import numbast
from numbast.library import OWN

PAGE = Path(__file__).resolve().parents[2] / "docs" / "api.md"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}[^\n]*\n(.*?)^```$", PAGE.read_text(), re.M | re.S)


def test_examples_run(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBAST_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    Path("geo.cuh").write_text(blocks("cuda")[0])
    space: dict[str, object] = {"__name__": "page"}
    try:
        for text in blocks("python"):
            exec(compile(text, str(PAGE), "exec"), space)
    finally:
        sys.modules.pop("geo", None)


def test_all_that_is_public_is_named():
    text = PAGE.read_text()
    assert [name for name in numbast.__all__ if f"`{name}" not in text and name[:2] != "__"] == []
    assert [name for name in OWN if f"`lib.{name}(" not in text] == []
