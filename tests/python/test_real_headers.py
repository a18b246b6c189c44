"""The eight headers of CUDA that the project answers for: coverage, constants, units, links, determinism.

Counts of declared callables are those of tests/tools/declared.py: found by
another way than the core's own.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import numbast
from tools import declared, links, modules, sass, table

ROOT = Path(__file__).resolve().parents[2]
LEAST = 0.98

#: Other headers whose callables count, and the share of them that is bound at least.
FURTHER = {"cooperative_groups.h": 1.0, "nccl_device.h": 0.98, "cuda_pipeline.h": 0.94}

every_header = pytest.mark.parametrize("header", modules.HEADERS)

# Constants and macros that must be bound, with their values; evaluated by hand from the headers.
SPOT_VALUES: dict[str, dict[str, Any]] = {
    "cuda_fp8.h": {"__NV_NOSAT": 0, "__NV_SATFINITE": 1, "__NV_E4M3": 0, "__NV_E5M2": 1},
    "cuda_fp6.h": {"__NV_E2M3": 0, "__NV_E3M2": 1},
    "cuda_fp4.h": {"__NV_E2M1": 0},
    "curand_kernel.h": {
        "CURAND_2POW32_INV": 2.3283064365386963e-10,
        "CURAND_2POW53_INV_DOUBLE": 1.1102230246251565e-16,
        "CURAND_2POW32_INV_2PI": 1.4629180317e-09,
        "MAX_XOR_N": 5,
        "PHILOX_M4x32_0": 0xD2511F53,
        "MRG32K3A_MOD1": 4294967087.0,
        "MRG32K3A_BITS_NORM": 1.000000048662,
    },
}


def check_coverage(header: str, least: float) -> None:
    """The share of ALL declared callables that is bound, those that change an object among them."""
    found = table.of(modules.bound(header))
    expected = declared.callables(header)
    undefined = "declared, never defined in the headers"  # nvcc can't call them (test_report_refused.py)
    expected = [c for c in expected if undefined not in found["skipped"].get(c.name, "")]
    assert expected, "no callables found"
    bound = {declared.row_key(row) for row in table.rows(found)}
    missing = [c for c in expected if c.key not in bound]
    changing = sum(c.needs_lvalue for c in expected)
    print(f"{header}: {len(expected) - len(missing)} of {len(expected)} bound; {changing} need an lvalue")
    reasons = [f"{c.name}{c.types}: {found['skipped'].get(c.name, 'no reason')}" for c in missing]
    assert len(missing) <= (1 - least) * len(expected), "\n".join(reasons[:40])


@every_header
def test_coverage(header: str) -> None:
    """At least 98 % of all declared callables are bound, those that need an lvalue among them."""
    check_coverage(header, LEAST)


@pytest.mark.long
@pytest.mark.parametrize("header", FURTHER)
def test_coverage_of_further_headers(header: str) -> None:
    """What they declare and lack: a method that takes a class of a header that they don't include."""
    from numbast.header_search import find_headers
    from numbast.options import options_from

    try:
        find_headers([header], options_from({}))
    except numbast.HeaderError as e:
        pytest.skip(str(e).splitlines()[0])
    check_coverage(header, FURTHER[header])


@every_header
def test_constants(header: str) -> None:
    """Constants and macros are bound with their values."""
    lib = modules.bound(header)
    for name, value in SPOT_VALUES.get(header, {}).items():
        assert getattr(lib, name) == pytest.approx(value, rel=1e-15), name


@every_header
def test_star(header: str) -> None:
    """`from m import *` gives every public name."""
    lib = modules.bound(header)
    scope: dict[str, Any] = {}
    exec(f"from {lib.__name__} import *", scope)
    names = table.of(lib)["names"][""]
    assert {n for n, entry in names.items() if entry[0] != "template" and n.isidentifier()} <= set(scope)
    assert len(scope) > 3


@every_header
def test_every_row_links(header: str) -> None:
    """A kernel that calls every row once, in batches, compiles and links to a cubin."""
    lib = modules.bound(header)
    failed = links.failures(lib)
    assert not failed, "\n".join(failed[:40])


GENERATE = "import sys, numbast; numbast.generate(sys.argv[1], sys.argv[2])"


@pytest.mark.parametrize("header", ["cuda_bf16.h", "curand_kernel.h"])
def test_same_bytes(header: str, tmp_path: Path) -> None:
    """Generated elsewhere, with another hash seed: the same bytes, and no path of the machine."""
    name = f"{modules.stem(header)}.py"
    texts = []
    for seed in ("0", "4711"):
        folder = tmp_path / f"at-{seed}"
        folder.mkdir()
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
        subprocess.run(
            [sys.executable, "-c", GENERATE, header, str(folder / name)], env=env, check=True, cwd=folder
        )
        texts.append((folder / name).read_bytes() + (folder / f"{name}i").read_bytes())
    assert texts[0] == texts[1]
    for path in (ROOT, tmp_path, Path(sys.prefix), Path.home()):
        if str(path) != "/":
            assert str(path).encode() not in texts[0], path
    assert "/usr/" not in repr(table.of(modules.bound(header)))


ALONE = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("numbast", "ast_canopy", "clang"):
            raise ImportError(f"{name} must not be needed")
sys.meta_path.insert(0, Blocked())
sys.path[:0] = sys.argv[1:3]
from numba.cuda import types
from tools import sass
import cuda_bf16 as lib
def kernel(x, out):
    out[0] = lib.__bfloat162float(lib.__hadd(lib.__float2bfloat16(x[0]), lib.__float2bfloat16(x[1])))
code = sass.cubin(kernel, types.void(types.float32[::1], types.float32[::1]))
assert not any(m.split(".")[0] in ("numbast", "ast_canopy", "clang") for m in sys.modules), "imported"
print(len(code))
"""


def test_stands_alone() -> None:
    """A module needs neither numbast nor clang: a kernel compiles and links where they cannot be imported."""
    path = Path(str(modules.bound("cuda_bf16.h").__file__))
    command = [sys.executable, "-c", ALONE, str(path.parent), str(ROOT / "tests")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 1000


def test_sizes() -> None:
    """bf16's table with shims is at most 110 KB, the runtime in the module at most 200 KB."""
    lib = modules.bound("cuda_bf16.h")
    text = Path(str(lib.__file__)).read_bytes()
    module, held = len(text), text.index(b"# The runtime of numbast's bindings")
    runtime = sum(p.stat().st_size for p in (ROOT / "python/numbast/runtime").glob("*.py"))
    print(f"module {module}, table {held}, runtime sources {runtime}")
    assert held <= 110 * 1024
    assert module - held <= 200 * 1024


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("cuda_fp16.h", "__half"),
        ("cuda_bf16.h", "__nv_bfloat16"),
        ("cuda_fp8.h", "__nv_fp8_e4m3"),
        ("cuda_fp8.h", "__nv_fp8_e5m2"),
        ("cuda_fp8.h", "__nv_fp8_e8m0"),
    ],
)
def test_truth_of_numba_s_own_types(header: str, name: str) -> None:
    """`if x`, `not x`, `bool`, `int` and `float`, some of which numba-cuda lacks or gets wrong."""
    from numba.cuda import types

    from numbast.testing import disassemble

    number = getattr(modules.bound(header), name)

    def kernel(out: Any) -> None:
        x = number(out[0])
        if x:
            out[1] = 1
        out[2] = not x
        out[3] = bool(x)
        out[4] = float(x)
        out[5] = int(x)

    code = disassemble(sass.cubin(kernel, types.void(types.float32[::1])))
    assert "F2I.S64.TRUNC" in code, "int(x) drops the fraction"
