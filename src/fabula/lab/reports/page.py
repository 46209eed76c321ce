"""The record as one HTML page that needs nothing else: no script, no address, light and dark."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from html import escape
from string import Template

from fabula.lab.record import Outcome, Record, Table, Verdict
from fabula.lab.reports.charts import changes, ladder, spread
from fabula.lab.reports.costs import cost_table
from fabula.lab.reports.rows import (
    ENOUGH,
    FEW,
    MetricRow,
    are_figures,
    climbed,
    comparison_cells,
    counted,
    environment_lines,
    headline,
    metric_rows,
    moment,
    scatter,
    tail,
    told,
    verdict_cells,
)
from fabula.lab.statistics.summary import summarize

Draw = Callable[[Sequence[MetricRow]], str]

MOST_FIGURES, MOST_DRAWN = 300, 150
"""Rows of the table, and of all charts; a page stays small, and the record has all of it."""

PAGE = Template("""<!doctype html>
<html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Fabula lab: $headline</title>
<style>
:root { color-scheme: light dark; --ink: #1d2733; --soft: #5d6873; --line: #dfe3e8; --paper: #fff;
  --pass: #1b7f4b; --fail: #c62828; --skip: #66717d; --odd: #8e44ad; --dot: #2f6fb3;
  --warn: #8a5a00; --pass-bg: #e6f4ec; --fail-bg: #fbe9e7; --skip-bg: #eef1f4;
  --odd-bg: #f3e8f8; --warn-bg: #fff4d6 }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ec; --soft: #9aa5b1; --line: #333b44;
  --paper: #14181c; --pass: #5fd394; --fail: #ff8a80; --skip: #9aa5b1; --odd: #d7a6ee;
  --dot: #7fb4ee; --warn: #f0c04f; --pass-bg: #14301f; --fail-bg: #3a1a18; --skip-bg: #20262d;
  --odd-bg: #2e1c38; --warn-bg: #33290d } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  margin: 32px auto; max-width: 1060px; padding: 0 16px }
h1 { font-size: 26px; line-height: 1.2; margin: 0 } h2 { font-size: 18px; margin: 40px 0 8px }
h3 { font-size: 14px; margin: 20px 0 4px }
.soft, .axis { color: var(--soft) } .scroll { overflow-x: auto } small { color: var(--soft) }
.tiles { display: flex; flex-wrap: wrap; gap: 12px; margin: 20px 0 0; padding: 0; list-style: none }
.tiles li { border-radius: 8px; padding: 8px 18px } .tiles b { font-size: 24px; display: block }
table { border-collapse: collapse; width: 100% }
td, th { padding: 6px 14px 6px 0; text-align: left; vertical-align: top; border-bottom: 1px solid
  var(--line) } th { color: var(--soft); font-weight: 500; font-size: 13px }
td.n, th.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
td.w { white-space: nowrap }
.figures td:nth-child(n+2), .figures th:nth-child(n+2) { text-align: right; white-space: nowrap }
.tag { border-radius: 4px; padding: 1px 8px; font-size: 12px; font-weight: 600;
  white-space: nowrap }
.pass, .green { color: var(--pass); background: var(--pass-bg) }
.fail, .red { color: var(--fail); background: var(--fail-bg) }
.skip, .inconclusive { color: var(--skip); background: var(--skip-bg) }
.invalid { color: var(--odd); background: var(--odd-bg) }
.yellow { color: var(--warn); background: var(--warn-bg) }
svg { max-width: 100%; height: auto }
svg text { font: 12px system-ui, sans-serif; fill: var(--ink) }
svg .name { text-anchor: end } svg .axis { fill: var(--soft); font-size: 11px }
svg .rail { stroke: var(--line) }
svg .dots { stroke: var(--dot); stroke-width: 7; stroke-linecap: round; opacity: .35 }
svg .tick, svg .spot { fill: var(--dot) } svg .line { fill: none; stroke: var(--dot);
  stroke-width: 2 } svg .band { fill: var(--dot); opacity: .15 }
svg .whisker { stroke: var(--dot); stroke-width: 3; opacity: .5 }
svg .same { fill: var(--pass-bg) } svg .bad { fill: var(--warn-bg) }
svg .worse { fill: var(--fail-bg) }
@media (max-width: 620px) { .cards tr { display: flex; flex-wrap: wrap; gap: 0 14px;
  border-bottom: 1px solid var(--line); padding: 6px 0 } .cards tr:has(th) { display: none }
  .cards td { border: 0; padding: 0 } .cards td:nth-child(2) { flex: 1 0 100%; order: -1 } }
details { margin: 8px 0 } summary { cursor: pointer; font-weight: 600 }
</style>
<h1>$headline</h1>
<div class="soft">$about</div>
$tiles
$body
</html>
""")


def page_report(record: Record) -> str:
    """The page, as HTML."""
    setup = record.setup
    where = f"{', '.join(setup.suites)} on {setup.deployment}, clock {setup.clock}"
    about = f"{where}; {moment(record.started_at)}, {record.seconds:.1f} s"
    return PAGE.substitute(
        headline=escape(headline(record)),
        about=escape(about),
        tiles=_tiles(record),
        body="".join(_sections(record)),
    )


def _tiles(record: Record) -> str:
    names = {"PASS": "met", "FAIL": "missed", "INVALID": "invalid", "SKIP": "skipped"}
    tiles = "".join(
        f'<li class="{state.lower()}"><b>{number}</b>{names[state]}</li>'
        for state, number in counted(record).items()
    )
    return f'<ul class="tiles">{tiles}</ul>' if tiles else ""


def _sections(record: Record) -> Iterator[str]:
    yield _troubles(record)
    if record.comparisons:
        yield "<h2>Beside the baseline</h2>"
        yield '<p class="soft">Dots are the change, lines its 95 % interval; right is better.</p>'
        yield changes(record.comparisons)
        yield _comparisons(record)
    if record.verdicts:
        yield "<h2>Targets</h2>" + _targets(record)
    yield from (_found(one) for outcome in record.outcomes for one in outcome.tables)
    costs = cost_table(record)
    if costs is not None:
        yield _found(costs)
    rows = metric_rows(record)
    if rows:
        yield "<h2>Figures</h2>" + _charts(rows)
        yield f"<details><summary>All figures</summary>{_figures(rows)}</details>"
    yield "<h2>Scenarios</h2>" + _scenarios(record)
    yield "<h2>Where it was measured</h2>" + _table(
        ("", ""), ([_cell(name, "w"), _cell(text)] for name, text in environment_lines(record))
    )
    for note in record.notes:
        yield f"<p>{escape(note)}</p>"


def _found(table: Table) -> str:
    """What a scenario found that is a table; columns of figures stand to the right."""
    kinds = ["n" if are_figures(column) else "" for column in zip(*table.rows, strict=True)]
    titles = [
        f"{title}:n" if kind else title for title, kind in zip(table.columns, kinds, strict=True)
    ]
    rows = ([_cell(*one) for one in zip(row, kinds, strict=True)] for row in table.rows)
    note = f'<p class="soft">{escape(table.note)}</p>' if table.note else ""
    return f"<h2>{escape(table.title)}</h2>{_table(titles, rows)}{note}"


def _troubles(record: Record) -> str:
    """What was missed, and what to do about it: what most readers look for."""
    # A target without a figure is missed because of its scenario, which is told below.
    missed = [one for one in record.verdicts if one.state == "FAIL" and one.measured is not None]
    broken = [one for one in record.outcomes if one.state in ("failed", "invalid")]
    items = [
        f"<li><b>{escape(one.target.says)}</b>: {escape(told(one.measured, one.target.unit))}. "
        f"{escape(one.reason)}</li>"
        for one in missed
    ]
    items += [f"<li><b>{escape(one.id)}</b>: {escape(one.reason)}</li>" for one in broken]
    return f"<h2>What to do</h2><ul>{''.join(items)}</ul>" if items else ""


def _targets(record: Record) -> str:
    """What was judged; what was not is folded away."""
    judged = [one for one in record.verdicts if one.state != "SKIP"]
    skipped = [one for one in record.verdicts if one.state == "SKIP"]
    shown = _verdicts(judged) if judged else ""
    if not skipped:
        return shown
    opened = "" if judged else " open"
    told = f"<summary>{len(skipped)} skipped</summary>"
    return f"{shown}<details{opened}>{told}{_verdicts(skipped)}</details>"


def _verdicts(verdicts: Sequence[Verdict]) -> str:
    rows = []
    for verdict in verdicts:
        name, says, limit, measured, state = verdict_cells(verdict)
        about = "" if state in ("FAIL", "INVALID") else verdict.reason
        demand = escape(says) + (f" <small>{escape(about)}</small>" if about else "")
        tag = f'<span class="tag {state.lower()}">{state}</span>'
        rows.append(
            [_cell(name, "w"), f"<td>{demand}</td>", _cell(limit, "n"), _cell(measured, "n"),
             f"<td>{tag}</td>"]
        )  # fmt: skip
    return _table(("target", "demand", "limit:n", "measured:n", "verdict"), rows, "cards")


def _comparisons(record: Record) -> str:
    rows = []
    for one in record.comparisons:
        name, before, after, change, label = comparison_cells(one)
        tag = f'<span class="tag {one.colour}">{escape(label)}</span>'
        rows.append(
            [_cell(name), _cell(before, "n"), _cell(after, "n"), _cell(change, "n"),
             f"<td>{tag}</td>"]
        )  # fmt: skip
    return _table(("metric", "before:n", "now:n", "change (95 %):n", ""), rows)


def _charts(rows: Sequence[MetricRow]) -> str:
    """A chart for each metric whose samples differ; of one over concurrency, a curve."""
    parts, drawn = [], 0
    for suite, metric in dict.fromkeys((row.outcome.suite, row.metric) for row in rows):
        own = [row for row in rows if (row.outcome.suite, row.metric) == (suite, metric)]
        drawings = []
        for draw, some in _drawn(own):
            if drawn <= MOST_DRAWN and len({value for row in some for value in row.values}) > 1:
                drawn += len(some)
                drawings.append(draw(some))
        if drawings:
            about = metric.about.partition(";")[0]
            title = f"{suite} {metric.id}" + (f": {about}" if about else "")
            parts.append(f"<h3>{escape(title)}</h3>{''.join(drawings)}")
    return "".join(parts)


def _drawn(rows: Sequence[MetricRow]) -> Iterator[tuple[Draw, list[MetricRow]]]:
    """What is drawn how: who climbed as a curve, the others as dots."""
    steps = climbed(rows)
    curve = _merged(steps)
    if _is_ladder(curve):
        yield ladder, curve
        rows = [row for row in rows if row not in steps]
    yield spread, _merged(rows)


def _merged(rows: Iterable[MetricRow]) -> list[MetricRow]:
    """Rows of the same labels as one, whichever scenarios measured them."""
    found: dict[str, MetricRow] = {}
    for row in rows:
        before = found.get(row.name)
        values = row.values if before is None else before.values + row.values
        found[row.name] = replace(row, values=values, summary=summarize(values))
    return list(found.values())


def _is_ladder(rows: Sequence[MetricRow]) -> bool:
    steps = [row.labels.get("concurrency", "") for row in rows]
    return len(set(steps)) == len(steps) > 2 and all(step.isdigit() for step in steps)


def _figures(rows: Sequence[MetricRow]) -> str:
    """The figures of every metric; of samples that are all the same, the one."""
    titles = ("metric", "samples", "min", "mean", "stddev", "p50", "p95", "p99", "max")
    body = []
    for row in rows[:MOST_FIGURES]:
        found, unit = row.summary, row.metric.unit
        if found.least == found.most:
            figures = [f'<td colspan="7">{escape(told(found.most, unit))} each time</td>']
        else:
            figures = [
                *(_cell(told(figure, unit)) for figure in (found.least, found.mean)),
                _cell(scatter(found, unit)),
                _cell(told(found.p50, unit)),
                *(_cell(tail(found, percent, unit)) for percent in ENOUGH),
                _cell(told(found.most, unit)),
            ]
        body.append([_cell(f"{row.outcome.suite} {row.name}"), _cell(str(found.count)), *figures])
    left_out = len(rows) - MOST_FIGURES
    more = f'<p class="soft">{FEW[1:]}</p>'
    more += f"<p>{left_out} more stand in the record.</p>" if left_out > 0 else ""
    return _table(titles, body, "figures") + more


def _scenarios(record: Record) -> str:
    states = {"passed": "pass", "failed": "fail", "skipped": "skip", "invalid": "invalid"}

    def row(one: Outcome) -> list[str]:
        said = "".join(f"<br><small>{escape(line)}</small>" for line in one.said)
        facts = "".join(
            f"<br><small>{escape(name)}: {escape(fact)}</small>" for name, fact in one.facts.items()
        )
        about = f"<br><small>{escape(one.reason)}</small>" if one.reason else ""
        tag = f'<span class="tag {states[one.state]}">{one.state}</span>'
        return [
            _cell(one.id, "w"), f"<td>{escape(one.title)}{about}{said}{facts}</td>",
            _cell(f"{one.seconds:.1f} s", "n"), f"<td>{tag}</td>",
        ]  # fmt: skip

    return _table(("scenario", "what it shows", "took:n", ""), map(row, record.outcomes), "cards")


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]], kind: str = "") -> str:
    """A table of finished cells; a title that ends in `:n` is that of a column of figures."""
    head = "".join(
        f'<th class="n">{title[:-2]}</th>' if title.endswith(":n") else f"<th>{title}</th>"
        for title in titles
    )
    body = "\n".join(f"<tr>{''.join(row)}</tr>" for row in rows)
    heading = f"<tr>{head}</tr>\n" if any(titles) else ""
    opened = f'<table class="{kind}">' if kind else "<table>"
    return f'<div class="scroll">{opened}\n{heading}{body}</table></div>\n'


def _cell(text: str, kind: str = "") -> str:
    return f'<td class="{kind}">{escape(text)}</td>' if kind else f"<td>{escape(text)}</td>"
