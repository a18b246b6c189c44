"""The report as one HTML page that needs nothing else: data in it, a script of its own, no links.

The page's state (words, fate, kind, reason, file) is in its address behind `#`: a filtered view can be sent
to somebody. Rows are made when they are shown: a library of 12,000 declarations opens at once.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from typing import Any

__all__ = ["page"]


def page(title: str, summary: str, entries: Sequence[Sequence[Any]], lines: dict[str, dict[int, str]]) -> str:
    """The text. An entry: (fate, kind, C++, Python, class of reason, reason, file, line)."""
    data = {"entries": [list(e) for e in entries], "lines": lines}
    # `</script>` and `<!--` must not end or open anything: `<` is written as JSON may.
    packed = json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")
    text = _PAGE.replace("@TITLE@", escape(title)).replace("@SUMMARY@", escape(summary))
    return text.replace("@DATA@", packed)


_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>numbast: @TITLE@</title>
<style>
:root { --back: #fff; --ink: #222; --line: #ddd; --box: #f4f4f4; --good: #070; --half: #850; --bad: #b00; }
@media (prefers-color-scheme: dark) {
  :root { --back: #181818; --ink: #ddd; --line: #333; --box: #222; --good: #5c5; --half: #db5; --bad: #f66; }
}
body { font: 14px/1.4 system-ui, sans-serif; margin: 2em; background: var(--back); color: var(--ink); }
pre { background: var(--box); padding: 1em; overflow-x: auto; }
form { display: flex; flex-wrap: wrap; gap: .6em; margin: 1em 0; position: sticky; top: 0; padding: .6em 0;
  background: var(--back); }
input, select, button { font: inherit; padding: .3em; background: var(--back); color: var(--ink);
  border: 1px solid var(--line); }
input { width: 24em; }
table { border-collapse: collapse; width: 100%; }
td, th { text-align: left; padding: .2em .6em; border-bottom: 1px solid var(--line); vertical-align: top; }
td code { white-space: pre-wrap; overflow-wrap: anywhere; }
tr.bound td:first-child { color: var(--good); }
tr.opaque td:first-child { color: var(--half); }
tr.skipped td:first-child { color: var(--bad); }
tr.source td { border-bottom-width: 2px; }
tr.source pre { margin: 0; padding: .5em 1em; }
.place { cursor: pointer; text-decoration: underline dotted; background: none; border: 0; padding: 0; }
</style>
</head>
<body>
<h1>@TITLE@</h1>
<pre id="summary">@SUMMARY@</pre>
<noscript>The table of declarations needs the page's script; <code>numbast report</code> prints it.</noscript>
<form id="filters">
<input id="words" type="search" placeholder="search" aria-label="search">
<select id="fate" aria-label="fate"><option value="">any fate</option></select>
<select id="kind" aria-label="kind"><option value="">any kind</option></select>
<select id="reason" aria-label="reason"><option value="">any reason</option></select>
<select id="file" aria-label="file"><option value="">any file</option></select>
<output id="count"></output>
</form>
<table><thead><tr><th>fate</th><th>kind</th><th>C++</th><th>Python</th><th>reason</th><th>place</th></tr></thead>
<tbody id="rows"></tbody></table>
<p><button id="more" type="button" hidden>show more</button></p>
<script type="application/json" id="data">@DATA@</script>
<script>
"use strict";
const FATE = 0, KIND = 1, CXX = 2, PYTHON = 3, CLASS = 4, REASON = 5, FILE = 6, LINE = 7, STEP = 300;
const byId = id => document.getElementById(id);
const { entries, lines } = JSON.parse(byId("data").textContent);
const filters = { fate: FATE, kind: KIND, reason: CLASS, file: FILE };
const texts = entries.map(e => e.slice(0, LINE).join(" ").toLowerCase());
let shown = [], made = 0;

function element(tag, text, className) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function fillFilters() {
  for (const [id, column] of Object.entries(filters)) {
    const counts = new Map();
    for (const e of entries) if (e[column]) counts.set(e[column], (counts.get(e[column]) || 0) + 1);
    for (const [value, n] of [...counts].sort((a, b) => b[1] - a[1])) {
      const option = element("option", `${value} (${n})`);
      option.value = value;
      byId(id).append(option);
    }
  }
}

// The header's own lines, below the row.
function toggleSource(row, e) {
  if (row.nextSibling && row.nextSibling.className === "source") return row.nextSibling.remove();
  const known = lines[e[FILE]] || {}, text = [];
  for (let n = e[LINE]; known[n] !== undefined && text.length < 4; n++) text.push(`${n}  ${known[n]}`);
  const source = element("tr", undefined, "source"), cell = element("td");
  cell.colSpan = 6;
  cell.append(element("pre", text.join("\\n") || "the header's text is not in this page"));
  source.append(cell);
  row.after(source);
}

function makeRow(e) {
  const row = element("tr", undefined, e[FATE]), code = element("td"), python = element("td");
  code.append(element("code", e[CXX]));
  python.append(element("code", e[PYTHON]));
  const place = element("td");
  if (e[FILE]) {
    const button = element("button", `${e[FILE]}:${e[LINE]}`, "place");
    button.type = "button";
    button.onclick = () => toggleSource(row, e);
    place.append(button);
  }
  row.append(element("td", e[FATE]), element("td", e[KIND]), code, python, element("td", e[REASON]), place);
  return row;
}

function showMore() {
  byId("rows").append(...shown.slice(made, made + STEP).map(makeRow));
  made = Math.min(made + STEP, shown.length);
  byId("more").hidden = made === shown.length;
  byId("count").textContent = `${shown.length} of ${entries.length}`;
}

function show() {
  const words = byId("words").value.toLowerCase().split(/\\s+/).filter(w => w);
  const wanted = Object.entries(filters).map(([id, column]) => [column, byId(id).value]).filter(f => f[1]);
  shown = entries.filter((e, i) => wanted.every(([column, value]) => e[column] === value)
    && words.every(w => texts[i].includes(w)));
  made = 0;
  byId("rows").replaceChildren();
  showMore();
}

function changed() {
  const state = new URLSearchParams();
  for (const id of ["words", ...Object.keys(filters)]) if (byId(id).value) state.set(id, byId(id).value);
  history.replaceState(null, "", "#" + state);
  show();
}

function readAddress() {
  const state = new URLSearchParams(location.hash.slice(1));
  for (const id of ["words", ...Object.keys(filters)]) byId(id).value = state.get(id) || "";
  show();
  if (state.get("source")) byId("rows").querySelector(".place")?.click();
}

fillFilters();
readAddress();
byId("filters").oninput = changed;
byId("filters").onsubmit = event => event.preventDefault();
byId("more").onclick = showMore;
addEventListener("hashchange", readAddress);
</script>
</body>
</html>
"""
