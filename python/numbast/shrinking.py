"""Python text without what only its readers need: blanks between tokens, deep indentation, long local names,
assertions, which are for type checkers here, and the None of a return.

The lines stay, so that a traceback's numbers lead somewhere. Local variables are renamed where nothing else
can know their names: nothing that an inner function or f-string mentions, nothing that is a variable of a
comprehension alone; of parameters `self`, and those of private functions that no call names. The result is
the same on every Python that can read the text.
"""

from __future__ import annotations

import ast
import builtins
import io
import itertools
import keyword
import string
import tokenize
from collections.abc import Iterator

__all__ = ["shrunk"]

_INNER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.JoinedStr)
_WORDS = (tokenize.NAME, tokenize.NUMBER, tokenize.STRING)
_UNSEEN = (tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING, tokenize.ENDMARKER)
_FSTRING = (getattr(tokenize, "FSTRING_START", -1), getattr(tokenize, "FSTRING_END", -1))

Place = tuple[int, int]  # line from 1, column in characters


def shrunk(text: str) -> str:
    """The text made small. It must parse, and hold no comments behind code."""
    renames = _renames(text)
    return "\n".join(_lines(text, renames)) + "\n"


# ---- blanks ------------------------------------------------------------------


def _lines(text: str, renames: dict[Place, str]) -> Iterator[str]:
    """The physical lines, each indented by one column a level; lines inside brackets by none."""
    source = text.split("\n")
    line: list[str] = []
    depth = at = 0
    is_word, is_start = False, True
    for token in _whole_tokens(text, source):
        if token.type == tokenize.INDENT:
            depth += 1
        elif token.type == tokenize.DEDENT:
            depth -= 1
        if token.type in _UNSEEN:
            continue
        if (
            token.start[0] > at > 0
            and line
            and not is_start
            and token.type not in (tokenize.NEWLINE, tokenize.NL)
        ):
            if source[at - 1].endswith("\\"):
                line.append("\\")
            yield "".join(line)  # a line goes on: inside brackets, or behind a backslash
            line, is_word = [], False
        at = token.end[0]
        if token.type in (tokenize.NEWLINE, tokenize.NL):
            if line:
                yield "".join(_spared(line))
            line, is_word = [], False
            is_start = is_start if token.type == tokenize.NL else True
            continue
        if is_start:
            line.append(" " * depth)
            is_start = False
        word = token.type in _WORDS
        line += [" "] if word and is_word else []
        line.append(renames.get(token.start, token.string))
        is_word = word


def _spared(line: list[str]) -> list[str]:
    """A statement of one line (its indentation, words and blanks) as short as it may be."""
    if line[1:] == ["return", " ", "None"]:
        return line[:2]
    return [line[0], "pass"] if line[1:2] == ["assert"] else line


def _whole_tokens(text: str, source: list[str]) -> Iterator[tokenize.TokenInfo]:
    """The tokens, an f-string as one, as it was before Python 3.12."""
    nested, start = 0, (0, 0)
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == _FSTRING[0]:
            nested += 1
            if nested == 1:
                start = token.start
        elif token.type == _FSTRING[1]:
            nested -= 1
            if not nested:
                whole = _between(source, start, token.end)
                yield tokenize.TokenInfo(tokenize.STRING, whole, start, token.end, token.line)
        elif (not nested and token.type != tokenize.COMMENT) or (not nested and token.start[1] == 0):
            yield token


def _between(source: list[str], start: Place, end: Place) -> str:
    lines = source[start[0] - 1 : end[0]]
    lines[-1] = lines[-1][: end[1]]
    lines[0] = lines[0][start[1] :]
    return "\n".join(lines)


# ---- names -------------------------------------------------------------------


def _renames(text: str) -> dict[Place, str]:
    """Where a token stands -> the name that it gets."""
    found: dict[Place, str] = {}
    scopes = _scopes(ast.parse(text), found)
    brackets = 0
    tokens = [t for t in tokenize.generate_tokens(io.StringIO(text).readline) if t.type not in _UNSEEN]
    at = 0  # scopes are sorted by where they begin
    open_scopes: list[tuple[Place, Place, dict[str, str]]] = []
    for i, token in enumerate(tokens):
        while at < len(scopes) and scopes[at][0] <= token.start:
            open_scopes.append(scopes[at])
            at += 1
        while open_scopes and open_scopes[-1][1] <= token.start:
            open_scopes.pop()
        if token.type == tokenize.OP:
            brackets += (token.string in "([{") - (token.string in ")]}")
        if token.type != tokenize.NAME or not open_scopes:
            continue
        new = open_scopes[-1][2].get(token.string)
        is_keyword = brackets and i + 1 < len(tokens) and tokens[i + 1].string == "="
        if new and tokens[i - 1].string != "." and not is_keyword:
            found[token.start] = new
    return found


def _scopes(tree: ast.Module, places: dict[Place, str]) -> list[tuple[Place, Place, dict[str, str]]]:
    """(start, end, {old: new}) of the body of each function and class, outer ones first; parameters are
    entered in `places`.
    """
    found: list[tuple[Place, Place, dict[str, str]]] = []
    keywords = {n.arg for n in ast.walk(tree) if isinstance(n, ast.keyword)}
    methods = {f for c in ast.walk(tree) if isinstance(c, ast.ClassDef) for f in c.body}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names: dict[str, str] = {}
            if not isinstance(node, ast.ClassDef):
                own = _own_parameters(node, node in methods, keywords)
                names = _new_names(node, {a.arg for a in own})
                places.update({(a.lineno, a.col_offset): names[a.arg] for a in own if a.arg in names})
            first = node.body[0]
            above = getattr(first, "decorator_list", [])
            start = (above[0].lineno, above[0].col_offset - 1) if above else (first.lineno, first.col_offset)
            found.append((start, (node.end_lineno or 0, node.end_col_offset or 0), names))
    return sorted(found, key=lambda scope: (scope[0], [-x for x in scope[1]]))


def _own_parameters(
    function: ast.FunctionDef | ast.AsyncFunctionDef, is_method: bool, keywords: set[str | None]
) -> list[ast.arg]:
    """The parameters that no caller names."""
    if function.args.posonlyargs or function.args.kwarg:  # any name may be among **kws
        return []
    given = function.args.args
    first = [a for a in given[:1] if is_method and a.arg in ("self", "cls")]
    name = function.name
    if not name.startswith("_") or name.endswith("__") or function.decorator_list:
        return first
    return first + [a for a in given[len(first) :] if a.arg not in keywords]


def _new_names(function: ast.FunctionDef | ast.AsyncFunctionDef, own: set[str]) -> dict[str, str]:
    """Short names for the local variables, and the parameters `own`, that nothing but the function's own
    statements mentions.
    """
    stored: dict[str, None] = dict.fromkeys(sorted(own))
    fixed = {a.arg for a in ast.walk(function.args) if isinstance(a, ast.arg)} - own
    used = {n.id for n in ast.walk(function) if isinstance(n, ast.Name)} | fixed | own
    for node in _own_nodes(function):
        if isinstance(node, _INNER):
            fixed |= _mentioned(node)
        elif isinstance(node, ast.Global | ast.Nonlocal):
            fixed.update(node.names)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            fixed.update((name.asname or name.name).partition(".")[0] for name in node.names)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            stored[node.id] = None
        elif isinstance(node, ast.ExceptHandler) and node.name:
            stored[node.name] = None
        elif isinstance(node, ast.comprehension):  # elsewhere the name may be a global one
            fixed |= _mentioned(node.target)
    taken = used | fixed | set(stored) | set(keyword.kwlist) | set(dir(builtins))
    short = (a + b for a, b in itertools.product(["", *string.ascii_lowercase], string.ascii_lowercase))
    free = (name for name in short if name not in taken)
    return {name: next(free) for name in stored if name not in fixed and len(name) > 1}


def _own_nodes(function: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function's body; of what is inside of it in turn the node alone."""
    waiting = list(ast.iter_child_nodes(function))
    while waiting:
        node = waiting.pop(0)
        yield node
        if not isinstance(node, _INNER):
            waiting[:0] = ast.iter_child_nodes(node)


def _mentioned(inner: ast.AST) -> set[str]:
    """Every name in a node that may be another's."""
    names: set[str] = set()
    for node in ast.walk(inner):
        if isinstance(node, ast.Name):
            names.add(node.id)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Global | ast.Nonlocal):
            names.update(node.names)
    return names
