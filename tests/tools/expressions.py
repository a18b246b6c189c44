"""Rows of a binding table as expressions, once in C++ and once in Python.

A case is one callable with concrete kinds of arguments: values that are loaded
from memory and enumerators that stand in the text. `cuda_source` writes the
nvcc program over a list of cases, `numba_kernel` the Numba kernel; both read
`inputs` and write results at the same offsets, so their outputs compare byte
by byte.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from . import codes, modules, pools, table

BINARY = ("+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>", "==", "!=", "<", "<=", ">", ">=")
UNARY = {"+": "+", "-": "-", "~": "~", "!": "not "}
# What is no function of its arguments: lanes, memory, atomics, threads
NOT_PURE = re.compile(
    r"(^|::)(__shfl|__ld|__st|atomic|unsafeAtomic|nbtest_|__nv_nbst|__activemask|__nanosleep|__trap)|_sync$"
)
MAX_ENUM_CASES = 8


@dataclass(frozen=True)
class Case:
    """One expression over `args`: (value code, None) of a loaded value or (enum, enumerator's value)."""

    row: table.Row
    args: tuple[tuple[str, int | None], ...]
    result: str

    @property
    def values(self) -> list[str]:
        """The codes of the loaded arguments, in order."""
        return [code for code, constant in self.args if constant is None]

    @property
    def roles(self) -> list[tuple[str, int]]:
        """(code, role) of each loaded argument: see pools.py."""
        loaded = self.values
        return [(code, i if len(loaded) > 1 else -1) for i, code in enumerate(loaded)]

    def __str__(self) -> str:
        given = ", ".join(c if v is None else f"{c}={v}" for c, v in self.args)
        return f"{self.row.name}({given}) -> {self.result}"


def pure_cases(found: dict[str, Any]) -> list[Case]:
    """All cases of a table whose result depends on values alone."""
    return [case for row in table.rows(found) for case in row_cases(row, found)]


def row_cases(row: table.Row, found: dict[str, Any]) -> list[Case]:
    """The cases of one row: one for each number of arguments left out and set of enumerators."""
    types = found["types"]
    if row.kind == table.MUTATOR or NOT_PURE.search(row.name) or row.extra.get("intents"):
        return []
    operator = _operator(row)
    if operator is not None and not _python_operator(operator, _operands(row)):
        return []
    result = "{" + row.owner + "}" if row.kind in table.CONSTRUCTORS else row.result
    value = codes.value_code(result)
    if value is None or not modules.loadable(value, types):
        return []
    choices: list[list[tuple[str, int | None]]] = []
    if row.kind in (table.METHOD, *table.CONVERSIONS):
        choices.append([("{" + row.owner + "}", None)])
    for param in row.params:
        code = codes.value_code(param)
        if code is None or code == "Dn":
            return []
        members = _enum(code, types)
        if members:
            choices.append([(code[1:-1], m) for m in members])
        elif modules.loadable(code, types):
            choices.append([(code, None)])
        else:
            return []
    cases = []
    for left_out in range(row.defaults + 1):
        kept = choices[: len(choices) - left_out]
        product = list(itertools.product(*kept))
        step = -(-len(product) // MAX_ENUM_CASES)
        cases += [Case(row, tuple(args), value) for args in product[::step]]
    return cases


def _enum(code: str, types: dict[str, Any]) -> list[int]:
    entry = types.get(code[1:-1]) if code.startswith("{") else None
    return list(dict.fromkeys(v for _, v in entry[3])) if entry and entry[0] == "enum" else []


def _operator(row: table.Row) -> str | None:
    last = row.last_name
    if (
        row.kind in table.CONVERSIONS
        or not last.startswith("operator")
        or last[8:9].isalnum()
        or last[8:9] == "_"
    ):
        return None
    return last[len("operator") :].strip()


def _operands(row: table.Row) -> int:
    return len(row.params) + (row.kind == table.METHOD)


def _python_operator(operator: str, operands: int) -> bool:
    return operator in BINARY if operands == 2 else operator in UNARY and operands == 1


# Aggregates have no constructors: braces make them.
MADE = """
template <class T, class... A> __device__ T made(const A &...a)
{
  if constexpr (std::is_constructible_v<T, const A &...>)
    return T(a...);
  else
    return T{a...};
}
"""


def cpp_expression(case: Case, names: Sequence[str]) -> str:
    """The case as C++ over named values."""
    row = case.row
    operator = _operator(row)
    if operator is not None:
        return f"({names[0]}) {operator} ({names[1]})" if len(names) == 2 else f"{operator}({names[0]})"
    if row.kind in table.CONSTRUCTORS:
        return f"made<{row.owner}>({', '.join(names)})"
    if row.kind in table.CONVERSIONS:
        return f"static_cast<{codes.cpp(case.result)}>({names[0]})"
    if row.kind == table.METHOD:
        return f"{names[0]}.{row.last_name}({', '.join(names[1:])})"
    if row.kind == table.OBJECT:
        return row.name
    return f"{row.name}({', '.join(names)})"


def python_expression(case: Case, names: Sequence[str], scope: dict[str, Any], module: Any) -> str:
    """The case as Python over named values; what it names is put into `scope`."""
    row = case.row
    operator = _operator(row)
    if operator is not None:
        return f"({names[0]} {operator} {names[1]})" if len(names) == 2 else f"({UNARY[operator]}{names[0]})"
    if row.kind in table.CONSTRUCTORS:
        return f"{_global(scope, module, row.owner)}({', '.join(names)})"
    if row.kind in table.CONVERSIONS:
        return f"{_global(scope, module, row.name)}({names[0]})"
    if row.kind == table.METHOD:
        return f"{names[0]}.{row.last_name}({', '.join(names[1:])})"
    if row.kind == table.OBJECT:
        return _global(scope, module, row.name)
    return f"{_global(scope, module, row.name)}({', '.join(names)})"


def numba_type(spelling: str) -> Any:
    """Numba's own type for a C++ type that another header declares; None when it has none."""
    from numba.cuda import types

    try:
        return {"__half": types.float16, "__nv_bfloat16": types.bfloat16}[spelling]
    except (KeyError, AttributeError):
        pass
    try:
        from numba.cuda.vector_types import vector_types

        return vector_types.get(spelling)
    except ImportError:
        return None


def _global(scope: dict[str, Any], module: Any, name: str) -> str:
    key = "g_" + re.sub(r"\W", "_", name)
    if key not in scope:
        try:
            scope[key] = module[name] if hasattr(module, "__getitem__") else lookup(module, name)
        except (KeyError, AttributeError):
            found = numba_type(name)
            if found is None:
                raise
            scope[key] = found
    return key


def lookup(module: Any, name: str) -> Any:
    """`ns::f` of a module without brackets: attribute after attribute."""
    for part in name.split("::"):
        module = getattr(module, part)
    return module


class Inputs:
    """One block of bytes that holds the pools of all arguments, and where each begins."""

    def __init__(self, cases: Sequence[Case], types: dict[str, Any]) -> None:
        self.at: dict[tuple[str, int], int] = {}
        parts, size = [], 0
        for key in dict.fromkeys(k for case in cases for k in case.roles):
            data = pools.pool(*key, types)
            gap = -size % (16 * (len(data) // pools.COUNT))
            self.at[key] = size + gap
            parts.append(bytes(gap) + data)
            size += gap + len(data)
        self.data = np.frombuffer(b"".join(parts), np.uint8)


def result_offsets(cases: Sequence[Case], types: dict[str, Any]) -> tuple[list[int], int]:
    """Where each case's results begin, and the size of all."""
    offsets, size = [], 0
    for case in cases:
        width = codes.size_of(case.result, types)
        size += -size % (16 * width)
        offsets.append(size)
        size += pools.COUNT * width
    return offsets, size


def cuda_source(
    header: str, cases: Sequence[Case], offsets: Sequence[int], inputs: Inputs, extra: str = ""
) -> str:
    """A CUDA program: `extern "C" int evaluate(in, out)`, both device pointers, 0 when all went well."""
    parts = [f"#define NDEBUG\n#include <{header}>\n#include <new>\n#include <type_traits>\n{extra}{MADE}\n"]
    for number, (case, offset) in enumerate(zip(cases, offsets, strict=True)):
        loads, names, roles = [], [], iter(case.roles)
        for i, (code, constant) in enumerate(case.args):
            if constant is None:
                spelling = codes.cpp(code)
                at = inputs.at[next(roles)]
                loads.append(
                    f"  const {spelling} a{i} = reinterpret_cast<const {spelling} *>(in + {at}ll)[i];\n"
                )
                names.append(f"a{i}")
            else:
                names.append(f"static_cast<{code}>({constant})")
        result, value = codes.cpp(case.result), cpp_expression(case, names)
        parts.append(
            f"__global__ void case_{number}(const unsigned char *in, unsigned char *out)\n{{\n"
            f"  int i = blockIdx.x * blockDim.x + threadIdx.x;\n{''.join(loads)}"
            f"  new (reinterpret_cast<{result} *>(out + {offset}ll) + i) {result}({value});\n}}\n"
        )
    launches = "".join(f"  case_{n}<<<{pools.COUNT // 256}, 256>>>(in, out);\n" for n in range(len(cases)))
    parts.append(
        'extern "C" int evaluate(const unsigned char *in, unsigned char *out)\n{\n'
        f"{launches}  return (int)cudaDeviceSynchronize();\n}}\n"
    )
    return "".join(parts)


def host_source(
    header: str, cases: Sequence[Case], offsets: Sequence[int], inputs: Inputs, count: int
) -> str:
    """The same program for g++, over the first `count` values: `int evaluate(in, out)`."""
    text = cuda_source(header, cases, offsets, inputs)
    text = re.sub(r"__global__ void (case_\d+)\((.*)\)\n\{\n  int i = .*\n", r"void \1(\2, int i)\n{\n", text)
    loop = rf"for (int i = 0; i < {count}; ++i) \1(in, out, i);"
    text = re.sub(r"(case_\d+)<<<.*>>>\(in, out\);", loop, text)
    return text.replace("(int)cudaDeviceSynchronize()", "0")


def numba_kernel(
    module: Any, cases: Sequence[Case], offsets: Sequence[int], inputs: Inputs, types: dict[str, Any]
) -> Any:
    """A Python function `kernel(inp, out)` over two arrays of bytes that evaluates the cases.

    The module needs modules.accessors."""
    from numba import cuda

    scope: dict[str, Any] = {"cuda": cuda}
    lines = ["def kernel(inp, out):", "    i = cuda.grid(1)"]
    for number, (case, offset) in enumerate(zip(cases, offsets, strict=True)):
        names, roles = [], iter(case.roles)
        for k, (code, constant) in enumerate(case.args):
            if constant is None:
                key = next(roles)
                base = inputs.at[key] // codes.size_of(code, types)
                load = _global(scope, module, modules.LOAD + modules.tag(code))
                names.append(f"a{number}_{k}")
                lines.append(f"    {names[-1]} = {load}(inp, i + {base})")
            else:
                names.append(f"e_{modules.tag(code)}_{constant % 2**32}")
                scope[names[-1]] = enumerator(module, code, constant)
        base = offset // codes.size_of(case.result, types)
        store = _global(scope, module, modules.STORE + modules.tag(case.result))
        value = python_expression(case, names, scope, module)
        lines.append(f"    {store}(out, i + {base}, {value})")
    exec(compile("\n".join(lines) + "\n", "<cases>", "exec"), scope)
    return scope["kernel"]


def enumerator(module: Any, spelling: str, value: int) -> Any:
    """The enumerator of a bound enum with that value."""
    return lookup(module, spelling)(value)
