"""The report on an episode as one HTML page that needs nothing else: no script, no address."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from string import Template

from fabula.productions.episode.measures.clock import told_time
from fabula.productions.episode.profiles import PROFILES
from fabula.productions.episode.report import tables
from fabula.productions.episode.report.facts import TableRead
from fabula.productions.episode.report.seismograph import draw_seismograph
from fabula.productions.episode.revision import Draft

SCRIPT_PAGE = "script.html"
"""The script that places point at; whoever names the files puts its own name there."""

PAGE = Template("""<!doctype html>
<html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>$title: report</title>
<style>
:root { color-scheme: light dark; --ink: #1d2733; --soft: #66717d; --line: #dfe3e8; --red: #c62828;
  --green: #2e7d32; --paper: #fff; --part: #f3f5f7; --odd: #e9edf1; --dead: #f7c8c4 }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ec; --soft: #9aa5b1; --line: #333b44;
  --red: #ff6b60; --green: #7bc67e; --paper: #14181c; --part: #1b2026; --odd: #242b33;
  --dead: #5c2622 } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  margin: 28px auto; max-width: 1180px; padding: 0 14px }
h1 { font-size: 24px; margin: 0 } h2 { font-size: 17px; margin: 34px 0 6px }
h3 { font-size: 14px; margin: 18px 0 4px }
.soft { color: var(--soft) } .scroll { overflow-x: auto }
.pass { color: var(--green) } .fail { color: var(--red) }
dl { display: flex; flex-wrap: wrap; gap: 8px 36px; margin: 16px 0 }
dt { color: var(--soft); font-size: 12px } dd { margin: 0; font-size: 19px }
table { border-collapse: collapse; min-width: 60% }
td, th { padding: 4px 16px 4px 0; text-align: right; vertical-align: top }
th { color: var(--soft); font-weight: 500; font-size: 12px }
td:first-child, th:first-child, .left { text-align: left }
tr { border-bottom: 1px solid var(--line) }
td { white-space: nowrap } td.left { white-space: normal }
.scroll svg { min-width: 820px } .key { white-space: nowrap; margin-right: 14px }
i { display: inline-block; width: 11px; height: 11px; border-radius: 6px; margin-right: 7px }
a { color: inherit; text-decoration-color: var(--line); text-underline-offset: 3px }
details > summary { cursor: pointer; margin: 12px 0 6px; font-weight: 600 }
.low { color: var(--red); font-weight: 600 } .grid td { min-width: 44px }
.grid td.heat { text-align: center; padding: 4px 8px; border: 2px solid var(--paper) }
.grid th.heat { text-align: center; padding: 4px 8px }
ul { padding-left: 20px } li { margin: 5px 0 } q { color: var(--soft) }
svg { width: 100%; height: auto; display: block; margin-top: 10px }
svg text { font: 11px system-ui, sans-serif; fill: var(--ink) } svg .soft { fill: var(--soft) }
svg .mid { text-anchor: middle } svg .even { fill: var(--part) } svg .odd { fill: var(--odd) }
svg .dead { fill: var(--dead) } svg .axis { stroke: var(--soft) }
svg .target { stroke: var(--green); stroke-dasharray: 5 4 }
svg .pace { fill: none; stroke: var(--ink); stroke-width: 1.6 }
svg .joke line { stroke-width: 2.2 }
</style>
<h1>$title</h1>
<div class="soft">$show. $premise</div>
<dl>
<div><dt>validator</dt><dd class="$verdict">$verdict_told</dd></div>
<div><dt>table read</dt><dd>$minutes</dd></div>
<div><dt>pages</dt><dd>$pages</dd></div>
<div><dt>jokes</dt><dd>$jokes, $rate a minute</dd></div>
<div><dt>told apart by voice</dt><dd>$told</dd></div>
<div><dt>shooting</dt><dd>$days days, $budget budget</dd></div>
</dl>
$holes
<h2>The laughs on the clock</h2>
<div class="soft">A spike is a pay-off, as high as it measures, in the colour of who gets the laugh.
Red: no joke for too long. The line below is jokes a minute; dashed, the pace of shows like it.
$timing</div>
<div class="scroll">$seismograph</div>
<p class="soft">$legend</p>
<h2>What to mend</h2>
$issues
<h2>Table read</h2>
<div class="scroll"><table>
<tr><th>scene</th><th class="left">place</th><th>time</th><th>page</th><th>length</th><th>words</th>
<th>jokes</th><th class="left">who</th></tr>
$scenes</table></div>
<h2>Voices</h2>
<div class="scroll"><table class="grid">
$voices</table></div>
<h3>Who says this?</h3>
<div class="soft">$blind</div>
$matrix
$strange
<h2>Plot and production</h2>
<div class="scroll"><table>$scores</table></div>
<h2>Call-backs to try</h2>
$callbacks
<h2>Jokes that were pitched again</h2>
$pitches
</html>
""")


def report_page(draft: Draft, read: TableRead, missing: Sequence[tuple[str, str]] = ()) -> str:
    """The page, as HTML; its places are links to the lines in `script.html` beside it.

    Args:
        draft: What was made.
        read: Its script, read.
        missing: The scenes that are missing, by title, and why.
    """
    script, report, timing = draft.script, draft.report, draft.comedy.timing_analysis
    clock, pages, profile = read.clock, read.pages, PROFILES[script.bible.style]
    jokes = draft.comedy.analyzed_jokes
    rate = 60 * len(jokes) / clock.seconds if clock.seconds else 0.0
    verdict = "passed" if report.validation_passed else "not passed"
    return PAGE.substitute(
        title=escape(script.outline.title),
        show=escape(script.bible.show),
        premise=escape(script.outline.premise),
        verdict="pass" if report.validation_passed else "fail",
        verdict_told=f"{verdict}, {report.overall_quality_score.value:.2f}",
        minutes=told_time(clock.seconds),
        pages=len(pages.pages),
        jokes=len(jokes),
        rate=f"{rate:.1f}",
        told="too few words" if report.told_apart is None else f"{report.told_apart:.0%}",
        days=f"{report.production_complexity.shooting_days:g}",
        budget=report.production_complexity.budget_estimate,
        holes=tables.holes(missing) + tables.notes(draft),
        timing=escape(timing.pacing_score.reason),
        seismograph=draw_seismograph(script, clock, jokes, timing, profile),
        legend=tables.legend(draft),
        issues=tables.issues(report.validation_issues),
        scenes=tables.scenes(script, clock, pages),
        voices=tables.voices(report),
        blind=escape(tables.blind(report)),
        matrix=tables.matrix(report),
        strange=tables.strange(report),
        scores=tables.scores(report),
        callbacks=tables.callbacks(draft),
        pitches=tables.pitches(draft),
    )
