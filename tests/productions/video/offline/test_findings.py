"""Definitions and numbers worth a slide."""

from __future__ import annotations

import pytest

from fabula.media.slides.visuals import Definition, Statement
from fabula.productions.video.offline.findings import definition, headline, striking
from fabula.productions.video.offline.phrasebook import phrasebook

ENGLISH = phrasebook("en")


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        (
            "A skip slice is a short note that repeats a frame.",
            Definition("Skip slice", "A short note that repeats a frame"),
        ),
        (
            "The Hurd (old) is a set of servers on top of a kernel, which few people use today.",
            Definition("Hurd", "A set of servers on top of a kernel, which few people use today"),
        ),
        ("This is a short note that repeats it.", None),
        ("The result is the same as in all of our tests.", None),
        ("The lamp is red.", None),
    ],
)
def test_definition_has_term_and_meaning(sentence: str, found: Definition | None) -> None:
    """X is a Y makes a definition, if X is a name and Y says something."""
    assert definition(sentence, ENGLISH) == found


@pytest.mark.parametrize(
    ("sentence", "claim"),
    [
        ("The files were 12% smaller than before.", "12% smaller"),
        ("The engine is 31 times faster than before.", "31 times faster"),
        ("The town lost 3 million trees in one night.", "3 million"),
    ],
)
def test_striking_number_keeps_its_unit(sentence: str, claim: str) -> None:
    """A number with a unit is big, the clause that counts stands below."""
    assert striking(sentence, ENGLISH) == Statement(claim, sentence.rstrip("."))


@pytest.mark.parametrize(
    "sentence",
    [
        "They lost 12% of it and 40% of the rest.",
        "A 95% confidence interval was drawn for it.",
        "Nobody came to the pier in 1997.",
        "They were 12% smaller than all the others.",
    ],
)
def test_plain_number_is_no_statement(sentence: str) -> None:
    """Two numbers, a confidence level, a year or an unnamed thing are not brought out."""
    assert striking(sentence, ENGLISH) is None


@pytest.mark.parametrize(
    ("sentence", "claim"),
    [
        ("The old mill takes water from the river.", "The old mill"),
        ("Several data sets are read by the mill.", "Several data sets"),
        ("Since the mill knows no rest, the river runs dry.", ""),
        ("Build a mill with a wheel for each of the rivers.", ""),
        ("The result is a mill that runs all day.", ""),
        ("It takes water from the river.", ""),
    ],
)
def test_headline_keeps_whole_sentence(sentence: str, claim: str) -> None:
    """A large name and the rest of the sentence below it leave nothing out."""
    made = headline(sentence, ENGLISH)

    assert (made.claim if made else "") == claim
    assert made is None or f"{made.claim} {made.detail}." == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "Some large sets of pages have a suffix appended to the name of the file.",
        "The bug fixes and changes of the spring reach the town in May.",
        "Please mark each page of the letter with a red pen.",
    ],
)
def test_noun_is_no_verb_of_a_headline(sentence: str) -> None:
    """A word that does not agree with what stands before it ends no subject."""
    assert headline(sentence, ENGLISH) is None
