"""Reads a premise: who does what, so that a show can be made of a single sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fabula.media.prose.english import third
from fabula.productions.episode.offline.beats import read_beat
from fabula.productions.episode.offline.inflection import several
from fabula.productions.episode.offline.trades import Trade, trade_in, trades

_NAME = re.compile(r"[A-Z][\w'\u2019-]+")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class Premise:
    """What a premise says.

    Args:
        name: Name of its hero; empty if it names none.
        role: What the hero is, without an article: "retired magician".
        plan: What the hero does, in the base form: "open a dentist's office".
        trade: What the hero talks like.
        place_trade: What the place is like.
        place: The place that it names, without an article: "dentist's office".
    """

    name: str
    role: str
    plan: str
    trade: Trade
    place_trade: Trade
    place: str


def read_premise(text: str) -> Premise:
    """Read a premise; what it does not say is left open."""
    first = _SENTENCE.split(text.strip())[0] if text.strip() else ""
    main = re.sub(r"^(?:To|When|After|Because|Although|If|While)\b[^,]*,\s*", "", first)
    main = re.sub(r"\bhave to (?=\w)", "", main)
    main = re.sub(r"\bhas to (\w+)", lambda match: third(match[1]), main)
    deed = read_beat(main, _named(main))
    subject = deed.subject
    proper = [word for word in subject.split() if word != "and"]
    named = subject if proper and all(_NAME.fullmatch(word) for word in proper) else ""
    article = re.match(r"(?:A|An|The|Two|Three)\s", subject)
    role = "" if named else re.sub(r"^(?:A|An|The|Two|Three)\s", "", subject)
    own = trade_in(role or main) or trades()["anything"]
    there = trade_in(deed.rest) or own
    return Premise(
        name="" if article else named.split(" and ")[0].split(",")[0],
        role=_one(role),
        plan=_plan(deed.verb, deed.rest),
        trade=own,
        place_trade=there,
        place=_place(deed.rest),
    )


def _one(role: str) -> str:
    """One of those who are told about: "twin sister" of "Twin sisters who do not speak"."""
    who = re.split(r"\s(?:who|that|from|with)\s", role)[0]
    who = who[:1].lower() + who[1:]
    return who[:-1] if several(who) and who.endswith("s") else who


def _named(text: str) -> tuple[str, ...]:
    """A name that the text begins with."""
    match = re.match(r"[A-Z][\w'\u2019-]+", text)
    return (match[0],) if match and match[0] not in ("A", "An", "The", "Two", "Three") else ()


def _plan(verb: str, rest: str) -> str:
    """The deed without what explains it: "open a dentist's office"."""
    if verb in ("have", "want", "need", "try", "decide") and rest.startswith("to "):
        verb, _, rest = rest.removeprefix("to ").partition(" ")
    phrase = re.split(
        r"(?:,| (?:because|while|so that|until|when|but|by (?:mistake|accident))\b)",
        f"{verb} {rest}".strip(),
    )[0]
    return phrase if verb and 1 < len(phrase.split()) <= 12 else ""


def _place(rest: str) -> str:
    """The place in a deed: "dentist's office" of "a dentist's office in a small town"."""
    match = re.match(
        r"(?:a|an|the|his|her|their) ((?:[\w'\u2019-]+ ){0,3}"
        r"(?:office|shop|school|hotel|farm|theatre|bakery|restaurant|cafe|museum|salon|station|practice|clinic|bar|club|gym|library|church|"
        r"castle|ship|garage|laboratory|studio|agency|inn|zoo|circus|hospital|home|house))\b",
        rest,
    )
    return match[1] if match else ""
