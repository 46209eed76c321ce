"""What a person sees of a run is told by its events alone."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from fabula.cli.display import Display, Json, Live, Plain, told
from fabula.engine import Event
from fabula.engine.progress import Progress


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


def after(news: list[Event]) -> str:
    """What is told after these events."""
    progress = Progress()
    for event in news:
        progress.take(event)
    return told(progress)


def test_line_tells_parts_time_and_cost() -> None:
    """Stage, parts by their name, what is missing, the time left and the cost."""
    assert after(RUN) == "filming · scene 2 of 4 · 1 failed · about 2 s left · no cost"
    assert after([]) == "starting · no cost"


def test_stage_is_told_without_the_parts_before_it() -> None:
    """Scenes are filmed; joining has none. Where they are filmed anew, they count anew."""
    joining = [*RUN, *events(("progress", {"stage": "joining"}))]
    again = [*joining, *RUN[1:5]]

    assert after(joining) == "joining · no cost"
    assert after(again).startswith("filming · scene 1 of 4 · about 6 s left")


@pytest.mark.parametrize(
    ("usd", "cost"), [(0.25, "$0.25"), (None, "1 call of unknown price"), (0, "no cost")]
)
def test_cost_is_never_guessed(usd: float | None, cost: str) -> None:
    """An unknown price is unknown, not zero."""
    assert after(events(("model.used", {"who": "openrouter x", "usd": usd}))).endswith(cost)


@pytest.mark.parametrize(
    ("saved", "told"), [(0.25, "no cost, $0.25 saved"), (0.0, "no cost"), (None, "no cost")]
)
def test_savings_are_told(saved: float | None, told: str) -> None:
    """What a remembered answer cost once is told as saved."""
    assert after(events(("step.finished", {"how": "hit", "saved_usd": saved}))).endswith(told)


def test_plain_lines_tell_the_news() -> None:
    """A pipe gets one line for each stage, finished scene and missing scene."""
    out = io.StringIO()
    with Plain(out) as display:
        for event in RUN:
            display.take(event)

    lines = out.getvalue().splitlines()
    assert lines[0].startswith("filming")
    assert lines[-1] == "failed: Two: no voice"
    assert len(lines) == 3


def test_model_left_alone_is_news() -> None:
    """A person is told when a model is given a rest, not when it is tried again."""
    out = io.StringIO()
    display = Plain(out)
    for state in ("open", "probing", "closed"):
        display.take(*events(("model.breaker", {"who": "openai:x", "state": state})))

    assert out.getvalue() == (
        "warning: openai:x failed again and again; it is left alone for a while.\n"
    )


def test_stand_in_is_told_once() -> None:
    """Nine sentences that a stand-in reads are one piece of news; another stand-in is the next."""
    out = io.StringIO()
    display = Plain(out)
    for number, who in enumerate(("espeak", "espeak", "piper", "espeak")):
        said = {"about": "model", "reason": f"{number}. Instead: {who}.", "instead": who}
        display.take(*events(("warning", said)))

    assert out.getvalue() == "warning: 0. Instead: espeak.\nwarning: 2. Instead: piper.\n"


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

    assert "failed: Two: no voice" in out.getvalue()


def test_quiet_display_says_nothing() -> None:
    """With --quiet only the result is told, by others."""
    out = io.StringIO()
    with Display(out) as display:
        for event in RUN:
            display.take(event)

    assert out.getvalue() == ""
    assert display.progress.done == 1
