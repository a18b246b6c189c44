"""Which of a call's spellings is the call, of those that C++ takes.

An array may be asked for as an array, a pointer and its first element, a number as a variable and a
temporary: the likeliest comes first, and what can't be meant is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .calls import Operand
from .codes import CxxType
from .engines import numba_engine
from .headers import UnitError
from .table import Library, Row

Answers = Sequence[dict[str, Any]]


def taken_answer(
    library: Library, answers: Answers, operands: Sequence[Operand]
) -> tuple[Row, dict[str, Any]] | None:
    """The answer that is the call, and its row; None when C++ takes none, or what it takes has no row."""
    taken = [a for a in answers if a["ok"] and "row" in a and _fits_places(library.row(a["row"]), operands)]
    taken = [a for a in taken if not _moves_pointer(library.row(a["row"]), operands)] or taken
    for at, answer in enumerate(taken):
        row = library.row(answer["row"])
        if _is_for_element(library, answer, taken[at + 1 :]) and _body_problem(row):
            continue
        numbers = [i for i, p in enumerate(row.parameters) if _is_number_place(p)]
        for other in taken if numbers else ():  # T && takes a number as it takes a variable
            moved = library.row(other["row"]).parameters
            if len(moved) == len(row.parameters) and all(moved[i].kind == "rvalue" for i in numbers):
                return library.row(other["row"]), other
        return row, answer
    return (library.row(taken[0]["row"]), taken[0]) if taken else None  # compiling says what is wrong


def _is_number_place(t: CxxType) -> bool:
    """Is it `T &` of a number?"""
    return (
        t.kind == "reference" and t.target is not None and t.target.kind == "builtin" and not t.target.const
    )


def _fits_places(row: Row, operands: Sequence[Operand]) -> bool:
    """An array's first element stands for the array only where it may be changed."""
    given = operands[len(operands) - len(row.parameters) :]
    return not any(
        o.form == "array"
        and t.value.kind not in ("pointer", "array")
        and (t.target is None or t.target.const)
        for o, t in zip(given, row.parameters, strict=False)
    )


def _moves_pointer(row: Row, operands: Sequence[Operand]) -> bool:
    """Is there an array for a reference to a pointer that may be changed? An array's can't."""
    given = operands[len(operands) - len(row.parameters) :]
    return any(
        o.form == "array" and t.target is not None and t.target.kind == "pointer" and not t.target.const
        for o, t in zip(given, row.parameters, strict=False)
        if t.kind == "reference"
    )


def _is_for_element(library: Library, answer: dict[str, Any], others: Answers) -> bool:
    """Is an array of one element taken by a `T &` that would take the element too?"""
    place = str(answer.get("declared")), answer.get("line")
    arrays = [i for i, p in enumerate(library.row(answer["row"]).parameters) if _is_single(p)]
    for other in others if arrays else ():
        parameters = library.row(other["row"]).parameters
        is_same = place == (str(other.get("declared")), other.get("line"))  # NVRTC doesn't say which it takes
        if is_same and any(i < len(parameters) and _is_number_place(parameters[i]) for i in arrays):
            return True
    return False


def _is_single(t: CxxType) -> bool:
    of = t.target if t.kind == "reference" else None
    return of is not None and of.kind == "array" and of.extent == 1


def _body_problem(row: Row) -> str | None:
    """Why NVRTC refuses a shim; None when it compiles."""
    try:
        return row.library.compiled(row, numba_engine().arch(), False)[2]
    except UnitError as e:
        return str(e)
