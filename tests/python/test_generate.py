"""The one path to a module: what is written, that it is the same everywhere, what the report holds."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import numbast
from numbast import cli

HEADER = """\
#pragma once
#include "part/inner.cuh"
namespace ns {
/// Twice.
__device__ inline int twice(int x) { return 2 * x; }
__device__ inline int nv_thrice(int x) { return 3 * x; }
}
struct Pair { int a, b; };
__device__ inline int sum(Pair p) { return p.a + p.b; }
__device__ inline void halve(int x, int &out) { out = x / 2; }
inline int host(int x) { return x; }
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    folder = tmp_path / "proj"
    (folder / "part").mkdir(parents=True)
    (folder / "my.cuh").write_text(HEADER)
    (folder / "part" / "inner.cuh").write_text("__device__ inline int inner(int x) { return x; }\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def table_of(path: Path) -> dict:
    space: dict = {}
    head = path.read_text().split("# The runtime of")[0].split("from _numbast_runtime")[0]
    exec(head.split("if __package__")[0], space)
    return space["__numbast_table__"]


def test_what_is_written(project):
    report = numbast.generate("proj/my.cuh", "out/m.py", report="out/r.json")
    assert sorted(str(p.relative_to(project)) for p in (project / "out").rglob("*") if p.is_file()) == [
        "out/m.py",
        "out/m.pyi",
        "out/m_include/my.cuh",
        "out/m_include/part/inner.cuh",
        "out/r.json",
    ]
    table = table_of(project / "out" / "m.py")
    assert table["headers"] == ("my.cuh",)
    assert table["embedded"] == ("my.cuh", "part/inner.cuh")
    assert set(table["names"]["ns"]) == {"twice", "nv_thrice"}
    assert (
        json.loads((project / "out" / "r.json").read_text())["nvrtc"] == json.loads(report.to_json())["nvrtc"]
    )
    assert str(project) not in (project / "out" / "m.py").read_text()


def test_the_module_works_where_it_is_moved(project):
    numbast.generate("proj/my.cuh", "out/m.py")
    (project / "proj").rename(project / "gone")
    (project / "out").rename(project / "moved")
    code = (
        "import m; from numbast.testing import compile_kernel\n"
        "def k(x):\n    x[0] = m.ns.twice(x[0]) + m.inner(1)\n"
        "assert compile_kernel(k, 'void(int32[::1])').cubin[:4] == b'\\x7fELF'\n"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(project / "moved"), *sys.path])}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_same_bytes_everywhere(project):
    """Twice, from another folder, with another hash seed."""
    numbast.generate("proj/my.cuh", "one/m.py", nvrtc_check=False)
    numbast.generate(str(project / "proj" / "my.cuh"), "two/m.py", nvrtc_check=False)
    code = "import numbast; numbast.generate('my.cuh', '../three/m.py', nvrtc_check=False)"
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONHASHSEED": "7"}
    subprocess.run([sys.executable, "-c", code], cwd=project / "proj", env=env, check=True)
    for name in ("m.py", "m.pyi"):
        texts = {(project / folder / name).read_bytes() for folder in ("one", "two", "three")}
        assert len(texts) == 1


def test_sibling_runtime(project):
    numbast.generate("proj/my.cuh", "pkg/m.py", runtime="sibling", nvrtc_check=False)
    (project / "pkg" / "__init__.py").write_text("")
    assert (project / "pkg" / "_numbast_runtime.py").is_file()
    code = "import pkg.m; assert pkg.m.ns.twice.overloads"
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(project), *sys.path])}
    subprocess.run([sys.executable, "-c", code], env=env, check=True)


def test_choosing(project):
    numbast.generate(
        "proj/my.cuh",
        "m.py",
        exclude=["inner"],
        rename={"sum": "total"},
        prefix_strip={"function": ["nv_"]},
        intents={"halve": {"out": "out"}},
        nvrtc_check=False,
    )
    table = table_of(project / "m.py")
    assert set(table["names"]["ns"]) == {"twice", "thrice"}
    assert "total" in table["names"][""]
    assert "inner" not in table["names"][""]
    assert "excluded by the option 'exclude'" in table["skipped"]["inner"]
    (row,) = (r for r in table["rows"] if r[1] == "halve")
    assert row[7]["intents"] == {1: "out"}


def test_include_keeps_the_types_that_are_needed(project):
    numbast.generate("proj/my.cuh", "m.py", include=["sum"], nvrtc_check=False)
    table = table_of(project / "m.py")
    assert [r[1] for r in table["rows"] if r[0] == "f"] == ["sum"]
    assert table["types"]["Pair"][0] == "record"


def test_patches_reach_nvrtc(project):
    """A function that only a changed text makes NVRTC take."""
    header = project / "proj" / "odd.cuh"
    header.write_text("__device__ inline int f(int x) { return missing; }\n")
    (skipped,) = numbast.generate("proj/odd.cuh", "m.py").skipped
    assert skipped.reason == 'NVRTC: identifier "missing" is undefined'
    report = numbast.generate("proj/odd.cuh", "m.py", patches={"odd.cuh": [["missing", "x"]]})
    assert report.callables == (1, 1)
    assert table_of(project / "m.py")["patches"] == {"odd.cuh": (("missing", "x"),)}


def test_extra_source_and_no_header(project):
    report = numbast.generate([], "m.py", extra_source="__device__ inline int f(int x) { return x; }")
    assert report.callables == (1, 1)
    assert table_of(project / "m.py")["headers"] == ()


def test_report(project):
    report = numbast.report("proj/my.cuh", nvrtc_check=False)
    assert report.callables == (5, 5)
    assert {e.name for e in report.bound if e.kind == "function"} >= {"ns::twice", "sum", "inner"}
    (skipped,) = report.skipped
    assert (skipped.name, skipped.file, skipped.line) == ("host", "my.cuh", 11)
    assert report.by_reason == {"host function": 1}
    assert str(report).startswith("my.cuh (CUDA ")
    assert json.loads(report.to_json())["format"] == 1
    report.to_html(project / "r.html")
    page = (project / "r.html").read_text()
    assert '"ns.twice"' in page
    assert "http" not in page


def test_inspect(project, capsys):
    model = numbast.inspect("proj/my.cuh")
    assert model["format"] == 1
    assert cli.main(["inspect", "proj/my.cuh", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == model


def test_dry_run_says_which_files_count(project, capsys):
    assert cli.main(["generate", "proj/my.cuh", "--dry-run", "--no-nvrtc-check"]) == 0
    out, _ = capsys.readouterr()
    assert out.startswith("files whose declarations count:\n  my.cuh\n  part/inner.cuh\n\nwould be bound:\n")
    assert "  function int ns::twice(int x)\n" in out
    assert not list(project.glob("*.py"))


def test_config_file_and_flags(project, capsys):
    (project / "proj" / "numbast.toml").write_text(
        'headers = ["my.cuh"]\noutput = "../gen/m.py"\narch = ["sm_80"]\nnvrtc_check = false\n'
    )
    assert cli.main(["generate", "--config", "proj/numbast.toml", "--std", "c++20"]) == 0
    table = table_of(project / "gen" / "m.py")
    assert (table["archs"], table["std"]) == (("sm_80",), "c++20")
    _, err = capsys.readouterr()
    assert f"wrote {project}/gen/m.py" in err


def test_importing_costs_nothing():
    code = (
        "import sys; before = set(sys.modules); import numbast; dir(numbast)\n"
        "print(sorted(set(sys.modules) - before - {'__future__', 'typing'}))"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert done.stdout == "['numbast']\n"


def test_public_names():
    assert all(getattr(numbast, name) is not None for name in numbast.__all__)
    importlib.import_module("numbast.generating")  # a submodule must not hide the function
    assert callable(numbast.generate)
    with pytest.raises(AttributeError, match="module 'numbast' has no attribute 'generat'"):
        _ = numbast.generat


def test_one_class_of_each_error():
    from numbast.runtime import failures

    assert numbast.NotBoundError is failures.NotBoundError
    assert issubclass(failures.RuntimeNumbastError, numbast.NumbastError)
    assert issubclass(numbast.NotBoundError, AttributeError)


def test_the_version_is_the_packages():
    root = Path(__file__).resolve().parents[2]
    assert f"version: '{numbast.__version__}'" in (root / "meson.build").read_text()
    assert f'version = "{numbast.__version__}"' in (root / "pyproject.toml").read_text()


@pytest.mark.parametrize(
    "flags",
    [
        ["--runtime", "sibling"],
        ["--no-embed-headers"],
        ["--no-nvrtc-check"],
        ["--runtime=sibling", "--no-embed-headers", "--no-nvrtc-check", "--include", ".*twice"],
    ],
)
def test_check_knows_how_it_was_made(project, flags, capsys):
    """The options line says all that a module depends on; without flags it is as it was."""
    assert cli.main(["generate", "proj/my.cuh", "-o", "out/m.py", *flags]) == 0
    assert cli.main(["check", "out/m.py", "proj/my.cuh"]) == 0, capsys.readouterr().err
    (project / "proj" / "my.cuh").write_text(HEADER.replace("Twice.", "Doubled.").replace("2 * x", "x + x"))
    assert cli.main(["check", "out/m.py", "proj/my.cuh"]) == 4


def test_the_options_line_is_short(project):
    numbast.generate("proj/my.cuh", "out/m.py", nvrtc_check=False)
    line = (project / "out" / "m.py").read_text().splitlines()[2]
    assert line == '# numbast options: {"headers": ["my.cuh"], "nvrtc_check": false}'
    numbast.generate("proj/my.cuh", "out/m.py")
    assert '"nvrtc_check"' not in (project / "out" / "m.py").read_text().splitlines()[2]


def test_the_text_of_a_header_error_says_where(project):
    (project / "bad.cuh").write_text("".join(f"#error number {i}\n" for i in range(12)))
    with pytest.raises(numbast.HeaderError) as caught:
        numbast.generate("bad.cuh", "m.py")
    lines = str(caught.value).splitlines()
    assert lines[0] == "12 errors:"
    assert lines[1] == "bad.cuh:1:2: error: number 0"
    assert (len(lines), lines[-1]) == (12, "... and 2 more")


def test_nvrtc_of_the_same_cuda_is_not_advised(project):
    (project / "odd.cuh").write_text(
        "#if defined(__CUDACC_RTC__)\n#error not for NVRTC\n#endif\n__device__ inline int f() { return 1; }\n"
    )
    with pytest.raises(numbast.HeaderError, match="not for NVRTC") as caught:
        numbast.generate("odd.cuh", "m.py")
    assert "with which it was generated" not in str(caught.value)


def test_a_glob_that_matches_no_file_is_told(project):
    with pytest.warns(UserWarning, match="option 'retain': no file that was read matches 'your.cuh'"):
        numbast.generate("proj/my.cuh", "m.py", retain=["my.cuh", "your.cuh"])


def test_a_module_cannot_be_called_like_a_keyword(project):
    with pytest.raises(numbast.ConfigError, match="that Python can import"):
        numbast.generate("proj/my.cuh", "class.py")


@pytest.mark.parametrize("name", ["my.cuh", "part/inner.cuh"])
def test_a_byte_order_mark(project, name):
    path = project / "proj" / name
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    numbast.generate("proj/my.cuh", "out/m.py")
    assert not (project / "out" / "m_include" / name).read_bytes().startswith(b"\xef\xbb\xbf")
    assert not numbast.load("proj/my.cuh").__numbast_library__.units.compiled(0, "sm_90").refused


COUNTED = """\
#define EMPTY
struct C { int x; __device__ ~C() {} __device__ int g() const { return x; } };
struct Opaque { int x; private: int y; };
struct V { int v; __device__ V(int a) : v(a) {} __device__ int m() const { return v; } };
__device__ inline int use(V v, Opaque *o) { return v.v; }
"""


def test_the_counts_of_a_report_add_up(project):
    (project / "c.cuh").write_text(COUNTED)
    report = numbast.report("c.cuh", nvrtc_check=False)
    fates = [d["fate"] for d in json.loads(report.to_json())["declarations"]]
    for fate, entries in (("bound", report.bound), ("opaque", report.opaque), ("skipped", report.skipped)):
        assert report.counts[fate] == len(entries) == fates.count(fate)
    assert sum(report.by_reason.values()) == len(report.skipped) == 1
    assert report.opaque_by_reason == {"private fields": 1}
    line = next(line for line in str(report).splitlines() if line.startswith("  bound"))
    total, kinds = line.removeprefix("  bound").split(":")
    assert int(total) == sum(int(kind.split()[0]) for kind in kinds.split(",")) == len(report.bound)


def test_what_is_excluded_is_opaque(project):
    (project / "c.cuh").write_text(COUNTED)
    numbast.generate("c.cuh", "out/m.py", exclude=["V"], nvrtc_check=False)
    table = table_of(project / "out" / "m.py")
    kind, size, _, flags, _, bases, fields, members = table["types"]["V"]
    assert (kind, size, bases, fields, members) == ("record", 4, (), (), {})
    assert "p" not in flags and "V" not in table["names"][""] and "use" in table["names"][""]
    assert table["skipped"]["V::m"].endswith("excluded by the option 'exclude' with 'V'")
