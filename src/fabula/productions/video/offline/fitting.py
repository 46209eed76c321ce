"""Makes a cut last as long as was asked, by adding, dropping and exchanging sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from fabula.productions.video.offline.cutting import Clock, Group, allowed, follows, lines_of, worth
from fabula.productions.video.offline.sentences import Candidate

_CLOSE = 0.008  # of the length: nobody hears a second and a half in three minutes
_FAIR = 0.02
_ROUNDS = 40
_MOST_SPARE = 150
_WORTHLESS = 0.02  # a gain so low that silence is better
Order = Callable[[Candidate], tuple[int, int]]


def group_seconds(group: Sequence[Candidate], clock: Clock) -> float:
    """How long the sentences of a scene last, without its transition and its end."""
    return sum(clock.lines(lines) for lines in lines_of(group))


def fit(
    groups: list[Group], pool: Sequence[Candidate], seconds: float, clock: Clock, order: Order
) -> list[Group]:
    """The groups, changed until their sentences last the wanted seconds, or nothing helps.

    Each round makes the best of all single changes: once the length is right within
    `_CLOSE`, none; before that, the one that comes nearest, good sentences preferred. The last
    sentence of a part goes, and one of a part that is not told comes, only when nothing else helps.
    """
    for strict in (True, False):
        for _ in range(_ROUNDS):
            gap = seconds - sum(group_seconds(group, clock) for group in groups)
            if abs(gap) <= (_CLOSE if strict else _FAIR) * seconds:
                break
            best = min(
                _changes(groups, pool, clock, gap, order, strict=strict),
                key=lambda change: (max(0.0, abs(change[0]) - _CLOSE * seconds), -change[1]),
                default=None,
            )
            if best is None or abs(best[0]) >= abs(gap) - 0.01:
                break
            groups = best[2]()
    return groups


def _changes(
    groups: list[Group],
    pool: Sequence[Candidate],
    clock: Clock,
    gap: float,
    order: Order,
    *,
    strict: bool,
) -> Iterator[tuple[float, float, Callable[[], list[Group]]]]:
    """Each single change as the gap left after it, what it gains, and how to make it."""
    told = [c for group in groups for c in group]
    parts = Counter(order(c)[0] for c in told)
    fresh = [c for c in pool if order(c)[0] in parts or not strict]
    spare = _spare(told, fresh, clock, gap)
    for gain, c in spare:
        lasts = clock.lines(c.alone)
        yield gap - lasts, gain - 0.5, _adding(groups, c, order)
    needed = {c.at - 1 for c in told if c.dangling}
    for index, group in enumerate(groups):
        for old in group:
            if old.at in needed or (index == 0 and old in group[:2]):
                continue
            lost = clock.lines(old.alone)
            if len(group) > 1 and (parts[order(old)[0]] > 1 or not strict):
                yield gap + lost, -old.score, _dropping(groups, old)
            last = parts[order(old)[0]] == 1
            for gain, c in spare:
                kept = not (strict and last) or order(c)[0] == order(old)[0]
                if kept and _home(groups, c, order) == index and not c.dangling:
                    change = _adding(groups, c, order, instead=old)
                    yield gap + lost - clock.lines(c.alone), gain - old.score, change


def _spare(
    told: Sequence[Candidate], pool: Sequence[Candidate], clock: Clock, gap: float
) -> list[tuple[float, Candidate]]:
    """The best that could be said besides, and what each is worth after what is told."""
    used = {c.at for c in told}
    far = max(30.0, abs(gap))
    found = (
        (worth(c, told), c)
        for c in pool
        if c.at not in used and allowed(c, told) and abs(clock.lines(c.alone) - gap) < far
    )
    ranked = sorted(found, key=lambda pair: (-pair[0], pair[1].at))[:_MOST_SPARE]
    return [(gain, c) for gain, c in ranked if gain > _WORTHLESS]


def _dropping(groups: list[Group], old: Candidate) -> Callable[[], list[Group]]:
    return lambda: [[c for c in group if c is not old] for group in groups]


def _adding(
    groups: list[Group], new: Candidate, order: Order, instead: Candidate | None = None
) -> Callable[[], list[Group]]:
    """Put a sentence in its place: into the scene of the one it replaces, else by the order."""

    def add() -> list[Group]:
        home = next(
            (i for i, group in enumerate(groups) if instead is not None and instead in group),
            _home(groups, new, order),
        )
        changed = [[c for c in group if c is not instead] for group in groups]
        head = changed[home][:1] if home == 0 else []
        rest = changed[home][len(head) :]
        changed[home] = head + sorted([*rest, new], key=order)
        return changed

    return add


def _home(groups: list[Group], new: Candidate, order: Order) -> int:
    """The scene of the sentence before it, else one of its part, else the last before it."""
    for index, group in enumerate(groups):
        if new.dangling and any(follows(c, new) for c in group):
            return index
    part = order(new)[0]
    own = [i for i, group in enumerate(groups) if i and group and order(group[0])[0] == part]
    if own:
        return max((i for i in own if order(groups[i][0]) <= order(new)), default=own[0])
    opened = [i for i, group in enumerate(groups) if i and group and order(group[0]) <= order(new)]
    if opened:
        return opened[-1]
    lead = groups[0][0]
    return 0 if order(lead)[0] == order(new)[0] or len(groups) == 1 else 1
