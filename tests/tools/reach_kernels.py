"""Uses an instance of a template as a person does: `lib[...]` on the host, a call in a kernel.

The call that a question stands for (tools.reach) is written in Python, over arguments of those C++ types,
and the kernel is typed and lowered. Its shim was compiled before.
"""

from __future__ import annotations

import linecache
from collections.abc import Sequence
from typing import Any

from numba import types
from numba.core.errors import NumbaError
from numba.cuda.compiler import _compile_pyfunc_with_fixup

from numbast import NumbastError
from numbast.patterns import plain_name, template_arguments
from numbast.runtime.engines import numba_engine
from numbast.runtime.template_text import split_last
from numbast.testing import capability_of, pretended_device

SCALARS = {
    "bool": types.boolean, "char": types.int8, "signed char": types.int8, "unsigned char": types.uint8,
    "short": types.int16, "unsigned short": types.uint16, "int": types.int32, "unsigned int": types.uint32,
    "unsigned": types.uint32, "long": types.int64, "long long": types.int64, "unsigned long": types.uint64,
    "unsigned long long": types.uint64, "size_t": types.uint64, "float": types.float32,
    "double": types.float64, "int32_t": types.int32, "uint32_t": types.uint32, "uint8_t": types.uint8,
    "ptrdiff_t": types.int64, "uint16_t": types.uint16, "uint64_t": types.uint64, "int64_t": types.int64,
}  # fmt: skip
#: Operators that Python has no sign for: methods of these names (docs/records.md).
METHODS = {("=", 2): "assign", ("*", 1): "deref"}


class NotWrittenError(Exception):
    """There is no Python for it."""


class Kernels:
    """Kernels over one library."""

    def __init__(self, lib: Any, arch: str) -> None:
        self.lib = lib
        self.oracle = lib.__numbast_library__.oracle
        self.cc = capability_of(arch)
        self.count = 0
        numba_engine().start()  # kernels may name nothing of the library

    def why_not(self, question: str) -> str:
        """Why an instance is not to be used; "" when it is."""
        try:
            kind, *rest = question.split(";")
            if kind in ("class", "const"):
                found = self.lib[rest[0]]
                if kind == "class" and hasattr(found, "sizeof"):
                    _ = found.sizeof
                return ""
            self._compile(_Kernel(self), question)
        except (NotWrittenError, NumbastError, KeyError, AttributeError, TypeError, ValueError) as e:
            return f"{type(e).__name__}: {_first_line(e)}"
        except NumbaError as e:
            return _first_line(e)
        return ""

    def _compile(self, kernel: _Kernel, question: str) -> None:
        self.count += 1
        name = f"kernel{self.count}"
        text = kernel.text(name, question)
        file = f"<{name}>"
        linecache.cache[file] = (len(text), None, text.splitlines(True), file)  # Numba reads a body there
        scope: dict[str, Any] = dict(kernel.globals)
        exec(compile(text, file, "exec"), scope)  # our own text
        with pretended_device(self.cc):
            _compile_pyfunc_with_fixup(
                scope[name], types.void(*kernel.types), debug=False, lineinfo=False, device=False,
                fastmath=False, cc=self.cc, opt=True, abi="numba", lto=True,
            )  # fmt: skip


def _array_parts(text: str) -> tuple[str, str] | None:
    """The element and the extent of `T (&)[N]` and `T[N]`."""
    if not text.endswith("]"):
        return None
    before, _, extent = text[:-1].rpartition("[")
    return before.replace("(&)", "").replace("(&&)", "").strip(), extent


def _first_line(e: Exception) -> str:
    lines = [line.strip() for line in str(e).splitlines() if line.strip()]
    said = [line for line in lines if not line.startswith(("Failed in", "No implementation", "[1m"))]
    return (said or lines or [type(e).__name__])[0][:300]


class _Kernel:
    """One kernel being written: its parameters' types, its globals, lines before the call."""

    def __init__(self, of: Kernels) -> None:
        self.of = of
        self.types: list[Any] = []
        self.globals: dict[str, Any] = {}
        self.lines: list[str] = []

    def text(self, name: str, question: str) -> str:
        """The source of a function that makes the call."""
        call = self._call(*question.split(";"))
        parameters = ", ".join(f"p{i}" for i in range(len(self.types)))
        if "cuda." in " ".join(self.lines):
            from numba import cuda

            self.globals["cuda"] = cuda
        body = "".join(f"    {line}\n" for line in [*self.lines, call])
        return f"def {name}({parameters}):\n{body}"

    def _global(self, value: Any) -> str:
        name = f"g{len(self.globals)}"
        self.globals[name] = value
        return name

    def _parameter(self, ty: Any) -> str:
        self.types.append(ty)
        return f"p{len(self.types) - 1}"

    # ---- calls -----------------------------------------------------------------
    def _call(self, kind: str, head: str, *rest: str) -> str:
        if kind == "op":
            return self._operator(head, [self.value(text) for text in rest])
        if kind == "new":
            return f"{self._global(self.of.lib[head])}({self._values(rest)})"
        if kind == "call":
            return f"{self._function(head)}({self._values(rest)})"
        if kind != "method":
            raise NotWrittenError(f"{kind} has no Python")
        this, (name, *arguments) = self.value(head), rest
        if name == "operator->":
            return f"{this}.arrow()"
        if name.startswith("operator"):
            raise NotWrittenError("a conversion is asked for where its type is wanted")
        plain, given = plain_name(name), template_arguments(name)
        brackets = f"[{', '.join(map(repr, given))}]" if given else ""
        return f"{this}.{plain}{brackets}({self._values(arguments)})"

    def _values(self, texts: Sequence[str]) -> str:
        return ", ".join(self.value(text) for text in texts)

    def _function(self, head: str) -> str:
        owner, _, last = split_last(head)
        if ">" not in owner:
            return self._global(self.of.lib[head])
        found = getattr(self.of.lib[owner], plain_name(last))
        given = template_arguments(last)
        return self._global(found[tuple(given)] if given else found)

    def _operator(self, symbol: str, values: list[str]) -> str:
        method = METHODS.get((symbol, len(values)))
        if symbol == "()":
            return f"{values[0]}({', '.join(values[1:])})"
        if symbol == "[]":
            return f"{values[0]}[{values[1]}]"
        if method:
            return f"{values[0]}.{method}({', '.join(values[1:])})"
        if len(values) == 1:
            sign = {"!": "not ", "-": "-", "+": "+", "~": "~"}.get(symbol)
            if sign is None:
                raise NotWrittenError(f"Python has no unary {symbol}")
            return f"{sign}{values[0]}"
        if symbol in ("&&", "||", ",", "->*", "<=>"):
            raise NotWrittenError(f"Python has no operator {symbol}")
        if symbol.endswith("=") and symbol not in ("==", "!=", "<=", ">="):
            return f"{values[0]} {symbol} {values[1]}"
        return f"{values[0]} {symbol} {values[1]}"

    # ---- arguments -------------------------------------------------------------
    def value(self, text: str) -> str:
        """An expression of a C++ type and category: `T &` a variable, `T` a temporary."""
        text = text.strip()
        is_variable = text.endswith("&") and not text.endswith("&&")
        array = _array_parts(text)
        if array:
            return self._array(*array)
        bare = text.rstrip("&").strip()
        const, bare = bare.startswith("const "), bare.removeprefix("const ")
        if bare.endswith("*"):
            return self._pointer(bare[:-1].strip())
        if bare in SCALARS:
            return self._parameter(SCALARS[bare])
        found = self.of.lib[bare] if ">" in bare or "::" in bare or bare.isidentifier() else None
        if isinstance(found, types.Type):
            return self._parameter(found)
        if isinstance(found, type):  # an enum
            return self._global(next(iter(found)))
        if not hasattr(found, "_object_type"):
            raise NotWrittenError(f"'{bare}' is no type of the library")
        if not is_variable and not const:
            return f"{self._global(found)}()" if found.sizeof == 1 else f"{self._element(found, False)}"
        return self._element(found, const)

    def _element(self, handle: Any, readonly: bool) -> str:
        return f"{self._parameter(types.Array(handle._object_type, 1, 'C', readonly=readonly))}[0]"

    def _pointer(self, pointee: str) -> str:
        readonly, bare = pointee.startswith("const "), pointee.removeprefix("const ")
        if bare.endswith(" const"):
            readonly, bare = True, bare.removesuffix(" const")
        return self._parameter(types.Array(self.element_type(bare), 1, "C", readonly=readonly))

    def element_type(self, text: str) -> Any:
        """The Numba type of a C++ type in memory."""
        if text in SCALARS:
            return SCALARS[text]
        found = self.of.lib[text]
        if isinstance(found, types.Type):
            return found
        if hasattr(found, "_object_type"):
            return found._object_type
        raise NotWrittenError(f"'{text}' is no type for an array's elements")

    def _array(self, element: str, extent: str) -> str:
        number = int(extent) if extent.isdecimal() else int(self.of.oracle.value(extent.strip("() ")))
        name = f"a{len(self.lines)}"
        dtype = self._global(self.element_type(element.removeprefix("const ")))
        self.lines.append(f"{name} = cuda.local.array({number}, {dtype})")
        return name
