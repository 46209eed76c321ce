"""Strings as a JSON schema wants them: of a format, of a pattern, of a length."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any
from uuid import UUID

from fabula.models.simulator.prose import NAMES, WORDS, phrase, prose, sentence

PRINTABLE = string.ascii_letters + string.digits + " _-.,:;!?'\"()[]{}/\\@#$%&*+=<>|~^`"


def _date(dice: Random) -> str:
    return f"{dice.randint(1980, 2029)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"


def _time(dice: Random) -> str:
    return f"{dice.randrange(24):02}:{dice.randrange(60):02}:{dice.randrange(60):02}Z"


def _host(dice: Random) -> str:
    return f"{dice.choice(WORDS)}.example.com"


def _email(dice: Random) -> str:
    return f"{dice.choice(NAMES).lower()}@{_host(dice)}"


def _uri(dice: Random) -> str:
    return f"https://{_host(dice)}/{dice.choice(WORDS)}"


FORMATS: dict[str, Callable[[Random], str]] = {
    "date": _date,
    "time": _time,
    "date-time": lambda dice: f"{_date(dice)}T{_time(dice)}",
    "duration": lambda dice: f"PT{dice.randint(1, 59)}M",
    "email": _email,
    "idn-email": _email,
    "hostname": _host,
    "idn-hostname": _host,
    "ipv4": lambda dice: f"192.0.2.{dice.randint(1, 254)}",
    "ipv6": lambda dice: f"2001:db8::{dice.randint(1, 0xFFFF):x}",
    "uri": _uri,
    "iri": _uri,
    "url": _uri,
    "uri-reference": lambda dice: f"/{dice.choice(WORDS)}",
    "iri-reference": lambda dice: f"/{dice.choice(WORDS)}",
    "uuid": lambda dice: str(UUID(int=dice.getrandbits(128), version=4)),
    "regex": lambda dice: f"^{dice.choice(WORDS)}$",
    "json-pointer": lambda dice: f"/{dice.choice(WORDS)}",
    "byte": lambda dice: dice.choice(["bGFudGVybg==", "aGFyYm91cg==", "d2ludGVy"]),
}
"""How to make each format that JSON Schema names, and those that OpenAPI adds."""

_SHORT: dict[str, Callable[[Random], str]] = {
    "name": lambda dice: dice.choice(NAMES),
    "title": lambda dice: phrase(dice, 3),
    "id": lambda dice: f"{dice.choice(WORDS)}-{dice.randint(1, 99)}",
    "language": lambda _: "en",
    "url": _uri,
    "email": _email,
    "date": _date,
}
"""What fields of these names hold, where the schema does not say it."""


def string_maker(schema: Mapping[str, Any], name: str = "") -> Callable[[Random], str]:
    """What makes strings for a schema; the name of the field says what they may be about."""
    low, high = int(schema.get("minLength", 0)), schema.get("maxLength")
    if "pattern" in schema:
        pattern = schema["pattern"]
        return lambda dice: of_pattern(pattern, dice, low, high)
    made = FORMATS.get(schema.get("format", "")) or _SHORT.get(name.lower()) or sentence
    if not low and high is None:
        return made
    return lambda dice: _of_length(made(dice), dice, low, high)


def _of_length(text: str, dice: Random, low: int, high: int | None) -> str:
    """A text made longer or shorter; not cut in the middle of a word where it can be helped."""
    if len(text) < low:
        text += " " + prose(dice, low)
    if high is None or len(text) <= high:
        return text
    whole = text[: high + 1].rpartition(" ")[0]
    return whole if len(whole) >= max(low, 1) else text[:high]


def of_pattern(pattern: str, dice: Random, low: int = 0, high: int | None = None) -> str:
    """A string in which a regular expression is found, if one of that length comes up.

    Looking around and conditions are left to luck.
    """
    try:
        tree = parser.parse(pattern)
        looked_for = re.compile(pattern)
    except re.error:
        return phrase(dice, 2)
    ends = pattern.endswith("$") and not pattern.endswith(r"\$")
    text = ""
    for spread in (4, 12, 40, max(40, low)):
        for _ in range(10):
            text = _Pattern(dice, spread).text(tree)
            if len(text) < low and not ends:
                text += "".join(dice.choices(string.ascii_lowercase, k=low - len(text)))
            fits = len(text) >= low and (high is None or len(text) <= high)
            if fits and looked_for.search(text):
                return text
    return text


@dataclass(frozen=True, slots=True)
class _Pattern:
    """One string for a parsed expression; `spread` is how many more than needed are repeated."""

    dice: Random
    spread: int
    groups: dict[int | None, str] = field(default_factory=dict)

    def text(self, tree: Any) -> str:
        """What the pieces of an expression may stand for."""
        return "".join(self._piece(code, told) for code, told in tree)

    def _piece(self, code: Any, told: Any) -> str:
        if code in _CHARACTERS:
            return self.dice.choice(_CHARACTERS[code](told))
        make = _PIECES.get(code)
        return make(self, told) if make else ""

    def repeat(self, told: Any) -> str:
        """So many times the same."""
        low, high, tree = told
        most = min(int(high), int(low) + self.spread)
        return "".join(self.text(tree) for _ in range(self.dice.randint(int(low), most)))

    def group(self, told: Any) -> str:
        """What stands in parentheses, which may be referred to."""
        self.groups[told[0]] = made = self.text(told[-1])
        return made


_PIECES: dict[Any, Callable[[_Pattern, Any], str]] = {
    codes.LITERAL: lambda _, told: chr(told),
    codes.MAX_REPEAT: _Pattern.repeat,
    codes.MIN_REPEAT: _Pattern.repeat,
    codes.POSSESSIVE_REPEAT: _Pattern.repeat,
    codes.SUBPATTERN: _Pattern.group,
    codes.ATOMIC_GROUP: _Pattern.text,
    codes.BRANCH: lambda pattern, told: pattern.text(pattern.dice.choice(told[1])),
    codes.GROUPREF: lambda pattern, told: pattern.groups.get(told, ""),
}


def _of_class(told: Any) -> str:
    """The characters that stand between brackets."""
    negated = told[0][0] is codes.NEGATE
    among: set[str] = set()
    for code, what in told[negated:]:
        if code is codes.RANGE:
            among.update(map(chr, range(what[0], min(what[1], what[0] + 200) + 1)))
        elif code is codes.LITERAL:
            among.add(chr(what))
        elif code is codes.CATEGORY:
            among.update(_CATEGORIES[what])
    chosen = [c for c in PRINTABLE if c not in among] if negated else sorted(among)
    return "".join(chosen) or "?"


_SPACE = " "
_WORD = string.ascii_letters + string.digits + "_"
_CATEGORIES = {
    codes.CATEGORY_DIGIT: string.digits,
    codes.CATEGORY_NOT_DIGIT: string.ascii_letters,
    codes.CATEGORY_SPACE: _SPACE,
    codes.CATEGORY_NOT_SPACE: string.ascii_letters + string.digits,
    codes.CATEGORY_WORD: _WORD,
    codes.CATEGORY_NOT_WORD: " -.,",
}
_CHARACTERS: dict[Any, Callable[[Any], str]] = {
    codes.ANY: lambda _: string.ascii_letters + string.digits + " ",
    codes.NOT_LITERAL: lambda told: "".join(c for c in PRINTABLE if c != chr(told)),
    codes.IN: _of_class,
}
