"""Random records: bases, unions, bit-fields, packing, alignas, arrays, nesting, anonymous members.

For each record the header has `sum_NAME(const NAME &)`, which adds what all fields hold, each with a weight,
and `fill_NAME(NAME &, int)`, which writes them. A kernel does the same in Python: what one side writes the
other must read. Layouts are compared with what nvcc says of `static_asserts`.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

#: C++ spelling -> (bits of the values that are written, signed)
SCALARS = {
    "bool": (1, False), "char": (6, False), "signed char": (6, True), "unsigned char": (8, False),
    "short": (15, True), "unsigned short": (16, False), "int": (20, True), "unsigned": (20, False),
    "long long": (30, True), "unsigned long long": (30, False), "float": (12, True), "double": (20, True),
}  # fmt: skip
SIZES = {  # below 8
    "bool": 1, "char": 1, "signed char": 1, "unsigned char": 1, "short": 2, "unsigned short": 2, "int": 4,
    "unsigned": 4, "float": 4,
}  # fmt: skip
BIT_FIELDS = ("unsigned", "int", "unsigned char", "short", "unsigned long long")


@dataclass(frozen=True)
class Leaf:
    """A number in a record: `path` behind the object, in C++ and Python, and what values it takes."""

    path: str
    bits: int
    signed: bool

    def value(self, seed: int, at: int) -> int:
        number = (seed * 7919 + at * 104729 + seed * at) % (1 << self.bits)
        return number - (1 << (self.bits - 1)) if self.signed else number

    def under(self, head: str) -> Leaf:
        return Leaf(head + self.path, self.bits, self.signed)


@dataclass
class Record:
    """A record: its C++ text, its leaves, and its fields that `offsetof` takes."""

    name: str
    text: str = ""
    leaves: list[Leaf] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    ancestors: set[str] = field(default_factory=set)
    is_union: bool = False
    align: int = 1  # at most that of its members
    pack: int = 0

    def needs(self, align: int) -> None:
        """A member has this alignment."""
        self.align = max(self.align, min(align, self.pack or align))

    def weighted(self, seed: int) -> int:
        return sum((i + 1) * leaf.value(seed, i) for i, leaf in enumerate(self.leaves))


class Maker:
    """Makes records, each out of those before it."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.made: list[Record] = []

    def make(self, count: int) -> list[Record]:
        for i in range(count):
            self.made.append(self.record(f"R{i}"))
        return self.made

    def record(self, name: str) -> Record:
        r = self.random
        found = Record(name, is_union=r.random() < 0.12)
        found.pack = pack = r.choice((0, 0, 0, 0, 1, 2, 4))
        # NVRTC lays packed records with bases or bit-fields out differently than clang, g++ and nvcc
        heads = "" if found.is_union or pack else self.bases(found)
        lines: list[str] = []
        for i in range(0 if r.random() < 0.04 else r.randint(1, 7)):
            lines += self.member(found, f"{name.lower()}_{i}")
        word = "union" if found.is_union else "struct"
        align = r.choice((0, 0, 0, 0, 0, 8, 16, 32, 64)) if not pack else 0
        align = align if align >= found.align else 0
        found.needs(align or 1)
        found.text = f"{word} {f'alignas({align}) ' if align else ''}{name}{heads} {{\n"
        found.text += "".join(f"  {line}\n" for line in lines) + "};\n"
        if pack:
            found.text = f"#pragma pack(push, {pack})\n{found.text}#pragma pack(pop)\n"
        if found.is_union:
            found.leaves = self.one_member(found.leaves)
        return found

    def bases(self, found: Record) -> str:
        chosen: list[Record] = []
        for _ in range(self.random.choice((0, 0, 0, 1, 1, 2))):
            others = [
                m for m in self.made
                if not m.is_union and m.name not in found.ancestors and not m.ancestors & found.ancestors
            ]  # fmt: skip
            if others:
                base = self.random.choice(others)
                chosen.append(base)
                found.ancestors |= {base.name, *base.ancestors}
        for base in chosen:
            found.leaves += base.leaves
            found.needs(base.align)
        return " : " + ", ".join(b.name for b in chosen) if chosen else ""

    def one_member(self, leaves: list[Leaf]) -> list[Leaf]:
        """Of a union's leaves those of its last member: they share their bytes."""
        if not leaves:
            return []
        last = leaves[-1].path.lstrip(".").replace("[", ".").partition(".")[0]
        return [x for x in leaves if x.path.lstrip(".").replace("[", ".").partition(".")[0] == last]

    # ---- members -------------------------------------------------------------
    def member(self, found: Record, name: str) -> list[str]:
        kinds = [self.scalar] * 4 + [self.array] * 2 + [self.bits] * 3 + [self.nested] * 2 + [self.pointer]
        if not found.is_union:
            kinds += [self.anonymous]
        return self.random.choice(kinds)(found, name)

    def leaf(self, kind: str, path: str) -> Leaf:
        bits, signed = SCALARS[kind]
        return Leaf(path, bits, signed)

    def scalar(self, found: Record, name: str) -> list[str]:
        kind = self.random.choice(list(SCALARS))
        align = self.random.choice((8, 16)) if self.random.random() < 0.08 and not found.pack else 0
        found.needs(max(align, SIZES.get(kind, 8)))
        found.leaves.append(self.leaf(kind, f".{name}"))
        found.fields.append(name)
        return [f"{f'alignas({align}) ' if align else ''}{kind} {name};"]

    def array(self, found: Record, name: str) -> list[str]:
        kind, sizes = self.random.choice(list(SCALARS)), [self.random.randint(1, 3)]
        if self.random.random() < 0.3:
            sizes.append(self.random.randint(1, 3))
        places = [""]
        found.needs(SIZES.get(kind, 8))
        for n in sizes:
            places = [f"{p}[{i}]" for p in places for i in range(n)]
        found.leaves += [self.leaf(kind, f".{name}{p}") for p in places]
        found.fields.append(name)
        return [f"{kind} {name}{''.join(f'[{n}]' for n in sizes)};"]

    def bits(self, found: Record, name: str) -> list[str]:
        """Some bit-fields in a row, at times with an unnamed one between."""
        if found.pack:
            return self.scalar(found, name)
        lines = []
        for i in range(1 if found.is_union else self.random.randint(1, 4)):
            kind = self.random.choice(BIT_FIELDS)
            found.needs(SIZES.get(kind, 8))
            width = self.random.randint(2, {"unsigned char": 8, "short": 16}.get(kind, 30))
            if self.random.random() < 0.12 and not found.is_union:
                lines.append(f"{kind} : {self.random.choice((0, width))};")
            lines.append(f"{kind} {name}b{i} : {width};")
            found.leaves.append(Leaf(f".{name}b{i}", width, kind in ("int", "short")))
        return lines

    def nested(self, found: Record, name: str) -> list[str]:
        others = [m for m in self.made if len(m.leaves) <= 12]
        if not others:
            return self.scalar(found, name)
        inner, count = self.random.choice(others), self.random.choice((0, 0, 2))
        heads = [f".{name}[{i}]" for i in range(count)] if count else [f".{name}"]
        found.leaves += [leaf.under(head) for head in heads for leaf in inner.leaves]
        found.fields.append(name)
        found.needs(inner.align)
        return [f"{inner.name} {name}{f'[{count}]' if count else ''};"]

    def pointer(self, found: Record, name: str) -> list[str]:
        found.fields.append(name)
        found.needs(8)
        return [f"{self.random.choice(['int', found.name, 'void', 'double'])} *{name};"]

    def anonymous(self, found: Record, name: str) -> list[str]:
        inner = Record(name, is_union=self.random.random() < 0.5, pack=found.pack)
        lines: list[str] = []
        for i in range(self.random.randint(1, 3)):
            lines += self.scalar(inner, f"{name}u{i}") if i % 2 else self.array(inner, f"{name}u{i}")
        found.leaves += self.one_member(inner.leaves) if inner.is_union else inner.leaves
        found.fields += inner.fields
        found.needs(inner.align)
        return [f"{'union' if inner.is_union else 'struct'} {{", *(f"  {line}" for line in lines), "};"]


def records(seed: int, count: int) -> list[Record]:
    """The records of a seed."""
    return Maker(seed).make(count)


def header(made: list[Record]) -> str:
    """The header of records and their functions."""
    texts = ["#pragma once\n"]
    for r in made:
        sums = "".join(f" s += {i + 1}ll * (long long)r{leaf.path};" for i, leaf in enumerate(r.leaves))
        fills = "".join(f" r{leaf.path} = {cxx_value(leaf, i)};" for i, leaf in enumerate(r.leaves))
        texts.append(
            f"{r.text}__device__ inline long long sum_{r.name}(const {r.name} &r) "
            f"{{ long long s = 0;{sums} return s; }}\n"
            f"__device__ inline void fill_{r.name}({r.name} &r, int seed) {{{fills} }}\n"
        )
    return "".join(texts)


def cxx_value(leaf: Leaf, at: int) -> str:
    number = f"((seed * 7919ll + {at * 104729}ll + seed * {at}ll) % {1 << leaf.bits}ll)"
    return f"({number} - {1 << (leaf.bits - 1)}ll)" if leaf.signed else number


def static_asserts(lib: Any, made: list[Record]) -> str:
    """What the bindings say of the layouts, as assertions for a compiler."""
    lines = ["#include <cstddef>\n"]
    for r in made:
        bound = getattr(lib, r.name)
        offsets = {f.name: f.offset for f in bound.fields if f.width is None}
        lines += [
            f'static_assert(sizeof({r.name}) == {bound.sizeof}, "size");\n',
            f'static_assert(alignof({r.name}) == {bound.alignof}, "align");\n',
            *(f'static_assert(offsetof({r.name}, {f}) == {offsets[f]}, "{f}");\n' for f in r.fields),
        ]
    return "".join(lines)


def kernel_text(made: list[Record], seed: int) -> str:
    """A kernel `layouts(out)` that writes and reads every field of some records: two sums of each."""
    lines = ["def layouts(out):"]
    for k, r in enumerate(made):
        lines.append(f"    r{k} = {r.name}()")
        for i, leaf in enumerate(r.leaves):
            lines.append(f"    r{k}{leaf.path} = {python_value(leaf, leaf.value(seed, i))}")
        lines += [
            f"    out[{2 * k}] = sum_{r.name}(r{k})", f"    fill_{r.name}(r{k}, {seed + 1})", "    s = 0",
            *(f"    s += {i + 1} * int(r{k}{leaf.path})" for i, leaf in enumerate(r.leaves)),
            f"    out[{2 * k + 1}] = s",
        ]  # fmt: skip
    return "\n".join(lines) + "\n"


def python_value(leaf: Leaf, value: int) -> str:
    return str(bool(value)) if leaf.bits == 1 and not leaf.signed else str(value)
