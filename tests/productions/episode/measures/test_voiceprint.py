"""How somebody talks, counted."""

from __future__ import annotations

import pytest

from fabula.productions.episode.measures.voiceprint import take_print


def test_sentences_are_counted() -> None:
    """Words of a sentence, and those that hardly are one."""
    talk = take_print(["I do not know. Go!", "She went to the moon with a spoon."])

    assert talk.sentence_words == pytest.approx((4 + 1 + 8) / 3)
    assert talk.fragment_share == pytest.approx(1 / 3)


def test_learned_words_raise_the_grade() -> None:
    """Longer words and sentences need more years of school."""
    plain = take_print(["I see the dog. The dog sees me."])
    learned = take_print(["An engagement should invariably surprise an unsuspecting individual."])

    assert learned.grade > plain.grade + 5
    assert learned.long_word_share > plain.long_word_share


def test_habits_are_counted_in_100_words() -> None:
    """A question in ten words is ten in a hundred."""
    assert take_print(["Is it you who sings so loudly in there tonight?"]).habits["questions"] == 10


def test_same_word_again_has_no_variety() -> None:
    """Different words of each hundred in a row, whatever the length of the talk."""
    assert take_print(["no " * 200]).variety == pytest.approx(0.01)
    assert take_print(["one two three four"]).variety == 1


def test_silence_has_a_print_too() -> None:
    """Somebody who says nothing raises no error."""
    assert take_print([]).sentence_words == 0
