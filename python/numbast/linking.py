"""The option `link`: inputs of the linker that a library brings, looked at before work is done."""

from __future__ import annotations

import os

from .errors import ConfigError
from .options import LINK_KINDS, Options

__all__ = ["link_files", "link_lines"]

ELF, CUDA_MACHINE = b"\x7fELF", 190
# How files of a kind begin; PTX is text.
BEGINNINGS = {
    "ltoir": (b"\xedCN\x7f",),
    "fatbin": (b"\x50\xed\x55\xba",),
    "cubin": (ELF,),
    "o": (ELF,),
    "a": (b"!<arch>\n", b"!<thin>\n"),
}


def link_files(options: Options) -> dict[str, str]:
    """{name beside a module: path} of all files. ConfigError when one can't be linked."""
    found: dict[str, str] = {}
    for arch, text in options.link:
        kind = _kind_of(text)
        if kind == "find":
            continue
        path = os.path.abspath(text)
        _check(path, kind)
        name = os.path.basename(text) if not arch else f"{arch}-{os.path.basename(text)}"
        if found.setdefault(name, path) != path:
            raise ConfigError(f"option 'link': two files are called '{os.path.basename(text)}'", "link")
    return found


def link_lines(options: Options) -> list[str]:
    """The table's `link`."""
    link_files(options)
    lines = []
    for arch, text in options.link:
        kind = _kind_of(text)
        base = os.path.basename(text)
        name = text if kind == "find" else base if not arch else f"{arch}-{base}"
        lines.append(f"{arch or '*'} {kind} {name}")
    lines += [f"* setup {target}" for target in options.setup]
    return [*lines, *(f"* teardown {target}" for target in options.teardown)]


def _kind_of(text: str) -> str:
    """A file's kind, by its name; "find" for a name that cuda-pathfinder knows."""
    _, dot, kind = os.path.basename(text).rpartition(".")
    if dot and kind in LINK_KINDS:
        return kind
    if os.sep not in text and not dot:
        return "find"
    known = ", ".join(f".{kind}" for kind in LINK_KINDS)
    raise ConfigError(f"option 'link': '{text}' is no file that can be linked: {known}", "link")


def _check(path: str, kind: str) -> None:
    """ConfigError when a file can't be read, or is not what its name says."""
    try:
        with open(path, "rb") as f:
            head = f.read(4096)
    except OSError as e:
        raise ConfigError(f"option 'link': cannot read '{path}': {e.strerror}", "link") from None
    if kind == "ptx":
        fits = b"\0" not in head and (b".version" in head or head.lstrip().startswith(b"//"))
    else:
        fits = head.startswith(BEGINNINGS[kind])
    if kind == "cubin" and fits:
        fits = int.from_bytes(head[18:20], "little") == CUDA_MACHINE
    if not fits:
        raise ConfigError(f"option 'link': '{path}' is no .{kind} file, whatever its name says", "link")
    try:
        size, told = os.path.getsize(path), _told_size(path, kind, head)
    except (OSError, ValueError):
        size, told = 0, 1
    if size < told:
        raise ConfigError(f"option 'link': '{path}' is cut short: it is no whole .{kind} file", "link")


def _told_size(path: str, kind: str, head: bytes) -> int:
    """Bytes that the file must have, by what it says itself; nvJitLink may end the process over one that is
    cut short. ValueError: it says nothing that can be read.
    """

    def number(start: int, size: int) -> int:
        return int.from_bytes(head[start : start + size], "little")

    if kind == "fatbin":
        return number(6, 2) + number(8, 8)
    if head.startswith(ELF):
        return max(number(40, 8) + number(58, 2) * number(60, 2), 64)  # the table of sections is the last
    return _archive_size(path) if head.startswith(BEGINNINGS["a"][0]) else 0


def _archive_size(path: str) -> int:
    """Where the last member ends, if the file has all of it."""
    end = 8
    with open(path, "rb") as f:
        f.seek(end)
        while member := f.read(60):
            if len(member) < 60 or member[58:] != b"`\n":
                raise ValueError
            end = f.tell() + int(member[48:58])
            f.seek(end + end % 2)
    return end
