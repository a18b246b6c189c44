"""What NVRTC would take all time or memory for: it is stopped, in a process of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import numbast
from numbast import TemplateError
from tools import modules

# Packs that templates put together themselves; matching one takes NVRTC time with the square of its length.
SOURCE = """
namespace ns {
template <int... I> struct Sequence {};
template <class> struct Length;
template <int... I> struct Length<Sequence<I...>> { static constexpr int value = sizeof...(I); };
template <class, class> struct Joined;
template <int... I, int... J> struct Joined<Sequence<I...>, Sequence<J...>> {
  using type = Sequence<I..., (int(sizeof...(I)) + J)...>;
};
template <int N> struct Made {
  using type = typename Joined<typename Made<N / 2>::type, typename Made<N - N / 2>::type>::type;
};
template <> struct Made<0> { using type = Sequence<>; };
template <> struct Made<1> { using type = Sequence<0>; };
template <int N> struct Counted {
  static constexpr int value = Length<typename Made<N>::type>::value;
  int items[value];
};
}
"""


def test_a_pack_that_takes_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBAST_CACHE_DIR", str(tmp_path / "cache"))
    header = tmp_path / "packs.cuh"
    header.write_text(SOURCE)
    numbast.generate(header, tmp_path / "packs_module.py", arch="sm_90", nvrtc_check=False)
    lib: Any = modules.load_file(tmp_path / "packs_module.py")
    assert lib.ns.Counted[5].sizeof == 20
    asking = next(f for f in _functions(lib) if "_SECONDS" in f)
    monkeypatch.setitem(asking, "_SECONDS", 1)
    with pytest.raises(TemplateError, match="NVRTC was stopped when it took too much time or memory"):
        lib.ns.Counted[200000]
    assert lib.ns.Counted[2000].sizeof == 8000


def _functions(lib: Any) -> list[dict[str, Any]]:
    """The globals of what asks."""
    oracle = lib.__dict__["__numbast_binding__"].service.library.oracle
    return [type(one).__call__.__globals__ for one in vars(oracle).values() if hasattr(one, "origins")]
