"""The library object of dynamic mode: a module whose names are C++'s.

It stands on the same runtime as a static module. Nothing of a declaration is made before its name is asked
for, and a library that nobody refers to any more is freed: the process keeps those alone whose types or
functions a kernel has used.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable, Iterable, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any

from .errors import HeaderError
from .leaving_loaded import LoadedLeavingOut
from .linking import link_files
from .plans import Plan, Request, is_current
from .runtime.failures import is_dunder

if TYPE_CHECKING:
    from .reporting import Report

__all__ = ["LoadedLibrary", "library_report", "loaded_libraries", "loaded_library", "open_library"]

PACKAGE = "numbast.loaded"
Texts = dict[str, Any]  # {"comments": ..., "report": ...}


class LoadedLibrary(ModuleType):
    """What `numbast.load` returns. Attributes are C++ names; they win over `save`, which
    `type(lib).save(lib, ...)` always reaches.
    """

    def __init__(self, name: str, plan: Plan, asked: Request, texts: Callable[[], Texts]) -> None:
        super().__init__(name)
        state = self.__dict__
        state["__numbast_found__"] = {}
        state["__numbast_missing__"] = {}
        state["__numbast_plan__"] = plan
        state["__numbast_asked__"] = asked
        state["__numbast_texts__"] = texts
        state["__numbast_service__"] = service = _service(plan, name, self)
        state["__numbast_library__"] = service.library

    def __getattribute__(self, name: str) -> Any:
        plain = ModuleType.__getattribute__
        found = plain(self, "__dict__").get("__numbast_found__", ())
        if name in found:
            return found[name]
        if is_dunder(name):
            try:
                return plain(self, name)
            except AttributeError:
                pass  # C++ has such names too
        return self.__numbast_find__(name)

    def __numbast_find__(self, name: str) -> Any:
        missing: dict[str, AttributeError] = self.__numbast_missing__
        if name in missing:
            raise missing[name].with_traceback(None)
        try:
            found = self.__numbast_service__.attribute(name)
        except AttributeError as e:
            if name in OWN and name not in self.__numbast_plan__.table["skipped"]:
                return ModuleType.__getattribute__(self, name)
            missing[name] = e.with_traceback(None)
            raise
        self.__numbast_found__[name] = found
        return found

    def __setattr__(self, name: str, value: Any) -> None:
        ModuleType.__setattr__(self, name, value)
        self.__numbast_found__[name] = value

    def __delattr__(self, name: str) -> None:
        ModuleType.__delattr__(self, name)  # what C++ has by that name is there again
        self.__numbast_found__.pop(name, None)

    def __getitem__(self, name: str) -> Any:
        return self.__numbast_service__.item(name)

    def __dir__(self) -> list[str]:
        names: list[str] = self.__numbast_service__.names()
        return names

    def __repr__(self) -> str:
        return f"<C++ library {', '.join(self.__numbast_plan__.table['headers']) or 'of source text'}>"

    def __reduce__(self) -> Any:
        return loaded_library, (self.__name__,)

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        table = self.__numbast_plan__.table
        source = ", ".join(table["headers"]) or "source text"
        skipped = len(table["skipped"])
        return (
            f"Bindings of {source} for kernels of numba.cuda: {len(table['rows'])} overloads bound, "
            f"{skipped} names skipped (numbast.report says why).\n"
            f"CUDA {table['versions']['cuda']}, {', '.join(table['archs'])}, {table['std']}."
        )

    @property
    def __numbast__(self) -> dict[str, Any]:
        """Versions, options and digests."""
        plan, options = self.__numbast_plan__, self.__numbast_asked__.options
        keys = ("name", "format", "versions", "archs", "std", "headers", "defines", "embedded")
        named = {h.path: h.spelled for h in self.__numbast_asked__.headers}
        return {
            **{k: plan.table[k] for k in keys},
            "digest": plan.table["prefix"],
            "content": plan.content,
            "options": dict(vars(options)),
            "header_digests": {named[path]: content for path, _, content in plan.files if path in named},
        }

    @property
    def __all__(self) -> list[str]:
        names: list[str] = self.__numbast_service__.star()
        return names

    def precompile(self, archs: str | Iterable[str] = ()) -> int:
        """Compiles all units for these archs now, the loaded ones unless given: the cache folder then has
        what kernels link. Returns how many there are. EnvironmentProblem without NVRTC; ConfigError for
        archs that do not exist, and for functions that are compiled one by one; HeaderError from NVRTC.
        """
        from .precompiling import compile_units, precompiled_archs

        plan, units = self.__numbast_plan__, self.__numbast_library__.units
        wanted = precompiled_archs(archs) or tuple(plan.table["archs"])
        return sum(map(len, compile_units(plan.table, units, wanted).values()))

    def save(
        self,
        output: str | os.PathLike[str],
        *,
        report: str | os.PathLike[str] = "",
        runtime: str = "embed",
        embed_headers: bool = True,
        nvrtc_check: bool = True,
    ) -> Report:
        """Writes the static module of what was loaded: the bytes that `numbast.generate` writes with the same
        headers and options.

        `report`, `runtime`, `embed_headers`, `nvrtc_check` as there. HeaderError when a header has changed
        since it was loaded.
        """
        from .generating import write_checked

        plan, asked = self.__numbast_plan__, self.__numbast_asked__
        if not is_current(plan)[0]:
            raise HeaderError(f"{self!r}: a header has changed since it was loaded: load it again")
        headers = [h.path if not h.folder else h.name for h in asked.headers]
        return write_checked(
            "save", headers, asked.options, output, report, runtime, embed_headers, nvrtc_check
        )


OWN = ("precompile", "save")


def library_report(library: LoadedLibrary) -> Report:
    """What became of each declaration."""
    from .reporting import Report

    return Report(library.__numbast_texts__()["report"])


def open_library(plan: Plan, asked: Request, texts: Callable[[], Texts]) -> LoadedLibrary:
    """The library object of a plan."""
    name = f"{PACKAGE}.{plan.table['name']}_{plan.content[:16]}"
    return LoadedLibrary(name, plan, asked, texts)


def _service(plan: Plan, name: str, owner: LoadedLibrary) -> Any:
    """The runtime's service for the table, with what only dynamic mode knows."""
    from .bundle import packed_part
    from .runtime.attach import join_process, open_table, supply_parts
    from .runtime.engines import tell_types

    join_process()
    tell_types(LoadedLibrary)
    supply_parts(plan.table, packed_part)
    service = open_table(plan.table, name, None)
    library = service.library
    library.include_dirs = plan.folders
    library.link_files = link_files(owner.__numbast_asked__.options) if plan.table["link"] else {}
    library.owner = owner  # lives as long as any of its names
    leaving = LoadedLeavingOut(plan, owner.__numbast_asked__)
    leaving.install(library)
    if plan.table.get("templates"):
        from .instances import install_oracle

        install_oracle(service, plan, owner.__numbast_asked__, leaving)
    known: list[Any] = []

    def comments(handle: Any, lines: Sequence[str]) -> list[str]:
        from .comments import with_comments

        if not known:
            known.append(owner.__numbast_texts__()["comments"])
        return with_comments(known[0], handle, lines)

    library.comments = comments
    return service


#: Those of this process by the content of their plans.
loaded_libraries: weakref.WeakValueDictionary[str, LoadedLibrary] = weakref.WeakValueDictionary()


def loaded_library(name: str) -> LoadedLibrary:
    """The library of that module name, for pickles. ImportError when this process has not loaded it."""
    for library in list(loaded_libraries.values()):
        if library.__name__ == name:
            return library
    raise ImportError(f"'{name}' has not been loaded in this process")


def service_named(name: str) -> Any:
    """The runtime's service of a loaded library; None when there is none of that name."""
    found = [library for library in list(loaded_libraries.values()) if library.__name__ == name]
    return found[0].__numbast_service__ if found else None
