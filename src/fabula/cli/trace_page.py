"""The timeline of a run as one HTML page that needs nothing else: no script, no address."""

from __future__ import annotations

import math
from collections.abc import Iterator
from html import escape
from string import Template

from fabula.cli.costs import named_bills
from fabula.engine import RunRecord
from fabula.engine.profile import Profile
from fabula.engine.timeline import Work

GUTTER, WIDTH, AXIS, ROW, GAP = 190, 1080, 24, 17, 5
"""Pixels: names at the left, bars, the axis above them, one row, the room below a part."""

COLOURS = (
    "#4e79a7", "#f28e2b", "#59a14f", "#b07aa1", "#e15759",
    "#3f9c95", "#b8860b", "#9c755f", "#d37295", "#7f7f7f",
    "#6a5acd", "#2e8b57", "#a0522d", "#c2185b", "#00798c",
)  # fmt: skip
LETTER = 6.2
"""Pixels that a letter of a bar's text takes, about."""

PAGE = Template("""<!doctype html>
<html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Run $run</title>
<style>
:root { color-scheme: light dark; --ink: #1d2733; --soft: #66717d; --line: #dfe3e8; --red: #c62828;
  --paper: #fff; --part: #eef1f4 }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ec; --soft: #9aa5b1; --line: #333b44;
  --red: #ff6b60; --paper: #14181c; --part: #20262d } }
body { font: 14px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  margin: 24px auto; max-width: 1300px; padding: 0 10px }
h1 { font-size: 20px; margin: 0 } h2 { font-size: 15px; margin: 26px 0 6px }
.soft { color: var(--soft) } .scroll { overflow-x: auto }
dl { display: flex; flex-wrap: wrap; gap: 8px 36px; margin: 14px 0 }
dt { color: var(--soft); font-size: 12px } dd { margin: 0; font-size: 18px }
table { border-collapse: collapse } td, th { padding: 3px 14px 3px 0; text-align: right }
th { color: var(--soft); font-weight: 500; font-size: 12px } td:first-child { text-align: left }
i { display: inline-block; width: 11px; height: 11px; border-radius: 2px; margin-right: 7px }
svg text { font: 11px system-ui, sans-serif; fill: var(--ink) } svg .in { fill: #fff }
svg .axis { fill: var(--soft) } svg .grid { stroke: var(--line) } svg .part { fill: var(--part) }
svg .path { stroke: var(--red); stroke-width: 3 }
</style>
<h1>$production, $seconds s</h1>
<div class="soft">run $run, $state</div>
<dl>
<div><dt>bottleneck</dt><dd>$bottleneck ($share)</dd></div>
<div><dt>efficiency</dt><dd>$efficiency</dd></div>
<div><dt>work alone, with these limits</dt><dd>$ideal s</dd></div>
<div><dt>work alone, without limits</dt><dd>$unlimited s</dd></div>
<div><dt>cost</dt><dd>$cost</dd></div>
</dl>
<h2>Timeline</h2>
<div class="soft">Red underlines what the run waited for at that moment: the critical path. Pale
starts are waits; pale bars were remembered.</div>
<div class="scroll"><svg width="$width" height="$height" role="img" aria-label="Timeline">
$bars</svg></div>
<h2>Where the time went</h2>
<div class="scroll"><table>
<tr><th></th><th>calls</th><th>remembered</th><th>failed</th><th>work</th><th>longest</th>
<th>waited</th><th>tokens</th><th>cost</th><th>critical path</th></tr>
$rows</table></div>
$costs</html>
""")


def trace_page(profile: Profile, record: RunRecord) -> str:
    """The page, as HTML."""
    timeline = profile.timeline
    drawing = _Drawing(profile)
    return PAGE.substitute(
        run=escape(record.id),
        production=escape(record.production),
        state=record.state,
        seconds=f"{timeline.makespan:.2f}",
        bottleneck=escape(profile.bottleneck),
        share=f"{profile.shares.get(profile.bottleneck, 0.0):.0%} of the run",
        efficiency=f"{profile.efficiency:.0%}",
        ideal=f"{profile.ideal:.2f}",
        unlimited=f"{profile.unlimited:.2f}",
        cost=escape(profile.bill.told()),
        bars="".join(drawing.elements),
        width=GUTTER + WIDTH + 10,
        height=drawing.height,
        rows="".join(_rows(profile, drawing.colours)),
        costs=_costs(profile),
    )


def _rows(profile: Profile, colours: dict[str, str]) -> Iterator[str]:
    makespan = profile.timeline.makespan or 1.0
    for row in profile.rows:
        cost = escape(str(row.bill)) if row.bill.calls else ""
        colour = colours.get(row.name, "var(--part)")
        cells = (
            row.calls, row.hits or "", row.failed or "", f"{row.work:.2f} s",
            f"{row.longest:.2f} s", f"{row.waited:.2f} s", row.bill.tokens or "", cost,
            f"{row.critical / makespan:.1%}",
        )  # fmt: skip
        listed = "".join(f"<td>{cell}</td>" for cell in cells)
        yield f'<tr><td><i style="background:{colour}"></i>{escape(row.name)}</td>{listed}</tr>\n'


def _costs(profile: Profile) -> str:
    """What each model and each part cost; nothing for a run that cost nothing."""
    named = named_bills(profile)
    if not named:
        return ""
    rows = "".join(
        f"<tr><td>{escape(name)}</td><td>{escape(bill.told())}</td></tr>\n" for name, bill in named
    )
    return f'<h2>What it cost</h2>\n<div class="scroll"><table>\n{rows}</table></div>\n'


class _Drawing:
    """The bars: each span in its row, those that it called below it."""

    def __init__(self, profile: Profile) -> None:
        self._works, self._makespan = profile.timeline.works, profile.timeline.makespan or 1.0
        names = [row.name for row in profile.rows if row.kind != "part"]
        self.colours = {name: COLOURS[n % len(COLOURS)] for n, name in enumerate(names)}
        self.elements: list[str] = []
        self._tops: dict[int, int] = {}
        bottom = AXIS + self._stack(self._works[0], AXIS)
        self._grid(bottom)
        for work in self._works.values():
            if work.number:
                self.elements.append(self._bar(work))
        self._underline(profile)
        self.height = bottom + GAP

    def _x(self, seconds: float) -> float:
        return GUTTER + seconds / self._makespan * WIDTH

    def _stack(self, work: Work, top: int) -> int:
        """Find the rows of all that a span called, below `top`; how high they are together."""
        lanes: list[_Lane] = []
        height = 0
        for number in sorted(work.inner, key=lambda n: self._works[n].ready):
            inner = self._works[number]
            lane = next((one for one in lanes if one.takes(inner)), None)
            if lane is None:
                lane = _Lane(top + height)
                lanes.append(lane)
            room = ROW + self._stack(inner, lane.top + ROW) + (GAP if inner.kind == "part" else 0)
            if lane.room < room:
                # Only the last lane can grow; what is too high for its own begins a new one.
                if lane is not lanes[-1]:
                    lane = _Lane(top + height)
                    lanes.append(lane)
                    self._stack(inner, lane.top + ROW)
                height += room - lane.room
                lane.room = room
            lane.end, lane.full = inner.end, inner.kind == "part"
            self._tops[number] = lane.top
        return height

    def _grid(self, bottom: int) -> None:
        step = _round_step(self._makespan / 10)
        for number in range(int(self._makespan / step) + 1):
            x = self._x(number * step)
            self.elements.append(
                f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{AXIS - 6}" y2="{bottom}"/>'
                f'<text class="axis" x="{x + 3:.1f}" y="12">{number * step:g} s</text>\n'
            )

    def _bar(self, work: Work) -> str:
        top, begin, end = self._tops[work.number], self._x(work.ready), self._x(work.end)
        start = self._x(work.start) if work.how != "hit" else begin
        fill = self.colours.get(work.name)
        words = f"{work.name} {work.title}".strip() if work.kind != "part" else work.title
        paint = f'fill="{fill}"' if fill else 'class="part"'
        faint = f'<rect {paint} opacity=".3" x="{begin:.1f}" y="{top}" width="{start - begin:.1f}"'
        parts = [
            f"<g><title>{escape(_told(work, words))}</title>",
            f'{faint} height="{ROW - 2}"/>' if start - begin > 0.5 else "",
            f'<rect {paint} {_look(work)} x="{start:.1f}" y="{top}" '
            f'width="{max(end - start, 1):.1f}" height="{ROW - 2}" rx="2"/>',
        ]
        if work.kind == "part":
            parts.append(f'<text x="4" y="{top + 12}">{escape(_cut(words, GUTTER - 12))}</text>')
        elif (end - start) > LETTER * 4:
            text = escape(_cut(words, end - start - 6))
            parts.append(f'<text class="in" x="{start + 3:.1f}" y="{top + 12}">{text}</text>')
        return "".join((*parts, "</g>\n"))

    def _underline(self, profile: Profile) -> None:
        for segment in profile.path:
            y = self._tops.get(segment.work.number, AXIS - 6 - ROW) + ROW - 2.5
            begin, end = self._x(segment.begin), self._x(segment.end)
            told = escape(f"critical path: {segment.name}, {segment.seconds:.3f} s")
            self.elements.append(
                f'<line class="path" x1="{begin:.1f}" x2="{max(end, begin + 0.5):.1f}" '
                f'y1="{y}" y2="{y}"><title>{told}</title></line>\n'
            )


class _Lane:
    """A row of blocks one after the other; a part has one for itself."""

    def __init__(self, top: int) -> None:
        self.top, self.room, self.end, self.full = top, 0, 0.0, False

    def takes(self, work: Work) -> bool:
        return not self.full and work.kind != "part" and self.end <= work.ready


def _look(work: Work) -> str:
    if work.how == "failed":
        return 'stroke="var(--red)" stroke-dasharray="3 2"'
    return 'opacity=".45"' if work.how == "hit" else ""


def _told(work: Work, words: str) -> str:
    """What is shown when the pointer rests on a bar."""
    lines = [
        f"{words}: {work.how}",
        f"ready {work.ready:.3f} s, start {work.start:.3f} s, end {work.end:.3f} s",
    ]
    lines += [f"waited {seconds:.3f} s: {name}" for name, seconds in work.waits.items()]
    if work.attempts > 1:
        lines.append(f"{work.attempts} attempts")
    lines += [f"{amount:g} {name.replace('_', ' ')}" for name, amount in work.bill.used.items()]
    if work.bill.calls or work.bill.saved:
        lines.append(work.bill.told())
    return "\n".join(lines)


def _cut(words: str, pixels: float) -> str:
    most = max(1, int(pixels / LETTER))
    return words if len(words) <= most else words[: most - 1] + "…"


def _round_step(seconds: float) -> float:
    """The next of 1, 2, 5, 10, 20 ... that is not less."""
    size = 10.0 ** math.floor(math.log10(seconds))
    return next(size * n for n in (1, 2, 5, 10) if size * n >= seconds * (1 - 1e-9))
