"""The command in an empty folder: what tests of its words share with each other (fixtures: conftest.py)."""

from __future__ import annotations

from pathlib import Path

HOST = "host function: it has no __device__ (the option default_device binds it)"
GOOD = "__device__ inline int g(int a) { return a; }\n"


def write(here: Path, **texts: str | bytes) -> None:
    for name, text in texts.items():
        path = here / f"{name}.cuh"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())


def left(here: Path) -> set[str]:
    """What is in the folder besides headers."""
    return {p.name for p in here.iterdir() if p.suffix != ".cuh"}
