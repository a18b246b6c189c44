"""Which files' declarations count, when the user does not say.

The named headers and what they include from their own folder or below. A toolkit's include
folder is flat and holds many libraries, so there the table says which files belong together;
what it does not name stands alone.
"""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Sequence

from .cuda_headers import is_cuda_dir, is_package_dir

__all__ = ["idle_globs", "retain_options"]

# What a header's users write that libcu++ keeps elsewhere: enums of scopes and orders, constants and aliases
# beside forward declarations, tags. CCCL 3.0 still forwards to libcxx's files, later ones have own folders.
_SCOPES = ("cuda/std/__atomic/scopes.h", "cuda/std/__atomic/order.h")
_COPIES = (
    "cuda/__memcpy_async/memcpy_async*.h",
    "cuda/__memory/aligned_size.h",
    "cuda/__memory/address_space.h",
)
_FWD = "cuda/std/__fwd/"
_IN_PLACE = "cuda/std/__utility/in_place.h"
_LIBCXX = ("cuda/std/detail/libcxx/include/{base}",)
_TUPLE_LIKE = ("cuda/std/__tuple_dir/tuple_size.h", "cuda/std/__tuple_dir/tuple_element.h")

# Header, as it is included -> files that belong to it, relative to the include folder; {stem}: its name
# without the ending, {base}: without folders too.
TOGETHER: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("cuda_fp16.h", ("cuda_fp16.hpp",)),
    ("cuda_bf16.h", ("cuda_bf16.hpp",)),
    ("cuda_fp8.h", ("cuda_fp8.hpp",)),
    ("cuda_fp6.h", ("cuda_fp6.hpp",)),
    ("cuda_fp4.h", ("cuda_fp4.hpp",)),
    ("vector_functions.h", ("vector_functions.hpp",)),
    ("device_atomic_functions.h", ("device_atomic_functions.hpp",)),
    ("device_double_functions.h", ("crt/device_double_functions.*",)),
    ("device_functions.h", ("crt/device_functions.*",)),
    ("math_functions.h", ("crt/math_functions.*",)),
    ("sm_*_atomic_functions.h", ("sm_*_atomic_functions.hpp",)),
    ("sm_*_intrinsics.h", ("sm_*_intrinsics.hpp",)),
    ("curand_kernel.h", ("curand_*.h",)),
    ("cooperative_groups.h", ("cooperative_groups/*",)),
    ("cooperative_groups/*", ("cooperative_groups/*",)),
    ("mma.h", ("crt/mma.*",)),
    ("cuda_pipeline.h", ("cuda_pipeline_*",)),
    ("cuda_awbarrier.h", ("cuda_awbarrier_*",)),
    ("cuda_pipeline_primitives.h", ("cuda_pipeline_helpers.h",)),
    ("cuda_awbarrier_primitives.h", ("cuda_awbarrier_helpers.h",)),
    ("nccl_device.h", ("nccl_device/*",)),
    ("nvshmem.h", ("*",)),
    ("nvshmemx.h", ("*",)),
    ("cufftdx.hpp", ("cufftdx/*.hpp",)),  # its database is thousands of macros in other files
    ("*dx.hpp", ("{stem}/*",)),
    ("cuda/atomic", ("cuda/std/__atomic/*", "cuda/__atomic/*")),
    ("cuda/std/atomic", ("cuda/std/__atomic/*",)),
    ("cuda/barrier", ("cuda/__barrier/*", "cuda/std/__barrier/*", *_SCOPES, *_COPIES)),
    ("cuda/pipeline", ("cuda/__pipeline/*", *_SCOPES, *_COPIES)),
    ("cuda/std/tuple", ("cuda/std/__tuple_dir/*", *_LIBCXX)),
    ("cuda/std/mdspan", ("cuda/std/__mdspan/*", f"{_FWD}mdspan.h", f"{_FWD}extents.h", f"{_FWD}span.h")),
    ("cuda/std/span", ("cuda/std/__span/*", f"{_FWD}span.h", *_LIBCXX)),
    ("cuda/std/utility", ("cuda/std/__utility/*", *_TUPLE_LIKE)),
    ("cuda/std/array", ("cuda/std/__array/*", *_LIBCXX, *_TUPLE_LIKE)),
    ("cuda/std/variant", ("cuda/std/__variant/*", f"{_FWD}variant.h", _IN_PLACE, *_LIBCXX)),
    ("cuda/std/optional", ("cuda/std/__optional/*", _IN_PLACE, *_LIBCXX)),
    ("cuda/std/expected", ("cuda/std/__expected/*", _IN_PLACE, *_LIBCXX)),
    ("cuda/std/*", ("cuda/std/__{base}/*", *_LIBCXX)),
    ("cub/cub.cuh", ("cub/*",)),
    ("cub/*/*.cuh", ()),
    ("cuda/functional", ("cuda/__functional/*", "cuda/__iterator/zip_function.h")),
    ("cuda/devices", ("cuda/__device/*",)),
    ("cuda/stream", ("cuda/__stream/*", "cuda/__event/*")),
    ("cuda/stream_ref", ("cuda/__stream/*",)),
    ("cuda/access_property", ("cuda/__annotated_ptr/access_property.h",)),
    ("cuda/discard_memory", ("cuda/__memory/discard_memory.h",)),
    ("cuda/buffer", ("cuda/__container/*",)),
    ("cuda/work_stealing", ("cuda/__functional/for_each_canceled.h",)),
    ("cuda/memory_resource", ("cuda/__memory_resource/*", "cuda/__memory_pool/*")),
    ("cuda/latch", ("cuda/__latch/*", "cuda/std/__latch/*", *_SCOPES)),
    ("cuda/semaphore", ("cuda/__semaphore/*", "cuda/std/__semaphore/*", *_SCOPES)),
    ("cuda/*", ("cuda/__{base}/*",)),
    ("thrust/complex.h", ("thrust/detail/complex/*",)),
    ("thrust/*", ()),
)
# Headers of these folders share them with other libraries: they stand alone unless the table says more.
SHARED_FOLDERS = ("crt", "nv", "cuda", "cub", "thrust")


def retain_options(headers: Sequence[tuple[str, str, str]], globs: Sequence[str] = ()) -> list[str]:
    """The core's options. `headers`: (name as included, path, include folder it was found in or "").

    `globs` are the user's own and replace the table.
    """
    options = [f"--retain={path}" for _, path, _ in headers]
    if globs:
        return options + [f"--retain-glob={_absolute(g)}" for g in globs]
    for name, path, folder in headers:
        options += _options_of(name, path, folder)
    return list(dict.fromkeys(options))


def idle_globs(globs: Sequence[str], files: Sequence[str]) -> list[str]:
    """The user's globs that match none of the files (real paths)."""
    return [g for g in globs if not any(fnmatch.fnmatchcase(path, _absolute(g)) for path in files)]


def _options_of(name: str, path: str, folder: str) -> list[str]:
    real = os.path.realpath(path)
    if folder and real.endswith(os.sep + os.path.normpath(name)):  # a folder of links
        folder = real[: -len(os.path.normpath(name)) - 1]
    if not folder or not (is_cuda_dir(folder) or is_package_dir(folder)):
        own = os.path.dirname(real)
        return [f"--retain-own={os.path.join(_escaped(own), '*')}"]
    return [f"--retain-glob={g}" for g in _globs_of(name, folder)]


def _globs_of(name: str, folder: str) -> list[str]:
    root = _escaped(os.path.realpath(folder))
    name = os.path.normpath(name)
    for header, together in TOGETHER:
        if fnmatch.fnmatchcase(name, header):
            stem = _escaped(name.partition(".")[0])
            base = os.path.basename(stem)
            return [os.path.join(root, g.format(stem=stem, base=base)) for g in together]
    first = name.split(os.sep)[0]
    if os.sep in name and first not in SHARED_FOLDERS:
        return [os.path.join(root, first, "*")]  # a header in a folder of its own library
    return []


def _absolute(glob: str) -> str:
    """A user's glob as the core compares it: on real paths. A glob without folders matches anywhere."""
    if os.path.isabs(glob):
        folder, _, rest = glob.rpartition(os.sep)
        return os.path.join(os.path.realpath(folder), rest) if not _has_magic(folder) else glob
    return f"*/{glob.removeprefix('./')}"


def _has_magic(text: str) -> bool:
    return any(c in text for c in "*?[")


def _escaped(text: str) -> str:
    return "".join(f"[{c}]" if c in "*?[" else c for c in text)
