"""Formulas: Typst maths or simple TeX where it is that, and the plain text where it is not."""

from __future__ import annotations

import re

from fabula.media.slides.tex import NotSimple, typst_of

LONGEST = 400
TEX = re.compile(r"\\[a-zA-Z]|[_^]\{")
UNKNOWN = re.compile(r"unknown variable: (\w+)")


def mathematical(formula: str) -> str | None:
    """Typst maths of `formula` that may be tried, or None where only plain text will do.

    A "#" would begin code; nothing a formula needs begins with it.
    """
    line = " ".join(formula.strip().strip("$").split())
    if not line or len(line) > LONGEST or "#" in line:
        return None
    if not TEX.search(line):
        return line
    try:
        return typst_of(line)
    except NotSimple:
        return None


def loosened(maths: str, complaint: str) -> str | None:
    """`maths` with the word that Typst did not know made text, or None if the complaint is another.

    "E = mc^2" with "unknown variable: mc" becomes "E = m c^2"; longer words are set upright.
    """
    found = UNKNOWN.search(complaint)
    if found is None:
        return None
    word = found.group(1)
    known = " ".join(word) if len(word) <= 2 else f'"{word}"'
    return re.sub(rf'(?<![\w"]){re.escape(word)}(?![\w"])', known, maths)
