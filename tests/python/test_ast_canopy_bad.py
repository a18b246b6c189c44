"""ast_canopy on bad input: lists or an exception that says why, in a process that lives on."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

import ast_canopy
from ast_canopy import pylibastcanopy

parse = ast_canopy.parse_declarations_from_source
ParseError = pylibastcanopy.ParseError


def write(folder: Path, name: str, text: str | bytes) -> str:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


# ---- files ------------------------------------------------------------------------------


@pytest.mark.parametrize("bypass", [False, True])
def test_a_folder(tmp_path: Path, bypass: bool) -> None:
    with pytest.raises(RuntimeError, match=r"^Failed to create an ASTUnit pointer\.$"):
        parse(str(tmp_path), [], "sm_90", bypass_parse_error=bypass)


def test_an_included_folder(tmp_path: Path) -> None:
    (tmp_path / "inc.h").mkdir()
    path = write(tmp_path, "a.cu", '#include "inc.h"\n')
    with pytest.raises(ParseError, match=r"inc\.h"):
        parse(path, [path], "sm_90")


@contextlib.contextmanager
def _without_rights() -> Iterator[None]:
    """Root reads everything, so the work is done as somebody else."""
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)


@pytest.mark.filterwarnings("ignore:numbast's cache folder")
def test_an_unreadable_file() -> None:
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o755)
        path, header = write(Path(name), "a.cu", "int x;"), write(Path(name), "h.h", "int y;")
        including = write(Path(name), "b.cu", '#include "h.h"\n')
        first = write(Path(name), "first.cu", "")
        parse(first, [first], "sm_90")  # what it imports is read with all rights
        for unreadable in (path, header):
            os.chmod(unreadable, 0)
        with _without_rights():
            with pytest.raises(ParseError, match=r"\[Fatal\] .*b\.cu:1:10: .*h\.h"):
                parse(including, [including], "sm_90")
            with pytest.raises(RuntimeError, match=r"^Failed to create an ASTUnit pointer\.$"):
                parse(path, [path], "sm_90")


def test_a_link_to_nothing_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "a.cu").symlink_to("nowhere.cu")
    (tmp_path / "b.cu").symlink_to("b.cu")
    for name in ("a.cu", "b.cu"):
        with pytest.raises(FileNotFoundError, match=r"^File not found: "):
            parse(str(tmp_path / name), [], "sm_90")


def test_a_retained_file_that_does_not_exist(tmp_path: Path) -> None:
    path = write(tmp_path, "a.cu", "struct S { int a; };")
    found = parse(path, [str(tmp_path / "nowhere.h"), "", "\0"], "sm_90")
    assert not any(getattr(found, name) for name in ast_canopy.api._LISTS)
    assert [s.name for s in parse(path, ["nowhere.h", path], "sm_90").structs] == ["S"]


# ---- what is in them ----------------------------------------------------------------------


def test_an_empty_file(tmp_path: Path) -> None:
    path = write(tmp_path, "a.cu", b"")
    found = parse(path, [path], "sm_90")
    assert not any(getattr(found, name) for name in ast_canopy.api._LISTS)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    path = write(tmp_path, "a.cu", bytes(range(256)) * 8)
    with pytest.raises(ParseError, match=r"\[Error\] .*a\.cu:1:2: expected unqualified-id"):
        parse(path, [path], "sm_90")
    parse(path, [path], "sm_90", bypass_parse_error=True)


def test_zeros_between_declarations(tmp_path: Path) -> None:
    path = write(tmp_path, "a.cu", b"struct S { int a; };\0\0struct T { int b; };")
    assert [s.name for s in parse(path, [path], "sm_90").structs] == ["S", "T"]


def test_comments_in_other_encodings(tmp_path: Path) -> None:
    path = write(tmp_path, "a.cu", b"/// caf\xe9\nstruct S { int a; }; // \xff\n/* \xfe */")
    (found,) = parse(path, [path], "sm_90").structs
    assert found.name == "S" and found.comment is not None and found.comment.startswith("/// caf")


def test_a_file_that_includes_itself(tmp_path: Path) -> None:
    path = write(tmp_path, "a.cu", '#include "a.cu"\nstruct S { int a; };\n')
    with pytest.raises(ParseError, match=r"\[Error\] .*: #include nested too deeply"):
        parse(path, [path], "sm_90")
    assert "S" in [s.name for s in parse(path, [path], "sm_90", bypass_parse_error=True).structs]
    text = '#ifndef A\n#define A\n#include "once.cu"\nstruct S { int a; };\n#endif\n'
    path = write(tmp_path, "once.cu", text)
    assert [s.name for s in parse(path, [path], "sm_90").structs] == ["S"]


def test_a_text_that_ends_too_early(tmp_path: Path) -> None:
    path = write(tmp_path, "a.cu", "struct S { int a; template <class T> struct")
    with pytest.raises(ParseError):
        parse(path, [path], "sm_90")
    assert [s.name for s in parse(path, [path], "sm_90", bypass_parse_error=True).structs] == ["S"]


@pytest.mark.parametrize(
    "text", ["enum U; struct S {};", "template <class T> struct A { enum U; }; A<int> a; struct S {};"]
)
def test_what_has_no_type_in_error(tmp_path: Path, text: str) -> None:
    path = write(tmp_path, "a.cu", text)
    found = parse(path, [path], "sm_90", bypass_parse_error=True)
    assert [s.name for s in found.structs] == ["S"]
    assert {repr(e.underlying_type) for e in found.enums} <= {"<Type: <null-type>>", "<Type: unsigned int>"}


# ---- nesting --------------------------------------------------------------------------------


def test_nested_namespaces(tmp_path: Path) -> None:
    """clang's bound is the same whatever its version."""
    path = write(tmp_path, "a.cu", "namespace n {" * 3000 + "struct S { int a; };" + "}" * 3000)
    with pytest.raises(ParseError, match=r"\[Fatal\] .*bracket nesting level exceeded maximum of 2048"):
        parse(path, [path], "sm_90")
    assert len(parse(path, [path], "sm_90", bypass_parse_error=True).namespaces) == 2048
    names = "::".join(f"n{i}" for i in range(3000))  # no brackets
    path = write(tmp_path, "b.cu", f"namespace {names} {{ struct S {{ int a; }}; }}")
    (found,) = parse(path, [path], "sm_90").structs
    assert found.qual_name == f"{names}::S"


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("brackets", "int x = " + "(" * 2000 + "1" + ")" * 2000 + ";"),
        ("too many brackets", "int x = " + "(" * 100000 + "1" + ")" * 100000 + ";"),
        ("bracket without end", "int x = " + "[" * 20000),
        ("signs", "int x = " + "- " * 50000 + "1;"),
        ("sums", "int x = " + "1+" * 50000 + "1;"),
        ("casts", "int x = " + "(int)" * 20000 + "1;"),
        ("stars", "int " + "*" * 50000 + "p;"),
        ("loops", "__device__ void f() { " + "for(;;)" * 20000 + "; }"),
        ("choices", "__device__ void f(int y) { " + "if (y) y = 1; else " * 4000 + "y = 2; }"),
        ("labels", "__device__ void f() { " + "".join(f"l{i}: " for i in range(20000)) + "; }"),
        ("linkage", 'extern "C" ' * 5000 + "void f();"),
        ("pragmas", '_Pragma("x") ' * 20000),
        ("instances", "template <int N> struct A { A<N + 1> next; }; A<0> endless;"),
        ("constants", "constexpr int f(int n) { return f(n + 1); } constexpr int x = f(0);"),
        ("dependent", "template <class T> __device__ void f(T t) { " + "!" * 20000 + "t; }"),
    ],
)
def test_nesting_exhausts_no_stack(tmp_path: Path, what: str, text: str) -> None:
    path = write(tmp_path, "a.cu", text)
    with contextlib.suppress(ParseError):
        parse(path, [path], "sm_90")


def test_nested_records(tmp_path: Path) -> None:
    """Objects nest as records do, so Python has a bound of its own."""
    for depth in (200, 600):
        text = "".join(f"struct s{i} {{" for i in range(depth)) + "int a; " + "};" * depth
        path = write(tmp_path, f"{depth}.cu", text)
        with contextlib.suppress(RuntimeError) if depth > 200 else contextlib.nullcontext():
            assert [s.name for s in parse(path, [path], "sm_90").structs] == ["s0"]


# ---- names ------------------------------------------------------------------------------------


def _of_categories() -> dict[str, str]:
    """The first character behind ASCII of each of Unicode's general categories."""
    found: dict[str, str] = {}
    for code in range(0x80, sys.maxunicode):
        text = chr(code)
        if unicodedata.normalize("NFC", text) == text:
            found.setdefault(unicodedata.category(text), text)
    found.pop("Cs")  # halves of characters, which UTF-8 has not
    return found


def test_names_of_every_class_of_unicode(tmp_path: Path) -> None:
    """Letters, marks, digits and joining punctuation make names; the others are errors of the source."""
    named = {"Lu", "Ll", "Lt", "Lm", "Lo", "Nl", "Nd", "No", "Mn", "Mc", "Pc"}
    texts = {k: f"a{c}b" for k, c in _of_categories().items()}
    good = [texts[k] for k in sorted(named)]
    path = write(tmp_path, "\u00e9.cu", "".join(f"struct {w} {{ int {w}; }};\n" for w in good))
    found = parse(path, [path], "sm_90").structs
    assert [s.name for s in found] == good and [s.fields[0].name for s in found] == good
    bad = [texts[k] for k in sorted(texts.keys() - named)]
    assert len(bad) > 12
    path = write(tmp_path, "bad.cu", "".join(f"struct {w} {{ int {w}; }};\n" for w in bad))
    with pytest.raises(ParseError) as caught:
        parse(path, [path], "sm_90")
    assert {d.line for d in caught.value.diagnostics} == set(range(1, len(bad) + 1))
    parse(path, [path], "sm_90", bypass_parse_error=True)


def test_names_are_mangled_as_their_bytes(tmp_path: Path) -> None:
    path = write(tmp_path, "a.cu", "__device__ int \u00e9t\u00e9(int); struct \\u00e9 { int a; };")
    found = parse(path, [path], "sm_90")
    assert found.functions[0].mangled_name == "_Z5\u00e9t\u00e9i"
    assert found.structs[0].name == "\u00e9"  # by its number
