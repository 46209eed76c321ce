"""Facts that single sentences and captions give: what a thing is, how many, what is shown."""

# ruff: noqa: RUF001 - typographic signs are what these rules are about
from __future__ import annotations

import re
from dataclasses import dataclass

from fabula.media.documents.document import Passage
from fabula.media.prose.clauses import main_clause, spared
from fabula.media.prose.lexicon import Lexicon
from fabula.media.speakable import readable

_MEANING = 22  # words below a term
_DETAIL = 22  # words below a number


@dataclass(frozen=True, slots=True)
class Meaning:
    """A term and what it means."""

    term: str
    means: str


@dataclass(frozen=True, slots=True)
class Count:
    """A number with its unit, and the clause that says what it counts."""

    number: str
    clause: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What a sentence is about, and what it says of it."""

    name: str
    says: str


def meaning_of(sentence: str, lexicon: Lexicon) -> Meaning | None:
    """X is a Y that … -> the term X and what it means, for a term of at most four words."""
    match = lexicon.defines.match(readable(sentence))
    if not match:
        return None
    term = re.sub(r"\s?\([^()]*\)", "", match["term"]).strip()
    if (
        lexicon.pointing.search(term)
        or not 1 <= len(term.split()) <= 4
        or term.lower().split()[0] in lexicon.stop
    ):
        return None
    if len(term.split()) == 1 and len(term) < 3:
        return None
    meaning = re.sub(r"\s?\([^()]*\)", "", match["meaning"])
    meaning = spared(meaning, _MEANING, lexicon, clause=False)
    if len(meaning.split()) < 3:
        return None
    return Meaning(term[:1].upper() + term[1:], meaning[:1].upper() + meaning[1:])


def count_in(sentence: str, lexicon: Lexicon) -> Count | None:
    """A number with its unit, and the clause that says what it counts."""
    text = re.sub(r"\s?\([^()]*\)", "", readable(sentence))
    found = list(lexicon.counted.finditer(text))
    if len(found) != 1:
        return None
    if re.match(r"\W*(?:confidence|credible|interval|CI\b)", text[found[0].end() :]):
        return None
    number = found[0]["number"].strip()
    detail = spared(text, _DETAIL, lexicon)
    points_back = lexicon.dangling.match(detail) or lexicon.pointing.search(detail)
    if number not in detail or len(detail.split()) < 4 or points_back:
        return None
    return Count(number.replace(" percent", "%"), detail)


def subject_of(sentence: str, lexicon: Lexicon) -> Subject | None:
    """What a sentence is about, large, and the rest of the sentence below: nothing is left out.

    ```python
    subject_of("The old mill takes water from the river.", english)
    # Subject("The old mill", "takes water from the river")
    ```
    """
    text = spared(main_clause(sentence, lexicon), _DETAIL, lexicon)
    parts = text.split()
    orders = parts[:1] and parts[0].lower() in lexicon.verbs
    if orders or "?" in text or lexicon.hanging.match(text) or lexicon.pointing.search(text):
        return None
    at = _verb_at(parts, lexicon)
    claim, rest = " ".join(parts[:at]), " ".join(parts[at:])
    # "Films joined from pieces lose time": the first verb form only says which films.
    only_says_which = parts[at].endswith("ed") and _AUXILIARY.search(rest) if at else None
    if not at or only_says_which or _LOOSE.search(claim) or _QUALITY.search(claim):
        return None
    if parts[at - 1].lower() in lexicon.stop:
        return None
    return Subject(claim[:1].upper() + claim[1:], rest)


def _verb_at(parts: list[str], lexicon: Lexicon) -> int:
    """Where the first word stands that is a verb, as it seems; 0 for none among the first seven."""
    for at in range(1, min(7, len(parts) - 1)):
        before = parts[at - 1]
        follows_noun = before[-1].isalnum() and before.lower() not in lexicon.before_noun
        noun = _AUXILIARY.fullmatch(parts[at + 1])  # "Several data sets are …"
        if parts[at].lower() in lexicon.verbs and follows_noun and not noun:
            return at
    return 0


# A noun is still to come: "A numbered display".
_QUALITY = re.compile(r"(?i)^(?:an?|the) \w+(?:ed|al|ive|ous|able|ic)$")
_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|has|have|can|could|may|might|must|shall|should|will)\b"
)
# A name that is no name: it points back, or its clause goes on.
_LOOSE = re.compile(
    r"(?i)^the (?:results?|problem|reason|idea|goal|aim|purpose|way|fact|paper|first|second)$|"
    r"\b(?:this|these|such|it|they|that|which|who|where|if|when|to|authors?|since|because|"
    r"although|as|while|after|before|unless)\b|[,;:]"
)


def caption(passage: Passage) -> str:
    """The first sentence of a caption, when it is short enough to be read at a glance."""
    text = re.sub(
        r"^\s*(?:Fig(?:ure|\.)?|Table|Abbildung|Tabelle|Tableau|Figura|Tabla)\.?\s*\d+\w?\s*[.:|–-]?\s*",
        "",
        readable(passage.text),
    )
    text = re.split(r"(?<=[a-z)])\.\s", text)[0].strip(" .")
    if len(text.split()) > 14:
        text = re.split(r"[,;:(]\s?| (?:which|that|where|showing|with) ", text)[0].strip()
    return text if len(text.split()) <= 14 else ""
