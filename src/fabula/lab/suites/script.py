"""The sitcom script generator: an outline of "I Love Luna" becomes a script (document 000)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from itertools import accumulate
from typing import Any

from fabula.engine import Event, trace_of
from fabula.engine.monitor import PerformanceMonitor
from fabula.errors import NotInstalled
from fabula.lab.context import Lab
from fabula.lab.metrics import GROWTH, HITS, SPEEDUP
from fabula.lab.record import Metric
from fabula.lab.resources import Meter
from fabula.lab.resources.meter import MB
from fabula.lab.scenarios import scenario
from fabula.lab.suites.opening import open_desk
from fabula.lab.suites.playing import Played
from fabula.lab.suites.script_room import PACE
from fabula.lab.suites.script_room import Desk as Near

SLOW_SECONDS = 0.5
SMALL, LARGE = 3, 9
"""Scenes of the document's two outlines."""

EPISODE = Metric("episode.seconds", "s", about="from the outline to the script; label `scenes`")
WHOLE = Metric("episode.speedup", "x", "higher", about="the same with what follows the scenes")
NAMED = Metric("bottleneck.named", "share", "higher", "count", "slow operations that were named")
TOLD = Metric("report.complete", "share", "higher", "count", "lines that the summary has")
MONITORED = Metric("monitor.records", "share", "higher", "count", "steps that were recorded")
MODELS = Metric("models.complete", "share", "higher", "count", "models with all their fields")
FALLBACK = Metric("fallback.valid", "share", "higher", "count", "stand-ins that are valid")

FIELDS: Mapping[str, str] = {
    "CharacterVoiceProfile": "vocabulary_level sentence_structure verbal_tics catchphrases "
    "emotional_range speech_patterns relationship_dynamics humor_style",
    "DialogueLine": "character line emotion delivery_note pause_before is_comedic_beat",
    "SceneDialogue": "scene_number location characters_present dialogue_lines "
    "total_runtime_estimate comedic_beats_count",
    "SceneStageDirections": "scene_number opening_description action_beats "
    "physical_comedy_sequences closing_description camera_suggestions total_visual_runtime",
    "OptimizedScriptComedy": "script_id analyzed_jokes alternative_punchlines "
    "callback_opportunities timing_analysis overall_effectiveness optimization_summary",
    "ComedyTimingAnalysis": "total_jokes average_spacing timing_category clusters dead_zones "
    "optimal_spacing pacing_score",
    "ScriptValidationReport": "script_id validation_timestamp character_consistency "
    "comedy_distribution production_complexity plot_coherence validation_issues "
    "overall_quality_score validation_passed",
    "ComedyDistributionAnalysis": "total_comedic_beats average_spacing effectiveness_average "
    "weak_joke_count strong_joke_count pacing_issues distribution_score",
    "ProductionComplexityAssessment": "location_count location_complexity special_effects_count "
    "costume_changes prop_count technical_feasibility budget_estimate",
    "PlotCoherenceScore": "setup_clarity conflict_strength resolution_satisfaction "
    "scene_transitions story_arc_completeness overall_coherence",
}
"""The ten data models of the document, and what each of them has."""


@scenario("script", "performance", "regression", measures=(EPISODE,), needs=("script",))
async def small_episode(lab: Lab) -> None:
    """An episode of 3 scenes, side by side."""
    desk = await open_desk(lab)
    for _ in lab.repeat(1):
        played = await desk.write(SMALL)
        lab.record(EPISODE, played.seconds, scenes=SMALL)
        lab.say(f"Small episode generation time: {played.seconds:.2f}s (expected <2s)")
        lab.say(f"Scenes generated: {SMALL - played.holes}")


@scenario("script", "performance", "regression", measures=(EPISODE, SPEEDUP), needs=("script",))
async def large_episode(lab: Lab) -> None:
    """An episode of 9 scenes, 3 at a time, beside what its scenes take one after the other."""
    desk = await open_desk(lab)
    for number in lab.repeat(1):
        played = await desk.write(LARGE)
        parts = [one for one in played.events if one.kind == "part.finished"]
        alone = sum(float(part.fields["seconds"]) for part in parts)
        gain = alone / _writing(played.events)
        lab.record(EPISODE, played.seconds, scenes=LARGE)
        lab.record(SPEEDUP, gain, scenes=LARGE)
        lab.say(f"Large episode generation time: {played.seconds:.2f}s (expected <3s)")
        lab.say(f"Scenes generated: {LARGE - played.holes}, {_most(played)} concurrent scenes")
        lab.say(f"Sequential estimate: {alone:.2f}s, speed-up {gain:.2f}x")
        if not number:
            lab.explain(played.profile, f"an episode of {LARGE} scenes")


@scenario("script", "performance", measures=(HITS,), needs=("script",))
async def cache_on_repeat(lab: Lab) -> None:
    """What is remembered when the same episode is written again."""
    desk = await open_desk(lab)
    for generation in ("first", "second"):
        played = await desk.write(SMALL, memory="shared")
        ratio = trace_of(played.events).hit_ratio
        lab.record(HITS, ratio, generation=generation)
        lab.say(f"{generation.capitalize()} generation: {ratio:.0%} from the cache")


@scenario(
    "script",
    "performance",
    "regression",
    measures=(SPEEDUP, WHOLE),
    needs=("script", "environment"),
)
async def parallel_speedup(lab: Lab) -> None:
    """3 scenes with `max_parallel_scenes` of 3, beside 1."""
    desk = await open_desk(lab)
    for _ in lab.repeat(1):
        alone, beside = await desk.alone(SMALL), await desk.write(SMALL)
        _compare(lab, alone, beside)


@scenario("script", "performance", "resource", measures=(GROWTH,), needs=("script", "process"))
async def memory(lab: Lab) -> None:
    """Memory that an episode of 9 scenes adds, all of them at a time."""
    desk = await open_desk(lab)
    with meter_of(lab) as meter:
        await desk.write(LARGE, LARGE)
    usage = meter.usage
    lab.record(GROWTH, usage.growth_mb)
    before, peak = usage.rss_before / MB, usage.rss_peak / MB
    lab.say(f"{before:.1f}MB -> {peak:.1f}MB (+{usage.growth_mb:.1f}MB)")


@scenario("script", "performance", measures=(NAMED,), needs=("script", "inside"))
async def bottleneck(lab: Lab) -> None:
    """A dialogue that is made slow is named as what holds the episode up, scene by scene."""
    desk = Near(lab, {**PACE, "WriteDialogue": SLOW_SECONDS})
    played = await desk.write(SMALL, 1)
    named = played.profile.bottleneck
    lab.facts["bottleneck"] = named
    lab.check(NAMED, "dialogue" in named, slow="dialogue")
    lines = sum(len(scene.dialogue.dialogue_lines) for scene in _scenes(played.work))
    lab.say(
        f"Bottleneck: {named}; scenes {SMALL}, dialogue lines {lines}, total {played.seconds:.2f}s"
    )


@scenario("script", "performance", measures=(TOLD, MONITORED), needs=("script",))
async def summary(lab: Lab) -> None:
    """The monitor's summary, and what it recorded of stand-ins."""
    monitor = PerformanceMonitor("test", clock=lab.now)
    await (await open_desk(lab)).write(SMALL, hear=monitor.take)
    told = monitor.summary()
    for line in ("Session ID", "Total duration"):
        lab.check(TOLD, f"{line}:" in told, line=line)
    recorded = {operation.name for operation in monitor.operations}
    for step in ("write_dialogue", "write_directions", "write_scene"):
        lab.check(MONITORED, step in recorded, step=step)
    lab.say(told)


@scenario("script", "performance", measures=(MODELS,), needs=("script", "inside"))
async def data_models(lab: Lab) -> None:
    """The ten data models of the document, in a finished script."""
    played = await Near(lab).write(SMALL, kept=False)
    found = dict(_models(played.work))
    for name, wanted in FIELDS.items():
        lab.check(MODELS, set(wanted.split()) <= found.get(name, set()), model=name)


@scenario("script", "reliability", "fault", measures=(FALLBACK,), needs=("script", "inside"))
async def fallback(lab: Lab) -> None:
    """Where nobody can write stage directions, those of the outline stand in, and are valid."""
    played = await Near(lab, mute="WriteDirections").write(SMALL)
    wanted = set(FIELDS["SceneStageDirections"].split())
    for number, scene in enumerate(_scenes(played.work), 1):
        directions = scene.directions
        whole = wanted <= _fields(directions) and directions.scene_number == number
        lab.check(FALLBACK, whole and bool(directions.opening_description), scene=number)
    warned = sum(event.kind == "warning" for event in played.events)
    lab.check(FALLBACK, warned >= SMALL, told="warning")


def meter_of(lab: Lab) -> Meter:
    """A meter, or a skip that says what is missing."""
    try:
        return Meter(lab.deployment.pid)
    except NotInstalled as missing:
        lab.skip(str(missing))


def _compare(lab: Lab, alone: Played, beside: Played) -> None:
    # Of the writing of scenes: in the document, what follows them is a stand-in that takes no time.
    slow, quick = _writing(alone.events), _writing(beside.events)
    lab.record(SPEEDUP, slow / quick, scenes=SMALL)
    lab.record(WHOLE, alone.seconds / beside.seconds, scenes=SMALL)
    lab.say(f"Sequential: {slow:.2f}s, Parallel: {quick:.2f}s, Speedup {slow / quick:.2f}x")


def _writing(events: Sequence[Event]) -> float:
    """Seconds from the begin of the first scene to the end of the last."""
    parts = [event.at for event in events if event.kind.startswith("part.")]
    return max(parts) - min(parts)


def _most(played: Played) -> int:
    """How many scenes were in work at the same time."""
    turns = {"part.started": 1, "part.finished": -1, "part.failed": -1}
    return max(accumulate(turns.get(event.kind, 0) for event in played.events))


def _scenes(episode: Any) -> list[Any]:
    """The scenes that were written."""
    return [scene for scene in episode.draft.script.scenes if scene is not None]


def _models(value: Any) -> Iterator[tuple[str, set[str]]]:
    """The data models in a work, each with its fields."""
    if is_dataclass(value):
        yield type(value).__name__, _fields(value)
        for item in fields(value):
            yield from _models(getattr(value, item.name))
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _models(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _models(one)


def _fields(value: Any) -> set[str]:
    """What it has: fields, and properties that are computed from them."""
    kind = type(value)
    computed = {name for name in dir(kind) if isinstance(getattr(kind, name), property)}
    return {item.name for item in fields(value)} | computed
