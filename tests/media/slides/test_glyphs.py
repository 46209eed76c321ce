"""The faces at hand are known by their own tables."""

from __future__ import annotations

from fabula.media.slides.glyphs import coverage, missing
from fabula.media.slides.looks import ROOM
from fabula.media.slides.visuals import Figure, Table
from fabula.media.typefaces import characters


def test_european_alphabets_are_covered() -> None:
    """Latin with its accents, Greek, Cyrillic, and the signs of print and maths."""
    text = "ÄÖÜäöüßéèêëçñøåæœłżžščřőűğışțệ ΑΩαωάέ АЯаяёіїєґ €£°±÷≤≥≠≈√∞∑∫→←·"
    text += "\u201a\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb\u2013\u2014\u2026\u2022\u00d7"

    assert [letter for letter in text if ord(letter) not in coverage()] == []


def test_missing_are_named_once() -> None:
    """Missing letters are named in order, each once, wherever in the visual they stand."""
    table = Table("漢字", (("字", "ع"), ("a", "b")))

    assert missing(table) == ["漢", "字", "ع"]


def test_ids_are_not_text() -> None:
    """The id of a passage is not shown, so its characters do not matter."""
    assert missing(Figure("A", passage="漢", caption="b")) == []


def test_monospace_lacks_nothing_common() -> None:
    """A single face is read on its own: code has its letters, digits and signs."""
    mono = characters(ROOM / "fonts" / "JetBrainsMono-Regular.ttf")

    assert set(range(0x21, 0x7F)) <= mono
