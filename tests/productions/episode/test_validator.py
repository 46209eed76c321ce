"""The validator's report: every field, where each number comes from, and what fails a script."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace

import pytest
from tests.productions.episode.mutants import a_hole, doubled_scene, read
from tests.productions.episode.rooms import offline_script, small_script

from fabula.productions.episode.comedy import ComedyTimingAnalysis, OptimizedScriptComedy
from fabula.productions.episode.dialogue import DialogueLine, SceneDialogue
from fabula.productions.episode.directions import SceneStageDirections
from fabula.productions.episode.optimizer import analyse_comedy
from fabula.productions.episode.score import Evidence, Score
from fabula.productions.episode.tasks import Judgement
from fabula.productions.episode.validation import (
    ComedyDistributionAnalysis,
    PlotCoherenceScore,
    ProductionComplexityAssessment,
    ScriptValidationReport,
)
from fabula.productions.episode.validator import ScriptValidator
from fabula.story import CharacterVoiceProfile

FIELDS = {
    CharacterVoiceProfile: "vocabulary_level sentence_structure verbal_tics catchphrases "
    "emotional_range speech_patterns relationship_dynamics humor_style",
    DialogueLine: "character line emotion delivery_note pause_before is_comedic_beat",
    SceneDialogue: "scene_number location characters_present dialogue_lines "
    "total_runtime_estimate comedic_beats_count",
    SceneStageDirections: "scene_number opening_description action_beats "
    "physical_comedy_sequences closing_description camera_suggestions total_visual_runtime",
    OptimizedScriptComedy: "script_id analyzed_jokes alternative_punchlines "
    "callback_opportunities timing_analysis overall_effectiveness optimization_summary",
    ComedyTimingAnalysis: "total_jokes average_spacing timing_category clusters dead_zones "
    "optimal_spacing pacing_score",
    ScriptValidationReport: "script_id validation_timestamp character_consistency "
    "comedy_distribution production_complexity plot_coherence validation_issues "
    "overall_quality_score validation_passed",
    ComedyDistributionAnalysis: "total_comedic_beats average_spacing effectiveness_average "
    "weak_joke_count strong_joke_count pacing_issues distribution_score",
    ProductionComplexityAssessment: "location_count location_complexity special_effects_count "
    "costume_changes prop_count technical_feasibility budget_estimate",
    PlotCoherenceScore: "setup_clarity conflict_strength resolution_satisfaction "
    "scene_transitions story_arc_completeness overall_coherence",
}
"""The ten models that a showrunner's tools agree on, with their fields."""

QUOTE = Evidence(3, 2, "the red handle opens the outside")


def scores_in(value: object) -> Iterator[Score]:
    """Every score within something."""
    if isinstance(value, Score):
        yield value
    elif is_dataclass(value):
        for one in fields(value):
            yield from scores_in(getattr(value, one.name))
    elif isinstance(value, tuple):
        for part in value:
            yield from scores_in(part)


@pytest.mark.parametrize("model", FIELDS, ids=lambda model: model.__name__)
def test_models_have_their_fields(model: type) -> None:
    """Every field is there under its name, and the docstring says what it means."""
    wanted = FIELDS[model].split()
    written = {one.name for one in fields(model)}

    assert all(hasattr(model, name) or name in written for name in wanted)
    assert all(f"{name}:" in (model.__doc__ or "") for name in wanted if name in written)


def test_every_score_says_where_it_comes_from() -> None:
    """Between 0 and 1, with a reason; what is not assumed shows a place."""
    draft = read(small_script())
    found = [*scores_in(draft.report), *scores_in(draft.comedy)]

    assert len(found) > 20
    assert all(0 <= score.value <= 1 and score.reason for score in found)
    assert all(score.evidence for score in found if score.method != "assumed")


def test_evidence_stands_in_the_script() -> None:
    """Scene and line exist, and the line holds what is quoted."""
    script = small_script()
    draft = read(script)
    places = [
        place for score in scores_in((draft.report, draft.comedy)) for place in score.evidence
    ]

    assert all(place.line <= len(script.lines(place.scene)) for place in places)
    spoken = [place for place in places if place.quote and place.line]
    assert all(one.quote in script.lines(one.scene)[one.line - 1].line for one in spoken)


def test_error_fails_a_script_of_any_score() -> None:
    """A doubled scene fails the script, though its score is above the threshold."""
    report = read(doubled_scene(small_script())).report

    assert report.overall_quality_score.value > 0.7
    assert not report.validation_passed


def test_sound_script_passes_its_threshold_alone() -> None:
    """The score decides where nothing is wrong."""
    script = small_script()
    comedy = analyse_comedy(script)

    assert ScriptValidator(0.7).validate(script, comedy).validation_passed
    assert not ScriptValidator(0.99).validate(script, comedy).validation_passed


def test_hole_is_critical_and_told_first() -> None:
    """A missing scene fails the script, and stands before everything else."""
    report = read(a_hole(small_script())).report

    assert report.validation_issues[0].severity == "critical"
    assert not report.validation_passed


@pytest.mark.parametrize(
    ("evidence", "value"), [((QUOTE,), 0.9), ((), 0.5), ((replace(QUOTE, quote="Hamlet"),), 0.5)]
)
def test_judgement_is_worth_its_quotation(evidence: tuple[Evidence, ...], value: float) -> None:
    """A critic's score counts as it is with words of the script, and as a half without."""
    script = small_script()
    said = Score(0.9, "judged", "Ethel warns her.", evidence)
    judgement = Judgement(said, said)

    report = ScriptValidator().validate(script, analyse_comedy(script), judgement)

    assert report.plot_coherence.conflict_strength.value == value
    assert report.plot_coherence.overall_coherence.method == "judged"


def test_report_comes_at_once() -> None:
    """An episode of 22 minutes is measured in far less than a second of CPU time."""
    script = offline_script(0)
    start = time.process_time()
    read(script)

    assert time.process_time() - start < 0.6


def test_clock_and_pages_agree() -> None:
    """Pages that play as long as those of other shows are not noted; long speeches are."""
    script = offline_script(0)
    rambling = script.with_lines(
        1,
        tuple(replace(line, line=f"{line.line} {'And so on. ' * 60}") for line in script.lines(1)),
    )

    assert not [one for one in read(script).report.validation_issues if one.about == "length"]
    assert [one for one in read(rambling).report.validation_issues if one.about == "length"]
