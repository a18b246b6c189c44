"""A static module from outside: names, handles, documentation, several modules in one process."""

from __future__ import annotations

import enum
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from numbast.runtime import engine as engine_module
from numbast.runtime import engines, handles
from numbast.runtime.attach import Service
from numbast.runtime.failures import process_space
from tools import modules

HEADER = Path(__file__).with_name("runtime_header.cuh")
pytest.importorskip("numba.cuda")


@pytest.fixture(scope="module")
def lib() -> Any:
    return modules.bound(str(HEADER), retain=["*/runtime_header.cuh"])


def test_names(lib: Any) -> None:
    names = dir(lib)
    assert names == sorted(names)
    assert {"Library", "os", "addone", "geo", "pass_", "tmpl"} <= set(names)
    assert "Service" not in names
    assert "tmpl" not in lib.__all__
    assert "Vec" in dir(lib.geo)
    assert lib.os.__name__ == "os"
    with pytest.raises(AttributeError, match="did you mean 'addone'"):
        _ = lib.addon
    with pytest.raises(AttributeError, match="has no 'RUNTIME_VERSION'"):
        _ = lib.RUNTIME_VERSION


def test_star_import(lib: Any) -> None:
    space: dict[str, Any] = {}
    exec(f"from {lib.__name__} import *", space)
    assert space["addone"] is lib.addone
    assert space["geo"] is lib.geo


def test_handles(lib: Any) -> None:
    assert lib.addone.__doc__.startswith("int addone(int a)\n    runtime_header.cuh:")
    assert lib.addone.__module__ == lib.__name__
    assert len(lib.which.overloads) == 4
    overload = lib.geo.length.overloads[0]
    assert (overload.result, overload.file) == ("float", "runtime_header.cuh")
    assert [(p.name, p.type, p.has_default) for p in overload.parameters] == [
        ("v", "const geo::Vec &", False),
        ("p", "float", True),
        ("q", "float", True),
    ]
    with pytest.raises(TypeError, match="runs on the device"):
        lib.addone(1)


def test_records(lib: Any) -> None:
    Vec = lib.geo.Vec
    assert (Vec.sizeof, Vec.alignof, Vec.bases) == (8, 8, ())
    assert [(f.name, f.type, f.offset) for f in Vec.fields] == [("x", "float", 0), ("y", "float", 4)]
    assert Vec.dim == 2
    assert Vec.twice is lib["geo::Vec::twice"]
    assert lib.geo.Derived.bases == (lib.geo.Base,)
    assert Vec.set.overloads[0].parameters[0].name == "a"


def test_enums_and_constants(lib: Any) -> None:
    assert issubclass(lib.geo.Axis, enum.IntEnum)
    assert lib.geo.Axis.Z == 2
    assert lib.geo.Green is lib.geo.Color.Green
    assert lib.geo.limit == 42
    assert type(lib.geo.limit) is int


def test_brackets(lib: Any) -> None:
    assert lib["geo::Vec"] is lib.geo.Vec
    assert lib["pass"] is lib.pass_
    assert lib["geo::operator +"] is lib["geo::operator+"]
    with pytest.raises(AttributeError):
        _ = lib["geo::nothing"]


def test_same_type_of_two_modules(lib: Any) -> None:
    """One definition is one Numba type and one enum, whichever module it is reached through."""
    other = modules.bound(str(HEADER), name="runtime_header_again", retain=["*/runtime_header.cuh"])
    assert other is not lib
    assert other.geo.Vec.dtype == lib.geo.Vec.dtype
    assert other.geo.Axis is lib.geo.Axis


def test_newest_runtime_serves() -> None:
    process = process_space()
    assert process.chosen is None or process.chosen in process.runtimes
    assert all(len(entry) == 3 for entry in process.runtimes)
    assert hasattr(Service, "attribute")


def test_import_is_idle(lib: Any) -> None:
    """Importing a module asks Numba for nothing."""
    folder, stem = Path(lib.__file__).parent, Path(lib.__file__).stem
    code = (
        f"import sys; sys.path.insert(0, {str(folder)!r}); import {stem}\n"
        f"print('numba' in sys.modules, dir({stem})[0])"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("False ")


def test_names_of_a_class(lib: Any) -> None:
    """dir() of every class works and holds its fields, members, nested names; what it names is there."""
    names = dir(lib.geo.Vec)
    assert {"dim", "dtype", "sizeof", "twice", "x", "y"} <= set(names)
    assert "operator" not in names and names == sorted(names)
    for spelling, entry in lib.__numbast_binding__.service.library.types.items():
        if entry[0] != "enum":
            assert "qualified" in dir(lib[spelling])


THREADED = """
import sys, threading
sys.setswitchinterval(1e-6)
sys.path.insert(0, {folder!r})
import {stem} as lib

library = lib.__numbast_binding__.service.library
names = [(s, n) for s in ("", "geo") for n in library.names[s]]
barrier = threading.Barrier(8)
seen = [[] for _ in range(8)]

def work(found):
    barrier.wait()
    found.append(lib.geo.Vec._numba_type_)
    found.append(lib.geo.Vec.dtype)
    for scope, name in names:
        found.append((lib.geo if scope else lib)[name])
    found.append(lib.geo.Vec.twice)

threads = [threading.Thread(target=work, args=(found,)) for found in seen]
for thread in threads: thread.start()
for thread in threads: thread.join()
sizes = {{len(found) for found in seen}}
pairs = [pair for found in seen for pair in zip(found, seen[0])]
same = all(a is b or (a == b and type(a) in (int, float, str)) for a, b in pairs)
print(sizes == {{len(names) + 3}}, same)
"""


def test_threads_share_handles(lib: Any) -> None:
    """Threads that ask at once get one engine, one handle for a name and one Numba type for a class."""
    script = THREADED.format(folder=str(Path(lib.__file__).parent), stem=Path(lib.__file__).stem)
    for _ in range(3):
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
        assert (done.stdout, done.stderr) == ("True True\n", "")


def test_threads_make_one_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []

    def maker() -> object:
        time.sleep(0.01)
        made.append(object())
        return made[-1]

    monkeypatch.setitem(engines.engine_makers, "slow", maker)
    monkeypatch.delitem(engines._engines, "slow", raising=False)
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: engines.numba_engine("slow"), range(8)))
    monkeypatch.delitem(engines._engines, "slow")
    assert found == set(made) and len(made) == 1


class SlowEngine:
    """Makes a new type whenever it is asked."""

    def function_type(self, handle: object) -> object:
        time.sleep(0.01)
        return object()


def test_threads_make_one_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handles, "numba_engine", SlowEngine)
    handle = handles.Function(None, "f", ())  # type: ignore[arg-type]
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: handle._numba_type_, range(8)))) == 1


def test_threads_wait_for_extensions(monkeypatch: pytest.MonkeyPatch) -> None:
    """None goes on while another lets a part know the engine, and each part is told once."""
    engine = engines.numba_engine()
    engine.start()
    told: list[bool] = []

    def slow(_: object) -> None:
        time.sleep(0.01)
        told.append(True)

    monkeypatch.setattr(engine, "_extended", len(engines.extensions))
    monkeypatch.setattr(engine_module, "extensions", [*engines.extensions, slow])

    def start(_: int) -> int:
        engine.start()
        return len(told)

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(start, range(8))) == {1}
