"""NVRTC's front end, kept behind the headers in a process of its own.

Reading the headers is most of what a compilation of templates costs, and a precompiled header of NVRTC's
costs half of that again to make. So a helper process compiles a text that ends in `#include` of a pipe in its
current folder: it reads the headers and waits for somebody to write there. For each text that is to be
compiled behind them it forks, and the fork goes to a folder where that name is the text. It has all that the
front end knows at no cost, and what it does ends with it.

A signal wakes the helper while it sleeps in the kernel, opening the pipe: there it may run anything, and the
kernel opens the name again when the signal is handled. It ends when nobody asked for a while, or when the
process that started it is gone. Whatever is not as expected, the text is compiled here, as if there were no
helper.
"""

from __future__ import annotations

import atexit
import marshal
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from .cache import cache, cache_key
from .compile import nvrtc_file
from .engines import numba_engine
from .headers import UnitError, header_digest, scan_key
from .nvrtc_calls import UNIT_FILE, NvrtcResult, supported_arch
from .nvrtc_text import nvrtc_folder
from .parts import part_objects
from .pch_files import forget_pch
from .table import Library
from .units import Units

MOST_FRONT_ENDS = 2  # a third of a gigabyte each
LARGE = 1 << 20  # bytes of headers; of less a helper takes as long to start as they do to read
MOST_MEMORY = 8 << 30  # bytes, for what has a limit
_PATIENCE = 300.0  # seconds after which a helper that doesn't answer is given up
_START = (
    "import sys,marshal as m,types;f=sys.stdin.buffer;types.FunctionType(m.load(f),{})(m.load(f),m.load,f)"
)


def _helper(path: str, load: Any, given: Any) -> None:
    """What the helper process runs: its code alone is sent there, so all that it needs is in it. It opens
    NVRTC's file at once; the text with its name and options may come later. The folder that it is in has
    "more", the pipe.
    """
    import ctypes
    import os
    import resource as r
    import select
    import signal

    signal.alarm(300)
    lib = ctypes.CDLL(path)
    program, number, size = ctypes.c_void_p(), [""], ctypes.c_size_t()

    def asked(_: int) -> None:
        signal.alarm(0)
        os.write(1, b"ready\n")
        while select.select([0], [], [], 120)[0]:
            told = os.read(0, 64).decode().split()
            if not told:
                break
            child = os.fork()
            if not child:
                number[:] = told
                os.chdir(told[0])
                for what, most in zip((r.RLIMIT_CPU, r.RLIMIT_AS), told[1:], strict=False):
                    r.setrlimit(what, (int(most), r.getrlimit(what)[1]))
                return  # NVRTC opens the name again
            if status := os.waitpid(child, 0)[1]:
                os.write(1, b"%d\n" % status)
        from shutil import rmtree

        rmtree(os.getcwd(), ignore_errors=True)  # of a maker that was killed
        os._exit(0)

    def said(what: str) -> bytes:
        if getattr(lib, f"nvrtcGet{what}Size")(program, ctypes.byref(size)):
            return b""
        buffer = ctypes.create_string_buffer(size.value)
        getattr(lib, f"nvrtcGet{what}")(program, buffer)
        return buffer.raw

    try:
        text, name, options = load(given)
    except (EOFError, ValueError):  # nobody wants it
        os._exit(0)
    handler = ctypes.CFUNCTYPE(None, ctypes.c_int)(asked)
    ctypes.CDLL(None).signal(signal.SIGUSR1, handler)
    lib.nvrtcCreateProgram(ctypes.byref(program), text.encode(), name.encode(), 0, None, None)
    open("at", "w").close()  # from now on it sleeps at the pipe alone
    flags = (ctypes.c_char_p * len(options))(*(o.encode() for o in options))
    status = lib.nvrtcCompileProgram(program, len(options), flags)
    if number[0]:
        code = b"" if status else said("LTOIR" if "-dlto" in options else "PTX")
        for ending, data in (("log", said("ProgramLog").rstrip(b"\0\n")), ("code", code)):
            with open(ending, "wb") as out:
                out.write(data)
        os.write(1, b"0\n")  # freeing all of its memory takes a while
    os._exit(0)


class FrontEnd:
    """One helper. Raises OSError when it can't be started."""

    def __init__(self) -> None:
        self.process = os.getpid()
        self.head, self.last = "", ""
        self.options: list[str] = []
        self.lines = 0
        self._lock = threading.Lock()
        self._count = 0
        self._is_ready = False
        self.folder = tempfile.mkdtemp(prefix="numbast-front-")
        os.mkfifo(os.path.join(self.folder, "more"), 0o600)
        self._helper = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _START],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
            bufsize=0,
        )
        atexit.register(self.end)
        self._send(marshal.dumps(_helper.__code__) + marshal.dumps(nvrtc_file()))

    def read(self, head: str, options: Sequence[str]) -> None:
        """Has it read `head` with these options of NVRTC. Raises OSError when it is gone."""
        self.head, self.options = head, list(options)
        self.lines = head.count("\n")
        self._send(marshal.dumps((f'{head}#include "/proc/self/cwd/more"\n', UNIT_FILE, self.options)))

    def compiled(self, rest: str, seconds: int = 0) -> NvrtcResult | None:
        """As `nvrtc_compile` of head and rest; None when the helper can't. With `seconds`, of CPU time, it
        is stopped after them, or at MOST_MEMORY: then there is no log.
        """
        with self._lock:
            self.last = rest
            try:
                return self._compiled(rest, seconds) if self._is_waiting() else None
            except (OSError, ValueError):
                self.end()
                return None

    def _compiled(self, rest: str, seconds: int) -> NvrtcResult | None:
        self._count += 1
        place = os.path.join(self.folder, str(self._count))
        os.mkdir(place)
        with open(os.path.join(place, "more"), "w") as file:
            file.write(f'#line {self.lines + 1} "{UNIT_FILE}"\n{rest}')
        limits = f" {seconds} {MOST_MEMORY}" if seconds else ""
        self._send(f"{self._count}{limits}\n".encode())
        status = int(self._line() or -1)
        if seconds and os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL):
            shutil.rmtree(place, ignore_errors=True)
            return NvrtcResult(None, "")
        if status:
            raise OSError("it failed inside")
        with open(os.path.join(place, "log"), "rb") as log, open(os.path.join(place, "code"), "rb") as code:
            text, data = log.read().decode(errors="replace"), code.read()
        shutil.rmtree(place, ignore_errors=True)
        data = data if "-dlto" in self.options else data.rstrip(b"\0")
        return NvrtcResult(data or None, text)

    def _is_waiting(self) -> bool:
        """Waits until the helper waits behind the headers. False when it ended, as where they have errors."""
        give_up = time.monotonic() + _PATIENCE
        before = b""
        while not self._is_ready and self._is_there(give_up):
            now = self._sleeping() if os.path.exists(os.path.join(self.folder, "at")) else b""
            if now and now == before:
                self._helper.send_signal(signal.SIGUSR1)
                self._is_ready = self._reads(1.0) and self._line() == b"ready"
            before = now
            time.sleep(0.002)
        return self._is_ready and self._is_there(give_up)

    def _sleeping(self) -> bytes:
        """How often the helper has slept, while it does so; nothing while it runs."""
        with open(f"/proc/{self._helper.pid}/status", "rb", buffering=0) as file:
            told = file.read()
        return told.partition(b"\nvoluntary_ctxt_switches:")[2].split()[0] if b"\nState:\tS" in told else b""

    def is_spent(self) -> bool:
        """Did it do what it was started for, and end because nobody asked for a while?"""
        return self._is_ready and self._helper.poll() is not None

    def _is_there(self, give_up: float) -> bool:
        return self._helper.poll() is None and time.monotonic() < give_up

    def _reads(self, seconds: float) -> bool:
        assert self._helper.stdout is not None
        return bool(select.select([self._helper.stdout], [], [], seconds)[0])

    def _line(self) -> bytes:
        assert self._helper.stdout is not None
        return self._helper.stdout.readline().strip() if self._reads(_PATIENCE) else b""

    def _send(self, data: bytes) -> None:
        assert self._helper.stdin is not None
        while data:  # a pipe takes what has room in it
            data = data[self._helper.stdin.write(data) or 0 :]

    def end(self) -> None:
        """Ends the helper. Of a fork's parent's it is not ours to."""
        if self.process == os.getpid():
            atexit.unregister(self.end)
            self._helper.kill()
            self._helper.wait()
            for file in (self._helper.stdin, self._helper.stdout):
                if file is not None:
                    file.close()
            shutil.rmtree(self.folder, ignore_errors=True)


_front_ends: dict[str, FrontEnd | None] = {}  # None: there can't be one
_front_lock = threading.Lock()


def front_end(units: Units, head: str, options: Sequence[str], is_heavy: bool = False) -> FrontEnd | None:
    """The helper for texts of these units that begin with `head`, started now if there is none, of the
    headers as they are now. For what is heavy, of small headers too.
    """
    roots = f"#include <nvrtc_std/host.h>\n{head}"
    can_be = head.endswith("\n") and _is_helper_possible(options)
    is_new = cache().get(scan_key(roots, units.folders())[1]) is None
    early = _started() if can_be and is_new else None  # while the files are looked through
    try:
        can_be = can_be and bool(nvrtc_folder(cache()))
        digest = header_digest(roots, units.folders(), cache())
        key = cache_key("", str(os.getpid()), digest, head, repr(options))
        with _front_lock:
            found = _front_ends.get(key)
            if key in _front_ends and (found is None or not found.is_spent()):
                return found
            _end_fronts(lambda one: one is found)
            old = [one for one in _front_ends.values() if one is not None]
            _end_fronts(lambda one: one in old[: len(old) + 1 - MOST_FRONT_ENDS])
            made = None
            if can_be and not is_heavy and not _is_large(roots, units.folders()):
                return None
            if can_be:
                made, early = early or _started(), None
            try:
                if made is not None:
                    made.read(head, options)
            except OSError:
                made, early = None, made
            _front_ends[key] = made
            return made
    finally:
        if early is not None:
            early.end()


def _started() -> FrontEnd | None:
    try:
        return FrontEnd()
    except (OSError, ValueError, TypeError):
        return None


def _is_helper_possible(options: Sequence[str]) -> bool:
    """It has a current folder of its own."""
    if any(option.startswith("-I") and not os.path.isabs(option[2:]) for option in options):
        return False
    name = os.path.basename(sys.executable or "")  # of an application that has Python in it, its own
    is_wanted = os.environ.get("NUMBAST_FRONT_END") != "0" and name.startswith("python")
    return is_wanted and os.path.isdir("/proc/self/cwd") and bool(nvrtc_file())


def _is_large(text: str, folders: Sequence[str]) -> bool:
    """Are all files that a text could read? Where nobody knows, as when they are as new as the scan, too."""
    kept = cache().get(scan_key(text, folders)[1])
    return kept is None or sum(state[1] for state in marshal.loads(kept)[1]) > LARGE


def compiled_behind(
    units: Units, text: str, options: Sequence[str], seconds: int = 0, is_heavy: bool = False
) -> NvrtcResult | None:
    """A text compiled by a helper that has read its head; None where there is none, or can't be. `seconds`:
    as for FrontEnd.compiled. What is heavy gets a helper whatever it costs.
    """
    head = units.head
    if not head or not text.startswith(head):
        return None
    helper = front_end(units, head, options, is_heavy)
    made = None if helper is None else helper.compiled(text[len(head) :], seconds)
    if made is None and helper is not None:
        with _front_lock:  # not again
            for key in [k for k, one in _front_ends.items() if one is helper]:
                _front_ends[key] = None
    return made


def start_front_end(library: Library) -> None:
    """Has the headers read while something else is done, before a library's shims are compiled or anything is
    asked about them.
    """
    units = library.units
    try:
        arch = supported_arch(_arch(library))
        front_end(units, units.head, units.options(arch, "", units.folders()))
    except (UnitError, ImportError, RuntimeError):  # said when somebody needs it
        return


def _arch(library: Library) -> str:
    """What kernels are compiled for; on a host without a device, most likely, what the headers were parsed
    for.
    """
    try:
        return str(numba_engine().arch())
    except (ImportError, RuntimeError):
        return str(library.table["archs"][0])


def forget_front_ends() -> None:
    """Headers changed while NVRTC read them."""
    forget_pch()
    with _front_lock:
        _end_fronts(lambda one: True)


def _end_fronts(is_meant: Callable[[FrontEnd], bool]) -> None:
    for key, one in [*_front_ends.items()]:
        if one is not None and is_meant(one):
            del _front_ends[key]
            one.end()


part_objects["behind"] = compiled_behind
part_objects["read_ahead"] = start_front_end
part_objects["forget_pch"] = forget_front_ends
