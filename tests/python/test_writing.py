"""Files are written all or not at all, also when the last of several targets can't be."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from numbast import EnvironmentProblem
from numbast.writing import write_files


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize("first", ["", "old"])
def test_a_folder_in_the_way(tmp_path: Path, first: str) -> None:
    """The target that can't be written comes last; what was there before is there again."""
    (tmp_path / "c.pyi").mkdir()
    if first:
        (tmp_path / "c.py").write_text(first)
    before = tree(tmp_path)
    with pytest.raises(EnvironmentProblem, match=r"c\.pyi"):
        write_files({str(tmp_path / "c.py"): b"new", str(tmp_path / "c.pyi"): b"stub"})
    assert tree(tmp_path) == before


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_failure_on_the_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Renaming the last file fails: the first ones come back, new ones go, so do new folders."""
    (tmp_path / "a").write_text("old a")
    before, replace = tree(tmp_path), os.replace

    def failing(source: str, target: str) -> None:
        if target.endswith("z"):
            raise error
        replace(source, target)

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises((EnvironmentProblem, KeyboardInterrupt)):
        write_files({str(tmp_path / name): b"new" for name in ("a", "b", "folder/c", "z")})
    assert tree(tmp_path) == before
    assert not (tmp_path / "folder").exists()


def test_no_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the file system has no hard links, the old files are kept as copies."""

    def refused(*_: object, **__: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    test_a_failure_on_the_way(tmp_path, monkeypatch, OSError(5, "Input/output error"))


def test_threads(tmp_path: Path) -> None:
    """Calls at the same time don't meet in temporary names; each leaves one whole set."""

    def work(n: int) -> None:
        for _ in range(20):
            write_files({str(tmp_path / "a"): b"%d" % n * 1000, str(tmp_path / "b"): b"%d" % n * 1000})

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert sorted(tree(tmp_path)) == ["a", "b"]
    assert all(len(set(content)) == 1 and len(content) == 1000 for content in tree(tmp_path).values())
