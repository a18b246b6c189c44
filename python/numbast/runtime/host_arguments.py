"""Kernel arguments that Numba doesn't know by itself: NumPy dtypes of C++ types, and how their values are
passed.

Two functions of numba-cuda are replaced, once for each runtime of the process. What is not ours goes on to
the original at the cost of one look-up for each argument.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from .engines import numba_engine

#: NumPy dtypes of ml_dtypes -> names in owned.py: the formats that C++ has under another name.
ML_DTYPES = {
    "bfloat16": "bfloat16",
    "float8_e4m3fn": "fp8_e4m3",
    "float8_e5m2": "fp8_e5m2",
    "float8_e8m0fnu": "fp8_e8m0",
}

#: Asked in order for the Numba type of a NumPy dtype; None from all leaves it to Numba.
dtype_finders: list[Callable[[Any], Any]] = []

#: class of a Numba type -> `f(type, value, pieces)`, which appends what the kernel gets to `pieces`.
argument_makers: dict[type, Callable[[Any, Any, list[Any]], None]] = {}

#: class of an array's dtype -> `f(dtype, array)`: the array to pass in its place.
array_makers: dict[type, Callable[[Any, Any], Any]] = {}


def install_host_arguments() -> None:
    """Makes numba-cuda ask the tables above, once."""
    if install_host_arguments in _installed:
        return
    _installed.append(install_host_arguments)
    from numba.cuda.dispatcher import _Kernel
    from numba.cuda.np import numpy_support

    plain_dtype = numpy_support.from_dtype

    def from_dtype(dtype: Any) -> Any:
        for find in dtype_finders:
            found = find(dtype)
            if found is not None:
                return found
        return plain_dtype(dtype)

    numpy_support.from_dtype = from_dtype
    _replace_launch(_Kernel)


_installed: list[Any] = []


def _replace_launch(kernel_class: Any) -> None:
    from numba.cuda import types

    plain: Callable[..., None] = kernel_class._prepare_args
    array_class, makers, of_arrays = types.Array, argument_makers, array_makers

    def prepare_args(kernel: Any, ty: Any, value: Any, stream: Any, retr: Any, pieces: Any) -> None:
        cls = type(ty)
        if cls is array_class:
            change = of_arrays.get(type(ty.dtype))
            if change is not None:
                value = change(ty.dtype, value)
        elif cls in makers:
            for extension in reversed(kernel.extensions):
                ty, value = extension.prepare_args(ty, value, stream=stream, retr=retr)
            make = makers.get(type(ty))
            if make is not None:
                return make(ty, value, pieces)
        return plain(kernel, ty, value, stream, retr, pieces)

    kernel_class._prepare_args = prepare_args


# ---- ml_dtypes ---------------------------------------------------------------
def _find_ml_dtype(dtype: Any) -> Any:
    scalar: Any = getattr(dtype, "type", None)
    if getattr(scalar, "__module__", "") != "ml_dtypes":
        return None
    name = ML_DTYPES.get(scalar.__name__)
    found = numba_engine().k.owned(name) if name else None
    if found is not None:
        array_makers.setdefault(type(found), lambda _, array: bits_of(array))
    return found


dtype_finders.append(_find_ml_dtype)


def bits_of(value: Any) -> Any:
    """An array of ml_dtypes as one of the integers of its bits; anything else as it is. They share their
    memory: what a kernel writes is seen.
    """
    if hasattr(value, "to_device") and hasattr(value, "value"):  # cuda.In(array) and its like
        return type(value)(bits_of(value.value))
    dtype: Any = getattr(value, "dtype", None)
    if getattr(getattr(dtype, "type", None), "__module__", "") != "ml_dtypes":
        return value
    return value.view(f"u{dtype.itemsize}")


if "numba.cuda.dispatcher" in sys.modules:
    install_host_arguments()
