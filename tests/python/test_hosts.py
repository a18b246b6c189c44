"""C++ objects on the host: NumPy dtypes, making, reading, writing, comparing; every refusal by its text."""

from __future__ import annotations

import copy
import io
import pickle
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tools import modules

HEADER = Path(__file__).with_name("hosts.cuh")


@pytest.fixture(scope="module")
def lib() -> Any:
    return modules.bound(str(HEADER), retain=["*/hosts.cuh"])


def params(lib: Any) -> Any:
    return lib.Params(1, 2, 3, 4.5, (5, -6), [[1, 2, 3], [4, 5, 6]], lib.Mode.On, None, True, b"ab")


# ---- dtypes ------------------------------------------------------------------
def test_dtypes_have_the_fields_at_their_offsets(lib: Any) -> None:
    for name in (n for n in dir(lib) if isinstance(getattr(getattr(lib, n), "fields", None), tuple)):
        record = getattr(lib, name)
        dtype = record.dtype
        assert dtype.itemsize == record.sizeof, name
        for field in record.fields:
            if field.width is None:
                assert dtype.fields[field.name][1] == field.offset, (name, field.name)
    fields = lib.Params.dtype.fields
    assert [str(fields[n][0]) for n in ("x", "d", "ptr", "ok", "mode")] == [
        "float32", "float64", "uint64", "bool", "uint8",
    ]  # fmt: skip
    assert fields["m"][0] == np.dtype(("f4", (2, 3)))
    assert fields["in_"][0] == lib.Inner.dtype
    assert lib.Derived.dtype.fields["b"][1] == 4
    assert lib.Derived.dtype.names == ("a", "b", "f", "own", "id")
    assert lib.Many.dtype.fields["of"][0] == np.dtype((lib.Inner.dtype, (3,)))


def test_what_is_no_field_is_kept_as_bytes(lib: Any) -> None:
    assert lib.Private.dtype.names == ("_0", "open")
    assert lib.Bits.dtype.names == ("_0", "rest")
    assert lib.Empty.dtype.itemsize == 1
    assert lib.Two.dtype.names == ("_0", "b", "a")
    source = np.frombuffer(bytes(range(16)), lib.Private.dtype)
    assert source.copy().tobytes() == source.tobytes()
    target = np.zeros(2, lib.Private.dtype)
    target[:] = source
    assert target.tobytes() == source.tobytes()


def test_dtypes_of_two_classes_are_not_equal(lib: Any) -> None:
    assert lib.Named.dtype != np.dtype([("f", "f4")])
    array = np.zeros(2, lib.Named.dtype)
    assert pickle.loads(pickle.dumps(array)).dtype == lib.Named.dtype
    file = io.BytesIO()
    np.save(file, array)
    file.seek(0)
    assert np.load(file).dtype == lib.Named.dtype
    array[:] = np.ones(2, [("f", "f4")])
    assert array["f"].tolist() == [1, 1]
    assert np.zeros(1, lib.Named).dtype == lib.Named.dtype


def test_numbers_are_numpys(lib: Any) -> None:
    half = modules.bound("cuda_fp16.h")["__half"]
    assert half.dtype == np.float16
    assert half(1.5) == np.float16(1.5)


def test_ml_dtypes_numbers() -> None:
    ml_dtypes = pytest.importorskip("ml_dtypes")
    bfloat16 = modules.bound("cuda_bf16.h")["__nv_bfloat16"]
    assert bfloat16.dtype == ml_dtypes.bfloat16
    assert bfloat16(1.5) == ml_dtypes.bfloat16(1.5)


def test_without_ml_dtypes(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "ml_dtypes", None)
    with pytest.raises(ImportError, match=r"^__nv_bfloat16 on the host needs the package ml_dtypes$"):
        _ = modules.bound("cuda_bf16.h")["__nv_bfloat16"].dtype


# ---- objects -----------------------------------------------------------------
def test_fields(lib: Any) -> None:
    p = params(lib)
    assert (p.x, p.n, p.d, p.mode, p.ok, p.ptr) == (1.0, 3, 4.5, lib.Mode.On, True, 0)
    assert isinstance(p.mode, lib.Mode)
    assert type(p.ok) is bool
    p.in_.a = 9
    assert (p.in_.a, p.in_.b) == (9, -6)
    p.m[1, 2] = 7
    assert p.m.tolist() == [[1, 2, 3], [4, 5, 7]]
    p.m = np.arange(6).reshape(2, 3)
    p.in_ = lib.Inner(3, 4)
    p.ptr = 0x1000
    p.mode = 0
    assert (p.m[1, 2], p.in_, p.ptr, p.mode) == (5, lib.Inner(3, 4), 4096, lib.Mode.Off)
    p.in_ = {"b": 8}
    assert p.in_ == lib.Inner(0, 8)
    p.in_ = lib.Inner(1, 2).to_numpy()
    assert p.in_ == lib.Inner(1, 2)
    p.mode = 17
    assert p.mode == 17


def test_representation(lib: Any) -> None:
    assert repr(params(lib)) == (
        "Params(x=1.0, y=2.0, n=3, d=4.5, in_=Inner(a=5, b=-6), m=[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], "
        "mode=<Mode.On: 1>, ptr=0, ok=True, name=[97, 98, 0, 0])"
    )
    assert repr(lib.Private()) == "Private(open=0, ...)"
    assert repr(lib.Empty()) == "Empty()"


def test_bit_fields(lib: Any) -> None:
    b = lib.Bits(a=5, b=-3, c=True, mode=lib.Mode.On, rest=-1)
    assert (b.a, b.b, b.c, b.mode, b.rest) == (5, -3, True, lib.Mode.On, -1)
    b.a, b.b = 2, 15
    assert (b.a, b.b, b.c, b.mode, b.rest) == (2, 15, True, lib.Mode.On, -1)
    assert int.from_bytes(bytes(b)[:2], "little") == 2 | 15 << 3 | 1 << 8 | 1 << 9


def test_inherited_and_hidden_fields(lib: Any) -> None:
    d = lib.Derived(a=1, b=2, f=0.5, own=3, id=4)
    assert (d.a, d.b, d.f, d.own, d.id) == (1, 2, 0.5, 3, 4)
    assert lib.Two(a=5).a == 5
    assert np.frombuffer(bytes(lib.Two(a=5)), "i4").tolist() == [0, 0, 5]
    assert lib.Two(a=5).limit == 3


def test_unions(lib: Any) -> None:
    e = lib.Either(f=1.0)
    assert e.u == 0x3F800000
    e.u = 0
    assert e.f == 0
    assert lib.Anonymous(tag=1, i=2).i == 2


def test_pointers_and_arrays_of_records(lib: Any) -> None:
    class Array:
        dtype = np.dtype("f4")
        __cuda_array_interface__ = {"data": (0x2000, False)}

    p = lib.Params()
    p.ptr = Array()
    assert p.ptr == 0x2000
    m = lib.Many(of=[lib.Inner(i, i) for i in range(3)], modes=[lib.Mode.On, lib.Mode.Off], bytes=b"xy")
    assert m.of["a"].tolist() == [0, 1, 2]
    assert lib.Inner.from_numpy(m.of[2]) == lib.Inner(2, 2)
    assert (m.modes.tolist(), m.bytes.tolist()) == ([1, 0], [120, 121])
    n = lib.Node(value=3, table=16, any=None)
    assert (n.next, n.table, n.any) == (0, 16, 0)


def test_equality(lib: Any) -> None:
    assert params(lib) == params(lib)
    other = params(lib)
    other.m[0, 0] = 9
    assert params(lib) != other
    assert lib.Inner(1, 2) != (1, 2)
    assert lib.Named(-0.0) == lib.Named(0.0)
    assert lib.Named(np.nan) != lib.Named(np.nan)
    assert lib.Either(f=np.nan) == lib.Either(f=np.nan)  # one of its members: its bytes are the same
    padded = lib.Inner.from_numpy(bytes([1, 0, 0, 0, 2, 0, 7, 7]))
    assert padded == lib.Inner(1, 2)
    one, two = lib.Private.from_numpy(bytes(8)), lib.Private.from_numpy(bytes([1, *[0] * 7]))
    assert one != two
    with pytest.raises(TypeError, match="unhashable type"):
        hash(one)


def test_to_numpy_and_back(lib: Any) -> None:
    p = params(lib)
    value = p.to_numpy()
    assert value.dtype == lib.Params.dtype
    assert (value["n"], value["m"].tolist()) == (3, p.m.tolist())
    assert lib.Params.from_numpy(value) == p
    assert lib.Params.from_numpy(bytes(p)) == p
    array = np.array([value, value])
    array["n"] += 1
    assert lib.Params.from_numpy(array[1]).n == 4
    assert np.asarray(p).shape == ()
    assert isinstance(p, lib.Params)
    assert not isinstance(p, lib.Inner)


def test_copies(lib: Any) -> None:
    p = params(lib)
    for q in (copy.copy(p), copy.deepcopy(p), pickle.loads(pickle.dumps(p))):
        assert q == p
        assert type(q) is type(p)
        q.in_.a = 50
        assert p.in_.a == 5


# ---- refusals ----------------------------------------------------------------
REFUSED = [
    ("Private(open=1)", TypeError, "Private has private members: make it on the device, or with from_numpy"),
    (
        "Constructed()",
        TypeError,
        "Constructed() runs a constructor, which is device code: give fields by name, or use from_numpy",
    ),
    ("Constructed(1)", TypeError, "Constructed is not made of its fields in order: give them by name"),
    ("Derived(1)", TypeError, "Derived is not made of its fields in order: give them by name"),
    ("Handled(x=1)", TypeError, "Handled is not trivially copyable: its objects are made on the device"),
    (
        "Handled.from_numpy(bytes(4))",
        TypeError,
        "Handled is not trivially copyable: its objects are made on the device",
    ),
    ("Either(f=1, u=2)", TypeError, "Either: 'f' and 'u' share their bytes: give one of them"),
    ("Inner(1, 2, 3)", TypeError, "Inner has 2 fields, got 3 values"),
    ("Inner(1, a=3)", TypeError, "Inner::a is given twice"),
    ("Inner(1, bb=3)", TypeError, "Inner has no field 'bb'; did you mean 'b'?"),
    ("Inner(1, zz=3)", TypeError, "Inner has no field 'zz'"),
    ("Inner(1.5)", TypeError, "Inner::a is of type int, got 1.5"),
    ("Inner('x')", TypeError, "Inner::a is of type int, got 'x'"),
    ("Inner(1 << 31)", OverflowError, "Inner::a is of type int, which cannot hold 2147483648"),
    ("Named('x')", TypeError, "Named::f is of type float, got 'x'"),
    ("Named([1.0])", TypeError, "Named::f is of type float, got [1.0]"),
    ("Named(1e300)", OverflowError, "Named::f is of type float, which cannot hold 1e+300"),
    ("Quad([1, 2, -1e39, 3])", OverflowError, "Quad::v is of type float[4], which cannot hold all of *"),
    ("Params(ok=2)", OverflowError, "Params::ok is of type bool, which cannot hold 2"),
    ("Bits(c=2)", OverflowError, "Bits::c has 1 bits, which cannot hold 2"),
    ("Truths(w=2)", OverflowError, "Truths::w is of type bool, which cannot hold 2"),
    ("Truths(v=[0, 2])", OverflowError, "Truths::v is of type bool[2], which cannot hold all of [0 2]"),
    ("Bits(a=8)", OverflowError, "Bits::a has 3 bits, which cannot hold 8"),
    ("Bits(b=-17)", OverflowError, "Bits::b has 5 bits, which cannot hold -17"),
    ("Quad([1, 2, 3])", ValueError, "Quad::v is of type float[4], got an array of shape (3,)"),
    (
        "Quad(['a'] * 4)",
        TypeError,
        "Quad::v is of type float[4], got array(['a', 'a', 'a', 'a'], dtype='<U1')",
    ),
    ("Byte(b=256)", OverflowError, "Byte::b is of type unsigned char, which cannot hold 256"),
    ("Many(bytes=b'abc')", ValueError, "Many::bytes has 2 bytes, got 3"),
    (
        "Many(modes=[256, 0])",
        OverflowError,
        "Many::modes is of type Mode[2], which cannot hold all of [256   0]",
    ),
    ("Params(in_=3)", TypeError, "Params::in_ is of type Inner, got 3"),
    ("Inner.from_numpy(3)", TypeError, "Inner.from_numpy takes one value of its dtype, got int64"),
    (
        "Inner.from_numpy(np.zeros(2, Inner.dtype))",
        TypeError,
        "Inner.from_numpy takes one value of its dtype, got an array of shape (2,) of *",
    ),
    ("Inner.from_numpy(b'abc')", ValueError, "Inner has 8 bytes, got 3"),
    (
        "Inner.pointer('x')",
        TypeError,
        "Inner * takes a device array (cuda.to_device), an address or None, got str",
    ),
    (
        "Inner.pointer(np.zeros(2, Inner.dtype))",
        TypeError,
        "Inner * takes a device array (cuda.to_device), an address or None, got ndarray",
    ),
    ("Modal(mode=Other.One)", TypeError, "Modal::mode is of type Mode, got <Other.One: 1>"),
    ("Over.pointer(8)", ValueError, "Over must be aligned to 32 bytes, got address 0x8"),
    ("Private().key", AttributeError, "Private::key is private"),
    ("setattr(Private(), 'key', 1)", AttributeError, "Private::key is private"),
    ("setattr(Inner(), 'bb', 1)", AttributeError, "Inner has no field 'bb'; did you mean 'b'?"),
    ("setattr(Derived(a=1), 'id', 1)", AttributeError, "Derived::id is const in C++"),
    ("Odd(x=1).busy", AttributeError, "Odd::busy is a volatile field"),
    ("Inner().zz", AttributeError, "C++ scope Inner has no 'zz'"),
    (
        "Private().get()",
        TypeError,
        "Private::get runs on the device: call it in a kernel or a device function of numba.cuda",
    ),
]


@pytest.mark.parametrize(("code", "kind", "text"), REFUSED, ids=[r[0] for r in REFUSED])
def test_refused(lib: Any, code: str, kind: type[Exception], text: str) -> None:
    names = {name: getattr(lib, name) for name in dir(lib)}
    wanted = re.escape(text[:-1]) + ".*" if text.endswith("*") else re.escape(text)
    with pytest.raises(kind, match=f"^{wanted}$"):
        eval(code, {"np": np, **names})


def test_pointers_lead_to_arrays_of_their_type(lib: Any) -> None:
    class Array:
        dtype = np.dtype("i4")
        __cuda_array_interface__ = {"data": (0x2000, False)}

    p = lib.Params()
    with pytest.raises(TypeError, match=r"^Params::ptr is of type float \*, got an array of int32$"):
        p.ptr = Array()
    with pytest.raises(TypeError, match=r"^Inner \* can't lead to an array of int32$"):
        lib.Inner.pointer(Array())
    Array.dtype = lib.Inner.dtype
    pointer = lib.Inner.pointer(Array())
    assert (int(pointer), repr(pointer), int(lib.Inner.pointer(None))) == (0x2000, "<Inner * 0x2000>", 0)


def test_a_table_without_the_part(monkeypatch: pytest.MonkeyPatch, lib: Any) -> None:
    found = type(lib.Inner).dtype.fget.__globals__["record_hosts"]
    monkeypatch.delitem(found, "dtype")
    with pytest.raises(
        AttributeError,
        match=r"^Inner: the bindings lack the part 'hosts' of numbast's runtime: generate them again$",
    ):
        _ = lib.Inner.dtype
