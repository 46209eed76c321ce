"""Lines of text become running text: hyphens at line ends, ligatures, spaces."""

# ruff: noqa: RUF001 - dashes, quotes and letters that look alike are told apart here

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

_BROKEN = re.compile(r"(?P<left>[^\W\d_]+)-$")
_SPACES = re.compile(r"\s+")
_LIGATURES = {0xFB00 + i: s for i, s in enumerate(("ff", "fi", "fl", "ffi", "ffl", "st", "st"))}
_INVISIBLE = dict.fromkeys((0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x0000), "")
_REFERENCES = re.compile(
    r"(?:\W|\d|[ivx]+\.)*\s*(?:references(?: cited| and notes)?|bibliography|works cited|"
    r"literature cited|literatur(?:verzeichnis)?|références|bibliographie|referencias|"
    r"bibliografía|riferimenti bibliografici|literatura)\W*",
    re.IGNORECASE,
)
CAPTION = re.compile(
    r"(?P<word>fig(?:ure|\.)?|table|tab\.|abbildung|abb\.|tabelle|tableau|figura|tabla|tabela|"
    r"listing|algorithm|chart|scheme|exhibit|plate)\s*"
    r"(?P<number>(?:[A-Z]\.?)?\d+(?:[.–-]\d+)*|[IVX]+)(?P<mark>\s*[.:|–—]|$|(?=\s))\s*",
    re.IGNORECASE,
)
_NAMES = {"fig": "Figure", "fig.": "Figure", "tab.": "Table", "abb.": "Abbildung"}
# First halves that keep their hyphen, whatever follows; none that many plain words begin with.
_FIRST_HALVES = """
self non well cross multi semi high low long short real time two three four five six first third
large small one half vice user pre-trained full left right top bottom front post quasi pseudo anti
"""
_TYPED = re.compile(r"(?<![\w`])(?:``([^`']{1,80})''|`([^`'\n]{1,40})')(?![\w'])")
_RAISABLE = "0123456789+-−=()n"
_SUPERSCRIPT = str.maketrans(_RAISABLE, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_STEM = 3  # letters past the hyphen that a word and its kin have in common
_COMPOUND = frozenset(_FIRST_HALVES.split())


def tidy(text: str) -> str:
    """`text` on one line with single spaces, without ligatures and invisible characters.

    Two single quotation marks that stand for a double one are one.
    """
    text = _SPACES.sub(" ", text.translate({**_LIGATURES, **_INVISIBLE})).strip()
    return text.replace("‘‘", "“").replace("’’", "”")


def typeset_quotes(text: str) -> str:
    """Quotation marks of the typewriter as a printer sets them."""
    return _TYPED.sub(lambda m: f"“{m[1]}”" if m[1] else f"‘{m[2]}’", text)


def join_lines(lines: Iterable[str], known: Collection[str] = ()) -> str:
    """Lines as one text; a hyphen that only broke a word at the end of a line goes.

    Args:
        lines: The lines as printed.
        known: Words of the document in lower case; a compound found here keeps its hyphen, and a
            word found here is joined.
    """
    text = ""
    for line in map(tidy, lines):
        text = join_two(text, line, known) if text else line
    return text


def join_two(left: str, right: str, known: Collection[str] = ()) -> str:
    """`right` after `left`, as `join_lines` does it.

    "recog-" and "nition" give "recognition"; "state-of-the-" and "art" give "state-of-the-art".
    """
    if not left or not right:
        return left or right
    broken = _BROKEN.search(left)
    if _is_cut(left, right):
        return left + right
    if broken is None:
        return f"{left} {right}"
    first, rest = broken["left"], re.match(r"[^\W\d_]*", right)
    second = rest.group() if rest else ""
    whole = (first + second).casefold()
    compound = right[len(second) :].startswith("-")
    if compound or (whole not in known and _keeps_hyphen(left, first, second, known)):
        return left + right
    return left[:-1] + right


def _keeps_hyphen(left: str, first: str, second: str, known: Collection[str]) -> bool:
    if not second or not second[0].islower():
        return True  # "Anglo-" "Saxon", "pages 3-" "5"
    if f"{first}-{second}".casefold() in known:
        return True
    stem = (first + second[:_STEM]).casefold()
    if len(second) >= _STEM and any(w.startswith(stem) for w in known):
        return False  # "in-" "corporates", where "incorporated" stands elsewhere
    before = left[: -len(first) - 1]
    if before.endswith("-") or first.casefold() in _COMPOUND:
        return True
    # "sleep-" "deprivation": both are words of this text, and long enough not to be syllables.
    return (
        min(len(first), len(second)) > 3
        and first.casefold() in known
        and second.casefold() in known
    )


def _is_cut(left: str, right: str) -> bool:
    """Whether a line ends inside an address, or after a dash inside a number or a name."""
    if left[-1] in "-/" and "://" in left.rsplit(maxsplit=1)[-1]:
        return True
    if left[-1] == "-":
        return left[-2:-1].isdigit() and right[0].isdigit()
    return left[-1] == "–" and left[-2:-1].isalnum() and right[0].isalnum()


def raised(text: str) -> str:
    """A number or sign as a superscript: "3" is "³"; empty where there are no letters for it."""
    return text.translate(_SUPERSCRIPT) if text and set(text) <= set(_RAISABLE) else ""


def words_in(lines: Iterable[str]) -> frozenset[str]:
    """Every word and compound that stands whole inside a line, in lower case."""
    words: set[str] = set()
    for line in lines:
        found = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", line.casefold())
        words.update(found[:-1] if line.endswith("-") else found)
    return frozenset(words)


def announces_references(text: str) -> bool:
    """Whether a heading announces the bibliography."""
    return _REFERENCES.fullmatch(text.strip()) is not None


def labelled(caption: str) -> tuple[str, str]:
    """`Fig. 3: Cells` is `("Figure 3", "Cells")`; the label is empty where there is none."""
    match = CAPTION.match(caption)
    if match is None:
        return "", caption
    word = match["word"].casefold()
    return f"{_NAMES.get(word, word.capitalize())} {match['number']}", caption[match.end() :]
