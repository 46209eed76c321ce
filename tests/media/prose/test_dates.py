"""Dates as they are written, and the time line that they make."""

from __future__ import annotations

import pytest

from fabula.media.prose.dates import ages, dates, timeline
from fabula.media.prose.lexicon import lexicon
from fabula.media.prose.sentences import split


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Born on December 16, 1770, he left.", [("December 16, 1770", (1770, 12, 16, 1770))]),
        ("On the 17th of July, 1787, she died.", [("17th of July, 1787", (1787, 7, 17, 1787))]),
        ("On 3 Jan. 2021 it snowed.", [("3 Jan. 2021", (2021, 1, 3, 2021))]),
        ("Since 2020-03-15 it rains.", [("2020-03-15", (2020, 3, 15, 2020))]),
        ("In March 2022 it rained.", [("March 2022", (2022, 3, 0, 2022))]),
        ("In the spring of 1803 he wrote.", [("spring of 1803", (1803, 0, 0, 1803))]),
        ("The war of 1914-18 ended.", [("1914-18", (1914, 0, 0, 1918))]),
        ("It took from 1787 to 1792.", [("1787 to 1792", (1787, 0, 0, 1792))]),
        ("It came between 1787 and 1792.", [("between 1787 and 1792", (1787, 0, 0, 1792))]),
        ("In the 1790s all changed.", [("1790s", (1790, 0, 0, 1799))]),
        ("The 18th century ended.", [("18th century", (1700, 0, 0, 1799))]),
        ("In 1999, 2001 and 2003.", [(str(y), (y, 0, 0, y)) for y in (1999, 2001, 2003)]),
        ("Ludwig (1770-1827) wrote.", [("1770-1827", (1770, 0, 0, 1827))]),
        ("In 1500 copies for 2000 people at 1024 px, of 1,500 men.", []),
        ("Version 1.2010 has 2012 lines.", []),
    ],
)
def test_dates_are_found_as_written(text: str, found: list[tuple[str, tuple[int, ...]]]) -> None:
    """Days, months, seasons, ranges, decades and years are told from mere numbers."""
    assert [(date.phrase, date.order) for date in dates(text)] == found
    assert all(text[date.start : date.end] == date.phrase for date in dates(text))


@pytest.mark.parametrize(
    ("language", "text", "order"),
    [
        ("de", "Am 16. Dezember 1770 kam er zur Welt.", (1770, 12, 16, 1770)),
        ("fr", "Il est né le 1er août 1744.", (1744, 8, 1, 1744)),
        ("es", "Nació el 3 de mayo de 1808.", (1808, 5, 3, 1808)),
        ("xx", "2020-03-15", (2020, 3, 15, 2020)),
    ],
)
def test_dates_of_other_languages(language: str, text: str, order: tuple[int, ...]) -> None:
    """Months are known by their names in four languages, numbers in all."""
    assert [date.order for date in dates(text, language)] == [order]


def test_doubt_is_told() -> None:
    """A date that the text is not sure of says so."""
    assert [(d.phrase, d.about) for d in dates("About 1800, and in c. 1795, but in 1790.")] == [
        ("About 1800", True),
        ("c. 1795", True),
        ("1790", False),
    ]


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("At the age of twelve he left.", 12),
        ("When she was twenty-four years of age she stayed.", 24),
        ("He died, aged 57.", 57),
        ("When he was ten, it rained.", 10),
        ("When he was seventeen he went to Vienna.", 17),
        ("He was then under twelve years of age.", 12),
        ("It was in Anna's eighteenth year.", 17),
    ],
)
def test_ages_are_read(text: str, years: int) -> None:
    """Ages are found in words and in digits."""
    assert [age.years for age in ages(text)] == [years]


def test_other_counts_are_no_ages() -> None:
    """Being three days late is no age."""
    assert ages("When he was three days late, she left.") == ()


def test_time_line_is_in_order() -> None:
    """Each sentence stands once, under the first time it names; ages count from the birth."""
    text = (
        "He died in 1827. Born on December 16, 1770, he played early. At the age of seven he gave "
        "a concert. In 1770 the town was small. He was tall."
    )
    told = split(text, lexicon("en"))

    assert [event.date.phrase for event in timeline(told)] == ["1770", "December 16, 1770", "1827"]
    assert [(event.date.year, event.date.about) for event in timeline(told, born=1770)][2] == (
        1777,
        True,
    )
