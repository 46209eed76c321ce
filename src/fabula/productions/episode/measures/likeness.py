"""Whether a character's talk is what their voice profile says, against the rest of the cast."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev

from fabula.productions.episode.measures.reading import Speech
from fabula.productions.episode.measures.words import says
from fabula.productions.episode.score import SHOWN, Evidence, Score
from fabula.productions.episode.validation import VoicePrint
from fabula.story import Amount, Character, Sentences, Vocabulary

WITHIN = 1.5
"""Standard deviations of the cast by which talk may differ from its profile: nobody in Wilde or
Shaw reaches an absolute limit for "educated", and everybody stands somewhere in their cast."""

_VOCABULARY: dict[Vocabulary, int] = {"simple": -1, "everyday": 0, "educated": 1, "technical": 1}
_SENTENCES: dict[Sentences, int] = {"clipped": -1, "plain": 0, "rambling": 1, "periodic": 1}
"""Where a level stands in its cast, in standard deviations."""

_ABOVE: dict[Amount, bool] = {"none": False, "few": False, "some": True, "many": True}
"""Whether a habit is above, or not above, what the rest of the cast does."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody who speaks in an episode, by name.

    Args:
        characters: Who they are.
        spoken: What they say.
        prints: How they talk.
        heard: Who says enough for their words and sentences to be compared.
    """

    characters: Mapping[str, Character]
    spoken: Mapping[str, Sequence[Speech]]
    prints: Mapping[str, VoicePrint]
    heard: frozenset[str]

    def stands(self, name: str, measure: Callable[[VoicePrint], float]) -> float | None:
        """Where a character stands in the cast, in standard deviations; None: not to be told."""
        if name not in self.heard or len(self.heard) < 3:
            return None
        values = [measure(self.prints[one]) for one in sorted(self.heard)]
        spread = pstdev(values)
        return (measure(self.prints[name]) - fmean(values)) / spread if spread else 0.0


def in_character(character: Character, cast: Cast) -> dict[str, Score | None]:
    """What the profile of a character says, by name; None: not to be told."""
    own = cast.spoken[character.name]
    return {
        "vocabulary": _vocabulary(character, cast),
        "sentences": _sentences(character, cast),
        "habits": _habits(character, cast),
        "feelings": _feelings(character, own),
        "humour": _humour(character, own),
        "address": _address(character, cast),
    }


def _vocabulary(character: Character, cast: Cast) -> Score | None:
    """Whether words are as simple or as learned as they should be."""
    level = character.voice.vocabulary_level
    grade = cast.stands(character.name, lambda one: one.grade)
    long = cast.stands(character.name, lambda one: one.long_word_share)
    if grade is None or long is None:
        return None
    return _within(fmean((grade, long)), _VOCABULARY[level], level)


def _sentences(character: Character, cast: Cast) -> Score | None:
    """Whether sentences are as short or as long as they should be."""
    kind = character.voice.sentence_structure
    stands = cast.stands(character.name, lambda one: one.sentence_words)
    return None if stands is None else _within(stands, _SENTENCES[kind], kind)


def _within(stands: float, wanted: float, level: str) -> Score:
    """1 within the limit, and less the farther beyond it."""
    beyond = max(0.0, abs(stands - wanted) - WITHIN)
    reason = f"{stands:+.1f} standard deviations in the cast; {level!r} is about {wanted:+d}."
    return Score(max(0.0, 1 - beyond), "measured", reason)


def _habits(character: Character, cast: Cast) -> Score | None:
    """The share of a character's habits that are heard, against the rest of the cast."""
    others = [talk.habits for name, talk in cast.prints.items() if name != character.name]
    habits = character.voice.speech_patterns
    if not habits or not others:
        return None
    own = cast.prints[character.name].habits
    missed = [
        habit
        for habit in habits
        if (own[habit.feature] > fmean(one[habit.feature] for one in others))
        != _ABOVE[habit.amount]
    ]
    told = "; ".join(f"not {habit.amount} {habit.feature}" for habit in missed)
    return Score(1 - len(missed) / len(habits), "measured", told or "All of them are heard.")


def _feelings(character: Character, own: Sequence[Speech]) -> Score | None:
    """The share of lines felt as this character feels."""
    within = character.voice.emotional_range
    if not within:
        return None
    strange = [one.evidence for one in own if one.line.emotion not in (*within, "neutral")]
    return _share(len(own) - len(strange), len(own), "lines are felt as they feel", strange)


def _humour(character: Character, own: Sequence[Speech]) -> Score | None:
    """The share of jokes of the kinds that this character makes."""
    taste = character.voice.humor_style
    told = [one for one in own if one.line.is_comedic_beat and one.line.kind]
    if not taste or not told:
        return None
    strange = [one.evidence for one in told if one.line.kind not in (*taste, "callback")]
    return _share(len(told) - len(strange), len(told), "jokes are of their kinds", strange)


def _address(character: Character, cast: Cast) -> Score | None:
    """The share of partners in a scene who are called what this character calls them."""
    name = character.name
    scenes = {one.scene for one in cast.spoken[name]}
    partners = [
        relation
        for relation in character.voice.relationship_dynamics
        if relation.address_terms
        and scenes & {one.scene for one in cast.spoken.get(relation.to, ())}
    ]
    if not partners:
        return None
    called = sum(
        any(says(one.text, term) for one in cast.spoken[name] for term in relation.address_terms)
        for relation in partners
    )
    return _share(called, len(partners), "partners are called as they should be", ())


def _share(right: int, total: int, what: str, wrong: Sequence[Evidence]) -> Score:
    reason = f"{right} of {total} {what}."
    return Score(right / total if total else 1.0, "measured", reason, tuple(wrong[:SHOWN]))
