"""Where pickled names and types lead to: the module that binds them, in whatever process."""

from __future__ import annotations

import sys
from typing import Any

from .engines import numba_engine
from .failures import NumbastError


def service_named(module: str) -> Any:
    """The service of a module's table, of whatever runtime; None when there is no such module."""
    import importlib

    loading: Any = sys.modules.get("numbast.library")
    try:
        found = loading.service_named(module) if loading is not None else None
        return found or importlib.import_module(module).__dict__["__numbast_binding__"].service
    except (ImportError, KeyError, OSError, SyntaxError, NumbastError):  # gone, or no longer what it was
        return None


def __numbast_record__(module: str, spelling: str, digest: str = "") -> Any:
    """The Numba type of a class, for pickles: by the module that binds it, C++ spelling and digest.

    A pickle must not fail for another class of that name: it gives a type that equals no other.
    """
    service = service_named(module)
    entry = service.library.types.get(spelling) if service is not None else None
    if service is not None and "<" in spelling and (entry or ("incomplete",))[0] == "incomplete":
        try:  # an instance, which its template's library is asked for
            entry = service.item(spelling).entry
        except (AttributeError, LookupError, NumbastError):
            entry = None
    if entry is None or (digest and entry[4:5] != (digest,)):
        return numba_engine().k.types.Opaque(f"C++ class {spelling} of {digest} in {module}")
    try:  # of a kernel that is compiled: the engine isn't needed yet
        found = service.item(spelling)
        return service.class_type(found.library, found.qualified)
    except AttributeError:  # a spelling with an inline namespace
        return service.class_type(service.library, spelling)


def __numbast_object__(module: str, digest: str, name: str) -> Any:
    """A bound name, for pickles."""
    return service_named(module).item(name)
