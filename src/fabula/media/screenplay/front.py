"""The front matter of a screenplay: its title page, and its sets of changed pages."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields

from fabula.media.screenplay.wording import clear, tidy

TITLE_NAMES = {
    "title": "title",
    "credit": "credit",
    "author": "author",
    "authors": "author",
    "source": "source",
    "draft date": "draft_date",
    "date": "draft_date",
    "contact": "contact",
    "copyright": "copyright",
    "notes": "notes",
    "revisions": "revisions",
}
"""What the lines of a title page are called, and the fields that they fill."""


@dataclass(frozen=True, slots=True)
class TitlePage:
    """What stands on the title page; every value may have several lines.

    Args:
        title: Of the screenplay.
        credit: "Written by".
        author: Who wrote it.
        source: "Based on the novel by ...".
        draft_date: As printed; never taken from a clock.
        contact: Address of the author or agent.
        copyright: "(c) 2026 ...".
        notes: Anything else to print.
        others: Further lines as (name, value); they are kept, and not printed.
    """

    title: str = ""
    credit: str = ""
    author: str = ""
    source: str = ""
    draft_date: str = ""
    contact: str = ""
    copyright: str = ""
    notes: str = ""
    others: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            if isinstance(value, str):
                object.__setattr__(self, item.name, tidy(value, "lines"))
        object.__setattr__(self, "others", _others(self.others))

    def __bool__(self) -> bool:
        return any(getattr(self, item.name) for item in fields(self))


@dataclass(frozen=True, slots=True)
class Revision:
    """One set of changed pages.

    Args:
        name: Its colour: "Blue".
        date: As printed: "11/21/26".
    """

    name: str
    date: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", tidy(self.name, "line").replace(",", " ") or "Revised")
        object.__setattr__(self, "date", tidy(self.date, "line"))


def _others(given: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Further lines of the title page, each name once and as Fountain can hold it."""
    values: dict[str, list[str]] = {}
    for name, value in given:
        plain = re.sub(r"[^A-Za-z0-9 _-]", " ", clear(name)).strip(" _-0123456789")
        key = " ".join(plain.split()).capitalize()
        if key.lower() in TITLE_NAMES:
            key = f"Other {key.lower()}"
        if key and (text := tidy(value, "lines")):
            values.setdefault(key, []).append(text)
    return tuple((name, "\n".join(texts)) for name, texts in values.items())
