"""What clang itself says of a header: its AST as JSON, record layouts, macros, values by static_assert.

An independent reader for the differential test of the model: the `clang` program with the arguments of
the very parse, none of our C code. The dump of a CUDA unit has hundreds of megabytes, so it is read
one namespace-scope declaration at a time, and only those that touch a file that counts are decoded.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Node = dict[str, Any]

FUNCTIONS = ("FunctionDecl", "CXXMethodDecl", "CXXConstructorDecl", "CXXDestructorDecl", "CXXConversionDecl")
TEMPLATES = {
    "FunctionTemplateDecl": "function",
    "ClassTemplateDecl": "class",
    "TypeAliasTemplateDecl": "alias",
    "VarTemplateDecl": "variable",
    "ConceptDecl": "concept",
    "ClassTemplatePartialSpecializationDecl": "partial",
}
PARAMETERS = {
    "TemplateTypeParmDecl": "type",
    "NonTypeTemplateParmDecl": "value",
    "TemplateTemplateParmDecl": "template",
}
SPACES = {"CUDAHostAttr": 1, "CUDADeviceAttr": 2, "CUDAGlobalAttr": 4}


def find_clang(major: int) -> str | None:
    """A clang program of libclang's own major version: $NUMBAST_TEST_CLANG, else clang-NN on PATH."""
    for name in (os.environ.get("NUMBAST_TEST_CLANG"), f"clang-{major}", "clang"):
        path = shutil.which(name) if name else None
        if path:
            text = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
            found = re.search(r"version (\d+)\.", text)
            if found and int(found[1]) == major:
                return path
    return None


@dataclass
class Clang:
    """The program, the arguments of the parse, the main file that includes the headers."""

    program: str
    arguments: list[str]
    main: Path
    retained: set[str]  # real paths of the files whose declarations count
    _real: dict[str, str] = field(default_factory=dict)

    def run(self, *extra: str, text: str | None = None) -> subprocess.CompletedProcess[str]:
        """Runs clang on the main file, or on `text` behind its includes."""
        source = self.main
        if text is not None:
            source = self.main.with_name("rows.cu")
            source.write_text(self.main.read_text() + text)
        command = [self.program, *self.arguments, *extra, str(source)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def counts(self, file: str | None) -> bool:
        """Whether a file, as clang names it, is one whose declarations count."""
        if not file:
            return False
        if file not in self._real:
            self._real[file] = os.path.realpath(file)
        return self._real[file] in self.retained

    # ---- the AST -----------------------------------------------------------------

    def declarations(self) -> Iterator[Node]:
        """The unit's declarations that touch a file that counts; each place has its `file`."""
        command = [self.program, *self.arguments, "-fsyntax-only", "-Xclang", "-ast-dump=json"]
        command += ["-Xclang", "-skip-function-bodies", str(self.main)]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as process:
            assert process.stdout
            for chunk, files in _Unit(process.stdout).declarations():
                if any(self.counts(f) for f in files):
                    yield json.loads(chunk)

    # ---- layouts -----------------------------------------------------------------

    def layouts(self, names: Iterable[str]) -> dict[str, tuple[int, int, tuple[int, ...]]]:
        """`{name: (size, alignment, field offsets)}` in bits of every complete record.

        What is dumped where a record ends lacks the attributes behind its brace, and clang keeps that. What
        it dumps where one is used wins, and each of `names` that can be named is.
        """
        used = "".join(f"int numbast_used{i}[sizeof({name})];\n" for i, name in enumerate(names))
        simple = (
            "-fsyntax-only",
            "-Xclang",
            "-skip-function-bodies",
            "-Xclang",
            "-fdump-record-layouts-simple",
        )
        dumps = [
            self.run(*simple, "-Xclang", "-fdump-record-layouts-complete").stdout,
            self.run(*simple, "-ferror-limit=0", text=used).stdout,
        ]
        found = {}
        pattern = re.compile(
            r"Type: (?:struct |class |union |enum )?(.*?)\n\nLayout: <ASTRecordLayout\n\s*Size:(\d+)\n.*?"
            r"Alignment:(\d+)\n.*?FieldOffsets: \[([^\]]*)\]>",
            re.DOTALL,
        )
        for name, size, alignment, offsets in (row for dump in dumps for row in pattern.findall(dump)):
            places = tuple(int(o) for o in offsets.split(",") if o.strip())
            found[name] = (int(size), int(alignment), places)
        return found

    # ---- macros ------------------------------------------------------------------

    def macros(self) -> dict[str, str]:
        """`{name and parameters: body}` of macros that files that count define and nothing undefines."""
        found: dict[str, tuple[str, str]] = {}
        file = ""
        for line in self.run("-E", "-dD").stdout.splitlines():
            if mark := re.match(r'# \d+ "((?:[^"\\]|\\.)*)"', line):
                file = mark[1]
            elif gone := re.match(r"#undef (\w+)", line):
                found.pop(gone[1], None)
            elif made := re.match(r"#define (\w+)(\([^)]*\))?(.*)", line):
                found.pop(made[1], None)
                if self.counts(file):
                    found[made[1]] = (made[1] + (made[2] or ""), made[3])
        return dict(found.values())

    # ---- rows --------------------------------------------------------------------

    def wrong_rows(self, rows: Sequence[str]) -> dict[int, str]:
        """`{row: clang's first error}` of one-line rows of C++ behind the headers."""
        first = self.main.read_text().count("\n") + 1
        options = ("-fsyntax-only", "-ferror-limit=0", "-w", "-Xclang", "-skip-function-bodies")
        done = self.run(*options, text="\n".join(rows) + "\n")
        wrong: dict[int, str] = {}
        for line, message in re.findall(r"rows\.cu:(\d+):\d+: (?:fatal )?error: (.*)", done.stderr):
            if int(line) >= first:
                wrong.setdefault(int(line) - first, message)
        return wrong


class _Unit:
    """The dump, line by line: namespace-scope declarations without what nobody asks for.

    Bodies, instantiations and expressions are most of it (cute/tensor.hpp: 3 GB in 45 million lines), so
    they go before anything is decoded. Clang names file and line where they change; every place that stays
    gets both.
    """

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines = lines
        self.file, self.line = "", "0"
        self.chunk: list[str] = []
        self.files: list[str] = []  # that the current declaration's places name
        self.nodes: list[tuple[int, str]] = []  # the open nodes' indentations and kinds

    def declarations(self) -> Iterator[tuple[str, list[str]]]:
        """Each declaration's JSON, and the files that its places name."""
        last_file = is_from = ""  # whether the next line says where a file was included from
        number = -1
        for text in self.lines:
            line = text.lstrip()
            if line.startswith('"file": "') and not is_from:
                self.file = line.rstrip().rstrip(",")
                self.files.append(json.loads(self.file[8:]))
                last_file = self.files[-1]
                continue
            if line.startswith('"line": '):
                self.line = line[8:].rstrip().rstrip(",")
                continue
            is_from = line.startswith('"includedFrom"')
            if number >= 0:  # below a node that is left out
                if line.startswith("}") and len(text) - len(line) == number:
                    self._close_skipped(line)
                    number = -1
            elif self.chunk or text.startswith("    {"):
                number = self._take(text, line)
            if self.chunk and text.startswith("    }") and number < 0:
                yield "".join(self.chunk).rstrip().rstrip(","), self.files
                self.chunk, self.files, self.nodes = [], [last_file], []

    def _take(self, text: str, line: str) -> int:
        """Keeps a line; the indentation of the node that it begins if that node is left out, else -1."""
        if line.startswith('"col": '):
            self.chunk.append(f'{self.file},\n"line": {self.line},\n')
        self.chunk.append(text)
        if not line.startswith('"kind": "') or not self.chunk[-2].lstrip().startswith('"id": "'):
            return -1
        number = len(text) - len(line) - 2
        if self.chunk[-3] != " " * number + "{\n":
            return -1  # what a node refers to, not a node
        while self.nodes and self.nodes[-1][0] >= number:
            self.nodes.pop()
        kind = line[9 : line.index('"', 9)]
        if self.nodes and not _is_wanted([k for _, k in self.nodes[-2:]], kind):
            del self.chunk[-3:]
            return number
        self.nodes.append((number, kind))
        return -1

    def _close_skipped(self, line: str) -> None:
        if not line.startswith("},"):  # it was the last of its list
            self.chunk[-1] = self.chunk[-1].rstrip().rstrip(",") + "\n"


def _is_wanted(parents: list[str], kind: str) -> bool:
    """Whether a node below others says something that the comparison asks for."""
    parent = parents[-1] if parents else ""
    if parent in TEMPLATES:
        return kind in PARAMETERS
    if parent in PARAMETERS or parent == "VarDecl" or parents[:-1] == ["ParmVarDecl"]:
        return False
    if parent in FUNCTIONS:
        return kind == "ParmVarDecl" or kind in SPACES
    return kind != "StaticAssertDecl" and not kind.endswith("Comment")
