"""The validator: every check on a script, and one report that says whether it passes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fabula.productions.episode.comedy import OptimizedScriptComedy
from fabula.productions.episode.measures.clock import read_clock
from fabula.productions.episode.measures.complexity import assess
from fabula.productions.episode.measures.continuity import check_continuity
from fabula.productions.episode.measures.distribution import dead_zone_told, distribute
from fabula.productions.episode.measures.jokes import WEAK
from fabula.productions.episode.measures.plot import read_plot
from fabula.productions.episode.measures.repetition import check_repetition
from fabula.productions.episode.measures.voices import read_voices
from fabula.productions.episode.profiles import PROFILES
from fabula.productions.episode.score import Evidence, combine
from fabula.productions.episode.screenplay import pages_of
from fabula.productions.episode.script import Script
from fabula.productions.episode.tasks import Judgement
from fabula.productions.episode.validation import (
    ScriptValidationReport,
    Severity,
    ValidationIssue,
)

WEIGHTS = {"voices": 0.25, "comedy": 0.3, "plot": 0.3, "feasibility": 0.15}
"""What the parts of the overall score weigh (assumed)."""

APART = 0.35
"""By which the clock and the pages may differ."""

SHORTEST = 300.0
"""Seconds of an episode whose pages are worth counting."""

_RANK: dict[Severity, int] = {"critical": 0, "error": 1, "warning": 2, "note": 3}
_FAILS = frozenset({"critical", "error"})


@dataclass(frozen=True, slots=True)
class ScriptValidator:
    """Says what is wrong with a script.

    Args:
        threshold: The least overall score that passes.
    """

    threshold: float = 0.7

    def validate(
        self,
        script: Script,
        comedy: OptimizedScriptComedy,
        judgement: Judgement | None = None,
        *,
        at: str = "",
    ) -> ScriptValidationReport:
        """Every check on a script.

        Args:
            script: The script.
            comedy: What is known about its jokes.
            judgement: What a critic says; None: nobody was asked.
            at: The time, UTC, as ISO 8601.
        """
        voices = read_voices(script)
        plot, unplotted = read_plot(script, judgement)
        distribution = distribute(script, comedy)
        pages = pages_of(script)
        complexity = assess(script, pages.eighths / 8)
        laughs = {
            "distribution": distribution.distribution_score,
            "effectiveness": comedy.overall_effectiveness,
        }
        parts = {
            "voices": combine({one.character: one.score for one in voices.consistency}),
            "comedy": combine(laughs),
            "plot": plot.overall_coherence,
            "feasibility": complexity.technical_feasibility,
        }
        overall = combine(parts, WEIGHTS)
        length = _length(script, len(pages.pages))
        issues = (*_checked(script, comedy), *length, *voices.issues, *unplotted)
        passes = not any(issue.severity in _FAILS for issue in issues)
        return ScriptValidationReport(
            script_id=comedy.script_id,
            validation_timestamp=at,
            character_consistency=voices.consistency,
            comedy_distribution=distribution,
            production_complexity=complexity,
            plot_coherence=plot,
            validation_issues=tuple(sorted(issues, key=lambda one: _RANK[one.severity])),
            overall_quality_score=overall,
            validation_passed=passes and overall.value >= self.threshold,
        )


def _checked(script: Script, comedy: OptimizedScriptComedy) -> Iterator[ValidationIssue]:
    """What checks find that have no score of their own."""
    yield from _holes(script)
    yield from check_continuity(script)
    yield from check_repetition(script)
    yield from _dead_zones(comedy)
    yield from _no_jokes(comedy)


def _holes(script: Script) -> Iterator[ValidationIssue]:
    """Scenes that are missing."""
    for planned, scene in zip(script.outline.scenes, script.scenes, strict=True):
        if scene is None:
            problem = f"Scene {planned.number} is missing."
            remedy = "Run it again: only what is missing is made."
            where = (Evidence(planned.number),)
            yield ValidationIssue("critical", "hole", problem, remedy, where)


def _length(script: Script, pages: int) -> Iterator[ValidationIssue]:
    """A clock and a number of pages that contradict each other."""
    profile, seconds = PROFILES[script.bible.style], read_clock(script).seconds
    if seconds < SHORTEST:
        return
    page = seconds / pages
    if abs(page / profile.page_seconds - 1) > APART:
        problem = f"A page plays {page:.0f} seconds; shows like it play {profile.page_seconds:.0f}."
        longest = max(script.played(), key=lambda pair: pair[1].dialogue.total_runtime_estimate)
        remedy = "More talk and less to see, or the other way round."
        where = (Evidence(longest[0].number),)
        yield ValidationIssue("note", "length", problem, remedy, where)


def _dead_zones(comedy: OptimizedScriptComedy) -> Iterator[ValidationIssue]:
    """Stretches without a joke, each named where its middle is."""
    for zone in comedy.timing_analysis.dead_zones:
        where = (Evidence(zone.scene, zone.line),) if zone.scene else ()
        remedy = "A joke in it, or cut it shorter."
        yield ValidationIssue("warning", "timing", dead_zone_told(zone), remedy, where)


def _no_jokes(comedy: OptimizedScriptComedy) -> Iterator[ValidationIssue]:
    """Jokes that hardly are any."""
    for joke in comedy.analyzed_jokes:
        score = joke.effectiveness
        if score.value < WEAK / 2:
            problem = f"Joke {joke.joke} hardly is one. {score.reason}"
            yield ValidationIssue("note", "joke", problem, "", score.evidence)
