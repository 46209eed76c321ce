"""The continuity ledger: who is where, when it is, what is broken, and who knows what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fabula.productions.episode.measures.reading import present_in, seen_in
from fabula.productions.episode.measures.words import content, says, stem, stems
from fabula.productions.episode.outline import SceneOutline, Time
from fabula.productions.episode.score import Evidence
from fabula.productions.episode.script import Script, ScriptScene
from fabula.productions.episode.validation import Severity, ValidationIssue

_HOURS: dict[Time, int] = {"MORNING": 0, "DAY": 1, "EVENING": 2, "NIGHT": 3}
"""Times that follow each other in a day; the others stand where the scene before does."""

SHORT = 4
"""Letters of a word that is too short to be a secret's."""

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
    yield from _clock(script.outline.scenes)
    yield from _two_places(script.outline.scenes)
    yield from _broken(script)
    yield from _knowledge(script)


def _present(planned: SceneOutline, scene: ScriptScene) -> Iterator[ValidationIssue]:
    """Who speaks or acts without being there."""
    there = present_in(planned, scene)
    said = [
        (line.character, "speaks", Evidence(planned.number, number, line.line))
        for number, line in enumerate(scene.dialogue.dialogue_lines, 1)
    ]
    directions = scene.directions
    done = [
        (name, "acts", Evidence(planned.number, beat.after_line, beat.action))
        for beat in directions.action_beats
        for name in beat.characters
    ]
    done += [
        (name, "acts", Evidence(planned.number, one.after_line, one.climax))
        for one in directions.physical_comedy_sequences
        for name in one.characters
    ]
    for name, verb, where in (*said, *done):
        if name not in there:
            problem = f"{name} {verb} in scene {planned.number} without being in it."
            yield _issue("error", problem, "Bring them in, or give it to another.", where)


def _clock(scenes: Sequence[SceneOutline]) -> Iterator[ValidationIssue]:
    """Days and times that run backwards."""
    day, hour, name = 0, -1, ""
    for scene in scenes:
        where = Evidence(scene.number)
        now = _HOURS.get(scene.time, hour if scene.day == day else -1)
        if scene.day < day:
            problem = f"Day {scene.day} comes after day {day}."
            yield _issue("error", problem, "Scenes are told in the order of their days.", where)
        elif scene.day == day and now < hour:
            problem = f"{scene.time} comes after {name} on day {day}."
            yield _issue("warning", problem, "Another day, or another time.", where)
        if now != hour or scene.day != day:
            name = scene.time
        day, hour = scene.day, now


def _two_places(scenes: Sequence[SceneOutline]) -> Iterator[ValidationIssue]:
    """Who is in two scenes that play at the same time."""
    together: list[SceneOutline] = []
    for scene in scenes:
        if scene.time != "SAME TIME":
            together = [scene]
            continue
        for other in together:
            for name in scene.characters if scene.location != other.location else ():
                if name in other.characters:
                    problem = (
                        f"{name} is in {other.location} and in {scene.location} at the same time."
                    )
                    remedy = "Let the second scene be later, or leave them out of one."
                    yield _issue("error", problem, remedy, Evidence(scene.number))
        together.append(scene)


def _broken(script: Script) -> Iterator[ValidationIssue]:
    """Props that are handled after they were destroyed."""
    gone: dict[str, int] = {}
    for planned, scene in script.played():
        for action, props, line in _handled(scene):
            for prop in props:
                name = prop.casefold()
                if name in gone and gone[name] < planned.number and not _MENDS.search(action):
                    problem = f"The {prop} was destroyed in scene {gone.pop(name)}."
                    where = Evidence(planned.number, line, action)
                    yield _issue("warning", problem, "Another one, or leave it whole.", where)
                elif _destroys(action, name):
                    gone[name] = planned.number


def _handled(scene: ScriptScene) -> Iterator[tuple[str, tuple[str, ...], int]]:
    """What is done in a scene, with which props, and after which line."""
    for beat in scene.directions.action_beats:
        yield beat.action, beat.props, beat.after_line
    for one in scene.directions.physical_comedy_sequences:
        yield " ".join((*one.escalations, one.climax, one.resolution)), one.props, one.after_line


def _destroys(action: str, prop: str) -> bool:
    """Whether a sentence of an action makes an end of a prop."""
    name = prop.rsplit(maxsplit=1)[-1]
    sentences = re.split(r"(?<=[.!?;])\s+", action)
    return any(_DESTROYS.search(one) and name in one.lower() for one in sentences)


def _knowledge(script: Script) -> Iterator[ValidationIssue]:
    """Who speaks of something that they were not there to see or to hear of."""
    for term in _secrets(script):
        knowing: set[str] = set()
        for planned, scene in script.played():
            out = says(seen_in(scene), term)
            for number, line in enumerate(scene.dialogue.dialogue_lines, 1):
                if not says(line.line, term):
                    continue
                if knowing and not out and line.character not in knowing:
                    problem = f"{line.character} speaks of {term!r}, and was never told of it."
                    where = Evidence(planned.number, number, line.line)
                    yield _issue("warning", problem, "Let them hear of it first.", where)
                out = True
            if out:
                knowing.update(present_in(planned, scene))


def _secrets(script: Script) -> list[str]:
    """The words by which planted things are known: the longest of each that names nothing else."""
    names = (*script.cast(), *(scene.location for scene in script.outline.scenes))
    known = stems(" ".join(names))
    secrets = []
    for plant in script.outline.plants:
        telling = (word for word in content(plant.what) if stem(word) not in known)
        word = max(telling, key=len, default="")
        if len(word) > SHORT:
            secrets.append(word)
    return secrets


def _issue(severity: Severity, problem: str, remedy: str, where: Evidence) -> ValidationIssue:
    return ValidationIssue(severity, "continuity", problem, remedy, (where,))
