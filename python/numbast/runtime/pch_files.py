"""Where NVRTC's precompiled headers lie: a folder of this process, which a later one sweeps.

NVRTC has them in the temporary folder, a quarter of a gigabyte each, and deletes them when the process ends
by itself. After a signal (an interrupt that nobody catches too) or `os._exit`, which is how multiprocessing's
workers end, they stay for ever. So each process has a folder with a locked file in it: whoever makes the next
one deletes those whose lock nobody holds.

NVRTC begins behind a file of its folder whatever became of the headers meanwhile (those that changed in the
process: seen with 13.0 and 13.5). So each state of the headers has a folder in ours. Where the disk has no
room for one, NVRTC's writing would end the process with a bus error, so none is asked for.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import tempfile
import threading
import time
from contextlib import suppress

from .cache import cache, cache_key
from .headers import header_digest
from .nvrtc_calls import PCH_HEAP
from .parts import part_objects
from .units import Units

PCH_PREFIX = "numbast-pch-"
PCH_ABANDONED = 3600.0  # seconds after which a folder without a lock file is of one who was killed making it

_pch_lock = threading.Lock()
_pch_folder: list[tuple[int, str]] = []  # (process, folder) of this one; a fork has its parent's
_pch_spoiled = [0]


def pch_options(headers: str) -> list[str]:
    """NVRTC's options for a text to begin behind a precompiled header; none where there is no room for it.
    `headers`: a digest of all that the text includes.
    """
    with _pch_lock:
        if not _pch_folder or _pch_folder[0][0] != os.getpid() or not os.path.isdir(_pch_folder[0][1]):
            made = _made_pch_folder(tempfile.gettempdir())
            _pch_folder[:] = [(os.getpid(), made)] if made else []
        folder = _pch_folder[0][1] if _pch_folder else ""
    if not folder or not _has_pch_room(folder):
        return []
    of = os.path.join(folder, f"{headers[-16:]}-{_pch_spoiled[0]}")
    try:
        os.makedirs(of, mode=0o700, exist_ok=True)
    except OSError:
        return []
    return ["-pch", f"-pch-dir={of}"]


def pch_options_for(units: Units, text: str, memory: dict[str, str]) -> list[str]:
    """The same for a text of these units, of the headers as they are now."""
    digest = header_digest(f"#include <nvrtc_std/host.h>\n{text}", units.folders(), cache())
    return pch_options(cache_key("", digest, repr(memory)))


def forget_pch() -> None:
    """Begins anew: headers changed while NVRTC read them, so a file may be of others than its folder says."""
    _pch_spoiled[0] += 1


def _has_pch_room(folder: str) -> bool:
    import resource

    try:
        free = os.statvfs(folder)
    except OSError:
        return False
    most = resource.getrlimit(resource.RLIMIT_FSIZE)[0]
    return free.f_bavail * free.f_frsize >= PCH_HEAP and (most < 0 or most >= PCH_HEAP)


def _made_pch_folder(parent: str) -> str:
    """A new folder with a lock that lasts as long as this process; "" when there can be none."""
    _sweep_pch_folders(parent)
    folder = ""
    try:
        if not _has_pch_room(parent):
            return ""
        folder = tempfile.mkdtemp(prefix=PCH_PREFIX, dir=parent)
        path = os.path.join(folder, "lock")
        handle = os.open(f"{path}.new", os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o600)
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.rename(f"{path}.new", path)  # it is never seen without its lock
    except OSError:  # also where a file system has no locks
        shutil.rmtree(folder, ignore_errors=True)
        return ""
    atexit.register(_remove_pch_folder, folder, os.getpid())
    return folder


def _remove_pch_folder(folder: str, process: int) -> None:
    if os.getpid() == process:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep_pch_folders(parent: str) -> None:
    """Deletes our user's folders that no process holds."""
    with suppress(OSError), os.scandir(parent) as entries:
        for entry in [e for e in entries if e.name.startswith(PCH_PREFIX)]:
            with suppress(OSError):
                state = entry.stat(follow_symlinks=False)
                is_ours = entry.is_dir(follow_symlinks=False) and state.st_uid == os.getuid()
                is_old = time.time() - state.st_mtime > PCH_ABANDONED
                if is_ours and not _is_pch_folder_held(entry.path, is_old):
                    shutil.rmtree(entry.path, ignore_errors=True)


def _is_pch_folder_held(folder: str, is_old: bool) -> bool:
    try:
        handle = os.open(os.path.join(folder, "lock"), os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:
        return not is_old  # its maker has not come to the lock
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


part_objects["forget_pch"] = forget_pch
