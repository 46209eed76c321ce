"""Catchphrases and tics: whose they are, whether they are heard, and whether too often."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fabula.productions.episode.measures.reading import Speech
from fabula.productions.episode.measures.words import says, set_apart, spoken_words
from fabula.productions.episode.score import SHOWN, Score
from fabula.productions.episode.validation import Severity, ValidationIssue
from fabula.story import Character

CATCHPHRASES = 2
"""Times that a catchphrase may come in an episode: the third is a tic."""

TICS_PER_100 = 4.0
"""Times in 100 words that a tic may come; more is heard as a mistake (assumed)."""

LINES_TO_TELL = 40
"""Lines of a character from which on a missing catchphrase is worth a note."""

SHORT_WORD = 6
"""Letters: a tic of one shorter word ("well", "look") can be nobody's own."""


@dataclass(frozen=True, slots=True)
class Wording:
    """How a character's own words are used.

    Args:
        score: Share of them that are used as they should be; None without any.
        issues: What is wrong with the others.
    """

    score: Score | None
    issues: tuple[ValidationIssue, ...]


def check_wording(character: Character, spoken: Mapping[str, Sequence[Speech]]) -> Wording:
    """Look at the catchphrases and tics of a character in an episode.

    Args:
        character: Whose words they are.
        spoken: What everybody says, by name.
    """
    voice = character.voice
    checks = {
        phrase: list(_phrase(character, phrase, spoken, catchphrase=phrase in voice.catchphrases))
        for phrase in (*voice.catchphrases, *voice.verbal_tics)
    }
    issues = tuple(issue for found in checks.values() for issue in found)
    if not checks:
        return Wording(None, ())
    wrong = sum(any(one.severity != "note" for one in found) for found in checks.values())
    where = tuple(place for issue in issues for place in issue.evidence)[:SHOWN]
    reason = f"{len(checks) - wrong} of {len(checks)} tics and catchphrases are theirs alone."
    return Wording(Score(1 - wrong / len(checks), "measured", reason, where), issues)


def _phrase(
    character: Character, phrase: str, spoken: Mapping[str, Sequence[Speech]], *, catchphrase: bool
) -> Iterator[ValidationIssue]:
    name, own = character.name, spoken.get(character.name, ())
    heard = [speech for speech in own if says(speech.text, phrase)]
    words = sum(len(speech.text.split()) for speech in own)
    if catchphrase and len(heard) > CATCHPHRASES:
        problem = f"{name} says {phrase!r} {len(heard)} times."
        remedy = f"{CATCHPHRASES} are enough."
        yield _issue("warning", problem, remedy, heard[CATCHPHRASES:])
    elif catchphrase and not heard and len(own) >= LINES_TO_TELL:
        yield _issue("note", f"{name} never says {phrase!r}.", "The audience waits for it.", ())
    elif not catchphrase and len(heard) > 2 and 100 * len(heard) > TICS_PER_100 * words:
        problem = f"{name} says {phrase!r} {len(heard)} times in {words} words."
        yield _issue("warning", problem, "Leave most of them out.", heard[1:])
    for thief, theirs in spoken.items():
        stolen = [speech for speech in theirs if set_apart(speech.text, phrase)]
        if thief != name and stolen and not _anybodys(phrase):
            problem = f"{thief} says {phrase!r}, which is {name}'s."
            yield _issue("warning", problem, "Let them say it their own way.", stolen)


def _anybodys(phrase: str) -> bool:
    return len(spoken_words(phrase)) == 1 and len(phrase) < SHORT_WORD


def _issue(
    severity: Severity, problem: str, remedy: str, where: Sequence[Speech]
) -> ValidationIssue:
    places = tuple(speech.evidence for speech in where[:SHOWN])
    return ValidationIssue(severity, "voice", problem, remedy, places)
