"""What is known about the jokes of an episode: each of them, and all of them on the clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fabula.productions.episode.dialogue import DialogueLine
from fabula.productions.episode.score import Score
from fabula.story import Humor

TimingCategory = Literal["slow_burn", "well_spaced", "rapid_fire"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the episode's clock.

    Args:
        start: Seconds from the beginning of the episode.
        end: The same.
        scene: Number of the scene that plays in the middle of it.
        line: Number of the line there, from 1; 0: something that is seen.
    """

    start: float
    end: float
    scene: int = 0
    line: int = 0

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class AnalyzedJoke:
    """A joke, found by its pay-off.

    Args:
        joke: Its id.
        character: Who gets the laugh.
        scene: Number of the scene.
        setup_line: Number of the line that sets it up, from 1; 0: none was found.
        payoff_line: Number of the line that pays it off.
        kind: What kind of joke; None: nobody said.
        at: Seconds on the episode's clock at which the laugh begins.
        effectiveness: 0.4 structure, 0.3 voice, 0.3 judged; without a critic, the measured parts.
    """

    joke: str
    character: str
    scene: int
    setup_line: int
    payoff_line: int
    kind: Humor | None
    at: float
    effectiveness: Score


@dataclass(frozen=True, slots=True)
class AlternativePunchline:
    """Another pay-off for a joke.

    Args:
        joke: Its id.
        line: The line in place of the pay-off.
        kept: Whether it stands in the script now.
        reason: Why it is better, or why it was not kept.
    """

    joke: str
    line: DialogueLine
    kept: bool
    reason: str


@dataclass(frozen=True, slots=True)
class CallbackOpportunity:
    """Where a joke of an earlier scene could come back.

    Args:
        source_joke: Its id.
        scene: Number of the scene in which it could come back.
        line: Number of the line after which it fits.
        term: The word by which it is heard again.
        gap: Seconds since it was last heard.
        risk: From 0 (everybody remembers it) to 1 (forgotten, or never funny).
        heard_by: Who is in that scene and heard the joke, so that they can speak of it.
    """

    source_joke: str
    scene: int
    line: int
    term: str
    gap: float
    risk: float
    heard_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ComedyTimingAnalysis:
    """The jokes on the episode's clock.

    Args:
        total_jokes: Pay-offs, each joke once.
        average_spacing: Seconds from one to the next; None with fewer than two.
        timing_category: Below 4.5 jokes a minute, up to 6.5, or above.
        clusters: Stretches as long as one optimal spacing with four pay-offs or more.
        dead_zones: Gaps longer than 4.6 optimal spacings: the 99th percentile if jokes fell by
            chance (46 s at six a minute). A piece of physical comedy is no gap.
        optimal_spacing: Seconds between jokes in shows of this style.
        pacing_score: 0.5 for the rate, 0.3 for time outside of dead zones, 0.2 for evenness.
    """

    total_jokes: int
    average_spacing: float | None
    timing_category: TimingCategory
    clusters: tuple[Span, ...]
    dead_zones: tuple[Span, ...]
    optimal_spacing: float
    pacing_score: Score


@dataclass(frozen=True, slots=True)
class OptimizedScriptComedy:
    """What the joke optimiser found and did.

    Args:
        script_id: Digest of the script that it looked at.
        analyzed_jokes: In the order of the script.
        alternative_punchlines: Those kept and those refused, with the reason.
        callback_opportunities: The best first.
        timing_analysis: The jokes on the clock.
        overall_effectiveness: Mean of the jokes.
        optimization_summary: What was changed, in a few sentences.
    """

    script_id: str
    analyzed_jokes: tuple[AnalyzedJoke, ...]
    alternative_punchlines: tuple[AlternativePunchline, ...]
    callback_opportunities: tuple[CallbackOpportunity, ...]
    timing_analysis: ComedyTimingAnalysis
    overall_effectiveness: Score
    optimization_summary: str
