"""What is known of each language."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from fabula.media.prose.lexicon import Lexicon, lexicon

CODES = ["en", "de", "fr", "es"]


def test_no_alternative_is_empty() -> None:
    """A line that ends in two bars would match everything."""
    shelf = files("fabula.media.prose").joinpath("lexicons")
    for code in CODES:
        book = tomllib.loads(shelf.joinpath(f"{code}.toml").read_text("utf-8"))
        for name in ("dangling", "connectives", "banned"):
            assert "||" not in book[name].replace("\n", "|").replace("|||", "||").replace("||", "|")
        assert not lexicon(code).banned.search("Ab 12 xyz")


@pytest.mark.parametrize(
    ("code", "text", "dangles"),
    [
        ("en", "This is new.", True),
        ("en", "She left.", True),
        ("en", "For example, it rains.", True),
        ("en", "Towers are old.", False),
        ("de", "Diese Türme sind alt.", True),
        ("de", "Türme sind alt.", False),
        ("fr", "Il est parti.", True),
        ("es", "Esta torre es vieja.", True),
    ],
)
def test_opening_that_points_back_is_known(code: str, text: str, *, dangles: bool) -> None:
    """Each language knows the openings that need the sentence before."""
    assert bool(lexicon(code).dangling.match(text)) is dangles


def test_unknown_language_has_no_words() -> None:
    """A language that we know nothing of matches nothing."""
    assert lexicon("xx") == Lexicon("xx")
    assert not lexicon("xx").banned.search("see page 3")


def test_verbs_come_in_all_forms() -> None:
    """English verbs are known in their irregular forms too."""
    assert {"carries", "carried", "became", "stopped", "has"} <= lexicon("en").verbs
