"""The jokes on the episode's clock: how many a minute, how evenly, and where none is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import log
from statistics import fmean, pvariance

from fabula.productions.episode.comedy import AnalyzedJoke, ComedyTimingAnalysis, Span
from fabula.productions.episode.profiles import ComedyProfile
from fabula.productions.episode.score import Evidence, Score

SLOW, RAPID = 4.5, 6.5
"""Jokes a minute below which a show burns slowly, and above which it fires."""

DEAD = 4.6
"""Spacings without a joke that are too many: by chance, one gap in a hundred is as long."""

CROWD = 4
"""Pay-offs within one spacing that step on each other's laughs."""

UNEVEN = 1.5
"""Variance by mean of the jokes in each minute: 1 is chance, below is even, above is clustered."""


def analyse_timing(
    jokes: Sequence[AnalyzedJoke], seconds: float, profile: ComedyProfile
) -> ComedyTimingAnalysis:
    """Judge how jokes are spread over an episode.

    Args:
        jokes: In the order of the script, each with its time.
        seconds: How long the episode plays.
        profile: Of shows of its style.
    """
    times = [joke.at for joke in jokes]
    rate = 60 * len(times) / seconds if seconds else 0.0
    dead = tuple(
        Span(start, end)
        for start, end in pairwise([0.0, *times, seconds])
        if end - start > DEAD * profile.optimal_spacing
    )
    score = _pacing(times, seconds, dead, profile)
    where = tuple(
        Evidence(joke.scene, joke.payoff_line) for joke in jokes if joke.at in {s.end for s in dead}
    )
    reason = (
        f"{rate:.1f} jokes a minute; shows like it ({profile.like}) have "
        f"{profile.jokes_per_minute:g}."
    )
    return ComedyTimingAnalysis(
        total_jokes=len(times),
        average_spacing=(times[-1] - times[0]) / (len(times) - 1) if len(times) > 1 else None,
        timing_category=(
            "slow_burn" if rate < SLOW else "well_spaced" if rate <= RAPID else "rapid_fire"
        ),
        clusters=_clusters(times, profile.optimal_spacing),
        dead_zones=dead,
        optimal_spacing=profile.optimal_spacing,
        pacing_score=Score(score, "measured", reason, where),
    )


def _pacing(
    times: Sequence[float], seconds: float, dead: Sequence[Span], profile: ComedyProfile
) -> float:
    """0.5 rate, 0.3 no dead time, 0.2 evenness."""
    if not times or not seconds:
        return 0.0
    off = abs(log(60 * len(times) / seconds / profile.jokes_per_minute)) / log(2)
    idle = sum(zone.end - zone.start for zone in dead) / seconds
    return 0.5 * (1 - min(1.0, off)) + 0.3 * (1 - idle) + 0.2 * _even(times, seconds)


def _even(times: Sequence[float], seconds: float) -> bool:
    """Whether the jokes are spread about as evenly as those of a show; a short text cannot tell."""
    minutes = int(seconds // 60)
    if minutes < 3:
        return True
    counts = [
        sum(60 * minute <= time < 60 * (minute + 1) for time in times) for minute in range(minutes)
    ]
    mean = fmean(counts)
    return mean > 0 and pvariance(counts) / mean <= UNEVEN


def _clusters(times: Sequence[float], spacing: float) -> tuple[Span, ...]:
    """The stretches in which too many jokes fall, joined where they overlap."""
    found: list[Span] = []
    for index in range(len(times) - CROWD + 1):
        start, end = times[index], times[index + CROWD - 1]
        if end - start > spacing:
            continue
        if found and start <= found[-1].end:
            found[-1] = Span(found[-1].start, end)
        else:
            found.append(Span(start, end))
    return tuple(found)
