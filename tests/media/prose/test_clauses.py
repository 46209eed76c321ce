"""Sentences made shorter for slides: what may go, and what never."""

from __future__ import annotations

import pytest

from fabula.media.prose.clauses import brief, main_clause, spared
from fabula.media.prose.lexicon import lexicon

ENGLISH = lexicon("en")


@pytest.mark.parametrize(
    "sentence",
    [
        "Bzip2 normally declines to decompress files which lack the correct magic header bytes.",
        "Safe flight is not dependent on the readings of any one sensor of the airplane.",
        "Compression of data was completed, or the logical stream end was detected by it.",
        "The agency has received no definitive data that would enable it to estimate the costs.",
        "A video encoder divides a picture into blocks of sixteen by sixteen small pixels.",
        "The submatrix enforces that the columns lie in the same perfect phylogeny of the rows.",
        "Build a matrix with a column for each vertex of the old and new graph.",
        "Build a bridge between the town and the island that nobody has ever seen before.",
        "The river carries boats in spring, when the snow of the hills has melted away.",
        "The engine skips frames, which saves hours, but only if the film stands still.",
        "The engine does not skip frames because the film stands still for most of its length.",
        "The library reads text of all kinds, moving images, and the sounds of old records.",
        "If the lamp is red, the glass of the teapot must never be touched by children.",
        "For old machines, the best of all known partitions can be computed in no time.",
        "When each frame is drawn once and copied often, making films costs less, and less.",
        "Results suggest that the cache halves the cost of most films on most old machines.",
        "Does the cache halve the cost of films, which are long?",
    ],
)
def test_unsafe_cut_is_refused(sentence: str) -> None:
    """Complements, conditions, objects and what a negation reaches are never cut off."""
    assert brief(sentence, 9, ENGLISH) == ""


@pytest.mark.parametrize(
    ("sentence", "left"),
    [
        ("The engine skips frames, which saves hours of work.", "The engine skips frames"),
        ("The engine skips frames because they all look alike.", "The engine skips frames"),
        ("The engine skips frames, and the player shows them.", "The engine skips frames"),
        ("The engine does not skip frames, which costs hours.", "The engine does not skip frames"),
        ("By using caches, the engine saves hours of work.", "The engine saves hours of work"),
        ("However, the engine (version 2) skips frames.", "The engine skips frames"),
        ("Results show that the cache halves the cost.", "The cache halves the cost"),
        ("The authors propose to draw once and to copy often.", "Draw once and copy often"),
        ("Old decoders may refuse the file; new ones do not.", "Old decoders may refuse the file"),
    ],
)
def test_only_optional_parts_go(sentence: str, left: str) -> None:
    """Openings, brackets, asides and reasons may go: what is left is as true as it was."""
    assert brief(sentence, 7, ENGLISH) == left


def test_short_sentence_stays_whole() -> None:
    """Nothing is cut that has room."""
    text = "The engine skips frames, which saves hours of work"

    assert brief(f"{text}.", 14, ENGLISH) == text


@pytest.mark.parametrize("language", ["de", "pl"])
def test_other_languages_cut_less(language: str) -> None:
    """Where little grammar is known, a sentence is shown whole or not at all."""
    text = "Der alte Turm steht am Rand der Stadt, die ihn im Jahr darauf verkaufte"

    assert brief(text, 8, lexicon(language)) == ""


def test_name_needs_no_verb() -> None:
    """What a term means can be cut like a clause, though it has no verb."""
    text = "A set of servers on a kernel, which few people use"

    assert spared(text, 8, ENGLISH, clause=False) == "A set of servers on a kernel"
    assert spared("A set of servers that few people use", 5, ENGLISH, clause=False) == ""


@pytest.mark.parametrize("marks", ["“%s”", '"%s"', "(%s)"])
def test_semicolon_inside_quotation_ends_nothing(marks: str) -> None:
    """A main clause ends at its own semicolon, and at none of what it quotes."""
    text = "Write {} on the letter; it may be lost".format(marks % "Docket 7; Product 12")
    quoted = "" if "(" in marks else " Docket 7; Product 12"

    assert main_clause(text, ENGLISH) == f"Write{quoted} on the letter"
