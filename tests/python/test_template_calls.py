"""What calls of templates mean: numbast's choice, result type and verdict against a compiler's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import numbast
from tools import clang_overloads, nvcc
from tools import template_calls as tc


@pytest.fixture(scope="module")
def compiling() -> Iterator[tuple[Any, Any]]:
    """(engine, library of the header of overloads)"""
    lib = numbast.load(tc.HEADER, arch="sm_90")
    with tc.compiling_for((9, 0)) as engine:
        yield engine, lib


@pytest.mark.skipif(clang_overloads.cindex() is None, reason="libclang-ng is not installed")
def test_a_hundred_calls_against_clang(compiling: tuple[Any, Any]) -> None:
    wrong, chosen = tc.differences(*compiling, tc.calls(100), tc.by_clang, tc.same_types_by_clang)
    assert chosen >= 40
    assert not wrong, "\n".join(wrong)


@pytest.mark.long
@pytest.mark.skipif(nvcc.find() is None, reason="needs nvcc")
def test_a_thousand_calls_against_nvcc(compiling: tuple[Any, Any]) -> None:
    wrong, chosen = tc.differences(*compiling, tc.calls(1000), tc.by_nvcc, tc.same_types_by_nvcc)
    assert chosen >= 400
    assert not wrong, "\n".join(wrong)
