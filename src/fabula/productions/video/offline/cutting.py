"""Which sentences are said, and where one scene ends and the next begins."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

from fabula.media.prose.ranking import novelty
from fabula.productions.video.offline.sentences import Candidate
from fabula.productions.video.storyboard import SENTENCE_PAUSE, letters_heard

Group = list[Candidate]
_SHORTEST = 4.0  # seconds that the shortest good sentence lasts
_WORTHLESS = 0.02  # a score so low that silence is better
_LEAST = 0.7  # of its share is left to a part when those before it took too much
_ALONE = 0.8  # what a scene of one sentence costs, as against one that is as much too long
_TURNS = 0.6  # what it costs to speak of another section in the same scene
_TIRING = 0.93  # what the next sentence of the same section is worth


@dataclass(frozen=True, slots=True)
class Beat:
    """One part of the story.

    Args:
        pool: What could be said in it.
        share: Its share of the time, 0 to 1.
        turn: When its sentences are chosen: what comes late gets what time is left.
    """

    pool: tuple[Candidate, ...]
    share: float
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Clock:
    """How long lines last at a pace in letters a second."""

    pace: float

    def lines(self, lines: Sequence[str]) -> float:
        """Seconds for these lines, each with the silence after it."""
        return sum(_heard(line) / self.pace + SENTENCE_PAUSE for line in lines)


# Fitting asks for the same sentences again and again.
_heard = lru_cache(maxsize=4096)(letters_heard)


def lines_of(group: Sequence[Candidate]) -> list[tuple[str, ...]]:
    """What is said of each candidate: linked where the sentence before it is said too."""
    return [
        c.linked if before is not None and follows(before, c)
        else c.alone
        for before, c in zip([None, *group], group, strict=False)
    ]  # fmt: skip


def pick(beats: Sequence[Beat], seconds: float, clock: Clock, taken: Sequence[Candidate]) -> Group:
    """The sentences to say, in the order of the beats; each beat gets about its share of time."""
    chosen = list(taken)
    told: list[Group] = [[] for _ in beats]
    spare = 0.0
    for index in sorted(range(len(beats)), key=lambda index: beats[index].turn):
        share = beats[index].share * seconds
        budget = max(_LEAST * share, share + spare)
        before = list(taken) if index == 0 else []
        mine = _picked(beats[index].pool, budget, clock, chosen, before)
        spare = budget - sum(clock.lines(c.alone) for c in mine)
        chosen += mine
        told[index] = sorted(mine, key=lambda c: c.at)
    return [c for group in told for c in group]


def _picked(
    pool: Sequence[Candidate], budget: float, clock: Clock, chosen: Group, before: Group
) -> Group:
    """The best of a pool that fit a budget of seconds; `before` is what is said right before."""
    mine: Group = []
    used = {c.at for c in chosen}
    left = [c for c in pool if c.at not in used]
    spent = 0.0
    shares: Counter[int] = Counter()
    while spent + _SHORTEST <= budget:
        said = [*chosen, *mine]
        ready = {c.at: worth(c, said) for c in left if allowed(c, [*before, *mine])}
        ready = {at: gain for at, gain in ready.items() if gain > _WORTHLESS}
        best = max(
            (c for c in left if c.at in ready),
            key=lambda c: ready[c.at] * _TIRING ** shares[c.section],
            default=None,
        )
        if best is None:
            break
        left.remove(best)
        lasts = clock.lines(best.alone)
        if spent + lasts <= budget + 0.4 * lasts:
            mine.append(best)
            shares[best.section] += 1
            spent += lasts
    return mine


def worth(candidate: Candidate, told: Sequence[Candidate]) -> float:
    """The score, less what was said already (maximal marginal relevance), more for going on.

    Two sentences that stand together in the document also make sense together.
    """
    new = novelty(candidate.bag, [other.bag for other in told])
    beside = any(follows(c, candidate) or follows(candidate, c) for c in told)
    near = any(c.passage == candidate.passage for c in told)
    bonus = 1.9 if beside else 1.3 if near else 1.0
    if candidate.dangling:
        bonus *= 1.2
    return candidate.score * new * bonus


def follows(first: Candidate, second: Candidate) -> bool:
    """Whether one sentence stands right before the other in its section."""
    return first.at == second.at - 1 and first.section == second.section


def allowed(candidate: Candidate, mine: Sequence[Candidate]) -> bool:
    """A sentence that points back needs the one before it."""
    if not candidate.dangling:
        return True
    return any(follows(c, candidate) for c in mine)


def cut(
    told: Sequence[Candidate], scenes: int, seconds: Sequence[float], frame: tuple[float, float]
) -> list[Group]:
    """The sentences in scenes of about equal length, cut where the subject changes.

    Args:
        told: What is said, in order.
        scenes: How many scenes are wanted; fewer are made when there are fewer sentences.
        seconds: How long each sentence lasts.
        frame: Seconds that the opening and the closing say besides.
    """
    size = len(told)
    scenes = max(1, min(scenes, size))
    ideal = (sum(seconds) + sum(frame)) / scenes
    until = [0.0, *accumulate(seconds)]
    jumps = [0.0, *accumulate(_jump(a, b) for a, b in pairwise(told)), 0.0]
    ends: list[list[tuple[float, int]]] = [[(math.inf, 0)] * (size + 1) for _ in range(scenes + 1)]
    ends[0][0] = (0.0, 0)

    def cost(number: int, start: int, stop: int) -> float:
        extra = (frame[0] if number == 1 else 0) + (frame[1] if number == scenes else 0)
        off = (until[stop] - until[start] + extra - ideal) / ideal
        alone = _ALONE if stop - start == 1 < number < scenes else 0.0
        return off * off + alone + _seam(told, start) + jumps[stop - 1] - jumps[start]

    for number in range(1, scenes + 1):
        for stop in range(number, size - (scenes - number) + 1):
            ends[number][stop] = min(
                (ends[number - 1][start][0] + cost(number, start, stop), start)
                for start in range(number - 1, stop)
            )
    return _groups(told, scenes, ends)


def _groups(
    told: Sequence[Candidate], scenes: int, ends: list[list[tuple[float, int]]]
) -> list[Group]:
    groups: list[Group] = []
    stop = len(told)
    for number in range(scenes, 0, -1):
        start = ends[number][stop][1]
        groups.append(list(told[start:stop]))
        stop = start
    return groups[::-1]


def _seam(told: Sequence[Candidate], start: int) -> float:
    """What it costs to begin a scene here: dear inside a passage, dearest before "This"."""
    if not start:
        return 0.0
    before, first = told[start - 1], told[start]
    if first.dangling and before.at == first.at - 1:
        return 5.0
    return 0.4 if before.passage == first.passage else 0.0


def _jump(before: Candidate, after: Candidate) -> float:
    """What it costs to keep two sentences in one scene; dearest is a result with what is none."""
    turns = bool({"limits", "evidence"} & {before.role, after.role})
    return ((1.5 if turns else 0.5) if before.role != after.role else 0.0) + (
        _TURNS if before.section != after.section else 0.0
    )
