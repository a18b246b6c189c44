"""What is not given: default member initialisers and zeros, on the host and in kernels, as C++'s `S{...}`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import numbast
from numbast.testing import compile_kernel
from tools import cpu, modules

HEADER = Path(__file__).with_name("initials.cuh")
MADE = [
    ("Pair()", "pair_"),
    ("Pair(4)", "pair_4"),
    ("Most()", "most_"),
    ("Most(5)", "most_5"),
    ("Vec(1)", "vec_1"),
    ("Reads()", "reads_"),
    ("Derived()", "derived_"),
    ("Told()", "told_"),
    ("Later()", "later_"),
    ("HoldsOne()", "holds_one_"),
    ("Bits()", "bits_"),
    ("Either()", "either_"),
    ("Zeros(1)", "zeros_1"),
    ("Zeros(1, 2)", "zeros_12"),
    ("Outer(Zeros(1))", "outer_"),
    ("Arrays(4)", "arrays_4"),
    ("ZeroArrays(4)", "zero_arrays_4"),
]
REFUSED = [
    (
        "Reads(4)",
        "Reads: what C++ makes of b here is computed on the device: give all fields, or use from_numpy",
    ),
    ("Called(1)", "Called: what C++ makes of y here is computed on the device: *"),
    ("Untold(a=1)", "Untold: what C++ makes of b here is computed on the device: *"),
    ("Untold()", "Untold() runs a constructor, which is device code: give fields by name, or use from_numpy"),
    ("Called()", "Called() runs a constructor, which is device code: *"),
    ("Needs()", "Needs() runs a constructor, which is device code: *"),
    ("OfInt(1)", "Of<int>: what C++ makes of b, c here is computed on the device: *"),
]


@pytest.fixture(scope="module", params=["module", "load"])
def lib(request: pytest.FixtureRequest) -> Any:
    if request.param == "load":
        return numbast.load(str(HEADER), retain=["*/initials.cuh"])
    return modules.bound(str(HEADER), retain=["*/initials.cuh"])


def run(lib: Any, text: str, *values: Any) -> None:
    made = {"lib": lib, **{n: getattr(lib, n) for n in dir(lib)}, "np": np}
    body = "\n".join(f" {line}" for line in text.split("; "))
    exec(f"def kernel({', '.join('abcdef'[: len(values)])}):\n{body}\n", made)
    cpu.run(made["kernel"], [lib], 1, 1, *values, include_dirs=[HEADER.parent])


def names(lib: Any) -> dict[str, Any]:
    return {n: getattr(lib, n) for n in dir(lib)}


@pytest.mark.parametrize(("text", "made"), MADE, ids=[m[0] for m in MADE])
def test_as_cxx(lib: Any, text: str, made: str) -> None:
    """On the host, in a kernel and in C++."""
    host = eval(text, names(lib))
    out = np.zeros(2, type(host).numbast_record.dtype)
    run(lib, f"a[0] = {made}(); a[1] = {text}", out)
    cxx = type(host).numbast_record.from_numpy(out[0])
    assert host == cxx
    assert type(host).numbast_record.from_numpy(out[1]) == cxx


def test_an_instance_of_a_template(lib: Any) -> None:
    out = np.zeros(1, lib.OfInt.dtype)
    run(lib, "a[0] = of_int()", out)
    assert lib.OfInt.from_numpy(out[0]) == lib.OfInt()


def test_given_by_name(lib: Any) -> None:
    assert lib.Pair(b=1) == lib.Pair(0, 1)
    assert lib.Derived(q=2) == lib.Derived(p=4, q=2, r=6)
    assert lib.Bits(a=-1, c=True) == lib.Bits(a=-1, b=0, c=1, d=5)
    assert lib.Reads(b=3) == lib.Reads(1, 3, 5)
    assert lib.Called(y=1) == lib.Called(3, 1)
    assert lib.Told(a=9) == lib.Told(a=9, b=2)
    assert lib.Either(f=1.0).f == 1.0
    assert (lib.Either(t=3).t, lib.Either(t=3).i) == (3, 5)
    assert lib.Most(v=(3,)).v == lib.Vec(3, 2, 0)
    assert lib.Outer(z={"b": 1.5}).z == lib.Zeros(0, 1.5, 0, False)
    assert bytes(lib.Empty()) == b"\0"


@pytest.mark.parametrize(("text", "message"), REFUSED, ids=[r[0] for r in REFUSED])
def test_refused(lib: Any, text: str, message: str) -> None:
    wanted = re.escape(message[:-1]) + ".*" if message.endswith("*") else re.escape(message)
    with pytest.raises(TypeError, match=f"^{wanted}$"):
        eval(text, names(lib))


def test_a_dtype_s_zeros_are_numpys(lib: Any) -> None:
    assert lib.Pair.from_numpy(np.zeros(1, lib.Pair.dtype)[0]) == lib.Pair(0, 0)


def test_in_kernels(lib: Any) -> None:
    out = np.zeros(12)
    lines = [
        "z = Zeros(a=1, c=3)", "a[0] = z.a; a[1] = z.b; a[2] = z.c",
        "y = Zeros(5, c=7)", "a[3] = y.a; a[4] = y.c",
        "o = Outer(k=3); o.z.a += 4; a[5] = o.k; a[6] = o.z.a",
        "w = ZeroArrays(2); w.w[1] += 2; a[7] = w.w[0] + w.w[1] + w.n",
        "s = Called(2); a[8] = s.y",
        "r = Reads(4); a[9] = r.b",
        "f = Zeros(From()); a[10] = f.a + f.b + f.c",
        "a[11] = Outer(Zeros(np.int64(a[0]))).z.a",
    ]  # fmt: skip
    run(lib, "; ".join(lines), out)
    assert out.tolist() == [1, 0, 3, 5, 7, 3, 4, 4, 77, 5, 6, 1]


def test_a_base_of_a_derived_object(lib: Any) -> None:
    out = np.zeros(5)
    lines = [
        "w = whole(); w.b += 1; p = Pair(w); p.a += 40; a[0] = p.a + p.b; a[1] = w.a",
        "m = OwnMore(6); v = Own(m); v.v += 1; a[2] = v.v; a[3] = m.v; a[4] = Taken(m).v",
    ]
    run(lib, "; ".join(lines), out)
    assert out.tolist() == [53, 5, 7, 6, 4]


def test_what_is_destroyed(lib: Any) -> None:
    log = np.zeros(1, np.int32)
    run(lib, "k = Kept(3); k.log = a; k.b += 4; m = Kept(1, 2, a)", log)
    assert log[0] == 34 + 12


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Zeros(1.5)", "Zeros: double for int a would be narrowed, which C++ refuses in Zeros{...}"),
        ("Zeros(1.5, 2, 3, True)", "Zeros: double for int a would be narrowed"),
        ("Zeros(1, 2, 300)", "Zeros: 300 for unsigned char c would be narrowed"),
        ("Zeros(1, 2, 3, 2)", "Zeros: 2 for bool d would be narrowed"),
        ("Zeros(1, a=3)", "Zeros has no member 'a', or it is given twice"),
        ("Zeros(x=3)", "Zeros has no member 'x', or it is given twice"),
        ("Zeros(1, 2, 3, True, 5)", "no overload of Zeros fits the call Zeros(int, int, int, bool, int):"),
        ("Pair(b=3)", "needs an argument for parameter 'a'"),
        ("Holds(1)", "takes 2 arguments, got 1"),
        ("ZeroArrays(1, 2.0)", "ZeroArrays: no conversion from double to float[3] w"),
        ("Outer(5)", "Outer: no conversion from int to Zeros z"),
    ],
)  # fmt: skip
def test_refused_in_kernels(lib: Any, text: str, message: str) -> None:
    made = {"lib": lib}
    exec(f"def kernel(out):\n s = lib.{text}\n out[0] = 1\n", made)
    with pytest.raises(Exception, match=re.escape(message)):
        compile_kernel(made["kernel"], "void(float64[::1])")


def test_what_depends_on_the_arch(tmp_path: Path) -> None:
    text = "struct S { int a = __CUDA_ARCH__; int b = 5; __device__ int get() const { return a; } };"
    lib = numbast.load_source(text, arch=["sm_80", "sm_90"])
    assert lib.S(1) == lib.S(1, 5)
    with pytest.raises(TypeError, match="what C\\+\\+ makes of a here"):
        lib.S(b=1)
    assert numbast.load_source(text, arch="sm_80").S(b=1).a == 800
