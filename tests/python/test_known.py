"""The table of known libraries: what it adds to a user's options, and that the user wins."""

from __future__ import annotations

import pytest

from numbast.known import EIGEN, KNOWN, are_heavy, with_known
from numbast.options import Options


def test_others_are_left_alone() -> None:
    options = Options(defines=("A=1",))
    assert with_known(["cuda_bf16.h", "mine/glmish.h"], options) is options


@pytest.mark.parametrize(
    "header", ["nccl_device.h", "/somewhere/include/nccl_device.h", "nccl_device/core.h"]
)
def test_macros_are_added(header: str) -> None:
    defines = with_known([header], Options(defines=("A=1",))).defines
    assert defines[0] == "A=1" and "NCCL_GIN_EFA_GDA_ENABLE=0" in defines


def test_the_user_wins() -> None:
    mine = Options(defines=("NCCL_GIN_EFA_GDA_ENABLE=1",))
    defines = with_known(["nccl_device.h"], mine).defines
    assert [d for d in defines if "EFA" in d] == ["NCCL_GIN_EFA_GDA_ENABLE=1"]
    name = "src/Core/util/IndexedViewHelper.h"
    patched = with_known(["Eigen/Core"], Options(patches={name: (("a", "b"),)})).patches
    assert patched[name] == (("a", "b"),)
    assert patched.keys() == EIGEN.patches.keys()


def test_once_is_enough() -> None:
    """What a module's first lines record is the same when it is applied again."""
    for known in KNOWN:
        header = known.headers[0].replace("*", "x.h")
        once = with_known([header], Options())
        assert with_known([header], once) == once != Options()


def test_the_prelude_stands_first() -> None:
    found = with_known(["glm/glm.hpp"], Options(prelude="#define MINE 1\n"))
    assert found.prelude == "#include <cuda.h>\n#define MINE 1\n"


def test_heavy() -> None:
    assert are_heavy(["cuda_fp16.h", "nvshmem.h"])
    assert not are_heavy(["cuda_fp16.h"])


def test_libraries() -> None:
    """nvshmem's device library is linked, unless the user gives another file of it."""
    assert with_known(["nvshmem.h"], Options()).link == (("", "nvshmem_device"),)
    mine = Options(link=(("", "/opt/libnvshmem_device_debug.a"),))
    assert with_known(["nvshmem.h"], mine).link == mine.link


def test_the_tables_patches_may_lack_their_text() -> None:
    """Another version of a library may not have it; a patch that the user gives must fit."""
    patches = with_known(["nccl_device.h"], Options(patches={"a.h": (("x", "y"),)})).patches
    assert patches.pop("a.h") == (("x", "y"),)
    assert all(change[2:] == ("if there",) for changes in patches.values() for change in changes)
