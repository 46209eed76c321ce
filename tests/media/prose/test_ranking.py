"""Which sentences matter most, and which say the same."""

from __future__ import annotations

import time

from fabula.media.prose.ranking import novelty, rank


def test_central_sentence_ranks_first() -> None:
    """What shares words with all others is the centre of a text."""
    scores = rank(
        [["mill", "river"], ["mill", "stone"], ["mill", "river", "stone"], ["cat", "mat"]]
    )

    assert scores.index(max(scores)) == 2
    assert scores[3] == min(scores)


def test_known_sentence_has_no_novelty() -> None:
    """The more a sentence shares with what was told, the less it is worth telling."""
    told = [frozenset({"mill", "river", "stone"})]

    assert novelty(frozenset({"cat", "mat"}), told) == 1
    assert 0 < novelty(frozenset({"mill", "mat"}), told) < 1
    assert novelty(frozenset({"mill", "river"}), told) == 0


def test_time_grows_with_length_alone() -> None:
    """A book of ten chapters takes about ten times as long as one: not a hundred times."""
    chapter = [[f"w{(7 * n + k * k) % 300}" for k in range(9)] for n in range(400)]

    def seconds(bags: list[list[str]]) -> float:
        start = time.process_time()
        rank(bags)
        return time.process_time() - start

    once = min(seconds(chapter) for _ in range(3))

    assert seconds(chapter * 10) < 25 * once
