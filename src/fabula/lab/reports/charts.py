"""Charts as inline SVG, in the colours of the page around them; no script, no address."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape

from fabula.lab.record import Comparison
from fabula.lab.reports.rows import MetricRow, labelled, told
from fabula.lab.statistics.summary import mean, percentile

WIDTH, ROW, TOP, BOTTOM = 720, 26, 8, 26
LEFT, RIGHT = 236, 96
"""Pixels for the names before a chart and the figures behind it."""
MOST_DOTS, MOST_ROWS = 300, 24
"""In a chart: of more samples, percentiles are drawn; of more rows, the first."""
WIDEST = 0.5
"""Changes beyond this are drawn at the edge; the figure behind them is true."""
LADDER = (220, 46, 16)
"""Height of a chart over concurrency, its left and its right margin."""


def spread(rows: Sequence[MetricRow]) -> str:
    """A row a metric: every sample a dot, the median a line; all on one scale.

    Of yeses and noes the line is their share.
    """
    rows, left_out = rows[:MOST_ROWS], len(rows) - MOST_ROWS
    names = _names(rows)
    factors = {"ms": 0.001, "KB": 0.001, "GB": 1000.0}
    scaled = [[v * factors.get(row.metric.unit, 1.0) for v in row.values] for row in rows]
    most = max((max(values) for values in scaled), default=0.0) or 1.0
    if rows[0].metric.unit == "share":
        most = max(1.0, most)
    body = []
    for number, (name, row, values) in enumerate(zip(names, rows, scaled, strict=True)):
        y = TOP + number * ROW + ROW / 2
        body.append(_name(name, y))
        body.append(f'<line class="rail" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}"/>')
        body.append(_dots([value / most for value in _fewer(values, MOST_DOTS // len(rows))], y))
        share = row.metric.kind == "count"
        middle = mean(values) if share else percentile(values, 50)
        figure = told(row.summary.mean if share else row.summary.p50, row.metric.unit)
        about = f"{name}: {'mean' if share else 'median'} {figure} of {row.summary.count}"
        body.append(_tick(middle / most, y, about))
        body.append(f'<text x="{WIDTH - RIGHT + 10}" y="{y + 4:.1f}">{escape(figure)}</text>')
    height = TOP + len(rows) * ROW + 4
    if left_out > 0:
        height += ROW
        body.append(f'<text class="axis" x="{LEFT}" y="{height - 10}">and {left_out} more</text>')
    return _svg("".join(body), height, "samples and medians")


def _names(rows: Sequence[MetricRow]) -> list[str]:
    """What tells the rows apart: their labels; of several, without the labels' names."""
    if all(len(row.labels) > 1 for row in rows):
        return [", ".join(row.labels.values()) for row in rows]
    return [labelled(row.labels).strip(" ()") or row.metric.id for row in rows]


def _fewer(values: Sequence[float], room: int) -> Sequence[float]:
    if len(values) <= room:
        return values
    return [percentile(values, 100 * place / (room - 1)) for place in range(room)]


def _x(share: float) -> float:
    return LEFT + share * (WIDTH - LEFT - RIGHT)


def _name(name: str, y: float) -> str:
    cut = name if len(name) < 34 else name[:32] + "…"
    return f'<text class="name" x="{LEFT - 10}" y="{y + 4:.1f}">{escape(cut)}</text>'


def _dots(shares: Iterable[float], y: float) -> str:
    """All dots of a row as one path; those on the same pixel are one."""
    marks = "".join(f"M{x} {y:.0f}h0" for x in dict.fromkeys(round(_x(share)) for share in shares))
    return f'<path class="dots" d="{marks}"/>'


def _tick(share: float, y: float, about: str) -> str:
    x = _x(share)
    title = f"<title>{escape(about)}</title>"
    return (
        f'<g>{title}<rect class="tick" x="{x - 1:.1f}" y="{y - 9:.1f}" width="2" height="18"/></g>'
    )


def _svg(body: str, height: float, about: str) -> str:
    return (
        f'<svg viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" role="img" '
        f'aria-label="{escape(about)}">{body}</svg>\n'
    )


def ladder(rows: Sequence[MetricRow]) -> str:
    """A metric over concurrency: its median, and a band from the least to the 95th percentile.

    Yeses and noes have a share, and no band.
    """
    height, left, right = LADDER
    steps = sorted(rows, key=lambda row: int(row.labels["concurrency"]))
    if steps[0].metric.kind == "count":
        ends = [(row.summary.mean, row.summary.mean, row.summary.mean) for row in steps]
    else:
        ends = [(row.summary.least, row.summary.p50, row.summary.p95) for row in steps]
    most = max(high for _, _, high in ends) or 1.0
    gap = (WIDTH - left - right) / max(1, len(steps) - 1)
    xs = [left + number * gap for number in range(len(steps))]

    def y(value: float) -> float:
        return TOP + (height - TOP - BOTTOM) * (1 - value / most)

    def points(values: Iterable[float]) -> list[str]:
        return [f"{x:.1f},{y(value):.1f}" for x, value in zip(xs, values, strict=True)]

    lows, middles, highs = zip(*ends, strict=True)
    around = [*points(highs), *reversed(points(lows))]
    body = [*_grid(most, steps[0].metric.unit, y)]
    body.append(f'<polygon class="band" points="{" ".join(around)}"/>')
    body.append(f'<polyline class="line" points="{" ".join(points(middles))}"/>')
    for x, row, value in zip(xs, steps, middles, strict=True):
        about = f"{row.labels['concurrency']} at a time: {told(value, row.metric.unit)}"
        spot = f'cx="{x:.1f}" cy="{y(value):.1f}" r="4"'
        body.append(f'<circle class="spot" {spot}><title>{escape(about)}</title></circle>')
        label = f'<text class="axis" x="{x:.1f}" y="{height - 8}" text-anchor="middle">'
        body.append(f"{label}{row.labels['concurrency']}</text>")
    return _svg("".join(body), height, f"{steps[0].metric.id} over concurrency")


def _grid(most: float, unit: str, y: Callable[[float], float]) -> Iterator[str]:
    step = _round(most / 4)
    for number in range(int(most / step) + 1):
        at = y(number * step)
        yield (
            f'<line class="rail" x1="{LADDER[1]}" x2="{WIDTH - LADDER[2]}" y1="{at:.1f}" '
            f'y2="{at:.1f}"/><text class="axis" x="0" y="{at + 4:.1f}">'
            f"{escape(told(number * step, unit))}</text>"
        )


def _round(value: float) -> float:
    """The next of 1, 2, 5, 10, 20 ... that is not less."""
    size = 10.0 ** math.floor(math.log10(value)) if value > 0 else 1.0
    return next(size * n for n in (1, 2, 5, 10) if size * n >= value * (1 - 1e-9))


def changes(comparisons: Sequence[Comparison]) -> str:
    """A row a comparison: the change with its interval, over the bands of the documents."""
    edge = max(0.3, *(min(WIDEST, abs(end)) for one in comparisons for end in (one.low, one.high)))

    def x(gain: float) -> float:
        return _x((max(-edge, min(edge, gain)) + edge) / (2 * edge))

    height = TOP + len(comparisons) * ROW + BOTTOM
    body = [
        f'<rect class="{name}" x="{x(low):.1f}" y="{TOP}" width="{x(high) - x(low):.1f}" '
        f'height="{height - TOP - BOTTOM}"/>'
        for name, low, high in (
            ("worse", -edge, -0.2),
            ("bad", -0.2, -0.1),
            ("same", -0.1, edge),
        )
    ]
    for number, one in enumerate(comparisons):
        at = TOP + number * ROW + ROW / 2
        body.append(_name(f"{one.metric.id}{labelled(one.labels)}", at))
        body.append(
            f'<g><title>{escape(one.label)}</title><line class="whisker" x1="{x(one.low):.1f}" '
            f'x2="{x(one.high):.1f}" y1="{at}" y2="{at}"/><circle class="spot" '
            f'cx="{x(one.gain):.1f}" cy="{at}" r="4.5"/></g>'
        )
        body.append(f'<text x="{WIDTH - RIGHT + 10}" y="{at + 4}">{one.gain:+.1%}</text>')
    for gain in (-0.2, -0.1, 0.0, 0.1, 0.2):
        text = f'<text class="axis" x="{x(gain):.1f}" y="{height - 8}" text-anchor="middle">'
        body.append(f"{text}{gain:+.0%}</text>")
    return _svg("".join(body), height, "change beside the baseline; right is better")
