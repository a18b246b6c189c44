"""One backend's side of the runtime: C++ types as Numba types and back, and the choice of overloads for
Numba's arguments.

An engine serves all libraries of the process. What depends on the package (numba-cuda, ...) is the backend's;
bodies of lowering see an emitter and values, and name neither LLVM nor MLIR.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .calls import Call, Candidate, Choice, Operand, candidates_of
from .codes import FLOATING, INTEGERS, CxxType, cxx_type
from .compile import arch_name
from .engines import engine_lock, extensions
from .enum_classes import enum_class, enum_spellings
from .failures import CallError, NotBoundError, process_space
from .handles import Constant, Function, Record, Template
from .headers import UnitError
from .layout import find_field, record_members
from .lowering import call_body, call_result, object_body
from .numba_types import define_types
from .operators import register_operators
from .owned import OWNED, owned_spellings
from .parts import install_parts, part_objects
from .table import Library, Row

#: C++ types of Numba's scalars, the preferred one first; the rest is told apart by C++ alone.
_SCALARS = {
    "boolean": ("b",), "int8": ("a", "c"), "uint8": ("h", "Du"), "int16": ("s",), "uint16": ("t", "Ds"),
    "int32": ("i", "w"), "uint32": ("j", "Di"), "int64": ("x", "l"), "uint64": ("y", "m"), "float32": ("f",),
    "float64": ("d", "e"),
}  # fmt: skip


class Engine:
    """The engine of a backend `k`."""

    def __init__(self, k: Any) -> None:
        self.k = k
        self._starting = self._started = False
        self._maker: Any = None
        self.types: Any = define_types(self, k)
        self._records: dict[tuple[str, str], Any] = {}
        self._operands: dict[tuple[Library, Any], Operand] = {}
        self._storage: dict[tuple[Library, str], Any] = {}
        self._given: dict[tuple[str, str, str], Any] = {}  # (C++ spelling, digest, name) -> Numba type
        self._given_alignments: dict[Any, list[int]] = {}  # Numba type -> C++'s alignments
        self.operators: dict[Any, tuple[Any, ...]] = {}  # Python's operator -> C++'s calls, the first that is
        self._extended = 0  # how many of `extensions` know this engine

    def start(self) -> None:
        """Registers what all libraries need: attributes, operators, casts. Nothing is registered per
        function.
        """
        if self._started:
            self._extend()
            return
        with engine_lock:
            if self._starting:  # by another thread, which is done now, or further up in this one
                return
            self._starting = True
            register_operators(self)
            self.k.install(self)
            self.k.install_replacements()
            self._started = True
        self._extend()

    def _extend(self) -> None:
        """Lets parts of the runtime that came since know this engine."""
        with engine_lock:
            while self._extended < len(extensions):
                self._extended += 1  # first: what it registers may ask for types
                extensions[self._extended - 1](self)

    # ---- types of handles ----------------------------------------------------
    def function_type(self, handle: Function) -> Any:
        self.start()
        return self.types.FunctionType(handle)

    def class_type(self, handle: Record) -> Any:
        self.start()
        return self.types.ClassType(handle)

    def object_type(self, handle: Constant) -> Any:
        """The type of a constant's value. Raises TypingError when Numba has none."""
        self.start()
        found = self.value_type(handle.library, handle.row.result)
        if found is None:
            raise self.k.TypingError(f"{handle.row} is of a type that Numba has none for")
        self.k.insert_constant(found, object_body(self))
        return found

    def class_value(self, library: Library, spelling: str) -> Any:
        """The Numba type of a class's objects: Numba's own, or a record shared by all libraries that mean the
        same class.
        """
        entry = library.types[spelling]
        if spelling in library.given:
            return self.given_type(library, spelling)
        owned = OWNED.get(spelling)
        if owned is not None and entry[0] == "record" and (entry[1], entry[2]) == owned[1:3]:
            found = self.k.owned(owned[0])
            if found is not None:
                return found
        digest = entry[4] if entry[0] == "record" else ""
        found = self._records.get((spelling, digest))
        if found is None:
            made = self.types.RecordType(library, spelling, digest)
            found = self._records.setdefault((spelling, digest), made)
        found.join(library)
        return found

    def given_type(self, library: Library, spelling: str) -> Any:
        """The Numba type that the option `types` names for a class. Raises TypingError when it can't be."""
        entry, name = library.types[spelling], library.given[spelling]
        key = (spelling, entry[4] if entry[0] == "record" else "", name)
        found = self._given.get(key)
        if found is None:
            found = self.k.named_type(name)
            if found is None:
                raise self.k.TypingError(f"option 'types': {spelling}: Numba has no type '{name}'")
            size = self.k.shape(found)[0]
            if entry[0] != "record" or entry[1] != size:
                what = f"has {entry[1]} bytes" if entry[0] == "record" else f"is an {entry[0]} type"
                raise self.k.TypingError(
                    f"option 'types': {spelling} {what}, Numba's {name} has {size} bytes"
                )
            self._given[key] = found
            self._given_alignments.setdefault(found, []).append(entry[2])
        return found

    def alias_type(self, library: Library, t: CxxType) -> Any:
        """The Numba type of an alias's target. NotBoundError when Numba has none."""
        found = self.k.types.void if t.code == "v" else self.storage_type(library, t)
        if found is None:
            raise NotBoundError(f"an alias of {t}, which Numba has no type for")
        return found

    # ---- C++ type -> Numba ---------------------------------------------------
    def storage_type(self, library: Library, t: CxxType) -> Any:
        """The Numba type whose memory form is C++'s; None when there is none. Enums are integers here."""
        key = (library, t.bare.code)
        if key not in self._storage:
            self._storage[key] = self._storage_of(library, t.bare)
        return self._storage[key]

    def _storage_of(self, library: Library, t: CxxType) -> Any:
        types = self.k.types
        if t.kind == "builtin":
            return self._builtin(t.name)
        if t.kind == "pointer":
            assert t.target is not None
            inner = None if t.target.bare.code == "v" else self.storage_type(library, t.target)
            return types.voidptr if inner is None else types.CPointer(inner)
        if t.kind == "array" and t.target is not None:
            inner = self.storage_type(library, t.target)
            return None if inner is None else self.types.ArrayField(inner, t.extent)
        if t.kind == "named":
            home = library.facts.home(t.name)
            if home is None:
                return None
            if home.types[t.name][0] == "enum":
                return self.storage_type(home, cxx_type(home.types[t.name][1]))
            return self.class_value(home, t.name)
        return None

    def _builtin(self, name: str) -> Any:
        types = self.k.types
        if name == "b":
            return types.boolean
        if name in FLOATING:
            return types.float32 if name == "f" else types.float64
        size, signed = INTEGERS.get(name, (0, False))
        return getattr(types, f"{'' if signed else 'u'}int{size * 8}") if size in (1, 2, 4, 8) else None

    def enum_of(self, library: Library, t: CxxType) -> Any:
        """The IntEnum of a named type, None when it is no enum."""
        if t.kind != "named":
            return None
        home = library.facts.home(t.name)
        return enum_class(home, t.name) if home is not None and home.types[t.name][0] == "enum" else None

    def enum_storage(self, ty: Any) -> Any:
        """The Numba type of the integers that C++ keeps an enum's members in; Numba's where C++ has none."""
        code = getattr(ty.instance_class, "_code_", None)
        return self._builtin(code) if code else ty.dtype

    def value_type(self, library: Library, t: CxxType) -> Any:
        """The Numba type of a value that a kernel sees; None when Numba has none."""
        members, storage = self.enum_of(library, t), self.storage_type(library, t)
        if members is not None:
            types = self.k.types
            return types.IntEnumMember(members, storage if storage == types.uint64 else types.int64)
        if t.target is not None and t.kind == "array" and storage:
            return self.types.ArrayField(self.value_type(library, t.target.bare), t.extent)
        return storage

    def is_class(self, library: Library, t: CxxType) -> bool:
        return t.kind == "named" and self.enum_of(library, t) is None

    def is_object(self, ty: Any) -> bool:
        """Are the type's values objects of a class in C++? Numbers are none, also where a library says that a
        class of its own is one: to all others they are what they were.
        """
        given = ty in self._given_alignments and not isinstance(ty, self.k.types.Number)
        return isinstance(ty, self.types.RecordType) or bool(self.k.owned_name(ty)) or given

    def size(self, library: Library, t: CxxType) -> int:
        """C++'s size of a value in bytes; 0 when it is not known."""
        t = t.bare
        if t.kind == "array" and t.target is not None:
            return t.extent * self.size(library, t.target)
        return library.facts.size(t.name) or self.alignment(library, t)

    def alignment(self, library: Library, t: CxxType) -> int:
        """C++'s alignment of a value in bytes."""
        t = t.bare
        if t.kind == "array" and t.target is not None:
            return self.alignment(library, t.target)
        if t.kind != "named":
            return (
                INTEGERS[t.name][0] if t.name in INTEGERS else FLOATING.get(t.name, 1 if t.name == "b" else 8)
            )
        entry = library.facts.entry(t.name)
        if entry is not None and entry[0] == "enum":
            return self.alignment(library, cxx_type(entry[1]))
        return int(entry[2]) if entry is not None and entry[0] == "record" else 1

    def element_alignment(self, dtype: Any) -> int:
        """C++'s alignment of an array element; 0 when the backend's own is right."""
        if isinstance(dtype, self.types.RecordType):
            return int(dtype.alignment)
        name = self.k.owned_name(dtype)
        found = [OWNED[s][2] for s in owned_spellings(name)] if name else []
        return max(found + self._given_alignments.get(dtype, []), default=0)

    # ---- Numba type -> C++ ---------------------------------------------------
    def operand(self, library: Library, ty: Any) -> Operand:
        """What an argument of a Numba type can be in C++."""
        key = (library, ty)
        found = self._operands.get(key)
        if found is None:
            found = self._operands[key] = self._operand_of(library, ty)
        return found

    def _operand_of(self, library: Library, ty: Any) -> Operand:
        types, text = self.k.types, str(ty)
        if isinstance(ty, types.IntegerLiteral):
            value = ty.literal_value
            codes = "i" if -(1 << 31) <= value < 1 << 31 else "lx" if value < 1 << 63 else "my"
            found = Operand("value", [cxx_type(code) for code in codes], text)
            found.is_literal = True
            return found
        ty = self.plain(ty)
        if isinstance(ty, types.NoneType):
            return Operand("null", (), text)
        if isinstance(ty, (types.Array, types.CPointer)):
            form = "array" if isinstance(ty, types.Array) else "pointer"
            found = self._elements(form, library, ty.dtype, text)
            found.readonly = not ty.mutable
            found.contiguous = form == "pointer" or ty.layout in ("C", "F")
            return found
        if ty == types.voidptr:
            return Operand("pointer", (cxx_type("v"),), text)
        if isinstance(ty, self.types.ArrayField):
            return self._elements("pointer", library, ty.dtype, text)
        if isinstance(ty, types.Record):
            found = Operand("value", (), text)
            found.sized = ty.size
            return found
        names = self._cxx_names(library, ty)
        if not names:
            return Operand("nothing", (), text)
        wide = {"int64": "i", "uint64": "i", "float64": "f"}.get(text, "")
        return Operand("value", [cxx_type(n) for n in names], text, wide)

    def _elements(self, form: str, library: Library, dtype: Any, text: str) -> Operand:
        if isinstance(dtype, self.k.types.Record):
            found = Operand(form, (cxx_type("v"),), text)
            found.sized = dtype.size
            return found
        inner = self._operand_of(library, dtype)
        if inner.form == "pointer":  # a pointer to pointers
            return Operand(form, [cxx_type("P" + t.code) for t in inner.types], text)
        return Operand(form if inner.form == "value" else "nothing", inner.types, text)

    def _cxx_names(self, library: Library, ty: Any) -> Sequence[str]:
        types = self.k.types
        scalar = _SCALARS.get("boolean" if isinstance(ty, types.Boolean) else str(ty))
        found = self._class_names(library, ty) if scalar is None else scalar
        for spelling in library.given:
            if spelling in library.types and self.class_value(library, spelling) == ty:
                found = (*found, "{" + spelling + "}")
        return found

    def _class_names(self, library: Library, ty: Any) -> Sequence[str]:
        types = self.k.types
        if isinstance(ty, self.types.RecordType):
            known = library.types.get(ty.spelling, ("incomplete",))[0] == "record"
            same = not known or library.knows(ty.spelling, ty.digest) or not ty.digest
            # another class of that name: nothing in this library takes it
            return ("{" + ty.spelling + ("" if same else " of " + ty.library.name) + "}",)
        if isinstance(ty, types.EnumMember):
            return self._enum_names(library, ty.instance_class)
        name = self.k.owned_name(ty)
        return ["{" + spelling + "}" for spelling in owned_spellings(name)] if name else ()

    def _enum_names(self, library: Library, members: Any) -> Sequence[str]:
        spelling = enum_spellings.get(members)
        if spelling is not None:
            return ("{" + spelling + "}",)
        values = {name: int(m.value) for name, m in members.__members__.items() if isinstance(m.value, int)}
        for (
            spelling,
            entry,
        ) in library.types.items():  # somebody else's class of the same enum, as cuda.bindings has
            if (
                entry[0] == "enum"
                and spelling.rpartition("::")[2] == members.__name__
                and dict(entry[3]) == values
            ):
                return ("{" + spelling + "}",)
        return ("x", "l") if issubclass(members, int) else ()

    def plain(self, ty: Any) -> Any:
        """The type without its literal value."""
        return self.k.types.unliteral(ty)

    # ---- choosing ------------------------------------------------------------
    def choose(self, handle: Any, args: Sequence[Any], kws: dict[str, Any] | None = None) -> Choice:
        """The overload of a handle for argument types. Raises the backend's TypingError, whose text is C++'s
        view.
        """
        names = tuple(kws or ())
        key = (tuple(args), tuple((kws or {}).items()), self.arch())
        found = handle.memo.get(key)
        if found is None:
            types = [*args, *(kws or {}).values()]
            candidates = self.candidates_for(handle, types, names)
            found = self.choose_from(handle.qualified, handle.library, candidates, types, names)
            handle.memo[key] = found
        choice: Choice = found
        self.check(choice.row)  # again: this compilation may be for another arch
        return choice

    def candidates_for(self, handle: Any, types: Sequence[Any], names: Sequence[str]) -> list[Candidate]:
        """The rows that a call may mean: a handle's own, or what C++ says where templates are among them."""
        oracle = handle.library.oracle
        asked = oracle and oracle.candidates(self, handle, types, names)
        if asked:
            return list(asked)
        found = handle.memo.get("candidates")
        if found is None:
            found = handle.memo["candidates"] = self.candidates(handle)
        return list(found)

    def candidates(self, handle: Any) -> list[Candidate]:
        return candidates_of(handle.rows, getattr(handle, "with_object", False))

    def choose_from(
        self,
        name: str,
        library: Library,
        candidates: Sequence[Candidate],
        types: Sequence[Any],
        names: Sequence[str],
        categories: Sequence[str] = (),
    ) -> Choice:
        operands = [self.operand(library, t) for t in types]
        if categories:
            operands = [o.named(c) if c else o for o, c in zip(operands, categories, strict=True)]
        try:
            choice = Call(name, operands, names, library.facts, self.arch()).choose(candidates)
        except CallError as e:
            raise self.refusal(str(e), e.is_final) from None
        for t in (choice.row.makes.value, *(p.value for p in choice.row.parameters)):
            if t.code != "v" and t.kind != "function" and self.storage_type(choice.row.library, t) is None:
                raise self.k.TypingError(
                    f"{choice.row.name} ({choice.row.location}) uses {t}, which Numba has no type for"
                )
        return choice

    def refusal(self, text: str, is_final: bool = True) -> Exception:
        """The backend's TypingError; with `is_final` an operator has no other meaning then."""
        error: Exception = self.k.TypingError(text)
        error.is_final = is_final  # type: ignore[attr-defined]
        return error

    def check(self, row: Row) -> None:
        """Is the row's shim there for the device? Raises the backend's TypingError when NVRTC refuses it."""
        absence = row.extra.get("refused") or row.absence(self.arch())
        if absence:
            raise self._unusable(row, absence)
        joint = row.library.joint  # compiles all that a kernel uses, when the first of it is linked
        (joint.want if joint else self._compiled)(row)

    def _unusable(self, row: Row, reason: Any, where: str = "") -> Exception:
        return self.refusal(f"{row.name} ({row.location}) can't be used{where}: {reason}")

    def _compiled(self, row: Row) -> tuple[Library, int, str]:
        """The unit of a row's shim, and the arch. Raises as `check`."""
        arch = self.arch()
        try:
            library, unit, message = row.library.compiled(row, arch, self.k.is_lean())
        except UnitError as e:
            raise self._unusable(row, e) from None
        if message is not None:
            raise self._unusable(row, f"NVRTC says: {message}", f" on {arch}")
        return library, unit, arch

    def arch(self) -> str:
        return arch_name(self.k.capability())

    def link(self, e: Any, row: Row) -> None:
        """Links the row's unit: one object a (unit, arch), because linkers compare by identity."""
        library, unit, arch = self._compiled(row)
        found = library.linkables.get((unit, arch))
        if found is None:
            found = library.linkables[unit, arch] = self.k.linkable(library, unit, arch)
        e.link(found)
        if row.extra.get("cooperative"):
            e.cooperative()
        if row.library.inputs:
            row.library.inputs.link(self, e)

    # ---- calling -------------------------------------------------------------
    def call_type(self, handle: Any, args: Sequence[Any], kws: dict[str, Any]) -> tuple[Any, Sequence[int]]:
        """(result type, order of the arguments) of a call to a handle; its lowering is inserted on
        the way.
        """
        if isinstance(handle, Template):
            made = handle.deduced(self, args)
            if made is None:
                raise self.k.TypingError(handle.refusal)
            found = self.construct_type(made, args, kws)
            self.k.insert(handle, handle.deduced_body(self))
            return found
        choice = self.choose(handle, args, kws)
        self.k.insert(handle, call_body(self, handle))
        return call_result(self, choice), choice.order

    def construct_type(
        self, handle: Record, args: Sequence[Any], kws: dict[str, Any]
    ) -> tuple[Any, Sequence[int]]:
        """As `call_type`, for a class."""
        found: tuple[Any, Sequence[int]] = self.maker(handle).construct_type(handle, args, kws)
        return found

    def maker(self, handle: Record) -> Any:
        """The part that makes objects. Raises TypingError for a class that is only declared."""
        if handle.entry[0] != "record":
            raise self.k.TypingError(handle.undefined())
        if not self._maker:
            install_parts(("making",), process_space().parts)
            self._maker = part_objects["making"](self)
        return self._maker

    def field_conversion(self, library: Library, record: str, field: str, t: CxxType, arg: Any) -> Any:
        """The conversion that initializes a member. Raises TypingError when there is none."""
        row = Row(library, -1, ("f", f"{record}::{field}", "v", (f"{t.code} {field}",), 0, 0, 0, None))
        operand = self.operand(library, arg)
        try:
            return (
                Call(f"{record}::{field}", [operand], (), library.facts)
                .choose([Candidate(row, False)])
                .conversions[0]
            )
        except CallError:
            raise self.k.TypingError(f"{record}: no conversion from {operand} to {t} {field}") from None

    def has_field(self, record: Any, name: str) -> bool:
        return find_field(record.library, record.spelling, name) is not None

    def members_of(self, record: Any) -> Any:
        """The layout of a record type (layout.py)."""
        return record_members(self, record)
