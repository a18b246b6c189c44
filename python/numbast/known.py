"""What known libraries need to be bound: macros, text before them, changes for NVRTC, files that count.

Each is an option that a user could give and still may: a macro or a patched header of the user's own wins.
The table holds what NVRTC needs and the headers do not say themselves; what clang alone would need is in
`clang_include/`. An entry that names a header of a library that is not installed costs nothing.
"""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from .options import IF_THERE, Options

__all__ = ["KNOWN", "Known", "are_heavy", "with_known"]

Patches = dict[str, tuple[tuple[str, ...], ...]]


@dataclass(frozen=True)
class Known:
    """One library. `headers`: globs of names as included; the rest is as the options of these names."""

    headers: tuple[str, ...]
    defines: tuple[str, ...] = ()
    prelude: str = ""
    patches: Patches = field(default_factory=dict)
    cooperative: tuple[str, ...] = ()
    link: tuple[str, ...] = ()  # static libraries, by the names that they are found by
    is_heavy: bool = False  # one shim costs NVRTC more than reading the headers: each is compiled alone


# The host's part of a library that NVRTC does not see: its include guard keeps it from clang too. NVSHMEM
# 3.4 takes traits for granted that nvcc's host headers bring.
NVSHMEM = Known(
    ("nvshmem.h", "nvshmemx.h"),
    defines=("NVSHMEM_HOST_H",),
    prelude="#include <type_traits>\n",
    link=("nvshmem_device",),
    is_heavy=True,
)

# GIN's backend for EFA is written in GNU C that NVRTC does not read; another's ACCESS_ONCE makes a pointer of
# a reference. What loads a constant has, of NCCL 2.28, arrays of no element in the branches for other types.
# Its reductions and copies ask for lambdas of the device, which NVRTC has without being told, and only so.
_LAMBDA = ("] __device__(", "](")
_IMPL = ("reduce_copy__types", "multimem__funcs", "vector__types", "vector__funcs")


def _beside(name: str) -> tuple[str, str]:
    """An include line of `nccl_device/impl`: a patched header has no folder."""
    return f'#include "{name}.h"', f'#include "nccl_device/impl/{name}.h"'


NCCL = Known(
    ("nccl_device.h", "nccl_device/*"),
    defines=(
        "NCCL_GIN_EFA_GDA_ENABLE=0",
        "ACCESS_ONCE(x)=(*(volatile __typeof__(x)*)&(x))",
        "__CUDACC_EXTENDED_LAMBDA__",
    ),
    patches={
        "nccl_device/coop.h": (('#include "utility.h"', '#include "nccl_device/utility.h"'),),
        "nccl_device/utility.h": (("if (alignof(T) ==", "if constexpr (alignof(T) =="),),
        "nccl_device/impl/reduce_copy__impl.h": (
            _LAMBDA,
            *map(_beside, _IMPL),
            ('#include "../coop.h"', '#include "nccl_device/coop.h"'),
        ),
        "nccl_device/impl/reduce_copy__funcs.h": (
            _LAMBDA,
            _beside("reduce_copy__impl"),
            ('#include "../reduce_copy.h"', '#include "nccl_device/reduce_copy.h"'),
        ),
    },
)

# What is launched from the host is not for NVRTC, but the classes that say how: they can be compared there.
_TUNING = "adjacent_difference batch_memcpy find find_bound_sorted_values for histogram merge merge_sort "
_TUNING += "radix_sort reduce reduce_by_key rle_encode rle_non_trivial_runs scan scan_by_key "
_TUNING += "segmented_radix_sort segmented_reduce segmented_sort select_if three_way_partition "
_TUNING += "transform unique_by_key"
_TUNED = "".join(f"#include <cub/device/dispatch/tuning/tuning_{name}.cuh>\n" for name in _TUNING.split())
_TUNED = f"#if CUB_VERSION >= 300500\n{_TUNED}#endif"
CUB = Known(
    ("cub/cub.cuh",),
    defines=("CCCL_DISABLE_NVRTC_COMPATIBILITY_CHECK",),
    patches={
        "cub/cub.cuh": (("#include <cub/device/", "// "), ("#include <cub/util_allocator.cuh>", _TUNED))
    },
)

# CUTLASS declares std's templates for NVRTC again, with other parameters than CCCL 3.3 gives them.
_TUPLE = """#if defined(__CUDACC_RTC__)
template <class... _Tp>
struct tuple_size;
"""
_TUPLE_FILES = ("container/array", "container/type_list", "container/tuple", "container/array_subbyte")
CUTE = Known(
    ("cute/*", "cutlass/*", "cublasdx.hpp"),
    patches={
        f"cute/{name}.hpp": ((_TUPLE, _TUPLE.replace("#if", "#if 0 &&")),)
        for name in (*_TUPLE_FILES, "numeric/arithmetic_tuple")
    },
)

# CCCL before 3.1 hides the literals of complex numbers from NVRTC.
_LITERALS = "".join(
    f'__device__ constexpr complex<{kind}> operator ""{name}({given} x) {{ return {{0, ({kind})x}}; }}\n'
    for kind, name in (("long double", "il"), ("double", "i"), ("float", "if"))
    for given in ("long double", "unsigned long long")
)
for _scope in ("complex_literals", "literals", "_LIBCUDACXX_ABI_NAMESPACE"):
    _LITERALS = f"inline namespace {_scope} {{\n{_LITERALS}}}\n"
_LITERALS = f"namespace cuda {{ namespace std {{\n{_LITERALS}}} }}"
_END = "#endif // _CUDA_STD_COMPLEX"
COMPLEX = Known(
    ("cuda/std/complex",),
    patches={
        "cuda/std/complex": (
            (_END, f"#if !__has_include(<cuda/std/__complex/literals.h>)\n{_LITERALS}\n#endif\n{_END}"),
        )
    },
)

# CCCL 3.3's complex numbers name streams that they do not include for NVRTC.
THRUST = Known(("thrust/*",), prelude="#include <iosfwd>\n")

# GLM asks for CUDA's version, which nothing has said yet.
GLM = Known(("glm/*",), defines=("GLM_FORCE_CUDA",), prelude="#include <cuda.h>\n")

# Objects that a run-time constructor fills, of which device code has none.
_LAST = "symbolic::AddExpr<symbolic::SymbolExpr<internal::symbolic_last_tag>,symbolic::ValueExpr<"
_LAST += "Eigen::internal::FixedInt<1> > > lastp1"
EIGEN = Known(
    ("Eigen/*",),
    patches={
        "src/Core/products/GeneralBlockPanelKernel.h": (
            ("static CacheSizes m_cacheSizes", "CacheSizes m_cacheSizes"),
        ),
        "src/Core/util/IndexedViewHelper.h": (
            (f"static const {_LAST}(last+fix<1>());", f"extern const {_LAST};"),
            ("EIGEN_DEPRECATED static const all_t  all  = Eigen::all;", ""),
            ("EIGEN_DEPRECATED static const last_t last = Eigen::last;", ""),
            ("EIGEN_DEPRECATED static const end_t  end  = Eigen::lastp1;", ""),
        ),
    },
)

# A grid's threads wait for each other only where all of its blocks run at once. Clusters are there for nvcc
# and NVRTC, and for who says that he has what they are made of.
COOPERATIVE_GROUPS = Known(
    ("cooperative_groups.h", "cooperative_groups/*"),
    defines=("_CG_CLUSTER_INTRINSICS_AVAILABLE",),
    cooperative=(r"cooperative_groups::grid_group::(sync|barrier_\w+)",),
)

KNOWN: tuple[Known, ...] = (NVSHMEM, NCCL, CUB, CUTE, COMPLEX, THRUST, GLM, EIGEN, COOPERATIVE_GROUPS)


def with_known(headers: Sequence[str], options: Options) -> Options:
    """The options with what the table says of these headers; what the user said stays as it is."""
    for known in KNOWN:
        if any(_is_of(known, header) for header in headers):
            options = _with(options, known)
    return options


def are_heavy(headers: Sequence[str]) -> bool:
    """Whether the shims of these headers are compiled one by one."""
    return any(known.is_heavy and _is_of(known, header) for known in KNOWN for header in headers)


def _is_of(known: Known, header: str) -> bool:
    """Whether the header is one of these: by its name as included, or by the end of its path."""
    path = "/" + os.path.normpath(header).replace(os.sep, "/")
    # a glob is worth its compiling where what stands before its `*` is there
    globs = [glob for glob in known.headers if glob.partition("*")[0] in path]
    return any(fnmatch.fnmatchcase(path, f"*/{glob}") for glob in globs)


def _with(options: Options, known: Known) -> Options:
    told = {_macro(text) for text in options.defines}
    defines = tuple(text for text in known.defines if _macro(text) not in told)
    prelude = "" if known.prelude in options.prelude else known.prelude
    return replace(
        options,
        defines=(*options.defines, *defines),
        prelude=prelude + options.prelude,
        patches={**_lenient(known.patches), **options.patches},
        cooperative=tuple(dict.fromkeys((*options.cooperative, *known.cooperative))),
        link=(*options.link, *_links(options, known)),
    )


def _lenient(patches: Patches) -> Patches:
    """The changes as the table has them: a version of the library that lacks a text needs none there."""
    return {name: tuple((*change[:2], IF_THERE) for change in changes) for name, changes in patches.items()}


def _links(options: Options, known: Known) -> tuple[tuple[str, str], ...]:
    """The libraries of which the user gives no file."""
    told = [os.path.basename(text) for _, text in options.link]
    return tuple(("", name) for name in known.link if not any(name in text for text in told))


def _macro(define: str) -> str:
    """The name that a NAME, NAME=VALUE or NAME(X)=VALUE defines."""
    return define.partition("=")[0].partition("(")[0]
