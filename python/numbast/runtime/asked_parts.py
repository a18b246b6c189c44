"""What NVRTC is asked about the parts of a class: its public fields, with their offsets, its conversions, and
the members of an enum.

Which names a class may have comes with the table (`fields`); NVRTC says which it has. A type is told as
numbers: what it is made of, then its place among the types that are known.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .codes import squeezed
from .table import Library
from .template_text import argument_texts, without_arguments

#: Numbers of a type's shape that are no places of known types.
_SHAPE_CONST, _SHAPE_POINTER, _SHAPE_ARRAY, _SHAPE_VOLATILE, _SHAPE_FUNCTION = -2, -3, -4, -5, -6
_SHAPE_LENGTH = 10
FIRST_ASKED = -100  # less its index: the number of a class that is asked about at the same time
#: Of a part's row: [what it is, place of the type behind pointers and such, ...].
PLAIN_FIELD, OTHER_FIELD = 1, 2
CONST_OBJECT, IMPLICIT = 1, 2  # bits of a conversion, with 4 for there being one

PARTS_PROLOGUE = (
    r"""
namespace nbq {
template <class T> struct solid { static constexpr bool is = false; };
template <class T> struct solid<const T> { static constexpr bool is = true; };
template <class M> struct field { using type = no; static constexpr bool is = false; };
template <class T, class C> struct field<T C::*> {
using type = T; static constexpr bool is = solid<const T>::is; };
template <bool, class T> struct only { using type = T; };
template <class T> struct only<false, T> { using type = no; };
template <class K, class T> struct shape { using base = T;
__device__ static constexpr int at(int) { return K::template find<T>(); } };
template <class K, class T, int... F> struct around { using base = typename shape<K, T>::base;
__device__ static constexpr int at(int i) { constexpr int first[] = {F...};
return i < (int)sizeof...(F) ? first[i] : shape<K, T>::at(i - (int)sizeof...(F)); } };
"""
    f"template <class K, class T> struct shape<K, const T> : around<K, T, {_SHAPE_CONST}> {{}};\n"
    f"template <class K, class T> struct shape<K, volatile T> : around<K, T, {_SHAPE_VOLATILE}> {{}};\n"
    "template <class K, class T> struct shape<K, const volatile T> : "
    f"around<K, T, {_SHAPE_CONST}, {_SHAPE_VOLATILE}> {{}};\n"
    f"template <class K, class T> struct shape<K, T *> : around<K, T, {_SHAPE_POINTER}> {{}};\n"
    f"template <class K, class T, int N> struct shape<K, T[N]> : around<K, T, {_SHAPE_ARRAY}, N> {{}};\n"
    "template <class K, class T, int N> struct shape<K, const T[N]> : "
    f"around<K, const T, {_SHAPE_ARRAY}, N> {{}};\n"
    "template <class K, class R, class... A> struct shape<K, R (*)(A...)> { using base = void;\n"
    f"__device__ static constexpr int at(int) {{ return {_SHAPE_FUNCTION}; }} }};\n"
    r"""template <class T, bool = __is_enum(T)> struct under { using type = no; };
template <class T> struct under<T, true> { using type = __underlying_type(T); };
template <class T> __device__ carry<T> taken(T);
}
"""
)


def part_questions(library: Library, text: str, like: str = "") -> list[str]:
    """What to ask about a class of that C++ text, which NVRTC calls `like`, beside whether there is one."""
    found = []
    names = library.table.get("fields", {}).get(plain_class(library, like or text))
    if names is None:  # of a header that isn't bound: a proxy, an optional
        return [f"convert;{text};bool"]
    for name in names:
        if name == "operator":
            targets = ["bool", *_CONVERTED_TO, *argument_texts(text)]
            found += [f"convert;{text};{target}" for target in dict.fromkeys(targets)]
        elif name.startswith("operator "):
            found.append(f"convert;{text};{name[9:]}")
        elif name.startswith("="):
            found.append(f"enumerator;{text};{name[1:]}")
        else:
            found.append(f"field;{text};{name}")
    return found


_CONVERTED_TO = (
    "char", "signed char", "unsigned char", "short", "unsigned short", "int", "unsigned int", "long",
    "unsigned long", "long long", "unsigned long long", "float", "double",
)  # fmt: skip


def plain_class(library: Library, text: str) -> str:
    """The name that the table has for a class's template, or for a class in one."""
    return without_arguments(library.outlined(squeezed(text))).removeprefix("::")


def part_line(index: int, kind: str, owner: str, name: str) -> str:
    """The line that makes NVRTC tell of a field or a conversion."""
    return (_field_line if kind == "field" else _conversion_line)(index, owner, name)


def _field_line(n: int, owner: str, name: str) -> str:
    """Told: 0 none, 1 a field, 2 a bit-field or reference; the type's place; offset; size; its shape."""
    shape = f"nbq::shape<nbf, nbm_{n}::type>"
    told = ", ".join(f"{shape}::at({i})" for i in range(_SHAPE_LENGTH))
    there = f"nbq::only<nbm_{n}::is, {owner}>::type"
    return (
        f"template <class S> __device__ auto nbp_{n}(int) -> nbq::field<decltype(&S::{name})>; "
        f"template <class> __device__ nbq::field<int> nbp_{n}(...); "
        f"using nbm_{n} = decltype(nbp_{n}<{owner}>(0)); "
        f"template <class S, long long O = __builtin_offsetof(S, {name})> __device__ nbq::number<O, int> "
        f"nbo_{n}(int); template <class> __device__ nbq::number<-1, int> nbo_{n}(...); "
        f"template <class S> __device__ nbq::carry<int> nbx_{n}(decltype((void)nbq::v<S &>().{name}, 0)); "
        f"template <class> __device__ nbq::carry<nbq::no> nbx_{n}(...); "
        f"__device__ int nbq_{n} = nbq::told<{n}, nbm_{n}::is ? {PLAIN_FIELD} : "
        f"nbq::same<decltype(nbx_{n}<{owner}>(0))::type, int>::value ? {OTHER_FIELD} : 0, "
        f"nbf::find<{shape}::base>(), decltype(nbo_{n}<{there}>(0))::value, "
        f"nbq::layout<nbm_{n}::type>::size, {told}>; "
        f"__device__ int nbt_{n} = nbq::shown<{n}, {shape}::base>;"
    )


def _conversion_line(n: int, owner: str, target: str) -> str:
    """Told: 4 if there is one, with the bits of its kind; the type's place."""

    def asked(name: str, expression: str) -> str:
        return (
            f"template <class S, class T> __device__ auto {name}_{n}(int) -> "
            f"nbq::carry<decltype({expression})>; "
            f"template <class, class> __device__ nbq::carry<nbq::no> {name}_{n}(...); "
        )

    def differs(name: str, other: str) -> str:
        made = f"typename nbq::bare<decltype({name}_{n}<{owner}, nbt{n}>(0))::type>::type"
        return f"{'!' if other == 'nbq::no' else ''}nbq::same<{made}, {other}>::value"

    bits = [f"({differs('nbp', f'nbt{n}')} || {differs('nbc', f'nbt{n}')} ? 4 : 0)"]
    bits.append(f"({differs('nbc', f'nbt{n}')} ? {CONST_OBJECT} : 0)")
    bits.append(f"({differs('nbi', 'nbq::no')} ? {IMPLICIT} : 0)")
    text = " | ".join(bits).replace("typename ", "")
    return (
        f"using nbt{n} = {target}; {asked('nbp', 'nbq::v<S &>().operator T()')}"
        f"{asked('nbc', 'nbq::v<const S &>().operator T()')}"
        f"{asked('nbi', 'nbq::taken<T>(nbq::v<S &>())')}"
        f"__device__ int nbq_{n} = nbq::told<{n}, {text}, nbf::find<nbt{n}>()>; "
        f"__device__ int nbs_{n} = nbq::shown<{n}, nbt{n}>;"
    )


def shape_code(numbers: Sequence[int], code_at: Callable[[int], str | None]) -> str | None:
    """The type code that a shape tells; None where a type isn't known."""
    text, at = "", 0
    while at < len(numbers):
        number = numbers[at]
        if number == _SHAPE_FUNCTION:
            return f"{text}Pv"
        if number not in (_SHAPE_CONST, _SHAPE_POINTER, _SHAPE_ARRAY, _SHAPE_VOLATILE):
            code = code_at(number)
            return None if code is None else text + code
        text += {_SHAPE_CONST: "K", _SHAPE_POINTER: "P", _SHAPE_VOLATILE: "V"}.get(number, "")
        if number == _SHAPE_ARRAY:
            at += 1
            text += f"A{numbers[at]}_"
        at += 1
    return None


def field_of(
    name: str, row: Sequence[int], code_at: Callable[[int], str | None]
) -> tuple[str, Any, int, int]:
    """A field as docs/table.md has it, with the code None where there is no telling its type."""
    kind, _, offset, _, *shape = row
    code = shape_code(shape, code_at) if kind == PLAIN_FIELD and offset >= 0 else None
    return name, code, offset * 8, -1
