"""Words of a text."""

from __future__ import annotations

import pytest

from fabula.productions.episode.measures.words import content, says, set_apart, share_heard, stems


def test_signs_and_capitals_do_not_matter() -> None:
    """A phrase is heard however it is written."""
    assert says("LUNA - you will EXPLAIN this, in order!", "Luna, you will explain this in order")
    assert not says("unexplained", "explain")


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("You see, it is bread.", True),
        ("It is bread, you see.", True),
        ("It is, you see, bread.", True),
        ("Do you see that?", False),
        ("You see bread.", False),
    ],
)
def test_tics_stand_between_signs(text: str, apart: bool) -> None:
    """A tic is said by the way; the same words within a sentence are none."""
    assert set_apart(text, "you see") is apart


def test_common_words_say_nothing() -> None:
    """What is left of a sentence is what it is about."""
    assert content("I am about to have the bread") == ["bread"]


def test_other_forms_of_a_word_are_heard() -> None:
    """A beat is played by words of the same stems."""
    assert stems("hides") == stems("hiding") == stems("hide")
    assert share_heard("Luna hides the dough", stems("Luna, hiding dough")) == 1
