"""Who says this? A blind reader that knows only how often letters follow each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from math import log
from operator import mul
from random import Random
from statistics import fmean

from fabula.productions.episode.measures.words import spoken_words
from fabula.productions.episode.score import SHOWN

FEWEST_WORDS = 200
"""With fewer, nobody could tell: a hundred to learn from, and a hundred to be asked about."""

SPLITS = 20
MOST_FREQUENT = 500
"""Trigrams looked at: the most frequent ones; rare ones are names and places."""

PRIOR = 2000.0
"""Trigrams of everybody's talk that are mixed into each character's, so that a short text is not
taken at its letter: Dirichlet's prior, at the usual weight (Zhai and Lafferty, SIGIR 2001)."""

Counts = Mapping[str, int]
Trigrams = Sequence[str]


@dataclass(frozen=True, slots=True)
class Attribution:
    """What a blind reader answered.

    Args:
        guesses: For each character with words enough: how often each character was named.
        chance: The share of right answers of a reader who only guesses.
        strange: For each of them, the places of the speeches, from 0, that sound most like
            somebody else, though the reader has learned from them too; three at most.
    """

    guesses: Mapping[str, Mapping[str, int]]
    chance: float
    strange: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def right(self, name: str) -> float | None:
        """The share of right answers for a character; None with too few words."""
        return dict(self.taken_for(name)).get(name, 0.0) if self.guesses.get(name) else None

    def taken_for(self, name: str) -> tuple[tuple[str, float], ...]:
        """Whose a character's talk was taken for and in what share of the tries, most first."""
        guesses = self.guesses.get(name, {})
        ranked = sorted(guesses.items(), key=lambda pair: -pair[1])
        return tuple((who, times / sum(guesses.values())) for who, times in ranked)

    @property
    def accuracy(self) -> float | None:
        """The mean share of right answers; None where nobody was asked."""
        shares = [self.right(name) for name in self.guesses]
        known = [share for share in shares if share is not None]
        return fmean(known) if known else None


def attribute(speeches: Mapping[str, Sequence[str]], *, splits: int = SPLITS) -> Attribution:
    """Let a blind reader learn each character from half of their speeches, and name the rest.

    Each half of a character's speeches is given to whose letters it is likeliest to come from:
    character trigrams are the best mark of a voice in short texts (Sela and others, arXiv
    2301.05659, on 3,301 characters). How speeches are halved depends on their places alone, so
    that rewriting one changes nothing else.

    Args:
        speeches: What each character says. Those with fewer than 200 words are left out, and with
            fewer than two left, nobody is asked.
        splits: How often the speeches are halved anew.
    """
    read = {
        name: [_trigrams(text) for text in texts]
        for name, texts in speeches.items()
        if sum(len(text.split()) for text in texts) >= FEWEST_WORDS and len(texts) > 1
    }
    if len(read) < 2:
        return Attribution({}, 1.0)
    keys = _most_frequent(one for own in read.values() for one in own)
    known = {
        name: [[gram for gram in one if gram in keys] for one in own] for name, own in read.items()
    }
    guesses: dict[str, Counter[str]] = {name: Counter() for name in known}
    for split in range(splits):
        halves = {name: _halve(own, split) for name, own in known.items()}
        minds = _learn({name: taught for name, (taught, _) in halves.items()})
        for name, (_, asked) in halves.items():
            guesses[name][_likeliest(asked, minds)] += 1
    return Attribution(guesses, 1 / len(known), _strange(known))


def _trigrams(text: str) -> Trigrams:
    letters = f" {' '.join(spoken_words(text))} "
    return [letters[at : at + 3] for at in range(len(letters) - 2)]


def _most_frequent(read: Iterable[Trigrams]) -> frozenset[str]:
    return frozenset(gram for gram, _ in _count(read).most_common(MOST_FREQUENT))


def _count(read: Iterable[Trigrams]) -> Counter[str]:
    return Counter(chain.from_iterable(read))


def _halve(speeches: Sequence[Trigrams], split: int) -> tuple[Counts, Counts]:
    """Two halves of a character's speeches: of each two neighbours, one falls on either side."""
    coin = Random(split)  # noqa: S311 - the same halves every time, for the same answer every time
    sides: tuple[list[Trigrams], list[Trigrams]] = ([], [])
    first = 0
    for at, one in enumerate(speeches):
        first = first if at % 2 else coin.getrandbits(1)
        sides[(first + at) % 2].append(one)
    return _count(sides[0]), _count(sides[1])


class _Mind:
    """What the reader has learned of a character.

    Args:
        heard: Their trigrams.
        everybody: The share of each trigram in everybody's talk.
    """

    def __init__(self, heard: Counts, everybody: Mapping[str, float]) -> None:
        self._heard, self._everybody = heard, everybody
        self._mass = sum(heard.values()) + PRIOR
        self._logs = {
            gram: _likelier(heard.get(gram, 0), share, self._mass)
            for gram, share in everybody.items()
        }

    def likelihood(self, asked: Counts) -> float:
        """How much likelier they are to say something than anybody is, as a logarithm."""
        logs = map(self._logs.get, asked, repeat(0.0))
        return sum(map(mul, asked.values(), logs), start=0.0)

    def likelihood_again(self, said: Counts) -> float:
        """The same for a speech of theirs, as if it had not been learned."""
        less = sum(said.values())
        return sum(
            times * _likelier(self._heard[gram] - times, share, self._mass - less)
            for gram, times in said.items()
            if (share := self._everybody.get(gram))
        )


def _likelier(heard: int, share: float, mass: float) -> float:
    """How much likelier a trigram is from somebody than from anybody, as a logarithm.

    Args:
        heard: How often they said it.
        share: Its share of everybody's talk, above 0.
        mass: How much they said at all, and the prior.
    """
    return log((heard / share + PRIOR) / mass)


def _learn(taught: Mapping[str, Counts]) -> dict[str, _Mind]:
    together = Counter[str]()
    for counts in taught.values():
        together.update(counts)
    total = together.total() or 1
    everybody = {gram: times / total for gram, times in together.items()}
    return {name: _Mind(counts, everybody) for name, counts in taught.items()}


def _likeliest(asked: Counts, minds: Mapping[str, _Mind]) -> str:
    return max(minds, key=lambda name: minds[name].likelihood(asked))


def _strange(known: Mapping[str, Sequence[Trigrams]]) -> dict[str, tuple[int, ...]]:
    """The speeches of each character that are likelier from somebody else, the strangest first."""
    minds = _learn({name: _count(own) for name, own in known.items()})
    found = {}
    for name, speeches in known.items():
        own = [Counter(one) for one in speeches]
        others = [mind for who, mind in minds.items() if who != name]
        foreign = [
            max(mind.likelihood(speech) for mind in others) - minds[name].likelihood_again(speech)
            for speech in own
        ]
        worst = sorted(range(len(own)), key=lambda place: -foreign[place])[:SHOWN]
        found[name] = tuple(place for place in worst if foreign[place] > 0)
    return found
