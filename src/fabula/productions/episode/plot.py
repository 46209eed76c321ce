"""Whether the plot holds: what was planned is played, prepared, opposed and answered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import fmean

from fabula.productions.episode.continuity import seen_in
from fabula.productions.episode.jokes import content
from fabula.productions.episode.outline import Plant, SceneOutline, Story
from fabula.productions.episode.score import Evidence, Score
from fabula.productions.episode.script import Script, ScriptScene
from fabula.productions.episode.tasks import Judgement
from fabula.productions.episode.validation import PlotCoherenceScore, ValidationIssue

HEARD = 1 / 3
"""Share of a beat's telling words that a scene has to have for the beat to be played."""

OPPOSED = 0.08
"""Share of lines that refuse, deny or forbid, from which on somebody is in somebody's way."""

UNQUOTED = 0.5
"""What a judgement without a quotation counts."""

_AGAINST = re.compile(
    r"\b(?:no|not|never|nobody|nothing|can't|won't|don't|didn't|isn't|aren't|wasn't|shouldn't|"
    r"stop|but|refuse|forbid|over my dead body|wrong)\b",
    re.IGNORECASE,
)


def read_plot(
    script: Script, judgement: Judgement | None = None
) -> tuple[PlotCoherenceScore, tuple[ValidationIssue, ...]]:
    """Look whether the plot of a script holds.

    Args:
        script: The script.
        judgement: What a critic says of conflict and resolution; None: what can be measured of
            them stands for it.
    """
    texts = {planned.number: _text(scene) for planned, scene in script.played()}
    setup, unprepared = _setups(script, texts)
    transitions, loose = _transitions(script)
    arc, unplayed = _arc(script, texts)
    conflict = _judged(judgement.conflict) if judgement else _opposition(script)
    resolution = _judged(judgement.resolution) if judgement else _answers(script, texts)
    five = (setup, conflict, resolution, transitions, arc)
    overall = Score(
        fmean(score.value for score in five),
        "judged" if judgement else "measured",
        "Mean of the five.",
    )
    issues = (*unprepared, *loose, *unplayed)
    return PlotCoherenceScore(setup, conflict, resolution, transitions, arc, overall), issues


def _text(scene: ScriptScene) -> frozenset[str]:
    """The telling words of a scene, heard or seen, by their stems."""
    said = " ".join(line.line for line in scene.dialogue.dialogue_lines)
    return frozenset(_stem(word) for word in content(f"{said} {seen_in(scene)}"))


def _stem(word: str) -> str:
    """A word without its commonest endings: enough to find "hides" in "hiding"."""
    word = word.removesuffix("'s")
    for ending in ("ing", "ies", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) > 2:
            return word.removesuffix(ending)
    return word


def _share(wanted: str, words: frozenset[str]) -> float:
    """The share of a text's telling words that are among others."""
    stems = {_stem(word) for word in content(wanted)}
    return len(stems & words) / len(stems) if stems else 1.0


def _setups(
    script: Script, texts: dict[int, frozenset[str]]
) -> tuple[Score, list[ValidationIssue]]:
    """Whether what pays off was planted, in the scenes that were planned for it."""
    plants = script.outline.plants
    if not plants:
        return Score(1.0, "assumed", "Nothing was planned to be planted."), []
    issues = [issue for plant in plants for issue in _planted(plant, texts)]
    lost = {issue.problem.split("'")[1] for issue in issues}
    kept = len(plants) - len(lost)
    where = tuple(Evidence(plant.setup_scene) for plant in plants if plant.id not in lost)
    reason = f"{kept} of {len(plants)} set-ups stand in their scene and come back."
    return Score(kept / len(plants), "measured", reason, where), issues


def _planted(plant: Plant, texts: dict[int, frozenset[str]]) -> Iterator[ValidationIssue]:
    for number, verb in ((plant.setup_scene, "planted"), (plant.payoff_scene, "paid off")):
        if number in texts and _share(plant.what, texts[number]) < HEARD:
            yield ValidationIssue(
                "warning",
                "set-up",
                f"'{plant.id}' is not {verb} in scene {number}.",
                f"Let it be heard or seen: {plant.what}.",
                (Evidence(number),),
            )


def _opposition(script: Script) -> Score:
    """How many scenes have somebody in somebody's way: the floor under a critic's judgement."""
    played = script.played()
    opposed = [planned.number for planned, scene in played if _opposes(scene)]
    reason = f"Somebody refuses, denies or forbids in {len(opposed)} of {len(played)} scenes."
    where = tuple(Evidence(number) for number in opposed)
    return Score(len(opposed) / len(played) if played else 0.0, "measured", reason, where)


def _opposes(scene: ScriptScene) -> bool:
    lines = scene.dialogue.dialogue_lines
    against = [line for line in lines if _AGAINST.search(line.line)]
    return len({line.character for line in lines}) > 1 and len(against) >= OPPOSED * len(lines)


def _answers(script: Script, texts: dict[int, frozenset[str]]) -> Score:
    """How many stories come to an end: their hero is there, and what they wanted is spoken of."""
    stories = [story for story in script.outline.stories if not story.serial]
    if not stories:
        return Score(1.0, "assumed", "No story asks a question.")
    scenes = script.outline.scenes
    last = scenes[-max(1, len(scenes) // 3) :]
    closed = [story.thread for story in stories if _closes(story, last, texts)]
    reason = f"{len(closed)} of {len(stories)} stories are taken up in the last third."
    return Score(len(closed) / len(stories), "measured", reason)


def _closes(story: Story, last: Sequence[SceneOutline], texts: dict[int, frozenset[str]]) -> bool:
    about = f"{story.want} {story.question} {story.resolution}"
    return any(
        story.thread in scene.threads
        and set(story.who[:1]) <= set(scene.characters)
        and _share(about, texts.get(scene.number, frozenset())) > 0
        for scene in last
    )


def _judged(score: Score) -> Score:
    """A critic's score; without a quotation it counts as a half."""
    if any(evidence.quote for evidence in score.evidence):
        return score
    return Score(UNQUOTED, "judged", f"Nothing was quoted for it: {score.reason}")


def _transitions(script: Script) -> tuple[Score, list[ValidationIssue]]:
    """How many scenes hang together with the one before: by a thread, a character or a place."""
    scenes = script.outline.scenes
    loose = [after for before, after in pairwise(scenes) if not _linked(before, after)]
    pairs = max(1, len(scenes) - 1)
    issues = [
        ValidationIssue(
            "note",
            "transition",
            f"Nothing leads from scene {scene.number - 1} to scene {scene.number}.",
            "A character, a thing or a line that carries over.",
            (Evidence(scene.number),),
        )
        for scene in loose
    ]
    reason = f"{pairs - len(loose)} of {pairs} scenes follow from the one before."
    return Score(1 - len(loose) / pairs, "measured", reason), issues


def _linked(before: SceneOutline, after: SceneOutline) -> bool:
    shared = set(before.characters) & set(after.characters) or set(before.threads) & set(
        after.threads
    )
    return bool(shared) and after.day >= before.day


def _arc(script: Script, texts: dict[int, frozenset[str]]) -> tuple[Score, list[ValidationIssue]]:
    """How many of the outline's beats are played."""
    beats = [(s.number, beat) for s in script.outline.scenes for beat in s.beats]
    if not beats:
        return Score(1.0, "assumed", "The outline names no beats."), []
    lost = [
        (number, beat)
        for number, beat in beats
        if _share(beat, texts.get(number, frozenset())) < HEARD
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
        if number in texts
    ]
    reason = f"{len(beats) - len(lost)} of {len(beats)} beats of the outline are played."
    return Score(1 - len(lost) / len(beats), "measured", reason), issues
