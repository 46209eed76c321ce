"""Phrases on slides: whole, short and free of what only the sentence can carry."""

from __future__ import annotations

import pytest

from fabula.productions.video.offline.phrasebook import phrasebook
from fabula.productions.video.offline.points import (
    distinct,
    further,
    point,
    points,
    stressed,
)

ENGLISH = phrasebook("en")


@pytest.mark.parametrize(
    ("sentence", "phrase"),
    [
        (
            "By using caches, the engine avoids most of the work, which saves money.",
            "The engine avoids most of the work",
        ),
        ("Results show that the cache halves the cost.", "The cache halves the cost"),
        ("The authors propose a method for lost trains.", "A method for lost trains"),
        (
            "The library supports images (PNG, JPEG) and sounds.",
            "The library supports images and sounds",
        ),
        ("They found it there.", ""),
        ("Is it fast?", ""),
        ("The use of a cache that nobody sees in all of these old machines is rare.", ""),
    ],
)
def test_point_is_the_main_clause(sentence: str, phrase: str) -> None:
    """A point drops openings, reports and what trails; it is empty rather than broken."""
    assert point(sentence, ENGLISH) == phrase


def test_point_never_ends_in_the_air() -> None:
    """A cut never leaves a preposition, an article or a verb that waits for its object."""
    sentence = (
        "The old mill takes water from the river, which depends mostly on the snow of the hills."
    )
    phrase = point(sentence, ENGLISH)

    assert phrase == "The old mill takes water from the river"


def test_second_clause_makes_second_point() -> None:
    """What stands after "that" or "and" with a verb is a point of its own."""
    sentence = "Fabula offers a solution that supports multimodal input and generates speech."

    assert further(sentence, ENGLISH)[0].startswith("Supports multimodal input")


def test_points_do_not_repeat_themselves() -> None:
    """Of two sentences that say the same only one becomes a point."""
    told = [
        "The encoder repeats pictures with short slices.",
        "The encoder repeats pictures with slices.",
        "Teachers save hours of work each week.",
    ]

    assert len(points(told, (), ENGLISH)) == 2


def test_points_do_not_repeat_speech() -> None:
    """A sentence that is spoken whole is no point."""
    assert points(["The lamp is red."], ["The lamp is red."], ENGLISH) == ()


@pytest.mark.parametrize(
    ("sentence", "brought_out"),
    [
        ("The new pump is 31 times faster than a bucket.", ("31 times faster",)),
        ("Such a valve is called a “water gate” on the coast.", ("water gate",)),
        ("In spring the lower basin fills the mill pond.", ("mill pond",)),
    ],
)
def test_key_words_are_brought_out(sentence: str, brought_out: tuple[str, ...]) -> None:
    """A number, a new term, or what the sentences around are about is brought out."""
    around = [sentence, "The mill pond feeds the wheel.", "Ducks like the mill pond."]

    assert stressed(sentence, around, "Spring", ENGLISH) == brought_out


def test_some_noun_is_brought_out() -> None:
    """Where no phrase comes back, the nouns that the scene speaks of are what matters."""
    sentence = "Plates must be attached to the structure before the bolts are really tightened."

    assert stressed(sentence, [sentence, "The structure turns."], "Bolts", ENGLISH) == (
        "structure",
    )


def test_rests_are_no_points() -> None:
    """What ends in a dash, or stands before a main clause that is not there, is no point."""
    said = ["Mail: the board of rivers, office of locks, M–", "The locks are checked each spring."]

    assert distinct(["For aspects of the locks that are told elsewhere"], ENGLISH) == ()
    assert all(not found.endswith("–") for found in points(said, (), ENGLISH))
