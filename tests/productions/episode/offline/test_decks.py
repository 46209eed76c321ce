"""Scenes that are written side by side draw from their own shares."""

from __future__ import annotations

from fabula.productions.episode.offline.decks import Decks


def test_shares_do_not_overlap() -> None:
    """What one scene owns no other owns, and everything is somebody's."""
    scenes = [Decks("seed", (number, 4)) for number in range(4)]
    owned = [{n for n in range(30) if scene.owns("bits", n, 30)} for scene in scenes]

    assert set.union(*owned) == set(range(30))
    assert sum(len(one) for one in owned) == 30


def test_long_cards_stay_with_their_owner() -> None:
    """A sentence that one would remember is in the hands of one scene alone."""
    cards = [f"a rather long sentence number {n}" for n in range(6)]
    first, second = Decks("seed", (0, 2)), Decks("seed", (1, 2))

    assert first.peek("maxims", cards) != second.peek("maxims", cards)
    for card in cards:
        first.take("maxims", card)
    assert first.peek("maxims", cards) == ""


def test_each_episode_rests_other_cards() -> None:
    """What an episode does without is the same in all its scenes, and another in the next."""
    cards = [f"bit {number}" for number in range(60)]
    one, same, other = Decks("one", (0, 4)), Decks("one", (3, 4)), Decks("other", (0, 4))
    rested = [card for card in cards if one.rests(card)]

    assert rested == [card for card in cards if same.rests(card)]
    assert rested != [card for card in cards if other.rests(card)]
    assert 0.2 * len(cards) < len(rested) < 0.6 * len(cards)
