"""Finding libclang, CUDA's headers and the files that count; nothing here parses."""

from __future__ import annotations

import pytest

import numbast
from numbast.command_line import clang_arguments
from numbast.cuda_headers import CudaHeaders, find_cuda_headers, is_cuda_dir
from numbast.errors import EnvironmentProblem
from numbast.libclang import LibClang, find_libclang
from numbast.retain import retain_options
from numbast.runtime import headers
from numbast.writing import write_files

CUDA = "#define CUDA_VERSION 12090\n"


def make(root, *names, text=""):
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(CUDA if path.name == "cuda.h" else text)
    return root


def test_a_toolkit_that_is_named_comes_first(tmp_path):
    inc = make(tmp_path / "include", "cuda_runtime.h", "cuda.h", "crt/host_defines.h", "cccl/cuda/atomic")
    found = find_cuda_headers([str(inc)])
    assert found == CudaHeaders((str(inc), str(inc / "cccl")), "12.9")
    assert is_cuda_dir(str(inc))
    assert not is_cuda_dir(str(tmp_path))


def test_wheels_with_one_folder_a_component(tmp_path):
    nvidia = tmp_path / "site-packages" / "nvidia"
    make(nvidia / "cuda_runtime" / "include", "cuda_runtime.h", "cuda.h")
    make(nvidia / "cuda_nvcc" / "include", "crt/host_defines.h")
    make(nvidia / "curand" / "include", "curand_kernel.h")
    make(nvidia / "cu13" / "include", "cuda_runtime.h")
    root = str(nvidia / "cuda_runtime" / "include")
    found = find_cuda_headers([root])
    assert found.include_dirs == (
        root,
        str(nvidia / "cuda_nvcc" / "include"),
        str(nvidia / "curand" / "include"),
    )
    assert is_cuda_dir(str(nvidia / "curand" / "include"))


def test_no_crt(tmp_path):
    make(tmp_path, "cuda_runtime.h", "cuda.h")
    with pytest.raises(EnvironmentProblem) as caught:
        find_cuda_headers([str(tmp_path)])
    assert caught.value.missing == "nvidia-cuda-crt"
    assert caught.value.hint == "install it with: pip install nvidia-cuda-crt"


def test_no_version(tmp_path):
    make(tmp_path, "cuda_runtime.h", "crt/host_defines.h")
    with pytest.raises(EnvironmentProblem, match="do not tell their version"):
        find_cuda_headers([str(tmp_path)])


def test_libclang_is_found_with_its_headers():
    found = find_libclang()
    assert found.major >= 21
    assert (found.path, found.resource_dir) != ("", "")


def test_libclang_that_is_not_there(monkeypatch):
    monkeypatch.setenv("NUMBAST_LIBCLANG", "/no/libclang.so")
    with pytest.raises(EnvironmentProblem, match=r"libclang '/no/libclang\.so' does not exist") as caught:
        find_libclang()
    assert caught.value.hint == "install it with: pip install 'libclang-ng>=21'"


def test_resource_headers_of_another_version(tmp_path):
    wrapper = make(tmp_path / "clang" / "14", "include/__clang_cuda_runtime_wrapper.h")
    own = find_libclang()
    with pytest.raises(
        EnvironmentProblem, match=rf"is version {own.version}, the resource headers .* version 14"
    ):
        find_libclang(own.path, str(wrapper))
    with pytest.raises(EnvironmentProblem, match="holds no clang resource headers"):
        find_libclang(own.path, str(tmp_path))


def test_arguments():
    made = clang_arguments(
        LibClang("/l/libclang.so", "/l/resource", "22.1"),
        CudaHeaders(("/c/include", "/c/include/cccl"), "13.5"),
        "sm_90a",
        "c++20",
        ["/mine"],
        ["A=1"],
    )
    assert made[:11] == [
        "-xcuda",
        "--cuda-device-only",
        "--cuda-gpu-arch=sm_90a",
        "-nocudalib",
        "-nocudainc",
        "-fretain-comments-from-system-headers",
        "-Xclang",
        "-target-sdk-version=13.5",
        "-Xclang",
        "-mlong-double-128",
        "-std=gnu++20",
    ]
    assert made[11:15] == ["-resource-dir", "/l/resource", "-isystem", "/l/resource/include/cuda_wrappers"]
    assert "-D__CUDA_ARCH_LIST__=900" in made
    folders = [a for a in made if a.startswith("-I")]
    assert folders[:3] == ["-I/mine", "-I/c/include", "-I/c/include/cccl"]
    assert made.index("-DA=1") < made.index("-I/mine")


SCOPES = ["cuda/std/__atomic/scopes.h", "cuda/std/__atomic/order.h"]


@pytest.mark.parametrize(
    ("name", "globs"),
    [
        ("cuda_bf16.h", ["cuda_bf16.hpp"]),
        ("curand_kernel.h", ["curand_*.h"]),
        ("cooperative_groups.h", ["cooperative_groups/*"]),
        ("mma.h", ["crt/mma.*"]),
        ("cuComplex.h", []),
        ("cuda/atomic", ["cuda/std/__atomic/*", "cuda/__atomic/*"]),
        ("cuda/functional", ["cuda/__functional/*", "cuda/__iterator/zip_function.h"]),
        ("cuda/cmath", ["cuda/__cmath/*"]),
        ("cuda/latch", ["cuda/__latch/*", "cuda/std/__latch/*", *SCOPES]),
        (
            "cuda/std/span",
            ["cuda/std/__span/*", "cuda/std/__fwd/span.h", "cuda/std/detail/libcxx/include/span"],
        ),
        ("cub/block/block_scan.cuh", []),
        ("nccl_device/core.h", ["nccl_device/*"]),
        ("crt/mma.h", []),
    ],
)
def test_what_belongs_together(tmp_path, name, globs):
    inc = make(tmp_path, "cuda_runtime.h", name)
    path = str(inc / name)
    assert retain_options([(name, path, str(inc))]) == [
        f"--retain={path}",
        *(f"--retain-glob={inc}/{g}" for g in globs),
    ]


def test_a_folder_of_links(tmp_path):
    """Each header of CUDA is linked to from a folder of many libraries, as distributions do."""
    inc = make(tmp_path, "cuda_runtime.h", "nccl_device.h")
    links = tmp_path / "links"
    links.mkdir()
    (links / "nccl_device.h").symlink_to(inc / "nccl_device.h")
    path = str(links / "nccl_device.h")
    assert retain_options([("nccl_device.h", path, str(links))]) == [
        f"--retain={path}",
        f"--retain-glob={inc}/nccl_device/*",
    ]


def test_own_headers_count_with_their_folder(tmp_path):
    make(tmp_path, "sub/my.cuh")
    path = str(tmp_path / "sub" / "my.cuh")
    assert retain_options([(path, path, "")]) == [f"--retain={path}", f"--retain-own={tmp_path}/sub/*"]
    assert retain_options([(path, path, "")], ["a_*.h", f"{tmp_path}/x/*.h"]) == [
        f"--retain={path}",
        "--retain-glob=*/a_*.h",
        f"--retain-glob={tmp_path}/x/*.h",
    ]


def test_an_installation_without_crt_is_passed_over(tmp_path, monkeypatch):
    """A wheel of the runtime alone, as another package may bring it, beside a whole toolkit."""
    wheel = make(tmp_path / "site-packages" / "nvidia" / "cu13" / "include", "cuda_runtime.h", "cuda.h")
    toolkit = make(
        tmp_path / "toolkit" / "include", "cuda_runtime.h", "crt/host_defines.h", "cccl/cuda/atomic"
    )
    monkeypatch.setattr(headers, "component_folder", lambda name: str(wheel) if name == "cudart" else "")
    monkeypatch.setenv("CUDA_HOME", str(tmp_path / "toolkit"))
    assert headers.cuda_folders() == [str(toolkit), str(toolkit / "cccl")]


def test_cuda_below_the_headers_folder_does_not_count(tmp_path):
    """A project's folder may hold a virtual environment with all of CUDA."""
    below = make(tmp_path / "env" / "site-packages" / "nvidia" / "cu13" / "include", "their.h")
    (below / "their.h").write_text("__device__ inline int theirs(int a) { return a; }\n")
    (tmp_path / "near.h").write_text("__device__ inline int near_(int a) { return a; }\n")
    (tmp_path / "own.cuh").write_text(
        '#include "near.h"\n#include "env/site-packages/nvidia/cu13/include/their.h"\n'
        "__device__ inline int own(int a) { return theirs(a); }\n"
    )
    found = numbast.report(str(tmp_path / "own.cuh"), nvrtc_check=False)
    assert {d.name for d in found.bound} == {"near_", "own"}


def test_files_are_written_all_or_not_at_all(tmp_path):
    blocked = tmp_path / "blocked"
    blocked.write_text("")
    files = {str(tmp_path / "a.py"): b"a", str(tmp_path / "new" / "b"): b"b", str(blocked / "c"): b"c"}
    with pytest.raises(EnvironmentProblem):
        write_files(files)
    assert [p.name for p in tmp_path.iterdir()] == ["blocked"]
    del files[str(blocked / "c")]
    write_files(files)
    assert (tmp_path / "new" / "b").read_bytes() == b"b"
