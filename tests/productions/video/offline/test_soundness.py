"""Which lines are whole after all that was taken out of them."""

from __future__ import annotations

import pytest

from fabula.productions.video.offline.phrasebook import phrasebook
from fabula.productions.video.offline.soundness import sound

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
