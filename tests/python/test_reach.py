"""How many templates of CUDA's headers have an instance that compiles (docs/supported_templates.md)."""

from __future__ import annotations

from pathlib import Path

import pytest

import numbast
from tools import reach, reach_data, reach_kernels

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


def test_in_kernels() -> None:
    """A kernel uses the instances that were found."""
    found = reach.Reach("mma.h")
    kernels = reach_kernels.Kernels(numbast.load("mma.h", arch=reach.ARCH), reach.ARCH)
    tried = [s.question for s in found.run() if s.instance and not s.is_reserved]
    assert len(tried) > 2
    assert [why for why in map(kernels.why_not, tried) if why] == []


def test_written_by_hand() -> None:
    """Arguments by hand are those of templates that the page has."""
    page = (Path(__file__).parents[2] / "docs" / "supported_templates.md").read_text()
    keys = {key.split()[1] for keys in reach_data.written_by_hand().values() for key in keys}
    assert [name for name in sorted(keys) if f"| `{name}`" not in page] == []


def test_names_kept_by_the_library() -> None:
    """[lex.name] says which names are nobody else's."""
    for name in ("ns::__f", "ns::_F", "a__b", "__d::f", "ns::_Impl<int>::run"):
        assert reach.is_reserved_name(name), name
    for name in ("ns::_f", "f_", "ns::S_::f"):
        assert not reach.is_reserved_name(name), name


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
      template <class U> __device__ A(U) {}
    private:
      template <class U> __device__ void mine(U) {}
      template <int N, class U> struct In;
      template <class U> struct In<1, U> { template <class V> __device__ void inner(V) {} };
    };
    template <class U> A(U) -> A<U>;
    }"""
    parsed = parse([], options_from({"extra_source": text}))
    found = reach.subjects(json.loads(parsed.session.text("model")))
    said = {s.name.rpartition("::")[2]: s.excluded for s in found}
    guide = said.pop("<deduction guide for A>")
    assert guide == "deduction guide"
    assert said == {"A": "", "good": "", "gone": "deleted", "host": "host function", "mine": "private",
                    "In": "private", "inner": "private"}  # fmt: skip
