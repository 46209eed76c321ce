"""Words and what they say of their clause."""

from __future__ import annotations

import pytest

from fabula.media.prose.lexicon import lexicon
from fabula.media.prose.words import tells

ENGLISH = lexicon("en")


@pytest.mark.parametrize(
    ("clause", "told"),
    [
        ("the wheels turn slowly", True),
        ("the wheel turned", True),
        ("they wrote it", True),
        ("the slow turn", False),
        ("a bolt", False),
    ],
)
def test_verb_agrees_with_its_subject(clause: str, told: bool) -> None:
    """A base form is a verb behind a plural only; behind "the" it is a noun."""
    assert tells(clause, ENGLISH) is told


def test_other_languages_need_any_verb() -> None:
    """Where we know no grammar, a known verb is enough, and without verbs all is told."""
    assert tells("ein alter Turm", lexicon("pl"))
