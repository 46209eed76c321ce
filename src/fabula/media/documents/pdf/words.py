"""Characters become words and lines: spaces, accents, ligatures, superscripts."""

# ruff: noqa: RUF001 - dashes, quotes and letters that look alike are told apart here

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from fabula.media.documents.pdf.box import Box, union
from fabula.media.documents.pdf.lines import Line, Word, line_of
from fabula.media.documents.pdf.page import Glyph
from fabula.media.documents.prose import raised

# Accents that old TeX fonts set as a character of their own, before the letter.
_ACCENTS = {
    "´": "\u0301", "`": "\u0300", "¨": "\u0308", "ˆ": "\u0302", "˜": "\u0303", "¸": "\u0327",
    "ˇ": "\u030c", "˘": "\u0306", "˚": "\u030a", "˝": "\u030b", "¯": "\u0304", "˙": "\u0307",
}  # fmt: skip
_LIGATURES = {0xFB00 + i: s for i, s in enumerate(("ff", "fi", "fl", "ffi", "ffl", "st", "st"))}
_INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF), "")
_ODD = {0x2010: "-", 0x2011: "-", 0x02BC: "’", 0x201B: "‘", 0x2043: "•", 0x0131: "ı"}
_CLEAN = {**_LIGATURES, **_INVISIBLE, **_ODD}
_SIGNS = frozenset("*†‡§¶∗,#")
_MARKS = frozenset("0123456789,*†‡§¶∗#")


def lines_of(glyphs: Sequence[Glyph]) -> list[Line]:
    """Lines in the order of the file, then those pieces joined that stand side by side."""
    runs: list[list[Glyph]] = []
    for glyph in _accented(glyphs):
        if runs and _continues(runs[-1], glyph):
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
    lines = [line_of(words) for run in runs if (words := _words(run))]
    return _nested(_joined(lines))


def _accented(glyphs: Sequence[Glyph]) -> Iterable[Glyph]:
    """`¨` over `a` is `ä`."""
    pending: Glyph | None = None
    for glyph in glyphs:
        if pending is not None:
            if glyph.x0 < pending.x1 and pending.x0 < glyph.x1 and glyph.char.isalpha():
                base = {"ı": "i", "ȷ": "j"}.get(glyph.char, glyph.char)
                char = unicodedata.normalize("NFC", base + _ACCENTS[pending.char])
                glyph = Glyph(  # noqa: PLW2901 - the composed letter takes the place of both
                    char, glyph.x0, glyph.x1, glyph.base, glyph.style, pending.spaced
                )
            else:
                yield pending
            pending = None
        if glyph.char in _ACCENTS:
            pending = glyph
        else:
            yield glyph
    if pending is not None:
        yield pending


def _main(run: Sequence[Glyph]) -> Glyph:
    """The glyph that the line stands on: the largest of the last few."""
    return max(run[-12:], key=lambda g: g.style.size)


def _continues(run: Sequence[Glyph], glyph: Glyph) -> bool:
    main = _main(run)
    size = max(main.style.size, glyph.style.size, 1.0)
    gap = glyph.x0 - run[-1].x1
    if not -0.8 * size < gap < 1.6 * size:
        return False
    rise = abs(glyph.base - main.base)
    if rise <= 0.18 * size:
        return True
    smaller = min(main.style.size, glyph.style.size) < 0.86 * size
    return smaller and rise <= 0.6 * size and gap < 0.6 * size


def _words(run: Sequence[Glyph]) -> list[Word]:
    words: list[Word] = []
    start = 0
    ground = _ground(run)
    for i in range(1, len(run) + 1):
        if i < len(run) and not _breaks(run[i - 1], run[i], ground):
            continue
        piece = run[start:i]
        before = run[start - 1] if start else None
        glued = before is not None and not _apart(before, piece[0])
        word = _word(piece, ground, glued=glued)
        if word.text:
            words.append(word)
        start = i
    return _unspaced(words)


def _unspaced(words: list[Word]) -> list[Word]:
    """`T H E  T A L E`, letters set wide apart, as the words they are."""
    if len(words) < 5 or any(len(w.text) > 2 for w in words):
        return words
    if sum(len(w.text) == 1 for w in words) < 0.8 * len(words):
        return words
    gaps = [b.box.x0 - a.box.x1 for a, b in pairwise(words)]
    usual = sorted(gaps)[len(gaps) // 2]
    if not all(w.text.isalpha() for w in words) or usual <= 0:
        return words
    groups = [[words[0]]]
    for gap, word in zip(gaps, words[1:], strict=True):
        if gap > 1.5 * usual:
            groups.append([word])
        else:
            groups[-1].append(word)
    return [_merged(g) for g in groups]


def _merged(words: Sequence[Word]) -> Word:
    text = "".join(w.text for w in words)
    return replace(words[0], text=text, box=union(w.box for w in words), glued=False)


def _ground(run: Sequence[Glyph]) -> float:
    """The baseline that most of the largest characters share."""
    top = max(g.style.size for g in run)
    bases = sorted(g.base for g in run if g.style.size >= 0.86 * top)
    return bases[len(bases) // 2]


def _apart(left: Glyph, right: Glyph) -> bool:
    size = min(left.style.size, right.style.size)
    gap = right.x0 - left.x1
    if left.style.mono and right.style.mono:
        # Narrow letters leave gaps in their cells: the step from middle to middle tells.
        return right.x0 + right.x1 - left.x0 - left.x1 > 1.8 * size
    # A generated or real space counts unless the letters touch; a wide gap always does.
    return (right.spaced and gap > 0.02 * size) or gap > 0.35 * size


def _breaks(left: Glyph, right: Glyph, ground: float) -> bool:
    return (
        _apart(left, right)
        or left.style != right.style
        or _is_raised(left, ground) != _is_raised(right, ground)
    )


def _is_raised(glyph: Glyph, ground: float) -> bool:
    return ground - glyph.base > 0.2 * glyph.style.size


def _word(glyphs: Sequence[Glyph], ground: float, *, glued: bool) -> Word:
    style = glyphs[0].style
    text = "".join(map(_plain, glyphs)).translate(_CLEAN)
    base = glyphs[0].base
    box = Box(
        min(g.x0 for g in glyphs),
        base - 0.74 * style.size,
        max(g.x1 for g in glyphs),
        base + 0.22 * style.size,
    )
    raised = _is_raised(glyphs[0], ground)
    return Word(unicodedata.normalize("NFC", text), box, style, raised, glued)


def _plain(glyph: Glyph) -> str:
    """Letters of the mathematical alphabets as the letters they are."""
    if "\U0001d400" <= glyph.char <= "\U0001d7ff":
        return unicodedata.normalize("NFKC", glyph.char)
    return glyph.char


def _joined(lines: list[Line]) -> list[Line]:
    """Pieces of one line that the file gives apart, such as words placed one by one."""
    rows = sorted(lines, key=lambda n: (round(n.box.y1), n.box.x0))
    whole: list[Line] = []
    for line in rows:
        for i in range(len(whole) - 1, max(-1, len(whole) - 8), -1):
            if _side_by_side(whole[i], line):
                whole[i] = line_of((*whole[i].words, *line.words))
                break
        else:
            whole.append(line)
    return whole


def _nested(lines: list[Line]) -> list[Line]:
    """Tiny pieces that sit inside a line, such as the lowered E of TeX, put where they belong."""
    tiny = [n for n in lines if len(n.text) <= 3 and len(n.words) == 1 and n.text != "ˆ"]
    if not tiny or len(tiny) > 500:
        return lines
    whole = [n for n in lines if len(n.words) > 2]
    gone: set[int] = set()
    for piece in tiny:
        for i, line in enumerate(whole):
            if line.box.holds(piece.box) and (at := _hole(line, piece)):
                whole[i] = _put(line, at, piece.words[0])
                gone.add(id(piece))
                break
            if _is_mark_after(line, piece):
                mark = replace(piece.words[0], raised=True, glued=True)
                whole[i] = line_of((*line.words, mark))
                gone.add(id(piece))
                break
    rest = [n for n in lines if len(n.words) <= 2 and id(n) not in gone]
    return whole + rest


def _put(line: Line, at: int, word: Word) -> Line:
    """The line with a word before its word number `at`, glued to what it touches."""
    near = 0.12 * line.size
    before, after = line.words[at - 1], line.words[at]
    word = replace(word, glued=word.box.x0 - before.box.x1 < near)
    after = replace(after, glued=after.box.x0 - word.box.x1 < near)
    return line_of((*line.words[:at], word, after, *line.words[at + 1 :]))


def _is_mark_after(line: Line, piece: Line) -> bool:
    """Whether a piece is the mark of a footnote, raised behind the end of a line."""
    small = piece.size < 0.8 * line.size and set(piece.text) <= _MARKS
    gap = piece.box.x0 - line.box.x1
    raised = line.box.y0 - 0.4 * line.size < piece.box.y0 < line.box.y0 + 0.3 * line.size
    return small and raised and -1 < gap < line.size


def _hole(line: Line, piece: Line) -> int:
    """Before which word of `line` the piece fits; 0 where it does not."""
    middle = piece.box.middle[0]
    for i in range(1, len(line.words)):
        if line.words[i - 1].box.middle[0] < middle < line.words[i].box.middle[0]:
            left, right = line.words[i - 1].box.x1, line.words[i].box.x0
            # The letters of a logo overlap; words that stand on the piece's place do not yield.
            room = 0.4 * piece.size
            return i if left - room < piece.box.x0 and piece.box.x1 < right + room else 0
    return 0


def _side_by_side(left: Line, right: Line) -> bool:
    size = max(left.size, right.size, 1.0)
    level = abs(left.box.y1 - right.box.y1) < 0.25 * size
    return level and -0.3 * size < right.box.x0 - left.box.x1 < 0.6 * size


def without_marks(words: Sequence[Word]) -> list[Word]:
    """The words, marks of footnotes left out: `word¹` is `word`; `10²`, `x²` and fractions stay."""
    kept: list[Word] = []
    for word, after in zip(words, [*words[1:], None], strict=True):
        if not word.raised or (after and after.text.startswith("⁄")):
            kept.append(word)
        elif set(word.text) <= _SIGNS:
            continue
        elif not set(word.text) <= _MARKS or (kept and _is_power(kept[-1])):
            text = (raised(word.text) or word.text) if kept else word.text
            kept.append(Word(text, word.box, word.style, word.raised, word.glued))
    return kept


def _is_power(base: Word) -> bool:
    """Whether a number raised after `base` is an exponent rather than a footnote's mark."""
    text = base.text.rstrip()
    return base.style.math or text[-1:].isdigit() or text in {"m", "mm", "cm", "km", "x", "n"}
