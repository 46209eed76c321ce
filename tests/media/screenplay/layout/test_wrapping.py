"""Text is broken into lines as a typewriter would."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.media.screenplay.layout.wrapping import measure, wrap


def lines(text: str, width: int) -> list[str]:
    """The lines as text."""
    return [text[start:end] for start, end in wrap(text, width)]


@settings(deadline=None)
@given(st.text(alphabet="ab -\n\u6f22\u0301", max_size=80), st.integers(2, 12))
def test_no_letter_is_lost(text: str, width: int) -> None:
    """Every letter is on exactly one line, and each line fits."""
    found = lines(text, width)

    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(measure(line.strip(" ")) <= width for line in found)


def test_lines_break_at_spaces_and_hyphens() -> None:
    """A line ends at a space, or after a hyphen between two letters, and never within a dash."""
    assert lines("the fern-like moon", 10) == ["the fern-", "like moon"]
    assert lines("he ran--fast", 8) == ["he", "ran--fas", "t"]
    assert lines("one\n\ntwo", 10) == ["one", "", "two"]


def test_long_words_are_cut() -> None:
    """A word longer than the line goes on in the next."""
    assert lines("abcdefgh", 3) == ["abc", "def", "gh"]


def test_wide_letters_take_two() -> None:
    """Ideographs take the room of two characters, accents take none."""
    assert lines("\u6f22\u5b57\u6f22", 4) == ["\u6f22\u5b57", "\u6f22"]
    assert measure("e\u0301") == 1
