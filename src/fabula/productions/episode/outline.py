"""The bible and the outline of an episode: what is settled before a word is spoken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fabula.story import Character

Style = Literal["multi-cam", "single-cam", "dry"]
"""Before an audience that laughs; without one; without one, and drily."""

Thread = Literal["A", "B", "C"]
Time = Literal["DAY", "NIGHT", "MORNING", "EVENING", "CONTINUOUS", "LATER", "SAME TIME"]


@dataclass(frozen=True, slots=True)
class Place:
    """A set.

    Args:
        name: As in the scene heading, without INT. and time: "LUNA AND RICK'S QUARTERS".
        about: What is in it, and what can go wrong in it.
        outside: EXT. and not INT.
        props: Things that hands can reach.
    """

    name: str
    about: str = ""
    outside: bool = False
    props: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bible:
    """What holds for every episode of a show.

    Args:
        show: Name of the show.
        setting: Where and when, in one or two sentences.
        tone: How it feels.
        style: How it is shot, which decides layout, laughs and the pace of jokes.
        cast: The regulars, the lead first.
        places: The standing sets.
        taboos: What never happens on this show.
    """

    show: str
    setting: str = ""
    tone: str = "warm, quick, kind at heart"
    style: Style = "multi-cam"
    cast: tuple[Character, ...] = ()
    places: tuple[Place, ...] = ()
    taboos: tuple[str, ...] = ()

    def character(self, name: str) -> Character | None:
        """The regular of a name; None if there is none."""
        return next((one for one in self.cast if one.name.casefold() == name.casefold()), None)


@dataclass(frozen=True, slots=True)
class Story:
    """One of the episode's stories: who wants what, what is in the way, how it comes out.

    Args:
        thread: A carries the episode, B mirrors it, C is a runner of a few beats.
        who: Whose story it is, the hero first.
        want: What the hero wants today, so that it can be seen whether it is got.
        obstacle: Who or what is in the way, wanting the opposite.
        question: What the audience asks itself until the end.
        resolution: How it comes out, and what it costs the hero.
        serial: Whether the question is left open on purpose, for a later episode.
    """

    thread: Thread
    who: tuple[str, ...]
    want: str
    obstacle: str
    question: str = ""
    resolution: str = ""
    serial: bool = False


@dataclass(frozen=True, slots=True)
class Plant:
    """Something that is shown early so that it can matter later.

    Args:
        id: Short and unique: "oxygen-valve".
        what: The thing, line or habit; its words must be heard or seen in both scenes.
        setup_scene: Number of the scene that plants it.
        payoff_scene: Number of the scene that it comes back in.
    """

    id: str
    what: str
    setup_scene: int
    payoff_scene: int


@dataclass(frozen=True, slots=True)
class RunningGag:
    """A joke that comes back, bigger each time; three times is the rule.

    Args:
        id: Short and unique: "yeast".
        what: What comes back.
        terms: Words by which it is heard again.
        scenes: Numbers of the scenes in which it comes.
        owner: Whose gag it is; empty: anybody's.
    """

    id: str
    what: str
    terms: tuple[str, ...]
    scenes: tuple[int, ...]
    owner: str = ""


@dataclass(frozen=True, slots=True)
class SceneOutline:
    """What happens in a scene.

    Args:
        number: From 1, in the order of the script.
        location: Name of the place, as in the heading.
        characters: Who is in it, the one who drives it first.
        summary: What happens, in one or two sentences: somebody wants, somebody is in the way, and
            at the end things stand worse, or otherwise, than before.
        threads: The stories that it moves on.
        beats: The steps of it, in order.
        button: The last laugh, on which the scene goes out.
        time: Time of the heading.
        outside: EXT. and not INT.
        day: Day of the story, from 1.
        act: 0 is the cold open, then 1, 2, 3; the last may be the tag.
        physical: The piece of physical comedy, if it has one.
    """

    number: int
    location: str
    characters: tuple[str, ...]
    summary: str
    threads: tuple[Thread, ...] = ("A",)
    beats: tuple[str, ...] = ()
    button: str = ""
    time: Time = "DAY"
    outside: bool = False
    day: int = 1
    act: int = 1
    physical: str = ""


@dataclass(frozen=True, slots=True)
class EpisodeOutline:
    """An episode before it is written; a person may edit it.

    Args:
        title: Name of the episode.
        premise: The whole of it in a sentence or two.
        stories: A, B and perhaps C.
        scenes: In order.
        plants: Set-ups and their pay-offs.
        gags: Running gags.
        guests: Characters of this episode alone.
        author: Who wrote it, for the title page; a writer that is a model leaves it empty.
    """

    title: str
    premise: str = ""
    stories: tuple[Story, ...] = ()
    scenes: tuple[SceneOutline, ...] = ()
    plants: tuple[Plant, ...] = ()
    gags: tuple[RunningGag, ...] = ()
    guests: tuple[Character, ...] = ()
    author: str = ""

    def planted_in(self, number: int) -> tuple[Plant, ...]:
        """What a scene has to set up."""
        return tuple(plant for plant in self.plants if plant.setup_scene == number)

    def paid_in(self, number: int) -> tuple[Plant, ...]:
        """What a scene has to pay off."""
        return tuple(plant for plant in self.plants if plant.payoff_scene == number)

    def gags_in(self, number: int) -> tuple[RunningGag, ...]:
        """The running gags that come in a scene."""
        return tuple(gag for gag in self.gags if number in gag.scenes)
