"""A text about somebody becomes what they say themselves."""

from __future__ import annotations

import pytest

from fabula.productions.episode.offline.inflection import base, several, turned


@pytest.mark.parametrize(
    ("third", "plain"),
    [("hides", "hide"), ("carries", "carry"), ("watches", "watch"), ("uses", "use"), ("is", "be"),
     ("has", "have"), ("goes", "go"), ("closes", "close"), ("misses", "miss")],
)  # fmt: skip
def test_verbs_lose_their_third_person(third: str, plain: str) -> None:
    """The form after "she" gives the base form back."""
    assert base(third) == plain


def test_her_coat_becomes_my_coat() -> None:
    """Pronouns and names follow the speaker; verbs agree."""
    assert turned("hide it under her coat", {"Luna": "I"}, {"she": "I"}) == "hide it under my coat"
    assert turned("she used six spoons", {"Luna": "I"}, {"she": "I"}) == "I used six spoons"
    assert turned("she is late for her show", {}, {"she": "you"}) == "you are late for your show"
    assert turned("distract Fred", {"Fred": "you"}, {}) == "distract you"
    assert turned("the spoon on Fred's belt", {"Fred": "I"}, {}) == "the spoon on my belt"


def test_several_things_are_recognised() -> None:
    """Flour sacks are many; a bus and a glass are not."""
    assert several("flour sacks")
    assert not several("a bus")
    assert not several("the glass")
    assert not several("a canister of beans")
