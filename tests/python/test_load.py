"""Dynamic mode: what `numbast.load` gives, that loads share it, what is kept and when it is stale."""

from __future__ import annotations

import gc
import importlib
import logging
import multiprocessing
import os
import pydoc
import rlcompleter
import subprocess
import sys
import threading
import weakref
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

import numbast
from numbast import loading, plans
from numbast.runtime.cache import Cache, cache
from numbast.testing import compile_kernel

SOURCE = """\
#pragma once
#include "part/inner.cuh"
/// The largest.
#define LARGEST 7
namespace ns {
/** Twice a number.
 *  @param x the number
 *  @return two of it */
__device__ inline int twice(int x) { return 2 * x; }
__device__ inline float twice(float x) { return 2 * x; }
inline namespace v1 { __device__ inline int once(int x) { return x; } }
}
/// A pair of ints.
struct Pair { int a, b; __device__ int sum() const { return a + b; } };
enum class Kind { A, B };
__device__ inline int pass(Pair p) { return p.a; }
__device__ inline int save(int x) { return x; }
template <class T> __device__ T id(T x) { return x; }
inline int host(int x) { return x; }
"""


def age(*paths: Path) -> None:
    """Files that were just written may change within the clock's tick, so their plans are not kept."""
    for path in paths:
        os.utime(path, ns=(1_700_000_000_000_000_000 + hash(path.read_bytes()) % 10**9,) * 2)


@pytest.fixture
def project(tmp_path, monkeypatch):
    (tmp_path / "part").mkdir()
    header, inner = tmp_path / "my.cuh", tmp_path / "part" / "inner.cuh"
    header.write_text(SOURCE)
    inner.write_text("__device__ inline int inner(int x) { return x; }\n")
    age(header, inner)
    monkeypatch.setenv("NUMBAST_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    loading._forget()
    yield tmp_path
    loading._forget()


@pytest.fixture
def parses(monkeypatch):
    """How often a header was parsed, as a list that grows."""
    found: list[int] = []
    real = loading._one_parse
    monkeypatch.setattr(loading, "_one_parse", lambda *a: (found.append(1), real(*a))[1])
    return found


# ---- the library object ----------------------------------------------------------


def test_names_are_cxx(project):
    lib = numbast.load("my.cuh")
    assert dir(lib) == sorted(["Kind", "LARGEST", "Pair", "id", "inner", "ns", "pass_", "save"])
    assert dir(lib.ns) == ["once", "twice"]
    assert lib.LARGEST == 7
    assert lib.Kind.B == 1 and lib.Pair.sizeof == 8
    assert lib["ns::twice"] is lib.ns.twice
    assert lib["Pair::sum"].rows
    assert lib["pass"] is lib.pass_
    with pytest.raises(AttributeError, match="did you mean 'Pair'"):
        _ = lib.Pairs
    with pytest.raises(AttributeError, match="host function"):
        _ = lib.host
    with pytest.raises(TypeError, match="runs on the device"):
        lib.inner(1)


def test_documentation(project):
    lib = numbast.load("my.cuh")
    doc = lib.ns.twice.__doc__
    assert doc.startswith("int ns::twice(int x)\n    my.cuh:9\nfloat ns::twice(float x)\n    my.cuh:10\n")
    assert "Twice a number." in doc and "x: the number" in doc and "Returns: two of it" in doc
    assert "my.cuh:14" in lib.Pair.__doc__ and "A pair of ints." in lib.Pair.__doc__
    assert "\n    int a\n    int b\n    int Pair::sum() const\n" in lib.Pair.__doc__
    assert "Twice a number." in pydoc.render_doc(lib.ns.twice, renderer=pydoc.plaintext)
    assert "my.cuh" in lib.__doc__
    assert "twice" in pydoc.render_doc(lib.ns, renderer=pydoc.plaintext)
    pydoc.render_doc(lib, renderer=pydoc.plaintext)


DOCUMENTED = """\
#pragma GCC system_header
inline namespace v1 {
/// A box.
template <class T> struct Box {
  T value;
  __device__ Box(T v) : value(v) {}
};
}
/// A template.
template <class T> __device__ inline T thrice(T x) { return 3 * x; }
/// Counts.
__device__ int counter;
namespace v2_ { inline namespace v3 {
/// A place.
struct Place { int x; };
} }
"""


def test_places_stand_where_they_belong(project):
    """Each once, a class's behind its name; comments of system headers too, as CCCL's are."""
    Path("documented.cuh").write_text(DOCUMENTED)
    lib = numbast.load("documented.cuh")
    assert lib.Box.__doc__ == "template <typename T> Box\n    documented.cuh:4\n\nA box."
    assert lib.thrice.__doc__ == "template <typename T> thrice\n    documented.cuh:10\n\nA template."
    assert lib.counter.__doc__ == "int * counter\n    documented.cuh:12\n\nCounts."
    assert lib.v2_.Place.__doc__.startswith("v2_::v3::Place\n    documented.cuh:15\n")
    assert lib.v2_.Place.__doc__.endswith("\n\nA place.")
    box = lib["Box<int>"].__doc__
    assert box.startswith("v1::Box<int>\n    documented.cuh:4\nBox<int>::Box(int v)\n")
    assert box.endswith("\n    int value\n\nA box.")


def test_facts(project):
    facts = numbast.load("my.cuh", defines={"FAST": 1}).__numbast__
    assert facts["headers"] == ("my.cuh",)
    assert facts["archs"] == ("sm_90",)
    assert facts["options"]["defines"] == ("FAST=1",)
    assert len(facts["header_digests"]["my.cuh"]) == 64


def test_tab_completion(project):
    complete = rlcompleter.Completer({"lib": numbast.load("my.cuh")}).complete
    assert complete("lib.ns.tw", 0).rstrip("()") == "lib.ns.twice"
    assert complete("lib.LAR", 0) == "lib.LARGEST"


def test_in_a_kernel(project):
    lib = numbast.load(Path("my.cuh"))

    def kernel(x):
        p = lib.Pair(x[0], lib.LARGEST)
        x[0] = lib.ns.twice(p.sum()) + lib.inner(p.a)

    assert compile_kernel(kernel, "void(int32[::1])").calls == 0


def test_source_text(project):
    lib = numbast.load_source(
        "__device__ float twice(float x) { return 2 * x; }", extra_source="#define N 3\n"
    )
    assert lib.N == 3
    assert lib.__name__.startswith("numbast.loaded.source_")

    def kernel(x):
        x[0] = lib.twice(x[0])

    assert compile_kernel(kernel, "void(float32[::1])").calls == 0


def test_loads_share_everything(project):
    first = numbast.load("my.cuh")
    assert numbast.load(str(project / "my.cuh")) is first
    (project / "copy").mkdir()
    for name in ("my.cuh", "part/inner.cuh"):
        (project / "copy" / name).parent.mkdir(exist_ok=True)
        (project / "copy" / name).write_bytes((project / name).read_bytes())
    assert numbast.load("copy/my.cuh") is first
    other = numbast.load("my.cuh", defines=["FAST=1"])
    assert other is not first
    assert other.Pair.dtype is first.Pair.dtype
    assert other.Kind is first.Kind


def test_an_unused_library_is_freed(project):
    lib = numbast.load_source("namespace n { __device__ inline int f() { return 1; } }")
    doc, gone = lib.n.f.__doc__, weakref.ref(lib)
    assert "n::f" in doc
    loading._plans.clear()
    del lib
    gc.collect()
    assert gone() is None
    names = numbast.load_source("namespace n { __device__ inline int f() { return 1; } }").n
    gc.collect()
    assert numbast.load_source("namespace n { __device__ inline int f() { return 1; } }").n is names


def test_report_and_requirements(project):
    lib = numbast.load("my.cuh")
    report = numbast.report(lib)
    assert {e.name for e in report.skipped} >= {"host", "id"}
    assert "callables bound" in str(report)
    with pytest.raises(numbast.NotBoundError, match="host"):
        numbast.load("my.cuh", require="host")
    with pytest.raises(numbast.NotBoundError, match="strict"):
        numbast.load("my.cuh", strict=True)


@pytest.mark.parametrize("settings", [{}, {"runtime": "sibling", "embed_headers": False}])
def test_save_writes_what_generate_writes(project, settings):
    lib = numbast.load("my.cuh", arch="sm_80", defines="FAST=1")
    type(lib).save(lib, "saved/m.py", **settings)
    numbast.generate("my.cuh", "made/m.py", arch="sm_80", defines="FAST=1", **settings)
    files = sorted(str(p.relative_to("made")) for p in Path("made").rglob("*") if p.is_file())
    assert files == sorted(str(p.relative_to("saved")) for p in Path("saved").rglob("*") if p.is_file())
    for name in files:
        assert Path("saved", name).read_bytes() == Path("made", name).read_bytes(), name


def test_save_of_a_library_without_that_name(project):
    lib = numbast.load_source("#define N 3\n")
    lib.save("n.py", nvrtc_check=False)
    assert "'N'" in Path("n.py").read_text()


def test_nothing_is_written_for_a_changed_header(project):
    lib = numbast.load("my.cuh")
    Path("my.cuh").write_text(SOURCE.replace("LARGEST 7", "LARGEST 8"))
    with pytest.raises(numbast.HeaderError, match="changed since it was loaded"):
        type(lib).save(lib, "m.py")


TEMPLATES = """\
namespace ns {
template <class T> struct Box {
  T value;
  template <class U> __device__ U as() const { return U(value); }
};
template <class T> __device__ inline T thrice(T x) { return 3 * x; }
__device__ inline Box<float> make(float x) { return {x}; }
}
"""


@pytest.mark.parametrize(
    ("options", "names", "reason"),
    [
        ({"include": "ns::make"}, ["make"], "thrice is not bound: .*not named by the option 'include'"),
        ({"include": "ns::(Box|make)"}, ["Box", "make"], "not named by the option 'include'"),
        ({"exclude": "ns::thrice"}, ["Box", "make"], "excluded by the option 'exclude'"),
    ],
)
@pytest.mark.parametrize("mode", ["load", "generate"])
def test_templates_are_chosen_like_everything(project, monkeypatch, mode, options, names, reason):
    """What is merely not included stays usable where what is included leads to it."""
    Path("chosen.cuh").write_text(TEMPLATES)
    if mode == "load":
        lib = numbast.load("chosen.cuh", **options)
    else:
        numbast.generate("chosen.cuh", "chosen.py", nvrtc_check=False, **options)
        monkeypatch.syspath_prepend(str(project))
        monkeypatch.delitem(sys.modules, "chosen", raising=False)
        lib = importlib.import_module("chosen")
    assert dir(lib.ns) == names
    with pytest.raises(numbast.NotBoundError, match=reason):
        _ = lib.ns.thrice
    if mode == "load":

        def kernel(x):
            x[0] = lib.ns.make(x[0]).as_["int"]()

        assert compile_kernel(kernel, "void(float32[::1])").calls == 0


def test_an_attribute_that_was_set_is_deleted(project):
    lib = numbast.load("my.cuh")
    lib.LARGEST = 9
    assert lib.LARGEST == 9
    del lib.LARGEST
    assert lib.LARGEST == 7
    with pytest.raises(AttributeError):
        del lib.LARGEST


def test_arguments_of_save(project):
    lib = numbast.load_source("")
    with pytest.raises(numbast.ConfigError, match="save: 'output' takes a file's name or path, not 3"):
        lib.save(3)
    with pytest.raises(TypeError, match=r"save\(\) got an unexpected keyword argument 'runtme'"):
        lib.save("m.py", runtme="sibling")


def test_a_warning_stands_at_the_call(project):
    with pytest.warns(UserWarning, match="nothing is called 'nobody'") as found:
        numbast.load("my.cuh", exclude="nobody")
    with pytest.warns(UserWarning, match="no file that was read matches") as others:
        numbast.load("my.cuh", retain=["my.cuh", "nobody.cuh"])
    assert [w.filename for w in (*found, *others)] == [__file__, __file__]


def test_wrong_options(project):
    with pytest.raises(numbast.ConfigError, match="did you mean 'defines'"):
        numbast.load("my.cuh", define="A")
    with pytest.raises(numbast.HeaderError, match=r"did you mean 'my\.cuh'"):
        numbast.load("mi.cuh")
    with pytest.raises(numbast.HeaderError) as caught:
        numbast.load_source("__device__ int f( { }")
    assert caught.value.diagnostics


# ---- what is kept --------------------------------------------------------------------


def test_an_unchanged_header_is_not_parsed(project, parses):
    first = numbast.load("my.cuh")
    loading._forget()
    again = numbast.load("my.cuh")
    assert parses == [1]
    assert again is not first and again.__numbast__["content"] == first.__numbast__["content"]
    assert "Twice a number." in again.ns.twice.__doc__
    assert len(numbast.report(again).entries) == len(numbast.report(first).entries)
    numbast.load("my.cuh", defines="FAST")
    assert parses == [1, 1]


@pytest.mark.parametrize("forget", [True, False])
@pytest.mark.parametrize("name", ["my.cuh", "part/inner.cuh"])
def test_a_changed_header_is_noticed(project, parses, name, forget):
    before = numbast.load("my.cuh")
    path = Path(name)
    path.write_text(path.read_text() + "#define NEW 5\n")
    age(path)
    if forget:
        loading._forget()
    after = numbast.load("my.cuh")
    assert parses == [1, 1] and after is not before
    if name == "my.cuh":
        assert after.NEW == 5 and not hasattr(before, "NEW")


def test_a_touched_header_is_not_parsed(project, parses):
    numbast.load("my.cuh")
    os.utime("my.cuh")
    loading._forget()
    numbast.load("my.cuh")
    assert parses == [1]
    (entry,) = [key for key, *_ in cache().entries() if key.startswith("plan-")]
    plan = plans._thawed(cache().get(entry))
    assert plan is not None and plans.is_current(plan) == (True, False)  # the states were renewed


def test_a_removed_header_is_noticed(project, parses):
    numbast.load("my.cuh")
    Path("part/inner.cuh").unlink()
    with pytest.raises(numbast.HeaderError, match=r"part/inner\.cuh"):
        numbast.load("my.cuh")
    Path("my.cuh").unlink()
    with pytest.raises(numbast.HeaderError, match="not found"):
        numbast.load("my.cuh")


def test_a_file_that_hides_another_is_noticed(project, parses):
    for folder in ("first", "second"):
        Path(folder).mkdir()
    Path("second/size.cuh").write_text("#define SIZE 1\n")
    Path("top.cuh").write_text("#include <size.cuh>\nconstexpr int size = SIZE;\n")
    age(Path("second/size.cuh"), Path("top.cuh"))
    options = {"include_dirs": ["first", "second"]}
    assert numbast.load("top.cuh", **options).size == 1
    Path("first/other.cuh").write_text("")
    assert numbast.load("top.cuh", **options).size == 1
    assert parses == [1]
    Path("first/size.cuh").write_text("#define SIZE 2\n")
    assert numbast.load("top.cuh", **options).size == 2


@pytest.mark.parametrize("exists", [True, False])
def test_a_file_in_a_subfolder_that_hides_another_is_noticed(project, parses, exists):
    Path("second/part").mkdir(parents=True)
    Path("first/part" if exists else "first").mkdir(parents=True)
    Path("second/part/size.cuh").write_text("#define SIZE 1\n")
    Path("top.cuh").write_text("#include <part/size.cuh>\nconstexpr int size = SIZE;\n")
    age(Path("second/part/size.cuh"), Path("top.cuh"))
    options = {"include_dirs": ["first", "second"]}
    assert numbast.load("top.cuh", **options).size == 1
    Path("first/part").mkdir(exist_ok=True)
    assert numbast.load("top.cuh", **options).size == 1
    assert parses == [1]
    Path("first/part/size.cuh").write_text("#define SIZE 2\n")
    assert numbast.load("top.cuh", **options).size == 2


@pytest.mark.parametrize("name", ["more.cuh", "part/more.cuh"])
def test_a_file_that_a_header_asks_about_is_noticed(project, parses, name):
    Path("first/part").mkdir(parents=True)
    text = f"#if __has_include(<{name}>)\nconstexpr int size = 2;\n#else\nconstexpr int size = 1;\n#endif\n"
    Path("top.cuh").write_text(text)
    age(Path("top.cuh"))
    assert numbast.load("top.cuh", include_dirs=["first"]).size == 1
    assert numbast.load("top.cuh", include_dirs=["first"]).size == 1
    assert parses == [1]
    Path("first", name).write_text("")
    assert numbast.load("top.cuh", include_dirs=["first"]).size == 2
    Path("first", name).unlink()
    assert numbast.load("top.cuh", include_dirs=["first"]).size == 1


def test_a_header_that_was_just_written_is_not_trusted(project, parses):
    Path("my.cuh").write_text(SOURCE)
    numbast.load("my.cuh")
    assert not [key for key, *_ in cache().entries() if key.startswith("plan-")]


def test_a_header_that_changes_while_it_is_read(project, monkeypatch):
    real = loading._one_parse
    writes = iter((1, 2, 3))

    def changing(asked, since):
        text = SOURCE.replace("LARGEST 7", f"LARGEST {next(writes)}") if only_once.pop(0) else None
        made = real(asked, since)
        if text is None:
            return made
        Path("my.cuh").write_text(text)
        return plans.freeze(asked, made[0].table, [], made[0].folders, since)

    monkeypatch.setattr(loading, "_one_parse", changing)
    only_once = [True, False, False]
    assert numbast.load("my.cuh").LARGEST == 1
    writes = iter((4, 5, 6))
    only_once = [True, True, True]
    loading._forget()
    with pytest.raises(numbast.HeaderError, match="keeps changing"):
        numbast.load("my.cuh")


@pytest.mark.parametrize("time_of", [None, 1_600_000_000])
@pytest.mark.parametrize("name", ["my.cuh", "part.cuh"])
def test_a_header_that_is_replaced_while_it_is_read(project, monkeypatch, name, time_of):
    """Also by one with an old time, as `cp -p` and `tar` give it: nothing old is kept under the new file."""
    from numbast import making

    texts = {"my.cuh": '#include "part.cuh"\n#define LARGEST 1\n', "part.cuh": "#define PART 1\n"}
    for path, text in texts.items():
        Path(path).write_text(text)
    age(*map(Path, texts))
    real, left = making.make, [name]

    def replacing(*args, **more):
        made = real(*args, **more)  # clang has read the files
        if left:
            Path("new").write_text(texts[left[0]].replace(" 1", " 2"))
            if time_of:
                os.utime("new", (time_of, time_of))
            os.replace("new", left.pop())
        return made

    monkeypatch.setattr(making, "make", replacing)
    value = "LARGEST" if name == "my.cuh" else "PART"
    for _ in range(2):
        assert getattr(numbast.load("my.cuh"), value) == 2
        loading._forget()  # as another process


def test_a_header_that_is_removed_while_it_is_read(project, monkeypatch):
    from numbast import making

    Path("my.cuh").write_text('#include "part.cuh"\n')
    Path("part.cuh").write_text("#define PART 1\n")
    age(Path("my.cuh"), Path("part.cuh"))
    real = making.make

    def removing(*args, **more):
        made = real(*args, **more)
        Path("part.cuh").unlink(missing_ok=True)
        return made

    monkeypatch.setattr(making, "make", removing)
    for _ in range(2):
        with pytest.raises(numbast.HeaderError, match=r"'part\.cuh' file not found"):
            numbast.load("my.cuh")
    assert not [key for key, *_ in cache().entries() if key.startswith("plan-")]


@pytest.mark.parametrize("damage", [b"", b"no entry", None])
def test_damaged_and_future_entries_are_misses(project, parses, damage):
    numbast.load("my.cuh")
    store = cache()
    for key, *_ in store.entries():
        if damage is None:  # whole, and of another version
            import marshal

            store.put(key, marshal.dumps((plans.PLAN_FORMAT + 1, "what will be")))
        else:
            Path(store.path(key)).write_bytes(damage)
    loading._forget()
    lib = numbast.load("my.cuh")
    assert parses == [1, 1]
    assert "Twice a number." in lib.ns.twice.__doc__


def test_texts_that_were_cleaned_away_are_made_again(project, parses):
    numbast.load("my.cuh")
    loading._forget()
    for key, *_ in cache().entries():
        if key.startswith("texts-"):
            cache().remove(key)
    assert "Twice a number." in numbast.load("my.cuh").ns.twice.__doc__


def test_a_cache_folder_that_cannot_be_used(project, monkeypatch, parses):
    Path("file").write_text("")
    monkeypatch.setenv("NUMBAST_CACHE_DIR", str(project / "file" / "cache"))
    with pytest.warns(UserWarning, match="can't be used"):
        lib = numbast.load("my.cuh")
    assert "Twice a number." in lib.ns.twice.__doc__
    assert numbast.load("my.cuh") is lib and parses == [1]


def test_logging(project, caplog):
    with caplog.at_level(logging.DEBUG, logger="numbast"):
        numbast.load("my.cuh")
        loading._forget()
        numbast.load("my.cuh")
    text = caplog.text
    assert "parsed my.cuh in" in text and "the plan of my.cuh is kept" in text


# ---- several at once --------------------------------------------------------------------


def test_threads(project):
    found: list[object] = []

    def work(i):
        found.append(numbast.load("my.cuh") if i % 2 else numbast.load_source(f"#define N {i % 4}\n"))

    threads = [threading.Thread(target=work, args=(i,)) for i in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len(found) == 8 and len({id(lib) for lib in found}) == 3


def in_process(folder):
    os.chdir(folder)
    lib = numbast.load("my.cuh")
    return lib.LARGEST, lib.__numbast__["content"]


def test_processes_on_one_empty_cache(project):
    with ProcessPoolExecutor(4, multiprocessing.get_context("spawn")) as pool:
        found = list(pool.map(in_process, [str(project)] * 4))
    assert len(set(found)) == 1 and found[0][0] == 7
    assert not [p for p in Path(Cache(str(project / "cache")).folder).iterdir() if p.name.endswith(".tmp")]


def test_a_writer_that_is_killed_leaves_a_working_cache(project):
    code = (
        "import os, numbast, numbast.runtime.cache as c\n"
        "c.os.replace = lambda a, b: os.kill(os.getpid(), 9)\n"
        "numbast.load('my.cuh')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == -9, done.stderr
    assert numbast.load("my.cuh").LARGEST == 7


def test_a_second_process_does_not_load_libclang(project):
    numbast.load("my.cuh")
    code = (
        "import numbast, sys\n"
        "lib = numbast.load('my.cuh')\n"
        "assert lib.LARGEST == 7 and 'Twice' in lib.ns.twice.__doc__\n"
        "assert 'libclang' not in open('/proc/self/maps').read()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("header", ["cuda_fp16.h", "cuda_bf16.h", "curand_kernel.h", "cooperative_groups.h"])
def test_real_headers(header, monkeypatch, tmp_path, parses):
    monkeypatch.setenv("NUMBAST_CACHE_DIR", str(tmp_path))
    lib = numbast.load(header)
    loading._forget()
    again = numbast.load(header)
    assert len(parses) == 1 and dir(again) == dir(lib) and dir(lib)
    assert all(getattr(again, name) is not None for name in dir(again))
