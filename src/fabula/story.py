"""What every story has, whichever production tells it: its characters, and how they talk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Pronouns = Literal["she", "he", "they", "it"]

Emotion = Literal[
    "neutral", "cheerful", "excited", "proud", "loving", "hopeful", "amused", "smug",
    "suspicious", "anxious", "panicked", "annoyed", "angry", "sad", "embarrassed", "deadpan",
]  # fmt: skip
"""The closed list of sixteen, so that a line can be checked against a character's range."""

Humor = Literal[
    "wordplay", "misunderstanding", "exaggeration", "understatement", "sarcasm", "irony",
    "reversal", "absurdity", "put-down", "self-deprecation", "physical", "callback",
]  # fmt: skip
"""Kinds of joke, of a character's taste and of a single one."""

Vocabulary = Literal["simple", "everyday", "educated", "technical"]
Sentences = Literal["clipped", "plain", "rambling", "periodic"]
"""Short and broken off; as most people talk; running on with "and"; built up to a last word."""

Feature = Literal[
    "contractions", "questions", "exclamations", "hedges", "orders", "first person", "numbers"
]
Amount = Literal["none", "few", "some", "many"]


@dataclass(frozen=True, slots=True)
class Habit:
    """How often a character talks in a way, against the rest of the cast: a trait to be heard."""

    feature: Feature
    amount: Amount


@dataclass(frozen=True, slots=True)
class Relation:
    """How a character stands to another, and shows it in talk.

    Args:
        to: Name of the other.
        stance: In a few words: "adores him, and hides every scheme from him".
        address_terms: What the other is called to their face; the name if empty.
        formality: From -1 (intimate) to 1 (formal).
    """

    to: str
    stance: str
    address_terms: tuple[str, ...] = ()
    formality: float = 0.0


@dataclass(frozen=True, slots=True)
class CharacterVoiceProfile:
    """How a character talks, so that a reader knows who speaks with the names covered.

    Args:
        vocabulary_level: Which words; measured against the cast, never absolutely.
        sentence_structure: How sentences are built.
        verbal_tics: Small words that slip in again and again ("you know?"), theirs alone.
        catchphrases: Whole lines that the audience waits for: at most two of them an episode.
        emotional_range: The emotions that this character shows; empty: all.
        speech_patterns: Further habits, each checked by counting.
        relationship_dynamics: How they stand to others.
        humor_style: The kinds of joke they make, the favourite first.
    """

    vocabulary_level: Vocabulary = "everyday"
    sentence_structure: Sentences = "plain"
    verbal_tics: tuple[str, ...] = ()
    catchphrases: tuple[str, ...] = ()
    emotional_range: tuple[Emotion, ...] = ()
    speech_patterns: tuple[Habit, ...] = ()
    relationship_dynamics: tuple[Relation, ...] = ()
    humor_style: tuple[Humor, ...] = ()


@dataclass(frozen=True, slots=True)
class Character:
    """Who somebody is.

    Args:
        name: As on the cue: short, and unlike the others' names.
        about: Who they are, in one sentence.
        want: What they want from life; every scheme comes from it.
        flaw: What keeps them from getting it, and makes it funny.
        pronouns: How others speak of them.
        job: What they do all day; where much of their talk comes from.
        looks: What a costume designer must know.
        voice: How they talk.
    """

    name: str
    about: str = ""
    want: str = ""
    flaw: str = ""
    pronouns: Pronouns = "they"
    job: str = ""
    looks: str = ""
    voice: CharacterVoiceProfile = CharacterVoiceProfile()

    def toward(self, other: str) -> Relation | None:
        """How they stand to another; None if nobody said."""
        stands = self.voice.relationship_dynamics
        return next((relation for relation in stands if relation.to == other), None)
