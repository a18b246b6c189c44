"""How a static module becomes its binding: names of C++ win, everything is made on first use.

The runtime's own text is code in the same module, so its names must not hide C++'s: the module's class is
replaced by one whose attributes are the table's names. Of several runtimes in a process the newest serves all
tables; which one that is, is decided when the first name is asked for.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

from .backend_numba_cuda import make_numba_cuda
from .engines import before_kernels, engine_makers, is_numba, numba_engine, tell_types
from .failures import RuntimeNumbastError, is_dunder, process_space
from .handles import Constant, Function, Namespace, Record, find_item, find_name, public_names, star_names
from .kernel_cache import install_kernel_cache
from .parts import PART_TEXT, install_parts, lacking_parts, part_objects
from .table import Library, names_of
from .version import RUNTIME_VERSION, TABLE_FORMAT

engine_makers["numba-cuda"] = make_numba_cuda
before_kernels["numba.cuda.dispatcher"] = install_kernel_cache


class Service:
    """What a runtime does for a table; the methods are the contract between runtimes of different
    versions.
    """

    def __init__(self, table: dict[str, Any], module: str, file: str | None) -> None:
        install_parts(table.get("parts", ()), process_space().parts)
        tell_types(Function, Record, Constant, Namespace)
        self.library = Library(table, module, file)
        if "listed" in table:
            self.library.oracle = part_objects["listed"](self.library)

    @staticmethod
    def lacking(table: dict[str, Any]) -> list[str]:
        """Parts of the runtime that a table needs and this one can't get."""
        return lacking_parts(table.get("parts", ()), process_space().parts)

    def offered(self, name: str) -> Any:
        """What a part of this runtime offers to the package."""
        return part_objects[name]

    def child(self, table: dict[str, Any], include_dirs: Sequence[str]) -> Library:
        """A table that belongs to this service's library, with what it needs."""
        install_parts(table.get("parts", ()), process_space().parts)
        found = Library(table, self.library.module, None, include_dirs)
        found.comments = self.library.comments
        return found

    def attribute(self, name: str) -> Any:
        if is_numba(name):
            raise AttributeError(name)
        return find_name(self.library, "", name)

    def item(self, name: str) -> Any:
        return find_item(self.library, "", name)

    def class_type(self, library: Library, spelling: str) -> Any:
        """The Numba type of a class, of this runtime's engine: a process has one."""
        return numba_engine().class_value(library, spelling)

    def names(self) -> list[str]:
        return public_names(self.library, "")

    def star(self) -> list[str]:
        return star_names(self.library)


def join_process() -> None:
    """Makes this runtime one of the process's candidates."""
    process = process_space()
    runtimes = process.runtimes
    for name, text in PART_TEXT.items():
        process.parts.setdefault((RUNTIME_VERSION, name), text)
    if not any(r[2] is Service for r in runtimes):
        runtimes.append((RUNTIME_VERSION, TABLE_FORMAT, Service))


def chosen_runtime() -> Any:
    """What serves this process: (version, newest table format, service), the newest when first asked for."""
    process = process_space()
    if process.chosen is None:
        process.chosen = max(process.runtimes, key=lambda r: r[0])
    return process.chosen


def open_table(table: dict[str, Any], module: str, file: str | None) -> Any:
    """The service for a table, from the newest runtime that the process knows when the first table
    is used.
    """
    version, newest, service = chosen_runtime()
    if service.lacking(table):
        service = Service  # the runtime that came with this table has what it needs
    if table["format"] > newest:
        raise RuntimeNumbastError(
            f"module '{module}' has a binding table of format {table['format']}, and runtime {version}, "
            f"which serves this process, reads formats up to {newest}: import '{module}' "
            "before the older module is used, or generate that one again"
        )
    return service(table, module, file)


def supply_parts(table: dict[str, Any], packed: Callable[[str], str]) -> None:
    """Gives the runtime that serves the process the parts that a table needs. `packed`: a part of this
    version as text.
    """
    service = chosen_runtime()[2]
    if service is not Service:
        for name in service.lacking(table):
            process_space().parts.setdefault((RUNTIME_VERSION, name), packed(name))


class Binding:
    """A table and its service, opened on first use."""

    __slots__ = ("_missing", "_service", "file", "found", "name", "table")

    def __init__(self, table: dict[str, Any], name: str, file: str | None) -> None:
        self.table = table
        self.name = name
        self.file = file
        self.found: dict[str, Any] = {}  # names asked for
        self._missing: dict[str, AttributeError] = {}  # Numba probes for names again and again
        self._service: Any = None

    @property
    def service(self) -> Any:
        if self._service is None:
            self._service = open_table(self.table, self.name, self.file)
        return self._service

    def attribute(self, name: str) -> Any:
        """The object of a global C++ name. Raises AttributeError, NotBoundError for names that are
        skipped.
        """
        missing = self._missing.get(name)
        if missing is not None:
            raise missing.with_traceback(None)
        try:
            found = self.found[name] = self.service.attribute(name)
        except AttributeError as e:
            self._missing[name] = e.with_traceback(None)
            raise
        return found

    def names(self) -> list[str]:
        names: list[str] = self.service.names()
        return names

    @property
    def facts(self) -> dict[str, Any]:
        """`module.__numbast__`: what the module was made from and with."""
        keys = ("name", "format", "versions", "archs", "std", "headers", "defines", "embedded")
        return {
            **{k: self.table[k] for k in keys},
            "digest": self.table["prefix"],
            "runtime": RUNTIME_VERSION,
        }


def __numbast_module__(name: str, digest: str) -> Any:
    """A binding module, for pickles; the digest tells its versions apart in numba-cuda's cache keys."""
    import importlib

    return importlib.import_module(name)


def _bound_class(binding: Binding) -> type[ModuleType]:
    found, attribute = binding.found, binding.attribute
    plain: Callable[[Any, str], Any] = ModuleType.__getattribute__

    class BoundModule(ModuleType):
        """A module whose names are C++'s."""

        def __getattribute__(self, name: str) -> Any:
            if name in found:
                return found[name]
            if is_dunder(name):
                try:
                    return plain(self, name)
                except AttributeError:
                    pass  # C++ has such names too
            return attribute(name)

        def __setattr__(self, name: str, value: Any) -> None:
            ModuleType.__setattr__(self, name, value)
            if not is_dunder(name):
                found[name] = value

        def __getitem__(self, name: str) -> Any:
            return binding.service.item(name)

        def __dir__(self) -> list[str]:
            return binding.names()

        def __reduce__(self) -> Any:
            return __numbast_module__, (binding.name, binding.table["prefix"])

    return BoundModule


def __numbast_attach__(space: dict[str, Any], table: dict[str, Any]) -> None:
    """Makes the module with the globals `space` the binding of `table`. The last statement of a static
    module.
    """
    if table["format"] > TABLE_FORMAT:
        raise RuntimeNumbastError(
            f"a binding table of format {table['format']} needs a newer runtime than {RUNTIME_VERSION}"
        )
    name = space["__name__"]
    binding = Binding(table, name, space.get("__file__"))
    join_process()
    names = names_of(table).get("", {})
    space["__numbast_binding__"] = binding
    space["__numbast__"] = binding.facts
    space["__all__"] = sorted(n for n, entry in names.items() if n.isidentifier() and entry[0] != "template")
    # for a module that isn't (yet) in sys.modules: names that the runtime's own text doesn't have
    space["__getattr__"] = binding.attribute
    space["__dir__"] = binding.names
    module = sys.modules.get(name)
    if module is not None and module.__dict__ is space:
        module.__class__ = cls = _bound_class(binding)
        tell_types(cls)
    if "hosts" in table.get("parts", ()) and {"numba.cuda", "ml_dtypes"} <= sys.modules.keys():
        _ = binding.service  # arrays of ml_dtypes are typed before a kernel's first bound name
