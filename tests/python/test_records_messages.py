"""What can't be done with objects as C++ does it is refused: each diagnostic by its whole text."""

from __future__ import annotations

import operator
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numba import cuda
from numba.cuda import types

from tools import modules
from tools.cpu import pretend_device

HEADER = Path(__file__).with_name("records_header.cuh")
SIGNATURE = types.void(types.int64[::1], types.int64)
ERRORS: dict[str, tuple[Callable[..., None], str]] = {}
INLINED = "changes its operand, which here names no object: inside an inlined function a copy and the object itself cannot be told apart; do it outside, or do not inline"
NUMBER = np.int32(3)
SPECIAL = (
    "objects of Counted are copied or destroyed by functions of C++: they can be assigned to variables, elements and "
    "fields and passed to C++, but not be returned, put into a tuple or passed to a device function"
)
# ruff: noqa: E501, F821, F841


@pytest.fixture(scope="module")
def lib() -> Any:
    return modules.bound(str(HEADER), "records_header")


def refused(text: str) -> Any:
    """A kernel that must not compile, and all that is said."""
    return lambda f: ERRORS.setdefault(f.__name__, (f, text))[0]


def device_read(s: Any) -> Any:
    return s.x


def device_value(s: Any) -> Any:
    return s.v


def device_generator(n: Any) -> Any:
    s = S(n)
    s.next()
    yield s.x


def in_space(lib: Any, f: Callable[..., None]) -> Callable[..., None]:
    """The function with the library's names as its globals."""
    pretend_device()
    space = {**f.__globals__, **{n: getattr(lib, n) for n in dir(lib) if not n.startswith("_")}}
    for helper in (device_read, device_value, device_generator):
        made = type(helper)(helper.__code__, space, helper.__name__)
        space[helper.__name__] = cuda.jit(device=True)(made)
    return type(f)(f.__code__, space, f.__name__, f.__defaults__, f.__closure__)


def said(error: Exception) -> str:
    """The message without Numba's lines before and behind it."""
    lines = str(error).splitlines()
    while lines and lines[0].startswith("Failed in "):
        del lines[0]
    return re.split(r"\n\nFile |\nDuring: |\n\n", "\n".join(lines))[0]


@refused(
    "S::set changes its operand, which here names no object: it is one of several objects, chosen at "
    "run time; use an if statement"
)
def ternary(out, n):
    s, t = S(1), S(2)
    (s if n else t).set(3)


@refused(
    "S::set changes its operand, which here names no object: it is a copy out of a UniTuple(S x 2); "
    "assign it to a variable first"
)
def tuples(out, n):
    t = (S(1), S(2))
    t[0].set(3)


@refused(
    "S::set changes its operand, which here names no object: it is a copy out of a list(S)<iv=None>; "
    "assign it to a variable first"
)
def lists(out, n):
    t = [S(1), S(2)]
    t[0].set(3)


@refused("a bound C++ method must be called where it is named: write obj.set(...)")
def bound(out, n):
    s = S(1)
    m = s.set
    m(3)


@refused("a bound C++ method must be called where it is named: write obj.get(...)")
def bound_const(out, n):
    s = S(1)
    m = s.get
    s.set(2)
    out[0] = m()


@refused("argument 1 of inc_ref takes T&, which cannot be a temporary; assign it to a variable first")
def temporary_reference(out, n):
    inc_ref(S(1))


@refused("argument 1 of inc_ptr takes T*, which cannot be a temporary; assign it to a variable first")
def temporary_pointer(out, n):
    inc_ptr(S(1))


@refused("Fixed.id is const in C++ and cannot be assigned")
def const_field(out, n):
    s = Fixed(1)
    s.id = 3


@refused("Inner::bump changes its operand, which is const in C++")
def const_reference(out, n):
    s = S(1)
    s.cref().bump()


@refused("S.set is not a public field and cannot be assigned")
def method_assigned(out, n):
    s = S(1)
    s.set = 3


@refused(f"S::set {INLINED}")
def closure(out, n):
    s = S(1)

    def bump(v):
        s.set(v)

    bump(5)


@refused(f"argument 1 of inc_ref {INLINED}")
def closure_parameter(out, n):
    s = S(1)

    def bump(t):
        inc_ref(t)

    bump(s)


@refused("Once cannot be copied (its C++ copy constructor is deleted)")
def copy_variable(out, n):
    s = Once(1)
    t = s
    out[0] = t.x


@refused("Once cannot be copied (its C++ copy constructor is deleted)")
def copy_element(out, n):
    arr = cuda.shared.array(2, dtype=Once)
    t = arr[0]
    out[0] = t.x


@refused("Once cannot be copied (its C++ copy constructor is deleted)")
def copy_argument(out, n):
    s = Once(1)
    device_read(s)


@refused(SPECIAL)
def special_tuple(out, n):
    log = cuda.local.array(1, dtype=np.int32)
    a = Counted(log, 1)
    t = (a, 1)
    out[0] = t[1]


@refused(SPECIAL)
def special_argument(out, n):
    log = cuda.local.array(1, dtype=np.int32)
    a = Counted(log, 1)
    device_value(a)


@refused("Lock cannot be copied (its C++ copy constructor is deleted)")
def lock_copied(out, n):
    w = cuda.local.array(1, dtype=np.int32)
    a = Lock(w)
    b = a


@refused("a copy of 's' is made and it is changed on one line; use two lines")
def walrus(out, n):
    s = S(1)
    (t := s).set(3)


@refused(
    "S::operator+= (records_header.cuh:19) changes its operand, which here names no object: write the "
    "call or operator where the object stands, with Numba's rewrites on"
)
def operator_called(out, n):
    s = S(1)
    operator.iadd(s, 3)


@refused("set: the receiver may be None; test it and assign it to a variable first")
def optional(out, n):
    s = None
    if n > 2:
        s = S(1)
    s.set(3)


@refused("'s' is read and changed within one expression, the order is not defined; use two statements")
def unordered(out, n):
    s = S(1)
    t = (s.inner, s.next())
    out[0] = t[0].x


@refused("'s' is read and changed within one expression, the order is not defined; use two statements")
def unordered_tuple(out, n):
    s = S(1)
    t = (s, s.next())
    out[0] = t[0].x


@refused("'s' is read and changed within one expression, the order is not defined; use two statements")
def unordered_inner(out, n):
    s = S(1)
    t = (0, (s, (s.next(), 1)))
    out[0] = t[1][0].x


@refused("'s' is read and changed within one expression, the order is not defined; use two statements")
def unordered_assigned(out, n):
    s = S(1)
    x, n = s, s.next()
    out[0] = x.x


@refused("'s' is read and changed within one expression, the order is not defined; use two statements")
def unordered_lines(out, n):
    s = S(1)
    x, n, m = (
        s,
        s.next(),
        0,
    )
    out[0] = x.x


@refused("'s' is read and changed within one expression, the order is not defined; use two statements")
def unordered_four(out, n):
    s = S(1)
    x, n, m, k = s, s.next(), 0, 1
    out[0] = x.x


@refused("'s' is read and changed within one expression, the order is not defined; use two statements")
def unordered_field(out, n):
    s = S(1)
    s.x, t = 5, s
    out[0] = t.x


@refused("'s' is read and changed within one expression, the order is not defined; use two statements")
def unordered_then_branch(out, n):
    s = S(1)
    t = (s, s.next(), 0 if n else 1)
    out[0] = t[0].x


@refused("'s' is read and changed within one expression, the order is not defined; use two statements")
def unordered_branch(out, n):
    s = S(1)
    t = (s, s.next() if n else 0)
    out[0] = t[0].x


@refused(
    "no overload of inc_ref fits the call inc_ref(Inner):\n"
    "  records_header.cuh:47: void inc_ref(S &s): argument 1 's': no conversion from Inner to S &\n"
    "convert the arguments so that one fits: numpy.int32(x), numpy.float32(x), or a class's constructor"
)
def wrong_type(out, n):
    s = S(1)
    inc_ref(s.inner)


@refused(
    "argument 1 of incr is a reference to a number, which here names no object: pass a one-element "
    "array (cuda.local.array(1, dtype)), an element of an array, or a field of an object"
)
def number_reference(out, n):
    incr(np.int32(3))


@refused(
    "argument 1 of at_address takes T*, which cannot be a temporary's C array; assign the object to a variable first"
)
def temporary_array(out, n):
    out[0] = at_address(Rows(n).v)


@refused(
    "argument 1 of incr takes T&, which cannot be a part of a temporary; assign the object to a variable first"
)
def temporary_element(out, n):
    incr(Rows(n).v[1])


@refused(
    "argument 1 of incr takes T&, which cannot be a part of a temporary; assign the object to a variable first"
)
def temporary_field(out, n):
    incr(S(n).x)


@refused("the address of 'b' is taken, but it also swaps its value with a variable in one statement; use two")
def swapped_address(out, n):
    a = S(1)
    b = S(2)
    inc_ptr(b)
    a, b = b, a
    inc_ptr(b)


@refused("argument 1 of incr would refer to a bit-field, which C++ does not allow")
def bit_field_reference(out, n):
    arr = cuda.local.array(2, dtype=Grid)
    incr(arr[0].low)


@refused("a tuple's elements cannot be assigned to; only those of a C array in an object can")
def tuple_item(out, n):
    arr = cuda.local.array(2, dtype=Grid)
    v = arr[0].v
    v[0] = 3


@refused("Hides::g is not bound: records_header.cuh:164: deleted")
def method_that_hides_a_base_s(out, n):
    h = Hides(1)
    out[0] = h.g()


@refused("Hides::f is not bound: records_header.cuh:164: private")
def private_using(out, n):
    h = Hides(1)
    out[0] = h.f()


@refused("Hides::w is not bound: private")
def field_that_hides_a_base_s(out, n):
    h = Hides(1)
    out[0] = h.w


@refused(
    "no operator- fits operator-(Hides, long long): the library has none for Hides; Hides::operator- is not bound: records_header.cuh:164: deleted"
)
def deleted_operator(out, n):
    h = Hides(1)
    out[0] = h - n


@refused("Shape can't be constructed: it is abstract")
def abstract(out, n):
    s = Shape()
    out[0] = s.area()


@refused("an element of a C array has an integer for its index, not float64")
def index_that_is_no_integer(out, n):
    p = Pair(1)
    p.a[1.5] = 3


@refused("a C array takes its indices as they are: write field[i, j], not field[tuple]")
def indices_in_a_tuple(out, n):
    p = Pair(1)
    t = (n - 3, 2) if n else (0, 0)
    out[0] = p.m[t]


@refused("Table.operator[] returns no reference that can be assigned to")
def element_of_a_value(out, n):
    t = Table()
    t[0] = 3


@refused("C++ objects cannot be changed inside a generator")
def generator(out, n):
    for i in device_generator(n):
        out[0] = i


@refused(
    "Two::get gives float for a const object or a temporary and int for a variable; assign it to a "
    "variable first"
)
def other_type(out, n):
    out[0] = Two(1).cself().get()


@refused("argument 1 of inc_ref needs an object, which cannot come out of *args")
def unpacked(out, n):
    inc_ref(*(S(1),))


@refused(
    "argument 1 of incr is a reference to a number, and 'x' is a constant of Python's where it is assigned: write "
    "numpy.int32(...) or such there, or pass a one-element array"
)
def constant_reference(out, n):
    x = NUMBER
    incr(x)
    out[0] = x


@pytest.mark.parametrize("name", ERRORS)
def test_refused(lib: Any, name: str) -> None:
    from numba.cuda.compiler import _compile_pyfunc_with_fixup
    from numba.cuda.core.errors import NumbaError

    if name == "swapped_address" and sys.version_info < (3, 11):
        pytest.skip("its bytecode swaps through temporaries: it is compiled, and right")
    f, text = ERRORS[name]
    with pytest.raises(NumbaError) as caught:
        _compile_pyfunc_with_fixup(
            in_space(lib, f), SIGNATURE, cc=(9, 0), device=False, abi="numba", lto=True
        )
    assert said(caught.value) == text


def field_assigned(out, n):
    s = S(1)
    s.x = 5


def method_called(out, n):
    s = S(1)
    s.set(5)


def reference_taken(out, n):
    s = S(1)
    inc_ref(s)


WITHOUT_REWRITES = {
    field_assigned: "S::x is assigned to where no object stands: compile with Numba's rewrites on",
    method_called: (
        "S::set (records_header.cuh:14) changes its operand, which here names no object: write the call or operator "
        "where the object stands, with Numba's rewrites on"
    ),
    reference_taken: (
        "inc_ref (records_header.cuh:47) changes its operand, which here names no object: write the call or operator "
        "where the object stands, with Numba's rewrites on"
    ),
}


@pytest.mark.parametrize("f", WITHOUT_REWRITES, ids=lambda f: f.__name__)
def test_without_rewrites(lib: Any, f: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the pass does not run, nothing that it should have done is done to a copy."""
    from numba.cuda.compiler import _compile_pyfunc_with_fixup
    from numba.cuda.core.errors import NumbaError
    from numba.cuda.core.rewrites.registry import RewriteRegistry

    apply = RewriteRegistry.apply
    monkeypatch.setattr(
        RewriteRegistry,
        "apply",
        lambda self, kind, state: kind != "after-inference" and apply(self, kind, state),
    )
    with pytest.raises(NumbaError) as caught:
        _compile_pyfunc_with_fixup(
            in_space(lib, f), SIGNATURE, cc=(9, 0), device=False, abi="numba", lto=True
        )
    assert said(caught.value) == WITHOUT_REWRITES[f]
