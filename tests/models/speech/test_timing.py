"""Words are found again in the sound: each once, in order, and within it."""

from __future__ import annotations

import math
from array import array

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.media.sound import Sound, Spoken
from fabula.models.speech.timing import (
    LEAD_SECONDS,
    TAIL_SECONDS,
    estimate_words,
    place_words,
    trim,
)

RATE = 8000


def tones(*parts: tuple[float, float]) -> Sound:
    """Stretches of a tone, each with a silence after it: (tone seconds, silence seconds)."""
    samples = array("h")
    for tone, rest in parts:
        steps = range(round(tone * RATE))
        samples.extend(round(9000 * math.sin(2 * math.pi * 440 * (i + 0.5) / RATE)) for i in steps)
        samples.extend([0] * round(rest * RATE))
    return Sound(samples.tobytes(), RATE)


def check(text: str, spoken: Spoken) -> None:
    """Every word of the text stands once, in order, and nothing is heard outside of the sound."""
    times = [time for word in spoken.words for time in (word.start, word.end)]

    assert [word.text for word in spoken.words] == text.split()
    assert times == sorted(times)
    assert not times or (times[0] >= 0 and times[-1] <= spoken.sound.seconds)


def test_trim_leaves_known_silence() -> None:
    """However long the silence around a sound was, a known little is left."""
    sound = trim(tones((0, 0.7), (1.0, 0.9)))

    assert sound.seconds == pytest.approx(LEAD_SECONDS + 1.0 + TAIL_SECONDS, abs=0.001)


def test_silent_sound_is_kept_short() -> None:
    """Where nothing can be heard, only the margins are left."""
    assert trim(tones((0, 3))).seconds == pytest.approx(LEAD_SECONDS + TAIL_SECONDS, abs=0.001)


def test_word_ends_where_sound_ends() -> None:
    """A pause after a word belongs to no word."""
    text = "One, two."
    spoken = place_words(text, [(0, 0.0), (5, 0.8)], tones((0.5, 0.3), (0.4, 0.2)))

    check(text, spoken)
    first, second = spoken.words
    assert (first.start, first.end) == pytest.approx((0.05, 0.55), abs=0.002)
    assert (second.start, second.end) == pytest.approx((0.85, 1.25), abs=0.002)


def test_unmarked_words_share_time() -> None:
    """Words spoken as one share its time by their letters; a dash takes none."""
    text = "end of the - line"
    spoken = place_words(text, [(0, 0.0), (4, 0.3), (13, 0.8)], tones((1.2, 0)))

    check(text, spoken)
    of, the, dash = spoken.words[1:4]
    assert (of.end - of.start) / (the.end - the.start) == pytest.approx(2 / 3)
    assert dash.start == dash.end


@pytest.mark.parametrize(
    "text", ["", "   ", "-", "a", "a b", "x\n\ny  z", "(1) [2] {3}", "ééé ß 漢字"]
)
def test_strange_marks_do_no_harm(text: str) -> None:
    """Marks out of order, out of the text or out of the sound never break the order."""
    marks = [(3, 0.4), (0, 0.1), (0, 0.2), (99, 0.3), (2, 7.0), (4, -1.0)]

    check(text, place_words(text, marks, tones((0.5, 0.1), (0.2, 0))))
    check(text, place_words(text, [], tones((0.5, 0))))
    check(text, place_words(text, marks, Sound(b"", RATE)))


@settings(max_examples=60, deadline=None)
@given(
    st.text(st.characters(codec="utf-8"), max_size=40),
    st.lists(st.tuples(st.integers(-3, 45), st.floats(-1, 2)), max_size=12),
)
def test_no_text_breaks_the_order(text: str, marks: list[tuple[int, float]]) -> None:
    """Whatever the text and its marks, each word stands once, in order, within the sound."""
    check(text, place_words(text, marks, tones((0.02, 0.04), (0.03, 0.01))))
    check(text, estimate_words(text, tones((0.03, 0))))


def test_estimate_follows_the_syllables() -> None:
    """Longer words get more time, a full stop a rest, and the whole fills the sound."""
    text = "Extraordinary ships. Sail on."
    spoken = estimate_words(text, tones((0, 0.4), (2.0, 0.4)))

    check(text, spoken)
    long, short, sail, last = spoken.words
    assert not spoken.timed
    assert long.end - long.start > 3 * (short.end - short.start)
    assert sail.start > short.end
    assert last.end == pytest.approx(spoken.sound.seconds - TAIL_SECONDS, abs=0.001)


@pytest.mark.parametrize("text", ["", "...", "42", "Привет, мир!", "— nothing —"])
def test_estimate_takes_any_text(text: str) -> None:
    """Numbers, other alphabets and bare signs are words too."""
    check(text, estimate_words(text, tones((0.5, 0))))
    check(text, estimate_words(text, Sound(b"", RATE)))
