"""Every row that NVRTC refuses has its entry in the report, also those that nobody declared."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

import numbast
from tools import nvcc

HEADER = """\
#pragma once
struct Base {
  int x;
  __device__ inline Base &operator=(const Base &);  // defined nowhere
};
struct Derived : Base { int y; };
struct Plain { int z; };
"""


UNDEFINED = "declared, never defined in the headers"
REFUSED = ("NVRTC refuses the shim", UNDEFINED)


def refused(report: numbast.Report) -> list[str]:
    found = [e for e in report.skipped if e.reason_class in REFUSED]
    assert len(found) == sum(report.by_reason.get(words, 0) for words in REFUSED)
    assert f"{len(found)} refused" in report.text()
    return [e.text() for e in found]


def test_what_cxx_supplies(tmp_path: Path) -> None:
    (tmp_path / "assigned.cuh").write_text(HEADER)
    report = numbast.report(tmp_path / "assigned.cuh")
    texts = refused(report)
    assert [t.partition(" (NVRTC: ")[0].partition(": NVRTC: ")[0] for t in texts] == [
        f"assigned.cuh:4: Base::operator=: {UNDEFINED}",
        "assigned.cuh:6: Derived::operator= (supplied by C++)",
    ]
    assert report.by_reason[UNDEFINED] == 1
    assert all('function "Base::operator=" was referenced but not defined' in t for t in texts)


@pytest.mark.parametrize("header", ["cooperative_groups.h", "cuda_fp16.h"])
def test_of_real_headers(header: str) -> None:
    assert refused(numbast.report(header))


CALLS = {
    # header, its declaration -> what is left to the linker of a kernel that calls it
    "cooperative_groups.h": (
        "cooperative_groups::thread_group::num_threads",
        (
            "cooperative_groups::thread_group g = cooperative_groups::this_thread_block();"
            " *out = g.num_threads();"
        ),
    ),
}


@pytest.mark.skipif(nvcc.find() is None, reason="nvcc is needed")
@pytest.mark.parametrize("header", CALLS)
def test_nvcc_cannot_call_them_either(header: str, tmp_path: Path) -> None:
    """What is said to be defined nowhere; everything else that such a header declares is bound."""
    name, lines = CALLS[header]
    found = [e for e in numbast.report(header).skipped if e.reason_class == UNDEFINED]
    assert [e.text().partition(": ")[2].partition(":")[0] for e in found] == [name.partition(":")[0]]
    assert name in found[0].text()
    (tmp_path / "call.cu").write_text(
        f"#include <{header}>\n__global__ void kernel(long long *out) {{ {lines} }}\n"
    )
    command = [str(nvcc.find()), "-arch=sm_90", "-cubin", "-o", "call.cubin", "call.cu"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "Unresolved extern function" in done.stderr
    assert f'{name.rpartition("::")[2]}" was referenced but not defined' in done.stderr


def test_a_class_that_another_header_defines() -> None:
    """`cuda_pipeline.h` declares a class alone: with the header that defines it what takes it is bound."""
    name = "nvcuda::experimental::pipeline::arrive_on"
    counts = {}
    for headers in (("cuda_pipeline.h",), ("cuda/barrier", "cuda_pipeline.h")):
        lib = numbast.load(headers, arch="sm_90")
        counts[headers] = sum(row[1] == name for row in lib.__numbast_plan__.table["rows"])
    assert list(counts.values()) == [1, 2]
