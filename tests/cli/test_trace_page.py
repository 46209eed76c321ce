"""The timeline page: every bar in a row of its own, names that fit, and a real browser's view."""

from __future__ import annotations

import asyncio
import itertools
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.engine.scripted import Script, played

from fabula.cli.trace_page import trace_page
from fabula.engine import RunRecord
from fabula.engine.profile import profile_of

BAR = re.compile(r'x="([\d.]+)" y="(\d+)" width="([\d.]+)" height="15" rx')


@pytest.fixture(scope="module")
def page() -> str:
    """The page of a film with four scenes, two at a time."""
    timeline = asyncio.run(played(Script()))
    record = RunRecord("r<1>", "film", "finished", 0.0, 1.0, 9)
    return trace_page(profile_of(timeline), record)


def test_bars_do_not_overlap(page: str) -> None:
    """No two bars of a row share a moment."""
    rows: dict[str, list[tuple[float, float]]] = {}
    for x, y, width in BAR.findall(page):
        rows.setdefault(y, []).append((float(x), float(x) + float(width)))

    assert sum(map(len, rows.values())) == 1 + 4 * 5
    for bars in rows.values():
        bars.sort()
        assert all(end <= begin + 1.1 for (_, end), (begin, _) in itertools.pairwise(bars))


def test_text_cannot_become_markup(page: str) -> None:
    """Ids and titles are escaped."""
    assert "r&lt;1&gt;" in page
    assert "r<1>" not in page


@pytest.mark.skipif(not shutil.which("chromium"), reason="needs Chromium: make browser")
@pytest.mark.slow
def test_browser_draws_the_page(page: str, tmp_path: Path) -> None:
    """Chromium lays the page out without an error, with every bar in it."""
    (tmp_path / "trace.html").write_text(page)
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"]
    done = subprocess.run(
        [*command, (tmp_path / "trace.html").as_uri()], capture_output=True, text=True, check=True
    )

    assert done.stdout.count("<g><title>") == 21
