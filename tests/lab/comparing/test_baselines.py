"""A baseline is kept by suite and machine, or as the text of the voice agent's document."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.lab.records import MACHINE, RESPONSE, outcome_of, record_of, samples_of

from fabula.errors import BadInput
from fabula.lab.comparing.baseline_text import from_text, to_text
from fabula.lab.comparing.baselines import compare_with, keep
from fabula.lab.record import Metric, Record

VAD = Metric("realtime.factor", "x", "higher")
RATE = Metric("throughput.rate", "1/s", "higher")
TEXT = """VAD_BASELINE: 2.5x
TOOL_BASELINE: 150.0 exec/sec
SESSION_BASELINE: 75.0 msgs/sec
"""


def voice(vad: float, tool: float, session: float) -> Record:
    """A record of the voice agent's regression tests."""
    return record_of(
        outcome_of(
            samples_of(VAD, *[vad] * 6, subject="vad"),
            samples_of(RATE, *[tool] * 6, work="tool"),
            samples_of(RATE, *[session] * 6, work="message"),
            suite="voice.regression",
            markers=("regression",),
        )
    )


def test_text_is_the_documents() -> None:
    """Line for line as the document has it."""
    assert to_text(voice(2.5, 150.0, 75.0)) == TEXT


def test_text_is_compared(tmp_path: Path) -> None:
    """Stable, improved and red, each in the document's words."""
    path = tmp_path / "performance_baseline.txt"
    path.write_text(TEXT)

    labels = [one.label for one in compare_with(path, voice(2.5525, 168.75, 52.5))]

    assert labels == [
        "✓ Stable: +2.1% vs baseline",
        "✅ IMPROVEMENT: +12.5% vs baseline",
        "❌ REGRESSION: -30.0% vs baseline",
    ]


def test_text_is_kept(tmp_path: Path) -> None:
    """What is kept is read again."""
    path = tmp_path / "performance_baseline.txt"
    assert keep(path, voice(2.5, 150, 75)) == [path]

    assert from_text(path) == {"VAD": 2.5, "TOOL": 150.0, "SESSION": 75.0}


def test_other_metrics_have_names_of_their_own() -> None:
    """Metric and labels, in capitals; small figures keep their digits."""
    outcome = outcome_of(samples_of(RESPONSE, 0.00001234, users="5"), markers=("regression",))

    assert to_text(record_of(outcome)) == "RESPONSE_SECONDS_USERS_5_BASELINE: 0.00001234 s\n"


def test_bad_lines_are_told(tmp_path: Path) -> None:
    """By file and line."""
    path = tmp_path / "performance_baseline.txt"
    path.write_text("# ours\n\nVAD: fast\n")

    with pytest.raises(BadInput, match=r"line 3: 'VAD: fast' is no baseline"):
        from_text(path)
    with pytest.raises(BadInput, match="is not there"):
        from_text(tmp_path / "other.txt")


def test_folder_keeps_by_suite_and_machine(tmp_path: Path) -> None:
    """Each suite has its own file; another machine's seconds are not compared."""
    record = record_of(
        outcome_of(samples_of(RESPONSE, *[1.0] * 6)),
        outcome_of(samples_of(RESPONSE, *[2.0] * 6), suite="script"),
    )
    written = keep(tmp_path, record)
    elsewhere = record_of(*record.outcomes, machine="another")

    assert [path.relative_to(tmp_path).as_posix() for path in written] == [
        f"video.performance/{MACHINE.machine}.json",
        f"script/{MACHINE.machine}.json",
    ]
    assert [one.colour for one in compare_with(tmp_path, record)] == ["green", "green"]
    assert compare_with(tmp_path, elsewhere) == ()


def test_one_record_is_a_baseline(tmp_path: Path) -> None:
    """A file of one's own stands for all suites."""
    record = record_of(outcome_of(samples_of(RESPONSE, *[1.0] * 6)))
    path = tmp_path / "before.json"
    keep(path, record)

    assert [one.gain for one in compare_with(path, record)] == [0.0]
