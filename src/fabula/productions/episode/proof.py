"""What a person wrote, proofread: the mistakes that no field shows by itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from fabula.errors import BadSetting
from fabula.productions.episode.critique import LONGEST_PAUSE
from fabula.productions.episode.outline import (
    Bible,
    EpisodeOutline,
    Place,
    Plant,
    SceneOutline,
)
from fabula.productions.episode.pitch import Pitch
from fabula.productions.episode.script import ScriptScene
from fabula.store.written import Slip
from fabula.story import Character


def refuse(slips: Iterable[Slip], what: str) -> None:
    """Raise `BadSetting` at the first slip; for what comes from no file."""
    for slip in slips:
        raise BadSetting(f"{what}, {slip.field}: {slip.problem}. {slip.remedy}".rstrip())


def pitch_slips(pitch: Pitch, others: Collection[str] = ()) -> Iterator[Slip]:
    """What does not go together in a pitch.

    Args:
        pitch: As it was written.
        others: Names of characters who have files of their own.
    """
    yield from bible_slips(pitch)
    yield from outline_slips(pitch, {*others, *(one.name for one in pitch.cast)})


def bible_slips(bible: Bible | Pitch) -> Iterator[Slip]:
    """Names of a bible that are missing, or there twice."""
    yield from _names("cast", bible.cast, ())
    yield from _names("places", bible.places, ())


def character_slips(character: Character, others: Collection[str]) -> Iterator[Slip]:
    """What is wrong with a character, beside others who are known by name."""
    for slip in _names("cast", (character,), others):
        yield Slip(slip.way[2:], slip.problem, slip.remedy)


def outline_slips(outline: EpisodeOutline | Pitch, cast: Collection[str]) -> Iterator[Slip]:
    """What does not go together in an outline: numbers, names, set-ups and pay-offs.

    Args:
        outline: As it was written.
        cast: Names of the regulars.
    """
    yield from _names("guests", outline.guests, cast)
    known = {name.casefold(): name for name in (*cast, *(one.name for one in outline.guests))}
    for index, scene in enumerate(outline.scenes):
        yield from _planned(scene, index, known)
    if outline.scenes:
        yield from _dues(outline)


def scene_slips(scene: ScriptScene, number: int) -> Iterator[Slip]:
    """What does not go together in a scene.

    Args:
        scene: As it was written.
        number: Of the file that it stands in.
    """
    for part, told in (
        ("dialogue", scene.dialogue.scene_number),
        ("directions", scene.directions.scene_number),
    ):
        if told != number:
            remedy = f"Write {number}, or call the file {told:02}.yaml."
            yield Slip((part, "scene_number"), f"is {told} in the file of scene {number}", remedy)
    for index, line in enumerate(scene.dialogue.dialogue_lines):
        way = ("dialogue", "dialogue_lines", index)
        if not line.character.strip():
            yield Slip((*way, "character"), "is empty", "Say who speaks.")
        if not line.line.strip():
            yield Slip((*way, "line"), "is empty", "Write what is said, or take the line out.")
        if not 0 <= line.pause_before <= LONGEST_PAUSE:
            remedy = f"A pause lasts from 0 to {LONGEST_PAUSE:g} seconds."
            yield Slip((*way, "pause_before"), f"is {line.pause_before:g}", remedy)
    yield from _anchors(scene)


def _planned(scene: SceneOutline, index: int, known: Mapping[str, str]) -> Iterator[Slip]:
    """What is wrong with a scene of an outline; `known` has the names of the cast, by any case."""
    way = ("scenes", index)
    if scene.number != index + 1:
        remedy = f"Scenes count from 1 in their order: write {index + 1}."
        yield Slip((*way, "number"), f"is {scene.number}", remedy)
    if not scene.location.strip():
        yield Slip((*way, "location"), "is empty", "Say where the scene plays.")
    for spot, name in enumerate(scene.characters):
        if not name.strip():
            yield Slip((*way, "characters", spot), "is empty", "Say who is there.")
        elif known.get(name.casefold(), name) != name:
            remedy = f"The cast has {known[name.casefold()]!r}."
            yield Slip((*way, "characters", spot), f"is {name!r}", remedy)


def _anchors(scene: ScriptScene) -> Iterator[Slip]:
    """Things that are seen after lines that are not there."""
    lines, seen = len(scene.dialogue.dialogue_lines), scene.directions
    anchors = {
        "action_beats": [one.after_line for one in seen.action_beats],
        "physical_comedy_sequences": [one.after_line for one in seen.physical_comedy_sequences],
        "camera_suggestions": [one.after_line for one in seen.camera_suggestions],
    }
    for kind, places in anchors.items():
        for index, place in enumerate(places):
            if not 0 <= place <= lines:
                way = ("directions", kind, index, "after_line")
                remedy = f"The scene has {lines} lines; 0 is before the first."
                yield Slip(way, f"is {place}", remedy)


def _names(
    field: str, named: Sequence[Character | Place], others: Collection[str]
) -> Iterator[Slip]:
    """Names that are empty, or there already."""
    known = {name.casefold() for name in others}
    for index, one in enumerate(named):
        if not one.name.strip():
            yield Slip((field, index, "name"), "is empty", "Give it a name.")
        elif one.name.casefold() in known:
            remedy = "Everybody and every place has a name of their own."
            yield Slip((field, index, "name"), f"is {one.name!r} again", remedy)
        known.add(one.name.casefold())


def _dues(outline: EpisodeOutline | Pitch) -> Iterator[Slip]:
    """Set-ups, pay-offs and turns of gags in scenes that are not there."""
    last = len(outline.scenes)
    remedy = f"The outline has scenes 1 to {last}."
    for index, plant in enumerate(outline.plants):
        for field, number in _ends(plant):
            if not 1 <= number <= last:
                yield Slip(("plants", index, field), f"is {number}", remedy)
        if plant.payoff_scene < plant.setup_scene:
            problem = f"is {plant.payoff_scene}, before the set-up in {plant.setup_scene}"
            yield Slip(("plants", index, "payoff_scene"), problem)
    turns = chain.from_iterable(
        ((index, spot, number) for spot, number in enumerate(gag.scenes))
        for index, gag in enumerate(outline.gags)
    )
    for index, spot, number in turns:
        if not 1 <= number <= last:
            yield Slip(("gags", index, "scenes", spot), f"is {number}", remedy)


def _ends(plant: Plant) -> tuple[tuple[str, int], ...]:
    return ("setup_scene", plant.setup_scene), ("payoff_scene", plant.payoff_scene)
