"""Formulas are tried as maths only where that is safe."""

from __future__ import annotations

import pytest

from fabula.media.slides.formulas import loosened, mathematical


@pytest.mark.parametrize("formula", ["", "  ", "#panic()", "a" * 500])
def test_unsafe_is_never_tried(formula: str) -> None:
    """Code, nothing, and what is too long to be a formula stay text."""
    assert mathematical(formula) is None


def test_dollars_are_taken_off() -> None:
    """Typst and TeX mark maths by dollars; the formula is what stands between them."""
    assert mathematical("$ x^2 $") == "x^2"


def test_unknown_words_become_text() -> None:
    """Two letters are two variables, a longer word is set upright, other complaints are final."""
    found = [
        loosened("E = mc^2", "unknown variable: mc"),
        loosened("speed = x / t", "unknown variable: speed"),
        loosened("x", "unclosed delimiter"),
    ]

    assert found == ["E = m c^2", '"speed" = x / t', None]
