"""The language of templates, "{hero.they:hide} a [big|small] {prop}.", read into parts."""

# ruff: noqa: RUF001 - typographic signs are what these rules are about
from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from fabula.media.prose import english


def _first(change: Callable[[str], str]) -> Callable[[str], str]:
    """The change for the first word of a text: "hide the cake" -> "hiding the cake"."""
    return lambda text: " ".join([change(text.split(" ")[0]), *text.split(" ")[1:]])


FILTERS: dict[str, Callable[[str], str]] = {
    "cap": lambda text: text[:1].upper() + text[1:],
    "title": lambda text: " ".join(word[:1].upper() + word[1:] for word in text.split(" ")),
    "upper": str.upper,
    "lower": str.lower,
    "plural": english.plural,
    "past": _first(english.past),
    "ing": _first(english.ing),
    "done": _first(english.participle),
}


@dataclass(frozen=True, slots=True)
class Slot:
    """`{hero.they:hide|upper}`: path (hero, they), argument "hide", filters (upper,)."""

    path: tuple[str, ...]
    argument: Template = ()
    filters: tuple[str, ...] = ()
    own: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """`[big|small]`: one of these, each as often as the others."""

    text: str
    ways: tuple[Template, ...]


Part: TypeAlias = str | Slot | Choice
Template: TypeAlias = tuple[Part, ...]


def parse(text: str) -> Template:
    """A template as its parts.

    Raises:
        ValueError: A bracket is not closed, a slot has no name.
    """
    return _Reader(text).parts("")


def slots(template: Template) -> Iterator[Slot]:
    """All slots of a template, those in choices and arguments too."""
    for part in template:
        if isinstance(part, Slot):
            yield part
            yield from slots(part.argument)
        elif isinstance(part, Choice):
            for way in part.ways:
                yield from slots(way)


class _Reader:
    def __init__(self, text: str) -> None:
        self._text, self._at = text, 0

    def parts(self, stops: str) -> Template:
        """What stands before one of the stops, or the end."""
        found: list[Part] = []
        plain = ""
        while self._sign and self._sign not in stops:
            if self._sign in "{[":
                found += [plain] if plain else []
                plain = ""
                found.append(self._slot() if self._sign == "{" else self._choice())
            elif self._sign in "}]":
                raise ValueError(f"{self._sign!r} closes nothing in {self._text!r}")
            else:
                plain += self._sign
                self._at += 1
        return (*found, plain) if plain else tuple(found)

    @property
    def _sign(self) -> str:
        return self._text[self._at : self._at + 1]

    def _slot(self) -> Slot:
        self._at += 1
        name = self._until(":|}")
        own = name.endswith(("'s", "’s"))
        path = tuple((name[:-2] if own else name).split("."))
        if not all(part.isidentifier() for part in path):
            raise ValueError(f"{{{name}}} is no name in {self._text!r}")
        argument: Template = ()
        if self._sign == ":":
            self._at += 1
            argument = self.parts("|}")
        filters = []
        while self._sign == "|":
            self._at += 1
            filters.append(self._until("|}"))
        self._close("}")
        return Slot(path, argument, tuple(filters), own)

    def _choice(self) -> Choice:
        start = self._at
        ways: list[Template] = []
        while not ways or self._sign == "|":
            self._at += 1
            ways.append(self.parts("|]"))
        self._close("]")
        return Choice(self._text[start : self._at], tuple(ways))

    def _until(self, stops: str) -> str:
        start = self._at
        while self._sign and self._sign not in stops:
            self._at += 1
        return self._text[start : self._at].strip()

    def _close(self, sign: str) -> None:
        if self._sign != sign:
            raise ValueError(f"{sign!r} is missing in {self._text!r}")
        self._at += 1
