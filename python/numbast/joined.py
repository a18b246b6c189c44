"""The runtime's files as one text: the core, and each part packed.

The files of `runtime/` stand one after another in the order of their imports. What they import of each other
goes away; what they import of the standard library is said once. That works because no two files define the
same name, which is checked here. Comments, annotations and docstrings stay behind: they are a fifth of the
text. What is left is ordinary code, the same bytes in every module of a version.

It takes longer than parsing a header: the package is built with the text (prepared.py).
"""

from __future__ import annotations

import ast
import base64
import io
import itertools
import os
import re
import sys
import textwrap
import tokenize
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .runtime.nvrtc_text import HOST, nvrtc_headers
from .runtime.parts import PART_FILES, parts_before
from .shrinking import shrunk

__all__ = ["BundleError", "join_files", "joined_runtime"]

FUTURE = "from __future__ import annotations\n"
GONE = "\0"  # stands for a line that goes as a whole


class BundleError(Exception):
    """The runtime's files can't be joined. A fault of ours, never of a user's input."""


@dataclass(frozen=True)
class _File:
    """One file of the runtime."""

    name: str
    text: str
    tree: ast.Module
    starts: tuple[int, ...]  # offset in bytes of each line

    def span(self, node: ast.stmt | ast.expr | ast.arg) -> tuple[int, int]:
        """Where a node begins and ends, in bytes."""
        end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
        return self.starts[node.lineno - 1] + node.col_offset, self.starts[end_line - 1] + end_column


def joined_runtime() -> dict[str, str]:
    """The files of numbast's own runtime as `join_files` gives them, shrunk."""
    here = os.path.dirname(os.path.abspath(__file__))
    pieces = join_files(os.path.join(here, "runtime"), PART_FILES)
    text = pieces["core"].replace("\nJOINED = False\n", "\nJOINED = True\n")
    text = text.replace("\nNVRTC_HEADERS = {}\n", f"\nNVRTC_HEADERS = {_headers_literal((HOST,))}\n")
    return {**pieces, "core": shrunk(text)}


def join_files(folder: str, parts: Mapping[str, Sequence[str]] | None = None) -> dict[str, str]:
    """The Python files of a folder: {"core": text, part: its text packed}. `parts`: {part: its files}.

    Raises BundleError where that can't be right.
    """
    parts = parts or {}
    files = _ordered(list(_read_files(folder)))
    _check_names(files)
    part_of = {file: part for part, names in parts.items() for file in names}
    _check_layers(files, part_of, list(parts))
    core = [file for file in files if file.name not in part_of]
    pieces = {"core": "\n\n\n".join([_imports(core), *map(_titled, core)]) + "\n"}
    texts = {part: _part_text(part, [f for f in files if part_of.get(f.name) == part]) for part in parts}
    for part, text in texts.items():
        pieces[part] = _packed(text, "".join(texts.get(known, "") for known in parts_before(part)))
    return pieces


def _titled(file: _File) -> str:
    return _title(file) + "\n\n" + _body(file).strip("\n")


def _check_layers(files: list[_File], part_of: dict[str, str], order: list[str]) -> None:
    """Raises BundleError where the core imports a part, or a part one behind it."""
    rank: dict[str | None, int] = {None: -1, **{part: i for i, part in enumerate(order)}}
    for file in files:
        for node in _relative(file, top=True):
            mine, other = part_of.get(file.name), part_of.get(node.module or "")
            if rank[other] > rank[mine]:
                place = f"{file.name}.py:{node.lineno}"
                raise BundleError(f"{place}: imports '{node.module}' of the part '{other}'")


def _part_text(part: str, files: list[_File]) -> str:
    """A part as text that runs in the globals of the runtime that serves the process."""
    body = [_imports(files), *map(_titled, files)]
    if part == "nvrtc":
        body.append(f"NVRTC_HEADERS.update({_headers_literal()})")
    return shrunk(FUTURE + "\n\n".join(text for text in body if text) + "\n")


def _packed(text: str, known: str) -> str:
    """zlib's form of a text in base 85, in lines; `known`: the text whose words it is put in."""
    made = zlib.compressobj(9, zdict=known.encode()) if known else zlib.compressobj(9)
    packed = made.compress(text.encode()) + made.flush()
    return "\n".join(textwrap.wrap(base64.b85encode(packed).decode(), 4000))


def _reindented(text: str, change: Callable[[str], str]) -> str:
    """Code with other beginnings of lines; what stands in strings of several lines stays as it is."""
    inside: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in (tokenize.NEWLINE, tokenize.NL, tokenize.INDENT, tokenize.DEDENT):
            inside.update(range(token.start[0] + 1, token.end[0] + 1))
    lines = enumerate(text.split("\n"), 1)
    return "\n".join(line if number in inside else change(line) for number, line in lines)


def _read_files(folder: str) -> Iterator[_File]:
    for file in sorted(os.listdir(folder)):
        if file.endswith(".py") and file != "__init__.py":
            with open(os.path.join(folder, file), encoding="utf-8") as f:
                text = f.read()
            starts = itertools.accumulate((len(line) for line in text.encode().splitlines(True)), initial=0)
            yield _File(file.removesuffix(".py"), text, ast.parse(text, file), tuple(starts))


def _relative(file: _File, top: bool) -> Iterator[ast.ImportFrom]:
    """The imports of other files of the runtime: those at the top, or those inside functions."""
    tops = {id(node) for node in file.tree.body}
    for node in ast.walk(file.tree):
        if not isinstance(node, ast.ImportFrom) or not node.level or _is_typing(file, node):
            continue
        if node.level > 1 or node.module is None or any(name.asname for name in node.names):
            raise BundleError(f"{file.name}.py:{node.lineno}: only 'from .file import name' can be joined")
        if (id(node) in tops) == top:
            yield node


def _typing_blocks(file: _File) -> list[ast.If]:
    """`if TYPE_CHECKING:` blocks: nothing in them exists when the program runs."""
    found = [node for node in file.tree.body if isinstance(node, ast.If)]
    return [node for node in found if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"]


def _is_typing(file: _File, node: ast.stmt) -> bool:
    return any(block.lineno <= node.lineno <= (block.end_lineno or 0) for block in _typing_blocks(file))


def _ordered(files: list[_File]) -> list[_File]:
    """The files in the order of their imports; among equals by name."""
    by_name = {file.name: file for file in files}
    done: dict[str, _File] = {}

    def visit(file: _File, above: tuple[str, ...]) -> None:
        if file.name in above:
            raise BundleError(f"the runtime's files import each other: {' -> '.join((*above, file.name))}")
        if file.name in done:
            return
        for node in _relative(file, top=True):
            if node.module not in by_name:
                raise BundleError(f"{file.name}.py:{node.lineno}: there is no file '{node.module}'")
            visit(by_name[node.module], (*above, file.name))
        done[file.name] = file

    for file in files:
        visit(file, ())
    return list(done.values())


def _defined(node: ast.AST) -> Iterator[str]:
    """The names that a statement at the top of a file binds, its imports apart."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    elif not isinstance(node, ast.Import | ast.ImportFrom | ast.comprehension | ast.Lambda):
        for child in ast.iter_child_nodes(node):
            yield from _defined(child)


def _check_names(files: list[_File]) -> None:
    """Raises BundleError where two files define a name, or one defines what another imports."""
    owner: dict[str, str] = {}
    for file in files:
        names = {name for node in file.tree.body for name in _defined(node)} - {"__all__"}
        for name in sorted(names):
            if name in owner:
                raise BundleError(f"'{name}' is defined in {owner[name]}.py and in {file.name}.py")
            owner[name] = file.name
    for file in files:
        for line, name in _imported(file):
            if name in owner:
                raise BundleError(f"{file.name}.py:{line}: imports '{name}', which {owner[name]}.py defines")


def _imported(file: _File) -> Iterator[tuple[int, str]]:
    """(line, name) of everything imported from outside at the top."""
    for node in file.tree.body:
        if isinstance(node, ast.Import) or (isinstance(node, ast.ImportFrom) and not node.level):
            for name in node.names:
                yield node.lineno, (name.asname or name.name).split(".")[0]


def _imports(files: list[_File]) -> str:
    """The imports of all files, sorted, each once."""
    plain: set[str] = set()
    named: dict[str, set[str]] = {}
    for file in files:
        for node in file.tree.body:
            if isinstance(node, ast.Import):
                for name in node.names:
                    _check_standard(file, node, name.name)
                    plain.add(f"import {name.name}" + (f" as {name.asname}" if name.asname else ""))
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module != "__future__":
                assert node.module is not None
                _check_standard(file, node, node.module)
                for name in node.names:
                    if name.name != "TYPE_CHECKING":
                        found = name.name + (f" as {name.asname}" if name.asname else "")
                        named.setdefault(node.module, set()).add(found)
    lines = sorted(plain)
    lines += [f"from {module} import {', '.join(sorted(named[module]))}" for module in sorted(named)]
    return "\n".join(lines)


def _check_standard(file: _File, node: ast.stmt, module: str) -> None:
    if module.split(".")[0] not in sys.stdlib_module_names:
        place = f"{file.name}.py:{node.lineno}"
        raise BundleError(f"{place}: imports '{module}' at the top: do it where it is needed")


def _title(file: _File) -> str:
    """Where the comments are: the text has room for the file's name alone."""
    return f"# {file.name}.py"


def _body(file: _File) -> str:
    """The file without imports, comments, annotations and docstrings."""
    edits = [*_comments(file), *_annotations(file)]
    edits += _docstring_edits(file)
    for inner in _relative(file, top=False):  # a function may hold nothing else
        edits.append((*file.span(inner), "pass"))
    gone: list[ast.stmt] = [*_typing_blocks(file)]
    gone += [node for node in file.tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    gone += [node for node in file.tree.body if "__all__" in _defined(node)]
    edits += [(*file.span(node), "") for node in gone]
    text = _edited(file.text.encode(), edits).decode()
    text = re.sub(rf"[ \t]+$|{GONE}\n?", "", text, flags=re.MULTILINE)
    text = _reindented(text, _two_columns_a_level)
    return re.sub(r"\n{3,}", "\n\n", text)


def _two_columns_a_level(line: str) -> str:
    return line[(len(line) - len(line.lstrip(" "))) // 2 :]


def _edited(data: bytes, edits: list[tuple[int, int, str]]) -> bytes:
    """Replaces (start, end, text), outer ones before those inside of them."""
    done = len(data)
    pieces = []
    for start, end, text in _outermost(edits):
        pieces.append(data[end:done])
        pieces.append(text.encode())
        done = start
    return data[:done] + b"".join(reversed(pieces))


def _outermost(edits: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The edits that lie in no other one, from the last to the first."""
    found: list[tuple[int, int, str]] = []
    for edit in sorted(edits, key=lambda e: (e[0], -e[1])):
        if not found or edit[0] >= found[-1][1]:
            found.append(edit)
    return found[::-1]


def _comments(file: _File) -> Iterator[tuple[int, int, str]]:
    """Every comment; a line that holds nothing else goes with it."""
    for token in tokenize.generate_tokens(io.StringIO(file.text).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            before = token.line[:column]
            start = file.starts[row - 1] + len(before.rstrip().encode())
            yield (
                start,
                file.starts[row - 1] + len(token.line.rstrip().encode()),
                "" if before.strip() else "\0",
            )


def _annotations(file: _File) -> Iterator[tuple[int, int, str]]:
    """The annotations of parameters, results and assignments in functions: a program that runs has no use for
    them.
    """
    data = file.text.encode()
    in_classes = {
        id(node) for body in ast.walk(file.tree) if isinstance(body, ast.ClassDef) for node in body.body
    }
    for node in ast.walk(file.tree):
        if isinstance(node, ast.arg) and node.annotation is not None:
            start, end = file.span(node)
            yield start + len(node.arg.encode()), end, ""
        elif isinstance(node, ast.AnnAssign) and node.value is not None and id(node) not in in_classes:
            yield file.span(node.target)[1], file.span(node.annotation)[1], ""
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns is not None:
            start, end = file.span(node.returns)
            arrow = data.rindex(b"->", 0, start)
            yield arrow - (data[arrow - 1 : arrow] == b" "), data.index(b":", end), ""


def _docstring_edits(file: _File) -> Iterator[tuple[int, int, str]]:
    """Every docstring; the file's is in its title."""
    for node in ast.walk(file.tree):
        if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if ast.get_docstring(node) is None:
            continue
        first = node.body[0]
        start, end = file.span(first)
        if isinstance(node, ast.Module) or len(node.body) > 1:
            yield start - first.col_offset, end, GONE
        else:
            yield start, end, "pass"


def _headers_literal(names: Collection[str] = ()) -> str:
    """The C and C++ library headers for NVRTC as a literal that can be read: all, or those named."""
    lines = []
    for name, text in nvrtc_headers().items():
        if names:  # text of every module; no string in it holds a //
            text = re.sub(r"[ \t]*//.*", "", text)
        literal = f'r"""{text}"""'
        if ast.literal_eval(literal) != text:
            literal = repr(text)
        if not names or name in names:
            lines.append(f'    "{name}": {literal},\n')
    return "{\n" + "".join(lines) + "}"
