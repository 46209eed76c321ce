"""Which lines are whole after all that was taken out of them."""

from __future__ import annotations

import pytest

from fabula.productions.video.offline.phrasebook import phrasebook
from fabula.productions.video.offline.soundness import safely_cut, sound, tells

ENGLISH = phrasebook("en")


@pytest.mark.parametrize(
    "line",
    [
        "To leave out the index at the end, use the option.",
        "The weights are chosen from the residuals uˆ of the model.",
        "The mill stands by the river and grinds",
    ],
)
def test_rests_of_sentences_stay_unsaid(line: str) -> None:
    """What waits for something that was cut, holds half a formula, or has no end is not told."""
    assert not sound(line, ENGLISH)


def test_whole_line_is_sound() -> None:
    """A plain sentence is told."""
    assert sound("The old mill stands by the river and grinds corn.", ENGLISH)


def test_subordinate_clause_keeps_its_verb() -> None:
    """A sentence never ends in the subject of a clause whose verb was cut off with an aside."""
    text = "The sluice is set so that the wheel, which was made of oak, must turn with the flood."

    assert not safely_cut(("The sluice is set so that the wheel.",), text, ENGLISH)
    assert safely_cut(("The sluice is set so that the wheel turns.",), text, ENGLISH)


def test_member_of_list_is_no_sentence() -> None:
    """The last member of a list is not said as a sentence of its own, a clause is."""
    text = "The mill takes wheat, rye (in good years), and the fine transform of the miller."

    assert not safely_cut(
        ("The mill takes wheat, rye.", "The fine transform of the miller."), text, ENGLISH
    )
    assert safely_cut(("The mill takes wheat.", "The miller runs it alone."), text, ENGLISH)


def test_verb_agrees_with_its_subject() -> None:
    """A base form is a verb behind a plural only; behind "the" it is a noun."""
    assert tells("the wheels turn slowly", ENGLISH)
    assert not tells("the slow turn", ENGLISH)
