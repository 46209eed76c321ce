"""The words of all pay-offs of a script: how rare each is, and which pay-offs are alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from fabula.productions.episode.measures.words import content

ALIKE = 0.5
"""Share of words from which on a pay-off is one that was heard before."""

Place = tuple[int, int]
"""Scene and line."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What an audience has in its ear: the telling words of the pay-offs.

    Args:
        words: Those of each pay-off, by its place.
        places: The same the other way round: where each word is heard.
    """

    words: Mapping[Place, frozenset[str]] = field(default_factory=dict)
    places: Mapping[str, frozenset[Place]] = field(default_factory=dict)

    def instead(self, payoffs: Mapping[Place, str]) -> Heard:
        """The same with these pay-offs, each in its place."""
        words, places = dict(self.words), dict(self.places)
        for place, text in payoffs.items():
            old, new = words.get(place, frozenset()), frozenset(content(text))
            words[place] = new
            for word in old ^ new:
                places[word] = places.get(word, frozenset()) ^ {place}
        return Heard(words, places)

    def turn(self, payoff: str) -> str:
        """The word that a pay-off turns on: its rarest, the last of several."""
        telling = content(payoff)
        return min(reversed(telling), key=lambda word: len(self.places[word]), default="")

    def again(self, place: Place) -> bool:
        """Whether another pay-off says much the same as the one in a place."""
        own = self.words[place]
        same = (
            both / (len(own) + len(self.words[other]) - both) >= ALIKE
            for other, both in self.shared(place).items()
            if other != place
        )
        return len(own) > 1 and any(same)

    def shared(self, place: Place) -> Counter[Place]:
        """How many words of a pay-off are in each other one, and in itself; none are left out."""
        return Counter(other for word in self.words[place] for other in self.places[word])
