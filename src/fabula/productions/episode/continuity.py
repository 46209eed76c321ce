"""The continuity ledger: who is where, when it is, what is broken, and who knows what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from fabula.productions.episode.jokes import content
from fabula.productions.episode.outline import EpisodeOutline, SceneOutline, Time
from fabula.productions.episode.score import Evidence
from fabula.productions.episode.script import Script, ScriptScene
from fabula.productions.episode.validation import Severity, ValidationIssue
from fabula.productions.episode.voices import says

_HOURS: dict[Time, int] = {"MORNING": 0, "DAY": 1, "EVENING": 2, "NIGHT": 3}
"""Times that follow each other in a day; the others stand where the scene before does."""

_DESTROYS = re.compile(
    r"\b(?:eats?|swallows?|smash(?:es)?|shatters?|explodes?|burns? (?:up|down)|melts?|"
    r"destroys?|incinerates?|devours?|is crushed|blows? up|bursts?)\b",
    re.IGNORECASE,
)
_MENDS = re.compile(r"\b(?:another|new|spare|second|repairs?|mends?|fix(?:es)?)\b", re.IGNORECASE)


def check_continuity(script: Script) -> Iterator[ValidationIssue]:
    """Everything that cannot be, or hardly, each with its place."""
    for planned, scene in script.played():
        yield from _present(planned, scene)
    for before, after in pairwise(script.outline.scenes):
        yield from _clock(before, after)
        yield from _two_places(before, after)
    yield from _broken(script)
    yield from _knowledge(script)


def _present(planned: SceneOutline, scene: ScriptScene) -> Iterator[ValidationIssue]:
    """Who speaks without being there."""
    there = {*scene.dialogue.characters_present, *planned.characters}
    for number, line in enumerate(scene.dialogue.dialogue_lines, 1):
        if line.character not in there:
            where = Evidence(planned.number, number, line.line)
            problem = f"{line.character} speaks in scene {planned.number} without being in it."
            yield _issue("error", problem, "Bring them in, or give the line to another.", where)


def _clock(before: SceneOutline, after: SceneOutline) -> Iterator[ValidationIssue]:
    """Days and times that run backwards."""
    where = Evidence(after.number)
    if after.day < before.day:
        problem = f"Scene {after.number} is on day {after.day}, the one before on {before.day}."
        yield _issue("error", problem, "Scenes are told in the order of their days.", where)
        return
    known = after.day == before.day and {before.time, after.time} <= _HOURS.keys()
    if known and _HOURS[after.time] < _HOURS[before.time]:
        problem = f"{after.time} comes after {before.time} on day {after.day}."
        yield _issue("warning", problem, "Another day, or another time.", where)


def _two_places(before: SceneOutline, after: SceneOutline) -> Iterator[ValidationIssue]:
    """Who is in two scenes that play at the same time."""
    if after.time != "SAME TIME" or after.location == before.location:
        return
    for name in after.characters:
        if name in before.characters:
            problem = f"{name} is in {before.location} and in {after.location} at the same time."
            remedy = "Let the second scene be later, or leave them out of one."
            yield _issue("error", problem, remedy, Evidence(after.number))


def _broken(script: Script) -> Iterator[ValidationIssue]:
    """Props that are handled after they were destroyed."""
    gone: dict[str, int] = {}
    for planned, scene in script.played():
        directions = scene.directions
        done = [(beat.action, beat.props) for beat in directions.action_beats]
        done += [
            (" ".join((*one.escalations, one.climax, one.resolution)), one.props)
            for one in directions.physical_comedy_sequences
        ]
        for action, props in done:
            for prop in props:
                if prop in gone and gone[prop] < planned.number and not _MENDS.search(action):
                    problem = f"The {prop} was destroyed in scene {gone.pop(prop)}."
                    where = Evidence(planned.number, 0, action)
                    yield _issue("warning", problem, "Another one, or leave it whole.", where)
                elif _destroys(action, prop):
                    gone[prop] = planned.number


def _destroys(action: str, prop: str) -> bool:
    """Whether a sentence of an action makes an end of a prop."""
    name = prop.rsplit(maxsplit=1)[-1].lower()
    sentences = re.split(r"(?<=[.!?;])\s+", action)
    return any(_DESTROYS.search(one) and name in one.lower() for one in sentences)


def _knowledge(script: Script) -> Iterator[ValidationIssue]:
    """Who speaks of something that they were not there to learn."""
    for term in _secrets(script.outline):
        knowing: set[str] = set()
        for planned, scene in script.played():
            told = False
            for number, line in enumerate(scene.dialogue.dialogue_lines, 1):
                if not says(line.line, term):
                    continue
                if knowing and not told and line.character not in knowing:
                    problem = f"{line.character} speaks of {term!r}, and was never told of it."
                    where = Evidence(planned.number, number, line.line)
                    yield _issue("warning", problem, "Let them hear of it first.", where)
                told = True
            if told or _seen(scene, term):
                knowing |= {*planned.characters, *scene.dialogue.characters_present}


def _secrets(outline: EpisodeOutline) -> list[str]:
    """The words by which planted things are known: the longest word of each."""
    words = (max(content(plant.what), key=len, default="") for plant in outline.plants)
    return [word for word in words if len(word) > 4]


def _seen(scene: ScriptScene, term: str) -> bool:
    """Whether something is seen in a scene."""
    return says(seen_in(scene), term)


def seen_in(scene: ScriptScene) -> str:
    """All that the directions of a scene say."""
    directions = scene.directions
    texts = [directions.opening_description, directions.closing_description]
    for beat in directions.action_beats:
        texts += [beat.action, *beat.props]
    for one in directions.physical_comedy_sequences:
        texts += [one.setup, *one.escalations, one.climax, one.resolution, *one.props]
    return "\n".join(texts)


def _issue(severity: Severity, problem: str, remedy: str, where: Evidence) -> ValidationIssue:
    return ValidationIssue(severity, "continuity", problem, remedy, (where,))
