"""What a line can speak of, as its speaker says it: a beat in the first person, others by name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from fabula.models.offline.grammar import Thing
from fabula.productions.episode.offline.beats import Deed
from fabula.productions.episode.offline.inflection import (
    Gender,
    Person,
    base,
    gerund,
    is_third,
    several,
    turned,
)
from fabula.story import Character

_UNTIL = re.compile(r"(?:,| (?:before|while|until|so that|because|and then|when) (?!he or)).*$")
_PARTICLE = re.compile(r"^(?:for|with|to|about|of|on) ")
_VAGUE = re.compile(
    r"^(?:(?:some|any|every|no)thing|one|two)\b|\b(?:reason|explanation|idea|answer|time|way|truth|"
    r"word|lot|half|part)s?$"
)
"""Things that nobody could dream of, dust, or be allergic to."""

_QUESTION = re.compile(r"^(?:what|who|where|when|why|how|if|whether)\b")


@dataclass(frozen=True, slots=True)
class Player:
    """A character, as one line speaks of them; `pronouns` is "I" where they say it themselves.

    Args:
        name: Their name.
        pronouns: As the grammar has them.
        want: After "to want": "to be on the broadcast".
        flaw: A verb phrase in the base form; empty if it was put otherwise.
        work: What they do for a living, as a verb phrase.
        thing: Something that lies about where they work.
        other: Another such thing.
        deed: Something that they do all day.
        mishap: What goes wrong there.
        maxim: What is said there.
        measure: What is counted there.
    """

    name: str
    pronouns: str = "they"
    want: str = ""
    flaw: str = ""
    work: str = ""
    thing: str = ""
    other: str = ""
    deed: str = ""
    mishap: str = ""
    maxim: str = ""
    measure: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """Who says a line to whom, so that a text about them can be put in their mouths."""

    speaker: Character
    to: Character | None

    def person(self, name: str) -> Person | None:
        """Which person somebody is in this line."""
        if name == self.speaker.name:
            return "I"
        return "you" if self.to is not None and name == self.to.name else None

    def own(self, text: str, about: Character) -> str:
        """A text about one character ("what she wants") as this line says it."""
        person = self.person(about.name)
        if person is None:
            return text
        return turned(text, {about.name: person}, {_gender(about): person})

    def deed(self, text: str, deed: Deed, known: Mapping[str, Character]) -> str:
        """A part of a beat as this line says it."""
        who: dict[str, Person] = {}
        for one in (self.speaker, self.to):
            if one is not None and (person := self.person(one.name)):
                who[one.name] = person
        doers = [known[name] for name in deed.who if name in known]
        gender: dict[Gender, Person] = {}
        if len(doers) > 1 and any(self.person(one.name) for one in doers):
            speaks = self.speaker.name in deed.who
            gender["they"] = "we" if speaks else "you"
        elif doers and (person := self.person(doers[0].name)):
            gender[_gender(doers[0])] = person
        whom = known.get(deed.whom)
        if whom is not None and (person := self.person(whom.name)):
            gender.setdefault(_gender(whom), person)
        return turned(text, who, gender)


def _gender(character: Character) -> Gender:
    return character.pronouns


def deed_words(deed: Deed, scope: Scope, known: Mapping[str, Character]) -> dict[str, object]:
    """The slots of a beat, as one line says them; empty where the beat has nothing for them."""

    def own(text: str) -> str:
        return scope.deed(text, deed, known)

    rest = _UNTIL.sub("", deed.rest)
    phrase = f"{deed.verb} {rest}".strip() if deed.verb else ""
    thing = own(_plainly(deed.thing))
    words: dict[str, object] = {
        "do": own(phrase),
        "goal": own(_UNTIL.sub("", deed.goal)),
        "that": own(deed.that),
        "goods": own(_goods(deed, rest)),
        "question": own(rest) if _QUESTION.match(rest) else "",
        "thing": Thing(thing, many=several(thing)) if thing else None,
        "matter": own(_matter(deed, phrase)),
        "words": "" if deed.verb else deed.text[:1].lower() + deed.text[1:],
        "deed": deed.verb,
        "doer": _doer(deed, scope),
    }
    return words


def _goods(deed: Deed, rest: str) -> str:
    """What is asked, promised or shown: "bread by nine o'clock" without who gets it."""
    if deed.that or deed.goal or not deed.thing:
        return ""
    at = rest.find(deed.thing)
    goods = rest[at:] if at >= 0 else deed.thing
    return re.sub(r" (?:anyway|again|instead)$", "", _PARTICLE.sub("", goods))


def _matter(deed: Deed, phrase: str) -> str:
    """What a beat is about, as a noun: its thing, or its deed: "distracting Fred"."""
    if deed.thing and not _VAGUE.search(deed.thing):
        return _plainly(deed.thing)
    if deed.goal and not deed.goal.startswith("be "):
        return gerund(_UNTIL.sub("", deed.goal))
    if deed.that or deed.goal or not phrase or not deed.who:
        return "this"
    short = len(phrase.split()) < 8 and deed.kind not in ("ask", "find", "lie", "tell", "wonder")
    return gerund(phrase) if short and deed.verb != "be" else "this"


def _plainly(thing: str) -> str:
    """A thing without the clause that says which: "the red handle that nobody may pull"."""
    return re.split(r" (?:that|who|which|nobody|somebody|why|how|when|where) ", thing)[0]


def _doer(deed: Deed, scope: Scope) -> Thing:
    """Who does it: "I", "you", "we", or a name."""
    people = {scope.person(name) for name in deed.who} - {None}
    if "I" in people and len(deed.who) > 1:
        return Thing("we", "we")
    if people:
        person = "you" if "you" in people else "I"
        return Thing(person, person)
    subject = deed.subject[:1].lower() + deed.subject[1:] if _small(deed) else deed.subject
    return Thing(subject or "it", many=several(subject))


def _small(deed: Deed) -> bool:
    """Whether a subject has its capital from the sentence alone."""
    return not deed.who and deed.subject.split(" ")[0].lower() in (
        [
            "the",
            "a",
            "an",
            "his",
            "her",
            "their",
            "its",
            "some",
            "every",
            "two",
            "three",
            "everybody",
            "nobody",
            "somebody",
        ]
    )


def verb_phrase(text: str) -> str:
    """A habit as told ("sorts lost luggage", "keeper of the keys") as a verb phrase in the base."""
    plain = text.strip().rstrip(".")
    first, _, rest = plain.partition(" ")
    if not first:
        return ""
    if first in ("cannot", "can", "will"):
        return plain
    if first.lower() in ("a", "an", "the"):
        return f"be {plain}"
    if is_third(first) and (rest or not first.endswith("rs")):
        tail = re.sub(
            r"\band( then)? (\w+s)\b(?= \w)", lambda m: f"and{m[1] or ''} {base(m[2])}", rest
        )
        return f"{base(first)} {tail}".strip()
    return ""
