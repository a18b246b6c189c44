"""`numbast doctor`: finds what the work uses, and says what to do about what is not there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import numbast
from numbast import cli, examining
from numbast.examining import Finding, doctor_data, doctor_text


def by_name(findings: list[Finding]) -> dict[str, Finding]:
    return {f.what: f for f in findings}


def test_here() -> None:
    """On the machine of the tests all that is needed is there, with its place."""
    found = by_name(numbast.doctor())
    for what in (
        "numbast",
        "libclang",
        "resource headers",
        "CUDA runtime headers",
        "CUDA crt headers",
        "CCCL headers",
    ):
        assert found[what].state == "ok", found[what]
        assert Path(found[what].place).exists(), found[what]
    assert found["libclang"].version.split(".")[0].isdigit()
    assert found["C++ library"].state == "ok"
    assert found["numba-cuda"].version and found["NVRTC"].version and found["nvJitLink"].version
    assert found["GPU"].is_good and found["cache"].is_good


def test_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No libclang: that is said, with the way out; the rest is examined all the same."""
    monkeypatch.setenv("NUMBAST_LIBCLANG", str(tmp_path / "libclang.so"))
    found = by_name(numbast.doctor())
    assert found["libclang"].state == "missing" and "libclang.so" in found["libclang"].hint
    assert found["CUDA runtime headers"].state == "ok"
    assert "problem" in doctor_text(list(found.values()))


def test_old_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        examining.importlib.metadata,
        "version",
        lambda name: {"numpy": "2.5.1", "numba-cuda": "0.27.0"}.get(name, "9.9"),
    )
    found = by_name(list(examining._packages()))
    assert found["numpy"].state == "wrong" and "numpy<2.5" in found["numpy"].hint
    assert found["numba-cuda"].state == "wrong" and "0.28" in found["numba-cuda"].hint
    assert found["numba"].state == "ok"


def test_unwritable_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examining.os, "access", lambda path, mode: False)
    (found,) = examining._cache()
    assert found.state == "wrong" and "NUMBAST_CACHE_DIR" in found.hint


def test_command(capsys: pytest.CaptureFixture[str]) -> None:
    """Text and JSON on stdout; the exit code says whether it will do."""
    assert cli.main(["doctor"]) == 0
    text = capsys.readouterr().out
    assert "libclang" in text and "all that is needed is there" in text
    assert cli.main(["doctor", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["version"] == 1 and data["good"] is True
    assert {"what", "state", "version", "place", "hint"} == set(data["findings"][0])


def test_exit_code(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    findings = [Finding("CUDA", "missing", hint="pip install it")]
    monkeypatch.setattr(examining, "doctor", lambda: findings)
    assert cli.main(["doctor"]) == cli.EXIT_ENVIRONMENT
    out = capsys.readouterr().out
    assert "missing  CUDA" in out and "-> pip install it" in out and "1 problem" in out
    assert doctor_data(findings)["good"] is False
