"""The books of the languages: complete, and sorted by what they are for."""

from __future__ import annotations

import pytest

from fabula.productions.video.offline.phrasebook import ROLES, Phrasebook, phrasebook

CODES = ["en", "de", "fr", "es"]
NAMES = {
    *("paper", "work", "plain", "section", "also", "end_paper", "end_work", "end_plain"),
    *("end_prose", "and", "colleagues", "takeaways", "pages", "page", "roles"),
}


@pytest.mark.parametrize("code", CODES)
def test_every_language_has_every_phrase(code: str) -> None:
    """No film falls silent or English for a phrase that a book lacks."""
    book = phrasebook(code)

    assert set(book.templates) >= NAMES
    assert set(book.roles) == set(ROLES)
    assert set(book.transitions) == set(ROLES) - {"problem"}


@pytest.mark.parametrize("code", CODES)
def test_every_language_knows_its_headings(code: str) -> None:
    """A heading of each part is found in each language."""
    headings = {
        "en": {"problem": "Introduction", "evidence": "Results", "skip": "References"},
        "de": {"problem": "Einleitung", "evidence": "Ergebnisse", "skip": "Literatur"},
        "fr": {"problem": "Introduction", "evidence": "Résultats", "skip": "Bibliographie"},
        "es": {"problem": "Introducción", "evidence": "Resultados", "skip": "Referencias"},
    }
    book = phrasebook(code)

    assert all(book.headings[part].search(text) for part, text in headings[code].items())


def test_unknown_language_has_an_empty_book() -> None:
    """A language without a book has no words, and matches nothing."""
    assert phrasebook("xx") == Phrasebook("xx")
    assert phrasebook("xx").phrase("plain") == ""
    assert not phrasebook("xx").banned.search("see page 3")


def test_region_is_no_other_language() -> None:
    """British English is English."""
    assert phrasebook("en-GB") is not None
    assert phrasebook("en-GB").stop == phrasebook("en").stop
