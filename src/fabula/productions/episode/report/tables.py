"""The tables and lists of the report's page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from fabula.media.screenplay.layout.paginator import Pagination
from fabula.productions.episode.measures.clock import EpisodeClock, told_time
from fabula.productions.episode.report.seismograph import colours_of, place_name
from fabula.productions.episode.revision import Draft
from fabula.productions.episode.score import Evidence, Score
from fabula.productions.episode.script import Script
from fabula.productions.episode.validation import ScriptValidationReport, ValidationIssue

LOW = 0.6
"""Below that, a number is red."""

MANY = 12
"""Warnings that are shown at once; more of them, and all notes, fold away."""

CONFUSED = 0.5
"""Share of right answers below which the lines are shown that mislead a blind reader."""


def holes(missing: Sequence[tuple[str, str]]) -> str:
    """The scenes that are missing."""
    return "".join(
        f'<p class="fail">Scene {escape(title)} is missing: {escape(reason)}</p>'
        for title, reason in missing
    )


def notes(draft: Draft) -> str:
    """What could not be done for the script, and why."""
    return "".join(f"<p>Note: {escape(note)}</p>" for note in draft.notes)


def legend(draft: Draft) -> str:
    """Whose colour is which, and how many laughs each gets."""
    colours = colours_of(draft.script)
    return "".join(
        f'<span class="key"><i style="background:{colours.get(name, "var(--soft)")}"></i>'
        f"{escape(name)} {count}</span> "
        for name, count in draft.report.comedy_distribution.by_character
    )


def issues(found: Iterable[ValidationIssue]) -> str:
    """What is wrong, the worst first."""
    listed, parts = list(found), list[str]()
    for severity in ("critical", "error", "warning", "note"):
        own = [issue for issue in listed if issue.severity == severity]
        if own:
            red = ' class="fail"' if severity in ("critical", "error") else ""
            folds = severity == "note" or (severity == "warning" and len(own) > MANY)
            shown = "" if folds else " open"
            told = "".join(_issue(issue) for issue in own)
            title = f"{severity}: {len(own)}"
            parts.append(
                f"<details{shown}><summary{red}>{title}</summary><ul>{told}</ul></details>"
            )
    return "".join(parts) or "<p>Nothing.</p>"


def _issue(issue: ValidationIssue) -> str:
    where = "".join(f"{_place(place)}&ensp;" for place in issue.evidence[:1])
    remedy = f' <span class="soft">{escape(issue.remedy)}</span>' if issue.remedy else ""
    return f"<li>{where}{escape(issue.problem)}{remedy}</li>"


def _place(place: Evidence) -> str:
    quote = f" <q>{escape(place.quote)}</q>" if place.quote else ""
    return f"{_link(place.scene, place.line)}{quote}"


def _link(scene: int, line: int) -> str:
    told = f"Scene {scene}, line {line}" if line else f"Scene {scene}"
    return f'<a href="script.html#{place_name(scene, line)}">{told}</a>'


def scenes(script: Script, clock: EpisodeClock, pages: Pagination) -> str:
    """Each scene as a table read would time it."""
    lengths = {scene.id: scene for scene in pages.scenes}
    rows = []
    for planned, scene in script.played():
        length, said = lengths[f"s{planned.number}"], scene.dialogue
        words = sum(len(line.line.split()) for line in said.dialogue_lines)
        rows.append(
            f'<tr><td><a href="script.html#s{planned.number}">{planned.number}</a></td>'
            f'<td class="left">{escape(planned.location)}</td>'
            f"<td>{told_time(clock.scene_seconds(planned.number))}</td><td>{length.page}</td>"
            f"<td>{length.printed}</td><td>{words}</td><td>{said.comedic_beats_count}</td>"
            f'<td class="left">{escape(", ".join(planned.characters))}</td></tr>\n'
        )
    return "".join(rows)


def voices(report: ScriptValidationReport) -> str:
    """Each voice with the parts of its score."""
    cast = report.character_consistency
    names = list(dict.fromkeys(name for one in cast for name, _ in one.parts))
    heads = "".join(f"<th>{name}</th>" for name in ("lines", "words", "score", *names))
    rows = [f"<tr><th>character</th>{heads}</tr>\n"]
    for one in cast:
        parts = dict(one.parts)
        numbers = "".join(_cell(parts.get(name)) for name in names)
        rows.append(
            f"<tr><td>{escape(one.character)}</td><td>{one.lines}</td><td>{one.words}</td>"
            f"{_cell(one.score)}{numbers}</tr>\n"
        )
    return "".join(rows)


def _cell(score: Score | None) -> str:
    if score is None:
        return '<td class="soft">-</td>'
    low = ' class="low"' if score.value < LOW else ""
    return f'<td{low} title="{escape(score.reason)}">{score.value:.2f}</td>'


def blind(report: ScriptValidationReport) -> str:
    """How the blind reader did."""
    if report.told_apart is None:
        return "Nobody says enough (200 words) for a blind reader to tell who speaks."
    return (
        f"A blind reader who sees only letters names the speaker in {report.told_apart:.0%} of the "
        f"tries; by chance it would be {report.told_by_chance:.0%}. "
        "Each row: whose talk it was taken for."
    )


def matrix(report: ScriptValidationReport) -> str:
    """Whose talk was taken for whose, in colour."""
    asked = [one for one in report.character_consistency if one.attributed is not None]
    if not asked:
        return ""
    heads = "".join(f'<th class="heat">{escape(one.character)}</th>' for one in asked)
    rows = []
    for one in asked:
        taken = dict(one.taken_for)
        cells = "".join(_heat(taken.get(other.character, 0.0), one is other) for other in asked)
        rows.append(f"<tr><td>{escape(one.character)}</td>{cells}</tr>\n")
    table = f'<table class="grid"><tr><th></th>{heads}</tr>\n{"".join(rows)}</table>'
    return f'<div class="scroll">{table}</div>'


def _heat(share: float, right: bool) -> str:
    colour = "var(--green)" if right else "var(--red)"
    ground = f"color-mix(in srgb, {colour} {55 * share:.0f}%, var(--part))"
    return f'<td class="heat" style="background:{ground}">{share:.0%}</td>'


def strange(report: ScriptValidationReport) -> str:
    """The lines that mislead the blind reader, of those that it hardly knows."""
    lines = [
        f"<li>{escape(one.character)}: {_place(place)}</li>"
        for one in report.character_consistency
        if one.attributed is not None and one.attributed < CONFUSED
        for place in dict(one.parts)["told apart"].evidence
    ]
    if not lines:
        return ""
    return f"<h3>Lines that sound like somebody else</h3><ul>{''.join(lines)}</ul>"


def scores(report: ScriptValidationReport) -> str:
    """The other scores, each with where it comes from."""
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
    told = (
        f"sets {assessed.location_count}, props {assessed.prop_count}, "
        f"costume changes {assessed.costume_changes}, effects {assessed.special_effects_count}"
    )
    return "".join(_scored(name, score) for name, score in rows.items()) + (
        f'<tr><td>to be made</td><td></td><td></td><td class="left soft">{told}</td></tr>\n'
    )


def _scored(name: str, score: Score) -> str:
    return (
        f'<tr><td>{name}</td>{_cell(score)}<td class="left">{score.method}</td>'
        f'<td class="left soft">{escape(score.reason)}</td></tr>\n'
    )


def callbacks(draft: Draft) -> str:
    """Words of earlier jokes that could come back."""
    jokes = {joke.joke: joke for joke in draft.comedy.analyzed_jokes}
    told = [
        f"<li><b>{escape(one.term)}</b> from "
        f"{_link(jokes[one.source_joke].scene, jokes[one.source_joke].payoff_line)} at the end of "
        f"{_link(one.scene, 0)}, {told_time(one.gap)} later"
        f'<span class="soft">: {escape(", ".join(one.heard_by))} heard it</span></li>'
        for one in draft.comedy.callback_opportunities
    ]
    return f"<ul>{''.join(told)}</ul>" if told else "<p>None.</p>"


def pitches(draft: Draft) -> str:
    """What was pitched for weak jokes, and what became of it."""
    told = "".join(_pitches(draft))
    return f"<ul>{told}</ul>" if told else "<p>None: no joke was weak.</p>"


def _pitches(draft: Draft) -> Iterator[str]:
    for one in draft.comedy.alternative_punchlines:
        mark = "kept" if one.kept else "refused"
        yield (
            f"<li>{escape(one.joke)}, {escape(one.line.character)}: {escape(one.line.line)} "
            f'<span class="soft">{mark}. {escape(one.reason)}</span></li>'
        )
