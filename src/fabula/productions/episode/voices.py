"""Whether each character talks like themselves, and like nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from statistics import fmean

from fabula.productions.episode.attribution import Attribution, attribute
from fabula.productions.episode.dialogue import DialogueLine
from fabula.productions.episode.jokes import spoken_words
from fabula.productions.episode.score import Evidence, Score
from fabula.productions.episode.script import Script
from fabula.productions.episode.validation import (
    CharacterConsistency,
    Severity,
    ValidationIssue,
)
from fabula.story import Amount, Character, Feature

CATCHPHRASES = 2
"""Times that a catchphrase may come in an episode: the third is a tic."""

TICS_PER_100 = 4.0
"""Times in 100 words that a tic may come; more is heard as a mistake (assumed)."""

LINES_TO_TELL = 40
"""Lines of a character from which on a missing catchphrase is worth a note."""

QUOTED = 3
"""Issues of one kind told for one character; the rest are like them."""

_FEATURES: dict[Feature, re.Pattern[str]] = {
    "contractions": re.compile(r"\b[a-z]+'(?:s|re|ll|ve|d|m|t)\b"),
    "questions": re.compile(r"\?"),
    "exclamations": re.compile(r"!"),
    "hedges": re.compile(
        r"\b(?:maybe|perhaps|kind of|sort of|i think|i guess|probably|possibly|i suppose|might)\b"
    ),
    "orders": re.compile(
        r"(?:^|[.!?] )(?:don't|stop|go|get|give|put|take|come|look|listen|be|do)\b"
    ),
    "first person": re.compile(r"\b(?:i|i'm|i'll|i've|i'd|me|my|mine|myself)\b"),
    "numbers": re.compile(
        r"\b\d[\d,.]*\b|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|"
        r"thirty|forty|fifty|hundred|thousand|percent)\b"
    ),
}

_ABOVE: dict[Amount, bool] = {"none": False, "few": False, "some": True, "many": True}
"""Whether a habit is above, or not above, what the rest of the cast does."""


@dataclass(frozen=True, slots=True)
class Speech:
    """A line and where it stands."""

    scene: int
    number: int
    line: DialogueLine

    @property
    def evidence(self) -> Evidence:
        """The place of the line."""
        return Evidence(self.scene, self.number, self.line.line)


@dataclass(frozen=True, slots=True)
class VoiceReport:
    """What is known about the voices of a script."""

    consistency: tuple[CharacterConsistency, ...]
    attribution: Attribution
    issues: tuple[ValidationIssue, ...]


def read_voices(script: Script) -> VoiceReport:
    """Listen to every character of a script."""
    speeches = speeches_of(script)
    guessed = attribute({n: [s.line.line for s in own] for n, own in speeches.items()})
    cast = script.cast()
    issues: list[ValidationIssue] = []
    consistency = []
    rates = {name: _rates(own) for name, own in speeches.items()}
    for name, own in speeches.items():
        character = cast.get(name, Character(name))
        found = list(_issues(character, speeches))
        issues += found
        parts = {
            "told apart": _apart(guessed, name),
            "habits": _habits(character, rates),
            "feelings": _feelings(character, own),
            "own words": float(all(issue.severity == "note" for issue in found)),
        }
        known = {part: value for part, value in parts.items() if value is not None}
        reason = ", ".join(f"{part} {value:.2f}" for part, value in known.items())
        consistency.append(
            CharacterConsistency(
                character=name,
                lines=len(own),
                words=sum(len(speech.line.line.split()) for speech in own),
                attributed=guessed.right(name),
                mistaken_for=guessed.mistaken(name),
                score=Score(fmean(known.values()), "measured", f"Mean of: {reason}."),
            )
        )
    return VoiceReport(tuple(consistency), guessed, tuple(issues))


def speeches_of(script: Script) -> dict[str, list[Speech]]:
    """What each character says, who says most first."""
    found: dict[str, list[Speech]] = {}
    for planned, scene in script.played():
        for number, line in enumerate(scene.dialogue.dialogue_lines, 1):
            found.setdefault(line.character, []).append(Speech(planned.number, number, line))
    return dict(sorted(found.items(), key=lambda pair: -len(pair[1])))


def says(text: str, phrase: str) -> bool:
    """Whether a phrase is heard in a text, whatever its signs and capitals."""
    return f" {' '.join(spoken_words(phrase))} " in f" {' '.join(spoken_words(text))} "


def _apart(guessed: Attribution, name: str) -> float | None:
    """0 at chance, 1 where the blind reader is always right."""
    right = guessed.right(name)
    return None if right is None else max(0.0, (right - guessed.chance) / (1 - guessed.chance))


def _rates(speeches: Sequence[Speech]) -> dict[Feature, float]:
    """How often a character talks in each way, per 100 words."""
    lines = [speech.line.line.lower().replace("\u2019", "'") for speech in speeches]
    words = sum(len(line.split()) for line in lines) or 1
    return {
        feature: 100 * sum(len(pattern.findall(line)) for line in lines) / words
        for feature, pattern in _FEATURES.items()
    }


def _habits(character: Character, rates: Mapping[str, Mapping[Feature, float]]) -> float | None:
    """The share of a character's habits that are heard, against the rest of the cast."""
    others = [rate for name, rate in rates.items() if name != character.name]
    habits = character.voice.speech_patterns
    if not habits or not others:
        return None
    own = rates[character.name]
    kept = [
        (own[habit.feature] > fmean(rate[habit.feature] for rate in others)) == _ABOVE[habit.amount]
        for habit in habits
    ]
    return fmean(kept)


def _feelings(character: Character, speeches: Sequence[Speech]) -> float | None:
    """The share of lines felt as this character feels."""
    within = character.voice.emotional_range
    if not within:
        return None
    return fmean(speech.line.emotion in (*within, "neutral") for speech in speeches)


def _issues(
    character: Character, speeches: Mapping[str, Sequence[Speech]]
) -> Iterator[ValidationIssue]:
    own = speeches[character.name]
    yield from islice(_strange_feelings(character, own), QUOTED)
    for phrase in character.voice.catchphrases:
        yield from _catchphrase(character, phrase, own)
    words = sum(len(speech.line.line.split()) for speech in own) or 1
    for tic in character.voice.verbal_tics:
        heard = [speech for speech in own if says(speech.line.line, tic)]
        if 100 * len(heard) / words > TICS_PER_100 and len(heard) > 2:
            problem = f"{character.name} says {tic!r} {len(heard)} times in {words} words."
            yield _voice("warning", problem, "Leave most of them out.", heard)
    for phrase in (*character.voice.catchphrases, *character.voice.verbal_tics):
        for thief, theirs in speeches.items():
            stolen = [speech for speech in theirs if says(speech.line.line, phrase)]
            if thief != character.name and stolen and not _shared(phrase):
                problem = f"{thief} says {phrase!r}, which is {character.name}'s."
                yield _voice("warning", problem, "Let them say it their own way.", stolen)


def _shared(phrase: str) -> bool:
    """Whether a tic is so common that it can be nobody's: one short word."""
    return len(spoken_words(phrase)) == 1 and len(phrase) < 6


def _strange_feelings(
    character: Character, speeches: Sequence[Speech]
) -> Iterator[ValidationIssue]:
    within = character.voice.emotional_range
    for speech in speeches if within else ():
        if speech.line.emotion not in (*within, "neutral"):
            problem = f"{character.name} is {speech.line.emotion}, and never is otherwise."
            yield _voice("note", problem, "Another emotion, or a reason for this one.", [speech])


def _catchphrase(
    character: Character, phrase: str, own: Sequence[Speech]
) -> Iterator[ValidationIssue]:
    heard = [speech for speech in own if says(speech.line.line, phrase)]
    if len(heard) > CATCHPHRASES:
        problem = f"{character.name} says {phrase!r} {len(heard)} times."
        yield _voice("warning", problem, f"{CATCHPHRASES} are enough.", heard[CATCHPHRASES:])
    elif not heard and len(own) >= LINES_TO_TELL:
        problem = f"{character.name} never says {phrase!r}."
        yield ValidationIssue("note", "voice", problem, "The audience waits for it.")


def _voice(
    severity: Severity, problem: str, remedy: str, speeches: Sequence[Speech]
) -> ValidationIssue:
    where = tuple(speech.evidence for speech in speeches[:QUOTED])
    return ValidationIssue(severity, "voice", problem, remedy, where)
