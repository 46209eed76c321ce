"""Reads what happens in a piece of physical comedy, and knows the pieces that make it worse."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from fabula.productions.episode.offline.beats import ALL_OF_THEM, Deed, head_of, read_beat

STEPS = ("setup", "climax", "resolution")
"""Rules that each piece has once."""

SHORT_NAME = 3
"""Words that a thing may have which is named in every sentence."""

_TEXT = files("fabula.productions.episode.offline").joinpath("slapstick.toml").read_text("utf-8")
_BOTH_SIDES = re.compile(r"\b(?:both|two|each|every) sides?\b")
_GUISE = re.compile(
    r"\bas (?:a|an|the|if|two|three|four|five|six|many)\b|\b(?:change|turn)s? from\b|"
    r"\bdisguise|\b(?:pretend|imitate|mime|impersonate)s?\b"
)
_SECRET = re.compile(
    r"\b(?:past|behind) [A-Z]|\bpast the\b|\bbehind [\w']+ backs?\b|\bturns? [\w']+ back\b|"
    r"\bunder (?:his|her|their) |\bon tiptoe\b|"
    r"\bwithout (?:\w+ )?(?:noticing|seeing|hearing|being seen)\b"
)
_BALANCE = re.compile(
    r"\bapart\b|\bwithout (?:\w+ )?(?:touching|looking|dropping|spilling|falling)\b|"
    r"\bat arm's length|\bone (?:hand|leg|foot|finger|arm)\b|"
    r"\bon (?:a|the|one) (?:ledge|ladder|rope|roof|leg|chair)\b"
)
_PUPPET = re.compile(r"\bthe arms of\b|\bworks? [\w']+ (?:arms|hands|mouth)\b")
_ARTICLE = re.compile(
    r"(?:a|an|the|his|her|its|their|some|all|both|one|two|three|four|five) ", re.IGNORECASE
)
_SIGNS = {"puppet": _PUPPET, "guise": _GUISE, "secret": _SECRET, "balance": _BALANCE}
_LOADS = frozenset(
    ("carry", "push", "pull", "lift", "drag", "hold", "move", "heave", "raise", "lower", "roll")
)
_FALLS = frozenset(["fall", "slip", "slide", "trip", "stumble", "crash", "tumble"])


@dataclass(frozen=True, slots=True)
class Event:
    """What happens in a piece of physical comedy.

    Args:
        kind: By which pieces are chosen: "alive", "together", "secret", "load", "guise", "puppet",
            "balance", "fall", "any" or, where nobody else is there, "alone".
        names: Those of the cast who are in it: who begins, then who is in the way.
        it: The thing that does it, or that it is done with; empty if there is none.
        told: As it stands after a colon.
    """

    kind: str
    names: tuple[str, ...]
    it: str
    told: str


@lru_cache(maxsize=1)
def pieces() -> Sequence[Mapping[str, Any]]:
    """All pieces, as they are written."""
    found: list[Mapping[str, Any]] = tomllib.loads(_TEXT)["piece"]
    return found


def piece_rules() -> dict[str, list[str]]:
    """The rules of a grammar that say each part of each piece: "setup3", "worse3.0"."""
    rules = {}
    for number, piece in enumerate(pieces()):
        rules.update({f"{step}{number}": [piece[step]] for step in STEPS})
        for place, words in enumerate(piece["escalations"]):
            rules[worse(number, place)] = [words]
    return rules


def worse(number: int, place: int) -> str:
    """The rule of an escalation."""
    return f"worse{number}_{place}"


def pieces_for(kind: str) -> list[int]:
    """The numbers of the pieces for a kind of event."""
    return [number for number, piece in enumerate(pieces()) if piece["on"] == kind]


def read_event(text: str, names: Sequence[str], props: Sequence[str] = ()) -> Event:
    """Read what happens: who and what it needs, and what makes it worse.

    Args:
        text: As the outline tells it: "Luna carries the canister past Fred under her coat".
        names: Of those who are in the scene.
        props: Things of the place.
    """
    text = text.strip().rstrip(".")
    deed = read_beat(text, names)
    places = {name: text.find(name) for name in names if re.search(rf"\b{re.escape(name)}\b", text)}
    kind = _kind(text, deed)
    watched = kind in ("secret", "guise")
    order = sorted(places, key=lambda name: (watched and name not in deed.who, places[name]))
    # Who is in the way stands second: not the one who helps.
    if watched and len(order) > len(deed.who) > 1:
        order = [order[0], *order[len(deed.who) :], *order[1 : len(deed.who)]]
    told = text if deed.who else text[:1].lower() + text[1:]
    return Event(kind, tuple(order), _thing(text, deed, props, alive=kind == "alive"), told)


def _kind(text: str, deed: Deed) -> str:
    """What kind of event it is; the first that fits."""
    crowd = ALL_OF_THEM.match(text) is not None
    if deed.verb and not deed.who and not crowd:
        return "alive"
    if crowd or _BOTH_SIDES.search(text):
        return "together"
    for kind, sign in _SIGNS.items():
        if sign.search(text):
            return kind
    if deed.verb in _LOADS:
        return "load"
    return "fall" if deed.verb in _FALLS else "any"


def _thing(text: str, deed: Deed, props: Sequence[str], *, alive: bool) -> str:
    """The thing that it is about, without an article."""
    named = next((prop for prop in props if prop.lower() in text.lower()), "")
    written = deed.subject if alive else deed.thing
    thing = re.sub(r"^(?:same|other) | (?:shut|open|up|down|away)$", "", head_of(written))
    short = 0 < len(thing.split()) <= SHORT_NAME
    if short and _ARTICLE.match(written):
        return thing
    found = re.search(r"\bthe ([a-z-]+)\b(?! of\b)", text)
    return named or (found[1] if found else "")
