"""`@cuda.jit(cache=True)` for kernels that use bindings.

numba-cuda keeps a kernel's cubin and refuses when files were linked. Units of shims can be made again and the
cubin holds all of them, so they are left out. In their place the file says what the kernel was made of: the
libraries behind its linked units, and those that asked NVRTC about templates, with digests of everything
NVRTC read, and the global names that led to libraries. Reading it compares; where something differs it raises
an OSError, which numba-cuda takes for a missing file: the kernel is compiled again and the file replaced.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from types import CodeType, ModuleType
from typing import Any

from .compile import nvrtc_file
from .enum_classes import enum_spellings
from .failures import NumbastError
from .headers import state_of
from .kernel_cache import __numbast_kernel__
from .lean import linked_items
from .parts import part_objects
from .pickles import service_named


class StaleKernelError(OSError):
    """A kept kernel was made of something else than what is here now; the text names it. Nobody sees it:
    numba-cuda compiles the kernel again.
    """


class KeptKernel:
    """Stands for a kernel's code library while it is pickled."""

    def __init__(self, library: Any, linked: Sequence[Any], names: Sequence[Any]) -> None:
        self.library = library
        self.linked = tuple(linked)
        self.names = tuple(names)

    def __reduce__(self) -> Any:
        code = self.library
        ours = ("numbast_unit", "numbast_functor")
        nrt = {item for item in code._linking_files if not any(hasattr(item, name) for name in ours)}
        before, code._linking_files = code._linking_files, nrt
        try:
            states = code._reduce_states()
        finally:
            code._linking_files = before
        callbacks: Any = [*dict.fromkeys(code._setup_functions)], [*dict.fromkeys(code._teardown_functions)]
        if any(callbacks):  # apart, because one that is gone must not be missed before the rest is compared
            from numba.cuda.serialize import dumps

            callbacks = dumps(callbacks)
        nvrtc = nvrtc_file() if self.linked else ""
        made_of = self.linked, self.names, (nvrtc, state_of(nvrtc))
        modules = [entry[0] for entry in self.linked] + [entry[2][0] for entry in self.names]
        return _own_function(modules), (made_of, type(code), states, callbacks)


def _own_function(modules: Sequence[str]) -> Any:
    """The reading function, of a module that the kernel needs anyway when it has one."""
    for name in modules:
        module = sys.modules.get(name)
        found = vars(module).get("__numbast_kernel__") if module is not None else None
        if found is not None:
            return found
    return __numbast_kernel__


def kept_kernel(made_of: Any, cls: Any, states: dict[str, Any], callbacks: Any) -> Any:
    """The code library of a kept kernel. Raises StaleKernelError."""
    linked, names, (nvrtc, state) = made_of
    for module, digest, unit, arch, origin, *answers in linked:
        service = service_named(module)
        library = service.library if service is not None else None
        if (
            library is None
            or library.table["prefix"] != digest
            or _origin(library, unit, arch, *answers) != origin
        ):
            raise StaleKernelError(module)
    for space, name, identity in names:
        if identity_of(vars(sys.modules.get(space, sys)).get(name)) != identity:
            raise StaleKernelError(name)
    if state_of(nvrtc) != state:
        raise StaleKernelError("NVRTC")
    found = cls._rebuild(**states)
    if isinstance(callbacks, bytes):
        import pickle

        try:
            found._setup_functions, found._teardown_functions = pickle.loads(callbacks)
        except (AttributeError, ImportError, NumbastError) as e:
            raise StaleKernelError(str(e)) from None
        found.get_cufunc = _setting_up(found.get_cufunc)
    return found


def _setting_up(load: Any) -> Any:
    """A kept kernel's loading: numba-cuda calls setup functions where it compiled the kernel alone."""

    def get_cufunc() -> Any:
        from numba.cuda.dispatcher import _Kernel

        cufunc = load()
        _Kernel.initialize_once(None, cufunc.module)
        return cufunc

    return get_cufunc


def _origin(library: Any, unit: Any, arch: str, answers: Any = None) -> str:
    """The origin of a unit as things are now. `answers`: the table of answers about the library's templates
    that it is of, which this process need not have asked for.
    """
    try:
        if isinstance(unit, int) and unit < 0:
            return str(library.inputs.origin(-1 - unit))
        units = library.units
        if unit is None:
            return str(units._origin("", arch))
        if answers:
            units = type(units)(answers, None, list(filter(None, units.folders()[1:])))
        return str(units.origin(unit, arch))
    except (RuntimeError, NumbastError, LookupError, AttributeError):  # a header is gone, or a unit or input
        return ""


# ------------------------------------------------------------------------------------------------------------
# -- what a kernel uses
def identity_of(value: Any) -> tuple[str, str] | None:
    """(module, digest) of the library that a Python object belongs to; None for anything else."""
    if isinstance(value, type):
        if value not in enum_spellings:
            return None
        members = vars(value)["_member_map_"] or {"": vars(value)["_code_"]}
        return value.__module__, repr(list(members.items()))
    if isinstance(value, ModuleType) and "__numbast_binding__" in vars(value):
        binding = vars(value)["__numbast_binding__"]
        return binding.name, binding.table["prefix"]
    library = _library_behind(value)
    return None if library is None else (library.module, library.table["prefix"])


def _library_behind(value: Any) -> Any:
    if isinstance(value, ModuleType):
        binding = vars(value).get("__numbast_binding__")
        return vars(value).get("__numbast_library__") if binding is None else binding.service.library
    return value.library if hasattr(type(value), "_documented") else None  # a handle, of whatever runtime


def _used_values(function: Any, seen: set[int]) -> Iterator[tuple[str, str, Any, tuple[str, str]]]:
    """(module, name, value, library) of each global name of a function, and of those it calls, that leads to
    a library, through other modules too. What a function closes over has no module: it is in the kernel's
    key.
    """
    if id(function) in seen:
        return
    seen.add(id(function))
    names = sorted(_names_in(function.__code__))
    found = [*_named(function.__globals__, names)]
    found += [("", "", cell.cell_contents) for cell in function.__closure__ or ()]
    spaces = {id(function.__globals__)}
    for module, name, value in found:
        identity = identity_of(value)
        if identity is not None:
            yield module, name, value, identity
        elif hasattr(value, "py_func"):
            yield from _used_values(value.py_func, seen)
        elif isinstance(value, ModuleType) and id(vars(value)) not in spaces:
            spaces.add(id(vars(value)))
            found += _named(vars(value), names)


def _named(space: dict[str, Any], names: Sequence[str]) -> Iterator[tuple[str, str, Any]]:
    """(module, name, value) of what a module has of these names."""
    return ((space.get("__name__", ""), name, space[name]) for name in names if name in space)


def _names_in(code: CodeType) -> set[str]:
    found = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            found |= _names_in(constant)
    return found


def made_of(kernel: Any) -> KeptKernel | None:
    """What is pickled in place of a kernel's code library; None when it uses no binding."""
    code = kernel._codelibrary
    items = [part for item in linked_items(code) for part in getattr(item, "numbast_parts", (item,))]
    linked = [item.numbast_unit for item in items if hasattr(item, "numbast_unit")]
    function = getattr(kernel, "py_func", None)
    values = list(_used_values(function, set())) if function is not None else []
    names = [(module, name, identity) for module, name, _, identity in values if name]
    compared = {repr(one): one for one in [*(_compared(*one) for one in linked), *_asked_libraries(values)]}
    if not compared and not names:
        return None
    return KeptKernel(code, [compared[key] for key in sorted(compared)], names)


def _asked_libraries(values: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    """What is compared of libraries whose templates NVRTC was asked about: an answer may be a constant, of
    which nothing is linked.
    """
    for library in filter(None, (_library_behind(value) for _, _, value, _ in values)):
        root = getattr(library.oracle, "library", library)
        nvrtc = getattr(root.oracle, "elsewhere", None)
        for arch, origin in nvrtc.origins.items() if nvrtc else ():
            yield root.module, root.table["prefix"], None, arch, origin


#: What the origin of a unit needs of a table.
_OF_ANSWERS = tuple("name prefix preamble patches std defines headers units moved bodies".split())


def _compared(library: Any, unit: Any, arch: str) -> tuple[Any, ...]:
    """What is compared when a kernel with the unit is read."""
    root = getattr(library.oracle, "library", library)
    table = library.table
    answers = () if root is library else ({**{k: table.get(k) for k in _OF_ANSWERS}, "rows": ()},)
    origin = library.units.origins[unit, arch]
    return root.module, root.table["prefix"], unit, arch, origin, *answers


part_objects.update(kept_kernel=kept_kernel, made_of=made_of)
