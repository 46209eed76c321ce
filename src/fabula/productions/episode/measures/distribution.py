"""How the jokes are spread over an episode: its acts, its cast, and the kinds of joke."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from math import log

from fabula.productions.episode.comedy import (
    AnalyzedJoke,
    ComedyTimingAnalysis,
    OptimizedScriptComedy,
    Span,
)
from fabula.productions.episode.measures.clock import told_time
from fabula.productions.episode.measures.jokes import STRONG, WEAK
from fabula.productions.episode.outline import SceneOutline
from fabula.productions.episode.score import SHOWN, Evidence, Score, combine
from fabula.productions.episode.script import Script
from fabula.productions.episode.validation import ComedyDistributionAnalysis

WEIGHTS = {"pacing": 0.6, "variety": 0.2, "spread": 0.2}
"""What the parts of the score weigh: of pacing, of kinds of joke, of who gets the laughs."""

KINDS = 5
"""Kinds of joke that come equally often in an episode of full variety (assumed)."""


def distribute(script: Script, comedy: OptimizedScriptComedy) -> ComedyDistributionAnalysis:
    """How the jokes of a script are spread."""
    jokes, timing = comedy.analyzed_jokes, comedy.timing_analysis
    acts = {scene.number: act_name(scene) for scene in script.outline.scenes}
    by_act = Counter(dict.fromkeys(acts.values(), 0))
    by_act.update(acts[joke.scene] for joke in jokes)
    by_character = Counter(dict.fromkeys(script.cast(), 0))
    by_character.update(joke.character for joke in jokes)
    parts = {
        "pacing": timing.pacing_score,
        "variety": _variety(jokes),
        "spread": _spread(jokes, by_character),
    }
    values = [joke.effectiveness.value for joke in jokes]
    return ComedyDistributionAnalysis(
        total_comedic_beats=timing.total_jokes,
        average_spacing=timing.average_spacing,
        effectiveness_average=comedy.overall_effectiveness.value,
        weak_joke_count=sum(value < WEAK for value in values),
        strong_joke_count=sum(value >= STRONG for value in values),
        pacing_issues=tuple(_pacing_issues(timing)),
        distribution_score=combine(parts, WEIGHTS),
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


def _variety(jokes: Sequence[AnalyzedJoke]) -> Score:
    """Evenness of the kinds of jokes: their entropy against that of five alike, at most 1."""
    kinds = Counter(joke.kind for joke in jokes if joke.kind)
    total = kinds.total()
    if not total:
        return Score(0.0, "measured", "Nobody says what kind the jokes are.")
    entropy = -sum(n / total * log(n / total) for n in kinds.values())
    commonest = kinds.most_common(1)[0][0]
    where = [_place(joke) for joke in jokes if joke.kind == commonest]
    value = min(1.0, max(0.0, entropy) / log(KINDS))
    return Score(value, "measured", f"Most are {commonest}.", tuple(where[:SHOWN]))


def _spread(jokes: Sequence[AnalyzedJoke], by_character: Counter[str]) -> Score:
    """How evenly the laughs are shared."""
    if not jokes:
        return Score(0.0, "measured", "There is no joke.")
    most = by_character.most_common(1)[0][0]
    where = [_place(joke) for joke in jokes if joke.character == most]
    value = 1 - gini(list(by_character.values()))
    return Score(value, "measured", f"Most are {most}'s.", tuple(where[:SHOWN]))


def _place(joke: AnalyzedJoke) -> Evidence:
    return Evidence(joke.scene, joke.payoff_line)


def dead_zone_told(zone: Span) -> str:
    """A dead zone, in words."""
    return f"No joke from {told_time(zone.start)} to {told_time(zone.end)}."


def _pacing_issues(timing: ComedyTimingAnalysis) -> Iterator[str]:
    for zone in timing.dead_zones:
        yield dead_zone_told(zone)
    for one in timing.clusters:
        yield f"Jokes step on each other from {told_time(one.start)} to {told_time(one.end)}."
