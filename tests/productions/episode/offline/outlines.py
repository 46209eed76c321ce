"""Outlines made at random, odd ones among them, that the tests have written."""

from __future__ import annotations

from random import Random

from fabula.productions.episode.brief import brief_scenes
from fabula.productions.episode.offline.dialogue import write_dialogue
from fabula.productions.episode.offline.staging import write_directions
from fabula.productions.episode.outline import (
    Bible,
    EpisodeOutline,
    Place,
    Plant,
    RunningGag,
    SceneOutline,
)
from fabula.productions.episode.script import Script, ScriptScene
from fabula.story import Character

NAMES = ("Luna", "Ana María", "Zoë", "Old Pete", "Inspector Voss", "X")
DEEDS = (
    "hides the dough in the wall bed", "flimbers the wox", "asks what time it is", "wants to leave",
    "says that nobody knows", "is", "", "…", "kisses Ana María", "promises a goose", "and then",
    "hears it breathe", "confesses that she used six spoons", "Silence",
)  # fmt: skip


def odd_outline(seed: int) -> tuple[Bible, EpisodeOutline]:
    """An outline that nobody checked: empty beats, unknown verbs, somebody alone, no places."""
    chance = Random(seed)  # noqa: S311 - no secret
    people = tuple(
        Character(
            name,
            pronouns=chance.choice(("she", "he", "they", "it")),
            want=chance.choice(("", "to fly", "a cake")),
            flaw=chance.choice(("", "is proud", "pride")),
            job=chance.choice(("", "baker", "sells shoes")),
        )
        for name in chance.sample(NAMES, chance.randint(1, 5))
    )
    count = chance.randint(1, 6)
    scenes = tuple(_scene(number, people, chance) for number in range(1, count + 1))
    what = chance.choice(("the key", "Luna can whistle", "soap"))
    plants = (Plant("a", what, 1, count),) if count > 1 else ()
    gag = RunningGag("g", "Luna's name is wrong", ("Lola",), tuple(range(1, count + 1)))
    style = chance.choice(("multi-cam", "single-cam", "dry"))
    places = (Place("KITCHEN", props=("flour sacks",)),)
    bible = Bible("Show", style=style, cast=people, places=places)  # type: ignore[arg-type]
    return bible, EpisodeOutline("Title", scenes=scenes, plants=plants, gags=(gag,))


def _scene(number: int, people: tuple[Character, ...], chance: Random) -> SceneOutline:
    who = tuple(one.name for one in chance.sample(people, chance.randint(1, len(people))))
    beats = tuple(
        f"{chance.choice((*NAMES, 'The lights', ''))} {chance.choice(DEEDS)}".strip()
        for _ in range(chance.randint(0, 5))
    )
    return SceneOutline(
        number,
        chance.choice(("KITCHEN", "Ünder dem Berg", "A PLACE, 2")),
        who,
        chance.choice(("They fight.", "x")),
        beats=beats,
        button=chance.choice(("", "Luna laughs.", "A door")),
        physical=chance.choice(("", "Luna falls down the stairs")),
    )


def written(bible: Bible, outline: EpisodeOutline, minutes: float, seed: int = 0) -> Script:
    """An episode, written offline."""
    scenes = []
    for brief in brief_scenes(bible, outline, minutes, seed):
        dialogue = write_dialogue(brief)
        scenes.append(ScriptScene(dialogue, write_directions(brief, dialogue)))
    return Script(bible, outline, tuple(scenes))
