"""The comedy seismograph: every laugh of an episode on its clock, as a picture."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from html import escape

from fabula.productions.episode.comedy import AnalyzedJoke, ComedyTimingAnalysis
from fabula.productions.episode.measures.clock import EpisodeClock
from fabula.productions.episode.profiles import ComedyProfile
from fabula.productions.episode.script import Script

WIDTH, LEFT, RIGHT = 1160, 56, 24
PEAK, RATE, FOOT = 150, 110, 34
"""Pixels: the room for the laughs, for the pace below them, and for the minutes."""

WINDOW = 60.0
"""Seconds over which the pace is counted."""

MOST_RATE = 12.0
"""Jokes a minute at the top of the pace: above, shows have none."""

COLOURS = (
    "#4e79a7", "#e15759", "#59a14f", "#f28e2b", "#b07aa1",
    "#3f9c95", "#b8860b", "#d37295", "#9c755f", "#7f7f7f",
)  # fmt: skip


def draw_seismograph(
    script: Script,
    clock: EpisodeClock,
    jokes: Sequence[AnalyzedJoke],
    timing: ComedyTimingAnalysis,
    profile: ComedyProfile,
) -> str:
    """The picture, as SVG.

    Above, a spike for each pay-off, as high as it is strong and in the colour of its character;
    red ground where no joke falls for too long. Below, jokes a minute, against those of shows of
    the same style.
    """
    seconds = max(1.0, clock.seconds)
    plot = _Plot(seconds)
    parts = [
        *_scenes(script, clock, plot),
        *_dead(timing, plot),
        *_pace(jokes, seconds, profile, plot),
        *_spikes(script, jokes, colours_of(script), plot),
        *_minutes(seconds, plot),
    ]
    height = PEAK + RATE + FOOT
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="{len(jokes)} jokes on the clock">\n' + "\n".join(parts) + "\n</svg>"
    )


def colours_of(script: Script) -> Mapping[str, str]:
    """A colour for each character."""
    return {name: COLOURS[at % len(COLOURS)] for at, name in enumerate(script.cast())}


def place_name(scene: int, line: int) -> str:
    """What a line is called in the script's page; the scene, if the line is 0."""
    return f"s{scene}l{line}" if line else f"s{scene}"


class _Plot:
    """Where a moment stands."""

    def __init__(self, seconds: float) -> None:
        self._scale = (WIDTH - LEFT - RIGHT) / seconds

    def x(self, seconds: float) -> float:
        return round(LEFT + seconds * self._scale, 1)


def _scenes(script: Script, clock: EpisodeClock, plot: _Plot) -> Iterator[str]:
    """A ground for each scene, every other one darker, with its number."""
    for at, (planned, _) in enumerate(script.played()):
        own = [moment for moment in clock.moments if moment.scene == planned.number]
        if not own:
            continue
        start, end = plot.x(own[0].start), plot.x(own[-1].end + own[-1].laugh)
        ground = "odd" if at % 2 else "even"
        about = escape(f"Scene {planned.number}, {planned.location}. {planned.summary}")
        yield (
            f'<rect class="{ground}" x="{start}" y="0" width="{end - start:.1f}" '
            f'height="{PEAK + RATE}"><title>{about}</title></rect>'
            f'<text class="soft" x="{start + 4}" y="13">{planned.number}</text>'
        )


def _dead(timing: ComedyTimingAnalysis, plot: _Plot) -> Iterator[str]:
    for zone in timing.dead_zones:
        start, end = plot.x(zone.start), plot.x(zone.end)
        told = f"No joke for {zone.end - zone.start:.0f} seconds"
        yield (
            f'<rect class="dead" x="{start}" y="0" width="{end - start:.1f}" '
            f'height="{PEAK}"><title>{told}</title></rect>'
        )


def _spikes(
    script: Script, jokes: Sequence[AnalyzedJoke], colours: Mapping[str, str], plot: _Plot
) -> Iterator[str]:
    for joke in jokes:
        x, value = plot.x(joke.at), joke.effectiveness.value
        line = script.lines(joke.scene)[joke.payoff_line - 1].line
        top = PEAK - value * (PEAK - 20)
        about = escape(f"{joke.character}: {line} ({value:.2f})")
        yield (
            f'<a class="joke" href="script.html#{place_name(joke.scene, joke.payoff_line)}">'
            f'<line x1="{x}" y1="{PEAK}" x2="{x}" y2="{top:.1f}" '
            f'stroke="{colours.get(joke.character, COLOURS[-1])}"/>'
            f'<circle cx="{x}" cy="{top:.1f}" r="3.5" '
            f'fill="{colours.get(joke.character, COLOURS[-1])}"/><title>{about}</title></a>'
        )


def _pace(
    jokes: Sequence[AnalyzedJoke], seconds: float, profile: ComedyProfile, plot: _Plot
) -> Iterator[str]:
    """Jokes a minute over the last minute, and the pace of shows like it."""
    times = sorted(joke.at for joke in jokes)

    def y(rate: float) -> float:
        return round(PEAK + RATE - min(rate, MOST_RATE) / MOST_RATE * (RATE - 14), 1)

    target, right = y(profile.jokes_per_minute), WIDTH - RIGHT
    yield f'<line class="axis" x1="{LEFT}" y1="{PEAK}" x2="{right}" y2="{PEAK}"/>'
    yield f'<line class="target" x1="{LEFT}" y1="{target}" x2="{right}" y2="{target}"/>'
    yield f'<text class="soft" x="4" y="{target + 4}">{profile.jokes_per_minute:g} / min</text>'
    yield f'<text class="soft" x="4" y="{PEAK - 60}">strength</text>'
    points = []
    moment = 0.0
    while moment <= seconds:
        start, end = max(0.0, moment - WINDOW / 2), min(seconds, moment + WINDOW / 2)
        heard = bisect_left(times, end) - bisect_left(times, start)
        points.append(f"{plot.x(moment)},{y(60 * heard / (end - start) if end > start else 0)}")
        moment += max(2.0, seconds / 400)
    yield f'<polyline class="pace" points="{" ".join(points)}"/>'


def _minutes(seconds: float, plot: _Plot) -> Iterator[str]:
    foot = PEAK + RATE
    yield f'<line class="axis" x1="{LEFT}" y1="{foot}" x2="{WIDTH - RIGHT}" y2="{foot}"/>'
    every = 1 if seconds < 15 * 60 else 2
    for minute in range(0, int(seconds // 60) + 1, every):
        x = plot.x(60 * minute)
        yield f'<text class="soft mid" x="{x}" y="{foot + 18}">{minute}:00</text>'
        yield f'<line class="axis" x1="{x}" y1="{foot}" x2="{x}" y2="{foot + 4}"/>'
