"""What a library links with besides its shims, and what is called when a module that uses it is loaded.

The table's `link` holds lines "ARCH KIND NAME": ARCH "*" or the one that the input is for, KIND a file's
kind, "find" for a static library that cuda-pathfinder finds, or "setup" and "teardown" for
"package.module:function". Files lie beside a static module, in `<module>_link/`; dynamic mode says where they
are.
"""

from __future__ import annotations

import functools
import hashlib
import importlib
import os
import weakref
from typing import Any

from .failures import RuntimeNumbastError
from .headers import vendor_folders
from .table import Library, library_inputs

#: kind: numba-cuda's class of what is linked.
LINK_CLASSES = {
    "ltoir": "LTOIR", "fatbin": "Fatbin", "cubin": "Cubin", "o": "Object", "ptx": "PTXSource", "a": "Archive",
}  # fmt: skip


class ModuleCallback:
    """A function "package.module:function" that gets each module once, however often it was asked for."""

    def __init__(self, target: str) -> None:
        self.target = target
        self.seen: dict[int, Any] = {}

    def function(self) -> Any:
        """The function. Raises RuntimeNumbastError when it is not there."""
        module, _, path = self.target.partition(":")
        try:
            return functools.reduce(getattr, path.split("."), importlib.import_module(module))
        except (ImportError, AttributeError) as e:
            raise RuntimeNumbastError(f"the callback '{self.target}' is not found: {e}") from None

    def __call__(self, module: Any) -> None:
        key = id(module)
        known = self.seen.get(key)
        if known is None or known() is not module:
            self.seen[key] = weakref.ref(module, lambda _: self.seen.pop(key, None))
            self.function()(module)

    def __reduce__(self) -> Any:  # for kept kernels: whatever runtime reads them, the function is found
        return functools.partial, (self.function(),)


class LibraryInputs:
    """The inputs of one library."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.files: list[tuple[str, str, str]] = []
        self.callbacks: dict[str, list[ModuleCallback]] = {"setup": [], "teardown": []}
        for line in library.table["link"]:
            arch, kind, name = line.split(" ", 2)
            if kind in self.callbacks:
                self.callbacks[kind].append(ModuleCallback(name))
            else:
                self.files.append((arch, kind, name))
        self._read: dict[int, bytes] = {}

    def link(self, engine: Any, e: Any) -> None:
        """Adds all of it to what is being compiled. Raises the backend's TypingError where it can't."""
        try:
            arch = engine.arch()
            for index in self.chosen(arch):
                e.link(self.linkable(engine, index, arch))
        except RuntimeNumbastError as error:
            raise engine.refusal(str(error)) from None
        e.call_at_load(self.callbacks["setup"], self.callbacks["teardown"])

    def chosen(self, arch: str) -> list[int]:
        """Which files are for a device: those for all, and those for its arch, else for the newest below."""
        own = {a for a, _, _ in self.files if a != "*"}
        cubins = {a for a, kind, _ in self.files if kind == "cubin"}  # of one generation of devices
        near = (a for a in own if a not in cubins or _number(a) // 10 == _number(arch) // 10)
        fit = (a for a in near if _is_below(a, arch))
        best = arch if arch in own else max(fit, key=_number, default="")
        if own and not best:
            raise RuntimeNumbastError(
                f"'{self.library.name}' has no input of 'link' for {arch}, only for {', '.join(sorted(own))}"
            )
        return [i for i, (a, _, _) in enumerate(self.files) if a in ("*", best)]

    def linkable(self, engine: Any, index: int, arch: str) -> Any:
        """The backend's object for a file: one for each, because linkers compare by identity."""
        library, key = self.library, (-1 - index, arch)
        found = library.linkables.get(key)
        if found is None:
            path, data = self.place(index), self.data(index)
            kind = "a" if self.files[index][1] == "find" else self.files[index][1]
            made = getattr(engine.k.cuda, LINK_CLASSES[kind])(data, name=path)
            made.numbast_unit = (library, *key)
            made.numbast_key = library.units.origins[key] = self.origin(index)
            found = library.linkables.setdefault(key, made)
        return found

    def origin(self, index: int) -> str:
        """The digest of a file's content."""
        return hashlib.sha256(self.data(index)).hexdigest()

    def data(self, index: int) -> bytes:
        if index not in self._read:
            path = self.place(index)
            try:
                with open(path, "rb") as file:
                    self._read[index] = file.read()
            except OSError as e:
                reason = f"'{path}', an input of 'link', can't be read: {e.strerror}"
                raise RuntimeNumbastError(reason) from None
        return self._read[index]

    def place(self, index: int) -> str:
        """The path of a file."""
        _, kind, name = self.files[index]
        if kind == "find":
            return _found(name)
        known: dict[str, str] = self.library.link_files
        if name in known or self.library.file is None:
            return known.get(name, name)
        stem = os.path.splitext(self.library.file)[0]
        return os.path.join(f"{stem}_link", name)


def _found(name: str) -> str:
    from cuda import pathfinder

    try:
        return str(pathfinder.find_static_lib(name))
    except (AttributeError, OSError, RuntimeError, ValueError) as e:
        places = (os.path.join(os.path.dirname(folder), "lib") for folder in vendor_folders() if folder)
        for place in places:  # beside a wheel's headers
            path = os.path.join(place, f"lib{name}.a")
            if os.path.isfile(path):
                return path
        raise RuntimeNumbastError(f"cuda-pathfinder finds no static library '{name}': {e}") from None


def _number(arch: str) -> int:
    return int("".join(c for c in arch if c.isdigit()))


def _is_below(arch: str, other: str) -> bool:
    return arch[-1].isdigit() and _number(arch) <= _number(other)


library_inputs.append(LibraryInputs)
