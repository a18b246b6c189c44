"""`@cuda.jit(cache=True)` with bindings, without a GPU: what is kept, when it is read again, what is refused.

The files are numba-cuda's own; the module that a driver would load is left out, and the key's part that asks
the driver stands still.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

pytest.importorskip("numba.cuda")

HEADER = """\
__device__ inline int twice(int x) { return FACTOR * x; }
#define LIMIT 5
struct Pair { int a, b; __device__ int sum() const { return a + b; } };
"""

# Compiles or reads `kernel` of the module KERNELS, and says which.
DRIVER = """
import sys
from numba.cuda import types
from numba.cuda.dispatcher import _Kernel, CUDACache
from numba.cuda.codegen import CUDACodeLibrary, JITCUDACodegen
from numba.cuda.descriptor import cuda_target
from numbast.testing import pretended_device

JITCUDACodegen.magic_tuple = lambda self: ("still", (9, 0))
CUDACodeLibrary._ensure_cc = lambda self, cc: cc or (9, 0)


def run(function, *types_, **options):
    with pretended_device((9, 0)):
        cache = CUDACache(function)
        kernel = cache.load_overload(types_, cuda_target.target_context)
        if kernel is not None:
            cubin = kernel._codelibrary._cubin_cache[(9, 0)].code
            print("read", cubin[:4] == b"\\x7fELF", kernel.cooperative)
            return kernel
        kernel = _Kernel(function, types_, **{"lto": True, **options})
        kernel._codelibrary.get_cubin(cc=(9, 0))
        cache.save_overload(types_, kernel)
        print("compiled")
        return kernel
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    (tmp_path / "my.cuh").write_text(HEADER.replace("FACTOR", "2"))
    (tmp_path / "driver.py").write_text(DRIVER)
    monkeypatch.setenv("NUMBAST_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "numba"))
    monkeypatch.chdir(tmp_path)
    os.utime("my.cuh", (1_700_000_000, 1_700_000_000))
    return tmp_path


def kernels(text: str) -> None:
    """Writes the module of kernels; the time of its file stays, as when nothing in it changes."""
    Path("kernels.py").write_text(textwrap.dedent(text))
    os.utime("kernels.py", (1_700_000_000, 1_700_000_000))


def run(code: str, **env: str) -> list[str]:
    """The lines that a fresh process prints."""
    path = os.pathsep.join([os.getcwd(), *sys.path])
    env["PYTHONDONTWRITEBYTECODE"] = "1"  # kernels.py is written again with the same times
    command = [sys.executable, "-W", "error::RuntimeWarning", "-c", textwrap.dedent(code)]
    done = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": path, **env}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split("\n")[:-1]


USE = "from driver import run, types; import kernels; run(kernels.kernel, types.int32[::1])"
DYNAMIC = """
    import numbast
    lib = numbast.load("my.cuh")

    def kernel(x):
        x[0] = lib.Pair(lib.twice(x[0]), lib.LIMIT).sum()
"""


def static(text: str) -> str:
    """The same kernels over the generated module."""
    text = text.replace("import numbast", "import bound as lib")
    return text.replace('lib = numbast.load("my.cuh")', "")


STATIC = static(DYNAMIC)


def generate() -> None:
    import numbast

    numbast.generate("my.cuh", "bound.py")


def write_header(text: str) -> None:
    Path("my.cuh").write_text(text)
    stamp = 1_700_000_000 + len(text) + sum(text.encode()) % 997
    os.utime("my.cuh", (stamp, stamp))


@pytest.mark.parametrize("mode", [DYNAMIC, STATIC])
def test_a_kernel_is_kept_and_read(project, mode):
    if mode is STATIC:
        generate()
    kernels(mode)
    assert run(USE) == ["compiled"]
    assert run(USE) == ["read True False"]
    without = "import sys; sys.modules['numbast._core'] = None; sys.modules['numbast.libclang'] = None\n"
    if mode is STATIC:
        assert run(without + USE) == ["read True False"]


@pytest.mark.parametrize("mode", [DYNAMIC, STATIC])
@pytest.mark.parametrize("change", [("FACTOR", "3"), ("LIMIT 5", "LIMIT 6"), ("int a, b;", "int b, a;")])
def test_a_changed_header_is_never_served(project, mode, change):
    if mode is STATIC:
        generate()
    kernels(mode)
    assert run(USE) == ["compiled"]
    write_header(HEADER.replace(*change).replace("FACTOR", "2"))
    if mode is STATIC:
        generate()
    assert run(USE) == ["compiled"]
    assert run(USE) == ["read True False"]


def test_a_header_beside_the_module_that_changes(project):
    generate()
    kernels(STATIC)
    assert run(USE) == ["compiled"]
    Path("bound_include/my.cuh").write_text(HEADER.replace("FACTOR", "4"))
    assert run(USE) == ["compiled"]
    assert run(USE) == ["read True False"]


@pytest.mark.parametrize("options", ["lto=False", "lineinfo=True", "lto=False, debug=True, opt=False"])
def test_kernels_with_their_own_shims(project, options):
    """Without link-time optimization, or with line information."""
    kernels(DYNAMIC)
    use = USE.replace("int32[::1])", f"int32[::1], {options})")
    assert run(use) == ["compiled"]
    assert run(use) == ["read True False"]
    write_header(HEADER.replace("FACTOR", "3"))
    assert run(use) == ["compiled"]
    assert run(use) == ["read True False"]


TEMPLATES = """\
template <class T> struct Box {
  T value;
  __device__ Box(T v) : value(v) {}
  __device__ T twice() const { return FACTOR * value; }
};
template <class T> __device__ T thrice(T x) { return 3 * FACTOR * x; }
"""
OF_TEMPLATES = """
    import numpy
    import numbast
    lib = numbast.load("my.cuh")
    Named = lib.Box[numpy.int32]

    def kernel(x):
        x[0] = lib.thrice(x[0]) + lib.Box[numpy.int32](x[0]).twice() + Named(x[0]).value

    def boxes(x):
        x[0] = Named(7)
"""


@pytest.mark.parametrize("mode", ["load", "generate"])
@pytest.mark.parametrize("how", ["", ", lto=False", ", lineinfo=True"])
def test_templates(project, mode, how):
    """Their shims are compiled in tables of answers, which another process has not made yet."""

    def make() -> None:
        if mode == "generate":
            import numbast

            numbast.generate("my.cuh", "bound.py", instantiate=["Box<int>"])

    text = OF_TEMPLATES
    if mode == "generate":
        text = static(text)
    write_header(TEMPLATES.replace("FACTOR", "2"))
    make()
    kernels(text)
    use = USE.replace("int32[::1])", f"int32[::1]{how})")
    assert run(use) == ["compiled"]
    assert run(use) == ["read True False"]
    write_header(TEMPLATES.replace("FACTOR", "5"))
    make()
    assert run(use) == ["compiled"]
    assert run(use) == ["read True False"]


TEMPORARIES = """\
struct Owned {
  int v;
  __device__ Owned(int a) : v(FACTOR * a) {}
  __device__ Owned(Owned &&o) : v(o.v) {}
  __device__ ~Owned() {}
};
__device__ inline int sink(Owned o) { return o.v; }
"""
OF_TEMPORARIES = """
    import numbast
    lib = numbast.load("my.cuh")

    def kernel(x):
        x[0] = lib.sink(lib.Owned(x[0])) + lib.sink(3)
"""


@pytest.mark.parametrize("mode", [OF_TEMPORARIES, static(OF_TEMPORARIES)])
@pytest.mark.parametrize("how", ["", ", lto=False"])
def test_calls_that_make_their_arguments(project, mode, how):
    """Their shims are compiled in tables of the process that compiles the kernel."""
    use = USE.replace("int32[::1])", f"int32[::1]{how})")
    for factor in ("2", "5"):
        write_header(TEMPORARIES.replace("FACTOR", factor))
        if mode is not OF_TEMPORARIES:
            generate()
        kernels(mode)
        assert run(use) == ["compiled"]
        assert run(use) == ["read True False"]


@pytest.mark.parametrize("mode", ["load", "generate"])
def test_an_instance_in_the_signature(project, mode):
    text = OF_TEMPLATES
    write_header(TEMPLATES.replace("FACTOR", "2"))
    if mode == "generate":
        import numbast

        numbast.generate("my.cuh", "bound.py", instantiate=["Box<int>"])
        text = static(text)
    kernels(text)
    use = USE.replace("kernels.kernel, types.int32[::1]", "kernels.boxes, kernels.Named._object_type[::1]")
    assert run(use) == ["compiled"]
    assert run(use) == ["read True False"]


def test_a_constant_alone(project):
    kernels(
        """
        import numbast
        lib = numbast.load("my.cuh")

        def kernel(x):
            x[0] = lib.LIMIT
        """
    )
    assert run(USE) == ["compiled"]
    assert run(USE) == ["read True False"]
    write_header(HEADER.replace("LIMIT 5", "LIMIT 6"))
    assert run(USE) == ["compiled"]


@pytest.mark.parametrize("mode", ["load", "generate"])
@pytest.mark.parametrize("what", ["helpers.lib.LIMIT", "helpers.limit()", "helpers.Kind.FIRST"])
def test_a_constant_behind_a_module(project, mode, what):
    """Nothing is linked, and no global name of the kernel's file is a library."""
    header = HEADER.replace("FACTOR", "2") + "enum Kind { FIRST = 5 };\n"
    write_header(header)
    text = """
        import numbast
        from numba import cuda
        lib = numbast.load("my.cuh")
        Kind = lib.Kind

        @cuda.jit(device=True)
        def limit():
            return lib.LIMIT
    """
    if mode == "generate":
        generate()
        text = static(text)
    Path("helpers.py").write_text(textwrap.dedent(text))
    kernels(f"""
        import helpers

        def kernel(x):
            x[0] = {what}
    """)
    assert run(USE) == ["compiled"]
    assert run(USE) == ["read True False"]
    write_header(header.replace("5", "6"))
    if mode == "generate":
        generate()
    assert run(USE) == ["compiled"]
    assert run(USE) == ["read True False"]


ASKED = """\
template <class T> struct Tuned { static constexpr int factor = FACTOR; T values[FACTOR]; };
"""


@pytest.mark.parametrize("mode", ["load", "generate"])
@pytest.mark.parametrize("what", ["lib.Tuned[int32].factor", "Named.sizeof", "at.Tuned[int32].factor"])
def test_a_constant_of_an_instance_alone(project, mode, what):
    """Nothing is linked. Of an instance that it has not a static module asks NVRTC: of the headers of now."""
    write_header(ASKED.replace("FACTOR", "2"))
    text = f"""
        from numpy import int32
        import numbast
        lib = numbast.load("my.cuh")
        Named = lib.Tuned[int32]

        def make(at):
            def kernel(x):
                x[0] = {what}
            return kernel

        kernel = make(lib)
    """
    header = Path("my.cuh")
    if mode == "generate":
        import numbast

        numbast.generate("my.cuh", "bound.py", instantiate=["Tuned<char>"])
        text, header = static(text), Path("bound_include/my.cuh")
    kernels(text)
    assert run(USE) == ["compiled"]
    assert run(USE) == ["read True False"]
    header.write_text(ASKED.replace("FACTOR", "5"))
    assert run(USE) == ["compiled"]
    assert run(USE) == ["read True False"]


CHANGING = """
    from pathlib import Path
    from cuda.bindings import nvrtc

    real, calls = nvrtc.nvrtcCompileProgram, []

    def changing(*arguments):
        found = real(*arguments)
        if not calls:
            header = Path("bound_include/my.cuh")
            header.write_text(header.read_text().replace("2", "3"))
        calls.append(1)
        return found

    nvrtc.nvrtcCompileProgram = changing
"""


def test_a_header_that_changes_while_nvrtc_compiles_it(project):
    """The unit is compiled again, so what is kept is of the header as it is now."""
    generate()
    kernels(STATIC)
    assert run("from numbast.runtime.cache import cache; cache().clear()") == []
    assert run(f"{CHANGING}\n    {USE}\n    print(len(calls))") == ["compiled", "2"]
    assert run(USE) == ["read True False"]


def test_a_header_that_changes_while_nvrtc_is_asked(project):
    """The answer serves this process alone: nobody knows which header it is of."""
    import numbast

    write_header(ASKED.replace("FACTOR", "2"))
    numbast.generate("my.cuh", "bound.py", instantiate=["Tuned<char>"])
    kernels(static(DYNAMIC).replace("lib.Pair(lib.twice(x[0]), lib.LIMIT).sum()", "lib.Tuned['int'].factor"))
    shown = "; print(kernels.lib.Tuned['int'].factor)"
    assert run(f"{CHANGING}\n    {USE}") == ["compiled"]
    assert run(USE + shown) == ["compiled", "3"]
    assert run(USE + shown) == ["read True False", "3"]


def test_a_constant_of_a_module_in_a_closure(project):
    text = """
        import bound

        def make(lib):
            def kernel(x):
                x[0] = lib.LIMIT
            return kernel

        kernel = make(bound)
    """
    generate()
    kernels(text)
    assert run(USE) == ["compiled"]
    assert run(USE) == ["read True False"]
    write_header(HEADER.replace("LIMIT 5", "LIMIT 6").replace("FACTOR", "2"))
    generate()
    assert run(USE) == ["compiled"]
    assert run(USE) == ["read True False"]


def test_another_library_under_the_same_name(project):
    kernels(
        """
        import os
        import numbast
        libs = [numbast.load("my.cuh", defines={"FACTOR": n}) for n in (2, 3)]
        lib = libs[int(os.environ["WHICH"])]

        def kernel(x):
            x[0] = lib.twice(x[0])
        """
    )
    write_header(HEADER)
    assert run(USE, WHICH="0") == ["compiled"]
    assert run(USE, WHICH="0") == ["read True False"]
    assert run(USE, WHICH="1") == ["compiled"]


def test_a_library_in_a_closure(project):
    kernels(
        """
        import numbast

        def make(lib):
            def kernel(x):
                x[0] = lib.twice(x[0])
            return kernel

        kernel = make(numbast.load("my.cuh"))
        handle = make(numbast.load("my.cuh"))
        """
    )
    assert run(USE) == ["compiled"]
    assert run(USE) == ["read True False"]
    write_header(HEADER.replace("FACTOR", "3"))
    assert run(USE) == ["compiled"]


def test_a_removed_header(project):
    kernels(DYNAMIC)
    assert run(USE) == ["compiled"]
    Path("kernels.py").write_text(Path("kernels.py").read_text().replace("my.cuh", "no.cuh"))
    Path("my.cuh").rename("no.cuh")
    os.utime("kernels.py", (1_700_000_000, 1_700_000_000))
    assert run(USE) in (["compiled"], ["read True False"])


def test_another_nvrtc(project):
    kernels(DYNAMIC)
    assert run(USE) == ["compiled"]
    other = (
        "import numbast.runtime.kernel_keys as k; real = k.state_of\n"
        "k.state_of = lambda path: real(path) + '1' if 'nvrtc' in path else real(path)\n"
    )
    assert run(other + USE) == ["compiled"]


def test_a_record_in_the_signature(project):
    kernels(DYNAMIC)
    use = (
        "from driver import run, types; import kernels; import numbast\n"
        "from numba.cuda.types import CPointer\n"
        "def kernel(x): pass\n"
        "run(kernels.kernel, types.int32[::1])\n"
        "run(kernels.other, kernels.lib.Pair._object_type)\n"
    )
    kernels(DYNAMIC + "\n    def other(p):\n        p.sum()\n")
    assert run(use) == ["compiled", "compiled"]
    assert run(use) == ["read True False", "read True False"]
    write_header(HEADER.replace("int a, b", "int b, a").replace("FACTOR", "2"))
    assert run(use) == ["compiled", "compiled"]


def test_callbacks_run_again(project):
    kernels(
        """
        import numbast
        lib = numbast.load("my.cuh")

        def setup(module):
            print("setup", module)

        def kernel(x):
            x[0] = lib.twice(x[0])
        """
    )
    code = (
        "import driver, kernels; from driver import types\n"
        "from numba.cuda.codegen import CUDACodeLibrary as C\n"
        "real = C.add_linking_file\n"
        "def add(self, item):\n"
        "    item.setup_callback = kernels.setup\n"
        "    real(self, item)\n"
        "C.add_linking_file = add\n"
        "kernel = driver.run(kernels.kernel, types.int32[::1])\n"
        "for f in kernel._codelibrary._setup_functions: f(1)\n"
    )
    assert run(code) == ["compiled", "setup 1"]
    assert run(code) == ["read True False", "setup 1"]


# Launches as numba-cuda does, to a context that loads nothing; says what is called with the loaded module.
LAUNCH = """
from driver import *
from numba import cuda
from numba.cuda import codegen, dispatcher
from numba.cuda.cudadrv import driver as cudadrv


class Module:
    initialized = False
    object_code = property(lambda self: self)
    setup = cudadrv.CudaPythonModule.setup

    def __init__(self, image, setup, teardown):
        self.setup_functions = setup

    def get_function(self, name):
        self.module = self
        return self


class Context:
    device = type("Device", (), {"id": 0, "compute_capability": (9, 0)})
    create_module_image = staticmethod(Module)


class Devices:
    get_context = staticmethod(Context)


def launch(function):
    codegen.devices = Devices
    with pretended_device((9, 0)):
        kernel = cuda.jit(function, cache=True)
        made = kernel.compile((types.int32[::1],))
        for _ in range(2):
            made._codelibrary.get_cufunc()  # what each launch begins with
        print("hit" if kernel.stats.cache_hits else "miss")
"""
CALLBACK = """
def setup(module):
    print("setup of", type(module).__name__)
"""
WITH_SETUP = """
    import numbast
    lib = numbast.load("my.cuh", defines={"FACTOR": 2}, setup="calls:setup")

    def kernel(x):
        x[0] = lib.twice(x[0])
"""


@pytest.mark.parametrize("mode", ["load", "generate"])
def test_setup_functions_run_on_a_hit(project, mode):
    """In numba-cuda's own dispatcher, which calls them where it has compiled the kernel and nowhere else."""
    import numbast

    text = WITH_SETUP
    write_header(HEADER)
    Path("calls.py").write_text(CALLBACK)
    Path("launching.py").write_text(LAUNCH)
    if mode == "generate":
        numbast.generate("my.cuh", "bound.py", defines={"FACTOR": 2}, setup="calls:setup")
        text = text.replace("import numbast", "import bound as lib").replace("lib = numbast", "# ")
    kernels(text)
    use = "from launching import launch; import kernels; launch(kernels.kernel)"
    assert run(use) == ["setup of Module", "miss"]
    assert run(use) == ["setup of Module", "hit"]
    write_header(HEADER.replace("FACTOR * x", "FACTOR * x + 1"))
    if mode == "generate":
        numbast.generate("my.cuh", "bound.py", defines={"FACTOR": 2}, setup="calls:setup")
    assert run(use) == ["setup of Module", "miss"]
    Path("calls.py").write_text(CALLBACK.replace("def setup", "def other"))
    if mode == "generate":
        numbast.generate("my.cuh", "bound.py", defines={"FACTOR": 2}, setup="calls:other")
    kernels(text.replace("calls:setup", "calls:other"))
    assert run(use) == ["setup of Module", "miss"]  # one that is gone is no error of the file


def test_other_linked_files_are_still_refused(project):
    kernels(DYNAMIC)
    code = (
        "import driver, kernels; from driver import types\n"
        "from numba import cuda\n"
        "from numba.cuda.codegen import CUDACodeLibrary as C\n"
        "real = C.add_linking_file\n"
        "C.add_linking_file = lambda self, item: (real(self, item), real(self, cuda.PTXSource(b'')))\n"
        "class Cubin: code = b''\n"
        "C.get_cubin = lambda *a, **k: Cubin\n"
        "try:\n"
        "    driver.run(kernels.kernel, types.int32[::1])\n"
        "except RuntimeError as e:\n"
        "    print(e)\n"
    )
    assert run(code) == ["Cannot pickle CUDACodeLibrary with linking files"]


def test_kernels_without_bindings_are_untouched(project):
    """To the byte: the same pickle with and without the patch."""
    kernels(DYNAMIC)
    code = """
        import hashlib, sys
        from numba.cuda.core.caching import dumps
        from numba.cuda.dispatcher import _Kernel
        from numba.cuda import types
        from numbast.testing import pretended_device
        import driver, kernels

        def plain(x):
            x[0] = x[0] + 1

        original = _Kernel._reduce_states
        if sys.argv[1:] or WITH:
            with pretended_device((9, 0)):
                _Kernel(kernels.kernel, (types.int32[::1],), lto=True)
        with pretended_device((9, 0)):
            kernel = _Kernel(plain, (types.int32[::1],), lto=True)
            kernel._codelibrary.get_cubin(cc=(9, 0))
        assert (_Kernel._reduce_states is not original) == WITH
        now, before = dumps(kernel._reduce_states()), dumps(original(kernel))
        assert now == before
        print(hashlib.sha256(now).hexdigest())
    """
    plain, patched = (
        run(f"WITH = False\n{textwrap.dedent(code)}"),
        run(f"WITH = True\n{textwrap.dedent(code)}"),
    )
    assert len(plain[0]) == len(patched[0]) == 64


@pytest.mark.gpu
@pytest.mark.parametrize("mode", [DYNAMIC, STATIC])
def test_launches_in_fresh_processes(project, mode):
    """On a device: the first process compiles, the next one reads; setup functions are called in both."""
    options = 'setup="calls:setup"'
    Path("calls.py").write_text('def setup(module):\n    print("setup")\n')
    if mode is STATIC:
        import numbast

        numbast.generate("my.cuh", "bound.py", setup="calls:setup")
    kernels(mode.replace('"my.cuh")', f'"my.cuh", {options})'))
    use = """
        import numpy as np
        from numba import cuda
        import kernels
        kernel = cuda.jit(kernels.kernel, cache=True)
        x = cuda.to_device(np.array([4], np.int32))
        kernel[1, 1](x)
        print(x.copy_to_host()[0], sum(kernel.stats.cache_hits.values()))
    """
    assert run(use) == ["setup", "13 0"]
    assert run(use) == ["setup", "13 1"]


def test_bound_objects_pickle(project):
    import numbast

    lib = numbast.load("my.cuh")
    for value in (lib, lib.twice, lib.Pair):
        assert pickle.loads(pickle.dumps(value)) is value
    assert pickle.loads(pickle.dumps(lib.Pair._object_type)) is lib.Pair._object_type
