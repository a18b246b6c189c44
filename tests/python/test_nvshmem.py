"""nvshmem's module: how large it is, and that a kernel with three of its functions links with its library."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import numbast
from tools import elf, modules
from tools.corpus import CORPUS

NVSHMEM = next(library for library in CORPUS if library.header == "nvshmem.h")
STATE = "nvshmemi_device_state_d"

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not NVSHMEM.is_here(), reason="nvidia-nvshmem-cu13 is not installed"),
]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("nvshmem") / "nvshmem_bound.py"
    numbast.generate("nvshmem.h", made, nvrtc_check=False)
    return made


def test_size(path: Path) -> None:
    """The table has at most 900 KB."""
    head = path.read_text().partition("\n}\n")[0]
    print(f"{len(head.encode())} bytes")
    assert len(head.encode()) <= 900 * 1024


def test_a_kernel_links(path: Path) -> None:
    """One object holds the device's state, whatever number of functions a kernel calls."""
    from numba.cuda import types

    from numbast.testing import compile_kernel

    lib = modules.load_file(path)

    def kernel(x: Any) -> None:
        lib.nvshmem_float_p(x, x[0], lib.nvshmem_my_pe())
        lib.nvshmem_quiet()

    compiled = compile_kernel(kernel, types.void(types.float32[::1]))
    state = [s for s in elf.symbols(compiled.cubin) if s.name == STATE]
    assert len(state) == 1 and state[0].section and state[0].size > 100, state
    undefined = [
        s.name for s in elf.symbols(compiled.cubin) if s.name.startswith("nvshmem") and not s.section
    ]
    assert not undefined
