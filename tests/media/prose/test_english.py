"""English words in the forms that a sentence asks for."""

from __future__ import annotations

import pytest

from fabula.media.prose import english


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("umbrella", "an"),
        ("hour", "an"),
        ("unicorn", "a"),
        ("uninvited guest", "an"),
        ("European", "a"),
        ("one-off", "a"),
        ("FBI agent", "an"),
        ("NASA engineer", "a"),
        ("8-bit tune", "an"),
        ("18", "an"),
        ("180", "a"),
    ],
)
def test_article_follows_the_sound(word: str, expected: str) -> None:
    """The article is chosen by how a word is said, not by how it is written."""
    assert english.article(word) == expected


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("hide", ("hides", "hid", "hidden", "hiding")),
        ("carry", ("carries", "carried", "carried", "carrying")),
        ("stop", ("stops", "stopped", "stopped", "stopping")),
        ("visit", ("visits", "visited", "visited", "visiting")),
        ("commit", ("commits", "committed", "committed", "committing")),
        ("panic", ("panics", "panicked", "panicked", "panicking")),
        ("fix", ("fixes", "fixed", "fixed", "fixing")),
        ("lie", ("lies", "lay", "lain", "lying")),
        ("quiz", ("quizzes", "quizzed", "quizzed", "quizzing")),
        ("agree", ("agrees", "agreed", "agreed", "agreeing")),
        ("be", ("is", "was", "been", "being")),
        ("must", ("must", "must", "musted", "musting")),
    ],
)
def test_verbs_take_four_forms(verb: str, forms: tuple[str, ...]) -> None:
    """Regular, doubling and irregular verbs are put right; a modal stays where it has no form."""
    made = (english.third(verb), english.past(verb), english.participle(verb), english.ing(verb))

    assert made[: 2 if verb == "must" else 4] == forms[: 2 if verb == "must" else 4]


@pytest.mark.parametrize(
    ("noun", "expected"),
    [
        ("box", "boxes"),
        ("berry", "berries"),
        ("toy", "toys"),
        ("space station", "space stations"),
        ("spacewoman", "spacewomen"),
        ("German", "Germans"),
        ("scissors", "scissors"),
        ("Woman", "Women"),
    ],
)
def test_nouns_become_several(noun: str, expected: str) -> None:
    """Plurals follow rule or list, in compounds too, and keep their capital."""
    assert english.plural(noun) == expected


def test_possessive_knows_one_from_many() -> None:
    """One takes 's even after an s, many take the apostrophe alone."""
    assert english.possessive("James") == "James's"
    assert english.possessive("neighbours", many=True) == "neighbours'"
    assert english.possessive("children", many=True) == "children's"
