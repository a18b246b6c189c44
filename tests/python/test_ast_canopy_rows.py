"""ast_canopy: the rows of the old tool's behaviour that the other files have no test of, on all archs."""

from __future__ import annotations

import importlib
import inspect
import operator
import os
import pickle
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import ast_canopy
from ast_canopy import api, decl, pylibastcanopy

HERE = Path(__file__).parent
HEADER = str(HERE / "ast_canopy_rows.cuh")
FIRST = [("sm_90", "gnu++17"), ("sm_70", "gnu++20")]
TARGETS = [(arch, std) for arch in ("sm_70", "sm_80", "sm_90", "sm_100") for std in ("gnu++17", "gnu++20")]
MARKED = [t if t in FIRST else pytest.param(t, marks=pytest.mark.long) for t in TARGETS]


@cache
def parsed(target: tuple[str, str]) -> Any:
    return ast_canopy.parse_declarations_from_source(HEADER, [HEADER], target[0], cxx_standard=target[1])


@pytest.fixture(params=MARKED, ids="-".join)
def rows(request: pytest.FixtureRequest) -> Any:
    return parsed(request.param)


def one(items: Any, name: str) -> Any:
    found = [i for i in items if i.name == name]
    assert len(found) == 1, f"{name}: {len(found)}"
    return found[0]


# ---- the calls' arguments -----------------------------------------------------------


def test_submodules() -> None:
    for name in ("decl", "api", "constants", "pylibastcanopy", "instantiations", "fdcap_min"):
        assert importlib.import_module(f"ast_canopy.{name}")
    assert list(inspect.signature(api.get_clang_resource_dir).parameters) == ["clang_binary"]
    assert list(inspect.signature(api.get_default_compiler_search_paths).parameters) == ["clang_binary"]
    assert not inspect.signature(api.get_cuda_path_for_clang).parameters
    assert api.get_cuda_include_dir_for_clang.cache_info().maxsize == 1
    shim = Path(api._get_shim_include_dir())
    assert "_NV_RSQRT_SPECIFIER" in (shim / "crt" / "math_functions.hpp").read_text()
    assert "include_next" in (shim / "texture_fetch_functions.h").read_text()


def test_the_cuda_root_is_looked_up_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the source, with include folders given, and for CUDA's own headers too."""

    def refuse() -> str:
        raise RuntimeError("Unable to find CUDA root directory for clang's `--cuda-path` flag.")

    monkeypatch.setattr(api, "get_cuda_path_for_clang", refuse)
    for arguments in ({}, {"cudatoolkit_include_dirs": ["/usr/include"]}, {"cuda_header_mode": True}):
        with pytest.raises(RuntimeError, match=r"^Unable to find CUDA root"):
            ast_canopy.parse_declarations_from_source("/none.cu", [], "sm_90", **arguments)


def test_the_cuda_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A whole toolkit, else $CUDA_HOME, else what has the headers."""
    (tmp_path / "include").mkdir()
    (tmp_path / "include" / "cuda_runtime.h").write_text("")
    monkeypatch.setattr(api, "get_cuda_include_dir_for_clang", lambda: (str(tmp_path / "include"),))
    monkeypatch.delenv("CUDA_HOME", raising=False)
    assert api.get_cuda_path_for_clang() == str(tmp_path)
    monkeypatch.setenv("CUDA_HOME", "/elsewhere")
    assert api.get_cuda_path_for_clang() == "/elsewhere"
    for part in ("bin", "nvvm"):
        (tmp_path / part).mkdir()
    assert api.get_cuda_path_for_clang() == str(tmp_path)


def test_missing_components_are_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    from numbast import cuda_headers

    monkeypatch.setattr(cuda_headers, "cuda_include_dirs", lambda: ())
    with pytest.warns(UserWarning, match="headers of") as warned:
        assert list(api.get_cuda_include_dir_for_clang.__wrapped__()) == []
    text = " ".join(str(w.message) for w in warned)
    assert all(name in text for name in ("cudart", "nvcc", "curand", "cccl"))


def test_the_clang_binary_is_the_first_argument(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "my-clang"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert api.check_clang_binary("my-clang") == str(program)
    found = ast_canopy.parse_declarations_from_source(HEADER, [HEADER], "sm_90", clang_binary="my-clang")
    assert found.structs  # it is not started
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    with pytest.warns(UserWarning, match=r"clang\+\+"):
        assert api.check_clang_binary(None) == "clang++"


def test_errors_hold_neither_notes_nor_warnings(tmp_path: Path) -> None:
    path = tmp_path / "a.cu"
    path.write_text("#warning one\nint f(int);\nfloat f(int);\n")
    with pytest.raises(pylibastcanopy.ParseError) as caught:
        ast_canopy.parse_declarations_from_source(str(path), [], "sm_90")
    assert re.fullmatch(r"\n\[Error\] .*a\.cu:3:7: functions that differ only in .*", str(caught.value))
    if hasattr(caught.value, "add_note"):
        caught.value.add_note("more")


def test_errors_without_a_place() -> None:
    from ast_canopy import _parse
    from numbast.diagnostics import Diagnostic

    plain = Diagnostic(None, 0, 0, "error", "no place")
    assert _parse._message((plain,)) == "\n[Error] no place"


# ---- what the preprocessor sees --------------------------------------------------------


@pytest.mark.parametrize("target", MARKED, ids="-".join)
def test_the_device_of_the_arch(target: tuple[str, str]) -> None:
    names = {f.name for f in parsed(target).functions}
    of_arch = {"sm_70": "from_70", "sm_80": "from_80", "sm_90": "from_90", "sm_100": "from_90"}
    assert names & {"from_70", "from_80", "from_90", "on_the_host"} == {of_arch[target[0]]}
    assert ("in_20" in names) is (target[1] == "gnu++20")


# ---- types -----------------------------------------------------------------------------


def test_names_of_stdint_stay(rows: Any) -> None:
    expected = {
        "s8": "int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t",
        "sp": "intptr_t uintptr_t intmax_t uintmax_t",
        "sf": "int_fast8_t int_fast16_t int_fast32_t int_fast64_t uint_fast8_t uint_fast64_t",
        "sl": "int_least8_t int_least16_t int_least32_t int_least64_t uint_least8_t uint_least64_t",
    }
    for name, types in expected.items():
        assert [t.name for t in one(rows.functions, name).param_types] == types.split()
    within = one(rows.functions, "stdint_within").param_types
    assert [(t.name, t.unqualified_non_ref_type_name) for t in within] == [
        ("const int8_t *", "int8_t *"),
        ("uint64_t &", "uint64_t"),
        ("int16_t (&)[2]", "int16_t[2]"),
        ("Arg<uint8_t>", "Arg<uint8_t>"),
        ("int32_t *const *", "int32_t * *"),
    ]


def test_aliases_of_cuda_are_looked_through() -> None:
    text = "#include <cuda_fp16.h>\n__device__ half f(half2, const __half &, size_t, cudaStream_t);"
    (found,) = ast_canopy.parse_declarations_from_string(text).functions
    assert found.return_type.name == "__half"
    assert [t.name for t in found.param_types] == [
        *("__half2", "const __half &", "unsigned long", "CUstream_st *")
    ]


# ---- names -----------------------------------------------------------------------------


def test_names_of_the_nameless(rows: Any) -> None:
    member = one(rows.structs, "AnonMem")
    assert [(n.name, n.qual_name) for n in member.nested_records] == [
        ("AnonMem", "AnonMem::AnonMem"),
        ("", f"AnonMem::(anonymous union at {HEADER}:4:18)"),
        ("", f"AnonMem::(unnamed struct at {HEADER}:4:45)"),
    ]
    (closure,) = (s for s in rows.structs if "lambda" in s.qual_name)
    assert re.fullmatch(r"unnamed\d+", closure.name)
    assert closure.qual_name == f"(lambda at {HEADER}:6:12)"
    assert [m.name for m in closure.methods] == ["operator()"]
    nameless = [e.qual_name for e in rows.enums if e.name == ""]
    assert nameless == [f"(unnamed enum at {HEADER}:9:1)", "Te"]
    (pt,) = (s for s in rows.structs if s.qual_name == "Ts")
    assert one(rows.typedefs, "Ts").underlying_name == pt.name


def test_inline_namespaces_are_left_out(rows: Any) -> None:
    assert one(rows.structs, "D").qual_name == "n::D"
    alias = one(rows.typedefs, "DAlias")
    assert (alias.qual_name, alias.underlying_name) == ("n::DAlias", "D")


def test_arguments_of_instances(rows: Any) -> None:
    expected = {
        "Arg": [["const int *"], ["bool"], ["AnonMem"], ["int[3]"], ["int (*)(float)"], ["unsigned int"]],
        "OfU": [["TWO"], ["3"]],
        "OfW": [["n::W::A"], ["9"]],
        "Ptr": [["&target"]],
        "Nul": [["nullptr"]],
        "Tm": [["Arg"]],
        "Fn": [["&freef"]],
        "Wide": [["18446744073709551615"]],
        "Byte": [["200"]],
        "Sc": [["-3"]],
        "Bc": [["1", "120"]],
        "Pk": [["int, const float *, n::W"], [""]],
        "Bl": [["1, 0"]],
        "Is": [["1, -2"]],
    }
    for name, arguments in expected.items():
        found = [s for s in rows.class_template_specializations if s.name == name]
        given = [s.actual_template_arguments for s in found]
        assert given[: len(arguments)] == arguments
        for s in found:
            written = ", ".join(a for a in s.actual_template_arguments if a)
            assert s.specialized_name == s.qual_name == f"{name}<{written}>"
            assert (s.base_name, s.sizeof_ in (1, ast_canopy.INVALID_SIZE_OF)) == (name, True)


def test_mangled_arguments(rows: Any) -> None:
    (found,) = (t for t in rows.function_templates if t.qual_name == "of_wide")
    assert (
        found.function.mangled_name
        == "_Z7of_wide4WideILy18446744073709551615EE4ByteILh200EE2ScILan3EE2BcILb1ELc120EE"
    )


# ---- functions --------------------------------------------------------------------------


def test_attributes_through_macros(rows: Any) -> None:
    found = one(rows.functions, "by_macro")
    assert found.attributes == {"host", "device", "always_inline"}
    assert found.exec_space == pylibastcanopy.execution_space.host_device
    everything = one(rows.functions, "everything")
    assert everything.is_constexpr and everything.mangled_name == "_ZL10everythingv"
    assert everything.is_static and everything.is_noexcept
    folded = one(one(rows.structs, "Mem").methods, "folded")
    assert folded.is_constexpr and folded.attributes == {"device"}


def test_operators_of_a_record(rows: Any) -> None:
    mem = one(rows.structs, "Mem")
    named = {m.name: m for m in mem.methods}
    allocating = [n for n, m in named.items() if m.is_allocation_operator()]
    assert allocating == ["operator new", "operator new[]"]
    freeing = [n for n, m in named.items() if m.is_deallocation_operator()]
    assert freeing == ["operator delete", "operator delete[]"]
    by_elimination = [m.name for m in mem.conversion_operators()]
    assert by_elimination == ["operator++", "operator->", "operator,", "operator||"]
    assert named["operator+"].overloaded_operator_to_python_operator is operator.pos
    assert named["operator-"].overloaded_operator_to_python_operator is operator.sub
    assert [m.name for m in mem.regular_member_functions()] == ["folded"]
    assert list(mem.constructors()) == [] and list(mem.templated_member_functions()) == []


def test_the_table_of_operators() -> None:
    table = """+ pos add; - neg sub; * mul; / truediv; % mod; & and_; | or_; ^ xor; ! not_; ~ inv;
        << lshift; >> rshift; == eq; != ne; < lt; <= le; > gt; >= ge; += iadd; -= isub; *= imul;
        /= itruediv; %= imod; &= iand; |= ior; ^= ixor; <<= ilshift; >>= irshift"""
    rows = [row.split() for row in table.split(";")]
    expected: dict[str, Any] = {sign: tuple(getattr(operator, n) for n in names) for sign, *names in rows}
    expected = {sign: found if len(found) > 1 else found[0] for sign, found in expected.items()}
    assert {**expected, "=": None} == decl.CXX_OP_TO_PYTHON_OP


def _function(name: str, n: int, cls: Any = decl.Function) -> Any:
    t = pylibastcanopy.Type("int", "int", False, False)
    params = [pylibastcanopy.ParamVar(f"p{i}", t) for i in range(n)]
    space = pylibastcanopy.execution_space.device
    return cls(name, t, params, space, False, "", set(), "a.cu")


def test_operators_by_their_names() -> None:
    assert _function("operator co_await", 1).is_cowait_operator()
    assert _function('operator""_km', 1).is_user_defined_literal()
    assert _function("operator_x", 1).is_operator  # by its first letters
    for sign, one_, two in (("+", operator.pos, operator.add), ("-", operator.neg, operator.sub)):
        name = f"operator{sign}"
        assert _function(name, 1).overloaded_operator_to_python_operator is one_
        assert _function(name, 2).overloaded_operator_to_python_operator is two
        assert _function(name, 0, decl.StructMethod).overloaded_operator_to_python_operator is one_
        assert _function(name, 1, decl.StructMethod).overloaded_operator_to_python_operator is two
    for sign in ("()", "[]", "++", "->", ",", "&&", "||", "<=>", " float"):
        f = _function(f"operator{sign}", 1)
        assert f.is_conversion_operator() and not f.is_overloaded_operator()
        with pytest.raises(ValueError, match="operator"):
            assert f.overloaded_operator_to_python_operator
    assert str(_function("f", 2)) == "f(p0, p1) -> int"
    assert _function("Foo<T, N>", 0, decl.TemplatedStructMethod).decl_name == "Foo"


# ---- wrappers ----------------------------------------------------------------------------


def test_an_instance_made_by_hand(rows: Any) -> None:
    """From a record, its template and arguments; parameters without names keep their own arguments."""
    template = next(t for t in rows.class_templates if t.record.name == "Bc")
    record = one(rows.structs, "AnonMem")
    made = decl.ClassTemplateSpecialization(record, template, ["1", "'x'"])
    assert made.qual_name == "Bc<1, 'x'>" and made.fields is record.fields
    assert template.tparam_dict is template.tparam_dict and list(template.tparam_dict) == ["B", "C"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *((f"{t} v = 7", 7) for t in ("int", "unsigned", "long", "unsigned long", "long long", "short")),
        *((f"{t} v = 7", 7) for t in ("signed char", "unsigned char", "unsigned short", "char16_t")),
        *((f"{t} v = -7", -7) for t in ("int", "long", "long long", "signed char")),
        *((f"{t} v = 0.5", 0.5) for t in ("float", "double")),
        ("const int v = 1 << 4", 16),
        ("std::uint64_t v = ~0ull", 2**64 - 1),
    ],
)
def test_constants_of_all_types(text: str, expected: Any) -> None:
    source = f"#include <cstdint>\nconstexpr {text};"
    found = ast_canopy.value_from_constexpr_vardecl(source, "v", "sm_90")
    assert found is not None and found.value == expected and type(found.value) is type(expected)


# ---- states ------------------------------------------------------------------------------


def states() -> dict[str, tuple[Any, tuple[Any, ...]]]:
    """An object of each class, and the state that the old tool pickles for it."""
    p = pylibastcanopy
    t = p.Type("const int &", "int", False, True)
    enum = p.Enum("E", ["A"], ["1"], t, "n::E")
    field = p.Field("f", t, p.access_kind.protected_)
    var = p.ParamVar("x", t)
    tp = p.TemplateParam("T", p.template_param_kind.non_type, t, True)
    function = p.Function("f", t, [var], p.execution_space.global_, "n::f")
    method = p.Method("m", t, [var], p.execution_space.host, "S::m")
    method.kind = p.method_kind.destructor
    template = p.Template([tp], 1)
    record = p.Record("S", "n::S")
    record.fields, record.methods, record.sizeof_, record.alignof_ = [field], [method], 4, 2
    lists: tuple[Any, ...] = ("S", [field], [method], [], [], [], 4, 2, "", "n::S")
    return {
        "Type": (t, ("const int &", "int", False, True)),
        "Enum": (enum, ("E", "n::E", ["A"], ["1"], t)),
        "Field": (field, ("f", t, p.access_kind.protected_)),
        "ParamVar": (var, ("x", t)),
        "TemplateParam": (tp, ("T", p.template_param_kind.non_type, t, True)),
        "Function": (function, ("f", t, [var], p.execution_space.global_, "n::f")),
        "Template": (template, ([tp], 1)),
        "Record": (record, lists),
        "Typedef": (p.Typedef("A", "S", "n::A"), ("A", "S", "n::A")),
    }


@pytest.mark.parametrize("name", list(states()))
def test_the_state_of_each_class(name: str) -> None:
    """It is what the old tool kept, and what was kept so loads."""
    made, state = states()[name]
    assert made.__getstate__() == state
    again = type(made).__new__(type(made))
    again.__setstate__(state)
    assert again.__getstate__() == state
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        loaded = pickle.loads(pickle.dumps(made, protocol))
        assert type(loaded) is type(made) and vars(loaded).keys() == vars(made).keys()


def test_states_of_what_holds_others() -> None:
    p = pylibastcanopy
    (function, plain), (template, pair) = states()["Function"], states()["Template"]
    method = p.Method.__new__(p.Method)
    method.__setstate__((function, p.method_kind.conversion_function))
    base, kind = method.__getstate__()
    assert (base.__getstate__(), kind) == (plain, p.method_kind.conversion_function)
    record = states()["Record"][0]
    for cls, inner in ((p.FunctionTemplate, function), (p.ClassTemplate, record)):
        made = cls.__new__(cls)
        made.__setstate__((template, inner, "n::x"))
        base, held, qualified = made.__getstate__()
        assert (base.__getstate__(), held, qualified) == (pair, inner, "n::x")
        assert pickle.loads(pickle.dumps(made)).qual_name == "n::x"
