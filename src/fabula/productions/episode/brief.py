"""All that the writer of one scene is told: so that a change elsewhere leaves the scene alone."""

from __future__ import annotations

from dataclasses import dataclass

from fabula.productions.episode.outline import (
    Bible,
    EpisodeOutline,
    Place,
    Plant,
    RunningGag,
    SceneOutline,
    Story,
    Style,
)
from fabula.productions.episode.profiles import PROFILES
from fabula.story import Character


@dataclass(frozen=True, slots=True)
class GagTurn:
    """A running gag as it is due in a scene.

    Args:
        gag: Which one.
        turn: The how-manieth time it comes: 1 plants it.
        turns: How often it comes in the episode; the last time tops it.
    """

    gag: RunningGag
    turn: int
    turns: int


@dataclass(frozen=True, slots=True)
class SceneBrief:
    """What the writers of a scene work from, and nothing more.

    Args:
        show: Name, setting and tone of the show, a line each.
        style: How it is shot.
        premise: The episode in a sentence or two.
        scene: What happens.
        place: Where.
        cast: Who is in the scene.
        stories: The stories that it moves on.
        plants: What it has to set up.
        payoffs: What it has to pay off.
        gags: The running gags that come in it.
        before: How the scene before ended; empty for the first.
        after: Where the next one begins; empty for the last.
        seconds: How long it should play, laughs included.
        jokes: How many pay-offs that is at the pace of its style.
        scenes: How many scenes the episode has: those that are written side by side share out
            what they draw from.
        seed: Another number asks for other words.
    """

    show: str
    style: Style
    premise: str
    scene: SceneOutline
    place: Place
    cast: tuple[Character, ...]
    stories: tuple[Story, ...]
    plants: tuple[Plant, ...] = ()
    payoffs: tuple[Plant, ...] = ()
    gags: tuple[GagTurn, ...] = ()
    before: str = ""
    after: str = ""
    seconds: float = 120.0
    jokes: int = 10
    scenes: int = 1
    seed: int = 0


def brief_scenes(
    bible: Bible, outline: EpisodeOutline, minutes: float, seed: int = 0
) -> list[SceneBrief]:
    """The briefs of all scenes, which are about as long as each other.

    Args:
        bible: Of the show.
        outline: Of the episode.
        minutes: How long the episode should play.
        seed: Another number asks for other words.
    """
    seconds = 60 * minutes / max(1, len(outline.scenes))
    jokes = round(seconds / PROFILES[bible.style].optimal_spacing)
    return [
        brief_scene(bible, outline, scene.number, seconds=seconds, jokes=jokes, seed=seed)
        for scene in outline.scenes
    ]


def brief_scene(
    bible: Bible, outline: EpisodeOutline, number: int, *, seconds: float, jokes: int, seed: int = 0
) -> SceneBrief:
    """The brief of a scene.

    Args:
        bible: Of the show.
        outline: Of the episode.
        number: Of the scene, from 1.
        seconds: How long it should play.
        jokes: How many pay-offs.
        seed: Another number asks for other words.
    """
    scene = outline.scenes[number - 1]
    before = outline.scenes[number - 2] if number > 1 else None
    after = outline.scenes[number] if number < len(outline.scenes) else None
    known = {one.name: one for one in (*bible.cast, *outline.guests)}
    return SceneBrief(
        show="\n".join(part for part in (bible.show, bible.setting, bible.tone) if part),
        style=bible.style,
        premise=outline.premise,
        scene=scene,
        place=_place(bible, scene),
        cast=tuple(known.get(name, Character(name)) for name in scene.characters),
        stories=tuple(story for story in outline.stories if story.thread in scene.threads),
        plants=outline.planted_in(number),
        payoffs=outline.paid_in(number),
        gags=tuple(_turn(gag, number) for gag in outline.gags_in(number)),
        before=f"{before.summary} {before.button}".strip() if before else "",
        after=after.summary if after else "",
        seconds=seconds,
        jokes=jokes,
        scenes=len(outline.scenes),
        seed=seed,
    )


def _place(bible: Bible, scene: SceneOutline) -> Place:
    """The set of a scene; one that the bible does not know is what its heading says."""
    named = (place for place in bible.places if place.name.casefold() == scene.location.casefold())
    return next(named, Place(scene.location, outside=scene.outside))


def _turn(gag: RunningGag, number: int) -> GagTurn:
    scenes = sorted(set(gag.scenes))
    return GagTurn(gag, scenes.index(number) + 1, len(scenes))
