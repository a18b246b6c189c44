"""Walks a header through ast_canopy and through libclang's cursors, and tells where they differ.

    python tests/python/ast_canopy_differ.py HEADER [FILE ...]     # FILE: further files that count

libclang is asked directly, by its own Python binding over ctypes: nothing of the core takes part. Compared
are counts, names, types, sizes, alignments, offsets, values and mangled names of what clang lists.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from typing import Any

import ast_canopy
from ast_canopy import api
from ast_canopy._parse import split_command_line

ARCH = "sm_90"


def cindex() -> Any:
    """clang.cindex on the library that the core uses."""
    import clang.cindex as binding

    from numbast.libclang import find_libclang

    if not binding.Config.loaded:
        binding.Config.set_library_file(find_libclang().path)
    return binding


def command_line(path: str) -> list[str]:
    """What ast_canopy hands to clang for a header."""
    options = [*api._command_line("", ARCH, "gnu++17", api.get_cuda_path_for_clang(), False)]
    options += [f"-I{folder}" for folder in api.get_cuda_include_dir_for_clang()]
    return split_command_line([*options, "-D__inline_hint__=", path])[0]


class Cursors:
    """The declarations of files that count, as libclang's cursors."""

    def __init__(self, path: str, retain: list[str]) -> None:
        self.binding = cindex()
        self.kinds = self.binding.CursorKind
        self.retain = set(retain)
        # 0x2000: implicit attributes too
        self.unit = self.binding.Index.create().parse(path, command_line(path), options=0x2000)
        self.all = list(self._walk(self.unit.cursor))

    def _counts(self, c: Any) -> bool:
        file = c.location.file
        return file is not None and file.name in self.retain

    def _walk(self, scope: Any) -> Iterator[Any]:
        """Namespace-scope declarations."""
        through = (self.kinds.NAMESPACE, self.kinds.LINKAGE_SPEC, self.kinds.UNEXPOSED_DECL)
        for c in scope.get_children():
            if c.kind in through:
                yield from self._walk(c)
            elif self._counts(c):
                yield c

    def of(self, *kinds: Any) -> list[Any]:
        return [c for c in self.all if c.kind in kinds]

    def functions(self) -> list[Any]:
        k = self.kinds
        return self.of(k.FUNCTION_DECL, k.CXX_METHOD, k.CONSTRUCTOR, k.DESTRUCTOR, k.CONVERSION_FUNCTION)

    def records(self) -> list[Any]:
        k = self.kinds
        return [c for c in self.of(k.STRUCT_DECL, k.CLASS_DECL, k.UNION_DECL) if c.is_definition()]

    def deep(self, kind: Any) -> list[Any]:
        """Those of namespaces, of records at any depth and of function bodies."""
        return [d for c in self.all for d in c.walk_preorder() if d.kind == kind and self._counts(d)]


def pairs_differ(what: str, ours: list[Any], theirs: list[Any]) -> list[str]:
    if len(ours) != len(theirs):
        return [f"{what}: {len(ours)} and {len(theirs)}"]
    return [f"{what} {i}: {a} and {b}" for i, (a, b) in enumerate(zip(ours, theirs, strict=True)) if a != b]


def mangled(c: Any) -> str:
    name = str(c.mangled_name)
    return name if name.startswith("_Z") or not name else f"_Z{len(c.spelling)}{c.spelling}"


def function_of_cursor(c: Any) -> tuple[Any, ...]:
    attributes = {a.kind.name for a in c.get_children() if a.kind.is_attribute()}
    host, device = "CUDAHOST_ATTR" in attributes, "CUDADEVICE_ATTR" in attributes
    space = "host_device" if host and device else "host" if host else "device" if device else "undefined"
    if "CUDAGLOBAL_ATTR" in attributes:
        space = "global_"
    signature = c.type.get_canonical()
    types = [p.get_canonical().spelling.removeprefix("const ") for p in signature.argument_types()]
    names = [p.spelling for p in c.get_arguments()]
    return (
        c.spelling,
        mangled(c),
        space,
        c.result_type.get_canonical().spelling,
        names,
        types,
        c.location.line,
    )


def function_of_ours(f: Any) -> tuple[Any, ...]:
    return (
        f.name,
        f.mangled_name,
        f.exec_space.name,
        f.return_type.name,
        [p.name for p in f.params],
        [p.type_.name for p in f.params],
        f.location.line,
    )


def compare_functions(found: Any, cursors: Cursors) -> list[str]:
    """As clang has signatures: a parameter's own const is no part, <stdint.h>'s names are looked through."""
    stdint = {
        **{f"int{n}_t": t for n, t in ((8, "signed char"), (16, "short"), (32, "int"), (64, "long"))},
        **{f"uint{n}_t": t for n, t in ((8, "unsigned char"), (16, "unsigned short"), (32, "unsigned int"))},
        "uint64_t": "unsigned long",
        "uintptr_t": "unsigned long",
    }

    def plain(text: str) -> str:
        text = re.sub(r"(?:\w+::)*(u?int\w*_t)\b", lambda m: stdint.get(m[1], m[0]), text)
        return re.sub(r"(\*|\w) ?(const|__restrict)$", r"\1", text.removeprefix("const ")).rstrip()

    def even(f: tuple[Any, ...]) -> tuple[Any, ...]:
        return (*f[:3], plain(f[3]), f[4], [plain(t) for t in f[5]], f[6])

    local = {id(f) for f in found.functions if not f.location}
    ours = [even(function_of_ours(f)) for f in found.functions if id(f) not in local]
    theirs = [even(function_of_cursor(c)) for c in cursors.functions()]
    return pairs_differ("function", ours, theirs)


def record_of_cursor(c: Any, access: dict[str, str]) -> tuple[Any, ...]:
    fields = [
        (
            "" if "(" in f.spelling else f.spelling,
            f.get_field_offsetof(),
            f.get_bitfield_width() if f.is_bitfield() else None,
            access[f.access_specifier.name],
        )
        for f in c.type.get_fields()
    ]
    return c.type.get_size(), c.type.get_align(), fields, c.location.line


def compare_records(found: Any, cursors: Cursors) -> list[str]:
    access = {"PUBLIC": "public_", "PROTECTED": "protected_", "PRIVATE": "private_", "NONE": "public_"}
    ours = [
        (
            s.sizeof_,
            s.alignof_,
            [(f.name, f.offset, f.bit_width, f.access.name) for f in s.fields],
            s.location.line,
        )
        for s in found.structs
        if s.sizeof_ != ast_canopy.INVALID_SIZE_OF and "lambda at" not in s.qual_name
    ]
    theirs = [record_of_cursor(c, access) for c in cursors.records()]
    return pairs_differ("record", ours, theirs)


def compare_methods(found: Any, cursors: Cursors) -> list[str]:
    k = cursors.kinds
    kinds = (k.CXX_METHOD, k.CONSTRUCTOR, k.DESTRUCTOR, k.CONVERSION_FUNCTION)
    ours = [
        [(m.name, m.mangled_name) for m in s.methods]
        for s in found.structs
        if s.sizeof_ != ast_canopy.INVALID_SIZE_OF and "lambda at" not in s.qual_name
    ]
    theirs = [
        [
            (m.spelling, mangled(m))
            for m in c.get_children()
            if m.kind in kinds and m.access_specifier.name == "PUBLIC"
        ]
        for c in cursors.records()
    ]
    return pairs_differ("methods", ours, theirs)


def compare_rest(found: Any, cursors: Cursors) -> list[str]:
    k = cursors.kinds
    differences = pairs_differ(
        "function template",
        [(t.function.name, t.location.line) for t in found.function_templates],
        [(c.spelling, c.location.line) for c in cursors.of(k.FUNCTION_TEMPLATE)],
    )
    differences += pairs_differ(
        "class template",
        [(t.record.name, t.location.line) for t in found.class_templates if "<" not in t.qual_name],
        [(c.spelling, c.location.line) for c in cursors.deep(k.CLASS_TEMPLATE)],
    )
    ours = [(e.enumerators, e.enumerator_values) for e in found.enums]
    enums = [
        ([v.spelling for v in e.get_children()], [str(v.enum_value) for v in e.get_children()])
        for e in cursors.deep(k.ENUM_DECL)
    ]
    differences += pairs_differ("enum", sorted(ours), sorted(enums))
    typedefs = [
        c.spelling
        for c in cursors.deep(k.TYPEDEF_DECL)
        if c.underlying_typedef_type.get_canonical().kind == cursors.binding.TypeKind.RECORD
        and c.underlying_typedef_type.get_canonical().get_declaration().kind != k.UNION_DECL
    ]
    return differences + pairs_differ("typedef", [t.name for t in found.typedefs], typedefs)


def differences(path: str, also: list[str]) -> tuple[int, list[str]]:
    """(how many declarations were compared, what differs)"""
    retain = [path, *also]
    found = ast_canopy.parse_declarations_from_source(path, retain, ARCH)
    cursors = Cursors(path, retain)
    told = compare_functions(found, cursors) + compare_records(found, cursors)
    told += compare_methods(found, cursors) + compare_rest(found, cursors)
    return len(cursors.all), told


def main() -> int:
    path, *also = [os.path.abspath(p) for p in sys.argv[1:]]
    n, told = differences(path, also)
    print(f"{path}: {n} declarations, {len(told)} differences")
    print("\n".join(told))
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
