"""The report as a page: it stands alone, holds every declaration, and its filters work in a browser."""

from __future__ import annotations

import html.parser
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

import numbast

TEXT = """
/// </script><b>not markup</b>
__device__ inline int plain(int x) { return x; }
__device__ inline int other(float x) { return 1; }
__global__ void launched(int *x);
inline int on_host(int x) { return x; }
template <class T> __device__ T generic(T x) {
  return x;
}
struct Later;
#define EMPTY
"""
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "chrome-headless-shell")


class Elements(html.parser.HTMLParser):
    """Tags with their attributes, and the text of the script that holds the data."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.data = ""
        self._in_data = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append((tag, dict(attrs)))
        self._in_data = tag == "script" and dict(attrs).get("id") == "data"

    def handle_data(self, data: str) -> None:
        if self._in_data:
            self.data += data


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("page") / "page.cuh"
    path.write_text(TEXT)
    return numbast.report(path, nvrtc_check=False)


@pytest.fixture(scope="module")
def path(report: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("page") / "report.html"
    report.to_html(made)
    return made


def test_it_stands_alone(path: Path) -> None:
    """No link, no address, nothing loaded from anywhere."""
    text = path.read_text()
    tags = Elements(text).tags
    assert not [a for _, a in tags if "src" in a or "href" in a]
    assert not re.search(r"https?:|@import|url\(|fetch\(", text)
    assert len([t for t, _ in tags if t == "script"]) == 2, "the header's text ended a script"


def test_it_holds_everything(report: Any, path: Path) -> None:
    """The data: each declaration with its class of reason, and its lines of the header."""
    data = json.loads(Elements(path.read_text()).data)
    assert len(data["entries"]) == len(report.entries)
    by_cxx = {e[2]: e for e in data["entries"]}
    assert by_cxx["int plain(int x)"][0] == "bound"
    kernel = next(e for e in data["entries"] if e[5] == "__global__ kernel")
    assert kernel[4] in report.by_reason
    assert {e[4] for e in data["entries"] if e[0] == "skipped"} == set(report.by_reason)
    lines = data["lines"]["page.cuh"]
    template = next(e for e in data["entries"] if e[1] == "template")
    assert "generic" in lines[str(template[7])] and "return x;" in lines[str(template[7] + 1)]


def browser() -> str:
    """A Chromium: named by $NUMBAST_TEST_BROWSER, on the PATH, or playwright's; "" when there is none."""
    named = os.environ.get("NUMBAST_TEST_BROWSER", "")
    found = [named, *filter(None, map(shutil.which, BROWSERS))]
    store = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    found += [
        str(p)
        for name in ("chrome", "headless_shell", "chrome-headless-shell")
        for p in store.glob(f"chromium*/*/{name}")
    ]
    return next((f for f in found if f), "")


def dom(page: Path, profile: Path, **state: str) -> str:
    """The page as the browser shows it, opened with that state in its address."""
    command = [browser(), "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    command += [f"--user-data-dir={profile}", "--virtual-time-budget=5000", "--dump-dom"]
    done = subprocess.run(
        [*command, f"{page.as_uri()}#{urlencode(state)}"],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert "</html>" in done.stdout, done.stderr[-2000:]
    return done.stdout


def rows(text: str) -> list[str]:
    body = re.search(r'<tbody id="rows">(.*?)</tbody>', text, re.S)
    assert body
    return re.findall(r"<tr.*?</tr>", body[1], re.S)


@pytest.mark.skipif(not browser(), reason="there is no Chromium ($NUMBAST_TEST_BROWSER)")
def test_in_a_browser(report: Any, path: Path, tmp_path: Path) -> None:
    """All rows; search; filters by fate and reason; the lines of the header."""
    every = dom(path, tmp_path)
    n = len(report.entries)
    assert len(rows(every)) == n
    assert f">{n} of {n}</output>" in every
    assert "<b>not markup" not in every
    (found,) = rows(dom(path, tmp_path, words="OTHER float"))
    assert "int other(float x)" in found
    assert all("skipped" in row for row in rows(dom(path, tmp_path, fate="skipped")))
    (kernel,) = rows(dom(path, tmp_path, reason="__global__ kernel"))
    assert "launched" in kernel
    shown = dom(path, tmp_path, words="generic", source="1")
    assert re.search(r'class="source".*?8  +return x;', shown, re.S), shown[-3000:]
    assert not rows(dom(path, tmp_path, words="nothing like this"))
