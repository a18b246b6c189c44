"""How Sphinx makes the site: the pages of this folder (Markdown) and the docstrings of the packages.

    make docs           into build/docs; a warning is an error

Docstrings are plain text with names in backticks, as in the code: `as_rst` makes of them what Sphinx reads,
so that a star or an underscore in C++ is never markup. References to our own names must lead somewhere.
"""

from __future__ import annotations

import re
from typing import Any

from numbast import __version__

project = "numbast"
author = "the authors of numbast"
project_copyright = author
version = release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.viewcode"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"numbast {__version__}"
html_copy_source = False
templates_path: list[str] = []

myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence"]
# A fence's first word is its language; what stands behind it is for tests/python/test_docs.py.
highlight_language = "text"

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_class_signature = "mixed"
autodoc_inherit_docstrings = True
python_use_unqualified_type_names = True
# Names of Python, NumPy and Numba lead to no page: there may be no network when this is built.
nitpick_ignore_regex = [  # the last: bases that nobody is to name
    ("py:.*", r"(?!numbast|ast_canopy).*"),
    ("py:.*", r".*\[.*"),
    ("py:.*", r".*(\._\w+|\.RuntimeNumbastError|_enum\.NativeEnum|_state\.\w+)"),
]
# decl and pylibastcanopy have classes of the same names: an annotation may mean either.
suppress_warnings = ["ref.python"]

CODE = re.compile(r"(`[^`]+`)")
MARKUP = re.compile(r"([*_|\\])")


def as_rst(lines: list[str]) -> list[str]:
    """A docstring as reStructuredText: backticks are code, indented paragraphs literal, the rest is text."""
    made: list[str] = []
    for paragraph in "\n".join(lines).split("\n\n"):
        if paragraph.startswith(">>>"):
            made += [paragraph, ""]
        elif paragraph.startswith("    "):
            made += ["::", "", paragraph, ""]
        else:
            made += [_text(paragraph), ""]
    return "\n".join(made).splitlines()


def _text(paragraph: str) -> str:
    parts = CODE.split(paragraph)
    return "".join(f"`{p}`" if CODE.fullmatch(p) else MARKUP.sub(r"\\\1", p) for p in parts)


def _docstring(app: Any, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    lines[:] = as_rst(lines)


def setup(app: Any) -> None:
    """What Sphinx calls."""
    app.connect("autodoc-process-docstring", _docstring)
