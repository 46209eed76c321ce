"""Reads a premise: who does what, so that a show can be made of a single sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fabula.media.prose.english import third
from fabula.productions.episode.offline.beats import Deed, kinds, read_beat
from fabula.productions.episode.offline.inflection import base, several
from fabula.productions.episode.offline.trades import Trade, trade_in, trades
from fabula.story import Pronouns

_NAME = re.compile(r"[A-Z][\w'\u2019-]+")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_COUNT = r"(?:A|An|The|Two|Three|Four|Five)"
_DUTY = re.compile(
    r"^(?P<who>.+?) (?:must|has to|have to|needs? to|is about to|are about to) (?P<verb>\w+)\b"
)
_WHICH = re.compile(r",? (?:who|that|which)\b.*$")
_FEAR = re.compile(r"\b(?:afraid|scared|terrified|allergic) (?:of|to) (?P<what>[\w'\u2019 -]+)")
_GROUP = re.compile(
    r"^(?P<group>(?:[\w-]+ )*(?:choir|band|team|crew|group|gang|club|troupe|pair|couple|staff|"
    r"shift|orchestra|class|league|society)) of (?:(?:a|an|the) )?(?P<whom>.+)$"
)
_SHARED = frozenset(("share", "split", "compete", "fight", "beat", "race"))
"""What two do against each other."""

_GETS = frozenset(("inherit", "find", "adopt", "hire", "buy", "rescue", "own", "catch"))
"""Deeds after which the hero wants to keep what they have got."""

_LOSES = frozenset(("lose", "forget", "miss", "break", "ruin"))
"""Deeds that nobody means: the hero wants to do without what is gone."""

_MEANS = frozenset(
    ("have", "want", "need", "try", "decide", "hope", "vote", "plan", "agree", "swear")
)
"""Deeds after which "to" begins what the hero does."""

_PLAIN = frozenset(("office", "school", "home", "house", "practice", "station", "shop", "club"))
"""Words for places that do not say what is done in them."""

_CONTESTS = frozenset(("win", "beat", "compete", "outdo", "race", "defeat"))

_PLACES = (
    r"(?:office|shop|school|hotel|farm|theatre|bakery|restaurant|cafe|museum|salon|station|practice|"
    r"clinic|bar|club|gym|library|church|castle|ship|garage|laboratory|studio|agency|inn|zoo|circus|"
    r"hospital|home|house|kindergarten|laundromat|laundry|lighthouse|submarine|airport|bookshop|"
    r"kitchen|bank|prison|casino|pharmacy|diner|pub|monastery|palace|kiosk)"
)
_THERE = re.compile(
    rf"\b(?:[Aa]|[Aa]n|[Tt]he|his|her|their|one) ((?:[\w'\u2019-]+ ){{0,3}}{_PLACES})\b"
)
_NO_PLACE = re.compile(r"\b(?:of|from|to|with|in|at|on|for)\b")
_NO_THING = re.compile(r"\b(?:of|from|to|with|in|at|on|for|the|a|an|before|after|during)\b")
_WITH = re.compile(r"\bwith (?:his|her|their) ([\w' -]+?)(?= (?:and|in|of|from|who)\b|[,.]|$)")
_AGAINST = re.compile(
    r"\b(?:from|against|for|behind) (?:the|her|his|their) ([\w' -]*?"
    r"(?:lord|lady|er|or|ain|boss|ist|man|woman|king|queen|wife|husband|ther|aunt|uncle))"
    r"(?= (?:and|in|of|next|who|until)\b|[,.]|$)"
)


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
        title: Whom it is about, as it says: "Two Rival Bakers".
        goods: What the deed is done with: "stray llama"; empty if nothing.
        kind: Of the deed, as verbs.toml has it: "hide"; "fear" where there is nothing but fear.
        fear: What the hero is afraid of: "dogs".
        rivals: Whether two want the same thing.
        helper: What the one is who is with the hero: "former assistant".
        opponent: What the one is who must not know: "landlord".
        pronouns: Of the hero, as far as the premise tells: "her landlord".
    """

    name: str
    role: str
    plan: str
    trade: Trade
    place_trade: Trade
    place: str
    title: str = ""
    goods: str = ""
    kind: str = ""
    fear: str = ""
    rivals: bool = False
    helper: str = ""
    opponent: str = ""
    pronouns: Pronouns | None = None

    @property
    def aim(self) -> str:
        """What the hero is after, as a verb phrase; empty if the premise does not say."""
        if self.rivals and self.goods:
            return f"have the {self.goods} alone"
        if self.plan.split(" ")[0] in _GETS and self.goods:
            return f"keep the {self.goods}"
        if self.plan.split(" ")[0] in _LOSES and self.goods:
            return f"manage without the {self.goods}"
        if not self.plan and self.fear:
            return f"get through one day without {self.fear}"
        return self.plan


def read_premise(text: str) -> Premise:
    """Read a premise; what it does not say is left open."""
    first = _SENTENCE.split(text.strip())[0].rstrip(".!? ") if text.strip() else ""
    main = re.sub(r"^(?:To|When|After|Because|Although|If|While)\b[^,]*,\s*", "", first)
    fear = _FEAR.search(main)
    deeds = list(_deeds(main))
    # Of two deeds, what is hidden makes the better story.
    deed = max(deeds, key=lambda one: kinds().get(one.verb) == "hide", default=Deed(""))
    subject = deeds[0].subject if deeds else ""
    if fear and not deeds:
        subject = re.split(r" (?:is|are|was) ", main)[0]
    subject = _WHICH.sub("", subject)
    proper = [word for word in subject.split() if word != "and"]
    named = subject if proper and all(_NAME.fullmatch(word) for word in proper) else ""
    counted = re.match(rf"{_COUNT}\s", subject)
    role = "" if named and not counted else re.sub(rf"^{_COUNT}\s", "", subject)
    rest = " ".join(one.rest for one in deeds)
    own = trade_in(role or main) or trades()["anything"]
    helper, opponent = _WITH.search(main), _AGAINST.search(rest)
    pair = re.match(r"Two\b|Twin\b", subject) is not None
    place = _place(rest) or _place(main)
    return Premise(
        name="" if counted else named.split(" and ")[0].split(",")[0],
        role=_one(role),
        plan=_owned(_plan(deed.verb, deed.rest), many=pair or several(subject)),
        trade=own,
        place_trade=_trade_of(place) or trade_in(rest) or own,
        place=place,
        title=_titled(subject) if role else "",
        goods=_goods(deed),
        kind=_kind(deed) or ("fear" if fear else ""),
        fear=fear["what"].split(" must ")[0].strip() if fear else "",
        rivals="rival" in role or (pair and any(one.verb in _SHARED for one in deeds)),
        helper=helper[1] if helper else "",
        opponent=opponent[1] if opponent else "",
        pronouns=_pronouns(main),
    )


def _deeds(main: str) -> Iterator[Deed]:
    """Each deed of a sentence, a duty as what is done: "must keep" as "keeps"."""
    duty = _DUTY.match(main)
    if duty:
        who = _WHICH.sub("", duty["who"])
        main = f"{who} {third(duty['verb'])}{main[duty.end() :]}"
    deed = read_beat(main, _named(main))
    if not deed.verb or deed.verb == "be":
        return
    yield deed
    after = main.partition(deed.rest)[2] if deed.rest else ""
    second = re.match(r",? and (\w+s) (.+)$", after)
    if second:
        yield read_beat(f"{deed.subject} {second[1]} {second[2]}", _named(main))


def _pronouns(main: str) -> Pronouns | None:
    """Those of the hero: the first that a sentence has."""
    told = re.search(r"\b(she|he|her|his|him|herself|himself)\b", main)
    if told is None:
        return None
    return "she" if told[1] in ("she", "her", "herself") else "he"


def _kind(deed: Deed) -> str:
    """The kind of a deed; a contest where somebody wants to win."""
    aim = _plan(deed.verb, deed.rest).split(" ")[0]
    return "rivals" if aim in _CONTESTS else kinds().get(aim, "deed" if deed.verb else "")


def _goods(deed: Deed) -> str:
    """What a deed is done with, without an article."""
    thing = re.sub(r"^(?:a|an|the|his|her|its|their|one|two|some) ", "", deed.thing)
    return re.sub(
        r" (?:open|alive|running|going|next door)$", "", _NO_THING.split(thing)[0].strip()
    )


def _one(role: str) -> str:
    """One of those who are told about: "twin sister" of "Twin sisters who do not speak"."""
    who = re.split(r"\s(?:who|that|from|with)\s", role)[0]
    who = who[:1].lower() + who[1:] if not who[:2].isupper() else who
    group = _GROUP.match(who)
    if group and several(group["whom"]):
        who = group["whom"]
    elif group:
        return f"member of the {who}"
    if re.search(rf"{_PLACES}$", who):
        return f"manager of a {who}"
    if re.search(r"\b(?:village|town|city|island|suburb)$", who):
        return f"mayor of a {who}"
    who = re.sub(r"^rival ", "", who)
    if not several(who) or not who.endswith("s"):
        return who
    return f"{who[:-3]}y" if who.endswith("ies") else who[:-1]


def _named(text: str) -> tuple[str, ...]:
    """A name that the text begins with."""
    match = re.match(r"[A-Z][\w'\u2019-]+", text)
    return (match[0],) if match and not re.fullmatch(rf"{_COUNT}|Twins?", match[0]) else ()


def _plan(verb: str, rest: str) -> str:
    """The deed without what explains it: "open a dentist's office"."""
    if (base(verb) if verb.endswith("s") else verb) in _MEANS and rest.startswith("to "):
        verb, _, rest = rest.removeprefix("to ").partition(" ")
    phrase = re.split(
        r"(?:,| (?:because|while|so that|until|when|but|by (?:mistake|accident))\b)",
        f"{base(verb) if verb.endswith('s') else verb} {rest}".strip(),
    )[0]
    return phrase if verb and 1 < len(phrase.split()) <= 12 else ""


def _owned(plan: str, *, many: bool) -> str:
    """A deed of several without whose it is: one of them tells it, and of nobody's widow."""
    return re.sub(r"\b(?:his|her|its|their) ", "the ", plan) if many else plan


def _place(text: str) -> str:
    """The place that a text names: "dentist's office" of "a dentist's office in a small town"."""
    for match in _THERE.finditer(text):
        return _NO_PLACE.split(match[1])[-1].strip().removeprefix("a ").removeprefix("the ")
    return ""


def _trade_of(place: str) -> Trade | None:
    """The trade of a place, by its last word that says anything: a "haunted laundromat"."""
    words = [word for word in place.split() if word not in _PLAIN]
    return next(filter(None, map(trade_in, reversed(words))), None) or trade_in(place)


def _titled(subject: str) -> str:
    """Whom a premise is about, as the name of a show: "The Retired Magician"."""
    words: Sequence[str] = re.sub(r"^An? ", "The ", subject).split()
    small = ("of", "the", "a", "an", "and", "in", "with")
    return " ".join(
        word if word in small and place else word[:1].upper() + word[1:]
        for place, word in enumerate(words)
    )
