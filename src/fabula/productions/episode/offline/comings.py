"""Who comes into a scene after it has begun, and who leaves before it ends."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fabula.productions.episode.brief import SceneBrief
from fabula.productions.episode.offline.beats import ALL_OF_THEM, Deed, read_beat
from fabula.productions.episode.offline.due import Due, names_in
from fabula.productions.episode.offline.pacing import QUIET

ENOUGH = 75.0
"""Seconds of a scene that has time for somebody to come in."""

COMPANY, MOST, FEW = 2, 2, 4
"""How many are there at any time, at least; how many come later, at most; and of how many,
at most, somebody goes whom no beat sends: where more meet, everything is decided."""

_ENTERS = frozenset(("arrive", "enter", "come", "return", "burst", "appear"))
_LEAVES = frozenset(("leave", "flee", "exit"))
_IN, _OUT = re.compile(r"(?:back )?in\b(?! the)|home\b"), re.compile(r"(?:off|out|away|home)\b")
_WAYS = frozenset(("walk", "run", "storm", "sneak", "rush", "stumble", "wander", "slip", "go"))
_BEHIND_THEIR_BACK = frozenset(("hide", "lie", "believe", "wonder", "make"))
"""Kinds of deeds that are done to somebody who need not be there: a thing is hidden from them."""


@dataclass(frozen=True, slots=True)
class Comings:
    """Who is there when.

    Args:
        arrive: Before which beat somebody comes in, from 0, by name; the others are there already.
        leave: After which beat somebody goes, by name; the others stay.
    """

    arrive: Mapping[str, int]
    leave: Mapping[str, int]

    def there(self, name: str, beat: int) -> bool:
        """Whether somebody is there while a beat is played."""
        return self.arrive.get(name, 0) <= beat <= self.leave.get(name, beat)

    def awaited(self, due: Mapping[int, Sequence[Due]], beats: int) -> dict[int, list[Due]]:
        """What is due, each after a beat at which those whom it needs are there, if any."""
        fitted: dict[int, list[Due]] = {}
        for place, bits in due.items():
            for one in bits:
                able = [
                    beat
                    for beat in range(beats)
                    if self.there(one.by, beat) and self.there(one.about, beat)
                ]
                at = min(able, key=lambda beat: abs(beat - place), default=place)
                fitted.setdefault(at, []).append(one)
        return fitted


def comings(brief: SceneBrief) -> Comings:
    """Who comes and goes in a scene: those whom its beats send, and those whom nothing keeps.

    Somebody comes when they first do something, if nobody has spoken to them before, so that what
    is hidden from them is hidden. Somebody goes who has had their say, two beats before the end.

    Args:
        brief: Of the scene.
    """
    deeds = [read_beat(beat, names_in(brief)) for beat in brief.scene.beats if beat.strip()]
    alone = len(brief.cast) <= COMPANY and not any(map(enters, deeds))
    if alone or brief.seconds < ENOUGH:
        return Comings({}, {})
    together = any(map(ALL_OF_THEM.search, (brief.scene.summary, brief.scene.physical)))
    arrive = _arriving(brief, deeds, together=together)
    return Comings(arrive, {} if together else _leaving(brief, deeds, arrive))


def enters(deed: Deed) -> bool:
    """Whether a beat says that somebody comes in."""
    inwards = deed.verb in _WAYS and _IN.match(deed.rest) is not None
    return bool(deed.who) and (deed.verb in _ENTERS or inwards)


def leaves(deed: Deed) -> bool:
    """Whether a beat says that somebody goes."""
    outwards = deed.verb in _WAYS and _OUT.match(deed.rest) is not None
    return bool(deed.who) and (deed.verb in _LEAVES or outwards)


def _arriving(brief: SceneBrief, deeds: Sequence[Deed], *, together: bool) -> dict[str, int]:
    """Before which beat somebody comes in, by name; only those who are sent if all are together."""
    latest = len(deeds) // 2 if brief.gags else len(deeds) - 1
    found: dict[str, int] = {}
    for one in brief.cast:
        first = next((n for n, deed in enumerate(deeds) if _needed(one.name, deed)), 0)
        sent = first < len(deeds) and one.name in deeds[first].who and enters(deeds[first])
        waits = 0 < first <= latest and one.name in deeds[first].who and not together
        others = len(brief.cast) - len(found) - 1
        if len(found) < MOST and ((sent and others) or (waits and others >= COMPANY)):
            found[one.name] = first
    return found


def _leaving(brief: SceneBrief, deeds: Sequence[Deed], arrive: Mapping[str, int]) -> dict[str, int]:
    """After which beat somebody goes, by name: one at most, and nobody on whom a gag waits."""
    last = len(deeds) - 1
    awaited = " ".join((brief.scene.button, *(f"{t.gag.owner} {t.gag.what}" for t in brief.gags)))
    for one in reversed(brief.cast[1:]):
        named = [n for n, deed in enumerate(deeds) if _names(deed.text, one.name)]
        if one.name in arrive or _names(awaited, one.name) or not named or named[-1] == last:
            continue
        deed = deeds[named[-1]]
        done = deed.kind in QUIET and one.name in deed.who and named[-1] < last - 1
        if not leaves(deed) and not (done and len(brief.cast) <= FEW):
            continue
        left = [other for other in brief.cast if arrive.get(other.name, 0) <= named[-1] + 1]
        if len(left) > COMPANY:
            return {one.name: named[-1]}
    return {}


def _names(text: str, name: str) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", text) is not None


def _needed(name: str, deed: Deed) -> bool:
    """Whether a beat cannot be played without somebody."""
    return name in deed.who or (deed.whom == name and deed.kind not in _BEHIND_THEIR_BACK)
