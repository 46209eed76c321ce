"""The library of bits: short exchanges with roles and slots, read from bits/*.toml and checked."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import Any, get_args

from fabula.models.offline.grammar import Grammar, Term, Thing
from fabula.models.offline.telling import look
from fabula.models.offline.templates import slots
from fabula.productions.episode.dialogue import Beat
from fabula.productions.episode.offline.views import Player
from fabula.story import Emotion, Humor

_SHELF = files("fabula.productions.episode.offline").joinpath("bits")
_BOOKS = {
    book.name.removesuffix(".toml"): book.read_text("utf-8")
    for book in sorted(_SHELF.iterdir(), key=lambda book: book.name)
    if book.name.endswith(".toml")
}
_TELL = re.compile(r"(?P<role>[A-D])(?P<marks>(?: [>*+])?(?: [a-z-]+)*): (?P<say>.+)")
_SLOT = re.compile(r"\{[^}]*\}")
_FILLED = "a thing or a deed"
"""About as long as what a slot is filled with."""

_MARKS: dict[str, Beat] = {">": "setup", "*": "payoff", "+": "tag"}
_KINDS, _EMOTIONS = frozenset(get_args(Humor)), frozenset(get_args(Emotion))

KNOWN_AGAIN = 5
"""Words in a row by which a line is known when it comes a second time."""

KNOWS: dict[str, type] = {
    **dict.fromkeys("ABCD", Player),
    **dict.fromkeys(("thing", "matter", "doer", "whom", "what"), Thing),
    **dict.fromkeys(
        [
            "do",
            "goal",
            "that",
            "goods",
            "question",
            "words",
            "deed",
            "you",
            "prop",
            "room",
            "n",
            "term",
            "absent",
            "clause",
            "phrase",
            "named",
        ],
        str,
    ),
    **dict.fromkeys(["mine", "ours", "theirs", "to_you", "few", "owner", "night", "there"], bool),
    **dict.fromkeys(("turn", "last"), int),
}
"""What a line may speak of; views.py tells what each is."""


@dataclass(frozen=True, slots=True)
class Tell:
    """One line of a bit.

    Args:
        role: Who says it: A began, B answers, C and D are others who are there.
        beat: Its place in a joke.
        kinds: The kinds of joke that it may pass for.
        emotions: How it may be felt, the best first.
        rule: The rule of the grammar that has its words.
        letters: About how long it is.
    """

    role: str
    beat: Beat
    kinds: tuple[Humor, ...]
    emotions: tuple[Emotion, ...]
    rule: str
    letters: int


@dataclass(frozen=True, slots=True)
class Bit:
    """A short exchange.

    Args:
        name: Unique.
        book: The file that it stands in: "openers", "replies", ...
        on: The kinds of beats that it goes with; "any" for all.
        tells: Its lines.
        needs: The slots without which it cannot be told.
        terms: Its conditions.
        number: Its place in its book, from 0.
        of: How many bits the book has.
        weight: How early it comes up.
        marked: Whether somebody would know it again, whatever fills its slots.
    """

    name: str
    book: str
    on: frozenset[str]
    tells: tuple[Tell, ...]
    needs: frozenset[tuple[str, ...]]
    terms: tuple[Term, ...]
    number: int = 0
    of: int = 1
    weight: float = 1.0
    marked: bool = False

    @property
    def roles(self) -> str:
        """The roles that it takes: "AB", "ABC"."""
        return "".join(sorted({tell.role for tell in self.tells}))

    @property
    def letters(self) -> int:
        """About how long it is, in letters."""
        return sum(tell.letters for tell in self.tells)

    @property
    def jokes(self) -> int:
        """How many pay-offs it has."""
        return sum(tell.beat == "payoff" for tell in self.tells)

    def fits(self, facts: Mapping[str, object]) -> bool:
        """Whether there is something for each of its slots, and its conditions hold."""
        return all(term.holds(look(facts, term.path)) for term in self.terms) and all(
            look(facts, path) not in (None, "") for path in self.needs
        )


@lru_cache(maxsize=1)
def library() -> tuple[Grammar, Mapping[str, tuple[Bit, ...]]]:
    """The grammar of all lines, and the bits of each book.

    Raises:
        ValueError: A bit is not written as it must be; the message lists all that is wrong.
    """
    written = [
        (book, number, table)
        for book, text in _BOOKS.items()
        for number, table in enumerate(tomllib.loads(text)["bit"])
    ]
    rules: dict[str, list[Any]] = {}
    marked: dict[str, re.Match[str]] = {}
    for book, number, table in written:
        for rule, tell in _rules(book, number, table):
            marked[rule] = tell
            rules[rule] = [{"say": tell["say"], "when": table.get("when", "")}]
    grammar = Grammar(rules, KNOWS)
    shelves: dict[str, list[Bit]] = {}
    for book, number, table in written:
        own = {rule: marked[rule] for rule, _ in _rules(book, number, table)}
        shelves.setdefault(book, []).append(
            _bit(book, _name(book, number, table), table, own, grammar)
        )
    return grammar, {
        book: tuple(replace(bit, number=n, of=len(bits)) for n, bit in enumerate(bits))
        for book, bits in shelves.items()
    }


def _name(book: str, number: int, table: Mapping[str, Any]) -> str:
    return str(table.get("name", f"{book} {number}"))


def _rules(book: str, number: int, table: Mapping[str, Any]) -> Iterator[tuple[str, re.Match[str]]]:
    name = _name(book, number, table)
    unknown = table.keys() - {"name", "on", "tells", "when", "weight"}
    if unknown:
        raise ValueError(f"{book}: {name}: unknown key {min(unknown)!r}")
    for place, line in enumerate(table["tells"]):
        tell = _TELL.fullmatch(line)
        if tell is None:
            raise ValueError(f"{book}: {name}: {line!r} is not written as 'B * irony: words'")
        yield f"{book}/{name}/{place}", tell


def _bit(
    book: str,
    name: str,
    table: Mapping[str, Any],
    own: Mapping[str, re.Match[str]],
    grammar: Grammar,
) -> Bit:
    needs = {
        slot.path
        for rule in own
        for slot in slots(grammar.rules[rule][0].template)
        if slot.path[0] not in ("you", "doer") and slot.path[-1] not in _CASES
    }
    first = grammar.rules[next(iter(own))][0]
    return Bit(
        name=name,
        book=book,
        on=frozenset(str(table.get("on", "any")).split()),
        tells=tuple(_tell(rule, tell) for rule, tell in own.items()),
        needs=frozenset(needs),
        terms=first.terms,
        weight=float(table.get("weight", 1)),
        marked=any(_run(tell["say"]) >= KNOWN_AGAIN for tell in own.values()),
    )


def _run(say: str) -> int:
    """The most words in a row that are not in a slot."""
    return max(len(part.split()) for part in _SLOT.split(say))


_CASES = frozenset(("they", "them", "their", "theirs", "themself", "verb"))


def _tell(rule: str, tell: re.Match[str]) -> Tell:
    words = tell["marks"].split()
    unknown = [w for w in words if w not in _MARKS and w not in _KINDS and w not in _EMOTIONS]
    if unknown:
        raise ValueError(f"{rule}: {unknown[0]!r} is neither a mark, a kind of joke nor an emotion")
    beat: Beat = next((_MARKS[word] for word in words if word in _MARKS), "")
    return Tell(
        role=tell["role"],
        beat=beat,
        kinds=tuple(word for word in words if word in _KINDS),  # type: ignore[misc]
        emotions=tuple(word for word in words if word in _EMOTIONS),  # type: ignore[misc]
        rule=rule,
        letters=len(_SLOT.sub(_FILLED, tell["say"])),
    )
