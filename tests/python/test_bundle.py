"""The bundler: the runtime's files as one text that means the same."""

from __future__ import annotations

import ast
import base64
import importlib
import os
import re
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest

from numbast import prepared
from numbast.bundle import bundle, runtime_text, static_module
from numbast.joined import BundleError, join_files
from numbast.runtime.nvrtc_text import HOST, nvrtc_headers

HEAD = """# made by a test

__numbast_table__ = {table}
"""
TABLE: dict[str, Any] = {
    "format": 1,
    "name": "empty",
    "prefix": "nb_0123456789abcdef",
    "versions": {},
    "archs": ("sm_90",),
    "std": "c++17",
    "headers": (),
    "defines": (),
    "embedded": (),
    "patches": {},
    "preamble": "",
    "files": (),
    "types": {},
    "rows": (),
    "names": {"": {"ANSWER": ("value", 42, "i")}},
    "skipped": {},
    "units": (),
    "link": (),
}


def joined(folder: Path, **files: str) -> str:
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text)
    return join_files(str(folder))["core"]


def values(text: str) -> dict[str, Any]:
    space: dict[str, Any] = {}
    exec(compile(text, "joined", "exec"), space)
    return space


def test_files_come_in_the_order_of_their_imports(tmp_path: Path) -> None:
    text = joined(
        tmp_path,
        a='"""Needs b. Or c."""\nfrom __future__ import annotations\nimport os\nfrom .b import B\n'
        '__all__ = ["A"]\nA = B + 1\n',
        b="import os\nimport re as regex\nfrom .c import (\n    C,\n    D,\n)\n\n"
        "B = C + D  # a comment\n# another\n",
        c="from collections.abc import Sequence\nC = D = 1\n",
        __init__="raise Exception\n",
    )
    assert values(text)["A"] == 3
    assert text.startswith("import os\nimport re as regex\nfrom collections.abc import Sequence\n")
    assert text.count("import os") == 1
    assert "# a.py\n" in text
    assert "comment" not in text
    assert "another" not in text
    assert "__future__" not in text
    assert "__all__" not in text


def test_docstrings_stay_behind(tmp_path: Path) -> None:
    text = joined(
        tmp_path,
        a='def f():\n    """One sentence that goes on\n    here. Another.\n\n    And more.\n    """\n'
        '    return "# kept"\n\n\ndef g():\n    """Alone."""\n\n\n'
        'class G:\n    """Quotes \\"x\\""""\n\n'
        '    def __len__(self):\n        """Method."""\n        return 2\n',
    )
    space = values(text)
    assert (space["f"](), space["g"](), len(space["G"]())) == ("# kept", None, 2)
    for docstring in ("sentence", "Alone", "Quotes", "Method"):
        assert docstring not in text


def test_lazy_imports_and_typing_blocks_go(tmp_path: Path) -> None:
    text = joined(
        tmp_path,
        a="from typing import TYPE_CHECKING, Any\n\nif TYPE_CHECKING:\n    from .b import B\n\n\n"
        "def f() -> 'B':\n    from .b import B\n\n    return B\n",
        b="from .a import f\n\n\ndef g():\n    from .a import f\n\n\nB = 5\n",
    )
    space = values(text)
    assert space["f"]() == 5
    assert space["g"]() is None
    assert "TYPE_CHECKING" not in text


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"a": "x = 1\n", "b": "def x(): pass\n"}, "'x' is defined in a.py and in b.py"),
        ({"a": "import os\n", "b": "os = 1\n"}, "imports 'os', which b.py defines"),
        ({"a": "from .b import x\n", "b": "from .a import y\n"}, "import each other: a -> b -> a"),
        ({"a": "from .nosuch import x\n"}, "there is no file 'nosuch'"),
        ({"a": "from . import b\n", "b": ""}, "only 'from .file import name'"),
        ({"a": "from .b import x as y\n", "b": "x = 1\n"}, "only 'from .file import name'"),
        ({"a": "import numpy\n"}, "imports 'numpy' at the top"),
        ({"a": "if 1:\n    x = [y for y in ()]\n", "b": "y = 1\nx = 2\n"}, "'x' is defined in"),
    ],
)
def test_what_cannot_be_joined(tmp_path: Path, files: dict[str, str], message: str) -> None:
    with pytest.raises(BundleError) as told:
        joined(tmp_path, **files)
    assert message in str(told.value)


def test_names_of_inner_scopes_do_not_matter(tmp_path: Path) -> None:
    assert values(joined(tmp_path, a="x = [i for i in (1,)]\n", b="def i():\n    x = 2\n    return x\n"))[
        "x"
    ] == [1]


def test_annotations_stay_behind(tmp_path: Path) -> None:
    text = joined(
        tmp_path,
        a="def f(a: int, *b: dict[str, int], c: int = 3, **d: str) -> list[\n    int\n]:\n"
        "    e: int = a + c\n"
        "    return [e, *b]\n\n\nclass G:\n    h: int = 1\n    i: int\n\n"
        "    def j(self) -> 'G': return self\n",
    )
    space = values(text)
    assert space["f"](1, 5) == [4, 5]
    assert space["f"].__annotations__ == space["G"].j.__annotations__ == {}
    assert list(space["G"].__annotations__) == ["h", "i"]


def test_runtime_carries_the_library_headers_as_they_are() -> None:
    found = []
    text = unpacked(values(runtime_text(("nvrtc",)))["PART_TEXT"]["nvrtc"])
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "NVRTC_HEADERS.update":
            found.append(ast.literal_eval(node.args[0]))
    assert found == [nvrtc_headers()]
    assert 'PART_TEXT["nvrtc"]' not in runtime_text()
    (first,) = re.findall(r"^NVRTC_HEADERS=(\{.*?^\})$", runtime_text(), re.MULTILINE | re.DOTALL)
    assert list(ast.literal_eval(first)) == [HOST], "what every unit begins with is in every module"


def test_runtime_is_small_and_the_same_every_time() -> None:
    text = runtime_text()
    assert len(text.encode()) <= 200 * 1000
    assert "\0" not in text
    script = (
        "import hashlib; from numbast.joined import joined_runtime; "
        "print(hashlib.sha256(repr(joined_runtime()).encode()).hexdigest())"
    )
    digests = set()
    for seed in ("1", "2"):
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
        digests.add(
            subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, check=True).stdout
        )
    assert len(digests) == 1


PARTS = {
    "core": "PARTS = []\nPART_TEXT = {}\n\ndef size(): return len(PARTS)\n",
    "one": "from .core import PARTS, size\n"
    "TEXT = '''a\n  b\n'''\nclass One:\n    def n(self): return size()\n"
    "PARTS.append(One)\n",
    "two": "from .core import PARTS\nfrom .one import One\nclass Two(One): pass\nPARTS.append(Two)\n",
}


def unpacked(packed: str) -> str:
    return zlib.decompress(base64.b85decode(packed.replace("\n", ""))).decode()


def test_a_part_runs_in_the_runtime_that_serves_the_process(tmp_path: Path) -> None:
    for name, text in PARTS.items():
        (tmp_path / f"{name}.py").write_text(text)
    parts = {"first": ("one",), "second": ("two",)}
    pieces = join_files(str(tmp_path), parts)
    assert list(pieces) == ["core", "first", "second"]
    serving = values(pieces["core"])
    assert serving["PARTS"] == []
    assert "One" not in serving
    for name in parts:
        exec(unpacked(pieces[name]), serving)
    assert [c.__name__ for c in serving["PARTS"]] == ["One", "Two"]
    assert serving["Two"]().n() == 2
    assert serving["TEXT"] == "a\n  b\n"


def test_the_core_imports_no_part(tmp_path: Path) -> None:
    for name, text in PARTS.items():
        (tmp_path / f"{name}.py").write_text(text)
    with pytest.raises(BundleError, match=r"^one\.py:1: imports 'core' of the part 'last'$"):
        join_files(str(tmp_path), {"first": ("one", "two"), "last": ("core",)})


def test_a_module_with_a_part_works_beside_one_without(tmp_path: Path) -> None:
    head = HEAD.replace("{table}", "{{\n'parts': ('nvrtc',),\n{rest}}}")
    rest = "".join(f"{key!r}: {value!r},\n" for key, value in TABLE.items())
    (tmp_path / "plain.py").write_text(static_module(HEAD.format(table=TABLE)))
    (tmp_path / "more.py").write_text(static_module(head.format(rest=rest)))
    script = (
        "import plain\nprint(plain.ANSWER)\n"
        "import more\nprint(more.ANSWER, len(plain.__dict__['NVRTC_HEADERS']))"
    )
    assert run(script, tmp_path) == f"42\n42 {len(nvrtc_headers())}"


def test_an_import_leaves_what_is_dear_for_later(tmp_path: Path) -> None:
    (tmp_path / "plain.py").write_text(static_module(HEAD.format(table=TABLE)))
    script = "import sys; sys.path.insert(0, sys.argv[1]); import plain; print(*sys.modules)"
    command = [sys.executable, "-S", "-I", "-c", script, str(tmp_path)]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert not {"inspect", "linecache", "hashlib", "tokenize", "numpy", "numba"} & set(loaded)


def test_runtime_names_nothing_of_numbast() -> None:
    for node in ast.walk(ast.parse(runtime_text())):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        assert not [name for name in names if name.split(".")[0] in ("numbast", "ast_canopy", "clang", "")]


def test_head_s_comments_stay_first() -> None:
    text = static_module(HEAD.format(table=TABLE))
    lines = text.split("\n")
    assert lines[0] == "# made by a test"
    assert lines[2] == "from __future__ import annotations"
    assert text.endswith("__numbast_attach__(globals(), __numbast_table__)\n")


def write(folder: Path, name: str, sibling: bool) -> None:
    folder.mkdir(exist_ok=True)
    for path, text in bundle(HEAD.format(table=TABLE), str(folder / name), sibling).items():
        Path(path).write_text(text)


def run(script: str, place: Path) -> str:
    """Runs a script where only `place` is added to the path: numbast itself can't be imported."""
    guard = "import sys; sys.modules['numbast'] = sys.modules['ast_canopy'] = None\n"
    env = {**os.environ, "PYTHONPATH": str(place)}
    done = subprocess.run(
        [sys.executable, "-c", guard + script], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("sibling", [False, True])
def test_module_imports_without_numbast(tmp_path: Path, sibling: bool) -> None:
    write(tmp_path, "one.py", sibling)
    write(tmp_path / "pack", "two.py", sibling)
    assert (tmp_path / "_numbast_runtime.py").exists() is sibling
    script = "import one, pack.two; from one import *; print(one.ANSWER, pack.two.ANSWER, ANSWER, dir(one))"
    assert run(script, tmp_path) == "42 42 42 ['ANSWER']"


def test_names_of_the_runtime_are_no_names_of_the_module(tmp_path: Path) -> None:
    write(tmp_path, "one.py", False)
    assert run("import one; print(hasattr(one, 'Cache'), hasattr(one, 'os'))", tmp_path) == "False False"


def test_import_is_light(tmp_path: Path) -> None:
    """No heavy part of the standard library, nothing of Numba: those cost more than the whole module."""
    write(tmp_path, "one.py", False)
    script = "import sys; before = set(sys.modules); import one; print(sorted(set(sys.modules) - before))"
    heavy = {"numba", "numpy", "cuda", "dataclasses", "json", "ctypes", "tempfile", "logging", "subprocess"}
    assert not heavy & set(ast.literal_eval(run(script, tmp_path)))


def test_module_is_the_same_through_importlib(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "embedded_runtime_test.py", False)
    monkeypatch.syspath_prepend(str(tmp_path))
    module = importlib.import_module("embedded_runtime_test")
    assert importlib.reload(module).ANSWER == 42


def test_an_installed_package_has_the_text_that_it_was_built_with() -> None:
    if "site-packages" not in prepared.__file__:
        pytest.skip("not an installed package: an edited runtime is joined when it is asked for")
    assert prepared._built(prepared._key()) == prepared.prepared_runtime()


def test_what_was_built_from_other_files_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / prepared.BUILT).write_text('{"key": "old", "pieces": {"core": "wrong"}}')
    monkeypatch.setattr(prepared, "_here", lambda: str(tmp_path))
    assert prepared._built("old") == {"core": "wrong"}
    assert prepared._built("new") is None
    (tmp_path / prepared.BUILT).write_text('{"key": "old", "pie')
    assert prepared._built("old") is None
