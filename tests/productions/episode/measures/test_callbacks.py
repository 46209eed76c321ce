"""Where a joke could come back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.productions.episode.mutants import with_line, with_plan
from tests.productions.episode.rooms import small_script

from fabula.productions.episode.dialogue import DialogueLine
from fabula.productions.episode.measures.reading import present_in
from fabula.productions.episode.optimizer import analyse_comedy
from fabula.productions.episode.script import Script


@pytest.fixture(scope="module")
def script() -> Script:
    """A script of three scenes."""
    return small_script()


def test_somebody_there_heard_the_joke(script: Script) -> None:
    """Each proposal names those of its scene who were there when the joke was told."""
    comedy = analyse_comedy(script)
    jokes = {joke.joke: joke for joke in comedy.analyzed_jokes}
    present = {planned.number: present_in(planned, scene) for planned, scene in script.played()}

    assert comedy.callback_opportunities
    for chance in comedy.callback_opportunities:
        told = jokes[chance.source_joke].scene
        assert chance.heard_by
        assert set(chance.heard_by) <= set(present[chance.scene]) & set(present[told])
        assert chance.scene >= told + 2
        assert 0 <= chance.risk <= 1


def test_strangers_call_nothing_back(script: Script) -> None:
    """Where nobody of the last scene heard the first, nothing of it is proposed there."""
    last = script.scenes[2]
    assert last is not None
    alone = replace(last, dialogue=replace(last.dialogue, characters_present=("Fred",)))
    apart = with_plan(script, replace(script.outline.scenes[2], characters=("Fred",)))

    assert analyse_comedy(apart.with_scene(3, alone)).callback_opportunities == ()


def test_word_that_is_back_already_is_not_proposed(script: Script) -> None:
    """A term that is heard in a scene needs no proposal there."""
    term = analyse_comedy(script).callback_opportunities[0].term
    heard = with_line(script, 3, DialogueLine("Luna", f"The {term}!"))

    assert term not in {one.term for one in analyse_comedy(heard).callback_opportunities}
