"""Arguments for templates that no kind of parameter tells: by parameters' names, headers and templates.

`types` are what a type parameter may be, `names` what a parameter of a name (without underscores at its ends)
is, `instances` the brackets of a class, `calls` whole questions (src/canopy/ask.c) for a function, `source`
C++ of a user's own behind the header, `options` those of `numbast.load`.
"""

from __future__ import annotations

import fnmatch
from typing import Any

#: By the type of a value parameter.
VALUES: dict[str, list[str]] = {
    "bool": ["false", "true"],
    **{kind: ["4", "32", "1", "0"] for kind in ("int", "unsigned int", "unsigned long", "size_t", "long")},
}

NAMES: dict[str, list[str]] = {
    "Index": ["0", "1"],
    "Ip": ["0", "1"],
    "None": ["0"],
    "cccl_true": ["true"],
}

# What a user of CUB brings: operators, a running prefix, a key of two parts.
_CUB_SOURCE = """namespace reach {
struct Prefix { int total; __device__ int operator()(int x) { int old = total; total += x; return old; } };
struct Differ { template <class T> __device__ bool operator()(const T &a, const T &b, int = 0) const
{ return a != b; } };
struct Key { int a; float b; };
struct Parts { __device__ cuda::std::tuple<int &, float &> operator()(Key &k) const { return {k.a, k.b}; } };
struct Counts { template <int N> __device__ void operator()(int (&)[N]) {} };
}
"""
_CUB_INCLUDES = "array functional tuple"
_CUB: dict[str, Any] = {
    "types": ["int", "float"],
    "source": "".join(f"#include <cuda/std/{name}>\n" for name in _CUB_INCLUDES.split()) + _CUB_SOURCE,
    "names": {
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
    "cub/*": _CUB,
    "cooperative_groups.h": {
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
        },
        "source": "namespace reach { struct Call { "
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
    own = next((data for name, data in HEADERS.items() if fnmatch.fnmatchcase(header, name)), {})
    return {
        "types": own.get("types", ["int", "float", "double", "unsigned int"]),
        "names": {**NAMES, **{name.strip("_"): texts for name, texts in own.get("names", {}).items()}},
        "instances": own.get("instances", {}),
        "calls": own.get("calls", {}),
        "source": own.get("source", ""),
        "options": own.get("options", {}),
    }
