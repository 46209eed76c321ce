"""Breaks the story of an episode: a plot and a second one, cast, cut to length, and numbered."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from fabula.media.prose.english import article
from fabula.models.offline.grammar import Grammar
from fabula.models.offline.telling import Telling
from fabula.productions.episode.offline.inventing import (
    invent_cast,
    invent_guest,
    speaks_english,
)
from fabula.productions.episode.offline.premises import Premise, read_premise
from fabula.productions.episode.offline.trades import trade_of
from fabula.productions.episode.offline.views import Player
from fabula.productions.episode.outline import (
    EpisodeOutline,
    Place,
    Plant,
    RunningGag,
    SceneOutline,
    Story,
    Thread,
    Time,
)
from fabula.productions.episode.tasks import WriteOutline
from fabula.story import Character

_SHELF = files("fabula.productions.episode.offline")
_PLOTS = _SHELF.joinpath("plots.toml").read_text("utf-8")
_POOLS = _SHELF.joinpath("pools.toml").read_text("utf-8")
_TIMES: tuple[Time, ...] = ("MORNING", "DAY", "EVENING", "NIGHT")
_KNOWS: dict[str, type] = {
    **dict.fromkeys("HFREV", Player),
    **dict.fromkeys(
        (
            "plan",
            "fear",
            "newcomer",
            "gear",
            "kit",
            "prop",
            "beast",
            "a_beast",
            "the_beast",
            "The_beast",
        ),
        str,
    ),
}


@dataclass(frozen=True, slots=True)
class _Part:
    """A scene of a plot, before it is numbered."""

    table: Mapping[str, Any]
    thread: Thread
    rule: str


def write_outline(task: WriteOutline) -> EpisodeOutline:
    """The outline of an episode, from a premise and the bible of its show.

    Raises:
        BadSetting: It shall not be in English.
    """
    speaks_english(task.language)
    chance = random.Random(f"outline/{task.seed}/{task.premise}")  # noqa: S311 - no secret
    premise = read_premise(task.premise)
    guests = _guests(task, premise, chance)
    cast = _roles((*task.bible.cast, *guests))
    plots = tables()
    first = chance.choice(_fitting(premise))
    seconds = list(plots["second"])
    chance.shuffle(seconds)
    story = _story(task, premise, cast, chance)
    telling = Telling(grammar(), f"{task.seed}/{task.premise}", story)
    parts = _ordered(first, seconds, task.scenes)
    scenes = tuple(
        _scene(part, place, parts, task, (telling, cast)) for place, part in enumerate(parts)
    )
    used = [
        second for second in seconds if any(part.rule.startswith(second["name"]) for part in parts)
    ]
    return EpisodeOutline(
        title=task.title or telling.say(f"{first['name']}/title"),
        premise=task.premise or _told(telling, first, "want"),
        stories=_stories(first, used, cast, telling),
        scenes=scenes,
        plants=tuple(_plants(parts, telling)),
        gags=tuple(_gags(parts, cast, chance)),
        guests=guests,
    )


@lru_cache(maxsize=1)
def tables() -> dict[str, Any]:
    """The plots, as written."""
    return tomllib.loads(_PLOTS)


@lru_cache(maxsize=1)
def pools() -> dict[str, Any]:
    """What plots draw from, as written."""
    return tomllib.loads(_POOLS)


@lru_cache(maxsize=1)
def grammar() -> Grammar:
    """Every sentence of every plot as a rule."""
    rules: dict[str, list[str]] = {}
    for plot in (*tables()["plot"], *tables()["second"]):
        name = plot["name"]
        for part in ("title", "want", "obstacle", "question", "resolution", "collide"):
            if part in plot:
                rules[f"{name}/{part}"] = [plot[part]]
        for number, scene in enumerate(plot["scene"]):
            for part in ("summary", "button", "physical"):
                if part in scene:
                    rules[f"{name}/{number}/{part}"] = [scene[part]]
            for place, beat in enumerate(scene["beats"]):
                rules[f"{name}/{number}/beat{place}"] = [beat]
    for name, words in pools()["plants"].items():
        rules[f"plant/{name}"] = [words]
    return Grammar(rules, _KNOWS)


def _fitting(premise: Premise) -> list[Mapping[str, Any]]:
    """The plots that a premise asks for."""
    beast = premise.kind in ("hide", "find", "make") and _is_animal(premise.goods)
    about = "beast" if beast else "rivals" if premise.rivals else premise.kind or "any"
    if premise.fear:
        about = "fear"
    found = [plot for plot in tables()["plot"] if about in plot["fits"].split()]
    return found or [plot for plot in tables()["plot"] if "any" in plot["fits"].split()]


def _is_animal(goods: str) -> bool:
    """Whether a thing of a premise eats and breathes."""
    return bool(set(goods.split()) & set(pools()["animals"].split()))


def _guests(task: WriteOutline, premise: Premise, chance: random.Random) -> tuple[Character, ...]:
    """A stranger, and as many neighbours as the cast is short of."""
    cast = task.bible.cast
    filled = invent_cast(cast, premise, chance, max(4, len(cast)))
    neighbours = filled[len(cast) :]
    return (*neighbours, invent_guest((*cast, *neighbours), chance))


def _roles(people: Sequence[Character]) -> dict[str, Character]:
    """Who leads, who helps, who must not know, who has other trouble, who comes from outside."""
    return dict(zip("HFRE", people[:4], strict=True)) | {"V": people[-1]}


def _story(
    task: WriteOutline, premise: Premise, cast: Mapping[str, Character], chance: random.Random
) -> dict[str, object]:
    """What the sentences of a plot may speak of."""
    lead = trade_of(cast["H"])
    props = [prop for place in task.bible.places[:1] for prop in place.props] or ["cupboard"]
    left = {"she": "her", "he": "him"}.get(cast["H"].pronouns, "them")
    known = premise.goods if _is_animal(premise.goods) else ""
    beast = known or chance.choice(pools()["beasts"])
    kit = [thing for thing in premise.place_trade.things if thing not in lead.things]
    players = {letter: Player(one.name, one.pronouns) for letter, one in cast.items()}
    return {
        **players,
        "plan": premise.aim or "start again from the beginning",
        "fear": premise.fear or "thunder",
        "newcomer": f"the {beast}" if known else f"the {beast} that somebody left with {left}",
        "gear": chance.choice(lead.things),
        "kit": chance.choice(kit or list(lead.things)),
        "prop": chance.choice(props),
        "beast": beast,
        "a_beast": f"{article(beast)} {beast}",
        "the_beast": f"the {beast}",
        "The_beast": f"The {beast}",
    }


def _ordered(
    first: Mapping[str, Any], seconds: Sequence[Mapping[str, Any]], count: int
) -> list[_Part]:
    """As many scenes as are wanted, in their order: a second story between."""
    main = [_Part(scene, "A", f"{first['name']}/{n}") for n, scene in enumerate(first["scene"])]
    keep = [_Part(s, "B", f"{seconds[0]['name']}/{n}") for n, s in enumerate(seconds[0]["scene"])]
    more = [
        _Part(scene, "C", f"{plot['name']}/{n}")
        for plot in seconds[1:]
        for n, scene in enumerate(plot["scene"])
    ]
    pool = [*main, *keep]
    while len(pool) < count:
        pool += more[: count - len(pool)]
        more = more or keep
    ranked = sorted(range(len(pool)), key=lambda n: -pool[n].table["keep"] if n < 12 else n)
    chosen = {id(pool[n]): n for n in sorted(ranked[:count])}
    a_story = [part for part in main if id(part) in chosen]
    rest = [part for part in pool[len(main) :] if id(part) in chosen]
    return _woven(a_story, rest, count)


def _woven(main: Sequence[_Part], rest: Sequence[_Part], count: int) -> list[_Part]:
    """One story between the scenes of another, the first and the last two kept at the ends."""
    ends = min(2, max(1, len(main) - 1))
    body, tail = list(main[:-ends]), list(main[-ends:])
    woven: list[_Part] = []
    room = max(1, len(body))
    for number, part in enumerate(body):
        woven.append(part)
        start = round(len(rest) * number / room)
        woven += rest[start : round(len(rest) * (number + 1) / room)]
    return [*woven, *tail][:count] if body else [*main, *rest][:count]


def _scene(
    part: _Part,
    place: int,
    parts: Sequence[_Part],
    task: WriteOutline,
    tellers: tuple[Telling, Mapping[str, Character]],
) -> SceneOutline:
    """A scene with its number, its place and its time."""
    telling, cast = tellers
    table = part.table
    names = tuple(dict.fromkeys(cast[letter].name for letter in table["who"].split()))
    places = task.bible.places or (Place("FRONT ROOM"),)
    share = place / max(1, len(parts) - 1)
    return SceneOutline(
        number=place + 1,
        location=places[(table["place"] + (part.thread == "C")) % len(places)].name,
        characters=names,
        summary=telling.say(f"{part.rule}/summary"),
        threads=("A", "B") if place >= len(parts) - 2 and part.thread == "A" else (part.thread,),
        beats=_beats(part, parts, telling),
        button=telling.say(f"{part.rule}/button"),
        time=_TIMES[min(3, int(share * 4))],
        act=_act(place, len(parts)),
        physical=telling.say(f"{part.rule}/physical") if "physical" in table else "",
    )


def _act(place: int, count: int) -> int:
    """The act of a scene: a cold open where four or more follow it, and no act left out."""
    if count < len(("cold open", 1, 2, 3)):
        return place + 1
    if place in (0, count - 1):
        return 0 if place == 0 else 3
    return min(3, 1 + (place - 1) * 3 // (count - 1))


def _beats(part: _Part, parts: Sequence[_Part], telling: Telling) -> tuple[str, ...]:
    """The beats of a scene; where everybody meets, the second story runs into the first."""
    rules = [f"{part.rule}/beat{n}" for n in range(len(part.table["beats"]))]
    second = next((other.rule.split("/")[0] for other in parts if other.thread == "B"), "")
    if second and len(part.table["who"].split()) == len("HFREV"):
        rules.insert(1, f"{second}/collide")
    return tuple(telling.say(rule).rstrip(".") for rule in rules)


def _stories(
    first: Mapping[str, Any],
    others: Sequence[Mapping[str, Any]],
    cast: Mapping[str, Character],
    telling: Telling,
) -> tuple[Story, ...]:
    """The stories, each with who wants what and what is in the way."""
    found = []
    threads: tuple[Thread, ...] = ("A", "B", "C")
    for plot, thread in zip((first, *others), threads, strict=False):
        who = "H F" if plot is first else plot["who"]
        found.append(
            Story(
                thread=thread,
                who=tuple(cast[letter].name for letter in who.split()),
                want=_told(telling, plot, "want"),
                obstacle=_told(telling, plot, "obstacle"),
                question=_told(telling, plot, "question"),
                resolution=_told(telling, plot, "resolution"),
            )
        )
    return tuple(found)


def _told(telling: Telling, plot: Mapping[str, Any], part: str) -> str:
    return telling.say(f"{plot['name']}/{part}")


def _plants(parts: Sequence[_Part], telling: Telling) -> Iterator[Plant]:
    """What is planted in one scene and pays off in a later one, if both are there."""
    for early, part in enumerate(parts):
        name = part.table.get("plant")
        pays = [
            late
            for late, other in enumerate(parts)
            if name and other.table.get("plant_pays") == name
        ]
        if pays and pays[0] > early:
            what = telling.say(f"plant/{name}")
            yield Plant(str(name), what, early + 1, pays[0] + 1)


def _gags(
    parts: Sequence[_Part], cast: Mapping[str, Character], chance: random.Random
) -> Iterator[RunningGag]:
    """The running gags, in the scenes that have them."""
    named = [part.table.get("gag") for part in parts]
    for name in dict.fromkeys(filter(None, named)):
        scenes = tuple(place + 1 for place, gag in enumerate(named) if gag == name)
        if len(scenes) < 2:
            continue
        if name == "name":
            lead = cast["H"]
            wrong = pools()["names_he" if lead.pronouns == "he" else "names_she"]
            terms = tuple(chance.sample(wrong, 3))
            scenes = tuple(
                n for n in scenes if {"V", "H"} <= set(parts[n - 1].table["who"].split())
            )
            if len(scenes) > 1:
                what = f"{cast['V'].name} gets {lead.name}'s name wrong, each time grander"
                yield RunningGag("name", what, terms, scenes, cast["V"].name)
        else:
            table = pools()["gags"][name]
            yield RunningGag(str(name), table["what"], tuple(table["terms"]), scenes)
