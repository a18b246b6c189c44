"""The calls: a header's declarations, and the value of a constant in a piece of C++.

What decides how clang is called stands in functions of this module that a program may replace:
`check_clang_binary`, `get_clang_resource_dir`, `get_default_compiler_search_paths`,
`get_cuda_include_dir_for_clang`, `get_cuda_path_for_clang`. None of them starts a process.
"""

from __future__ import annotations

import functools
import os
import warnings

from . import decl
from . import pylibastcanopy as bindings
from ._enum import NativeEnum

TYPE_CHECKING = False  # the real one would load typing: importing this package is to cost nothing
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

__all__ = [
    "Declarations",
    "parse_declarations_from_source",
    "parse_declarations_from_string",
    "value_from_constexpr_vardecl",
]

_CUDA_FILES = {
    "cudart": "cuda_runtime.h",
    "nvcc": "crt/host_defines.h",
    "curand": "curand_kernel.h",
    "cccl": "cuda/std/type_traits",
}


_LISTS = (
    *("structs", "functions", "function_templates", "class_templates", "class_template_specializations"),
    *("typedefs", "enums", "aliases", "variables", "macros", "namespaces"),
)
_OPTIONAL = _LISTS[7:]


class _Fields:
    """What makes `dataclasses` take a class for one of theirs, made when they ask: they are slow to load."""

    def __get__(self, instance: object, owner: type) -> Any:
        import dataclasses

        fields: list[Any] = [
            (name, list, dataclasses.field(default_factory=list)) if name in _OPTIONAL else (name, list)
            for name in _LISTS
        ]
        return dataclasses.make_dataclass("Declarations", fields).__dataclass_fields__  # type: ignore[attr-defined]


class Declarations:
    """The lists of one parse, each in the source's order; a dataclass.

    `aliases`, `variables`, `macros` and `namespaces` are what the old tool did not tell.
    """

    __dataclass_fields__ = _Fields()
    __hash__ = None  # type: ignore[assignment]

    def __init__(
        self,
        structs: list[decl.Struct],
        functions: list[decl.Function],
        function_templates: list[decl.FunctionTemplate],
        class_templates: list[decl.ClassTemplate],
        class_template_specializations: list[decl.ClassTemplateSpecialization],
        typedefs: list[bindings.Typedef],
        enums: list[bindings.Enum],
        aliases: list[bindings.TypeAlias] | None = None,
        variables: list[bindings.Variable] | None = None,
        macros: list[bindings.Macro] | None = None,
        namespaces: list[bindings.Namespace] | None = None,
    ) -> None:
        self.structs, self.functions = structs, functions
        self.function_templates, self.class_templates = function_templates, class_templates
        self.class_template_specializations = class_template_specializations
        self.typedefs, self.enums = typedefs, enums
        self.aliases = [] if aliases is None else aliases
        self.variables = [] if variables is None else variables
        self.macros = [] if macros is None else macros
        self.namespaces = [] if namespaces is None else namespaces

    def _all(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in _LISTS)

    def __eq__(self, other: object) -> bool:
        return self._all() == other._all() if isinstance(other, Declarations) else NotImplemented

    def __repr__(self) -> str:
        return f"Declarations({', '.join(f'{name}={getattr(self, name)!r}' for name in _LISTS)})"

    def to_json(self, indent: int | None = None) -> str:
        """All lists as JSON: objects of the attributes, enums by their names."""
        import json

        lists = {name: getattr(self, name) for name in _LISTS}
        return json.dumps(lists, indent=indent, default=_plain, sort_keys=False)


def _plain(value: Any) -> Any:
    if isinstance(value, NativeEnum):
        return value.name
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if isinstance(value, bindings.Type):
        return value.name
    if isinstance(value, decl.ClassTemplateSpecialization):
        plain = {k: v for k, v in vars(value).items() if k != "class_template"}
        return {**plain, "class_template": value.class_template.qual_name, "qual_name": value.qual_name}
    return {k: v for k, v in vars(value).items() if not k.startswith("_") and k != "tparam_dict"}


# ---- clang ------------------------------------------------------------------------


def check_clang_binary(clang_binary: str | None = None) -> str:
    """The name that stands first on the command line. No such program is started: libclang parses.

    RuntimeError when a program was asked for that is not there.
    """
    import shutil

    asked = clang_binary or os.environ.get("ASTCANOPY_CLANG_BIN")
    found = shutil.which(asked or "clang++")
    if found:
        return found
    if asked:
        raise RuntimeError(
            f"Unable to resolve requested clang binary: '{asked}'. It is neither a path nor in PATH."
        )
    warnings.warn("clang++ was not found in PATH: the headers of libclang itself are used", stacklevel=3)
    return "clang++"


def get_clang_resource_dir(clang_binary: str) -> str:
    """The folder of clang's own headers: $ASTCANOPY_CLANG_RESOURCE_DIR, else those of the libclang in use.

    RuntimeError when no usable libclang is installed; it says what to install.
    """
    asked = os.environ.get("ASTCANOPY_CLANG_RESOURCE_DIR", "")
    if asked and os.path.isdir(asked):
        return asked
    if asked:
        warnings.warn(f"ASTCANOPY_CLANG_RESOURCE_DIR={asked} does not exist", stacklevel=2)
    return _libclang_resource_dir()


def _libclang_resource_dir() -> str:
    from numbast.libclang import libclang_candidates
    from numbast.runtime.headers import state_of

    return _resource_dir_of(tuple((p, state_of(p)) for p in libclang_candidates()))


@functools.lru_cache(8)
def _resource_dir_of(candidates: tuple[tuple[str, str], ...]) -> str:
    from numbast.errors import EnvironmentProblem
    from numbast.libclang import find_libclang

    try:
        return find_libclang().resource_dir
    except EnvironmentProblem as problem:
        hint = f" ({problem.hint})" if problem.hint else ""
        raise RuntimeError(f"{problem}{hint}") from None


def get_default_compiler_search_paths(clang_binary: str) -> list[str]:
    """The system's include folders: $ASTCANOPY_LIBSTDCXX_INCLUDE_DIRS, else those of the newest GCC."""
    asked = os.environ.get("ASTCANOPY_LIBSTDCXX_INCLUDE_DIRS", "")
    if asked:
        return [folder for folder in asked.split(os.pathsep) if folder]
    return list(_system_include_dirs())


@functools.lru_cache(1)
def _system_include_dirs() -> tuple[str, ...]:
    import glob

    found = []
    newest = max(glob.glob("/usr/lib/gcc/*/*/"), key=_version_of, default="")
    if newest:
        triple, version = newest.rstrip("/").split("/")[-2:]
        base = f"/usr/include/c++/{version}"
        found += [base, f"/usr/include/{triple}/c++/{version}", f"{base}/{triple}", f"{base}/backward"]
        found += ["/usr/local/include", f"/usr/include/{triple}", "/usr/include"]
    return tuple(folder for folder in found if os.path.isdir(folder))


def _version_of(folder: str) -> tuple[int, ...]:
    return tuple(int(n) for n in folder.rstrip("/").rpartition("/")[2].split(".") if n.isdecimal())


# ---- CUDA -------------------------------------------------------------------------


@functools.lru_cache(1)
def get_cuda_include_dir_for_clang() -> tuple[str, ...]:
    """CUDA's include folders, in the order they are searched; a component that none holds is warned of."""
    from numbast.cuda_headers import cuda_include_dirs
    from numbast.errors import EnvironmentProblem

    try:
        found = cuda_include_dirs()
    except EnvironmentProblem:
        found = ()
    for component, file in _CUDA_FILES.items():
        if not any(os.path.exists(os.path.join(folder, file)) for folder in found):
            warnings.warn(f"the headers of {component} were not found", stacklevel=3)
    return found


def get_cuda_path_for_clang() -> str:
    """CUDA's root folder: that of a whole toolkit, else $CUDA_HOME, else of the headers that there are.

    RuntimeError when there are none at all.
    """
    folders = get_cuda_include_dir_for_clang()
    roots = [os.path.dirname(f) for f in folders if os.path.isfile(os.path.join(f, "cuda_runtime.h"))]
    for root in roots:
        if all(os.path.isdir(os.path.join(root, part)) for part in ("include", "bin", "nvvm")):
            return root
    home = os.environ.get("CUDA_HOME", "")
    if home:
        return home
    if roots:
        return roots[0]
    raise RuntimeError(
        "Unable to find CUDA root directory for clang's `--cuda-path` flag. "
        "Set CUDA_HOME, or install the headers: pip install 'numba-cuda[cu13]' nvidia-cuda-crt"
    )


def _get_shim_include_dir() -> str:
    return os.path.join(os.path.dirname(os.path.abspath(__file__)), "shim_include")


# ---- the command line ----------------------------------------------------------------


def _check_includes(additional_includes: Sequence[str] | None) -> list[str]:
    for include in additional_includes or ():
        if not isinstance(include, str):
            raise TypeError(f"additional_includes must hold strings, found {type(include).__name__}")
        if include.startswith("-I"):
            raise ValueError(f"additional_includes are folders without -I, found '{include}'")
        if not os.path.exists(include):
            raise FileNotFoundError(f"Include directory not found: {include}")
    return list(additional_includes or ())


def _check_compute_capability(compute_capability: str) -> str:
    if not isinstance(compute_capability, str):
        raise TypeError(f"compute_capability must be a string, found {type(compute_capability).__name__}")
    if not compute_capability.startswith("sm_"):
        raise ValueError(f"compute_capability must begin with 'sm_', found '{compute_capability}'")
    number = compute_capability[3:-1] if compute_capability[-1] in "af" else compute_capability[3:]
    if not (number.isdecimal() and number.isascii()):
        raise ValueError(f"compute_capability must be 'sm_' and a number, found '{compute_capability}'")
    return compute_capability


def _command_line(
    clang_binary: str | None, compute_capability: str, cxx_standard: str, cuda_path: str, verbose: bool
) -> Iterator[str]:
    """The part of the command line that does not depend on a header."""
    clang = check_clang_binary(clang_binary)
    resource_dir = get_clang_resource_dir(clang)
    yield clang
    if verbose:
        yield "--verbose"
    yield "-xcuda"
    yield f"--cuda-path={cuda_path}"
    yield f"--cuda-gpu-arch={compute_capability}"
    yield f"-std={cxx_standard}"
    yield from ("-resource-dir", resource_dir)
    yield f"-I{_get_shim_include_dir()}"
    yield f"-isystem{os.path.join(resource_dir, 'include', 'cuda_wrappers')}"
    yield from (f"-isystem{folder}" for folder in get_default_compiler_search_paths(clang))


def _wrapped(found: Any, entry: str) -> Declarations:
    """The raw lists with Python's classes around them; hooks may give objects that have the seven only."""
    return Declarations(
        [decl.Struct.from_c_obj(c, entry) for c in found.records],
        [decl.Function.from_c_obj(c, entry) for c in found.functions],
        [decl.FunctionTemplate.from_c_obj(c, entry) for c in found.function_templates],
        [decl.ClassTemplate.from_c_obj(c, entry) for c in found.class_templates],
        [decl.ClassTemplateSpecialization.from_c_obj(c, entry) for c in found.class_template_specializations],
        found.typedefs,
        found.enums,
        *(list(getattr(found, name, ())) for name in ("aliases", "variables", "macros", "namespaces")),
    )


# ---- calls ----------------------------------------------------------------------------


def parse_declarations_from_source(
    source_file_path: str,
    files_to_retain: list[str],
    compute_capability: str,
    cudatoolkit_include_dirs: list[str] | None = None,
    cxx_standard: str = "gnu++17",
    additional_includes: list[str] | None = None,
    defines: list[str] | None = None,
    verbose: bool = False,
    bypass_parse_error: bool = False,
    cuda_header_mode: bool = False,
    clang_binary: str | None = None,
) -> Declarations:
    """The declarations of the files in `files_to_retain`, as `source_file_path` sees them on the device.

    A file counts when clang's name of it is one of the strings: no path is made absolute or compared with
    what lies on disk. `compute_capability` is an arch, "sm_90" or "sm_90a". With `cuda_header_mode` CUDA's
    runtime header is not included, as for a header of CUDA itself.

    ParseError when the source has errors, unless `bypass_parse_error`; FileNotFoundError, TypeError and
    ValueError for arguments that can't be; RuntimeError when no libclang or no CUDA headers are found.

    >>> import os, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = os.path.join(folder, "pair.cuh")
    ...     with open(path, "w") as f:
    ...         _ = f.write("struct Pair { float a, b; };")
    ...     found = parse_declarations_from_source(path, [path], "sm_90")
    >>> found.structs[0].name, [f.name for f in found.structs[0].fields], found.structs[0].sizeof_
    ('Pair', ['a', 'b'], 8)
    """
    includes = _check_includes(additional_includes)
    arch = _check_compute_capability(compute_capability)
    source = os.fspath(source_file_path)
    options = list(_command_line(clang_binary, arch, cxx_standard, get_cuda_path_for_clang(), verbose))
    if not os.path.exists(source):
        raise FileNotFoundError(f"File not found: {source}")
    toolkit = list(cudatoolkit_include_dirs or get_cuda_include_dir_for_clang())
    if cuda_header_mode:
        at = options.index("-xcuda") + 1
        options[at:at] = ["-nocudainc", "-nocudalib"]
        toolkit.insert(0, os.path.dirname(source) or ".")
    options += [f"-I{folder}" for folder in toolkit]
    options += [f"-I{folder}" for folder in includes]
    options += [f"-D{define}" for define in ("__inline_hint__=", *(defines or ()))]
    options.append(source)
    if verbose:
        print(f"command_line_options={options!r}")
    found = bindings.parse_declarations_from_command_line(options, files_to_retain, bypass_parse_error)
    return _wrapped(found, source)


def parse_declarations_from_string(
    source_text: str,
    compute_capability: str = "sm_90",
    cudatoolkit_include_dirs: list[str] | None = None,
    cxx_standard: str = "gnu++17",
    additional_includes: list[str] | None = None,
    defines: list[str] | None = None,
    files_to_retain: list[str] | None = None,
    bypass_parse_error: bool = False,
) -> Declarations:
    """The declarations of a text, which is called "<source>", and of the files named.

    >>> found = parse_declarations_from_string("enum Colour { RED = 1, BLUE };")
    >>> found.enums[0].enumerators, found.enums[0].enumerator_values
    (['RED', 'BLUE'], ['1', '2'])
    """
    from ._parse import SourceText

    if not isinstance(source_text, str):
        raise TypeError(f"source_text must be a string, found {type(source_text).__name__}")
    includes = _check_includes(additional_includes)
    arch = _check_compute_capability(compute_capability)
    options = [*_command_line_of_text(arch, cxx_standard), *(f"-I{f}" for f in includes)]
    options += [f"-I{folder}" for folder in cudatoolkit_include_dirs or get_cuda_include_dir_for_clang()]
    options += [f"-D{define}" for define in ("__inline_hint__=", *(defines or ()))]
    name = "<source>"
    retain = [name, *(files_to_retain or ())]
    options.append(SourceText(name, source_text))
    found = bindings.parse_declarations_from_command_line(options, retain, bypass_parse_error)
    return _wrapped(found, name)


def _command_line_of_text(arch: str, cxx_standard: str) -> list[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # no program is asked for
        return list(_command_line(None, arch, cxx_standard, get_cuda_path_for_clang(), False))


def value_from_constexpr_vardecl(
    source_text: str,
    name: str,
    cc: str,
    cxx_standard: str = "gnu++17",
    verbose: bool = False,
    clang_binary: str | None = None,
) -> decl.ConstExprVar | None:
    """The last constexpr variable of that unqualified name in a text; None when there is none.

    ParseError when the text has errors; RuntimeError when the value is neither a number nor a truth value.

    >>> value_from_constexpr_vardecl("constexpr float third = 1.0f / 3;", "third", "sm_90").value
    0.33333334
    """
    from ._parse import SourceText

    arch = _check_compute_capability(cc)
    options = list(_command_line(clang_binary, arch, cxx_standard, get_cuda_path_for_clang(), verbose))
    options += [f"-I{folder}" for folder in get_cuda_include_dir_for_clang()]
    options += ["-D__inline_hint__=", SourceText("<source>", source_text)]
    if verbose:
        print(f"command_line_options={options!r}")
    found = bindings.value_from_constexpr_vardecl(options, name)
    return None if found is None else decl.ConstExprVar.from_c_obj(found)
