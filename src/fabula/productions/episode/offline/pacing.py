"""Decides what of a scene is said and what is only seen, when there is no time to say it all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fabula.productions.episode.directions import action_seconds
from fabula.productions.episode.offline.beats import Deed
from fabula.productions.episode.offline.due import Due

OPENED, BROUGHT, LAST = 5.0, 9.0, 8.0
"""Seconds to open a beat, to bring in something that is due, to tell the button, at least."""

MET = 7.0
"""Seconds that somebody takes to come in or to leave, and the others to speak of it."""

HURRY, RUSH, BLURTED = 45.0, 24.0, 3.2
"""Seconds of talk below which what has to come is said as briefly as can be; below which a beat is
opened by nothing but a plain sentence; and how long that takes."""

FEW = 2
"""Beats that are spoken of before the last words are."""

LATEST = 14.0
"""Seconds that are kept for the button where there is time."""

UNSEEN = frozenset(("gags", "names"))
"""Books whose bits nothing that is seen can stand for."""


@dataclass(frozen=True, slots=True)
class Pace:
    """What is said in a scene.

    Args:
        spoken: The beats that somebody speaks of, from 0, in order; the others are only seen.
        due: What else has to be said, by the beat after which it comes.
        closing: Seconds that are kept for the button; 0: the picture of the scene's end is enough.
    """

    spoken: tuple[int, ...]
    due: Mapping[int, Sequence[Due]]
    closing: float


def paced(deeds: Sequence[Deed], due: Mapping[int, Sequence[Due]], seconds: float) -> Pace:
    """What there is time to say: all of it, or else what cannot be shown as well.

    What goes first is what is planted or comes back, for the directions show it; then beats that
    can be seen, and others down to two; then the last words. One beat is always spoken of.

    Args:
        deeds: The beats of the scene, read.
        due: What has to come besides, by the beat after which it comes.
        seconds: Of talk.
    """
    count = sum(map(len, due.values()))
    opened = OPENED if seconds >= HURRY else BLURTED
    left = seconds - opened * len(deeds) - BROUGHT * count - LAST
    if left >= 0:
        return Pace(tuple(range(len(deeds))), due, min(LATEST, LAST + left))
    heard = {place: [one for one in bits if _must_be_said(one)] for place, bits in due.items()}
    left += BROUGHT * (count - sum(map(len, heard.values())))
    closing = LAST
    spoken = list(range(len(deeds)))
    for place in sorted(spoken, key=lambda n: (deeds[n].kind in QUIET, -(n % 2), n)):
        quiet = deeds[place].kind in QUIET
        if left < 0 and quiet and closing and len(spoken) <= FEW:
            left, closing = left + LAST, 0.0
        if left >= 0 or len(spoken) == 1:
            break
        spoken.remove(place)
        left += opened - (action_seconds(deeds[place].text) if quiet else 0.0)
    return Pace(tuple(spoken), _moved(heard, spoken), closing)


QUIET = frozenset(("ask", "tell", "promise", "believe", "refuse", "lie", ""))
"""Kinds of beats that are heard and not seen."""


def _must_be_said(due: Due) -> bool:
    return due.book in UNSEEN or bool(due.slots.get("clause"))


def _moved(due: Mapping[int, Sequence[Due]], spoken: Sequence[int]) -> dict[int, list[Due]]:
    """What is due after a beat that nobody speaks of comes after the spoken one before it."""
    moved: dict[int, list[Due]] = {}
    for place, bits in due.items():
        at = max((n for n in spoken if n <= place), default=spoken[0])
        moved.setdefault(at, []).extend(bits)
    return moved
