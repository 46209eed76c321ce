"""Whether the plot holds."""

from __future__ import annotations

from dataclasses import replace

from tests.productions.episode.mutants import a_hole, with_plan
from tests.productions.episode.rooms import small_script

from fabula.productions.episode.measures.plot import read_plot
from fabula.productions.episode.script import Script


def test_lost_setup_is_named_and_shown() -> None:
    """A plant that nobody hears of costs the score, and names its scene."""
    script = small_script()
    plant = replace(script.outline.plants[0], id="melon", what="a glass melon")
    outline = replace(script.outline, plants=(*script.outline.plants, plant))
    score, issues = read_plot(replace(script, outline=outline))

    assert score.setup_clarity.value == 0.5
    assert [i.problem for i in issues] == [
        "'melon' is not planted in scene 2.",
        "'melon' is not paid off in scene 3.",
    ]


def test_nothing_planned_is_assumed_to_hold() -> None:
    """A number that nothing was counted for says so."""
    script = small_script()
    outline = replace(script.outline, plants=(), stories=())
    score, _ = read_plot(replace(script, outline=outline))

    assert score.setup_clarity.method == "assumed"
    assert score.resolution_satisfaction.method == "assumed"


def test_serial_story_may_stay_open() -> None:
    """A question that is left for a later episode costs nothing."""
    script = small_script()
    other = replace(script.outline.stories[0], thread="B", want="a fern", resolution="a fern")
    open_end = replace(script.outline, stories=(*script.outline.stories, other))
    serial = replace(open_end, stories=(open_end.stories[0], replace(other, serial=True)))

    assert _resolution(replace(script, outline=open_end)) == 0.5
    assert _resolution(replace(script, outline=serial)) == 1


def test_unlinked_scenes_are_noted() -> None:
    """Nobody, no story and no thing carries over: that is told at the second scene."""
    script = small_script()
    alone = replace(script.outline.scenes[2], characters=("Rick",), threads=("C",))
    score, issues = read_plot(with_plan(script, alone))

    assert score.scene_transitions.value == 0.5
    assert [i.evidence[0].scene for i in issues if i.about == "transition"] == [3]


def test_beats_of_a_hole_are_not_played() -> None:
    """A missing scene costs the arc, and its beats are not told one by one."""
    score, issues = read_plot(a_hole(small_script()))

    assert score.story_arc_completeness.value < 0.7
    assert not [issue for issue in issues if issue.about == "beat"]


def _resolution(script: Script) -> float:
    return read_plot(script)[0].resolution_satisfaction.value
