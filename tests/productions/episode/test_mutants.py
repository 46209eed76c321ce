"""Damage done to a script is noticed, and a sound script raises no alarm."""

from __future__ import annotations

import pytest
from tests.productions.episode.mutants import MUTANTS, Mutant, alarms, read
from tests.productions.episode.rooms import offline_script, small_script

from fabula.productions.episode.revision import Draft

TRUE = {"line repeated", "jokes deleted"}
"""What the offline writer is rightly blamed for now and then."""


@pytest.fixture(scope="module", params=["by hand", "offline"])
def sound(request: pytest.FixtureRequest) -> Draft:
    """Scripts that nothing is wrong with: of two minutes, by hand, and of eleven by the writer."""
    script = small_script() if request.param == "by hand" else offline_script(3, 11.0)
    return read(script)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_damage_is_noticed(mutant: Mutant, sound: Draft) -> None:
    """Each kind of damage raises its issue, with a place, or lowers its score."""
    hurt = mutant.damage(sound.script)
    assert hurt is not None

    assert mutant.caught(sound, read(hurt))


def test_sound_script_raises_no_alarm(sound: Draft) -> None:
    """The issues that notice damage are not there without it."""
    raised = {mutant.name: alarms(mutant, sound) for mutant in MUTANTS if mutant.name not in TRUE}

    assert {name: found for name, found in raised.items() if found} == {}
