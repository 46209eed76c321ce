"""Makes a sentence short enough for a slide, by leaving out only what its meaning can spare."""

# ruff: noqa: RUF001 - typographic signs are what these rules are about
from __future__ import annotations

import re

from fabula.media.prose.breaths import standing_alone
from fabula.media.prose.lexicon import Lexicon
from fabula.media.prose.words import has_verb, length
from fabula.media.speakable import readable


def brief(sentence: str, most: int, book: Lexicon) -> str:
    """The main clause of a sentence in at most so many words; empty where that is not safe.

    What may go: brackets, openings that only connect, who reports it, and what trails behind the
    main clause without restricting it ("…, which is new", "… because it rains"). What stays: every
    complement, condition, exception and relative clause without a comma, and all that follows a
    negation.

    ```python
    brief("The engine skips frames, which saves hours of work.", 5, english)
    # "The engine skips frames"
    brief("The engine refuses to open files that lack a header.", 5, english)
    # ""
    ```
    """
    text = main_clause(sentence, book)
    if "?" in text or not text:
        return ""
    found = spared(text.removeprefix("to "), most, book)
    if text.startswith("to "):
        found = found.replace(" and to ", " and ")
    if length(found) < 3 or _torn(found, book):
        return ""
    return found[:1].upper() + found[1:]


def main_clause(sentence: str, book: Lexicon) -> str:
    """A sentence without its brackets, quotation marks, connectives and who reports it."""
    text = re.sub(r"\s?\([^()]*\)|\s?\[[^\[\]]*\]|[“”\"„«»()\[\]]", "", readable(sentence))
    text = standing_alone(re.split(r";\s", text)[0].strip(" .。"), book)
    for pattern in (book.leading, book.reporting):
        shorter = pattern.sub("", text, count=1)
        if len(shorter.split()) >= 3:
            text = shorter
    return text


def spared(text: str, most: int, book: Lexicon, *, clause: bool = True) -> str:
    """A text in at most so many words, less only what it can spare; empty where it cannot.

    Args:
        text: A sentence, or a part of one.
        most: Words that may be left.
        book: Its language.
        clause: Whether what is left must have a verb of its own.
    """
    text = text.rstrip(" .。")
    if length(text) <= most:
        return text
    for match in reversed(list(book.optional.finditer(text))):
        head, rest = text[: match.start()].rstrip(" ,:;–—-"), text[match.start() :]
        verb = not clause or _main_verb(head, book)
        if verb and len(head.split()) <= most and _ends(head, book) and _optional(head, rest, book):
            return head
    return ""


def _main_verb(head: str, book: Lexicon) -> bool:
    """Whether a text has a verb that is neither in a relative nor in a subordinate clause."""
    if book.subordinate.match(head):
        head = head.partition(",")[2]
    return has_verb(head, book) and has_verb(re.split(book.relative, head, maxsplit=1)[0], book)


def _ends(head: str, book: Lexicon) -> bool:
    """Whether a text may end so: no word waits for another, no pair of dashes is open."""
    last = head.rsplit(maxsplit=1)[-1].lower() if head else ""
    dashes = len(re.findall(" [–—] ", head))
    return bool(last) and last not in (book.open_end or book.stop) and dashes % 2 == 0


def _optional(head: str, rest: str, book: Lexicon) -> bool:
    """Whether the rest can go: no condition, no end of a list, no negation that reaches it."""
    if book.condition.search(rest) or _SERIES.match(rest):
        return False
    if _ASIDE.match(rest) and "," in rest[1:]:
        return False  # the main clause may go on after it
    if rest.startswith(" and to ") and rest.split()[2] not in book.verbs:
        return False
    if rest.startswith(", and ") and ("," in head or not has_verb(rest, book)):
        return False
    return rest[0] in ",;" or not book.negation.search(head)


_ASIDE = re.compile(r",\s(?:which|who|whose|whom|where|\w+ing)\b")
# The rest goes on with a list that began before it: "…, reading, and writing".
_SERIES = re.compile(
    r",\s(?!which|who)(?:[\w’'-]+\s){0,3}[\w’'-]+,?\s(?:and|or|und|oder|et|ou|y|o)\s(?!\w+s\b)"
)


def _torn(text: str, book: Lexicon) -> bool:
    """Whether a phrase hangs on something that is not on the slide."""
    last = text.rsplit(maxsplit=1)[-1].lower().strip(",;:")
    points_back = book.hanging.match(text) or book.dangling.match(text)
    return bool(points_back or book.pointing.search(text)) or last in book.broken_end
