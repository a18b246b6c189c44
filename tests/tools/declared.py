"""The callables that a CUDA header declares, counted with clang.cindex: not by the core, so as to check it.

What counts (tests/python/test_real_headers.py gives the share that is bound):
device functions, operators, constructors, methods and conversions that the
header's own files declare, without internal names and namespaces, members only
if public, annotated or defaulted, and not deleted; each entity once, templates
not at all; and not what needs an lvalue: a method that changes its object, or
a parameter that is a non-const reference to a record.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import codes, table
from .clang_overloads import cindex

# The files that belong to a header beside itself, and folders
TOGETHER = {"curand_kernel.h": "curand_*.h", "cuda_fp16.h": "cuda_fp16.hpp", "cuda_bf16.h": "cuda_bf16.hpp"}
TOGETHER |= {"cuda_fp8.h": "cuda_fp8.hpp", "cuda_fp6.h": "cuda_fp6.hpp", "cuda_fp4.h": "cuda_fp4.hpp"}
TOGETHER |= {"vector_functions.h": "vector_functions.hpp", "cuda_pipeline.h": "cuda_pipeline_*.h"}
FOLDERS = {"cooperative_groups.h": "cooperative_groups", "nccl_device.h": "nccl_device"}
INTERNAL = re.compile(r"(^|::)(detail|details|internal|__detail)::|(^|::)__internal")
SKIP_BODIES = 0x40


@dataclass(frozen=True)
class Callable:
    """A declaration: its qualified name and its types without spaces."""

    name: str
    types: tuple[str, ...]
    file: str
    line: int
    needs_lvalue: bool = False

    @property
    def key(self) -> tuple[str, tuple[str, ...]]:
        """What makes it one entity."""
        return self.name, self.types


def spelled(text: str) -> str:
    """A type's canonical spelling without what differs between printers."""
    text = re.sub(r"\b(struct|union|enum|class) |\b__restrict\b", "", text).replace(" ", "")
    return outside(text)


def outside(name: str) -> str:
    """A name without reserved namespaces, which printers of inline ones disagree about."""
    return re.sub(r"\b__v?\d+::", "", name)


def decayed(text: str) -> str:
    """A parameter's type without spaces, arrays as pointers."""
    found = re.match(r"([^\[\]*&()]+)\[\d*\](.*)$", text)
    if not found:
        return text
    element, rest = found.groups()
    return f"{element}(*){rest}" if rest else f"{element}*"


def row_key(row: table.Row) -> tuple[str, tuple[str, ...]]:
    """A row as Callable.key."""
    name = f"{row.owner}::operator" if row.kind in table.CONVERSIONS else row.name
    kept = (row.result,) if row.kind in table.CONVERSIONS else row.params
    return outside(name), tuple(spelled(codes.cpp(code)) for code in kept)


def callables(header: str) -> list[Callable]:
    """All callables of a header, in order."""
    index = cindex()
    assert index, "libclang-ng is needed"
    from numbast.command_line import clang_arguments
    from numbast.cuda_headers import find_cuda_headers
    from numbast.header_search import find_headers
    from numbast.known import with_known
    from numbast.libclang import find_libclang
    from numbast.options import options_from

    options = options_from({})
    defines = with_known([header], options).defines  # of libraries that don't compile without
    folders = [h.folder for h in find_headers([header], options)[0] if h.folder]
    arguments = clang_arguments(find_libclang(), find_cuda_headers(()), "sm_90", "c++17", folders, defines)
    unit = index.Index.create().parse(
        "one_line.cu", list(arguments), [("one_line.cu", f"#include <{header}>\n")], options=SKIP_BODIES
    )
    found: dict[Any, Callable] = {}
    _collect(unit.cursor, "", header, index, found)
    return list(found.values())


def _own(cursor: Any, header: str) -> bool:
    file = cursor.location.file
    if file is None:
        return False
    path = Path(file.name)
    if path.name == header or path.match(TOGETHER.get(header, header)):
        return True
    return header in FOLDERS and FOLDERS[header] in path.parts[:-1]


def _collect(cursor: Any, scope: str, header: str, index: Any, found: dict[Any, Callable]) -> None:
    kinds = index.CursorKind
    for child in cursor.get_children():
        if child.kind == kinds.LINKAGE_SPEC or child.kind == kinds.UNEXPOSED_DECL:
            _collect(child, scope, header, index, found)
        elif child.kind in (kinds.NAMESPACE, kinds.STRUCT_DECL, kinds.CLASS_DECL, kinds.UNION_DECL):
            inside = (
                scope
                if child.kind == kinds.NAMESPACE and not child.spelling
                else f"{scope}{child.displayname}::"  # with the arguments of a specialization
            )
            if child.kind == kinds.NAMESPACE or (child.is_definition() and _own(child, header)):
                _collect(child, inside, header, index, found)
        elif child.kind in (
            kinds.FUNCTION_DECL,
            kinds.CXX_METHOD,
            kinds.CONSTRUCTOR,
            kinds.CONVERSION_FUNCTION,
        ):
            elsewhere = child.semantic_parent != child.lexical_parent  # the definition of a member
            if elsewhere or not (_own(child, header) and _counts(child, scope, index)):
                continue
            made = _callable(child, scope, index)
            found.setdefault(made.key, made)


def _callable(cursor: Any, scope: str, index: Any) -> Callable:
    types = tuple(spelled(a.type.get_canonical().spelling) for a in cursor.get_arguments())
    types = tuple(re.sub(r"(?<=\*)const$|^const(?=[^*&]*$)", "", decayed(t)) for t in types)
    scope = outside(scope)
    name = scope + cursor.spelling
    if cursor.kind == index.CursorKind.CONVERSION_FUNCTION:
        name, types = f"{scope}operator", (spelled(cursor.result_type.get_canonical().spelling),)
    file = Path(cursor.location.file.name).name
    return Callable(name, types, file, cursor.location.line, _changes(cursor, index))


def _counts(cursor: Any, scope: str, index: Any) -> bool:
    kinds = index.CursorKind
    member = cursor.kind != kinds.FUNCTION_DECL
    if INTERNAL.search(scope + cursor.spelling):
        return False
    annotated = any(c.kind == kinds.CUDADEVICE_ATTR for c in cursor.get_children())
    if not annotated and not (member and cursor.is_default_method()):
        return False
    is_public = cursor.access_specifier == index.AccessSpecifier.PUBLIC
    return not member or (is_public and not cursor.is_deleted_method())


def _changes(cursor: Any, index: Any) -> bool:
    """Does a call need an object that it may change?"""
    is_method = cursor.kind == index.CursorKind.CXX_METHOD
    if is_method and not cursor.is_const_method() and not cursor.is_static_method():
        return True
    return any(_needs_lvalue(a.type.get_canonical(), index) for a in cursor.get_arguments())


def _needs_lvalue(kind: Any, index: Any) -> bool:
    if kind.kind != index.TypeKind.LVALUEREFERENCE:
        return False
    pointee = kind.get_pointee()
    return pointee.kind == index.TypeKind.RECORD and not pointee.is_const_qualified()
