"""How long words take to say."""

from __future__ import annotations

import pytest

from fabula.media.prosody import speech_seconds, syllables, syllables_in

SAID = {
    1: "a the through don't walked makes fire judge eyes strengths",
    2: "moment people tables wanted client being safely quiet something Luna",
    3: "beautiful idea radio creation everyone photograph oxygen",
    4: "generation colonial experience television",
}


@pytest.mark.parametrize(
    ("word", "count"), [(word, count) for count, words in SAID.items() for word in words.split()]
)
def test_syllables_are_counted(word: str, count: int) -> None:
    """Rules give what a dictionary of pronunciation gives."""
    assert syllables(word) == count


def test_signs_have_no_syllables() -> None:
    """What nobody says takes no time, and a digit takes that of a word."""
    assert syllables_in("-- ... !") == 0

    assert syllables_in("1962") == pytest.approx(6.4)


def test_pauses_take_time() -> None:
    """A stop is longer than a comma, and a comma than nothing."""
    plain, comma, stop = (speech_seconds(text) for text in ("No I can", "No, I can", "No. I can"))

    assert comma == pytest.approx(plain + 0.3)
    assert stop == pytest.approx(plain + 0.75)


def test_titles_are_no_sentences() -> None:
    """Nobody pauses after "Mr.", and everybody at the end of a sentence."""
    assert speech_seconds("Mr. Jones is here") == pytest.approx(speech_seconds("Mr Jones is here"))
    assert speech_seconds("Oh sir. Jones is") > speech_seconds("Oh sir Jones is")


def test_talk_has_its_usual_pace() -> None:
    """Ordinary talk comes out at 130 to 200 words a minute, as it is measured in films."""
    talk = (
        "I told you, the goat stays outside. If the commander sees a goat in the airlock, he will "
        "ask how it got there, and I do not want to be the one who explains it. Again."
    )
    pace = len(talk.split()) / speech_seconds(talk) * 60

    assert 130 < pace < 200
