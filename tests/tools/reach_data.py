"""Arguments for templates that no kind of parameter tells: by parameters' names, headers and templates.

`types` are what a type parameter may be, `names` what a parameter of a name (without underscores at its ends)
is, `instances` the brackets of a class, `calls` whole questions (src/canopy/ask.c) for a function, `source`
C++ of a user's own behind the header, `options` those of `numbast.load`.
"""

from __future__ import annotations

import fnmatch
from typing import Any

from tools.reach_libcuxx import LIBCUXX

#: By the type of a value parameter.
VALUES: dict[str, list[str]] = {
    "thread_scope": ["cuda::thread_scope_block", "cuda::thread_scope_device"],
    "uint8_t": ["2", "1"],
    "bool": ["false", "true"],
    **{kind: ["4", "32", "1", "0"] for kind in ("int", "unsigned int", "unsigned long", "size_t", "long")},
}

#: Of template template parameters.
TEMPLATES = ("cuda::std::tuple", "cuda::std::optional", "cuda::std::plus")

#: A name may be a pattern, and have the pattern of a template before it: "cuda::std::optional::*/Func".
NAMES: dict[str, list[str]] = {
    "Index": ["0", "1"],
    "Ip": ["0", "1"],
    "None": ["0"],
    "cccl_true": ["true"],
}

# What a user of CUB brings: operators, a running prefix, a key of two parts.
_CUB_SOURCE = """using namespace cub;
namespace reach {
struct Prefix { int total; __device__ int operator()(int x) { int old = total; total += x; return old; } };
struct Differ { template <class T> __device__ bool operator()(const T &a, const T &b, int = 0) const
{ return a != b; } };
struct Key { int a; float b; };
struct Parts { __device__ cuda::std::tuple<int &, float &> operator()(Key &k) const { return {k.a, k.b}; } };
struct Counts { template <int N> __device__ void operator()(int (&)[N]) {} };
}
"""
_CUB_INCLUDES = "array functional tuple"  # CUB's own names are found as its own headers find them
_CUB: dict[str, Any] = {
    "types": ["int", "float"],
    "source": "".join(f"#include <cuda/std/{name}>\n" for name in _CUB_INCLUDES.split()) + _CUB_SOURCE,
    "names": {
        "cub::ThreadStore*/MODIFIER": ["cub::STORE_DEFAULT"],
        "cub::ThreadReduce/Input": ["cuda::std::array<int, 4>"],
        "EqualityOp": ["cuda::std::equal_to<>"],
        "ReductionOpT": ["cuda::std::plus<>"],
        "KeyValuePairT": ["cub::KeyValuePair<int, int>"],
        **{n: ["int *"] for n in ("InputIterator", "OutputIterator", "*IteratorT")},
        "CoordinateT": ["int2"],
        "Distance": ["int"],
        "SwapOp": ["cuda::std::plus<>"],
        **{n: ["4", "1"] for n in ("ITEMS_PER_THREAD", "ItemsPerThread", "KEYS_PER_THREAD", "RunsPerThread")},
        **{n: ["cuda::std::plus<>"] for n in ("ScanOp", "ReductionOp", "DifferenceOpT")},
        **{n: ["cuda::std::less<>"] for n in ("CompareOp", "BinaryPred")},
        **{n: ["int *", "float *"] for n in ("InputIteratorT", "_InputIteratorT", "OutputIteratorT")},
        **{n: ["int *"] for n in ("RandomAccessIterator", "It", "KeyIt", "KeyIt1", "KeyIt2")},
        "FlagOp": ["reach::Differ"],
        "BlockPrefixCallbackOp": ["reach::Prefix"],
        "DecomposerT": ["reach::Parts"],
        "CountsCallback": ["reach::Counts"],
        "UnsignedBits": ["unsigned int"],
        "DigitExtractorT": ["cub::BFEDigitExtractor<unsigned int>"],
        "BlockDimX": ["128", "64"],
        "ThreadsPerBlock": ["128"],
        "BLOCK_THREADS": ["128"],
        "NumThreads": ["128"],
        "LOGICAL_WARP_THREADS": ["32"],
        "LogicalWarpThreads": ["32"],
        "RadixBits": ["4"],
        "FlagT": ["int", "bool"],
        "OffsetT": ["int", "unsigned int"],
        "KeyT": ["int", "unsigned int", "reach::Key"],
        "KEYS_ONLY": ["true", "false"],
        "Bins": ["256"],
        "MODIFIER": ["cub::LOAD_DEFAULT"],
        "Policy": ["reach::Policy"],
        "InputType": ["cuda::std::array<int, 4>", "int"],
        **{n: ["int", "cuda::std::array<int, 4>"] for n in ("InputT", "OutputT")},
        "DecodedItemsPerThread": ["4"],
    },
    "instances": {
        "cub::BlockRadixSort": ["<int, 128, 4>", "<int, 128, 4, float>", "<reach::Key, 128, 4>",
                                "<reach::Key, 128, 4, float>"],
        "cub::BlockMergeSortStrategy": [
            "<int, cub::NullType, 128, 4, cub::BlockMergeSort<int, 128, 4>>",
            "<int, int, 128, 4, cub::BlockMergeSort<int, 128, 4, int>>",
        ],
        "cub::WarpReduce": ["<int, 32>", "<int, 1>"],
    },
    "calls": {
        f"cub::RadixSortTwiddle::{name}": [
            (
                f"call;cub::RadixSortTwiddle<false, int>::{name};unsigned int &;"
                "cub::detail::identity_decomposer_t &"
            )
        ]
        for name in ("In", "Out")
    },
}  # fmt: skip


def _with_policy(member: str) -> dict[str, Any]:
    """CUB's with a policy, which names an algorithm."""
    text = f"static constexpr int BLOCK_THREADS = 128, ITEMS_PER_THREAD = 4; static constexpr auto {member};"
    return {**_CUB, "source": f"{_CUB['source']}namespace reach {{ struct Policy {{ {text} }}; }}\n"}


HEADERS: dict[str, dict[str, Any]] = {
    "cub/block/block_load.cuh": _with_policy("LOAD_ALGORITHM = cub::BLOCK_LOAD_DIRECT"),
    "cub/block/block_store.cuh": _with_policy("STORE_ALGORITHM = cub::BLOCK_STORE_DIRECT"),
    "cub/warp/warp_reduce_batched.cuh": {
        **_CUB,
        "names": {
            **_CUB["names"],
            "InputT": ["cuda::std::array<int, 4>"],
            "OutputT": ["cuda::std::array<int, 1>", "cuda::std::array<int, 4>"],
        },
    },
    "cub/iterator/cache_modified_output*": {
        **_CUB, "names": {**_CUB["names"], "MODIFIER": ["cub::STORE_DEFAULT"]},
    },
    "nccl_device.h": {
        "types": ["float", "int", "unsigned int"],
        "names": {
            "ncclCft*/*Coop*": ["ncclCoopWarp"],
            "*Coop*": ["ncclCoopCta", "ncclCoopWarp", "ncclCoopThread"],
            "Uint": ["unsigned int", "unsigned long long"],
            "*Unroll*": ["4"], "UNROLL": ["4"],
            "*Count": ["unsigned long", "int"],
            "ncclGinApi_*/*": ["::NCCL_NET_DEVICE_GIN_PROXY", "::NCCL_NET_DEVICE_GIN_GDAKI"],
            "ncclGinInitCommon/*": ["ncclGin"],
            "nccl::utility::round*/*": ["int", "unsigned int"],
            "EltToAcc": ["reach::Call"], "Reduce": ["reach::Add"], "Elt": ["float"],
            "RedOp": ["nccl::utility::OpSum<float>"], "*Fn": ["reach::Call"], "*Lambda": ["reach::Where"],
            "nccl::utility::align*/T": ["char"], "nccl::utility::align*/*": ["unsigned long"],
            "Pack": ["nccl::utility::EltPack<float, 4>"], "Impl": ["ncclCoopCta"],
        },
        "instances": {"ncclGin_BackendMask": ["<NCCL_GIN_BACKEND_MASK_ALL>"]},
        "source": "namespace reach { struct Add { template <class T> __device__ T operator()(T a, T b) const "
        "{ return a + b; } }; struct Call { template <class... T> __device__ int operator()(T...) const "
        "{ return 1; } }; struct Where { float *p; "
        "__device__ float *operator()(int) const { return p; } }; }\n",
    },
    "cub/*": _CUB,
    "cooperative_groups*": {
        "types": [
            "int", "cooperative_groups::thread_block", "cooperative_groups::coalesced_group", "reach::Call",
            "unsigned int",
        ],
        "names": {
            "Size": ["32", "64"],
            "ParentT": ["cooperative_groups::thread_block"],
            "OtherParentT": ["cooperative_groups::thread_block"],
            "Fn": ["reach::Call"],
            "GroupT": ["cooperative_groups::thread_block"],
            "Group": ["cooperative_groups::coalesced_group"],
            "MaxBlockSize": ["128"],
            "Ty*Group*": ["cooperative_groups::thread_block_tile<32>", "cooperative_groups::coalesced_group",
                          "cooperative_groups::thread_block"],
            "TyFn": ["cooperative_groups::plus<int>"],
            "Ty*Val*": ["int"],
            "Ty*Elem": ["int"],
            "Sco": ["cuda::thread_scope_device", "cuda::thread_scope_block"],
            "*Space": ["cuda::thread_scope_device"],
            "Stages": ["1", "0"],
        },
        "source": "using namespace cooperative_groups;\nnamespace reach { struct Call { "
        "template <class... T> __device__ int operator()(T...) const { return 1; } }; }\n",
    },
    "mma.h": {
        "instances": {
            "nvcuda::wmma::fragment": [
                "<nvcuda::wmma::matrix_a, 16, 16, 16, __half, nvcuda::wmma::row_major>",
                "<nvcuda::wmma::accumulator, 16, 16, 16, float>",
            ],
        },
    },
    "cuda/std/complex": {"types": ["float", "double", "int"]},
}  # fmt: skip


def of(header: str) -> dict[str, Any]:
    """What is known for a header."""
    several = {**HEADERS, **LIBCUXX}
    own = next((data for name, data in several.items() if fnmatch.fnmatchcase(header, name)), {})
    return {
        "types": own.get("types", ["int", "float", "double", "unsigned int"]),
        "names": {**own.get("names", {}), **NAMES},
        "instances": own.get("instances", {}),
        "calls": own.get("calls", {}),
        "source": own.get("source", ""),
        "options": own.get("options", {}),
    }


def written_by_hand() -> dict[str, list[str]]:
    """{header's pattern: keys of instances and calls, as tools.reach_guesses notes that it used them}."""
    return {
        pattern: [f"{kind} {name}" for kind in ("instances", "calls") for name in own.get(kind, {})]
        for pattern, own in {**HEADERS, **LIBCUXX}.items()
    }
