"""Reads a beat of an outline: who does what, with what, to whom; or says that it cannot."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from fabula.media.prose.english import third
from fabula.productions.episode.offline.inflection import base, is_third, several
from fabula.productions.episode.offline.trades import trade_in

_VERBS = files("fabula.productions.episode.offline").joinpath("verbs.toml").read_text("utf-8")
_PREPOSITIONS = (
    "in|on|at|to|from|with|under|over|into|onto|past|through|behind|before|after|by|for|against|"
    "about|near|towards?|out|off|up|down|while|until|when|because|than|as|between|across|without|so"
)
_TAIL = re.compile(rf"\s(?:{_PREPOSITIONS})\b|,")
_TOGETHER = re.compile(r"(?:,\s*|\s+and\s+)")
_AIMS = frozenset(("ask", "promise", "lie", "refuse", "believe", "come"))
"""Kinds of deeds after which "to" begins what somebody means to do."""

_HELPING = frozenset(("be", "have", "do", "let", "help", "know"))
_VERBAL = re.compile(
    r"(?!(?:the|a|an|his|her|their|its|my|your|our|every|each|all|it|them|him|me|us|one|two)$)[a-z]+$"
)
ALL_OF_THEM = re.compile(
    r"\b(?:every(?:body|one)|all (?:of them|two|three|four|five|six))\b", re.IGNORECASE
)
"""How outlines name everybody who is there."""

LONGEST_THING = 7
"""Words of a thing that one can speak of in passing."""

_RECEIVED = re.compile(
    r"^(?:(?:her|him|them|us) (?=(?:the|a|an|his)\b)|(?:everybody|everyone) (?=\w))"
)
_LATE = re.compile(r" (?:anyway|again|instead|too|away|at last)$")
_NO_THING = re.compile(rf"(?:(?:{_PREPOSITIONS}|not|never|like)\b|\w+ed\b)")
_CLAUSAL = re.compile(r"\b(?:is|are|was|has|himself|herself|themselves|him|them|it)\b")
_NOBODY = frozenset(("her", "one", "everybody", "everyone", "somebody", "nothing", "something"))
_NEVER_OPEN = frozenset(
    [
        "to",
        "that",
        "how",
        "why",
        "what",
        "if",
        "who",
        "while",
        "when",
        "asleep",
        "home",
        "what",
        "where",
        "so",
    ]
)
_NEVER_VERBS = frozenset(
    ["always", "never", "quietly", "slowly", "finally", "suddenly", "almost", "secretly"]
)
_PARTICLE = re.compile(r"^(?:out|up|down|in|away|off|back|over|on|by|for|at|to|into|about|of)\s+")
_CLAUSE = re.compile(
    r"(?:(?:the|a|an|his|her|their|its) (?:\w+ ){1,2}|"
    r"nobody |everybody |somebody |she |he |they |it )"
    r"(?:is|was|has|does|will|can|cannot|must|belongs|needs|wants|knows|\w{3,}[a-rt-z]s)\b"
)
_RECEIVER = re.compile(r"(the [a-z]+) (?=(?:a|an|the|his|her|some|fresh|free|more|all|one|two)\b)")
_SECOND = re.compile(
    r"^((?:the|a|an|his|her) (?:(?!that|who|which|of|in|on|with|for|and)[\w'-]+ ?){1,3})"
    r"(?<=\w) (?:a|an) .*$"
)
_SMALL = re.compile(
    r"(?:a|an|the|his|her|their|its|my|our|your|this|that|some|every|\d+)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Deed:
    """A beat, read.

    Args:
        text: As it is written.
        subject: Who or what does it, as written: "Luna and Ethel", "the dough"; empty if unread.
        who: Those of the cast who do it; empty for a thing.
        verb: What is done, in the base form; empty if unread.
        kind: Of the deed, as verbs.toml has it; "deed" for other verbs, "" if unread.
        rest: All that follows the verb.
        whom: One of the cast to whom it is done; empty if nobody.
        thing: The object, if it is a thing: "the dough".
        that: The clause after "that": "somebody is living in the airlock".
        goal: The verb phrase after "to": "distract Fred".
    """

    text: str
    subject: str = ""
    who: tuple[str, ...] = ()
    verb: str = ""
    kind: str = ""
    rest: str = ""
    whom: str = ""
    thing: str = ""
    that: str = ""
    goal: str = ""

    @property
    def phrase(self) -> str:
        """The whole verb phrase in the base form: "hide the dough in the wall bed"."""
        return f"{self.verb} {self.rest}".strip()


def read_beat(text: str, names: Sequence[str]) -> Deed:
    """Read a beat.

    Args:
        text: A sentence in the present tense, as outlines have them.
        names: Of the cast: those in the scene and others who are known.
    """
    plain = text.strip().rstrip(".!?").strip()
    subject, verb, rest = _parted(plain, names)
    if not verb:
        return Deed(text=plain)
    subject = subject.split(", ")[0] if not subject.startswith("Through") else subject
    plain_verb = base(verb) if verb not in ("cannot", "can", "will", "must") else verb
    rest = _first_deed(rest)
    first, that = _that(rest, plain_verb)
    goal_of, goal = _goal(first, eager=kinds().get(plain_verb) in _AIMS)
    whom, object_ = _object(goal_of, names)
    if goal and object_:  # "for one reason to stay": the verb phrase belongs to the thing
        goal = ""
    who = tuple(_listed(subject, names))
    return Deed(
        text=plain,
        subject=subject,
        who=who,
        verb=plain_verb,
        kind=_kind(plain_verb, rest, somebody=bool(who)),
        rest=rest,
        whom=whom,
        thing=_thing(_seen(object_, plain_verb), names),
        that=that,
        goal=goal,
    )


@lru_cache(maxsize=1)
def kinds() -> dict[str, str]:
    """The kind of each known verb; of those in two kinds, the first."""
    found: dict[str, str] = {}
    for kind, verbs in tomllib.loads(_VERBS).items():
        for verb in verbs.split():
            found.setdefault(verb, kind)
    return found


def head_of(noun: str) -> str:
    """The thing itself: "yeast canister" of "the yeast canister that hisses"."""
    plain = re.sub(
        r"^(?:a|an|the|his|her|its|their|my|your|some)\s", "", noun.strip(), flags=re.IGNORECASE
    )
    return re.split(r"\s(?:that|who|which|of|on|in|with|from|for|under|nobody)\b", plain)[0]


def _kind(verb: str, rest: str, *, somebody: bool) -> str:
    """The kind of a deed: to ask for something is one, to ask what something is another.

    Whatever things do is a change; what somebody does is not.
    """
    kind = kinds().get(verb, "deed") if somebody else "change"
    kind = "deed" if somebody and kind == "change" else kind
    asks = re.match(r"(?:what|who|whom|where|when|why|how|if|whether|which)\b", rest)
    return "wonder" if kind in ("ask", "find") and asks else kind


def _parted(text: str, names: Sequence[str]) -> tuple[str, str, str]:
    """Subject, verb as written, and what follows; empty strings where no verb is found."""
    words = text.split()
    start = _names_at(text, names)
    known = kinds()
    for at in range(max(1, start), len(words)):
        word = words[at].strip(",")
        if not start and _SMALL.match(words[at - 1]):
            continue
        sure = base(word) in known and third(base(word)) == word.lower()
        many = (several(words[at - 1]) and not start) or (
            start == at and " and " in " ".join(words[:at])
        )
        sure = sure or (word in known and many)
        likely = start == at and is_third(word)
        if (sure or likely) and word.lower() not in _NEVER_VERBS and word.islower():
            return " ".join(words[:at]).rstrip(","), word, " ".join(words[at + 1 :])
    return "", "", ""


def _first_deed(rest: str) -> str:
    """What follows the verb, without a second deed: "the canister" of "the canister and runs"."""
    for match in re.finditer(r",? and (\w+)(?: (\w+))?", rest):
        second = match[2] or ""
        known = third(base(match[1])) == match[1] and base(match[1]) in kinds()
        if known or (
            is_third(match[1])
            and (match[1] == "is" or _SMALL.match(second) or second[:1].isupper())
        ):
            return rest[: match.start()]
        if match[1] in ("the", "a", "is", "are", "then") and second and is_third(second):
            return rest[: match.start()]
    return rest


def _names_at(text: str, names: Iterable[str]) -> int:
    """How many words of the cast's names a text begins with: 3 of "Luna and Ethel hide"."""
    ordered = sorted(names, key=len, reverse=True)
    rest, found = text, 0
    while True:
        name = next((one for one in ordered if _begins(rest, one)), "")
        if not name:
            return found
        rest = rest[len(name) :]
        found = len(text[: len(text) - len(rest)].split())
        joint = _TOGETHER.match(rest)
        if not joint or rest[:1] not in (" ", ","):
            return found
        after = rest[joint.end() :]
        if not any(_begins(after, one) for one in ordered):
            return found
        rest = after


def _begins(text: str, name: str) -> bool:
    return bool(name) and re.match(rf"{re.escape(name)}(?![\w'\u2019])", text) is not None


def _listed(subject: str, names: Sequence[str]) -> list[str]:
    """Those of the cast who are named in a subject, in its order."""
    found = [(subject.find(name), name) for name in names if _mentions(subject, name)]
    return [name for _, name in sorted(found)]


def _mentions(text: str, name: str) -> bool:
    return bool(name) and re.search(rf"\b{re.escape(name)}(?!\w|['\u2019])", text) is not None


def _that(rest: str, verb: str) -> tuple[str, str]:
    """What stands before a that-clause, and the clause; not one that only says which."""
    before, found, clause = f" {rest}".partition(" that ")
    if found and (not before.strip() or all(word[:1].isupper() for word in before.split())):
        return before.strip(), clause.strip()
    if kinds().get(verb) in ("tell", "find", "believe", "lie") and _CLAUSE.match(rest):
        return "", rest
    return rest, ""


def _goal(rest: str, *, eager: bool) -> tuple[str, str]:
    """What stands before an infinitive, and its verb phrase: "Ethel to distract Fred"."""
    match = re.search(r"(?:^|\s)to (?=(\w+)\b)", rest)
    known = match and (match[1] in kinds() or match[1] in _HELPING)
    denied = match is not None and rest[: match.start()].endswith("not")
    if match and not denied and (known or (eager and _VERBAL.match(match[1]))):
        return rest[: match.start()].strip(), rest[match.end() :].strip()
    return rest, ""


def _object(rest: str, names: Sequence[str]) -> tuple[str, str]:
    """The person to whom something is done, and the noun phrase that it is done with."""
    low = f" {rest}"
    whom = next((name for name in names if _mentions(low, name)), "")
    if not whom:
        short = [(name.split()[0].lower(), name) for name in names if " " in name]
        whom = next((name for first, name in short if f"the {first}" in low.lower()), "")
        named = f"the {whom.split()[0].lower()}" if whom else ""
    else:
        named = whom
    if named and rest.lower().startswith(named.lower()):
        rest = rest[len(named) :].strip()
    rest = _PARTICLE.sub("", rest)
    receiver = _RECEIVER.match(rest)
    if not whom and receiver and trade_in(receiver[1]):
        whom, rest = receiver[1], rest[receiver.end() :]
    rest = _SECOND.sub(r"\1", rest)
    cut = _TAIL.search(f" {rest}", 1)
    return whom, f" {rest}"[: cut.start() if cut else None].split(" and ")[0].strip()


def _seen(object_: str, verb: str) -> str:
    """What is heard or seen, without what it does: "the bed" of "the bed breathe"."""
    head, _, last = object_.rpartition(" ")
    if verb in ("hear", "see", "watch", "feel", "notice") and " " in head and last in kinds():
        return head
    return object_


def _thing(object_: str, names: Sequence[str]) -> str:
    """A noun phrase that can be spoken of as a thing; empty if it is a person or none."""
    thing = _LATE.sub("", _RECEIVED.sub("", object_))
    words = thing.split()
    if not words or len(words) > LONGEST_THING or _NO_THING.match(thing) or _CLAUSAL.search(thing):
        return ""
    if words[0] in _NEVER_OPEN or words[0] in kinds():
        return ""
    alone = len(words) == 1
    person = any(_mentions(thing, name) for name in names)
    return "" if alone and (person or thing.endswith("ly") or thing in _NOBODY) else thing
