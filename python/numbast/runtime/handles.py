"""What Python sees of a library: light objects made when a name is first asked for.

A handle knows its rows and its library; what Numba needs of it (`_numba_type_`) comes from the engine of the
backend in use. Outside a kernel a handle documents itself and refuses to be called.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Container
from types import ModuleType
from typing import Any

from .codes import TAGS, CxxType, cxx_spelling, cxx_type, squeezed
from .declared import Field, HostSide, Overload
from .engines import about_to_be_used, engine_lock, is_numba, numba_engine
from .enum_classes import enum_class
from .failures import MissingNameError, NotBoundError, is_dunder, python_name, shown_in_kernels
from .pickles import __numbast_object__
from .table import Library, Row

#: What makes the handle of a name that templates have (library, C++ name, rows, reason); of the part
#: "templates". None: it is not its matter.
template_handles: list[Callable[[Library, str, tuple[Row, ...], str], Any]] = []
#: Of the part "templates": what `handle[arguments]` is in a kernel (engine, operand types), None: not its
#: matter; and the operator functions for operands (engine, symbol, types, library, bound ones).
brackets: list[Callable[[Any, Any], Any]] = []
more_operators: list[Callable[[Any, str, Any, Any, Any], Any]] = []


def _module_of(handle: Any) -> str:
    module: str = handle.library.module
    return module


class Handle:
    """A bound C++ name. Compared by identity: a library makes one handle for a name."""

    __slots__ = ("__weakref__", "_numba", "library", "memo", "qualified")

    def __init__(self, library: Library, qualified: str) -> None:
        self.library = library
        self.qualified = qualified  # the C++ name
        self._numba: Any = None
        self.memo: dict[Any, Any] = {}  # (argument types, names, arch) -> the overload chosen

    _typed = "function_type"  # what the engine makes of it

    @property
    def _numba_type_(self) -> Any:
        if self._numba is None:
            engine = numba_engine()
            with engine_lock:  # Numba itself would make two types for two threads
                self._numba = self._numba or getattr(engine, self._typed)(self)
        return self._numba

    @property
    def __name__(self) -> str:
        name = self.qualified
        return name if name.startswith("decltype(") else name.rpartition("::")[2]

    def __reduce__(self) -> Any:
        return __numbast_object__, (self.library.module, self.library.table["prefix"], self.qualified)

    def _documented(self, *head: str) -> str:
        """C++ signatures with their places, then the header's comments where they are known."""
        rows = getattr(self, "rows", ())
        lines = [*head, *(f"{row}\n    {row.location}" for row in rows)]
        if self.library.comments is not None:
            lines = self.library.comments(self, lines)
        return "\n".join(lines)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError(
            f"{self.qualified} runs on the device: call it in a kernel or a device function of numba.cuda"
        )


class Function(Handle):
    """A function or overload set, callable in kernels.

    With `with_object` the rows are members, and the object is the first argument: `lib["S::method"](s, 1)`.
    """

    __slots__ = ("rows", "with_object")
    __module__ = property(_module_of)

    def __init__(
        self, library: Library, qualified: str, rows: tuple[Row, ...], with_object: bool = False
    ) -> None:
        super().__init__(library, qualified)
        self.rows = rows
        self.with_object = with_object

    @property
    def overloads(self) -> tuple[Overload, ...]:
        return tuple(map(Overload, self.rows))

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        return self._documented()

    def __repr__(self) -> str:
        return f"<C++ function {self.qualified}: {len(self.rows)} overload{'s' * (len(self.rows) != 1)}>"


class Record(HostSide, Handle):
    """A class: constructs in kernels, is a dtype for `cuda.local.array` and `cuda.shared.array`."""

    __slots__ = ("entry", "scope")
    __module__ = property(_module_of)

    def __init__(self, library: Library, spelling: str, scope: str) -> None:
        super().__init__(library, spelling)
        self.entry = library.types[spelling]
        self.scope = scope  # its key in the table's names

    _typed = "class_type"

    @property
    def rows(self) -> tuple[Row, ...]:
        """The constructors."""
        return self.library.rows(self.library.members(self.qualified).get("()", ()))

    @property
    def constructs(self) -> bool:
        """Has it constructors, templates among them?"""
        asked = self.library.oracle
        return bool(self.rows or (asked and asked.constructs(self.qualified)))

    @property
    def is_complete(self) -> bool:
        return bool(self.entry[0] == "record")

    @property
    def _object_type(self) -> Any:
        """The Numba type of its objects, for kernels that may name nothing else of the library."""
        engine = numba_engine()
        engine.start()
        return engine.class_value(self.library, self.qualified)

    @property
    def sizeof(self) -> int:
        return int(self._complete()[1])

    @property
    def alignof(self) -> int:
        return int(self._complete()[2])

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(Field(*field) for field in self._complete()[6])

    @property
    def bases(self) -> tuple[Any, ...]:
        """The class handles of the public bases; the C++ spelling of one that the library doesn't know."""
        names = [base[0] for base in self._complete()[5]]
        types = self.library.types
        return tuple(_type_handle(self.library, n, n) if n in types else n for n in names)

    @property
    def overloads(self) -> tuple[Overload, ...]:
        return tuple(map(Overload, self.rows))

    def _complete(self) -> tuple[Any, ...]:
        if not self.is_complete:
            raise NotBoundError(self.undefined())
        return self.entry

    def undefined(self) -> str:
        """Why nothing but pointers to it can be used."""
        name = self.qualified
        way = f"list it (--instantiate {name!r})" if name[-1] == ">" else "only pointers to it can be used"
        return f"{name} is only declared, not defined: {way}"

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        return self._documented(self.qualified)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_numba") or is_dunder(name):
            raise AttributeError(name)
        own = getattr(type(self), name, None)
        if isinstance(own, property):  # it raised an AttributeError, which Python takes for none at all
            return own.__get__(self)
        return find_member(self, name)

    def __dir__(self) -> list[str]:
        own = [n for n in self.library.members(self.qualified) if n.isidentifier()]
        fields = [field[0] for field in self.entry[6]] if self.is_complete else []
        nested = public_names(self.library, self.scope)
        return sorted({*object.__dir__(self), *own, *nested, *fields} - {"operator"})

    def __repr__(self) -> str:
        return f"<C++ class {self.qualified}>"


class Template(Handle):
    """A template of a static module: known, and not usable; using it says why."""

    __slots__ = ("reason",)

    def __init__(self, library: Library, qualified: str, reason: str) -> None:
        super().__init__(library, qualified)
        self.reason = reason

    @property
    def rows(self) -> tuple[Row, ...]:
        """None: the engine asks before it says why."""
        return ()

    def __getitem__(self, arguments: Any) -> Any:
        raise NotBoundError(self.refusal)

    deduced_body: Any = None

    def deduced(self, engine: Any, types: Any) -> Any:
        """The class handle that C++ deduces from a constructor's arguments; None: nobody can be asked."""
        return None

    @property
    def refusal(self) -> str:
        return f"{self.qualified} is not bound: {self.reason}; list instantiate: '{self.qualified}<...>'"

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise NotBoundError(self.refusal)

    def __repr__(self) -> str:
        return f"<C++ template {self.qualified}>"


class Constant(Handle):
    """A constant that only the device can make: in a kernel it is a value of its type."""

    __slots__ = ("row",)
    __module__ = property(_module_of)

    def __init__(self, library: Library, qualified: str, row: Row) -> None:
        super().__init__(library, qualified)
        self.row = row

    _typed = "object_type"

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        return self._documented(f"{self.row.result} {self.qualified}\n    {self.row.location}")

    def _refuse(self, *_: Any) -> Any:
        raise TypeError(
            f"{self.qualified} is a {self.row.result.value} that exists on the device alone: "
            "use it in a kernel or a device function of numba.cuda"
        )

    __call__ = _refuse
    for _name in (
        "float int neg pos invert abs add radd sub rsub mul rmul truediv rtruediv mod rmod and rand or ror "
        "xor rxor lt le gt ge lshift rshift getitem"
    ).split():
        vars()[f"__{_name}__"] = _refuse

    def __repr__(self) -> str:
        return f"<C++ constant {self.row.result.value} {self.qualified}, on the device>"


class Namespace(ModuleType):
    """A C++ namespace. It is a module, so Numba follows its attributes in kernels."""

    def __init__(self, library: Library, scope: str) -> None:
        super().__init__(f"{library.module}.{scope.replace('::', '.')}")
        state = self.__dict__
        state["__numbast_library__"] = library
        state["__numbast_scope__"] = scope

    def __getattr__(self, name: str) -> Any:
        if is_numba(name) or is_dunder(name):
            raise AttributeError(name)
        found = find_name(self.__numbast_library__, self.__numbast_scope__, name)
        self.__dict__[name] = found
        return found

    def __getitem__(self, name: str) -> Any:
        return find_item(self.__numbast_library__, self.__numbast_scope__, name)

    def __dir__(self) -> list[str]:
        return public_names(self.__numbast_library__, self.__numbast_scope__)

    def __reduce__(self) -> Any:
        library = self.__numbast_library__
        return __numbast_object__, (library.module, library.table["prefix"], self.__numbast_scope__)

    def __repr__(self) -> str:
        return f"<C++ namespace {self.__numbast_scope__}>"


# ---- names -------------------------------------------------------------------
def find_name(library: Library, scope: str, name: str) -> Any:
    """The object that `name` of a scope stands for. AttributeError for unknown, NotBoundError for skipped
    names.
    """
    found = library.handles.get((scope, name))
    if found is None:
        entry = library.names.get(scope, {}).get(name) or _of_other_header(library, scope, name)
        if entry is None:
            raise missing_name(library, scope, name, library.names.get(scope, ()))
        found = library.handles.setdefault((scope, name), _make(library, scope, name, entry))
    return found


def _of_other_header(library: Library, scope: str, name: str) -> tuple[Any, ...] | None:
    """A type that the rows use though a header that isn't bound declares it, or an enumerator of such an
    enum: calls need both.
    """
    qualified = f"{scope}::{name}" if scope else name
    if qualified in library.types and qualified not in library.skipped:
        return ("type", qualified)
    for spelling, entry in library.types.items():
        if entry[0] == "enum" and not entry[2] and spelling.rpartition("::")[0] == scope:
            for enumerator, value in entry[3]:
                if enumerator == name:
                    return ("value", value, "{" + spelling + "}")
    return None


def missing_name(library: Library, scope: str, name: str, known: Any) -> AttributeError:
    """The exception for a name that is not bound: with the reason if the header declares it."""
    qualified, skipped = f"{scope}::{name}" if scope else name, library.skipped
    reason = skipped.get(qualified) or (name[-1:] == "_" and skipped.get(qualified[:-1]))
    if not reason and "<" in qualified:
        reason = next((r for n, r in skipped.items() if squeezed(n) == qualified), None)
    for more in library.types.get(scope, ())[8:]:
        reason = next((why for n, why, *_ in more.get("hidden", ()) if n == name), reason)
    if reason:
        refused: AttributeError = shown_in_kernels(NotBoundError)(f"{qualified} is not bound: {reason}")
        return refused
    where = f"C++ scope {scope}" if scope else f"module '{library.module}'"
    missing: AttributeError = shown_in_kernels(MissingNameError)(where, name, known)
    return missing


def _make(library: Library, scope: str, name: str, entry: tuple[Any, ...]) -> Any:
    qualified = f"{scope}::{name}" if scope else name
    kind = entry[0]
    if isinstance(kind, int):
        rows = library.rows(entry)
        return _of_template(library, rows[0].name, rows, "") or Function(library, rows[0].name, rows)
    if kind == "namespace":
        return Namespace(library, entry[1])
    if kind == "type":
        return _type_handle(library, entry[1], qualified)
    if kind == "alias":
        return alias_of(library, cxx_type(entry[1]), qualified)
    if kind == "template":
        return _of_template(library, qualified, (), entry[1]) or Template(library, qualified, entry[1])
    if kind == "object":
        return Constant(library, qualified, library.row(entry[1]))
    return constant_of(library, entry)


def _of_template(library: Library, qualified: str, rows: tuple[Row, ...], reason: str) -> Any:
    return next(filter(None, (make(library, qualified, rows, reason) for make in template_handles)), None)


def _type_handle(library: Library, spelling: str, scope: str) -> Any:
    if library.types[spelling][0] == "enum":
        return enum_class(library, spelling)
    key = ("{}", spelling)  # a class reached by several names is one handle
    found = library.handles.get(key) or (library.oracle and library.oracle.whole(library, spelling))
    if found is None:
        if spelling in library.names:
            scope = spelling
        found = library.handles.setdefault(key, Record(library, spelling, scope))
    return found


def alias_of(library: Library, t: CxxType, scope: str) -> Any:
    """What an alias of a type is in Python: the class or enum itself, Numba's type for the rest."""
    if t.bare.kind == "named" and t.name in library.types:
        return _type_handle(library, t.name, scope)
    return numba_engine().alias_type(library, t.bare)


def constant_of(library: Library, entry: tuple[Any, ...]) -> Any:
    about_to_be_used()
    value, code = entry[1], entry[2]
    if entry[0] == "float":
        return float(value)
    if isinstance(value, tuple):  # ('float', 'inf', code)
        return float(value[1])
    if code.startswith("{"):
        spelling = cxx_type(code).name
        if library.types.get(spelling, ("",))[0] == "enum":
            try:
                return enum_class(library, spelling)(value)
            except ValueError:  # a combination of flags
                return value
    return value


# ---- C++ spellings -----------------------------------------------------------
def _last_separator(text: str) -> int:
    """Where the last `::` outside of angle brackets and parentheses is; -1 when there is none. Operators end
    the search.
    """
    found = re.search(r"(?<!\w)operator(?!\w)", text)
    stop = len(text) if found is None else found.start()
    depth, at = 0, -1
    for i in range(stop):
        depth += (text[i] in "<(") - (text[i] in ">)")
        if depth == 0 and text.startswith("::", i):
            at = i
    return at


def find_item(library: Library, scope: str, text: str) -> Any:
    """`lib["ns::S::method"]`: any C++ spelling; names of C++ win over Python's. KeyError is never raised:
    AttributeError, as for attributes.
    """
    if not isinstance(text, str):
        raise TypeError(f"a C++ name in brackets is a str, not {type(text).__name__}")
    name = squeezed(text).removeprefix("::")
    tagged = text.split(maxsplit=1)[:1]
    if "<" in name or (tagged and tagged[0] in TAGS):  # also where a function hides the class
        found = _spelled_type(library, f"{scope}::{name}" if scope else name)
        if found is not None:
            return found
    return _find_spelled(library, scope, name)


def _find_spelled(library: Library, scope: str, text: str) -> Any:
    at = _last_separator(text)
    if at < 0:
        return find_name(library, scope, _name_of_cxx(text, library.names.get(scope, {})))
    whole = f"{scope}::{text[:at]}" if scope else text[:at]
    inline = library.table.get("inline", {}).get(whole)
    if inline is not None:
        return _find_spelled(library, inline, text[at + 2 :])
    outer = _spelled_type(library, whole) if text[:at].endswith(">") else None
    if outer is None:
        outer = _find_spelled(library, scope, text[:at])
    name = text[at + 2 :]
    if isinstance(outer, Namespace):
        known = library.names.get(outer.__numbast_scope__, {})
        return find_name(library, outer.__numbast_scope__, _name_of_cxx(name, known))
    if isinstance(outer, Record):
        if name == outer.__name__.partition("<")[0]:  # its constructors
            return outer
        known = {**library.names.get(outer.scope, {}), **library.members(outer.qualified)}
        return find_member(outer, _name_of_cxx(name, known))
    return getattr(outer, name)


def _name_of_cxx(name: str, known: Container[str]) -> str:
    """The name of a table's `known` ones that a C++ name has there, also where it is another's Python name:
    of C++'s `lambda` and `lambda_` the table makes `lambda_` and `lambda__`.
    """
    if keyword.iskeyword(name.rstrip("_")) and name + "_" in known:
        return name + "_"
    return python_name(name, known)


def _spelled_type(library: Library, text: str) -> Any:
    """The class or enum of a squeezed C++ spelling; None when there is none."""
    spelling = library.spellings.get(library.outlined(text))
    found = library.oracle.spelled(text) if library.oracle is not None else None
    if found is not None:
        return found
    if spelling is None or spelling in library.skipped:
        return None
    return _type_handle(library, spelling, spelling)


def find_member(record: Record, name: str) -> Any:
    """A member of a class by its C++ name: nested type, static constant, static method, or method with the
    object first.
    """
    library = record.library
    members = library.members(record.qualified)
    name = python_name(name, members)
    key = (f"{{{record.qualified}}}", name)
    found = library.handles.get(key)
    if found is not None:
        return found
    indices = members.get(name)
    whole = f"{record.qualified}::{name}"
    if name[:1] == "~" and "~" in members:
        place = library.row(members["~"][0]).location
        raise shown_in_kernels(NotBoundError)(f"{whole} is not bound: {place}: destructors run by themselves")
    if library.oracle is not None:
        found = library.oracle.method(library, whole, library.rows(indices or ()))
        if found is not None:
            return library.handles.setdefault(key, found)
    if name.startswith("operator") and name not in members:
        indices = members.get("operator" + name[8:].strip()) or _conversion_rows(record, name[8:].strip())
    if indices and name not in ("()", "operator"):
        rows = library.rows(indices)
        found = Function(library, whole, rows, with_object=any(r.is_member for r in rows))
    else:
        known = library.names.get(record.scope, {})
        name = python_name(name, known)
        if name not in known:
            seen = record.is_complete and not library.hides(record.qualified, name)
            for base in record.entry[5] if seen else ():
                if base[0] in library.types:
                    try:
                        return find_member(_type_handle(library, base[0], base[0]), name)
                    except AttributeError:
                        continue
            found = library.oracle.member(record, name) if library.oracle is not None else None
            if found is None:
                fields = [f[0] for part in record.entry[6:7] for f in part]
                raise missing_name(library, record.qualified, name, [*known, *members, *fields])
            return library.handles.setdefault(key, found)
        return find_name(library, record.scope, name)
    return library.handles.setdefault(key, found)


def _conversion_rows(record: Record, target: str) -> tuple[int, ...]:
    """Rows of `operator target`, for a class's conversion functions."""
    rows = record.library.rows(record.library.members(record.qualified).get("operator", ()))
    wanted = target.replace(" ", "")
    return tuple(r.index for r in rows if cxx_spelling(r.result).replace(" ", "") == wanted)


def public_names(library: Library, scope: str) -> list[str]:
    """Sorted names of a scope that can be written after a dot."""
    return sorted(n for n in library.names.get(scope, ()) if n.isidentifier())


def star_names(library: Library) -> list[str]:
    """What `from module import *` brings: every name that can be used."""
    names = library.names.get("", {})
    return sorted(n for n, entry in names.items() if n.isidentifier() and entry[0] != "template")
