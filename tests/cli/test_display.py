"""What a person sees of a run is told by its events alone."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from fabula.cli.display import Display, Json, Live, Plain, Progress
from fabula.engine import Event


def events(*news: tuple[str, dict[str, Any]]) -> list[Event]:
    """Events of one run, a second apart."""
    return [Event("run-1", n + 1, float(n), kind, fields) for n, (kind, fields) in enumerate(news)]


RUN = events(
    ("run.started", {}),
    ("progress", {"stage": "filming"}),
    ("part.started", {"part": "scene", "index": 0, "title": "One", "total": 4}),
    ("model.called", {"model": "speech", "how": "made", "who": "espeak"}),
    ("part.finished", {"part": "scene", "index": 0, "title": "One", "total": 4}),
    (
        "part.failed",
        {"part": "scene", "index": 1, "title": "Two", "total": 4, "reason": "no voice"},
    ),
)


def test_progress_counts_parts_and_cost() -> None:
    """Done, missing, left and cost follow from the events; what is local costs nothing."""
    ticks = iter(range(100))
    progress = Progress(clock=lambda: float(next(ticks)))
    for event in RUN:
        progress.take(event)

    assert str(progress).startswith("filming · scene 2 of 4 · 1 missing · about ")
    assert str(progress).endswith("no cost")


@pytest.mark.parametrize(
    ("kind", "fields", "cost"),
    [
        ("model.used", {"who": "openrouter x", "usd": 0.25}, "$0.25"),
        ("model.used", {"who": "openai x", "usd": None}, "cost unknown"),
        ("model.called", {"model": "speech", "how": "hit", "who": "openai x"}, "no cost"),
        ("model.called", {"how": "hit", "who": "x", "saved_usd": 0.5}, "no cost, $0.50 saved"),
        ("step.finished", {"how": "hit", "saved_usd": 0.25}, "no cost, $0.25 saved"),
        ("step.finished", {"how": "hit", "saved_usd": None}, "no cost"),
        ("model.called", {"model": "speech", "how": "made", "who": "espeak 1"}, "no cost"),
    ],
)
def test_cost_is_never_guessed(kind: str, fields: dict[str, Any], cost: str) -> None:
    """A remembered answer costs nothing, and an unknown price is unknown, not zero."""
    progress = Progress()
    for event in events((kind, fields)):
        progress.take(event)

    assert progress.cost == cost


def test_plain_lines_tell_the_news() -> None:
    """A pipe gets one line for each stage, finished scene and missing scene."""
    out = io.StringIO()
    with Plain(out) as display:
        for event in RUN:
            display.take(event)

    lines = out.getvalue().splitlines()
    assert lines[0].startswith("filming")
    assert lines[-1] == "missing: Two: no voice"
    assert len(lines) == 3


def test_json_lines_hold_every_event() -> None:
    """With --json nothing is left out, and the numbers are those of the log."""
    out = io.StringIO()
    with Json(out) as display:
        for event in RUN:
            display.take(event)

    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [row["seq"] for row in rows] == [1, 2, 3, 4, 5, 6]
    assert rows[5]["reason"] == "no voice"


def test_live_bar_names_what_is_missing() -> None:
    """The bar goes away at the end; what is missing stays to be read."""
    out = io.StringIO()
    with Live(out) as display:
        for event in RUN:
            display.take(event)

    assert "missing: Two: no voice" in out.getvalue()


def test_quiet_display_says_nothing() -> None:
    """With --quiet only the result is told, by others."""
    out = io.StringIO()
    with Display(out) as display:
        for event in RUN:
            display.take(event)

    assert out.getvalue() == ""
    assert display.progress.done == 1
