"""What is shown while a scene is spoken: one visual a scene, fitting and not twice the same."""

# ruff: noqa: RUF001 - typographic signs are what these rules are about
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fabula.media.documents.document import Passage
from fabula.media.prose.clauses import brief, spared
from fabula.media.prose.facts import caption
from fabula.media.prose.phrases import enumeration, key_phrases
from fabula.media.prose.words import has_verb, length, stems
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
from fabula.productions.video.offline.cells import chart, merged, number
from fabula.productions.video.offline.cutting import Group, lines_of
from fabula.productions.video.offline.findings import definition, headline, striking
from fabula.productions.video.offline.frames import role_of, section_of
from fabula.productions.video.offline.material import Material
from fabula.productions.video.offline.phrasebook import Phrasebook
from fabula.productions.video.offline.points import distinct, points
from fabula.productions.video.offline.sections import Genre
from fabula.productions.video.offline.sentences import Candidate

# How well a passage must fit what is said. A table that is a picture is small print: show it only
# where it is named.
_FIT = {"figure": 0.5, "table": 0.5, "code": 0.4, "formula": 0.4}
_SHARED = 2  # telling words that a caption and a scene share, if they are about one thing
# What it costs to show the same kind twice running: a second figure or list tires least.
_SAME_AGAIN = {"figure": 0.6, "bullets": 1.2}
_SAME_WORDS_AGAIN = 2.5
_SHOWN_BEFORE = 4.0  # what it costs to show a point again
_STATEMENTS = 4  # scenes for each statement: large words tire soonest
_CLAIM = 14  # words of a statement
_SHORT_QUOTE = 7  # words of a quotation that says something
_QUOTE = 30  # words of a quotation
_POINTS = 5  # points of a list
_LISTED = 40  # words of all points of a list
# A story and a paper are worth quoting, a manual is not.
_QUOTED: dict[Genre, float] = {"prose": 2.8, "paper": 2.0, "guide": 1.7}
_TOO_MANY = 5.0  # what one more costs


@dataclass(frozen=True, slots=True)
class Option:
    """A visual that would do, and how well."""

    worth: float
    visual: Visual


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
    """The options that are worth most together when repeating a kind costs something.

    Of all paths that end alike only the best goes on: the kinds of the last two scenes, and how
    many statements there were, are all that a further scene asks of them.
    """
    most = max(1, (len(options) + 2) // _STATEMENTS)  # title and closing are scenes too
    paths: list[tuple[float, list[Option]]] = [(0.0, [])]
    for choices in options:
        best: dict[tuple[object, ...], tuple[float, list[Option]]] = {}
        for option in choices:
            for score, path in paths:
                longer = [*path, option]
                total = score + _step(path, option, most)
                kinds = [taken.visual.kind for taken in longer]
                end = (*kinds[-2:], kinds.count("statement"))
                if end not in best or total > best[end][0]:
                    best[end] = (total, longer)
        paths = list(best.values())
    return [option.visual for option in max(paths, key=lambda pair: pair[0])[1]]


def _step(path: Sequence[Option], option: Option, most: int) -> float:
    """What an option is worth after what was shown before it."""
    kinds = [taken.visual.kind for taken in path]
    kind = option.visual.kind
    again = _SAME_AGAIN.get(kind, _SAME_WORDS_AGAIN)
    worth = option.worth - (again if kinds[-1:] == [kind] else 0.0)
    shown = [taken.visual.points for taken in path if isinstance(taken.visual, Bullets)]
    if isinstance(option.visual, Bullets) and any(
        set(option.visual.points) & set(p) for p in shown
    ):
        worth -= _SHOWN_BEFORE
    if kind == "statement":
        crowded = "statement" in kinds[-2:] or kinds.count("statement") >= most
        worth -= _TOO_MANY if crowded else 0.0
    return worth


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
        return Option(5 + fit, Figure(heading, passage.id, caption(passage)))
    if passage.kind == "table":
        return _table(passage, heading, fit)
    if passage.kind == "code":
        lines = passage.text.rstrip().splitlines()
        if not _is_code(passage.text) or len(lines) > 12 or max(map(len, lines)) > 76:
            return None
        return Option(3.2 + fit, Code(heading, "\n".join(lines), passage.label))
    return _formula(passage, heading, fit)


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
    drawn = chart(rows, caption(passage) or heading)
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
    return Option(3.9 + fit + (0.3 if figures else 0), Table(caption(passage) or heading, cells))


def _words(material: Material, group: Group, title: str) -> list[Option]:
    """Visuals made of words: always at least one."""
    found: list[Option] = []
    for c in group:
        defined, told = definition(c.written, material.book), striking(c.written, material.book)
        found += [Option(3.3, defined)] if defined else []
        found += [Option(3.5, told)] if told else []
        if material.passages[c.passage].kind == "quote" and _verbatim(c, material):
            found.append(Option(3.6, Quote(c.written.strip('"“”„«» '))))
    found += _lists(material, group, title)
    found += _sentences(material, sorted(group, key=lambda c: -c.score))
    return found + _plain(group, title, material.book)


def _lists(material: Material, group: Group, title: str) -> list[Option]:
    """Points, the best first: the document's own list, phrases, thoughts, names."""
    book = material.book
    written = [c.written for c in group]
    said = [line for lines in lines_of(group) for line in lines]
    named = next((names for text in written if (names := enumeration(text))), ())
    topics = [made.claim if (made := headline(text, book)) else "" for text in written]
    thoughts = [brief(text, _CLAIM, book) for text in written]
    mixed = [thought or topic for thought, topic in zip(thoughts, topics, strict=True)]
    ways: tuple[tuple[float, Sequence[str]], ...] = (
        (3.0, _items(material, group, said) or named or points(written, said, book)),
        (2.4, points(written, (), book)),  # some of them are what is said, word by word
        (2.0 if any(thoughts) else 0.0, distinct(mixed, book)),
        (1.6, distinct(topics, book)),
    )
    return [
        Option(worth + 0.25 * min(4, len(listed)), Bullets(title, tuple(listed[:_POINTS])))
        for worth, listed in ways
        if worth and len(listed) > 1 and sum(map(length, listed[:_POINTS])) <= _LISTED
    ]


def _sentences(material: Material, strong: Sequence[Candidate]) -> list[Option]:
    """One sentence alone: its name large, its claim, or the whole of it as a quotation."""
    book = material.book
    source = material.spoken_authors() or ("" if material.untitled else material.halves[0])
    claims = (brief(c.written, _CLAIM, book) for c in strong)
    found = [Option(2.4, Statement(claim)) for claim in claims if _telling(claim, material)][:1]
    named = (headline(c.written, book) for c in strong)
    found += [Option(2.2, made) for made in named if made][:1]
    worth = _QUOTED[material.kind]
    found += [Option(worth, Quote(c.written, source)) for c in strong if _verbatim(c, material)][:1]
    return found


def _plain(group: Group, title: str, book: Phrasebook) -> list[Option]:
    """What is left where nothing else will do: a sentence under the title, or what is named."""
    short = (spared(c.written, _QUOTE, book) for c in sorted(group, key=lambda c: -c.score))
    detail = next(filter(None, short), "")
    phrases = tuple(key_phrases([c.written for c in group], book, least=1))
    names = [Option(0.5, Bullets(title, phrases))] if len(phrases) > 1 else []
    return [Option(0.7 if detail else 0.1, Statement(title, detail)), *names]


def _verbatim(candidate: Candidate, material: Material) -> bool:
    """Whether a sentence can be quoted: short, and in the very words of the document."""
    text, source = candidate.written, material.passages[candidate.passage].text
    if candidate.dangling or _BACK.search(text):
        return False
    return _SHORT_QUOTE <= length(text) <= _QUOTE and text[1:] in readable(source)


# What stands alone may name nothing that was said before.
_BACK = re.compile(
    r"(?i)\b(?:this|these)\b(?! (?:paper|article|work|report|study))|"
    r"^(?:\S+ ){0,5}(?:they|it|those|such)\b"
)


def _telling(claim: str, material: Material) -> bool:
    """Whether a phrase says something by itself: four words or more, a verb among them."""
    hangs = material.book.hanging.match(claim)
    return not hangs and length(claim) >= 4 and has_verb(claim, material.book)


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
