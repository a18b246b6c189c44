"""clang's arguments for a CUDA header: the device side, from wheels and toolkits alike.

clang's own --cuda-path wants a whole toolkit with bin/, which wheels do not have. So we switch
its CUDA search off and do what it would do: its wrapper headers first, then the include folders.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence

from .cuda_headers import CudaHeaders
from .libclang import LibClang

__all__ = ["clang_arguments", "clang_include_dir"]


def clang_include_dir() -> str:
    """Our own small headers, for clang alone."""
    return os.path.join(os.path.dirname(os.path.abspath(__file__)), "clang_include")


def clang_arguments(
    libclang: LibClang,
    cuda: CudaHeaders,
    arch: str = "sm_90",
    std: str = "c++17",
    include_dirs: Sequence[str] = (),
    defines: Sequence[str] = (),
) -> list[str]:
    """One list of arguments, without the program's name and the file's.

    `arch` "": without what names the arch, for the core's option --arch, which adds it for each.
    """
    wrappers = os.path.join(libclang.resource_dir, "include", "cuda_wrappers")
    number = re.sub(r"\D", "", arch)
    arguments = [
        "-xcuda",
        "--cuda-device-only",
        *([f"--cuda-gpu-arch={arch}"] if arch else []),
        "-nocudalib",
        "-nocudainc",
        "-fretain-comments-from-system-headers",
        "-Xclang",
        f"-target-sdk-version={cuda.version}",
        "-Xclang",
        "-mlong-double-128",  # NVRTC's size and alignment of long double
        f"-std=gnu{std[1:]}" if std.startswith("c++") else f"-std={std}",
        "-resource-dir",
        libclang.resource_dir,
        "-isystem",
        wrappers,
        "-include",
        "__clang_cuda_runtime_wrapper.h",
        "-include",
        "numbast_clang.h",
        # What nvcc defines and headers use. The list is of one arch: each parse sees one.
        "-D__inline_hint__=",
        *([f"-D__CUDA_ARCH_LIST__={number}0"] if arch else []),
        "-Wno-unknown-cuda-version",
    ]
    arguments += [f"-D{d}" for d in defines]
    arguments += [f"-I{d}" for d in include_dirs]
    arguments += [f"-I{d}" for d in cuda.include_dirs]
    return [*arguments, "-isystem", clang_include_dir()]
