"""What the validator says about a script."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean
from typing import Literal

from fabula.productions.episode.score import Evidence, Score
from fabula.story import Feature

Severity = Literal["critical", "error", "warning", "note"]
"""It cannot be shot; it must be mended; it should be looked at; it may be worth knowing."""

Budget = Literal["low", "medium", "high"]


@dataclass(frozen=True, slots=True)
class ValidationIssue:
    """Something to mend.

    Args:
        severity: Critical and error fail the script whatever its score is.
        about: What was looked at: "continuity", "voice", "timing", "set-up", ...
        problem: What is wrong, in a sentence.
        remedy: What would mend it.
        evidence: Where.
    """

    severity: Severity
    about: str
    problem: str
    remedy: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class VoicePrint:
    """How a character talks in an episode.

    Args:
        grade: School years that a reader needs (Flesch and Kincaid, 1975); talk has 0 to 6.
        long_word_share: Words of seven letters or more, of all; 0 to 1.
        variety: Different words of each 100 in a row, 0 to 1; of all words, if there are fewer.
        sentence_words: Mean words of a sentence.
        sentence_spread: Standard deviation of that, by the mean.
        fragment_share: Sentences of three words or fewer, of all; 0 to 1.
        habits: Times in 100 words that each habit is heard.
    """

    grade: float
    long_word_share: float
    variety: float
    sentence_words: float
    sentence_spread: float
    fragment_share: float
    habits: dict[Feature, float]


@dataclass(frozen=True, slots=True)
class CharacterConsistency:
    """Whether a character talks like themselves.

    Args:
        character: Their name.
        lines: How many they have.
        words: How many they say.
        attributed: Share of the tries in which a blind reader gives their talk to them, 0 to 1;
            None with fewer than 200 words, where nobody could tell.
        taken_for: Whose the blind reader took it for, and in what share of the tries; most first.
        talks: How they talk, counted.
        parts: What was measured of their voice, each by its name: "told apart", "vocabulary",
            "sentences", "habits", "feelings", "humour", "address", "own words".
        score: Mean of the parts.
    """

    character: str
    lines: int
    words: int
    attributed: float | None
    taken_for: tuple[tuple[str, float], ...]
    talks: VoicePrint
    parts: tuple[tuple[str, Score], ...]
    score: Score


@dataclass(frozen=True, slots=True)
class ComedyDistributionAnalysis:
    """How the jokes are spread over the episode and its cast.

    Args:
        total_comedic_beats: Pay-offs, each joke once.
        average_spacing: Seconds from one to the next; None with fewer than two.
        effectiveness_average: Mean of the jokes, 0 to 1.
        weak_joke_count: Jokes below 0.6.
        strong_joke_count: Jokes of 0.8 and above.
        pacing_issues: Dead zones and clusters, in words.
        distribution_score: 0.6 pacing, 0.2 variety of kinds, 0.2 spread over the cast.
        by_act: Jokes in each act, the cold open first.
        by_character: Jokes of each character, most first.
    """

    total_comedic_beats: int
    average_spacing: float | None
    effectiveness_average: float
    weak_joke_count: int
    strong_joke_count: int
    pacing_issues: tuple[str, ...]
    distribution_score: Score
    by_act: tuple[tuple[str, int], ...] = ()
    by_character: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ProductionComplexityAssessment:
    """What it takes to shoot the script.

    Args:
        location_count: Different sets.
        location_complexity: 0 (a standing set by day) to 1 (a crowd at sea by night).
        special_effects_count: Effects that the directions call for.
        costume_changes: Changes over all characters.
        prop_count: Different things that somebody handles.
        technical_feasibility: 1 minus the weighted complexity.
        budget_estimate: For a show of its style.
        shooting_days: From eighths of a page, at the rate of its style.
    """

    location_count: int
    location_complexity: Score
    special_effects_count: int
    costume_changes: int
    prop_count: int
    technical_feasibility: Score
    budget_estimate: Budget
    shooting_days: float = 0.0


@dataclass(frozen=True, slots=True)
class PlotCoherenceScore:
    """Whether the plot holds.

    Args:
        setup_clarity: Share of planned set-ups that come before their pay-offs.
        conflict_strength: Whether somebody is in the hero's way.
        resolution_satisfaction: Whether the questions asked are answered.
        scene_transitions: Share of neighbouring scenes that hang together.
        story_arc_completeness: Share of the outlined beats that the script plays.
        overall_coherence: Mean of the five.
    """

    setup_clarity: Score
    conflict_strength: Score
    resolution_satisfaction: Score
    scene_transitions: Score
    story_arc_completeness: Score
    overall_coherence: Score


@dataclass(frozen=True, slots=True)
class ScriptValidationReport:
    """What the validator says about a script.

    Args:
        script_id: Digest of the script.
        validation_timestamp: UTC, as ISO 8601: "2026-11-21T16:00:00+00:00".
        character_consistency: One for each character that speaks.
        comedy_distribution: How the jokes are spread.
        production_complexity: What it takes to shoot it.
        plot_coherence: Whether the plot holds.
        validation_issues: The worst first.
        overall_quality_score: Weighted mean; the weights stand in its reason.
        validation_passed: The score reaches the threshold, and no issue is an error or critical.
    """

    script_id: str
    validation_timestamp: str
    character_consistency: tuple[CharacterConsistency, ...]
    comedy_distribution: ComedyDistributionAnalysis
    production_complexity: ProductionComplexityAssessment
    plot_coherence: PlotCoherenceScore
    validation_issues: tuple[ValidationIssue, ...]
    overall_quality_score: Score
    validation_passed: bool

    @property
    def told_apart(self) -> float | None:
        """The share of tries in which a blind reader names the speaker; None: nobody was asked."""
        shares = [
            one.attributed for one in self.character_consistency if one.attributed is not None
        ]
        return fmean(shares) if shares else None

    @property
    def told_by_chance(self) -> float:
        """The share that a reader has who only guesses."""
        asked = [one for one in self.character_consistency if one.attributed is not None]
        return 1 / len(asked) if asked else 1.0
