"""Options: names, values, what a wrong one says; the same set as keywords, config keys and flags."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import numbast
from numbast.cli import _given_options, _parser
from numbast.errors import ConfigError
from numbast.options import Options, option_fields, options_from

SCHEMA = Path(numbast.__file__).with_name("config_schema.json")


def test_defaults():
    assert options_from({}) == Options()
    assert Options().arch == ("sm_90",)
    assert Options().std == "c++17"


def test_one_set_of_names():
    schema = json.loads(SCHEMA.read_text())["$defs"]["own"]["properties"]
    assert set(option_fields()) <= set(schema)
    flags = _parser().parse_args(["generate"])
    assert all(hasattr(flags, name) for name in option_fields())


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"defines": {"A": 1, "B": None, "C": True, "D": "x y"}}, {"defines": ("A=1", "B", "C", "D=x y")}),
        ({"defines": "A"}, {"defines": ("A",)}),
        ({"arch": "sm_80,sm_90a"}, {"arch": ("sm_80", "sm_90a")}),
        ({"arch": ["sm_80", "sm_80"]}, {"arch": ("sm_80",)}),
        ({"std": "gnu++20"}, {"std": "c++20"}),
        ({"include_dirs": Path("a")}, {"include_dirs": ("a",)}),
        ({"include": None}, {}),
        (
            {"prefix_strip": "nv_"},
            {
                "prefix_strip": dict.fromkeys(
                    ("function", "record", "enum", "constant", "alias", "macro"), ("nv_",)
                )
            },
        ),
        (
            {"intents": {"f": {"x": "out_return", "y": "inout_ptr"}}},
            {"intents": {"f": {"x": "out", "y": None}}},
        ),
        ({"patches": {"a.h": [["x", "y"]]}}, {"patches": {"a.h": (("x", "y"),)}}),
        ({"patches": {"a.h": [["x", "y", "if there"]]}}, {"patches": {"a.h": (("x", "y", "if there"),)}}),
    ],
)
def test_normalised(given, expected):
    assert options_from(given) == Options(**expected)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"inclde": "x"}, "unknown option 'inclde'; did you mean 'include'?"),
        ({"zzz": 1}, "unknown option 'zzz'"),
        ({"std": "c++98"}, "option 'std': unknown value 'c++98'; did you mean 'c++23'?"),
        ({"arch": "sm_91"}, "option 'arch': unknown arch 'sm_91'; did you mean 'sm_90'?"),
        ({"arch": 90}, "option 'arch' takes text or a list of texts, not 90"),
        ({"strict": "yes"}, "option 'strict' takes true or false, not 'yes'"),
        (
            {"exclude": "f("},
            (
                "option 'exclude': 'f(' is not a regular expression: "
                "missing ), unterminated subpattern at position 1"
            ),
        ),
        ({"rename": {"f": "a-b"}}, "option 'rename': 'a-b' is not a Python name"),
        (
            {"prefix_strip": {"struct": "x"}},
            (
                "option 'prefix_strip': unknown kind 'struct' "
                "(one of: function, record, enum, constant, alias, macro)"
            ),
        ),
        ({"intents": {"f": {"x": "ouut"}}}, "option 'intents': unknown intent 'ouut'; did you mean 'out'?"),
        ({"defines": "1A"}, "option 'defines' takes macros as NAME or NAME=VALUE, not '1A'"),
        ({"backend": "numba"}, "option 'backend': unknown value 'numba'; did you mean 'numba-cuda'?"),
        (
            {"patches": {"a.h": [["x", "y", "perhaps"]]}},
            "option 'patches' takes for each header a list of [old, new], not [['x', 'y', 'perhaps']]",
        ),
        (
            {"patches": {"a.h": ["x"]}},
            "option 'patches' takes for each header a list of [old, new], not ['x']",
        ),
    ],
)
def test_wrong(given, message):
    with pytest.raises(ConfigError) as caught:
        options_from(given)
    assert str(caught.value) == message
    assert caught.value.key == next(iter(given))


def test_relative_paths_start_at_the_base():
    made = options_from({"include_dirs": ["inc", "/abs"]}, base="/base")
    assert made.include_dirs == ("/base/inc", "/abs")


def test_flags_say_what_keywords_say():
    flags = _parser().parse_args(
        "generate x.h -o m.py -I a -I b -D A=1 --arch sm_80 --rename f=g --prefix-strip function=nv_ "
        "--intents ns::f:x=out --intents ns::f:y=inout --default-device --strict".split()
    )
    assert options_from(_given_options(flags)) == Options(
        include_dirs=("a", "b"),
        defines=("A=1",),
        arch=("sm_80",),
        rename={"f": "g"},
        prefix_strip={"function": ("nv_",)},
        intents={"ns::f": {"x": "out", "y": "inout"}},
        default_device=True,
        strict=True,
    )
