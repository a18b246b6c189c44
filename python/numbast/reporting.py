"""The report: every declaration of a header and what became of it.

The core decides and writes it as JSON; here it becomes an object, text in the manner of a
compiler's, and one HTML page that needs nothing else.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .errors import ConfigError
from .options import did_you_mean

if TYPE_CHECKING:
    from .nvrtc_check import NvrtcCheck
    from .parsing import Parsed

__all__ = ["Entry", "Report", "check_report_name"]

SHOWN_LINES = 4  # of a header, from where a declaration begins


@dataclass(frozen=True)
class Entry:
    """One declaration. `fate`: "bound", "opaque" (a block with no readable fields) or "skipped"."""

    name: str  #: qualified C++ name
    kind: str  #: function, record, enum ...
    fate: str
    python: str | None  #: dotted name in the module; None when it has none
    reason: str  #: why it is skipped or opaque, else ""
    signature: str  #: as C++ declares it
    file: str | None
    line: int
    is_declared: bool  #: counts among the callables that a header declares
    needs_lvalue: bool
    is_implicit: bool  #: not declared: a constructor or assignment that C++ supplies
    reason_class: str = ""  #: the key of `by_reason` or `opaque_by_reason`
    archs: tuple[str, ...] = ()  #: of several archs those that have it; () when all do
    not_on: tuple[tuple[str, str], ...] = ()  #: (arch, why not)

    def text(self) -> str:
        """`file:line: name: reason`."""
        place = f"{self.file}:{self.line}: " if self.file else ""
        supplied = " (supplied by C++)" if self.is_implicit else ""
        return f"{place}{self.name}{supplied}" + (f": {self.reason}" if self.reason else "")

    def archs_text(self) -> str:
        """`file:line: signature: only on sm_90; sm_75: not declared`."""
        place = f"{self.file}:{self.line}: " if self.file else ""
        missing = "; ".join(f"{arch}: {why}" for arch, why in self.not_on)
        return f"{place}{self.signature or self.name}: only on {', '.join(self.archs)}; {missing}"


class Report:
    """What is bound and what is not. Prints as the summary that the command shows."""

    def __init__(self, data: dict[str, Any], paths: dict[str, str] | None = None) -> None:
        self._data = data
        self.paths = paths or {}  #: {file as the entries name it: where it is}
        self.entries: tuple[Entry, ...] = tuple(_entry(e) for e in data["declarations"])

    @classmethod
    def from_core(cls, parsed: Parsed, check: NvrtcCheck) -> Report:
        """The core's report and what is known besides."""
        data = json.loads(parsed.session.text("report"))
        data["cuda"], data["libclang"] = parsed.cuda.version, parsed.libclang.version
        data["archs"] = list(parsed.options.arch)
        data["nvrtc"] = {
            "version": check.version,
            "archs": list(check.archs) if check.version else [],
            "units": check.units,
            "checked": check.checked,
            "refused": check.refused,
            "text": check.text(),
        }
        if check.failure:
            data["nvrtc"]["failure"] = check.failure
        retained = [f for f in json.loads(parsed.session.text("files")) if f.get("retained")]
        data["retained"] = [f["name"] for f in retained]
        return cls(data, {f["name"]: f["path"] for f in retained if f["path"]})

    @property
    def nvrtc_failure(self) -> str:
        """Why NVRTC refuses the headers themselves; "" where it doesn't."""
        return str(self._data["nvrtc"].get("failure", ""))

    @property
    def bound(self) -> tuple[Entry, ...]:
        """What kernels can use, in the header's order."""
        return self._with_fate("bound")

    @property
    def opaque(self) -> tuple[Entry, ...]:
        """Records that are blocks of known size: stored and passed, not read."""
        return self._with_fate("opaque")

    @property
    def skipped(self) -> tuple[Entry, ...]:
        """What is not there; each has its `reason`."""
        return self._with_fate("skipped")

    @property
    def by_reason(self) -> dict[str, int]:
        """Class of reason -> how many declarations are skipped for it, most first."""
        return _most_first(self.counts["by_reason"])

    @property
    def opaque_by_reason(self) -> dict[str, int]:
        """Class of reason -> how many records are opaque for it, most first."""
        return _most_first(self.counts["opaque_by_reason"])

    @property
    def counts(self) -> dict[str, Any]:
        """The core's counts: bound, opaque, skipped, by_reason ... What is skipped counts implementation
        details too, which are not listed; what is bound, constructors that C++ supplies.
        """
        found: dict[str, Any] = self._data["counts"]
        return found

    @property
    def callables(self) -> tuple[int, int]:
        """(bound, all) of the declared callables; templates are not counted."""
        counts = self.counts
        return counts["bound_callables"], counts["declared_callables"]

    def why_not_bound(self, name: str) -> str:
        """Why a required C++ or Python name is not bound; "" when it is (one overload is enough)."""
        found = [e for e in self.entries if name in (e.name, e.python)]
        if any(e.fate != "skipped" for e in found):
            return ""
        if found:
            return found[0].text()
        return f"'{name}' is not declared{did_you_mean(name, {e.name for e in self.entries})}"

    def _with_fate(self, fate: str) -> tuple[Entry, ...]:
        return tuple(e for e in self.entries if e.fate == fate)

    # ---- forms -------------------------------------------------------------------

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return f"<Report: {len(self.bound)} bound, {len(self.opaque)} opaque, {len(self.skipped)} skipped>"

    def summary_text(self, verbose: bool = False) -> str:
        """A few lines; with `verbose` all that is skipped."""
        data = self._data
        bound, declared = self.callables
        kinds = Counter(e.kind for e in self.bound)
        parts = ", ".join(f"{n} {_plural(kind, n)}" for kind, n in kinds.most_common())
        source = (
            f"{', '.join(data['headers']) or 'source text'} (CUDA {data['cuda']}, {', '.join(data['archs'])})"
        )
        refused = ", but NVRTC refuses the headers" if data["nvrtc"].get("failure") else ""
        lines = [
            f"{source}: {bound} of {declared} callables bound{refused}",
            f"  bound    {len(self.bound)}: {parts}" if self.bound else "  bound    0",
        ]
        for title, n, reasons in (
            ("opaque ", len(self.opaque), self.opaque_by_reason),
            ("skipped", self.counts["skipped"], self.by_reason),
        ):
            if n:
                lines.append(f"  {title}  {n}")
                lines += [f"    {count:>5}  {reason}" for reason, count in reasons.items()]
        lines.append(f"  {data['nvrtc']['text']}")
        if verbose:
            lines += [e.text() for e in self.skipped]
        return "\n".join(lines) + "\n"

    def text(self) -> str:
        """The summary, a table by reason, and what is skipped with file and line."""
        lines = [self.summary_text().rstrip("\n")]
        if failure := self.nvrtc_failure:
            lines += ["", "NVRTC:", *(f"  {line}".rstrip() for line in failure.splitlines())]
        for title, entries in (("opaque", self.opaque), ("skipped", self.skipped)):
            if entries:
                lines += ["", f"{title}:"]
                lines += [f"  {e.text()}" for e in entries]
        if partial := [e for e in (*self.bound, *self.opaque) if e.archs]:
            lines += ["", "not on all archs:", *(f"  {e.archs_text()}" for e in partial)]
        return "\n".join(lines) + "\n"

    def dry_run_text(self) -> str:
        """Which files count and what would be bound."""
        lines = ["files whose declarations count:", *(f"  {name}" for name in self._data["retained"])]
        lines += ["", "would be bound:"]
        lines += [f"  {e.kind} {e.signature or e.name}" for e in (*self.bound, *self.opaque)]
        if self.skipped:
            lines += ["", "would be skipped:", *(f"  {e.text()}" for e in self.skipped)]
        return "\n".join(lines) + "\n"

    def to_json(self, indent: int | None = 1) -> str:
        """All of it as JSON, in the header's order; in one line with an `indent` of None."""
        return json.dumps(self._data, indent=indent)

    def to_html(self, path: str | os.PathLike[str]) -> None:
        """Writes one HTML page without links to anything outside. ConfigError unless `path` ends in .html."""
        from .writing import write_files

        check_report_name(os.fspath(path), (".html",))
        write_files({os.fspath(path): self.html().encode()})

    def html(self) -> str:
        """The page's text: search, filters by fate, kind and reason, and the header's own lines."""
        from .report_page import page

        entries = [
            (
                e.fate,
                e.kind,
                e.signature or e.name,
                e.python or "",
                e.reason_class,
                e.reason,
                e.file or "",
                e.line,
            )
            for e in self.entries
        ]
        title = ", ".join(self._data["headers"]) or "source text"
        return page(title, self.summary_text(), entries, self._lines())

    def _lines(self) -> dict[str, dict[int, str]]:
        """{file: {line: text}} of what the entries' places show, where the headers are at hand."""
        wanted: dict[str, set[int]] = {}
        for e in self.entries:
            if e.file in self.paths:
                wanted.setdefault(e.file, set()).update(range(e.line, e.line + SHOWN_LINES))
        found: dict[str, dict[int, str]] = {}
        for name, numbers in wanted.items():
            try:
                with open(self.paths[name], encoding="utf-8", errors="replace") as f:
                    found[name] = {n: text.rstrip("\n") for n, text in enumerate(f, 1) if n in numbers}
            except OSError:  # it went away: the page shows its places alone
                continue
        return found

    def to_text_of(self, path: str) -> str:
        """The form that a file's name asks for: .html or .json."""
        return self.html() if path.endswith(".html") else self.to_json() + "\n"


def check_report_name(path: str, endings: tuple[str, ...]) -> None:
    """ConfigError for a file that programs would take for something else than what is in it."""
    if not path.endswith(endings):
        raise ConfigError(f"the report '{path}' must end in {' or '.join(endings)}", "report")


def _most_first(counts: dict[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _plural(kind: str, n: int) -> str:
    return (
        kind
        if n == 1
        else f"{kind[:-1]}ies"
        if kind.endswith("y")
        else f"{kind}es"
        if kind[-1] in "sx"
        else f"{kind}s"
    )


def _entry(e: dict[str, Any]) -> Entry:
    return Entry(
        name=e["name"],
        kind=e["kind"] or "",
        fate=e["fate"],
        python=e.get("python"),
        reason=e.get("reason") or "",
        signature=e.get("signature") or "",
        file=e.get("file"),
        line=e.get("line") or 0,
        is_declared=bool(e.get("declared")),
        needs_lvalue=bool(e.get("needs_lvalue")),
        is_implicit=bool(e.get("implicit")),
        reason_class=e.get("class") or "",
        archs=tuple(e.get("archs", ())),
        not_on=tuple(e.get("not_on", {}).items()),
    )
