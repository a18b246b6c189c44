"""Config files: both syntaxes, the older tool's keys, lines in errors."""

from __future__ import annotations

import json

import pytest

from numbast.config import OLDER_KEYS, _schema, read_config
from numbast.errors import ConfigError

YAML = """\
headers: [my.cuh, cuda_bf16.h]
output: out/my.py
include_dirs: inc
defines: {A: 1}
rename:
  "ns::f": g
intents:
  ns::h: {x: out}
"""

TOML = """\
[project]
name = "x"

[tool.numbast]
headers = ["my.cuh", "cuda_bf16.h"]
output = "out/my.py"
include_dirs = "inc"
defines = {A = 1}

[tool.numbast.rename]
"ns::f" = "g"

[tool.numbast.intents."ns::h"]
x = "out"
"""


@pytest.mark.parametrize(("name", "text"), [("c.yaml", YAML), ("pyproject.toml", TOML)])
def test_both_syntaxes(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    (tmp_path / "my.cuh").write_text("")
    config = read_config(str(tmp_path / name))
    assert config.headers == (str(tmp_path / "my.cuh"), "cuda_bf16.h")
    assert config.output == str(tmp_path / "out" / "my.py")
    assert config.options.include_dirs == (str(tmp_path / "inc"),)
    assert config.options.defines == ("A=1",)
    assert config.options.rename == {"ns::f": "g"}
    assert config.options.intents == {"ns::h": {"x": "out"}}


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("c.yaml", "headers: x.h\narhc: sm_80\n", "2: unknown key 'arhc'; did you mean 'arch'?"),
        (
            "c.yaml",
            "headers: x.h\n\narch: sm_91\n",
            "3: option 'arch': unknown arch 'sm_91'; did you mean 'sm_90'?",
        ),
        ("c.yaml", "headers: x.h\nstrict: 3\n", "2: key 'strict': 3 is not of type 'boolean'"),
        ("c.yaml", "headers: x.h\nheaders: y.h\n", "2: the key 'headers' is there twice"),
        ("c.yaml", "output: x.py\n", " the key 'headers' is missing: which headers to bind"),
        ("c.yaml", "headers: [x.h\n", "2: not valid YAML: expected ',' or ']', but got '<stream end>'"),
        ("c.yaml", "- x\n", "1: the config file must hold keys and values"),
        (
            "c.yaml",
            "headers: !!python/object:os.system {}\n",
            (
                "1: not valid YAML: could not determine a constructor for the tag "
                "'tag:yaml.org,2002:python/object:os.system'"
            ),
        ),
        ("c.toml", "headers = 'x.h'\n\narhc = 'y'\n", "3: unknown key 'arhc'; did you mean 'arch'?"),
        ("c.toml", "headers = \n", "1: not valid TOML: Invalid value"),
        ("pyproject.toml", "[tool.other]\nx = 1\n", " there is no [tool.numbast] table"),
    ],
)
def test_wrong(tmp_path, name, text, message):
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        read_config(str(path))
    assert str(caught.value) == f"{path}:{message}"


def test_not_there_and_not_text(tmp_path):
    missing = tmp_path / "no.yaml"
    with pytest.raises(ConfigError, match="cannot read the config file: No such file"):
        read_config(str(missing))
    missing.write_bytes(b"headers: \xff\n")
    with pytest.raises(ConfigError, match=r"the config file is not UTF-8 \(byte 9\)"):
        read_config(str(missing))


OLDER = """\
Name: Test
Version: 0.0.1
Entry Point: my.cuh
GPU Arch: [sm_80]
File List: [my.cuh, !numbast_join [other, .cuh]]
Types: {S: Type}
Data Models: {S: StructModel}
Exclude: {Function: [host], Struct: null}
Skip Prefix: __internal
Clang Include Paths: [inc]
Predefined Macros: [A=1]
Output Name: bindings.py
API Prefix Removal: {Function: [nv_], Enum: NV_}
Module Callbacks: null
Cooperative Launch Required Functions Regex: [_sync$]
Function Argument Intents:
  f: {out: out_return, p: out_ptr}
  S.m: {0: inout}
Use Separate Registry: True
"""


def test_older_keys(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("my.cuh", "other.cuh"):
        (tmp_path / name).write_text("")
    (tmp_path / "inc").mkdir()
    (tmp_path / "sub").mkdir()
    path = tmp_path / "sub" / "c.yaml"  # their paths start at the working directory, not at the file
    path.write_text(OLDER.replace("  S.m: {0: inout}", "  S.m: {'0': inout}"))
    config = read_config(str(path))
    options = config.options
    assert config.headers == (str(tmp_path / "my.cuh"),)
    assert config.output == "bindings.py"
    assert options.arch == ("sm_80",)
    assert options.retain == (str(tmp_path / "my.cuh"), str(tmp_path / "other.cuh"))
    assert options.exclude == ("(.*::)?host(::.*)?", r"(.*::)?__internal\w*")
    assert options.prefix_strip == {"function": ("nv_",), "enum": ("NV_",)}
    assert options.cooperative == ("(?s:.*)(?:_sync$)(?s:.*)",)
    assert options.intents == {"(.*::)?f": {"out": "out", "p": None}, "(.*::)?S::m": {"0": "inout"}}
    assert config.notes == (
        "the key 'Types' has no effect any more",
        "the key 'Data Models' has no effect any more",
    )


def test_older_header_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my.cuh").write_text("")
    (tmp_path / "c.yaml").write_text(
        "Entry Point: my.cuh\nGPU Arch: [sm_80]\nFile List: [my.cuh]\nShim Include Override: '\"my.cuh\"'\n"
    )
    config = read_config("c.yaml")
    assert config.headers == ("my.cuh",)
    assert config.options.include_dirs == (str(tmp_path),)
    assert config.output == "my.py"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("Skip Prefxi: x\n", "4: unknown key 'Skip Prefxi'; did you mean 'Skip Prefix'?"),
        ("Entry Point: no.cuh\n", "1: Entry Point 'no.cuh' does not exist"),
        (
            "MLIR Backend: true\n",
            "4: the key 'MLIR Backend' needs the backend numba-cuda-mlir, which this version does not have",
        ),
        (
            "Shim Include Override: f(x)\n",
            "4: the key 'Shim Include Override' must be a header's name, not 'f(x)'",
        ),
        (
            "Module Callbacks: {setup: 'lambda o: None'}\n",
            "4: the key 'Module Callbacks' needs callbacks, which this version does not have",
        ),
        ("Exclude: [x]\n", "4: key 'Exclude': ['x'] is not of type 'object', 'null'"),
    ],
)
def test_older_wrong(tmp_path, monkeypatch, change, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my.cuh").write_text("")
    text = "Entry Point: my.cuh\nGPU Arch: [sm_80]\nFile List: [my.cuh]\n"
    text = change + text.partition("\n")[2] if change.startswith("Entry") else text + change
    (tmp_path / "c.yaml").write_text(text)
    with pytest.raises(ConfigError) as caught:
        read_config("c.yaml")
    assert str(caught.value) == f"c.yaml:{message}"


def test_schema_knows_the_older_keys():
    assert set(_schema("older")["$defs"]["older"]["properties"]) == set(OLDER_KEYS)
    assert json.dumps(_schema("own"))
