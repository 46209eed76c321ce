"""Sentences repaired for the ear: third person, one breath, standing on their own."""

from __future__ import annotations

import pytest

from fabula.productions.video.offline.phrasebook import phrasebook
from fabula.productions.video.offline.rewriting import Narrator

ENGLISH = phrasebook("en")


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("We propose our method.", "The authors propose their method."),
        ("Here we show it.", "The authors show it."),
        ("In this paper, we show it.", "The authors show it."),
        ("When we test it, we see more.", "When the authors test it, they see more."),
        ("This paper shows us a way.", "The paper shows them a way."),
        ("Bus fares rose.", "Bus fares rose."),
    ],
)
def test_several_authors_become_they(written: str, told: str) -> None:
    """The "we" of a paper is its authors when a narrator speaks."""
    assert Narrator(3).retell(written, ENGLISH) == told


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("We propose a method.", "The author proposes a method."),
        ("We have a method.", "The author has a method."),
        ("We could try a method.", "The author could try a method."),
        ("We showed a method.", "The author showed a method."),
        ("We carefully try a method.", "The author carefully tries a method."),
        ("We take a value and pass it on.", "The author takes a value and passes it on."),
    ],
)
def test_one_author_takes_the_singular(written: str, told: str) -> None:
    """Verbs agree with a single author; past forms and modals stay."""
    assert Narrator(1).retell(written, ENGLISH) == told


def test_nobody_keeps_we() -> None:
    """Where there is no author to name, "we" stays what it is."""
    assert Narrator(0).retell("We meet on Monday.", ENGLISH) == "We meet on Monday."
