"""ast_canopy's calls: arguments, errors, bad input, hooks, pickles, the cache, constants, instances."""

from __future__ import annotations

import inspect
import json
import math
import os
import pickle
import subprocess
import sys
import threading
import time
import warnings
from pathlib import Path
from typing import Any

import pytest

import ast_canopy
from ast_canopy import _parse, api, decl, fdcap_min, instantiations, pylibastcanopy
from tools import ast_canopy_differ as differ
from tools import ast_canopy_versions as versions

HERE = Path(__file__).parent
parse = ast_canopy.parse_declarations_from_source
value = ast_canopy.value_from_constexpr_vardecl


def write(folder: Path, name: str, text: str | bytes) -> str:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


# ---- names and signatures -----------------------------------------------------------


def test_public_names() -> None:
    assert set(ast_canopy.__all__) - {"parse_declarations_from_string"} == {
        *("__version__", "INVALID_SIZE_OF", "INVALID_ALIGN_OF"),
        *("parse_declarations_from_source", "value_from_constexpr_vardecl"),
    }
    assert "\n" not in ast_canopy.__version__
    assert ast_canopy.INVALID_SIZE_OF == ast_canopy.INVALID_ALIGN_OF == 2**64 - 1
    from ast_canopy import constants

    assert constants.INVALID_SIZE_OF == 2**64 - 1
    assert {fdcap_min.capture_fd, fdcap_min.STREAMFD, fdcap_min.MinFDCapture}
    folder = Path(ast_canopy.__file__).parent
    assert (folder / "pylibastcanopy.pyi").is_file()
    assert (folder / "shim_include" / "texture_fetch_functions.h").is_file()
    assert (folder / "shim_include" / "crt" / "math_functions.hpp").is_file()


def test_signatures() -> None:
    assert list(inspect.signature(parse).parameters) == [
        *("source_file_path", "files_to_retain", "compute_capability", "cudatoolkit_include_dirs"),
        *("cxx_standard", "additional_includes", "defines", "verbose", "bypass_parse_error"),
        *("cuda_header_mode", "clang_binary"),
    ]
    assert list(inspect.signature(value).parameters) == [
        *("source_text", "name", "cc", "cxx_standard", "verbose", "clang_binary")
    ]
    assert inspect.signature(parse).parameters["cxx_standard"].default == "gnu++17"


# ---- arguments -------------------------------------------------------------------------


def test_bad_arguments(tmp_path: Path) -> None:
    path = write(tmp_path, "a.cu", "int x;")
    with pytest.raises(FileNotFoundError, match="File not found: "):
        parse(str(tmp_path / "missing.cu"), [], "sm_90")
    for includes, error in (([1], TypeError), (["-I/x"], ValueError), (["/none/such"], FileNotFoundError)):
        with pytest.raises(error):
            parse(path, [], "sm_90", additional_includes=includes)
    for arch, error in ((90, TypeError), ("compute_90", ValueError), ("sm_x", ValueError)):
        with pytest.raises(error):
            parse(path, [], arch)  # type: ignore[arg-type]
    with pytest.raises(RuntimeError, match=r"^Failed to create an ASTUnit pointer\.$"):
        parse(path, [], "sm_999")
    with pytest.raises(RuntimeError, match="Unable to resolve requested clang binary: 'no-such-clang'"):
        parse(path, [], "sm_90", clang_binary="no-such-clang")


@pytest.mark.parametrize("arch", ["sm_90a", "sm_100f"])
def test_arch_variants(tmp_path: Path, arch: str) -> None:
    path = write(tmp_path, "a.cu", "__device__ int f();")
    assert [f.name for f in parse(path, [path], arch).functions] == ["f"]


def test_preprocessing_is_the_archs(tmp_path: Path) -> None:
    text = "#if __CUDA_ARCH__ >= 800\n__device__ int newer();\n#else\n__device__ int older();\n#endif\n"
    path = write(tmp_path, "a.cu", text)
    for arch, name in (("sm_75", "older"), ("sm_80", "newer"), ("sm_100", "newer")):
        assert [f.name for f in parse(path, [path], arch).functions] == [name]


def test_defines_and_includes(tmp_path: Path) -> None:
    (tmp_path / "inc").mkdir()
    write(tmp_path / "inc", "q.h", "struct Q { int a[COUNT_OF_Q]; };")
    path = write(tmp_path, "a.cu", "#include <q.h>\n")
    found = parse(
        path,
        [str(tmp_path / "inc" / "q.h")],
        "sm_90",
        additional_includes=[str(tmp_path / "inc")],
        defines=["COUNT_OF_Q=3"],
    )
    assert found.structs[0].sizeof_ == 12


def test_no_clang_is_said_and_not_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "a.cu", "struct S { int a; };")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.warns(UserWarning, match=r"clang\+\+"):
        assert parse(path, [path], "sm_90").structs[0].name == "S"


def test_missing_cuda_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "a.cu", "struct S { int a; };")
    monkeypatch.setattr(api, "get_cuda_include_dir_for_clang", lambda: ())
    monkeypatch.delenv("CUDA_HOME", raising=False)
    with pytest.raises(RuntimeError, match=r"^Unable to find CUDA root directory for clang"):
        parse(path, [path], "sm_90")


def test_verbose_prints_the_command_line(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, "a.cu", "struct S { int a; };")
    parse(path, [path], "sm_90", verbose=True)
    out, err = capfd.readouterr()
    assert out.startswith("command_line_options=[") and "'--verbose'" in out and err == ""


def test_nothing_is_printed(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, "a.cu", "#warning said\nconstexpr int a = 2;")
    parse(path, [path], "sm_90")
    value("constexpr float f = 1.5f;", "f", "sm_90")
    assert capfd.readouterr() == ("", "")


def test_cuda_header_mode(tmp_path: Path) -> None:
    """No wrapper is included, and the header's own folder is searched before the toolkit's."""
    write(tmp_path, "cuda_runtime.h", "#define MINE 1\n")
    text = "#include <cuda_runtime.h>\n#ifdef MINE\nstruct Mine { int a; };\n#endif\n"
    path = write(tmp_path, "a.cuh", text)
    found = parse(path, [path], "sm_90", cuda_header_mode=True)
    assert [s.name for s in found.structs] == ["Mine"]


# ---- hooks -------------------------------------------------------------------------------


def test_hooks_and_the_order_of_arguments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "a.cu", "")
    seen: list[Any] = []

    class Nothing:
        records = functions = function_templates = class_templates = ()
        class_template_specializations = typedefs = enums = ()

    def take(options: list[str], files: list[str], bypass: bool) -> Any:
        seen.append((options, files, bypass))
        return Nothing()

    monkeypatch.setattr(api, "check_clang_binary", lambda *a: "/my/clang++")
    monkeypatch.setattr(api, "get_clang_resource_dir", lambda clang: "/res")
    monkeypatch.setattr(api, "get_default_compiler_search_paths", lambda clang: ["/sys1", "/sys2"])
    monkeypatch.setattr(api, "get_cuda_include_dir_for_clang", lambda: ["/cuda/include"])
    monkeypatch.setattr(api, "get_cuda_path_for_clang", lambda: "/cuda")
    monkeypatch.setattr(api, "_get_shim_include_dir", lambda: "/shim")
    monkeypatch.setattr(api.bindings, "parse_declarations_from_command_line", take)
    parse(path, ["r"], "sm_80", defines=["A=1"], additional_includes=[str(tmp_path)], bypass_parse_error=True)
    parse(path, ["r"], "sm_80", cuda_header_mode=True, verbose=True)
    assert seen[0] == (
        [
            *("/my/clang++", "-xcuda", "--cuda-path=/cuda", "--cuda-gpu-arch=sm_80", "-std=gnu++17"),
            *("-resource-dir", "/res", "-I/shim", "-isystem/res/include/cuda_wrappers"),
            *("-isystem/sys1", "-isystem/sys2", "-I/cuda/include", f"-I{tmp_path}"),
            *("-D__inline_hint__=", "-DA=1", path),
        ],
        ["r"],
        True,
    )
    options = seen[1][0]
    assert options[:5] == ["/my/clang++", "--verbose", "-xcuda", "-nocudainc", "-nocudalib"]
    assert options.index(f"-I{tmp_path}") < options.index("-I/cuda/include")


def test_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASTCANOPY_LIBSTDCXX_INCLUDE_DIRS", f"{tmp_path}:/usr/include")
    assert api.get_default_compiler_search_paths("clang++") == [str(tmp_path), "/usr/include"]
    monkeypatch.setenv("ASTCANOPY_CLANG_RESOURCE_DIR", str(tmp_path))
    assert api.get_clang_resource_dir("clang++") == str(tmp_path)
    monkeypatch.setenv("ASTCANOPY_CLANG_RESOURCE_DIR", "/none/such")
    with pytest.warns(UserWarning, match="/none/such"):
        assert os.path.isdir(api.get_clang_resource_dir("clang++"))
    monkeypatch.setenv("ASTCANOPY_CLANG_BIN", "no-such-clang")
    with pytest.raises(RuntimeError, match="no-such-clang"):
        api.check_clang_binary(None)


def test_foreign_resource_headers_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "19" / "include").mkdir(parents=True)
    write(tmp_path / "19" / "include", "__clang_cuda_runtime_wrapper.h", "")
    monkeypatch.setenv("ASTCANOPY_CLANG_RESOURCE_DIR", str(tmp_path / "19"))
    path = write(tmp_path, "a.cu", "int x;")
    with pytest.raises(RuntimeError, match=r"resource headers.*version 19.*pip install"):
        parse(path, [path], "sm_90")


def _old_libclang() -> str:
    import glob

    found = [*glob.glob("/usr/lib/*/libclang-1*.so*"), *glob.glob("/usr/lib/llvm-1*/lib/libclang*.so*")]
    if not found:
        pytest.skip("no old libclang is installed")
    return found[0]


def test_an_old_libclang_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBAST_LIBCLANG", _old_libclang())
    monkeypatch.delenv("NUMBAST_CLANG_RESOURCE_DIR", raising=False)
    path = write(tmp_path, "a.cu", "int x;")
    with pytest.raises(RuntimeError, match=r"(?s)libclang 21 or newer|21 or later.*pip install"):
        parse(path, [path], "sm_90")


def test_no_libclang_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBAST_LIBCLANG", str(tmp_path / "libclang.so"))
    path = write(tmp_path, "a.cu", "int x;")
    with pytest.raises(RuntimeError, match="pip install 'libclang-ng"):
        parse(path, [path], "sm_90")


# ---- retained files -------------------------------------------------------------------------


def test_files_are_compared_as_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "inc.h", "struct Inc { int a; };\n#define DECL(n) struct n { int m; };\n")
    (tmp_path / "sub").mkdir()
    write(tmp_path / "sub", "q.h", "struct Sub { int a; };\n")
    path = write(tmp_path, "main.cu", '#include "inc.h"\n#include <q.h>\n#line 100 "else.cu"\nDECL(Made)\n')
    monkeypatch.chdir(tmp_path)

    def names(source: str, *retain: str) -> list[str]:
        return [s.name for s in parse(source, list(retain), "sm_90", additional_includes=["sub"]).structs]

    assert names("main.cu", "main.cu") == ["Made"]
    assert names("main.cu", path) == names("main.cu", "./main.cu") == names("main.cu") == []
    assert names("main.cu", "./inc.h") == ["Inc"] and names(path, str(tmp_path / "inc.h")) == ["Inc"]
    assert names("main.cu", "sub/q.h") == ["Sub"]
    assert names("main.cu", "no/such/file.h") == []


def test_an_instance_is_where_its_template_is(tmp_path: Path) -> None:
    header = write(tmp_path, "box.h", "template <class T> struct Box { T t; };\n")
    path = write(
        tmp_path, "main.cu", '#include "box.h"\n__device__ inline int f() { Box<int> b{1}; return b.t; }\n'
    )
    assert parse(path, [path], "sm_90").class_template_specializations == []
    found = parse(path, [header], "sm_90").class_template_specializations
    assert [s.specialized_name for s in found] == ["Box<int>"]


def test_member_templates_of_an_instance(tmp_path: Path) -> None:
    text = """
template <class T, int N> struct Scan {
  __device__ void plain();
  template <int ITEMS, class Op> __device__ T sum(T (&in)[ITEMS], const T &first, Op op, T (&all)[N]);
 private:
  template <class U> __device__ U hidden(U);
};
__device__ inline void f(Scan<int, 4> a, Scan<float *, 2> b) {}
"""
    path = write(tmp_path, "a.cu", text)
    found = {s.specialized_name: s for s in parse(path, [path], "sm_90").class_template_specializations}
    (summed,) = found["Scan<int, 4>"].templated_methods
    assert summed.qual_name == "Scan<int, 4>::sum" and summed.function.return_type.name == "int"
    assert [p.type_.name for p in summed.function.params] == [
        *("int (&)[ITEMS]", "const int &", "type-parameter-0-1", "int (&)[4]")
    ]
    assert [p.type_.name for p in summed.template_parameters] == ["int", "type-parameter-0-1"]
    (pointers,) = found["Scan<float *, 2>"].templated_methods
    assert pointers.function.params[1].type_.name == "float *const &"


def test_instances_are_found_wherever_they_are(tmp_path: Path) -> None:
    text = """
template <class T> struct A { T t; };
template <class T> __device__ T through(T x) { A<A<T>> inner; return inner.t.t; }
struct Holder { A<char> *pointer; A<short> array[2]; };
__device__ inline float use() { return through(1.0f); }
A<long> *(*returns)(const A<double> &);
template <class T> struct B { static constexpr int v = 3; typedef T type; };
constexpr int taken = B<int>::v;
B<float>::type typed;
"""
    path = write(tmp_path, "a.cu", text)
    found = parse(path, [path], "sm_90").class_template_specializations
    names = {s.specialized_name: s.sizeof_ for s in found}
    assert names == {
        "A<A<float>>": 4,
        "A<float>": 4,
        "A<char>": ast_canopy.INVALID_SIZE_OF,
        "A<short>": 2,
        "A<long>": ast_canopy.INVALID_SIZE_OF,
        "A<double>": ast_canopy.INVALID_SIZE_OF,
        "B<int>": 1,
        "B<float>": 1,
    }


def test_an_instance_around_another_is_found(tmp_path: Path) -> None:
    text = "template <int N> struct A { template <class U> struct In { U u; }; struct Plain { int p; }; };\n"
    text += "__device__ inline void f() { A<9>::In<float> i; A<8>::Plain p; }\n"
    path = write(tmp_path, "a.cu", text)
    found = parse(path, [path], "sm_90")
    names = {s.qual_name for s in found.class_template_specializations}
    assert names == {"A<9>", "A<8>", "A<9>::In<float>"}
    assert [t.qual_name for t in found.class_templates] == ["A", "A::In", "A<9>::In", "A<8>::In"]


# ---- errors ------------------------------------------------------------------------------------


def test_parse_error(tmp_path: Path) -> None:
    path = write(tmp_path, "a.cu", "struct S { int a; };\n#warning w\nint f(Unknown x);\nnope y;\n")
    with pytest.raises(pylibastcanopy.ParseError) as caught:
        parse(path, [path], "sm_90")
    assert type(caught.value).__mro__[1] is Exception
    lines = str(caught.value).split("\n")
    assert lines[0] == "" and lines[1] == f"[Error] {path}:3:7: unknown type name 'Unknown'"
    assert lines[2].startswith(f"[Error] {path}:4:1: ") and len(lines) == 3
    said = caught.value.diagnostics
    assert [d.severity for d in said] == ["warning", "error", "error"] and said[1].line == 3
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == str(caught.value) and again.diagnostics == said
    found = parse(path, [path], "sm_90", bypass_parse_error=True)
    assert [s.name for s in found.structs] == ["S"]
    assert [f.params[0].type_.name for f in found.functions] == ["int"]


def test_fatal_error(tmp_path: Path) -> None:
    path = write(tmp_path, "a.cu", '#include "nowhere.h"\nstruct S { int a; };')
    with pytest.raises(pylibastcanopy.ParseError, match=r"^\n\[Fatal\] .*:1:10: 'nowhere.h' file not found$"):
        parse(path, [path], "sm_90")


# ---- constants -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("int v = 3", 3),
        ("int v = -7", -7),
        ("unsigned long long v = 0xffffffffffffffffull", 2**64 - 1),
        ("float v = 3.14", 3.14),
        ("double v = 1e-10", 1e-10),
        ("double v = 3.141592653589793", math.pi),
        ("bool v = true", True),
        ("char v = 'x'", 120),
        ("short v = -2", -2),
        ("float v = __builtin_inff()", math.inf),
    ],
)
def test_constants(text: str, expected: Any) -> None:
    found = value(f"constexpr {text};", "v", "sm_80")
    assert isinstance(found, decl.ConstExprVar) and found.name == "v"
    assert found.value == expected and type(found.value) is type(expected)
    assert isinstance(found.value_serialized, str)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            (
                "template <class T> void f() { constexpr int v = 1; }\n"
                "constexpr int v = 3; template void f<int>();"
            ),
            3,
        ),
        ("template <class T> int f() { constexpr int v = sizeof(T); return v; } int x = f<short>();", 2),
        ("template <class T> struct S { static constexpr int v = sizeof(T); }; int x = S<short>::v;", 2),
    ],
)
def test_constants_of_instances(text: str, expected: int) -> None:
    found = value(text, "v", "sm_80")
    assert found is not None and found.value == expected


def test_which_constant() -> None:
    text = "namespace a { constexpr int v = 1; } struct S { static constexpr int v = 2; }; int v();"
    found = value(text, "v", "sm_80")
    assert found is not None and found.value == 2  # the last one
    assert value(text, "w", "sm_80") is None
    assert value("enum class E : short { A = 5 }; constexpr E v = E::A;", "v", "sm_80").value == 5  # type: ignore[union-attr]
    with pytest.raises(RuntimeError, match=r"^Unsupported constexpr vardecl value type\.$"):
        value("struct P { int a; }; constexpr P v{1};", "v", "sm_80")
    with pytest.raises(pylibastcanopy.ParseError):
        value("constexpr int v = nope;", "v", "sm_80")


# ---- instances as text ------------------------------------------------------------------------------


def test_instantiations(tmp_path: Path) -> None:
    text = """
template <int N> struct foo_t {};
template <class A, class B> __device__ void smem(A, B);
template <int N> constexpr int twice() { return 2 * N; }
template <class T> __device__ T device_only(T);
namespace ns { template <class T, int N> struct Box { T t; }; }
"""
    path = write(tmp_path, "a.cuh", text)
    found = parse(path, [path], "sm_80")
    functions = {t.function.name: t for t in found.function_templates}
    classes = {t.record.name: t for t in found.class_templates}
    foo1, foo2 = classes["foo_t"].instantiate(N=1), classes["foo_t"].instantiate(N=2)
    smem = functions["smem"].instantiate(B=foo2, A=foo1)
    assert smem.get_instantiated_c_stmt() == "smem<foo_t<1>, foo_t<2>>"
    box = classes["Box"].instantiate(T="float", N=3)
    assert isinstance(box, instantiations.ClassInstantiation)
    assert box.get_instantiated_c_stmt(use_qual_name=True) == "ns::Box<float, 3>"
    assert (box.base_name, box.qual_name, box.instantiated_args) == ("Box", "ns::Box", {"T": "float", "N": 3})
    assert box.record is classes["Box"].record and smem.function is functions["smem"].function
    with pytest.raises(ValueError, match="M"):
        classes["Box"].instantiate(M=1)
    with pytest.raises(KeyError):
        assert classes["Box"].instantiate(T="int").param_list
    assert functions["twice"].instantiate(N=21).evaluate_constexpr_value() == 42
    with pytest.raises(ValueError, match="constexpr"):
        functions["device_only"].instantiate(T="int").evaluate_constexpr_value(1)
    with pytest.raises(ValueError, match="nowhere"):
        functions["twice"].instantiate(N=1).evaluate_constexpr_value(header="/nowhere.h")


# ---- raw objects and pickles ---------------------------------------------------------------------------


def test_raw_objects() -> None:
    t = pylibastcanopy.Type("int &&", "int", True, False)
    assert t.is_right_reference() is True and t.is_left_reference() is False
    assert pylibastcanopy.Type().name == "" and repr(t) == "<Type: int &&>"
    assert t != pylibastcanopy.Type("int &&", "int", True, False) and hash(t)  # by identity
    p = pylibastcanopy.ParamVar("x", t)
    assert repr(p) == "<ParamVar: x int &&>"
    assert repr(pylibastcanopy.Field("f", t)) == "<Field: f int &&>"
    kind = pylibastcanopy.template_param_kind.type_
    assert repr(pylibastcanopy.TemplateParam("T", kind, t)) == "<TemplateParam: T int &&>"
    assert pylibastcanopy.Template([], 0).template_parameters == []
    p.name = "y"
    assert p.name == "y"


def test_enums_of_the_native_layer() -> None:
    expected = {
        "execution_space": ["undefined", "host", "device", "host_device", "global_"],
        "template_param_kind": ["type_", "non_type", "template_"],
        "access_kind": ["public_", "protected_", "private_"],
    }
    for name, members in expected.items():
        cls = getattr(pylibastcanopy, name)
        assert [int(getattr(cls, m)) for m in members] == list(range(len(members)))
        assert list(cls.__members__) == members and cls(1) == getattr(cls, members[1])
    kind = pylibastcanopy.method_kind
    assert (kind.default_constructor.value, kind.destructor.value, kind.other.value) == (0, 5, 7)
    assert kind.other.name == "other" and {kind.other: 1}[kind(7)] == 1 and kind.other != 7
    again = pickle.loads(pickle.dumps(kind.destructor))
    assert again == kind.destructor and repr(again) == "<method_kind.destructor: 5>"


def _new(cls: Any) -> Any:
    return cls.__new__(cls)


class Old:
    """An object that pickles as the old tool's: `cls.__new__` and a state, a tuple or a number."""

    def __init__(self, name: str, state: Any) -> None:
        self.name, self.state = name, state

    def __reduce__(self) -> Any:
        cls = getattr(pylibastcanopy, self.name)
        return _new, (cls,), self.state


def old_states() -> dict[str, Any]:
    t = Old("Type", ("float", "float", False, False))
    p = Old("ParamVar", ("x", t))
    function = Old("Function", ("f", t, [p], Old("execution_space", 2), "ns::f"))
    method = Old("Method", (function, Old("method_kind", 7)))
    tp = Old("TemplateParam", ("T", Old("template_param_kind", 0), t, False))
    template = Old("Template", ([tp], 1))
    ft = Old("FunctionTemplate", (template, function, "ns::ft"))
    field = Old("Field", ("a", t, Old("access_kind", 2)))
    record = Old("Record", ("R", [field], [method], [ft], [], [], 4, 4, "", "ns::R"))
    ct = Old("ClassTemplate", (template, record, "ns::R"))
    outer = Old("Record", ("O", [], [], [], [record], [ct], 1, 1, "", "O"))
    enum = Old("Enum", ("E", "ns::E", ["A"], ["1"], t))
    return {"outer": outer, "enum": enum, "typedef": Old("Typedef", ("T", "R", "ns::T"))}


def test_old_pickles_load() -> None:
    found = pickle.loads(pickle.dumps(old_states()))
    outer = found["outer"]
    ct = outer.nested_class_templates[0]
    assert (ct.qual_name, ct.record.sizeof_, ct.num_min_required_args) == ("ns::R", 4, 1)
    method = ct.record.methods[0]
    assert (method.name, method.qual_name, method.kind) == ("f", "ns::f", pylibastcanopy.method_kind.other)
    assert (method.mangled_name, method.attributes, method.is_constexpr) == ("", set(), False)
    assert ct.record.fields[0].access == pylibastcanopy.access_kind.private_
    assert (found["enum"].qual_name, found["typedef"].underlying_name) == ("ns::E", "R")
    struct = decl.Struct.from_c_obj(outer, "a.cu")  # what lacks the new facts can be wrapped
    assert struct.nested_records[0].name == "R" and decl.ClassTemplate.from_c_obj(ct, "a.cu").record.methods


def test_states_are_the_old_ones() -> None:
    path = str(HERE / "ast_canopy_lists.cuh")
    raw = pylibastcanopy.parse_declarations_from_command_line(
        [*api._command_line("", "sm_90", "gnu++17", api.get_cuda_path_for_clang(), False), path], [path]
    )
    sizes = {"Record": 10, "Function": 5, "Typedef": 3, "Enum": 5, "ClassTemplate": 3, "FunctionTemplate": 3}
    for items in (raw.records, raw.functions, raw.typedefs, raw.enums, raw.class_templates):
        assert {len(i.__getstate__()) for i in items} == {sizes[type(items[0]).__name__]}
    function = raw.functions[3]
    assert function.__getstate__()[0] == function.name and function.__getstate__()[4] == function.qual_name
    method = raw.records[3].methods[1]
    assert method.__getstate__()[1] == method.kind
    assert raw.records[0].__getstate__()[6:8] == (12, 4)


def test_new_pickles_keep_everything() -> None:
    path = str(HERE / "ast_canopy_functions.cuh")
    found = parse(path, [path], "sm_90")
    again = pickle.loads(pickle.dumps(found, protocol=pickle.HIGHEST_PROTOCOL))
    assert json.loads(again.to_json()) == json.loads(found.to_json())
    assert [f.mangled_name for f in again.functions] == [f.mangled_name for f in found.functions]


# ---- the cache, threads, processes ------------------------------------------------------------------------


def _aged(path: str) -> None:
    """What changed just now is not kept."""
    past = time.time() - 10
    os.utime(path, (past, past))
    os.utime(os.path.dirname(path), (past, past))


def test_an_unchanged_source_is_not_parsed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    header = write(tmp_path, "inc.h", "struct In { int a; };")
    path = write(tmp_path, "a.cu", '#include "inc.h"\n')
    _aged(header)
    _aged(path)
    asked: list[str] = []
    ask = _parse._ask_core

    def counting(arguments: Any, source: Any, *rest: Any) -> Any:
        asked.append(source)
        return ask(arguments, source, *rest)

    monkeypatch.setattr(_parse, "_ask_core", counting)

    def names() -> list[str]:
        return [s.name for s in parse(path, [header], "sm_90").structs]

    assert names() == names() == ["In"] and len(asked) == 1
    _parse._memory.clear()  # as another process
    assert names() == ["In"] and len(asked) == 1
    write(tmp_path, "inc.h", "struct Other { int a; };")
    _aged(header)
    assert names() == ["Other"] and len(asked) == 2


def test_threads(tmp_path: Path) -> None:
    paths = [write(tmp_path, f"{i}.cu", f"struct S{i} {{ int a[{i + 1}]; }};") for i in range(6)]
    found: dict[int, Any] = {}

    def work(i: int) -> None:
        found[i] = parse(paths[i], [paths[i]], "sm_90").structs

    threads = [threading.Thread(target=work, args=(i,)) for i in range(6)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert {i: (s[0].name, s[0].sizeof_) for i, s in found.items()} == {
        i: (f"S{i}", 4 * i + 4) for i in range(6)
    }


def test_no_process_is_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> Any:
        raise AssertionError(f"a process: {args}")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    monkeypatch.setattr(os, "posix_spawn", refuse)
    path = write(tmp_path, "a.cu", "struct S { int a; };")
    assert parse(path, [path], "sm_90").structs[0].name == "S"


def test_import_is_light() -> None:
    """Nothing heavy comes along: what libclang, numba or numpy need is loaded by the first call."""
    code = (
        "import sys, ast_canopy; print([m for m in ('numba', 'numpy', 'clang', 'json') if m in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path[:0]={sys.path!r}; {code}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == "[]"


def test_captures() -> None:
    with fdcap_min.capture_fd(fdcap_min.STREAMFD.STDERR) as captured:
        os.write(2, b"said")
    assert captured.snap() == "said"


# ---- CUDA's own headers -----------------------------------------------------------------------------------


def _header(name: str) -> str:
    for folder in api.get_cuda_include_dir_for_clang():
        if os.path.isfile(os.path.join(folder, name)):
            return os.path.join(folder, name)
    pytest.skip(f"{name} is not installed")


HEADERS = {
    "cuda_fp16.h": ["cuda_fp16.hpp"],
    "cuda_bf16.h": ["cuda_bf16.hpp"],
    "curand_kernel.h": [],
    "cub/block/block_scan.cuh": [],
    "cooperative_groups.h": [],
}


@pytest.mark.parametrize("name", HEADERS)
def test_lists_are_what_clang_shows(name: str) -> None:
    n, told = differ.differences(_header(name), [_header(h) for h in HEADERS[name]])
    assert n > 3 and told == []


@pytest.mark.long
def test_libclang_21_gives_the_same_lists() -> None:
    try:
        assert versions.differences() == []
    except RuntimeError as error:
        pytest.skip(f"no other libclang: {error}")


BOTH, INLINE = {"host", "device"}, {"device", "always_inline"}
# Of each header: sizes and alignments of records; name, mangled name, space and attributes of functions;
# typedefs.
VALUES: dict[str, tuple[dict[str, Any], list[Any], dict[str, str]]] = {
    "cuda_fp16.h": (
        {"__half": (2, 2), "__half2": (4, 4)},
        [("__hadd", "_ZL6__hadd6__halfS_", "host_device", BOTH)],
        {"half": "__half", "half2": "__half2"},
    ),
    "cuda_bf16.h": (
        {"__nv_bfloat16": (2, 2), "__nv_bfloat162": (4, 4)},
        [("__float2bfloat16", "_ZL16__float2bfloat16f", "host_device", BOTH)],
        {"nv_bfloat16": "__nv_bfloat16"},
    ),
    "curand_kernel.h": (
        {"curandStateXORWOW": (48, 8), "curandStateSobol32": (140, 4)},
        [("curand", "_ZL6curandP17curandStateXORWOW", "device", INLINE)],
        {"curandStateXORWOW_t": "curandStateXORWOW"},
    ),
    "cub/block/block_scan.cuh": ({}, [], {}),
    "cooperative_groups.h": (
        {"cooperative_groups::__v1::thread_group": (16, 8)},
        [("this_thread_block", "_ZN18cooperative_groups4__v117this_thread_blockEv", "device", INLINE)],
        {},
    ),
}


@pytest.mark.long
@pytest.mark.parametrize("std", ["gnu++17", "gnu++20"])
@pytest.mark.parametrize("arch", ["sm_70", "sm_80", "sm_90", "sm_100"])
@pytest.mark.parametrize("name", HEADERS)
def test_headers_of_cuda(name: str, arch: str, std: str) -> None:
    path = _header(name)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", r"clang\+\+ was not found")  # no machine must have one
        found = parse(path, [path], arch, cxx_standard=std)
    sizes, functions, typedefs = VALUES[name]
    assert sizes.items() <= {s.qual_name: (s.sizeof_, s.alignof_) for s in found.structs}.items()
    named = {(f.name, f.mangled_name): (f.exec_space.name, f.attributes) for f in found.functions}
    for function, mangled, space, attributes in functions:
        assert named[function, mangled] == (space, attributes)
    assert typedefs.items() <= {t.name: t.underlying_name for t in found.typedefs}.items()
    if name == "cub/block/block_scan.cuh":
        (scan,) = found.class_templates
        assert (scan.qual_name, scan.num_min_required_args, scan.record.name) == (
            "cub::BlockScan",
            2,
            "BlockScan",
        )
        assert [p.name for p in scan.template_parameters][:3] == ["T", "BlockDimX", "Algorithm"]
        assert found.enums[0].enumerator_values == ["0", "1", "2"]


def test_an_instance_of_block_scan(tmp_path: Path) -> None:
    header = _header("cub/block/block_scan.cuh")
    text = f'#include "{header}"\n'
    text += "__device__ inline int f(cub::BlockScan<int, 128>::TempStorage &t) { return sizeof(t); }\n"
    path = write(tmp_path, "a.cu", text)
    found = parse(path, [header], "sm_80")
    scan = next(s for s in found.class_template_specializations if s.base_name == "BlockScan")
    assert scan.actual_template_arguments[:2] == ["int", "128"] and scan.sizeof_ > 0
    assert scan.qual_name.startswith("cub::BlockScan<int, 128") and list(scan.constructors())
    assert any("TempStorage" in (n.name or "") for n in scan.nested_records)
