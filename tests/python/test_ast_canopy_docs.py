"""ast_canopy's reference: every public name has a docstring and stands in the page; the examples run."""

from __future__ import annotations

import doctest
import importlib
import inspect
import re
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs" / "ast_canopy.md"
MODULES = ["", ".api", ".decl", ".instantiations", ".pylibastcanopy", ".constants", ".fdcap_min"]


@pytest.mark.parametrize("name", MODULES)
def test_public_names_are_documented(name: str) -> None:
    module = importlib.import_module(f"ast_canopy{name}")
    assert module.__doc__
    words = set(re.findall(r"\w+", PAGE.read_text()))
    for public in module.__all__:
        value = getattr(module, public)
        assert public in words, public
        if inspect.isclass(value) or inspect.isfunction(value):
            assert value.__doc__, public


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    result = doctest.testmod(importlib.import_module(f"ast_canopy{name}"))
    assert result.failed == 0


def test_attributes_are_documented() -> None:
    """What classes define in public, by name."""
    from ast_canopy import decl, instantiations

    words = set(re.findall(r"\w+", PAGE.read_text()))
    for module in (decl, instantiations):
        for public in module.__all__:
            cls = getattr(module, public)
            if inspect.isclass(cls):
                missing = {
                    n
                    for n, v in vars(cls).items()
                    if not n.startswith("_") and (inspect.isfunction(v) or isinstance(v, property))
                }
                assert missing <= words, f"{public}: {missing - words}"
