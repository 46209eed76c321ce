"""What is due in a scene besides its beats: plants, pay-offs, running gags and catchphrases."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from fabula.models.offline.grammar import Thing
from fabula.productions.episode.brief import GagTurn, SceneBrief
from fabula.productions.episode.offline.beats import read_beat
from fabula.productions.episode.offline.decks import Decks
from fabula.productions.episode.offline.inflection import several

CATCHPHRASES = 2
"""Times that a catchphrase is heard in an episode."""

_ARTICLES = frozenset(("a", "an", "the", "his", "her", "some"))


@dataclass(frozen=True, slots=True)
class Due:
    """Something that has to come in a scene.

    Args:
        book: The bits that bring it in.
        slots: What they speak of.
        by: Who does; empty for anybody.
        about: Whom it is about; empty for nobody.
    """

    book: str
    slots: Mapping[str, object]
    by: str = ""
    about: str = ""


def names_in(brief: SceneBrief) -> tuple[str, ...]:
    """Whom a scene may name: those who are in it, and those whose stories it tells."""
    away = [who for story in brief.stories for who in story.who]
    return tuple(dict.fromkeys([*(one.name for one in brief.cast), *away]))


def due_bits(brief: SceneBrief, beats: int) -> dict[int, list[Due]]:
    """Plants early, gags in the middle, pay-offs late: by the beat after which they come."""
    due: dict[int, list[Due]] = {}
    for number, plant in enumerate(brief.plants):
        due.setdefault(number % beats, []).append(Due("plants", _shown(plant.what)))
    for number, plant in enumerate(brief.payoffs):
        at = max(0, beats - 1 - number % beats)
        due.setdefault(at, []).append(Due("payoffs", _shown(_known_again(plant.what))))
    for turn in brief.gags:
        due.setdefault(min(beats - 1, beats // 2), []).append(_gag(turn, brief))
    return due


def due_phrases(brief: SceneBrief, beats: int, decks: Decks) -> dict[int, list[Due]]:
    """The catchphrases of this scene: each has its turn in two scenes of an episode.

    One that names somebody who is not there waits for another episode.
    """
    mine, scenes = decks.hand
    away = set(names_in(brief)) - {one.name for one in brief.cast}
    due: dict[int, list[Due]] = {}
    for number, one in enumerate(brief.cast):
        for phrase in one.voice.catchphrases[:1]:
            turns = decks.shared(f"phrase {one.name}", scenes)[:CATCHPHRASES]
            if mine in turns and not any(name in phrase for name in away):
                said = Due("phrases", {"phrase": phrase.rstrip(".")}, by=one.name)
                due.setdefault(number % beats, []).append(said)
    return due


def _gag(turn: GagTurn, brief: SceneBrief) -> Due:
    """A running gag with the word for its turn; a wrong name is for the one whose name it is."""
    gag = turn.gag
    term = gag.terms[min(turn.turn, len(gag.terms)) - 1]
    named = next((name for name in names_in(brief) if f"{name}'s" in gag.what), "")
    slots: dict[str, object] = {
        "term": term,
        "named": named,
        "there": named in {one.name for one in brief.cast},
        "turn": turn.turn,
        "last": int(turn.turn == turn.turns),
    }
    wrong = term[:1].isupper() and "name" in gag.what.lower()
    return Due("names" if wrong else "gags", slots, by=gag.owner, about=named)


def _known_again(what: str) -> str:
    """A planted thing as one speaks of it the second time: "the canister of yeast"."""
    first, *rest = re.split(r" (?:that|who|which|nobody) ", what.strip().rstrip("."), maxsplit=1)
    if not rest or first.split(" ")[0].lower() not in _ARTICLES:
        return what
    return re.sub(r"^(?:a|an|some) ", "the ", first, flags=re.IGNORECASE)


def _shown(what: str) -> dict[str, object]:
    """The slots of something that is planted: as a thing, or as a clause."""
    plain = what.strip().rstrip(".")
    thing = plain.split(" ")[0].lower() in _ARTICLES or not read_beat(plain, ()).verb
    if thing:
        return {"what": Thing(plain, many=several(plain)), "clause": ""}
    return {"what": None, "clause": plain}
