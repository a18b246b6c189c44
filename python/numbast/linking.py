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
