"""The corpus: no library crashes, none is empty, and each gives what tools.corpus says."""

from __future__ import annotations

import pytest

from tools.corpus import CORPUS, Library, measured, shortcomings

QUICK = [library for library in CORPUS if library.is_quick]
DEAR = [library for library in CORPUS if not library.is_quick]


def check(library: Library) -> None:
    if not library.is_here():
        pytest.skip(f"{library.header} is not here ({library.package})")
    found = measured(library)
    share = f"{found['bound']} of {found['needed']}"
    print(f"{library.header}: {share}, {found['nvrtc']}, {found['seconds']['all']:.1f} s")
    assert not shortcomings(library, found)


@pytest.mark.parametrize("library", QUICK, ids=lambda library: library.header)
def test_small_wheels(library: Library) -> None:
    check(library)


@pytest.mark.long
@pytest.mark.parametrize("library", DEAR, ids=lambda library: library.header)
def test_large_libraries(library: Library) -> None:
    check(library)
