"""Voices are found by accent, variant or language, and a wrong one is named with what there is."""

from __future__ import annotations

import pytest

from fabula.errors import UnknownName
from fabula.models.speech.espeak_voices import find_voice


@pytest.mark.parametrize(
    ("name", "language", "found"),
    [
        ("", "en", "gmw/en-US+max"),
        ("", "en-US", "gmw/en-US+max"),
        ("", "en-gb", "gmw/en+max"),
        ("", "de-AT", "gmw/de+max"),
        ("", "zh-Hant", "sit/cmn+max"),
        ("f3", "fr", "roa/fr+f3"),
        ("+F3", "es", "roa/es+f3"),
        ("annie", "it", "roa/it+Annie"),
        ("en-gb", "en", "gmw/en+max"),
        ("en-gb+m3", "de", "gmw/en+m3"),
    ],
)
def test_voice_is_found(name: str, language: str, found: str) -> None:
    """The name decides first, then the language, then what we think best."""
    assert find_voice(name, language) == found


def test_unknown_voice_lists_the_language() -> None:
    """The error names the voices of that language, and the one that is close."""
    with pytest.raises(UnknownName, match=r"'f33'.*en-gb.*en-us.*f3.*Did you mean 'f3'") as caught:
        find_voice("f33", "en")

    assert "de," not in str(caught.value)


def test_unknown_language_is_refused() -> None:
    """A language that eSpeak NG has not is never read in another one."""
    with pytest.raises(UnknownName, match="language of eSpeak NG 'xx'"):
        find_voice("", "xx")


@pytest.mark.parametrize("name", ["en-gbb", "en-gbb+f3", "xx+f3", "en+f33", "+f33"])
def test_named_voice_is_never_replaced(name: str) -> None:
    """Who names a voice gets that one or an error, not the closest."""
    with pytest.raises(UnknownName, match="Unknown voice"):
        find_voice(name, "en")
