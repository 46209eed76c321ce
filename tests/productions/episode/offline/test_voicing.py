"""A plain line becomes one that only this character would say."""

# ruff: noqa: S311 - no secrets here
from __future__ import annotations

from random import Random

from tests.productions.episode.rooms import luna

from fabula.productions.episode.offline.voicing import voice_of
from fabula.story import Character, CharacterVoiceProfile, Habit

PLAIN = "I do not know. It is the best plan that we have, because there is no other."


def test_formal_people_never_contract() -> None:
    """Contractions follow the habit, in either direction."""
    formal = Character(
        "Ann", voice=CharacterVoiceProfile(speech_patterns=(Habit("contractions", "none"),))
    )

    assert "don't" in voice_of(Character("Bob")).says(PLAIN, Random(1))
    assert "'" not in voice_of(formal).says(PLAIN, Random(1))


def test_payoffs_keep_their_last_word() -> None:
    """Nothing comes after the word that turns the joke, whoever says it."""
    for one in (*luna().cast, *luna().guests):
        for seed in range(20):
            said = voice_of(one).says(
                "You told the wall about the walrus.", Random(seed), closes=True
            )

            assert said.rstrip(".!").endswith("walrus")


def test_feelings_stay_in_range() -> None:
    """An emotion that somebody does not show becomes one near it, or none."""
    fred = next(one for one in luna().cast if one.name == "Fred")
    shown = {voice_of(fred).feels((emotion,)) for emotion in ("panicked", "cheerful", "excited")}

    assert shown <= {*fred.voice.emotional_range, "neutral"}


def test_no_contraction_is_stranded() -> None:
    """Nobody says "What's it?"."""
    assert voice_of(Character("Bob")).says("What is it?", Random(1)).endswith("What is it?")


def test_small_words_tell_who_speaks() -> None:
    """Each way of building sentences has small words of its own, and no pay-off loses its end."""
    heard = {}
    for one in (*luna().cast, *luna().guests):
        told = [
            voice_of(one).says("It was a present from the committee.", Random(seed))
            for seed in range(30)
        ]
        heard[one.name] = {word for line in told for word in line.split()}

    assert {"just", "actually", "totally"} <= heard["Luna"]
    assert {"currently", "formally"} <= heard["Fred"]
    assert not {"just", "currently"} & (heard["Ethel"] | heard["Inspector Voss"])


def test_clipped_people_drop_what_is_plain() -> None:
    """Subject and verb go where the rest says it all, and stay where it would not stand alone."""
    rick = voice_of(next(one for one in luna().cast if one.name == "Rick"))

    assert rick.says("It is decorative.", Random(3), closes=True) == "Decorative."
    assert "listening" in rick.says("You are listening.", Random(3), closes=True)
    assert rick.says("I am how I am.", Random(3), closes=True).startswith("I")
