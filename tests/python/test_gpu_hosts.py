"""Host objects as arguments of kernels on a device: by value, by pointer, in arrays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tools import modules
from tools.hosts import ML, NAMES, values

pytestmark = pytest.mark.gpu

HEADER = Path(__file__).with_name("hosts.cuh")


@pytest.fixture(scope="module")
def lib() -> Any:
    return modules.bound(str(HEADER), retain=["*/hosts.cuh"], embed_headers=True)


@pytest.mark.parametrize("debug", [False, True], ids=["optimised", "debug"])
@pytest.mark.parametrize("name", NAMES)
def test_by_value(lib: Any, name: str, debug: bool) -> None:
    from numba import cuda

    if name == "large" and debug:
        pytest.skip("a value of 4,000 bytes takes seconds without optimisation")
    value, wanted = next((v, w) for n, v, w in values(lib) if n == name)
    function = getattr(lib, name)

    def kernel(p, out):  # type: ignore[no-untyped-def]
        out[cuda.grid(1)] = function(p)

    out = cuda.to_device(np.zeros(64))
    compiled = cuda.jit(debug=True, opt=False)(kernel) if debug else cuda.jit(kernel)
    compiled[2, 32](value, out)
    assert out.copy_to_host().tolist() == [wanted] * 64


def test_found_by_name(lib: Any) -> None:
    from numba import cuda

    params = lib.Params(1, 2, 3, 4.5, (5, -6), np.ones((2, 3)), lib.Mode.On, None, True, b"a")
    large = lib.Large(np.arange(1000) % 7)

    @cuda.jit
    def kernel(out):  # type: ignore[no-untyped-def]
        mine = params
        mine.n += 1
        out[0] = lib.total(params) + mine.n
        out[1] = lib.large(large)

    out = cuda.to_device(np.zeros(2))
    kernel[1, 1](out)
    assert out.copy_to_host().tolist() == [1216.5, float((np.arange(1000) % 7).sum())]


def test_many_arguments(lib: Any) -> None:
    from numba import cuda

    @cuda.jit
    def kernel(a, i, b, p, x, out):  # type: ignore[no-untyped-def]
        out[0] = lib.byte_of(a) + i.a * 1000 + i.b
        out[1] = lib.tight(b) + x
        out[2] = lib.total(p)

    out = cuda.to_device(np.zeros(3))
    params = lib.Params(1, 2, 3, 4.5, (5, -6), np.ones((2, 3)), lib.Mode.On, None, True, b"a")
    kernel[1, 1](lib.Byte(7), lib.Inner(2, 3), lib.Tight(1, 2, 4), params, 0.5, out)
    assert out.copy_to_host().tolist() == [2010, 7.5, 1212.5]


@pytest.mark.parametrize("where", ["host", "device"])
def test_arrays(lib: Any, where: str) -> None:
    from numba import cuda

    @cuda.jit
    def kernel(given, made, out):  # type: ignore[no-untyped-def]
        i = cuda.grid(1)
        if i < given.size:
            made[i] = lib.inner(given[i].b, given[i].a)
        if i == 0:
            out[0] = lib.sum_inner(given, given.size)

    given = np.zeros(100, lib.Inner.dtype)
    given["a"], given["b"] = np.arange(100), -np.arange(100)
    made, out = np.zeros(100, lib.Inner.dtype), np.zeros(1)
    if where == "host":
        kernel[4, 32](given, made, out)
    else:
        on_device = cuda.device_array(100, dtype=lib.Inner.dtype)
        total = cuda.to_device(out)
        kernel[4, 32](cuda.to_device(given), on_device, total)
        made, out = on_device.copy_to_host(), total.copy_to_host()
    assert made.dtype == lib.Inner.dtype
    assert made["a"].tolist() == given["b"].tolist()
    assert made["b"].tolist() == given["a"].tolist()
    assert out[0] == 0
    assert lib.Inner.from_numpy(made[3]) == lib.Inner(-3, 3)


def test_a_large_array_argument(lib: Any) -> None:
    """What is too large for a value is an array of one."""
    from numba import cuda

    @cuda.jit
    def kernel(p, out):  # type: ignore[no-untyped-def]
        out[0] = p.size

    out = np.zeros(1)
    kernel[1, 1](np.zeros(1, lib.TooLarge.dtype), out)
    assert out[0] == 1
    with pytest.raises(TypeError, match="a kernel takes at most 4096"):
        kernel[1, 1](lib.TooLarge(), out)


def test_pointers(lib: Any) -> None:
    from numba import cuda

    @cuda.jit
    def kernel(p, out):  # type: ignore[no-untyped-def]
        out[0] = lib.followed(p)

    nodes = cuda.device_array(2, dtype=lib.Node.dtype)
    filled = np.zeros(2, lib.Node.dtype)
    filled["value"] = 3, 4
    first = nodes.__cuda_array_interface__["data"][0]
    filled["next"][0] = first + lib.Node.sizeof
    nodes.copy_to_device(filled)
    for pointer in (lib.Node.pointer(nodes), lib.Node.pointer(first)):
        out = np.zeros(1)
        kernel[1, 1](pointer, out)
        assert out[0] == 7


def test_a_pointer_field(lib: Any) -> None:
    from numba import cuda

    @cuda.jit
    def kernel(node, out):  # type: ignore[no-untyped-def]
        out[0] = node.value + lib.followed(node.next)

    nodes = np.zeros(1, lib.Node.dtype)
    nodes["value"] = 5
    on_device = cuda.to_device(nodes)
    out = np.zeros(1)
    kernel[1, 1](lib.Node(value=1, next=on_device), out)
    assert out[0] == 6


def test_an_under_aligned_array_is_refused(lib: Any) -> None:
    from numba import cuda

    @cuda.jit
    def kernel(p, out):  # type: ignore[no-untyped-def]
        out[0] = lib.address(p)

    whole = cuda.device_array(4 * lib.Over.sizeof, dtype=np.uint8)
    out = np.ones(1)
    kernel[1, 1](whole[: 2 * lib.Over.sizeof].view(lib.Over.dtype), out)
    assert out[0] == 0
    with pytest.raises(ValueError, match=r"its elements must be aligned to 32 bytes$"):
        kernel[1, 1](whole[8 : 8 + 2 * lib.Over.sizeof].view(lib.Over.dtype), out)


@pytest.mark.parametrize(("header", "name", "spelling"), ML, ids=[m[1] for m in ML])
def test_ml_dtypes(header: str, name: str, spelling: str) -> None:
    ml_dtypes = pytest.importorskip("ml_dtypes")
    from numba import cuda

    lib = modules.bound(header)
    dtype = np.dtype(getattr(ml_dtypes, name))
    assert lib[spelling].dtype == dtype

    @cuda.jit
    def kernel(x, scalar, out):  # type: ignore[no-untyped-def]
        i = cuda.grid(1)
        if i < x.size:
            out[i] = x[x.size - 1 - i]
        if i == 0:
            x[0] = scalar

    x, out = np.array([1.0, 2.0, 4.0], dtype), np.ones(3, dtype)
    kernel[1, 32](x, dtype.type(0.5), out)
    assert out.tolist()[:2] == [4, 2]
    assert x[0] == 0.5


def test_half_and_vectors() -> None:
    from numba import cuda

    vectors, half = modules.bound("vector_functions.h"), modules.bound("cuda_fp16.h")

    @cuda.jit
    def kernel(v, h, out):  # type: ignore[no-untyped-def]
        out[0] = v.x + 10 * v.y + 100 * v.z + 1000 * v.w
        out[1] = half.__half2float(h)

    out = np.zeros(2, np.float32)
    kernel[1, 1](vectors.float4(1, 2, 3, 4), half["__half"](1.5), out)
    assert out.tolist() == [4321, 1.5]


def test_caching_kernels_with_objects(lib: Any, tmp_path: Path) -> None:
    """A dispatcher finds its kernel again by the object's class."""
    from numba import cuda

    @cuda.jit
    def kernel(i, out):  # type: ignore[no-untyped-def]
        out[0] = i.a

    out = np.zeros(1)
    for n in range(3):
        kernel[1, 1](lib.Inner(n, 0), out)
        assert out[0] == n
    assert len(kernel.overloads) == 1
