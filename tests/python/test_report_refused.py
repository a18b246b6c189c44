"""Every row that NVRTC refuses has its entry in the report, also those that nobody declared."""

from __future__ import annotations

from pathlib import Path

import pytest

import numbast

HEADER = """\
#pragma once
struct Base {
  int x;
  __device__ inline Base &operator=(const Base &);  // defined nowhere
};
struct Derived : Base { int y; };
struct Plain { int z; };
"""


def refused(report: numbast.Report) -> list[str]:
    found = [e for e in report.skipped if e.reason_class == "NVRTC refuses the shim"]
    assert len(found) == report.by_reason.get("NVRTC refuses the shim", 0)
    assert f"{len(found)} refused" in report.text()
    return [e.text() for e in found]


def test_what_cxx_supplies(tmp_path: Path) -> None:
    (tmp_path / "assigned.cuh").write_text(HEADER)
    texts = refused(numbast.report(tmp_path / "assigned.cuh"))
    assert [t.partition(": NVRTC: ")[0] for t in texts] == [
        "assigned.cuh:4: Base::operator=",
        "assigned.cuh:6: Derived::operator= (supplied by C++)",
    ]
    assert all('function "Base::operator=" was referenced but not defined' in t for t in texts)


@pytest.mark.parametrize("header", ["cooperative_groups.h", "cuda_fp16.h"])
def test_of_real_headers(header: str) -> None:
    assert refused(numbast.report(header))
