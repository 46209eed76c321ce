"""Tells from a grammar: a seed and a story become sentences, and nothing is said twice too soon."""

# ruff: noqa: RUF001 - typographic signs are what these rules are about
from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from fabula.media.prose import english
from fabula.models.offline.grammar import CASES, PRONOUNS, Grammar
from fabula.models.offline.templates import FILTERS, Choice, Slot, Template

Tense = Literal["present", "past"]
Story = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Pick:
    """Which phrase a rule became, counted from 0, and how it is written."""

    rule: str
    number: int
    say: str


class Telling:
    """One text being told.

    The phrases of a rule are a shuffled bag: each comes up once before one comes up again, and
    never twice running if there is another. Which comes first hangs on the seed and the rule
    alone, so a further phrase in one rule leaves the others as they are. A phrase comes up only
    when its conditions hold and the story has something for each of its slots.

    Args:
        grammar: What can be said.
        seed: The same seed tells the same.
        story: What is so by now, by the names that the grammar knows; it may change as you tell.
        tense: Of the verbs in slots.
        hand: (2, 9) for the third of nine who tell at the same time from one seed: each draws
            first what no other draws, so that scenes written side by side do not repeat each other.
    """

    def __init__(
        self,
        grammar: Grammar,
        seed: str | int,
        story: Story,
        *,
        tense: Tense = "present",
        hand: tuple[int, int] = (0, 1),
    ) -> None:
        self.story = dict(story)
        self.picks: list[Pick] = []
        self._grammar, self._seed, self._tense, self._hand = grammar, seed, tense, hand
        self._bags: dict[str, list[int]] = {}
        self._rounds: dict[str, int] = {}
        self._last: dict[str, int] = {}
        self._fitting: dict[str, list[int]] = {}

    def say(self, rule: str, **here: object) -> str:
        """What a rule says now, its sentences with capitals.

        Args:
            rule: Its name.
            here: What is so for this once, beside the story.

        Raises:
            LookupError: No phrase of the rule fits the story; `can` tells beforehand.
        """
        self._fitting.clear()
        return finished(self._told(rule, {**self.story, **here}))

    def can(self, rule: str, **here: object) -> bool:
        """Whether a phrase of the rule fits the story."""
        self._fitting.clear()
        return bool(self._open(rule, {**self.story, **here}))

    def _told(self, rule: str, story: Story) -> str:
        phrases = self._grammar.rules[rule]
        able = self._open(rule, story)
        if not able:
            missing = ", ".join(name for name in self._grammar.knows if story.get(name) is None)
            raise LookupError(f"No phrase of {rule!r} fits the story (it lacks {missing or '-'}).")
        number = self._drawn(rule, [phrase.weight for phrase in phrases], able)
        self.picks.append(Pick(rule, number, phrases[number].say))
        return self._filled(phrases[number].template, story)

    def _open(self, rule: str, story: Story) -> list[int]:
        """Which phrases of a rule fit the story, found once for all that is said at a time."""
        if rule not in self._fitting:
            self._fitting[rule] = [
                number
                for number, phrase in enumerate(self._grammar.rules[rule])
                if all(term.holds(look(story, term.path)) for term in phrase.terms)
                and self._ready(phrase.template, story)
            ]
        return self._fitting[rule]

    def _ready(self, template: Template, story: Story) -> bool:
        for part in template:
            if isinstance(part, Choice):
                ready = any(self._ready(way, story) for way in part.ways)
            elif isinstance(part, Slot):
                head = part.path[0]
                known = head in self._grammar.rules
                ready = bool(self._open(head, story)) if known else _has(story, part)
                ready = ready and self._ready(part.argument, story)
            else:
                ready = True
            if not ready:
                return False
        return True

    def _drawn(self, key: str, weights: Sequence[float], able: Sequence[int]) -> int:
        """The next of a bag that is able; the bag is filled again when it has none."""
        bag = self._bags.setdefault(key, [])
        ready = [number for number in bag if number in able]
        if not ready:
            turn = self._rounds[key] = self._rounds.get(key, -1) + 1
            bag[:] = self._shuffled(f"{self._seed}/{key}/{turn}", weights)
            ready = [number for number in bag if number in able]
            if ready[0] == self._last.get(key) and len(ready) > 1:
                ready = ready[1:]
        bag.remove(ready[0])
        self._last[key] = ready[0]
        return ready[0]

    def _shuffled(self, seed: str, weights: Sequence[float]) -> list[int]:
        """Numbers in an order of chance in which heavy ones come early, one's own hand first.

        The way of P. Efraimidis and P. Spirakis, "Weighted random sampling" (2006).
        """
        chance = random.Random(seed)  # noqa: S311 - no secret
        keys = [chance.random() ** (1 / weight) for weight in weights]
        order = sorted(range(len(weights)), key=lambda number: -keys[number])
        mine, hands = self._hand
        return sorted(order, key=lambda number: order.index(number) % hands != mine)

    def _filled(self, template: Template, story: Story) -> str:
        text = ""
        for part in template:
            if isinstance(part, str):
                text += part
            elif isinstance(part, Choice):
                able = [n for n, way in enumerate(part.ways) if self._ready(way, story)]
                number = self._drawn(part.text, [1.0] * len(part.ways), able)
                text += self._filled(part.ways[number], story)
            else:
                text = _joined(text, *self._valued(part, story))
        return text

    def _valued(self, slot: Slot, story: Story) -> tuple[str, bool]:
        """What a slot says, and whether it is several."""
        head, last = slot.path[0], slot.path[-1]
        argument = self._filled(slot.argument, story)
        if head in self._grammar.rules:
            text, many = self._told(head, story), False
        elif len(slot.path) > 1 and last in (*CASES, "verb"):
            text, many = self._agreed(look(story, slot.path[:-1]), last, argument), False
        else:
            value = look(story, slot.path)
            text, many = named(value), _many(value)
        for name in slot.filters:
            text = FILTERS[name](text)
        return (english.possessive(text, many=many) if slot.own else text), many

    def _agreed(self, who: object, case: str, argument: str) -> str:
        """A verb after a name ("hides"), a pronoun, or a pronoun with its verb ("they hide")."""
        own = str(getattr(who, "pronouns", "it"))
        if _many(who):
            own = "they"
        elif case == "verb" and own == "they":
            own = "it"  # Sam hides; they hide
        verb, _, rest = argument.partition(" ")
        said = f"{self._conjugated(verb, own)} {rest}".rstrip() if argument else ""
        pronoun = "" if case == "verb" else PRONOUNS[own][CASES.index(case)]
        return f"{pronoun} {said}".strip()

    def _conjugated(self, verb: str, person: str) -> str:
        several = person in ("they", "we", "you")
        if self._tense == "past":
            return english.past(verb, many=several)
        if verb == "be" and (several or person == "I"):
            return "are" if several else "am"
        return verb if several or person == "I" else english.third(verb)


def look(story: Story, path: Sequence[str]) -> object:
    """What a path leads to in a story; None where it ends before."""
    value: object = story
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else getattr(value, name, None)
    return value


def named(value: object) -> str:
    """What a text calls a value: by its name, a list as "Luna, Rick and Fred"."""
    if isinstance(value, tuple | list):
        names = [named(item) for item in value]
        return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
    return str(getattr(value, "name", value))


def finished(text: str) -> str:
    """A text with one space between words, none before a stop, and capitals where sentences begin.

    What does not end like a sentence is a part of one, and keeps its small letter.
    """
    text = re.sub(r"\s+([,.;:!?…])", r"\1", re.sub(r"\s+", " ", text)).strip()
    if not re.search(r"[.!?…][\"”’')]*$", text):
        return text
    return _BEGINS.sub(lambda match: match[0].upper(), text)


_BEGINS = re.compile(
    r"^[\"“‘(]*[a-z]|(?<=[^.][.!?] )(?<!\bMr\. )(?<!\bMrs\. )(?<!\bDr\. )(?<!\bSt\. )(?<!\bvs\. )"
    r"(?<!\be\.g\. )(?<!\bi\.e\. )(?<!\bNo\. )[\"“‘(]*[a-z]"
)


def _has(story: Story, slot: Slot) -> bool:
    """Whether the story has something for a slot; pronouns and verbs need only who it is."""
    called = len(slot.path) > 1 and slot.path[-1] in (*CASES, "verb")
    value = look(story, slot.path[:-1] if called else slot.path)
    return value is not None and value not in ("", ())


def _many(value: object) -> bool:
    if isinstance(value, tuple | list):
        return len(value) > 1
    return bool(getattr(value, "many", False))


def _joined(text: str, said: str, many: bool) -> str:
    """A slot's text behind what stands before it, whose article fits: "a {prop}" -> "an egg"."""
    match = re.search(r"\b([Aa])n? $", text)
    if not match or not said:
        return text + said
    fits = "some" if many else english.article(said)
    fits = fits.capitalize() if match[1] == "A" else fits
    return f"{text[: match.start()]}{fits} {said}"
