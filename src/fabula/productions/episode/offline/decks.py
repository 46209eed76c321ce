"""Shuffled decks, dealt to scenes that are written side by side, so that none repeats another."""

from __future__ import annotations

import random
from collections.abc import Sequence

LONG = 4
"""Words from which on something is remembered: it comes in one scene only."""


RESTS = 0.4
"""Share of all that is known by heart that an episode does without."""


class Decks:
    """The decks of one scene: all scenes shuffle alike, and each draws from its own share first.

    Args:
        seed: The same for all scenes of an episode.
        hand: Which scene it is, from 0, and how many there are.
    """

    def __init__(self, seed: str, hand: tuple[int, int]) -> None:
        self._seed, self.hand = seed, hand
        self._shuffled: dict[tuple[str, int], list[int]] = {}
        self._orders: dict[tuple[str, int], list[int]] = {}
        self._shares: dict[tuple[str, int], frozenset[int]] = {}
        self._rests: dict[str, bool] = {}
        self._taken: dict[str, set[str]] = {}

    def order(self, key: str, count: int) -> list[int]:
        """The numbers of a deck, those of one's own share first."""
        if (key, count) not in self._orders:
            numbers = self.shared(key, count)
            mine, hands = self.hand
            first = mine * count // max(1, hands)
            turned = numbers[first:] + numbers[:first]
            own = self._shares[key, count] = frozenset(numbers[mine::hands])
            self._orders[key, count] = sorted(turned, key=lambda n: n not in own)
        return self._orders[key, count]

    def shared(self, key: str, count: int) -> list[int]:
        """The numbers of a deck as all scenes see it."""
        if (key, count) not in self._shuffled:
            numbers = list(range(count))
            random.Random(f"{self._seed}/{key}").shuffle(numbers)  # noqa: S311 - no secret
            self._shuffled[key, count] = numbers
        return self._shuffled[key, count]

    def owns(self, key: str, number: int, count: int) -> bool:
        """Whether a card of a deck is of this scene's share."""
        self.order(key, count)
        return number in self._shares[key, count]

    def rests(self, card: str) -> bool:
        """Whether a card stays in the box for this episode, unless nothing else will do.

        Each episode leaves out others, so that whoever hears two does not hear the same again.
        """
        if card not in self._rests:
            chance = random.Random(f"{self._seed}/rests/{card}")  # noqa: S311 - no secret
            self._rests[card] = chance.random() < RESTS
        return self._rests[card]

    def peek(self, key: str, cards: Sequence[str], ahead: int = 0) -> str:
        """The next card that nobody else may hold, without taking it; empty if there is none.

        Args:
            key: Name of the deck.
            cards: All of it.
            ahead: How many of the next ones to pass over.
        """
        taken = self._taken.get(key, set())
        free = [
            cards[n]
            for n in self.order(key, len(cards))
            if cards[n] not in taken
            and (len(cards[n].split()) < LONG or self.owns(key, n, len(cards)))
        ]
        return free[ahead] if ahead < len(free) else ""

    def take(self, key: str, card: str) -> None:
        """Lay a card aside."""
        self._taken.setdefault(key, set()).add(card)

    def chance(self, key: str) -> random.Random:
        """Dice of this scene for one purpose."""
        return random.Random(f"{self._seed}/{self.hand[0]}/{key}")  # noqa: S311 - no secret
