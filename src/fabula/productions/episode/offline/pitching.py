"""Offers other pay-offs for a joke, each by another mechanism, in the speaker's own voice."""

from __future__ import annotations

import random
import tomllib
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files

from fabula.models.offline.grammar import Grammar
from fabula.models.offline.telling import Telling
from fabula.productions.episode.dialogue import DialogueLine
from fabula.productions.episode.offline.decks import Decks
from fabula.productions.episode.offline.trades import trade_of
from fabula.productions.episode.offline.views import Player
from fabula.productions.episode.offline.voicing import voice_of
from fabula.productions.episode.tasks import OfferPunchlines
from fabula.story import Character, Humor

_PITCHES = files("fabula.productions.episode.offline").joinpath("pitches.toml").read_text("utf-8")
PITCHES = 3


@lru_cache(maxsize=1)
def pitches() -> Grammar:
    """Pay-offs by their mechanism."""
    return Grammar(tomllib.loads(_PITCHES), {"A": Player})


def offer_punchlines(task: OfferPunchlines) -> tuple[DialogueLine, ...]:
    """Other pay-offs, the kinds that the speaker likes first."""
    payoff = task.lines[task.payoff - 1]
    seed = f"{task.seed}/{payoff.joke}/{payoff.line}"
    chance = random.Random(seed)  # noqa: S311 - no secret
    liked: tuple[Humor, ...] = task.speaker.voice.humor_style
    others = [kind for kind in pitches().rules if kind not in (*liked, payoff.kind)]
    chance.shuffle(others)
    kinds = [kind for kind in (*liked, *others) if kind != payoff.kind][:PITCHES]
    telling = Telling(pitches(), seed, {"A": _speaker(task.speaker, seed)})
    voice = voice_of(task.speaker)
    return tuple(
        replace(payoff, line=voice.says(telling.say(kind), chance, closes=True), kind=kind)  # type: ignore[arg-type]
        for kind in kinds
    )


def _speaker(who: Character, seed: str) -> Player:
    """The speaker with words of their trade."""
    trade, decks = trade_of(who), Decks(seed, (0, 1))
    return Player(
        name=who.name,
        pronouns="I",
        thing=decks.peek("things", trade.things),
        deed=decks.peek("deeds", trade.deeds),
        mishap=decks.peek("mishaps", trade.mishaps),
        measure=decks.peek("measures", trade.measures),
    )
