"""The dates of a text, as they are written and as days; and the time line that they make."""

# ruff: noqa: RUF001 - typographic signs are what these rules are about
from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from re import Match, Pattern
from typing import Literal

from fabula.media.prose.sentences import Excerpt

Precision = Literal["day", "month", "season", "year", "decade", "century"]
_TABLE = tomllib.loads(files("fabula.media.prose").joinpath("dates.toml").read_text("utf-8"))
_NEVER = "(?!)"


@dataclass(frozen=True, slots=True)
class Date:
    """A time that a text names.

    Args:
        phrase: As it is written: "December 16, 1770", "the 1790s", "1792-95".
        start: Where the phrase begins in the text, in characters.
        end: Where it ends.
        year: The year, or the first one of a range.
        month: 1 to 12, 0 where it is not said.
        day: 1 to 31, 0 where it is not said.
        last: The last year; `year` where it is one.
        precision: How exact it is.
        about: Whether the text says that it is not sure.
    """

    phrase: str
    start: int
    end: int
    year: int
    month: int = 0
    day: int = 0
    last: int = 0
    precision: Precision = "year"
    about: bool = False

    @property
    def order(self) -> tuple[int, int, int, int]:
        """Where it belongs among others: what is less exact comes before what is more."""
        return self.year, self.month, self.day, self.last


@dataclass(frozen=True, slots=True)
class Age:
    """How old somebody was, as a text says it: "at the age of twelve"."""

    phrase: str
    start: int
    end: int
    years: int


@dataclass(frozen=True, slots=True)
class Event:
    """A sentence that says what happened when."""

    date: Date
    excerpt: Excerpt


def dates(text: str, language: str = "en") -> tuple[Date, ...]:
    """All times that a text names by their year, in its order.

    ```python
    [d.phrase for d in dates("Born on December 16, 1770, he studied from 1787 to 1792.")]
    # ["December 16, 1770", "1787 to 1792"]
    ```
    """
    ways = _ways(language.lower()[:2])
    found: list[Date] = []
    for pattern in ways.patterns:
        for match in pattern.finditer(text):
            date = _date(match, ways)
            if date and not any(d.start < date.end and date.start < d.end for d in found):
                found.append(date)
    return tuple(sorted(found, key=lambda date: date.start))


def ages(text: str, language: str = "en") -> tuple[Age, ...]:
    """How old somebody is said to be, in the order of the text; English only."""
    ways = _ways(language.lower()[:2])
    if ways.age is None:
        return ()
    return tuple(
        Age(match[0], *match.span(), ways.number(next(filter(None, match.groups()))))
        for match in ways.age.finditer(text)
    )


def calendar(language: str) -> frozenset[str]:
    """The names of months and days, which are names of no person or place."""
    table = _TABLE.get(language, {})
    return frozenset(f"{table.get('months', '')} {table.get('days', '')}".split())


def timeline(
    sentences: Iterable[Excerpt], language: str = "en", *, born: int = 0
) -> tuple[Event, ...]:
    """What happened when: each sentence once, under the first time that it names.

    Args:
        sentences: In reading order; of two that are as old, the first comes first.
        language: Two letters.
        born: The year in which the person of the text was born: then a sentence that tells only an
            age is put into its year, with `about` set. 0 leaves such sentences out.
    """
    events = []
    for sentence in sentences:
        named = dates(sentence.text, language)
        told = named[0] if named else _by_age(sentence.text, language, born)
        if told:
            events.append(Event(told, sentence))
    return tuple(sorted(events, key=lambda event: event.date.order))


def _by_age(text: str, language: str, born: int) -> Date | None:
    age = next(iter(ages(text, language)), None) if born else None
    if not age:
        return None
    year = born + age.years
    return Date(age.phrase, age.start, age.end, year, last=year, about=True)


@dataclass(frozen=True, slots=True)
class _Ways:
    """How one language writes dates."""

    patterns: tuple[Pattern[str], ...]
    months: dict[str, int]
    age: Pattern[str] | None
    numbers: dict[str, int]

    def number(self, text: str) -> int:
        return int(text) if text.isdigit() else self.numbers[text.lower().replace("-", " ")]


@lru_cache(maxsize=16)
def _ways(language: str) -> _Ways:
    """The patterns of a language, the most exact first; of an unknown one the numbers alone."""
    table = {
        name: text.replace("|\n", "|").replace("\n", " ")
        for name, text in _TABLE.get(language, {}).items()
    }
    full, short = table.get("months", "").split(), table.get("short", "").split()
    months = {name: at % 12 + 1 for at, name in enumerate([*full, *short])}
    month = "|".join(sorted(map(re.escape, months), key=len, reverse=True)) or _NEVER
    month = rf"(?P<month>\b(?:{month})\b)\.?"
    season = rf"(?P<season>\b(?:{'|'.join(table.get('seasons', _NEVER).split())}))"
    day = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th|er|\.|º)?"
    year = r"(?P<year>1\d{3}|20\d\d)(?!\d|[.,]\d|[-–]\d\d-)"
    last = r"(?P<last>1\d{3}|20\d\d|\d\d)(?!\d)"
    to = rf"(?:\s?[-–—]\s?|\s(?:{table.get('to', _NEVER)})\s)"
    first, second = table.get("between", f"{_NEVER} x").split()
    of = r"(?:\s?(?:of|de|del|du)\s|,?\s)"
    about = rf"(?P<about>\b(?:{table.get('about', _NEVER)})\s)"
    cue = rf"\b(?:{table.get('cue', _NEVER)})\s"
    cue = rf"(?:{cue}|(?<=[(–—-])|(?<=[a-z], )|(?<=\d{{4}}, )|^)"
    written = (
        rf"\b{day}{of}(?:the )?{month}{of}{year}",
        rf"{month}(?:\sthe)?\s{day}{of}{year}",
        r"\b(?P<year>1\d{3}|20\d\d)-(?P<month>0[1-9]|1[0-2])-(?P<day>[0-3]\d)\b",
        rf"{month}{of}{year}(?:{to}{last})?",
        rf"{season}{of}{year}",
        r"(?P<decade>\b(?:1\d|20)\d)0s\b",
        r"\b(?P<century>1\d|2[01]|\d)(?:st|nd|rd|th)(?:\s|-)century\b",
        rf"\b{first}\s{year}\s{second}\s{last}",
        rf"{about}?\b{year}{to}{last}",
        rf"{about}{year}(?P<bare>)",
        rf"{cue}{year}(?P<bare>)",
    )
    numbers = _numbers(table)
    exact = tuple(re.compile(pattern, re.IGNORECASE) for pattern in written)
    return _Ways(exact, months, _age(table, numbers), numbers)


def _age(table: Mapping[str, str], numbers: Iterable[str]) -> Pattern[str] | None:
    """How a language tells an age; None where we do not know it."""
    if "age" not in table:
        return None
    spelt = "|".join(name.replace(" ", "[- ]") for name in sorted(numbers, key=len, reverse=True))
    age = table["age"].replace("NUMBER", rf"\d{{1,3}}|(?:{spelt})\b")
    age = age.replace("ORDINAL", "|".join(table["ordinals"].split()))
    age = age.replace("COUNTED", rf"(?:{table['counted']})\b")
    return re.compile(rf"\b(?:{age})", re.IGNORECASE)


def _numbers(table: Mapping[str, str]) -> dict[str, int]:
    """The numbers below a hundred, spelt out: "twenty four" for 24."""
    ones, tens = table.get("ones", "").split(), table.get("tens", "").split()
    numbers = {word: at for at, word in enumerate(ones, 1)}
    # Whoever is in the twelfth year of life is eleven.
    numbers |= {word: at for at, word in enumerate(table.get("ordinals", "").split())}
    for at, ten in enumerate(tens, 2):
        numbers |= {ten: 10 * at}
        numbers |= {f"{ten} {one}": 10 * at + n for n, one in enumerate(ones[:9], 1)}
    return numbers


def _date(match: Match[str], ways: _Ways) -> Date | None:
    """A match as a date, its phrase without the word that only led to it."""
    said = {name: value for name, value in match.groupdict().items() if value is not None}
    start, end = match.span()
    if "bare" in said:
        start = match.start("about") if "about" in said else match.start("year")
        if _COUNTED.match(match.string, end):
            return None
    year, last, precision = _years(said)
    month = said.get("month", "0")
    month_number = int(month) if month.isdigit() else ways.months[month.lower()]
    day = int(said.get("day", 0))
    if last < year or month_number > 12 or day > 31:
        return None
    if month_number and precision == "year":
        precision = "day" if day else "month"
    return Date(
        match.string[start:end],
        start,
        end,
        year,
        month_number,
        day,
        last,
        precision,
        "about" in said,
    )


# What makes a number a count and no year: "in 1500 copies", "of 1200 ms".
_COUNTED = re.compile(
    r"\s?(?:%|°|[kmcµ]?[mgsWB]\b|x\b)|"
    r"\s(?!(?:was|is|has|as|this|its|his|does|always|perhaps|towards|besides)\b)(?:[a-z]{3,}s|people|(?:wo)?men|children)\b"
)


def _years(said: dict[str, str]) -> tuple[int, int, Precision]:
    """The first and the last year of what was matched: "1792-95", "the 1790s"."""
    if "decade" in said:
        return int(said["decade"]) * 10, int(said["decade"]) * 10 + 9, "decade"
    if "century" in said:
        year = (int(said["century"]) - 1) * 100
        return year, year + 99, "century"
    year, last = int(said["year"]), said.get("last", "")
    whole = said["year"][: -len(last)] + last if len(last) == 2 else last or said["year"]
    return year, int(whole), "season" if "season" in said else "year"
