"""What is shown while a scene is spoken: one visual a scene, fitting and not twice the same."""

# ruff: noqa: RUF001 - typographic signs are what these rules are about
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fabula.media.documents.document import Passage
from fabula.media.slides.visuals import (
    Bullets,
    Code,
    Figure,
    Formula,
    Quote,
    Statement,
    Table,
    Visual,
)
from fabula.media.speakable import readable
from fabula.productions.video.offline.cells import chart, number
from fabula.productions.video.offline.cutting import Group, lines_of
from fabula.productions.video.offline.findings import definition, shortened, striking
from fabula.productions.video.offline.frames import section_of
from fabula.productions.video.offline.language import has_verb, likeness, stems
from fabula.productions.video.offline.material import Material
from fabula.productions.video.offline.points import enumeration, point, points
from fabula.productions.video.offline.sentences import Candidate

# How well a passage must fit what is said. A table that is a picture is small print: show it only
# where it is named.
_FIT = {"figure": 0.5, "table": 0.5, "code": 0.4, "formula": 0.4}
_SAME_AGAIN = 2.5  # what it costs to show the same kind twice running


@dataclass(frozen=True, slots=True)
class Option:
    """A visual that would do, how well, and the passage it uses up, if it does."""

    worth: float
    visual: Visual
    uses: str = ""


def stage(material: Material, groups: Sequence[Group], titles: Sequence[str]) -> list[Visual]:
    """The visuals of the scenes between opening and closing."""
    shown = _assigned(material, groups, titles)
    options = [
        sorted(
            [*shown[i], *_words(material, group, titles[i])],
            key=lambda option: -option.worth,
        )
        for i, group in enumerate(groups)
    ]
    return _best_path(options)


def _best_path(options: Sequence[Sequence[Option]]) -> list[Visual]:
    """The options that are worth most together when repeating a kind costs something."""
    paths: list[tuple[float, list[Option]]] = [(0.0, [])]
    for choices in options:
        paths = [
            max(
                (
                    (score + _step(path, option), [*path, option])
                    for score, path in paths
                ),
                key=lambda pair: pair[0],
            )
            for option in choices
        ]  # fmt: skip
    return [option.visual for option in max(paths, key=lambda pair: pair[0])[1]]


def _step(path: Sequence[Option], option: Option) -> float:
    again = bool(path) and path[-1].visual.kind == option.visual.kind
    return option.worth - (_SAME_AGAIN if again else 0.0)


def _assigned(
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
    section = material.told[section_of(group)]
    ids = [p.id for p in section.passages]
    near = 0.0
    if passage.id in ids:
        at = ids.index(passage.id)
        close = any(abs(ids.index(c.passage) - at) <= 3 for c in group if c.passage in ids)
        near = 0.4 if close else 0.15 if passage.kind in ("figure", "table") else 0.0
    words = frozenset(
        stems(f"{passage.text} {' '.join(passage.rows[0]) if passage.rows else ''}", material.book)
    )
    said = frozenset(stem for c in group for stem in c.bag)
    alike = (
        1.4 * likeness(words, said)
        if passage.kind in ("figure", "table") and len(words) > 2
        else 0.0
    )
    return near + alike + (0.8 if _named(material, passage, group) else 0.0)


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
        return Option(5 + fit, Figure(heading, passage.id, _caption(passage)), passage.id)
    if passage.kind == "table":
        return _table(passage, heading, fit)
    if passage.kind == "code":
        lines = passage.text.rstrip().splitlines()
        if not _is_code(passage.text) or len(lines) > 12 or max(map(len, lines)) > 76:
            return None
        return Option(3.2 + fit, Code(heading, "\n".join(lines), passage.label), passage.id)
    return _formula(passage, heading, fit)


def _is_code(text: str) -> bool:
    """Whether a listing has signs of code, words enough, and no rests of a font's encoding."""
    letters = sum(sign.isalpha() for sign in text)
    return letters >= 12 and min(text) >= "\t" and bool(re.search(r"[(){}\[\];=<>$#|]", text))


def _formula(passage: Passage, heading: str, fit: float) -> Option | None:
    """A formula as its picture, where the file has no more than its signs, else as text."""
    if not re.fullmatch(r"[^;\"{}\x00-\x1f]{3,90}", passage.text) or "=" not in passage.text:
        return None
    picture = passage.picture
    if picture and min(picture.width / 6, picture.height) >= 40:
        return Option(2.9 + fit, Figure(heading, passage.id), passage.id)
    if passage.page is not None or len(passage.text) > 70:
        return None
    return Option(2.9 + fit, Formula(heading, passage.text), passage.id)


def _caption(passage: Passage) -> str:
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


def _table(passage: Passage, heading: str, fit: float) -> Option | None:
    rows = passage.rows
    drawn = chart(rows, _caption(passage) or heading)
    if drawn:
        return Option(4.6 + fit, drawn, passage.id)
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
    return Option(
        3.9 + fit + (0.3 if figures else 0), Table(_caption(passage) or heading, cells), passage.id
    )


def _words(material: Material, group: Group, title: str) -> list[Option]:
    """Visuals made of words: always at least one."""
    book = material.book
    written = [c.written for c in group]
    said = [line for lines in lines_of(group) for line in lines]
    found: list[Option] = []
    for c in group:
        defined = definition(c.written, book)
        if defined:
            found.append(Option(3.3, defined))
        number_told = striking(c.written, book)
        if number_told:
            found.append(Option(3.5, number_told))
        if material.passages[c.passage].kind == "quote" and len(c.written.split()) <= 28:
            found.append(Option(3.6, Quote(c.written.strip('"“”„«» '))))
    named = next((names for text in written if (names := enumeration(text))), ())
    listed = _items(material, group, said) or named or points(written, said, book)
    if len(listed) >= 2:
        found.append(Option(3.0 + 0.25 * min(4, len(listed)), Bullets(title, listed[:5])))
    strong = sorted(group, key=lambda c: -c.score)
    claims = (point(c.written, book) for c in strong)
    claim = next((text for text in claims if _telling(text, material)), "")
    if claim:
        found.append(Option(2.4, Statement(claim)))
    short = next((c.written for c in strong if _verbatim(c, material)), "")
    if short:
        source = material.spoken_authors() or ("" if material.untitled else material.title)
        found.append(Option(1.1 + 1.2 * (material.kind == "prose"), Quote(short, source)))
    clause = shortened(strong[0].written, 16, book)
    if 5 <= len(clause.split()) <= 16 and _telling(clause, material):
        found.append(Option(1.5, Statement(clause)))
    return found or [Option(0.5, Statement(title))]


def _verbatim(candidate: Candidate, material: Material) -> bool:
    """Whether a sentence can be quoted: short, and in the very words of the document."""
    text = candidate.written
    return len(text.split()) <= 22 and text in readable(material.passages[candidate.passage].text)


def _telling(claim: str, material: Material) -> bool:
    """Whether a phrase says something by itself: four words or more, a verb among them."""
    hangs = material.book.hanging.match(claim)
    return not hangs and len(claim.split()) >= 4 and has_verb(claim, material.book)


def _items(material: Material, group: Group, said: Sequence[str]) -> tuple[str, ...]:
    """The document's own list, where one stands next to what is said."""
    for c in group:
        passages = material.told[c.section].passages
        at = next((i for i, p in enumerate(passages) if p.id == c.passage), None)
        if at is None:
            continue
        start = at if passages[at].kind == "item" else at + 1
        texts = []
        for passage in passages[start : start + 8]:
            if passage.kind != "item":
                break
            texts.append(_term(passage.text))
        listed = points(texts, said, material.book)
        if len(listed) >= 2:
            return listed
    return ()


def _term(text: str) -> str:
    """What an item of a list names: "Speed: it is fast" -> "Speed"."""
    name = re.match(r"^([^:.–—]{3,48}?)(?::| [–—-]) \S", readable(text))
    return name[1] if name and len(name[1].split()) >= 2 else text
