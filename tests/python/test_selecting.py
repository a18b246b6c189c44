"""Regexes over names: include, exclude, rename, prefixes, intents, cooperative."""

from __future__ import annotations

from pathlib import Path

import pytest

import numbast
from numbast.errors import ConfigError
from numbast.options import options_from
from numbast.selecting import Name, selection_options
from numbast.testing import compile_kernel
from tools import modules

NAMES = (
    Name("ns", "namespace"),
    Name("ns::f", "function"),
    Name("ns::nv_g", "function"),
    Name("ns::S", "record"),
    Name("ns::S::m", "function"),
    Name("operator+", "function"),
    Name("ns::operator<", "function"),
    Name("NV_MODE", "enum"),
    Name("h", "function"),
)


def chosen(**options):
    return selection_options(NAMES, options_from(options))


def test_last_part_of_operators():
    assert Name("ns::operator<", "function").last == "operator<"
    assert Name("ns::S::operator std::size_t", "function").last == "operator std::size_t"
    assert Name("ns::operator_x", "function").last == "operator_x"
    assert Name("f", "function").scope == ""
    assert Name("a::b::c", "function").scope == "a::b"


def test_nothing_asked():
    assert chosen() == []


def test_exclude_wins():
    assert chosen(include=["ns::.*", "h"], exclude=["h"]) == [
        "--exclude=operator+=not named by the option 'include'",
        "--exclude=NV_MODE=not named by the option 'include'",
        "--exclude=h=excluded by the option 'exclude'",
    ]


def test_members_follow_their_record():
    assert "ns::S::m" not in " ".join(chosen(include=["ns::S"]))


def test_rename():
    assert chosen(rename={r"ns::(\w)": r"\1_new"}) == ["--rename=ns::f=f_new", "--rename=ns::S=S_new"]


def test_prefixes():
    assert chosen(prefix_strip={"function": ["nv_"], "enum": "NV_"}) == [
        "--rename=ns::nv_g=g",
        "--rename=NV_MODE=MODE",
    ]


def test_clashing_names():
    with pytest.raises(ConfigError, match="option 'rename': 'ns::f' and 'ns::nv_g' would both be 'f'"):
        chosen(rename={"ns::nv_g": "f"})
    with pytest.raises(ConfigError, match="'ns::S' would become '1S', which is no Python name"):
        chosen(rename={"ns::(S)": r"1\1"})


def test_intents():
    assert chosen(intents={r"ns::\w*[fg]": {"x": "out"}}) == [
        "--intent=ns::f:x=out",
        "--intent=ns::nv_g:x=out",
    ]
    assert chosen(intents={"operator+": {"0": "in"}}) == ["--intent=operator+:0=in"]
    with pytest.raises(
        ConfigError, match="option 'intents': no function is called 'ns::ff'; did you mean 'ns::f'"
    ):
        chosen(intents={"ns::ff": {"x": "out"}})


def test_cooperative():
    assert chosen(cooperative=["h"]) == ["--cooperative=h"]


@pytest.mark.parametrize("option", ["include", "exclude", "cooperative"])
def test_a_pattern_that_nothing_matches_is_told(option):
    with pytest.warns(
        UserWarning, match=f"option '{option}': nothing is called 'ns::fx'; did you mean 'ns::f'"
    ):
        chosen(**{option: ["ns::fx"]})


def test_a_rename_that_nothing_matches_is_told():
    with pytest.warns(UserWarning, match="option 'rename': nothing is called 'zzz.*'"):
        chosen(rename={"zzz.*": "a"})


def test_members_go_with_their_record():
    assert chosen(exclude=["ns::S"]) == [
        "--exclude=ns::S=excluded by the option 'exclude'",
        "--exclude=ns::S::m=excluded by the option 'exclude' with 'ns::S'",
    ]


def test_details_that_are_asked_for(tmp_path: Path) -> None:
    """By a regex that says the word; never by one that matches everything."""
    path = tmp_path / "details.cuh"
    path.write_text(
        "namespace lib { namespace detail { __device__ inline int helper(int x) { return x; }\n"
        "struct Kept { int x; __device__ int get() const { return x; } };\n"
        "__device__ inline int other(int x) { return x; } }\n"
        "__device__ inline int plain(int x) { return x; } }\n"
    )
    bound = lambda *include: {e.name for e in numbast.report(path, include=include, nvrtc_check=False).bound}  # noqa: E731
    assert bound(".*") == {"lib::plain"}
    found = bound("lib::plain", "lib::detail::(helper|Kept)")
    assert found >= {"lib::plain", "lib::detail::helper", "lib::detail::Kept", "lib::detail::Kept::get"}
    assert "lib::detail::other" not in found


def test_prefixes_of_enumerators(tmp_path: Path) -> None:
    """An enum's prefixes go for its enumerators, as in numbast 0.10; `rename` takes one alone."""
    header = tmp_path / "colours.cuh"
    header.write_text(
        "namespace n { enum NVColour { NV_RED, NV_BLUE = 7 }; enum class Size { NV_S, Large }; }\n"
        "enum { NV_FREE = 3 };\n"
        "__device__ inline int f(n::NVColour c = n::NV_BLUE) { return c; }\n"
    )
    options = {"prefix_strip": {"enum": ["NV_", "NV"]}, "rename": {"n::Size::Large": "L"}}
    output = tmp_path / "colours_stripped.py"
    numbast.generate(header, output, nvrtc_check=False, **options)
    lib = modules.load_file(output)
    assert (lib.n.RED, lib.n.BLUE, lib.n.Colour.BLUE, lib.FREE) == (0, 7, 7, 3)
    assert [m.name for m in lib.n.Size] == ["S", "L"]
    assert "    BLUE = 7\n" in output.with_suffix(".pyi").read_text()

    def kernel(out):  # type: ignore[no-untyped-def]
        out[0] = lib.f() + lib.f(lib.n.Colour.RED)

    assert compile_kernel(kernel, "void(int32[::1])", arch="sm_90").calls == 0
