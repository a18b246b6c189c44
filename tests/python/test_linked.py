"""Linked kernels on disk, without a GPU: what is read again in another process, and what is linked anew.

A line of a run says for each kernel whether nvJitLink was asked, and which units' code was read.
"""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

pytest.importorskip("numba.cuda")

HEADER = """\
__device__ inline int twice(int x) { return FACTOR * x; }
__device__ inline int fourth(int x) { return 4 * x; }
"""
DRIVER = """
import sys
from numba.cuda import types
from numba.cuda.codegen import CUDACodeLibrary
from numba.cuda.cudadrv import driver
from numba.cuda.dispatcher import _Kernel
from numbast.runtime import units
from numbast.testing import disassemble, pretended_device

CUDACodeLibrary._ensure_cc = lambda self, cc: cc or (9, 0)
events = []
complete, read = driver._Linker.complete, units.CompiledUnit.ltoir.fget
driver._Linker.complete = lambda self: (events.append("link"), complete(self))[1]
units.CompiledUnit.ltoir = property(lambda self: (events.append("read"), read(self))[1])


def run(function, *types_, **options):
    events.clear()
    with pretended_device((9, 0)):
        kernel = _Kernel(function, types_ or (types.int32[::1],), **{"lto": True, **options})
        cubin = bytes(kernel._codelibrary.get_cubin().code)
    assert cubin[:4] == b"\\x7fELF" and kernel._codelibrary.get_linkerinfo((9, 0)) is not None
    print(*sorted(set(events)))
    return cubin
"""
KERNELS = """
    import numbast
    from numba import cuda
    lib = numbast.load("my.cuh", defines={"FACTOR": 2})

    def kernel(x):
        x[0] = lib.twice(x[0])
"""
USE = "from driver import *; import kernels; cubin = run(kernels.kernel)\n"
DIGEST = "import hashlib; print(hashlib.sha256(cubin).hexdigest())\n"


@pytest.fixture
def project(tmp_path, monkeypatch):
    (tmp_path / "my.cuh").write_text(HEADER)
    (tmp_path / "driver.py").write_text(DRIVER)
    monkeypatch.setenv("NUMBAST_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    os.utime("my.cuh", (1_700_000_000, 1_700_000_000))
    kernels(KERNELS)
    return tmp_path


def kernels(text: str) -> None:
    Path("kernels.py").write_text(textwrap.dedent(text))


def run(code: str, **env: str) -> list[str]:
    """The lines that a fresh process prints."""
    env["PYTHONPATH"] = os.pathsep.join([os.getcwd(), *sys.path])
    env["PYTHONDONTWRITEBYTECODE"] = "1"
    command = [sys.executable, "-W", "error::RuntimeWarning", "-c", textwrap.dedent(code)]
    done = subprocess.run(command, env={**os.environ, **env}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split("\n")[:-1]


def entries(folder: Path, kind: str) -> list[Path]:
    return sorted((folder / "cache").rglob(f"{kind}-*"))


def test_a_second_process_neither_links_nor_reads_units(project):
    first = run(USE + DIGEST)
    second = run(USE + DIGEST)
    assert first[0] == "link read"
    assert second == ["", first[1]]
    assert len(entries(project, "linked")) == 1


def test_a_static_module(project):
    import numbast

    numbast.generate("my.cuh", "bound.py", defines={"FACTOR": 2})
    kernels(KERNELS.replace("import numbast", "import bound as lib").replace("lib = numbast", "# "))
    assert run(USE)[0].startswith("link")
    assert run(USE) == [""]


def test_device_functions_in_any_order(project):
    device = "".join(
        f"@cuda.jit(device=True)\ndef {name}(x):\n    return lib.twice(x) {operator} 3\n\n"
        for name, operator in zip("abcd", "+-*|", strict=True)
    )
    kernel = "def kernel(x):\n    x[0] = a(x[0]) + b(x[1]) + c(x[2]) + d(x[3])\n"
    kernels(textwrap.dedent(KERNELS).partition("def kernel")[0] + device + kernel)
    assert run(USE) == ["link read"]
    for _ in range(2):
        assert run(USE) == [""]


CHANGES = {
    "header": ("HEADER", "FACTOR * x", "x + FACTOR"),
    "kernel": ("KERNELS", "lib.twice(x[0])", "lib.twice(x[1])"),
    "function": ("KERNELS", "lib.twice", "lib.fourth"),
    "define": ("KERNELS", '"FACTOR": 2', '"FACTOR": 3'),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_counts(project, change):
    where, old, new = CHANGES[change]
    run(USE)
    if where == "HEADER":
        Path("my.cuh").write_text(HEADER.replace(old, new))
        os.utime("my.cuh", (1_700_000_001, 1_700_000_001))
    else:
        kernels(KERNELS.replace(old, new))
    assert run(USE)[0].startswith("link")
    assert run(USE) == [""]


def test_options_that_count(project):
    options = ("max_registers=24", "fastmath=True", "opt=False", "lineinfo=True")
    use = USE + "".join(f"run(kernels.kernel, {option})\n" for option in options)
    assert all(line.startswith("link") for line in run(use))
    assert len(entries(project, "linked")) == 5
    assert run(use) == [""] * 5


def test_another_linker(project):
    run(USE)
    other = (
        "import numbast.runtime.linked as k; real = k.state_of\n"
        "k.state_of = lambda path: real(path) + '1' if 'nvJitLink' in path else real(path)\n"
    )
    assert run(other + USE)[0].startswith("link")
    assert run(other + USE) == [""]


def test_other_linked_inputs(project):
    """What has certain contents is in the key; C++ text, and files by name, are linked each time."""
    link = "from numba import cuda\nitem = [{}]\n" + USE.replace(
        "run(kernels.kernel)", "run(kernels.kernel, link=item)"
    )
    ptx = 'b".version 8.0\\n.target sm_90\\n.address_size 64\\n.visible .global .u32 g = {};"'
    one, two = (link.format(f"cuda.PTXSource({ptx.format(n)})") for n in (1, 2))
    assert [bool(run(code)[0]) for code in (one, one, two)] == [True, False, True]
    text = link.format('cuda.CUSource("__device__ int g;")')
    assert [run(text)[0].startswith("link") for _ in range(2)] == [True, True]


def test_a_damaged_entry(project):
    first = run(USE + DIGEST)
    (entry,) = entries(project, "linked")
    good = entry.read_bytes()
    for damage in (b"numbast\x01", good[:-9]):
        entry.write_bytes(damage)
        again = run(USE + DIGEST)
        assert again == ["link read", first[1]]
    assert run(USE) == [""]


def test_units_that_are_gone_are_not_missed(project):
    run(USE)
    for entry in entries(project, "code"):
        entry.unlink()
    assert run(USE) == [""]
    kernels(KERNELS.replace("lib.twice(x[0])", "lib.twice(x[1])"))
    assert run(USE)[0].startswith("link")


def test_a_folder_that_can_not_be_written_to(project):
    (project / "file").write_text("")
    assert run(USE, NUMBAST_CACHE_DIR=str(project / "file" / "cache"))[0].startswith("link")


def test_a_kept_kernel_pickles(project):
    """`cache=True` beside it: the machine code that was read is written to Numba's file."""
    code = """
        from driver import *
        import kernels, pickle
        from numba.cuda.dispatcher import _Kernel
        with pretended_device((9, 0)):
            kernel = _Kernel(kernels.kernel, (types.int32[::1],), lto=True)
            kernel._codelibrary.get_cubin((9, 0))
            state = pickle.loads(pickle.dumps(kernel._reduce_states()["codelibrary"]))
        print(*events)
        print(state._cubin_cache[(9, 0)].code == kernel._codelibrary._cubin_cache[(9, 0)].code)
    """
    run(USE)
    assert run(code) == ["", "True"]


def test_kernels_without_bindings_are_untouched(project):
    """They never come to the cache, and give the same bytes."""
    code = """
        from driver import *
        import kernels
        import numbast.runtime.linked as linked
        from numba.cuda.dispatcher import _Kernel

        def plain(x):
            x[0] = x[0] + 1

        original = CUDACodeLibrary.get_cubin
        run(kernels.kernel)
        assert CUDACodeLibrary.get_cubin is not original
        linked.cache = linked.cache_key = None
        with pretended_device((9, 0)):
            library = _Kernel(plain, (types.int32[::1],), lto=True)._codelibrary
        cubin = library.get_cubin().code
        library._cubin_cache.clear()
        print(cubin == original(library).code)
    """
    assert run(code) == ["link read", "True"]
