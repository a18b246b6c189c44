"""The notebook of examples/ runs, and notebooks complete the names of a library."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import numbast

NOTEBOOK = Path(__file__).resolve().parents[2] / "examples" / "explore.ipynb"


def cells() -> list[tuple[int, str]]:
    found = json.loads(NOTEBOOK.read_text())["cells"]
    return [(i, "".join(c["source"])) for i, c in enumerate(found) if c["cell_type"] == "code"]


@pytest.fixture
def cached(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBAST_CACHE_DIR", str(tmp_path))


def test_the_notebook_runs(cached, capsys):
    """All cells in order in one namespace; it is kept without outputs."""
    assert all(not c.get("outputs") for c in json.loads(NOTEBOOK.read_text())["cells"])
    space: dict[str, object] = {"__name__": "__main__"}
    for number, text in cells():
        exec(compile(text, f"{NOTEBOOK.name}:{number}", "exec"), space)
    assert "__hadd(" in capsys.readouterr().out


def test_completion_in_ipython(cached):
    pytest.importorskip("IPython")
    from IPython.core.completer import IPCompleter
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    text = "namespace geo { __device__ inline int length() { return 1; } }"
    shell.user_ns["lib"] = numbast.load_source(text)
    completer = IPCompleter(shell, namespace=shell.user_ns, global_namespace={})
    completer.use_jedi = False

    def completed(line: str) -> list[str]:
        return list(completer.complete(line_buffer=line, cursor_pos=len(line))[1])

    assert any(text.endswith("geo") for text in completed("lib.ge"))
    completer.evaluation = "unsafe"  # its guard runs no object's own __getattr__
    assert any(text.endswith("length") for text in completed("lib.geo.le"))
