"""English words in the forms that a sentence asks for: verbs, plurals, articles, possessives."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

_WORDS = tomllib.loads(files("fabula.media.prose").joinpath("english.toml").read_text("utf-8"))
_VERBS = {forms[0]: forms[1:] for row in _WORDS["verbs"].split(",") if (forms := row.split())}
_NOUNS = dict(row.split() for row in _WORDS["nouns"].split(","))
_DOUBLED = frozenset(_WORDS["doubled"].split())
_MODAL = frozenset(_WORDS["modal"].split())
_AN = re.compile(f"(?:{_WORDS['an']})", re.IGNORECASE)
_A = re.compile(f"(?:{_WORDS['a']})", re.IGNORECASE)
_SPELT = re.compile(r"(?:[A-Z]{1,3}|[B-DF-HJ-NP-TV-Z]{2,})(?![A-Za-z])")  # FBI; but NASA is a word
_HISSING = re.compile(r"(?:s|x|z|ch|sh)$")
_THIRD = {"be": "is", "have": "has", "do": "does", "go": "goes", "are": "is", "were": "was"}


def article(word: str) -> str:
    """The article before a word, by its sound: "a unicorn", "an hour", "an FBI agent", "an 8"."""
    if _SPELT.match(word):
        return "an" if word[0] in "AEFHILMNORSX" else "a"
    if word[:1].isdigit():
        return "an" if re.match(r"8|1[18](?!\d)|1[18](?=[.,]?\d{3}(?!\d))", word) else "a"
    vowel = bool(_AN.match(word)) or (word[:1].lower() in set("aeiou") and not _A.match(word))
    return "an" if vowel else "a"


def third(verb: str) -> str:
    """The form after "she": "hides", "carries", "is"; a modal stays."""
    if verb in _MODAL:
        return verb
    if verb in _THIRD:
        return _THIRD[verb]
    if _HISSING.search(verb) or re.search(r"[^aeiou]o$", verb):
        return verb + ("es" if not re.search(r"[^z]z$", verb) else "zes")
    return re.sub(r"(?<=[^aeiou])y$", "ie", verb) + "s"


def past(verb: str, *, many: bool = False) -> str:
    """The past form: "hid", "carried", "stopped"; of "be" the one for one or for many."""
    if verb == "be" and many:
        return "were"
    return _VERBS[verb][0] if verb in _VERBS else verb if verb in _MODAL else _regular(verb)


def participle(verb: str) -> str:
    """The form after "has": "hidden", "carried"."""
    return _VERBS[verb][1] if verb in _VERBS else _regular(verb)


def ing(verb: str) -> str:
    """The form after "is": "hiding", "lying", "stopping"."""
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if re.search(r"[^eoy]e$", verb) and verb != "be":
        return verb[:-1] + "ing"
    return _stretched(verb) + "ing"


def _regular(verb: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    return re.sub(r"(?<=[^aeiou])y$", "i", _stretched(verb)) + "ed"


def _stretched(verb: str) -> str:
    """A verb ready for an ending: "stop" -> "stopp", "panic" -> "panick", "visit" as it is."""
    if verb.endswith("ic"):
        return verb + "k"
    short = re.fullmatch(r"(?:[^aeiou]*|qu)[aeiou][bdfgklmnprtvz]", verb)
    return verb + verb[-1] if short or verb in _DOUBLED else verb


def plural(noun: str) -> str:
    """Several of it: "boxes", "berries", "men"; of a phrase, its last word."""
    head, _, last = noun.rpartition(" ")
    low = last.lower()
    for end in range(len(low)):  # "spacewoman" ends as "woman" does
        if low[end:] in _NOUNS and (end == 0 or len(low) - end > 2):
            last = last[: max(1, end)] + (low[:end] + _NOUNS[low[end:]])[max(1, end) :]
            break
    else:
        last = re.sub(r"(?<=[^aeiou])y$", "ie", last) + ("es" if _HISSING.search(low) else "s")
    return f"{head} {last}" if head else last


def possessive(name: str, *, many: bool = False) -> str:
    """Whose it is: "Luna's", "James's", "the neighbours'"."""
    return f"{name}'" if many and name.endswith("s") else f"{name}'s"
