"""A header as a user may have it: loaded, as a static module with a list of instances, and as one without;
what a kernel of either writes, on the CPU.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numba.cuda import types

import numbast
from numbast.testing import compile_kernel
from tools import cpu
from tools.answers import Answers
from tools.template_kernels import imported

WAYS = ["loaded", "listed", "asked"]


def made(way: str, text: str, folder: Path, listed: Sequence[str], std: str = "c++20") -> Any:
    """The library of a header's text."""
    header = folder / "header.cuh"
    header.write_text(text)
    if way == "loaded":
        return numbast.load(header, arch="sm_90", std=std)
    output = folder / f"ways_{way}_{folder.name.replace('-', '_')}.py"
    wanted = list(listed) if way == "listed" else []
    numbast.generate(header, output, arch="sm_90", std=std, instantiate=wanted, nvrtc_check=False)
    return imported(output)


def run(lib: Any, kernel: Any, count: int) -> list[float]:
    """What a kernel writes, on the CPU; it compiles for the device too."""
    signature = types.void(types.float64[::1])
    assert compile_kernel(kernel, signature).sass
    binding = getattr(lib, "__numbast_binding__", None)
    library = binding.service.library if binding is not None else lib.__numbast_library__

    def tables() -> Iterator[Any]:
        yield Answers(library)
        for answers in library.oracle.tables() if library.oracle is not None else ():
            yield Answers(answers)

    out = np.zeros(count)
    cpu.CpuKernel(kernel, signature, tables(), include_dirs=folders(library))(1, 1, out)
    return [float(x) for x in out]


def folders(library: Any) -> list[str]:
    found = [str(place) for place in library.include_dirs]
    return [*found, str(Path(library.file).parent)] if library.file else found
