"""Tests of language codes."""

from __future__ import annotations

import pytest

from fabula.media.film.languages import three_letters


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("en", "eng"),
        ("en-GB", "eng"),
        ("zh_TW", "zho"),
        ("cmn", "zho"),
        ("deu", "deu"),
        ("", "und"),
    ],
)
def test_tags_become_three_letters(tag: str, code: str) -> None:
    """What MP4 wants, whatever a person or a voice calls the language."""
    assert three_letters(tag) == code
