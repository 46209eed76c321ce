"""Writes the bible of a show: keeps what is given, invents who and what is missing."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from typing import Any

from fabula.errors import BadSetting
from fabula.media.prose.english import article, third
from fabula.productions.episode.offline.premises import Premise, read_premise
from fabula.productions.episode.offline.trades import trade_in, trades
from fabula.productions.episode.outline import Bible, Place
from fabula.productions.episode.tasks import WriteBible
from fabula.story import Character, CharacterVoiceProfile, Habit, Pronouns, Relation

_CAST = files("fabula.productions.episode.offline").joinpath("cast.toml").read_text("utf-8")
REGULARS = 4
"""People of a show that brings none."""

HELPS, HINDERS = 1, 2
"""Their places in the cast."""

_FORMS: Mapping[str, tuple[str, str, str]] = {
    "she": ("she", "her", "her"),
    "he": ("he", "him", "his"),
    "they": ("they", "them", "their"),
    "it": ("it", "it", "its"),
}


def write_bible(task: WriteBible) -> Bible:
    """The bible of a show, from what is known of it.

    Raises:
        BadSetting: It shall not be in English.
    """
    speaks_english(task.language)
    premise = read_premise(task.premise)
    chance = random.Random(f"bible/{task.seed}/{task.premise}/{task.show}")  # noqa: S311 - no secret
    cast = invent_cast(task.cast, premise, chance, max(REGULARS, len(task.cast)))
    places = _places(premise, cast)
    return Bible(
        show=task.show or _show(premise, cast[0]),
        setting=task.setting or _setting(premise.place or places[0].name.split(", ")[-1].lower()),
        style=task.style,
        cast=related(cast),
        places=places,
    )


def speaks_english(language: str) -> None:
    """Refuse a language that the rules do not know.

    Raises:
        BadSetting: It is not English.
    """
    if language.lower()[:2] != "en":
        raise BadSetting(
            f"The offline writer knows no comedy in {language!r}, only in English. "
            "Choose a model: --writer openrouter:MODEL."
        )


def invent_cast(
    given: Sequence[Character], premise: Premise, chance: random.Random, count: int
) -> tuple[Character, ...]:
    """Those who are given, with what is missing filled in, and others up to a number."""
    kinds = [dict(kind) for kind in tables()["kind"]]
    chance.shuffle(kinds)
    # Leads, helps, must not know, has other trouble: each place has people who are made for it.
    order: list[dict[str, Any]] = []
    for place in (0, 1, 2):
        order.append(next(k for k in kinds if k["place"] == place and not _sounds_like(k, order)))
    rest = [kind for kind in kinds if kind not in order]
    order += sorted(rest, key=lambda kind: (not kind["place"], _sounds_like(kind, order)))
    cast: list[Character] = []
    for number in range(count):
        kind = order[number % len(order)]
        known = given[number] if number < len(given) else None
        names = [one.name for one in (*given, *cast)]
        if number == 0 and premise.name and known is None:
            names_of = Character(
                premise.name, pronouns=premise.pronouns or _pronouns(premise.name, chance)
            )
            known = names_of
        made = _filled(known, kind, premise if number == 0 else None, names, chance)
        given_job = known is not None and known.job
        cast.append(
            made if number == 0 or given_job else _told_of(made, number, premise, kind["at"])
        )
    return tuple(cast)


def _sounds_like(kind: Mapping[str, Any], others: Iterable[Mapping[str, Any]]) -> bool:
    """Whether somebody of a kind talks as one of other kinds does."""
    mine = (kind["sentences"], kind["vocabulary"])
    return any(mine == (other["sentences"], other["vocabulary"]) for other in others)


def _told_of(one: Character, number: int, premise: Premise, at: str) -> Character:
    """Who is with the hero, or against them, as the premise says; else as its place has them.

    Args:
        one: As invented.
        number: Their place in the cast.
        premise: What is told.
        at: Their job at a place, with a slot for it.
    """
    shared = premise.role if premise.title.startswith(("Two ", "Three ", "Four ", "Five ")) else ""
    if number == HELPS:
        job, want = premise.helper or ("" if premise.rivals else shared), ""
    elif number == HINDERS:
        job = premise.opponent or (shared if premise.rivals else "")
        want = f"to {premise.aim}" if premise.rivals and premise.aim else ""
    else:
        job, want = "", ""
    if not job and premise.place:
        job = at.format(place=premise.place)
    return replace(one, job=job or one.job, want=want or one.want)


def invent_guest(cast: Iterable[Character], chance: random.Random) -> Character:
    """The stranger of the week."""
    cast = tuple(cast)
    heard = {one.voice.sentence_structure for one in cast[:REGULARS]}
    kinds = tables()["guest"]
    kind = chance.choice([one for one in kinds if one["sentences"] not in heard] or kinds)
    initials = {one.name[:1] for one in cast}
    names = [name for name in kind["surnames"].split() if name[:1] not in initials]
    name = f"{kind['title']} {chance.choice(names or kind['surnames'].split())}"
    pronouns: Pronouns = chance.choice(("she", "he"))
    return Character(
        name=name,
        about=kind["about"],
        want=kind["want"],
        flaw=kind["flaw"].replace("have not", "has not").replace("miss it", "misses it"),
        pronouns=pronouns,
        job=kind["job"],
        looks=kind["looks"],
        voice=CharacterVoiceProfile(
            vocabulary_level=kind["vocabulary"],
            sentence_structure=kind["sentences"],
            verbal_tics=(chance.choice(kind["tics"]),),
            emotional_range=tuple(kind["emotions"]),
            speech_patterns=tuple(Habit(name, much) for name, much in kind["habits"].items()),
            humor_style=tuple(kind["humor"]),
        ),
    )


@lru_cache(maxsize=1)
def tables() -> dict[str, Any]:
    """The kinds of people, the guests, the stances and the names."""
    return tomllib.loads(_CAST)


def related(cast: Sequence[Character]) -> tuple[Character, ...]:
    """A cast in which everybody stands somehow to everybody else; what was said stays."""
    return tuple(_related(one, cast) for one in cast)


def _related(one: Character, cast: Sequence[Character]) -> Character:
    known = {relation.to for relation in one.voice.relationship_dynamics}
    stances = tables()["stance"]
    added = []
    for place, other in enumerate(cast):
        if other.name == one.name or other.name in known:
            continue
        stance = stances[(place + len(one.name)) % len(stances)]["says"]
        they, them, their = _FORMS[other.pronouns]
        added.append(Relation(other.name, stance.format(they=they, them=them, their=their)))
    dynamics = (*one.voice.relationship_dynamics, *added)
    return replace(one, voice=replace(one.voice, relationship_dynamics=dynamics))


def _filled(
    known: Character | None,
    kind: Mapping[str, Any],
    premise: Premise | None,
    names: Sequence[str],
    chance: random.Random,
) -> Character:
    """A character of a kind; of one who is known, only what is missing."""
    either: Pronouns = chance.choice(("she", "he"))
    likely = (premise.pronouns or _gender_of(premise.role)) if premise else None
    fresh = _fresh(kind, premise, known.pronouns if known else likely or either, names, chance)
    if known is None:
        return fresh
    voice = known.voice
    plain = not (voice.verbal_tics or voice.speech_patterns or voice.humor_style)
    return replace(
        known,
        about=known.about or fresh.about,
        want=known.want or fresh.want,
        flaw=known.flaw or fresh.flaw,
        job=known.job or fresh.job,
        looks=known.looks or fresh.looks,
        voice=_kept(voice, fresh.voice) if plain else voice,
    )


def _fresh(
    kind: Mapping[str, Any],
    premise: Premise | None,
    pronouns: Pronouns,
    names: Sequence[str],
    chance: random.Random,
) -> Character:
    """A new character of a kind; a hero is what the premise says."""
    they, them, their = _FORMS[pronouns]
    role = _role(premise)
    forms = {"they": they, "them": them, "their": their, "role": role, "Role": _capital(role)}
    job = chance.choice(kind["jobs"]).format(**forms)
    if premise and premise.title.startswith("Two ") and premise.aim.startswith("keep "):
        job = f"owner of half {article(premise.goods)} {premise.goods}"
    if premise and premise.plan and not premise.role and trade_in(premise.plan):
        verb, _, rest = premise.plan.partition(" ")
        job = f"{third(verb)} {rest}"
    aim = premise.aim if premise else ""
    flaw = kind["flaw"].format(**forms)
    if pronouns != "they":
        flaw = flaw.replace(f"{they} do not", f"{they} does not")
    return Character(
        name=_name(pronouns, names, chance),
        about=kind["about"].format(**forms),
        want=f"to {aim}" if aim else kind["want"].format(**forms),
        flaw=f"is afraid of {premise.fear}" if premise and premise.fear else flaw,
        pronouns=pronouns,
        job=job,
        looks=kind["looks"],
        voice=_voice(kind, chance),
    )


def _role(premise: Premise | None) -> str:
    """What a premise calls its hero; what their trade is called where it says nothing."""
    if premise is None:
        return "person of ideas"
    return premise.role or (premise.trade.signs or ("person of ideas",))[0]


def _gender_of(role: str) -> Pronouns | None:
    """What a role says of who has it: a sister is a woman."""
    words = set(role.split())
    if words & set(tables()["roles_she"].split()):
        return "she"
    return "he" if words & set(tables()["roles_he"].split()) else None


def _kept(given: CharacterVoiceProfile, fresh: CharacterVoiceProfile) -> CharacterVoiceProfile:
    """An invented voice with all that was given of the real one."""
    return replace(
        fresh,
        catchphrases=given.catchphrases or fresh.catchphrases,
        emotional_range=given.emotional_range or fresh.emotional_range,
        relationship_dynamics=given.relationship_dynamics,
    )


def _voice(kind: Mapping[str, Any], chance: random.Random) -> CharacterVoiceProfile:
    return CharacterVoiceProfile(
        vocabulary_level=kind["vocabulary"],
        sentence_structure=kind["sentences"],
        verbal_tics=(chance.choice(kind["tics"]),),
        catchphrases=(chance.choice(kind["catchphrases"]),),
        emotional_range=tuple(kind["emotions"]),
        speech_patterns=tuple(Habit(name, amount) for name, amount in kind["habits"].items()),
        humor_style=tuple(kind["humor"]),
    )


def _name(pronouns: str, names: Sequence[str], chance: random.Random) -> str:
    """A name that begins like no other in the cast."""
    lists = tables()["names_he" if pronouns == "he" else "names_she"].split()
    initials = {name[:1].upper() for name in names}
    free = [name for name in lists if name[0] not in initials]
    able = free or [name for name in lists if name not in names] or lists
    return str(chance.choice(able))


def _pronouns(name: str, chance: random.Random) -> Pronouns:
    """What is likely for a name: English names on "a" are mostly women's."""
    women = {*tables()["names_she"].split(), *tables()["women"].split()}
    if name in women or name.endswith(("a", "ie", "y", "elle")):
        return "she"
    return "he" if name in tables()["names_he"].split() else chance.choice(("she", "he"))


def _places(premise: Premise, cast: Sequence[Character]) -> tuple[Place, ...]:
    """Three sets: the place of the premise, one of the hero's trade, one where people live."""
    homes = trades()["anything"].places
    own = premise.place_trade.places if premise.place_trade is not trades()["anything"] else ()
    sets = [*own]
    named = premise.place.upper()
    if named and not any(_same(named, one.name) for one in sets):
        first = sets[0] if sets else _unknown(premise)
        sets[:1] = [replace(first, name=f"{named}, {first.name}" if sets else named)]
    for place in (*premise.trade.places, *homes):
        if len(sets) < 3 and place.name not in {one.name.split(", ")[-1] for one in sets}:
            sets.append(place)
    lead = cast[0].name.upper()
    return tuple(
        replace(one, name=f"{lead}'S {one.name}") if one in homes else one for one in sets[:3]
    )


def _same(named: str, other: str) -> bool:
    """Whether a place of the premise is a set that its trade has: a "haunted laundromat"."""
    return named.rsplit(maxsplit=1)[-1] == other.rsplit(maxsplit=1)[-1]


def _unknown(premise: Premise) -> Place:
    """A place that no trade knows: its own word, and what the hero brought along."""
    props = tuple(thing for thing in premise.trade.things if " " not in thing or len(thing) < 14)
    return Place("", f"It says {premise.place} over the door, in two sizes.", props=props[:4])


def _show(premise: Premise, lead: Character) -> str:
    """A name for a show that has none, by the premise's own words."""
    if premise.title:
        return premise.title
    if premise.place:
        return f"{lead.name}'s {premise.place.title().replace(chr(39) + 'S', chr(39) + 's')}"
    return lead.name


def _setting(place: str) -> str:
    return f"A small town, {article(place)} {place}, and neighbours with time on their hands."


def _capital(text: str) -> str:
    article = "An" if text[:1].lower() in "aeiou" else "A"
    return f"{article} {text}"
