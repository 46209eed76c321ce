"""The jokes on the episode's clock: how many a minute, how evenly, and where none is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import log
from statistics import fmean, pvariance

from fabula.productions.episode.comedy import AnalyzedJoke, ComedyTimingAnalysis, Span
from fabula.productions.episode.measures.clock import EpisodeClock
from fabula.productions.episode.profiles import ComedyProfile
from fabula.productions.episode.score import SHOWN, Evidence, Score

SLOW, RAPID = 4.5, 6.5
"""Jokes a minute below which a show burns slowly, and above which it fires."""

DEAD = 4.6
"""Spacings without a joke that are too many: by chance, one gap in a hundred is as long."""

CROWD = 4
"""Pay-offs within one spacing that step on each other's laughs."""

UNEVEN = 1.5
"""Variance by mean of the jokes in each minute: 1 is chance, below is even, above is clustered."""


def analyse_timing(
    jokes: Sequence[AnalyzedJoke], clock: EpisodeClock, profile: ComedyProfile
) -> ComedyTimingAnalysis:
    """Judge how jokes are spread over an episode.

    Args:
        jokes: In the order of the script, each with its time.
        clock: When everything happens.
        profile: Of shows of its style.
    """
    times, seconds = [joke.at for joke in jokes], clock.seconds
    rate = 60 * len(times) / seconds if seconds else 0.0
    gaps = [_span(start, end, clock) for start, end in _silences(times, clock)]
    widest = max(gaps, key=lambda gap: gap.seconds)
    dead = tuple(gap for gap in gaps if gap.seconds > DEAD * profile.optimal_spacing)
    crowded = tuple(
        _span(start, end, clock) for start, end in _crowds(times, profile.optimal_spacing)
    )
    reason = (
        f"{rate:.1f} jokes a minute; shows like it ({profile.like}) have "
        f"{profile.jokes_per_minute:g}."
    )
    shown = (*dead, *crowded)[:SHOWN] or (widest,)
    where = tuple(Evidence(zone.scene, zone.line) for zone in shown if zone.scene)
    return ComedyTimingAnalysis(
        total_jokes=len(times),
        average_spacing=(times[-1] - times[0]) / (len(times) - 1) if len(times) > 1 else None,
        timing_category=(
            "slow_burn" if rate < SLOW else "well_spaced" if rate <= RAPID else "rapid_fire"
        ),
        clusters=crowded,
        dead_zones=dead,
        optimal_spacing=profile.optimal_spacing,
        pacing_score=Score(_pacing(times, seconds, dead, profile), "measured", reason, where),
    )


def _silences(times: Sequence[float], clock: EpisodeClock) -> Iterator[tuple[float, float]]:
    """From one joke to the next; physical comedy is a joke for as long as it lasts."""
    funny = [(time, time) for time in times]
    funny += [(one.start, one.end) for one in clock.moments if one.physical]
    for (_, start), (end, _) in pairwise([(0.0, 0.0), *sorted(funny), (clock.seconds,) * 2]):
        yield start, max(start, end)


def _span(start: float, end: float, clock: EpisodeClock) -> Span:
    """A stretch, and the place in its middle."""
    middle = clock.at((start + end) / 2)
    return Span(start, end, middle.scene, middle.line) if middle else Span(start, end)


def _pacing(
    times: Sequence[float], seconds: float, dead: Sequence[Span], profile: ComedyProfile
) -> float:
    """0.5 rate, 0.3 no dead time, 0.2 evenness."""
    if not times or not seconds:
        return 0.0
    off = abs(log(60 * len(times) / seconds / profile.jokes_per_minute)) / log(2)
    idle = sum(zone.seconds for zone in dead) / seconds
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


def _crowds(times: Sequence[float], spacing: float) -> list[tuple[float, float]]:
    """The stretches in which too many jokes fall, joined where they overlap."""
    found: list[tuple[float, float]] = []
    for start, end in zip(times, times[CROWD - 1 :], strict=False):
        if end - start > spacing:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found
