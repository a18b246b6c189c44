"""The option `types`: is each Numba type there, is each class, do their sizes agree?

The kernel's compiler would say it too (runtime/engine.py), but only to who uses the class there. Numba is
asked here, so its import is paid for by those who give the option.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .errors import ConfigError
from .options import did_you_mean

__all__ = ["check_classes", "check_names"]


def check_names(given: Mapping[str, str]) -> dict[str, int]:
    """{Numba's name: bytes of its values}. ConfigError for a name that is no type of Numba's, or none that a
    class can be; nothing where there is no numba-cuda to ask.
    """
    try:
        from .runtime.backend_numba_cuda import NumbaCuda

        numba = NumbaCuda()
    except ImportError:
        return {}
    return {name: _size(numba, cxx, name) for cxx, name in given.items()}


def _size(numba: Any, cxx: str, name: str) -> int:
    found, last = numba.named_type(name), name.rpartition(".")[2]
    if found is None:
        types = numba.types
        known = [n for n in dir(types) if isinstance(getattr(types, n), (types.Number, types.Boolean))]
        hint = did_you_mean(last, [*known, *numba.vectors])
        raise ConfigError(f"option 'types': {cxx}: Numba has no type '{name}'{hint}", "types")
    is_value = isinstance(found, (numba.types.Number, numba.types.Boolean))
    if not is_value and last not in (*numba.vectors, "dim3"):
        raise ConfigError(
            f"option 'types': {cxx}: Numba's '{name}' is no type of numbers or vectors", "types"
        )
    size: int = numba.shape(found)[0]
    return size


def check_classes(given: Mapping[str, str], sizes: Mapping[str, int], table: Mapping[str, Any]) -> None:
    """ConfigError when a class is none that what is bound uses, or is of another size than Numba's type.
    `table`: the binding table's `types`.
    """
    classes = {name: entry[1] for name, entry in table.items() if entry[0] == "record"}
    for cxx, name in given.items():
        if cxx not in classes:
            hint = did_you_mean(cxx, classes)
            raise ConfigError(f"option 'types': nothing that is bound uses a class '{cxx}'{hint}", "types")
        if sizes.get(name, classes[cxx]) != classes[cxx]:
            what = f"{cxx} has {classes[cxx]} bytes, Numba's {name} has {sizes[name]} bytes"
            raise ConfigError(f"option 'types': {what}", "types")
