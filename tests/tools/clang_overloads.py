"""Clang's answers to overload questions, thousands in one translation unit.

Only for tests: the `clang.cindex` package of libclang-ng does the asking.
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Sequence
from typing import Any

from . import codes

NONE, AMBIGUOUS = "none", "ambiguous"


def cindex() -> Any:
    """clang.cindex of libclang-ng, or None where it is not installed."""
    try:
        found = importlib.metadata.files("libclang-ng")
        import clang.cindex as index
    except (importlib.metadata.PackageNotFoundError, ImportError):
        return None
    library = next((f for f in found or () if f.name == "libclang.so"), None)
    if library is None:
        return None
    if not index.Config.loaded:
        index.Config.set_library_file(str(library.locate()))
    return index


def ask(
    sets: Sequence[Sequence[tuple[str, ...]]],
    questions: Sequence[tuple[int, tuple[str, ...]]],
    preamble: str = "",
) -> list[int | str]:
    """For each question (a set's number, codes of the arguments) the chosen overload's number. Arguments are
    lvalues; with "=" in front they are prvalues, what a function returns.

    A set is a list of overloads, each the codes of its parameters. NONE and AMBIGUOUS stand for no answer.
    Arguments with code "0i" are the literal 1, "0n" nullptr, "0d" the literal 1.0."""
    index = cindex()
    assert index, "libclang-ng is needed"
    lines = [*preamble.splitlines(), "template <class T> T made();"]
    overload_at: dict[int, int] = {}
    for number, overloads in enumerate(sets):
        for k, params in enumerate(overloads):
            declared = ", ".join(codes.cpp(p) for p in params)
            lines.append(f"namespace s{number} {{ void f({declared}); }}")
            overload_at[len(lines)] = k
    question_at: dict[int, int] = {}
    for number, (which, args) in enumerate(questions):
        literals = {"0i": "1", "0n": "nullptr", "0d": "1.0"}
        declared = ", ".join(
            codes.cpp(a, f"a{i}") for i, a in enumerate(args) if a not in literals and a[0] != "="
        )
        values = [f"made<{codes.cpp(a[1:])}>()" if a[0] == "=" else f"a{i}" for i, a in enumerate(args)]
        given = ", ".join(literals.get(a, value) for a, value in zip(args, values, strict=True))
        lines.append(f"void q{number}({declared}) {{ s{which}::f({given}); }}")
        question_at[len(lines)] = number
    unit = index.Index.create().parse(
        "ask.cpp", ["-std=gnu++17", "-ferror-limit=0"], [("ask.cpp", "\n".join(lines) + "\n")]
    )
    answers: list[int | str] = [NONE] * len(questions)
    for diagnostic in unit.diagnostics:
        line = diagnostic.location.line
        if diagnostic.severity >= 3:
            assert line in question_at, f"{lines[line - 1]}: {diagnostic.spelling}"
            if "ambiguous" in diagnostic.spelling:
                answers[question_at[line]] = AMBIGUOUS
    for cursor in unit.cursor.get_children():
        if cursor.kind == index.CursorKind.FUNCTION_DECL and cursor.location.line in question_at:
            call = _call(cursor, index)
            if call is not None and call.referenced is not None:
                answers[question_at[cursor.location.line]] = overload_at[call.referenced.location.line]
    return answers


def _call(cursor: Any, index: Any) -> Any:
    """The first call of f below a cursor; temporaries put other expressions around it."""
    for child in cursor.get_children():
        if child.kind == index.CursorKind.CALL_EXPR and child.spelling == "f":
            return child
        found = _call(child, index)
        if found is not None:
            return found
    return None
