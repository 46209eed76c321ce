"""The validator: every check on a script, and one report that says whether it passes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import log
from statistics import fmean

from fabula.productions.episode.comedy import AnalyzedJoke, OptimizedScriptComedy
from fabula.productions.episode.complexity import assess
from fabula.productions.episode.continuity import check_continuity
from fabula.productions.episode.jokes import STRONG, WEAK
from fabula.productions.episode.outline import SceneOutline
from fabula.productions.episode.plot import read_plot
from fabula.productions.episode.repetition import check_repetition
from fabula.productions.episode.score import Evidence, Score
from fabula.productions.episode.screenplay import pages_of
from fabula.productions.episode.script import Script
from fabula.productions.episode.tasks import Judgement
from fabula.productions.episode.validation import (
    ComedyDistributionAnalysis,
    ScriptValidationReport,
    Severity,
    ValidationIssue,
)
from fabula.productions.episode.voices import read_voices

WEIGHTS = {"voices": 0.25, "comedy": 0.3, "plot": 0.3, "feasibility": 0.15}
"""What the parts of the overall score weigh."""

_RANK: dict[Severity, int] = {"critical": 0, "error": 1, "warning": 2, "note": 3}


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
        complexity = assess(script, pages_of(script).eighths / 8)
        parts = {
            "voices": fmean(one.score.value for one in voices.consistency)
            if voices.consistency
            else 0.0,
            "comedy": fmean(
                (distribution.distribution_score.value, distribution.effectiveness_average)
            ),
            "plot": plot.overall_coherence.value,
            "feasibility": complexity.technical_feasibility.value,
        }
        issues = sorted(
            (
                *_holes(script),
                *check_continuity(script),
                *check_repetition(script),
                *voices.issues,
                *unplotted,
                *_comedy_issues(comedy, distribution),
            ),
            key=lambda issue: _RANK[issue.severity],
        )
        overall = sum(WEIGHTS[name] * value for name, value in parts.items())
        reason = ", ".join(f"{WEIGHTS[name]:g} {name} {value:.2f}" for name, value in parts.items())
        passes = overall >= self.threshold and all(_RANK[i.severity] > 1 for i in issues)
        return ScriptValidationReport(
            script_id=comedy.script_id,
            validation_timestamp=at,
            character_consistency=voices.consistency,
            comedy_distribution=distribution,
            production_complexity=complexity,
            plot_coherence=plot,
            validation_issues=tuple(issues),
            overall_quality_score=Score(
                overall, "judged" if judgement else "measured", f"Weighted: {reason}."
            ),
            validation_passed=passes,
        )


def distribute(script: Script, comedy: OptimizedScriptComedy) -> ComedyDistributionAnalysis:
    """How the jokes of a script are spread."""
    jokes, timing = comedy.analyzed_jokes, comedy.timing_analysis
    values = [joke.effectiveness.value for joke in jokes]
    acts = {scene.number: act_name(scene) for scene in script.outline.scenes}
    by_act = Counter(dict.fromkeys(acts.values(), 0))
    by_act.update(acts[joke.scene] for joke in jokes)
    by_character = Counter(dict.fromkeys(script.cast(), 0))
    by_character.update(joke.character for joke in jokes)
    variety, spread = _variety(jokes), 1 - gini(list(by_character.values()))
    score = 0.6 * timing.pacing_score.value + 0.2 * variety + 0.2 * spread
    reason = (
        f"0.6 pacing {timing.pacing_score.value:.2f}, 0.2 variety of kinds {variety:.2f}, "
        f"0.2 spread over the cast {spread:.2f}."
    )
    dead = [
        f"No joke from {_minutes(zone.start)} to {_minutes(zone.end)}."
        for zone in timing.dead_zones
    ]
    crowded = [
        f"Jokes step on each other from {_minutes(one.start)} to {_minutes(one.end)}."
        for one in timing.clusters
    ]
    return ComedyDistributionAnalysis(
        total_comedic_beats=timing.total_jokes,
        average_spacing=timing.average_spacing,
        effectiveness_average=fmean(values) if values else 0.0,
        weak_joke_count=sum(value < WEAK for value in values),
        strong_joke_count=sum(value >= STRONG for value in values),
        pacing_issues=(*dead, *crowded),
        distribution_score=Score(score, "measured", reason),
        by_act=tuple(by_act.items()),
        by_character=tuple(by_character.most_common()),
    )


def act_name(scene: SceneOutline) -> str:
    """What an act is called."""
    return f"act {scene.act}" if scene.act else "cold open"


def gini(counts: list[int]) -> float:
    """How unevenly something is shared: 0 all alike, towards 1 one has it all (Gini 1912)."""
    total, ranked = sum(counts), sorted(counts)
    if not total:
        return 0.0
    weighted = sum(rank * count for rank, count in enumerate(ranked, 1))
    return 2 * weighted / (len(ranked) * total) - (len(ranked) + 1) / len(ranked)


def _variety(jokes: tuple[AnalyzedJoke, ...]) -> float:
    """Evenness of the kinds of jokes: entropy against that of five kinds alike, at most 1."""
    kinds = Counter(joke.kind for joke in jokes if joke.kind)
    total = kinds.total()
    if not total:
        return 0.0
    entropy = -sum(n / total * log(n / total) for n in kinds.values())
    return min(1.0, max(0.0, entropy) / log(5))


def _holes(script: Script) -> list[ValidationIssue]:
    """Scenes that are missing."""
    return [
        ValidationIssue(
            "critical",
            "hole",
            f"Scene {planned.number} is missing.",
            "Run it again: only what is missing is made.",
            (Evidence(planned.number),),
        )
        for planned, scene in zip(script.outline.scenes, script.scenes, strict=True)
        if scene is None
    ]


def _comedy_issues(
    comedy: OptimizedScriptComedy, distribution: ComedyDistributionAnalysis
) -> list[ValidationIssue]:
    """Dead zones, and jokes that are none."""
    remedy = "A joke in it, or cut it shorter."
    zones = comedy.timing_analysis.dead_zones
    told = zip(distribution.pacing_issues, zones, strict=False)
    issues = []
    for problem, zone in told:
        after = [joke for joke in comedy.analyzed_jokes if joke.at >= zone.end - 1e-6]
        where = (Evidence(after[0].scene, after[0].payoff_line),) if after else ()
        issues.append(ValidationIssue("warning", "timing", problem, remedy, where))
    for joke in comedy.analyzed_jokes:
        if joke.effectiveness.value < WEAK / 2:
            problem = f"Joke {joke.joke} hardly is one. {joke.effectiveness.reason}"
            issues.append(ValidationIssue("note", "joke", problem, "", joke.effectiveness.evidence))
    return issues


def _minutes(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"
