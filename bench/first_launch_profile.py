"""Where the milliseconds of a first launch go: a kernel with bindings against a plain one, by phase.

usage: first_launch_profile.py LIBRARY KIND [--pairs N] [--second] [--cpu] [--functions]

LIBRARY and KIND are those of first_launch.py. Fresh processes take turns, plain and bound; a line is the
median of a phase, without the phases in it. So a process's phases add up to its whole launch; "unwatched" is
the whole of other processes, which are watched by nothing. `--second` takes the process's second kernel;
`--cpu` counts the process's CPU time and takes the least, for machines with other work. `--functions` lists
what of numbast is called by others and how long that takes, measured with Python's profile hook, so with more
than its true times. Without a GPU the kernels are made for sm_90 and not loaded. The first processes fill the
cache and are not counted.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from first_launch import KERNELS, launcher, opened, warm

HERE = Path(__file__).resolve()
UNCOUNTED = 2
LATE = ("groups", "block_scan")  # whose names are asked for when the kernels are made, which counts
WHOLE = "unwatched"

Clock = Callable[[], float]


class Phases:
    """Times of phases, each without the phases within it."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.took: dict[str, float] = defaultdict(float)
        self.open: list[str] = []
        self.last = 0.0

    def turn(self) -> None:
        """Books the time since the last turn on the innermost phase."""
        now = self.clock()
        if self.open:
            self.took[self.open[-1]] += now - self.last
        self.last = now

    @contextmanager
    def phase(self, name: str) -> Any:
        self.turn()
        self.open.append(name)
        try:
            yield
        finally:
            self.turn()
            self.open.pop()

    def wrap(self, owner: Any, name: str, phase: str) -> None:
        """Books calls of `owner.name` on a phase, while one is open."""
        real = vars(owner).get(name)
        if real is None:
            return
        get = real.fget if isinstance(real, property) else real

        @functools.wraps(get)
        def timed(*args: Any, **kws: Any) -> Any:
            with self.phase(phase) if self.open else nullcontext():
                return get(*args, **kws)

        setattr(owner, name, property(timed) if isinstance(real, property) else timed)


def watch_numba(phases: Phases) -> None:
    """Phases of numba-cuda."""
    from numba.cuda import codegen, compiler, dispatcher
    from numba.cuda.core import typed_passes
    from numba.cuda.cudadrv import driver, nvvm

    phases.wrap(dispatcher._Kernel, "__init__", "rest of the compiler")
    phases.wrap(typed_passes.BaseTypeInference, "run_pass", "typing")
    phases.wrap(typed_passes.NopythonRewrites, "run_pass", "rewrites")
    phases.wrap(typed_passes.BaseNativeLowering, "run_pass", "lowering")
    phases.wrap(codegen.CUDACodeLibrary, "llvm_strs", "text of the IR")
    phases.wrap(nvvm, "compile_ir", "libNVVM")
    phases.wrap(codegen.CUDACodeLibrary, "get_asm_strs", "PTX, which numba-cuda looks at")
    phases.wrap(codegen.CUDACodeLibrary, "get_cubin", "finding the linked kernel")
    phases.wrap(driver._Linker, "complete", "nvJitLink")
    phases.wrap(codegen.CUDACodeLibrary, "get_cufunc", "loading the kernel")
    phases.wrap(compiler, "compile_cuda", "rest of the compiler")


def watch_numbast(phases: Phases, lib: Any) -> None:
    """Phases of the runtime that serves a library."""
    space = vars(lib) if hasattr(lib, "__numbast_binding__") else {}
    for owner, name, phase in (
        ("Service", "__init__", "numbast: opening the table, parts"),
        ("NumbaCuda", "__init__", "numbast: engine"),
        ("Engine", "__init__", "numbast: engine"),
        ("Engine", "start", "numbast: registering with Numba"),
        ("Engine", "choose", "numbast: choosing overloads"),
        ("Units", "compiled", "numbast: looking for units"),
    ):
        cls = space.get(owner) or runtime_class(owner)
        if cls is not None:
            phases.wrap(cls, name, phase)


def runtime_class(name: str) -> Any:
    """A class of the package's own runtime."""
    for module in list(sys.modules):
        if module.startswith("numbast.runtime.") and name in vars(sys.modules[module]):
            return vars(sys.modules[module])[name]
    return None


# ------------------------------------------------------------------------------------------------------------
# -- one process
class Entries:
    """Times of numbast's functions that others call, by name."""

    def __init__(self, lib: Any) -> None:
        self.files = (getattr(lib, "__file__", "") or "-", "numbast part", f"{os.sep}numbast{os.sep}")
        self.took: dict[str, float] = defaultdict(float)
        self.depth = 0
        self.start = 0.0

    def __call__(self, frame: Any, event: str, _: Any) -> None:
        if event in ("call", "return") and any(part in frame.f_code.co_filename for part in self.files):
            self.depth += 1 if event == "call" else -1
            if event == "call" and self.depth == 1:
                self.start = time.perf_counter()
            elif event == "return" and self.depth == 0:
                self.took[frame.f_code.co_qualname] += time.perf_counter() - self.start


def one_process(library: str, kind: str, how: argparse.Namespace) -> dict[str, float]:
    """The phases of one process, in seconds."""
    launch = launcher()
    launch(warm)
    if library.endswith((".h", ".cuh")):
        import numbast  # noqa: F401
    lib = opened(library)
    phases = Phases(time.process_time if how.cpu else time.perf_counter)
    first, other = KERNELS[kind](lib) if kind not in LATE else (None, None)
    functions = how.functions
    entries = Entries(lib)
    if not functions and not how.unwatched:
        watch_numba(phases)
        watch_numbast(phases, lib)
    sys.setprofile(entries if functions else None)
    with phases.phase("launch, and the rest"):
        first, other = (first, other) if first else KERNELS[kind](lib)
        launch(first)
    sys.setprofile(None)
    if how.second:
        phases.took.clear()
        with phases.phase("launch, and the rest"):
            launch(other)
    return dict(entries.took if functions else phases.took)


# ------------------------------------------------------------------------------------------------------------
# -- all processes
def taken(arguments: list[str]) -> dict[str, float]:
    command = [sys.executable, str(HERE), *arguments, "--one"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def round_of(arguments: list[str]) -> dict[str, float]:
    """The phases of a watched process, and the whole of one that is not."""
    return {**taken(arguments), WHOLE: sum(taken([*arguments, "--unwatched"]).values())}


def middles(processes: list[dict[str, float]], cpu: bool = False) -> dict[str, float]:
    """The median of each phase (of CPU times the least), in milliseconds, the longest first; "sum" is that of
    the sums.
    """
    middle: Any = min if cpu else statistics.median
    names = {name for took in processes for name in took}
    found = {name: middle(p.get(name, 0.0) for p in processes) * 1e3 for name in names}
    found["sum"] = middle(sum(t for n, t in p.items() if n != WHOLE) for p in processes) * 1e3
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def print_phases(ours: dict[str, float], plain: dict[str, float]) -> None:
    print(f"{'ms':40s}{'bound':>10s}{'plain':>10s}{'more':>10s}")
    for name in dict.fromkeys([*ours, *plain]):
        a, b = ours.get(name, 0.0), plain.get(name, 0.0)
        print(f"{name:40s}{a:10.2f}{b:10.2f}{a - b:10.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("library")
    parser.add_argument("kind", choices=[*KERNELS])
    parser.add_argument("--pairs", type=int, default=9)
    for flag in ("--second", "--cpu", "--functions", "--unwatched", "--one"):
        parser.add_argument(flag, action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        print(json.dumps(one_process(args.library, args.kind, args)))
        return
    flags = [f"--{name}" for name in ("second", "cpu") if getattr(args, name)]
    if args.functions:
        flags.append("--functions")
        found = [taken([args.library, args.kind, *flags]) for _ in range(UNCOUNTED + args.pairs)]
        for name, took in middles(found[UNCOUNTED:]).items():
            print(f"{took:8.2f} ms  {name}")
        return
    ours, plain = [], []
    for _ in range(UNCOUNTED + args.pairs):
        plain.append(round_of(["-", "plain", *flags]))
        ours.append(round_of([args.library, args.kind, *flags]))
    print_phases(middles(ours[UNCOUNTED:], args.cpu), middles(plain[UNCOUNTED:], args.cpu))


if __name__ == "__main__":
    main()
