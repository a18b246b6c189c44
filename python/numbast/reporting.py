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

from .options import did_you_mean

if TYPE_CHECKING:
    from .nvrtc_check import NvrtcCheck
    from .parsing import Parsed

__all__ = ["Entry", "Report"]


@dataclass(frozen=True)
class Entry:
    """One declaration. `fate`: "bound", "opaque" (a block with no readable fields) or "skipped"."""

    name: str  # qualified C++ name
    kind: str  # function, record, enum ...
    fate: str
    python: str | None  # dotted name in the module; None when it has none
    reason: str  # why it is skipped or opaque, else ""
    signature: str  # as C++ declares it
    file: str | None
    line: int
    is_declared: bool  # counts among the callables that a header declares
    needs_lvalue: bool
    is_implicit: bool  # not declared: a constructor that C++ supplies
    archs: tuple[str, ...] = ()  # of several archs those that have it; () when all do
    not_on: tuple[tuple[str, str], ...] = ()  # (arch, why not)

    def text(self) -> str:
        """`file:line: name: reason`."""
        place = f"{self.file}:{self.line}: " if self.file else ""
        return f"{place}{self.name}" + (f": {self.reason}" if self.reason else "")

    def archs_text(self) -> str:
        """`file:line: signature: only on sm_90; sm_75: not declared`."""
        place = f"{self.file}:{self.line}: " if self.file else ""
        missing = "; ".join(f"{arch}: {why}" for arch, why in self.not_on)
        return f"{place}{self.signature or self.name}: only on {', '.join(self.archs)}; {missing}"


class Report:
    """What is bound and what is not. Prints as the summary that the command shows."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._data = data
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
        data["retained"] = [f["name"] for f in json.loads(parsed.session.text("files")) if f.get("retained")]
        return cls(data)

    @property
    def bound(self) -> tuple[Entry, ...]:
        return self._with_fate("bound")

    @property
    def opaque(self) -> tuple[Entry, ...]:
        return self._with_fate("opaque")

    @property
    def skipped(self) -> tuple[Entry, ...]:
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
        lines = [
            f"{source}: {bound} of {declared} callables bound",
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

    def to_json(self) -> str:
        """All of it as JSON, in the header's order."""
        return json.dumps(self._data, indent=1)

    def to_html(self, path: str | os.PathLike[str]) -> None:
        """Writes one HTML page without links to anything outside."""
        from .writing import write_files

        write_files({os.fspath(path): self.html().encode()})

    def html(self) -> str:
        """The page's text."""
        from html import escape

        title = escape(", ".join(self._data["headers"]) or "source text")
        rows = "\n".join(
            f'<tr class="{e.fate}"><td>{e.fate}</td><td>{escape(e.kind)}</td>'
            f"<td><code>{escape(e.signature or e.name)}</code></td>"
            f"<td><code>{escape(e.python or '')}</code></td><td>{escape(e.reason)}</td>"
            f"<td>{escape(e.file or '')}{f':{e.line}' if e.file else ''}</td></tr>"
            for e in self.entries
        )
        return _PAGE.format(title=title, summary=escape(self.summary_text()), rows=rows)

    def to_text_of(self, path: str) -> str:
        """The form that a file's name asks for: .html or .json."""
        return self.html() if path.endswith(".html") else self.to_json() + "\n"


_PAGE = """<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><title>numbast: {title}</title>
<style>
body {{ font: 14px/1.4 system-ui, sans-serif; margin: 2em; }}
pre {{ background: #f4f4f4; padding: 1em; overflow-x: auto; }}
table {{ border-collapse: collapse; width: 100%; }}
td, th {{ text-align: left; padding: .2em .6em; border-bottom: 1px solid #ddd; vertical-align: top; }}
.skipped td:first-child {{ color: #b00; }}
.opaque td:first-child {{ color: #a60; }}
.bound td:first-child {{ color: #080; }}
input {{ padding: .3em; width: 24em; margin: 1em 0; }}
@media (prefers-color-scheme: dark) {{
  body {{ background: #181818; color: #ddd; }}
  pre {{ background: #222; }}
  td, th {{ border-color: #333; }}
}}
</style>
<h1>{title}</h1>
<pre>{summary}</pre>
<input id="q" type="search" placeholder="filter" aria-label="filter">
<table><thead><tr><th>fate</th><th>kind</th><th>C++</th><th>Python</th><th>reason</th><th>place</th></tr></thead>
<tbody id="rows">
{rows}
</tbody></table>
<script>
const rows = [...document.getElementById("rows").rows];
document.getElementById("q").oninput = e => {{
  const words = e.target.value.toLowerCase().split(" ");
  for (const row of rows) row.hidden = !words.every(w => row.textContent.toLowerCase().includes(w));
}};
</script>
</html>
"""


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
        archs=tuple(e.get("archs", ())),
        not_on=tuple(e.get("not_on", {}).items()),
    )
