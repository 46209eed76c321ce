"""The episode's clock."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.productions.episode.mutants import a_hole, with_directions
from tests.productions.episode.rooms import earnest, small_script

from fabula.productions.episode.dialogue import DialogueLine
from fabula.productions.episode.directions import ActionBeat, SceneStageDirections
from fabula.productions.episode.measures.clock import read_clock
from fabula.productions.episode.screenplay import pages_of

OPENING = "A morning room in a house in the country. Books, a tea table, a door to the garden."
ACTION = "He walks to the window, looks out for a moment, and comes back to the tea table."


def test_scenes_follow_each_other() -> None:
    """The episode lasts as long as its scenes, and nothing happens twice at a time."""
    clock = read_clock(small_script())

    assert clock.seconds == pytest.approx(sum(clock.scene_seconds(n) for n in (1, 2, 3)))
    assert all(
        before.end + before.laugh == pytest.approx(after.start)
        for before, after in zip(clock.moments, clock.moments[1:], strict=False)
    )


def test_audience_laughs_on_multi_cam_alone() -> None:
    """Two seconds for each pay-off before an audience, and none without one."""
    script = small_script()
    dry = replace(script, bible=replace(script.bible, style="single-cam"))

    assert read_clock(script).seconds == pytest.approx(read_clock(dry).seconds + 9 * 2.0)


def test_hole_takes_no_time() -> None:
    """What is missing is not reckoned."""
    script = small_script()
    clock = read_clock(script)

    assert read_clock(a_hole(script)).seconds == pytest.approx(
        clock.seconds - clock.scene_seconds(2)
    )


def test_silence_costs_its_time() -> None:
    """A pause before a line is as long as it says."""
    assert DialogueLine("Luna", "No.", pause_before=2.5).lasts == pytest.approx(
        DialogueLine("Luna", "No.").lasts + 2.5
    )


def test_talk_runs_at_its_usual_pace() -> None:
    """The talk of a comedy takes 150 to 170 words a minute, pauses included."""
    said = [line for lines in earnest().values() for line in lines]
    seconds = sum(DialogueLine("", line).lasts for line in said)

    assert 150 <= 60 * sum(len(line.split()) for line in said) / seconds <= 170


def test_page_of_a_film_lasts_about_a_minute() -> None:
    """Thirty pages of talk and action, as a film is typed, last as many minutes within a third."""
    script = small_script()
    script = replace(script, bible=replace(script.bible, style="single-cam"))
    said = tuple(
        DialogueLine(name, line) for name, lines in earnest().items() for line in lines if line
    )
    for number in (1, 2):
        beats = tuple(ActionBeat(at, ACTION) for at in range(0, len(said), 3))
        script = script.with_lines(number, said)
        script = with_directions(script, number, SceneStageDirections(number, OPENING, beats))
    pages = pages_of(script).eighths / 8

    assert 25 <= pages <= 40
    assert 0.67 <= read_clock(script).seconds / 60 / pages <= 1.34
