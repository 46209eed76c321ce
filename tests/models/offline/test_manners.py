"""How somebody speaks."""

from __future__ import annotations

import pytest

from fabula.models.offline.manners import Manner

FORMAL, LOOSE = Manner("never", "learned"), Manner("always", "casual")
EGGS, SHORT = Manner(words={"egg": "umbrella"}), Manner(breath=5)


@pytest.mark.parametrize(
    ("manner", "line", "expected"),
    [
        (LOOSE, "I am sure that is it. He will not go.", "I'm sure that's it. He won't go."),
        (LOOSE, "He said that it is.", "He said that it is."),
        (FORMAL, "I can't. It's a trap.", "I cannot. It is a trap."),
        (FORMAL, "She tried to get an egg.", "She attempted to obtain an egg."),
        (LOOSE, "Yes, I am going to assist.", "Yeah, I'm gonna help."),
        (FORMAL, "I used to get up and watch out.", "I used to get up and watch out."),
        (LOOSE, "It is quite a very old egg.", "It's quite a real old egg."),
        (EGGS, "An egg! Eggs are not an egg.", "An umbrella! Eggs are not an umbrella."),
        (SHORT, "I came home early, and she was there.", "I came home early. She was there."),
        (SHORT, "I came to the big old house.", "I came to the big old house."),
    ],
)
def test_manner_shapes_a_line(manner: Manner, line: str, expected: str) -> None:
    """Contractions, register, own words and breath each change what they should and no more."""
    assert manner.voiced(line) == expected


@pytest.mark.parametrize(
    ("tic", "line", "expected"),
    [
        ("well,", "We are late.", "Well, we are late."),
        ("well,", "I am late.", "Well, I am late."),
        ("well,", "Rick is late.", "Rick is late."),
        (", you know", "Rick is late.", "Rick is late, you know."),
        ("Honestly.", "Rick is late.", "Honestly. Rick is late."),
    ],
)
def test_tics_stand_where_they_belong(tic: str, line: str, expected: str) -> None:
    """A tic opens, closes or stands alone; a name keeps its capital and gets no opener."""
    assert Manner(tics=(tic,), tic_rate=1).voiced(line) == expected


def test_tics_come_as_often_as_told() -> None:
    """Which lines get a tic hangs on the seed; how many hangs on the rate."""
    manner = Manner(tics=("Honestly.",), tic_rate=0.3)
    lines = [f"Take {n} eggs." for n in range(400)]
    said = [manner.voiced(line, "seed") for line in lines]

    assert said == [manner.voiced(line, "seed") for line in lines]
    assert 80 <= sum(line.startswith("Honestly") for line in said) <= 160
