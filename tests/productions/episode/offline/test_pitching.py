"""Other pay-offs for a joke, without a model."""

from __future__ import annotations

from dataclasses import replace

from tests.productions.episode.rooms import luna

from fabula.productions.episode.dialogue import DialogueLine
from fabula.productions.episode.offline.pitching import offer_punchlines
from fabula.productions.episode.tasks import OfferPunchlines

SETUP = DialogueLine("Luna", "Who moved the pump?", beat="setup", joke="1-1")
PAYOFF = DialogueLine("Rick", "Nobody.", is_comedic_beat=True, beat="payoff", joke="1-1")


def test_pitches_are_three_other_mechanisms() -> None:
    """Three pay-offs of three kinds, by the same character, none of the first one's kind."""
    rick = next(one for one in luna().cast if one.name == "Rick")
    first = replace(PAYOFF, kind="irony")
    task = OfferPunchlines(rick, (SETUP, first), 2, "It turns too early.", seed=4)
    pitched = offer_punchlines(task)

    assert list(task.faults(pitched)) == []
    assert len({line.kind for line in pitched} - {"irony"}) == 3
    assert len({line.line for line in pitched}) == 3
    assert offer_punchlines(task) == pitched
