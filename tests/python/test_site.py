"""The documentation's site: Sphinx makes it without a warning, and its reference has all that is public."""

from __future__ import annotations

import importlib
import inspect
import os
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

import numbast

pytest.importorskip("sphinx")
pytest.importorskip("myst_parser")
pytest.importorskip("furo")

DOCS = Path(__file__).resolve().parents[2] / "docs"
AST_CANOPY = ("api", "decl", "instantiations", "pylibastcanopy", "constants", "fdcap_min")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the pages, made as `make docs` makes them."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-E", "-n", "-W", "--keep-going", "-q", "-b", "html"]
    done = subprocess.run(
        [*command, "-d", str(folder / "trees"), str(DOCS), str(folder / "html")],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "html"


def names_of(site: Path) -> set[str]:
    """Every Python name that the reference has a place for, by Sphinx's inventory."""
    data = (site / "objects.inv").read_bytes().split(b"\n", 4)[4]
    lines = (line.split() for line in zlib.decompress(data).decode().splitlines())
    return {words[0] for words in lines if words[1].startswith("py:")}


def public_names() -> Iterator[str]:
    """What users may import."""
    yield from (f"numbast.{name}" for name in numbast.__all__)
    modules = ["numbast.testing", *(f"ast_canopy.{name}" for name in AST_CANOPY)]
    for name in modules:
        yield from (f"{name}.{public}" for public in importlib.import_module(name).__all__)


def test_every_public_name_is_in_the_reference(site: Path) -> None:
    known = names_of(site)
    assert [name for name in public_names() if name not in known] == []


def test_public_members_have_docstrings() -> None:
    """Methods and properties of public classes: a reference of bare names helps nobody."""
    missing = []
    for name in public_names():
        module, _, last = name.rpartition(".")
        cls = getattr(importlib.import_module(module), last)
        if not inspect.isclass(cls):
            continue
        for member, value in vars(cls).items():
            documented = inspect.isfunction(value) or isinstance(value, (property, classmethod))
            if documented and not member.startswith("_") and not inspect.getdoc(getattr(cls, member)):
                missing.append(f"{name}.{member}")
    assert missing == []


def test_pages_are_whole(site: Path) -> None:
    """Nothing of a page's text is left as markup, and no page is without the others' list."""
    for source in DOCS.rglob("*.md"):
        page = site / source.relative_to(DOCS).with_suffix(".html")
        text = page.read_text()
        assert "<h1>" in text and "toctree" in text, page.name
        assert 'class="problematic"' not in text and "eval-rst" not in text, page.name
