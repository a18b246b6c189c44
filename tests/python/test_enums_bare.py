"""Enums without enumerators (`enum class Id : int {}`): each number of the underlying type is a value."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import numbast
from numbast.testing import compile_kernel
from tools import cpu, modules

HEADER = """\
#pragma once
enum class Id : int {};
enum Loose {};
enum class Later : unsigned short;
namespace n { enum class byte : unsigned char {}; }
struct S { Id id; n::byte b[2]; };
__device__ inline int number(Id i) { return (int)i; }
__device__ inline int number(Loose i) { return (int)i + 1000; }
__device__ inline int number(Later i) { return (int)i + 2000; }
__device__ inline Id next(Id i) { return Id((int)i + 1); }
__device__ inline Id sum(const Id *ids, int n) { int s = 0; while (n--) s += (int)ids[n]; return Id(s); }
__device__ inline bool operator<(Id a, Id b) { return (int)a > (int)b; }
__device__ inline n::byte both(n::byte a, n::byte b) { return n::byte((int)a | (int)b); }
__device__ inline int field(S s) { return (int)s.id * 1000 + (int)s.b[1]; }
enum class Color { red, green };
__device__ inline int shade(Color c) { return (int)c + 100; }
template <class T> struct Holds { T t; __device__ T get() const { return t; } };
constexpr Id NONE = Id(-1);
"""


@pytest.fixture(scope="module")
def header(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bare") / "enums_bare.cuh"
    path.write_text(HEADER)
    return path


@pytest.fixture(scope="module", params=["static", "dynamic"])
def lib(header: Path, request: pytest.FixtureRequest) -> Any:
    return modules.bound(str(header)) if request.param == "static" else numbast.load(str(header))


@pytest.fixture
def outputs(header: Path) -> Any:
    def run(lib: Any, kernel: Any, count: int, *more: Any, debug: bool = False) -> list[float]:
        out = np.zeros(count)
        cpu.run(kernel, [lib], 1, 1, out, *more, include_dirs=[header.parent], debug=debug)
        found: list[float] = out.tolist()
        return found

    return run


@pytest.mark.parametrize("debug", [False, True], ids=["optimised", "debug"])
def test_values(lib: Any, outputs: Any, debug: bool) -> None:
    def kernel(out, given, i):  # type: ignore[no-untyped-def]
        out[0] = lib.number(lib.Id(i))
        out[1] = lib.number(lib.next(given))
        out[2] = lib.number(lib.Loose(i))
        out[3] = lib.number(lib.Later(i))
        out[4] = lib.Id(i) < lib.Id(i + 1)
        out[5] = lib.Id(i) == given
        out[6] = lib.number(lib.NONE)
        out[7] = int(lib.both(lib.n.byte(4), lib.n.byte(256 + 3)))

    want = [5, 8, 1005, 2005, 0, 0, -1, 7]
    assert outputs(lib, kernel, 8, lib.Id(7), 5, debug=debug) == want


def test_objects(lib: Any, outputs: Any) -> None:
    def kernel(out, given):  # type: ignore[no-untyped-def]
        s = lib.S()
        s.id = lib.Id(7)
        s.b[1] = lib.n.byte(3)
        out[0] = lib.field(s)
        out[1] = lib.number(s.id)
        out[2] = int(s.b[1])
        out[3] = lib.field(given)

    given = lib.S(lib.Id(2), [lib.n.byte(1), lib.n.byte(4)])
    assert outputs(lib, kernel, 4, given) == [7003, 7, 3, 2004]


def test_templates(header: Path) -> None:
    """An enum is a template argument of its own, not the integers that Numba has for it."""
    lib = numbast.load(str(header))

    def kernel(out, i):  # type: ignore[no-untyped-def]
        out[0] = lib.number(lib.Holds[lib.Id](lib.Id(i)).get())
        out[1] = lib.shade(lib.Holds[lib.Color](lib.Color.green).get())

    types = pytest.importorskip("numba.cuda").types
    assert compile_kernel(kernel, types.void(types.float64[::1], types.int32)).cubin


def test_alone(lib: Any, outputs: Any) -> None:
    Id = lib.Id

    def kernel(out, i):  # type: ignore[no-untyped-def]
        out[0] = int(Id(i))

    assert outputs(lib, kernel, 1, 7) == [7]


def test_on_the_host(lib: Any) -> None:
    one = lib.Id(5)
    assert (one, repr(one), one.value, one.name) == (5, "<Id: 5>", 5, "5")
    assert isinstance(one, lib.Id)
    assert lib.Id(-1) == lib.NONE and isinstance(lib.NONE, lib.Id)
    assert list(lib.Id) == [] and lib.Id(np.int64(4)) == 4
    assert copy.deepcopy(one) == one and type(copy.copy(one)) is lib.Id
    s = lib.S(lib.Id(3), [lib.n.byte(1), 2])
    assert isinstance(s.id, lib.Id) and s.id == 3
    s.id = lib.Id(8)
    assert s.id == 8
    with pytest.raises(TypeError):
        s.id = lib.n.byte(1)


def test_pickled(header: Path) -> None:
    lib = modules.bound(str(header))
    one = pickle.loads(pickle.dumps(lib.Id(6)))
    assert type(one) is lib.Id and one == 6


@pytest.mark.parametrize(("name", "value"), [("Id", 1 << 31), ("Loose", -1), ("Later", 65536)])
def test_what_the_underlying_type_has_not(lib: Any, name: str, value: int) -> None:
    with pytest.raises(ValueError, match=f"{value} is not a valid {name}"):
        getattr(lib, name)(value)


def test_numbers_are_no_enums(lib: Any, outputs: Any) -> None:
    def kernel(out):  # type: ignore[no-untyped-def]
        out[0] = lib.number(5)

    with pytest.raises(Exception, match="no conversion from int to Id"):
        outputs(lib, kernel, 1)
