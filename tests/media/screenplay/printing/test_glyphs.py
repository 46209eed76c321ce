"""What the faces lack is known before it is printed."""

from __future__ import annotations

from fabula.media.screenplay.printing.glyphs import showable, told_missing


def test_courier_prime_has_what_scripts_need() -> None:
    """Quotation marks, dashes and accents of western languages need no stand-in."""
    assert not list(
        told_missing(["\u201cna\u00efve\u201d \u2014 \u2019til \u2026 \u00c9t\u00e9 \u20ac"])
    )


def test_boxes_are_as_wide_as_what_they_stand_for() -> None:
    """Two boxes for an ideograph, none for an accent that stands on a letter."""
    assert showable("a\u6f22b") == "a\u25a1\u25a1b"
    assert showable("x\u0488") == "x"


def test_long_lists_are_cut() -> None:
    """A script in Chinese does not list its every character."""
    (told,) = told_missing(["".join(map(chr, range(0x4E00, 0x4E40)))])

    assert told.endswith("and 52 more.")
