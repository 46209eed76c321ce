"""Makes a sentence short enough for a slide, by leaving out only what its meaning can spare."""

# ruff: noqa: RUF001 - typographic signs are what these rules are about
from __future__ import annotations

import re

from fabula.media.prose.breaths import standing_alone
from fabula.media.prose.lexicon import Lexicon
from fabula.media.prose.words import has_verb, length
from fabula.media.speakable import readable


def brief(sentence: str, most: int, lexicon: Lexicon) -> str:
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
    text = main_clause(sentence, lexicon)
    if "?" in text or not text:
        return ""
    found = spared(text.removeprefix("to "), most, lexicon)
    if text.startswith("to "):
        found = found.replace(" and to ", " and ")
    if length(found) < 3 or _torn(found, lexicon):
        return ""
    return found[:1].upper() + found[1:]


def main_clause(sentence: str, lexicon: Lexicon) -> str:
    """A sentence without its brackets, quotation marks, connectives and who reports it."""
    first = _QUOTED_OR_END.sub(lambda m: m[0] if m[1] else "\n", readable(sentence))
    text = re.sub(r"\s?\([^()]*\)|\s?\[[^\[\]]*\]|[“”\"„«»()\[\]]", "", first.partition("\n")[0])
    text = standing_alone(text.strip(" .。"), lexicon)
    for pattern in (lexicon.leading, lexicon.reporting):
        shorter = pattern.sub("", text, count=1)
        if len(shorter.split()) >= 3:
            text = shorter
    return text


# A semicolon ends the main clause, but for one between quotation marks.
_QUOTED_OR_END = re.compile(r"([“„«][^“”„«»]*[”“»]|\"[^\"]*\"|\([^()]*\))|;\s")


def spared(text: str, most: int, lexicon: Lexicon, *, clause: bool = True) -> str:
    """A text in at most so many words, less only what it can spare; empty where it cannot.

    Args:
        text: A sentence, or a part of one.
        most: Words that may be left.
        lexicon: Its language.
        clause: Whether what is left must have a verb of its own.
    """
    text = text.rstrip(" .。")
    if length(text) <= most:
        return text
    for match in reversed(list(lexicon.optional.finditer(text))):
        head, rest = text[: match.start()].rstrip(" ,:;–—-"), text[match.start() :]
        verb = not clause or _main_verb(head, lexicon)
        fits = verb and len(head.split()) <= most
        if fits and _ends(head, lexicon) and _optional(head, rest, lexicon):
            return head
    return ""


def _main_verb(head: str, lexicon: Lexicon) -> bool:
    """Whether a text has a verb that is neither in a relative nor in a subordinate clause."""
    if lexicon.subordinate.match(head):
        head = head.partition(",")[2]
    main = re.split(lexicon.relative, head, maxsplit=1)[0]
    return has_verb(head, lexicon) and has_verb(main, lexicon)


def _ends(head: str, lexicon: Lexicon) -> bool:
    """Whether a text may end so: no word waits for another, no pair of dashes is open."""
    last = head.rsplit(maxsplit=1)[-1].lower() if head else ""
    dashes = len(re.findall(" [–—] ", head))
    return bool(last) and last not in (lexicon.open_end or lexicon.stop) and dashes % 2 == 0


def _optional(head: str, rest: str, lexicon: Lexicon) -> bool:
    """Whether the rest can go: no condition, no end of a list, no negation that reaches it."""
    if lexicon.condition.search(rest) or _SERIES.match(rest):
        return False
    if _ASIDE.match(rest) and "," in rest[1:]:
        return False  # the main clause may go on after it
    if rest.startswith(" and to ") and rest.split()[2] not in lexicon.verbs:
        return False
    if rest.startswith(", and ") and ("," in head or not has_verb(rest, lexicon)):
        return False
    return rest[0] in ",;" or not lexicon.negation.search(head)


_ASIDE = re.compile(r",\s(?:which|who|whose|whom|where|\w+ing)\b")
# The rest goes on with a list that began before it: "…, reading, and writing".
_SERIES = re.compile(
    r",\s(?!which|who)(?:[\w’'-]+\s){0,3}[\w’'-]+,?\s(?:and|or|und|oder|et|ou|y|o)\s(?!\w+s\b)"
)


def _torn(text: str, lexicon: Lexicon) -> bool:
    """Whether a phrase hangs on something that is not on the slide."""
    last = text.rsplit(maxsplit=1)[-1].lower().strip(",;:")
    points_back = lexicon.hanging.match(text) or lexicon.dangling.match(text)
    return bool(points_back or lexicon.pointing.search(text)) or last in lexicon.broken_end
