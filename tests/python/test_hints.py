"""What is said beside an error where an option mends it, and names and reasons that a report tells."""

from __future__ import annotations

from pathlib import Path

import pytest

import numbast
from numbast import cli
from numbast.diagnostics import render

NEWER = """\
template <class T> concept Small = sizeof(T) <= 4;
template <class T> requires Small<T> __device__ T one(T x);
"""


def said(text: str, **options: object) -> str:
    with pytest.raises(numbast.HeaderError) as caught:
        numbast.load_source(text, **options)
    return render(caught.value.diagnostics)


def test_words_of_a_newer_standard() -> None:
    hint = "note: a word of C++20: --std c++20 (option 'std') has it"
    assert said(NEWER).count(hint) == 1
    numbast.load_source(NEWER, std="c++20")


@pytest.mark.parametrize("name", ["defs.h", "./some/defs.cuh"])
def test_a_prelude_that_names_a_file(name: str) -> None:
    text = said("__device__ inline int f() { return 1; }", prelude=name)
    assert f"note: 'prelude' and 'extra_source' are C++ text: a file is named by #include \"{name}\"" in text


def test_headers_that_nvrtc_refuses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    header = tmp_path / "refused.cuh"
    header.write_text("#ifdef __CUDACC_RTC__\n#error not here\n#endif\n__device__ inline int f();\n")
    assert cli.main(["generate", str(header), "-o", str(tmp_path / "m.py")]) == cli.EXIT_HEADER
    assert "--no-nvrtc-check (nvrtc_check=False) writes the module all the same" in capsys.readouterr().err
    assert cli.main(["generate", str(header), "-o", str(tmp_path / "m.py"), "--no-nvrtc-check"]) == 0


def reasons(tmp_path: Path, text: str) -> dict[str, str]:
    header = tmp_path / "named.cuh"
    header.write_text(text)
    report = numbast.report(header, nvrtc_check=False)
    return {e.name: e.reason for e in report.entries if e.reason}


def test_a_directive_of_what_is_not_there(tmp_path: Path) -> None:
    found = reasons(tmp_path, "using namespace nowhere;\n__device__ inline int f() { return 1; }\n")
    assert found == {"nowhere": "expected namespace name"}


def test_conversions_that_are_templates(tmp_path: Path) -> None:
    text = "struct G { template <class T> __device__ operator T *() const; int x; };\n"
    assert list(reasons(tmp_path, text)) == ["G::operator T *"]


def test_constants_that_are_defined_elsewhere(tmp_path: Path) -> None:
    text = "struct P { int x; };\nstruct S { static const P origin; static const int n; int x; };\n"
    text += "extern const int later;\n"
    found = reasons(tmp_path, text)
    assert found == dict.fromkeys(("S::origin", "S::n", "later"), "a constant that is defined elsewhere")
