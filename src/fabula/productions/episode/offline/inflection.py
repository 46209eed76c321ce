"""English from one person to another: "she hides her coat" is "I hide my coat" in her mouth."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

from fabula.media.prose import english

Person = Literal["I", "you", "we"]
Gender = Literal["she", "he", "they", "it"]

_THIRD = {"is": "be", "are": "be", "has": "have", "does": "do", "goes": "go", "was": "be"}
_ES = re.compile(r"(?:ss|sh|ch|x|zz|[^aeiou]o)es$")
_OWN: Mapping[str, tuple[str, str, str, str]] = {
    "I": ("I", "me", "my", "myself"),
    "you": ("you", "you", "your", "yourself"),
    "we": ("we", "us", "our", "ourselves"),
}
_CASES: Mapping[str, tuple[str, str, str, str]] = {
    "she": ("she", "her", "her", "herself"),
    "he": ("he", "him", "his", "himself"),
    "they": ("they", "them", "their", "themselves"),
}
_ENDS_PHRASE = (
    r"(?=\s*(?:[.,;:!?]|$|\s(?:and|or|but|to|in|on|at|by|for|with|from|of|before|after|while|until|"
    r"when|that|into|over|under|past|away|out|up|down|off|again|instead|too|about|not|a|an|the|as|than)\b))"
)


def base(verb: str) -> str:
    """The base form of a verb as it stands after "she": "hides" -> "hide", "carries" -> "carry"."""
    low = verb.lower()
    if low in _THIRD:
        return _THIRD[low]
    if low.endswith("ies") and len(low) > 4:
        return low[:-3] + "y"
    if _ES.search(low):
        return low[:-2]
    return low[:-1] if low.endswith("s") and not low.endswith("ss") else low


def is_third(word: str) -> bool:
    """Whether a word may be a verb after "she", by its ending alone."""
    low = word.lower()
    modal = low in ("cannot", "can", "will", "must", "would", "could", "should", "might", "never")
    return (
        modal or (low.endswith("s") and not low.endswith(("ss", "'s", "us", "is"))) or low == "is"
    )


def turned(text: str, who: Mapping[str, Person], gender: Mapping[Gender, Person]) -> str:
    """A text about others as it is said by one of them to another.

    Args:
        text: In the third person.
        who: Names, and which person each is now: "Luna" is "I".
        gender: Pronouns, and whom they mean: "she" is "I". Those of nobody here stay.
    """
    for name, person in who.items():
        text = _named(text, name, person)
    for pronoun, person in gender.items():
        if pronoun in _CASES:
            text = _pronouns(text, pronoun, person)
    return re.sub(r"\b(with|to|for|at|of) I\b", r"\1 me", text)


def _named(text: str, name: str, person: Person) -> str:
    """A text with a name said as a pronoun."""
    if name not in text:
        return text
    subject, other, own, _ = _OWN[person]
    mark = rf"\b(?:the )?{re.escape(name)}"
    text = re.sub(rf"{mark}['\u2019]s?(?=\s|$)", own, text)
    text = re.sub(rf"{mark} (is|has|does|\w+s)\b(?! of\b)", lambda m: _agreed(subject, m[1]), text)
    text = re.sub(rf"^{mark}\b", subject, text)
    text = re.sub(rf"(?<=\bthat ){mark}\b", subject, text)
    return re.sub(rf"{mark}\b", other, text)


@lru_cache(maxsize=4_096)  # each beat of an episode is told by everybody, again and again
def _pronouns(text: str, pronoun: str, person: Person) -> str:
    """A text with the pronouns that mean a person changed to theirs."""
    subject, other, own, self_ = _OWN[person]
    they, them, their, themself = _CASES[pronoun]
    text = re.sub(rf"\b{themself}\b", self_, text, flags=re.IGNORECASE)
    text = re.sub(
        rf"\b{they} (is|are|was|has|does|\w+s)\b(?! of\b)",
        lambda m: _agreed(subject, m[1]),
        text,
        flags=re.IGNORECASE,
    )
    text = re.sub(rf"\b{they}\b", subject, text, flags=re.IGNORECASE)
    if them == their:
        text = re.sub(rf"\b{them}\b{_ENDS_PHRASE}", other, text, flags=re.IGNORECASE)
        return re.sub(rf"\b{their}\b", own, text, flags=re.IGNORECASE)
    text = re.sub(rf"\b{them}\b", other, text, flags=re.IGNORECASE)
    return re.sub(rf"\b{their}\b", own, text, flags=re.IGNORECASE)


def _agreed(subject: str, verb: str) -> str:
    """A subject with its verb: ("I", "hides") -> "I hide", ("you", "was") -> "you were"."""
    if verb == "was":
        return f"{subject} {'was' if subject == 'I' else 'were'}"
    plain = base(verb)
    if plain == "be":
        return f"{subject} {'am' if subject == 'I' else 'are'}"
    return f"{subject} {plain}"


def several(noun_phrase: str) -> bool:
    """Whether a noun phrase means several: "flour sacks", "two spoons", "Luna and Rick"."""
    head = re.split(r"\s(?:of|in|on|with|for|that|who|which|from|at|to)\s", noun_phrase)[0]
    last = head.rstrip(".,!?").rsplit(" ", maxsplit=1)[-1].lower()
    if re.match(r"(?:a|an|one|this|that|each|every)\s", noun_phrase, re.IGNORECASE):
        return False
    if " and " in head:
        return True
    plural = last.endswith("s") and not last.endswith(("ss", "us", "is", "'s"))
    return plural or last in ("people", "men", "women", "children", "teeth", "feet", "mice")


def gerund(phrase: str) -> str:
    """A verb phrase after "is": "hide the dough" -> "hiding the dough"."""
    verb, _, rest = phrase.partition(" ")
    return f"{english.ing(verb)} {rest}".rstrip()
