"""What C++'s `S{...}` leaves in the fields that are not given, for objects on the host: the table has it as
clang evaluated it, of classes whose `S{}` is more than zeros.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .declared import record_hosts
from .host_objects import bits_wide


def fill_left_out(made: Any, given: Iterable[str]) -> None:
    """Sets what isn't `given`. TypeError for what only device code can tell."""
    record, layout, accesses = made.numbast_record, made.numbast_layout, made.numbast_accesses
    name, names = record.qualified, list(given)
    more = record.entry[8] if len(record.entry) > 8 else {}
    known = more.get("initial")
    spans = {one: (a.field.bits, a.field.bits + bits_wide(a)) for one, a in accesses.items()}
    unknown = [] if names else [why for _, why, _, _ in layout.hidden]
    for field, access in accesses.items():
        start, end = spans[field]
        if any(spans[one][0] < end and start < spans[one][1] for one in names):
            continue
        value = None if known is None else known.get(field, 0)
        if isinstance(value, tuple):  # where nothing is given alone
            value = None if names else value[0]
        if value is None:
            unknown.append(field)
        elif isinstance(value, str):
            made.numbast_bytes[start // 8 : end // 8] = list(bytes.fromhex(value))
        elif value:
            access.set(made, value, making=True)
    if not names and (unknown or known is None):
        raise TypeError(
            f"{name}() runs a constructor, which is device code: give fields by name, or use from_numpy"
        )
    if unknown:
        raise TypeError(
            f"{name}: what C++ makes of {', '.join(unknown)} here is computed on the device: "
            "give all fields, or use from_numpy"
        )


record_hosts["left"] = fill_left_out
