"""The disk cache: what it gives back is what was put, or nothing, whatever happens to its folder."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from numbast.runtime import cache as cache_file
from numbast.runtime.cache import Cache, CacheWarning, cache, cache_folder, cache_key, cache_limit


def child(script: str, *arguments: object) -> subprocess.Popen[str]:
    """A Python process that runs `script` with the same import path."""
    places = [str(Path(cache_file.__file__).parents[2]), os.environ.get("PYTHONPATH", "")]
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script), *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, places))},
    )


def test_folder_follows_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NUMBAST_CACHE_DIR", str(tmp_path / "own"))
    assert cache_folder() == str(tmp_path / "own")
    monkeypatch.delenv("NUMBAST_CACHE_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == str(tmp_path / "numbast")
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert cache_folder() == str(tmp_path / "home" / ".cache" / "numbast")


def test_one_cache_for_one_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NUMBAST_CACHE_DIR", str(tmp_path))
    first = cache()
    assert cache() is first
    assert first.root == str(tmp_path)
    monkeypatch.setenv("NUMBAST_CACHE_DIR", str(tmp_path / "b"))
    assert cache() is not first


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("", 1 << 30),
        ("1000", 1000),
        ("2k", 2048),
        ("3M", 3 << 20),
        (" 1 GB ", 1 << 30),
        ("5MiB", 5 << 20),
        ("0", 0),
    ],
)
def test_limit(monkeypatch: pytest.MonkeyPatch, text: str, size: int) -> None:
    monkeypatch.setenv("NUMBAST_CACHE_SIZE", text)
    assert cache_limit() == size


@pytest.mark.parametrize("text", ["lots", "1.5G", "-1", "2T", "G"])
def test_limit_that_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str) -> None:
    """It is said once in a process, by whichever comes first, and 1G is taken."""
    monkeypatch.setenv("NUMBAST_CACHE_DIR", str(tmp_path))
    monkeypatch.setenv("NUMBAST_CACHE_SIZE", text)
    said = f"NUMBAST_CACHE_SIZE is '{text}', which is no size as 500M or 2G are: 1G is taken"
    with pytest.warns(CacheWarning) as caught:
        limits = [cache().limit for _ in range(3)]
    assert limits == [1 << 30] * 3
    assert [str(w.message) for w in caught] == [said]


def test_keys_tell_parts_apart() -> None:
    assert cache_key("k", "ab", "c") != cache_key("k", "a", "bc")
    assert cache_key("k", "a") == cache_key("k", b"a")
    assert cache_key("k", "a").startswith("k-")


def test_round_trip(tmp_path: Path) -> None:
    store = Cache(str(tmp_path))
    assert store.get("k") is None
    assert store.put("k", b"\0\xff" * 1000)
    assert Cache(str(tmp_path)).get("k") == b"\0\xff" * 1000
    assert store.put("k", b"")
    assert store.get("k") == b""
    store.remove("k")
    assert store.get("k") is None


@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "other", "swap"])
def test_damaged_entry_is_made_again(tmp_path: Path, damage: str) -> None:
    store = Cache(str(tmp_path))
    store.put("k", b"x" * 5000)
    store.put("l", b"y" * 5000)
    path = Path(store.path("k"))
    raw = path.read_bytes()
    other = Path(store.path("l")).read_bytes()
    flipped = raw[:3000] + b"?" + raw[3001:]
    damaged = {"cut": raw[:2000], "flip": flipped, "empty": b"", "other": b"hello" * 99, "swap": other}[
        damage
    ]
    path.write_bytes(damaged)
    assert store.get("k") is None
    path.write_bytes(damaged)
    assert store.make("k", lambda: b"again") == b"again"
    assert store.get("k") == b"again"


def test_entries_of_a_future_version_are_left_alone(tmp_path: Path) -> None:
    newer = tmp_path / f"v{cache_file.CACHE_FORMAT + 1}"
    newer.mkdir()
    (newer / "k").write_bytes(b"unknown")
    store = Cache(str(tmp_path))
    assert store.get("k") is None
    store.put("k", b"ours")
    store.clear()
    assert (newer / "k").read_bytes() == b"unknown"


def test_least_recently_used_goes_first(tmp_path: Path) -> None:
    store = Cache(str(tmp_path), limit=10_000)
    for number in range(5):
        store.put(f"k{number}", b"x" * 1500)
        os.utime(store.path(f"k{number}"), (1000 + number, 1000 + number))
    assert store.get("k0") is not None  # now it is the latest
    store.put("k5", b"x" * 3000)
    left = {key for key, _, _ in store.entries()}
    assert {"k0", "k5"} <= left
    assert "k1" not in left
    assert sum(size for _, size, _ in store.entries()) <= 10_000


def test_an_entry_larger_than_the_bound_does_no_harm(tmp_path: Path) -> None:
    store = Cache(str(tmp_path), limit=100)
    assert store.make("k", lambda: b"x" * 1000) == b"x" * 1000
    assert store.entries() == []


def test_what_killed_writers_left_is_swept(tmp_path: Path) -> None:
    store = Cache(str(tmp_path))
    store.put("k", b"1")
    old, young = Path(store.path("a.1.2.tmp")), Path(store.path("b.1.2.tmp"))
    old.write_bytes(b"half")
    young.write_bytes(b"half")
    os.utime(old, (1, 1))
    Cache(str(tmp_path), limit=500).put("l", b"2")  # not every small entry makes it look
    assert not old.exists()
    assert young.exists()
    assert [key for key, _, _ in store.entries()] == ["k", "l"]


def unwritable(folder: Path) -> str:
    """A cache folder that not even root can make: it lies in a file."""
    folder.write_bytes(b"")
    return str(folder / "cache")


def test_unwritable_folder_is_said_once(tmp_path: Path) -> None:
    store = Cache(unwritable(tmp_path / "file"))
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        assert store.make("k", lambda: b"1") == b"1"
        assert store.make("l", lambda: b"2") == b"2"
        assert store.tree("t", {"a": "b"}) == ""
    assert [warning.category for warning in told] == [CacheWarning]
    assert "can't be used" in str(told[0].message)
    assert store.get("k") is None
    assert store.clear() == (0, 0)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_read_only_folder_still_reads(tmp_path: Path) -> None:
    store = Cache(str(tmp_path))
    store.put("k", b"1")
    os.chmod(store.folder, 0o500)
    try:
        with pytest.warns(CacheWarning):
            assert Cache(str(tmp_path)).make("l", lambda: b"2") == b"2"
        assert Cache(str(tmp_path)).get("k") == b"1"
    finally:
        os.chmod(store.folder, 0o700)


def test_no_folder_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_file, "cache_folder", lambda: "")
    store = Cache()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert store.make("k", lambda: b"1") == b"1"
    assert store.get("k") is None
    assert store.entries() == []
    assert store.tree("t", {"a": "b"}) == ""


def test_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    """A limit on file sizes fails a write half way, as a full disk does."""
    script = """
        import os, resource, sys, warnings
        from numbast.runtime.cache import Cache
        store = Cache(sys.argv[1])
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            assert store.make("k", lambda: b"x" * 100_000) == b"x" * 100_000
            assert store.make("l", lambda: b"x" * 100_000) == b"x" * 100_000
        assert len(told) == 1, told
        assert store.get("k") is None
        assert store.put("small", b"1")
        print(sorted(os.listdir(store.folder)))
    """
    out, err = child(script, tmp_path).communicate(timeout=60)
    assert err == ""
    assert out.strip() == "['locks', 'small']"


def test_killed_writer_is_no_entry(tmp_path: Path) -> None:
    """kill -9 between the first byte and the last: the next process makes the entry."""
    script = """
        import os, sys, time
        from numbast.runtime import cache
        replace = os.replace
        def stall(*paths):
            print("written", flush=True)
            time.sleep(60)
        os.replace = stall
        cache.Cache(sys.argv[1]).make("k", lambda: b"x" * 100_000)
    """
    writer = child(script, tmp_path)
    assert writer.stdout is not None
    assert writer.stdout.readline() == "written\n"
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    writer.communicate()
    store = Cache(str(tmp_path))
    assert store.get("k") is None
    start = time.monotonic()
    assert store.make("k", lambda: b"new") == b"new"  # its lock went with it
    assert time.monotonic() - start < 5
    assert store.get("k") == b"new"


KILLED_AT = """
    import os, sys
    folder, step = sys.argv[1], int(sys.argv[2])
    seen = 0
    def at(event, arguments):
        global seen
        if event == "fcntl.flock" or (arguments and folder in str(arguments[0])):
            seen += 1
            if seen == step:
                os.kill(os.getpid(), 9)
    sys.addaudithook(at)
"""


def test_killed_at_every_step_of_a_write(tmp_path: Path) -> None:
    """kill -9 before each thing that is done to the folder, until none is left to die at."""
    work = """
    from numbast.runtime.cache import Cache
    store = Cache(folder)
    assert store.make("k", lambda: b"x" * 100_000) == b"x" * 100_000
    assert store.tree("t", {"a": "1", "d/b": "2"})
    assert store.put("l", b"y")
    """
    for step in range(1, 200):
        folder = tmp_path / str(step)
        process = child(textwrap.dedent(KILLED_AT) + textwrap.dedent(work), folder, step)
        _, err = process.communicate(timeout=60)
        assert err == ""
        store = Cache(str(folder))
        assert store.get("k") in (None, b"x" * 100_000)
        assert store.make("k", lambda: b"x" * 100_000) == b"x" * 100_000
        place = Path(store.tree("t", {"a": "1", "d/b": "2"}))
        assert ((place / "a").read_text(), (place / "d" / "b").read_text()) == ("1", "2")
        if process.returncode == 0:
            break
        assert process.returncode == -signal.SIGKILL
    assert 10 < step < 199


def test_processes_make_an_entry_once(tmp_path: Path) -> None:
    script = """
        import os, sys, time
        from numbast.runtime.cache import Cache
        def produce():
            with open(sys.argv[2], "a") as file:
                file.write("made\\n")
            time.sleep(0.3)
            return b"x" * 1_000_000
        store = Cache(sys.argv[1])
        assert store.make("k", produce) == b"x" * 1_000_000
    """
    log = tmp_path / "log"
    children = [child(script, tmp_path / "cache", log) for _ in range(8)]
    for process in children:
        _, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
    assert log.read_text() == "made\n"


def test_writers_of_many_entries_at_once(tmp_path: Path) -> None:
    """Eight processes write, read and evict the same keys; no one ever sees another value."""
    script = """
        import random, sys
        from numbast.runtime.cache import Cache
        store = Cache(sys.argv[1], limit=400_000)
        rng = random.Random(int(sys.argv[2]))
        for _ in range(300):
            n = rng.randrange(20)
            value = b"%d," % n * 10_000
            if rng.random() < 0.5:
                store.put(f"k{n}", value)
            else:
                found = store.get(f"k{n}")
                assert found is None or found == value
    """
    children = [child(script, tmp_path, seed) for seed in range(8)]
    for process in children:
        _, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
    assert not [name for name in os.listdir(Cache(str(tmp_path)).folder) if name.endswith(".tmp")]


def test_nested_make_in_one_thread_does_not_wait_for_itself(tmp_path: Path) -> None:
    store = Cache(str(tmp_path))
    assert store.make("k", lambda: store.make("k", lambda: b"inner") + b"!") == b"inner!"


def test_produce_that_raises_keeps_nothing_and_frees_the_lock(tmp_path: Path) -> None:
    store = Cache(str(tmp_path))

    def fail() -> bytes:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        store.make("k", fail)
    assert store.make("k", lambda: b"yes") == b"yes"


def test_tree_is_written_once_and_again_when_parts_are_gone(tmp_path: Path) -> None:
    store = Cache(str(tmp_path))
    files = {"a": "1", "d/b": "2"}
    place = Path(store.tree("t", files))
    assert (place / "d" / "b").read_text() == "2"
    before = place.stat().st_mtime_ns
    assert store.tree("t", files) == str(place)
    assert place.stat().st_mtime_ns == before
    for name, text in files.items():
        (place / name).unlink()
        assert store.tree("t", files) == str(place)
        assert (place / name).read_text() == text


def test_a_tree_of_another_process_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While one waits for the lock, another writes the tree: it is used, not replaced under its reader."""
    files = {"a": "1", "d/b": "2"}
    store, place = Cache(str(tmp_path)), Path(Cache(str(tmp_path)).path("t"))
    seen: list[int] = []

    @contextmanager
    def lock(_: str) -> Iterator[None]:
        for name, text in files.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_text(text)
        seen.append((place / "a").stat().st_ino)
        yield

    monkeypatch.setattr(store, "_lock", lock)
    assert store.tree("t", files) == str(place)
    assert seen == [(place / "a").stat().st_ino]


def test_the_folder_is_its_owner_s_alone(tmp_path: Path) -> None:
    for number, use in enumerate((lambda s: s.put("k", b""), lambda s: s.tree("t", {"a": ""}))):
        store = Cache(str(tmp_path / str(number)))
        use(store)
        assert Path(store.folder).stat().st_mode & 0o777 == 0o700


def test_clear_counts(tmp_path: Path) -> None:
    store = Cache(str(tmp_path))
    store.put("k", b"1")
    store.put("l", b"2")
    entries, size = store.clear()
    assert entries == 2
    assert size > 0
    assert store.entries() == []


def test_clear_tells_what_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Cache(str(tmp_path))
    store.put("k", b"1")
    monkeypatch.setattr("shutil.rmtree", lambda *_, **__: None)  # as where nothing may be removed
    assert store.clear() == (0, 0)


def test_threads_make_an_entry_once(tmp_path: Path) -> None:
    import threading

    store = Cache(str(tmp_path))
    made: list[int] = []

    def produce() -> bytes:
        made.append(1)
        time.sleep(0.2)
        return b"x"

    def work(results: list[Any]) -> None:
        results.append(store.make("k", produce))

    results: list[Any] = []
    threads = [threading.Thread(target=work, args=(results,)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [b"x"] * 6
    assert made == [1]


def test_locks_of_two_runtimes_of_a_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A static module's runtime asks while another's holds the same lock: neither waits for itself."""
    waited: list[float] = []
    monkeypatch.setattr(cache_file.time, "sleep", waited.append)
    monkeypatch.setattr(cache_file, "LOCK_PATIENCE", 0.05)
    first, second = Cache(str(tmp_path)), Cache(str(tmp_path))
    assert first.make("one", lambda: second.make("one", lambda: b"x")) == b"x"
    assert not waited
