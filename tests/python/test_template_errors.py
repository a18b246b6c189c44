"""What is said of templates' arguments and calls that C++ refuses: one message with its reasons."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numba import cuda

import numbast
from numbast import TemplateError
from numbast.testing import compile_kernel
from tools.template_kernels import imported

SOURCE = """
template <class T, int N> struct Vec {
  T v[N];
  template <class U> __device__ void gone(U) = delete;
private:
  template <class U> __device__ U hidden(U x) const { return x; }
};
template <template <class> class C> struct Takes { C<int> c; };
template <class R, class T> __device__ R conv(T x) { return (R)x; }
template <class T> concept Small = sizeof(T) <= 4;
template <Small T> __device__ T half(T x) { return x; }
template <Small T> struct Cell { T x; };
template <class T> __device__ int amb(T a, int b) { return 1; }
template <class T> __device__ int amb(int a, T b) { return 2; }
template <class T> __device__ int no(T) = delete;
template <class T> struct Later;
template <class T> __device__ int body(T x) { return x.nothing; }
template <class T> __host__ int host(T x) { return 1; }
template <class T> __device__ int one(T x) { return 1; }
template <class T> struct Four { static_assert(sizeof(T) == 4, "four only"); T x; };
template <class T> class Closed {
  struct Inner { int x; };
  T inside;
  static constexpr int count = 3;
  __device__ void hide() {}
public:
  T outside;
};
template <class T> struct Num { T x; };
template <class T> __device__ Num<T> operator*(const Num<T> &a, const Num<T> &b) { return {a.x * b.x}; }
template <class T> constexpr int bytes = sizeof(T);
"""


@pytest.fixture(scope="module")
def lib() -> Any:
    return numbast.load_source(SOURCE, arch="sm_90", std="c++20")


def test_instances(lib: Any) -> None:
    here = "\n  <extra source>"
    cases: dict[str, tuple[Any, Any]] = {
        "Vec<3, int>: template argument for template type parameter must be a type"
        f"{here}:2: template parameter is declared here": (lib.Vec, (3, np.int32)),
        "Vec<int, int>: template argument for non-type template parameter must be an expression"
        f"{here}:2: template parameter is declared here": (lib.Vec, (np.int32, np.int32)),
        "Vec<int, 1, 2>: too many template arguments for class template 'Vec'"
        f"{here}:2: template is declared here": (lib.Vec, (np.int32, 1, 2)),
        f"Vec<int>: too few template arguments for class template 'Vec'{here}:2: template is declared here": (
            lib.Vec,
            np.int32,
        ),
        "Takes<int>: template argument for template template parameter must be a class template or type "
        "alias template": (lib.Takes, np.int32),
        "Cell<double>: constraints not satisfied for class template 'Cell' [with T = double]"
        f"{here}:12: because 'double' does not satisfy 'Small'"
        f"{here}:10: because 'sizeof(double) <= 4' (8 <= 4) evaluated to false": (lib.Cell, np.float64),
        "Later<int>: implicit instantiation of undefined template 'Later<int>'"
        f"{here}:16: template is declared here": (lib.Later, np.int32),
        "bytes<3>: template argument for template type parameter must be a type"
        f"{here}:31: template parameter is declared here": (lib.bytes, 3),
        "Four<double>: static assertion failed due to requirement 'sizeof(double) == 4': four only"
        f"{here}:20: expression evaluates to '8 == 4'": (lib.Four, np.float64),
    }
    for text, (template, arguments) in cases.items():
        with pytest.raises(TemplateError) as e:
            template[arguments]
        assert str(e.value) == text


def calls(lib: Any) -> dict[str, Callable[[Any, Any], None]]:
    one = lib.one

    def deduced(x: Any, y: Any) -> None:
        x[0] = lib.conv(y[0])

    def constrained(x: Any, y: Any) -> None:
        x[0] = lib.half(y[0])

    def ambiguous(x: Any, y: Any) -> None:
        x[0] = lib.amb(x[0], x[1])

    def deleted(x: Any, y: Any) -> None:
        lib.no(x[0])

    def with_a_body(x: Any, y: Any) -> None:
        x[0] = lib.body(x[0])

    def for_the_host(x: Any, y: Any) -> None:
        x[0] = lib.host(x[0])

    def too_many(x: Any, y: Any) -> None:
        x[0] = one(x[0], x[1])

    def too_many_in_brackets(x: Any, y: Any) -> None:
        x[0] = one[np.int32, np.int32](x[0])

    return {
        "C++ refuses the call conv(double): no matching function for call to 'conv'\n"
        "  <extra source>:9: candidate template ignored: couldn't infer template argument 'R'\n": deduced,
        "C++ refuses the call half(double): no matching function for call to 'half'\n"
        "  <extra source>:11: candidate template ignored: constraints not satisfied [with T = double]\n"
        "  <extra source>:11: because 'double' does not satisfy 'Small'\n"
        "  <extra source>:10: because 'sizeof(double) <= 4' (8 <= 4) evaluated to false\n": constrained,
        "C++ refuses the call amb(int, int): call to 'amb' is ambiguous\n"
        "  <extra source>:13: candidate function [with T = int]\n"
        "  <extra source>:14: candidate function [with T = int]\n": ambiguous,
        "C++ refuses the call no(int): call to deleted function 'no'\n"
        "  <extra source>:15: candidate function [with T = int] has been explicitly deleted\n": deleted,
        "body (<extra source>:17) can't be used on sm_90: NVRTC says: expression must have class type but it "
        'has type "int"\n': with_a_body,
        "C++ refuses the call host(int): no matching function for call to 'host'\n"
        "  <extra source>:18: candidate function not viable: call to __host__ function from __device__ "
        "function\n": for_the_host,
        "C++ refuses the call one(int, int): no matching function for call to 'one'\n"
        "  <extra source>:19: candidate function template not viable: requires single argument 'x', but 2 "
        "arguments were provided\n": too_many,
        "C++ refuses the call one<int, int>(int): no matching function for call to 'one'\n"
        "  <extra source>:19: candidate template ignored: substitution failure: too many template arguments "
        "for function template 'one'\n": too_many_in_brackets,
    }


def members(lib: Any) -> dict[str, Callable[[Any, Any], None]]:
    vec = lib.Vec[np.int32, 3]

    def private(x: Any, y: Any) -> None:
        v = cuda.local.array(1, vec)
        v[0].hidden(x[0])

    def deleted_member(x: Any, y: Any) -> None:
        v = cuda.local.array(1, vec)
        v[0].gone(x[0])

    def missing(x: Any, y: Any) -> None:
        v = cuda.local.array(1, vec)
        v[0].nothing(x[0])

    num, other = lib.Num[np.int32], lib.Num[np.float32]

    def operands(x: Any, y: Any) -> None:
        a = cuda.local.array(1, num)
        b = cuda.local.array(1, other)
        x[0] = (a[0] * b[0]).x

    return {
        "no operator* fits operator*(Num<int>, Num<float>): invalid operands to binary expression "
        "('Num<int>' and 'Num<float>')\n  <extra source>:30: candidate template ignored: deduced "
        "conflicting types for parameter 'T' ('int' vs. 'float')\n": operands,
        "C++ refuses the call Vec<int, 3>::hidden(Vec<int, 3>, int): 'hidden' is a private member of "
        "'Vec<int, 3>'\n  <extra source>:6: declared private here\n": private,
        "C++ refuses the call Vec<int, 3>::gone(Vec<int, 3>, int): call to deleted member function 'gone'\n"
        "  <extra source>:4: candidate function [with U = int] has been explicitly deleted\n": deleted_member,
        "C++ scope Vec<int, 3> has no 'nothing'\n": missing,
    }


@pytest.fixture(scope="module")
def static(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The same as a static module, whose list has nothing of what is asked: NVRTC says why."""
    header = tmp_path_factory.mktemp("refused") / "refused.cuh"
    header.write_text(f"#pragma once{SOURCE}")
    output = header.parent / "refused_module.py"
    numbast.generate(header, output, arch="sm_90", std="c++20", instantiate=["Vec<int, 2>"])
    return imported(output)


def test_instances_of_static_modules(static: Any) -> None:
    here = "\n  refused.cuh"
    vec = f"{here}:2: template <typename T, int N> is declared here"
    takes = f"{here}:8: template <template <...> class C> is declared here"
    cases: dict[str, tuple[Any, Any]] = {
        f"Vec<3, int>: NVRTC says: expected a type specifier\ntype name is not allowed{vec}": (
            static.Vec,
            (3, np.int32),
        ),
        f"Vec<int, int>: NVRTC says: type name is not allowed{vec}": (static.Vec, (np.int32, np.int32)),
        f'Vec<int, 1, 2>: NVRTC says: too many arguments for class template "Vec"{vec}': (
            static.Vec,
            (np.int32, 1, 2),
        ),
        f'Vec<int>: NVRTC says: too few arguments for class template "Vec"{vec}': (static.Vec, np.int32),
        "Takes<int>: NVRTC says: expected an identifier: 'template <...> class C' must be a class template "
        f"or alias template{takes}": (static.Takes, np.int32),
        f'Takes<Vec>: NVRTC says: class template "Vec" is not compatible with template template parameter "C"'
        f"{takes}": (static.Takes, static.Vec),
        f"bytes<3>: NVRTC says: expected a type specifier{here}:31: template <typename T> is declared here": (
            static.bytes,
            3,
        ),
        'Four<double>: NVRTC says: refused.cuh:20: static assertion failed with "four only"'
        f"{here}:20: the final comparison was 8 == 4": (static.Four, np.float64),
        "Cell<double>: NVRTC says: template constraint not satisfied"
        f'{here}:12: type constraint failed for "double"'
        f"{here}:10: atomic constraint evaluates to false"
        f"{here}:12: template <typename T> is declared here": (static.Cell, np.float64),
        'Later<int>: NVRTC says: incomplete type "nbw" (aka "Later<int>") is not allowed'
        f"{here}:16: template <typename T> is declared here": (
            static.Later,
            np.int32,
        ),
    }
    for text, (template, arguments) in cases.items():
        with pytest.raises(TemplateError) as e:
            template[arguments]
        assert str(e.value) == text


STATIC_CALLS = {
    "deduced": 'conv(double): NVRTC says: no instance of function template "conv" matches the argument list; '
    "argument types are: (double)\n"
    '  refused.cuh:9: candidate function template "conv" failed deduction\n',
    "constrained": 'half(double): NVRTC says: no instance of function template "half" matches the argument '
    "list; argument types are: (double)\n"
    '  refused.cuh:11: substituting "<double>" for function template "half" failed constraints\n'
    '  refused.cuh:11: concept "Small" not satisfied for "<double>"\n'
    "  refused.cuh:10: atomic constraint evaluates to false\n",
    "ambiguous": 'amb(int, int): NVRTC says: more than one instance of overloaded function "amb" matches the '
    "argument list:\n"
    '  refused.cuh:13: function template "int amb(T, int)"\n'
    '  refused.cuh:14: function template "int amb(int, T)"\n',
    "deleted": 'no(int): NVRTC says: function "no(T) [with T=int]" (declared at line 15 of refused.cuh) '
    "cannot be referenced -- it is a deleted function\n",
    "operands": 'no operator* fits operator*(Num<int>, Num<float>): NVRTC says: no operator "*" matches '
    "these operands; operand types are: Num<int> * Num<float>\n"
    '  refused.cuh:30: candidate function template "operator*" failed deduction\n',
    "with_a_body": "body (refused.cuh:17) can't be used on sm_90: NVRTC says: "
    'refused.cuh:17: expression must have class type but it has type "int"\n',
    "too_many": 'one(int, int): NVRTC says: no instance of function template "one" matches the argument '
    "list; argument types are: (int, int)\n"
    '  refused.cuh:19: number of parameters of function template "one" does not match the call\n',
    "too_many_in_brackets": 'one<int, int>(int): NVRTC says: no instance of function template "one" matches '
    "the argument list; argument types are: (int)\n"
    '  refused.cuh:19: substituting explicit template arguments "<int, int>" for function template "one" '
    "failed\n",
    "private": 'Vec<int,3>::hidden(Vec<int,3>, int): NVRTC says: function "Vec<T, N>::hidden(U) const [with '
    'T=int, N=3, U=int]" (declared at line 6 of refused.cuh) is inaccessible\n',
    "deleted_member": 'Vec<int,3>::gone(Vec<int,3>, int): NVRTC says: function "Vec<T, N>::gone(U) [with '
    'T=int, N=3, U=int]" (declared at line 4 of refused.cuh) cannot be referenced -- it is a deleted '
    "function\n",
    "for_the_host": "host(int): call to __host__ function from __device__ function\n"
    "  refused.cuh:18: candidate function\n",
    "missing": "C++ scope Vec<int,3> has no 'nothing'\n",
}


def test_calls_of_static_modules(static: Any) -> None:
    """Each kind of refusal, and nothing else is affected."""
    kernels = {k.__name__: k for k in {**calls(static), **members(static)}.values()}
    for name, text in STATIC_CALLS.items():
        with pytest.raises(cuda.core.errors.TypingError) as e:
            compile_kernel(kernels[name], "void(int32[::1], float64[::1])")
        assert text in str(e.value), name

    def kernel(x: Any, y: Any) -> None:
        x[0] = static.one(x[0]) + static.conv[np.int32](y[0])

    assert compile_kernel(kernel, "void(int32[::1], float64[::1])").calls == 0


@pytest.mark.parametrize("mode", ["lib", "static"])
def test_members_that_are_not_there(mode: str, request: pytest.FixtureRequest) -> None:
    """Private ones, and fields that no class has for itself: why, and no function to call."""
    closed = request.getfixturevalue(mode).Closed[np.int32]
    for name in ("Inner", "inside", "count"):
        with pytest.raises(AttributeError) as e:
            getattr(closed, name)
        text = str(e.value)
        assert text.startswith(f"Closed<int>::{name} is not bound: "), text
        assert text.endswith(("is a private member of 'Closed<int>'", "is inaccessible")), text
    with pytest.raises(AttributeError, match="Closed<int>::outside is not bound: it is a field of its obj"):
        _ = closed.outside

    def field(x: Any, y: Any) -> None:
        c = cuda.local.array(1, closed)
        x[0] = c[0].inside

    def method(x: Any, y: Any) -> None:
        c = cuda.local.array(1, closed)
        c[0].hide()

    for kernel, name in ((field, "inside"), (method, "hide")):
        with pytest.raises(cuda.core.errors.TypingError, match=f"{name}.* (private|inaccessible)"):
            compile_kernel(kernel, "void(int32[::1], float64[::1])")


def test_private_names_of_listed_classes(tmp_path: Path) -> None:
    """Fields and methods from the table, types and constants of NVRTC."""
    header = tmp_path / "listed_closed.cuh"
    header.write_text(
        """template <class T> class Listed {
        T hidden; typedef int Inner; static constexpr int secret = 3; __device__ void method() {}
        protected: T kept; public: T x; __device__ Listed() {} };
        class Whole { int hidden; public: int x; };\n"""
    )
    numbast.generate(header, tmp_path / "listed_closed.py", arch="sm_90", instantiate=["Listed<int>"])
    module = imported(tmp_path / "listed_closed.py")
    wanted = {"hidden": "private", "kept": "protected", "method": "listed_closed.cuh:2: private"}
    wanted |= dict.fromkeys(("Inner", "secret"), "NVRTC says: ")
    for name, why in wanted.items():
        with pytest.raises(AttributeError) as e:
            getattr(module.Listed[np.int32], name)
        assert str(e.value).startswith(f"Listed<int>::{name} is not bound: {why}"), name
    with pytest.raises(AttributeError, match="has no 'nothing'"):
        _ = module.Listed[np.int32].nothing
    with pytest.raises(AttributeError, match="Whole::hidden is not bound: private"):
        _ = module.Whole.hidden


def test_calls(lib: Any) -> None:
    for text, kernel in {**calls(lib), **members(lib)}.items():
        with pytest.raises(cuda.core.errors.TypingError) as e:
            compile_kernel(kernel, "void(int32[::1], float64[::1])")
        assert text in str(e.value), kernel.__name__


def test_nothing_else_is_affected(lib: Any) -> None:
    def kernel(x: Any, y: Any) -> None:
        x[0] = lib.one(x[0]) + lib.conv[np.int32](y[0])

    assert compile_kernel(kernel, "void(int32[::1], float64[::1])").calls == 0


def test_a_template_nobody_can_be_asked_about(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a static module without a list, where NVRTC is missing: the line to add."""
    header = tmp_path / "unlisted.cuh"
    header.write_text("template <class T> __device__ T twice(T x) { return x + x; }\n")
    numbast.generate(header, tmp_path / "unlisted_templates.py", arch="sm_90")
    monkeypatch.syspath_prepend(str(tmp_path))
    import unlisted_templates as module  # type: ignore[import-not-found]

    module.__numbast_binding__.service.library.oracle.elsewhere = None

    def kernel(x: Any) -> None:
        x[0] = module.twice[np.int32](x[0])

    with pytest.raises(cuda.core.errors.TypingError, match="--instantiate 'twice<int>'"):
        compile_kernel(kernel, "void(int32[::1])")
    del sys.modules["unlisted_templates"]


#: Texts that are more than one template argument, or none.
EVIL = [
    "int>(); evil<", "int, 3", "int // x", "int /* x */", "int\n3", "int\r3", "int; int",
    "int>;class;Vec<int", "int>;const;Vec<int, 2", "int)", "(int", "[int", "int>", "<int", "int<",
    "int {", "{ 3 }", "int } {",
    "# define X", "int\\", '"text"', "`int`", "@int", "", " ", "int\0", "int\x0b3", "_Pragma(once)",
    "__pragma(nv_diag_suppress 1215) int", "'\"'", "[] { return 1; }()", "struct X { int y; }",
    "decltype(({ int x = 1; x; }))", "(int>", "int(]", "sizeof(int]", "a->b, c", "Vec<int, 2",
]  # fmt: skip


@pytest.mark.parametrize("mode", ["lib", "static"])
def test_texts_that_are_no_argument(mode: str, request: pytest.FixtureRequest) -> None:
    """Nothing of them reaches a compiler, in brackets on the host, in a kernel, and in `library[...]`."""
    module = request.getfixturevalue(mode)
    why = "not one C\\+\\+ name, type or template argument"
    for text in EVIL:
        with pytest.raises(TemplateError, match=why):
            module.Vec[text, 2]
        with pytest.raises(TemplateError, match=why):
            module.one[text]
        if text.strip():
            with pytest.raises((TemplateError, AttributeError)):
                module[f"Vec<{text}, 2>"]

    def kernel(x: Any) -> None:
        x[0] = module.one["int>;float &;Vec<int"](1)

    with pytest.raises(cuda.core.errors.TypingError, match=why):
        compile_kernel(kernel, "void(int32[::1])")


@pytest.mark.parametrize("option", ["instantiate", "functors"])
def test_listed_texts_that_are_no_argument(option: str, tmp_path: Path) -> None:
    header = tmp_path / "listed.cuh"
    header.write_text(f"#pragma once{SOURCE}")
    for text in EVIL:
        given = {"instantiate": ["Vec<int, 2>"], option: [text]}
        with pytest.raises(numbast.ConfigError, match=f"option '{option}'"):
            numbast.generate(header, tmp_path / "m.py", std="c++20", nvrtc_check=False, **given)
    assert not (tmp_path / "m.py").exists()
