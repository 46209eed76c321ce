"""What is set beside each other, and what is shown as the parts that a sentence lists."""

from __future__ import annotations

import pytest

from fabula.media.documents import Source, read
from fabula.media.slides.visuals import Bullets, Column
from fabula.productions.video.offline.material import Material, gather
from fabula.productions.video.offline.phrasebook import phrasebook
from fabula.productions.video.offline.slides.comparing import alike, contrast, subjects, unfolded

ENGLISH = phrasebook("en")
TARGETS = """# Building

## Stages
The host machine is the machine on which the finished program will be installed. The target machine
is the machine for which the new compiler makes its code. The manual describes both of them in the
last chapter.
"""


def material(text: str) -> Material:
    """What the writer knows of a text in Markdown."""
    return gather(read(Source("text.md", text.encode())))


def test_contrast_has_two_sides() -> None:
    """A sentence that sets one thing against another makes two columns."""
    sentence = "The new pump takes four minutes, while the old pump needs an hour."

    assert contrast(sentence, ENGLISH) == (
        Column("The new pump", "takes four minutes"),
        Column("The old pump", "needs an hour"),
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "Keep the lid closed, while the water boils.",
        "The pump takes four minutes.",
        "The pump stops while it is hot.",
    ],
)
def test_no_contrast_without_two_subjects(sentence: str) -> None:
    """Where a side has no subject of its own, nothing is set beside anything."""
    assert contrast(sentence, ENGLISH) == ()


def test_things_of_one_kind_stand_beside_each_other() -> None:
    """Two terms that end in the same noun are columns, though only one of them is said."""
    found = material(TARGETS)
    host, target, *_ = found.pool

    columns = alike([host], [target], ENGLISH)

    assert [column.name for column in columns] == ["Host machine", "Target machine"]


def test_one_thing_is_not_compared_with_itself() -> None:
    """Two sentences about the same thing make no columns."""
    found = material(
        "# Roots\n\nThe root disk contains the tools that every start needs. A small root disk is "
        "less prone to damage in a crash.\n"
    )

    assert subjects(list(found.pool), ENGLISH) == ()


@pytest.mark.parametrize(
    ("sentence", "made"),
    [
        (
            "The nut consists of two parts: a case with a key and ring and an insert of fibre.",
            Bullets(
                "The nut consists of two parts",
                ("A case with a key and ring", "An insert of fibre"),
            ),
        ),
        (
            "The kit has what you need: a rope, two hooks, and a lamp.",
            Bullets("The kit has what you need", ("A rope", "Two hooks", "A lamp")),
        ),
        ("The kit is light: it weighs two kilos.", None),
        ("The kit has two sides: red, green and blue.", None),
    ],
)
def test_announced_parts_are_listed(sentence: str, made: Bullets | None) -> None:
    """What a sentence lists after a colon is a list, with as many members as were announced."""
    assert unfolded(sentence, "Kit", ENGLISH) == made
