"""The option `types`: classes of a header that are types of Numba's own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numba.cuda import types

import numbast
from numbast import cli
from numbast.errors import ConfigError
from tools import cpu, modules
from tools.answers import on_cpu

SOURCE = """\
namespace my {
struct alignas(8) cfloat { float re, im; };
struct Index { int at; };
struct Both { char tag; cfloat z; Index i; };
}
__device__ inline my::cfloat conj(my::cfloat z) { return my::cfloat{z.re, -z.im}; }
__device__ inline float real(const my::cfloat *z) { return z->re; }
__device__ inline my::Index next(my::Index i) { my::Index n = {i.at + 1}; return n; }
__device__ inline float imag_of(my::Both b) { return b.z.im; }
"""
TYPES = {"my::cfloat": "numba.types.complex64", "::my::Index": "int32"}


@pytest.fixture(scope="module")
def lib(tmp_path_factory: Any) -> Any:
    path = tmp_path_factory.mktemp("types") / "with_types.py"
    numbast.generate([], path, extra_source=SOURCE, types=TYPES)
    return modules.load_file(path)


def test_in_a_kernel(lib: Any) -> None:
    assert lib.my.cfloat.dtype == np.dtype(np.complex64)

    def kernel(z: Any, out: Any) -> None:
        w = lib.conj(z[0]) * 2
        out[0] = w.real
        out[1] = w.imag
        out[2] = lib.real(z)
        out[3] = lib.next(lib.next(np.int32(3)))
        out[4] = lib.my.cfloat(1, 2).imag
        out[5] = lib.imag_of(lib.my.Both(np.int8(1), z[0], np.int32(2)))

    out = np.zeros(6)
    cpu.run(kernel, [lib], 1, 1, np.array([3 + 4j], np.complex64), out)
    assert out.tolist() == [6, -8, 3, 5, 2, 4]


def test_numbers_stay_numbers(lib: Any) -> None:
    """What int is to one library's class concerns no other's functions."""
    text = "template <class T> __device__ T sub(T left, T right) { return left - right; }\n"
    text += "template <class T> __device__ void add(T value, T &to) { to += value; }\n"
    text += "struct Changed { int n; __device__ void change() { n++; } };"
    other = numbast.load_source(text, arch="sm_90")

    def first(x: Any) -> None:
        x[0] = lib.next(x[1])

    def second(x: Any) -> None:
        x[0] = other.sub(right=x[1], left=x[2])
        n = x[1]
        other.add(to=n, value=x[2])
        x[1] = n

    x = np.array([0, 5, 8], np.int32)
    cpu.run(first, [lib], 1, 1, x)
    on_cpu(other, second, types.void(types.int32[::1]))(1, 1, x)
    assert x.tolist() == [3, 13, 8]


def test_dynamic() -> None:
    lib = numbast.load_source(SOURCE, types=TYPES, arch="sm_90")
    assert str(lib.my.cfloat.dtype) == "complex64"
    assert str(lib.my.cfloat._numba_type_.dtype) == "complex64"


MISFITS = [
    ("complex128", "my::cfloat has 8 bytes, Numba's complex128 has 16 bytes"),
    ("complx64", "my::cfloat: Numba has no type 'complx64'; did you mean 'complex64'?"),
    ("numba.types.flaot64", "my::cfloat: Numba has no type 'numba.types.flaot64'; did you mean 'float64'?"),
    ("float32x5", "my::cfloat: Numba has no type 'float32x5'; did you mean 'float32x4'?"),
    ("void", "my::cfloat: Numba's 'void' is no type of numbers or vectors"),
]


@pytest.mark.parametrize(("name", "message"), MISFITS, ids=[name for name, _ in MISFITS])
def test_does_not_fit(tmp_path: Any, name: str, message: str) -> None:
    """Said when the bindings are made, not in the first kernel that uses the class."""
    types = {"my::cfloat": name}
    with pytest.raises(ConfigError) as caught:
        numbast.generate([], tmp_path / "misfit.py", extra_source=SOURCE, types=types, nvrtc_check=False)
    assert (caught.value.key, str(caught.value)) == ("types", f"option 'types': {message}")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ConfigError) as caught:
        numbast.load_source(SOURCE, types=types, arch="sm_90")
    assert str(caught.value) == f"option 'types': {message}"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("complex128", "option 'types': my::cfloat has 8 bytes, Numba's complex128 has 16 bytes"),
        ("complx", "option 'types': my::cfloat: Numba has no type 'complx'"),
    ],
)
def test_does_not_fit_the_numba_that_is_there(
    name: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A module that was made with another Numba says it in the kernel."""
    source = SOURCE.replace("next", f"next_{name}")
    lib = numbast.load_source(source, types={"my::cfloat": "complex64"}, arch="sm_90")
    monkeypatch.setitem(lib.__numbast_library__.given, "my::cfloat", name)

    def kernel(out: Any) -> None:
        out[0] = lib.my.cfloat(1, 2).real

    with pytest.raises(Exception, match=message):
        cpu.run(kernel, [lib], 1, 1, np.zeros(1))


def test_wrong_names() -> None:
    with pytest.raises(ConfigError, match="uses a class 'my::cflat'; did you mean 'my::cfloat'"):
        numbast.load_source(SOURCE, types={"my::cflat": "complex64"}, arch="sm_90")
    with pytest.raises(ConfigError, match="'a b' is not the name of a Numba type"):
        numbast.load_source(SOURCE, types={"my::cfloat": "a b"}, arch="sm_90")


def test_flag(tmp_path: Any) -> None:
    header, out = tmp_path / "my.cuh", tmp_path / "my_types.py"
    header.write_text(SOURCE)
    assert cli.main(["generate", str(header), "-o", str(out), "--types", "my::cfloat=complex64", "-q"]) == 0
    assert "'numba': {\n'my::cfloat': 'complex64',\n}," in out.read_text()
