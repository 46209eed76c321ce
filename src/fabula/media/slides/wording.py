"""Text of persons and models made ready: one line, no odd characters, places to break."""

from __future__ import annotations

import re
import unicodedata

LONG_WORD = 18
BREAK = "\u200b"


def tidy(text: str) -> str:
    """Text as one line: composed letters, single spaces, no control characters and no emoji."""
    composed = unicodedata.normalize("NFC", text)
    kept = "".join(letter for letter in composed if _settable(letter))
    return " ".join(kept.split())


def tidy_code(code: str) -> str:
    """A listing with its lines: tabs as four spaces, no trailing space, no blank ends."""
    composed = unicodedata.normalize("NFC", code.replace("\r\n", "\n").replace("\r", "\n"))
    lines = [
        "".join(letter for letter in line.expandtabs(4) if _settable(letter)).rstrip()
        for line in composed.split("\n")
    ]
    return "\n".join(lines).strip("\n")


def breakable(text: str) -> str:
    """`text` with invisible places to break in words too long for a line.

    "https://example.org/a" may break after each "/", "Rindfleischetikettierung" after each nine
    letters with a hyphen.
    """
    return " ".join(_split(word) if len(word) > LONG_WORD else word for word in text.split(" "))


def shortened(text: str, most: int) -> str:
    """The first whole sentences of `text` that have at most `most` letters, else words and "…"."""
    if len(text) <= most:
        return text
    ends = [found.end() for found in re.finditer(r"[.!?](?=\s)", text[: most + 1])]
    # A stop after a handful of letters is an abbreviation, not a sentence.
    if ends and ends[-1] >= most // 4:
        return text[: ends[-1]]
    return text[: most - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def ready(text: str) -> str:
    """`text` tidied, and breakable in its long words."""
    return breakable(tidy(text))


def _settable(letter: str) -> bool:
    if letter in "\n\t\u00ad\u200b":
        return letter in "\n\t"
    category = unicodedata.category(letter)
    if category == "So":
        # Signs such as © and ° are text; emoji and dingbats are decoration that no face here has.
        return ord(letter) < 0x2000 or letter in "℃℉№℗™"
    return category not in {"Cc", "Cf", "Cs", "Co", "Cn"} and not 0xFE00 <= ord(letter) <= 0xFE0F


def _split(word: str) -> str:
    seams = re.sub(r"(?<=[/_.,;:?&=@|\-\u2013\u2014])(?=[^/_.,;:?&=@|\-\u2013\u2014])", BREAK, word)
    pieces = seams.split(BREAK)
    return BREAK.join(_hyphenated(piece) if len(piece) > LONG_WORD else piece for piece in pieces)


def _hyphenated(word: str) -> str:
    joint = "\u00ad" if word.isalpha() else BREAK
    return joint.join(word[start : start + 9] for start in range(0, len(word), 9))
