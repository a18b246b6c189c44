"""Checks of our own that no compiler makes: layers, state, streams, sizes, words.

Each check yields findings `(path, line, text)` and says in its docstring which rule it holds up. What
clang-format, the compilers, ruff and mypy see is left to them. Exit status: 0 when there is none.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
Finding = tuple[Path, int, str]

# A layer may include itself and these.
LAYERS = {
    "base": set[str](),
    "clang": {"base", "session"},
    "canopy": {"base", "clang", "session"},
    "compat": {"base", "clang", "canopy", "session"},
    "bind": {"base", "canopy", "session"},
}
FILE_LINES, TEST_LINES = 600, 1000
FUNCTION_LINES = 60
C_COLUMNS = 100

# Names of workplaces, registries and trackers have no place in what we ship. Written in halves, so
# that this file does not find itself.
FORBIDDEN_WORDS = [
    "/" + "work/",
    "/" + "root/",
    "py" + "pi.org",
    "python" + "hosted.org",
    "prototypes" + "/",
    "issue" + "3",
]


@cache
def text_of(path: Path) -> str:
    """The file's text; bytes that are no UTF-8 are replaced (some test headers hold such)."""
    return path.read_text(encoding="utf-8", errors="replace")


def lines_of(path: Path) -> list[str]:
    return text_of(path).splitlines()


def c_files(*folders: str) -> list[Path]:
    """All C sources, headers and tables below the folders, sorted."""
    found: list[Path] = []
    for folder in folders:
        for suffix in ("*.c", "*.h", "*.def"):
            found += (ROOT / folder).rglob(suffix)
    return sorted(found)


def python_files(*folders: str) -> list[Path]:
    found: list[Path] = []
    for folder in folders:
        for suffix in ("*.py", "*.pyi"):
            found += (p for p in (ROOT / folder).rglob(suffix) if "cases" not in p.parts)
    return sorted(found)


@cache
def code_of(path: Path) -> str:
    """The C text with comments and the insides of literals blanked; lines keep their numbers."""
    pattern = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)

    def blank(match: re.Match[str]) -> str:
        text = match.group()
        return re.sub(r"[^\n]", " ", text) if text.startswith("/") else text[0] + text[0]

    return pattern.sub(blank, text_of(path))


def matches(path: Path, pattern: str, text: str) -> Iterator[Finding]:
    """One finding for each match of the pattern in the C code (not its comments)."""
    code = code_of(path)
    for match in re.finditer(pattern, code, re.MULTILINE):
        yield path, code.count("\n", 0, match.start()) + 1, text.format(match.group().strip())


def layer_of(path: Path) -> str | None:
    """The layer a file of src/ belongs to; None for those that stand above all layers."""
    parts = path.relative_to(ROOT / "src").parts
    return parts[0] if len(parts) > 1 else None


# ---- C ----------------------------------------------------------------------


def check_includes() -> Iterator[Finding]:
    """Layers include downwards only: base <- clang <- canopy <- bind <- main and the extension."""
    for path in c_files("src"):
        layer = layer_of(path)
        if layer is None:
            continue
        for number, line in enumerate(lines_of(path), 1):
            match = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
            if not match:
                continue
            target = (path.parent / match[1]).resolve()
            if not target.is_relative_to(ROOT / "src"):
                continue
            name = str(target.relative_to(ROOT / "src"))
            other = layer_of(target) or target.stem
            if other != layer and other not in LAYERS[layer]:
                yield path, number, f"layer {layer} includes {name}"


def check_libclang() -> Iterator[Finding]:
    """Only src/clang calls libclang; the parser goes through cx.h, the planner sees nothing of it."""
    for path in c_files("src", "python/ext", "include"):
        layer = layer_of(path) if path.is_relative_to(ROOT / "src") else None
        if layer != "clang":
            yield from matches(path, r"\bclang_[a-z]\w*\s*\(", "{}: only src/clang calls libclang")
        if layer not in ("clang", "canopy", "compat"):
            yield from matches(path, r"\bCX[A-Z]\w*", "{}: libclang's types stay below src/bind")


def check_python_h() -> Iterator[Finding]:
    """Only the extension knows Python."""
    for path in c_files("src", "include", "tests"):
        yield from matches(path, r"#\s*include\s*<Python\.h>", "Python.h outside python/ext")


def check_streams() -> Iterator[Finding]:
    """Only the tool writes to a stream or ends the process; running out of memory is the exception."""
    calls = "printf|puts|putchar|perror|vprintf|exit|abort|_exit|longjmp|setjmp"
    pattern = rf"\b(?:{calls})\s*\(|\b(?:stdout|stderr)\b"
    for path in c_files("src", "python/ext"):
        if path.name in ("main.c", "arena.c"):
            continue
        yield from matches(path, pattern, "{}: only main.c writes to streams or ends the process")


def check_state() -> Iterator[Finding]:
    """No mutable state at file scope: everything hangs off the session."""
    definition = re.compile(r"^(?:static\s+)?[A-Za-z_][\w\s*]*?\b\w+(?:\[[^\]]*\])*\s*(?:=|;)")
    ignored = re.compile(r"^(?:typedef|extern|(?:struct|union)\s+\w+;|enum\b|_Static_assert)|\bconst\b")
    for path in c_files("src"):
        depth, statement = 0, ""
        for number, line in enumerate(code_of(path).splitlines(), 1):
            if line.lstrip().startswith("#"):
                continue
            if depth == 0 and definition.match(line) and not ignored.search(line) and not statement:
                yield path, number, f"mutable state at file scope: {line.strip()}"
            elif depth > 0 and re.match(r"\s+static\s", line) and "const" not in line and "(" not in line:
                yield path, number, f"mutable static: {line.strip()}"
            depth += line.count("{") - line.count("}")
            statement = "" if not line.strip() or line.rstrip()[-1] in ";}{" else line
    for path in c_files("python/ext"):
        yield from matches(path, r"^static\s+PyObject\s*\*\s*\w+\s*(?:=|;)", "{}: belongs to the module")


def check_sizes() -> Iterator[Finding]:
    """Lines and files that a reader can hold."""
    for path in c_files("src", "python/ext", "include", "tests/unit", "tests/api"):
        for number, line in enumerate(lines_of(path), 1):
            if len(line) > C_COLUMNS:
                yield path, number, f"{len(line)} columns, at most {C_COLUMNS}"
    sources = c_files("src", "python/ext", "include") + python_files("python", "tools")
    for paths, limit in ((sources, FILE_LINES), (python_files("tests", "bench"), TEST_LINES)):
        for path in paths:
            if len(lines_of(path)) > limit:
                yield path, limit, f"{len(lines_of(path))} lines, at most {limit}"


def check_functions() -> Iterator[Finding]:
    """Functions that fit on a screen; `{` and `}` of a C function stand at the line's start."""
    for path in c_files("src", "python/ext"):
        start = 0
        for number, line in enumerate(lines_of(path), 1):
            if line == "{":
                start = number
            elif line == "}" and start:
                if number - start - 1 > FUNCTION_LINES:
                    yield path, start, f"a function of {number - start - 1} lines, at most {FUNCTION_LINES}"
                start = 0
    for path in python_files("python", "tests", "tools", "bench"):
        for node in ast.walk(ast.parse(text_of(path))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                count = node.end_lineno - node.lineno + 1
                if count > FUNCTION_LINES:
                    yield path, node.lineno, f"{node.name} has {count} lines, at most {FUNCTION_LINES}"


def check_heads() -> Iterator[Finding]:
    """Each source opens with its idea, each Python module with a docstring."""
    for path in c_files("src", "python/ext", "include"):
        if not text_of(path).startswith("//"):
            yield path, 1, "opens without a comment that says its idea"
    for path in python_files("python", "tests", "tools", "bench", "examples"):
        text = text_of(path)
        if text.strip() and ast.get_docstring(ast.parse(text)) is None:
            yield path, 1, "opens without a docstring"


def check_lists() -> Iterator[Finding]:
    """meson.build and src/all.c list the same files as there are."""
    sources = {str(p.relative_to(ROOT)) for p in (ROOT / "src").rglob("*.c")}
    sources -= {"src/main.c", "src/all.c"}
    meson = ROOT / "meson.build"
    listed = {f"src/{name}" for name in re.findall(r"'src/([\w/]+\.c)'", text_of(meson))} - {"src/main.c"}
    one_file = ROOT / "src" / "all.c"
    included = {f"src/{name}" for name in re.findall(r'#include "([\w/]+\.c)"', text_of(one_file))}
    for path, names in ((meson, listed), (one_file, included)):
        for name in sorted(sources - names):
            yield path, 1, f"{name} is not listed"
        for name in sorted(names - sources):
            yield path, 1, f"{name} does not exist"
    packages = {p.parent for p in (ROOT / "python" / "numbast").rglob("*.py")}
    excluded = set(re.findall(r"'((?:\w+/)*__pycache__)'", text_of(meson)))
    for package in sorted(packages):
        cache_folder = str(package.relative_to(ROOT / "python" / "numbast") / "__pycache__")
        if cache_folder not in excluded:
            yield meson, 1, f"{cache_folder} is not excluded from the wheel"


def check_limited_api() -> Iterator[Finding]:
    """Names of the C API that the limited API of 3.10 lacks or that hide a reference."""
    pitfalls = {
        r"\bPyModule_AddObject\s*\(": "steals on success only: PyModule_AddObjectRef",
        r"\bPyUnicode_AsUTF8\s*\(": "not in the limited API of 3.10, and stops at a NUL",
        r"\bPy[A-Z]\w*_(?:GET_SIZE|GET_ITEM|SET_ITEM|AS_STRING)\s*\(": "a macro outside the limited API",
        r"->ob_type\b|->tp_\w+": "a type's inside is not in the limited API",
        r"\bPyErr_Print\s*\(": "prints",
    }
    for path in c_files("python/ext"):
        for pattern, why in pitfalls.items():
            yield from matches(path, pattern, "{}: " + why)


# ---- Python -----------------------------------------------------------------


def imports_of(tree: ast.AST, inside: bool = False) -> Iterator[tuple[str, int, bool]]:
    """`(module, line, inside a function)` of each import; relative ones begin with dots."""
    for node in ast.iter_child_nodes(tree):
        nested = inside or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        if isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING"):
            continue  # for type checkers; nothing is imported
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno, inside
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or ""), node.lineno, inside
        else:
            yield from imports_of(node, nested)


def check_runtime() -> Iterator[Finding]:
    """The runtime stands alone: it is copied into generated modules, and a second backend shares it."""
    runtime = ROOT / "python" / "numbast" / "runtime"
    for path in python_files("python/numbast/runtime"):
        depth = len(path.relative_to(runtime).parts)  # dots that still stay inside
        for name, line, inside in imports_of(ast.parse(text_of(path))):
            dots = len(name) - len(name.lstrip("."))
            top = name.split(".")[0]
            if dots > depth or top in ("numbast", "ast_canopy", "canopy"):
                yield path, line, f"the runtime imports {name}"
            is_backend = path.name.startswith("backend") or path.name.startswith("numba_cuda")
            if not inside and not is_backend and (top.startswith("numba") or top in ("llvmlite", "mlir")):
                yield path, line, f"{name} is imported at module level; only a backend file may"


def check_circles() -> Iterator[Finding]:
    """The files of the package import each other in one direction, inside functions too."""
    files = {path.stem: path for path in (ROOT / "python" / "numbast").glob("*.py")}
    uses: dict[str, dict[str, int]] = {}
    for name, path in files.items():
        found = uses[name] = {}
        for module, line, _ in imports_of(ast.parse(text_of(path))):
            if module.startswith(".") and module[1:] in files:
                found.setdefault(module[1:], line)
    above: list[str] = []
    done: set[str] = set()

    def visit(name: str) -> Iterator[Finding]:
        above.append(name)
        for used, line in uses[name].items():
            if used in above:
                circle = " -> ".join([*above[above.index(used) :], used])
                yield files[name], line, f"files import each other: {circle}"
            elif used not in done:
                yield from visit(used)
        done.add(above.pop())

    for name in sorted(files):
        if name not in done:
            yield from visit(name)


def check_words() -> Iterator[Finding]:
    """Nothing that we ship names the place where it was made."""
    suffixes = re.compile(r"\.(c|h|def|cuh?|pyi?|md|toml|build|txt|sh|json|ya?ml)")
    skipped = re.compile(r"build|dist|\.git|\.venv|__pycache__|\..*_cache")
    for path in sorted(ROOT.rglob("*")):
        relative = path.relative_to(ROOT)
        if any(map(skipped.fullmatch, relative.parts)) or not path.is_file():
            continue
        if not suffixes.fullmatch(path.suffix) and path.name not in ("Makefile", "run", "LICENSE"):
            continue
        for number, line in enumerate(lines_of(path), 1):
            for word in FORBIDDEN_WORDS:
                if word in line:
                    yield path, number, f"names {word}"


CHECKS: list[Callable[[], Iterator[Finding]]] = [
    check_includes,
    check_libclang,
    check_python_h,
    check_streams,
    check_state,
    check_sizes,
    check_functions,
    check_heads,
    check_lists,
    check_limited_api,
    check_runtime,
    check_circles,
    check_words,
]


def main() -> int:
    findings = [finding for check in CHECKS for finding in check()]
    for path, line, text in findings:
        print(f"{path.relative_to(ROOT)}:{line}: {text}", file=sys.stderr)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
