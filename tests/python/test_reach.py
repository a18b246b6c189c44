"""How many templates of CUDA's headers have an instance that compiles (docs/supported_templates.md)."""

from __future__ import annotations

import pytest

from tools import reach

LEAST = 0.95
QUICK = ("cooperative_groups.h", "mma.h")
LONG = (
    "cub/block/block_scan.cuh",
    "cub/block/block_radix_sort.cuh",
    "cub/block/block_load.cuh",
    "cub/warp/warp_reduce.cuh",
    "cub/warp/warp_scan.cuh",
    "cuda/std/array",
    "cuda/std/complex",
    "texture_indirect_functions.h",
)


@pytest.mark.parametrize("header", [*QUICK, *(pytest.param(name, marks=pytest.mark.long) for name in LONG)])
def test_reach(header: str) -> None:
    found = reach.Reach(header).run()
    good, every = reach.shares(found)["public"]
    missing = [f"{s.name}: {s.reason}" for s in found if not (s.excluded or s.instance or s.is_reserved)]
    assert good >= LEAST * every, "\n".join(missing)
    assert every > 2


def test_what_is_not_counted() -> None:
    """Private, deleted, host-only templates, implementation namespaces; members of private classes."""
    import json

    from numbast.options import options_from
    from numbast.parsing import parse

    text = """
    namespace ns { namespace detail { template <class T> struct hidden {}; }
    template <class T> struct A { template <class U> __device__ void good(U) {}
      template <class U> __device__ void gone(U) = delete;
      template <class U> void host(U) {}
    private:
      template <class U> __device__ void mine(U) {}
      template <int N, class U> struct In;
      template <class U> struct In<1, U> { template <class V> __device__ void inner(V) {} };
    };
    }"""
    parsed = parse([], options_from({"extra_source": text}))
    found = reach.subjects(json.loads(parsed.session.text("model")))
    said = {s.name.rpartition("::")[2]: s.excluded for s in found}
    assert said == {"A": "", "good": "", "gone": "deleted", "host": "host function", "mine": "private",
                    "In": "private", "inner": "private"}  # fmt: skip
