"""The report on an episode as one HTML page that needs nothing else: no script, no address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from string import Template

from fabula.productions.episode.clock import EpisodeClock, read_clock
from fabula.productions.episode.profiles import PROFILES
from fabula.productions.episode.revision import Draft
from fabula.productions.episode.score import Evidence, Score
from fabula.productions.episode.screenplay import pages_of
from fabula.productions.episode.script import Script
from fabula.productions.episode.seismograph import colours_of, draw_seismograph
from fabula.productions.episode.validation import ScriptValidationReport, ValidationIssue

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
.soft { color: var(--soft) } .scroll { overflow-x: auto }
.pass { color: var(--green) } .fail { color: var(--red) }
dl { display: flex; flex-wrap: wrap; gap: 8px 36px; margin: 16px 0 }
dt { color: var(--soft); font-size: 12px } dd { margin: 0; font-size: 19px }
table { border-collapse: collapse; min-width: 60% }
td, th { padding: 4px 16px 4px 0; text-align: right; vertical-align: top }
th { color: var(--soft); font-weight: 500; font-size: 12px }
td:first-child, th:first-child, .left { text-align: left }
tr { border-bottom: 1px solid var(--line) }
i { display: inline-block; width: 11px; height: 11px; border-radius: 6px; margin-right: 7px }
ul { padding-left: 20px } li { margin: 5px 0 } q { color: var(--soft) }
svg { width: 100%; height: auto; display: block }
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
<div><dt>shooting</dt><dd>$days days, $budget budget</dd></div>
</dl>
$holes
<h2>The laughs on the clock</h2>
<div class="soft">A spike is a pay-off, as high as it measures, in the colour of who gets the laugh.
Red: no joke for too long. The line below is jokes a minute; dashed, the pace of shows like it
($like). $timing</div>
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
<div class="soft">$blind</div>
<div class="scroll"><table>
<tr><th>character</th><th>lines</th><th>words</th><th>score</th><th class="left">of</th>$names</tr>
$voices</table></div>
<h2>Plot and production</h2>
<div class="scroll"><table>$scores</table></div>
<h2>Jokes that were pitched again</h2>
$pitches
</html>
""")


def report_page(
    draft: Draft, missing: Sequence[tuple[str, str]] = (), paper: str = "letter"
) -> str:
    """The page, as HTML.

    Args:
        draft: What was made.
        missing: The scenes that are missing, by title, and why.
        paper: "letter" or "a4", for the number of pages.
    """
    script, report, timing = draft.script, draft.report, draft.comedy.timing_analysis
    clock, profile = read_clock(script), PROFILES[script.bible.style]
    pages = pages_of(script, paper)
    jokes = draft.comedy.analyzed_jokes
    assessed = report.production_complexity
    rate = 60 * len(jokes) / clock.seconds if clock.seconds else 0.0
    passed = report.validation_passed
    score = report.overall_quality_score.value
    return PAGE.substitute(
        title=escape(script.outline.title),
        show=escape(script.bible.show),
        premise=escape(script.outline.premise),
        verdict="pass" if passed else "fail",
        verdict_told=f"{'passed' if passed else 'not passed'}, {score:.2f}",
        minutes=_clock(clock.seconds),
        pages=len(pages.pages),
        jokes=len(jokes),
        rate=f"{rate:.1f}",
        days=f"{assessed.shooting_days:g}",
        budget=assessed.budget_estimate,
        holes="".join(_holes(missing)),
        like=escape(profile.like),
        timing=escape(timing.pacing_score.reason),
        seismograph=draw_seismograph(script, clock, jokes, timing, profile),
        legend=" &nbsp; ".join(_legend(draft)),
        issues="".join(_issues(report.validation_issues)) or "<p>Nothing.</p>",
        scenes="".join(_scenes(draft.script, clock, paper)),
        blind=escape(_blind(report)),
        names="".join(f"<th>{escape(name)}</th>" for name in _asked(report)),
        voices="".join(_voices(report)),
        scores="".join(_scores(report)),
        pitches="".join(_pitches(draft)) or "<p>None: no joke was weak.</p>",
    )


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def _holes(missing: Sequence[tuple[str, str]]) -> Iterator[str]:
    for title, reason in missing:
        yield f'<p class="fail">Scene {escape(title)} is missing: {escape(reason)}</p>'


def _legend(draft: Draft) -> Iterator[str]:
    colours = colours_of(draft.script)
    for name, count in draft.report.comedy_distribution.by_character:
        colour = colours.get(name, "var(--soft)")
        yield f'<i style="background:{colour}"></i>{escape(name)} {count}'


def _issues(issues: Iterable[ValidationIssue]) -> Iterator[str]:
    listed = list(issues)
    for severity in ("critical", "error", "warning", "note"):
        own = [issue for issue in listed if issue.severity == severity]
        if own:
            red = ' class="fail"' if severity in ("critical", "error") else ""
            yield f"<h3{red}>{severity}: {len(own)}</h3><ul>"
            yield from (_issue(issue) for issue in own)
            yield "</ul>"


def _issue(issue: ValidationIssue) -> str:
    where = " ".join(_place(place) for place in issue.evidence[:1])
    remedy = f" {escape(issue.remedy)}" if issue.remedy else ""
    return f"<li>{where}{escape(issue.problem)}{remedy}</li>"


def _place(place: Evidence) -> str:
    line = f", line {place.line}" if place.line else ""
    quote = f" <q>{escape(place.quote)}</q>" if place.quote else ""
    return f'<span class="soft">Scene {place.scene}{line}</span>{quote} '


def _scenes(script: Script, clock: EpisodeClock, paper: str) -> Iterator[str]:
    lengths = {scene.id: scene for scene in pages_of(script, paper).scenes}
    for planned, scene in script.played():
        length, said = lengths[f"s{planned.number}"], scene.dialogue
        words = sum(len(line.line.split()) for line in said.dialogue_lines)
        yield (
            f'<tr><td>{planned.number}</td><td class="left">{escape(planned.location)}</td>'
            f"<td>{_clock(clock.scene_seconds(planned.number))}</td><td>{length.page}</td>"
            f"<td>{length.printed}</td><td>{words}</td><td>{said.comedic_beats_count}</td>"
            f'<td class="left">{escape(", ".join(planned.characters))}</td></tr>\n'
        )


def _blind(report: ScriptValidationReport) -> str:
    """How the blind reader did."""
    if report.told_apart is None:
        return "Nobody says enough (200 words) for a blind reader to tell who speaks."
    return (
        f"A blind reader who sees only letters names the speaker in {report.told_apart:.0%} of the "
        f"tries; by chance it would be {report.told_by_chance:.0%}. "
        "Each row: whose talk it was taken for."
    )


def _asked(report: ScriptValidationReport) -> list[str]:
    """Those that the blind reader was asked about."""
    return [one.character for one in report.character_consistency if one.attributed is not None]


def _voices(report: ScriptValidationReport) -> Iterator[str]:
    for one in report.character_consistency:
        taken = dict(one.taken_for)
        shares = (
            f"<td>{taken.get(who, 0):.0%}</td>" if taken else "<td></td>" for who in _asked(report)
        )
        yield (
            f"<tr><td>{escape(one.character)}</td><td>{one.lines}</td><td>{one.words}</td>"
            f'<td>{one.score.value:.2f}</td><td class="left soft">{escape(one.score.reason)}</td>'
            f"{''.join(shares)}</tr>\n"
        )


def _scores(report: ScriptValidationReport) -> Iterator[str]:
    plot, assessed = report.plot_coherence, report.production_complexity
    rows: dict[str, Score] = {
        "set-ups": plot.setup_clarity,
        "conflict": plot.conflict_strength,
        "resolution": plot.resolution_satisfaction,
        "transitions": plot.scene_transitions,
        "story arc": plot.story_arc_completeness,
        "comedy": report.comedy_distribution.distribution_score,
        "feasibility": assessed.technical_feasibility,
        "all": report.overall_quality_score,
    }
    for name, score in rows.items():
        yield (
            f"<tr><td>{name}</td><td>{score.value:.2f}</td><td>{score.method}</td>"
            f'<td class="left soft">{escape(score.reason)}</td></tr>\n'
        )
    told = (
        f"{assessed.location_count} sets, {assessed.prop_count} props, "
        f"{assessed.costume_changes} costume changes, {assessed.special_effects_count} effects"
    )
    yield f'<tr><td>to be made</td><td></td><td></td><td class="left soft">{told}</td></tr>\n'


def _pitches(draft: Draft) -> Iterator[str]:
    pitches = draft.comedy.alternative_punchlines
    if pitches:
        yield "<ul>"
    for one in pitches:
        mark = "kept" if one.kept else "refused"
        yield (
            f"<li>{escape(one.joke)}, {escape(one.line.character)}: {escape(one.line.line)} "
            f'<span class="soft">{mark}. {escape(one.reason)}</span></li>'
        )
    if pitches:
        yield "</ul>"
