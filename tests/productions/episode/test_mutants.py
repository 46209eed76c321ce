"""Damage done to a script is noticed, and a sound script raises no alarm."""

from __future__ import annotations

import pytest
from tests.productions.episode.mutants import MUTANTS, Mutant, alarms, read
from tests.productions.episode.rooms import small_script

from fabula.productions.episode.revision import Draft


@pytest.fixture(scope="module")
def sound() -> Draft:
    """A script that nothing is wrong with, and what is measured of it."""
    return read(small_script())


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_damage_is_noticed(mutant: Mutant, sound: Draft) -> None:
    """Each kind of damage raises its issue, with a place, or lowers its score."""
    hurt = mutant.damage(sound.script)
    assert hurt is not None

    assert mutant.caught(sound, read(hurt))


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_sound_script_raises_no_alarm(mutant: Mutant, sound: Draft) -> None:
    """The issue that notices the damage is not there without it."""
    assert not alarms(mutant, sound)
