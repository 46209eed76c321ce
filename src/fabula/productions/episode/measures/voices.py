"""Whether each character talks like themselves, and like nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from fabula.productions.episode.measures.attribution import FEWEST_WORDS, Attribution, attribute
from fabula.productions.episode.measures.likeness import Cast, in_character
from fabula.productions.episode.measures.own_words import Wording, check_wording
from fabula.productions.episode.measures.reading import Speech, speeches_of
from fabula.productions.episode.measures.voiceprint import take_print
from fabula.productions.episode.score import SHOWN, Score, combine
from fabula.productions.episode.script import Script
from fabula.productions.episode.validation import CharacterConsistency, ValidationIssue
from fabula.story import Character


@dataclass(frozen=True, slots=True)
class VoiceReport:
    """What is known about the voices of a script."""

    consistency: tuple[CharacterConsistency, ...]
    attribution: Attribution
    issues: tuple[ValidationIssue, ...]


def read_voices(script: Script) -> VoiceReport:
    """Listen to every character of a script."""
    spoken = speeches_of(script)
    guessed = attribute({name: [one.text for one in own] for name, own in spoken.items()})
    known = script.cast()
    characters = {name: known.get(name, Character(name)) for name in spoken}
    prints = {name: take_print([one.text for one in own]) for name, own in spoken.items()}
    words = {name: sum(len(one.text.split()) for one in own) for name, own in spoken.items()}
    cast = Cast(
        characters,
        spoken,
        prints,
        frozenset(n for n, said in words.items() if said >= FEWEST_WORDS),
    )
    consistency, issues = [], list[ValidationIssue]()
    for name, character in characters.items():
        wording = check_wording(character, spoken)
        parts = dict(_parts(character, cast, guessed, wording))
        issues += wording.issues
        issues += _strange_feelings(character, spoken[name])
        consistency.append(
            CharacterConsistency(
                character=name,
                lines=len(spoken[name]),
                words=words[name],
                attributed=guessed.right(name),
                taken_for=guessed.taken_for(name),
                talks=prints[name],
                parts=tuple(parts.items()),
                score=combine(parts),
            )
        )
    return VoiceReport(tuple(consistency), guessed, tuple(issues))


def _parts(
    character: Character, cast: Cast, guessed: Attribution, wording: Wording
) -> Iterator[tuple[str, Score]]:
    """What is known of a character's voice, each with its name; shown at least at a long line."""
    own = cast.spoken[character.name]
    longest = max(own, key=lambda speech: len(speech.text)).evidence
    parts = {
        "told apart": _apart(character.name, cast, guessed),
        **in_character(character, cast),
        "own words": wording.score,
    }
    for name, score in parts.items():
        if score is not None:
            yield name, score if score.evidence else replace(score, evidence=(longest,))


def _apart(name: str, cast: Cast, guessed: Attribution) -> Score | None:
    """How far the blind reader is above chance, shown at the lines that mislead it."""
    right = guessed.right(name)
    if right is None:
        return None
    value = max(0.0, (right - guessed.chance) / (1 - guessed.chance))
    where = tuple(cast.spoken[name][place].evidence for place in guessed.strange.get(name, ()))
    reason = f"Named in {right:.0%} of the tries; by chance in {guessed.chance:.0%}."
    return Score(value, "measured", reason, where)


def _strange_feelings(character: Character, own: list[Speech]) -> Iterator[ValidationIssue]:
    """Lines that are felt as this character never feels."""
    within = character.voice.emotional_range
    strange = [one for one in own if within and one.line.emotion not in (*within, "neutral")]
    for one in strange[:SHOWN]:
        yield ValidationIssue(
            "warning",
            "voice",
            f"{character.name} is {one.line.emotion} here, and never is otherwise.",
            f"One of {', '.join(within)}, or a reason for this one.",
            (one.evidence,),
        )
