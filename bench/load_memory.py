#!/usr/bin/env python3
"""Memory of a cold `numbast.load`, against libclang's own parse of the header.

    load_memory.py [HEADER]

Peaks, in MB (10^6 bytes), each of a process of its own: libclang alone; the imports; the load, with an empty
cache folder. Of the load also the peak of all its processes together, each page counted once (the sum of the
processes' PSS, looked at every few ms), and CPU seconds, children's too.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from run import environment, libclang_alone

IMPORTS = "import numba.cuda, numbast"
LOAD = """
import resource, sys, time
import numba.cuda, numbast
def used():
    taken = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(t.ru_utime + t.ru_stime for t in taken)
cpu, start = used(), time.perf_counter()
numbast.load(sys.argv[1], arch="sm_90")
print(time.perf_counter() - start, used() - cpu)
"""


def field(path: str, name: str) -> float:
    """A line of a file of /proc in MB; 0 for a process that ended."""
    try:
        with open(path) as file:
            found = (line.split()[1] for line in file if line.startswith(name))
            return int(next(found, "0")) * 1024 / 1e6
    except OSError:
        return 0.0


def tree(pid: int) -> list[int]:
    """A process and all that stand below it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += [p for child in task.read_text().split() for p in tree(int(child))]
    return found


def peaks(command: list[str], env: dict[str, str], is_sampled: bool = False) -> tuple[float, float, str]:
    """(its own peak, the tree's, what it wrote)."""
    done = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env)
    own = together = 0.0
    while done.poll() is None:
        own = max(own, field(f"/proc/{done.pid}/status", "VmHWM:"))
        if is_sampled:
            together = max(together, sum(field(f"/proc/{p}/smaps_rollup", "Pss:") for p in tree(done.pid)))
        time.sleep(0.002)
    assert done.stdout and done.returncode == 0
    return own, together, done.stdout.read()


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("header", nargs="?", default="cub/cub.cuh")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="numbast-bench-") as temporary:
        cache = Path(temporary) / "cache"
        env = environment(NUMBAST_CACHE_DIR=str(cache))
        alone, _, _ = peaks(libclang_alone(args.header, Path(temporary)), dict(os.environ))
        bare, _, _ = peaks([sys.executable, "-c", IMPORTS], env)
        load = [sys.executable, "-c", LOAD, args.header]
        own, _, said = peaks(load, env)
        shutil.rmtree(cache)
        _, together, _ = peaks(load, env, is_sampled=True)
    seconds, cpu = map(float, said.split())
    print(f"libclang alone {alone:.0f}, imports {bare:.0f}, load {own:.0f}, all processes {together:.0f} MB")
    ours, all_of_it = (own - bare) / alone, (together - bare) / alone
    print(f"above the imports {ours:.2f}, all processes {all_of_it:.2f} times")
    print(f"load {seconds:.2f} s, CPU {cpu:.2f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
