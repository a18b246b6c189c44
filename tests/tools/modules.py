"""Generated modules for the tests, made once a session, or ready-made ones from a folder.

A machine with a GPU may have no libclang: `$NUMBAST_TEST_MODULES` then names a
folder of modules that `python -m tools.modules FOLDER` wrote elsewhere, in
`tests`. `$NUMBAST_TEST_CUDA` is the include folder of the CUDA to generate from.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from . import codes, table
from .folders import session_folder

HEADERS = (
    "cuda_fp16.h",
    "cuda_bf16.h",
    "cuda_fp8.h",
    "cuda_fp6.h",
    "cuda_fp4.h",
    "cuComplex.h",
    "vector_functions.h",
    "curand_kernel.h",
)
VALUE_HEADERS = HEADERS[:6]
LOAD, STORE, AT = "nbtest_load_", "nbtest_store_", "nbtest_at_"

_made: dict[str, ModuleType] = {}


def load_file(path: str | Path) -> ModuleType:
    """Imports a module file under a name of its own."""
    path = Path(path)
    tag = hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:8]
    name = f"{path.stem}_{tag}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def stem(header: str) -> str:
    """The module name for a header: cuda_fp16.h gives cuda_fp16."""
    return Path(header).name.split(".")[0]


def folder() -> Path:
    """Where modules of this session are written."""
    made = Path(os.environ.get("NUMBAST_TEST_FOLDER") or session_folder("numbast-test-modules-"))
    made.mkdir(parents=True, exist_ok=True)
    os.environ["NUMBAST_TEST_FOLDER"] = str(made)
    return made


def bound(header: str, name: str = "", **options: Any) -> ModuleType:
    """The module bound to a header (generated, or taken from $NUMBAST_TEST_MODULES), imported."""
    name = name or stem(header)
    if name not in _made:
        ready = os.environ.get("NUMBAST_TEST_MODULES")
        if ready:
            path = Path(ready) / f"{name}.py"
            assert path.exists(), f"{path} is missing from $NUMBAST_TEST_MODULES"
        else:
            import numbast

            if cuda := os.environ.get("NUMBAST_TEST_CUDA"):
                options["include_dirs"] = [cuda]
            path = folder() / f"{name}.py"
            numbast.generate(header, path, **options)
        _made[name] = load_file(path)
    return _made[name]


def tag(code: str) -> str:
    """A type code as part of a C++ name."""
    return code.encode().hex()


def value_codes(found: dict[str, Any]) -> list[str]:
    """The codes of all values that rows take or give, without enums (they are passed as constants)."""
    wanted = set()
    for row in table.rows(found):
        if row.extra.get("owner"):
            wanted.add("{" + row.owner + "}")
        for code in (*row.params, row.result):
            value = codes.value_code(code)
            if value is not None:
                wanted.add(value)
    return sorted(c for c in wanted if loadable(c, found["types"]))


def loadable(code: str, types: dict[str, Any]) -> bool:
    """Is it a scalar of at most 8 bytes or a record that can be copied and needs no destructor?"""
    c = codes.parse(code)
    if c.kind == "builtin":
        return bool(codes.BUILTINS[c.text][2]) and c.text != "Dn"
    if c.kind != "named" or c.text not in types:
        return False
    entry = types[c.text]
    return bool(entry[0] == "record" and "d" in entry[3] and "c" in entry[3])


def accessors(found: dict[str, Any]) -> str:
    """C++ text of three functions for every value type of a table: load, store, an element's address."""
    lines = []
    for code in value_codes(found):
        spelling = codes.cpp(code)
        lines.append(
            f"__device__ inline {spelling} {LOAD}{tag(code)}(const unsigned char *p, long long i)"
            f" {{ return reinterpret_cast<const {spelling} *>(p)[i]; }}\n"
            f"__device__ inline void {STORE}{tag(code)}(unsigned char *p, long long i, const {spelling} &v)"
            f" {{ reinterpret_cast<{spelling} *>(p)[i] = v; }}\n"
            f"__device__ inline {spelling} *{AT}{tag(code)}(unsigned char *p, long long i)"
            f" {{ return reinterpret_cast<{spelling} *>(p) + i; }}\n"
        )
    return "".join(lines)


def with_accessors(header: str) -> ModuleType:
    """The module bound to a header with `accessors` for its value types, named nbtest_<header>."""
    name = f"nbtest_{stem(header)}"
    if name in _made or os.environ.get("NUMBAST_TEST_MODULES"):
        return bound(header, name)
    # Headers assert what arguments they take; the pools go beyond it, and those results are compared too.
    return bound(header, name, extra_source=accessors(table.of(bound(header))), defines={"NDEBUG": ""})


def write_all(to: str | Path) -> list[Path]:
    """Writes every module that the gpu tests use into a folder."""
    os.environ["NUMBAST_TEST_FOLDER"] = str(to)
    os.environ.pop("NUMBAST_TEST_MODULES", None)
    written = [bound(h) for h in HEADERS] + [with_accessors(h) for h in VALUE_HEADERS]
    return [Path(str(m.__file__)) for m in written]


if __name__ == "__main__":
    for written_path in write_all(sys.argv[1]):
        print(written_path, written_path.stat().st_size)
