"""Text is made ready without losing a word of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fabula.media.slides.wording import BREAK, breakable, ready, shortened, tidy, tidy_code


def test_tidy_keeps_one_line() -> None:
    """Line ends, tabs and double spaces become one space; letters are composed."""
    assert tidy(" Cafe\u0301 \n\t au\u200b lait\x07 ") == "Café au lait"


def test_tidy_drops_emoji_only() -> None:
    """Emoji go, signs that are text stay."""
    assert tidy("Hot 🔥 at 40 ° © 2026™") == "Hot at 40 ° © 2026™"


def test_code_keeps_its_lines() -> None:
    """A listing keeps its lines and their indent, tabs as four spaces."""
    assert tidy_code("\r\nif x:\r\n\treturn 1  \r\n\r\n") == "if x:\n    return 1"


def test_addresses_break_at_seams() -> None:
    """A long address may break after a slash or a dot, and nowhere else."""
    assert breakable("see https://example.org/some/page now").split(BREAK) == [
        "see https://",
        "example.",
        "org/",
        "some/",
        "page now",
    ]


def test_captions_keep_whole_sentences() -> None:
    """A long caption keeps the sentences that fit, a long sentence its first words."""
    caption = "Distance from the gauge in metres. Grey bands are errors. Data: see the appendix."

    assert shortened(caption, 60) == "Distance from the gauge in metres. Grey bands are errors."
    assert shortened(caption, 30) == "Distance from the gauge in…"


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"])))
def test_ready_loses_no_letter(text: str) -> None:
    """Without the invisible places to break, the text is the tidied text."""
    assert ready(text).replace(BREAK, "").replace("\u00ad", "") == tidy(text)
