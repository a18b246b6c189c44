"""The C core, as Python sees it: options and texts cross, nothing else (include/canopy.h is its manual)."""

from collections.abc import Iterable
from typing import final

from typing_extensions import Self

class CoreError(Exception):
    """A call of the core failed. `args` is (status, message): 1 header, 2 usage, 3 environment. `id` is the
    message's in docs/errors.md, "unknown-option".
    """

    id: str

@final
class Session:
    """One header's work. It serves one call at a time: a second thread gets a CoreError at once."""

    def __new__(cls, libclang: str) -> Self: ...
    @property
    def libclang(self) -> str: ...
    def options(self, options: Iterable[str], /) -> None: ...
    def parse(self) -> None: ...  # releases the GIL
    def lists(self) -> None: ...  # releases the GIL
    def plan(self) -> None: ...  # releases the GIL
    def text(self, what: str, /) -> str: ...  # KeyError when it does not exist (yet)
