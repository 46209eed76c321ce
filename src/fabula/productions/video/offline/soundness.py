"""Whether a line is whole after all that was taken out of it, so that a voice can say it."""

# ruff: noqa: RUF001 - typographic signs are what these rules are about
from __future__ import annotations

import re

from fabula.media.prose.quoting import ENDS
from fabula.media.prose.words import length
from fabula.productions.video.offline.phrasebook import Phrasebook

_SHORTEST, _LONGEST = 4, 36  # words
# What is left of a formula: accents that stand alone, letters with an accent over a dotless i or j.
_FORMULA = re.compile(r"[ˆ˜¯˘˙˚ˇ´`¨∗]|[\u0300-\u036f]|\b[a-z]{1,2}\s?=\s")
# What is left where a path, a name or a heading was: "located in, we", "Vi For inference in".
_HOLE = re.compile(
    r"\b(?:in|at|to|of|from|by|with|for|the|an?),(?! (?:\w+ )*?(?:and|or)\b| for example)"
    r"|\b(?:an?|the) (?:of|to|is|are|by|from)\b"
    r"|^\w{1,3}\s(?:In|The|This|These|For|If|When|To|It|We|As)\s[a-z]"
)


def sound(line: str, book: Phrasebook) -> bool:
    """Whether a line has an end, a fair length, closed quotation marks and no rest of a formula."""
    if not _SHORTEST <= length(line) <= _LONGEST or line[-1] not in (*ENDS, *'”"’»'):
        return False
    last = line.rsplit(maxsplit=1)[-1].strip('.!?”"’»').lower()
    if last in book.broken_end or book.banned.search(line) or book.waiting.search(line):
        return False
    if _FORMULA.search(line) or (book.language == "en" and _HOLE.search(line)):
        return False
    return line.count("“") == line.count("”") and line.count('"') % 2 == 0
