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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Node = dict[str, Any]


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
            file, line = "", 0
            for chunk, files, last_line in _chunks(process.stdout):
                start = file, line
                file, line = files[-1] if files else file, last_line or line
                if self.counts(start[0]) or any(self.counts(f) for f in files):
                    node = json.loads(chunk)
                    _complete_places(node, *start)
                    yield node

    # ---- layouts -----------------------------------------------------------------

    def layouts(self) -> dict[str, tuple[int, int, tuple[int, ...]]]:
        """`{name: (size, alignment, field offsets)}` in bits of every complete record."""
        done = self.run(
            "-fsyntax-only",
            "-Xclang",
            "-skip-function-bodies",
            "-Xclang",
            "-fdump-record-layouts-simple",
            "-Xclang",
            "-fdump-record-layouts-complete",
        )
        found = {}
        pattern = re.compile(
            r"Type: (?:struct |class |union |enum )?(.*?)\n\nLayout: <ASTRecordLayout\n\s*Size:(\d+)\n.*?"
            r"Alignment:(\d+)\n.*?FieldOffsets: \[([^\]]*)\]>",
            re.DOTALL,
        )
        for name, size, alignment, offsets in pattern.findall(done.stdout):
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
        done = self.run("-fsyntax-only", "-ferror-limit=0", "-w", text="\n".join(rows) + "\n")
        wrong: dict[int, str] = {}
        for line, message in re.findall(r"rows\.cu:(\d+):\d+: (?:fatal )?error: (.*)", done.stderr):
            if int(line) >= first:
                wrong.setdefault(int(line) - first, message)
        return wrong


def _chunks(lines: Iterator[str]) -> Iterator[tuple[str, list[str], int]]:
    """Each namespace-scope declaration's JSON, the files that its places name, its last line's number."""
    chunk: list[str] = []
    files: list[str] = []
    number = 0
    is_from = False  # the next line says where a file was included from
    for line in lines:
        if not chunk and not line.startswith("    {"):
            continue
        chunk.append(line)
        text = line.lstrip()
        if text.startswith('"file": "') and not is_from:
            files.append(json.loads("{" + text.rstrip().rstrip(",") + "}")["file"])
        elif text.startswith('"line": '):
            number = int(text[8:].rstrip().rstrip(","))
        is_from = text.startswith('"includedFrom"')
        if line.startswith("    }"):
            yield "".join(chunk).rstrip().rstrip(","), files, number
            chunk, files, number = [], [], 0


def _complete_places(node: Any, file: str, line: int) -> tuple[str, int]:
    """Clang names file and line where they change; this writes them at every place. Returns the last ones."""
    if isinstance(node, dict):
        if "offset" in node:
            file = node.setdefault("file", file)
            line = node.setdefault("line", line)
        for key, value in node.items():
            if key != "includedFrom" and isinstance(value, dict | list):
                file, line = _complete_places(value, file, line)
    elif isinstance(node, list):
        for value in node:
            file, line = _complete_places(value, file, line)
    return file, line
