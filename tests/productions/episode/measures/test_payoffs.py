"""What an audience has in its ear."""

from __future__ import annotations

from fabula.productions.episode.measures.payoffs import Heard

HEARD = Heard().instead(
    {
        (1, 2): "The pump sings hymns.",
        (1, 4): "A hymn needs bread.",
        (2, 3): "The pump sings psalms.",
    }
)


def test_joke_turns_on_its_rarest_word() -> None:
    """Of several that are as rare, the last."""
    assert HEARD.turn("The pump sings hymns.") == "hymns"
    assert HEARD.turn("A hymn needs bread.") == "bread"
    assert HEARD.turn("Oh.") == ""


def test_payoff_is_known_by_half_its_words() -> None:
    """Two of four different words are the same."""
    assert HEARD.again((1, 2))
    assert HEARD.again((2, 3))
    assert not HEARD.again((1, 4))


def test_other_payoff_is_as_if_heard_alone() -> None:
    """Where another stands now, the old one is forgotten."""
    other = HEARD.instead({(2, 3): "My hip."})

    assert not other.again((1, 2))
    assert other.words == {**HEARD.words, (2, 3): frozenset({"hip"})}
    assert not other.places["psalms"]
