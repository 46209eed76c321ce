"""A grammar: named rules of weighted phrases with slots, checked when it is made."""

from __future__ import annotations

import difflib
import operator
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from fabula.engine import digest_of
from fabula.models.offline.templates import FILTERS, Template, parse, slots

Written: TypeAlias = str | Mapping[str, Any]
"""A phrase as it is written: a template, or a table of `say`, `when` and `weight`."""

PRONOUNS = {
    "they": ("they", "them", "their", "theirs", "themselves"),
    "she": ("she", "her", "her", "hers", "herself"),
    "he": ("he", "him", "his", "his", "himself"),
    "it": ("it", "it", "its", "its", "itself"),
    "we": ("we", "us", "our", "ours", "ourselves"),
    "you": ("you", "you", "your", "yours", "yourself"),
    "I": ("I", "me", "my", "mine", "myself"),
}
"""Each pronoun in the cases of a slot: `{hero.they}`, `.them`, `.their`, `.theirs`, `.themself`."""

CASES = ("they", "them", "their", "theirs", "themself")
_COMPARE = {
    "=": operator.eq, "!=": operator.ne,
    "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge,
}  # fmt: skip
_TERM = re.compile(
    r"(?P<no>!?)(?P<path>[A-Za-z_][\w.]*)(?:(?P<sign>[<>!]?=|[<>])(?P<value>[^\s=]\S*))?"
)


@dataclass(frozen=True, slots=True)
class Thing:
    """Something in a story that has a name; `many` for scissors, or for several of it."""

    name: str
    pronouns: str = "it"
    many: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """One condition: `prop`, `!prop`, `hero.flaw=vain|proud`, `turn>=2`."""

    path: tuple[str, ...]
    sign: str
    values: tuple[str, ...]
    positive: bool

    def holds(self, value: object) -> bool:
        """Whether a value of the story (None where there is none) meets it."""
        if not self.sign:
            return bool(value) == self.positive
        found = any(_compared(value, self.sign, wanted) for wanted in self.values)
        return found == self.positive


@dataclass(frozen=True, slots=True)
class Phrase:
    """One way to say what a rule says."""

    say: str
    template: Template
    terms: tuple[Term, ...]
    weight: float


class Grammar:
    """Rules by name, each with the phrases that it may become.

    Args:
        rules: The phrases of each rule, as written (in Python or in TOML): a template, or a table
            with `say`, and if wanted `when` (conditions that must all hold, apart by spaces; "_" in
            a value stands for a space) and `weight` (1 by default; heavier ones come up earlier).
        knows: What a story may hold, by name, and of which type: its attributes are checked too.

    Raises:
        ValueError: Something does not fit; all faults are listed, with what was probably meant.
    """

    def __init__(
        self, rules: Mapping[str, Sequence[Written]], knows: Mapping[str, type] | None = None
    ) -> None:
        self.knows = dict(knows or {})
        self.rules: dict[str, tuple[Phrase, ...]] = {}
        faults = []
        for name, written in rules.items():
            phrases = []
            for number, one in enumerate(written):
                try:
                    phrases.append(_read(one))
                except ValueError as exc:
                    faults.append(f"{name}[{number}]: {exc}")
            self.rules[name] = tuple(phrases)
        faults += self._faults()
        if faults:
            raise ValueError("This grammar does not hold:\n" + "\n".join(faults))

    @cached_property
    def identity(self) -> str:
        """A digest of all that is written: steps that use a better grammar are made again."""
        written = [
            (name, [(p.say, str(p.terms), p.weight) for p in phrases])
            for name, phrases in self.rules.items()
        ]
        return f"grammar {digest_of(written)[:12]}"

    def _faults(self) -> Iterator[str]:
        for name in sorted(self.rules.keys() & self.knows.keys()):
            yield f"{name}: both a rule and a part of the story; rename one"
        for name, phrases in self.rules.items():
            if not phrases:
                yield f"{name}: a rule needs a phrase"
            for number, phrase in enumerate(phrases):
                for fault in self._phrase_faults(phrase):
                    yield f"{name}[{number}]: {fault} in {phrase.say!r}"
        uses = {
            name: {slot.path[0] for phrase in phrases for slot in slots(phrase.template)}
            for name, phrases in self.rules.items()
        }
        if way := _circle(uses):
            yield f"{way[0]}: comes back to itself by {' > '.join(way)}"

    def _phrase_faults(self, phrase: Phrase) -> Iterator[str]:
        for slot in slots(phrase.template):
            shown = f"{{{'.'.join(slot.path)}}}"
            yield from self._path_faults(slot.path, {*self.rules, *self.knows}, shown)
            for unknown in set(slot.filters) - FILTERS.keys():
                yield f"unknown filter {unknown!r}{_near(unknown, FILTERS)}"
            verb = slot.path[-1] == "verb" and len(slot.path) > 1
            if verb != bool(slot.argument) and slot.path[-1] != "they":
                yield (
                    f"{shown} needs a verb, as {{hero.verb:hide}}"
                    if verb
                    else (f"{shown} takes no verb; {{hero.verb:hide}} and {{hero.they:hide}} do")
                )
        for term in phrase.terms:
            yield from self._path_faults(term.path, self.knows, f"condition {'.'.join(term.path)}")
        if phrase.weight <= 0:
            yield f"weight {phrase.weight} is not above 0"

    def _path_faults(
        self, path: tuple[str, ...], names: Iterable[str], shown: str
    ) -> Iterator[str]:
        head, *rest = path
        if head not in set(names):
            yield f"unknown {shown}{_near(head, names)}"
        elif rest and head in self.rules:
            yield f"{shown}: the rule {head!r} has no attributes"
        elif rest and rest[0] not in {*CASES, "verb"}:
            kind = self.knows[head]
            has = {name for name in dir(kind) if name[0] != "_"} | getattr(
                kind, "__dataclass_fields__", {}
            ).keys()
            if rest[0] not in has and kind is not object and not issubclass(kind, Mapping):
                yield f"unknown {shown}: {kind.__name__} has no {rest[0]!r}{_near(rest[0], has)}"


def _circle(uses: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """How a rule comes back to itself, each rule looked at once; nothing where none does."""
    ends: set[str] = set()

    def search(way: tuple[str, ...]) -> tuple[str, ...]:
        for name in sorted(uses.get(way[-1], ())):
            if name in way:
                return (*way[way.index(name) :], name)
            if name not in ends and (found := search((*way, name))):
                return found
        ends.add(way[-1])
        return ()

    return next(filter(None, (search((name,)) for name in uses if name not in ends)), ())


def _read(written: Written) -> Phrase:
    """A phrase as it is written -> its parts, conditions and weight."""
    table = {"say": written} if isinstance(written, str) else dict(written)
    if unknown := table.keys() - {"say", "when", "weight"}:
        raise ValueError(f"unknown key {min(unknown)!r}; a phrase has say, when and weight")
    say = str(table.get("say", ""))
    terms = tuple(_term(word) for word in str(table.get("when", "")).split())
    return Phrase(say, parse(say), terms, float(table.get("weight", 1)))


def _term(word: str) -> Term:
    match = _TERM.fullmatch(word)
    if not match:
        raise ValueError(f"{word!r} is no condition; write prop, !prop, hero.flaw=vain or turn>=2")
    values = tuple(v.replace("_", " ") for v in (match["value"] or "").split("|"))
    return Term(tuple(match["path"].split(".")), match["sign"] or "", values, not match["no"])


def _compared(value: object, sign: str, wanted: str) -> bool:
    """Numbers as numbers, all else by its name, or as it is written."""
    if isinstance(value, int | float) and re.fullmatch(r"-?\d+(?:\.\d+)?", wanted):
        return bool(_COMPARE[sign](value, float(wanted)))
    return bool(_COMPARE[sign](str(getattr(value, "name", value)), wanted))


def _near(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, sorted(known), n=1)
    return f", did you mean {near[0]!r}?" if near else ""
