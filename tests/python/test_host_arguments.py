"""Host objects and arrays as arguments of kernels, by value and by pointer: what numba-cuda's launch
would pass is given to the kernel's code on the CPU; cubins are made of the same kernels.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import numbast
from numbast.testing import compile_kernel
from tools import cpu, modules
from tools.hosts import ML, NAMES, values

HEADER = Path(__file__).with_name("hosts.cuh")


@pytest.fixture(scope="module")
def lib() -> Any:
    return modules.bound(str(HEADER), retain=["*/hosts.cuh"])


def run(lib: Any, kernel: Any, *values: Any, debug: bool = False) -> None:
    cpu.run(kernel, [lib], 1, 1, *values, include_dirs=[HEADER.parent], debug=debug)


@pytest.mark.parametrize("debug", [False, True], ids=["optimised", "debug"])
@pytest.mark.parametrize("name", NAMES)
def test_by_value(lib: Any, name: str, debug: bool) -> None:
    if name == "large" and debug:
        pytest.skip("a value of 4,000 bytes takes seconds without optimisation")
    value, wanted = next((v, w) for n, v, w in values(lib) if n == name)
    function = getattr(lib, name)

    def kernel(p, out):  # type: ignore[no-untyped-def]
        out[0] = function(p)

    out = np.zeros(1)
    run(lib, kernel, value, out, debug=debug)
    assert out[0] == wanted


@pytest.mark.parametrize("name", NAMES)
def test_by_value_as_a_cubin(lib: Any, name: str) -> None:
    """An object's bytes stand in the kernel's parameters; nothing is copied through memory."""
    from numba.cuda import types
    from numba.cuda.typing.typeof import typeof

    value = next(v for n, v, _ in values(lib) if n == name)
    function = getattr(lib, name)

    def kernel(p, out):  # type: ignore[no-untyped-def]
        out[0] = function(p)

    made = compile_kernel(kernel, types.void(typeof(value), types.float64[::1]))
    assert made.calls == 0
    if name not in ("large", "words"):
        assert made.local_memory_instructions == 0


def test_fields_of_an_argument(lib: Any) -> None:
    def kernel(p, i, out):  # type: ignore[no-untyped-def]
        out[0] = p.x + p.y + i.a
        out[1] = p.in_.b
        out[2] = p.n

    out = np.zeros(3)
    run(lib, kernel, lib.Params(1, 2, 3, 0, (4, 5)), lib.Inner(6, 7), out)
    assert out.tolist() == [9, 5, 3]


@pytest.mark.parametrize("debug", [False, True], ids=["optimised", "debug"])
def test_objects_that_kernels_find_by_name(lib: Any, debug: bool) -> None:
    """Globals and variables of an enclosing function are constants: what they were at the compilation."""
    params = lib.Params(1, 2, 3, 4.5, (5, -6), np.ones((2, 3)), lib.Mode.On, None, True, b"a")
    bits, tight = lib.Bits(a=5, b=-3, c=True, mode=lib.Mode.On, rest=100000), lib.Tight(1, 2, 4)
    array = np.zeros(2, lib.Inner.dtype)
    array["a"] = 6, 7

    def kernel(out):  # type: ignore[no-untyped-def]
        out[0] = lib.total(params)
        out[1] = params.in_.b + params.m[1][2]
        out[2] = lib.bits(bits)
        mine = params
        mine.n = 100
        out[3] = mine.n + params.n
        out[4] = lib.tight(tight)
        out[5] = array[1].a
        out[6] = params.mode == lib.Mode.On

    out = np.zeros(7)
    run(lib, kernel, out, debug=debug)
    assert out.tolist() == [1212.5, -5, 102975, 103, 7, 7, 1]
    params.n = 4
    run(lib, kernel, out, debug=debug)
    assert out[3] == 104


def test_constants_cannot_change(lib: Any) -> None:
    words = lib.Tight(1, 2, 4)

    def kernel(out):  # type: ignore[no-untyped-def]
        words.i = 3
        out[0] = words.i

    text = "names no object: it is a constant of the kernel, found by its name; copy it to a variable"
    with pytest.raises(Exception, match=text):
        run(lib, kernel, np.zeros(1))


def test_a_numpy_scalar_is_its_object(lib: Any) -> None:
    def kernel(i, out):  # type: ignore[no-untyped-def]
        out[0] = i.a
        out[1] = i.b

    array, out = np.zeros(2, lib.Inner.dtype), np.zeros(2)
    array["a"], array["b"] = 3, 4
    run(lib, kernel, array[1], out)
    assert out.tolist() == [3, 4]


def test_objects_in_a_tuple(lib: Any) -> None:
    def kernel(pair, out):  # type: ignore[no-untyped-def]
        out[0] = pair[0].a + pair[1].f

    from numba.cuda import types
    from numba.cuda.typing.typeof import typeof

    pair = (lib.Inner(1, 2), lib.Named(0.5))
    first, second = cpu.marshalled(typeof(pair), pair)
    assert (first, second.value) == (1 | 2 << 32, 0x3F000000)
    compile_kernel(kernel, types.void(typeof(pair), types.float64[::1]))


def test_objects_through_device_functions(lib: Any) -> None:
    from numba import cuda

    @cuda.jit(device=True)
    def twice(q):  # type: ignore[no-untyped-def]
        return q.x * 2 + lib.sixteen(q)

    def kernel(p, out):  # type: ignore[no-untyped-def]
        out[0] = twice(p)

    out = np.zeros(1)
    run(lib, kernel, lib.Sixteen(1, 2, 3, 4, 5, False), out)
    assert out[0] == 17


def test_arrays_of_objects(lib: Any) -> None:
    def kernel(given, made, out):  # type: ignore[no-untyped-def]
        out[0] = lib.sum_inner(given, 3)
        out[1] = given[1].b
        made[0] = lib.inner(7, 8)
        made[1] = given[2]

    given, made, out = np.zeros(3, lib.Inner.dtype), np.zeros(2, lib.Inner.dtype), np.zeros(2)
    given["a"], given["b"] = [1, 2, 3], [10, 20, 30]
    run(lib, kernel, given, made, out)
    assert out.tolist() == [66, 20]
    assert [tuple(v) for v in made] == [(7, 8), (3, 30)]


def test_elements_and_arguments_change_in_place(lib: Any) -> None:
    """The host's array is changed where it stands; an argument by value is the kernel's own copy."""

    def kernel(array, value, out):  # type: ignore[no-untyped-def]
        array[0].n += 2
        array[0].in_.b = 7
        array[1].x = array[0].n
        value.n = 9
        out[0] = value.n + lib.total(value)

    array, out = np.zeros(2, lib.Params.dtype), np.zeros(1)
    array["n"] = 40
    array["d"] = 0.5
    value = lib.Params(n=1)
    run(lib, kernel, array, value, out)
    assert [tuple(array[n]) for n in ("n", "d", "x")] == [(42, 40), (0.5, 0.5), (0, 42)]
    assert array["in_"]["b"].tolist() == [7, 0]
    assert (out[0], value.n) == (18, 1)


def test_arrays_of_packed_objects(lib: Any) -> None:
    def kernel(made, out):  # type: ignore[no-untyped-def]
        lib.fill(made, 0)
        lib.fill(made, 1)
        out[0] = lib.tight(made[1])
        out[1] = made[1].i

    made, out = np.zeros(2, lib.Tight.dtype), np.zeros(2)
    run(lib, kernel, made, out)
    assert out.tolist() == [11, 10]
    assert made["d"].tolist() == [0, 0.5]


def test_local_arrays_by_dtype(lib: Any) -> None:
    from numba import cuda

    def kernel(out):  # type: ignore[no-untyped-def]
        a = cuda.local.array(3, dtype=lib.Over)
        b = cuda.local.array(3, dtype=lib.Over.dtype)
        out[0] = lib.address(a)
        out[1] = lib.address(b)

    out = np.ones(2)
    run(lib, kernel, out)
    assert out.tolist() == [0, 0]


NULL_SCRIPT = """\
import sys
import numpy
sys.path.insert(0, sys.argv[1])
import plain_record as lib
from tools import cpu

def kernel(p, q, out):
    out[0] = (p is None) + 10 * (q is not None) + 100 * (not p) + 1000 * bool(q) + 10000 * (p == q)
    if q:
        out[1] = q[0].x

room, out = numpy.full(1, 5, numpy.int32), numpy.zeros(2)
null, given = lib.Plain.pointer(None), lib.Plain.pointer(room.ctypes.data)
cpu.run(kernel, [lib], 1, 1, null, given, out, include_dirs=[sys.argv[1]])
print(*out)
"""


def test_null_pointers_of_a_library_without_any(tmp_path: Path) -> None:
    """In a process of its own: the runtime has nothing that another library asked for."""
    header = tmp_path / "plain_record.cuh"
    header.write_text("struct Plain { int x; };\n__device__ int x_of(Plain p) { return p.x; }\n")
    numbast.generate(header, tmp_path / "plain_record.py")
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    line = [sys.executable, "-c", NULL_SCRIPT, str(tmp_path)]
    done = subprocess.run(line, env=env, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["1111.0", "5.0"], done.stderr


def test_pointers(lib: Any) -> None:
    def kernel(p, out):  # type: ignore[no-untyped-def]
        out[0] = lib.followed(p)

    nodes, out = np.zeros(2, lib.Node.dtype), np.zeros(1)
    nodes["value"] = 3, 4
    nodes["next"][0] = nodes.ctypes.data + lib.Node.sizeof
    run(lib, kernel, lib.Node.pointer(nodes.ctypes.data), out)
    assert out[0] == 7


# ---- what is passed ----------------------------------------------------------
def test_words(lib: Any) -> None:
    from numba.cuda.typing.typeof import typeof

    def pieces(value: Any) -> list[Any]:
        found = cpu.marshalled(typeof(value), value)
        return [(type(p).__name__, p.value) if hasattr(p, "value") else p for p in found]

    assert pieces(lib.Byte(7)) == [("c_ubyte", 7)]
    assert pieces(lib.Inner(1, -1)) == [0x0000FFFF00000001]
    assert pieces(lib.Tight(1, 2, 0)) == [1 | 2 << 8, ("c_uint", 0), ("c_ubyte", 0)]
    assert pieces(lib.Words(range(25))) == list(range(25))
    assert len(pieces(lib.Large())) == 500
    assert pieces(np.zeros(1, lib.Inner.dtype)[0]) == [0]


def test_numbers_and_vectors() -> None:
    ml_dtypes = pytest.importorskip("ml_dtypes")
    from numba.cuda.typing.typeof import typeof

    bf16 = modules.bound("cuda_bf16.h")
    _ = bf16["__nv_bfloat16"].dtype
    value = ml_dtypes.bfloat16(1.5)
    (piece,) = cpu.marshalled(typeof(value), value)
    assert (type(piece), piece.value) == (ctypes.c_uint16, 0x3FC0)
    vectors = numbast.load("vector_functions.h", arch="sm_90")
    v = vectors.float4(1, 2, 3, 4)
    assert str(typeof(v)) == "float32x4"
    found = cpu.marshalled(typeof(v), v)
    assert [p.value for p in found] == np.array([1, 2, 3, 4], "f4").view("u4").tolist()


@pytest.mark.parametrize(("header", "name", "spelling"), ML, ids=[m[1] for m in ML])
def test_ml_dtypes_arrays(header: str, name: str, spelling: str) -> None:
    """An array of ml_dtypes is one of the C++ type; what a kernel writes is seen."""
    ml_dtypes = pytest.importorskip("ml_dtypes")
    from numba.cuda import types
    from numba.cuda.typing.typeof import typeof

    lib = modules.bound(header)
    dtype = getattr(ml_dtypes, name)
    assert lib[spelling].dtype == np.dtype(dtype)
    array = np.array([1.0, 2.0, 4.0], dtype)
    ty = typeof(array)
    assert (type(ty), ty.ndim, ty.layout, str(ty.dtype)) == (
        types.Array,
        1,
        "C",
        str(lib[spelling]._numba_type_.dtype),
    )

    def kernel(x, out):  # type: ignore[no-untyped-def]
        out[0] = x[1]
        x[0] = x[2]

    out = np.ones(3, dtype)
    cpu.run(kernel, [lib], 1, 1, array, out)
    assert out.tolist() == [2, 1, 1]
    assert array.tolist() == [4, 2, 4]


def test_ml_dtypes_that_cxx_has_not() -> None:
    ml_dtypes = pytest.importorskip("ml_dtypes")
    from numba.cuda.core.errors import NumbaValueError
    from numba.cuda.typing.typeof import typeof

    _ = modules.bound("cuda_fp8.h")["__nv_fp8_e4m3"].dtype
    with pytest.raises(NumbaValueError, match="Unsupported array dtype: float8_e4m3b11fnuz"):
        typeof(np.zeros(1, ml_dtypes.float8_e4m3b11fnuz))


def test_bits_of_hints() -> None:
    """`cuda.In(array)` stays a hint; device arrays and others stay what they are."""
    ml_dtypes = pytest.importorskip("ml_dtypes")
    from numba import cuda

    from numbast.runtime.host_arguments import bits_of

    array = np.zeros(2, ml_dtypes.bfloat16)
    assert bits_of(array).dtype == np.uint16
    assert np.shares_memory(bits_of(array), array)
    hint = bits_of(cuda.In(array))
    assert (type(hint), hint.value.dtype) == (cuda.In, np.uint16)
    plain = np.zeros(2, np.float32)
    assert bits_of(plain) is plain
    assert bits_of(3) == 3


# ---- refusals ----------------------------------------------------------------
ALIGNED = r"its elements must be aligned to 32 bytes$"


class DeviceArray:
    """Stands for memory on the device."""

    def __init__(self, dtype: Any, address: int, shape: tuple[int, ...], strides: Any = None) -> None:
        self.dtype, self.shape = dtype, shape
        self.__cuda_array_interface__ = {"data": (address, False), "strides": strides, "shape": shape}


def test_arrays_must_be_aligned(lib: Any) -> None:
    from numbast.runtime.host_values import aligned

    check = aligned(32)
    ok = DeviceArray(lib.Over.dtype, 0x200, (2,))
    assert check("Over", ok) is ok
    assert check("Over", DeviceArray(lib.Over.dtype, 0x200, (1,), (8,))).shape == (1,)
    text = r"^an array of Over at address 0x208 with strides \(\) can't be passed: " + ALIGNED
    with pytest.raises(ValueError, match=text):
        check("Over", DeviceArray(lib.Over.dtype, 0x208, (2,)))
    text = r"^an array of Over at address 0x200 with strides \(40,\) can't be passed: " + ALIGNED
    with pytest.raises(ValueError, match=text):
        check("Over", DeviceArray(lib.Over.dtype, 0x200, (2,), (40,)))


def test_an_under_aligned_array_is_refused_at_launch(lib: Any) -> None:
    from numba.cuda.typing.typeof import typeof

    ty = typeof(np.zeros(2, lib.Over.dtype))
    with pytest.raises(ValueError, match=ALIGNED):
        cpu.marshalled(ty, DeviceArray(lib.Over.dtype, 0x208, (2,)))


def test_too_large(lib: Any) -> None:
    from numba.cuda.typing.typeof import typeof

    text = (
        "^TooLarge can't be passed by value: it has 4097 bytes, and a kernel takes at most 4096; "
        "pass an array of it$"
    )
    with pytest.raises(TypeError, match=text):
        typeof(lib.TooLarge())
    value = np.zeros(1, lib.TooLarge.dtype)[0]
    with pytest.raises(TypeError, match=text):
        cpu.marshalled(typeof(value), value)


def test_not_trivially_copyable(lib: Any) -> None:
    from numba.cuda.typing.typeof import typeof

    value = np.zeros(1, lib.Handled.dtype)[0]
    text = "^Handled can't be passed by value: it is not trivially copyable; pass an array of it$"
    with pytest.raises(TypeError, match=text):
        cpu.marshalled(typeof(value), value)


# ---- types -------------------------------------------------------------------
def test_arrays_are_typed_by_their_class(lib: Any) -> None:
    from numba.cuda.typing.typeof import typeof

    plain = np.zeros(2, [("f", "f4")])
    tagged = np.zeros(2, lib.Named.dtype)
    assert str(typeof(plain)).startswith("unaligned array(Record")
    assert str(typeof(tagged).dtype) == "Named"
    assert str(typeof(np.asfortranarray(np.zeros((2, 2), lib.Named.dtype)))) == "array(Named, 2d, F)"


def test_numbas_dispatcher_tells_classes_apart(lib: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its caches go by dtypes that are equal: those of two classes whose fields lie alike are not."""
    from numba import cuda
    from numba.cuda.cext._dispatcher import Dispatcher

    dispatcher = cuda.jit(lambda x: None)
    compiled: list[str] = []

    def compile_for_args(*args: Any) -> Any:
        (ty,) = (dispatcher.typeof_pyval(a) for a in args)
        compiled.append(str(ty))
        dispatcher._insert([ty._code], str(ty), cuda=True)
        return str(ty)

    monkeypatch.setattr(dispatcher, "_compile_for_args", compile_for_args, raising=False)
    wanted = [
        "unaligned array(Record(f[type=float32;offset=0];4;False), 1d, C)",
        "array(Named, 1d, C)",
        "Named",
    ]
    tagged = np.zeros(2, lib.Named.dtype)
    for _ in range(2):
        found = [
            Dispatcher._cuda_call(dispatcher, v) for v in (np.zeros(2, [("f", "f4")]), tagged, lib.Named(1))
        ]
        assert found == wanted
    assert compiled == wanted


def test_two_libraries_share_a_class(lib: Any) -> None:
    other = modules.bound(str(HEADER), name="hosts_again", retain=["*/hosts.cuh"])
    assert other.Inner.dtype == lib.Inner.dtype
    assert isinstance(other.Inner(1, 2), lib.Inner)
    assert other.Inner(1, 2) == lib.Inner(1, 2)


def test_ml_dtypes_before_the_first_name() -> None:
    """A kernel's arguments are typed before the bound names in it."""
    pytest.importorskip("ml_dtypes")
    path = modules.bound("cuda_bf16.h").__file__
    script = (
        "import sys, numpy, ml_dtypes\nfrom numba import cuda\nfrom numba.cuda.typing.typeof import typeof\n"
        f"sys.path.insert(0, {os.path.dirname(path)!r})\nimport {Path(path).stem}\n"
        "print(typeof(numpy.zeros(1, ml_dtypes.bfloat16)))"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", script], env=env, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "array(__nv_bfloat16, 1d, C)", done.stderr
