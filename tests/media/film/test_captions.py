"""Tests of captions: cues that can be read, and files that players take."""

from __future__ import annotations

from itertools import pairwise

import pysubs2
import pytest

from fabula.media.film.captions import (
    CaptionRules,
    Cue,
    cues,
    rules_for,
    shifted,
    srt,
    vtt,
    width_of,
)
from fabula.media.sound import Word

TEXT = (
    "Every film that is narrated over slides repeats almost all of its frames. An encoder does "
    "not know that, so it looks at each of them again, and finds nothing new. We write the "
    "repeats down ourselves: eleven bytes, known in advance, for each frame that is the same as "
    "the one before. Is that allowed? It is. The standard calls such a block skipped, and every "
    "decoder must know it. What remains is the narration, which takes longer to code than all the "
    "pictures together, and the captions (which you are reading now), cut where a speaker breathes."
)


def spoken(text: str, *, speed: float = 15.0) -> list[Word]:
    """The words of a text at so many letters a second, with a rest after each sentence."""
    words, now = [], 0.0
    for text_ in text.split():
        end = now + (len(text_) + 0.5) / speed
        words.append(Word(text_, now, end))
        now = end + (0.35 if text_.endswith((".", "?")) else 0.03)
    return words


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920), (1080, 1080)])
@pytest.mark.parametrize("speed", [10.0, 15.0, 22.0])
def test_cues_keep_every_rule(size: tuple[int, int], speed: float) -> None:
    """Lines, columns, times and gaps are within the rules, whatever the size and the speed."""
    rules = rules_for(*size)
    made = cues(spoken(TEXT, speed=speed), rules)

    assert " ".join(cue.text.replace("\n", " ") for cue in made) == TEXT
    for cue in made:
        assert all(width_of(line) <= rules.columns for line in cue.text.split("\n"))
        assert cue.text.count("\n") < rules.lines
        assert cue.end - cue.start <= rules.longest + 1e-9
    for before, after in pairwise(made):
        assert after.start - before.end >= rules.gap - 1e-9


def test_calm_speech_is_calm_to_read() -> None:
    """When the speech leaves time, every cue stands a second and asks at most 17 letters in one."""
    made = cues(spoken(TEXT, speed=12))

    assert max(cue.reading_speed for cue in made) <= 17
    assert min(cue.end - cue.start for cue in made) >= 1


def test_cues_break_where_sentences_do() -> None:
    """A sentence that fits is not cut, and a long one is cut at a comma if there is one."""
    made = [cue.text.replace("\n", " ") for cue in cues(spoken(TEXT))]

    assert "Every film that is narrated over slides repeats almost all of its frames." in made
    assert sum(text[-1] in ".,:?" for text in made) / len(made) >= 0.8


def test_cue_shows_when_its_words_sound() -> None:
    """A cue appears with its first word and stays until its last one is said."""
    words = spoken(TEXT)
    for cue in cues(words):
        assert cue.start == cue.words[0].start
        assert cue.end >= cue.words[-1].end - CaptionRules().gap - 1e-9


def test_long_pause_empties_the_screen() -> None:
    """Words around a pause of more than a second never share a cue."""
    words = [Word("Before", 0, 0.5), Word("after.", 4, 4.5)]
    made = cues(words)

    assert [cue.text for cue in made] == ["Before", "after."]
    assert made[0].end < 3


def test_wide_letters_count_twice() -> None:
    """Chinese is set without spaces, in half as many letters a line."""
    words = [
        Word(letter, n * 0.25, n * 0.25 + 0.24) for n, letter in enumerate("我们写下重复的画面" * 5)
    ]
    made = cues(words, CaptionRules(columns=20))

    assert all(len(line) <= 10 for cue in made for line in cue.text.split("\n"))
    assert " " not in made[0].text


def test_files_can_be_read_back() -> None:
    """SRT and WebVTT carry the same cues, to the millisecond."""
    made = shifted(cues(spoken(TEXT)), 61.2)
    for text, format_ in ((srt(made), "srt"), (vtt(made), "vtt")):
        read = pysubs2.SSAFile.from_string(text, format_)

        assert [event.plaintext for event in read] == [cue.text for cue in made]
        assert [event.start for event in read] == [round(cue.start * 1000) for cue in made]
    assert vtt(made).startswith("WEBVTT")


def test_braces_are_not_markup() -> None:
    """What is said is text: braces, angle brackets and backslashes come through."""
    text = srt([Cue(0, 1, "a {b} <i>c</i> \\N d")])

    assert "a {b} <i>c</i> \\N d" in text


def test_nothing_said_gives_no_cues() -> None:
    """No words, or only blank ones, give no cue and an empty file."""
    assert cues([]) == ()
    assert cues([Word(" ", 0, 1)]) == ()
