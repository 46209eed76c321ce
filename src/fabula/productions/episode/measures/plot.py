"""Whether the plot holds: what was planned is played, prepared, opposed and answered."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from fabula.productions.episode.measures.judging import weigh
from fabula.productions.episode.measures.reading import Speech, speeches, telling_words
from fabula.productions.episode.measures.words import share_heard, stems
from fabula.productions.episode.outline import Plant, SceneOutline, Story
from fabula.productions.episode.score import SHOWN, Evidence, Score, combine
from fabula.productions.episode.script import Script
from fabula.productions.episode.tasks import Judgement
from fabula.productions.episode.validation import PlotCoherenceScore, ValidationIssue

HEARD = 1 / 3
"""Share of the telling words of a beat, or of a plant, that a scene has to have to play it."""

SPOKEN_OF = 2
"""Telling words of a story that its last scene has to have, names left out."""

OPPOSED = 0.08
"""Share of lines that refuse, deny or forbid, from which on somebody is in somebody's way."""

_AGAINST = re.compile(
    r"\b(?:no|not|never|nobody|nothing|can't|won't|don't|didn't|isn't|aren't|wasn't|shouldn't|"
    r"stop|but|refuse|forbid|over my dead body|wrong)\b",
    re.IGNORECASE,
)

Words = Mapping[int, frozenset[str]]
"""The stems of what is heard or seen in each scene, by number."""

Finding = tuple[Score, list[ValidationIssue]]


def read_plot(
    script: Script, judgement: Judgement | None = None
) -> tuple[PlotCoherenceScore, tuple[ValidationIssue, ...]]:
    """Look whether the plot of a script holds.

    Args:
        script: The script.
        judgement: What a critic says of conflict and resolution; None: what can be measured of
            them stands for it.
    """
    words = telling_words(script)
    setup, unprepared = _setups(script.outline.plants, words)
    transitions, loose = _transitions(script)
    arc, unplayed = _arc(script, words)
    conflict = weigh(judgement.conflict, script) if judgement else _opposition(script)
    resolution = weigh(judgement.resolution, script) if judgement else _answers(script, words)
    overall = combine(
        {
            "set-ups": setup,
            "conflict": conflict,
            "resolution": resolution,
            "transitions": transitions,
            "story arc": arc,
        }
    )
    issues = (*unprepared, *loose, *unplayed)
    return PlotCoherenceScore(setup, conflict, resolution, transitions, arc, overall), issues


def _setups(plants: Sequence[Plant], words: Words) -> Finding:
    """Whether what pays off was planted, in the scenes that were planned for it."""
    if not plants:
        return Score(1.0, "assumed", "Nothing was planned to be planted."), []
    found = {plant.id: _planted(plant, words) for plant in plants}
    kept = sum(not issues for issues in found.values())
    issues = [issue for own in found.values() for issue in own]
    where = [place for issue in issues for place in issue.evidence]
    where = where or [Evidence(plant.setup_scene) for plant in plants]
    reason = f"{kept} of {len(plants)} set-ups stand in their scene and come back."
    return Score(kept / len(plants), "measured", reason, tuple(where[:SHOWN])), issues


def _planted(plant: Plant, words: Words) -> list[ValidationIssue]:
    """What is wrong with a plant; a hole is told of elsewhere."""
    scenes = ((plant.setup_scene, "planted"), (plant.payoff_scene, "paid off"))
    return [
        ValidationIssue(
            "warning",
            "set-up",
            f"{plant.id!r} is not {verb} in scene {number}.",
            f"Let it be heard or seen: {plant.what}.",
            (Evidence(number),),
        )
        for number, verb in scenes
        if number in words and share_heard(plant.what, words[number]) < HEARD
    ]


def _opposition(script: Script) -> Score:
    """How many scenes have somebody in somebody's way: the floor under a critic's judgement."""
    against: dict[int, list[Speech]] = {planned.number: [] for planned, _ in script.played()}
    for speech in speeches(script):
        if _AGAINST.search(speech.text):
            against[speech.scene].append(speech)
    opposed = [number for number, own in against.items() if _opposes(script, number, own)]
    if not against:
        return Score(0.0, "assumed", "No scene is there.")
    reason = f"Somebody refuses, denies or forbids in {len(opposed)} of {len(against)} scenes."
    calm = [Evidence(number) for number in against if number not in opposed]
    where = calm or [own[0].evidence for own in against.values()]
    return Score(len(opposed) / len(against), "measured", reason, tuple(where[:SHOWN]))


def _opposes(script: Script, number: int, against: Sequence[Speech]) -> bool:
    lines = script.lines(number)
    speakers = {line.character for line in lines}
    return bool(against) and len(speakers) > 1 and len(against) >= OPPOSED * len(lines)


def _answers(script: Script, words: Words) -> Score:
    """How many stories come to an end: their hero is there, and what they wanted is spoken of."""
    stories = [story for story in script.outline.stories if not story.serial]
    if not stories:
        return Score(1.0, "assumed", "No story asks a question.")
    scenes = script.outline.scenes
    last = scenes[-math.ceil(len(scenes) / 3) :]  # a scene that plays partly in it counts
    names = stems(" ".join(script.cast()))
    ends = {story.thread: _ending(story, last, words, names) for story in stories}
    closed = [number for number in ends.values() if number is not None]
    reason = f"{len(closed)} of {len(stories)} stories are taken up in the last third."
    if len(closed) < len(stories):
        reason += f" Not: {', '.join(thread for thread, at in ends.items() if at is None)}."
    where = tuple(Evidence(number) for number in closed or [last[-1].number])
    return Score(len(closed) / len(stories), "measured", reason, where[:SHOWN])


def _ending(
    story: Story, last: Sequence[SceneOutline], words: Words, names: frozenset[str]
) -> int | None:
    """The scene in which a story is taken up at the end; None if there is none."""
    about = stems(f"{story.want} {story.question} {story.resolution}") - names
    taken = (
        scene.number
        for scene in reversed(last)
        if story.thread in scene.threads
        and set(story.who[:1]) <= set(scene.characters)
        and len(about & words.get(scene.number, frozenset())) >= min(SPOKEN_OF, len(about))
    )
    return next(taken, None)


def _transitions(script: Script) -> Finding:
    """How many scenes hang together with the one before: by a story, a character or a prop."""
    scenes = script.outline.scenes
    props = {n.number: {p.casefold() for p in s.directions.props} for n, s in script.played()}
    loose = [
        after
        for before, after in pairwise(scenes)
        if after.day < before.day
        or not (
            set(before.characters) & set(after.characters)
            or set(before.threads) & set(after.threads)
            or props.get(before.number, set()) & props.get(after.number, set())
        )
    ]
    pairs = len(scenes) - 1
    if pairs < 1:
        return Score(1.0, "assumed", "There is one scene, and nothing to follow."), []
    issues = [
        ValidationIssue(
            "note",
            "transition",
            f"Nothing leads to scene {scene.number} from the one before.",
            "A character, a thing or a line that carries over.",
            (Evidence(scene.number),),
        )
        for scene in loose
    ]
    reason = f"{pairs - len(loose)} of {pairs} scenes follow from the one before."
    where = tuple(Evidence(scene.number) for scene in (loose or scenes[1:])[:SHOWN])
    return Score(1 - len(loose) / pairs, "measured", reason, where), issues


def _arc(script: Script, words: Words) -> Finding:
    """How many of the outline's beats are played; those of a hole are not."""
    beats = [(scene.number, beat) for scene in script.outline.scenes for beat in scene.beats]
    if not beats:
        return Score(1.0, "assumed", "The outline names no beats."), []
    lost = [
        (number, beat)
        for number, beat in beats
        if share_heard(beat, words.get(number, frozenset())) < HEARD
    ]
    issues = [
        ValidationIssue(
            "warning",
            "beat",
            f"Scene {number} does not play a beat of its outline.",
            f"Play it: {beat}",
            (Evidence(number),),
        )
        for number, beat in lost
        if number in words
    ]
    reason = f"{len(beats) - len(lost)} of {len(beats)} beats of the outline are played."
    where = tuple(Evidence(number) for number, _ in (lost or beats)[:SHOWN])
    return Score(1 - len(lost) / len(beats), "measured", reason, where), issues
