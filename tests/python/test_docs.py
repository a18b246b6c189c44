"""The documentation is true: its blocks run, and it names every option, diagnostic and reason.

A fenced block's first line says what is done with it: `sh` runs in bash, with `numbast` as a function;
`python` runs in one namespace a page; any other language with a file name behind it writes that file; `text`
lists what the last run must have printed; `skip` behind the language leaves it out. Kernels that a page
launches run on the CPU where there is no GPU; behind `python device` they are compiled, and the block ends.
"""

from __future__ import annotations

import ast
import contextlib
import importlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import numbast
from numbast import config, errors
from numbast.cli import _parser
from numbast.library import LoadedLibrary
from numbast.options import option_fields
from tools import cpu

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PACKAGE = ROOT / "python" / "numbast"
sys.path.insert(0, str(ROOT / "tools"))

import supported  # noqa: E402

BASH = 'set -e\nnumbast() { "$PYTHON" -m numbast "$@"; }\nPYTHON() { "$PYTHON" "$@"; }\n'


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the words behind it, its text and its line in the page."""

    language: str
    words: tuple[str, ...]
    text: str
    line: int


def blocks(page: Path) -> list[Block]:
    """All fenced blocks of a page, in order."""
    found = []
    text = page.read_text()
    for match in re.finditer(r"^```([^\n]*)\n(.*?)^```$", text, re.M | re.S):
        language, *words = match[1].split() or [""]
        found.append(Block(language, tuple(words), match[2], text[: match.start()].count("\n") + 2))
    return found


class BlockEnds(Exception):
    """What follows needs results of a GPU."""


class Loaded:
    """What the CPU's runner wants to know of a loaded library."""

    def __init__(self, library: LoadedLibrary) -> None:
        self.__numbast_binding__ = library.__numbast_service__.library


class Launcher:
    """What `kernel[grid, block]` is without a GPU: runs it on the CPU, with the modules of `scope`."""

    def __init__(self, kernel: Any, shape: Any, scope: dict[str, Any], only_compile: bool) -> None:
        self.kernel, self.shape, self.scope, self.only_compile = kernel, shape, scope, only_compile

    def __call__(self, *values: Any) -> None:
        if self.only_compile:
            from numba.cuda import types
            from numba.cuda.typing.typeof import typeof

            from numbast.testing import compile_kernel

            assert compile_kernel(self.kernel, types.void(*map(typeof, values))).cubin
            raise BlockEnds
        libs = {
            id(v): v for v in self.scope.values() if "__numbast_binding__" in getattr(v, "__dict__", {})
        }.values()
        loaded = [Loaded(v) for v in self.scope.values() if isinstance(v, LoadedLibrary)]
        folders = [p for lib in libs if (p := Path(lib.__file__).with_suffix("")).exists()]
        folders += [p for lib in libs if (p := Path(lib.__file__.removesuffix(".py") + "_include")).exists()]
        cpu.run(self.kernel.py_func, [*libs, *loaded], *self.shape, *values, include_dirs=folders)


class Page:
    """One page's run: its folder, its namespace, what was printed last."""

    def __init__(self, page: Path, folder: Path) -> None:
        self.page, self.folder = page, folder
        self.scope: dict[str, Any] = {"__name__": "page"}
        self.printed = ""
        self.only_compile = False  # what launches do now

    def run(self) -> None:
        """Every block in order."""
        for block in blocks(self.page):
            if "skip" in block.words or block.language.startswith("{"):  # that is Sphinx's
                continue
            if block.language == "sh":
                self.shell(block)
            elif block.language == "python":
                self.python(block)
            elif block.language == "text":
                missing = [line for line in block.text.splitlines() if line.strip() not in self.printed]
                assert not missing, f"{self.page.name}:{block.line}: {missing} is not in:\n{self.printed}"
            elif block.words:
                (self.folder / block.words[0]).write_text(block.text)

    def shell(self, block: Block) -> None:
        """In bash, in the page's folder."""
        path = os.pathsep.join([str(Path(numbast.__file__).parents[1]), *sys.path])
        env = {**os.environ, "PYTHON": sys.executable, "PYTHONPATH": path, "COLUMNS": "200"}
        done = subprocess.run(
            ["bash", "-c", BASH + block.text],
            cwd=self.folder,
            env=env,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        assert done.returncode == 0, f"{self.page.name}:{block.line}:\n{done.stdout}"
        self.printed = done.stdout

    def python(self, block: Block) -> None:
        """In this process, with the page's folder as the working directory."""
        # A file of its own: Numba reads the source of what it compiles.
        path = self.folder / f"line_{block.line}.py"
        path.write_text("\n" * (block.line - 1) + block.text)
        shown = io.StringIO()
        importlib.invalidate_caches()
        self.only_compile = "device" in block.words
        with contextlib.redirect_stdout(shown), contextlib.suppress(BlockEnds):
            exec(compile(path.read_text(), str(path), "exec"), self.scope)
        self.printed = shown.getvalue()


@pytest.fixture
def launches(monkeypatch: pytest.MonkeyPatch) -> Callable[[Page], None]:
    """Makes launches of a page's kernels runs on the CPU where there is no GPU."""
    from numba import cuda
    from numba.cuda.dispatcher import CUDADispatcher

    def prepare(page: Page) -> None:
        if cuda.is_available():
            return

        def launch(kernel: Any, shape: Any) -> Launcher:
            return Launcher(kernel, shape, page.scope, page.only_compile)

        monkeypatch.setattr(CUDADispatcher, "__getitem__", launch)

    # The page's modules stay imported: the runtime of one of them may serve the whole process.
    return prepare


EXECUTED = ("index", "quickstart", "dynamic", "records", "records_host", "templates", "reports", "shipping")
EXECUTED += ("caching", "command_line", "api", "ast_canopy")


@pytest.mark.parametrize("name", EXECUTED)
def test_pages(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, launches: Any) -> None:
    """Every block of the page runs and says what the page says."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    page = Page(DOCS / f"{name}.md", tmp_path)
    launches(page)
    page.run()


def test_readme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands that bind something run; the kernel compiles."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    page = Page(ROOT / "README.md", tmp_path)
    page.run()
    from numbast.testing import compile_kernel

    kernel = page.scope["axpy"]
    assert compile_kernel(kernel, "void(float32, float32[::1], float32[::1], float32[::1])").cubin


@pytest.mark.parametrize("example", sorted((ROOT / "examples").glob("*.py")), ids=lambda p: p.name)
def test_examples(example: Path, tmp_path: Path) -> None:
    """An example ends well, on a GPU or without."""
    path = os.pathsep.join([str(Path(numbast.__file__).parents[1]), *sys.path])
    done = subprocess.run(
        [sys.executable, str(example)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


# ---- options.md ----------------------------------------------------------------


def rows_of(page: Path) -> dict[str, list[str]]:
    """First cell of each table row, by each name in backticks in it: the other cells."""
    found: dict[str, list[str]] = {}
    for line in page.read_text().splitlines():
        if line.startswith("| "):
            cells = [c.strip() for c in re.split(r"(?<!\\)\|", line)[1:-1]]
            for name in re.findall(r"`([^`]+)`", cells[0]):
                found.setdefault(name, cells[1:])
    return found


def test_options_are_documented() -> None:
    """Every option with its flags and choices, every other key, every older key, every command."""
    rows = rows_of(DOCS / "options.md")
    for name, meta in option_fields().items():
        assert name in rows, name
        flags = rows[name][0]
        assert f"`--{name.replace('_', '-')}`" in flags, name
        assert not meta["short"] or f"`{meta['short']}`" in flags, name
        assert all(f"`{choice}`" in rows[name][1] for choice in meta["choices"]), name
    assert set(config.OWN_KEYS) <= set(rows)
    assert set(config.OLDER_KEYS) <= set(rows)
    text = (DOCS / "options.md").read_text()
    (commands,) = (a.choices for a in _parser()._actions if getattr(a, "choices", None))
    for command, parser in dict(commands).items():
        assert f"numbast {command}" in text
        for action in parser._actions:
            known = [f for f in action.option_strings if f"`{f}" in text or f" {f}`" in text]
            assert known or not action.option_strings or "--help" in action.option_strings, action.dest
    read = {
        name
        for path in PACKAGE.rglob("*.py")
        for name in re.findall(r"environ\.?\w*[\[(]\"(NUMBAST_\w+|NO_COLOR|CUDA_\w+)\"", path.read_text())
    }
    assert read <= set(rows), read - set(rows)


def test_config_files_of_the_page_are_read(tmp_path: Path) -> None:
    """The YAML and the TOML of options.md are config files."""
    found = [b for b in blocks(DOCS / "options.md") if b.language in ("yaml", "toml")]
    assert len(found) == 2
    for block in found:
        path = tmp_path / block.words[0]
        path.write_text(block.text)
        assert config.read_config(str(path)).headers == ("geometry.cuh",)


# ---- errors.md -----------------------------------------------------------------


def defined(path: str, macro: str) -> list[tuple[str, str]]:
    """(id, text) of each line of an X-macro table."""
    text = (ROOT / "src" / path).read_text()
    return re.findall(rf'^{macro}\((\w+), (?:SEV_\w+, )?(?:"([^"]*)"|NULL)\)', text, re.M)


RAISED = (
    "ConfigError EnvironmentProblem HeaderError NotBoundError UnitError TypingError LoweringError "
    "RuntimeNumbastError LoweringRefused ToolNotFoundError TypeError error _wrong why"
).split()
LEAST_WORDS = 10  # characters of a text that must be in the page


def fragments(node: ast.expr) -> list[str]:
    """The constant parts of a message."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        return [v.value for v in node.values if isinstance(v, ast.Constant)]
    if isinstance(node, ast.BinOp):
        return fragments(node.left) + fragments(node.right)
    return []


def python_messages() -> Iterator[tuple[str, str]]:
    """(place, longest constant part) of every message that is raised in the package."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Raise) or not isinstance(node.exc, ast.Call) or not node.exc.args:
                continue
            function = node.exc.func
            name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            if name in RAISED:
                parts = [p for argument in node.exc.args[:2] for p in fragments(argument)]
                longest = max(parts, key=len, default="")
                if len(longest.strip()) >= LEAST_WORDS:
                    yield f"{path.name}:{node.lineno}", longest


def core_messages() -> Iterator[tuple[str, str]]:
    """The same of the core: what fails a call, and reasons with a text of their own."""
    reason = r"WHY_\w+,\s*(?:intern_c\(s|str_format\(s->strings),\s*"
    calls = rf"(?:session_fail\([\w>-]+, E_\w+,\s*|why\(s, WHY_\w+,\s*|{reason})"
    for path in sorted((ROOT / "src").rglob("*.c")):
        for match in re.finditer(calls + r'((?:"(?:[^"\\]|\\.)*"\s*)+)', path.read_text()):
            text = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', match[1]))
            longest = max(re.split(r"%[-.*0-9]*[a-z]+", text), key=len)
            if len(longest.strip()) >= LEAST_WORDS:
                yield f"{path.name}: {text}", longest


def plain(text: str) -> str:
    """Words with single spaces, without Markdown's marks and Python's doubled braces."""
    return " ".join(re.sub(r"[`|\\]", "", text).split())


def test_every_reason_and_diagnostic_is_documented() -> None:
    """Words of why.def, exceptions, exit codes."""
    text = (DOCS / "errors.md").read_text()
    rows = rows_of(DOCS / "errors.md")
    whys = defined("bind/why.def", "WHY")
    assert whys
    assert [words for _, words in whys if words and words not in rows] == []
    names = re.findall(r"^ERROR\((\w+),", (ROOT / "src" / "errors.def").read_text(), re.MULTILINE)
    ids = [name.replace("_", "-") for name in names]
    assert ids and [name for name in ids if name not in rows] == []
    assert [name for name in errors.__all__ if f"`{name}`" not in text] == []


def test_every_message_is_documented() -> None:
    """The longest constant part of each message stands in errors.md."""
    text = plain((DOCS / "errors.md").read_text())
    missing = [
        f"{place}: {words}"
        for place, words in (*python_messages(), *core_messages())
        if plain(words) not in text
    ]
    assert not missing, "\n".join(missing)


# ---- supported.md, and the pages together ---------------------------------------


def test_supported_features() -> None:
    """The table of features is what this version reports (`tools/supported.py` writes it)."""
    assert supported.PAGE.read_text() == supported.with_features(), "tools/supported.py --features writes it"


def test_supported_figures() -> None:
    """The figures of a small header, where the page has this CUDA version."""
    from numbast.cuda_headers import find_cuda_headers

    version = find_cuda_headers(()).version
    section = (DOCS / "supported.md").read_text().partition(f"### CUDA {version}\n")[2].partition("###")[0]
    if not section:
        pytest.skip(f"docs/supported.md has no figures of CUDA {version}")
    for header in ("cuComplex.h", "vector_functions.h"):
        figures = supported.measure(header)
        row = next(line for line in section.splitlines() if line.startswith(f"| `{header}`"))
        cells = [c.strip() for c in row.split("|")[2:-1]]
        assert cells[:3] == [str(figures[key]) for key in ("declared", "lvalue", "bound")]


PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links(page: Path) -> None:
    """Files that a page links to exist."""
    text = re.sub(r"^```.*?^```$|`[^`\n]*`", "", page.read_text(), flags=re.M | re.S)
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)
    assert [t for t in targets if not (page.parent / t).exists()] == []
