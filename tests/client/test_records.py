"""What a server tells becomes records, whatever it leaves out."""

from __future__ import annotations

from fabula.client.records import Missing, read_status


def test_little_is_enough() -> None:
    """A run that waits has an id and a project, and nothing else yet."""
    status = read_status({"run": "r1", "project": "luna", "state": "queued", "holes": None})

    assert (status.run, status.project, status.ended) == ("r1", "luna", False)


def test_all_that_is_told_is_kept() -> None:
    """And what a later server tells besides is left out."""
    told = {
        "run": "r1",
        "project": "luna",
        "state": "failed",
        "progress": {"done": 2, "total": 5, "usd": None, "mood": "good"},
        "failure": {"kind": "ModelBusy", "message": "Too busy.", "remedy": "Come later."},
        "holes": [{"title": "How high", "reason": "nobody said it"}],
        "steps": {"made": 6, "remembered": 23},
        "colour": "red",
    }
    status = read_status(told)

    assert (status.progress.done, status.progress.total, status.progress.usd) == (2, 5, None)
    assert status.failure == "Too busy. Come later."
    assert status.holes == (Missing("How high", "nobody said it"),)
    assert (status.made, status.remembered, status.ended) == (6, 23, True)
