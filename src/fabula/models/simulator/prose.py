"""Plausible English in place of a model's: sentences of a small grammar, words and names."""

from __future__ import annotations

from random import Random

NAMES = ("Marta", "Ilse", "Tomas", "Noor", "Pavel", "Ada", "Yusuf", "Greta", "Kofi", "Lin")
ROLES = [
    "keeper of the lamp",
    "old cartographer",
    "night porter",
    "youngest sister",
    "piano tuner",
    "ferry captain",
    "retired judge",
    "baker's apprentice",
    "botanist",
    "radio operator",
]
PLACES = [
    "in the kitchen",
    "at the harbour",
    "behind the theatre",
    "on the last tram",
    "under the clock",
    "by the greenhouse",
    "at the edge of town",
    "in the reading room",
]
DEEDS = [
    "finds a letter",
    "repairs a lantern",
    "counts the stairs",
    "waits for an answer",
    "opens the blue door",
    "loses a bet",
    "draws a map from memory",
    "hears the same song",
    "hides the keys",
    "tells the truth",
]
ENDS = [
    "and says nothing",
    "while the rain goes on",
    "before anyone else is awake",
    "as if for the first time",
    "and remembers why",
    "although nobody asked",
    "until the lights come back",
    "and laughs",
]
WORDS = [
    "lantern",
    "harbour",
    "winter",
    "letter",
    "garden",
    "signal",
    "orchard",
    "mirror",
    "ferry",
    "copper",
    "window",
    "thread",
    "compass",
    "meadow",
    "engine",
    "ribbon",
    "quarry",
    "violin",
    "shelter",
    "ember",
]


def sentence(dice: Random) -> str:
    """One sentence with a full stop."""
    # One number for all that is chosen: asking the dice for each takes five times as long.
    number, place = divmod(dice.getrandbits(40), len(PLACES))
    number, deed = divmod(number, len(DEEDS))
    number, end = divmod(number, len(_ENDINGS))
    who = _WHO[number % len(_WHO)]
    return f"{who} {DEEDS[deed]} {PLACES[place]}{_ENDINGS[end]}."


def prose(dice: Random, letters: int) -> str:
    """Sentences of about so many letters together; at least one."""
    told = [sentence(dice)]
    size = len(told[0])
    while size < letters:
        told.append(sentence(dice))
        size += len(told[-1]) + 1
    return " ".join(told)


def phrase(dice: Random, words: int) -> str:
    """Up to 20 different words, the first with a capital."""
    return " ".join(dice.sample(WORDS, words)).capitalize()


_WHO = (*NAMES, *(f"The {role}" for role in ROLES))
_ENDINGS = ("", "", "", "", *(f" {end}" for end in ENDS))
