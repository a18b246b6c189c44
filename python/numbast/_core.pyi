"""The C core, as Python sees it: options and texts cross, nothing else (include/canopy.h is its manual)."""

from collections.abc import Iterable

class CoreError(Exception):
    """A call of the core failed. `args` is (status, message): 1 header, 2 usage, 3 environment."""

class Session:
    def __init__(self, libclang: str) -> None: ...
    @property
    def libclang(self) -> str: ...
    def options(self, options: Iterable[str]) -> None: ...
    def parse(self) -> None: ...  # releases the GIL
    def plan(self) -> None: ...  # releases the GIL
    def text(self, what: str) -> str: ...  # KeyError when the output does not exist (yet)
