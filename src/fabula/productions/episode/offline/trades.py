"""The trades that people talk like: found by their signs in a job, a description or a premise."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from fabula.productions.episode.outline import Place
from fabula.story import Character

_TRADES = files("fabula.productions.episode.offline").joinpath("trades.toml").read_text("utf-8")


LONG, _END = 5, r"(?:s|es)?\b"
"""Letters from which on a sign may begin a longer word: "detective" is in "detectives", "vet" is
not in "veteran"."""


@dataclass(frozen=True, slots=True)
class Trade:
    """What is said and handled all day in a trade.

    Args:
        name: Its name.
        signs: Words by which it is known.
        things: What is lying about, without articles.
        deeds: What is done all day, as verb phrases in the base form.
        mishaps: What goes wrong, with articles.
        maxims: What everybody in it says.
        measures: What is counted, in the plural.
        places: Where it is done.
    """

    name: str
    signs: tuple[str, ...]
    things: tuple[str, ...]
    deeds: tuple[str, ...]
    mishaps: tuple[str, ...]
    maxims: tuple[str, ...]
    measures: tuple[str, ...]
    places: tuple[Place, ...] = ()


@lru_cache(maxsize=1)
def trades() -> dict[str, Trade]:
    """All trades by name; "anything" is for everybody else."""
    found = {}
    for name, table in tomllib.loads(_TRADES).items():
        places = tuple(
            Place(one["name"], one["about"], props=tuple(one["props"]))
            for one in table.pop("places", ())
        )
        lists = {key: tuple(words) for key, words in table.items()}
        found[name] = Trade(name=name, places=places, **lists)
    return found


def trade_in(text: str) -> Trade | None:
    """The trade of which the earliest sign stands in a text; None if there is none."""
    low = text.lower()
    found = [
        (match.start(), -len(sign), trade.name)
        for trade in trades().values()
        for sign in trade.signs
        if (match := re.search(rf"\b{re.escape(sign)}{_END if len(sign) < LONG else ''}", low))
    ]
    return trades()[min(found)[2]] if found else None


@lru_cache(maxsize=256)
def trade_of(character: Character) -> Trade:
    """What a character talks like: their job decides, then what is told about them."""
    return trade_in(character.job) or trade_in(character.about) or trades()["anything"]
