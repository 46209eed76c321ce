"""`fabula lab crash` tells what a crash costs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fabula.cli import main
from fabula.cli.lab.crash import row, verdict, worst
from fabula.lab.faults.command_crashes import Point, Whole

WHOLE = Whole(46, 14, {"film.mp4": "1"}, frozenset(), 1.5)
LOST = Point(9, 9, 0, ("film.mp4",), 2, ("narrate",), ("film.mp4",), ("film.part",), 12_000)


def test_point_is_a_line() -> None:
    """What was lost is named; where nothing was, it is sound."""
    told = row(LOST, WHOLE)

    assert "1 differ" in told
    assert "made again: narrate; torn: film.mp4; left over: film.part; 12.0 kB" in told
    assert row(Point(9, 10, 0), WHOLE).endswith("sound")
    assert "ended before" in row(Point(9, None, 0), WHOLE)
    assert "status 1: no room" in row(Point(9, 9, 1, said="no room"), WHOLE)


def test_verdict_counts_what_was_lost() -> None:
    """0, 1, or 5 where it could never be killed."""
    sound, gone = Point(1, 1, 0), Point(1, None, 0)

    assert (verdict([sound, gone])[:4], worst([[sound, gone]])) == ("PASS", 0)
    assert (verdict([sound, LOST]), worst([[sound, LOST]])) == (
        "FAIL: something was lost at 1 of 2 points",
        1,
    )
    assert (verdict([gone])[:7], worst([[sound], [gone]])) == ("INVALID", 5)


@pytest.mark.slow
def test_film_survives(document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A film of a document, killed twice; told as JSON."""
    start = document.with_name("start")
    start.mkdir()
    document.rename(start / "tides.md")
    line = ["fabula", "video", "tides.md", "-o", "tides.mp4", "--minutes", "0.3"]
    code = main(
        [
            "lab",
            "crash",
            "--points",
            "2",
            "--json",
            "--in",
            str(start),
            "--",
            *line,
            "--resolution",
            "240",
        ]
    )
    (swept,) = json.loads(capsys.readouterr().out)

    assert code == 0, swept
    assert [point["sound"] for point in swept["points"]] == [True, True]
    assert set(swept["works"]) == {"tides.md", "tides.mp4"}


def test_function_is_swept_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """From inside, at its writes; a careless one is found."""
    monkeypatch.chdir(Path(__file__).parents[3])
    work = "tests.lab.faults.swept:"

    assert main(["lab", "crash", "--points", "2", "--work", f"{work}sound"]) == 0
    assert "0 of 2 lost" in capsys.readouterr().out
    assert main(["lab", "crash", "--every", "1", "--work", f"{work}careless", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["sound"] < 1


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--points", "0"], "--points 0"),
        (["--in", "nowhere"], "needs a command"),
        (["--work", "a:b", "--", "fabula"], "choose one"),
        (["--work", "nowhere:film"], "nowhere"),
        (["--", "nobody-has-this"], "is no command"),
    ],
)
def test_mistakes_are_told(words: list[str], why: str, capsys: pytest.CaptureFixture[str]) -> None:
    """2, and what to do."""
    assert main(["lab", "crash", *words]) == 2
    assert why in capsys.readouterr().err
