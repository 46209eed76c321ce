"""The report as plain data."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from tests.productions.episode.mutants import read
from tests.productions.episode.rooms import small_script

from fabula.productions.episode.report.facts import episode_report, read_at_table
from fabula.productions.episode.revision import Draft


def reported(draft: Draft, missing: Sequence[tuple[str, str]] = ()) -> dict[str, Any]:
    """The report on a draft."""
    return episode_report(draft, read_at_table(draft.script), missing)


def test_report_is_plain_json() -> None:
    """It can be written as it is, and holds every scene and every field."""
    report = json.loads(json.dumps(reported(read(small_script()))))

    assert [scene["number"] for scene in report["scenes"]] == [1, 2, 3]
    assert report["validation"]["plot_coherence"]["setup_clarity"]["method"] == "measured"
    assert report["comedy"]["timing_analysis"]["total_jokes"] == 9
    assert report["blind_reader"] == {"right": None, "by_chance": 1.0}


def test_scenes_add_up_to_the_episode() -> None:
    """The times of the scenes are that of the episode."""
    report = reported(read(small_script()))

    assert abs(sum(scene["seconds"] for scene in report["scenes"]) - report["seconds"]) < 0.3


def test_holes_are_told_with_their_reason() -> None:
    """A missing scene is named in the data, too."""
    report = reported(read(small_script()), [("02", "the model refused")])

    assert report["holes"] == [{"scene": "02", "reason": "the model refused"}]
