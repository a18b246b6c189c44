"""Members of an instance that no table lists: what a base class template brings or a using-declaration makes
public, arrays of constants, and why one can't be used.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Any

from .failures import NotBoundError, TemplateError, shown_in_kernels
from .template_text import reasons_of

MOST_ELEMENTS = 1024  # of an array of constants: each is a question
_MOST_EXTENTS = 3
#: What clang and NVRTC say of a member that is there and not public.
_NOT_PUBLIC = ("is a private member of", "is a protected member of", "is inaccessible")
METHOD = object()  # what is a function


def unlisted_member(oracle: Any, record: Any, name: str) -> Any:
    """A type, constant, or tuple of constants; METHOD; None when there is none. Raises NotBoundError for what
    is there and can't be used.
    """
    if not name.isidentifier():  # an operator
        return None if is_absent(oracle.ask(f"method;{record.qualified} &;{name}")[1][0]) else METHOD
    whole = f"{record.qualified}::{name}"
    # the constant last: what is wrong with its value makes it unknown to all that is asked behind it
    asked = (f"method;{record.qualified} &;{name}", extent_questions(whole)[0])
    try:
        library, (method, extent, size, *members) = oracle.ask(
            *asked, f"const;sizeof(decltype({whole}))", f"class;{whole}", f"const;{whole}"
        )
    except TemplateError:
        return None
    found = oracle.member_of(library, *members)
    if found is not None or is_absent(method):
        return found
    if extent["ok"] and extent["value"] >= 0:
        found = oracle.array(whole)
    if found is None and not method["ok"]:
        _refuse_what_is_no_function(record, name, [*members, method], is_data=size["ok"])
    return METHOD if found is None else found


def is_absent(method: dict[str, Any]) -> bool:
    """Does C++ say of a call that there is no such member?"""
    return not method["ok"] and method["message"].startswith("no member named")


def _refuse_what_is_no_function(
    record: Any, name: str, answers: Sequence[dict[str, Any]], is_data: bool
) -> None:
    constant = answers[1]
    said = [a.get("message", "").partition("\n")[0] for a in answers]
    why = next((text for text in said if any(part in text for part in _NOT_PUBLIC)), "")
    if any("function" in text for text in said):  # whose call is refused with this
        why = ""
    if is_data and constant.get("notes"):  # of what its value leads to
        why = reasons_of(constant)
    elif is_data and any(field[0] == name for field in record.entry[6]):
        why = "it is a field of its objects"
    elif is_data and not why:
        why = "it is a bit-field, a reference or of a type that isn't known, which NVRTC doesn't tell of"
    if why:
        refusal = shown_in_kernels(NotBoundError)
        raise refusal(f"{record.qualified}::{name} is not bound: {why}")


def foreign_instance(oracle: Any, text: str) -> Any:
    """An instance of a header that isn't bound; None where it may be something else, TemplateError where
    C++'s reason is all there is to say: the library has nothing of that namespace.
    """
    library = oracle.library
    try:
        return oracle.instance(text) if text.endswith(">") else None
    except TemplateError:
        outer, separator, _ = text.partition("::")
        has_type = library.outlined(text) in library.spellings
        if separator and not has_type and outer not in library.names.get("", ()):
            raise
        return None


# ---- arrays of constants ----------------------------------------------------------


def extent_questions(whole: str) -> list[str]:
    """What to ask for the extents of an array: of one, two, three dimensions. Of what is none it is -1."""
    parts = [f"{whole}{'[0]' * n}" for n in range(_MOST_EXTENTS)]
    return [f"const;numbast_call::extent<decltype(({part}))>::value" for part in parts]


def extents_of(answers: Sequence[Mapping[str, Any]]) -> tuple[int, ...]:
    """The extents; () of what is no array, or has too many elements."""
    known = [a["value"] if a["ok"] else -1 for a in answers]
    found = tuple(itertools.takewhile(lambda extent: extent >= 0, known))
    return found if 0 < math.prod(found) <= MOST_ELEMENTS else ()


def element_questions(whole: str, extents: Sequence[int]) -> list[str]:
    """What to ask for the values, the last extent's first."""
    places = itertools.product(*(range(extent) for extent in extents))
    return [f"const;{whole}{''.join(f'[{i}]' for i in place)}" for place in places]


def asked_array(oracle: Any, whole: str) -> Any:
    """The values of an array of constants, a tuple for each extent; None when it is none."""
    _, answers = oracle.ask(*extent_questions(whole))
    extents = extents_of(answers)
    if not extents:
        return None
    library, elements = oracle.ask(*element_questions(whole, extents))
    if not all(element["ok"] for element in elements):
        return None
    return shaped([oracle.value_of(library, element) for element in elements], extents)


def shaped(values: Sequence[Any], extents: Sequence[int]) -> tuple[Any, ...]:
    """The values of all elements as tuples of tuples."""
    if len(extents) == 1:
        return tuple(values)
    step = len(values) // extents[0]
    starts = range(0, len(values), step)
    return tuple(shaped(values[i : i + step], extents[1:]) for i in starts)
