"""What the document itself has to show: its figures, tables, listings and formulas."""

# ruff: noqa: RUF001 - typographic signs are what these rules are about
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fabula.media.documents.document import Passage
from fabula.media.prose.facts import caption
from fabula.media.prose.words import stems
from fabula.media.slides.visuals import (
    Code,
    Figure,
    Formula,
    Table,
    Visual,
)
from fabula.media.speakable import readable
from fabula.productions.video.offline.cutting import Group
from fabula.productions.video.offline.frames import role_of, section_of
from fabula.productions.video.offline.material import Material
from fabula.productions.video.offline.slides.cells import chart, merged, number

# How well a passage must fit what is said. A table that is a picture is small print: show it only
# where it is named.
_FIT = {"figure": 0.5, "table": 0.5, "code": 0.4, "formula": 0.4}
_SHARED = 2  # telling words that a caption and a scene share, if they are about one thing


@dataclass(frozen=True, slots=True)
class Option:
    """A visual that would do, and how well."""

    worth: float
    visual: Visual


def assigned(
    material: Material, groups: Sequence[Group], titles: Sequence[str]
) -> list[list[Option]]:
    """Figures, tables, code and formulas, each given to the one scene that it fits best."""
    pairs = []
    for passage in material.document.passages:
        if passage.kind in ("figure", "table", "code", "formula"):
            for index, group in enumerate(groups):
                fit = _fitness(material, passage, group)
                if fit >= (
                    0.9
                    if passage.kind == "figure" and passage.label.startswith("Tab")
                    else _FIT[passage.kind]
                ):
                    pairs.append((fit, passage, index))
    pairs.sort(key=lambda pair: (-pair[0], pair[2]))
    given: list[list[Option]] = [[] for _ in groups]
    used: set[str] = set()
    for fit, passage, index in pairs:
        if passage.id in used or given[index]:
            continue
        option = _shown(passage, titles[index], fit)
        if option:
            used.add(passage.id)
            given[index].append(option)
    return given


def _fitness(material: Material, passage: Passage, group: Group) -> float:
    """How well something to show fits what is said: named there, alike in words, close by."""
    if _named(material, passage, group):
        return 1.2
    section = material.told[section_of(group)]
    ids = [p.id for p in section.passages]
    near = 0.0
    if passage.id in ids:
        at = ids.index(passage.id)
        close = any(abs(ids.index(c.passage) - at) <= 3 for c in group if c.passage in ids)
        near = 0.4 if close else 0.15 if passage.kind in ("figure", "table") else 0.0
    if passage.kind not in ("figure", "table"):
        return near
    if material.kind == "paper":
        near += 0.2 if _role(material, passage) == role_of(group) else -0.3
    header = " ".join(passage.rows[0]) if passage.rows else ""
    words = frozenset(stems(f"{passage.text} {header}", material.book))
    shared = words & {stem for c in group for stem in c.bag}
    return near + (
        1.4 * len(shared) / max(6, min(8, len(words))) if len(shared) >= _SHARED else 0.0
    )


def _role(material: Material, passage: Passage) -> str:
    """The part of the argument in which a passage stands."""
    return next((s.role for s in material.told if passage in s.passages), "")


def _named(material: Material, passage: Passage, group: Group) -> bool:
    digits = re.search(r"\d+", passage.label)
    if not digits:
        return False
    kind = {"figure": r"Fig", "table": r"Tab", "formula": r"Eq"}.get(passage.kind, "Listing")
    name = re.compile(rf"\b{kind}\w*\.?\s?\(?{digits[0]}\b", re.IGNORECASE)
    return any(name.search(material.passages[c.passage].text) for c in group)


def _shown(passage: Passage, heading: str, fit: float) -> Option | None:
    """The passage as a visual, or None where it would not read on a slide."""
    if passage.kind == "figure":
        picture = passage.picture
        if not picture or min(picture.width, picture.height) < 100:
            return None
        return Option(5 + fit, Figure(heading, passage.id, _caption(passage)))
    if passage.kind == "table":
        return _table(passage, heading, fit)
    if passage.kind == "code":
        lines = passage.text.rstrip().splitlines()
        if not _is_code(passage.text) or len(lines) > 12 or max(map(len, lines)) > 76:
            return None
        return Option(3.2 + fit, Code(heading, "\n".join(lines), passage.label))
    return _formula(passage, heading, fit)


def _caption(passage: Passage) -> str:
    """The caption, unless a citation that was not found left a hole in it: "from?. Upper panel"."""
    text = caption(passage)
    return "" if _HOLE.search(text) else text


_HOLE = re.compile(r"\?\.|^[a-z]+\?")


def _is_code(text: str) -> bool:
    """Whether a listing has signs of code, words enough, and no rests of a font's encoding."""
    if text.endswith(".") and "\n" not in text:
        return False
    letters = sum(sign.isalpha() for sign in text)
    return letters >= 12 and min(text) >= "\t" and bool(re.search(r"[(){}\[\];=<>$#|]", text))


def _formula(passage: Passage, heading: str, fit: float) -> Option | None:
    """A formula as its picture where there is one, else as text; never as scattered signs."""
    picture = passage.picture
    if picture and picture.width >= 120 and picture.height >= 24:
        return Option(2.9 + fit, Figure(heading, passage.id))
    readable_signs = re.fullmatch(r"[^;\"{}\x00-\x1f]{3,70}", passage.text)
    if passage.page is not None or not readable_signs or "=" not in passage.text:
        return None
    return Option(2.9 + fit, Formula(heading, passage.text))


def _table(passage: Passage, heading: str, fit: float) -> Option | None:
    rows = merged(passage.rows)
    drawn = chart(rows, _caption(passage) or heading)
    if drawn:
        return Option(4.6 + fit, drawn)
    if not 2 <= len(rows) <= 8 or not 2 <= len(rows[0]) <= 5:
        return None
    cells = tuple(tuple(readable(cell) for cell in row) for row in rows)
    if max(len(cell) for row in cells for cell in row) > 36:
        return None
    plain = sum(
        bool(re.fullmatch(r"[\w\s.,:;()%$€£'’\"/&+±–—-]*", cell)) for row in cells for cell in row
    )
    if plain < 0.8 * sum(map(len, cells)):
        return None
    figures = sum(bool(number(cell)) for row in cells[1:] for cell in row)
    return Option(3.9 + fit + (0.3 if figures else 0), Table(_caption(passage) or heading, cells))
