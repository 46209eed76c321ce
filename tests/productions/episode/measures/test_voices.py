"""Whether characters talk like themselves."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.productions.episode.mutants import each_line, overused_catchphrase, swapped_speakers
from tests.productions.episode.rooms import earnest, small_script

from fabula.productions.episode.dialogue import DialogueLine
from fabula.productions.episode.measures.voices import read_voices
from fabula.productions.episode.outline import Bible
from fabula.productions.episode.script import Script
from fabula.productions.episode.validation import CharacterConsistency
from fabula.story import Character, CharacterVoiceProfile


def comedy(**voices: CharacterVoiceProfile) -> Script:
    """A scene in which four characters of Wilde's say all that is known of them."""
    said = [DialogueLine(name, text) for name, lines in earnest().items() for text in lines]
    cast = tuple(
        Character(name, voice=voices.get(name.split()[0], CharacterVoiceProfile()))
        for name in earnest()
    )
    script = small_script()
    bible = Bible("Earnest", cast=cast)
    return replace(script, bible=bible, scenes=(script.scenes[0], None, None)).with_lines(
        1, tuple(said)
    )


def of(script: Script, name: str) -> CharacterConsistency:
    """What is known of one voice."""
    return next(one for one in read_voices(script).consistency if one.character == name)


def test_blind_reader_is_part_of_the_score() -> None:
    """With words enough, whose talk it was taken for is told, and shown where it fails."""
    jack = of(comedy(), "Jack")

    assert jack.attributed is not None
    assert dict(jack.taken_for)["Jack"] == jack.attributed
    assert "told apart" in jack.score.reason
    assert jack.score.evidence


def test_few_words_tell_no_voice() -> None:
    """Below 200 words, the blind reader is not asked, and nobody is taken for anybody."""
    luna = of(small_script(), "Luna")

    assert luna.attributed is None
    assert luna.taken_for == ()


@pytest.mark.parametrize(
    ("level", "fits"), [("educated", True), ("everyday", True), ("simple", False)]
)
def test_vocabulary_is_measured_in_the_cast(level: str, fits: bool) -> None:
    """Lady Bracknell has the longest words of four: that is educated, and not simple."""
    voice = CharacterVoiceProfile(vocabulary_level=level)  # type: ignore[arg-type]
    reason = of(comedy(Lady=voice), "Lady Bracknell").score.reason

    assert ("vocabulary 1.00" in reason) is fits


def test_swapped_speakers_lower_the_voices() -> None:
    """Where two say half of each other's lines, both are taken for the other."""
    script = comedy()

    assert of(swapped_speakers(script), "Jack").score.value < of(script, "Jack").score.value


def test_owner_says_a_catchphrase_twice_at_most() -> None:
    """The third time is named, with its place."""
    hurt = overused_catchphrase(small_script())
    assert hurt is not None
    issue = next(one for one in read_voices(hurt).issues if "times" in one.problem)

    assert issue.severity == "warning"
    assert issue.evidence[0].line == 3


def test_strange_emotions_are_named() -> None:
    """A line felt as its speaker never feels is a warning; at most three are told of each."""
    angry = each_line(small_script(), lambda _, __, line: replace(line, emotion="angry"))
    issues = [one for one in read_voices(angry).issues if "Luna is angry" in one.problem]

    assert len(issues) == 3
    assert all(one.severity == "warning" and one.evidence[0].quote for one in issues)


def test_names_for_each_other_are_heard() -> None:
    """Who is never called what the profile says costs the one who should."""
    script = small_script()
    plain = each_line(
        script, lambda _, __, line: replace(line, line=line.line.replace("darling", ""))
    )

    assert "address 1.00" in of(script, "Luna").score.reason
    assert "address 0.00" in of(plain, "Luna").score.reason
