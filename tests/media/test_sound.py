"""Sounds joined keep their lengths, and the words keep their places in them."""

from __future__ import annotations

import pytest

from fabula.media.sound import Sound, Spoken, Word, join_spoken, silence

RATE = 8000


def spoken(seconds: float, *words: Word) -> Spoken:
    """A sound of some length, never silent, with its words."""
    return Spoken(Sound(b"\x01\x00" * round(seconds * RATE), RATE), words)


def test_silence_has_its_length() -> None:
    """Silence lasts as long as asked, and all of its samples are zero."""
    quiet = silence(0.25, RATE)

    assert quiet.seconds == 0.25
    assert not any(quiet.samples)


def test_joined_words_move_along() -> None:
    """The words of the second part start after the first part and the pause."""
    joined = join_spoken(
        [spoken(1.0, Word("one", 0.1, 0.9)), spoken(0.5, Word("two", 0, 0.4))], 0.5
    )

    assert joined.sound.seconds == 2.0
    assert joined.words == (Word("one", 0.1, 0.9), Word("two", 1.5, 1.9))
    assert not any(joined.sound.samples[2 * RATE : 3 * RATE])


def test_estimated_part_makes_all_estimated() -> None:
    """One part whose times were estimated makes the whole an estimate."""
    rough = Spoken(Sound(b"\x00\x00", RATE), (), timed=False)

    assert not join_spoken([spoken(0.1), rough], 0).timed


def test_different_rates_are_refused() -> None:
    """Sounds of different rates would play at the wrong speed, so they are not joined."""
    with pytest.raises(ValueError, match="rates"):
        join_spoken([spoken(1.0), Spoken(Sound(b"\x00\x00", 16000), ())], 0)
