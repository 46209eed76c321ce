"""What a provider can do, told before it is asked: one small record for each kind of model."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SpeechAbilities:
    """What a speech model can.

    Args:
        languages: Tags of the languages; empty: those of the model, which cannot be told from here.
        voices: Names of the voices; empty: those that the server lists, or knows and does not list.
        word_times: Whether it says when each word is heard; else that is estimated.
        repeatable: Whether the same text and voice give the same bytes.
        streaming: Whether it is heard while it still reads.
    """

    languages: tuple[str, ...] = ()
    voices: tuple[str, ...] = ()
    word_times: bool = False
    repeatable: bool = False
    streaming: bool = False


@dataclass(frozen=True, slots=True)
class PictureAbilities:
    """What a model of pictures can.

    Args:
        sizes: Width and height of the pictures that it paints, in pixels; empty: any. An order of
            another size is painted in the nearest shape.
        seed: Whether the same seed gives the same picture.
        avoid: Whether it is told what to avoid.
        references: How many pictures it may be shown for likeness; 0: none.
    """

    sizes: tuple[tuple[int, int], ...] = ()
    seed: bool = False
    avoid: bool = False
    references: int = 0


@dataclass(frozen=True, slots=True)
class HearingAbilities:
    """What a hearing model can.

    Args:
        languages: Tags of the languages; empty: those of the model, which cannot be told from here.
        word_times: Whether it says when each word is heard.
        megabytes: The largest sound that it takes; 0: not known.
    """

    languages: tuple[str, ...] = ()
    word_times: bool = False
    megabytes: int = 0


@dataclass(frozen=True, slots=True)
class EmbeddingAbilities:
    """What a model of embeddings can.

    Args:
        dimensions: Numbers in each vector; 0: told only by its first answer.
        texts: The most texts in one call.
        meaning: Whether texts of the same meaning in other words are near; else only texts that
            share words, or parts of words, are.
    """

    dimensions: int = 0
    texts: int = 1
    meaning: bool = True
